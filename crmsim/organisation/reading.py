"""From two CSV files of any usual shape to an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from crmsim.errors import CrmsimError
from crmsim.organisation.organisation import Organisation, Real, Whole, Wide, among, rows
from crmsim.organisation.relations import Relations, parse_kinds, read_relations
from crmsim.organisation.roster import Roster, check_line, read_roster, settle_levels

DRAWN = ("style", "role", "otherish", "productivity", "threshold", "tenure_years")  # what a run draws where missing


def read(
    employees_csv: str | Path,
    ties_csv: str | Path,
    *,
    kinds: str | Sequence[str] | None = None,
    keep_names: bool = False,
    directed: bool | None = None,
) -> Organisation:
    """An organisation from a file of employees and a file of ties.

    Only ``employee_id`` and ``source_id``, ``target_id`` are needed; columns may go by many English and Norwegian
    names (:mod:`crmsim.organisation.columns`), cells be parted by semicolons, tabs or commas, numbers have decimal
    commas, and text be UTF-8, UTF-16 or Latin-1. The order of rows is of no consequence.

    Parameters
    ----------
    employees_csv:
        A row for each employee: id, and where known department, level, manager, title, style, role, otherish,
        productivity, threshold, tenure_years.
    ties_csv:
        A row for each tie, from the one who asks to the one who answers: source, target, and where known strength
        (any scale, see :func:`crmsim.organisation.relations.to_share`; 1 where there is none), kind, quality,
        directed.
    kinds:
        Kinds of tie that make contact, as "advice" or "advice,friendship,quality=trust"; contact is the greatest over
        the kinds, each on its own scale of 0 to 1. A kind after ``quality=`` gives the quality of ties. By default
        kinds of value, trust or energy give quality, the line of command gives managers where the employees' file
        has none, and everything else gives contact.
    keep_names:
        Whether people are shown by the ids of the file; else by pseudonyms, which are part of a hash of the id, as is
        the key of the seat.
    directed:
        Whether a row speaks for one direction only; None decides by a column ``directed``, else by whether any pair
        stands both ways.

    Returns
    -------
    Organisation
        Seats ordered by department and key; pairs without contact in either direction are left out. Its ``report``
        says how everything was understood.

    Raises
    ------
    CrmsimError
        For files that cannot be read as such tables, ids that are missing or stand twice, ties or managers that are
        nobody, circles of managers, unknown words, strengths that are no numbers or negative, rows that contradict
        one another, no ties, and more than 2 million employees or 20 million ties.
    """
    chosen = parse_kinds(kinds)
    roster = read_roster(employees_csv)
    relations = read_relations(ties_csv, roster, chosen, directed)
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
    return Organisation(
        ids=tuple(roster.index) if keep_names else roster.ids,
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


def _managers(roster: Roster, relations: Relations) -> tuple[Whole, str]:
    """Managers of the employees' file, else of ties that stand for the line of command."""
    manager = roster.manager
    if "manager" in roster.given:
        return manager, f"given for {int((manager >= 0).sum())} of {len(manager)}"
    if not len(relations.reports):
        return manager, "none given"
    names = list(roster.index)
    manager = manager.copy()
    for seat, boss in relations.reports[np.lexsort(relations.reports.T[::-1])]:
        if manager[seat] >= 0 and manager[seat] != boss:
            raise CrmsimError(
                f"two managers: {names[manager[seat]]} and {names[boss]}",
                file=roster.sheet.file,
                key="manager",
                value=names[seat],
                expected="one manager for each, in a column manager_id or by a tie",
            )
        manager[seat] = boss
    return manager, f"taken from ties, for {int((manager >= 0).sum())} of {len(manager)}"


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
        "columns": roster.given,
        "drawn": tuple(missing),
        "quality_given": given,
        "reached": {
            "mean_ties": float(tied.sum() / people),
            "within_department": float(inside[tied].mean()),
        },
        "notes": roster.notes | relations.notes,
    }
