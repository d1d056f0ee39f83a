"""A scenario as it is run: every table resolved and checked, with the hash that names its numbers."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from crmsim.errors import CrmsimError
from crmsim.parameter import Table
from crmsim.scenario.catalogue import locate
from crmsim.scenario.document import Document, read_document
from crmsim.scenario.interventions import Intervention
from crmsim.scenario.near import resolve_near
from crmsim.scenario.resolve import CSV_KEYS, Resolved, forget_replaced_shares, resolve, share_keys
from crmsim.scenario.schema import INTERVENTION, fields, plain
from crmsim.scenario.settings import Setting, Settings, as_settings
from crmsim.scenario.tables import PROSE
from crmsim.words import message


@dataclass(frozen=True, eq=False, repr=False)
class Scenario:
    """A resolved scenario. Its tables are attributes: ``scenario.exchange.cost``, ``scenario.people.hiring.takers``.

    Attributes
    ----------
    name:
        A shipped name or the file's stem.
    folder:
        Where relative CSV paths start.
    tables:
        Every table by name, resolved; treat as read-only.
    interventions:
        By week; within a week in the order they were written.
    given:
        The dotted keys set by the file or typed; all others stand at their defaults.
    files:
        The CSV files of an imported organisation as found, by key ("employees_csv", "ties_csv"); empty without.
    document, settings, resolved:
        What was written, what was typed, and what came of it, kept to derive changed scenarios.
    """

    name: str
    folder: Path
    tables: dict[str, Table]
    interventions: tuple[Intervention, ...]
    given: frozenset[str]
    files: dict[str, Path]
    document: Document
    settings: tuple[Setting, ...]
    resolved: Resolved

    def __getattr__(self, name: str) -> Any:
        """A table by its name."""
        found = self.__dict__.get("tables", {}).get(name)
        if found is None:
            raise AttributeError(f"a scenario has no table {name!r}")
        return found

    def __repr__(self) -> str:
        """Name and the start of the hash."""
        return f"<Scenario {self.name} {self.hash[:12]}>"

    @property
    def title(self) -> str:
        """The title, else the name."""
        return str(self.scenario.title) or self.name

    @property
    def weeks(self) -> int:
        """How many weeks the model runs."""
        return int(self.scenario.weeks)

    def __getstate__(self) -> dict[str, Any]:
        """All but what can be made again."""
        return {name: value for name, value in self.__dict__.items() if not name.startswith("_")}

    @functools.cached_property
    def hash(self) -> str:
        """Hash (32 hex digits) of all that determines numbers: resolved tables, interventions, content of CSV files.

        Title, question, claims and expectations do not enter, nor where files lie, nor whether a value was given or
        left at its default. It is taken over a line for every key, of which a changed scenario makes those it changes.
        """
        lines = self._lines if "_before" not in self.__dict__ else self._lines_now()
        return hashlib.blake2b("\n".join(lines).encode(), digest_size=16).hexdigest()

    @functools.cached_property
    def _lines(self) -> list[str]:
        """A line for every key, in the order of :func:`_hashed`; then the files and the interventions."""
        if "_before" in self.__dict__:
            return self._lines_now()
        values = ((key, _at(self.tables, path)) for key, (_, path) in _hashed().items())
        lines = [f"{key} = {_json(value)}" for key, value in values]
        lines += [f"organisation.{key} = {_digest(self.files[key]) if key in self.files else ''}" for key in CSV_KEYS]
        return [*lines, *(f"{INTERVENTION} = {_json(entry.content())}" for entry in self.interventions)]

    def _lines_now(self) -> list[str]:
        """The lines of the scenario this one was changed from, with those that it touches made anew."""
        before, touched = self.__dict__["_before"]
        lines: list[str] = before._lines.copy()
        places = _hashed()
        tables = self.tables
        for key in touched:
            found = places.get(key)
            if found is not None:  # else a word for people, which changes no number
                line, path = found
                value = getattr(tables[path[0]], path[1]) if len(path) == 2 else _at(tables, path)
                lines[line] = f"{key} = {value!r}" if type(value) is float else f"{key} = {_json(value)}"
        return lines

    def changed(self, settings: Sequence[str | Setting], origin: str = "--set") -> Scenario:
        """The scenario with more settings typed after those it already has.

        Plain values in tables of their own are checked and hashed by themselves, which takes a tenth of the time.

        Parameters
        ----------
        origin:
            How messages name where the settings were typed, as "--what-if".

        Raises
        ------
        CrmsimError
            As :func:`load`.
        """
        later = as_settings(settings, origin)
        shares = share_keys()
        mixed = any(setting.key in shares for setting in later)
        earlier = tuple(forget_replaced_shares(self.settings, later)) if mixed else self.settings
        near = resolve_near(self.resolved, self.document, earlier, later)
        if near is None:
            earlier = tuple(forget_replaced_shares(self.settings, later))
            return _build(self.name, self.document, self.folder, [*earlier, *later])
        found = _scenario(self.name, self.folder, self.document, (*earlier, *later), near)
        touched = {setting.key for setting in later}
        before, too = self.__dict__.get("_before", (self, ()))
        if "_lines" in self.__dict__:
            before, too = self, ()
        found.__dict__["_before"] = (before, touched.union(too, shares if mixed else ()))
        return found

    def content(self, folder: Path | None = None) -> dict[str, Any]:
        """Every table and intervention as plain values that load back to the same hash.

        Parameters
        ----------
        folder:
            Write the paths of CSV files relative to this folder; without it they are absolute.
        """
        found: dict[str, Any] = {name: plain(table.model_dump()) for name, table in self.tables.items()}
        for key, path in self.files.items():
            found["organisation"][key] = path.as_posix() if folder is None else _relative(path, folder)
        if self.interventions:
            found[INTERVENTION] = [entry.content() for entry in self.interventions]
        return found

    def toml(self, folder: Path | None = None) -> str:
        """The scenario as resolved, as TOML text; ``folder`` as in :meth:`content`."""
        return tomli_w.dumps(self.content(folder))


def load(
    given: str | os.PathLike[str] | Scenario,
    settings: Settings = (),
    weeks: int | None = None,
    origin: str = "--set",
) -> Scenario:
    """The scenario of a shipped name, of a file or as it is, with what was typed applied.

    Parameters
    ----------
    settings:
        ``key=value`` each, as after ``--set``, or a mapping.
    origin:
        How messages name where the settings were typed.
    weeks:
        The horizon, as after ``--weeks``; it outweighs the file and the settings.

    Raises
    ------
    CrmsimError
        For a name or file that is not there, a file that cannot be read as a scenario, and any key or value that
        cannot stand, naming file, line, key, value, what was expected and the nearest valid choice.

    Examples
    --------
    >>> load("baseline", ["people.takers=0.3"]).people.takers
    0.3
    """
    typed = as_settings(settings, origin)
    if weeks is not None:
        typed.append(Setting("scenario.weeks", weeks, "--weeks"))
    if isinstance(given, Scenario):
        return given.changed(typed) if typed else given
    name, path = locate(given)
    return _build(name, read_document(path), path.resolve().parent, typed)


def from_content(
    content: Mapping[str, Any],
    settings: Sequence[str | Setting] = (),
    name: str = "scenario",
    folder: Path | None = None,
) -> Scenario:
    """A scenario from tables given as a mapping, for callers in Python; as strict as a file.

    Parameters
    ----------
    folder:
        Where relative CSV paths start; the working folder without it.

    Raises
    ------
    CrmsimError
        As :func:`load`.
    """
    return _build(
        name, Document(dict(content), name), Path.cwd() if folder is None else folder, as_settings(settings, "--set")
    )


def _build(name: str, document: Document, folder: Path, settings: Sequence[Setting]) -> Scenario:
    return _scenario(name, folder, document, tuple(settings), resolve(document, settings, folder))


def _scenario(name: str, folder: Path, document: Document, settings: tuple[Setting, ...], found: Resolved) -> Scenario:
    return Scenario(
        name, folder, found.tables, found.interventions, found.given, found.files, document, settings, found
    )


@functools.cache
def _hashed() -> dict[str, tuple[int, tuple[str, ...]]]:
    """Every key that determines numbers by itself: its line among those hashed, and its path. Files are hashed."""
    left_out = {f"scenario.{key}" for key in PROSE} | {f"organisation.{key}" for key in CSV_KEYS}
    kept = [key for key in fields() if key not in left_out]
    return {key: (line, tuple(key.split("."))) for line, key in enumerate(kept)}


def _at(tables: Mapping[str, Table], path: Sequence[str]) -> Any:
    """The value at a path of names."""
    found: Any = tables[path[0]]
    for name in path[1:]:
        found = getattr(found, name)
    return found


def _json(value: Any) -> str:
    """A value as JSON, the same for the same value; numbers, which are nearly all, by the quickest way."""
    kind = type(value)
    if kind is float or kind is int:
        return repr(value)
    if kind is bool:
        return "true" if value else "false"
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _digest(path: Path) -> str:
    """Hash of a file's bytes."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    except OSError as error:
        raise CrmsimError(
            message("cannot be read ({strerror})", strerror=error.strerror),
            file=path,
            expected=message("a readable CSV file"),
        ) from None


def _relative(path: Path, folder: Path) -> str:
    """A path as seen from a folder; absolute where they share no root (another drive)."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return path.as_posix()
