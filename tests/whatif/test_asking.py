"""From a plan and options to an experiment: what is held, what is drawn, and what an option changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.experiment import design_of, resolver_of
from crmsim.scenario import load
from crmsim.simulation.run import simulate
from crmsim.whatif.asked import Asked
from crmsim.whatif.asking import LEVER, NOTHING, PLAN, Size, decided, whatif
from crmsim.whatif.options import OPTION, OPTIONS, can_join, chosen, joint

SMALL = Size(4, 1)
PLAN_TEXT = """
[scenario]
title = "Ours"
weeks = 78
[leadership]
explaining = 0.3
[project]
training_hours = 30.0
[unknown]
"leadership.done" = { low = 0.1, high = 0.4 }
"system.earlier_system" = ["none", "bad"]
"project.superusers" = { low = 0.0, high = 0.1 }
"""


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "ours.toml"
    path.write_text(PLAN_TEXT)
    return path


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_every_option_changes_a_plan_that_has_nothing_of_it(option) -> None:
    experiment = whatif(load("baseline"), [option], size=SMALL)
    resolver = resolver_of(experiment)
    by_name = {
        point.values[LEVER]: resolver.resolve(point.settings) for point in list(design_of(experiment).points())[:3]
    }
    assert by_name[PLAN].hash != by_name[option.name].hash
    assert not by_name[NOTHING].mechanisms.project and by_name[option.name].weeks == 260
    assert option.title and option.does


def test_what_was_given_is_held_and_what_is_unknown_is_drawn(plan: Path) -> None:
    experiment = whatif(load(plan), OPTIONS, size=Size(16, 1))
    drawn = {factor.name for factor in experiment.uncertainties}
    assert {"leadership.done", "system.earlier_system", "project.superusers", "leadership.steadiness"} <= drawn
    assert not {"leadership.explaining", "project.training_hours", "project.patience", "motivation.mandate"} & drawn
    resolver = resolver_of(experiment)
    for point in design_of(experiment).points():
        made = resolver.resolve(point.settings)
        if point.values[LEVER] == PLAN:
            assert (made.leadership.explaining, made.project.training_hours) == (0.3, 30.0)
            assert 0.1 <= made.leadership.done <= 0.4 and made.project.superusers <= 0.1
        if point.values[LEVER] == "walk_the_talk":
            assert made.leadership.done == 0.9
        if point.values[LEVER] == "training_kept_up":  # thirty hours are more than it asks for
            assert made.project.training_hours == 30.0


def test_plausible_worlds_are_drawn_whole_and_all_else_over_its_interval(plan: Path) -> None:
    scenario = load(plan, ['scenario.worlds="reference_firm"'])
    experiment = whatif(scenario, OPTIONS, size=SMALL)
    names = [factor.name for factor in experiment.uncertainties]
    keys = scenario.worlds.keys
    assert {"worlds", "adoption.threshold_mean", *scenario.unknown} <= set(names) and not set(keys) & set(names)
    rows = {tuple(row) for row in scenario.worlds.rows}
    for point in design_of(experiment).points():
        assert tuple(point.values[key] for key in keys) in rows
        assert resolver_of(experiment).resolve(point.settings).leadership.explaining in (0.3, 0.9)


def test_what_is_given_or_said_to_be_unknown_outweighs_plausible_worlds(plan: Path) -> None:
    named = ['scenario.worlds="reference_firm"', "economy.licence_month=450"]
    experiment = whatif(load(plan, named), OPTIONS, size=SMALL)
    resolver = resolver_of(experiment)
    for point in design_of(experiment).points():
        assert resolver.resolve(point.settings).economy.licence_month == 450.0
    plan.write_text(PLAN_TEXT + '"economy.licence_month" = { low = 400.0, high = 500.0 }\n')
    experiment = whatif(load(plan, ['scenario.worlds="reference_firm"']), OPTIONS, size=SMALL)
    found = {
        resolver_of(experiment).resolve(point.settings).economy.licence_month
        for point in design_of(experiment).points()
    }
    assert len(found) > 1 and all(400.0 <= value <= 500.0 for value in found)


def test_what_was_typed_holds_in_every_world(plan: Path) -> None:
    experiment = whatif(load(plan, ["leadership.done=0.7", "organisation.employees=40"]), OPTIONS, size=SMALL)
    assert "leadership.done" not in {factor.name for factor in experiment.uncertainties}
    assert experiment.base is not None and experiment.base.organisation.employees == 40


def test_a_world_differs_between_alternatives_in_nothing_but_the_option(plan: Path) -> None:
    experiment = whatif(load(plan), chosen(["explain_why"]), size=SMALL)
    resolver = resolver_of(experiment)
    points = list(design_of(experiment).points())
    for first in range(0, len(points), 3):
        one, _, other = (resolver.resolve(point.settings) for point in points[first : first + 3])
        for name, table in one.tables.items():
            if name == "leadership":
                assert table.model_copy(update={"explaining": 0.9}) == other.tables[name]
            else:
                assert table == other.tables[name]


@pytest.mark.parametrize("switch", ["project", "market", "system", "adoption"])
def test_a_plan_without_what_options_act_on_is_refused(switch: str) -> None:
    with pytest.raises(CrmsimError, match="nothing that an option could change") as refused:
        whatif(load("baseline", [f"mechanisms.{switch}=false"]), OPTIONS)
    assert switch in str(refused.value)


def test_options_join_where_they_set_no_key_in_common() -> None:
    assert not can_join(OPTION["department_by_department"], OPTION["one_department"])
    name, bundle = joint([OPTION["explain_why"], OPTION["meetings"]])
    assert name == "explain_why+meetings" and len(bundle["intervention"]) == 2 and "leadership.explaining" in bundle


def test_an_unknown_option_is_refused_with_the_nearest() -> None:
    with pytest.raises(CrmsimError) as refused:
        chosen(["explain_whi"])
    assert refused.value.nearest == "explain_why" and "walk_the_talk" in str(refused.value.expected)


def test_an_option_begun_later_leaves_the_weeks_before_as_they_are_and_what_is_more_than_it_asks() -> None:
    later = [(OPTION["walk_the_talk"], 40)]
    experiment = whatif(load("baseline", ["organisation.employees=30"]), (), later=later, size=Size(16, 1))
    resolver = resolver_of(experiment)
    above = 0
    for number in range(0, design_of(experiment).size, 3):
        plan, _, other = (resolver.resolve(design_of(experiment).point(number + k).settings) for k in range(3))
        (act,) = other.interventions
        drawn = plan.leadership.done
        assert act.week == 40 and act.settings.set["leadership.done"] == max(drawn, 0.9)
        above += drawn > 0.9
    assert above
    one, two = (simulate(each.changed(["scenario.weeks=60"]), 3).ledger for each in (plan, other))
    assert (one[:39] == two[:39]).all() and (one[39:] != two[39:]).any()


def test_what_was_asked_is_read_back(plan: Path, tmp_path: Path) -> None:
    asked = Asked.of(load(plan), 0)
    (tmp_path / "whatif.json").write_text(asked.text())
    assert Asked.read(tmp_path, {}) == asked
    assert (asked.people, asked.horizon, asked.unknown[0]) == (150, 78, "leadership.done")
    (tmp_path / "whatif.json").write_text("[1]")
    with pytest.raises(CrmsimError, match="not what a what-if leaves"):
        Asked.read(tmp_path, {})


def test_decisions_are_those_of_the_project_and_its_instruments() -> None:
    assert decided("project.training_hours") and decided("motivation.mandate")
    assert not decided("project.late_cost") and not decided("leadership.done")
