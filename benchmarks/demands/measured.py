"""One run, measured: its outcomes, and what only the state and a look at it week by week can tell."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.demands import statistics
from crmsim.analysis.measures import MIDDLE, hours_of, payments, tie_spread, weeks_to_go_live
from crmsim.mechanisms import OUTCOMES
from crmsim.mechanisms.state import ACCEPTED, AWARE, REJECTED, UNAWARE
from crmsim.results.binding import PARTS, PLACES, binding, stuck_at
from crmsim.results.summary import summarise
from crmsim.scenario import Scenario
from crmsim.simulation import Simulation
from crmsim.simulation.run import outcome

try:  # versions that do not tell how use spreads are measured here, by the same definition
    UPTAKE: Any = importlib.import_module("crmsim.analysis.uptake")
except ModuleNotFoundError:
    UPTAKE = None

Floats = NDArray[np.float64]
YEAR = 52
PACE_WEEKS = 74  # 17 months, as the doctors
TRAINED, HALF_YEAR = 4, 26  # weeks after access when training is over; weeks after which it is asked again
HOURS = ("search", "owners_search", "owners_administration")
TIES = ("mean", "sd", "high", "low", "rater_sd")
EXPOSED = ("usefulness", "superior", "skill", "exposure")

OUTCOME_NAMES = tuple(outcome.name for outcome in OUTCOMES)
OF_STATE = (
    "binds", *(f"stuck_{name}" for name in PLACES), "explained", "energy_sd", "energy_low",
    "go_live", "licences_year", "services_nok", "employees",
)  # fmt: skip
OF_WEEKS = (
    *(f"hours_{name}" for name in HOURS), *(f"start_{name}" for name in TIES), *(f"end_{name}" for name in TIES),
    "quality_1_53", "quality_52_104", "pace", "accepting", "accepting_later",
    *(f"effect_{name}" for name in EXPOSED), *(f"error_{name}" for name in EXPOSED),
)  # fmt: skip
NAMES = (*OUTCOME_NAMES, *OF_STATE, *OF_WEEKS)
AT = {name: place for place, name in enumerate(NAMES)}


def measure(scenario: Scenario, seed: int, how: str) -> Floats:
    """What one run leaves, float64 in the order of :data:`NAMES`; NaN where undefined or not looked at.

    Parameters
    ----------
    how:
        "run": outcomes and the state at the end. "use": the same without money. "weeks": also what is seen week by
        week, without money.
    """
    result = np.full(len(NAMES), np.nan)
    simulation = Simulation(scenario, seed)
    if how == "weeks":
        result[[AT[name] for name in OF_WEEKS]] = _week_by_week(simulation)
    else:
        for _ in simulation.slices(scenario.weeks):
            pass
    state = simulation.state
    paid: dict[str, Any] = {}
    if how == "run":
        run: Any = outcome(simulation)
        # Versions before money was told in lines have cost and benefit alone.
        paid = {"money": run.money} if hasattr(run, "money") else {"cost": run.cost, "benefit": run.benefit}
    groups = tuple(map(str, range(state.sums.shape[1])))
    summary = summarise(state.sums, groups=groups, target=scenario.scenario.target, **paid)
    result[: len(OUTCOME_NAMES)] = summary.table[0]
    also = {
        "explained": explained(simulation),
        "energy_sd": float(state.people.energy[state.people.present == 1].std()),
        "energy_low": float((state.people.energy[state.people.present == 1] < MIDDLE).mean()),
        "go_live": weeks_to_go_live(simulation),
        "employees": float(state.people.size),
        **dict(zip(("licences_year", "services_nok"), payments(simulation), strict=True)),
        **{f"stuck_{name}": share for name, share in stuck_at(state.people, scenario.weeks).items()},
    }
    found = binding(state.people, scenario.weeks, summary)
    also["binds"] = math.nan if found is None else float(PARTS.index(found.part))
    for name, value in also.items():
        result[AT[name]] = value
    return result


def is_user(stage: NDArray[Any]) -> NDArray[np.bool_]:
    """Who has accepted the system or come farther, as ``user_share`` counts."""
    result: NDArray[np.bool_] = (stage >= ACCEPTED) & (stage != REJECTED)
    return result


def explained(simulation: Simulation) -> float:
    """Row ``intention``: variance over people at work of the terms of appeal, of it and the thresholds' together."""
    if UPTAKE is not None:
        return float(UPTAKE.explained(simulation))
    people = simulation.state.people
    here = people.present == 1
    return statistics.explained_share(appeals(simulation)[here], people.threshold[here])


def appeals(simulation: Simulation) -> Floats:
    """How much the system appeals to each, float64[n], by the model's own rule from the state as it stands."""
    if UPTAKE is not None:
        made: Floats = UPTAKE.appeals(simulation)
        return made
    from crmsim.mechanisms.appeal import appeal, norm
    from crmsim.mechanisms.motivation import novelty_effect

    people, p = simulation.state.people, simulation.params
    uses = is_user(people.stage).astype(np.float64)
    above = np.where(people.manager >= 0, people.manager, 0)
    led = (people.manager >= 0) & (people.present[above] == 1)
    superior = np.where(led, uses[above], people.exposure)
    plain: Callable[..., Any] = getattr(norm, "py_func", norm)
    social = plain(people.exposure, superior, p.adoption.supervisor, p.motivation.mandate, people.uses)
    acts = [
        novelty_effect(p.motivation.gamification, one, p.motivation.novelty_acts, p.motivation.weariness)
        for one in people.uses
    ]
    plain = getattr(appeal, "py_func", appeal)
    result: Floats = plain(
        people.usefulness, people.ease, social, people.push, people.understanding.mean(axis=1), people.energy,
        0.5 * p.motivation.dashboards + np.array(acts), people.felt_surveillance, p.leadership.openness,
        p.motivation.mandate, p.adoption,
    )  # fmt: skip
    return result


def _week_by_week(simulation: Simulation) -> list[float]:
    """What :data:`OF_WEEKS` names, from a walk through all weeks."""
    state, weeks = simulation.state, simulation.scenario.weeks
    people, ties = state.people, state.ties
    n = people.size
    owners = np.diff(state.first_fact) > 0
    hours = np.zeros(len(HOURS) + 2)  # then the hours of the week: everybody's, and those of owners
    kept = {name: np.zeros((weeks, n)) for name in (*EXPOSED, "begun")}
    quality: dict[int, Floats] = {}
    contact: dict[int, NDArray[np.bool_]] = {}
    holders = {0: people.holder.copy()}
    accepting: dict[int, NDArray[np.bool_]] = {}
    start = tie_spread(state)
    above = np.where(people.manager >= 0, people.manager, 0)
    for week in range(1, weeks + 1):
        begun_before = (people.stage > AWARE) & (people.stage != REJECTED)
        kept["usefulness"][week - 1], kept["skill"][week - 1] = people.usefulness, people.skill
        kept["superior"][week - 1] = np.where(people.manager >= 0, is_user(people.stage)[above], 0.0)
        kept["exposure"][week - 1] = people.exposure
        for _ in simulation.slices(week):
            pass
        kept["begun"][week - 1] = (people.stage > AWARE) & (people.stage != REJECTED) & ~begun_before
        hours += hours_of(simulation, owners)
        if week in (1, YEAR, YEAR + 1, 2 * YEAR):
            quality[week], contact[week] = ties.quality.copy(), ties.contact > 0.0
            holders[week] = people.holder.copy()
        first = _first_access(people)
        if first and week in (first + TRAINED, first + TRAINED + HALF_YEAR):
            accepting[week] = appeals(simulation) >= people.threshold  # false where the seat is vacant
            holders[week] = people.holder.copy()
    share = [_over(hours[0], hours[3]), _over(hours[1], hours[4]), _over(hours[2], hours[4])]
    yearly = [
        _quality_correlation(state, quality, contact, holders, *pair) for pair in ((1, YEAR + 1), (YEAR, 2 * YEAR))
    ]
    stayed = people.holder == holders[0]
    return [
        *share, *start, *tie_spread(state), *yearly, _pace(people, kept["begun"], stayed),
        *_acceptance(people, accepting, holders), *_effects(people, kept, stayed),
    ]  # fmt: skip


def _over(part: float, whole: float) -> float:
    return float(part / whole) if part > 0.0 and whole > 0.0 else math.nan


def _first_access(people: Any) -> int:
    """The first week in which anybody has access; 0 before that is decided."""
    given = people.access[people.access > 0]
    return int(given.min()) if given.size else 0


def _quality_correlation(
    state: Any, quality: dict[int, Floats], contact: dict[int, Any], holders: dict[int, Any], one: int, other: int
) -> float:
    """Correlation over ties that both people kept from one week to another."""
    if one not in quality or other not in quality:
        return math.nan
    same = holders[one] == holders[other]
    owner = np.repeat(np.arange(state.people.size), np.diff(state.start))
    kept = contact[one] & contact[other] & same[owner] & same[state.ties.target]
    return statistics.correlation(quality[one][kept], quality[other][kept])


def _pace(people: Any, begun: Floats, stayed: NDArray[np.bool_]) -> float:
    """t90 / t50 of first use from first access on, of people who stayed in their seats."""
    first = _first_access(people)
    if not first:
        return math.nan
    ever = begun.any(axis=0)
    weeks = np.where(ever, begun.argmax(axis=0) + 2.0 - first, np.nan)
    return statistics.pace(weeks[stayed & (people.access == first)], PACE_WEEKS)


def _acceptance(people: Any, accepting: dict[int, Any], holders: dict[int, Any]) -> list[float]:
    """Of those given access first: for how many the system appeals above the threshold after training, and later."""
    first = _first_access(people)
    weeks = (first + TRAINED, first + TRAINED + HALF_YEAR)
    if not first or any(week not in accepting for week in weeks):
        return [math.nan, math.nan]
    asked = (people.access == first) & (holders[weeks[0]] == holders[weeks[1]]) & (people.stage != UNAWARE)
    return [float(accepting[week][asked].mean()) if asked.any() else math.nan for week in weeks]


def _effects(people: Any, kept: dict[str, Floats], stayed: NDArray[np.bool_]) -> list[float]:
    """Slopes and errors of the hazard of first use: usefulness, the superior's use and skill together; exposure alone.

    Weeks are held apart in periods of four.
    """
    first = _first_access(people)
    begun = kept["begun"][max(first - 1, 0) :]
    if not first or begun.sum() < 10:
        return [math.nan] * (2 * len(EXPOSED))
    before = np.cumsum(begun, axis=0) - begun > 0.0
    risk = ~before & (stayed & (people.access == first) & (people.manager >= 0))[None, :]
    time = np.arange(len(begun)) // 4
    columns = [kept[name][max(first - 1, 0) :] for name in EXPOSED]
    last = int(np.flatnonzero(begun.any(axis=1)).max()) + 1  # later weeks tell nothing, and their periods no level
    last = min(last, PACE_WEEKS)
    fits = [
        statistics.hazard(begun[:last], risk[:last], [column[:last] for column in some], time[:last])
        for some in (columns[:3], columns[3:])
    ]
    return [float(value) for values in zip(*[(fit.slopes, fit.errors) for fit in fits], strict=True)
            for part in values for value in part]  # fmt: skip
