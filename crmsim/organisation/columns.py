"""Which column of a table is used for what: by its name, never by its values, and told of every one."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from crmsim.errors import CrmsimError, nearest
from crmsim.organisation.names import SURE_STRENGTHS, speaks_of_strength
from crmsim.organisation.organisation import Small
from crmsim.organisation.sheet import Sheet, simple
from crmsim.words import message, wrong_choice

ALIKE = 0.85  # names as alike as this are taken for a slip of the pen: "strenght", "mangager_id"
SHORTEST = 5  # letters of a name below which likeness says nothing
NOT_USED = message("not used")
UNIMPORTANT = ("name", "manager_name", "title", "time")  # uses for which a name that is only alike is left alone
RANGE = re.compile(r"(?<!\d)(\d{1,9})[\s_]{0,9}(?:-|–|—|_|to|til)[\s_]{0,9}(\d{1,9})(?!\d)")
UNIT = re.compile(r"[(\[].*[)\]]")
UNITS = {
    "tenure_years": ("years", "year", "ar", "yrs"),
    "tenure_months": ("months", "month", "mnd", "maneder", "maned", "mths"),
    "tenure_weeks": ("weeks", "week", "uker", "uke"),
}


@dataclass(frozen=True)
class Columns:
    """The columns of a table by use.

    Attributes
    ----------
    cells:
        The cells of each use that is there.
    header:
        The name of its column as written.
    purposes:
        Every column of the table, as written, and what it was used for.
    """

    cells: dict[str, list[str]]
    header: dict[str, str]
    purposes: list[tuple[str, str]] = field(default_factory=list)

    def say(self, use: str, what: str) -> None:
        """Tell otherwise what the column of a use was used for."""
        self.purposes[:] = [(name, what if name == self.header[use] else old) for name, old in self.purposes]

    def drop(self, use: str, why: str) -> None:
        """Leave a column out after all."""
        self.say(use, message("not used: {why}", why=why))
        del self.cells[use], self.header[use]


def find_columns(
    sheet: Sheet,
    table: Mapping[str, tuple[str, ...]],
    required: Iterable[str],
    chosen: Mapping[str, str] | None = None,
) -> Columns:
    """What each column is used for.

    Parameters
    ----------
    table:
        The names a use may go by.
    required:
        Uses without which there is no reading the table.
    chosen:
        A column for a use, whatever it is called; the use "ignore" stands for none, and may name several with commas.

    Raises
    ------
    CrmsimError
        Where a required column is missing, a name stands twice, is nearly one that would be used, or several columns
        claim to be the strength and none is surer than another.
    """
    chosen = chosen or {}
    table = _with_spoken(sheet, table)
    places = _places(sheet, table)
    taken: dict[str, int] = {use: _asked(sheet, use, name) for use, name in chosen.items() if use in table}
    left_out = set(map(simple, chosen.get("ignore", "").split(","))) - {""}  # nothing is no name
    ignored = {places[name] for name in left_out if name in places}
    for use, names in table.items():
        at = next((places[name] for name in names if name in places and places[name] not in ignored), None)
        # a column serves one use; that of a name may be the id too, where there is no other id
        if use not in taken and at is not None and at not in taken.values():
            taken[use] = at
    rival = _rivals(sheet, table, taken, places, ignored | {taken[use] for use in chosen if use in taken})
    _refuse_near(sheet, table, taken, places, ignored)
    for use in required:
        if use not in taken:
            options = {name: name for name in table[use]} | {simple(use): use}
            near = next((options[hit] for name in places if (hit := nearest(name, options))), None)
            raise CrmsimError(
                message("no column {use!r} in the header line", use=use),
                file=sheet.file,
                value=", ".join(sheet.header),
                expected=message(
                    "a header line with {use}, or one of {choices}", use=use, choices=", ".join(table[use][:8])
                ),
                nearest=near,
            )
    use_of = {place: use for use, place in taken.items()}
    text = [
        (name, use_of.get(place) or (message("not used, as asked") if place in ignored else rival.get(place, NOT_USED)))
        for place, name in enumerate(map(sheet.shown, range(len(sheet.header))))
    ]
    return Columns(
        {use: sheet.columns[place] for use, place in taken.items()},
        {use: sheet.shown(place) for use, place in taken.items()},
        text,
    )


def without_scale(header: str) -> str:
    """A name simplified, without what stands in brackets and without the ends of a scale."""
    return simple(RANGE.sub("", UNIT.sub("", header)))


def _with_spoken(sheet: Sheet, table: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """The names of uses, and behind those of strength what this table calls it in words: "antall e-poster per uke"."""
    known = table.get("strength", ())
    names = dict.fromkeys(map(simple, sheet.header))
    spoken = (simple(header) for header in sheet.header if speaks_of_strength(without_scale(header)))
    more = tuple(name for name in dict.fromkeys(spoken) if name in names and name not in known)
    return {**table, "strength": (*known, *more)} if known and more else table


def _places(sheet: Sheet, table: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Where each name stands, in full and without a unit in brackets."""
    known = {name for names in table.values() for name in names}
    places: dict[str, int] = {}
    for place, name in enumerate(map(simple, sheet.header)):
        if name in places and name in known:
            raise CrmsimError(message("two columns of this name"), file=sheet.file, line=1, value=sheet.header[place])
        places.setdefault(name, place)
    for place, header in enumerate(sheet.header):
        unit = UNIT.search(header)
        if unit is None or simple(header) in known:
            continue
        name = simple(UNIT.sub("", header))
        if name in table.get("tenure", ()):
            name = next((f"tenure{use[7:]}" for use, words in UNITS.items() if simple(unit[0]) in words), name)
        places.setdefault(name, place)
    for place, header in enumerate(sheet.header):
        if RANGE.search(header):
            places.setdefault(simple(RANGE.sub("", header)), place)
            places.setdefault(without_scale(header), place)
    return places


def _asked(sheet: Sheet, use: str, name: str) -> int:
    """The place of a column that was asked for by name."""
    for place, header in enumerate(sheet.header):
        if header == name.strip() or simple(header) == simple(name):
            return place
    raise wrong_choice(message("no such column, asked for as {use}", use=use), name, sheet.header, file=sheet.file)


def _rivals(
    sheet: Sheet,
    table: Mapping[str, tuple[str, ...]],
    taken: Mapping[str, int],
    places: Mapping[str, int],
    settled: set[int],
) -> dict[int, str]:
    """What stands beside a column that is surer; refused where two are equally sure to be the strength."""
    result: dict[int, str] = {}
    for use, names in table.items():
        for name in names:
            place = places.get(name)
            if place is None or use not in taken or place in taken.values() or place in settled:
                continue
            result[place] = message("not used: {use} is read from {name!r}", use=use, name=sheet.shown(taken[use]))
            unsure = use == "strength" and taken[use] not in settled
            if unsure and not any(places.get(sure) == taken[use] for sure in SURE_STRENGTHS):
                one, two = sheet.header[taken[use]], sheet.header[place]
                raise CrmsimError(
                    message("two columns could be the strength of ties"),
                    file=sheet.file,
                    value=f"{one}, {two}",
                    expected=message("a choice: --column strength={one}, or --column ignore={one}", one=one),
                )
    return result


def _refuse_near(
    sheet: Sheet,
    table: Mapping[str, tuple[str, ...]],
    taken: Mapping[str, int],
    places: Mapping[str, int],
    ignored: set[int],
) -> None:
    """Refuse a name that is nearly one whose use no other column serves."""
    known = {name for names in table.values() for name in names}
    wanted = {
        name: use
        for use, names in table.items()
        if use not in taken and use not in UNIMPORTANT
        for name in (*names, simple(use))
        if len(name) >= SHORTEST
    }
    for name, place in places.items():
        if name in known or place in taken.values() or place in ignored or len(name) < SHORTEST:
            continue
        if hit := difflib.get_close_matches(name, wanted, n=1, cutoff=ALIKE):
            use = wanted[hit[0]]
            raise CrmsimError(
                message("unknown column, but nearly one for {use}", use=use),
                file=sheet.file,
                line=1,
                value=sheet.header[place],
                expected=message(
                    "a known name, or --column {use}={name} (or ignore={name})", use=use, name=sheet.header[place]
                ),
                nearest=use if hit[0] == simple(use) else hit[0],
            )


def identity(text: str) -> str:
    """An id as it counts: Unicode composed, blanks single, and 7.0 as a spreadsheet writes it is 7 (007 is not)."""
    if text.isascii() and text.isalnum():
        return text
    bare = " ".join(unicodedata.normalize("NFC", text).split())
    return WHOLE.sub(r"\1", bare)


WHOLE = re.compile(r"^(\d+)[.,]0+$")


def words(sheet: Sheet, name: str, cells: list[str], known: Mapping[str, str], places: tuple[str, ...]) -> Small:
    """A column of words as places in a list, -1 where missing.

    Raises
    ------
    CrmsimError
        At the first word that is not known.
    """
    result = np.full(len(cells), -1, dtype=np.int8)
    for row, text in enumerate(cells):
        if sheet.lacks(text):
            continue
        word = known.get(simple(text))
        if word is None:
            near = nearest(simple(text), known)
            raise sheet.wrong(
                row,
                message("unknown {name}", name=name),
                name,
                text,
                message("one of {choices}, or nothing", choices=", ".join(places)),
                None if near is None else known[near],
            )
        result[row] = places.index(word)
    return result
