"""The shipped scenarios: which there are, what each pair shows alone, and that findings stand beside expectations."""

from __future__ import annotations

import re

import numpy as np
import pytest

from crmsim.claims import read_claims
from crmsim.scenario import from_content, load, parameters_text, shipped
from crmsim.simulation import simulate
from crmsim.words import Teller

NAMES = sorted(name for name in shipped() if "/" not in name)
ASKED_FOR = {
    "the baseline": ("baseline",),
    "giver-rich": ("giver_rich",),
    "taker-heavy": ("taker_heavy",),
    "giver and taker as project leader": ("giver_leader", "taker_leader"),
    "walk the talk": ("walk_the_talk",),
    "say-do gap": ("say_do_gap",),
    "unsteady leaders": ("unsteady_leaders",),
    "high-quality culture": ("high_quality_culture",),
    "low quality let loose in one department": ("low_quality_department",),
    "cut corners against needs analysis": ("cut_corners", "needs_analysis"),
    "trained once against kept up": ("trained_once", "kept_up"),
    "surveillance with and without a stated why": ("surveillance_explained", "surveillance_unexplained"),
    "points and dashboards": ("points_and_dashboards",),
    "the lottery winner with and without recording": ("lottery_winner", "lottery_winner_unrecorded"),
    "departments at odds": ("departments_at_odds",),
    "plug-and-play against tailored": ("plug_and_play", "tailored"),
    "a public organisation": ("public_sector",),
    "a small municipality's front desk": ("front_desk",),
    "burnt by an earlier CRM system": ("burnt_before",),
}
STYLES = {"people.givers", "people.takers", "people.matchers"}
HIRING = {f"people.hiring.{name.rpartition('.')[2]}" for name in STYLES}
PAIRS = {  # what a scenario changes against its natural counterpart, and nothing else
    ("giver_leader", "taker_leader"): {"project.leader_style"},
    ("walk_the_talk", "say_do_gap"): {"leadership.done"},
    ("unsteady_leaders", "baseline"): {"leadership.steadiness"},
    ("surveillance_explained", "surveillance_unexplained"): {"leadership.explaining"},
    ("kept_up", "trained_once"): {"project.follow_up_hours"},
    ("lottery_winner", "baseline"): set(),
    ("low_quality_department", "baseline"): set(),
    ("lottery_winner_unrecorded", "lottery_winner"): {f"mechanisms.{s}" for s in ("project", "system", "adoption")},
    ("high_quality_culture", "low_trust"): {"climate.culture"},
    ("burnt_before", "baseline"): {"system.earlier_system"},
    ("giver_rich", "taker_heavy"): {"people.givers", "people.takers"},  # and so whom they hire
    ("hired_takers", "baseline"): HIRING,
    ("departments_at_odds", "baseline"): {"market.conflict", "market.connectedness"},
}


def flat(content: dict[str, object], prefix: str = "") -> dict[str, object]:
    """Values by dotted key; interventions and the table of words left out."""
    result: dict[str, object] = {}
    for name, value in content.items():
        if prefix == "" and name in ("scenario", "intervention"):
            continue
        if isinstance(value, dict):
            result.update(flat(value, f"{prefix}{name}."))
        else:
            result[f"{prefix}{name}"] = value
    return result


@pytest.mark.parametrize("asked", ASKED_FOR)
def test_what_was_asked_for_is_there(asked: str) -> None:
    assert set(ASKED_FOR[asked]) <= set(NAMES)


@pytest.mark.parametrize("pair", PAIRS, ids=" against ".join)
def test_a_pair_differs_in_what_it_is_about(pair: tuple[str, str]) -> None:
    first, second = (flat(load(name).content()) for name in pair)
    assert {key for key in first | second if first.get(key) != second.get(key)} == PAIRS[pair]


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_came_out_beside_what_was_expected(name: str) -> None:
    header = load(name).scenario
    assert len(header.finding) > 40
    assert re.search(r"\d", header.finding), "a finding tells numbers"
    assert re.match(r"(As expected|In part|Not as expected)", header.finding)
    assert header.finding != header.expect
    assert header.finding in " ".join(parameters_text(load(name), Teller(width=200)).split())


def test_a_finding_changes_no_hash() -> None:
    scenario = load("giver_rich")
    content = scenario.content()
    content["scenario"]["finding"] = "Something else came out."
    assert from_content(content).hash == scenario.hash


def test_every_scenario_is_in_the_map_of_claims() -> None:
    mapped = {scenario for claim in read_claims().values() for scenario in claim.scenarios}
    assert set(NAMES) <= mapped


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_and_an_intervention_acts_in_its_week(name: str) -> None:
    small = load(
        name, ["organisation.employees=30", "organisation.departments=3", "turnover.annual_rate=0.0"], weeks=62
    )
    run = simulate(small, 1)
    assert np.isfinite(run.ledger).all()
    if small.interventions:
        content = small.content()
        del content["intervention"]
        without = simulate(from_content(content), 1)
        week = small.interventions[0].week
        assert np.array_equal(run.ledger[: week - 1], without.ledger[: week - 1])
        assert not np.array_equal(run.ledger[week - 1 :], without.ledger[week - 1 :])
