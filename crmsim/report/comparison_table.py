"""The table of a comparison: every outcome with its difference, in columns that share the width of a line."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from crmsim.analysis.comparison import Comparison
from crmsim.analysis.difference import Difference
from crmsim.analysis.study import declared
from crmsim.declaration.limits import MOST_RUNS
from crmsim.report.labels import VERDICT, alternative_label, outcome_label
from crmsim.report.table import GAP, empty_table, table_lines
from crmsim.words import Message, Teller, message
from crmsim.words.numbers import signs

if TYPE_CHECKING:
    from collections.abc import Sequence

OF_WORDS = (5, 0)  # columns that may be broken: verdict and outcome
ROOMY = 100  # characters from which on hardly a cell is broken
SHORT: dict[str, Message] = {  # where there is little room
    "within noise": message("within noise", context="narrow"),
    "too small to matter": message("too small to matter", context="narrow"),
    "too few runs": message("too few runs", context="narrow"),
}


def comparison_table(comparison: Comparison, label: str, teller: Teller) -> str:
    """Every outcome of one alternative beside the reference: means, difference, interval, verdict, runs needed."""
    own = [one for one in comparison.paired if one.alternative == label]
    roomy = teller.columns >= ROOMY
    needed = any(one.runs_needed is not None for one in own)
    rows = [_row(one, roomy, needed, teller) for one in own]
    verdict = [teller("verdict"), teller("runs")] if needed else [teller("verdict")]
    heads = [teller("outcome"), teller("from"), teller("to"), teller("change"), teller("95 % interval"),
             *(verdict if roomy or not needed else [f"{verdict[0]} ({verdict[1]})"])]  # fmt: skip
    table = empty_table()
    widths = column_widths([heads, *rows], teller.columns)
    for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
        if place in OF_WORDS:
            table.add_column(_broken(head, width), width=width)
        else:
            table.add_column(head, width=width, justify="right", no_wrap=True)
    for one, row in zip(own, rows, strict=True):
        cells = [_broken(cell, widths[place]) if place in OF_WORDS else cell for place, cell in enumerate(row)]
        table.add_row(*cells, end_section=one.outcome == comparison.main[-1])
    title = teller.wrap(
        teller("{alternative}, compared with {reference}", reference=comparison.reference,
               alternative=alternative_label(label, teller))
    )  # fmt: skip
    return "\n".join([title, "", *table_lines(table, teller)])


def short_line(comparison: Comparison, teller: Teller) -> list[str]:
    """What the short words of narrow tables stand for, where they are others than everywhere else."""
    used = [name for name in SHORT if any(one.verdict == name for one in comparison.paired)]
    pairs = [(teller(SHORT[name]), teller(VERDICT[name])) for name in used if teller.columns < ROOMY]
    listed = "; ".join(f"{short}: {whole}" for short, whole in pairs if short != whole)
    return [f"{listed}."] if listed else []


def _row(one: Difference, roomy: bool, needed: bool, teller: Teller) -> list[str]:
    """The cells of an outcome; where there is little room, the runs needed stand beside the verdict."""
    unit = declared(one.outcome).unit
    millions = large(unit, one.reference_mean, one.alternative_mean, one.low, one.high)
    counted = counted_in(unit, millions, teller)
    row = [
        outcome_label(one.outcome, teller) + (f" ({counted})" if counted else ""),
        teller.value(one.reference_mean, unit, millions=millions, bare=bool(counted)),
        teller.value(one.alternative_mean, unit, millions=millions, bare=bool(counted)),
        teller.value(one.mean, unit, change=True, millions=millions, bare=True),
        teller.interval(one.low, one.high, unit, millions=millions),
        teller(VERDICT[one.verdict] if roomy else SHORT.get(one.verdict, VERDICT[one.verdict])),
    ]
    if needed and roomy:
        row.append(_needed(one.runs_needed, teller))
    elif one.runs_needed is not None:
        row[-1] += f" ({_needed(one.runs_needed, teller)})"
    if not roomy:  # room for words is worth more than a space before a sign
        row[1:4] = [cell.replace("\N{NO-BREAK SPACE}%", "%") for cell in row[1:4]]
    return row


def column_widths(rows: Sequence[Sequence[str]], columns: int) -> list[int]:
    """How wide the columns of a table are: those of numbers as their widest cell, those of words share the rest.

    Rich would cut off a column of numbers where words leave it too little room. Of all ways to share the rest the one
    is taken that leaves the table the fewest lines.
    """
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    over = max(sum(widths) + GAP * (len(widths) - 1) - columns, 0)
    first, second = OF_WORDS
    room = [widths[place] - max(len(word) for row in rows for word in row[place].split(" ")) for place in OF_WORDS]
    cuts = [(cut, over - cut) for cut in range(min(over, room[0]) + 1) if over - cut <= room[1]]
    texts = [(row[first], row[second]) for row in rows]
    widths[first], widths[second] = min(
        ((widths[first] - one, widths[second] - other) for one, other in cuts or [(room[0], room[1])]),
        key=lambda kept: sum(_lines(kept, cells) for cells in texts),
    )
    return widths


def _broken(cell: str, width: int) -> str:
    """A cell in lines of a width; never within a number, whose thousands a space parts that Rich would break at."""
    return "\n".join(textwrap.wrap(cell, width)) or cell


def _lines(widths: Sequence[int], cells: Sequence[str]) -> int:
    """Lines that a row takes in columns of these widths."""
    return max(len(textwrap.wrap(cell, width)) for cell, width in zip(cells, widths, strict=True))


def counted_in(unit: str, millions: bool, teller: Teller) -> str:
    """In what the numbers of a row are counted, where it is not said beside each of them."""
    if not millions:
        return signs(teller.language).currency.strip() if unit == "NOK" else ""
    return " ".join([teller("M").strip(), *([signs(teller.language).currency.strip()] if unit == "NOK" else [])])


def large(unit: str, *values: float | None) -> bool:
    """Whether numbers that stand together are best told in millions: money from a tenth of one, others from one."""
    least = 1e5 if unit == "NOK" else 1e6
    return any(value is not None and abs(value) >= least for value in values)


def _needed(runs: int | None, teller: Teller) -> str:
    if runs is None:
        return ""
    return teller.count(runs) if runs < MOST_RUNS else f">{teller.count(MOST_RUNS)}"
