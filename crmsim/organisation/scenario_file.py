"""A scenario file that runs the model on an imported organisation."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import tomli_w

from crmsim.errors import CrmsimError
from crmsim.organisation.organisation import Organisation
from crmsim.organisation.relations import parse_kinds
from crmsim.words import Message, Teller, message

QUESTION = message("Will people here use the system, and will knowledge flow?")


def write_scenario(
    organisation: Organisation,
    employees_csv: str | Path,
    ties_csv: str | Path,
    out: str | Path,
    kinds: str | Sequence[str] | None = None,
    *,
    keep_names: bool = False,
    title: str | None = None,
) -> Path:
    """Write a scenario that is ready to run on two CSV files.

    Parameters
    ----------
    organisation:
        As :func:`crmsim.organisation.read` made it of the two files.
    employees_csv, ties_csv:
        The files; they are named relative to the scenario's folder.
    out:
        The scenario file, ending in ``.toml``.
    kinds, keep_names:
        As given to ``read``; without ``kinds`` those that were chosen are written down.
    title:
        The scenario's title; by default it names the employees' folder.

    Returns
    -------
    The path written.

    Raises
    ------
    CrmsimError
        Where another file stands there, or it cannot be written.
    """
    path = Path(out)
    if path.suffix.lower() != ".toml":
        raise CrmsimError(
            message("not the name of a scenario file"), value=str(path), expected=message("a name that ends in .toml")
        )
    source = Path(employees_csv).resolve().parent.name
    table = organisation_table(organisation, employees_csv, ties_csv, path, kinds, keep_names=keep_names)
    content = {
        "scenario": _prose(title, message("{source}: {people} people", source=source, people=organisation.employees)),
        "organisation": table,
    }
    write_new(path, tomli_w.dumps(content))
    return path


def organisation_table(
    organisation: Organisation,
    employees_csv: str | Path,
    ties_csv: str | Path,
    out: Path,
    kinds: str | Sequence[str] | None = None,
    *,
    keep_names: bool = False,
) -> dict[str, object]:
    """What ``[organisation]`` of the scenario file ``out`` says of two CSV files; as :func:`write_scenario`."""
    chosen = parse_kinds(kinds)
    contact = organisation.report.get("contact_kinds", ()) if chosen is None else chosen.contact
    quality = organisation.report.get("quality_kinds", ()) if chosen is None else chosen.quality
    named = set(organisation.report.get("available_kinds", ()))
    tie_kinds = [kind for kind in (*contact, *(f"quality={kind}" for kind in quality)) if kind != "tie"]
    table: dict[str, object] = {
        "employees_csv": _relative(employees_csv, out),
        "ties_csv": _relative(ties_csv, out),
    }
    if tie_kinds and named != {"tie"}:
        table["tie_kinds"] = tie_kinds
    if keep_names:
        table["keep_names"] = True
    return table


def _prose(title: str | None, made: Message) -> dict[str, str]:
    """Title and question in both languages; a title that somebody gave is in whatever language it is."""
    norwegian = Teller("nb")
    titles = {"title": title} if title else {"title": str(made), "title_nb": norwegian(made)}
    return {**titles, "question": str(QUESTION), "question_nb": norwegian(QUESTION)}


def _relative(file: str | Path, scenario: Path) -> str:
    """A path as seen from the scenario's folder; absolute where there is no way there (another drive)."""
    try:
        return Path(os.path.relpath(Path(file).resolve(), scenario.resolve().parent)).as_posix()
    except ValueError:
        return Path(file).resolve().as_posix()


def write_new(path: Path, text: str) -> None:
    """Write a file where there is none; the same text again is no harm.

    Raises
    ------
    CrmsimError
        Where another file stands there, or it cannot be written; nothing is left of one that was begun.
    """
    begun = False
    try:
        if path.exists():
            if path.is_file() and path.read_bytes() == text.encode():
                return
            raise CrmsimError(
                message("another file stands there and is left alone"), file=path, expected=message("a new name")
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            begun = True
            file.write(text)
            file.flush()
        begun = False
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CrmsimError(
            message("cannot be written: {reason}", reason=reason), file=path, expected=message("a place to write to")
        ) from error
    finally:
        if begun:
            path.unlink(missing_ok=True)
