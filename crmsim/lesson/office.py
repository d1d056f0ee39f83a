"""The end of the first lesson: an office of the reference scenario for two years, with ever more takers."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from crmsim.explain import Decision, explain
from crmsim.lesson.favours import CAST
from crmsim.lesson.series import Floats, Runs, band, compared, difference, run_many, short
from crmsim.lesson.settled import Settled, both, margin, told, verdict
from crmsim.lesson.standing import DISAGREES, PART, heading
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
ASKED_MIX = 2  # place of the mix that is bet on
OFFERS = (0.7, 0.5, 0.3)  # shares of requests that one can bet on


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
    help_rate = mixes[ASKED_MIX].summed("help_rate")
    result |= judged(result, {f"over_{bound}": help_rate - bound for bound in BOUNDS}, runs)
    done()
    return result


BOUNDS = tuple(round((more + less) / 2, 2) for more, less in itertools.pairwise(OFFERS))


def judged(told_of: Mapping[str, Any], asked: Mapping[str, Floats], runs: int) -> dict[str, Any]:
    """Which answer came out, how the office stands with Grant, and why what is not told of it is not.

    Parameters
    ----------
    told_of:
        With ``differences`` from the usual mix and what is ``served``.
    asked:
        By how much the share of requests granted is over each bound between two answers, run by run.
    """
    against = told_of["served"]["against_takers"]
    known = {
        "runs": runs, "differences": told_of["differences"], "beside": against,
        "margins": {name: margin(values, len(asked)) for name, values in asked.items()},
    }  # fmt: skip
    settled = Settled(known)
    over = [settled.above(f"over_{bound}") for bound in BOUNDS]
    # The answer nearest to what came: the first bound that it is over, else the last answer.
    right = None if None in over else str(OFFERS[over.index(True) if True in over else len(BOUNDS)])
    served_by = [Settled(known).verdict("output", style) for style in against]
    # Grant has givers at both ends; an average can show one of them.
    here = None if None in served_by else PART if set(served_by) == {"better"} else DISAGREES
    all_takers, many_takers = len(MIXES) - 1, ASKED_MIX  # places among the differences, the usual mix left out
    harm = [verdict(name, many_takers, "worse") for name in ("help_rate", "low_quality_share")]
    worst = [verdict(n, all_takers, "worse") for n in ("help_rate", "low_quality_share", "departures", "user_share")]
    conditions = {
        "s8.insight": both(*worst),
        "s8.serves.lead": verdict("output", "giver", "better"),
        "s9.verdict.office": both(*harm),
        "s9.verdict.serves": verdict("output", "giver", "better"),
    }
    said = {name: why for name, holds in conditions.items() if (why := told(holds, known)) is not None}
    if right is None:
        said["office"] = settled.unsettled()
    if here is None:
        said["standing"] = Settled(known).unsettled()
    return {"right": right, "offers": list(OFFERS), "heading": heading(here, ("G5",)), "said": said}


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
