"""Money told: a line for each kind of cost and benefit, after two, three and five years, and when it has come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.table import Table

from crmsim.analysis.money import LONGEST, YEARS
from crmsim.mechanisms.economy import BENEFITS, COSTS
from crmsim.mechanisms.state import ROLES
from crmsim.report.comparison_table import counted_in, large
from crmsim.report.doubts import doubt_lines
from crmsim.report.labels import ROLE, outcome_label
from crmsim.report.table import empty_table, table_lines
from crmsim.report.text import caveat
from crmsim.results.weekly import Floats
from crmsim.words import ENGLISH, Teller

if TYPE_CHECKING:
    from crmsim.analysis.money import Money
    from crmsim.scenario import Scenario

MOST_RUNS = (0.025, 0.975)  # quantiles between which 95 % of runs lie
FEW_RUNS = 40  # below which these quantiles are no more than the lowest and the highest run


def money_text(scenario: Scenario, money: Money, seed: int, teller: Teller = ENGLISH) -> str:
    """The lines of money of a scenario, the hours of its own people, and when what was spent has come back."""
    runs = money.back.size
    head = teller.plural(
        "{name}: money in lines, of one run (seed {first}); later money is discounted by {rate} a year.",
        "{name}: money in lines, mean of {n} runs (seeds {first} to {last}); later money is discounted by {rate} a "
        "year.",
        runs, name=scenario.name, first=seed, last=seed + runs - 1, rate=teller.share(scenario.economy.discount_rate),
    )  # fmt: skip
    beyond = teller(
        "Benefits are differences from the same run without a project. Hours saved are told gross: the hours that the "
        "project takes are among them and among its costs. A culture is in both runs, so what it is worth shows only "
        "where scenarios are compared, in the outcome {outcome}.",
        outcome=outcome_label("value_nok", teller),
    )  # fmt: skip
    seeds_alone = teller(
        "Runs differ by chance alone, with every assumption as it stands; with other plausible assumptions a project "
        "that pays here may lose, the more so the longer the view."
    )
    doubts = doubt_lines({scenario.name: scenario}, teller)
    parts = [teller.wrap(head), _lines(money, teller), _hours(money, teller), teller.wrap(_back(money, teller))]
    return "\n\n".join([*parts, "\n".join(map(teller.wrap, (beyond, seeds_alone, caveat(scenario, teller), *doubts)))])


def _lines(money: Money, teller: Teller) -> str:
    net = money.net
    millions = large("NOK", float(money.total(COSTS).max()))
    table = _table(counted_in("NOK", millions, teller), teller)
    for names, total in ((COSTS, "cost_nok"), (BENEFITS, "benefit_nok")):
        for name in names:
            last = name == names[-1]
            table.add_row(outcome_label(name, teller), *_means(money.lines[name], millions, teller), end_section=last)
        table.add_row(outcome_label(total, teller), *_means(money.total(names), millions, teller), end_section=True)
    table.add_row(outcome_label("net_benefit_nok", teller), *_means(net, millions, teller))
    if net.shape[0] > 1:
        few = net.shape[0] < FEW_RUNS
        low, high = (net.min(axis=0), net.max(axis=0)) if few else np.quantile(net, MOST_RUNS, axis=0)
        ends = [teller.interval(a, b, "NOK", millions=millions) for a, b in zip(low, high, strict=True)]
        table.add_row(teller("lowest to highest run") if few else teller("95 % of runs"), *ends)
    above = (net > 0.0).sum(axis=0)
    table.add_row(teller("runs above 0"), *(teller("{n} of {all}", n=int(n), all=net.shape[0]) for n in above))
    return "\n".join(table_lines(table, teller))


def _hours(money: Money, teller: Teller) -> str:
    table = _table(teller("own hours, by role"), teller)
    means = money.hours.mean(axis=0)
    for place, role in enumerate(ROLES):
        table.add_row(teller(ROLE[role]), *(teller.count(round(hours)) for hours in means[:, place]))
    return "\n".join(table_lines(table, teller))


def _back(money: Money, teller: Teller) -> str:
    came = np.sort(money.back[~np.isnan(money.back)])
    runs = money.back.size
    if not came.size:
        return teller("What was spent has not come back within {weeks} weeks in any run.", weeks=LONGEST)
    week = int(came[(came.size - 1) // 2])
    if came.size == runs:
        return teller("What was spent has come back from week {week} on (median run).", week=week)
    return teller(
        "What was spent has come back within {weeks} weeks in {n} of {runs} runs, in the middle one of them from week "
        "{week} on.",
        weeks=LONGEST, n=int(came.size), runs=runs, week=week,
    )  # fmt: skip


def _means(values: Floats, millions: bool, teller: Teller) -> list[str]:
    return [teller.value(mean, "NOK", millions=millions, bare=True) for mean in values.mean(axis=0).tolist()]


def _table(head: str, teller: Teller) -> Table:
    table = empty_table()
    table.add_column(head)
    for years in YEARS:
        table.add_column(teller("{years} years", years=years), justify="right", no_wrap=True)
    return table
