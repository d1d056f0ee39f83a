"""The file of ties: who turns to whom, in which way, how much, on any scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crmsim.errors import CrmsimError, nearest
from crmsim.organisation.columns import NO, TIE_COLUMNS, YES, find_columns, is_missing, measures
from crmsim.organisation.organisation import Real, Wide, among, distinct
from crmsim.organisation.roster import Roster, find_seat
from crmsim.organisation.sheet import Sheet, read_sheet, simple

MOST_ROWS = 20_000_000
PLAIN = "tie"  # the kind where the file names none
ANSWERS = (5, 7)  # points of the scales on which questionnaires ask "how often": 1 is "never"
WIDE_SCALE = 10.0  # beyond this a whole number is a count or a time rather than an answer
SKEWED = 4.0  # a maximum of more than this many medians is skewed
EXPECTED_PAIRS = 3.0  # with three pairs expected by chance, none at all has a chance of 5 %

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
                "kinds serve contact or quality",
                key="kinds",
                value=part,
                expected="kind, or quality=kind",
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


def read_relations(path: str | Path, roster: Roster, kinds: Kinds | None, directed: bool | None) -> Relations:
    """The ties of a CSV file between the people of a roster.

    Raises
    ------
    CrmsimError
        See :func:`crmsim.organisation.reading.read`.
    """
    sheet = read_sheet(path, [name for names in TIE_COLUMNS.values() for name in names])
    columns = find_columns(sheet, TIE_COLUMNS, ["source_id", "target_id"])
    size = len(sheet.lines)
    if size > MOST_ROWS:
        raise CrmsimError(f"{size:,} ties are too many", file=sheet.file, expected=f"at most {MOST_ROWS:,}")
    source = _seats(sheet, "source_id", columns["source_id"], roster)
    target = _seats(sheet, "target_id", columns["target_id"], roster)
    labels = [PLAIN if is_missing(cell) else cell for cell in columns.get("kind", [""] * size)]
    available = tuple(sorted(set(labels)))
    place = {kind: number for number, kind in enumerate(available)}
    kind = np.array([place[label] for label in labels], dtype=np.int64)
    given = {name: cells for name, cells in columns.items() if not all(is_missing(cell) for cell in cells)}
    strength = (
        measures(sheet, "strength", given["strength"], low=0.0, gaps=False) if "strength" in given else np.ones(size)
    )
    quality = measures(sheet, "quality", given["quality"], low=0.0) if "quality" in given else np.full(size, np.nan)
    if "directed" in given and directed is None:
        directed = _directed(sheet, given["directed"])

    notes: dict[str, str] = {}
    kept = source != target
    if not kept.all():
        notes["self_ties"] = f"{int((~kept).sum())} ties of people to themselves were left out"
    people = len(roster.index)
    code = source * people + target
    repeated = _repeated(sheet, code, kind, strength, kept)
    if repeated.any():
        notes["repeated_ties"] = f"{int(repeated.sum())} rows that repeat another were left out"
    kept &= ~repeated
    chosen = default_kinds(available) if kinds is None else kinds
    for name in (*chosen.contact, *chosen.quality):
        if name not in available:
            raise CrmsimError(
                "no tie is of this kind",
                file=sheet.file,
                key="kinds",
                value=name,
                expected=f"one of {', '.join(available) or 'no kind: the file has no ties'}",
                nearest=nearest(name, available),
            )
    reports = np.zeros((0, 2), dtype=np.int64)
    for number, name in enumerate(available):
        if simple(name) in LINE_KINDS:
            rows = kept & (kind == number) & (strength > 0.0)
            reports = np.concatenate([reports, np.stack([source[rows], target[rows]], axis=1)])

    contact_kinds = chosen.contact or default_kinds([name for name in available if name not in chosen.quality]).contact
    contact_rows = kept & np.isin(kind, [place[name] for name in contact_kinds])
    undirected, why = _undirected(code[contact_rows & (strength > 0.0)], people, directed)
    notes["directed"] = why
    scaled = np.zeros(size)
    for name in contact_kinds:
        rows = contact_rows & (kind == place[name])
        scaled[rows], notes[f"scale of {name}"] = to_share(strength[rows])
    found, contact = _combine(code[contact_rows], scaled[contact_rows], people, undirected, "max")
    there = contact > 0.0
    if not there.any():
        raise CrmsimError(
            "no ties" if not size else "no tie with contact",
            file=sheet.file,
            expected="a row for each tie, of strength above 0, between two employees",
        )

    quality_rows = contact_rows & np.isfinite(quality)
    if quality_rows.any():
        values = quality[quality_rows]
    else:
        quality_rows = kept & np.isin(kind, [place[name] for name in chosen.quality])
        values = strength[quality_rows]
    values, scale = to_share(values)
    if values.size:
        notes["scale of quality"] = scale
    quality_code, quality_value = _combine(code[quality_rows], values, people, undirected, "mean")
    return Relations(
        code=found[there],
        contact=contact[there],
        quality_code=quality_code,
        quality=quality_value,
        reports=reports,
        kinds=Kinds(contact_kinds, chosen.quality),
        available=available,
        undirected=undirected,
        notes=notes,
    )


def _seats(sheet: Sheet, column: str, cells: list[str], roster: Roster) -> Wide:
    known: dict[str, int] = {}
    for row, text in enumerate(cells):
        if text not in known:
            known[text] = find_seat(roster.index, text, sheet, row, column)
    return np.array([known[text] for text in cells], dtype=np.int64)


def _directed(sheet: Sheet, cells: list[str]) -> bool:
    """Whether a column says that ties are directed: the same word for all."""
    for row, text in enumerate(cells):
        if text.casefold() not in YES | NO or (text.casefold() in YES) != (cells[0].casefold() in YES):
            raise CrmsimError(
                "not one word for all ties" if text.casefold() in YES | NO else "neither yes nor no",
                file=sheet.file,
                line=sheet.lines[row],
                key="directed",
                value=text,
                expected="yes in every row, or no in every row",
            )
    return cells[0].casefold() in YES


def _repeated(
    sheet: Sheet, code: Wide, kind: Wide, strength: Real, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Rows that say again what another row says.

    Raises
    ------
    CrmsimError
        Where two rows speak of the same pair and kind and disagree on the strength.
    """
    order = np.lexsort((np.arange(len(code)), strength, kind, code))
    same = (np.diff(code[order]) == 0) & (np.diff(kind[order]) == 0) & kept[order[1:]]
    differ = np.flatnonzero(same & (np.diff(strength[order]) != 0.0))
    if differ.size:
        one, two = sorted(sheet.lines[order[differ[0] + step]] for step in (0, 1))
        row = sheet.lines.index(two)
        raise CrmsimError(
            f"the same pair and kind stands in line {one} with another strength",
            file=sheet.file,
            line=two,
            key="strength",
            value=float(strength[row]),
            expected="one row for each pair and kind",
        )
    repeated = np.zeros(len(code), dtype=bool)
    repeated[order[1:][same]] = True
    return repeated


def _undirected(code: Wide, people: int, directed: bool | None) -> tuple[bool, str]:
    """Whether a pair stands for both directions: as declared, else by whether any pair stands both ways.

    In a list of undirected ties no pair stands twice. Directed ties placed by chance would give m²/2n(n-1) pairs that
    do, and people return ties more than by chance; where that is three or more and none does, ties are undirected.
    """
    if directed is not None:
        return not directed, "yes, as declared" if directed else "no, as declared"
    code = distinct(code)
    ties = len(code)
    both = int(among(code % people * people + code // people, code).sum()) // 2
    by_chance = ties * ties / max(2.0 * people * (people - 1), 1.0)
    if both:
        return False, f"yes: {both} pairs stand in both directions"
    if by_chance >= EXPECTED_PAIRS:
        return True, f"no: of {ties} pairs none stands in both directions, by chance {by_chance:.0f} would"
    return False, f"yes: {ties} ties are too few to tell otherwise"


def to_share(values: Real) -> tuple[Real, str]:
    """Strengths of one kind on a scale from 0 to 1, and how.

    Up to 1 they stay. Whole numbers from 1 to 5 or 1 to 7 of which each occurs are answers to "how often", where 1 is
    "never" and becomes 0. Counts and times beyond 10 whose maximum is more than four medians are skewed and taken as
    log(1 + units) over its maximum, the unit being the smallest. All else is divided by the maximum.
    """
    positive = values[values > 0.0]
    if not positive.size:
        return values, "all 0"
    top = float(positive.max())
    if top <= 1.0:
        return values, "0 to 1 as given"
    distinct = np.unique(positive)
    if top in ANSWERS and np.array_equal(distinct, np.arange(1.0, top + 1.0)):
        return np.maximum(values - 1.0, 0.0) / (top - 1.0), f"answers 1 (never) to {top:g}"
    unit = float(positive.min())
    if top > WIDE_SCALE and top > SKEWED * float(np.median(positive)):
        return np.log1p(values / unit) / np.log1p(top / unit), f"log of units of {unit:g}, greatest {top:g}"
    return values / top, f"divided by the greatest, {top:g}"


def _combine(code: Wide, value: Real, people: int, undirected: bool, how: str) -> tuple[Wide, Real]:
    """One value for each directed pair: the greatest over kinds, or their mean."""
    if undirected:
        code = np.concatenate([code, code % people * people + code // people])
        value = np.concatenate([value, value])
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
