"""The file of employees: who there is, where they work, and under whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crmsim.errors import CrmsimError
from crmsim.organisation.columns import identity, words
from crmsim.organisation.names import ROLE_WORDS, STYLE_WORDS
from crmsim.organisation.numbers import LARGEST, measures
from crmsim.organisation.options import Options
from crmsim.organisation.organisation import Keys, Real, Small, Whole, absent, unnamed
from crmsim.organisation.people import Lists
from crmsim.organisation.sheet import Sheet, simple
from crmsim.organisation.small import EVERYONE, NOT_GIVEN
from crmsim.words import Message, message

WEEKS_A_YEAR = 365.25 / 7.0
WEEKS = {"years": WEEKS_A_YEAR, "months": WEEKS_A_YEAR / 12.0, "weeks": 1.0}
LONGEST = 100.0  # years in one place
HIGHEST_LEVEL = 1000
SURE_LEVEL = "levelfromtop"  # the name of a column that says which end is the top
MOST_LEVELS = 15  # numbers above this are pay grades rather than levels of a line of command [assumed]
PRODUCTIVE = (0.01, 100.0)  # own productivity, of which everybody's mean is 1
FURTHEST = 10.0  # a threshold from 0, as adoption.threshold_mean allows; where nobody, or everybody, would ever adopt
DOUBTFUL_TENURE = (20.0, 50.0)  # a mean and a maximum of years beyond which the unit is in doubt [assumed]

# Words in titles by which it is told which end of the levels is the top.
HIGH_TITLES = ("partner", "chief", "ceo", "president", "director", "direktor", "head", "executive", "sjef", "leder")
LOW_TITLES = ("assistant", "assistent", "junior", "trainee", "intern", "apprentice", "laerling", "student")


@dataclass(frozen=True)
class Roster:
    """The people of a file in seats: by department, then as they are listed; ``index`` finds the seat of an id.

    ``key`` is the place on the list, from 0.

    ``grades`` says that levels are pay grades; ``top`` where level 1 is, if that is known.
    """

    sheet: Sheet
    index: dict[str, int]
    key: Keys
    departments: tuple[str, ...]
    department: Whole
    manager: Whole
    level: Real
    grades: bool
    top: str | None
    titles: tuple[str, ...]
    style: Small
    role: Small
    otherish: Real
    productivity: Real
    threshold: Real
    tenure: Real
    given: tuple[str, ...]
    notes: dict[str, str]


def read_roster(lists: Lists, asked: Options) -> Roster:
    """The employees of a list on which everybody stands.

    Raises
    ------
    CrmsimError
        See :func:`crmsim.organisation.reading.read`.
    """
    sheet, columns, people = lists.employees, lists.columns, lists.people
    notes = dict(lists.notes)
    given = {name: cells for name, cells in columns.cells.items() if not all(map(sheet.lacks, cells))}
    for use in set(columns.cells) - set(given):
        columns.say(use, message("{use}, but empty", use=use))
    placed = _departments(sheet, given.get("department"), notes) or [EVERYONE] * len(people)
    order = sorted(range(len(people)), key=lambda row: (placed[row], row))
    index = {people[row]: seat for seat, row in enumerate(order)}
    departments = tuple(sorted(set(placed)))
    place = {name: d for d, name in enumerate(departments)}
    rows = np.array(order, dtype=np.int64)
    size = len(order)

    def real(name: str, **bounds: float) -> Real:
        if name not in given:
            return absent(size)
        return measures(sheet, name, given[name], notes=notes, **bounds)[rows]  # type: ignore[arg-type]

    def choice(name: str, known: dict[str, str]) -> Small:
        if name not in given:
            return unnamed(size)
        from crmsim.mechanisms.state import ROLES, STYLES  # only then, because it loads compiled code

        return words(sheet, name, given[name], known, STYLES if name == "style" else ROLES)[rows]

    manager = np.full(size, -1, dtype=np.int32)
    itself = 0
    for person, boss in zip(people, lists.boss, strict=True):
        if boss == person:  # so some personnel systems mark the top
            itself += 1
        elif boss:
            manager[index[person]] = index[boss]
    if itself:
        notes["own_manager"] = message("{itself} who are their own manager were taken to have none", itself=itself)
    grades = "level" not in given and "grade" in given
    ranks = "grade" if grades else "level"
    level = real(ranks, low=0.0, high=HIGHEST_LEVEL)
    odd = np.flatnonzero(np.isfinite(level) & (level != np.floor(level)))
    if odd.size:
        row = int(rows[odd[0]])
        raise sheet.wrong(
            row, message("not a whole number"), ranks, given[ranks][row], message("a whole number, 1 for the top")
        )
    if not grades and "grade" in columns.header:
        columns.say(
            "grade", message("not used: {use} is read from {name!r}", use="level", name=columns.header["level"])
        )
    titles = given.get("title", [""] * size)
    tenure = _tenure(sheet, given, asked, notes)
    return Roster(
        sheet=sheet,
        index=index,
        key=np.array(order, dtype=np.uint64),
        departments=departments,
        department=np.array([place[placed[row]] for row in order], dtype=np.int32),
        manager=manager,
        level=level,
        grades=grades,
        top=asked.level or ("top" if simple(columns.header.get("level", "")) == SURE_LEVEL else None),
        titles=tuple(titles[row] for row in order),
        style=choice("style", STYLE_WORDS),
        role=choice("role", ROLE_WORDS),
        otherish=real("otherish", low=0.0, high=1.0),
        productivity=real("productivity", low=PRODUCTIVE[0], high=PRODUCTIVE[1]),
        threshold=real("threshold", low=-FURTHEST, high=FURTHEST),
        tenure=absent(size) if tenure is None else tenure[rows],
        given=tuple(given) if tenure is None else (*given, "tenure_years"),
        notes=notes,
    )


def _departments(sheet: Sheet, cells: list[str] | None, notes: dict[str, str]) -> list[str] | None:
    """The name of each one's department, "unknown" where it is not given.

    "NA" may be North America, and is one where missing cells are empty or the other names are as short.
    """
    if cells is None:
        return None
    named = {cell for cell in cells if not sheet.lacks(cell)}
    america = "NA" in cells and "na" in sheet.missing
    if america:
        america = "" in cells or all(len(name) <= 4 and name.isupper() for name in named)
        notes["department NA"] = (
            message("department NA: taken to be a name; --missing WORDS says which words mean that nothing is known")
            if america
            else message("department NA: taken to mean that it is not known; --missing WORDS says otherwise")
        )
    return [cell if america and cell == "NA" else NOT_GIVEN if sheet.lacks(cell) else identity(cell) for cell in cells]


def _tenure(sheet: Sheet, given: dict[str, list[str]], asked: Options, notes: dict[str, str]) -> Real | None:
    """Tenure in weeks, in the unit that the column's name says or that was asked for."""
    use = next((name for name in ("tenure_years", "tenure_months", "tenure_weeks", "tenure") if name in given), None)
    if use is None:
        return None
    unit = asked.tenure or use.removeprefix("tenure").removeprefix("_") or "years"
    high = LONGEST * WEEKS_A_YEAR / WEEKS[unit]
    sure = asked.tenure is not None or use != "tenure"
    value = measures(sheet, use, given[use], low=0.0, high=high if sure else LARGEST, notes=notes)
    if not sure:
        mean, most = float(np.nanmean(value)), float(np.nanmax(value))
        if mean > DOUBTFUL_TENURE[0] or most > DOUBTFUL_TENURE[1]:
            raise CrmsimError(
                message("no unit is given, and these are hardly years: {mean:.3g} on average, {most:.3g} at most",
                        mean=mean, most=most),
                file=sheet.file,
                key="tenure",
                expected=message("--tenure months or years, or a column tenure_months or tenure_years"),
            )  # fmt: skip
        notes["tenure"] = message("tenure: taken to be years, for want of a unit; --tenure says otherwise")
    return value * WEEKS[unit]


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
                message(
                    "a circle of managers: {line}{more} -> {first}",
                    line=" -> ".join(names[:-1]),
                    more=" -> …" if len(circle) > 5 else "",
                    first=names[-1],
                ),
                file=roster.sheet.file,
                key="manager",
                value=names[1] if len(names) > 1 else names[0],
                expected=message("a line of command that ends with somebody without a manager"),
            )
        above = int(depth[at]) if at >= 0 else -1
        for step, i in enumerate(reversed(path), start=1):
            depth[i] = above + step
    return depth


def settle_levels(roster: Roster, manager: Whole, depth: Whole) -> tuple[Whole, Message]:
    """Levels with 1 at the top, and how they were understood.

    Where it is not known which end is the top, given levels count from the top, and pay grades, which go by
    such a name or beyond 15, from the bottom; unless the line of command or, without one, words in titles
    ("partner", "assistant") show otherwise. A missing level is one below the manager's; without a manager
    it is 1 for one who leads and the lowest for one who does not. Without levels the line of command gives them.
    """
    level = roster.level
    known = np.isfinite(level)
    led = manager >= 0
    if not known.any():
        if led.any():
            return depth + 1, message("levels: from the line of command")
        return depth + 1, message("levels: none given, so all are on one")
    both = led & known & known[np.maximum(manager, 0)]
    steps = level[both] - level[manager[both]]
    down, up = int((steps > 0).sum()), int((steps < 0).sum())
    by_title = None if both.any() else _counts_upwards(roster)
    if roster.top is not None:
        turned, why = roster.top == "bottom", message("as asked or as their column is called")
    elif down != up:
        turned, why = up > down, message("as the line of command shows")
    elif by_title is not None:
        turned, why = by_title, message("as titles show")
    else:
        turned = roster.grades or float(np.nanmax(level)) > MOST_LEVELS
        why = message("as pay grades do") if turned else message("for want of a reason to think otherwise")
    note = (
        message("levels: the highest number is the top, {why}", why=why)
        if turned
        else message("levels: the lowest number is the top, {why}", why=why)
    )
    if turned:
        level = np.nanmax(level) - level
    level = level - np.nanmin(level) + 1.0
    leads = np.zeros(len(level), dtype=bool)
    leads[manager[led]] = True
    lowest = np.nanmax(level)
    for seat in np.argsort(depth, kind="stable"):
        if not known[seat]:
            level[seat] = level[manager[seat]] + 1.0 if led[seat] else 1.0 if leads[seat] else lowest
    if not known.all():
        note = message("{note}; {count} missing were filled in", note=note, count=int((~known).sum()))
    return level.astype(np.int32), note


def _counts_upwards(roster: Roster) -> bool | None:
    """Whether titles show that a higher level is nearer the top; None where they show nothing."""
    title = [simple(text) for text in roster.titles]
    high = np.array([any(word in text for word in HIGH_TITLES) for text in title])
    low = np.array([any(word in text for word in LOW_TITLES) for text in title])
    known = np.isfinite(roster.level)
    top, bottom = roster.level[known & high & ~low], roster.level[known & low & ~high]
    if top.size and bottom.size:
        return bool(top.mean() > bottom.mean())
    if not top.size and not bottom.size:
        return None
    middle = float(roster.level[known].mean())
    return bool((top.size and top.mean() > middle) or (bottom.size and bottom.mean() < middle))
