"""From finished runs to findings, and to the files that tell them."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from crmsim.claims import claims_and_facts
from crmsim.errors import CrmsimError, nearest
from crmsim.evidence.figure import effects_figure
from crmsim.evidence.page import verdicts_page
from crmsim.evidence.register import Prediction, read_register
from crmsim.evidence.robustness import TABLE as APART
from crmsim.evidence.robustness import Rows, as_csv
from crmsim.evidence.stored import TABLE, Stored, table_text
from crmsim.evidence.study import Group, Runs, Size, experiments, group_of, run_folder
from crmsim.evidence.verdict import Finding, finding
from crmsim.report import style
from crmsim.results.folder import Folder, content_hash, prepare
from crmsim.results.provenance import version
from crmsim.runner.worker import code
from crmsim.store.load import load
from crmsim.words import ENGLISH, Teller, message

FIGURE, PAGE = "effects.png", "evidence.md"
ALL = "all"
MOST_NAMED = 4  # claims in the name of a folder


def asked_for(names: Sequence[str]) -> tuple[list[str] | None, list[Prediction]]:
    """The claims and facts named, and their predictions; without names all of them.

    Raises
    ------
    CrmsimError
        For a name that no claim and no fact has.
    """
    register = read_register()
    if not names:
        return None, list(register.values())
    known = claims_and_facts()
    asked = [name.upper() for name in names]
    for name in asked:
        if name not in known:
            raise CrmsimError(
                message("there is no such claim"), value=name, expected=message("a claim or fact, such as G5 or E4"),
                nearest=nearest(name, known),
            )  # fmt: skip
    return asked, [one for one in register.values() if one.claim in asked]


def findings_of(predictions: Sequence[Prediction], size: Size, folder: Path, seed: int) -> Stored:
    """What finished runs say of predictions.

    Raises
    ------
    CrmsimError
        Where the runs are not there or not whole.
    """
    runs: dict[Group, Runs] = {}
    found: list[Finding] = []
    for prediction in predictions:
        group = group_of(prediction)
        if group not in runs:
            runs[group] = Runs(load(run_folder(folder, group)))
        found.append(finding(prediction, runs[group]))
    return Stored(tuple(found), size.worlds, size.runs, seed, version())


def folder_for(
    predictions: Sequence[Prediction], names: Sequence[str] | None, size: Size, seed: int, out: Path, teller: Teller
) -> Folder:
    """The folder for what is told: named by what was asked, beside the sweeps that all of them share.

    Raises
    ------
    CrmsimError
        Where it holds anything else.
    """
    made = {group.name: one.hash for group, one in experiments(predictions, size, seed).items()}
    rows = [repr(prediction) for prediction in predictions]
    content = content_hash([made, rows, code(), teller.language])
    asked = ALL if names is None else "-".join(names[:MOST_NAMED])
    return prepare(out / f"{asked}-{content[:8]}", asked, content)


def write_apart(rows: Rows, size: Size, folder: Folder) -> list[Path]:
    """Write what the headline results need as a table; nothing where it is there already."""
    if folder.finished:
        return [folder.path / APART]
    files = [folder.write_text(APART, as_csv(rows, size))]
    folder.finish({"worlds": size.worlds, "runs": size.runs, "version": version()})
    return files


def write_evidence(stored: Stored, names: Sequence[str] | None, folder: Folder, teller: Teller = ENGLISH) -> list[Path]:
    """Write the table, the page and the figure; nothing where they are there already."""
    if folder.finished:
        return [folder.path / name for name in (TABLE, PAGE, FIGURE)]
    size = Size(stored.worlds, stored.runs)
    files = [folder.write_text(TABLE, table_text(stored.findings, size, stored.seed))]
    files.append(folder.write_text(PAGE, verdicts_page(stored, names, FIGURE, teller)))
    files.append(folder.write(FIGURE, functools.partial(style.save, effects_figure(stored.findings, teller))))
    folder.finish({"worlds": size.worlds, "runs": size.runs, "seed": stored.seed, "version": stored.version})
    return files
