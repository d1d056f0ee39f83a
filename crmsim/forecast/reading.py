"""A folder of people, ties and adoption times, of any set of that shape: who adopted in which period, as far as known.

Three tables: people (optional), ties, adoption. Columns go by the names that :mod:`crmsim.organisation` knows, or are
named in ``forecast.toml`` beside them. Time is cut into periods of one unit, the first of which is 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.errors import CrmsimError, nearest
from crmsim.forecast.facts import facts_of, with_words
from crmsim.forecast.mapping import FILE, read_mapping
from crmsim.forecast.records import TABLE, Record, Timing, records_in
from crmsim.organisation import Organisation, read
from crmsim.organisation.columns import Columns, find_columns
from crmsim.organisation.names import EMPLOYEE_COLUMNS, KNOWN
from crmsim.organisation.sheet import Sheet, read_sheet, simple
from crmsim.words import Message, message

Floats = NDArray[np.float64]
OTHERWISE = {
    "not adopted": 'people.without_adoption = "unknown"', "unknown": 'people.without_adoption = "not adopted"',
}  # fmt: skip
FEWEST = 10  # people whose adoption is known


@dataclass(frozen=True, eq=False)
class Adopters:
    """People whose adoption is known, on their network.

    Attributes
    ----------
    name:
        Of the set: its folder's.
    organisation:
        Those whose adoption is known to the period, or who had not adopted when last looked at, and the ties among
        them; i's entries lead to those i turns to.
    time:
        int64[n]: the period of adoption, from 1; of who had not, the last period known.
    adopted:
        bool[n].
    low, high:
        float64[everybody of whom anything is known]: adopted within (low, high], infinity for not yet; for the curve,
        which can also use who is known in part.
    periods:
        The last period that anybody was watched.
    begin, length, unit:
        The file's time at which period 1 begins less one length, the length of a period, and what it is called.
    kinds:
        Kinds of tie in the file.
    facts:
        float64[n, columns] of the people, scaled to mean 0 and standard deviation 1, and their names.
    notes:
        What is to be told of how files were read.
    files:
        Those that were read.
    """

    name: str
    organisation: Organisation
    time: NDArray[np.int64]
    adopted: NDArray[np.bool_]
    low: Floats
    high: Floats
    periods: int
    begin: float
    length: float
    unit: str
    kinds: tuple[str, ...]
    by_kind: dict[str, Organisation] = field(default_factory=dict)
    facts: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    fact_names: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def department(self) -> NDArray[np.int64]:
        """int64[n]: the group each belongs to."""
        return self.organisation.department.astype(np.int64)

    def of(self, period: float) -> float:
        """A period in the file's own time: the end of it."""
        return self.begin + period * self.length

    def period_of(self, time: float) -> int:
        """The period in which a time of the file lies."""
        return max(math.ceil((time - self.begin) / self.length - 1e-9), 0)


def read_adopters(
    data: Path, mapping: Path | None = None, changes: dict[str, dict[str, Any]] | None = None
) -> Adopters:
    """A set of adopters.

    Parameters
    ----------
    data:
        The folder.
    mapping:
        How the files are to be read; ``forecast.toml`` in the folder, if it is there, unless given.
    changes:
        Table → key → value, instead of what the mapping says.

    Raises
    ------
    CrmsimError
        For files that are missing or no such tables, cells that cannot be read, people who stand twice or nowhere
        else, and where too little is known.
    """
    asked = read_mapping(data, mapping, changes or {})
    sheet = with_words(read_sheet(asked.adoption, {name for names in TABLE.values() for name in names}), asked)
    people_file = asked.people or asked.adoption
    people = sheet if asked.people is None else read_sheet(asked.people, KNOWN)
    own, others = _columns_of_each(asked.columns, sheet, people)
    columns = find_columns(sheet, TABLE, ["employee_id", "time"], own)
    records = records_in(sheet, columns, asked)
    settings: dict[str, Any] = {
        "keep_names": True, "unlisted": asked.unlisted, "directed": asked.directed, "missing": asked.missing_words,
        "repeats": asked.repeats, "scale": asked.scale,
    }  # fmt: skip

    def network(kinds: str | None) -> Organisation:
        return read(people_file, asked.ties, kinds=kinds, columns=others, **settings)

    whole = network(asked.kinds)
    seats = {str(one): seat for seat, one in enumerate(whole.ids)}
    _refuse_strangers(sheet, columns, records, seats)
    timed = Timing.of(sheet, records, asked)
    unused = (what for _, what in columns.purposes if isinstance(what, Message) and "use" in what.values)
    notes = [*dict.fromkeys(unused), *timed.notes]
    for key in ("not listed", "employees"):
        if key in whole.report["notes"]:
            notes.append(whole.report["notes"][key])
    exact = {who: spot for who in records if (spot := timed.spot(records[who])) is not None and spot[2]}
    absent = [who for who in seats if who not in records]
    # A file that lists nobody who had not adopted lists adopters: who has no row is none.
    listing = not any(record.adopted is False for record in records.values())
    settled = asked.without_adoption or ("not adopted" if listing else "unknown")
    if absent:
        words = (
            message(
                "{count} people without a row of adoption are taken not to have adopted until the end",
                count=len(absent),
            )
            if settled == "not adopted"
            else message(
                "{count} people without a row of adoption are left out, as nothing is known of them", count=len(absent)
            )
        )
        notes.append(words)
        if not asked.without_adoption:
            notes.append(
                message("to have it otherwise, write {setting} in {file}", file=FILE, setting=OTHERWISE[settled])
            )
    if settled == "not adopted":
        exact |= dict.fromkeys(absent, (timed.periods, False, True))
    part = len(records) - sum(who in records for who in exact)
    if part:
        notes.append(message("{count} people whose adoption is known in part or not at all", count=part))
    if len(exact) < FEWEST:
        raise CrmsimError(
            message("too few people whose adoption is known ({count})", count=len(exact)), file=asked.adoption,
            expected=message("{least} or more", least=FEWEST),
        )  # fmt: skip
    known = np.array([str(one) in exact for one in whole.ids])
    organisation = among(whole, known)
    lost = 1.0 - float((organisation.contact > 0.0).sum()) / max(float((whole.contact > 0.0).sum()), 1.0)
    if lost > 0.0:
        notes.append(
            message("left out for it: {share:.0f} % of the ties, which lead to or from people not known",
                    share=100.0 * lost)
        )  # fmt: skip
    of = [exact[str(one)] for one in organisation.ids]
    bounds = [pair for record in records.values() if (pair := timed.bounds(record)) is not None]
    bounds += [(float(timed.periods), math.inf)] * sum(who not in records for who in exact)
    kinds = tuple(str(kind) for kind in whole.report["contact_kinds"])
    by_kind = {kind: among(network(kind), known) for kind in kinds} if len(kinds) > 1 else {}
    facts, names = facts_of(asked, organisation)
    return Adopters(
        asked.name, organisation, np.array([one[0] for one in of]), np.array([one[1] for one in of]),
        np.array([pair[0] for pair in bounds]), np.array([pair[1] for pair in bounds]), timed.periods, timed.begin,
        timed.length, asked.unit, kinds, by_kind, facts, names, tuple(notes),
        tuple(dict.fromkeys(path for path in (asked.source, asked.people, asked.ties, asked.adoption) if path)),
    )  # fmt: skip


def among(organisation: Organisation, chosen: NDArray[np.bool_]) -> Organisation:
    """The chosen people and the ties among them."""
    place = np.cumsum(chosen) - 1
    kept = chosen[organisation.source] & chosen[organisation.target]
    start = np.zeros(int(chosen.sum()) + 1, dtype=np.int64)
    np.cumsum(np.bincount(place[organisation.source[kept]], minlength=len(start) - 1), out=start[1:])
    entry = np.cumsum(kept) - 1
    manager = np.where(organisation.manager >= 0, organisation.manager, 0)
    led = (organisation.manager >= 0) & chosen[manager]
    each = ("key", "department", "level", "style", "role", "otherish", "productivity", "threshold", "tenure")
    return replace(
        organisation,
        names=tuple(one for one, here in zip(organisation.ids, chosen, strict=True) if here),
        **{name: getattr(organisation, name)[chosen] for name in each},
        manager=np.where(led, place[manager], -1)[chosen].astype(np.int32),
        start=start,
        target=place[organisation.target[kept]].astype(np.int32),
        reverse=entry[organisation.reverse[kept]].astype(np.int32),
        contact=organisation.contact[kept],
        quality=organisation.quality[kept],
    )


def _columns_of_each(asked: dict[str, str], adoption: Sheet, people: Sheet) -> tuple[dict[str, str], dict[str, str]]:
    """Which columns were asked for of the adoption, and of people and ties.

    Of people nothing but who they are and to which group they belong is read, so that no other column is stumbled on.
    """
    here, there = ({simple(name): name for name in one.header} for one in (adoption, people))
    own = {use: name for use, name in asked.items() if use in TABLE}
    others = {use: name for use, name in asked.items() if use not in ("time", "adopted", "after", "ignore")}
    who = simple(asked.get("employee_id", ""))
    if who in here and who not in there:  # the tables may call it differently
        del others["employee_id"]
    elif who in there and who not in here:
        del own["employee_id"]
    left = [name.strip() for name in asked.get("ignore", "").split(",") if name.strip()]
    if left:
        own["ignore"] = ",".join(left)
    needed = {
        name for use in ("employee_id", "department") for name in (*EMPLOYEE_COLUMNS[use], simple(others.get(use, "")))
    }
    known = {name for names in EMPLOYEE_COLUMNS.values() for name in names} - needed
    ignored = [name for plain, name in there.items() if plain in known or plain in set(map(simple, left))]
    ignored += [name for name in left if simple(name) not in here and simple(name) not in there]
    return own, others | ({"ignore": ",".join(ignored)} if ignored else {})


def _refuse_strangers(sheet: Sheet, columns: Columns, records: dict[str, Record], seats: dict[str, int]) -> None:
    for who, record in records.items():
        if who not in seats:
            raise CrmsimError(
                message("is not in the list of people"), file=sheet.file, line=record.line,
                key=columns.header["employee_id"], value=who, expected=message("somebody on the list of people"),
                nearest=nearest(who, seats),
            )  # fmt: skip
