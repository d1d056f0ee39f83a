"""Sheets of workbooks (Excel, LibreOffice) through calamine, and Parquet through Arrow."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.organisation.graphs import text_of
from crmsim.organisation.names import KNOWN
from crmsim.organisation.sheet import Sheet, simple, table
from crmsim.words import message

LOOKED = 20  # rows at the top of a sheet among which the names of columns are looked for
ERROR = re.compile(rb"<c\b[^>]*\bt=\"e\"")
NEVER_COMPUTED = re.compile(rb"<c\b[^>]*><f\b[^>]*?(?:/>|>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>")
EXACT = 10**15  # whole numbers from which a spreadsheet has rounded


def read_workbook(path: Path, content: bytes | None = None) -> list[Sheet]:
    """The sheets of a workbook that hold anything, hidden ones too.

    The names of columns stand in the first of the first 20 rows that holds two known names (or one, where it is the
    only cell); where the row above has merged cells across them, both together are the name.

    Raises
    ------
    CrmsimError
        For what is no workbook, and for whole numbers that a spreadsheet has rounded.
    """
    import python_calamine

    try:
        held = io.BytesIO(path.read_bytes() if content is None else content)
        book = python_calamine.CalamineWorkbook.from_filelike(held)
        result = [
            _sheet(book.get_sheet_by_name(name), message("{file}, sheet {name}", file=str(path), name=name))
            for name in _names(book)
        ]
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise CrmsimError(
            message("cannot be read as a workbook: {error}", error=str(error)),
            file=path,
            expected=message("an xlsx, xls or ods file"),
        ) from error
    return [sheet for sheet in result if sheet.header]


def lost_cells(content: bytes) -> str | None:
    """What calamine reads as empty although it is not: errors such as #N/A, and formulas that were never computed.

    None where there is nothing of the sort, or the bytes are no xlsx, whose sheets are XML in a zip file.
    """
    errors = formulas = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    text = parts.read(name)
                    errors += len(ERROR.findall(text))
                    formulas += len(NEVER_COMPUTED.findall(text))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return None
    if not errors and not formulas:
        return None
    return message(
        "{errors} cells with an error such as #N/A, and {formulas} formulas that were never computed, count as empty",
        errors=errors,
        formulas=formulas,
    )


def _names(book: Any) -> list[str]:
    kinds = {str(facts.name): str(facts.typ).rpartition(".")[2] for facts in book.sheets_metadata}
    return [name for name in book.sheet_names if kinds.get(name, "WorkSheet") == "WorkSheet"]


def _sheet(sheet: Any, file: str) -> Sheet:
    cells: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    for start, end in sheet.merged_cell_ranges or ():  # a merged cell holds for all that it covers
        for row in range(start[0], min(end[0] + 1, len(cells))):
            for column in range(start[1], min(end[1] + 1, len(cells[row]))):
                cells[row][column] = cells[start[0]][start[1]]
    rows = [[_text(cell, file, line) for cell in row] for line, row in enumerate(cells, start=1)]
    head = _header(rows)
    spans = {start[0] for start, end in sheet.merged_cell_ranges or () if end[1] > start[1]}
    if head is not None and head in spans and head + 1 < len(rows):
        head += 1
    if head is not None and head - 1 in spans:
        above = rows[head - 1]
        rows[head] = [
            f"{over} {name}".strip() if above.count(over) > 1 else name or over
            for over, name in zip(above, rows[head], strict=True)
        ]
    first = head or 0
    width = max((place + 1 for row in rows[first:] for place, cell in enumerate(row) if cell), default=0)
    return table([row[:width] for row in rows[first:]], list(range(first + 1, len(rows) + 1)), file)


def _header(rows: Sequence[Sequence[str]]) -> int | None:
    for place, row in enumerate(rows[:LOOKED]):
        known = sum(simple(cell) in KNOWN for cell in row)
        if known >= 2 or (known and sum(map(bool, row)) == 1):
            return place
    return None


def _text(cell: Any, file: str, line: int) -> str:
    """A cell as text; numbers of a spreadsheet, which has lines, may have been rounded."""
    if line and isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= EXACT:
        raise CrmsimError(
            message("a spreadsheet has rounded this number"),
            file=file,
            line=line,
            value=f"{cell:.0f}",
            expected=message("ids kept as text"),
        )
    if isinstance(cell, datetime.datetime):
        day = cell.date().isoformat()
        return day if cell.time() == datetime.time() else cell.isoformat(sep=" ")
    return text_of(cell)


def read_parquet(path: Path, content: bytes | None = None) -> Sheet:
    """The table of a Parquet file; lists and structs in cells are left out.

    Raises
    ------
    CrmsimError
        For what is no such file.
    """
    import pyarrow
    import pyarrow.parquet

    try:
        held = path if content is None else pyarrow.BufferReader(content)
        result = pyarrow.parquet.ParquetFile(held).read()
        plain = [place for place, field in enumerate(result.schema) if not pyarrow.types.is_nested(field.type)]
        names = tuple(result.schema[place].name for place in plain)
        cells = [result.column(place).to_pylist() for place in plain]
    except MemoryError:  # Arrow's own is an ArrowException too
        raise
    except (pyarrow.ArrowException, OSError, ValueError) as error:  # text that is no UTF-8 is a ValueError
        raise CrmsimError(
            message("cannot be read as Parquet: {error}", error=str(error)),
            file=path,
            expected=message("a Parquet file"),
        ) from error
    columns = tuple([_text(cell, str(path), 0) for cell in column] for column in cells)
    return Sheet(str(path), names, columns, range(1, result.num_rows + 1), decimal=".")
