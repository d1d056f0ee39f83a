"""Who there is: the ids of a list of employees, and those who stand in ties or as managers only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from crmsim.declaration.limits import MOST_PEOPLE
from crmsim.errors import CrmsimError
from crmsim.organisation.columns import Columns, identity
from crmsim.organisation.names import FLAGS
from crmsim.organisation.sheet import Sheet
from crmsim.words import message

IDS_SHOWN = 20  # ids that are told when many are unknown
ROUNDED = re.compile(r"^\d(?:[.,]\d+)?[eE]\+\d+$")
IN_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")


@dataclass(frozen=True)
class Lists:
    """The two tables, made to agree on who there is.

    Attributes
    ----------
    employees, columns:
        The list of employees; those who were added stand at its end.
    people:
        The id of each row.
    boss:
        For each row the id of the manager, "" for none.
    ends:
        For each row of ties the ids of both ends; None for a row that is left out.
    notes:
        What is to be told.
    """

    employees: Sheet
    columns: Columns
    people: list[str]
    boss: list[str]
    ends: tuple[list[str | None], list[str | None]]
    notes: dict[str, str]


def settle_people(employees: Sheet, columns: Columns, ties: Sheet, tied: Columns, unlisted: str) -> Lists:
    """Ids of employees, of their managers and of both ends of ties, all of people on the list.

    Raises
    ------
    CrmsimError
        For ids that are missing, stand twice, or were rounded by a spreadsheet; for names of managers that several
        people have; and, unless asked otherwise, for people who are not on the list, all of whom are told.
    """
    notes: dict[str, str] = {}
    people = _people(employees, columns.cells["employee_id"])
    known = set(people)
    boss = _bosses(employees, columns, known, people, notes)
    ends = (_ends(ties, "source_id", tied.cells["source_id"]), _ends(ties, "target_id", tied.cells["target_id"]))
    _empty_ends(ties, tied, ends, notes)
    strangers = {
        "managers": sorted({who for who in boss if who and who not in known}),
        "ties": sorted(who for who in {*ends[0], *ends[1]} - known if who is not None),
    }
    everybody = sorted({*strangers["managers"], *strangers["ties"]})
    if everybody and unlisted == "refuse":
        raise _unlisted(employees, columns, ties, tied, boss, ends, known, everybody)
    if everybody and unlisted == "add":
        employees, columns = _with(employees, columns, everybody)
        people = [*people, *everybody]
        boss = [*boss, *("" for _ in everybody)]
        notes["not listed"] = message(
            "{count} people who are not on the list of employees were added", count=len(everybody)
        )
    elif everybody:
        gone = set(everybody)
        lost = sum(one in gone or two in gone for one, two in zip(*ends, strict=True))
        boss = ["" if who in gone else who for who in boss]
        kept = [one not in gone and two not in gone for one, two in zip(*ends, strict=True)]
        first, second = ([who if keep else None for who, keep in zip(side, kept, strict=True)] for side in ends)
        ends = (first, second)
        notes["not listed"] = message(
            "{count} people who are not on the list of employees were left out, with {lost} rows of ties",
            count=len(everybody),
            lost=lost,
        )
    if len(people) > MOST_PEOPLE:
        raise CrmsimError(
            message("{count:,} employees are too many", count=len(people)),
            file=employees.file,
            expected=message("at most {most:,}", most=MOST_PEOPLE),
        )
    return Lists(employees, columns, people, boss, ends, notes)


def from_ties(ties: Sheet, tied: Columns) -> Sheet:
    """A list of employees for a file of ties that comes alone."""
    result = {identity(text) for use in ("source_id", "target_id") for text in tied.cells[use] if not ties.lacks(text)}
    return Sheet(ties.file, ("employee_id",), (sorted(result),), range(1, len(result) + 1), missing=ties.missing)


def _people(sheet: Sheet, cells: list[str]) -> list[str]:
    """The ids, each of one row."""
    if not cells:
        raise CrmsimError(
            message("no employees"), file=sheet.file, expected=message("a row for each employee below the header line")
        )
    seen: dict[str, int] = {}
    for row, text in enumerate(cells):
        person = identity(text)
        if not person:
            raise sheet.wrong(row, message("missing"), "employee_id", None, message("an id in every row"))
        if person in seen:
            raise sheet.wrong(
                row,
                message("the same id stands in line {other_line}", other_line=sheet.lines[seen[person]]),
                "employee_id",
                text,
                message("one row for each employee"),
            )
        if ROUNDED.match(person):
            raise sheet.wrong(
                row, message("a spreadsheet has rounded this id"), "employee_id", text, message("ids kept as text")
            )
        seen[person] = row
    return list(seen)


def _bosses(sheet: Sheet, columns: Columns, known: set[str], people: list[str], notes: dict[str, str]) -> list[str]:
    """The id of each one's manager, by id, by id in brackets behind a name, or by name."""
    for use in ("manager", "manager_name"):
        cells = columns.cells.get(use, [])
        words = {text.casefold() for text in cells if not sheet.lacks(text)}
        if words and words <= FLAGS and not any(identity(text) in known for text in cells):
            columns.drop(use, message("it says who leads, not whom"))
    if "manager" not in columns.cells and "manager_name" in columns.cells:
        columns.cells["manager"], columns.header["manager"] = (
            columns.cells.pop("manager_name"),
            columns.header.pop("manager_name"),
        )
    cells = columns.cells.get("manager", [""] * len(people))
    result = {text: identity(text) if identity(text) in known or not sheet.lacks(text) else "" for text in set(cells)}
    unknown = [text for text, who in result.items() if who and who not in known]
    for text in unknown:
        behind = IN_BRACKETS.search(text)
        if behind is not None and identity(behind[1]) in known:
            result[text] = identity(behind[1])
    unknown = [text for text, who in result.items() if who and who not in known]
    if unknown and "name" in columns.cells:
        holders: dict[str, list[str]] = {}
        for person, name in zip(people, columns.cells["name"], strict=True):
            holders.setdefault(identity(name).casefold(), []).append(person)
        named = {text: holders.get(identity(text).casefold(), []) for text in unknown}
        several = sorted(text for text, hits in named.items() if len(hits) > 1)
        if several:
            row = cells.index(several[0])
            raise sheet.wrong(
                row,
                message("{count} people have this name", count=len(named[several[0]])),
                "manager",
                several[0],
                message("the manager's id"),
            )
        result |= {text: hits[0] for text, hits in named.items() if hits}
        by_name = sum(bool(named.get(text)) for text in cells)
        if by_name:
            notes["managers by name"] = message(
                "{by_name} cells of {value!r} are names, found as such",
                by_name=by_name,
                value=columns.header["manager"],
            )
    return [result[text] for text in cells]


def _ends(sheet: Sheet, column: str, cells: list[str]) -> list[str | None]:
    """The ids of one end of ties, None where there is none."""
    result = {text: identity(text) for text in set(cells)}
    if odd := sorted(text for text, who in result.items() if ROUNDED.match(who)):
        raise sheet.wrong(
            cells.index(odd[0]),
            message("a spreadsheet has rounded this id"),
            column,
            odd[0],
            message("ids kept as text"),
        )
    return [result[text] or None for text in cells]


def _empty_ends(
    sheet: Sheet, tied: Columns, ends: tuple[list[str | None], list[str | None]], notes: dict[str, str]
) -> None:
    """Rows that name nobody: left out where nothing is said of a tie, else refused."""
    if None not in ends[0] and None not in ends[1]:
        return
    strength = tied.cells.get("strength")
    empty = 0
    for row, (one, two) in enumerate(zip(*ends, strict=True)):
        if one is not None and two is not None:
            continue
        said = strength is not None and not sheet.lacks(strength[row]) and strength[row].strip("0.,") != ""
        if one is None or said:
            raise sheet.wrong(
                row,
                message("missing"),
                "source_id" if one is None else "target_id",
                None,
                message("the id of an employee"),
            )
        empty += 1
    if empty:
        notes["empty ends"] = message("{empty} rows name nobody at the far end and were left out", empty=empty)


def _with(sheet: Sheet, columns: Columns, more: list[str]) -> tuple[Sheet, Columns]:
    """The list with rows for more people, of whom only the id is known."""
    blank = ["" for _ in more]
    last = sheet.lines[-1]
    lines = [*sheet.lines, *range(last + 1, last + 1 + len(more))]
    cells = {use: [*old, *(more if use == "employee_id" else blank)] for use, old in columns.cells.items()}
    return replace(sheet, lines=lines), Columns(cells, columns.header, columns.purposes)


def _some(ids: Iterable[str]) -> str:
    result = list(ids)
    return f"{', '.join(result[:IDS_SHOWN])}{', …' if len(result) > IDS_SHOWN else ''}"


def _unlisted(
    employees: Sheet,
    columns: Columns,
    ties: Sheet,
    tied: Columns,
    boss: list[str],
    ends: tuple[list[str | None], list[str | None]],
    known: set[str],
    everybody: list[str],
) -> CrmsimError:
    """Everybody who is not on the list, and where the first of them stands."""
    stray = set(everybody)
    bare = {person.lstrip("0") for person in known}
    if all(person.lstrip("0") in bare for person in everybody):
        problem = message(
            "{people} differ from ids on the list of employees only by zeros in front, which spreadsheets take away",
            people=_some(everybody),
        )
    elif len(everybody) == 1:
        problem = message("this person is not on the list of employees")
    else:
        problem = message(
            "{count} people are not on the list of employees: {people}", count=len(everybody), people=_some(everybody)
        )
    place = next((row for row, (one, two) in enumerate(zip(*ends, strict=True)) if one in stray or two in stray), None)
    if place is None:
        row = next(row for row, who in enumerate(boss) if who in stray)
        file, line, key, value = employees.file, employees.lines[row], "manager", columns.cells["manager"][row]
    else:
        key = "source_id" if ends[0][place] in stray else "target_id"
        file, line, value = ties.file, ties.lines[place], tied.cells[key][place]
    return CrmsimError(
        problem,
        file=file,
        line=line,
        key=key,
        value=value,
        expected=message("the id of an employee, or --unlisted leave-out, or --unlisted add"),
    )
