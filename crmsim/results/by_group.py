"""Outcomes of a part of the people, by names such as ``output:giver``, ``help_rate:department:2`` and
``user_share:role:superuser``.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from crmsim.declaration.mechanism import entered_columns
from crmsim.declaration.outcome import Outcome
from crmsim.mechanisms import OUTCOME
from crmsim.mechanisms.state import ROLES, STYLES
from crmsim.results.few import COUNTS, FEW, few
from crmsim.results.own import OWN
from crmsim.results.weekly import PLACE, Floats
from crmsim.words import message

DEPARTMENT, ROLE = "department:", "role:"
IMPORTED = message("departments and roles of people from files are not told one by one in a sweep")
NOWHERE = message("there is no such department")
NOBODY = message("nobody is there of whom it would be told")
ROLE_GROUPS = tuple(f"{ROLE}{role}" for role in ROLES)


def outcome_and_group(name: str) -> tuple[str, str]:
    """The outcome, and the group it is told of: a style, ``department:`` with a name or number, ``role:`` with a role,
    or "" for everybody.
    """
    outcome, _, group = name.partition(":")
    return outcome, group


def named(name: str) -> Outcome | None:
    """The declaration of an outcome, of one's own and of a part of the people too; None for a name that is none."""
    return OWN.get(name) or _of_the_model(name)


@functools.lru_cache(maxsize=256)
def _of_the_model(name: str) -> Outcome | None:
    outcome, group = outcome_and_group(name)
    known = OUTCOME.get(outcome)
    if known is None or outcome == name:
        return known
    whole = group in STYLES or (group.startswith(DEPARTMENT) and len(group) > len(DEPARTMENT))
    # What is entered when it happens, as leaving, is summed up by style and department alone.
    whole = whole or (group in ROLE_GROUPS and known.numerator not in entered_columns())
    return replace(known, name=name) if whole and known.by_group else None


def columns_of_groups(
    table: Floats, ledger: Floats, groups: Sequence[str], imported: bool, columns: Sequence[str]
) -> tuple[list[float], Mapping[str, str]]:
    """What a run leaves in columns of groups, NaN where undefined; and column → why nothing may be told of a group.

    Parameters
    ----------
    table:
        float64[groups, outcomes] of the run.
    ledger:
        float64[weeks, groups, columns], from which the sizes of groups are seen.
    groups:
        A name for each row: everybody, the styles, and departments and roles where the columns ask for one.
    imported:
        Whether the people were read from files: then a style of few is not told, and no department or role.
    """
    hidden = few(ledger[:, 1 : 1 + len(STYLES)][:, :, COUNTS]) if imported else np.zeros(len(STYLES), dtype=bool)
    values: list[float] = []
    reasons: dict[str, str] = {}
    for column in columns:
        outcome, group = outcome_and_group(column)
        why = None
        row = _row(group, groups)
        if group in STYLES:
            why = FEW if hidden[STYLES.index(group)] else None
        elif imported:
            why = IMPORTED
        elif row is None:
            why = NOWHERE
        elif not ledger[:, row, COUNTS[0]].any():
            why = NOBODY
        if why is not None:
            reasons[column] = why
        values.append(np.nan if why is not None or row is None else float(table[row, PLACE[outcome]]))
    return values, reasons


def _row(group: str, groups: Sequence[str]) -> int | None:
    """The row of a group; the number of a department is short for its name in a generated organisation."""
    name = group.removeprefix(DEPARTMENT)
    known = (group, f"{DEPARTMENT}department {name}") if group.startswith(DEPARTMENT) else (group,)
    return next((groups.index(one) for one in known if one in groups), None)
