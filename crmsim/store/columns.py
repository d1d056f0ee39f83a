"""What is stored of a run beside the outcomes, and what of it serves a run of which other things are wanted.

A journal notes every set of columns that its runs were ever stored with. A run is named by its columns too, so that a
record always holds what its name says; where only the columns differ, this says what one record tells of the other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from crmsim.experiment.experiment import Experiment
from crmsim.experiment.identity import run_id
from crmsim.store.journal import Journal
from crmsim.store.records import Record, Result

NOTE = "columns"  # the note of a journal in which they stand

Cells = tuple[bytes, bytes | None, str | None]  # outcomes, weekly and reasons of a record


class Columns(NamedTuple):
    """What is stored of every run of an experiment.

    Attributes
    ----------
    always:
        How many outcomes every run of it has.
    money:
        Whether the counterfactual run without a project is run.
    weekly:
        Outcomes week by week.
    more:
        What stands after the outcomes: those of groups, own ones, measures.
    """

    always: int
    money: bool
    weekly: tuple[str, ...]
    more: tuple[str, ...]

    def run(self, point_hash: str, seed: int, code: str) -> bytes:
        """The name of a run that is stored so."""
        return run_id(point_hash, seed, code, self.money, (*self.weekly, *self.more))

    def lacking(self, wanted: Columns) -> tuple[str, ...]:
        """What a record of these columns does not tell of ``wanted``, as experiments call it; none where it does."""
        weekly = [f"{name} (weekly)" for name in wanted.weekly if name not in self.weekly]
        more = [name for name in wanted.more if name not in self.more]
        money = [] if self.money == wanted.money else ["money"]
        return (*weekly, *more, *money)

    def narrowing(self, wanted: Columns) -> Callable[[bytes, bytes | None, str | None], Cells]:
        """How the record of a run with ``wanted`` alone is made of one that lacks none of it, byte for byte."""
        if self == wanted:
            return lambda *cells: cells
        places = [*range(self.always), *(self.always + self.more.index(name) for name in wanted.more)]
        rows = [self.weekly.index(name) for name in wanted.weekly]

        def narrowed(outcomes: bytes, weekly: bytes | None, reasons: str | None) -> Cells:
            values = np.frombuffer(outcomes)[places].tobytes()
            weeks = None
            if rows and weekly is not None:
                weeks = np.frombuffer(weekly).reshape(len(self.weekly), -1)[rows].tobytes()
            known = {} if reasons is None else json.loads(reasons)
            kept = {name: why for name, why in known.items() if name not in self.more}
            kept |= {name: known[name] for name in wanted.more if name in known}
            return values, weeks, json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else None

        return narrowed

    def differing(self, wanted: Columns, names: Sequence[str], before: Record, after: Result) -> list[str]:
        """What both a record of these columns and a result of ``wanted`` tell, and not the same to the bit.

        Parameters
        ----------
        names:
            Of the outcomes that every run has.
        """
        if before.values is None or after.values is None:
            return []
        old, new = np.frombuffer(before.values), np.frombuffer(after.values)
        both = {name: place for place, name in enumerate((*names[: self.always], *self.more))}
        places = {name: place for place, name in enumerate((*names[: self.always], *wanted.more))}
        uncounted = self.money != wanted.money  # what rests on it is then undefined on one side
        result = [
            name
            for name, place in both.items()
            if name in places
            and old[place].tobytes() != new[places[name]].tobytes()
            and not (uncounted and (np.isnan(old[place]) or np.isnan(new[places[name]])))
        ]
        if before.weekly is None or after.weekly is None or uncounted:
            return result
        weeks = [np.frombuffer(one).reshape(len(of), -1) for one, of in
                 ((before.weekly, self.weekly), (after.weekly, wanted.weekly))]  # fmt: skip
        return result + [
            name
            for row, name in enumerate(self.weekly)
            if name in wanted.weekly and weeks[0][row].tobytes() != weeks[1][wanted.weekly.index(name)].tobytes()
        ]


def columns_of(experiment: Experiment) -> Columns:
    """What is stored of the runs of an experiment."""
    always = len(experiment.stored) - len(experiment.more) if experiment.function is None else 1
    return Columns(always, experiment.money, experiment.weekly, experiment.more)


def noted(journal: Journal) -> list[Columns]:
    """The columns that runs of a journal were stored with; none where it is older than the note."""
    text = journal.note(NOTE)
    return [] if text is None else [Columns(a, m, tuple(w), tuple(o)) for a, m, w, o in json.loads(text)]


def note(journal: Journal, columns: Iterable[Columns]) -> None:
    """Have a journal know these columns too."""
    known = noted(journal)
    new = [one for one in columns if one not in known]
    if new:
        journal.write_note(NOTE, json.dumps([*known, *new], separators=(",", ":")))
