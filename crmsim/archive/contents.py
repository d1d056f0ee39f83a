"""What goes into an archive: the results that are whole, what they were made of, and how to make them again."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import tomli_w

from crmsim.errors import CrmsimError
from crmsim.experiment import Experiment
from crmsim.results.folder import MARKER, read_marker, safe_name
from crmsim.results.whole import document, listed
from crmsim.scenario.catalogue import PACKAGE, shipped_folder
from crmsim.store.load import experiment_of, source_of
from crmsim.store.place import ANALYSIS, BUDGET, KIND, REPORT, SOURCES, TEXT, WHATIF
from crmsim.store.verify import OF_ANALYSIS, verify
from crmsim.words import message

Purpose = Literal["result", "input", "about"]
KINDS = ("run", "compare", KIND)
SCENARIOS = "scenarios"
WHAT = {
    MARKER: "what made the results: versions, seed, hashes, packages, scenarios, digests of all files",
    TEXT: "the experiment as it was swept", WHATIF: "what was asked", "answer.txt": "the answer in words",
    "journal.sqlite": "every run as it was recorded", "runs.parquet": "a row a run",
    "comparison.csv": "differences between scenarios, with intervals and verdicts",
    "weeks.csv": "week, outcome, group, value", "summary.json": "each outcome of the run",
    "worlds.csv": "worlds drawn from", BUDGET: "the best use of a budget",
    OF_ANALYSIS: "what made the analysis, with digests of its files",
}  # fmt: skip
BY_FOLDER = {"runs": "a row a run", "weeks": "a row a run and week"}
BY_ENDING = {".png": "figure", ".csv": "table", ".parquet": "table", ".txt": "text", ".html": "page", ".pdf": "page"}


@dataclass(frozen=True)
class Entry:
    """A file of an archive.

    Attributes
    ----------
    name:
        Its place in the archive, with slashes.
    content:
        The file on disk, or its text.
    what:
        What it is, for a reader.
    purpose:
        Whether it is a result, what results were made of, or about the archive.
    """

    name: str
    content: Path | str
    what: str
    purpose: Purpose = "result"


@dataclass(frozen=True)
class Contents:
    """What goes into an archive of a folder.

    Attributes
    ----------
    about:
        The folder's provenance.
    entries:
        The files.
    again:
        Commands that make the results again, to be given in the unpacked archive.
    left_out:
        Files that the results were made of and that are not in it, because they name people.
    """

    about: dict[str, Any]
    entries: tuple[Entry, ...]
    again: tuple[str, ...]
    left_out: tuple[str, ...]


def contents_of(folder: Path, with_files: bool = False) -> Contents:
    """What an archive of a folder of results holds.

    Parameters
    ----------
    with_files:
        Take the files of an organisation too, which name people.

    Raises
    ------
    CrmsimError
        For a folder that holds no results of these kinds, that is not finished, or in which anything is not what was
        written; and where what it was made of was edited since or is not there any more.
    """
    about = _checked(folder)
    entries = [*_results(folder, about), *_scenarios(about)]
    left_out: list[str] = []
    if about["kind"] == KIND:
        for entry, of_people in _sources(folder, about):
            if of_people and not with_files:
                left_out.append(entry.name)
            else:
                entries.append(entry)
    else:
        left_out += [name for name in about.get("inputs", {}) if not name.endswith(".toml")]
    return Contents(about, tuple(entries), again(about), tuple(left_out))


def _checked(folder: Path) -> dict[str, Any]:
    """The provenance of a folder that is whole."""
    about = read_marker(folder)
    if about is None or about.get("kind") not in KINDS:
        raise CrmsimError(
            message("holds no results that can be archived") if folder.is_dir() else message("is not a folder"),
            file=folder, expected=message("a folder that crmsim run, compare, sweep or whatif has written"),
        )  # fmt: skip
    if about.get("finished") is not True:
        raise CrmsimError(
            message("is not finished"), file=folder,
            expected=message("a finished study; this goes on where it was: {command}", command=resume(folder, about)),
        )  # fmt: skip
    found = verify(folder)
    if not found.whole:
        raise CrmsimError(
            found.problems[0], file=folder, expected=message("a folder as it was written (see: crmsim verify)")
        )
    return about


def resume(folder: Path, about: dict[str, Any]) -> str:
    """The command that goes on with what is not finished."""
    first = next(iter(about.get("inputs", {})), "")
    source = source_of(folder) / first
    file = os.path.relpath(source) if first and source.is_file() else ""
    if about["kind"] != KIND:
        return f"crmsim {about['kind']} … --out {shlex.quote(str(folder))}"
    kind = "whatif" if (folder / WHATIF).is_file() else "sweep"
    named = next(iter(about.get("scenarios", {})), "") if kind == "whatif" else str(about.get("experiment"))
    return shlex.join(["crmsim", kind, file or named, "--out", str(folder)])


def _results(folder: Path, about: dict[str, Any]) -> Iterator[Entry]:
    """The files of the folder, its analysis and its report."""
    for within, marker in (("", MARKER), (ANALYSIS, OF_ANALYSIS), (REPORT, MARKER)):
        place = folder / within
        known = about if not within else document(place / marker)[0]
        if known is None:
            continue
        for name in sorted({*(listed(known) or {}), marker}):
            full = f"{within}/{name}" if within else name
            if (place / name).is_file():
                yield Entry(full, place / name, _what(name))


def _what(name: str) -> str:
    path = Path(name)
    return WHAT.get(name) or BY_FOLDER.get(path.parts[0]) or BY_ENDING.get(path.suffix, "file")


def _scenarios(about: dict[str, Any]) -> Iterator[Entry]:
    """The scenarios as resolved, every table with every value."""
    for name, content in about.get("scenarios", {}).items():
        file = f"{SCENARIOS}/{safe_name(name)}.toml"
        yield Entry(file, tomli_w.dumps(content), "a scenario as resolved, every value in it", "input")


def _sources(folder: Path, about: dict[str, Any]) -> Iterator[tuple[Entry, bool]]:
    """The files that a sweep was made of, as they were read, and whether each is one of people.

    What comes with the package is not taken: it is there wherever the package is.
    """
    asked = experiment_of(folder)
    start = source_of(folder).resolve()
    yield (
        Entry(f"{SOURCES}/{safe_name(asked.name)}.toml", asked.text, "the experiment, beside what it reads", "input"),
        False,
    )
    known = set(about.get("inputs", {}).values())
    of_people = {path.resolve() for path in files_of_people(asked)}
    shipped = shipped_folder()
    for source in dict.fromkeys(asked.sources):
        path = source.path.resolve()
        if path.is_relative_to(PACKAGE) or (shipped is not None and path.is_relative_to(shipped)):
            continue
        if source.digest not in known:
            raise CrmsimError(
                message("was edited since the sweep, so the archive would be of another study"), file=path,
                expected=message("the file as it was, or the same sweep again"),
            )  # fmt: skip
        name = os.path.normpath(os.path.join(SOURCES, os.path.relpath(path, start))).replace(os.sep, "/")
        if name.startswith("..") or os.path.isabs(name):
            raise CrmsimError(
                message("lies too far from the experiment to be put beside it"), file=path,
                expected=message("a file in the folder of the experiment, or in one beside it"),
            )  # fmt: skip
        yield Entry(name, path, "what the experiment reads", "input"), path in of_people


def files_of_people(asked: Experiment) -> list[Path]:
    """The files of organisations that an experiment reads."""
    scenarios = [one for one in (asked.base, *asked.others.values()) if one is not None]
    return [path for scenario in scenarios for path in scenario.files.values()]


def again(about: dict[str, Any]) -> tuple[str, ...]:
    """The commands that make the results of an unpacked archive again, for the bits to be compared."""
    rules = [word for name in about.get("hooks", ()) for word in ("--rule", str(name).partition(": ")[0])]
    files = [f"{SCENARIOS}/{safe_name(name)}.toml" for name in about.get("scenarios", {})]
    seed = ["--seed", str(about["seed"])]
    if about["kind"] == "run":
        return (shlex.join(["crmsim", "run", *files, *seed, "--out", "again"]),)
    if about["kind"] == "compare":
        runs = ["--runs", str(about.get("runs_finished", about["runs"]))]
        return (shlex.join(["crmsim", "compare", *files, *runs, *seed, *rules, "--out", "again"]),)
    trusted = ["--run-rules"] if about.get("hooks") else []
    experiment = f"{SOURCES}/{safe_name(str(about['experiment']))}.toml"
    return (
        shlex.join(["crmsim", "replay", ".", "RUN_ID", *trusted]),
        shlex.join(["crmsim", "sweep", experiment, *trusted, "--out", "again"]),
    )
