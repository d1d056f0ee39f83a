"""A preview: what options would do together, guessed from what each does alone, with how far such guesses are off.

Nothing is run for it. In each world, the options' effects on who uses the system are taken to add up as logarithms of
odds, since near all people another option adds less; other people, hours and payments are taken to add up. Net benefit
is taken to grow with regular use: the sum of what the options give alone, times the share of their regular users that
is left when they are put together.

How far a guess is off is not taken from the guess: combinations that were run too are guessed in the same way, without
looking at them. Where that is more than what would matter, or too few combinations were run to tell, no guess is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crmsim.analysis.difference import too_few
from crmsim.errors import CrmsimError
from crmsim.whatif.answer import options_of
from crmsim.whatif.asking import PLAN
from crmsim.whatif.measures import ENERGY, HOURS, LEAVERS, MAIN_YEARS, PAID, REGULAR, USERS, Measure, measures, net_of
from crmsim.whatif.options import JOINT, Option, can_join, chosen
from crmsim.whatif.trials import Floats, Trials
from crmsim.words import message, wrong_choice

NET = net_of(MAIN_YEARS)
PREVIEWED = (USERS, REGULAR, LEAVERS, ENERGY, HOURS, PAID, NET)
NOISE = 3.0  # standard errors: seven measures stand together, and whoever tries options tries many
LEAST_CHECKED = 3  # combinations that were run, of which fewer tell nothing about how far guesses are off


@dataclass(frozen=True)
class Guess:
    """What options taken together would change against the plan.

    Attributes
    ----------
    measure:
        One of ``PREVIEWED``.
    change:
        On average over worlds, in the measure's unit.
    error:
        How far such guesses are off: the root of the mean square over combinations that were run; NaN where too few
        were, and 0 where these very options were run together, which is no guess.
    scatter:
        Of the mean over so few worlds: its standard error.
    matters:
        The smallest change that matters.
    few:
        Whether worlds are too few to tell anything of their mean, by what a what-if's answer goes by.
    """

    measure: str
    change: float
    error: float
    scatter: float
    matters: float
    few: bool

    @property
    def accurate(self) -> bool:
        """Whether it may be shown: what it is off by would not matter."""
        return self.error <= self.matters

    @property
    def noise(self) -> bool:
        """Whether it cannot be told from no change, by what guess and worlds together are off by."""
        return abs(self.change) <= NOISE * float(np.hypot(self.error, self.scatter))


class Preview:
    """Guesses from a what-if.

    Parameters
    ----------
    trials:
        What was run.

    Attributes
    ----------
    options:
        Of which combinations can be guessed: what was run alone.
    checked:
        Names of the combinations that were run, on which guesses are held against what came out.
    error:
        Measure → as in :class:`Guess`.
    """

    def __init__(self, trials: Trials) -> None:
        trials.check_plan()
        self._trials = trials
        found = measures(trials)
        self._measures: dict[str, Measure] = {name: found[name] for name in PREVIEWED}
        alone = [name for name in trials.names if len(options_of(name)[0]) == 1 and not options_of(name)[1]]
        working = [name for name in alone if not trials.failed(name)]
        self.options: tuple[Option, ...] = chosen(working) if working else ()
        known = {option.name for option in self.options}
        joints = [name for name in trials.names if JOINT in name and set(name.split(JOINT)) <= known]
        self.checked = tuple(name for name in joints if not trials.failed(name))
        self.error = self._errors()

    def of(self, options: Sequence[str]) -> dict[str, Guess]:
        """What options would change together.

        Parameters
        ----------
        options:
            Their names.

        Raises
        ------
        CrmsimError
            For an option that was not run alone, and for options that contradict each other.
        """
        picked = self._picked(options)
        name = JOINT.join(option.name for option in picked)
        ran = not picked or name in self._trials.names
        changes = self._ran(name or PLAN) if ran else self._guessed([option.name for option in picked])
        return {each: self._guess(each, changes[each], 0.0 if ran else self.error[each]) for each in PREVIEWED}

    def _guess(self, name: str, worlds: Floats, error: float) -> Guess:
        """What a measure changes by, from float64[worlds], NaN where it is undefined."""
        known = worlds[np.isfinite(worlds)]
        scatter = float(known.std(ddof=1) / np.sqrt(known.size))
        return Guess(name, float(known.mean()), error, scatter, self._measures[name].matters, too_few(known))

    def _picked(self, options: Sequence[str]) -> list[Option]:
        known = [option.name for option in self.options]
        for name in options:
            if name not in known:
                raise wrong_choice(message("was not tried alone in this what-if"), name, known, key="OPTION")
        result = [option for option in self.options if option.name in options]
        for place, option in enumerate(result):
            for other in result[:place]:
                if not can_join(option, other):
                    raise CrmsimError(
                        message("cannot be taken together with {other}", other=other.name), key="OPTION",
                        value=option.name, expected=message("one of the two"),
                    )  # fmt: skip
        return result

    def _errors(self) -> dict[str, float]:
        """How far guesses are off of the combinations that were run."""
        if len(self.checked) < LEAST_CHECKED:
            return dict.fromkeys(PREVIEWED, float("nan"))
        off = [
            [np.nanmean(guess[name] - ran[name]) for name in PREVIEWED]
            for guess, ran in ((self._guessed(each.split(JOINT)), self._ran(each)) for each in self.checked)
        ]
        return dict(zip(PREVIEWED, np.sqrt(np.square(off).mean(axis=0)).tolist(), strict=True))

    def _ran(self, name: str) -> dict[str, Floats]:
        """Measure → float64[worlds]: what an alternative changes that was run."""
        place, plan = self._trials.place(name), self._trials.place(PLAN)
        return {each: one.worlds[place] - one.worlds[plan] for each, one in self._measures.items()}

    def _guessed(self, names: Sequence[str]) -> dict[str, Floats]:
        """Measure → float64[worlds]: what options would change together by the guess."""
        places, plan = [self._trials.place(name) for name in names], self._trials.place(PLAN)
        alone = {each: (one.worlds[places], one.worlds[plan]) for each, one in self._measures.items()}
        result = {each: (values - before).sum(axis=0) for each, (values, before) in alone.items()}
        added = float(np.nanmean(result[REGULAR]))
        for each in (USERS, REGULAR):
            result[each] = self._in_odds(*alone[each])
        if abs(added) > self._measures[REGULAR].matters:
            result[NET] *= max(float(np.nanmean(result[REGULAR])) / added, 0.0)
        return result

    def _in_odds(self, alone: Floats, plan: Floats) -> Floats:
        """float64[worlds]: people that options add together, from float64[options, worlds] with each alone."""
        people = self._trials.people

        def odds(heads: Floats) -> Floats:
            inside = np.clip(heads, 0.5, people - 0.5)
            return np.asarray(np.log(inside / (people - inside)))

        added = odds(plan) + (odds(alone) - odds(plan)).sum(axis=0)
        return np.asarray(people / (1.0 + np.exp(-added)) - people / (1.0 + np.exp(-odds(plan))))
