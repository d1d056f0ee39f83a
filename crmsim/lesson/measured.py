"""What single lessons measure in their runs beside the outcomes of their tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from crmsim.lesson.series import Floats, Runs, band, difference, short
from crmsim.scenario import Scenario

HIT = "department:department 1"  # whom the scenario of the third lesson hits
HEARD = "low_quality_share"  # what is told of departments
HALF_A_YEAR = 26


def margins(name: str, made: Sequence[Runs]) -> dict[str, Floats]:
    """What the bets and texts of a lesson ask of its runs beside differences: float64[runs], above zero or below."""
    if name == "spreads":
        at = _of_departments(made[0], made[1])
        shock = at["hit_at_once"] - at["hit_before"]
        return {
            "others_over": at["others_gap_later"] - shock / 4, "hit_over": at["hit_gap_later"] - shock / 20,
            "hit_half": at["hit_gap_later"] - shock / 2,
        }  # fmt: skip
    if name == "watched":
        usual, unexplained, explained = (one.summed("user_share") for one in made)
        lost, back = usual - unexplained, explained - unexplained
        on_record, looked_up = (1.0 - made[1].summed(one) / made[0].summed(one) for one in ("coverage", "lookups"))
        return {"nearly_all": back - 0.95 * lost, "half": back - 0.5 * lost, "recorded": on_record - looked_up}
    if name == "training":
        at = _of_training(*made)
        return {"change": at["users_later"] - at["users_then"], "slump": at["served_then_none"] - at["served_then"]}
    return {}


def beside(name: str, made: Sequence[Runs]) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """Differences that a lesson speaks of beside those with its first scenario, by name; and facts on them."""
    if name == "words":
        quiet, praising = (made[place].summed("user_share") for place in (2, 3))
        return {"words_add": difference("user_share", quiet, praising, 1)}, {}
    if name == "points":
        usual, pushed = (one.of("user_share") for one in made)
        lead = pushed - usual
        peak, most = int(lead.mean(axis=0).argmax()), int(pushed.mean(axis=0).argmax())
        found = {
            "from_most_lead": difference("user_share", lead[:, peak], lead[:, -1], 2),
            "from_most_users": difference("user_share", pushed[:, most], pushed[:, -1], 2),
        }
        return found, {
            "peak": peak + 1, "lead_peak": short(mean_of(lead[:, peak])), "lead_end": short(mean_of(lead[:, -1])),
        }  # fmt: skip
    return {}, {}


def departments(spared: Runs, hit: Runs) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The department that was hit and the mean of the others, with that day and without it, at the same seeds."""
    series = _departments_of(spared, hit)
    facts: dict[str, Any] = {name: short(mean_of(value)) for name, value in _of_departments(spared, hit).items()}
    return [band(one) for one in series], {**facts, "week": _week_of(hit.scenario)}


def _departments_of(spared: Runs, hit: Runs) -> tuple[Floats, Floats, Floats, Floats]:
    """float64[runs, weeks] each: the department that was hit, the mean of the others, and both without that day."""
    others = [name for name in hit.groups if name.startswith("department:") and name != HIT]
    series = [one.of(HEARD, HIT) for one in (hit, spared)]
    beside = [np.mean([one.of(HEARD, name) for name in others], axis=0) for one in (hit, spared)]
    return series[0], beside[0], series[1], beside[1]


def _of_departments(spared: Runs, hit: Runs) -> dict[str, Floats]:
    """float64[runs] each: shares of bad ties before that day, at once, half a year later and at the end."""
    hurt, others, hurt_spared, others_spared = _departments_of(spared, hit)
    week = _week_of(hit.scenario)
    later = week + HALF_A_YEAR
    return {
        "hit_before": hurt[:, week - 2],
        "hit_at_once": hurt[:, week],
        "hit_gap_later": hurt[:, later] - hurt_spared[:, later],
        "hit_gap_end": hurt[:, -1] - hurt_spared[:, -1],
        "others_before": others[:, week - 2],
        "others_gap_at_once": others[:, week] - others_spared[:, week],
        "others_gap_later": others[:, later] - others_spared[:, later],
        "others_gap_end": others[:, -1] - others_spared[:, -1],
    }


def training(once: Runs, kept: Runs, none: Runs) -> dict[str, Any]:
    """The week of the training, told by what customers lose in it, and what became of use half a year later."""
    values = _of_training(once, kept, none)
    facts: dict[str, Any] = {name: short(mean_of(value)) for name, value in values.items()}
    return {**facts, "week": _trained_in(once, none) + 1, "hours": short(once.scenario.project.training_hours)}


def _trained_in(once: Runs, none: Runs) -> int:
    """The place of the week in which customers lose most by the training."""
    served = [np.nanmean(one.of("output"), axis=0) for one in (once, none)]
    return int(np.argmin(served[0] - served[1]))


def _of_training(once: Runs, kept: Runs, none: Runs) -> dict[str, Floats]:
    """float64[runs] each: what was served and who used it in the week of the training, and half a year later."""
    week = _trained_in(once, none)
    later = week + HALF_A_YEAR
    return {
        "served_then": once.of("output")[:, week],
        "served_then_none": none.of("output")[:, week],
        "users_then": once.of("user_share")[:, week],
        "users_later": once.of("user_share")[:, later],
        "rejected_later": once.of("rejected_share")[:, later],
        "dearer": (once.summed("net_benefit_nok") - kept.summed("net_benefit_nok")) / 1e6,
    }


def _week_of(scenario: Scenario) -> int:
    return int(scenario.interventions[0].week)


def mean_of(values: Floats) -> float:
    """The mean of what is defined; NaN where nothing is."""
    there = values[np.isfinite(values)]
    return float(there.mean()) if there.size else float("nan")
