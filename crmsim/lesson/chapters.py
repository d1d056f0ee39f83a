"""The lessons after the first: which scenarios each runs, what it draws and tells, and what its bet comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from crmsim.lesson.series import Floats, Runs, band, compared, run_many, short
from crmsim.mechanisms import OUTCOME
from crmsim.scenario import load
from crmsim.scenario.scenario import Scenario

HIT = "department:department 1"  # whom the scenario of the third lesson hits
HEARD = "low_quality_share"  # what is told of departments
MOVED = 0.02  # share of all people by which use must have changed for a bet on its rise or fall to be won
HALF_A_YEAR = 26


@dataclass(frozen=True)
class Choice:
    """One of the scenarios that a lesson compares: its name in the page, the shipped scenario, and what is changed."""

    name: str
    scenario: str
    settings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Chapter:
    """A lesson of one screen.

    Attributes
    ----------
    name:
        Its name in the page and in the keys of its texts.
    claims:
        Whose verdict it ends with.
    choices:
        What is compared; the others are held against the first.
    drawn, outcomes:
        The outcomes of the figures, the first that of the bet, and those of the table.
    bet:
        The answers one can bet on.
    right:
        Which of them came out, and whether the model agrees with its source: "agrees", "in part" or "disagrees".
    """

    name: str
    claims: tuple[str, ...]
    choices: tuple[Choice, ...]
    drawn: tuple[str, ...]
    outcomes: tuple[str, ...]
    bet: tuple[str, ...]
    right: Callable[[Mapping[str, Any]], tuple[str, str]]


def _energy(found: Mapping[str, Any]) -> tuple[str, str]:
    verdict = _verdict(found, "user_share", 1)
    right = {"better": "more", "worse": "fewer"}.get(verdict, "same")
    energy, leavers = _verdict(found, "mean_energy", 1), _verdict(found, "departures", 1)
    return right, "agrees" if (energy, leavers) == ("worse", "worse") else "in part"


def _spreads(found: Mapping[str, Any]) -> tuple[str, str]:
    facts = found["facts"]
    shock = facts["hit_at_once"] - facts["hit_before"]
    if facts["others_gap_later"] > shock / 4:
        return "everywhere", "agrees"
    return ("gone" if facts["hit_gap_later"] < shock / 20 else "there"), "disagrees"


def _words(found: Mapping[str, Any]) -> tuple[str, str]:
    # The first choice praises and does little, the second keeps quiet and does as little.
    verdict = _verdict(found, "user_share", 1)
    right = {"better": "quiet", "worse": "praise"}.get(verdict, "same")
    return right, "agrees" if right == "quiet" else "disagrees"


def _leads(found: Mapping[str, Any]) -> tuple[str, str]:
    difference = found["differences"][1][0]  # users under a taker
    loss = -100.0 * difference["mean"]
    right = "none" if difference["verdict"] in ("within noise", "no effect") or loss < 1 else "few"
    if right == "few" and loss >= 20:
        right = "many"
    if difference["verdict"] != "worse":
        return right, "disagrees"
    return right, "agrees" if _verdict(found, "user_share", 1) == "better" else "in part"


def _watched(found: Mapping[str, Any]) -> tuple[str, str]:
    facts = found["facts"]
    lost = facts["user_share_0"] - facts["user_share_1"]
    won_back = facts["user_share_2"] - facts["user_share_1"]
    right = "all" if won_back > 0.95 * lost else "most" if won_back > 0.5 * lost else "little"
    recorded = 1.0 - facts["coverage_1"] / facts["coverage_0"]
    looked_up = 1.0 - facts["lookups_1"] / facts["lookups_0"]
    return right, "agrees" if recorded > looked_up else "in part"


def _trained(found: Mapping[str, Any]) -> tuple[str, str]:
    facts = found["facts"]
    change = facts["users_later"] - facts["users_then"]
    right = "grew" if change > MOVED else "fell" if change < -MOVED else "same"
    # Two claims: that use falls within half a year of the training (E22), and that training must go on (I5).
    borne_out = (right == "fell") + (_verdict(found, "routine_share", 1) == "better")
    return right, ("disagrees", "in part", "agrees")[borne_out]


def _points(found: Mapping[str, Any]) -> tuple[str, str]:
    usual, pushed = (one["mean"] for one in found["series"]["user_share"])
    lead = [high - low for high, low in zip(pushed, usual, strict=True)]
    fell = max(pushed) - pushed[-1]
    right = "fall" if fell > 0.05 else "stay" if lead[-1] > max(lead) / 2 else "catch"
    return right, "agrees" if _verdict(found, "user_share", 1) == "better" else "disagrees"


def _verdict(found: Mapping[str, Any], outcome: str, place: int) -> str:
    for one in found["differences"][place - 1]:
        if one["outcome"] == outcome:
            return str(one["verdict"])
    raise ValueError(f"{outcome} is not told")


LITTLE = 0.3
CHAPTERS = (
    Chapter(
        "energy", ("D3", "D6", "D8"),
        (Choice("usual", "baseline"), Choice("low", "low_trust"), Choice("high", "high_quality_culture")),
        ("user_share", "mean_energy"), ("mean_energy", "departures", "help_rate", "shared_personally", "user_share"),
        ("more", "same", "fewer"), _energy,
    ),
    Chapter(
        "spreads", ("D4", "D5"), (Choice("spared", "baseline"), Choice("hit", "low_quality_department")),
        ("low_quality_share",), ("low_quality_share", "help_rate", "mean_energy", "departures", "user_share"),
        ("gone", "there", "everywhere"), _spreads,
    ),
    Chapter(
        "words", ("K2", "K3"),
        (
            Choice("praise", "say_do_gap"), Choice("quiet", "say_do_gap", {"leadership.said": LITTLE}),
            Choice("deeds", "walk_the_talk", {"leadership.said": LITTLE}), Choice("both", "walk_the_talk"),
        ),
        ("user_share",), ("user_share", "routine_share", "market_orientation", "departures"),
        ("praise", "same", "quiet"), _words,
    ),
    Chapter(
        "leads", ("G7",),
        (Choice("any", "baseline"), Choice("giver", "giver_leader"), Choice("taker", "taker_leader")),
        ("user_share",), ("user_share", "routine_share", "weeks_to_half_users", "help_rate"),
        ("none", "few", "many"), _leads,
    ),
    Chapter(
        "watched", ("I9", "C4"),
        (
            Choice("usual", "baseline"), Choice("unexplained", "surveillance_unexplained"),
            Choice("explained", "surveillance_explained"),
        ),
        ("user_share",), ("user_share", "coverage", "lookups", "mean_energy"), ("little", "most", "all"), _watched,
    ),
    Chapter(
        "training", ("I5",),
        (
            Choice("once", "trained_once"), Choice("kept", "kept_up"),
            Choice("none", "trained_once", {"project.training_hours": 0.0}),
        ),
        ("user_share", "rejected_share", "output"),
        ("user_share", "routine_share", "rejected_share", "departures", "net_benefit_nok"),
        ("fell", "same", "grew"), _trained,
    ),
    Chapter(
        "points", ("I10",), (Choice("usual", "baseline"), Choice("points", "points_and_dashboards")),
        ("user_share",), ("user_share", "routine_share", "lookups", "mean_energy"), ("stay", "catch", "fall"), _points,
    ),
)  # fmt: skip


def tell(chapter: Chapter, seed: int, runs: int, done: Callable[[], None]) -> dict[str, Any]:
    """What the page needs of a chapter; ``done`` is called after each of its choices."""
    made = []
    for choice in chapter.choices:
        made.append(run_many(load(choice.scenario, dict(choice.settings)), seed, runs))
        done()
    shown = len(chapter.outcomes) * (len(made) - 1)
    found: dict[str, Any] = {
        "name": chapter.name,
        "claims": list(chapter.claims),
        "choices": [choice.name for choice in chapter.choices],
        "drawn": list(chapter.drawn),
        "bet": list(chapter.bet),
        "series": {name: [band(one.of(name)) for one in made] for name in chapter.drawn},
        "outcomes": [[name, OUTCOME[name].unit] for name in chapter.outcomes],
        "values": [[short(_mean(one.summed(name))) for name in chapter.outcomes] for one in made],
        "differences": [[compared(name, made[0], one, shown) for name in chapter.outcomes] for one in made[1:]],
    }
    found["facts"] = {
        f"{name}_{place}": value
        for place, values in enumerate(found["values"])
        for name, value in zip(chapter.outcomes, values, strict=True)
    }
    for place, one in enumerate(found["differences"], 1):
        found["facts"].update({f"{each['outcome']}_gap_{place}": each["mean"] for each in one})
        found["facts"].update({f"{each['outcome']}_higher_{place}": each["higher"] for each in one})
    if chapter.name == "spreads":
        found["series"][HEARD], facts = departments(made[0], made[1])
        found["choices"] = ["hit", "others", "hit_spared", "others_spared"]
        found["facts"].update(facts)
    if chapter.name == "training":
        found["facts"].update(training(*made))
    found["right"], found["standing"] = chapter.right(found)
    return found


def departments(spared: Runs, hit: Runs) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The department that was hit and the mean of the others, with that day and without it, at the same seeds."""
    week = _week_of(hit.scenario)
    others = [name for name in hit.groups if name.startswith("department:") and name != HIT]
    series = [one.of(HEARD, HIT) for one in (hit, spared)]
    beside = [np.mean([one.of(HEARD, name) for name in others], axis=0) for one in (hit, spared)]
    later = week + HALF_A_YEAR
    values = {
        "hit_before": series[0][:, week - 2],
        "hit_at_once": series[0][:, week],
        "hit_gap_later": series[0][:, later] - series[1][:, later],
        "hit_gap_end": series[0][:, -1] - series[1][:, -1],
        "others_before": beside[0][:, week - 2],
        "others_gap_at_once": beside[0][:, week] - beside[1][:, week],
        "others_gap_later": beside[0][:, later] - beside[1][:, later],
        "others_gap_end": beside[0][:, -1] - beside[1][:, -1],
    }
    facts: dict[str, Any] = {name: short(_mean(value)) for name, value in values.items()}
    drawn = (series[0], beside[0], series[1], beside[1])
    return [band(one) for one in drawn], {**facts, "week": week}


def training(once: Runs, kept: Runs, none: Runs) -> dict[str, Any]:
    """The week of the training, told by what customers lose in it, and what became of use half a year later."""
    served = [np.nanmean(one.of("output"), axis=0) for one in (once, none)]
    week = int(np.argmin(served[0] - served[1]))
    later = week + HALF_A_YEAR
    values = {
        "served_then": once.of("output")[:, week],
        "served_then_none": none.of("output")[:, week],
        "users_then": once.of("user_share")[:, week],
        "users_later": once.of("user_share")[:, later],
        "rejected_later": once.of("rejected_share")[:, later],
        "dearer": (once.summed("net_benefit_nok") - kept.summed("net_benefit_nok")) / 1e6,
    }
    facts: dict[str, Any] = {name: short(_mean(value)) for name, value in values.items()}
    return {**facts, "week": week + 1, "hours": short(once.scenario.project.training_hours)}


def _week_of(scenario: Scenario) -> int:
    return int(scenario.interventions[0].week)


def _mean(values: Floats) -> float:
    there = values[np.isfinite(values)]
    return float(there.mean()) if there.size else float("nan")
