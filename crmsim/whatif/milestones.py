"""What should be seen by when, and what to do if it is not.

The threshold is what a leader could read off in that week: how many people use the system. Worlds and runs of the plan
are parted by it, and what was tried from that week on is held against going on as planned among those below it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crmsim.analysis.difference import Difference, paired_difference
from crmsim.analysis.money import LONGEST
from crmsim.analysis.needed import LEAST_PAIRS
from crmsim.mechanisms.economy import BENEFITS, COSTS
from crmsim.whatif.asking import LATER, PLAN
from crmsim.whatif.measures import MAIN_YEARS, REGULAR, Measure, net_of
from crmsim.whatif.trials import Floats, Trials

WEEKS = (12, 26, 40, 52, 78, 104)
LOW = 1.0 / 3.0  # the share of runs that a rule calls few
BAND = (0.1, 0.5, 0.9)
ENOUGH = LEAST_PAIRS + 2


@dataclass(frozen=True)
class Milestone:
    """What the plan shows by a week.

    Attributes
    ----------
    week:
        From the beginning of the run.
    live:
        Share of worlds and runs in which somebody has the system by then.
    users:
        People who use it then: the ends between which four in five worlds and runs lie, and the middle.
    """

    week: int
    live: float
    users: tuple[float, float, float]


@dataclass(frozen=True)
class Remedy:
    """Something begun in the week of the rule, among the worlds and runs that lie below the threshold.

    Attributes
    ----------
    name:
        As stored.
    changes:
        Measure → against going on as planned.
    """

    name: str
    changes: Mapping[str, Difference]


@dataclass(frozen=True)
class Rule:
    """If fewer than so many use it by that week.

    Attributes
    ----------
    week, threshold:
        In heads.
    below:
        Share of worlds and runs that lie below it.
    pays_below, pays_else:
        Of those below and of the others, the share in which the plan's net benefit after ``MAIN_YEARS`` is above 0.
    still_to_come:
        Mean net benefit from that week on, to the end of five years, among those below: what stopping would forgo.
    better_stopped:
        Share of those below in which that is negative.
    remedies:
        What was tried from that week on.
    """

    week: int
    threshold: int
    below: float
    pays_below: float
    pays_else: float
    still_to_come: float
    better_stopped: float
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True)
class Milestones:
    """What should be seen by when, and a rule for each week in which something was tried."""

    seen: tuple[Milestone, ...]
    rules: tuple[Rule, ...]


def milestones(trials: Trials, found: Mapping[str, Measure]) -> Milestones:
    """Milestones of the plan, and what may be done where they are missed."""
    heads = heads_of(trials)
    live = np.nan_to_num(trials.weekly("licences_nok")[trials.place(PLAN)]) > 0.0
    seen = []
    for week in (week for week in WEEKS if week <= trials.weeks):
        column = heads[..., week - 1]
        low, middle, high = np.quantile(column[np.isfinite(column)], BAND)
        by_then = live[..., :week].any(axis=-1)[np.isfinite(column)]
        seen.append(Milestone(week, float(by_then.mean()), (float(low), float(middle), float(high))))
    weeks = sorted({int(name.rpartition("_")[2]) for name in trials.names if name.startswith(f"{LATER}_")})
    return Milestones(tuple(seen), tuple(_rule(trials, found, heads, week) for week in weeks))


def heads_of(trials: Trials) -> Floats:
    """float64[worlds, runs, weeks]: people who use the system under the plan."""
    result: Floats = trials.weekly("user_share")[trials.place(PLAN)] * trials.people[:, None, None]
    return result


def first_week(trials: Trials) -> int:
    """A week in which a rule can be held against something: a quarter after most worlds have the system."""
    live = np.nan_to_num(trials.weekly("licences_nok")[trials.place(PLAN)]) > 0.0
    ever = live.any(axis=-1)
    began = np.where(ever, live.argmax(axis=-1) + 1, LONGEST)
    wanted = float(np.quantile(began, 0.75)) + 13.0
    return next((week for week in WEEKS if week >= max(wanted, 40.0)), WEEKS[-1])


def _rule(trials: Trials, found: Mapping[str, Measure], heads: Floats, week: int) -> Rule:
    plan = trials.place(PLAN)
    seen = heads[..., week - 1]
    known = np.isfinite(seen)
    # but so many that what was tried among them can be told from chance
    low = max(LOW, min(ENOUGH / trials.worlds, 0.5))
    threshold = int(np.ceil(np.quantile(seen[known], low)))
    below = known & (seen < threshold)
    net = found[net_of(MAIN_YEARS)].values[plan]
    later = _net_from(trials, plan, week)
    names = [name for name in trials.names if name.startswith(f"{LATER}_") and name.endswith(f"_{week}")]
    shown = 2 * len(names)
    remedies = tuple(Remedy(name, _changes(trials, found, name, below, shown)) for name in names)
    return Rule(
        week, threshold, float(below[known].mean()), _share(net > 0.0, below), _share(net > 0.0, known & ~below),
        _mean(later, below), _share(later < 0.0, below), remedies,
    )  # fmt: skip


def _changes(
    trials: Trials, found: Mapping[str, Measure], name: str, below: np.ndarray, shown: int
) -> dict[str, Difference]:
    """What a remedy changes in the worlds that have a run below the threshold: the mean of these runs of each."""
    plan, place = trials.place(PLAN), trials.place(name)
    worlds = below.any(axis=1)
    result = {}
    for each in (REGULAR, net_of(MAIN_YEARS)):
        measure = found[each]
        first, second = (
            np.nanmean(np.where(below, measure.values[one], np.nan)[worlds], axis=1) if worlds.any() else np.empty(0)
            for one in (plan, place)
        )
        result[each] = paired_difference(measure.declared(), PLAN, name, first, second, shown=shown)
    return result


def _net_from(trials: Trials, place: int, week: int) -> Floats:
    """float64[worlds, runs]: benefit minus cost after a week, to the end."""
    gained = np.sum([trials.weekly(name)[place][..., week:] for name in BENEFITS], axis=(0, -1))
    spent = np.sum([trials.weekly(name)[place][..., week:] for name in COSTS], axis=(0, -1))
    return np.asarray(gained - spent)


def _share(holds: np.ndarray, among: np.ndarray) -> float:
    return float(holds[among].mean()) if among.any() else float("nan")


def _mean(values: Floats, among: np.ndarray) -> float:
    return float(values[among].mean()) if among.any() else float("nan")
