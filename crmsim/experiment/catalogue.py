"""The experiments that come with the package, and how a name or path finds its file."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path

from crmsim.errors import CrmsimError
from crmsim.scenario import Entry
from crmsim.scenario.catalogue import PACKAGE, SUFFIX, locate_among, shipped
from crmsim.scenario.document import read_document, varies
from crmsim.words import message

EXPERIMENT = message("an experiment")
ABSOLUTE = re.compile(r"""(["'])(?:/|[A-Za-z]:[/\\])(?:(?!\1)[^\n])*\.(?:toml|csv)\1""")  # a file by its whole path


def shipped_experiments() -> dict[str, Path]:
    """The shipped experiments by name: package data in a wheel, ``experiments/`` beside the package in a checkout."""
    for folder in (PACKAGE / "shipped_experiments", PACKAGE.parent / "experiments"):
        result = {path.stem: path for path in sorted(folder.glob(f"*{SUFFIX}"))}
        if result:
            return result
    return {}


def locate(name_or_path: str | os.PathLike[str]) -> tuple[str, Path]:
    """The name and file of an experiment: a shipped name, else a path.

    Raises
    ------
    CrmsimError
        Where neither a shipped experiment nor a file of that name exists.
    """
    return locate_among(name_or_path, shipped_experiments(), "experiment")


def is_experiment(name_or_path: str | os.PathLike[str]) -> bool:
    """Whether a name or file is an experiment: shipped as one, or with a table only experiments have.

    A name that is a shipped scenario too is a scenario. What cannot be read is no experiment.
    """
    text = os.fspath(name_or_path)
    if text in shipped():
        return False
    if text in shipped_experiments():
        return True
    try:
        return varies(read_document(Path(text).expanduser()).content)
    except (CrmsimError, OSError, ValueError, RuntimeError):
        return False


def with_relative_paths(text: str, folder: Path) -> str:
    """The text of an experiment with absolute paths of scenarios and CSV files as seen from its folder, line for line.

    The text, and the names of scenarios in it, are stored with the results, which say nothing of whose machine it was.
    """

    def seen(match: re.Match[str]) -> str:
        try:
            path = Path(tomllib.loads(f"path = {match[0]}")["path"])  # which may be written with \u00e5 and the like
            if not path.is_file():
                return match[0]
            result = Path(os.path.relpath(path.parent.resolve() / path.name, folder)).as_posix()
        except (OSError, ValueError):
            return match[0]
        as_it_is = match[1] not in result and "\\" not in result
        return f"{match[1]}{result}{match[1]}" if as_it_is else json.dumps(result, ensure_ascii=False)

    return ABSOLUTE.sub(seen, text)


def list_experiments() -> list[Entry]:
    """Name, title and question of every shipped experiment, in both languages."""
    entries = []
    for name, path in shipped_experiments().items():
        content = read_document(path, EXPERIMENT).content
        text = [str(content.get(key, "")) for key in ("title", "question", "title_nb", "question_nb")]
        entries.append(Entry(name, text[0] or name, *text[1:]))
    return entries


def experiments_on(claim: str) -> list[str]:
    """Names of the shipped experiments that put a claim of the sources to the test."""
    return [
        name
        for name, path in shipped_experiments().items()
        if claim in read_document(path, EXPERIMENT).content.get("claims", [])
    ]
