"""The end of the first lesson: an office of the reference scenario for two years, with ever more takers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from crmsim.explain import Decision, explain
from crmsim.lesson.favours import CAST
from crmsim.lesson.series import Runs, band, compared, difference, run_many, short
from crmsim.mechanisms.state import STYLES
from crmsim.scenario import Scenario, load
from crmsim.simulation import Simulation

OFFICE = "baseline"
MIXES = (0.0, 0.19, 0.6, 1.0)  # shares of takers
USUAL = 1  # place of the usual mix
WEEKLY = ("help_rate", "low_quality_share", "user_share")
SHOWN = ("help_rate", "low_quality_share", "mean_energy", "departures", "user_share")
ASKED_FROM = 60  # first week in which Mia, Tor and Anne are looked at
STEPS = len(MIXES) + 1


def office(seed: int, runs: int, done: Callable[[], None]) -> dict[str, Any]:
    """Everything that is told of the office; ``done`` is called after each of :data:`STEPS` steps."""
    usual = load(OFFICE)
    mixes = []
    for takers in MIXES:
        mixes.append(run_many(load(OFFICE, mix(usual, takers)), seed, runs))
        done()
    reference = mixes[USUAL]
    result = {
        "size": usual.organisation.employees,
        "takers": list(MIXES),
        "mixes": [weekly_bands(one, WEEKLY) for one in mixes],
        "told": [[short(float(np.nanmean(one.summed(name)))) for name in SHOWN] for one in mixes],
        "outcomes": list(SHOWN),
        "differences": [
            [compared(name, reference, one, len(SHOWN) * (len(MIXES) - 1)) for name in SHOWN]
            for one in mixes
            if one is not reference
        ],
        "served": served(reference),
        "asked": asked(usual, seed),
    }
    done()
    return result


def mix(usual: Scenario, takers: float) -> dict[str, float]:
    """Settings for this share of takers; givers and matchers share the rest as they usually do."""
    if takers == usual.people.takers:
        return {}
    rest = 1.0 - takers
    givers = round(rest * usual.people.givers / (usual.people.givers + usual.people.matchers), 4)
    return {"people.takers": takers, "people.givers": givers, "people.matchers": round(rest - givers, 4)}


def weekly_bands(runs: Runs, outcomes: tuple[str, ...]) -> dict[str, Any]:
    """Mean and band of each outcome, week by week."""
    return {name: band(runs.of(name)) for name in outcomes}


def served(runs: Runs) -> dict[str, Any]:
    """Who serves most customers: needs served a week by one of each style, and how the others differ from takers."""
    by = {style: np.nanmean(runs.of("output", style), axis=1) for style in STYLES}
    others = [style for style in STYLES if style != "taker"]
    return {
        "mean": {style: short(float(np.nanmean(by[style]))) for style in STYLES},
        "low": {style: short(float(np.nanquantile(by[style], 0.1))) for style in STYLES},
        "high": {style: short(float(np.nanquantile(by[style], 0.9))) for style in STYLES},
        "against_takers": {style: difference("output", by["taker"], by[style], len(others)) for style in others},
    }


def asked(scenario: Scenario, seed: int) -> dict[str, Any]:
    """One request that each of Mia, Tor and Anne met in one run of the office, and what they weighed."""
    state = Simulation(scenario, seed).state
    result: dict[str, Any] = {}
    for place, style in enumerate(STYLES):
        found = _first_asked(scenario, seed, np.flatnonzero(state.people.style == place), place)
        if found is not None:
            result[CAST[style]] = found
    return result


def _first_asked(scenario: Scenario, seed: int, seats: Any, style: int) -> Mapping[str, Any] | None:
    """The first request from week ``ASKED_FROM`` on to somebody of a style in which something was weighed."""
    for seat in seats:
        week = explain(scenario, int(seat), ASKED_FROM, seed)
        if week.style != STYLES[style]:
            continue
        for one in week.of("help"):
            if one.chance is not None and one.outcome in ("granted", "refused"):
                return {"week": ASKED_FROM, **request(one)}
    return None


def request(one: Decision) -> dict[str, Any]:
    """A request as the page tells it: what came of it, the chance of a yes, and what was weighed, strongest first."""
    return {
        "outcome": one.outcome,
        "chance": short(one.chance or 0.0),
        "terms": [[term.name, short(100.0 * term.effect)] for term in one.terms if term.measure == "chance"],
    }
