"""What a sweep has so far: read from its journal while it runs, or where it was stopped."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from crmsim.errors import CrmsimError
from crmsim.experiment import Experiment
from crmsim.experiment.runs import Counts, Runs
from crmsim.store.journal import JOURNAL, Journal
from crmsim.store.part import PARTS, add
from crmsim.words import message

AT_A_TIME = 10_000  # runs that are looked for together


def begun_runs(experiment: Experiment, provenance: dict[str, Any]) -> Runs:
    """The runs of a sweep under the names that its journal has for them, own rules included, which are not imported."""
    known = {line.partition(": ")[0]: line for line in provenance.get("hooks", ())}
    rules = {name: known[name] for name in experiment.all_rules if name in known}
    return Runs(replace(experiment, rules_known=rules), str(provenance.get("measured_by", "")))


def planned_so_far(runs: Runs, journal: Journal) -> Counts:
    """int64[points]: the first runs of each point, and as many more as the journal has of it.

    Raises
    ------
    CrmsimError
        Where the journal has none of the runs of the design.
    """
    asked = runs.experiment.runs
    planned = np.full(runs.size, min(asked.least, asked.most), dtype=np.int64)
    found = _recorded(runs, journal, np.zeros_like(planned), planned)
    if not found.any():
        raise CrmsimError(
            message("no run of the experiment that stands there is finished"), file=journal.path,
            expected=message("a sweep that has begun, and whose scenarios and files are as they were"),
        )  # fmt: skip
    last = journal.largest_seed() if runs.design.shared_seeds else None
    most = asked.most if last is None else min(asked.most, last - runs.experiment.seed + 1)
    if most > int(planned[0]):
        more = np.full(runs.size, most, dtype=np.int64)
        planned = np.maximum(planned, _recorded(runs, journal, planned, more))
    return planned


def _recorded(runs: Runs, journal: Journal, first: Counts, last: Counts) -> Counts:
    """int64[points]: one more than the highest run of each point that is recorded, of those asked about; 0 for none."""
    result = np.zeros(runs.size, dtype=np.int64)
    for number in range(runs.size):
        for low in range(int(first[number]), int(last[number]), AT_A_TIME):
            replicates = range(low, min(low + AT_A_TIME, int(last[number])))
            names = [runs.run(number, replicate) for replicate in replicates]
            there = journal.statuses(names)
            have = [replicate for replicate, name in zip(replicates, names, strict=True) if name in there]
            if not have:
                break
            result[number] = have[-1] + 1
    return result


@contextlib.contextmanager
def recorded(folder: Path) -> Iterator[Journal]:
    """What is recorded of a sweep by now, in its own journal and in those of its parts.

    Raises
    ------
    CrmsimError
        Where there is none, or one cannot be read.
    """
    parts = sorted((folder / PARTS).glob("*.sqlite"))
    if not parts:
        with Journal(journal_of(folder), readonly=True) as journal:
            yield journal
        return
    with Journal() as journal:
        for path in [path for path in (folder / JOURNAL, *parts) if path.is_file()]:
            add(path, journal)
        yield journal


def journal_of(folder: Path) -> Path:
    """The journal of a sweep's folder.

    Raises
    ------
    CrmsimError
        Where there is none.
    """
    path = folder / JOURNAL
    if not path.is_file():
        raise CrmsimError(
            message("holds no sweep"), file=folder, expected=message("a folder that `crmsim sweep` has written")
        )
    return path
