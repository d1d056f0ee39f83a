"""The best use of a budget: what to take of all that leaders can do, for what may be paid to others in two years.

A combination costs what its runs say, all of it, and not what it adds to the plan. Which one is chosen is settled in
the worlds of one seed, and told from worlds of other seeds that had no part in the choice, for of many that are
compared the best looks better than it is ("winner's curse": Smith & Winkler 2006, Management Science 52:311-322). The
same search in the worlds of each other seed says whether it would have found the same.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import ConfigDict, TypeAdapter, with_config

from crmsim.analysis.difference import Difference, paired_difference
from crmsim.analysis.spread import wilson
from crmsim.errors import CrmsimError
from crmsim.experiment.experiment import SEED_STRIDE
from crmsim.results.folder import file_errors, read_marker
from crmsim.results.whole import listed, read_same
from crmsim.runner.account import Progress
from crmsim.runner.start import interruption
from crmsim.runner.worker import code
from crmsim.scenario import Scenario
from crmsim.store.lock import locked
from crmsim.store.place import BUDGET, WHATIF, claim, folder_of, origin_of, relisted
from crmsim.whatif.answer import Range
from crmsim.whatif.asked import Asked
from crmsim.whatif.asking import NOTHING, PLAN, Size, whatif
from crmsim.whatif.measures import ENERGY, LEAVERS, REGULAR
from crmsim.whatif.options import OPTIONS, Option
from crmsim.whatif.subsets import joinable
from crmsim.whatif.trying import Say, named, refuse_endless
from crmsim.whatif.uses import (
    AIMS,
    GUARDED,
    MONEY,
    OWN,
    OWN_NOK,
    PAID,
    Bench,
    Combination,
    Search,
    Use,
    pare,
    search,
    share_worse,
)
from crmsim.words import message

REPEATS = 3  # searches from other seeds
LEAST_WORLDS = 30  # of which anything may be said
MOST_TRIED, MOST_REPEATED = 16, 8  # combinations of two options or more that a search runs, and those of the repeats
FREE = 0.02  # share of the plan's payments; an option that changes them by no more is told as not bought with money
COUNTED = (REGULAR, LEAVERS, ENERGY, MONEY, PAID, OWN, OWN_NOK)
SAID = (REGULAR, LEAVERS, MONEY, PAID, OWN)  # changes of the choice that are told together
APART = 1_000 * SEED_STRIDE  # between the seeds of the searches: no world and no random number is in two of them


@dataclass(frozen=True)
class Way:
    """A way to use the budget, over the worlds in which it was chosen or not.

    Attributes
    ----------
    name, options:
        As stored, and what it consists of.
    ranges:
        Measure (``COUNTED``) → over worlds.
    worse:
        Measure (``GUARDED``) → share of worlds in which it is worse than the plan by enough to matter.
    robust:
        Whether it may be chosen, if it can be paid for.
    over:
        Share of worlds in which more is paid than the budget.
    """

    name: str
    options: Combination
    ranges: Mapping[str, Range]
    worse: Mapping[str, float]
    robust: bool
    over: float

    def mean(self, measure: str) -> float:
        """Over worlds."""
        return self.ranges[measure].mean


@dataclass(frozen=True)
class Repeat:
    """The same search in the worlds of another seed.

    Attributes
    ----------
    seed:
        Of its worlds.
    options:
        What it chose; None where it found nothing robust that can be paid for.
    same:
        Whether that is what the first search chose.
    beside:
        Its regular users less those of the first search's choice, in worlds that had no part in either choice; None
        where there is nothing to compare.
    """

    seed: int
    options: Combination | None
    same: bool
    beside: Difference | None


@dataclass(frozen=True)
class Fresh:
    """The choice against the plan in worlds that had no part in choosing it.

    Attributes
    ----------
    worlds:
        How many.
    changes:
        Measure (``SAID``) → against the plan.
    worse:
        Measure (``GUARDED``) → share of these worlds in which it is worse by enough to matter, and the ends of its
        95 % interval.
    chosen_from:
        Regular users that it gains in the worlds in which it was chosen.
    flattery:
        By how many regular users a choice looked better where it was chosen than elsewhere, mean over all searches;
        NaN where that cannot be told.
    """

    worlds: int
    changes: Mapping[str, Difference]
    worse: Mapping[str, tuple[float, float, float]]
    chosen_from: float
    flattery: float


@dataclass(frozen=True)
class BudgetAnswer:
    """What may be said of the best use of a budget.

    Attributes
    ----------
    asked, size:
        What was asked, and in how many worlds the first search went on.
    budget:
        NOK.
    among:
        The options there were to choose from.
    possible, tried:
        Combinations that contradict themselves nowhere, and those of them that were run.
    plan, nothing, choice:
        The plan, doing nothing, and what is recommended; None where nothing robust can be paid for.
    affordable:
        Where there is no choice: of what can be paid for, that with most regular users, however bad; None where
        nothing can.
    front:
        What nothing else outdoes by enough to matter, the cheapest first.
    added:
        Option by name → NOK that it alone adds to what the plan pays; below 0 where it saves. Without what failed.
    failed:
        Options that could be run in no world, as a project leader of a kind that nobody is.
    fresh:
        The choice in other worlds; None without a choice, or where it is the plan.
    repeats:
        The same search elsewhere.
    guesses, missed:
        How many combinations were guessed before they were run, and by how much the guess was off: measure (``AIMS``)
        → the root of the mean square, in its unit.
    settled:
        Whether the guess calls nothing that was left better than the choice.
    matters:
        Measure → the smallest change that matters.
    """

    asked: Asked
    size: Size
    budget: float
    among: Combination
    possible: int
    tried: int
    plan: Way
    nothing: Way
    choice: Way | None
    affordable: Way | None
    front: tuple[Way, ...]
    added: Mapping[str, float]
    failed: tuple[Option, ...]
    fresh: Fresh | None
    repeats: tuple[Repeat, ...]
    guesses: int
    missed: Mapping[str, float]
    settled: bool
    matters: Mapping[str, float]

    @property
    def free(self) -> tuple[Option, ...]:
        """Options for which nothing is paid to others, or next to nothing."""
        least = FREE * self.plan.mean(PAID)
        return tuple(one for one in self.among if one.name in self.added and abs(self.added[one.name]) <= least)


def best_use(
    scenario: Scenario,
    options: Sequence[Option],
    budget: float,
    size: Size | None = None,
    seed: int = 0,
    jobs: int | None = None,
    folder: str | Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    announce: Say | None = None,
) -> BudgetAnswer:
    """The best use of a budget; runs go to the journal of the what-if's folder, and none is made twice.

    Parameters
    ----------
    scenario:
        The plan.
    options:
        What may be chosen from; those that contradict each other are not taken together.
    budget:
        NOK that may be paid to others within two years, for the plan and all that is added to it.
    size, seed:
        Of the first search, as of the what-if. The repeats have half as many worlds each, thirty at least.
    jobs, folder, progress, announce:
        As ``jobs``, ``out``, ``progress`` and ``announce`` in :func:`crmsim.whatif.trying.try_out`.

    Raises
    ------
    CrmsimError
        For a budget that is none, no option to choose from, and as there.
    Interrupted
        On Ctrl-C; the same again goes on where it was.
    """
    if not math.isfinite(budget) or budget < 0.0:
        raise CrmsimError(
            message("is no budget"), key="--budget", value=budget, expected=message("kroner, 0 or more"),
        )  # fmt: skip
    if not options:
        raise CrmsimError(
            message("there is no option to choose from"), key="--option",
            expected=message("one of {choices}", choices=", ".join(option.name for option in OPTIONS)),
        )  # fmt: skip
    size = size or Size()
    smaller = Size(max(size.worlds // 2, LEAST_WORLDS), size.runs)
    first = named(whatif(scenario, options, size=size, seed=seed), scenario)
    path = folder_of(first, folder)
    every = joinable(options)
    alone = 2 + len(options)
    repeated = REPEATS * (alone + MOST_REPEATED) * smaller.worlds / size.worlds
    refuse_endless(first, alone + MOST_TRIED + round(repeated), size, jobs)
    with locked(path), interruption(path):
        claim(path, first, origin_of(first, code()))
        if not (path / WHATIF).exists():
            with file_errors(path):
                (path / WHATIF).write_text(Asked.of(scenario, seed).text(), encoding="utf-8")
        try:
            benches, searches = [], []
            for number in range(1 + REPEATS):
                own = seed + number * APART
                if announce is not None:
                    announce(
                        message("Best use of a budget, search {n} of {all} …", n=str(number + 1), all=str(1 + REPEATS))
                    )
                worlds = smaller if number else size
                bench = Bench(scenario, options, worlds, own, path, jobs, progress, announce)
                searches.append(search(bench, every, budget, MOST_REPEATED if number else MOST_TRIED))
                pare(bench, budget)
                benches.append(bench)
            choices = [bench.choice(budget) for bench in benches]
            for bench in benches:
                bench.run([choice.options for choice in choices if choice is not None and choice.name != NOTHING])
            answer = _answer(benches, searches[0], choices, budget, len(every))
            with file_errors(path):
                (path / BUDGET).write_bytes(_stored().dump_json(answer, indent=1))
        finally:
            relisted(path)
    return answer


def kept(folder: Path) -> BudgetAnswer | None:
    """The best use of a budget that a what-if's folder holds; None where none was asked for.

    Raises
    ------
    CrmsimError
        Where it is not what was written.
    """
    if not (folder / BUDGET).exists():
        return None
    text = read_same(folder, BUDGET, listed(read_marker(folder) or {}))
    try:
        return _stored().validate_json(text)
    except (ValueError, KeyError):
        raise CrmsimError(
            message("is not what a what-if leaves"), file=folder / BUDGET,
            expected=message("the same `crmsim whatif` again, with its budget"),
        ) from None  # fmt: skip


@functools.cache
def _stored() -> TypeAdapter[BudgetAnswer]:
    """How an answer is written and read; what is no number stays none."""
    return TypeAdapter(with_config(ConfigDict(ser_json_inf_nan="constants"))(BudgetAnswer))


def _answer(
    benches: Sequence[Bench], found: Search, choices: Sequence[Use | None], budget: float, possible: int
) -> BudgetAnswer:
    bench = benches[0]
    uses = list(bench.uses.values())
    chosen = choices[0]
    within = [use for use in uses if use.mean(PAID) <= budget]
    most = max(within, key=lambda use: (use.mean(REGULAR), -use.cost), default=None)
    known = found.missed[np.isfinite(found.missed).all(axis=1)] if found.missed.size else found.missed
    off = np.sqrt(np.square(known).mean(axis=0)) if len(known) else np.full(len(AIMS) + len(GUARDED), np.nan)
    missed = {name: float(off[place]) * bench.matters(name) for place, name in enumerate(AIMS)}
    singles = {use.name: use.mean(PAID) - bench.plan.mean(PAID) for use in uses if len(use.options) == 1 and use.ran}
    front = sorted(bench.front(), key=lambda use: (use.mean(PAID), use.cost))
    return BudgetAnswer(
        bench.asked, bench.size, budget, bench.options, possible, sum(use.name != NOTHING for use in uses),
        way_of(bench, bench.plan, budget), way_of(bench, bench.uses[NOTHING], budget),
        None if chosen is None else way_of(bench, chosen, budget),
        None if chosen is not None or most is None else way_of(bench, most, budget),
        tuple(way_of(bench, use, budget) for use in front),
        {option.name: singles[option.name] for option in bench.options if option.name in singles},
        tuple(option for option in bench.options if option.name not in singles),
        None if chosen is None or chosen.name == PLAN else _fresh(benches, choices),
        tuple(_repeat(benches, choices, number) for number in range(1, len(benches))),
        len(known), missed, found.settled, {name: bench.matters(name) for name in (*AIMS, *GUARDED)},
    )  # fmt: skip


def way_of(bench: Bench, use: Use, budget: float) -> Way:
    """One way in numbers."""
    paid = use.worlds[PAID]
    ranges = {measure: Range.of(use.worlds[measure]) for measure in COUNTED}
    worse = {measure: bench.worse(use, measure) for measure in GUARDED}
    return Way(use.name, use.options, ranges, worse, bench.robust(use), float((paid > budget).mean()))


def _fresh(benches: Sequence[Bench], choices: Sequence[Use | None]) -> Fresh:
    """The first search's choice in the worlds of the others; and how much each choice gains at home and elsewhere."""
    chosen = choices[0]
    assert chosen is not None
    others = benches[1:]
    changes = {name: _against(others, PLAN, chosen.name, name, len(SAID)) for name in SAID}
    worse = {}
    for measure in GUARDED:
        gained = np.concatenate([bench.differences(bench.uses[chosen.name], measure) for bench in others])
        gained = gained[np.isfinite(gained)]
        share = share_worse(gained, benches[0].matters(measure))
        worse[measure] = (share, *wilson(round(share * gained.size), max(gained.size, 1)))
    flattery = []
    for home, choice in zip(benches, choices, strict=True):
        if choice is not None:
            elsewhere = [_gained(bench, choice.name) for bench in benches if bench is not home]
            flattery.append(_gained(home, choice.name) - float(np.mean(elsewhere)))
    worlds = sum(bench.size.worlds for bench in others)
    return Fresh(worlds, changes, worse, _gained(benches[0], chosen.name), float(np.mean(flattery)))


def _gained(bench: Bench, name: str) -> float:
    return bench.uses[name].mean(REGULAR) - bench.plan.mean(REGULAR)


def _repeat(benches: Sequence[Bench], choices: Sequence[Use | None], number: int) -> Repeat:
    first, own = choices[0], choices[number]
    same = (None if first is None else first.name) == (None if own is None else own.name)
    beside = None
    if first is not None and own is not None and not same:
        others = [bench for bench in benches if bench not in (benches[0], benches[number])]
        beside = _against(others, first.name, own.name, REGULAR, 1)
    return Repeat(benches[number].seed, None if own is None else own.options, same, beside)


def _against(benches: Sequence[Bench], reference: str, name: str, measure: str, shown: int) -> Difference:
    """One way against another, over the worlds of several seeds."""
    one, other = (np.concatenate([bench.uses[each].worlds[measure] for bench in benches]) for each in (reference, name))
    return paired_difference(benches[0].declared[measure], reference, name, one, other, shown=shown)
