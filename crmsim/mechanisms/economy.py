"""Money: what a project costs and what a need served is worth, in NOK (claims I13, K9)."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from crmsim.declaration.mechanism import Mechanism
from crmsim.declaration.outcome import Outcome
from crmsim.declaration.parameter import Sign, Table, parameter
from crmsim.numerics.portable import exp, log

NOK = (0.0, 1e9)


# fmt: off
class Economy(Table):
    """Prices; employee hours are not priced, they show up as needs unserved."""

    licence_month: float = parameter(
        600.0, meaning="licence of one seat", unit="NOK per month", interval=(200.0, 1500.0), allowed=NOK,
        status="assumed", source="no price list read", kernel=False,
        signs=(Sign("cost_nok", "+", "own expectation: its definition"),),
    )
    training_hour: float = parameter(
        300.0, meaning="price of one hour of one person's training, without the person's own time",
        unit="NOK per hour", interval=(0.0, 1000.0), allowed=NOK, status="assumed", source="no price list read",
        kernel=False,
        signs=(Sign("cost_nok", "+", "own expectation: its definition"),),
    )
    project_week: float = parameter(
        50000.0, meaning="price of one project week, from the vendor or own staff", unit="NOK per week",
        interval=(20000.0, 120000.0), allowed=NOK, status="assumed", source="no price list read", kernel=False,
        signs=(Sign("cost_nok", "+", "own expectation: its definition"),),
    )
    need_value: float = parameter(
        4500.0, meaning="value of one need served with current knowledge", unit="NOK per need",
        interval=(1500.0, 9000.0), allowed=NOK, status="assumed",
        source="at least what it costs to serve: about seven hours at some 650 NOK", kernel=False,
        signs=(Sign("benefit_nok", "+", "K9: performance follows, and is worth more the more a need is worth",
                    emergent=True),),
    )
    discount_rate: float = parameter(
        0.05, meaning="yearly rate at which later money counts less", unit="per year", interval=(0.02, 0.1),
        allowed=(0.0, 1.0), status="assumed", source="common in public appraisal in Norway is 4 %", kernel=False,
        signs=(Sign("cost_nok", "-", "own expectation: what is paid later counts less"),),
    )
# fmt: on


WEEKS_PER_MONTH = 52.0 / 12.0
Amount = TypeVar("Amount", float, NDArray[np.float64])


def discount(week: int, rate: float) -> float:
    """Weight of money in a week (weeks count from 1), against money now."""
    return exp(-(week - 1) / 52.0 * log(1.0 + rate))


def weekly_cost(licences: Amount, training_hours: Amount, project_weeks: Amount, prices: Economy) -> Amount:
    """What a week of the project costs, undiscounted; or what each week does."""
    return (
        licences * prices.licence_month / WEEKS_PER_MONTH
        + training_hours * prices.training_hour
        + project_weeks * prices.project_week
    )


MECHANISM = Mechanism(
    __name__,
    of_project=True,
    table=Economy,
    within="ledger",
    outcomes=(
        Outcome("cost_nok", "licences, training and project weeks, discounted", "NOK", 0.0, None, "money", None, None,
                "lower", 0.05, True, False, called="cost"),
        Outcome("benefit_nok", "value of needs served minus those of the same run without a project, discounted",
                "NOK", None, None, "money", None, None, "higher", 0.05, True, False, called="benefit"),
        Outcome("net_benefit_nok", "benefit minus cost", "NOK", None, None, "money", None, None, "higher", 0.05, True,
                False, called="net benefit"),
        Outcome("success", "1 when routine share at the end reaches the target and net benefit is above 0",
                "yes or no", 0.0, 1.0, "verdict", None, None, "higher", 0.05, False, False, called="success"),
    ),
)  # fmt: skip
