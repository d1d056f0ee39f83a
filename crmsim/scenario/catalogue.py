"""The scenarios that come with the package, and how a name or path on the command line finds its file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crmsim.errors import CrmsimError, nearest
from crmsim.scenario.document import SCENARIO, alike, read_document
from crmsim.words import Teller, message

PACKAGE = Path(__file__).resolve().parent.parent
SUFFIX = ".toml"


def shipped_folder() -> Path | None:
    """The folder of shipped scenarios: package data in a wheel, ``scenarios/`` beside the package in a checkout."""
    for folder in (PACKAGE / "shipped", PACKAGE.parent / "scenarios"):
        if (folder / f"baseline{SUFFIX}").is_file():
            return folder
    return None


def shipped() -> dict[str, Path]:
    """The shipped scenarios by name, ``baseline`` first and those in folders (``limits/pair``) last."""
    folder = shipped_folder()
    if folder is None:
        return {}
    result = {path.relative_to(folder).with_suffix("").as_posix(): path for path in folder.rglob(f"*{SUFFIX}")}
    return {name: result[name] for name in sorted(result, key=lambda name: (name != "baseline", "/" in name, name))}


def locate(name_or_path: str | os.PathLike[str]) -> tuple[str, Path]:
    """The name and file of a scenario: a shipped name, else a path.

    Raises
    ------
    CrmsimError
        Where neither a shipped scenario nor a file of that name exists.
    """
    return locate_among(name_or_path, shipped(), "scenario")


def locate_among(name_or_path: str | os.PathLike[str], known: Mapping[str, Path], what: str) -> tuple[str, Path]:
    """The name and file of something that has a file: a known name, else a path.

    Parameters
    ----------
    known:
        What is shipped, by name.
    what:
        "scenario" or "experiment"; ``crmsim`` lists them by the plural of it.

    Raises
    ------
    CrmsimError
        Where neither a known name nor a file of that name exists.
    """
    text = os.fspath(name_or_path)
    if text in known:
        return text, known[text]
    try:
        path = Path(text).expanduser()
        exists = path.exists() and bool(text)
    except (OSError, ValueError, RuntimeError) as error:
        raise CrmsimError(
            message("not a file name ({error})", error=error),
            value=text,
            expected=message("a scenario's name or path")
            if what == "scenario"
            else message("an experiment's name or path"),
        ) from None
    if not exists:
        kind = SCENARIO if what == "scenario" else message("an experiment")
        raise CrmsimError(
            message("there is no such scenario") if what == "scenario" else message("there is no such experiment"),
            value=text,
            expected=message("a shipped name (see: crmsim {what}s) or the path of a TOML file", what=what),
            nearest=nearest(text.removesuffix(SUFFIX), known) or alike(path.name, path.parent, kind),
        )
    return path.stem.encode("utf-8", "replace").decode(), path  # a name that is not UTF-8 shows question marks


@dataclass(frozen=True)
class Entry:
    """A line of ``crmsim scenarios``; the Norwegian texts are empty where the file has none."""

    name: str
    title: str
    question: str
    title_nb: str = ""
    question_nb: str = ""

    def title_and_question(self, teller: Teller) -> tuple[str, str]:
        """Title and question, in Norwegian as the file has them, else as the catalogue has."""
        return teller.choose(self.title, self.title_nb), teller.choose(self.question, self.question_nb)


def list_scenarios() -> list[Entry]:
    """Name, title and question of every shipped scenario, in both languages."""
    entries = []
    for name, path in shipped().items():
        header = read_document(path).content.get("scenario", {})
        title, question = str(header.get("title", name)), str(header.get("question", ""))
        entries.append(
            Entry(name, title, question, str(header.get("title_nb", "")), str(header.get("question_nb", "")))
        )
    return entries
