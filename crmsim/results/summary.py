"""From a run's ledger to one number an outcome, or null with a reason.

Flows are summed; stocks are averaged over the last four weeks, over those in which they are defined; ratios are
pooled from their stored numerator and denominator; a duration that did not end is the horizon and flagged.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crmsim.mechanisms import COLUMN, COLUMNS, OUTCOME, OUTCOMES
from crmsim.mechanisms.economy import BENEFITS, COSTS, NO_LINES, VALUE
from crmsim.results.weekly import (
    BREAK_EVEN,
    COMPOSITE,
    FLOW_COLUMNS,
    FLOWS,
    HAS_GROUPS,
    LINE_PLACES,
    LINES,
    NAMES,
    NET,
    PAID,
    PARTS,
    PAYOFF,
    PEOPLE,
    PLACE,
    RATIOS,
    RECEIVED,
    STOCKS,
    Floats,
    Truths,
    break_even,
    checked,
    divide,
    in_lines,
    summed_up,
    within_range,
)
from crmsim.words import Message, message

STOCK_WEEKS = 4  # the last weeks over which a stock is averaged
RELAPSE_WEEKS = 26  # weeks within which a fall of the share of users counts
HALF = 0.5

NO_COUNTERFACTUAL = message("no project, so there is no counterfactual run to compare with")
NO_COST = message("no project, so there is no cost")
NO_NEEDS = message("there are no customers, so there are no needs to be worth anything")
FOR_EVERYBODY = message("told for everybody only")
LONGER = message("needs a run of more than {weeks} weeks")
AT_THE_END = message("{why} in the last {weeks} weeks")
CENSORED = "censored"

# Why a quotient has no value when its denominator is 0; a column not named here gets a general sentence.
WHY: dict[str, Message] = {
    "people": message("nobody was employed"),
    "requests": message("nobody asked for help"),
    "shared": message("nothing was shared"),
    "recordable": message("there was nothing to record"),
    "records": message("the system held no record"),
    "changes": message("no fact changed"),
    "found": message("no change was noticed"),
    "needs": message("no need arose"),
    "ties": message("nobody had contact with anyone"),
    "topics": message("there was no topic of expertise"),
    "owners": message("nobody owned customers"),
    "customers_of": message("nobody owned customers"),
    "lookups": message("nobody looked anything up"),
    "licences": message("nobody has a licence"),
}

USER, OF_PEOPLE = COLUMN["user"], COLUMN["people"]
LICENSED_ROUTINE, SUCCESS = PLACE["licensed_routine_share"], PLACE["success"]
DURATION, RELAPSE = PLACE["weeks_to_half_users"], PLACE["relapse"]
DENOMINATORS = tuple(outcome.denominator for outcome in OUTCOMES)

REASONS: tuple[Message, ...] = (AT_THE_END, LONGER, FOR_EVERYBODY, NO_COUNTERFACTUAL, NO_COST, NO_NEEDS, *WHY.values())
"""Why an outcome has no value, as stored results say it in English."""


@dataclass(frozen=True)
class Verdict:
    """Both parts of success, with margins; a part that is undefined is None.

    ``routine_share`` is that among people with a licence, the mean of the last four weeks.
    """

    routine_share: float | None
    target: float
    routine_margin: float | None
    net_benefit_nok: float | None

    def text(self) -> str:
        """Both parts in one sentence."""
        if self.routine_share is None or self.routine_margin is None:
            routine = "routine share of licences unknown"
        else:
            reached = "reaches" if self.routine_margin >= 0.0 else "misses"
            routine = (
                f"routine share of licences {self.routine_share:.2f} {reached} the target {self.target:.2f} "
                f"by {abs(self.routine_margin):.2f}"
            )
        if self.net_benefit_nok is None:
            return f"{routine}; net benefit unknown"
        return f"{routine}; net benefit {self.net_benefit_nok:,.0f} NOK"


@dataclass(frozen=True)
class Summary:
    """One number an outcome and group.

    Attributes
    ----------
    groups:
        Names of the groups; the first is everybody.
    table:
        float64[groups, outcomes] in the order of ``OUTCOMES``; NaN where undefined. For sums over many runs.
    weeks:
        Length of the run.
    censored:
        True where half the people were never users; ``weeks_to_half_users`` is then the horizon.
    verdict:
        What ``success`` is made of.
    totals:
        float64[groups, columns] sums of the ledger that the reasons are read from.
    no_benefit:
        Why the benefit is undefined, where it is.
    """

    groups: tuple[str, ...]
    table: Floats
    weeks: int
    censored: bool
    verdict: Verdict
    totals: Floats
    no_benefit: str

    @functools.cached_property
    def values(self) -> dict[str, float | None]:
        """Outcome → value over everybody, None where undefined."""
        return self.of(0)

    @functools.cached_property
    def reasons(self) -> dict[str, str]:
        """Outcome → why it has no value, for every None in ``values``."""
        return self.reasons_of(0)

    @property
    def flags(self) -> dict[str, str]:
        """Outcome → what a reader must know of its value."""
        return {NAMES[DURATION]: CENSORED} if self.censored else {}

    @functools.cached_property
    def by_group(self) -> dict[str, dict[str, float | None]]:
        """Group → outcome → value, for the outcomes told by group and all groups but everybody."""
        return {
            name: {key: value for key, value in self.of(group).items() if OUTCOME[key].by_group}
            for group, name in enumerate(self.groups)
            if group > 0
        }

    def of(self, group: int) -> dict[str, float | None]:
        """Outcome → value in one group."""
        row: list[float] = self.table[group].tolist()
        return {name: None if math.isnan(value) else value for name, value in zip(NAMES, row, strict=True)}

    def reasons_of(self, group: int) -> dict[str, str]:
        """Outcome → why it has no value in one group, for every outcome without one."""
        return {NAMES[place]: self._reason(group, int(place)) for place in np.flatnonzero(np.isnan(self.table[group]))}

    def _reason(self, group: int, place: int) -> str:
        if group > 0 and not OUTCOMES[place].by_group:
            return FOR_EVERYBODY
        name = NAMES[place]
        if name == VALUE:
            return NO_NEEDS
        if name in COSTS or name == "cost_nok":
            return NO_COST
        if place in (NET, BREAK_EVEN) or name in BENEFITS or name == "benefit_nok":
            return self.no_benefit
        if place == SUCCESS:
            return self._first_reason(group, (NET, LICENSED_ROUTINE))
        if place == COMPOSITE:
            return self._first_reason(group, tuple(PARTS.tolist()))
        if place == RELAPSE and self.weeks <= RELAPSE_WEEKS:
            return Message(LONGER.template, {"weeks": RELAPSE_WEEKS})
        column = DENOMINATORS[place] or "people"
        why = WHY.get(column, message("no {what}", what=column.replace("_", " ")))
        whole_run = self.totals[group, COLUMN[column]] == 0.0
        return (
            why
            if whole_run or OUTCOMES[place].summary != "stock"
            else Message(AT_THE_END.template, {"why": why, "weeks": STOCK_WEEKS})
        )

    def _first_reason(self, group: int, places: tuple[int, ...]) -> str:
        missing = next(place for place in places if np.isnan(self.table[group, place]))
        return self._reason(group, missing)


def summarise(
    ledger: Floats,
    *,
    groups: Sequence[str],
    target: float,
    weeks: int | None = None,
    money: Mapping[str, Floats] = NO_LINES,
    no_benefit: str | None = None,
) -> Summary:
    """One number an outcome and group, from the ledger of a run.

    Parameters
    ----------
    ledger:
        float64[weeks, groups, columns], the sums of a run in the order of ``COLUMNS``.
    groups:
        A name for each row of the ledger; the first is everybody.
    target:
        The routine share that success asks for among those with a licence, 0..1.
    weeks:
        Weeks of the ledger that were run; the rest is left out. By default all.
    money:
        Line of money → float64[weeks] discounted NOK a week; undefined lines are left out.
    no_benefit:
        Why benefits are left out; unless given, because there is no project or no customer.

    Raises
    ------
    ValueError
        Where ledger or money break their declaration: a mistake in the engine, never in the input.
    """
    ledger = checked(ledger)[:weeks]
    length, rows, _ = ledger.shape
    if len(groups) != rows:
        raise ValueError(f"the ledger has {rows} groups, and {len(groups)} names were given")
    totals = ledger.sum(axis=0)
    if not np.isfinite(totals).all():
        group, column = (int(index) for index in np.argwhere(~np.isfinite(totals))[0])
        raise ValueError(f"column {COLUMNS[column]} of {groups[group]} is not finite")

    table = np.full((rows, len(OUTCOMES)), np.nan)
    table[:, FLOWS] = totals[:, FLOW_COLUMNS]
    table[:, RATIOS.places] = divide(totals[:, RATIOS.numerators], totals[:, RATIOS.denominators])
    table[:, STOCKS.places] = _last_weeks(ledger[-STOCK_WEEKS:])
    table[:, COMPOSITE] = table[:, PARTS].mean(axis=1)
    table[:, PAYOFF] = divide(totals[:, RECEIVED] - totals[:, PAID], totals[:, PEOPLE])

    users = divide(ledger[:, 0, USER], ledger[:, 0, OF_PEOPLE])
    reached = users >= HALF
    censored = not reached.any()
    table[0, DURATION] = length if censored else int(reached.argmax()) + 1
    table[0, RELAPSE] = _largest_fall(users)

    lines = in_lines(money, length)
    table[0, LINE_PLACES] = lines.sum(axis=1)
    summed_up(table[0])
    if all(name in money for name in (*COSTS, *BENEFITS)):
        net = lines[[LINES.index(name) for name in BENEFITS]].sum(axis=0)
        net -= lines[[LINES.index(name) for name in COSTS]].sum(axis=0)
        table[0, BREAK_EVEN] = break_even(net)
    verdict = _verdict(table[0], target)
    if verdict.routine_margin is not None and verdict.net_benefit_nok is not None:
        table[0, SUCCESS] = float(verdict.routine_margin >= 0.0 and verdict.net_benefit_nok > 0.0)

    table[1:, ~HAS_GROUPS] = np.nan
    defined: Truths = ~np.isnan(table)
    for name in money:  # given money that is not a number is told, not taken for undefined
        defined[0, PLACE[name]] = True
    table = within_range(table, defined, groups)
    if no_benefit is None:
        no_benefit = NO_NEEDS if COSTS[0] in money else NO_COUNTERFACTUAL
    return Summary(tuple(groups), table, length, censored, verdict, totals, no_benefit)


def _last_weeks(ledger: Floats) -> Floats:
    """Stocks [groups, stocks]: the mean of the weeks in which each is defined, NaN where there is none."""
    values = divide(ledger[:, :, STOCKS.numerators], ledger[:, :, STOCKS.denominators])
    known = ~np.isnan(values)
    return divide(np.where(known, values, 0.0).sum(axis=0), known.sum(axis=0).astype(np.float64))


def _largest_fall(share: Floats) -> float:
    """The largest fall of a weekly share within ``RELAPSE_WEEKS`` weeks, 0 where it only rises; NaN where a run is
    too short.
    """
    if share.size <= RELAPSE_WEEKS:
        return float("nan")
    known = np.where(np.isnan(share), -np.inf, share)
    highest = np.lib.stride_tricks.sliding_window_view(known, RELAPSE_WEEKS + 1).max(axis=1)
    falls = (highest - share[RELAPSE_WEEKS:])[~np.isnan(share[RELAPSE_WEEKS:])]
    return float(falls.max()) if falls.size else float("nan")


def _verdict(row: Floats, target: float) -> Verdict:
    """The two parts of success from the summarised outcomes of everybody."""
    routine = None if np.isnan(row[LICENSED_ROUTINE]) else float(row[LICENSED_ROUTINE])
    net = None if np.isnan(row[NET]) else float(row[NET])
    return Verdict(routine, float(target), None if routine is None else routine - float(target), net)
