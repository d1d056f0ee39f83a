"""The runs of a sweep as CSV: the very numbers of the Parquet files, and what each column means."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import crmsim
from crmsim.store.verify import verify

EXPERIMENT = """title = "Small"
base = "baseline"
outcomes = ["user_share"]
by_style = ["output"]
weekly = ["user_share"]
runs = 2
[constants]
"organisation.employees" = 12
"scenario.weeks" = 3
[levers]
"project.patience" = [0.2, 0.8]
"project.rollout" = ["all", "pilot"]
[design]
kind = "grid"
"""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_runs_are_written_as_they_are_and_every_column_is_explained(tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(EXPERIMENT)
    sweep = crmsim.sweep(tmp_path / "small.toml", jobs=0, out=tmp_path / "swept")
    files = sweep.write_analysis(csv=True)
    assert {"runs.csv", "columns.csv", "weeks.csv"} <= {file.name for file in files}
    table = pq.read_table(tmp_path / "swept" / "runs")
    told = rows(tmp_path / "swept" / "analysis" / "runs.csv")
    assert list(told[0]) == table.schema.names and len(told) == table.num_rows == 8
    numbers = [name for name in table.schema.names if pa.types.is_floating(table.schema.field(name).type)]
    assert len(numbers) > 50
    for name in numbers:
        assert [None if row[name] == "" else float(row[name]) for row in told] == table[name].to_pylist(), name
    columns = {row["column"]: row for row in rows(tmp_path / "swept" / "analysis" / "columns.csv")}
    assert list(columns) == table.schema.names and all(row["meaning"] for row in columns.values())
    assert columns["project.patience"]["kind"] == "varied" and columns["run_id"]["kind"] == "run"
    assert columns["output:taker"]["meaning"].endswith("; of takers alone")
    assert columns["value_nok"]["unit"] == "NOK"
    assert verify(tmp_path / "swept").whole
    assert "runs.csv" not in {file.name for file in sweep.write_analysis()}
