"""From the ledger to the value of every outcome in every week and group.

A row of the ledger is a group: 0 everybody, 1 to 3 the styles, then the departments. Outcomes keep the order of
``OUTCOMES``. Which columns an outcome is made of stands in its declaration alone; the few that are made of more than
one numerator and one denominator are named here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crmsim.mechanisms import COLUMN, COLUMNS, OUTCOMES
from crmsim.mechanisms.economy import BENEFITS, COSTS, NO_LINES, VALUE
from crmsim.mechanisms.state import ROLES, STYLES

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.intp]

EVERYBODY = "all"
MARKET_ORIENTATION = ("generation", "dissemination", "response")
TOLERANCE = 1e-9  # rounding of sums that is still within an outcome's range

NAMES: tuple[str, ...] = tuple(outcome.name for outcome in OUTCOMES)
PLACE: dict[str, int] = {name: place for place, name in enumerate(NAMES)}
HAS_GROUPS: Truths = np.array([outcome.by_group for outcome in OUTCOMES])
HAS_WEEKS: Truths = np.array(
    [outcome.summary not in ("duration", "drop", "payback", "verdict") for outcome in OUTCOMES]
)
LOW: Floats = np.array([-np.inf if outcome.low is None else outcome.low for outcome in OUTCOMES])
HIGH: Floats = np.array([np.inf if outcome.high is None else outcome.high for outcome in OUTCOMES])

RECEIVED, PAID, PEOPLE = COLUMN["benefit_received"], COLUMN["cost_paid"], COLUMN["people"]
PARTS: Indices = np.array([PLACE[name] for name in MARKET_ORIENTATION])
COMPOSITE, PAYOFF = PLACE["market_orientation"], PLACE["payoff"]
COST, BENEFIT, NET = PLACE["cost_nok"], PLACE["benefit_nok"], PLACE["net_benefit_nok"]
BREAK_EVEN = PLACE["break_even_week"]
LINES = (*COSTS, *BENEFITS, VALUE)
LINE_PLACES, COST_PLACES, BENEFIT_PLACES = (
    np.array([PLACE[name] for name in names]) for names in (LINES, COSTS, BENEFITS)
)

HOURS_OF = {f"own_hours:{role}": COLUMN[f"own_hours_{role}"] for role in ROLES}  # own hours of the project, by role


class Quotients(NamedTuple):
    """Outcomes of one kind that are a numerator over a denominator: their places and the columns they need."""

    places: Indices
    numerators: Indices
    denominators: Indices


def quotients(summary: str) -> Quotients:
    """The outcomes summed up as ``summary`` ("stock" or "ratio") that name both columns."""
    result = [
        (PLACE[outcome.name], COLUMN[outcome.numerator], COLUMN[outcome.denominator])
        for outcome in OUTCOMES
        if outcome.summary == summary and outcome.numerator is not None and outcome.denominator is not None
    ]
    columns = np.array(result, dtype=np.intp).reshape(-1, 3).T
    return Quotients(columns[0], columns[1], columns[2])


STOCKS, RATIOS = quotients("stock"), quotients("ratio")
FLOWS: Indices = np.array([PLACE[o.name] for o in OUTCOMES if o.summary == "sum"], dtype=np.intp)
FLOW_COLUMNS: Indices = np.array(
    [COLUMN[o.numerator] for o in OUTCOMES if o.summary == "sum" and o.numerator is not None], dtype=np.intp
)


class Weekly(NamedTuple):
    """Every outcome in every week and group.

    Attributes
    ----------
    values:
        float64[weeks, groups, outcomes] in the order of ``OUTCOMES``; NaN where ``defined`` is false.
    defined:
        bool[weeks, groups, outcomes]; false where the outcome has no value: its denominator was 0, it is not told
        by group, or it belongs to a whole run.
    """

    values: Floats
    defined: Truths


def group_names(departments: Sequence[str]) -> tuple[str, ...]:
    """The names of the rows of the ledger: "all", "giver", "taker", "matcher", "department:Sales" and so on."""
    return (EVERYBODY, *STYLES, *(f"department:{name}" for name in departments))


def checked(ledger: Floats) -> Floats:
    """``ledger`` as float64 of the declared shape, or a ValueError: only a mistake in the engine can break it."""
    ledger = np.asarray(ledger, dtype=np.float64)
    if ledger.ndim != 3 or ledger.shape[0] < 1 or ledger.shape[1] < 1 or ledger.shape[2] != len(COLUMNS):
        raise ValueError(f"ledger must be [weeks, groups, {len(COLUMNS)} columns], got {ledger.shape}")
    return ledger


def divide(numerators: Floats, denominators: Floats) -> Floats:
    """Numerator over denominator, NaN where the denominator is 0."""
    answer = np.full(numerators.shape, np.nan)
    np.divide(numerators, denominators, out=answer, where=denominators != 0.0)
    return answer


def within_range(values: Floats, defined: Truths, groups: Sequence[str] | None = None) -> Floats:
    """``values`` [..., groups, outcomes] with rounding cut off at each outcome's range.

    Raises
    ------
    ValueError
        Where a defined value is not finite or lies outside its outcome's range by more than rounding: a mistake
        in the engine, told with the outcome, the group and the value.
    """
    slack = TOLERANCE * np.maximum(1.0, np.abs(values))
    wrong = defined & ~((values >= LOW - slack) & (values <= HIGH + slack) & np.isfinite(values))
    if wrong.any():
        *_, group, place = (int(index) for index in np.argwhere(wrong)[0])
        text = str(group) if groups is None else groups[group]
        value = float(values[wrong][0])
        raise ValueError(f"outcome {NAMES[place]} of {text} is {value!r}, not within {LOW[place]} to {HIGH[place]}")
    inside: Floats = np.minimum(np.maximum(values, LOW), HIGH)
    return inside


def in_lines(money: Mapping[str, Floats], length: int) -> Floats:
    """float64[lines, weeks] in the order of ``LINES``, NaN where a line is undefined."""
    result = np.full((len(LINES), length), np.nan)
    for row, name in enumerate(LINES):
        if name in money:
            result[row] = money[name][:length]
    return result


def summed_up(values: Floats) -> None:
    """Fill in cost, benefit and net benefit of [..., outcomes] from their lines: each the sum of its lines."""
    values[..., COST] = values[..., COST_PLACES].sum(axis=-1)
    values[..., BENEFIT] = values[..., BENEFIT_PLACES].sum(axis=-1)
    values[..., NET] = values[..., BENEFIT] - values[..., COST]


def break_even(net: Floats) -> float:
    """Week from which a weekly net benefit, summed from the start, stays above 0; the last where it never does."""
    below = np.flatnonzero(~(np.cumsum(net) > 0.0))
    return float(min(below[-1] + 2, net.size)) if below.size else 1.0


def weekly(ledger: Floats, money: Mapping[str, Floats] = NO_LINES) -> Weekly:
    """Every outcome in every week and group.

    Parameters
    ----------
    ledger:
        float64[weeks, groups, columns], the sums of a run in the order of ``COLUMNS``.
    money:
        Line of money → float64[weeks] discounted NOK; undefined lines are left out.
    """
    ledger = checked(ledger)
    if not np.isfinite(ledger).all():
        _, group, column = (int(index) for index in np.argwhere(~np.isfinite(ledger))[0])
        raise ValueError(f"column {COLUMNS[column]} of group {group} is not finite")
    values = np.full((*ledger.shape[:2], len(OUTCOMES)), np.nan)
    values[:, :, FLOWS] = ledger[:, :, FLOW_COLUMNS]
    for kind in (STOCKS, RATIOS):
        values[:, :, kind.places] = divide(ledger[:, :, kind.numerators], ledger[:, :, kind.denominators])
    values[:, :, COMPOSITE] = values[:, :, PARTS].mean(axis=2)
    values[:, :, PAYOFF] = divide(ledger[:, :, RECEIVED] - ledger[:, :, PAID], ledger[:, :, PEOPLE])
    values[:, 0, LINE_PLACES] = in_lines(money, ledger.shape[0]).T
    summed_up(values[:, 0])
    values[:, 1:, ~HAS_GROUPS] = np.nan
    defined = ~np.isnan(values)
    return Weekly(within_range(values, defined), defined)


def series(ledger: Floats, money: Mapping[str, Floats], names: Sequence[str]) -> Floats:
    """float64[names, weeks] of everybody: outcomes, and own hours of a role as ``own_hours:superuser``."""
    values = weekly(ledger[:, :1], money).values[:, 0]
    columns = [ledger[:, 0, HOURS_OF[name]] if name in HOURS_OF else values[:, PLACE[name]] for name in names]
    return np.stack(columns)
