"""``branch_week`` in an experiment, and ``from_week`` of a comparison: what acts later, and what cannot."""

from __future__ import annotations

import re

import numpy as np
import pytest
from experiment_texts import grid

from crmsim.errors import CrmsimError
from crmsim.experiment import design_of, from_text, resolver_of
from crmsim.experiment.comparing import comparing
from crmsim.experiment.runs import Runs
from crmsim.scenario import load

HEAD = "runs = 5\nbranch_week = 30\n"
DONE = '"leadership.done" = [0.2, 0.9]'
BUNDLES = """
[levers.approach.alternatives]
as_now = {}
both = { "leadership.done" = 0.9, "leadership.said" = 0.1 }
day = { intervention = [{ week = 40, kind = "training", hours = 4.0 }], "exchange.cost" = 0.3 }
"""


def scenarios(text: str) -> list:
    experiment = from_text(text)
    resolver = resolver_of(experiment)
    return [resolver.resolve(point.settings, point.scenario) for point in design_of(experiment).points()]


def test_levers_act_as_changes_in_the_week_and_uncertainties_from_the_start() -> None:
    made = scenarios(grid(f'{DONE}\n[uncertainties]\n"exchange.cost" = [0.1, 0.3]', head=HEAD))
    assert [one.exchange.cost for one in made] == [0.1, 0.3, 0.1, 0.3]
    assert {one.leadership.done for one in made} == {load("baseline").leadership.done}
    acts = [[entry.content() for entry in one.interventions] for one in made]
    assert [[act["set"]["leadership.done"] for act in each] for each in acts] == [[0.2], [0.2], [0.9], [0.9]]
    assert all(act["week"] == 30 and act["kind"] == "change" for each in acts for act in each)
    assert made[0].beginning(30) == made[2].beginning(30) != made[1].beginning(30)


def test_the_run_is_the_one_with_an_intervention_whatever_asked_for_it() -> None:
    plain = grid(
        '[levers.acts.alternatives]\none = { intervention = [{week = 30, kind = "change", set = {"leadership.done" = '
        '0.2}}] }\ntwo = { intervention = [{week = 30, kind = "change", set = {"leadership.done" = 0.9}}] }'
    )
    one, two = (Runs(from_text(text), "code") for text in (grid(DONE, head=HEAD), plain))
    assert [one.run(point, 3) for point in range(2)] == [two.run(point, 3) for point in range(2)]
    made = comparing(["baseline"], runs=5, what_if=["leadership.done=0.9"], from_week=30)
    assert list(made.others) == ["baseline", "week=30, leadership.done=0.9"] and made.branch_week == 30
    assert made.others["week=30, leadership.done=0.9"].hash == one.point_hash(1)


def test_alternatives_act_together_and_what_they_plan_for_later_stays_there() -> None:
    as_now, both, day = scenarios(grid(BUNDLES, head=HEAD))
    assert as_now.hash == load("baseline").hash
    assert [entry.content()["set"] for entry in both.interventions] == [
        {"leadership.done": 0.9, "leadership.said": 0.1}
    ]
    assert [(entry.week, entry.kind) for entry in day.interventions] == [(30, "change"), (40, "training")]


@pytest.mark.parametrize("kind", ["lhs", "sobol", "morris", "worlds"])
def test_sampled_levers_act_later_too(kind: str) -> None:
    lever = "[0.2, 0.9]" if kind == "worlds" else "{ low = 0.2, high = 0.9 }"
    text = grid(
        f'"leadership.done" = {lever}\n[uncertainties]\n"exchange.cost" = "interval"',
        head="runs = 1\nbranch_week = 30\n", design=f'kind = "{kind}"\nsamples = 4',
    )  # fmt: skip
    points = list(design_of(from_text(text)).points())
    for point, made in zip(points, scenarios(text), strict=True):
        (act,) = made.interventions
        assert act.settings.set == {"leadership.done": point.values["leadership.done"]}
        assert made.exchange.cost == point.values["exchange.cost"]


def test_shares_of_a_mix_of_those_hired_act_later_as_a_whole() -> None:
    mix = 'mix = { mixture = ["people.hiring.givers", "people.hiring.takers"], steps = 2 }'
    for made, share in zip(scenarios(grid(mix, head=HEAD)), (0.0, 0.5, 1.0), strict=True):
        (act,) = made.interventions
        assert act.settings.set["people.hiring.givers"] == share
        assert sum(act.settings.set.values()) == pytest.approx(1.0)


def test_the_week_is_part_of_what_an_experiment_is() -> None:
    hashes = {from_text(grid(DONE, head=f"runs = 5\n{more}")).hash for more in ("", "branch_week = 30\n",
              "branch_week = 31\n")}  # fmt: skip
    assert len(hashes) == 3


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        (grid('"people.takers" = [0.1, 0.3]', head=HEAD), "line 8: people.takers: .*cannot change on the way"),
        (grid('"organisation.employees" = [40, 50]', head=HEAD), "cannot change on the way"),
        (grid('"mechanisms.market" = [true, false]', head=HEAD), "cannot change on the way"),
        (grid('"economy.own_hour" = [500.0, 600.0]', head=HEAD), "cannot change on the way"),
        (grid('scenario = ["baseline", "giver_rich"]', head=HEAD), "a scenario holds from the first week"),
        (grid(BUNDLES.replace("week = 40", "week = 20"), head=HEAD), "line 12: .*'week': 20.*week 30 or later"),
        (grid(DONE, head="runs = 5\nbranch_week = 1\n"), "from 2 to"),
        (grid(DONE, head="runs = 5\nbranch_week = 105\n"), "a week from 2 to 104"),
        (grid(DONE, head="runs = 5\nbranch_week = 30.5\n"), "branch_week"),
        (
            grid(f'{DONE}\n[uncertainties]\n"scenario.weeks" = [20, 60]', head=HEAD),
            "a week from 2 to 20",
        ),
        (
            'title = "T"\noutcomes = ["routine_share"]\nruns = 5\nbranch_week = 30\n[design]\nkind = "grid"\n'
            '[uncertainties]\n"exchange.cost" = [0.1, 0.2]\n',
            "nothing to branch into",
        ),
        (
            'title = "T"\nfunction = "ishigami"\noutcomes = ["value"]\nruns = 1\nbranch_week = 3\n[design]\n'
            'kind = "sobol"\nsamples = 4\n[uncertainties]\nall = "interval"\n',
            "no meaning for a known function",
        ),
    ],
)
def test_what_cannot_act_later_is_refused_with_the_reason(text: str, pattern: str) -> None:
    with pytest.raises(CrmsimError) as caught:
        from_text(text)
    assert re.search(pattern, str(caught.value).replace("\n", " ")), caught.value


@pytest.mark.parametrize(
    ("more", "pattern"),
    [
        ({"what_if": ["people.takers=0.3"]}, "cannot change on the way"),
        ({"what_if": ["leadership.done=0.3"], "from_week": 1}, "from_week"),
        ({"what_if": ["leadership.done=0.3"], "from_week": 200}, "from_week"),
        ({"scenarios": ["baseline", "giver_rich"], "what_if": ["leadership.done=0.3"]}, "from the first week on"),
        ({"scenarios": ["baseline", "giver_rich"]}, "from the first week on"),
        ({"what_if": ['intervention=[{week=3,kind="leave",who="most_asked"}]']}, "week 30 or later"),
    ],
)
def test_a_comparison_refuses_the_same(more: dict, pattern: str) -> None:
    given = more.pop("scenarios", ["baseline"])
    with pytest.raises(CrmsimError, match=pattern):
        comparing(given, runs=5, **{"from_week": 30, **more})


def test_seeds_are_those_of_the_design() -> None:
    runs = Runs(from_text(grid(DONE, head=HEAD)), "code")
    assert np.array_equal([runs.seed(point, 2) for point in range(2)], [2, 2])
