"""Ways to use a budget: combinations of options, run in the same worlds, and the search for those worth telling."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

from crmsim.analysis.money import YEARS
from crmsim.declaration.outcome import Outcome
from crmsim.results.weekly import HOURS_OF
from crmsim.runner.account import Progress
from crmsim.scenario import Scenario
from crmsim.whatif.asked import Asked
from crmsim.whatif.asking import PLAN, Size, whatif
from crmsim.whatif.measures import (
    ENERGY,
    LEAVERS,
    MAIN_YEARS,
    OF_COST,
    REGULAR,
    cost_of,
    line,
    measures,
    net_of,
    paid_of,
)
from crmsim.whatif.options import JOINT, Option
from crmsim.whatif.subsets import Subsets, front, guessed
from crmsim.whatif.trials import Floats, Trials, year
from crmsim.whatif.trying import Say, computed, named

WITHIN = YEARS[0]  # years in which a budget is spent
PAID, OWN, OWN_NOK = "paid", "own", "own_nok"
MONEY = net_of(MAIN_YEARS)
GUARDED = (REGULAR, LEAVERS, MONEY)  # in which a robust choice is not worse than the plan
AIMS = (PAID, REGULAR, ENERGY, OWN)  # of the front
HIGHER = (REGULAR, ENERGY, MONEY)  # measures of which more is better
WORSE_AT_MOST = 0.1  # share of worlds in which a robust choice may be worse than the plan by enough to matter
USERS_FIRST = AIMS.index(REGULAR)  # by which combinations are put in order
BATCH = 8  # combinations that are run before the next guess
Combination = tuple[Option, ...]


@dataclass(frozen=True, eq=False)
class Use:
    """One way to use a budget.

    Attributes
    ----------
    name, options:
        As stored, and what it consists of; no option for the plan and for nothing.
    worlds:
        Measure → float64[worlds], the mean of the runs in each; NaN where one is missing. ``PAID`` and ``OWN_NOK`` are
        NOK paid to others and the value of own hours within ``WITHIN`` years, ``OWN`` these hours.
    """

    name: str
    options: Combination
    worlds: Mapping[str, Floats]

    def mean(self, measure: str) -> float:
        """Over worlds; NaN where there is none."""
        known = self.worlds[measure][np.isfinite(self.worlds[measure])]
        return float(known.mean()) if known.size else float("nan")

    @property
    def ran(self) -> bool:
        """Whether it could be run in any world."""
        return bool(np.isfinite(self.worlds[REGULAR]).any())

    @property
    def cost(self) -> float:
        """NOK within ``WITHIN`` years, own hours included."""
        return self.mean(PAID) + self.mean(OWN_NOK)


def name_of(combination: Sequence[Option]) -> str:
    """As it is stored."""
    return JOINT.join(option.name for option in combination) or PLAN


class Bench:
    """The worlds of one seed, in which combinations are run; what is in the folder's journal is not run again.

    Parameters
    ----------
    scenario, options:
        The plan, and all that may be chosen from.
    size, seed:
        Of the worlds.
    path, jobs, progress, announce:
        The folder, locked by who calls, and the rest as in :func:`crmsim.whatif.trying.try_out`.

    Attributes
    ----------
    uses:
        What was run, by name.
    declared:
        Measure → as an outcome, with the smallest change that matters.
    """

    def __init__(
        self,
        scenario: Scenario,
        options: Sequence[Option],
        size: Size,
        seed: int,
        path: Path,
        jobs: int | None,
        progress: Callable[[Progress], None] | None,
        announce: Say | None,
    ) -> None:
        self.scenario, self.options, self.size, self.seed = scenario, tuple(options), size, seed
        self.path, self.jobs, self.progress, self.announce = path, jobs, progress, announce
        self.asked = Asked.of(scenario, seed)
        self.uses: dict[str, Use] = {}
        self.declared: dict[str, Outcome] = {}

    def run(self, wanted: Sequence[Combination]) -> None:
        """Run the plan, nothing and these combinations, or what is left of them.

        Raises
        ------
        CrmsimError
            As :func:`crmsim.whatif.trying.try_out`.
        """
        left = {name_of(each): tuple(each) for each in wanted if each and name_of(each) not in self.uses}
        if self.uses and not left:
            return
        singles = [each[0] for each in left.values() if len(each) == 1]
        joints = [each for each in left.values() if len(each) > 1]
        experiment = whatif(self.scenario, singles, joints, (), self.size, self.seed, self.options)
        sweep = computed(named(experiment, self.scenario), self.path, self.jobs, self.progress, self.announce)
        trials = Trials(sweep, self.asked)
        found = measures(trials)
        values = {name: found[name].worlds for name in (REGULAR, LEAVERS, ENERGY, MONEY)}
        until = year(WITHIN)
        hours = np.sum([trials.summed(name, until) for name in HOURS_OF], axis=0)
        spent = {PAID: paid_of(trials, WITHIN), OWN: hours, OWN_NOK: line(trials, "own_hours_nok", WITHIN)}
        values |= {name: each.mean(axis=-1) for name, each in spent.items()}
        for place, name in enumerate(trials.names):
            worlds = {measure: each[place] for measure, each in values.items()}
            self.uses.setdefault(name, Use(name, left.get(name, ()), worlds))
        if not self.declared:
            self.declared = {name: found[name].declared() for name in (REGULAR, LEAVERS, ENERGY, MONEY)}
            cost = float(np.nanmean(cost_of(trials, WITHIN)[trials.place(PLAN)]))
            like = found[LEAVERS].declared()
            for name, usual, unit in ((PAID, cost, "NOK"), (OWN, self.uses[PLAN].mean(OWN), "hours")):
                self.declared[name] = replace(like, name=name, called=name, unit=unit, matters=OF_COST * usual)

    def matters(self, measure: str) -> float:
        """The smallest change that matters."""
        return self.declared[measure].matters

    @property
    def plan(self) -> Use:
        """The plan as it is."""
        return self.uses[PLAN]

    def differences(self, use: Use, measure: str) -> Floats:
        """float64[worlds]: how much better than the plan it is; below 0 where it is worse."""
        sign = 1.0 if measure in HIGHER else -1.0
        return np.asarray(sign * (use.worlds[measure] - self.plan.worlds[measure]))

    def worse(self, use: Use, measure: str) -> float:
        """Share of worlds in which it is worse than the plan by at least the smallest change that matters."""
        return share_worse(self.differences(use, measure), self.matters(measure))

    def robust(self, use: Use) -> bool:
        """Whether it is hardly ever worse than the plan, in whatever is guarded."""
        return all(self.worse(use, measure) <= WORSE_AT_MOST for measure in GUARDED)

    def choice(self, budget: float) -> Use | None:
        """The robust choice among what was run; None where nothing that can be paid for is robust.

        Of what is within the budget on average and robust, that with most regular users; of those that have as many
        but for less than matters, the one that costs least, own hours included; of those that cost the same but for
        less than matters, the one with fewest options.
        """
        fit = [use for use in self.uses.values() if use.mean(PAID) <= budget and self.robust(use)]
        most = max((use.mean(REGULAR) for use in fit), default=0.0)
        close = [use for use in fit if use.mean(REGULAR) > most - self.matters(REGULAR)]
        least = min((use.cost for use in close), default=0.0)
        cheap = [use for use in close if use.cost < least + max(self.matters(PAID), 1.0)]
        return min(cheap, key=lambda use: (len(use.options), -use.mean(REGULAR), use.name), default=None)

    def front(self) -> list[Use]:
        """What nothing else outdoes by enough to matter, in payments, regular users, energy and own hours."""
        uses = [use for use in self.uses.values() if use.ran]
        return [uses[place] for place in front(np.stack([self._aims(use) for use in uses]))]

    def _aims(self, use: Use) -> Floats:
        """float64[aims]: each against the plan, in units of the smallest change that matters; less is better."""
        result = []
        for measure in AIMS:
            gained = self.differences(use, measure)
            known = gained[np.isfinite(gained)]
            result.append(-(known.mean() if known.size else 0.0) / max(self.matters(measure), 1e-9))
        return np.asarray(result)

    def row(self, use: Use) -> Floats:
        """float64[aims + guarded]: the aims, and the shares of worlds in which it is worse."""
        return np.asarray([*self._aims(use), *(self.worse(use, measure) for measure in GUARDED)])


def share_worse(gained: Floats, matters: float) -> float:
    """Share of worlds in which something is worse by at least what matters; NaN is left out, 1 where all are."""
    known = gained[np.isfinite(gained)]
    return float((known <= -max(matters, np.finfo(float).tiny)).mean()) if known.size else 1.0


@dataclass(frozen=True, eq=False)
class Search:
    """What a search came to.

    Attributes
    ----------
    missed:
        float64[combinations, aims + guarded]: the guess before each was run, less what came out. Aims in units of the
        smallest change that matters, guarded measures in shares of worlds.
    settled:
        Whether the guess calls nothing that was left better than the choice.
    """

    missed: Floats
    settled: bool


def search(bench: Bench, every: Subsets, budget: float, most: int) -> Search:
    """Run the plan, each option, and up to ``most`` combinations that look worth it by what was run before.

    Where there are no more than that, all are run.

    Parameters
    ----------
    every:
        bool[combinations, options], as :func:`crmsim.whatif.subsets.joinable` gives them.
    """
    every_one = [tuple(option for option, taken in zip(bench.options, row, strict=True) if taken) for row in every]
    singles = [each for each in every_one if len(each) <= 1]
    bench.run(singles)
    works = [option for option in bench.options if bench.uses[option.name].ran]
    possible = [each for each in every_one if all(option in works for option in each)]
    every = every[~every[:, [option not in works for option in bench.options]].any(axis=1)]
    if len(possible) <= len(singles) + most:
        bench.run(possible)
        return Search(np.empty((0, len(AIMS) + len(GUARDED))), True)
    names = [name_of(each) for each in possible]
    missed: list[Floats] = []
    while True:
        tried = np.array([name in bench.uses for name in names])
        rows = np.stack([bench.row(bench.uses[name]) for name in np.array(names)[tried]])
        guess = _within_people(bench, guessed(every[tried], _beyond_people(bench, rows), every))
        guess[tried] = rows
        wanted = _worth_running(bench, guess, tried, budget)[: min(BATCH, most - len(missed))]
        if not wanted:
            settled = not _promising(bench, guess, tried, budget)
            return Search(np.array(missed).reshape(-1, rows.shape[1]), settled)
        bench.run([possible[place] for place in wanted])
        missed += [guess[place] - bench.row(bench.uses[names[place]]) for place in wanted]


def _beyond_people(bench: Bench, rows: Floats) -> Floats:
    """Rows with regular users as the logarithm of their odds, less the plan's: near all people, options add less."""
    result = rows.copy()
    result[:, USERS_FIRST] = _odds(bench, rows[:, USERS_FIRST]) - _odds(bench, np.zeros(1))
    return result


def _within_people(bench: Bench, rows: Floats) -> Floats:
    """The way back."""
    result = rows.copy()
    share = 1.0 / (1.0 + np.exp(-(rows[:, USERS_FIRST] + _odds(bench, np.zeros(1)))))
    result[:, USERS_FIRST] = (bench.plan.mean(REGULAR) - share * bench.asked.people) / bench.matters(REGULAR)
    return result


def _odds(bench: Bench, aim: Floats) -> Floats:
    """The logarithm of the odds of being a regular user; half a person at least is one, and is none."""
    people = bench.asked.people
    heads = np.clip(bench.plan.mean(REGULAR) - aim * bench.matters(REGULAR), 0.5, people - 0.5)
    return np.asarray(np.log(heads / (people - heads)))


def pare(bench: Bench, budget: float) -> None:
    """Run the choice without each of its options, until none of them can be spared."""
    chosen = bench.choice(budget)
    while chosen is not None:
        bench.run(list(combinations(chosen.options, len(chosen.options) - 1)) if chosen.options else [])
        spared, chosen = chosen, bench.choice(budget)
        if spared is chosen:
            return


def _worth_running(bench: Bench, guess: Floats, tried: Subsets, budget: float) -> list[int]:
    """Places of what was not tried and may be worth telling: what may be the choice first, then the front's."""
    result = _promising(bench, guess, tried, budget)[: BATCH // 2]
    on_front = [place for place in front(guess[:, : len(AIMS)]) if not tried[place] and place not in result]
    return [*result, *sorted(on_front, key=lambda place: float(guess[place, USERS_FIRST]))]


def _promising(bench: Bench, guess: Floats, tried: Subsets, budget: float) -> list[int]:
    """Places of what was not tried and should outdo the choice in regular users by enough to matter."""
    room = (budget - bench.plan.mean(PAID)) / max(bench.matters(PAID), 1e-9)
    fit = (guess[:, AIMS.index(PAID)] <= room) & (guess[:, len(AIMS) :] <= WORSE_AT_MOST).all(axis=1)
    chosen = bench.choice(budget)
    bar = np.inf if chosen is None else bench.row(chosen)[USERS_FIRST] - 1.0
    places = np.flatnonzero(fit & ~tried & (guess[:, USERS_FIRST] < bar))
    result: list[int] = places[np.argsort(guess[places, USERS_FIRST], kind="stable")].tolist()
    return result
