"""The folder of a sweep: what is in it, whose it is, and what becomes of an earlier design's tables."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.experiment.catalogue import shipped_experiments
from crmsim.experiment.experiment import Experiment
from crmsim.experiment.reading import AS_BASE
from crmsim.results.folder import (
    MARKER,
    OUTPUTS,
    Folder,
    content_hash,
    distinct_name,
    file_errors,
    read_marker,
    refuse_no_name,
    safe_name,
)
from crmsim.results.provenance import provenance, shown_name
from crmsim.results.whole import FILES, digests, document, is_sealed, listed, sealed
from crmsim.simulation.watching import EVENTS, NETWORKS
from crmsim.store.journal import JOURNAL
from crmsim.store.lock import LOCK
from crmsim.store.part import PARTS
from crmsim.store.table import RUNS, WEEKS
from crmsim.words import message

TEXT = "experiment.toml"
EARLIER = "earlier"
SCRIPT = "slurm.sh"
WHATIF = "whatif.json"  # what was asked, where the sweep is that of a what-if
BUDGET = "budget.json"  # the best use of a budget, where that was asked too
REPORT = "report"
ANALYSIS = "analysis"
DRAWN = "worlds.csv"  # the worlds drawn from, as they were
CHOSEN = "looked_at.csv"  # the settings that a search has chosen
OF_A_DESIGN = (RUNS, WEEKS, ANALYSIS, TEXT, DRAWN, CHOSEN, BUDGET, MARKER)
KIND = "sweep"
SOURCES = "sources"  # in an unpacked archive: what the experiment reads
MANIFEST = "manifest-sha256.txt"  # in an unpacked archive: the hashes of its files
RECORDED = ".journal.sqlite"  # of a comparison, while it is being made
PLACE, WORDING = "place", "wording"  # of the experiment's file and of its text, as hashes
UNKNOWN = "unknown"
BESIDE_DESIGNS = (JOURNAL, PARTS, EVENTS, NETWORKS)  # what is a run's and not a design's
WRITTEN = (
    RUNS,
    WEEKS,
    TEXT,
    WHATIF,
    BUDGET,
    DRAWN,
    CHOSEN,
    *BESIDE_DESIGNS,
)  # provenance lists these; the analysis its own
OURS = {
    JOURNAL,
    f"{JOURNAL}-wal",
    f"{JOURNAL}-shm",
    LOCK,
    EARLIER,
    PARTS,
    SCRIPT,
    WHATIF,
    REPORT,
    EVENTS,
    NETWORKS,
    *OF_A_DESIGN,
}


def folder_of(experiment: Experiment, out: str | Path | None) -> Path:
    """The folder asked for; else ``outputs/<experiment>``, or where that is another experiment's one named apart.

    Raises
    ------
    CrmsimError
        For what is no folder's name, is a file, or holds something else, as the results of another experiment.
    """
    refuse_no_name(out)
    path = _usual(experiment) if out is None else Path(out)
    with file_errors(path):
        if path.exists() and not path.is_dir():
            raise CrmsimError(message("is a file"), file=path, key="--out", expected=message("a folder"))
        ours = (path / JOURNAL).exists() or (read_marker(path) or {}).get(
            "kind"
        ) == KIND  # whoever else put files there
        if path.is_dir() and not ours and {one.name for one in path.iterdir()} - OURS:
            raise CrmsimError(
                message("holds other results or files, and nothing is overwritten"), file=path, key="--out",
                expected=message("a folder of this sweep, or one that is empty or not there yet"),
            )  # fmt: skip
    refuse_another(path, experiment)
    return path


def _usual(experiment: Experiment) -> Path:
    """Where an experiment's results go if nothing else is said."""
    outputs = Path(OUTPUTS)
    earlier = outputs / safe_name(experiment.name)  # by which folders were named that did not tell all names apart
    marked = read_marker(earlier)
    if marked is not None and marked.get("experiment") == experiment.name and is_of(earlier, experiment, marked):
        return earlier
    path = outputs / distinct_name(experiment.name)
    if is_of(path, experiment, read_marker(path)):
        return path
    return outputs / f"{path.name}-{content_hash([place_in(path, experiment), experiment.name])[:8]}"


def is_of(path: Path, experiment: Experiment, marked: Mapping[str, Any] | None) -> bool:
    """Whether a folder may hold the results of an experiment: of this very one, or of what it was before it was edited.

    An experiment that was edited is known by its name and by where its file lies, seen from the folder; one that was
    moved or renamed, by its text.

    Parameters
    ----------
    marked:
        The provenance that stands there; None where there is none.
    """
    if marked is None or "experiment" not in marked:
        return True
    if (marked.get("experiment_hash"), marked.get(WORDING)) == (experiment.hash, content_hash(experiment.text)):
        return True
    if marked.get("experiment") != experiment.name:
        return False
    place = marked.get(PLACE)  # older folders have none
    return place is None or place == place_in(path, experiment)


def place_in(path: Path, experiment: Experiment) -> str:
    """Hash of where an experiment's file lies, seen from a folder, so that both may be moved together."""
    if experiment.file is None:
        return content_hash("made of a text")
    file = experiment.file.path
    shipped = shipped_experiments().get(experiment.name)
    if shipped is not None and shipped.resolve() == file:
        return content_hash("shipped")
    try:
        return content_hash(Path(os.path.relpath(file, path.resolve())).as_posix())
    except ValueError:  # on another drive
        return content_hash(file.name)


def refuse_another(path: Path, experiment: Experiment) -> None:
    """Refuse a folder that holds the results of another experiment.

    Raises
    ------
    CrmsimError
        With the name of that experiment.
    """
    marked = read_marker(path)
    if marked is not None and not is_of(path, experiment, marked):
        raise CrmsimError(
            message(
                "holds the results of another experiment, {name!r}, and the two are not mixed",
                name=str(marked.get("experiment")),
            ),
            file=path,
            key="--out",
            expected=message("a folder of its own for each experiment file"),
        )


def origin_of(experiment: Experiment, code: str) -> dict[str, Any]:
    """What made the results of an experiment; the same for every computation of it on a machine."""
    scenarios = {shown_name(name): scenario for name, scenario in experiment.others.items()}
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
        **({"measures": list(experiment.measures)} if experiment.measures else {}),
        **({"kept": list(experiment.keep)} if experiment.keep else {}),
        "measured_by": code,
    }
    return provenance(
        {name: scenario.content() for name, scenario in scenarios.items()},
        {name: scenario.hash for name, scenario in scenarios.items()},
        seed=experiment.seed,
        runs=experiment.runs.most,
        also=also,
        hooks=list(experiment.rules_known.values()),
        inputs=experiment.sources,
    )


def prepare(path: Path, experiment: Experiment, origin: Mapping[str, Any]) -> Folder:
    """Make the folder ready for a design, to be called with its lock held.

    The tables of another design that stand there are moved to ``earlier/``; the journal stays, so that runs which
    both designs have are not computed again.

    Raises
    ------
    CrmsimError
        Where it is another experiment's, or cannot be written.
    """
    content = str(origin["content"])
    refuse_another(path, experiment)
    with file_errors(path):
        before = read_marker(path)
        there = [part for part in OF_A_DESIGN if (path / part).exists()]
        if there and (before is None or before.get("content") != content):
            name = UNKNOWN if before is None else str(before.get("experiment_hash") or content_hash(before))[:12]
            target = path / EARLIER / safe_name(name)
            number = 1
            while target.exists():
                number += 1
                target = path / EARLIER / f"{safe_name(name)}-{number}"
            target.mkdir(parents=True)
            for part in there:
                shutil.move(path / part, target / part)
            _leave_journal_out(target)
    folder = Folder(path, content, False)
    folder.write_text(TEXT, experiment.text)
    if experiment.worlds is not None:
        folder.write_text(DRAWN, experiment.worlds.text)
    folder.begin(marked(path, experiment, origin))
    return folder


def marked(path: Path, experiment: Experiment, origin: Mapping[str, Any]) -> dict[str, Any]:
    """The provenance of a folder of a sweep: what made the results, and whose folder it is."""
    return {**origin, PLACE: place_in(path, experiment), WORDING: content_hash(experiment.text)}


def claim(path: Path, experiment: Experiment, origin: Mapping[str, Any]) -> None:
    """Say whose the folder is, before there is anything of the whole sweep in it.

    Raises
    ------
    CrmsimError
        Where it is another experiment's, or cannot be written.
    """
    with file_errors(path):
        path.mkdir(parents=True, exist_ok=True)
    refuse_another(path, experiment)
    if not (path / MARKER).exists():
        Folder(path, str(origin["content"]), False).begin(marked(path, experiment, origin))


def describe_parts(path: Path, experiment: Experiment) -> None:
    """Have the folder of a sweep of which only parts are made tell what it is of, so that these can be read.

    Raises
    ------
    CrmsimError
        Where it cannot be written.
    """
    if not (path / TEXT).exists():
        folder = Folder(path, "", False)
        folder.write_text(TEXT, experiment.text)
        if experiment.worlds is not None:
            folder.write_text(DRAWN, experiment.worlds.text)


def relisted(path: Path) -> None:
    """List the journal as it is now, and the best use of a budget, where they were added to a finished folder.

    Nothing else is vouched for.

    Raises
    ------
    CrmsimError
        Where it cannot be written.
    """
    about, whole = document(path / MARKER)
    known = None if about is None else listed(about)
    if about is None or known is None or not whole or JOURNAL not in known or (path / f"{JOURNAL}-wal").exists():
        return
    with file_errors(path):
        now = {**known, **digests(path, [JOURNAL, *(name for name in (BUDGET,) if (path / name).exists())])}
    Folder(path, str(about.get("content")), True).write_json(MARKER, sealed({**about, FILES: now}))


def _leave_journal_out(folder: Path) -> None:
    """Take out of an earlier design's list of files what stays with the design that follows."""
    before = read_marker(folder)
    known = None if before is None else listed(before)
    if before is None or known is None or not is_sealed(before):
        return
    kept = {
        name: digest
        for name, digest in known.items()
        if name.partition("/")[0] not in (JOURNAL, PARTS, EVENTS, NETWORKS)
    }
    made = Folder(folder, str(before.get("content")), False)
    made.write_json(MARKER, sealed({**before, FILES: kept}))


def changed_inputs(before: Mapping[str, Any] | None, origin: Mapping[str, Any]) -> list[str]:
    """The files that were read for what stands in a folder, and are others now; none where nothing that counts is."""
    known = None if before is None else before.get("inputs")
    if before is None or not isinstance(known, dict) or before.get("content") == origin["content"]:
        return []
    now = origin["inputs"]
    return [name for name in known if name in now and now[name] != known[name]]


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
