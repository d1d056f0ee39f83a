"""Reading a CSV file as people save it: any encoding and delimiter of a spreadsheet, with the line of every row.

Parsing itself is the standard library's ``csv``, because it alone tells the line at which each row begins, also after
line breaks within quotes.
"""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from crmsim.errors import CrmsimError, shorten
from crmsim.files import read_plain
from crmsim.words import message
from crmsim.words.shown import from_table

DELIMITERS = (";", "\t", ",", "|")
MOST_BYTES = 2**31
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "ö": "o", "ä": "ae"})


# Words that say that nothing is known.
NOTHING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "–", "#n/a", "ingen", "mangler"})


@dataclass(frozen=True)
class Sheet:
    """A table of text.

    Attributes
    ----------
    file:
        Its path, and the part of the file where there are several, for messages.
    header:
        Names of the columns as written.
    columns:
        One list of cells a column, stripped of outer blanks.
    lines:
        The line of the file at which each row begins, from 1; in a graph file the number of the node or tie.
    decimal:
        The sign before decimals, "." or ","; None where each column has to tell.
    missing:
        Words, case-folded, that say that nothing is known.
    called:
        What a graph calls the fact of nodes in the first column; empty for ids of nodes and where there is no graph.
    told:
        Why people go by that fact of nodes, or by ids of nodes, where it needs telling.
    """

    file: str
    header: tuple[str, ...]
    columns: tuple[list[str], ...]
    lines: Sequence[int]
    decimal: str | None = None
    missing: frozenset[str] = NOTHING
    called: str = ""
    told: str = ""

    def shown(self, place: int) -> str:
        """What a column is called in the file."""
        return self.called if place == 0 and self.called else self.header[place]

    def lacks(self, text: str) -> bool:
        """Whether a cell says that nothing is known."""
        return text.casefold() in self.missing

    def wrong(
        self, row: int, problem: str, key: str | None, value: object = None, expected: str | None = None,
        guess: str | None = None,
    ) -> CrmsimError:  # fmt: skip
        """The error about a row, with the line at which it begins."""
        line = self.lines[row]
        return CrmsimError(problem, file=self.file, line=line, key=key, value=value, expected=expected, nearest=guess)


def simple(name: str) -> str:
    """A name bare of case, blanks, signs and Nordic letters: "Nærmeste leder" becomes "naermesteleder"."""
    bare = unicodedata.normalize("NFC", name).casefold().translate(LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", bare) if c.isalnum())


class Held(NamedTuple):
    """A file that was read already: where it lies, for messages, and its bytes."""

    path: Path
    content: bytes


def read_sheet(path: str | Path, known: Iterable[str], content: bytes | None = None) -> Sheet:
    """The table in a CSV file.

    Parameters
    ----------
    path:
        The file.
    known:
        Names of columns, simplified, by which the right delimiter is told.
    content:
        Its bytes, where they were read already.

    Raises
    ------
    CrmsimError
        Where the file is missing, a folder, empty, not text, or not a table.
    """
    file = str(path)
    text = decoded(file_bytes(Path(path)) if content is None else content, file)
    skipped = 0
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:  # Excel's own mark
        delimiter, text, skipped = first.strip()[4], rest, 1
    else:
        delimiter = _delimiter(text, set(known))
    result = _parse(text, delimiter, file, skipped)
    return _without_guards(result) if "'" in text else result


def _without_guards(sheet: Sheet) -> Sheet:
    """Cells without the apostrophe that keeps a spreadsheet from computing them, as crmsim itself writes them."""
    columns = tuple(list(map(from_table, column)) for column in sheet.columns)
    return replace(sheet, header=tuple(map(from_table, sheet.header)), columns=columns)


def file_bytes(path: Path) -> bytes:
    """What a file holds.

    Raises
    ------
    CrmsimError
        Where it is missing, a folder, a device, too large, or empty.
    """
    file = str(path)
    try:
        if path.is_dir():
            raise CrmsimError(message("is a folder"), file=file, expected=message("a CSV file"))
        if not path.exists():
            folder = path.parent
            near = sorted(p.name for p in folder.glob("*.csv"))[:5] if folder.is_dir() else []
            raise CrmsimError(
                message("no such file"),
                file=file,
                expected=message("one of {choices}", choices=", ".join(near))
                if near
                else message("a CSV file that exists"),
            )
        if path.stat().st_size > MOST_BYTES:
            raise CrmsimError(
                message("too large to read"), file=file, expected=message("at most {most} GB", most=MOST_BYTES >> 30)
            )
        content = read_plain(path, message("a CSV file"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CrmsimError(message("cannot be read: {reason}", reason=reason), file=file) from error
    refuse_empty(file, content)
    return content


def refuse_empty(file: str, content: bytes) -> None:
    """Refuse a file in which nothing stands."""
    if not content.strip():
        raise CrmsimError(message("is empty"), file=file, expected=message("a header line and a row a line"))


def decoded(content: bytes, file: str) -> str:
    """Text in any usual encoding.

    Raises
    ------
    CrmsimError
        Where it is not text.
    """
    text = _try_encodings(content)
    for number, line in enumerate(text.split("\n"), start=1) if _odd(text) else ():
        if _odd(line):
            raise CrmsimError(
                message("is not text: control characters"), file=file, line=number, expected=message("a CSV file")
            )
    return text


def _try_encodings(content: bytes) -> str:
    """UTF-8, -16 or -32 by its mark; UTF-16 without one by its zero bytes; else UTF-8, else Windows' Latin-1."""
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace").lstrip("\ufeff")
    sample = content[:4000]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if (
            len(sample) > 3
            and sample[offset::2].count(0) > 0.4 * len(sample) / 2 > sample[1 - offset :: 2].count(0) * 4
        ):
            return content.decode(encoding, errors="replace")
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _odd(text: str) -> bool:
    """Whether there are characters that no table holds."""
    return any(sign in text for sign in ODD)


ODD = tuple(chr(code) for code in (*range(9), *range(14, 28), 127, 0xFFFD))


def _delimiter(text: str, known: set[str]) -> str:
    """The one that makes most known columns of the first line; then the one there is most of."""
    line = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")

    def score(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            cells = []
        return sum(simple(cell) in known for cell in cells), len(cells)

    return max(DELIMITERS, key=score)


def _parse(text: str, delimiter: str, file: str, skipped: int) -> Sheet:
    quick = _even(text, delimiter, file, skipped)
    if quick is not None:
        return quick
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    ends = [0]
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error as error:
        raise CrmsimError(
            message("cannot be read as a table: {error}", error=str(error)),
            file=file,
            line=ends[-1] + 1 + skipped,
            expected=message("quotes in pairs and short cells"),
        ) from error
    return table(rows, [end + 1 + skipped for end in ends[: len(rows)]], file, delimiter)


def _even(text: str, delimiter: str, file: str, skipped: int) -> Sheet | None:
    """A table without quotes and blank rows and with as many cells in each, which one split reads; None for others."""
    if '"' in text:
        return None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    width = lines[0].count(delimiter) + 1
    if width < 2 or any(line.count(delimiter) != width - 1 for line in lines):
        return None
    cells = delimiter.join(lines).split(delimiter)
    columns = [list(map(str.strip, cells[place::width])) for place in range(width)]
    if "" in columns[0] or max(map(len, lines)) >= csv.field_size_limit():
        return None
    header = tuple(column.pop(0) for column in columns)
    return Sheet(file, header, tuple(columns), range(2 + skipped, len(lines) + 1 + skipped))


def table(rows: Sequence[list[str]], begins: Sequence[int], file: str, delimiter: str = ";") -> Sheet:
    """A sheet of rows of which the first that is not blank is the header; blank rows are passed over.

    Raises
    ------
    CrmsimError
        Where a row has more cells than the header.
    """
    first = next((place for place, row in enumerate(rows) if any(map(str.strip, row))), None)
    if first is None:
        return Sheet(file, (), (), [])
    header = tuple(cell.strip() for cell in rows[first])
    width = len(header)
    body, lines = rows[first + 1 :], begins[first + 1 :]
    if body and not any(map(str.strip, body[-1])):
        body, lines = body[:-1], lines[:-1]
    if any(len(row) != width or not row[0].strip() for row in body):
        kept = [(row, line) for row, line in zip(body, lines, strict=True) if any(map(str.strip, row))]
        body = [row if len(row) == width else _fitted(row, width, delimiter, file, line) for row, line in kept]
        lines = [line for _, line in kept]
    columns = tuple(list(map(str.strip, cells)) for cells in zip(*body, strict=True))
    return Sheet(file, header, columns or tuple([] for _ in header), lines)


def _fitted(row: list[str], width: int, delimiter: str, file: str, line: int) -> list[str]:
    """A row with as many cells as the header: empty cells at the end may be missing or too many."""
    if any(cell.strip() for cell in row[width:]):
        expected = message("{width} cells", width=width)
        if delimiter == ",":
            expected = message(
                "{width} cells (decimal commas need semicolons between the cells, or quotes)", width=width
            )
        raise CrmsimError(
            message("{count} cells under {width} columns", count=len(row), width=width),
            file=file,
            line=line,
            value=shorten(delimiter.join(row)),
            expected=expected,
        )
    return (row + [""] * width)[:width]
