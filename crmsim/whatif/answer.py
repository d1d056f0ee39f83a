"""What a what-if says: each alternative in heads, hours and money, what it changes against the plan, and how sure.

The pair is a world: in it all alternatives meet the same people, the same facts and the same random numbers. An
interval is over worlds, corrected for all changes that are told together; a change within noise is never called better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crmsim.analysis.difference import Difference, Verdict, paired_difference
from crmsim.analysis.money import LONGEST, YEARS
from crmsim.mechanisms.economy import BENEFITS, COSTS
from crmsim.mechanisms.state import ROLES
from crmsim.results.weekly import break_even
from crmsim.whatif.asked import Asked
from crmsim.whatif.asking import LATER, NOTHING, PLAN
from crmsim.whatif.hangs import Hanging, Worth, hanging_on, worth_knowing
from crmsim.whatif.joined import Together, together
from crmsim.whatif.measures import HOURS, LEAVERS, MAIN_YEARS, PAID, REGULAR, USERS, Measure, line, measures, net_of
from crmsim.whatif.milestones import Milestones, milestones
from crmsim.whatif.options import JOINT, OPTION, Option
from crmsim.whatif.trials import Floats, Trials, mean_of, year

SHOWN = (
    USERS,
    REGULAR,
    LEAVERS,
    HOURS,
    PAID,
    *(net_of(years) for years in YEARS),
)  # whose changes are told, all together
QUARTER = 13  # weeks
BAND = (0.1, 0.5, 0.9)  # quantiles over worlds: four worlds in five lie between the outer two


@dataclass(frozen=True)
class Range:
    """A number over worlds: its mean, its middle, and the ends between which four worlds in five lie."""

    mean: float
    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, worlds: Floats) -> Range:
        """Of float64[worlds]; NaN is left out."""
        known = worlds[np.isfinite(worlds)]
        if not known.size:
            return cls(*[float("nan")] * 4)
        low, middle, high = np.quantile(known, BAND)
        return cls(float(known.mean()), float(low), float(middle), float(high))


@dataclass(frozen=True)
class Over:
    """How often an alternative is better or worse than the plan by enough to matter, chance included.

    A draw is a world with one seed, as a leader's own future is one: the share is no property of worlds alone, of
    which noise would have to be taken out (:mod:`crmsim.analysis.noise`).

    Attributes
    ----------
    pairs:
        Draws in which both are known.
    better, near, worse:
        Shares of them; 0 without any.
    """

    pairs: int
    better: float
    near: float
    worse: float

    @classmethod
    def of(cls, gain: Floats, matters: float) -> Over:
        """Of float64[worlds, runs], above 0 where the alternative is better."""
        known = gain[np.isfinite(gain)]
        if not known.size:
            return cls(0, 0.0, 0.0, 0.0)
        least = max(matters, float(np.finfo(float).tiny))
        better, worse = float((known >= least).mean()), float((known <= -least).mean())
        return cls(int(known.size), better, 1.0 - better - worse, worse)


@dataclass(frozen=True)
class Change:
    """What an alternative changes in one measure against the plan.

    Attributes
    ----------
    difference:
        Over worlds, with interval and verdict.
    over:
        How often it is better, worse, or neither by enough to matter.
    same:
        Share of worlds in which it is the plan to the bit, as where leaders do already what it asks.
    """

    difference: Difference
    over: Over
    same: float

    @property
    def verdict(self) -> Verdict:
        """What may be said."""
        return self.difference.verdict


@dataclass(frozen=True)
class Money:
    """Money of an alternative in lines, means over worlds.

    Attributes
    ----------
    lines:
        Line (``COSTS`` and ``BENEFITS``) → NOK after each of ``YEARS``.
    net:
        Net benefit after each of ``YEARS``, over worlds.
    paid_back:
        Share of worlds and runs in which what was spent has come back by the end of each of ``YEARS``, and stays so.
    back:
        Week from which it has, in the middle one of the worlds and runs in which it does at all; None where that is
        fewer than half.
    """

    lines: Mapping[str, tuple[float, ...]]
    net: tuple[Range, ...]
    paid_back: tuple[float, ...]
    back: int | None


@dataclass(frozen=True)
class Alternative:
    """One alternative.

    Attributes
    ----------
    name:
        As it is stored.
    options:
        What it consists of; empty for the plan and for nothing.
    week:
        The week in which it begins, where that is not the start; 0 otherwise.
    ranges:
        Measure → over worlds.
    changes:
        Measure → against the plan; empty for the plan.
    money:
        In lines.
    hours:
        Role → own hours in each quarter up to the horizon, means over worlds.
    failed:
        Why it could not be run in any world, as a project leader of a kind that nobody is; empty otherwise.
    """

    name: str
    options: tuple[Option, ...]
    week: int
    ranges: Mapping[str, Range]
    changes: Mapping[str, Change]
    money: Money
    hours: Mapping[str, tuple[float, ...]]
    failed: str = ""

    @property
    def is_option(self) -> bool:
        """Whether it is one option or several, from the start on."""
        return bool(self.options) and not self.week


@dataclass(frozen=True, eq=False)
class Answer:
    """What a what-if says.

    Attributes
    ----------
    asked:
        What was asked.
    trials:
        What it rests on.
    measures:
        By name.
    alternatives:
        Every alternative, in the order in which they were tried.
    hanging:
        What the plan's net benefit, and the gain of the best options, hang on.
    worth:
        What finding out an open question would be worth.
    together:
        Which options need or spoil each other.
    milestones:
        What should be seen by when, and what to do if it is not.
    """

    asked: Asked
    trials: Trials
    measures: Mapping[str, Measure]
    alternatives: tuple[Alternative, ...]
    hanging: tuple[Hanging, ...]
    worth: tuple[Worth, ...]
    together: tuple[Together, ...]
    milestones: Milestones

    @classmethod
    def read(cls, folder: Path) -> Answer:
        """The answer of the what-if in a folder.

        Raises
        ------
        CrmsimError
            As :meth:`Trials.read`.
        """
        return cls.of(Trials.read(folder))

    @classmethod
    def of(cls, trials: Trials) -> Answer:
        """The answer of what was run; refused as by :meth:`Trials.check_plan`."""
        trials.check_plan()
        found = measures(trials)
        shown = (len(trials.names) - 1) * len(SHOWN)
        alternatives = tuple(alternative_of(trials, found, name, shown) for name in trials.names)
        ranked = [one.name for one in best(alternatives)]
        return cls(
            trials.asked, trials, found, alternatives, hanging_on(trials, found, ranked), worth_knowing(trials, found),
            together(trials, found), milestones(trials, found),
        )  # fmt: skip

    def of_name(self, name: str) -> Alternative:
        """One alternative."""
        return next(one for one in self.alternatives if one.name == name)

    @property
    def plan(self) -> Alternative:
        """The plan as it is."""
        return self.of_name(PLAN)

    @property
    def nothing(self) -> Alternative:
        """Doing nothing."""
        return self.of_name(NOTHING)

    @property
    def options(self) -> tuple[Alternative, ...]:
        """Every option and combination that is taken from the start on."""
        return tuple(one for one in self.alternatives if one.is_option)

    @property
    def best(self) -> tuple[Alternative, ...]:
        """Options and combinations that are better than the plan in something and worse in nothing, best first."""
        return best(self.alternatives)


def best(alternatives: Sequence[Alternative]) -> tuple[Alternative, ...]:
    """Those that help by what may be said: better in regular users or in money, and worse in neither, nor in leavers.

    The order is that of the share of worlds in which net benefit is better, then of how much better it is.
    """
    main = net_of(MAIN_YEARS)

    def helps(one: Alternative) -> bool:
        verdicts = [one.changes[name].verdict for name in (REGULAR, main)]
        return "better" in verdicts and "worse" not in (*verdicts, one.changes[LEAVERS].verdict)

    def rank(one: Alternative) -> tuple[float, float]:
        change = one.changes[main]
        return change.over.better - change.over.worse, change.difference.mean or 0.0

    return tuple(sorted((one for one in alternatives if one.is_option and helps(one)), key=rank, reverse=True))


def options_of(name: str) -> tuple[tuple[Option, ...], int]:
    """The options that a stored name stands for, and the week in which they begin if not at the start."""
    week = 0
    if name.startswith(f"{LATER}_"):
        name, _, number = name.removeprefix(f"{LATER}_").rpartition("_")
        week = int(number)
    return tuple(OPTION[part] for part in name.split(JOINT) if part in OPTION), week


def alternative_of(trials: Trials, found: Mapping[str, Measure], name: str, shown: int) -> Alternative:
    """One alternative; ``shown`` is how many changes are told together."""
    place = trials.place(name)
    options, week = options_of(name)
    ranges = {measure.name: Range.of(measure.worlds[place]) for measure in found.values()}
    changes = {} if name == PLAN else {each: _change(trials, found[each], name, shown) for each in found}
    money, hours = _money(trials, found, place), _hours(trials, place)
    return Alternative(name, options, week, ranges, changes, money, hours, trials.failed(name))


def _change(trials: Trials, measure: Measure, name: str, shown: int) -> Change:
    plan, place = trials.place(PLAN), trials.place(name)
    worlds = measure.worlds
    same = trials.identical[name]
    difference = paired_difference(
        measure.declared(), PLAN, name, worlds[plan], worlds[place], shown=shown, identical=bool(same.all())
    )
    sign = 1.0 if measure.better == "higher" else -1.0
    over = Over.of(sign * (measure.values[place] - measure.values[plan]), measure.matters)
    return Change(difference, over, float(same.mean()))


def _money(trials: Trials, found: Mapping[str, Measure], place: int) -> Money:
    lines = {name: tuple(mean_of(line(trials, name, years)[place]) for years in YEARS) for name in (*COSTS, *BENEFITS)}
    net = tuple(Range.of(found[net_of(years)].worlds[place]) for years in YEARS)
    weekly = net_weekly(trials, place)
    whole = weekly[np.isfinite(weekly).all(axis=-1)]
    back = np.array([break_even(run) if run.sum() > 0.0 else np.inf for run in whole])
    paid_back = tuple(float((back <= year(years)).mean()) if back.size else float("nan") for years in YEARS)
    middle = float(np.median(back)) if back.size else np.inf
    return Money(lines, net, paid_back, int(middle) if middle <= LONGEST else None)


def net_weekly(trials: Trials, place: int) -> Floats:
    """float64[worlds, runs, weeks]: benefit minus cost of one alternative, week by week, discounted."""
    gained = np.sum([np.nan_to_num(trials.weekly(name)[place]) for name in BENEFITS], axis=0)
    spent = np.sum([np.nan_to_num(trials.weekly(name)[place]) for name in COSTS], axis=0)
    return np.asarray(gained - spent)


def _hours(trials: Trials, place: int) -> dict[str, tuple[float, ...]]:
    horizon = trials.asked.horizon
    result = {}
    for role in ROLES:
        weekly = np.nan_to_num(trials.weekly(f"own_hours:{role}")[place]).mean(axis=(0, 1))[:horizon]
        result[role] = tuple(float(weekly[first : first + QUARTER].sum()) for first in range(0, horizon, QUARTER))
    return result
