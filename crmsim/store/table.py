"""The stored table: Parquet files of runs in the order of the design, made from the journal.

The same results give the same bytes, whoever computed them and in whatever order: a file holds a fixed number of
runs, a row group is a file, and neither times nor workers enter. A new table takes the old one's place only when it
is whole.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from crmsim.errors import CrmsimError
from crmsim.experiment.experiment import Experiment
from crmsim.experiment.factor import Factor
from crmsim.experiment.runs import Counts, Row, Runs
from crmsim.experiment.values import columns
from crmsim.results.folder import file_errors
from crmsim.results.whole import read_same
from crmsim.store.journal import Journal
from crmsim.store.records import Record
from crmsim.words import message

ROWS_A_FILE = 5_000
RUNS, WEEKS = "runs", "weeks"
METADATA = b"crmsim"
NOT_RUN = "not run"
FIXED = ("point", "replicate", "seed", "run_id", "status", "error", "censored", "reasons")
EXAMPLES = 3
NEW, OLD = ".new", ".old"


@dataclass
class Missing:
    """The runs of a table that have no values.

    Attributes
    ----------
    counts:
        Status → how many: "failed", "hung", "crashed", "not run"; empty where nothing is missing.
    examples:
        A few: identity, status, error.
    """

    counts: dict[str, int] = field(default_factory=dict)
    examples: list[tuple[str, str, str]] = field(default_factory=list)

    def note(self, rows: list[Row], records: Mapping[bytes, Record]) -> None:
        """Count what is missing of some rows."""
        for row in rows:
            record = records.get(row.run)
            if record is not None and record.status == "done":
                continue
            status = NOT_RUN if record is None else record.status
            self.counts[status] = self.counts.get(status, 0) + 1
            if record is not None and len(self.examples) < EXAMPLES:
                self.examples.append((row.run.hex(), status, record.error or ""))


def write(folder: Path, runs: Runs, planned: Counts, journal: Journal, provenance: Mapping[str, Any]) -> Missing:
    """Write the table of runs and, where the experiment wants them, of weeks; returns what is missing in it.

    Parameters
    ----------
    planned:
        int64[points]: runs of each point that belong to the table.
    provenance:
        Into the schema's metadata; nothing in it may differ from one computation to the next.

    Raises
    ------
    CrmsimError
        Where the disk is full or the folder cannot be written; the table that was there before then stays.
    """
    kinds = [RUNS, *([WEEKS] if runs.experiment.weekly else [])]
    missing = Missing()
    with file_errors(folder):
        for kind in kinds:
            shutil.rmtree(folder / f"{kind}{NEW}", ignore_errors=True)
            (folder / f"{kind}{NEW}").mkdir()
        try:
            for number, made in enumerate(batches(runs, planned, journal, provenance, missing)):
                for kind, table in made.items():
                    path = folder / f"{kind}{NEW}" / f"part-{number:05d}.parquet"
                    rows = max(table.num_rows, 1)
                    pq.write_table(table, path, compression="zstd", row_group_size=rows, write_page_checksum=True)
            for kind in kinds:
                _exchange(folder, kind)
        finally:
            for kind in kinds:
                shutil.rmtree(folder / f"{kind}{NEW}", ignore_errors=True)
    return missing


def batches(
    runs: Runs, planned: Counts, journal: Journal, provenance: Mapping[str, Any], missing: Missing | None = None
) -> Iterator[dict[str, pa.Table]]:
    """The tables by kind, some thousand runs at a time; what is missing in them is counted in ``missing``."""
    weekly = runs.experiment.weekly
    metadata = {METADATA: json.dumps(provenance, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()}
    schemas = {RUNS: runs_schema(runs, metadata), WEEKS: weeks_schema(weekly, metadata)}
    for rows in runs.table_blocks(planned, ROWS_A_FILE):
        records = journal.records([row.run for row in rows])
        if missing is not None:
            missing.note(rows, records)
        made = {RUNS: runs_table(runs, rows, records, schemas[RUNS])}
        if weekly:
            made[WEEKS] = weeks_table(runs, rows, records, schemas[WEEKS])
        yield made


def _exchange(folder: Path, kind: str) -> None:
    """Put the new table in the place of the old one."""
    shutil.rmtree(folder / f"{kind}{OLD}", ignore_errors=True)
    if (folder / kind).exists():
        (folder / kind).rename(folder / f"{kind}{OLD}")
    (folder / f"{kind}{NEW}").rename(folder / kind)
    shutil.rmtree(folder / f"{kind}{OLD}", ignore_errors=True)


def runs_schema(runs: Runs, metadata: Mapping[bytes, bytes]) -> pa.Schema:
    """Columns of the table of runs."""
    fields = [
        pa.field("point", pa.int32(), nullable=False),
        pa.field("replicate", pa.int32(), nullable=False),
        pa.field("seed", pa.int64(), nullable=False),
        pa.field("run_id", pa.string(), nullable=False),
        pa.field("status", pa.string(), nullable=False),
        pa.field("error", pa.string()),
        pa.field("censored", pa.bool_()),
        pa.field("reasons", pa.string()),
    ]
    for factor in runs.experiment.factors:
        kind = _arrow_type(factor, runs.experiment)
        fields += [pa.field(name, kind) for name in columns(factor)]
    if runs.experiment.design.kind == "worlds":
        fields += [pa.field("world", pa.int32()), pa.field("lever", pa.int32())]
    fields += [pa.field(name, pa.float64()) for name in runs.experiment.stored]
    return pa.schema(fields, metadata=dict(metadata))


def weeks_schema(weekly: tuple[str, ...], metadata: Mapping[bytes, bytes]) -> pa.Schema:
    """Columns of the table of weeks."""
    fields = [
        pa.field("point", pa.int32(), nullable=False),
        pa.field("replicate", pa.int32(), nullable=False),
        pa.field("week", pa.int32(), nullable=False),
        *(pa.field(name, pa.float64()) for name in weekly),
    ]
    return pa.schema(fields, metadata=dict(metadata))


def _arrow_type(factor: Factor, experiment: Experiment) -> pa.DataType:
    """The type of a factor's columns: of what it can be, not of what happens to stand in a file."""
    if factor.kind in ("mixture", "worlds"):
        return pa.float64()
    if factor.kind == "range":
        return pa.int64() if factor.whole or factor.distribution == "integer" else pa.float64()
    values: list[Any] = list(factor.choices)
    if experiment.design.kind == "one_at_a_time" and experiment.base is not None and factor.kind == "list":
        from crmsim.experiment.moves import unmoved

        values += unmoved(factor, experiment.base).values()
    if factor.kind != "list" or not values:
        return pa.string()
    if all(isinstance(value, bool) for value in values):
        return pa.bool_()
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
        return pa.string()
    return pa.int64() if all(isinstance(value, int) for value in values) else pa.float64()


def runs_table(runs: Runs, rows: list[Row], records: Mapping[bytes, Record], schema: pa.Schema) -> pa.Table:
    """Some rows of the table of runs; a run that is not in the journal stands there as not run."""
    names = runs.experiment.stored
    missing = Record("failed", None, False, None, None)
    result = [records.get(row.run, missing) for row in rows]
    undefined = np.full(len(names), np.nan).tobytes()
    stored = b"".join(undefined if record.values is None else record.values for record in result)
    values = np.frombuffer(stored).reshape(len(rows), len(names))
    arrays: dict[str, Any] = {
        "point": [row.point for row in rows],
        "replicate": [row.replicate for row in rows],
        "seed": [row.seed for row in rows],
        "run_id": [row.run.hex() for row in rows],
        "status": [record.status if row.run in records else NOT_RUN for row, record in zip(rows, result, strict=True)],
        "error": [record.error for record in result],
        "censored": [record.censored if record.values is not None else None for record in result],
        "reasons": [record.reasons for record in result],
        **_settings(runs, rows, schema),
    }
    for place, name in enumerate(names):
        column = np.ascontiguousarray(values[:, place])
        arrays[name] = pa.array(column, pa.float64(), mask=np.isnan(column))
    made = [
        arrays[field.name] if isinstance(arrays[field.name], pa.Array) else pa.array(arrays[field.name], field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(made, schema=schema)


def _settings(runs: Runs, rows: list[Row], schema: pa.Schema) -> dict[str, list[Any]]:
    """The columns of factors: for each row what its point has, every point made once."""
    factors = [name for name in schema.names[len(FIXED) :] if name not in runs.experiment.stored]
    made: dict[str, list[Any]] = {name: [] for name in factors}
    number, shown = -1, [None] * len(factors)
    for row in rows:
        if row.point != number:
            number = row.point
            point = runs.design.point(number)
            places = {**point.values, "world": point.world, "lever": point.lever}
            shown = [plain_value(places.get(name), schema.field(name).type) for name in factors]
        for name, value in zip(factors, shown, strict=True):
            made[name].append(value)
    return made


def plain_value(value: Any, kind: pa.DataType) -> Any:
    """A value as its column takes it: lists and mixed kinds as JSON text."""
    if value is None or isinstance(value, str) or kind != pa.string():
        return value
    return json.dumps(value, ensure_ascii=False)


def weeks_table(runs: Runs, rows: list[Row], records: Mapping[bytes, Record], schema: pa.Schema) -> pa.Table:
    """The weeks of some runs; a missing run has none."""
    weekly = runs.experiment.weekly
    points: list[np.ndarray[Any, Any]] = []
    series: list[np.ndarray[Any, Any]] = []
    for row, stored in _stored(rows, records):
        result = np.frombuffer(stored).reshape(len(weekly), -1)
        length = result.shape[1]
        points.append(np.stack([np.full(length, row.point), np.full(length, row.replicate), np.arange(1, length + 1)]))
        series.append(result)
    whole = np.concatenate(points, axis=1) if points else np.empty((3, 0), dtype=np.int64)
    values = np.concatenate(series, axis=1) if series else np.empty((len(weekly), 0))
    made = [pa.array(column.astype(np.int32)) for column in whole]
    made += [pa.array(column, pa.float64(), mask=np.isnan(column)) for column in np.ascontiguousarray(values)]
    return pa.Table.from_arrays(made, schema=schema)


def _stored(rows: list[Row], records: Mapping[bytes, Record]) -> Iterator[tuple[Row, bytes]]:
    for row in rows:
        record = records.get(row.run)
        if record is not None and record.weekly is not None:
            yield row, record.weekly


def read_file(folder: Path, name: str, known: Mapping[str, str] | None) -> pa.Table:
    """One Parquet file of ``folder``, checked against the digest that is known of it.

    Raises
    ------
    CrmsimError
        Where it is damaged, altered or gone.
    """
    content = read_same(folder, name, known)
    try:
        return pq.read_table(pa.BufferReader(content), page_checksum_verification=True)
    except MemoryError:  # Arrow's own is an ArrowException too
        raise
    except (OSError, pa.ArrowException) as error:
        raise CrmsimError(
            message("cannot be read ({error})", error=error),
            file=folder / name,
            expected=message("the table as it was written"),
        ) from None


def read_files(folder: Path, kind: str, known: Mapping[str, str] | None) -> pa.Table:
    """All parts of a table of the sweep in ``folder``, in order.

    Parameters
    ----------
    kind:
        "runs" or "weeks".
    known:
        The digests of the folder's files; None where it is older than they are.

    Raises
    ------
    CrmsimError
        For a part that is damaged, altered or gone, and for one that was not written with the others.
    """
    there = [path.relative_to(folder).as_posix() for path in sorted((folder / kind).glob("part-*.parquet"))]
    names = there if known is None else [name for name in known if name.startswith(f"{kind}/")]
    for name in set(there) - set(names):
        raise CrmsimError(
            message("was not written with the other parts of the table"),
            file=folder / name,
            expected=message("the table as it was written"),
        )
    tables = [read_file(folder, name, known) for name in names]
    if not tables:
        raise CrmsimError(
            message("holds no part of a table"), file=folder / kind, expected=message("part-00000.parquet and so on")
        )
    if METADATA not in (tables[0].schema.metadata or {}):
        raise CrmsimError(
            message("is no table of a sweep"), file=folder / kind, expected=message("files written by `crmsim sweep`")
        )
    return pa.concat_tables(tables)
