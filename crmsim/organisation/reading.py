"""From files of any usual shape to an organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from crmsim.errors import CrmsimError
from crmsim.organisation.beside import ties_by_list
from crmsim.organisation.columns import find_columns
from crmsim.organisation.files import Tables, gather
from crmsim.organisation.names import EMPLOYEE_COLUMNS, TIE_COLUMNS
from crmsim.organisation.options import Options, missing_words, options
from crmsim.organisation.organisation import Organisation, Real, Whole, Wide, among, rows
from crmsim.organisation.people import from_ties, settle_people
from crmsim.organisation.pseudonyms import Names
from crmsim.organisation.relations import Relations, parse_kinds, read_relations
from crmsim.organisation.roster import Roster, check_line, read_roster, settle_levels
from crmsim.organisation.sheet import Held, simple
from crmsim.words import Message, message, wrong_choice

DRAWN = ("style", "role", "otherish", "productivity", "threshold", "tenure_years")  # what a run draws where missing


def read(
    employees: Any,
    ties: str | Path | Held | None = None,
    *,
    kinds: str | Sequence[str] | None = None,
    keep_names: bool = False,
    directed: bool | None = None,
    repeats: str | None = None,
    scale: str | None = None,
    decimal: str | None = None,
    level: str | None = None,
    tenure: str | None = None,
    missing: str | Sequence[str] | None = None,
    unlisted: str = "refuse",
    columns: Mapping[str, str] | Sequence[str] = (),
) -> Organisation:
    """An organisation from a file of employees and a file of ties, or from one file or object that holds both.

    Of tables only ``employee_id`` and ``source_id``, ``target_id`` are needed; columns may go by many English and
    Norwegian names (:mod:`crmsim.organisation.names`). What a column is for is told by its name, never by its values.
    The order of the rows of ties is of no consequence, but where the last of several rows is asked for. Random numbers
    go with the place on the list of employees, so that people added at the end change nobody else's.

    Parameters
    ----------
    employees:
        A table with a row for each employee: id, and where known department, level, manager, title, style, role,
        otherish, productivity, threshold, tenure; as CSV, a sheet of a workbook, or Parquet. Or a file of people and
        ties: a workbook, GraphML, GEXF, Pajek, UCINET DL, an adjacency matrix; or a graph of networkx or igraph. A
        table of ties alone makes do without a list of employees. A file that was read already is given as
        :class:`crmsim.organisation.sheet.Held`.
    ties:
        A table with a row for each tie, from the one who asks to the one who answers: source, target, and where known
        strength (any scale, see :func:`crmsim.organisation.scales.to_share`; 1 where there is none), kind, quality,
        directed, time.
    kinds:
        Kinds of tie that make contact, as "advice" or "advice,friendship,quality=trust"; contact is the greatest over
        the kinds, each on its own scale of 0 to 1. A kind after ``quality=`` gives the quality of ties. By default
        kinds of value, trust or energy give quality, the line of command gives managers where the employees' file
        has none, and everything else gives contact.
    keep_names:
        Whether people are shown by the ids of the file; else by pseudonyms, under a random key that stands beside the
        file and is made when they are first shown (:mod:`crmsim.organisation.pseudonyms`).
    directed:
        Whether a row speaks for one direction only; None decides by a column of such a name, else by whether more
        pairs stand both ways than chance leaves out.
    repeats, scale, decimal, level, tenure, missing, unlisted, columns:
        See :class:`crmsim.organisation.options.Options`, written as :func:`crmsim.organisation.options.options` takes
        them.

    Returns
    -------
    Organisation
        Seats ordered by department and place on the list (:mod:`crmsim.organisation.seats`); pairs without contact in
        either direction are left out. Its ``report`` says how everything was understood.

    Raises
    ------
    CrmsimError
        For files that cannot be read as such tables, names of columns that are nearly known, ids that are missing or
        stand twice, ties or managers that are nobody, circles of managers, unknown words, strengths that are no numbers
        or negative, numbers that could be read in two ways, rows that contradict one another, no ties, and more than
        2 million employees or 20 million ties.
    """
    asked = options(
        directed=directed,
        repeats=repeats,
        scale=scale,
        decimal=decimal,
        level=level,
        tenure=tenure,
        missing=missing,
        unlisted=unlisted,
        columns=columns,
    )
    return build(gather([employees] if ties is None else [employees, ties]), kinds, asked, keep_names=keep_names)


def build(
    tables: Tables, kinds: str | Sequence[str] | None, asked: Options, *, keep_names: bool = False
) -> Organisation:
    """An organisation of tables that were gathered; see :func:`read`."""
    chosen = parse_kinds(kinds)
    words = missing_words(asked)
    tied = replace(tables.ties, missing=words, decimal=asked.decimal or tables.ties.decimal)
    tie_columns = find_columns(tied, TIE_COLUMNS, ["source_id", "target_id"], asked.columns)
    notes = dict(tables.notes)
    if tables.employees is None:
        listed = from_ties(tied, tie_columns)
    else:
        listed = replace(tables.employees, missing=words, decimal=asked.decimal or tables.employees.decimal)
    columns = find_columns(listed, EMPLOYEE_COLUMNS, ["employee_id"], asked.columns)
    if tables.nodes is not None:
        refuse = asked.unlisted == "refuse"
        tied = ties_by_list(tied, tables.nodes, listed, columns, notes, refuse=refuse)
        tie_columns = find_columns(tied, TIE_COLUMNS, ["source_id", "target_id"], asked.columns)
    _check_ignored(asked, [*listed.header, *tied.header])
    lists = settle_people(listed, columns, tied, tie_columns, asked.unlisted)
    if tables.employees is None:
        lists.notes["employees"] = message(
            "people: those who stand in ties, for want of a list; people without a tie are missed"
        )
    roster = read_roster(lists, asked)
    relations = read_relations(tied, tie_columns, lists, roster, chosen, asked)
    manager, manager_note = _managers(roster, relations)
    depth = check_line(roster, manager)
    level, level_note = settle_levels(roster, manager, depth)

    people = len(roster.index)
    start, target, reverse, code = rows(people, relations.code // people, relations.code % people)
    contact = np.zeros(len(code))
    contact[np.searchsorted(code, relations.code)] = relations.contact
    quality = np.full(len(code), np.nan)
    standing = among(relations.quality_code, code)
    quality[np.searchsorted(code, relations.quality_code[standing])] = relations.quality[standing]
    report = _report(roster, relations, contact, code, quality)
    report |= {"manager": manager_note, "level": level_note}
    report["notes"] = notes | report["notes"]
    text = [] if tables.employees is None else columns.purposes
    report["columns"] = {"employees": tuple(text), "ties": tuple(tie_columns.purposes)}
    people_of = tuple(roster.index)
    return Organisation(
        names=people_of if keep_names else Names(people_of, tables.folder),
        departments=roster.departments,
        key=roster.key,
        department=roster.department,
        level=level,
        manager=manager,
        start=start,
        target=target,
        reverse=reverse,
        contact=contact,
        quality=quality,
        style=roster.style,
        role=roster.role,
        otherish=roster.otherish,
        productivity=roster.productivity,
        threshold=roster.threshold,
        tenure=roster.tenure,
        report=report,
    )


def _check_ignored(asked: Options, headers: Sequence[str]) -> None:
    there = set(map(simple, headers))
    for name in asked.columns.get("ignore", "").split(","):
        if name.strip() and simple(name) not in there:
            raise wrong_choice(message("no such column, to be ignored"), name, headers, key="columns")


def _managers(roster: Roster, relations: Relations) -> tuple[Whole, Message]:
    """Managers of the employees' file, else of ties that stand for the line of command."""
    manager = roster.manager
    if "manager" in roster.given:
        return manager, message(
            "managers: given for {count} of {people}", count=int((manager >= 0).sum()), people=len(manager)
        )
    if not len(relations.reports):
        return manager, message("managers: none given")
    names = list(roster.index)
    manager = manager.copy()
    for seat, boss in relations.reports[np.lexsort(relations.reports.T[::-1])]:
        if manager[seat] >= 0 and manager[seat] != boss:
            raise CrmsimError(
                message("two managers: {one} and {other}", one=names[manager[seat]], other=names[boss]),
                file=roster.sheet.file,
                key="manager",
                value=names[seat],
                expected=message("one manager for each, in a column manager_id or by a tie"),
            )
        manager[seat] = boss
    return manager, message(
        "managers: taken from ties, for {count} of {people}", count=int((manager >= 0).sum()), people=len(manager)
    )


def _report(roster: Roster, relations: Relations, contact: Real, code: Wide, quality: Real) -> dict[str, Any]:
    people = len(roster.index)
    tied = contact > 0.0
    inside = roster.department[code // people] == roster.department[code % people]
    given = int(np.isfinite(quality[tied]).sum())
    missing = [name for name in DRAWN if name not in roster.given]
    if given < tied.sum():
        missing.append("quality")
    return {
        "employees": people,
        "contact_kinds": relations.kinds.contact,
        "quality_kinds": relations.kinds.quality,
        "available_kinds": relations.available,
        "undirected": relations.undirected,
        "drawn": tuple(missing),
        "quality_given": given,
        "reached": {
            "mean_ties": float(tied.sum() / people),
            "within_department": float(inside[tied].mean()),
        },
        "notes": roster.notes | relations.notes,
    }
