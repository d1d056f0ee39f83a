"""The folder of a sweep: what is in it, whose it is, and what becomes of an earlier design's tables."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.experiment.experiment import Experiment
from crmsim.experiment.reading import AS_BASE
from crmsim.files import read_plain_text
from crmsim.results.folder import MARKER, OUTPUTS, Folder, content_hash, safe_name, told
from crmsim.results.provenance import provenance
from crmsim.store.journal import JOURNAL
from crmsim.store.lock import LOCK
from crmsim.store.part import PARTS
from crmsim.store.table import RUNS, WEEKS
from crmsim.words import message

TEXT = "experiment.toml"
EARLIER = "earlier"
SCRIPT = "slurm.sh"
ANALYSIS = "analysis"
OF_A_DESIGN = (RUNS, WEEKS, ANALYSIS, TEXT, MARKER)
KIND = "sweep"
RECORDED = ".journal.sqlite"  # of a comparison, while it is being made
OURS = {JOURNAL, f"{JOURNAL}-wal", f"{JOURNAL}-shm", LOCK, EARLIER, PARTS, SCRIPT, *OF_A_DESIGN}


def folder_of(experiment: Experiment, out: str | Path | None) -> Path:
    """The folder asked for, or ``outputs/<experiment>``.

    Raises
    ------
    CrmsimError
        For what is no folder's name, is a file, or holds something else.
    """
    if out is not None and (not str(out).strip() or "\0" in str(out)):
        raise CrmsimError(
            message("not the name of a folder"), key="--out", value=str(out), expected=message("a folder, as results")
        )
    path = Path(OUTPUTS) / safe_name(experiment.name) if out is None else Path(out)
    with told(path):
        if path.exists() and not path.is_dir():
            raise CrmsimError(message("is a file"), file=path, key="--out", expected=message("a folder"))
        foreign = path.is_dir() and any(path.iterdir()) and not (path / JOURNAL).exists()
        if foreign and {one.name for one in path.iterdir()} - OURS:
            raise CrmsimError(
                message("holds other results or files, and nothing is overwritten"), file=path, key="--out",
                expected=message("a folder of this sweep, or one that is empty or not there yet"),
            )  # fmt: skip
    return path


def origin_of(experiment: Experiment, code: str) -> dict[str, Any]:
    """What made the results of an experiment; the same for every computation of it on a machine."""
    scenarios = dict(experiment.others)
    base = experiment.base
    if base is not None:
        same = scenarios.get(base.name, base).hash == base.hash
        scenarios[base.name if same else f"{base.name}{AS_BASE}"] = base
    also = {
        "kind": KIND,
        "experiment": experiment.name,
        "experiment_hash": experiment.hash,
        "design": experiment.design.kind,
        "function": experiment.function,
        "money": experiment.money,
        "weekly": list(experiment.weekly),
        "by_style": list(experiment.by_style),
        "measured_by": code,
    }
    return provenance(
        {name: scenario.content() for name, scenario in scenarios.items()},
        {name: scenario.hash for name, scenario in scenarios.items()},
        seed=experiment.seed,
        runs=experiment.runs.most,
        also=also,
    )


def prepare(path: Path, experiment: Experiment, origin: Mapping[str, Any]) -> Folder:
    """Make the folder ready for a design, to be called with its lock held.

    The tables of another design that stand there are moved to ``earlier/``; the journal stays, so that runs which
    both designs have are not computed again.
    """
    content = str(origin["content"])
    with told(path):
        before = read_marker(path)
        if before is not None and before.get("content") != content:
            name = str(before.get("experiment_hash") or content_hash(before))[:12]
            target = path / EARLIER / name
            number = 1
            while target.exists():
                number += 1
                target = path / EARLIER / f"{name}-{number}"
            target.mkdir(parents=True)
            for part in OF_A_DESIGN:
                if (path / part).exists():
                    shutil.move(path / part, target / part)
    folder = Folder(path, content, False)
    folder.write_text(TEXT, experiment.text)
    folder.write_json(MARKER, {**origin, "finished": False})
    return folder


def forget(path: Path) -> None:
    """Remove what a comparison needed to go on after an interruption, once it needs it no more."""
    for name in (RECORDED, f"{RECORDED}-wal", f"{RECORDED}-shm", LOCK):
        with contextlib.suppress(OSError):
            (path / name).unlink(missing_ok=True)


def relative_source(source: Path, folder: Path) -> str:
    """Where the experiment of a folder was read from, as seen from the folder; empty where that would tell too much.

    A way that leads through the home folder of somebody, or from the root of the disk, is an absolute path in disguise.
    Without one, relative paths start where the command is given.
    """
    try:
        common = Path(os.path.commonpath([source.resolve(), folder.resolve()]))
        way = Path(os.path.relpath(source.resolve(), folder.resolve())).as_posix()
    except ValueError:  # on another drive
        return ""
    return "" if common == Path(common.anchor) or common in Path.home().resolve().parents else way


def read_marker(path: Path) -> dict[str, Any] | None:
    """The provenance of a folder, or None where there is none that can be read."""
    try:
        result = json.loads(read_plain_text(path / MARKER))
    except (OSError, ValueError, RecursionError):
        return None
    return result if isinstance(result, dict) else None
