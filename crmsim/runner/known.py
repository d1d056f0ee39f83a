"""What is known of runs before any is made: in the own journal, in others, and as stored with other columns."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crmsim.errors import CrmsimError
from crmsim.experiment.runs import Row, Runs
from crmsim.runner.backend import Done
from crmsim.runner.precision import first_round
from crmsim.store.acts import Acts
from crmsim.store.columns import Columns, columns_of, noted
from crmsim.store.journal import JOURNAL, Journal
from crmsim.words import Message, message


@dataclass(frozen=True)
class Foreseen:
    """What becomes of the first runs of each setting, each counted once.

    Attributes
    ----------
    there:
        Recorded in the folder as they are wanted.
    taken:
        Recorded elsewhere, or with more columns: nothing of them is computed.
    again:
        Recorded without some of the columns wanted: they are computed again, and what was recorded is held against it.
    new:
        Recorded nowhere.
    lacking:
        The columns for which runs are computed again, as experiments call them.
    """

    there: int
    taken: int
    again: int
    new: int
    lacking: tuple[str, ...]

    @property
    def left(self) -> int:
        """Runs that are computed."""
        return self.again + self.new

    def text(self) -> Message:
        """What becomes of them, in a sentence or two."""
        if not self.again:
            return message(
                "Stored runs that serve as they are: {stored:,}; new runs: {new:,}.",
                stored=self.there + self.taken, new=self.new,
            )  # fmt: skip
        return message(
            "Stored runs that serve as they are: {stored:,}; new runs: {new:,}. Runs that are made again, because they "
            "were stored without {columns}: {again:,}; whatever was stored of them must come out the same to the bit.",
            stored=self.there + self.taken, new=self.new, columns=", ".join(self.lacking), again=self.again,
        )  # fmt: skip


class Known:
    """What journals know of the runs of an experiment.

    Parameters
    ----------
    runs, journal:
        What is run, and where it is recorded.
    others:
        Journals of other sweeps, from which runs are taken that the own one does not have.
    acts:
        Where what single people did is kept; taken along.
    """

    def __init__(self, runs: Runs, journal: Journal, others: Sequence[Journal], acts: Acts) -> None:
        self.runs, self.journal, self.acts = runs, journal, acts
        self.wanted = columns_of(runs.experiment)
        own = [(journal, one) for one in noted(journal) if one != self.wanted]
        of_others = [(other, one) for other in others for one in dict.fromkeys([self.wanted, *noted(other)])]
        every = [(place, one) for place, one in (*own, *of_others) if one.always == self.wanted.always]
        self.whole = [(place, one) for place, one in every if not one.lacking(self.wanted)]
        partly = [(place, one) for place, one in every if one.lacking(self.wanted)]
        self.partly = sorted(partly, key=lambda each: len(each[1].lacking(self.wanted)))

    def _names(self, rows: Sequence[Row], columns: Columns) -> dict[bytes, bytes]:
        """The name that each run has with other columns → its own."""
        return {columns.run(self.runs.point_hash(row.point), row.seed, self.runs.code): row.run for row in rows}

    def statuses(self, rows: Sequence[Row]) -> Mapping[bytes, str]:
        """What became of some runs; those that stand elsewhere, or with more columns, are taken over before."""
        runs = [row.run for row in rows]
        found = self.journal.statuses(runs)
        for place, columns in self.whole:
            names = self._names([row for row in rows if row.run not in found], columns)
            if not names:
                break
            self.acts.take(place, names)
            if self.journal.take(place, names, columns.narrowing(self.wanted)):
                found = self.journal.statuses(runs)
        return found

    def foreseen(self) -> Foreseen:
        """What is known of the first runs of each setting; takes nothing over."""
        most = first_round(self.runs.experiment.runs)
        last = np.full(self.runs.size, most, dtype=np.int64)
        seen: set[bytes] = set()
        counts = dict.fromkeys(("there", "taken", "again", "new"), 0)
        lacking: dict[str, None] = {}
        for _, rows in self.runs.blocks(np.zeros_like(last), last):
            left = {row.run: row for row in rows if row.run not in seen}
            seen |= set(left)
            found = set(self.journal.statuses(list(left)))
            counts["there"] += len(found)
            for kind, places in (("taken", self.whole), ("again", self.partly)):
                for place, columns in places:
                    left = {run: row for run, row in left.items() if run not in found}
                    names = self._names(list(left.values()), columns)
                    done = {names[run] for run, status in place.statuses(list(names)).items() if status == "done"}
                    counts[kind] += len(done)
                    found |= done
                    if kind == "again" and done:
                        lacking |= dict.fromkeys(columns.lacking(self.wanted))
            counts["new"] += len(set(left) - found)
        return Foreseen(**counts, lacking=tuple(lacking))

    def refuse_otherwise(self, done: Done) -> None:
        """Refuse results that differ from what was recorded of the same runs without some of the columns.

        Raises
        ------
        CrmsimError
            With the first such run, and what differs in it.
        """
        names = self.runs.experiment.stored
        results = list(zip(done.results or (), done.chunk.tasks, strict=False))
        for place, columns in self.partly:
            of = {
                columns.run(done.chunk.setups[task.setup].point.hex(), task.seed, self.runs.code): result
                for result, task in results
            }
            for run, record in place.records(list(of)).items():
                differing = columns.differing(self.wanted, names, record, of[run])
                if differing:
                    raise CrmsimError(
                        message(
                            "run {run} comes out otherwise than it is recorded as {before}: {outcomes}",
                            run=of[run].run.hex()[:12], before=run.hex()[:12], outcomes=", ".join(differing[:5]),
                        ),
                        file=place.path,
                        expected=message(
                            "the machine and the packages that the earlier runs were made with; or a new folder by "
                            "--out, for which all runs are made anew"
                        ),
                    )  # fmt: skip


def foreseen(runs: Runs, folder: Path, known: Sequence[str | Path] = ()) -> Foreseen | None:
    """What becomes of the runs of a sweep to ``folder``, before any is made; None where nothing is stored anywhere.

    Parameters
    ----------
    known:
        Folders of other sweeps, from which runs are taken that are the same.

    Raises
    ------
    CrmsimError
        For a folder without a journal, or with one that cannot be read.
    """
    own = folder / JOURNAL
    if not own.is_file() and not known:
        return None
    with contextlib.ExitStack() as stack:
        journal = stack.enter_context(Journal(own, readonly=True) if own.is_file() else Journal())
        others = [stack.enter_context(Journal(Path(other) / JOURNAL, readonly=True)) for other in known]
        return Known(runs, journal, others, Acts(folder, ())).foreseen()
