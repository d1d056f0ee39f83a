"""A comparison is a sweep: it goes on, takes a precision and a cluster, and makes no counterfactual run twice."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import crmsim
from crmsim import compare
from crmsim.errors import CrmsimError
from crmsim.experiment import from_text
from crmsim.experiment.comparing import BY_STYLE, SERIES, comparing
from crmsim.mechanisms import OUTCOMES
from crmsim.mechanisms.state import ROLES
from crmsim.report.files import comparison_origin
from crmsim.report.sweep_drawn import DrawnSweep
from crmsim.results.differing import differing
from crmsim.runner.compare import compute
from crmsim.runner.drive import RunFailed
from crmsim.runner.start import start
from crmsim.simulation import run as engine
from crmsim.store.journal import Journal
from crmsim.store.place import RECORDED
from crmsim.words import ENGLISH

SMALL = {"settings": {"organisation.employees": 20}, "weeks": 12}
SCENARIOS = """
title = "Said and done"
question = "What do leaders change?"
outcomes = ["routine_share", "user_share"]
weekly = ["user_share"]
by_style = ["output"]
runs = 30
[design]
kind = "scenarios"
[constants]
"organisation.employees" = 20
"scenario.weeks" = 12
[levers]
scenario = ["say_do_gap", "walk_the_talk"]
"""


def test_the_journal_of_a_comparison_is_gone_on_from(tmp_path: Path) -> None:
    fewer, more = (comparing(["baseline", "giver_rich"], runs=runs, **SMALL) for runs in (6, 10))
    journal = tmp_path / RECORDED
    compute(fewer, jobs=2, journal=journal)
    with Journal(journal) as recorded:
        before = {entry.run: entry.finished for entry in recorded.entries()}
    result = compute(more, jobs=2, journal=journal)
    with Journal(journal) as recorded:
        after = {entry.run: entry.finished for entry in recorded.entries()}
    assert len(before) == 12 and len(after) == 20
    assert all(after[run] == finished for run, finished in before.items())
    pd.testing.assert_frame_equal(result.frame(), compute(more, jobs=1).frame())


def test_no_twin_is_run_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    walked: list[int] = []
    plain = engine.Simulation.__init__

    def counted(self: engine.Simulation, scenario: object, seed: int, **more: object) -> None:
        if more.get("counterfactual"):
            walked.append(seed)
        plain(self, scenario, seed, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(engine.Simulation, "__init__", counted)
    monkeypatch.setattr(engine, "COUNTERFACTUALS", engine._Counterfactuals(most=100))
    alternatives = ["project.leader_style=taker", "project.training_hours=0", "exchange.cost=0.3"]
    compare(["baseline"], runs=20, seed=100, jobs=2, what_if=alternatives, **SMALL)
    assert sorted(seed for seed in walked if seed >= 100) == [seed for seed in range(100, 120) for _ in range(2)]


def test_a_precision_decides_how_many_runs() -> None:
    result = compare(
        ["baseline", "taker_heavy", "say_do_gap"], runs=30, precision={"help_rate": 0.01}, most=200, **SMALL
    )
    counts = result.runs().groupby("scenario")["run"].count()
    assert counts["baseline"] == counts["taker_heavy"] > 30  # the reference has as many as any other
    assert counts["say_do_gap"] == 30  # which was precise enough at once
    table = result.differences().set_index(["alternative", "outcome"])
    for name in ("taker_heavy", "say_do_gap"):
        row = table.loc[(name, "help_rate")]
        assert row["pairs"] == counts[name]
        assert (row["single_high"] - row["single_low"]) / 2.0 <= 0.01
    assert not result.partial and result.runs_asked == counts.max()
    assert len(result.frame()) == len(OUTCOMES) * counts.sum()


def test_a_run_that_fails_ends_a_comparison_and_says_why() -> None:
    with pytest.raises(RunFailed, match="project.leader_style = 'taker': nobody in the organisation is a taker"):
        compare(["baseline"], runs=3, what_if=["people.takers=0,project.leader_style=taker"], **SMALL)


def test_what_is_measured_is_what_a_run_tells() -> None:
    result = compare(["baseline", "giver_rich"], runs=2, seed=3, **SMALL)
    run = crmsim.run("giver_rich", seed=4, **SMALL)
    own = result.frame()
    own = own[(own["scenario"] == "giver_rich") & (own["seed"] == 4)].set_index("outcome")
    for name, value in run.summary.values.items():
        assert (value is None and own.loc[name, "reason"] == run.summary.reasons[name]) or own.loc[
            name, "value"
        ] == value
    styles = [run.summary.by_group[style]["output"] for style in ("giver", "taker", "matcher")]
    np.testing.assert_array_equal(result.output[1, 1], np.array(styles, dtype=float))
    weeks = run.frame()
    weeks = weeks[(weeks["group"] == "all") & (weeks["outcome"] == "shared_personally")]["value"].to_numpy(dtype=float)
    drawn = result.weekly()
    kept = drawn[(drawn["point"] == 1) & (drawn["replicate"] == 1)]["shared_personally"].to_numpy(dtype=float)
    np.testing.assert_array_equal(kept, weeks)


def test_own_hours_of_each_role_are_stored_week_by_week_and_add_up(tmp_path: Path) -> None:
    hours = [f"own_hours:{role}" for role in ROLES]
    text = SCENARIOS.replace('weekly = ["user_share"]', f"weekly = {['own_hours', *hours]}".replace("'", '"'))
    start(from_text(text.replace("runs = 30", "runs = 2"), "hours"), jobs=0, out=tmp_path / "hours")
    weeks = DrawnSweep.read(tmp_path / "hours").weekly()
    np.testing.assert_allclose(weeks[hours].sum(axis=1), weeks["own_hours"])
    assert (weeks[["own_hours:project_leader", "own_hours:team_leader"]].sum() > 0.0).all()


def test_a_sweep_of_scenarios_is_told_as_a_comparison(tmp_path: Path) -> None:
    start(from_text(SCENARIOS, "told"), jobs=0, out=tmp_path / "told")
    swept = DrawnSweep.read(tmp_path / "told")
    asked = comparing(["say_do_gap", "walk_the_talk"], runs=30, **SMALL)
    assert asked.weekly == SERIES and asked.by_style == BY_STYLE
    compared = compute(asked, jobs=1).differences().set_index("outcome")
    mine = swept.analyse().comparison
    assert mine is not None and mine.reference == "say_do_gap" and mine.alternatives == ("walk_the_talk",)
    table = mine.differences().set_index("outcome")
    assert list(table.index) == ["routine_share", "user_share"]
    for name in table.index:  # the correction alone differs: two differences are shown, not all
        for column in ("reference_mean", "alternative_mean", "mean", "sd", "single_low", "single_high", "pairs"):
            assert table.loc[name, column] == compared.loc[name, column]
    text = swept.text(width=100)
    assert text.startswith("Said and done\nWhat do leaders change?\nNo run is missing.\n")
    assert "30 paired runs of 12 weeks; everything is compared with say_do_gap." in text
    assert "walk_the_talk, compared with say_do_gap" in text
    assert set(swept.figures()) == {"adoption", "differences", "output_by_style", "weekly-user_share"}


def test_without_pairs_a_stopped_comparison_is_an_error(tmp_path: Path) -> None:
    import threading

    stop = threading.Event()
    stop.set()
    with pytest.raises(CrmsimError, match="stopped before"):
        compute(comparing(["baseline", "giver_rich"], runs=3, **SMALL), journal=tmp_path / RECORDED, stop=stop)


@pytest.mark.skipif(os.name == "nt", reason="no such signals")
@pytest.mark.parametrize("way", [signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_the_same_command_goes_on_after_a_kill_and_after_ctrl_c(way: signal.Signals, tmp_path: Path) -> None:
    words = ["compare", "baseline", "giver_rich", "--runs", "150", "--weeks", "30", "--jobs", "1"]
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    code += "from crmsim.commands.main import main; main()"
    killed = subprocess.Popen([sys.executable, "-c", code, *words, "--out", "here"], cwd=tmp_path)
    journal = tmp_path / "here" / RECORDED
    end = time.monotonic() + 120.0
    while not recorded(journal) and killed.poll() is None and time.monotonic() < end:
        time.sleep(0.05)
    killed.send_signal(way)
    assert killed.wait() == (130 if way == signal.SIGINT else -way)
    assert 0 < recorded(journal) < 300
    assert (tmp_path / "here" / "comparison.csv").exists() == (way == signal.SIGINT)
    for folder in ("here", "whole"):
        subprocess.run([sys.executable, "-c", code, *words, "--out", folder], cwd=tmp_path, check=True)
    assert not journal.exists()
    for name in ("runs.parquet", "comparison.csv", "answer.txt", "adoption.png"):
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def recorded(path: Path) -> int:
    """Runs that a journal has."""
    if not path.exists():
        return 0
    try:
        with Journal(path, readonly=True) as journal:
            return journal.counts()["done"]
    except CrmsimError:  # it is just being made
        return 0


@pytest.mark.slow
def test_workers_of_a_cluster_find_the_same() -> None:
    pytest.importorskip("distributed")
    asked = comparing(["baseline", "giver_rich"], runs=6, **SMALL)
    pd.testing.assert_frame_equal(compute(asked, jobs=2, cluster="local").frame(), compute(asked, jobs=1).frame())


def test_what_matters_is_set_for_a_comparison_and_makes_another_result() -> None:
    small = {"organisation.employees": 12}
    asked = comparing(["baseline", "giver_rich"], runs=30, settings=small, matters={"help_rate": 0.001})
    assert asked.matters == {"help_rate": (0.0005, 0.001, 0.002)}
    plain = comparing(["baseline", "giver_rich"], runs=30, settings=small)
    assert asked.hash == plain.hash  # the runs are the same
    origins = [comparison_origin(one.others, 0, one.runs, ENGLISH, (), one.matters) for one in (plain, asked)]
    assert origins[0]["content"] != origins[1]["content"]
    assert "matters - → " in str(differing(*origins))
    compared = crmsim.compare(["baseline", "giver_rich"], 30, settings=small, weeks=3, matters={"help_rate": [1, 2, 3]})
    row = compared.differences().set_index("outcome").loc["help_rate"]
    assert (row["matters_from"], row["matters"], row["matters_to"]) == (1.0, 2.0, 3.0)
    for wrong, told in (({"help_rat": 0.1}, "no such outcome"), ({"help_rate": -0.1}, "three in rising order")):
        with pytest.raises(CrmsimError, match=told):
            comparing(["baseline", "giver_rich"], runs=30, matters=wrong)
