"""The file of employees: who there is, where they work, and under whom."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crmsim.errors import CrmsimError, nearest
from crmsim.mechanisms.state import ROLES, STYLES
from crmsim.organisation.columns import (
    EMPLOYEE_COLUMNS,
    ROLE_WORDS,
    STYLE_WORDS,
    find_columns,
    identity,
    is_missing,
    measures,
    words,
)
from crmsim.organisation.organisation import Keys, Real, Small, Whole, absent, unnamed
from crmsim.organisation.sheet import Sheet, read_sheet, simple

MOST_PEOPLE = 2_000_000
WEEKS_A_YEAR = 365.25 / 7.0
HIGHEST_LEVEL = 1000
NEARBY = 20_000  # most ids that are compared with a mistyped one

# Words in titles by which it is told which end of the levels is the top.
HIGH_TITLES = ("partner", "chief", "ceo", "president", "director", "direktor", "head", "executive", "sjef", "leder")
LOW_TITLES = ("assistant", "assistent", "junior", "trainee", "intern", "apprentice", "laerling", "student")


@dataclass(frozen=True)
class Roster:
    """The people of a file in seats: by department, then by key; ``index`` finds the seat of an id."""

    sheet: Sheet
    index: dict[str, int]
    ids: tuple[str, ...]
    key: Keys
    departments: tuple[str, ...]
    department: Whole
    manager: Whole
    level: Real
    titles: tuple[str, ...]
    style: Small
    role: Small
    otherish: Real
    productivity: Real
    threshold: Real
    tenure: Real
    given: tuple[str, ...]
    notes: dict[str, str]


def seat_key(person: str) -> tuple[int, str]:
    """Key and pseudonym of an id: parts of one hash, so nobody else has a say in them.

    The hash is not secret: whoever guesses an id can check the guess.
    """
    digest = hashlib.blake2b(person.encode("utf-8", "surrogatepass"), digest_size=16, person=b"crmsim seat").digest()
    return int.from_bytes(digest[:8], "little"), "p" + base64.b32encode(digest[8:]).decode()[:12].lower()


def find_seat(index: dict[str, int], text: str, sheet: Sheet, row: int, column: str) -> int:
    """The seat of an id.

    Raises
    ------
    CrmsimError
        Where nobody has it.
    """
    seat = index.get(identity(text))
    if seat is not None:
        return seat
    near = None
    if len(index) <= NEARBY:
        alike = {person.lstrip("0").casefold(): person for person in index}
        near = alike.get(identity(text).lstrip("0").casefold()) or nearest(identity(text), index)
    raise CrmsimError(
        "missing" if is_missing(text) else "nobody in the file of employees has this id",
        file=sheet.file,
        line=sheet.lines[row],
        key=column,
        value=text or None,
        expected="the id of an employee",
        nearest=near,
    )


def read_roster(path: str | Path) -> Roster:
    """The employees of a CSV file; only a column of ids is needed.

    Raises
    ------
    CrmsimError
        See :func:`crmsim.organisation.reading.read`.
    """
    sheet = read_sheet(path, [name for names in EMPLOYEE_COLUMNS.values() for name in names])
    columns = find_columns(sheet, EMPLOYEE_COLUMNS, ["employee_id"])
    given = {name: cells for name, cells in columns.items() if not all(is_missing(cell) for cell in cells)}
    people = _people(sheet, columns["employee_id"])
    keys, names = zip(*map(seat_key, people), strict=True)
    placed = [cell if not is_missing(cell) else "unknown" for cell in given.get("department", [])]
    placed = [identity(cell) for cell in placed] or ["everyone"] * len(people)
    order = sorted(range(len(people)), key=lambda row: (placed[row], keys[row]))
    index = {people[row]: seat for seat, row in enumerate(order)}
    departments = tuple(sorted(set(placed)))
    place = {name: d for d, name in enumerate(departments)}
    rows = np.array(order, dtype=np.int64)
    size = len(order)

    def real(name: str, **bounds: float) -> Real:
        return measures(sheet, name, given[name], **bounds)[rows] if name in given else absent(size)  # type: ignore[arg-type]

    def choice(name: str, known: dict[str, str], places: tuple[str, ...]) -> Small:
        return words(sheet, name, given[name], known, places)[rows] if name in given else unnamed(size)

    notes: dict[str, str] = {}
    manager = np.full(size, -1, dtype=np.int32)
    if "manager" in given:
        itself = 0
        for row, text in enumerate(given["manager"]):
            if is_missing(text) and identity(text) not in index:
                continue
            boss, seat = find_seat(index, text, sheet, row, "manager"), index[people[row]]
            if boss == seat:  # so some personnel systems mark the top
                itself += 1
            else:
                manager[seat] = boss
        if itself:
            notes["own_manager"] = f"{itself} who are their own manager were taken to have none"
    level = real("level", low=0.0, high=HIGHEST_LEVEL)
    odd = np.flatnonzero(np.isfinite(level) & (level != np.floor(level)))
    if odd.size:
        row = int(rows[odd[0]])
        raise CrmsimError(
            "not a whole number",
            file=sheet.file,
            line=sheet.lines[row],
            key="level",
            value=given["level"][row],
            expected="a whole number, 1 for the top",
        )
    titles = given.get("title", [""] * size)
    return Roster(
        sheet=sheet,
        index=index,
        ids=tuple(names[row] for row in order),
        key=np.array([keys[row] for row in order], dtype=np.uint64),
        departments=departments,
        department=np.array([place[placed[row]] for row in order], dtype=np.int32),
        manager=manager,
        level=level,
        titles=tuple(titles[row] for row in order),
        style=choice("style", STYLE_WORDS, STYLES),
        role=choice("role", ROLE_WORDS, ROLES),
        otherish=real("otherish", low=0.0, high=1.0),
        productivity=real("productivity", above=0.0),
        threshold=real("threshold"),
        tenure=real("tenure_years", low=0.0, high=100.0) * WEEKS_A_YEAR,
        given=tuple(given),
        notes=notes,
    )


def _people(sheet: Sheet, cells: list[str]) -> list[str]:
    """The ids, each of one row."""
    if not cells:
        raise CrmsimError("no employees", file=sheet.file, expected="a row for each employee below the header line")
    if len(cells) > MOST_PEOPLE:
        raise CrmsimError(
            f"{len(cells):,} employees are too many", file=sheet.file, expected=f"at most {MOST_PEOPLE:,}"
        )
    seen: dict[str, int] = {}
    for row, text in enumerate(cells):
        person = identity(text)
        if not person:
            raise CrmsimError(
                "missing", file=sheet.file, line=sheet.lines[row], key="employee_id", expected="an id in every row"
            )
        if person in seen:
            raise CrmsimError(
                f"the same id stands in line {sheet.lines[seen[person]]}",
                file=sheet.file,
                line=sheet.lines[row],
                key="employee_id",
                value=text,
                expected="one row for each employee",
            )
        seen[person] = row
    return list(seen)


def check_line(roster: Roster, manager: Whole) -> Whole:
    """How many managers stand above each (int32[n]).

    Raises
    ------
    CrmsimError
        Where managers manage one another in a circle.
    """
    depth = np.full(len(manager), -1, dtype=np.int32)
    person = list(roster.index)
    for seat in range(len(manager)):
        path: list[int] = []
        at = seat
        while at >= 0 and depth[at] == -1:
            depth[at] = -2
            path.append(at)
            at = int(manager[at])
        if at >= 0 and depth[at] == -2:
            circle = path[path.index(at) :]
            names = [person[i] for i in [*circle[:5], circle[0]]]
            raise CrmsimError(
                f"a circle of managers: {' -> '.join(names[:-1])}{' -> …' if len(circle) > 5 else ''} -> {names[-1]}",
                file=roster.sheet.file,
                key="manager",
                value=names[1] if len(names) > 1 else names[0],
                expected="a line of command that ends with somebody without a manager",
            )
        above = int(depth[at]) if at >= 0 else -1
        for step, i in enumerate(reversed(path), start=1):
            depth[i] = above + step
    return depth


def settle_levels(roster: Roster, manager: Whole, depth: Whole) -> tuple[Whole, str]:
    """Levels with 1 at the top, and how they were understood.

    Given levels count from the top unless the line of command or, without one, words in titles ("partner",
    "assistant") show that they count from the bottom. A missing level is one below the manager's; without a manager
    it is 1 for one who leads and the lowest for one who does not. Without levels the line of command gives them.
    """
    level = roster.level
    known = np.isfinite(level)
    led = manager >= 0
    if not known.any():
        return depth + 1, "from the line of command" if led.any() else "none given: all on one level"
    note = "as given, 1 the top"
    both = led & known & known[np.maximum(manager, 0)]
    steps = level[both] - level[manager[both]]
    if (steps < 0).sum() > (steps > 0).sum() or (not both.any() and _counts_upwards(roster)):
        level = np.nanmax(level) - level
        note = "given from the bottom, turned round"
    level = level - np.nanmin(level) + 1.0
    leads = np.zeros(len(level), dtype=bool)
    leads[manager[led]] = True
    lowest = np.nanmax(level)
    for seat in np.argsort(depth, kind="stable"):
        if not known[seat]:
            level[seat] = level[manager[seat]] + 1.0 if led[seat] else 1.0 if leads[seat] else lowest
    if not known.all():
        note += f"; {int((~known).sum())} missing were filled in"
    return level.astype(np.int32), note


def _counts_upwards(roster: Roster) -> bool:
    """Whether titles show that a higher level is nearer the top."""
    title = [simple(text) for text in roster.titles]
    high = np.array([any(word in text for word in HIGH_TITLES) for text in title])
    low = np.array([any(word in text for word in LOW_TITLES) for text in title])
    known = np.isfinite(roster.level)
    top, bottom = roster.level[known & high & ~low], roster.level[known & low & ~high]
    if top.size and bottom.size:
        return bool(top.mean() > bottom.mean())
    middle = float(roster.level[known].mean())
    return bool((top.size and top.mean() > middle) or (bottom.size and bottom.mean() < middle))
