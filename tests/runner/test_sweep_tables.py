"""The table is the same to the byte, whoever computed it and in whatever order; a folder is one sweep's."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import sweep_doubles as doubles

import crmsim
from crmsim.errors import CrmsimError
from crmsim.experiment import Experiment, from_text
from crmsim.runner.precision import Reached
from crmsim.runner.start import start
from crmsim.store.journal import JOURNAL, Journal
from crmsim.store.load import load
from crmsim.store.lock import locked

ROOT = Path(__file__).resolve().parents[2]
GRID = """
title = "Said and done, small"
question = "Is it the same everywhere?"
base = "baseline"
outcomes = ["user_share", "success"]
weekly = ["user_share", "coverage"]
runs = {runs}
[constants]
"organisation.employees" = 20
"scenario.weeks" = 12
[design]
kind = "grid"
[levers]
"leadership.said" = {said}
"leadership.done" = [0.3, 0.7]
"""
FUNCTION = """
title = "A grid of a function"
question = "?"
function = "{function}"
outcomes = ["value"]
{runs}
[design]
kind = "grid"
[levers]
x1 = {x1}
x2 = [0.0, 0.5]
x3 = [0.1, 0.2]
"""


def small(runs: int = 3, said: str = "[0.2, 0.8]") -> Experiment:
    return from_text(GRID.format(runs=runs, said=said), "small")


def function(x1: str = "[0.0, 1.0]", runs: str = "runs = 10", name: str = "ishigami_noisy") -> Experiment:
    return from_text(FUNCTION.format(x1=x1, runs=runs, function=name), "grid")


def test_one_two_sixteen_workers_and_none_write_the_same_bytes(tmp_path: Path) -> None:
    tables = []
    for jobs in (0, 1, 2, 16):
        start(doubles.toy(600), jobs=jobs, out=tmp_path / str(jobs))
        tables.append(doubles.table(tmp_path / str(jobs)))
        text = {name: hashlib.blake2b(content, digest_size=8).hexdigest() for name, content in tables[-1].items()}
        print("   ", f"{jobs:2} workers", text)
    assert tables[0] == tables[1] == tables[2] == tables[3]


def test_the_simulation_is_the_same_with_and_without_workers(tmp_path: Path) -> None:
    start(small(), jobs=0, out=tmp_path / "serial")
    start(small(), jobs=2, out=tmp_path / "two")
    table = doubles.table(tmp_path / "serial")
    assert table == doubles.table(tmp_path / "two")
    assert set(table) == {"runs/part-00000.parquet", "weeks/part-00000.parquet"}
    result = load(tmp_path / "serial")
    frame, weeks = result.frame(), result.weekly()
    assert len(frame) == 12 and len(weeks) == 12 * 12
    run = crmsim.run(
        "baseline", seed=2, weeks=12,
        settings={"organisation.employees": 20, "leadership.said": 0.8, "leadership.done": 0.3},
    )  # fmt: skip
    row = frame[(frame["point"] == 2) & (frame["replicate"] == 2)].iloc[0]
    for name, value in run.summary.values.items():
        assert (pd.isna(row[name]) and value is None) or row[name] == value, name
    alone = weeks[(weeks["point"] == 2) & (weeks["replicate"] == 2)]
    text = run.frame()
    text = text[(text["group"] == "all") & (text["outcome"] == "user_share")]["value"]
    np.testing.assert_array_equal(alone["user_share"].to_numpy(dtype=float), text.to_numpy(dtype=float))


def test_files_hold_a_fixed_number_of_runs_and_their_provenance(tmp_path: Path) -> None:
    account = start(doubles.toy(5_500), jobs=0, out=tmp_path / "much")
    parts = [pq.ParquetFile(path) for path in sorted((tmp_path / "much" / "runs").glob("*"))]
    assert [part.metadata.num_rows for part in parts] == [5_000, 500]
    assert [part.num_row_groups for part in parts] == [1, 1]
    origin = json.loads(parts[0].schema_arrow.metadata[b"crmsim"])
    marker = json.loads((tmp_path / "much" / "provenance.json").read_text())
    assert origin["experiment_hash"] == doubles.toy(5_500).hash
    assert marker["finished"] is True
    assert {name: marker[name] for name in origin} == origin
    assert account.runs == 5_500
    assert str(tmp_path) not in json.dumps(origin)


def test_more_replicates_compute_only_what_is_new(tmp_path: Path) -> None:
    out = tmp_path / "more"
    assert start(function(runs="runs = 10"), jobs=0, out=out).computed == 80
    first = load(out).values("value")
    assert start(function(runs="runs = 15"), jobs=0, out=out).computed == 40
    np.testing.assert_array_equal(load(out).values("value")[:, :10], first)
    (kept,) = (out / "earlier").iterdir()
    assert {path.name for path in kept.iterdir()} >= {"runs", "experiment.toml", "provenance.json"}
    assert len(pq.read_table(kept / "runs" / "part-00000.parquet")) == 80


def test_two_designs_share_the_runs_that_both_have(tmp_path: Path) -> None:
    out = tmp_path / "shared"
    start(function(x1="[0.0, 1.0]"), jobs=0, out=out)
    account = start(function(x1="[1.0, 2.0]"), jobs=0, out=out)
    assert (account.runs, account.computed) == (80, 40)
    start(function(x1="[1.0, 2.0]"), jobs=0, out=tmp_path / "apart")
    assert doubles.table(out) == doubles.table(tmp_path / "apart")


def test_the_same_run_twice_in_a_design_is_computed_once(tmp_path: Path) -> None:
    text = GRID.format(runs=4, said="[0.2, 0.8]").replace('weekly = ["user_share", "coverage"]\n', "")
    text = text.replace('"leadership.done" = [0.3, 0.7]', 'own = { alternatives = { a = {"exchange.cost" = 0.5}, '
                        'b = {"exchange.cost" = 0.5} } }')  # fmt: skip
    account = start(from_text(text, "twice"), jobs=0, out=tmp_path / "twice")
    assert (account.runs, account.computed, account.missing) == (16, 8, {})


def test_a_second_sweep_in_one_folder_is_told_so(tmp_path: Path) -> None:
    folder = tmp_path / "held"
    hold = "import sys; from pathlib import Path; from crmsim.store.lock import locked\n"
    hold += "with locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == b"held"
    with pytest.raises(CrmsimError, match="another sweep is writing to this folder") as error:
        start(function(), jobs=0, out=folder)
    assert str(folder) in str(error.value)
    holder.kill()
    holder.wait()
    with locked(folder):
        pass  # the system has let it go


def test_foreign_folders_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CrmsimError, match="holds other results or files"):
        start(function(), jobs=0, out=tmp_path)
    with pytest.raises(CrmsimError, match="is a file"):
        start(function(), jobs=0, out=tmp_path / "notes.txt")
    assert {path.name for path in tmp_path.iterdir()} == {"notes.txt"}


def test_a_setting_that_cannot_be_run_costs_its_runs_alone(tmp_path: Path) -> None:
    text = GRID.format(runs=2, said='["any", "taker"]').replace("leadership.said", "project.leader_style")
    text = text.replace('"leadership.done" = [0.3, 0.7]', '"people.takers" = [0.0, 0.3]')
    account = start(from_text(text, "styles"), jobs=0, out=tmp_path / "styles")
    assert account.missing == {"failed": 2}
    lost = load(tmp_path / "styles").missing()
    assert lost["point"].tolist() == [2, 2]
    assert lost["error"].str.contains("nobody in the organisation is a taker").all()
    weeks = load(tmp_path / "styles").weekly()
    assert sorted(weeks["point"].unique()) == [0, 1, 3]


def test_a_full_disk_is_told_and_the_sweep_goes_on_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    from crmsim.store import table

    out = tmp_path / "full"
    start(function(), jobs=0, out=out)
    before = doubles.table(out)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(table.pq, "write_table", full)
        with pytest.raises(CrmsimError, match="the disk is full"):
            start(function(), jobs=0, out=out)
    assert doubles.table(out) == before
    assert not list(out.glob("*.new"))
    assert start(function(), jobs=0, out=out).computed == 0


def test_precision_decides_how_many_runs(tmp_path: Path) -> None:
    wanted = 'runs = { least = 30, most = 400, of = "mean", precision = { value = 0.2 } }'
    account = start(function(runs=wanted), jobs=0, out=tmp_path / "serial")
    again = start(function(runs=wanted), jobs=2, out=tmp_path / "two")
    assert doubles.table(tmp_path / "serial") == doubles.table(tmp_path / "two")
    assert (account.runs, account.rounds) == (again.runs, again.rounds)
    (reached,) = account.reached
    assert isinstance(reached, Reached)
    assert reached.settled == reached.settings == 8 and reached.widest is not None and reached.widest <= 0.2
    points = load(tmp_path / "serial").points()
    assert points["runs"].between(68, 153).all()  # noise of 1: 1.96 / .2 squared is 96


def test_in_sampled_worlds_every_world_is_a_pair(tmp_path: Path) -> None:
    text = FUNCTION.format(x1="[0.0, 1.0]", runs="", function="ishigami_noisy").replace(
        'kind = "grid"', 'kind = "worlds"\nsamples = 256'
    )
    text = text.replace("[design]", "runs = { least = 2, most = 40, precision = { value = 0.35 } }\n[design]")
    text = text.replace("x2 = [0.0, 0.5]\nx3 = [0.1, 0.2]", "[uncertainties]\nx2 = { low = -1.0, high = 1.0 }\n")
    text += "x3 = { low = -3.0, high = 3.0 }\n"
    account = start(from_text(text, "worlds"), jobs=0, out=tmp_path / "worlds")
    result = crmsim.load(tmp_path / "worlds")
    (row,) = result.difference("value").itertuples()
    (reached,) = account.reached
    assert (reached.settings, reached.settled) == (1, 1)
    assert row.pairs == 256 and account.runs == 2 * 2 * 256  # a pair is a world, however often it is run
    assert (row.single_high - row.single_low) / 2.0 == pytest.approx(reached.widest)
    assert row.low < np.sin(1.0) * (1.0 + 0.1 * 16.2) < row.high


def test_a_budget_of_runs_is_kept_and_told(tmp_path: Path) -> None:
    wanted = 'runs = { least = 30, most = 4000, of = "mean", precision = { value = 0.01 } }\n[budget]\nruns = 500'
    text = FUNCTION.format(x1="[0.0, 1.0]", runs="", function="ishigami_noisy").replace(
        "[design]", wanted + "\n[design]"
    )
    account = start(from_text(text, "grid"), jobs=0, out=tmp_path / "budget")
    assert account.spent == "runs"
    assert 400 <= account.runs <= 500
    assert not account.missing


def test_a_budget_of_hours_leaves_the_rest_not_run(tmp_path: Path) -> None:
    experiment = doubles.toy(200, extra="\n[budget]\nhours = 0.0001\n")
    account = start(experiment, out=tmp_path / "hours", make=doubles.making("slow10", 0))
    assert account.spent == "hours"
    assert 0 < account.missing["not run"] < 200
    assert len(load(tmp_path / "hours").missing()) == account.missing["not run"]
    assert start(doubles.toy(200), jobs=0, out=tmp_path / "hours").missing == {}


def test_results_are_tidy(tmp_path: Path) -> None:
    start(function(), jobs=0, out=tmp_path / "tidy")
    result = crmsim.load(tmp_path / "tidy")
    frame = result.frame()
    assert frame["value"].dtype == "Float64"
    assert list(frame.columns) == [
        "point", "replicate", "seed", "run_id", "status", "error", "censored", "reasons", "x1", "x2", "x3", "value",
    ]  # fmt: skip
    assert result.values("value").shape == (8, 10)
    assert result.points()["runs"].tolist() == [10] * 8
    differences = result.difference("value")
    assert differences["setting"].tolist() == list(range(1, 8))
    np.testing.assert_allclose(differences["x1"].to_numpy(float), [0.0] * 3 + [1.0] * 4)
    exact = result.difference("value", setting=4, reference=0)
    assert exact["mean"][0] == pytest.approx(np.sin(1.0) * (1 + 0.1 * 0.1**4), abs=1e-12)  # seeds are shared
    with pytest.raises(CrmsimError, match="no such outcome"):
        result.values("valu")
    with pytest.raises(CrmsimError, match="no such setting"):
        result.difference("value", setting=8)
    with pytest.raises(CrmsimError, match="nothing was stored week by week"):
        result.weekly()


def test_sampled_designs_have_no_pairs(tmp_path: Path) -> None:
    start(doubles.toy(10), jobs=0, out=tmp_path / "lhs")
    with pytest.raises(CrmsimError, match="do not share their random numbers"):
        crmsim.load(tmp_path / "lhs").difference("value")


def test_a_folder_without_results_is_told(tmp_path: Path) -> None:
    with pytest.raises(CrmsimError, match="holds no sweep"):
        load(tmp_path)


def test_from_python_the_room_can_be_called(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(FUNCTION.format(x1="[0.0, 1.0]", runs="runs = 3", function="ishigami_noisy"))
    seen = []
    result = crmsim.sweep(path, jobs=0, out=tmp_path / "called", progress=seen.append)
    assert len(result.frame()) == 24
    assert seen[-1].done == seen[-1].total == 24
    assert len(crmsim.load(tmp_path / "called").frame()) == 24


def test_a_disk_that_fills_up_on_the_way_loses_nothing_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "filling"
    opened = Journal._open

    def small_disk(journal: Journal, readonly: bool) -> None:
        opened(journal, readonly)
        journal.connection.execute("PRAGMA max_page_count = 60")

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "_open", small_disk)
        with pytest.raises(CrmsimError, match="the disk is full. All runs recorded before are kept"):
            start(doubles.toy(3_000), jobs=0, out=out)
    with Journal(out / JOURNAL, readonly=True) as journal:
        recorded = journal.counts()["done"]
    assert 0 < recorded < 3_000
    with pytest.raises(CrmsimError, match="the sweep is not finished"):
        load(out)
    account = start(doubles.toy(3_000), jobs=0, out=out)
    assert account.computed == 3_000 - recorded
    start(doubles.toy(3_000), jobs=0, out=tmp_path / "roomy")
    assert doubles.table(out) == doubles.table(tmp_path / "roomy")


def test_a_folder_can_be_loaded_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "ours.toml").write_text("[organisation]\nemployees = 20\n[scenario]\nweeks = 8\n")
    text = GRID.format(runs=2, said="[0.2, 0.8]").replace('base = "baseline"', 'base = "ours.toml"')
    (own / "small.toml").write_text(text)
    monkeypatch.chdir(own)
    start("small.toml", jobs=0, out="results")
    monkeypatch.chdir(tmp_path)
    result = load(Path("own") / "results")
    assert result.experiment.base is not None and result.experiment.base.name == "ours"
    assert len(result.frame()) == 8
