"""Who asked whom and what came of it, and who was tied to whom, as tables: Arrow, Parquet and pandas.

A row is made of what :mod:`crmsim.simulation.watching` copied; words take the place of codes, and ids that of seats.
What the columns mean stands in ``docs/results.md``.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from crmsim.mechanisms.state import (
    GRANTED,
    GRANTED_IN_VAIN,
    NEVER,
    REFUSED,
    ROLES,
    STYLES,
    UNANSWERED,
    WANT_EXPERTISE,
    WANT_FACT,
)
from crmsim.simulation.watching import EVENTS, OF_PEOPLE_ALONE, Rows

if TYPE_CHECKING:
    import pandas as pd

    from crmsim.simulation import Run

ASKED, OFFERED = "asked", "offered"
WANTS = {NEVER: "favour", WANT_FACT: "fact", WANT_EXPERTISE: "expertise"}
ANSWERS = {UNANSWERED: "unanswered", REFUSED: "refused", GRANTED: "helped", GRANTED_IN_VAIN: "tried"}


def acts_table(kind: str, rows: Rows, organisation: Any, run: str | None = None) -> pa.Table:
    """What was kept of a run, as it is written.

    Parameters
    ----------
    kind:
        "events" or "networks".
    rows:
        As :func:`crmsim.simulation.watching.joined` gives them.
    organisation:
        Of the run, for ids and departments.
    run:
        The run's identity, where the table is one of many.
    """
    known = {"style": STYLES, "role": ROLES, "department": organisation.departments}
    columns: dict[str, Any] = {}
    if run is not None:
        columns["run_id"] = _words(np.zeros(rows.size, dtype=np.int32), (run,))
    columns["week"] = pa.array(rows["week"])
    ends = ("asker", "asked") if kind == EVENTS else ("source", "target")
    for who in ends:
        columns[who] = _words(rows[who], organisation.ids)
    for who in ends:
        columns[f"{who}_holder"] = pa.array(rows[f"{who}_holder"])
        for name, words in known.items():
            columns[f"{who}_{name}"] = _words(rows[f"{who}_{name}"], words)
    if kind == EVENTS:
        columns["kind"] = _words(rows["encounter"], (ASKED, OFFERED))
        columns["want"] = _coded(rows["want"], WANTS)
        for name in ("fact", "topic"):
            columns[name] = pa.array(rows[name].astype(np.int32), mask=rows["want"] != _WANTING[name])
        columns["answer"] = _coded(rows["answer"], ANSWERS)
        columns["granted"] = pa.array(np.isin(rows["answer"], (GRANTED, GRANTED_IN_VAIN)))
    for name in ("contact", "quality"):
        columns[name] = pa.array(rows[name])
    return pa.table(columns)


_WANTING = {"fact": WANT_FACT, "topic": WANT_EXPERTISE}


def parquet(table: pa.Table) -> bytes:
    """The bytes of a Parquet file, the same for the same table."""
    held = io.BytesIO()
    pq.write_table(table, held, compression="zstd", write_page_checksum=True)
    return held.getvalue()


def renamed(table: pa.Table, run: str) -> pa.Table:
    """What was kept of a run of many, as that of one with another identity."""
    place = table.schema.get_field_index("run_id")
    codes = table["run_id"].combine_chunks().indices
    return table.set_column(place, "run_id", pa.DictionaryArray.from_arrays(codes, pa.array([run], pa.string())))


def acts_frame(table: pa.Table) -> pd.DataFrame:
    """The same in pandas; words are categories, and ``fact`` and ``topic`` are missing where nothing was asked so."""
    import pandas as pd

    frame: pd.DataFrame = table.to_pandas(types_mapper={pa.int32(): pd.Int32Dtype()}.get)
    whole = [name for name in table.column_names if name == "week" or name.endswith("_holder")]
    return frame.astype(dict.fromkeys(whole, "int32"))


def acts_of(run: Run) -> dict[str, pa.Table]:
    """What was kept of single people in one run, by kind."""
    return {kind: acts_table(kind, run.kept[kind], run.organisation) for kind in OF_PEOPLE_ALONE if kind in run.kept}


def packed(kept: Mapping[str, Rows], organisation: Any, run: str) -> tuple[tuple[str, bytes], ...]:
    """What was kept of single people in a run of a sweep, each kind as the bytes of its file."""
    return tuple(
        (kind, parquet(acts_table(kind, kept[kind], organisation, run))) for kind in OF_PEOPLE_ALONE if kind in kept
    )


def _words(codes: Rows, words: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(list(words), pa.string()))


def _coded(codes: Rows, words: Mapping[int, str]) -> pa.DictionaryArray:
    place = np.zeros(max(words) - min(words) + 1, dtype=np.int32)
    for number, code in enumerate(words):
        place[code - min(words)] = number
    return _words(place[codes.astype(np.int64) - min(words)], tuple(words.values()))
