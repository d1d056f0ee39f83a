"""Reading a CSV file as people save it: any encoding and delimiter of a spreadsheet, with the line of every row.

Parsing itself is the standard library's ``csv``, because it alone tells the line at which each row begins, also after
line breaks within quotes.
"""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crmsim.errors import CrmsimError, shorten

DELIMITERS = (";", "\t", ",", "|")
MOST_BYTES = 2**31
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
FORMATS = ((b"PK\x03\x04", "an Excel or zip file"), (b"\xd0\xcf\x11\xe0", "an old Excel file"), (b"%PDF", "a PDF"))
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "ö": "o", "ä": "ae"})


@dataclass(frozen=True)
class Sheet:
    """A table of text.

    Attributes
    ----------
    file:
        Its path, for messages.
    header:
        Names of the columns as written.
    columns:
        One list of cells a column, stripped of outer blanks.
    lines:
        The line of the file at which each row begins, from 1.
    """

    file: str
    header: tuple[str, ...]
    columns: tuple[list[str], ...]
    lines: list[int]


def simple(name: str) -> str:
    """A name bare of case, blanks, signs and Nordic letters: "Nærmeste leder" becomes "naermesteleder"."""
    bare = unicodedata.normalize("NFC", name).casefold().translate(LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", bare) if c.isalnum())


def read_sheet(path: str | Path, known: Iterable[str]) -> Sheet:
    """The table in a CSV file.

    Parameters
    ----------
    path:
        The file.
    known:
        Names of columns, simplified, by which the right delimiter is told.

    Raises
    ------
    CrmsimError
        Where the file is missing, a folder, empty, not text, or not a table.
    """
    file = str(path)
    text = _decode(_bytes(Path(path), file), file)
    skipped = 0
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:  # Excel's own mark
        delimiter, text, skipped = first.strip()[4], rest, 1
    else:
        delimiter = _delimiter(text, set(known))
    return _parse(text, delimiter, file, skipped)


def _bytes(path: Path, file: str) -> bytes:
    try:
        if path.is_dir():
            raise CrmsimError("is a folder", file=file, expected="a CSV file")
        if path.is_char_device():  # some never end
            raise CrmsimError("is a device", file=file, expected="a CSV file")
        if not path.exists():
            folder = path.parent
            near = sorted(p.name for p in folder.glob("*.csv"))[:5] if folder.is_dir() else []
            raise CrmsimError(
                "no such file", file=file, expected=f"one of {', '.join(near)}" if near else "a CSV file that exists"
            )
        if path.stat().st_size > MOST_BYTES:
            raise CrmsimError("too large to read", file=file, expected=f"at most {MOST_BYTES >> 30} GB")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CrmsimError(f"cannot be read: {reason}", file=file) from error
    if not content.strip():
        raise CrmsimError("is empty", file=file, expected="a header line and a row a line")
    return content


def _decode(content: bytes, file: str) -> str:
    for start, kind in FORMATS:
        if content.startswith(start):
            raise CrmsimError(f"is {kind}", file=file, expected="a CSV file: save the sheet as CSV")
    text = _try_encodings(content)
    for number, line in enumerate(text.split("\n"), start=1) if _odd(text) else ():
        if _odd(line):
            raise CrmsimError("is not text: control characters", file=file, line=number, expected="a CSV file")
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
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: tuple[str, ...] = ()
    columns: tuple[list[str], ...] = ()
    lines: list[int] = []
    line = 1 + skipped
    try:
        for row in reader:
            begins, line = line, reader.line_num + 1 + skipped
            if not any(cell.strip() for cell in row):
                continue
            if not header:
                header = tuple(cell.strip() for cell in row)
                columns = tuple([] for _ in header)
                continue
            if len(row) != len(header):
                row = _fitted(row, len(header), delimiter, file, begins)
            lines.append(begins)
            for cells, cell in zip(columns, row, strict=True):
                cells.append(cell.strip())
    except csv.Error as error:
        raise CrmsimError(
            f"cannot be read as a table: {error}", file=file, line=line, expected="quotes in pairs and short cells"
        ) from error
    return Sheet(file, header, columns, lines)


def _fitted(row: list[str], width: int, delimiter: str, file: str, line: int) -> list[str]:
    """A row with as many cells as the header: empty cells at the end may be missing or too many."""
    if any(cell.strip() for cell in row[width:]):
        hint = " (decimal commas need semicolons between the cells, or quotes)" if delimiter == "," else ""
        raise CrmsimError(
            f"{len(row)} cells under {width} columns", file=file, line=line, value=shorten(delimiter.join(row)),
            expected=f"{width} cells{hint}",
        )  # fmt: skip
    return (row + [""] * width)[:width]
