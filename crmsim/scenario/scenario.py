"""A scenario as it is run: every table resolved and checked, with the hash that names its numbers."""

from __future__ import annotations

import functools
import hashlib
import json
import operator
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from crmsim.declaration.parameter import Table, declarations
from crmsim.errors import CrmsimError
from crmsim.scenario.catalogue import locate
from crmsim.scenario.document import Document, read_document
from crmsim.scenario.interventions import Intervention
from crmsim.scenario.resolve import CSV_KEYS, as_declared, forget_replaced_shares, resolve
from crmsim.scenario.schema import INTERVENTION, UNKNOWN, plain, tables
from crmsim.scenario.settings import Setting, Settings, as_settings, plain_number
from crmsim.scenario.shares import share_groups
from crmsim.scenario.sources import Source, file_digest
from crmsim.scenario.tables import NO_NUMBER
from crmsim.scenario.worlds import Worlds, worlds_of
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
    digests:
        Hash (32 hex digits) of the bytes of each of these files when the scenario was read, by the same keys.
    unknown:
        What the one who asks does not know, by dotted key: ``{"low": …, "high": …}``, a list of values, or "interval".
        A run takes the value in ``tables`` all the same; what was typed is known.
    document, settings:
        What was written and what was typed, kept to derive changed scenarios.
    worlds:
        The plausible worlds that ``[scenario] worlds`` names; no run of the scenario itself depends on them. None
        without.
    """

    name: str
    folder: Path
    tables: dict[str, Table]
    interventions: tuple[Intervention, ...]
    given: frozenset[str]
    files: dict[str, Path]
    digests: dict[str, str]
    unknown: Mapping[str, Any]
    document: Document
    settings: tuple[Setting, ...]
    worlds: Worlds | None = None

    def __getattr__(self, name: str) -> Any:
        """A table by its name."""
        result = self.__dict__.get("tables", {}).get(name)
        if result is None:
            raise AttributeError(f"a scenario has no table {name!r}")
        return result

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

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files it was read from: its text, the CSV files of an imported organisation, its worlds."""
        files = (Source(path, self.digests[key]) for key, path in self.files.items())
        return (*self.document.sources, *files, *([self.worlds.source] if self.worlds is not None else []))

    @functools.cached_property
    def hash(self) -> str:
        """Hash (32 hex digits) of all that determines numbers: resolved tables, interventions, content of CSV files.

        Title, question, claims, expectations and budget do not enter, nor what is not known, nor where files lie, nor
        whether a value was given or left at its default. It is taken over a line for every key.
        """
        return self._hash_with([entry.content() for entry in self.interventions])

    def beginning(self, week: int) -> str:
        """Hash (32 hex digits) of all that determines the weeks before ``week``: equal ones begin alike.

        That is all but the interventions from that week on, of which only what a run makes room for counts.
        """
        seen = [entry.content() if entry.week < week else entry.seen_before() for entry in self.interventions]
        return self._hash_with([content for content in seen if content])

    def _hash_with(self, interventions: Sequence[Mapping[str, Any]]) -> str:
        """Hash of the tables, the files and these interventions."""
        text = [
            _lines_as_declared(name) if self.tables[name] is as_declared(name) else _lines(name, self.tables[name])
            for name in tables()
        ]
        rest = [f"organisation.{key} = {self.digests.get(key, '')}" for key in CSV_KEYS]
        rest += [f"{INTERVENTION} = {_json(content)}" for content in interventions]
        return hashlib.blake2b("\n".join([*filter(None, text), *rest]).encode(), digest_size=16).hexdigest()

    def changed(self, settings: Sequence[str | Setting], origin: str = "--set") -> Scenario:
        """The scenario with more settings typed after those it already has.

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
        earlier = forget_replaced_shares(self.settings, later)
        return _build(self.name, self.document, self.folder, [*earlier, *later], self)

    def content(self, folder: Path | None = None) -> dict[str, Any]:
        """Every table and intervention as plain values that load back to the same hash, and change alike.

        The worlds it names are left out: no run depends on them, and their file may lie elsewhere.

        Parameters
        ----------
        folder:
            Write the paths of CSV files relative to this folder; without it they are absolute.
        """
        result: dict[str, Any] = {name: plain(table.model_dump()) for name, table in self.tables.items()}
        del result["scenario"]["worlds"]
        for outer, _, inner in (group.rpartition(".") for group in share_groups()[1:]):
            if not any(key.startswith(f"{outer}.{inner}.") for key in self.given):
                del result[outer][inner]  # it follows the others, whatever they are changed to
        for key, path in self.files.items():
            result["organisation"][key] = path.as_posix() if folder is None else _relative(path, folder)
        if self.interventions:
            result[INTERVENTION] = [entry.content() for entry in self.interventions]
        if self.unknown:
            result[UNKNOWN] = {key: plain(value) for key, value in self.unknown.items()}
        return result

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
        typed.append(Setting("scenario.weeks", plain_number(weeks), "weeks"))
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


def _build(
    name: str, document: Document, folder: Path, settings: Sequence[Setting], before: Scenario | None = None
) -> Scenario:
    """The scenario of what was written and typed; of files that ``before`` has too, what it knows of them is taken."""
    found, digests = {}, {}
    if before is not None and before.files:
        found = {getattr(before.organisation, key): path for key, path in before.files.items()}
        digests = {path: before.digests[key] for key, path in before.files.items()}
    result = resolve(document, settings, folder, found)
    known = {key: digests.get(path) or _digest(path) for key, path in result.files.items()}
    return Scenario(
        name, folder, result.tables, result.interventions, result.given, result.files, known, result.unknown, document,
        tuple(settings), _worlds(result.tables["scenario"], document, settings, folder, before),
    )  # fmt: skip


def _worlds(
    header: Any, document: Document, settings: Sequence[Setting], folder: Path, before: Scenario | None
) -> Worlds | None:
    """The worlds that a scenario names, read once."""
    key = "scenario.worlds"
    if not header.worlds:
        return None
    if before is not None and before.worlds is not None and before.scenario.worlds == header.worlds:
        return before.worlds
    typed = next((setting.origin for setting in reversed(settings) if setting.key == key), None)
    line = document.line(key) if typed is None else None
    return worlds_of(str(header.worlds), folder, {"file": typed or document.shown, "line": line, "key": key})


@functools.cache
def _hashed(name: str) -> tuple[str, Callable[[Table], tuple[Any, ...]]]:
    """A line with a blank for every key of a table that determines numbers by itself, and what takes their values.

    Files are hashed.
    """
    left_out = {f"scenario.{key}" for key in NO_NUMBER} | {f"organisation.{key}" for key in CSV_KEYS}
    keys = [key for key, _ in declarations(name, tables()[name]) if key not in left_out]
    getters = [operator.attrgetter(key.removeprefix(f"{name}.")) for key in keys]
    return "\n".join(f"{key} = %s" for key in keys), lambda table: tuple([get(table) for get in getters])


def _lines(name: str, table: Table) -> str:
    """What of a table is hashed."""
    lines, values_of = _hashed(name)
    return lines % tuple([repr(value) if type(value) is float else _json(value) for value in values_of(table)])


@functools.cache
def _lines_as_declared(name: str) -> str:
    """The same of a table of which nothing was given, as of most: written once, and not for every scenario."""
    return _lines(name, as_declared(name))


def _json(value: Any) -> str:
    """A value as JSON, the same for the same value; plain ones, which are nearly all, by the quickest way."""
    kind = type(value)
    if kind is int:
        return repr(value)
    if kind is bool:
        return "true" if value else "false"
    return _quoted(value) if kind is str else json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


_quoted = functools.lru_cache(maxsize=1024)(json.dumps)


def _digest(path: Path) -> str:
    """Hash of a file's bytes."""
    try:
        return file_digest(path)
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
