"""What a folder says after it was copied, edited, damaged or moved; and sweeps of which nothing comes."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import sweep_doubles as doubles

from crmsim.commands.progress import reached_text
from crmsim.commands.replay import replay_text
from crmsim.commands.sweep import account_text
from crmsim.errors import CrmsimError
from crmsim.experiment import read
from crmsim.experiment.runs import Runs
from crmsim.report.sweep_drawn import DrawnSweep
from crmsim.runner.precision import Reached
from crmsim.runner.replay import replay
from crmsim.runner.start import start
from crmsim.runner.trial import SIZE, Trial, trial_rows
from crmsim.runner.worker import code
from crmsim.store.journal import JOURNAL, Journal
from crmsim.store.load import load
from crmsim.store.records import Result
from crmsim.words import ENGLISH, Teller

EMPLOYEES = "employee_id,department,level,manager_id\n" + "".join(
    f"p{n},d{n % 2},{1 if n == 0 else 2},{'' if n == 0 else 'p0'}\n" for n in range(12)
)
TIES = "source_id,target_id,strength\n" + "".join(f"p{n},p{(n + k) % 12},1\n" for n in range(12) for k in (1, 2, 5))
SCENARIO = '[scenario]\nweeks = 12\n[organisation]\nemployees_csv = "employees.csv"\nties_csv = "ties.csv"\n'
EXPERIMENT = """
title = "Ours"
base = "../ours.toml"
outcomes = ["requests", "relapse"]
weekly = ["user_share"]
money = false
runs = 3
[design]
kind = "grid"
[levers]
"leadership.said" = [0.2, 0.8]
"scenario.weeks" = [8, 12]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An experiment on an organisation of files, swept into ``swept``; returns the folder of all."""
    for name, text in (("employees.csv", EMPLOYEES), ("ties.csv", TIES), ("ours.toml", SCENARIO)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "experiments").mkdir()
    (tmp_path / "experiments" / "mine.toml").write_text(EXPERIMENT, encoding="utf-8")
    start(tmp_path / "experiments" / "mine.toml", jobs=0, out=tmp_path / "swept")
    return tmp_path


def first_run(folder: Path) -> str:
    return str(load(folder).frame()["run_id"][0])


def test_a_copy_is_read_where_the_scenario_and_the_journal_are_not(
    own: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "copy"
    shutil.copytree(own / "swept", elsewhere)
    run = first_run(elsewhere)
    monkeypatch.chdir(own / "experiments")  # which the copy does not know: it holds no absolute path
    assert replay(elsewhere, run).equal
    for gone in ("ours.toml", "employees.csv", "ties.csv"):
        (own / gone).unlink()
    with pytest.raises(CrmsimError, match=r"experiment\.toml, line 3: base = .* looked for from .*experiments on"):
        replay(elsewhere, run)
    (elsewhere / JOURNAL).write_bytes(os.urandom(5_000))
    result = load(elsewhere)
    assert result.experiment.base is not None
    assert (result.experiment.base.name, result.experiment.base.weeks) == ("ours", 12)
    assert result.weekly().groupby("point")["week"].max().tolist() == [8, 12, 8, 12]
    assert "Ours" in DrawnSweep.read(elsewhere).text()


def test_an_edited_file_of_the_organisation_makes_another_run(own: Path) -> None:
    run = first_run(own / "swept")
    (own / "ties.csv").write_text(TIES.replace("p1,p2,1\n", "p1,p4,1\n"), encoding="utf-8")
    again = replay(own / "swept", run)
    assert again.same_code
    assert not again.same_inputs
    assert "this is another run" in replay_text(again, ENGLISH)
    account = start(own / "experiments" / "mine.toml", jobs=0, out=own / "swept")
    assert account.computed == 12
    assert load(own / "swept" / "earlier" / os.listdir(own / "swept" / "earlier")[0]).values("requests").shape == (4, 3)


def test_other_code_is_named(own: Path) -> None:
    run = first_run(own / "swept")
    marker = own / "swept" / "provenance.json"
    result = json.loads(marker.read_text(encoding="utf-8"))
    marker.write_text(json.dumps({**result, "measured_by": "12345678" * 4, "commit": "a" * 40}), encoding="utf-8")
    again = replay(own / "swept", run)
    assert not again.same_code
    assert "commit aaaaaaa, code 12345678" in replay_text(again, ENGLISH)


def test_an_experiment_edited_in_the_folder_is_refused(own: Path) -> None:
    file = own / "swept" / "experiment.toml"
    run = first_run(own / "swept")
    text = file.read_text(encoding="utf-8")
    for changed in (
        text.replace('"Ours"', '"Another title"'),
        text.replace("0.8", "0.9"),
        text.replace("[8, 12]", "[8, 12, 14]"),
        text.replace("[8, 12]", "[12, 8]"),
    ):
        file.write_text(changed, encoding="utf-8")
        with pytest.raises(CrmsimError, match=r"experiment\.toml: is not what was written"):
            load(own / "swept")
    assert not replay(own / "swept", run).same_inputs
    file.write_text("[[[", encoding="utf-8")
    with pytest.raises(CrmsimError, match=r"experiment\.toml: is not what was written"):
        load(own / "swept")
    file.unlink()
    with pytest.raises(CrmsimError, match=r"experiment\.toml is not there"):
        load(own / "swept")


def test_in_an_older_folder_an_edited_experiment_is_told_by_its_design(own: Path) -> None:
    marker, file = own / "swept" / "provenance.json", own / "swept" / "experiment.toml"
    about = json.loads(marker.read_text(encoding="utf-8"))
    marker.write_text(json.dumps({name: about[name] for name in about if name not in ("files", "seal")}))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"Ours"', '"Another title"'), encoding="utf-8")
    assert load(own / "swept").experiment.title == "Another title"
    for changed in (
        text.replace("0.8", "0.9"),
        text.replace("[8, 12]", "[8, 12, 14]"),
        text.replace("[8, 12]", "[12, 8]"),
    ):
        file.write_text(changed, encoding="utf-8")
        with pytest.raises(CrmsimError, match="does not describe the runs in the table"):
            load(own / "swept")
    file.write_text("[[[", encoding="utf-8")
    with pytest.raises(CrmsimError, match=r"swept.experiment\.toml, line 1: not TOML"):
        load(own / "swept")


def test_a_damaged_table_keeps_no_run_from_being_repeated(own: Path) -> None:
    run = first_run(own / "swept")
    (own / "swept" / "runs" / "part-00000.parquet").write_bytes(b"PAR1 no more")
    again = replay(own / "swept", run)
    assert again.equal
    assert again.same_inputs
    with pytest.raises(CrmsimError, match=r"part-00000\.parquet: is not what was written"):
        load(own / "swept")


def test_two_scenarios_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    (tmp_path / "baseline.toml").write_text("[scenario]\nweeks = 9\n[organisation]\nemployees = 20\n", encoding="utf-8")
    (tmp_path / "b.toml").write_text("[scenario]\nweeks = 8\n[organisation]\nemployees = 20\n", encoding="utf-8")
    text = 'title = "T"\nbase = "./baseline.toml"\noutcomes = ["requests"]\nmoney = false\nruns = 2\n'
    file = tmp_path / "x.toml"
    text += '[design]\nkind = "scenarios"\n[constants]\n"organisation.employees" = 20\n'
    file.write_text(f'{text}[levers]\nscenario = ["baseline", "b.toml"]\n', encoding="utf-8")
    start(file, jobs=0, out=tmp_path / "out")
    result = load(tmp_path / "out").experiment
    assert result.base is not None
    assert (result.base.weeks, result.others["baseline"].weeks, result.others["b.toml"].weeks) == (
        9, read(file).others["baseline"].weeks, 8,
    )  # fmt: skip


def test_a_sweep_of_which_nothing_comes_is_given_up(tmp_path: Path) -> None:
    asked = doubles.toy(points=400)
    made: set[int] = set()
    for _ in range(2):  # the same command again says the same, and makes no more runs
        with pytest.raises(CrmsimError, match=r"none of its first 20 runs.*20 failed.*--retry-failed"):
            start(asked, out=tmp_path / "out", make=doubles.making("raiseall", 0))
        with Journal(tmp_path / "out" / JOURNAL) as journal:
            made.add(journal.counts()["failed"])
    assert len(made) == 1
    assert min(made) >= SIZE
    assert not (tmp_path / "out" / "runs").exists()
    account = start(asked, jobs=0, out=tmp_path / "out", retry_failed=True)
    assert account.missing == {}
    start(asked, jobs=0, out=tmp_path / "whole")
    ours, theirs = ((tmp_path / name / "runs" / "part-00000.parquet").read_bytes() for name in ("out", "whole"))
    assert ours == theirs


def test_one_run_that_is_done_lets_all_go_on(tmp_path: Path) -> None:
    rows = trial_rows(Runs(doubles.toy(points=400), "code"), np.ones(400, dtype=np.int64))
    assert max(np.diff(sorted(row.point for row in rows))) < 40  # all over the design
    trial = Trial(rows, {}, again=False)
    for row in rows[:-1]:
        trial.note(row.run, "crashed", "died")
    trial.note(rows[-1].run, "done", None)
    trial.note(rows[0].run, "crashed", "died")
    with pytest.raises(CrmsimError, match="20 hung"):
        Trial(rows, {row.run: "hung" for row in rows}, again=False)
    Trial(rows, {row.run: "hung" for row in rows}, again=True)
    Trial(rows, {row.run: "hung" for row in rows}, again=False, any_done=lambda: True)
    assert trial_rows(Runs(doubles.toy(points=30), "code"), np.ones(30, dtype=np.int64)) == []
    half = trial_rows(Runs(doubles.toy(points=400), "code"), np.ones(400, dtype=np.int64), lambda run: run[0] % 2 == 0)
    assert len(half) == SIZE
    assert all(row.run[0] % 2 == 0 for row in half)


def test_an_outcome_that_no_run_has_is_not_called_precise() -> None:
    assert "no run has a value" in reached_text(Reached("relapse", 0.1, None, 3, 3), ENGLISH)
    assert "not known yet" in reached_text(Reached("relapse", 0.1, None, 0, 3), ENGLISH)
    assert "±0,0712 (ønsket ±0,05)" in reached_text(Reached("relapse", 0.05, 0.07123, 3, 3), Teller("nb"))


def test_weeks_are_named_among_the_files_and_numbers_are_norwegian(own: Path) -> None:
    account = start(own / "experiments" / "mine.toml", jobs=0, out=own / "swept")
    assert "runs/, weeks/ (Parquet)" in account_text(account, ENGLISH)
    shown = replay_text(replay(own / "swept", first_run(own / "swept")), Teller("nb"))
    numbers = [line.split()[-1] for line in shown.splitlines() if line.startswith("  ")]
    assert any("," in number for number in numbers)
    assert not any("." in number for number in numbers)


def test_a_sweep_all_of_which_failed_says_so(tmp_path: Path) -> None:
    start(doubles.toy(points=10), out=tmp_path / "out", make=doubles.making("raiseall", 0))
    with pytest.raises(CrmsimError, match=r"none of the 10 runs came to a result \(10 failed\)"):
        DrawnSweep.read(tmp_path / "out").text()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM cannot be caught there")
def test_sigterm_ends_a_sweep_as_ctrl_c_does(tmp_path: Path) -> None:
    file = tmp_path / "toy.toml"
    file.write_text(doubles.TOY.format(points=2_000_000, each=1, limit=60), encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        "from crmsim.commands.main import main; main()",
        "sweep",
        str(file),
        "--out",
        str(tmp_path / "out"),
        "--jobs",
        "1",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 60.0
        while not _recorded(tmp_path / "out") and time.monotonic() < until:
            time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 143
    assert "Interrupted. What is finished is kept" in said
    assert "Traceback" not in said


def _recorded(folder: Path) -> int:
    if not (folder / JOURNAL).is_file():
        return 0
    try:
        with Journal(folder / JOURNAL, readonly=True) as journal:
            return sum(journal.counts().values())
    except CrmsimError:  # being made
        return 0


def test_the_base_of_alternatives_is_called_by_its_name(own: Path) -> None:
    text = (
        EXPERIMENT.split("[design]")[0] + '[design]\nkind = "one_at_a_time"\n[levers]\n"leadership.said" = [0.2, 0.8]\n'
    )
    file = own / "experiments" / "each.toml"
    file.write_text(f'{text}way.alternatives = {{ a = {{ "leadership.done" = 0.1 }}, b = {{ }} }}\n', encoding="utf-8")
    start(file, jobs=0, out=own / "each")
    labels = DrawnSweep.read(own / "each").analyse().tables["settings"]["label"].unique().tolist()
    assert labels == ["ours", "leadership.said=0.2", "leadership.said=0.8", "way=a", "way=b"]


def test_what_has_no_values_and_what_never_changes_is_told_so(own: Path) -> None:
    text = EXPERIMENT.replace('"requests", "relapse"', '"relapse", "user_share"').replace("runs = 3", "runs = 30")
    (own / "experiments" / "more.toml").write_text(text.replace("[8, 12]", "[3, 4]"), encoding="utf-8")
    start(own / "experiments" / "more.toml", jobs=0, out=own / "more")
    said = DrawnSweep.read(own / "more").text(width=200)
    assert "nothing can be told: no two runs with the same random numbers both have a value." in said
    assert "Users along leadership.said: 0.0% at every level." in said


def test_a_done_run_elsewhere_in_the_design_keeps_a_sweep_going(tmp_path: Path) -> None:
    asked = doubles.toy(points=400)
    runs = Runs(asked, code())
    rows = trial_rows(runs, np.ones(400, dtype=np.int64))
    other = next(number for number in range(400) if number not in {row.point for row in rows})
    with Journal(tmp_path / JOURNAL) as journal:
        failed = [(Result(row.run, "crashed", None, False, None, "died", 0.0), row.seed, "me") for row in rows]
        done = Result(runs.run(other, 0), "done", bytes(8), False, None, None, 0.1)
        journal.record([*failed, (done, runs.seed(other, 0), "me")])
    account = start(asked, jobs=0, out=tmp_path)
    assert (account.computed, account.missing) == (400 - SIZE - 1, {"crashed": SIZE})
