"""The file of ties: who turns to whom, in which way, how much, on any scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crmsim.errors import CrmsimError, nearest
from crmsim.organisation.columns import Columns
from crmsim.organisation.directions import row_directions, undirected_by_count
from crmsim.organisation.missing_strength import refuse_scale, tell_missing
from crmsim.organisation.numbers import measures
from crmsim.organisation.options import Options
from crmsim.organisation.organisation import Real, Truth, Wide
from crmsim.organisation.people import Lists
from crmsim.organisation.repeats import settle_repeats
from crmsim.organisation.roster import Roster
from crmsim.organisation.scales import Scale, check_range, scale_of, to_share
from crmsim.organisation.sheet import Sheet, simple
from crmsim.words import message

MOST_ROWS = 20_000_000
PLAIN = "tie"  # the kind where the file names none

LINE_KINDS = ("reportsto", "rapporterertil", "manager", "naermesteleder", "leder", "formal", "formell")
QUALITY_WORDS = ("value", "verdi", "quality", "kvalitet", "trust", "tillit", "energy", "energi", "respect", "respekt")


@dataclass(frozen=True)
class Kinds:
    """Which kinds of tie make contact and which quality."""

    contact: tuple[str, ...]
    quality: tuple[str, ...]


@dataclass(frozen=True)
class Relations:
    """Ties as read, one entry a directed pair: ``code`` = source seat * people + target seat, sorted.

    ``reports`` are (report, manager) pairs of seats by ties that stand for the line of command.
    """

    code: Wide
    contact: Real
    quality_code: Wide
    quality: Real
    reports: Wide
    kinds: Kinds
    available: tuple[str, ...]
    undirected: bool
    notes: dict[str, str]


def parse_kinds(kinds: str | Sequence[str] | None) -> Kinds | None:
    """``"advice, quality=value"`` or ``["advice", "quality=value"]``: contact from advice, quality from value.

    ``contact=`` may stand before a kind of contact. None, or nothing, leaves the choice to :func:`default_kinds`.
    """
    parts = kinds.split(",") if isinstance(kinds, str) else list(kinds or ())
    chosen: dict[str, list[str]] = {"contact": [], "quality": []}
    for part in (part.strip() for part in parts):
        name, sign, kind = part.rpartition("=")
        use = name.strip().lower() if sign else "contact"
        if use not in chosen:
            raise CrmsimError(
                message("kinds serve contact or quality"),
                key="kinds",
                value=part,
                expected=message("kind, or quality=kind"),
                nearest=nearest(use, chosen),
            )
        if kind.strip():
            chosen[use].append(kind.strip())
    if not any(chosen.values()):
        return None
    return Kinds(tuple(dict.fromkeys(chosen["contact"])), tuple(dict.fromkeys(chosen["quality"])))


def default_kinds(available: Sequence[str]) -> Kinds:
    """Contact from every kind but the line of command and such as speak of value, trust or energy; quality from those.

    Where nothing is left for contact, everything serves contact.
    """
    quality = tuple(kind for kind in available if any(word in simple(kind) for word in QUALITY_WORDS))
    contact = tuple(kind for kind in available if kind not in quality and simple(kind) not in LINE_KINDS)
    return Kinds(contact, quality) if contact else Kinds(tuple(available), ())


def read_relations(
    sheet: Sheet, columns: Columns, lists: Lists, roster: Roster, kinds: Kinds | None, asked: Options
) -> Relations:
    """The ties between the people of a roster.

    Raises
    ------
    CrmsimError
        See :func:`crmsim.organisation.reading.read`.
    """
    size = len(sheet.lines)
    if size > MOST_ROWS:
        raise CrmsimError(
            message("{size:,} ties are too many", size=size),
            file=sheet.file,
            expected=message("at most {most:,}", most=MOST_ROWS),
        )
    notes: dict[str, str] = {}
    undirected = row_directions(sheet, columns, asked.directed, notes)
    seat: dict[str | None, int] = {None: -1}
    seat.update(roster.index.items())
    source, target = (np.array([seat[who] for who in side], dtype=np.int64) for side in lists.ends)
    cells = columns.cells
    named = cells.get("kind", [""] * size)
    label = {cell: PLAIN if sheet.lacks(cell) else cell for cell in set(named)}
    available = tuple(sorted(set(label.values())))
    place = {kind: number for number, kind in enumerate(available)}
    number = {cell: place[kind] for cell, kind in label.items()}
    kind = np.array([number[cell] for cell in named], dtype=np.int64)
    given = {name: result for name, result in cells.items() if not all(map(sheet.lacks, result))}
    weighed = "strength" in given
    if not weighed and asked.scale:
        raise refuse_scale(sheet, columns)
    strength = _strength(sheet, columns, given, notes)
    quality = measures(sheet, "quality", given["quality"], low=0.0) if "quality" in given else np.full(size, np.nan)

    itself = (source == target) & (source >= 0)
    if itself.any():
        notes["self_ties"] = message("{count} ties of people to themselves were left out", count=int(itself.sum()))
    kept = (source >= 0) & (target >= 0) & ~itself
    people = len(roster.index)
    code = source * people + target
    chosen = default_kinds(available) if kinds is None else kinds
    _check_kinds(sheet, chosen, available)
    contact_kinds = chosen.contact or default_kinds([name for name in available if name not in chosen.quality]).contact
    contact_rows = kept & np.isin(kind, [place[name] for name in contact_kinds])
    if undirected is None:
        both_ways, why = undirected_by_count(code[contact_rows & (strength > 0.0)], people)
        undirected = np.full(size, both_ways)
        notes["directed"] = why
    settled = settle_repeats(
        sheet, code, kind, strength, kept, undirected, people, weighed, given.get("time"), asked, notes
    )
    if not weighed:
        notes["no strength"] = tell_missing(sheet, columns, summed=settled.summed)
    kept, strength, every = settled.kept, settled.strength, settled.every
    contact_rows &= kept
    reports = np.zeros((0, 2), dtype=np.int64)
    for name in available:
        if simple(name) in LINE_KINDS:
            rows = kept & (kind == place[name]) & (strength > 0.0)
            reports = np.concatenate([reports, np.stack([source[rows], target[rows]], axis=1)])

    header = columns.header.get("strength", "")
    scaled = np.zeros(size)
    for name in contact_kinds:
        rows = contact_rows & (kind == place[name])
        scale = Scale("count") if settled.summed else scale_of(header, name, asked.scale)
        if not settled.summed:
            check_range(sheet, np.flatnonzero(rows), "strength", strength[rows], scale)
        scaled[rows], how = to_share(strength[rows], scale)
        if not weighed and not settled.summed:
            continue  # nothing was given that could be told as given
        notes[f"scale of {name}"] = (
            message("strength: {how}", how=how)
            if name == PLAIN
            else message("strength of {kind}: {how}", kind=name, how=how)
        )
    nothing = int((strength[contact_rows] == 0.0).sum())
    if nothing:
        notes["strength 0"] = message("{nothing} rows of strength 0 are no ties", nothing=nothing)
    result, contact = _combine(code[contact_rows], scaled[contact_rows], people, undirected[contact_rows], "max")
    there = contact > 0.0
    if not there.any():
        raise CrmsimError(
            message("no ties") if not size else message("no tie with contact"),
            file=sheet.file,
            expected=message("a row for each tie, of strength above 0, between two employees"),
        )

    quality_rows = every & np.isin(kind, [place[name] for name in contact_kinds]) & np.isfinite(quality)
    rated = bool(quality_rows.any())
    if rated:
        values, scale = quality[quality_rows], scale_of(columns.header["quality"], "quality", {})
    else:
        quality_rows = kept & np.isin(kind, [place[name] for name in chosen.quality])
        values, scale = strength[quality_rows], scale_of(header, "".join(chosen.quality[:1]), asked.scale)
    values, how = to_share(values, scale)
    if values.size and not rated and not weighed:
        notes["scale of quality"] = message("quality: no column gives how good such a tie is, so each counts fully (1)")
    elif values.size:
        notes["scale of quality"] = message("quality: {how}", how=how)
    quality_code, quality_value = _combine(code[quality_rows], values, people, undirected[quality_rows], "mean")
    return Relations(
        code=result[there],
        contact=contact[there],
        quality_code=quality_code,
        quality=quality_value,
        reports=reports,
        kinds=Kinds(contact_kinds, chosen.quality),
        available=available,
        undirected=bool(undirected[contact_rows].all()),
        notes=notes,
    )


def _strength(sheet: Sheet, columns: Columns, given: dict[str, list[str]], notes: dict[str, str]) -> Real:
    """The strength of each row, 1 where there is no such column."""
    if "strength" not in given:
        return np.ones(len(sheet.lines))
    counts = scale_of(columns.header["strength"], "", {}).kind == "count"
    return measures(sheet, "strength", given["strength"], low=0.0, gaps=False, whole=counts, notes=notes)


def _check_kinds(sheet: Sheet, chosen: Kinds, available: tuple[str, ...]) -> None:
    for name in (*chosen.contact, *chosen.quality):
        if name not in available:
            raise CrmsimError(
                message("no tie is of this kind"),
                file=sheet.file,
                key="kinds",
                value=name,
                expected=message(
                    "one of {choices}", choices=", ".join(available) or message("no kind: the file has no ties")
                ),
                nearest=nearest(name, available),
            )


def _combine(code: Wide, value: Real, people: int, undirected: Truth, how: str) -> tuple[Wide, Real]:
    """One value for each directed pair: the greatest over kinds, or their mean."""
    if undirected.any():
        back = code[undirected]
        code = np.concatenate([code, back % people * people + back // people])
        value = np.concatenate([value, value[undirected]])
    # sorted by value too, so that a mean is summed in one order whatever the order of rows
    order = np.lexsort((value, code))
    code, value = code[order], value[order]
    if not len(code):
        return code, value
    first = np.flatnonzero(np.concatenate([[True], np.diff(code) != 0]))
    if how == "max":
        return code[first], np.maximum.reduceat(value, first)
    count = np.diff(np.append(first, len(code)))
    return code[first], np.minimum(np.add.reduceat(value, first) / count, 1.0)
