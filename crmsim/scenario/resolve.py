"""From what was written and typed to what holds: settings applied, shares summed, sector defaults, all checked."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from crmsim.declaration.parameter import Table, inner_table
from crmsim.errors import CrmsimError, nearest
from crmsim.mechanisms.intervention import Change
from crmsim.scenario.document import PLAIN_TEXT, Document
from crmsim.scenario.interventions import Intervention, Where, read_intervention
from crmsim.scenario.schema import (
    INTERVENTION,
    UNKNOWN,
    fields,
    groups,
    listed,
    plain,
    public_defaults,
    refuse,
    tables,
    unknown_key,
)
from crmsim.scenario.settings import Setting
from crmsim.scenario.shares import STYLES, change_on_the_way, resolve_shares, share_groups
from crmsim.scenario.unknown import unknowns_of
from crmsim.words import message
from crmsim.words.shown import orders_in

CSV_KEYS = ("employees_csv", "ties_csv")


@dataclass(frozen=True)
class Resolved:
    """What holds, and what it was made of.

    Attributes
    ----------
    tables:
        Every table, checked.
    interventions:
        By week.
    given:
        The dotted keys set by the file or typed.
    files:
        The CSV files found.
    unknown:
        What is not known, by dotted key; what was typed is known.
    """

    tables: dict[str, Table]
    interventions: tuple[Intervention, ...]
    given: frozenset[str]
    files: dict[str, Path]
    unknown: Mapping[str, Any]


def resolve(
    document: Document, settings: Sequence[Setting], folder: Path, known: Mapping[str, Path] = MappingProxyType({})
) -> Resolved:
    """Apply ``settings`` to ``document`` and check everything.

    Parameters
    ----------
    known:
        CSV files found before, by how they are written: they are not looked for again.

    Raises
    ------
    CrmsimError
        For an unknown table or key, a value of the wrong type or out of range, shares that do not sum to one, or a
        CSV file that is not there.
    """
    flat = dict(_flat(document))
    typed = [_without_orders(part) for setting in settings for part in _leaves(setting)]
    entries = [(entry, document.shown, f"{INTERVENTION}.{i}") for i, entry in enumerate(_entries(document), start=1)]
    for setting in typed:
        if setting.key == INTERVENTION:
            added = setting.value if isinstance(setting.value, list | tuple) else [setting.value]
            entries += [
                (entry, setting.origin, f"{INTERVENTION}.{len(entries) + i}") for i, entry in enumerate(added, 1)
            ]
    typed = [setting for setting in typed if setting.key != INTERVENTION]
    origins = {setting.key: setting.origin for setting in typed}

    def where(key: str) -> tuple[str | None, int | None]:
        return (origins[key], None) if key in origins else (document.shown, document.line(key))

    shares = resolve_shares(document, flat, typed)
    flat.update({setting.key: clean(setting.value) for setting in typed})
    given = frozenset(flat) | (frozenset({INTERVENTION}) if entries else frozenset())
    flat.update(shares)
    if flat.get("organisation.sector", fields()["organisation.sector"].default) == "public":
        flat = {**public_defaults(), **flat}
    built = _tables(_nested(flat), where)
    interventions = [
        read_intervention(clean(entry), key, _entry_where(document, origin)) for entry, origin, key in entries
    ]
    interventions.sort(key=lambda intervention: intervention.week)  # stable: the order within a week is the writer's
    interventions = _with_whole_shares(interventions, shares, document.shown)
    files = _files(built["organisation"], folder, where, known)
    unknown = {key: value for key, value in unknowns_of(document).items() if key not in origins}
    return Resolved(built, tuple(interventions), given, files, unknown)


@functools.lru_cache(maxsize=64)
def _flat(document: Document) -> Mapping[str, Any]:
    """The document's values by dotted key, tables checked."""
    flat: dict[str, Any] = {}
    for name, content in document.content.items():
        if name in (INTERVENTION, UNKNOWN):
            continue
        if name not in tables():
            shown = None if isinstance(content, Mapping) else plain(content)
            raise unknown_key(name, shown, document.shown, document.line(name))
        _flatten(document, name, tables()[name], content, flat)
    return flat


def _flatten(document: Document, name: str, table: type[Table], content: object, flat: dict[str, Any]) -> None:
    if not isinstance(content, Mapping):
        raise document.wrong(name, message("not a table"), plain(content), f"[{name}]", _switch(name, content))
    for key, value in content.items():
        dotted = f"{name}.{key}"
        field = table.model_fields.get(key)
        if field is None:
            raise unknown_key(dotted, plain(value), document.shown, document.line(dotted))
        inside = inner_table(field)
        if inside is None:
            flat[dotted] = clean(value)
        else:
            _flatten(document, dotted, inside, value, flat)


def _switch(name: str, value: object) -> str | None:
    """The switch most likely meant where a table is given as true or false."""
    switch = f"mechanisms.{name}"
    return switch if isinstance(value, bool) and switch in fields() else None


def _entries(document: Document) -> list[object]:
    """The document's interventions as written."""
    result = document.content.get(INTERVENTION, [])
    if not isinstance(result, list | tuple):
        raise document.wrong(INTERVENTION, message("not a list of tables"), plain(result), f"[[{INTERVENTION}]]")
    return list(result)


def _leaves(setting: Setting) -> list[Setting]:
    """A setting as settings of plain values: a whole table is taken apart."""
    key, value = setting.key, setting.value
    if key in fields() or key == INTERVENTION:
        return [setting]
    if key.startswith(f"{INTERVENTION}."):
        raise CrmsimError(
            message("interventions are added whole"),
            file=setting.origin,
            key=key,
            value=plain(value),
            expected=f'{INTERVENTION}={{week = 30, kind = "…"}}',
        )
    if key.partition(".")[0] == UNKNOWN:
        raise CrmsimError(
            message("is said in a file alone: what is typed is known"),
            file=setting.origin,
            key=key,
            value=plain(value),
            expected=message("a table [{table}] in the scenario", table=UNKNOWN),
        )
    if key in groups():
        if isinstance(value, Mapping):
            return [leaf for name in value for leaf in _leaves(Setting(f"{key}.{name}", value[name], setting.origin))]
        inside = [name.rpartition(".")[2] for name in fields() if name.rpartition(".")[0] == key]
        raise CrmsimError(
            message("names a table, not a key"),
            file=setting.origin,
            key=key,
            value=plain(value),
            expected=message("a key of it: {choices}", choices=listed(f"{key}.{name}" for name in inside)),
            nearest=_switch(key, value),
        )
    raise unknown_key(key, plain(value), setting.origin)


def _entry_where(document: Document, origin: str) -> Where:
    """Where an intervention's keys stand: a line of the file, or the option it was typed after."""
    return lambda key: (origin, document.line(key) if origin == document.shown else None)


def _with_whole_shares(
    interventions: Sequence[Intervention], shares: Mapping[str, float], shown: str
) -> list[Intervention]:
    """The interventions, where a change of some shares of a hiring mix is one of all three."""
    result: list[Intervention] = []
    current = dict(shares)
    for intervention in interventions:
        if isinstance(intervention.settings, Change):
            changes = dict(intervention.settings.set)
            for group in share_groups():
                keys = [f"{group}.{style}" for style in STYLES]
                if any(key in changes for key in keys):
                    whole = change_on_the_way(group, [current[key] for key in keys], changes, shown)
                    changes.update(zip(keys, whole, strict=True))
                    current.update(zip(keys, whole, strict=True))
            intervention = replace(intervention, settings=Change(set=changes))
        result.append(intervention)
    return result


def clean(value: Any) -> Any:
    """A value as the tables take it: lists as tuples, and zero without a sign."""
    if isinstance(value, list | tuple):
        return tuple(clean(part) for part in value)
    if isinstance(value, Mapping):
        return {name: clean(part) for name, part in value.items()}
    return value + 0.0 if isinstance(value, float) else value


@functools.cache
def as_declared(name: str) -> Table:
    """A table of which nothing was given; frozen, and hence shared."""
    return tables()[name]()


def _without_orders(setting: Setting) -> Setting:
    """The setting, unless its text would give orders to a terminal."""
    found = None if isinstance(setting.value, float | int) else orders_in({setting.key: setting.value})
    if found is not None:
        problem = message("holds a control character, {order}", order=found[2])
        raise CrmsimError(problem, file=setting.origin, key=found[0], value=found[1], expected=PLAIN_TEXT)
    return setting


def _nested(flat: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Values by dotted key as tables."""
    nested: dict[str, dict[str, Any]] = {}
    for key, value in flat.items():
        *path, leaf = key.split(".")
        level: dict[str, Any] = nested
        for name in path:
            level = level.setdefault(name, {})
        level[leaf] = value
    return nested


def _tables(nested: Mapping[str, dict[str, Any]], where: Where) -> dict[str, Table]:
    """The checked tables from their values."""
    built: dict[str, Table] = {}
    for name, table in tables().items():
        if name not in nested:
            built[name] = as_declared(name)
            continue
        try:
            built[name] = table.model_validate(nested[name])
        except ValidationError as error:
            refuse(error, table, name, where)
    return built


def _files(organisation: Any, folder: Path, where: Where, known: Mapping[str, Path]) -> dict[str, Path]:
    """The CSV files of an imported organisation, both or none, where they really are."""
    named = {key: getattr(organisation, key) for key in CSV_KEYS if getattr(organisation, key)}
    if len(named) == 1:
        (key,) = named
        other = next(name for name in CSV_KEYS if name != key)
        file, line = where(f"organisation.{key}")
        raise CrmsimError(
            message("{other} is missing beside it", other=other),
            file=file,
            line=line,
            key=f"organisation.{key}",
            value=named[key],
            expected=message("both employees_csv and ties_csv, or neither"),
        )
    return {key: known.get(text) or _find_file(key, text, folder, where) for key, text in named.items()}


def _find_file(key: str, text: str, folder: Path, where: Where) -> Path:
    """A file named relative to the scenario's folder, else to the working folder."""
    file, line = where(f"organisation.{key}")
    try:
        written = Path(text).expanduser()
        for start in (folder, Path.cwd()):
            candidate = start / written
            if candidate.is_file():
                return candidate.resolve()
        parent = (folder / written).parent
        beside = {path.stem: path.name for path in parent.glob("*.csv")} if parent.is_dir() else {}
        alike = nearest(written.stem, beside)  # without the ending, which any two of them share
        is_folder = (folder / written).is_dir()
    except (OSError, ValueError, RuntimeError) as error:
        raise CrmsimError(
            message("not a file name ({error})", error=error),
            file=file,
            line=line,
            key=f"organisation.{key}",
            value=text,
        ) from None
    raise CrmsimError(
        message("a folder, not a file") if is_folder else message("there is no such file"),
        file=file,
        line=line,
        key=f"organisation.{key}",
        value=text,
        expected=message("a CSV file, relative to {folder} or to the working folder", folder=folder),
        nearest=None if alike is None else str(written.parent / beside[alike]),
    )


def forget_replaced_shares(earlier: Sequence[Setting], later: Sequence[Setting]) -> list[Setting]:
    """Earlier settings without the shares that later ones settle: who names two shares has named all three."""
    named = [group for setting in later for group, _, style in (setting.key.rpartition("."),) if style in STYLES]
    settled = {f"{group}.{style}" for group in share_groups() if named.count(group) >= 2 for style in STYLES}
    return [setting for setting in earlier if setting.key not in settled]
