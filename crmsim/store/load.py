"""A sweep's results, read from its folder."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from crmsim.errors import CrmsimError, nearest
from crmsim.experiment import Design, Experiment, design_of, from_text
from crmsim.experiment.catalogue import EXPERIMENT
from crmsim.experiment.experiment import ADAPTIVE
from crmsim.experiment.looked_at import LookedAt
from crmsim.experiment.runs import Counts, Runs
from crmsim.files import read_plain_text
from crmsim.results.acts import acts_frame
from crmsim.results.folder import MARKER, read_marker
from crmsim.results.whole import altered, document, listed, read_same
from crmsim.scenario.document import read_text
from crmsim.scenario.resolve import CSV_KEYS
from crmsim.simulation.watching import EVENTS, NETWORKS
from crmsim.store.acts import digests_of, read_acts
from crmsim.store.journal import JOURNAL, SOURCE, Journal
from crmsim.store.part import PARTS
from crmsim.store.place import CHOSEN, DRAWN, KIND, MANIFEST, SOURCES, TEXT
from crmsim.store.table import FIXED, METADATA, RUNS, WEEKS, batches, plain_value, read_files
from crmsim.store.unfinished import begun_runs, planned_so_far, recorded
from crmsim.words import message

Floats = NDArray[np.float64]
LOOKED_AT = 500  # settings of a table that are compared with the experiment beside it
NULLABLE = {pa.float64(): pd.Float64Dtype(), pa.bool_(): pd.BooleanDtype()}


@dataclass(frozen=True, eq=False, repr=False)
class Sweep:
    """The results of a sweep.

    Attributes
    ----------
    experiment:
        What was asked, as it was swept.
    provenance:
        What made them.
    table:
        A row a run; see :meth:`frame`.
    weeks:
        A row a run and week where the experiment stores some; read when it is first needed.
    folder:
        Where they are; None in memory.
    partial:
        Whether the sweep is not finished, and these are the runs that were by then.
    """

    experiment: Experiment
    provenance: dict[str, Any]
    table: pa.Table
    weeks: Callable[[], pa.Table]
    folder: Path | None = None
    partial: bool = False

    @classmethod
    def read(cls, folder: Path, partial: bool = False) -> Self:
        """The results in a folder.

        Parameters
        ----------
        partial:
            Take a sweep that is not finished too, with the runs that are; those that are not stand there as not run.

        Raises
        ------
        CrmsimError
            Where there are none or they are not finished, a file is not what was written, or the experiment there is
            not that of the table.
        """
        if partial and not (read_marker(folder) or {}).get("finished"):
            return cls._unfinished(folder)
        result = _finished(folder)
        known = listed(result)
        for name in (TEXT, DRAWN, CHOSEN):
            if known is not None and (folder / name).exists():
                read_same(folder, name, known)
        experiment = experiment_of(folder, as_swept=True)
        weeks = functools.cache(lambda: read_files(folder, WEEKS, known))
        made = cls(experiment, result, read_files(folder, RUNS, known), weeks, folder)
        _check(made)
        return made

    @classmethod
    def _unfinished(cls, folder: Path) -> Self:
        """What the journal of a sweep has by now."""
        provenance = read_marker(folder) or {}
        with recorded(folder) as journal:
            runs = begun_runs(experiment_of(folder), provenance)
            made = cls.of(runs, planned_so_far(runs, journal), journal, provenance)
        return replace(made, folder=folder, partial=True)

    @classmethod
    def of(cls, runs: Runs, planned: Counts, journal: Journal, provenance: Mapping[str, Any]) -> Self:
        """The results that a journal has of a design; ``planned`` is int64[points], runs of each point."""
        made = list(batches(runs, planned, journal, provenance))
        weeks = [each[WEEKS] for each in made if WEEKS in each]
        table = pa.concat_tables(each[RUNS] for each in made)
        return cls(runs.experiment, dict(provenance), table, lambda: pa.concat_tables(weeks))

    def __repr__(self) -> str:
        """Name, folder, size."""
        where = "memory" if self.folder is None else self.folder
        return f"<Sweep {self.experiment.name} in {where}: {len(self.table):,} runs>"

    @functools.cached_property
    def design(self) -> Design:
        """The design, point by point."""
        return design_of(self.experiment)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes watched; all are stored."""
        return self.experiment.outcomes

    @property
    def stored(self) -> tuple[str, ...]:
        """All outcomes that are stored, those by style last."""
        return self.experiment.stored

    def frame(self) -> pd.DataFrame:
        """A row a run: point, replicate, seed, identity, status, error, what was varied, and every outcome.

        Undefined and missing values are ``<NA>``.
        """
        result: pd.DataFrame = self.table.to_pandas(types_mapper=NULLABLE.get)
        return result

    def weekly(self) -> pd.DataFrame:
        """A row a run and week, of the outcomes that the experiment stores week by week.

        Raises
        ------
        CrmsimError
            Where it stores none.
        """
        if not self.experiment.weekly:
            raise CrmsimError(
                message("nothing was stored week by week"),
                file=self.folder,
                key="weekly",
                expected='weekly = ["user_share"]',
            )
        result: pd.DataFrame = self.weeks().to_pandas(types_mapper=NULLABLE.get)
        return result

    def events(self, points: Iterable[int] | None = None) -> pd.DataFrame:
        """Who asked whom, and what came of it: a row a request or offer, after point and replicate of its run.

        Parameters
        ----------
        points:
            Of these settings alone; all unless given, which may be more than memory holds.

        Raises
        ------
        CrmsimError
            Where the experiment keeps none, or a file is not what was written.
        """
        return self._acts(EVENTS, points)

    def networks(self, points: Iterable[int] | None = None) -> pd.DataFrame:
        """The ties at the start, after each year and at the end: a row a tie and week; otherwise as :meth:`events`."""
        return self._acts(NETWORKS, points)

    def _acts(self, kind: str, points: Iterable[int] | None) -> pd.DataFrame:
        rows = self.table.select(["run_id", "point", "replicate", "status"]).to_pandas()
        rows = rows[(rows["status"] == "done") & (True if points is None else rows["point"].isin(list(points)))]
        runs = rows["run_id"].unique()
        known = digests_of(self.folder, kind, runs) if self.partial and self.folder else listed(self.provenance)
        made = read_acts(self.folder, kind, runs, known)
        result: pd.DataFrame = rows.drop(columns="status").merge(acts_frame(made), on="run_id").drop(columns="run_id")
        return result

    def points(self) -> pd.DataFrame:
        """A row a setting: its number, what was varied, its runs, and those of them that are done."""
        varied = [name for name in self.table.schema.names[len(FIXED) :] if name not in self.stored]
        table = self.table.select(["point", "status", *varied]).to_pandas(types_mapper=NULLABLE.get)
        groups = table.groupby("point", sort=True)
        result = groups[varied].first() if varied else pd.DataFrame(index=sorted(table["point"].unique()))
        result["runs"] = groups.size()
        result["done"] = (table["status"] == "done").groupby(table["point"]).sum()
        return result.reset_index(names="point")

    def missing(self) -> pd.DataFrame:
        """The runs that have no values: point, replicate, seed, identity, status and error."""
        result: pd.DataFrame = self.table.select(list(FIXED[:6])).to_pandas()
        return result[result["status"] != "done"].reset_index(drop=True)

    def values(self, outcome: str) -> Floats:
        """float64[points, replicates] of an outcome, NaN where it is undefined or the run is missing."""
        if outcome not in self.stored:
            raise CrmsimError(
                message("no such outcome is stored"), file=self.folder, key="outcome", value=outcome,
                expected=message("one of the columns"), nearest=nearest(outcome, self.stored),
            )  # fmt: skip
        points = self.table["point"].to_numpy()
        replicates = self.table["replicate"].to_numpy()
        result = np.full((self.design.size, int(replicates.max(initial=-1)) + 1), np.nan)
        result[points, replicates] = self.table[outcome].to_numpy(zero_copy_only=False).astype(np.float64)
        return result

    @property
    def settings(self) -> int:
        """Settings that can be compared: points, or in sampled worlds the settings of the levers."""
        return self.design.settings


def load(folder: str | os.PathLike[str], partial: bool = False) -> Sweep:
    """The results in a folder that :func:`crmsim.sweep` or ``crmsim sweep`` has written.

    Raises
    ------
    CrmsimError
        Where there are none.
    """
    return Sweep.read(Path(folder), partial)


def _finished(folder: Path) -> dict[str, Any]:
    """The provenance of a sweep that is finished.

    Raises
    ------
    CrmsimError
        Where there is none, it is not finished, or the provenance is not what was written.
    """
    result, state = document(folder / MARKER)
    if (folder / MARKER).exists() and state is False:
        raise altered(folder / MARKER)
    if result is not None and result.get("kind") == KIND and result.get("finished") is True:
        if listed(result) is not None or (folder / RUNS).is_dir():
            return result
    unfinished = (folder / JOURNAL).exists() or any((folder / PARTS).glob("*.sqlite"))
    raise CrmsimError(
        message("the sweep is not finished, and has no table yet") if unfinished else message("holds no sweep"),
        file=folder,
        expected=message("the same `crmsim sweep` again, which goes on where it was; or --partial for what is there")
        if unfinished
        else message("a folder that `crmsim sweep` has written"),
    )


def experiment_of(folder: Path, as_swept: bool = False) -> Experiment:
    """The experiment that a folder was written for.

    Parameters
    ----------
    as_swept:
        Take its scenarios from the folder's provenance, as they were and wherever the folder is now. Organisations of
        files are not in there: what is read so tells of runs and cannot make them. Else scenarios are read anew.

    Raises
    ------
    CrmsimError
        Where its file is not there or names a scenario that is not.
    """
    result = read_marker(folder) or {}
    file = folder / TEXT
    if not file.is_file():
        raise CrmsimError(
            message("{text} is not there", text=TEXT),
            file=folder,
            expected=message("a folder that `crmsim sweep` has written, with that file"),
        )
    made = _experiment_of(folder, read_text(file, EXPERIMENT), result, as_swept)
    chosen = folder / CHOSEN
    if made.design.kind not in ADAPTIVE or not chosen.is_file():
        return made
    factors = [factor.name for factor in (made.levers if made.design.kind == "search" else made.factors)]
    return replace(made, looked_at=LookedAt.read(read_plain_text(chosen), factors, chosen))


def _experiment_of(folder: Path, text: str, result: Mapping[str, Any], as_swept: bool) -> Experiment:
    file = folder / TEXT
    worlds = folder / DRAWN if (folder / DRAWN).is_file() else None
    name = str(result.get("experiment", folder.name))
    kept = result.get("scenarios") if as_swept else None
    if isinstance(kept, dict) and kept:
        try:
            return from_text(text, name, folder, str(file), {key: _without_files(one) for key, one in kept.items()},
                             worlds)  # fmt: skip
        except CrmsimError:
            pass  # of another version, or edited: the files themselves say what is wrong, and where
    source = source_of(folder)
    try:
        return from_text(text, name, source, str(file), worlds=worlds)
    except CrmsimError as error:
        if error.file != str(file) or error.key not in ("base", "levers.scenario"):
            raise
        words = message("{expected}, which is looked for from {source} on", expected=error.expected, source=source)
        raise error.but(expected=words) from None


def _without_files(content: dict[str, Any]) -> dict[str, Any]:
    """A scenario without the files of its organisation, of which provenance knows the names alone."""
    organisation = {key: value for key, value in content.get("organisation", {}).items() if key not in CSV_KEYS}
    return {**content, "organisation": organisation}


def _check(sweep: Sweep) -> None:
    """Refuse a table of another sweep, and an experiment that does not tell what the table's runs were made with.

    Raises
    ------
    CrmsimError
        Where tables were moved, settings were edited after the sweep, or another version makes other settings of the
        same words.
    """
    made_of = json.loads(sweep.table.schema.metadata[METADATA]).get("content")
    if made_of != sweep.provenance.get("content"):
        raise CrmsimError(
            message("is the table of another sweep"),
            file=None if sweep.folder is None else sweep.folder / RUNS,
            expected=message("the table that was written with {marker}", marker=MARKER),
        )
    design = sweep.design
    table = sweep.table
    numbers = table["point"].to_numpy()
    first = np.flatnonzero(np.diff(numbers, prepend=-1))
    differ = numbers.size > 0 and not 0 <= numbers.max() < design.size
    differ = differ or not set(design.columns) <= set(table.schema.names)
    looked_at = first[:: max(1, first.size // LOOKED_AT)]
    rows = [] if differ else table.select(["point", *design.columns]).take(pa.array(looked_at)).to_pylist()
    for row in rows:
        values = design.point(row["point"]).values
        differ = differ or any(
            plain_value(values[name], table.schema.field(name).type) != row[name] for name in design.columns
        )
    if differ:
        raise CrmsimError(
            message(
                "does not describe the runs in the table: it was edited after the sweep, or is read by another version "
                "of crmsim"
            ),
            file=None if sweep.folder is None else sweep.folder / TEXT,
            expected=message(
                "the file as it was swept; or `crmsim sweep` of the changed one, which computes what is new"
            ),
        )


def source_of(folder: Path) -> Path:
    """Where relative paths in the experiment start: the folder its file was read from.

    The journal knows it as seen from the results. Where that is not there, as for a copy of the results, it is where
    the command is given. In an unpacked archive it lies in the folder itself.
    """
    if (folder / MANIFEST).is_file() and (folder / SOURCES).is_dir():
        return folder / SOURCES
    journals = [path for path in (folder / JOURNAL, *sorted((folder / PARTS).glob("*.sqlite"))) if path.is_file()]
    if not journals:
        return folder
    with Journal(journals[0], readonly=True) as journal:
        noted = journal.note(SOURCE)
    if noted is None:
        return folder
    return folder / noted if noted and (folder / noted).is_dir() else Path.cwd()
