"""Where a result came from: software, scenario, seed. Enough to make it again, nothing about who made it.

No host, no user and no folder is named; of the files a scenario refers to only the last part of the path is kept, and
of those that were read what lies below the first of them; of people in them no id.
"""

from __future__ import annotations

import functools
import importlib.metadata
import platform
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from crmsim.numerics.compiled import code_hash
from crmsim.organisation.pseudonyms import PSEUDONYM
from crmsim.results.folder import content_hash
from crmsim.scenario.resolve import CSV_KEYS
from crmsim.scenario.schema import INTERVENTION
from crmsim.scenario.sources import Source

PACKAGE = Path(__file__).resolve().parent.parent
PACKAGES = (
    "SALib",
    "babel",
    "click",
    "filelock",
    "igraph",
    "llvmlite",
    "matplotlib",
    "mesa",
    "networkx",
    "numba",
    "numpy",
    "pandas",
    "platformdirs",
    "pyarrow",
    "pydantic",
    "python-calamine",
    "rich",
    "scipy",
    "tomli-w",
)
EMPLOYEE = "employee:"  # before the id of somebody, in whom an intervention meets
FULL_HASH = re.compile(r"^[0-9a-f]{40}([0-9a-f]{24})?$")


def provenance(
    scenarios: Mapping[str, Mapping[str, Any]],
    hashes: Mapping[str, str],
    *,
    seed: int,
    runs: int = 1,
    hooks: Sequence[str] = (),
    also: Mapping[str, Any] | None = None,
    inputs: Sequence[Source] = (),
) -> dict[str, Any]:
    """What made a result.

    Parameters
    ----------
    scenarios:
        Name → the scenario as resolved: every table with every value.
    hashes:
        Name → hash of that content, organisation files included.
    seed, runs:
        The first seed, and how many follow it.
    hooks:
        A name for each function of the user's own that took part.
    also:
        What else the content of the result depends on; part of its hash.
    inputs:
        The files that were read, that of the experiment or scenario first. They are listed with their digests and are
        no part of the hash: what counts of them is in the scenarios, and a new title makes no other result.

    Returns
    -------
    A mapping ready for JSON. ``content`` is the hash of all that the numbers depend on: scenarios, seed, hooks and
    the code itself, edits included.
    """
    made_by = {
        "hashes": dict(hashes),
        "seed": int(seed),
        "runs": int(runs),
        "hooks": list(hooks),
        "code": code_hash(),
        **without_folders(dict(also or {})),
    }
    return {
        "content": content_hash(made_by),
        "crmsim": version(),
        "commit": commit(),
        **made_by,
        "python": platform.python_version(),
        "platform": f"{platform.python_implementation()} on {platform.system()} {platform.machine()}",
        "packages": packages(),
        "scenarios": {name: without_people(without_folders(content)) for name, content in scenarios.items()},
        "inputs": named(inputs),
    }


def named(sources: Sequence[Source]) -> dict[str, str]:
    """Digests of files by name: as seen from the folder of the first where they lie in it, else by the last part."""
    result: dict[str, str] = {}
    for path, digest in dict.fromkeys(sources):
        beside = sources[0].path.parent
        name = path.relative_to(beside).as_posix() if path.is_relative_to(beside) else path.name
        number, shown = 1, name
        while shown in result:
            number += 1
            shown = f"{name} ({number})"
        result[shown] = digest
    return result


@functools.cache
def version() -> str:
    """The package's version: of the checkout where it is one, else of the installed package."""
    try:
        project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        if project["name"] == "crmsim":
            return str(project["version"])
    except (OSError, ValueError, KeyError):
        pass
    try:
        return importlib.metadata.version("crmsim")
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


@functools.cache
def commit(checkout: Path = PACKAGE.parent) -> str | None:
    """The commit of the checkout, read from git's files; None where it is no checkout. Edits do not show here."""
    try:
        git = checkout / ".git"
        if git.is_file():  # a linked work tree
            git = (checkout / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()).resolve()
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
        if not head.startswith("ref:"):
            return head if FULL_HASH.match(head) else None
        name = head.removeprefix("ref:").strip()
        shared = git / "commondir"
        common = (git / shared.read_text(encoding="utf-8").strip()).resolve() if shared.is_file() else git
        for folder in (git, common):
            if (folder / name).is_file():
                result = (folder / name).read_text(encoding="utf-8").strip()
                return result if FULL_HASH.match(result) else None
        for line in (common / "packed-refs").read_text(encoding="utf-8").splitlines():
            result, _, packed = line.partition(" ")
            if packed == name and FULL_HASH.match(result):
                return result
    except (OSError, ValueError):
        pass
    return None


@functools.cache
def _packages() -> tuple[tuple[str, str], ...]:
    result = []
    for name in PACKAGES:
        try:
            result.append((name, importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            continue
    return tuple(result)


def packages() -> dict[str, str]:
    """The packages the numbers and tables depend on, with the versions installed here."""
    return dict(_packages())


def without_folders(value: Any) -> Any:
    """``value`` ready for JSON, with every path cut to its last part."""
    if isinstance(value, Mapping):
        return {
            str(key): last_of_path(result)
            if str(key).endswith("_csv") and result is not None
            else without_folders(result)
            for key, result in value.items()
        }
    if isinstance(value, Path):
        return last_of_path(value)
    if isinstance(value, str):
        absolute = PurePosixPath(value).is_absolute() or PureWindowsPath(value).is_absolute()
        return last_of_path(value) if absolute else value
    if isinstance(value, Sequence | set | frozenset):
        result = [without_folders(part) for part in value]
        return sorted(result, key=repr) if isinstance(value, set | frozenset) else result
    return value


def without_people(content: dict[str, Any]) -> dict[str, Any]:
    """A scenario's content without the ids by which its interventions name people from files; pseudonyms stay."""
    if not any((content.get("organisation") or {}).get(key) for key in CSV_KEYS):
        return content
    entries = [
        {**entry, "who": f"{EMPLOYEE}…"} if _names_somebody(str(entry.get("who", ""))) else entry
        for entry in content.get(INTERVENTION, ())
    ]
    return {**content, INTERVENTION: entries} if entries else content


def _names_somebody(who: str) -> bool:
    return who.startswith(EMPLOYEE) and not PSEUDONYM.fullmatch(who.removeprefix(EMPLOYEE))


def shown_name(name: str) -> str:
    """A name or path as it may stand in results: of an absolute path the last part, told apart by part of a hash."""
    if not (PurePosixPath(name).is_absolute() or PureWindowsPath(name).is_absolute()):
        return name
    return f"{last_of_path(name)} ({content_hash(name)[:8]})"


def last_of_path(path: object) -> str:
    """The last part of a path, whichever system wrote it."""
    return PureWindowsPath(str(path)).name
