"""Valid files of every kind that is read: what the tests of the readers hold, and what is shipped."""

from __future__ import annotations

import functools
import importlib.util
import io
import sys
import zipfile
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from benchmarks.attack import crowd
from benchmarks.fresh import ROOT

SMALL = ROOT / "tests" / "organisation" / "small_files.py"
FORMATS = ("csv", "csv", "csv", "gephi", "matrix", "graphml", "gexf", "pajek", "dl", "xlsx", "xlsx", "parquet")
RELATIONS = '<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/{type}" Target="{target}"/>'
KINDS = "officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Files(NamedTuple):
    """An organisation as somebody may hand it in: name → bytes, that of people first, and options of the command."""

    files: dict[str, bytes]
    options: list[str]


@functools.cache
def cases() -> tuple[Any, ...]:
    """The small files that the tests of the readers hold."""
    spec = importlib.util.spec_from_file_location("small_files", SMALL)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{SMALL} is not there")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return tuple(module.CASES)


@functools.cache
def organisations() -> dict[str, tuple[Files, ...]]:
    """Format → organisations in it."""
    result: dict[str, list[Files]] = {name: [] for name in FORMATS}
    for case in cases():
        options = [part for key, value in case.asked.items() for part in option(key, value)]
        kind = format_of(case.ties, case.ending)
        people = None if case.people is None else crowd.people(case.people)
        ties = crowd.ties(case.ties, kind) if people is None else case.ties
        listed = {} if people is None else {"people.csv": people.encode()}
        result[kind].append(Files({**listed, f"ties.{case.ending}": ties.encode()}, options))
        if case.ending == "csv" and people is not None and "\0" not in ties + people:
            tables = {"people": rows_of(people), "ties": rows_of(ties)}
            result["xlsx"].append(Files({"both.xlsx": workbook(tables)}, options))
    tables = {"people.parquet": rows_of(crowd.people(cases()[0].people)), "ties.parquet": rows_of(cases()[0].ties)}
    result["parquet"].append(Files({name: parquet(rows) for name, rows in tables.items()}, []))
    return {name: tuple(made) for name, made in result.items()}


def option(key: str, value: Any) -> list[str]:
    """An option of a reading as it is typed."""
    if key == "directed":
        return ["--direction", "directed" if value else "undirected"]
    if key == "columns":
        return [part for one in value for part in ("--column", one)]
    return [f"--{key}", str(value)]


def format_of(text: str, ending: str) -> str:
    """What kind of file a small file is."""
    if ending in ("graphml", "gexf"):
        return ending
    if ending in ("net", "paj"):
        return "pajek"
    if text[:2].lower() == "dl":
        return "dl"
    first = text.splitlines()[0]
    if ending == "csv" and first[:1] in (",", ";", '"', "0"):
        return "matrix"
    return "gephi" if first.startswith("Source,Target") else "csv"


def rows_of(text: str) -> list[list[str]]:
    """Rows of cells of a small CSV file without quotes that part cells."""
    sign = ";" if text.splitlines()[0].count(";") else ","
    return [line.split(sign) for line in text.splitlines()]


def sheet(rows: list[list[str]]) -> str:
    """A sheet of a workbook, as XML."""
    lines = []
    for row in rows:
        cells = "".join(
            f"<c><v>{escape(cell)}</v></c>"
            if cell.replace(".", "", 1).isdigit()
            else f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
            for cell in row
        )
        lines.append(f"<row>{cells}</row>")
    return f'<worksheet xmlns="{SHEETS}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def workbook(tables: dict[str, list[list[str]]]) -> bytes:
    """A workbook with a sheet for each table: no more parts than one needs."""
    names = list(tables)
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>'
            + "".join(
                f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{SPREADSHEET}.worksheet+xml"/>'
                for n, _ in enumerate(names, 1)
            )
            + "</Types>",
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            + RELATIONS.format(id="r1", type=f"{KINDS}/officeDocument", target="xl/workbook.xml")
            + "</Relationships>",
            "xl/workbook.xml": f'<workbook xmlns="{SHEETS}" xmlns:r="http://schemas.openxmlformats.org/{KINDS}"><sheets>'
            + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1))
            + "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            + "".join(
                RELATIONS.format(id=f"r{n}", type=f"{KINDS}/worksheet", target=f"worksheets/sheet{n}.xml")
                for n, _ in enumerate(names, 1)
            )
            + "</Relationships>",
            **{f"xl/worksheets/sheet{n}.xml": sheet(tables[name]) for n, name in enumerate(names, 1)},
        }
    )


def packed(parts: dict[str, str | bytes]) -> bytes:
    """Parts of a workbook in one file, always the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return held.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """Parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def parquet(rows: list[list[str]]) -> bytes:
    """A table in Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    held = io.BytesIO()
    head, *body = rows
    pq.write_table(pa.table({name: [row[place] for row in body] for place, name in enumerate(head)}), held)
    return held.getvalue()


@functools.cache
def scenarios() -> tuple[bytes, ...]:
    """The scenarios that are shipped, and small ones."""
    return tuple(path.read_bytes() for path in sorted((ROOT / "scenarios").rglob("*.toml")))


@functools.cache
def experiments() -> tuple[bytes, ...]:
    """The experiments that are shipped."""
    return tuple(path.read_bytes() for path in sorted((ROOT / "experiments").glob("*.toml")))


def paths() -> list[Path]:
    """Every file that is mutated, for a test that they are there."""
    return [SMALL, *(ROOT / "scenarios").rglob("*.toml"), *(ROOT / "experiments").glob("*.toml")]
