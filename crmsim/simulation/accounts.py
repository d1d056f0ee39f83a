"""The money of a run, week by week: what it spent, and what it gained beside the run without a project."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from crmsim.mechanisms import COLUMN
from crmsim.mechanisms.economy import AGAINST, SPENT, VALUE, discount, money_lines
from crmsim.scenario import Scenario

Weekly = NDArray[np.float64]


@functools.lru_cache(maxsize=64)
def _weights(weeks: int, rate: float) -> Weekly:
    return np.array([discount(week, rate) for week in range(1, weeks + 1)])


def money(scenario: Scenario, ledger: NDArray[np.float64], without: Weekly | None) -> dict[str, Weekly]:
    """Lines of money week by week, discounted, in NOK, as :attr:`Run.money`.

    Parameters
    ----------
    without:
        float64[weeks, columns ``AGAINST``] of the counterfactual run; None leaves benefits out.
    """
    prices = scenario.economy
    weeks = ledger.shape[0]
    columns = {name: ledger[:, 0, COLUMN[name]] for name in (*SPENT, *AGAINST)}
    against = without[:weeks] if without is not None else None
    lines = money_lines(
        columns, _weights(weeks, prices.discount_rate), prices, bool(scenario.mechanisms.project), against
    )
    if not scenario.mechanisms.market:
        del lines[VALUE]
    return lines


def held_against(ledger: NDArray[np.float64]) -> Weekly:
    """float64[weeks, columns ``AGAINST``] of a ledger: what a run with a project is held against."""
    return np.asarray(ledger[:, 0, [COLUMN[name] for name in AGAINST]])
