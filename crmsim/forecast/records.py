"""Rows of adoption as they stand in a table, and from the file's time to periods."""

from __future__ import annotations

import math
from dataclasses import dataclass

from crmsim.errors import CrmsimError, nearest
from crmsim.forecast.mapping import Mapping
from crmsim.organisation.columns import Columns, identity
from crmsim.organisation.names import EMPLOYEE_COLUMNS
from crmsim.organisation.numbers import number
from crmsim.organisation.sheet import Sheet
from crmsim.words import Message, message

TABLE = {
    "employee_id": EMPLOYEE_COLUMNS["employee_id"],
    "time": (
        "adoptiontime", "timeofadoption", "toa", "time", "adoptedat", "tid", "firstuse", "week", "uke",
        "month", "maned", "mnd", "year", "ar", "period", "periode", "day", "dag",
    ),
    "adopted": ("adopted", "event", "status", "adopter", "tattibruk"),
    "after": ("after", "notbefore", "lastwithout", "etter"),
}  # fmt: skip
YES = frozenset({"1", "true", "yes", "y", "ja", "j", "adopted", "sann", "x"})
NO = frozenset({"0", "false", "no", "n", "nei", "never", "aldri", "usann", "censored"})
MOST_PERIODS = 1000


@dataclass(frozen=True)
class Record:
    """What is known of one person's adoption, in the file's own time: adopted in (after, time], or not until time."""

    line: int
    after: float | None
    time: float | None
    adopted: bool | None


def records_in(sheet: Sheet, columns: Columns, asked: Mapping) -> dict[str, Record]:
    """What stands in each row; ids may stand once."""
    result: dict[str, Record] = {}
    for row, cell in enumerate(columns.cells["employee_id"]):
        line = sheet.lines[row]
        who = identity(cell)
        if not who or who in result:
            raise CrmsimError(
                message("stands twice") if who else message("an empty cell"), file=sheet.file, line=line,
                key=columns.header["employee_id"], value=cell or None, expected=message("each person once"),
            )  # fmt: skip
        time, after = (_time(sheet, columns, use, row) for use in ("time", "after"))
        adopted = _adopted(sheet, columns, row)
        if time is not None and time in asked.never:
            if adopted:
                raise CrmsimError(
                    message("has adopted, at a time that stands for never"), file=sheet.file, line=line,
                    key=columns.header["time"], value=cell_of(columns, "time", row),
                    expected=message("a time, or adopted 0"),
                )  # fmt: skip
            time, adopted = None, False
        if "adopted" not in columns.cells and adopted is None:
            adopted = time is not None
        if time is not None and after is not None and after >= time and adopted:
            raise CrmsimError(
                message("is not after {after:g}", after=after), file=sheet.file, line=line, key=columns.header["time"],
                value=cell_of(columns, "time", row), expected=message("a time after that in {column}",
                                                                      column=columns.header["after"]),
            )  # fmt: skip
        result[who] = Record(line, after, time, adopted)
    return result


def cell_of(columns: Columns, use: str, row: int) -> str:
    """The cell of a use in a row, "" where there is no such column."""
    return columns.cells[use][row] if use in columns.cells else ""


def _time(sheet: Sheet, columns: Columns, use: str, row: int) -> float | None:
    text = cell_of(columns, use, row)
    if sheet.lacks(text):
        return None
    value = number(text)
    if math.isnan(value) or text.rstrip().endswith("%"):
        raise sheet.wrong(
            row,
            message("no time"),
            columns.header[use],
            text,
            message("a number, as 3 or 1954, or nothing where it is not known"),
        )
    return value


def _adopted(sheet: Sheet, columns: Columns, row: int) -> bool | None:
    text = cell_of(columns, "adopted", row)
    word = identity(text).casefold()
    if sheet.lacks(text):
        return None
    if word not in YES | NO:
        raise sheet.wrong(
            row,
            message("neither yes nor no"),
            columns.header["adopted"],
            text,
            message("1 for has adopted, 0 for had not when last looked at, or nothing"),
            nearest(word, YES | NO),
        )
    return word in YES


@dataclass(frozen=True)
class Timing:
    """From the file's time to periods."""

    begin: float
    length: float
    periods: int
    notes: tuple[Message, ...]

    @classmethod
    def of(cls, sheet: Sheet, records: dict[str, Record], asked: Mapping) -> Timing:
        """Where time begins and ends: as asked, else as the times tell."""
        done = sorted(one.time for one in records.values() if one.adopted and one.time is not None)
        if not done:
            raise CrmsimError(
                message("nobody has adopted"), file=sheet.file, expected=message("a time of adoption for some")
            )
        notes = []
        first = done[0] if asked.begin is None else asked.begin
        # Weeks since go-live count from 1, whenever the first adopts; years do not.
        counted = 0.0 < done[0] <= done[-1] - done[0] + asked.period
        if asked.begin is None and not counted:
            notes.append(message("time counts from {first:g}, the first adoption; begin says otherwise", first=first))
        begin = 0.0 if asked.begin is None and counted else first - asked.period
        if done[0] <= begin:
            raise CrmsimError(
                message("adoption at {time:g}, before time begins", time=done[0]), file=sheet.file,
                key="begin", value=asked.begin, expected=message("{time:g} or earlier", time=done[0]),
            )  # fmt: skip
        without = sorted({one.time for one in records.values() if one.adopted is False and one.time is not None})
        last = done[-1] if asked.end is None else asked.end
        if asked.end is None and without:
            # One time for all who had not, a period after the last adoption, is a mark and no time of observation.
            mark = len(without) == 1 and without[0] > done[-1]
            if mark:
                notes.append(
                    message("time {time:g} of those who had not adopted is taken for a mark: all were watched until "
                            "{last:g}; end says otherwise", time=without[0], last=done[-1])
                )  # fmt: skip
            else:
                last = max(last, without[-1])
        periods = math.ceil((last - begin) / asked.period - 1e-9)
        if not 4 <= periods <= MOST_PERIODS:
            raise CrmsimError(
                message("{count} periods from {first:g} to {last:g}", count=periods, first=first, last=last),
                file=sheet.file, key="period", value=asked.period,
                expected=message("4 to {most} periods: period is their length in the file's unit", most=MOST_PERIODS),
            )  # fmt: skip
        return cls(begin, asked.period, periods, tuple(notes))

    def _period(self, time: float) -> int:
        return math.ceil((time - self.begin) / self.length - 1e-9)

    def bounds(self, record: Record) -> tuple[float, float] | None:
        """The interval of periods (low, high] in which somebody adopted; None where nothing is known."""
        if record.adopted is None:
            return None
        if record.adopted:
            if record.time is None:
                low = 0 if record.after is None else self._period(record.after)
                return (float(max(low, 0)), float(self.periods)) if low < self.periods else None
            high = self._period(record.time)
            if high > self.periods:
                return float(self.periods), math.inf
            low = high - 1 if record.after is None else self._period(record.after)
            return float(max(min(low, high - 1), 0)), float(high)
        last = self.periods if record.time is None else min(self._period(record.time), self.periods)
        return float(max(last, 0)), math.inf

    def spot(self, record: Record) -> tuple[int, bool, bool] | None:
        """Period, whether adopted, and whether it is known to the period; None where nothing is known."""
        pair = self.bounds(record)
        if pair is None or (pair[0] < 1 and math.isinf(pair[1])):
            return None
        if math.isinf(pair[1]):
            return int(pair[0]), False, True
        return int(pair[1]), True, pair[1] - pair[0] == 1.0
