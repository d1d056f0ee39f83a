"""What is told of every alternative: people in heads, hours, and money, each with the smallest change that matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from crmsim.analysis.money import YEARS
from crmsim.declaration.outcome import Outcome
from crmsim.mechanisms import OUTCOME
from crmsim.mechanisms.economy import BENEFITS, COSTS, PAYMENTS
from crmsim.results.weekly import HOURS_OF
from crmsim.whatif.asking import PLAN
from crmsim.whatif.trials import Floats, Trials, mean_of, year
from crmsim.words import Message, message

USERS, REGULAR, LEAVERS, ENERGY, HOURS, PAID = "users", "regular", "leavers", "energy", "hours", "paid"
MAIN_YEARS = 3  # of the money told first: two years are short, and after five most hangs on assumptions
OF_COST = OUTCOME["net_benefit_nok"].matters  # money smaller than this share of what the plan costs does not matter
Better = Literal["higher", "lower"]


def net_of(years: int) -> str:
    """The name of the measure of net benefit after so many years."""
    return f"net_{years}"


@dataclass(frozen=True, eq=False)
class Measure:
    """Something told of every alternative.

    Attributes
    ----------
    name, called, unit:
        The name, what it is called for people, and "people", "hours", "share" or "NOK".
    better:
        Which way is better.
    matters:
        The smallest change that matters, in its unit.
    values:
        float64[alternatives, worlds, runs].
    """

    name: str
    called: Message
    unit: str
    better: Better
    matters: float
    values: Floats

    @property
    def worlds(self) -> Floats:
        """float64[alternatives, worlds]: the mean of the runs in each world; NaN where one of them is missing."""
        return np.asarray(self.values.mean(axis=-1), dtype=np.float64)

    def declared(self) -> Outcome:
        """As an outcome, for the arithmetic of differences."""
        return Outcome(
            self.name, str(self.called), self.unit, None, None, "sum", None, None, self.better, self.matters,
            called=str(self.called),
        )  # fmt: skip


def measures(trials: Trials) -> dict[str, Measure]:
    """Every measure by name."""
    horizon = trials.asked.horizon
    found = [
        _heads(trials, USERS, message("use the system"), "user_share"),
        _heads(trials, REGULAR, message("use it regularly"), "routine_share"),
        _leavers(trials),
        Measure(
            ENERGY, message("energy"), "share", "higher", OUTCOME["mean_energy"].matters,
            trials.standing("mean_energy", horizon),
        ),
        _hours(trials),
        _paid(trials),
        *(_net(trials, years) for years in YEARS),
    ]  # fmt: skip
    return {measure.name: measure for measure in found}


def _heads(trials: Trials, name: str, called: Message, outcome: str) -> Measure:
    share = np.nan_to_num(trials.standing(outcome, trials.asked.horizon))
    known = np.isfinite(trials.standing("mean_energy", trials.asked.horizon))
    values = np.where(known, share * trials.people[:, None], np.nan)
    return Measure(name, called, "people", "higher", OUTCOME[outcome].matters * trials.asked.people, values)


def _leavers(trials: Trials) -> Measure:
    values = trials.summed("departures", trials.asked.horizon)
    usual = mean_of(values[trials.place(PLAN)])
    return Measure(LEAVERS, message("leave"), "people", "lower", OUTCOME["departures"].matters * usual, values)


def _hours(trials: Trials) -> Measure:
    values = np.sum([trials.summed(name, trials.asked.horizon) for name in HOURS_OF], axis=0)
    usual = mean_of(values[trials.place(PLAN)])
    return Measure(HOURS, message("own hours"), "hours", "lower", OUTCOME["own_hours"].matters * usual, values)


def _paid(trials: Trials) -> Measure:
    values = np.asarray(np.sum([trials.summed(name, trials.asked.horizon) for name in PAYMENTS], axis=0))
    usual = mean_of(values[trials.place(PLAN)])
    return Measure(PAID, message("paid to others"), "NOK", "lower", OF_COST * usual, values)


def _net(trials: Trials, years: int) -> Measure:
    cost = mean_of(cost_of(trials, years)[trials.place(PLAN)])
    called = message("net benefit after {years} years", years=years)
    return Measure(
        net_of(years), called, "NOK", "higher", OF_COST * cost, benefit_of(trials, years) - cost_of(trials, years)
    )


def line(trials: Trials, name: str, years: int) -> Floats:
    """float64[alternatives, worlds, runs]: a line of money after so many years; 0 where there is no project."""
    return trials.summed(name, year(years))


def cost_of(trials: Trials, years: int) -> Floats:
    """float64[alternatives, worlds, runs]: what it all costs, own hours included."""
    return np.asarray(np.sum([line(trials, name, years) for name in COSTS], axis=0))


def paid_of(trials: Trials, years: int) -> Floats:
    """float64[alternatives, worlds, runs]: what is paid to others: licences, consultants and training."""
    return np.asarray(np.sum([line(trials, name, years) for name in PAYMENTS], axis=0))


def benefit_of(trials: Trials, years: int) -> Floats:
    """float64[alternatives, worlds, runs]: what it is worth, against the same world without a project."""
    return np.asarray(np.sum([line(trials, name, years) for name in BENEFITS], axis=0))
