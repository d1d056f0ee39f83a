"""An organisation's own adoption: who has used the system first in which week, as an export of logins tells it.

Weeks count from go-live, 1 for the first. Who has not used the system yet has no week; until when that is known stands
in ``until``, else it is the last week in the file. The share who have begun by a week is estimated as survival analysis
does (Kaplan & Meier), so that people who were watched for a shorter time neither count as users nor as refusing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crmsim.declaration.limits import LARGEST_TABLE
from crmsim.errors import CrmsimError, nearest
from crmsim.experiment.targets import Target
from crmsim.files import read_plain
from crmsim.scenario.sources import Source, digest_of
from crmsim.words import Message, message

COLUMNS = ("employee", "week", "until")
LATEST = 2080  # weeks, as the longest run
LOOKS = 6  # weeks at which the curve is held against the model
FEWEST = 5  # people: fewer are told of nowhere
LOOSE = 0.025  # standard deviation that the model is allowed beside that of so few people: it is a model
KIND = message("a CSV file with the columns employee and week")


@dataclass(frozen=True, eq=False)
class Observed:
    """First use in an organisation.

    Attributes
    ----------
    source:
        The file, and the hash of its bytes.
    employees:
        As named in the file.
    weeks:
        float64[employees]: week of first use from go-live, or the last week in which there was none.
    begun:
        bool[employees]: whether there was a first use.
    """

    source: Source
    employees: tuple[str, ...]
    weeks: NDArray[np.float64]
    begun: NDArray[np.bool_]

    def targets(self) -> dict[str, Target]:
        """What runs are held against: the share who have begun, at some weeks, each with how well it is known."""
        from scipy.stats import CensoredData, ecdf

        data = CensoredData(uncensored=self.weeks[self.begun], right=self.weeks[~self.begun])
        curve = ecdf(data).cdf
        last = int(self.weeks[self.begun].max())
        result = {}
        for week in sorted({max(1, round(last * look / LOOKS)) for look in range(1, LOOKS + 1)}):
            share = float(curve.evaluate(np.array(week)))
            error = float(np.sqrt(max(share * (1.0 - share), 0.25 / len(self.employees)) / len(self.employees)))
            reach = 2.0 * float(np.hypot(error, LOOSE))
            name = f"first_use_{week}"
            result[name] = Target(
                name, f"share who have used the system by week {week} from go-live", "share", max(share - reach, 0.0),
                min(share + reach, 1.0), self.source.path.name, "OBSERVED",
            )  # fmt: skip
        return result


def read_observed(path: Path, known: Sequence[str] | None, weeks: int) -> Observed:
    """First use as a file tells it.

    Parameters
    ----------
    known:
        The employees of the scenario as its list names them; None where it has no list.
    weeks:
        How long the scenario runs.

    Raises
    ------
    CrmsimError
        For a file that is no such table, people who stand twice or are not in the list, weeks that are no whole numbers
        of 1 or more, fewer than five people, and where nobody has begun.
    """
    try:
        raw = read_plain(path, KIND, LARGEST_TABLE + 1)
        if len(raw) > LARGEST_TABLE:
            raise CrmsimError(message("the file is too large"), file=path, expected=KIND)
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CrmsimError(message("not UTF-8 text"), file=path, expected=KIND) from None
    except OSError as error:
        raise CrmsimError(
            message("cannot be read ({reason})", reason=error.strerror), file=path, key="--observed", expected=KIND
        ) from None
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if not rows:
        raise CrmsimError(message("the file is empty"), file=path, expected=KIND)
    head = [cell.strip().lower() for cell in rows[0]]
    for cell in head:
        if cell not in COLUMNS or head.count(cell) > 1:
            problem = message("there is no such column") if cell not in COLUMNS else message("stands twice")
            raise CrmsimError(problem, file=path, line=1, key=cell, expected=KIND, nearest=nearest(cell, COLUMNS))
    if not {"employee", "week"} <= set(head):
        raise CrmsimError(message("a column is missing"), file=path, line=1, value=", ".join(head), expected=KIND)
    found: dict[str, tuple[int | None, int | None]] = {}
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(head):
            expected = message("{count}, one for each column", count=len(head))
            raise CrmsimError(
                message("not as many cells as columns ({count})", count=len(row)),
                file=path,
                line=line,
                expected=expected,
            )
        cells = dict(zip(head, row, strict=True))
        who = cells["employee"].strip()
        _known(path, line, who, known, found)
        found[who] = _week(path, line, "week", cells["week"]), _week(path, line, "until", cells.get("until", ""))
    return _checked(path, raw, found, weeks)


def _known(path: Path, line: int, who: str, known: Sequence[str] | None, before: dict[str, object] | object) -> None:
    problem: Message | None = None
    if not who:
        problem = message("an empty cell")
    elif isinstance(before, dict) and who in before:
        problem = message("stands twice")
    elif known is not None and who not in known:
        raise CrmsimError(
            message("is not in the list of employees"), file=path, line=line, key="employee", value=who,
            expected=message("somebody in employees_csv"), nearest=nearest(who, known),
        )  # fmt: skip
    if problem is not None:
        raise CrmsimError(problem, file=path, line=line, key="employee", value=who or None, expected=KIND)


def _week(path: Path, line: int, key: str, cell: str) -> int | None:
    """A cell as a week; None where it is empty."""
    if not cell.strip():
        return None
    try:
        week = int(cell)
    except ValueError:
        week = 0
    if not 1 <= week <= LATEST:
        raise CrmsimError(
            message("not a week"), file=path, line=line, key=key, value=cell,
            expected=message("a whole number from 1, counted from go-live, or nothing"),
        )  # fmt: skip
    return week


def _checked(path: Path, raw: bytes, found: dict[str, tuple[int | None, int | None]], weeks: int) -> Observed:
    if len(found) < FEWEST:
        raise CrmsimError(
            message("too few employees ({count})", count=len(found)), file=path,
            expected=message("{least} or more: of fewer nothing is told", least=FEWEST),
        )  # fmt: skip
    last = max((week for pair in found.values() for week in pair if week is not None), default=0)
    begun = np.array([week is not None for week, _ in found.values()])
    if not begun.any():
        raise CrmsimError(message("nobody has used the system"), file=path, expected=message("a week of first use"))
    if last > weeks:
        raise CrmsimError(
            message("week {week} lies beyond the scenario's {weeks} weeks", week=last, weeks=weeks), file=path,
            expected=message("a scenario as long as what was observed, as by --weeks"),
        )  # fmt: skip
    for who, (week, until) in found.items():
        if week is not None and until is not None and week > until:
            raise CrmsimError(
                message("first use after the last week"), file=path, key="employee", value=who,
                expected=message("week at most until"),
            )  # fmt: skip
    at = np.array([float(week if week is not None else until or last) for week, until in found.values()])
    return Observed(Source(path.resolve(), digest_of(raw)), tuple(found), at, begun)
