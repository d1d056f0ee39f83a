"""One run again: the same to the bit, or the same failure."""

import dataclasses
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest
import sweep_doubles as doubles

from crmsim.errors import CrmsimError
from crmsim.experiment import from_text
from crmsim.mechanisms import OUTCOME
from crmsim.runner.backend import Job
from crmsim.runner.replay import replay
from crmsim.runner.start import job_of, start
from crmsim.store.journal import JOURNAL, Journal
from crmsim.store.load import load
from crmsim.store.records import Result

SMALL = """
title = "Small"
question = "Does it repeat?"
base = "baseline"
outcomes = ["user_share"]
weekly = ["user_share"]
runs = 2
[constants]
"organisation.employees" = 20
"scenario.weeks" = 12
[design]
kind = "grid"
[levers]
"project.leader_style" = ["any", "taker"]
"people.takers" = [0.0, 0.3]
"""


def strange(compute: str, limit: float = 60.0) -> Job:
    return dataclasses.replace(job_of(doubles.toy(limit=limit)), compute=f"sweep_doubles:{compute}")


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replay") / "simulated"
    start(from_text(SMALL, "small"), jobs=0, out=folder)
    return folder


def test_every_run_comes_out_the_same(simulated: Path) -> None:
    for row in load(simulated).frame().itertuples():
        result = replay(simulated, str(row.run_id)[:12])
        assert result.equal, result.differing
        assert result.same_code
        assert (result.point, result.replicate, result.seed) == (row.point, row.replicate, row.seed)
        assert result.before.status == row.status


def test_a_failed_run_fails_again(simulated: Path) -> None:
    lost = load(simulated).missing()
    result = replay(simulated, lost["run_id"][0])
    assert result.equal and result.values is None
    assert "nobody in the organisation is a taker" in str(result.after.error)


def test_before_there_is_a_table_the_design_is_searched(simulated: Path, tmp_path: Path) -> None:
    shutil.copytree(simulated, tmp_path / "copy")
    shutil.rmtree(tmp_path / "copy" / "runs")
    run = load(simulated).frame()["run_id"][5]
    assert replay(tmp_path / "copy", run).point == replay(simulated, run).point == 2


def test_another_number_is_told(simulated: Path, tmp_path: Path) -> None:
    shutil.copytree(simulated, tmp_path / "copy")
    run = load(simulated).frame()["run_id"][0]
    with Journal(simulated / JOURNAL, readonly=True) as journal:
        stored = journal.records([bytes.fromhex(run)])[bytes.fromhex(run)].values
    assert stored is not None
    values = np.frombuffer(stored).copy()
    place = list(OUTCOME).index("user_share")
    values[place] = np.nextafter(values[place], 2.0)
    with Journal(tmp_path / "copy" / JOURNAL) as journal:
        before = journal.records([bytes.fromhex(run)])[bytes.fromhex(run)]
        seed = next(journal.entries(run)).seed
        other = Result(
            bytes.fromhex(run), "done", values.tobytes(), before.censored, before.weekly, None, 0.1, before.reasons
        )
        journal.record([(other, seed, "elsewhere")])
    result = replay(tmp_path / "copy", run)
    assert result.differing == ("user_share",)


def test_an_edited_record_is_told_and_not_held_against_a_run(simulated: Path, tmp_path: Path) -> None:
    shutil.copytree(simulated, tmp_path / "copy")
    run = load(simulated).frame()["run_id"][0]
    connection = sqlite3.connect(tmp_path / "copy" / JOURNAL)
    connection.execute("UPDATE runs SET censored = 1 - censored WHERE run = ?", (bytes.fromhex(run),))
    connection.commit()
    connection.close()
    with pytest.raises(CrmsimError, match=f"the record of run {run} is not what was written"):
        replay(tmp_path / "copy", run)


def test_crashed_and_hung_runs_are_repeated_in_a_process_of_their_own(tmp_path: Path) -> None:
    experiment = doubles.toy(12, limit=0.5)
    start(experiment, out=tmp_path / "lost", make=doubles.making("crash3_hang5", 2))
    lost = load(tmp_path / "lost").missing().set_index("status")["run_id"]
    for status in ("crashed", "hung"):
        result = replay(tmp_path / "lost", lost[status], strange("crash3_hang5", 0.5))
        assert (result.after.status, result.equal) == (status, True)
    mended = replay(tmp_path / "lost", lost["crashed"])
    assert mended.after.status == "done" and mended.differing == ("status",)


def test_identities_that_are_none_are_told(simulated: Path) -> None:
    run = load(simulated).frame()["run_id"][0]
    for text, words in (("", "not the identity"), ("xyz", "not the identity"), ("0" * 33, "not the identity")):
        with pytest.raises(CrmsimError, match=words):
            replay(simulated, text)
    wrong = run[:8] + ("0" if run[8] != "0" else "1") + run[9:]
    with pytest.raises(CrmsimError, match="no such run is recorded") as error:
        replay(simulated, wrong)
    assert error.value.nearest == run
    with pytest.raises(CrmsimError, match="no journal is there"):
        replay(simulated.parent, run)


def test_a_beginning_that_several_runs_share_is_told(tmp_path: Path) -> None:
    start(doubles.toy(40), jobs=0, out=tmp_path / "many")
    with Journal(tmp_path / "many" / JOURNAL, readonly=True) as journal:
        firsts = [entry.run.hex()[0] for entry in journal.entries()]
    twice = next(first for first in firsts if firsts.count(first) > 1)
    with pytest.raises(CrmsimError, match="several runs begin so"):
        replay(tmp_path / "many", twice)
