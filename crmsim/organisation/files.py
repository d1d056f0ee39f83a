"""What files are, and which of them holds people and which ties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.organisation.columns import find_columns, identity
from crmsim.organisation.folder import refuse_folder
from crmsim.organisation.foreign import refuse_foreign
from crmsim.organisation.gexf import read_gexf
from crmsim.organisation.graphs import THE_GRAPH, graph_tables, is_graph, known_ties
from crmsim.organisation.matrix import is_bare_matrix, is_matrix, read_matrix, unknown_cells
from crmsim.organisation.names import EMPLOYEE_COLUMNS, KNOWN, TIE_COLUMNS
from crmsim.organisation.pajek import read_pajek
from crmsim.organisation.sheet import Held, Sheet, decoded, file_bytes, read_sheet, refuse_empty, simple
from crmsim.organisation.ucinet import read_dl
from crmsim.organisation.workbook import lost_cells, read_parquet, read_workbook
from crmsim.organisation.xml_graphs import read_graphml
from crmsim.words import message

PEOPLE_NAMES, SOURCES, TARGETS = (
    frozenset(names) for names in (EMPLOYEE_COLUMNS["employee_id"], TIE_COLUMNS["source_id"], TIE_COLUMNS["target_id"])
)


@dataclass(frozen=True)
class Tables:
    """What was found in files.

    Attributes
    ----------
    employees, ties:
        The two tables; None for employees where there is no list of them.
    looks:
        What each file looks like, a sentence each.
    notes:
        What is to be told of how files were read.
    folder:
        Where the files lie; None for an object.
    plain:
        Whether they are two CSV files, the list of employees first, which a scenario can name as they are.
    nodes:
        What a graph says of its people, where a list of employees came beside it.
    """

    employees: Sheet | None
    ties: Sheet
    looks: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    folder: Path | None = None
    plain: bool = False
    nodes: Sheet | None = None


@dataclass
class _Tables:
    """Tables found so far."""

    people: list[Sheet] = field(default_factory=list)
    ties: list[Sheet] = field(default_factory=list)
    graph_people: list[Sheet] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    csv: int = 0

    def add_graph(self, name: str, what: str, tables: tuple[Sheet, Sheet]) -> None:
        """Take the people and ties of a graph, and leave out ties of which it says that they are not known."""
        known, unknown = known_ties(tables[1])
        if unknown:
            self.notes["unknown ties"] = message(
                "ties that are marked as not known (na) and were left out: {count}", count=unknown
            )
        if tables[0].told:
            self.notes["people of the graph go by"] = tables[0].told
        self.graph_people.append(tables[0])
        self.ties.append(known)
        self.looks.append(
            message(
                "{file}: {kind}, {people} people and {ties} rows of ties",
                file=name,
                kind=what,
                people=len(tables[0].lines),
                ties=len(tables[1].lines),
            )
        )


def gather(sources: Sequence[Any]) -> Tables:
    """The tables in files of any kind that is known, read already or not, or in graphs of networkx or igraph.

    A list of employees that comes beside a graph goes before what the graph says of its nodes.

    Raises
    ------
    CrmsimError
        For what cannot be read, and where there are no ties, or more than one table of either sort.
    """
    result = _Tables()
    for source in sources:
        if is_graph(source):
            kind = type(source).__module__.partition(".")[0]
            result.add_graph(THE_GRAPH, kind, graph_tables(source))
        else:
            _open(source, result, first=source is sources[0])
    names = ", ".join(str(_path(source)) if not is_graph(source) else "a graph" for source in sources)
    if not result.ties:
        raise CrmsimError(
            message("no table of ties"), file=names, expected=message("a file with columns source_id and target_id")
        )
    for tables, what in ((result.ties, message("ties")), (result.people, message("employees"))):
        if len(tables) > 1:
            raise CrmsimError(
                message("{count} tables of {what}", count=len(tables), what=what),
                file=names,
                value="; ".join(sheet.file for sheet in tables),
                expected=message("one: leave the others out, or put them together with a column kind"),
            )
    people, ties = [*result.people, *result.graph_people, None][0], result.ties[0]
    nodes = None
    if result.people and result.graph_people:
        people, nodes = result.people[0], result.graph_people[0]
        result.notes["people of the graph"] = message(
            "people of the graph: read from {file} instead", file=result.people[0].file
        )
    folders = [_path(source).parent for source in sources if not is_graph(source)]
    in_order = len(sources) == 2 and people is not None and people.file == str(_path(sources[0]))
    return Tables(
        people, ties, result.looks, result.notes, folders[0] if folders else None, result.csv == 2 and in_order, nodes
    )


def people_in(path: str | Path) -> list[str]:
    """The ids of people on a list, or in a file that holds people and ties.

    Raises
    ------
    CrmsimError
        For a file without people.
    """
    result = _Tables()
    _open(Path(path), result, first=True)
    sheet = next(iter([*result.people, *result.graph_people]), None)
    if sheet is None:
        raise CrmsimError(
            message("no list of employees"), file=path, expected=message("a file with a column employee_id")
        )
    columns = find_columns(sheet, EMPLOYEE_COLUMNS, ["employee_id"])
    return [identity(cell) for cell in columns.cells["employee_id"]]


def holds(path: Path) -> tuple[bool, bool]:
    """Whether a file holds people, and whether it holds ties, by what is in it and not by its place among others.

    Raises
    ------
    CrmsimError
        For a file that cannot be read.
    """
    result = _Tables()
    _open(path, result, first=None)
    return bool(result.people or result.graph_people), bool(result.ties)


def _path(source: Any) -> Path:
    return source.path if isinstance(source, Held) else Path(source)


def _open(source: Any, tables: _Tables, *, first: bool | None) -> None:
    """Read a file once, and put what is in it where it belongs."""
    path = _path(source)
    if isinstance(source, Held):
        content = source.content
        refuse_empty(str(path), content)
    else:
        if path.is_dir():
            refuse_folder(path, holds)
        content = file_bytes(path)
    start = content[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    refuse_foreign(path, content)
    if content.startswith(b"PAR1"):
        _take(read_parquet(path, content), tables, str(path), first)
    elif content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        sheets = read_workbook(path, content)
        if lost := lost_cells(content):
            tables.notes["lost cells"] = lost
        roles = [(sheet, role_of(sheet, first=False)) for sheet in sheets]
        for sheet, role in roles:
            if role == "neither":
                tables.looks.append(message("{file}: neither people nor ties, not used", file=sheet.file))
            else:
                _take(sheet, tables, sheet.file, first=role == "people")
        if not any(role != "neither" for _, role in roles):
            raise CrmsimError(
                message("no sheet of employees or ties"),
                file=path,
                value=", ".join(sheet.file for sheet in sheets) or None,
                expected=message("a sheet with a column employee_id, or with columns source_id and target_id"),
            )
    elif b"<graphml" in start or b"<gexf" in start:
        graphml = b"<graphml" in start
        people, ties, notes = (read_graphml if graphml else read_gexf)(path, content)
        tables.notes |= notes
        tables.add_graph(str(path), "GraphML" if graphml else "GEXF", (people, ties))
    elif start[:1] == b"*" or (start[:2].lower() == b"dl" and start[2:3] in b" \t\r\n,"):
        pajek = start[:1] == b"*"
        people, ties, notes = (read_pajek if pajek else read_dl)(decoded(content, str(path)), path)
        tables.notes |= notes
        tables.add_graph(str(path), "Pajek" if pajek else "UCINET DL", (people, ties))
    else:
        tables.csv += 1
        _take(read_sheet(path, KNOWN, content), tables, str(path), first)


def _take(sheet: Sheet, tables: _Tables, name: str, first: bool | None) -> None:
    """Put a table where it belongs, and nowhere where it is neither."""
    role = role_of(sheet, first=first)
    size = len(sheet.lines)
    if role == "matrix":
        tables.add_graph(name, message("an adjacency matrix"), read_matrix(sheet))
        if unknown := unknown_cells(sheet):
            tables.notes["unknown cells"] = message(
                "cells of the matrix that say that nothing is known, taken for no tie: {count}", count=unknown
            )
    elif role == "people":
        tables.people.append(sheet)
        tables.looks.append(message("{file}: a list of employees, {rows} rows", file=name, rows=size))
    elif role == "ties":
        tables.ties.append(sheet)
        tables.looks.append(message("{file}: a table of ties, {rows} rows", file=name, rows=size))


def role_of(sheet: Sheet, *, first: bool | None) -> str:
    """What a table holds, by the names of its columns: "people", "ties", "matrix", or "neither".

    The ``first`` of several files holds people where it could hold either; of a table that is neither it is assumed
    that it is what its place says, so that what it lacks is told. Without a place (None) it is neither.

    Raises
    ------
    CrmsimError
        For a matrix that names nobody.
    """
    names = {simple(name) for name in sheet.header}
    people, ties = bool(names & PEOPLE_NAMES), bool(names & SOURCES and names & TARGETS)
    if ties and not (people and first and names & {"employeeid", "department"}):
        return "ties"
    if people:
        return "people"
    if is_matrix(sheet):
        return "matrix"
    if is_bare_matrix(sheet):
        raise CrmsimError(
            message("is a matrix that names nobody"),
            file=sheet.file,
            expected=message("a first row and a first column of ids, or the people as a table of ties"),
        )
    return "neither" if first is None or ", sheet " in sheet.file else "people" if first else "ties"
