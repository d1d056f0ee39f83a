"""Money in lines: what a project costs and what it is worth, in NOK (claims I13, K9).

Benefits are differences from the counterfactual run: the same seed without a project. What the project takes of
people's hours and what it saves them meet in the hours that are free in the end, so saved hours are told gross: the
free hours gained, and those that the project took. Nothing is counted twice: an hour that served a need is not free.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from crmsim.declaration.mechanism import Mechanism
from crmsim.declaration.outcome import Better, Outcome
from crmsim.declaration.parameter import NotAsked, Sign, Table, parameter
from crmsim.numerics.portable import exp, log

NOK = (0.0, 1e9)
Floats = NDArray[np.float64]


# fmt: off
class Economy(Table):
    """Prices, and what is counted: what has a price of 0 does not count."""

    licence_month: float = parameter(
        600.0, meaning="licence of one seat", unit="NOK per month", interval=(200.0, 1500.0), allowed=NOK,
        status="assumed", source="no price list read", kernel=False,
        signs=(Sign("licences_nok", "+", "own expectation: its definition"),),
    )
    training_hour: float = parameter(
        300.0, meaning="price of one hour of one person's training, without the person's own time",
        unit="NOK per hour", interval=(0.0, 1000.0), allowed=NOK, status="assumed", source="no price list read",
        kernel=False,
        signs=(Sign("training_nok", "+", "own expectation: its definition"),),
    )
    consultant_hour: float = parameter(
        1333.0, meaning="price of a consultant's hour", unit="NOK per hour", interval=(1200.0, 1400.0), allowed=NOK,
        status="measured", source="price pages of two Norwegian suppliers, 2017 and 2025 (row consultant_hour)",
        kernel=False,
        signs=(Sign("consultants_nok", "+", "own expectation: its definition"),),
    )
    own_hour: float = parameter(
        650.0, meaning="value of an hour of own people, whether the project takes it or saves it",
        unit="NOK per hour", interval=(450.0, 900.0), allowed=NOK, status="assumed",
        source="an hour's labour cost; no measurement read", kernel=False,
        signs=(Sign("own_hours_nok", "+", "own expectation: its definition"),),
    )
    need_value: float = parameter(
        4500.0, meaning="value of one need served with current knowledge", unit="NOK per need",
        interval=(1500.0, 9000.0), allowed=NOK, status="assumed",
        source="at least what it costs to serve: about seven hours at some 650 NOK", kernel=False,
        signs=(Sign("needs_nok", "+", "K9: performance follows, and is worth more the more a need is worth",
                    emergent=True),),
    )
    fact_value: float = parameter(
        500.0, meaning="what a fact lost with a leaver costs beyond the needs and hours it costs within the run",
        unit="NOK per fact", interval=(0.0, 2000.0), allowed=NOK, status="assumed",
        source="no measurement found; less than the hour it takes to find it out anew", claims=("C5",), kernel=False,
        signs=(Sign("knowledge_nok", "+", "C5: what was recorded is not lost, and is worth more the more a fact is "
                    "worth", emergent=True),),
    )
    count_saved_hours: bool = parameter(
        True, meaning="whether hours saved count though nobody is paid less for it", unit="", status="choice",
        source="a free hour is worth what it costs, to whoever has a use for it", kernel=False,
        signs=NotAsked("what it adds has the sign of the hours that a system saves, which runs tell"),
    )
    discount_rate: float = parameter(
        0.05, meaning="yearly rate at which later money counts less", unit="per year", interval=(0.02, 0.1),
        allowed=(0.0, 1.0), status="assumed", source="common in public appraisal in Norway is 4 %", kernel=False,
        signs=(Sign("cost_nok", "-", "own expectation: what is paid later counts less"),),
    )
# fmt: on


WEEKS_PER_MONTH = 52.0 / 12.0
PAYMENTS = ("licences_nok", "consultants_nok", "training_nok")
COSTS = (*PAYMENTS, "own_hours_nok")
BENEFITS = ("needs_nok", "hours_nok", "knowledge_nok")
VALUE = "value_nok"
AGAINST = ("output", "free_hours", "knowledge_lost")  # columns of a run that are held against those without a project
SPENT = ("licences", "consultant_hours", "training_hours", "own_hours")  # columns that a project is paid for
NO_LINES: Mapping[str, Floats] = MappingProxyType({})


def discount(week: int, rate: float) -> float:
    """Weight of money in a week (weeks count from 1), against money now."""
    return exp(-(week - 1) / 52.0 * log(1.0 + rate))


def costs(spent: Mapping[str, Floats], prices: Economy) -> dict[str, Floats]:
    """What each week of a project costs, undiscounted, in lines.

    Parameters
    ----------
    spent:
        float64[weeks] by column of ``SPENT``: seats with a licence, and hours.
    """
    return {
        "licences_nok": spent["licences"] * (prices.licence_month / WEEKS_PER_MONTH),
        "consultants_nok": spent["consultant_hours"] * prices.consultant_hour,
        "training_nok": spent["training_hours"] * prices.training_hour,
        "own_hours_nok": spent["own_hours"] * prices.own_hour,
    }


def worth(right: Floats, hours: Floats, lost: Floats, prices: Economy) -> dict[str, Floats]:
    """What each week's needs served right, hours and facts lost are worth, undiscounted, in lines."""
    return {
        "needs_nok": right * prices.need_value,
        "hours_nok": hours * (prices.own_hour * prices.count_saved_hours),
        "knowledge_nok": lost * -prices.fact_value,
    }


def total(lines: Mapping[str, Floats], names: tuple[str, ...]) -> Floats:
    """The sum of some lines, in their order."""
    result: Floats = np.add.reduce([lines[name] for name in names])
    return result


def money_lines(
    columns: Mapping[str, Floats], weights: Floats, prices: Economy, project: bool, without: Floats | None
) -> dict[str, Floats]:
    """Every line of money week by week, discounted, in NOK, by outcome; a line that is undefined is left out.

    Parameters
    ----------
    columns:
        float64[weeks] of everybody by column of ``SPENT`` and ``AGAINST``.
    weights:
        float64[weeks]: what money of that week counts.
    project:
        Whether there is a project; without one it costs nothing and gains nothing.
    without:
        float64[weeks, 3]: the columns ``AGAINST`` of the counterfactual run; None where it was not run.
    """
    right, free, lost = (columns[name] for name in AGAINST)
    own = columns["own_hours"]
    paid = costs(columns, prices)
    whole = total(worth(right, free + own, lost, prices), BENEFITS) - total(paid, COSTS)
    result = dict(paid) if project else {}
    if project and without is not None:
        result.update(worth(right - without[:, 0], free + own - without[:, 1], lost - without[:, 2], prices))
    result[VALUE] = whole
    return {name: amount * weights for name, amount in result.items()}


OF_A_PROJECT, OF_EVERYTHING = 0.05, 0.002  # smallest changes that matter: the second is a tenth of a project's cost


def _line(
    name: str, meaning: str, better: Better, called: str, low: float | None = None, matters: float = OF_A_PROJECT
) -> Outcome:
    return Outcome(name, meaning, "NOK", low, None, "money", None, None, better, matters, True, False, called=called)


MECHANISM = Mechanism(
    __name__,
    of_project=True,
    table=Economy,
    within="ledger",
    outcomes=(
        _line("licences_nok", "licences, discounted", "lower", "licences", 0.0),
        _line("consultants_nok", "consultants: preparing, setting up and mending late, discounted", "lower",
              "consultants", 0.0),
        _line("training_nok", "training, without the time of those trained, discounted", "lower", "training", 0.0),
        _line("own_hours_nok", "own people's hours that the project took, discounted", "lower", "own hours' cost", 0.0),
        _line("cost_nok", "licences, consultants, training and own hours", "lower", "cost", 0.0),
        _line("needs_nok", "value of needs served right minus those of the same run without a project, discounted",
              "higher", "value of needs"),
        _line("hours_nok", "value of free hours minus those of the same run without a project, and of the hours that "
              "the project took, which stand among its costs: what it saves, gross, discounted", "higher",
              "value of hours saved"),
        _line("knowledge_nok", "value of facts not lost with leavers that the same run without a project loses, "
              "discounted", "higher", "value of knowledge kept"),
        _line("benefit_nok", "needs, hours saved and knowledge kept", "higher", "benefit"),
        _line("net_benefit_nok", "benefit minus cost", "higher", "net benefit"),
        _line(VALUE, "value of all needs served right and of free hours, minus facts lost and what the project costs, "
              "discounted; two scenarios differ in it by more than their projects gain, culture included", "higher",
              "value in all", matters=OF_EVERYTHING),
        Outcome("break_even_week", "week from which benefit minus cost, summed from the start, stays above 0; the last "
                "week where it never does", "weeks", 1.0, None, "payback", None, None, "lower", 4.0, False, False,
                called="break-even (week)"),
        Outcome("success", "1 when routine users reach the target among those with a licence at the end, and net "
                "benefit is above 0", "yes or no", 0.0, 1.0, "verdict", None, None, "higher", 0.05, False, False,
                called="success"),
    ),
)  # fmt: skip
