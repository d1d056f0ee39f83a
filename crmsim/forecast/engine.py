"""The engine on a network that somebody observed: what people saw when, and runs that go on from there.

It is the week of every other run (:data:`crmsim.simulation.kernel.advance`) with adoption alone switched on; a week is
a period of the data. Nothing is known of what these people believe of the system, so all that is not others' use is
left at its break-even, and nobody goes back on adoption, of which such data say nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from crmsim.mechanisms import PHASES
from crmsim.mechanisms.lookup import is_user
from crmsim.mechanisms.state import ACCEPTED, AWARE, TRIAL
from crmsim.numerics.draws import join, run_key, stream
from crmsim.organisation import Organisation
from crmsim.scenario import load
from crmsim.simulation.initial import draws_of, new_state
from crmsim.simulation.kernel import advance
from crmsim.simulation.parameters import parameters

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Truth = NDArray[np.bool_]
RULES = ("beliefs", "threshold", "hazard")
SCENARIO = "limits/bass"  # adoption alone
NEUTRAL = (
    "adoption.back_rate=0.0", "adoption.seed_share=0.0", "adoption.usefulness_weight=0.0", "adoption.ease_weight=0.0",
    "adoption.leadership_weight=0.0", "adoption.drive_weight=0.0", "adoption.instruments_weight=0.0",
    "adoption.surveillance_weight=0.0", "adoption.persuasion=0.0",
)  # fmt: skip
LAST = len(PHASES) - 1
OUTSIDE = stream("forecast.outside")
USERS = tuple(stage for stage in range(16) if is_user(stage))


class Engine:
    """People on their network under one rule of adoption.

    Parameters
    ----------
    organisation:
        The people and their ties.
    periods:
        The last period that is asked about.
    rule:
        One of :data:`RULES`.
    """

    def __init__(self, organisation: Organisation, periods: int, rule: str = "hazard") -> None:
        self.scenario = load(SCENARIO, [f'adoption.rule="{rule}"', *NEUTRAL], periods)
        self.params = parameters(self.scenario)
        self.people = organisation.employees
        self.state = new_state(organisation, self.scenario, run_key(0))
        advance(self.state, self.params, np.uint64(run_key(0)), 0, 0, 0, LAST)
        self.rows = self.state.people.view(np.ndarray)  # a record array is slow to write to
        self.rows["access"] = 0  # everybody can have it from the start
        self.rows["stage"] = AWARE
        self.begun = self.rows.copy()

    def set(self, settings: Mapping[str, float]) -> None:
        """Change numbers of the table ``adoption``."""
        for name, value in settings.items():
            self.params["adoption"][name] = value

    def week(self, period: int, key: int) -> None:
        """One period, by the engine."""
        advance(self.state, self.params, np.uint64(key), period, period, 0, LAST)

    def exposures(self, time: Whole, adopted: Truth, periods: int) -> Floats:
        """float64[periods, people]: what share of those they turn to had adopted, as each saw it in each period.

        Parameters
        ----------
        time, adopted:
            Who adopted in which period; of who did not, nobody sees anything.
        """
        before = {name: float(self.params["adoption"][name]) for name in ("p", "q")}
        self.set({"p": 0.0, "q": 0.0})
        seen = np.empty((periods, self.people))
        for period in range(1, periods + 1):
            self.rows[...] = self.begun
            self.rows["stage"] = np.where(adopted & (time < period), ACCEPTED, AWARE)
            self.week(period, 0)
            seen[period - 1] = self.rows["exposure"]
        self.set(before)
        return seen

    def run(
        self, users: Truth, first: int, last: int, seed: int, thresholds: Floats | None = None,
        outside: float = 0.0, settings: Callable[[int], Mapping[str, float]] | None = None,
    ) -> Whole:  # fmt: skip
        """int64[people]: the period in which each adopts, 0 for those who had before, ``last + 1`` for not by then.

        Parameters
        ----------
        users:
            Who has adopted before period ``first``.
        thresholds:
            float64[people], where the rule has them.
        outside:
            Chance a period to adopt for reasons that have nothing to do with the rule.
        settings:
            Numbers of ``adoption`` that a period has of its own.
        """
        key = run_key(seed)
        self.rows[...] = self.begun
        if thresholds is not None:
            self.rows["threshold"] = thresholds
        self.rows["stage"] = np.where(users, ACCEPTED, AWARE)
        result = np.where(users, 0, last + 1)
        for period in range(first, last + 1):
            if settings is not None:
                self.set(settings(period))
            self.week(period, key)
            stage = self.rows["stage"]
            if outside > 0.0:
                chosen = (stage == AWARE) & (draws_of(join(join(key, OUTSIDE), period), self.rows["key"]) < outside)
                stage[chosen] = ACCEPTED
            # What the data call adoption is told apart by no rule: who tries counts for a user, to others too.
            stage[stage == TRIAL] = ACCEPTED
            result[np.isin(stage, USERS) & (result > last)] = period
        return result
