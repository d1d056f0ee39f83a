"""The short way to a changed scenario: what is typed touches a table or two, and only those are checked anew."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from crmsim.errors import CrmsimError
from crmsim.mechanisms.intervention import Change
from crmsim.scenario.document import Document
from crmsim.scenario.resolve import CSV_KEYS, Resolved, clean, share_keys
from crmsim.scenario.schema import fields, groups, tables
from crmsim.scenario.settings import Setting
from crmsim.scenario.shares import resolve_shares

# Other keys follow from these: defaults of the sector, files.
FAR_REACHING = ("organisation.sector", *(f"organisation.{key}" for key in CSV_KEYS))


@functools.cache
def near() -> dict[str, tuple[str, ...]]:
    """The keys that touch no table but their own, and shares of styles, each with its path."""
    return {key: tuple(key.split(".")) for key in fields() if key not in FAR_REACHING}


def resolve_near(
    before: Resolved, document: Document, earlier: Sequence[Setting], later: Sequence[Setting]
) -> Resolved | None:
    """What holds after ``later``, from what held before: only the tables that are touched are made and checked anew.

    Parameters
    ----------
    before:
        What held with ``earlier`` alone, those of them left out that ``later`` replaces.

    Returns
    -------
    The same as :func:`resolve`; None where that must do it: for keys that reach beyond their table, files, shares
    that interventions change, and anything wrong, of which :func:`resolve` tells.
    """
    known = near()
    shares = share_keys()
    if before.files:
        return None
    contents = dict(before.contents)
    touched: dict[str, dict[str, Any]] = {}
    mixed = False
    for setting in later:
        path = known.get(setting.key)
        if path is None:
            return None
        if setting.key in shares:
            mixed = True
            continue
        name = path[0]
        content = touched.get(name)
        if content is None:
            content = touched[name] = contents[name] = {**contents.get(name, {})}
        value = setting.value
        content[path[1]] = value + 0.0 if type(value) is float else clean(value)
    if mixed:
        found = _shares_near(before, document, [*earlier, *later])
        if found is None:
            return None
        for key, share in found.items():
            name, *inside = known[key]
            content = touched.get(name)
            if content is None:
                content = touched[name] = contents[name] = {**contents[name]}
            if len(inside) == 2:
                content[inside[0]] = {**content[inside[0]], inside[1]: share}
            else:
                content[inside[0]] = share
    built = dict(before.tables)
    try:
        for name, content in touched.items():
            built[name] = tables()[name].model_validate(content)
    except ValidationError:
        return None
    given = before.given
    if mixed:  # a share typed earlier may have been replaced
        typed = [setting.key for setting in earlier if setting.key in shares]
        given = given.difference(shares).union(before.written, typed)
    given = given.union([setting.key for setting in later])
    return Resolved(built, before.interventions, given, before.files, contents, before.written)


def _shares_near(before: Resolved, document: Document, settings: Sequence[Setting]) -> dict[str, float] | None:
    """All shares of styles after all settings, or None where interventions follow from them or they cannot stand."""
    keys = share_keys()
    for intervention in before.interventions:
        if isinstance(intervention.settings, Change) and not keys.isdisjoint(intervention.settings.set):
            return None
    if any(setting.key in groups() for setting in settings):  # whole tables, which may hold shares
        return None
    try:
        return resolve_shares(document, before.written, [setting for setting in settings if setting.key in keys])
    except CrmsimError:
        return None
