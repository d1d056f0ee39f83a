"""``crmsim run`` and ``crmsim compare`` on a stand-in for the engine."""

import json
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

from crmsim.runner.account import Progress

pytestmark = pytest.mark.usefixtures("quick_engine")
RUN_FILES = {
    "answer.txt", "knowledge.png", "output_by_style.png", "provenance.json", "stages.png", "summary.json", "weeks.csv",
}  # fmt: skip
COMPARE_FILES = {
    "adoption.png", "answer.txt", "comparison.csv", "differences.png", "knowledge.png", "output_by_style.png",
    "provenance.json", "runs.parquet",
}  # fmt: skip


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_run_tells_and_writes(crmsim_command, tmp_path: Path) -> None:
    result = crmsim_command("run", "baseline", "--weeks", "60", "--seed", "3", "--out", "here")
    assert result.exit_code == 0, result.output
    assert "one run of 60 weeks (seed 3)" in result.output
    assert "assumptions" in result.output
    assert names(tmp_path / "here") == RUN_FILES
    origin = json.loads((tmp_path / "here" / "provenance.json").read_text())
    assert origin["seed"] == 3 and origin["finished"] is True
    weeks = pd.read_csv(tmp_path / "here" / "weeks.csv")
    assert list(weeks.columns) == ["week", "outcome", "group", "value"]
    assert weeks["week"].max() == 60


def test_run_without_out_goes_to_a_folder_named_by_content(crmsim_command, tmp_path: Path) -> None:
    first = crmsim_command("run", "baseline", "--weeks", "30")
    assert first.exit_code == 0, first.output
    (folder,) = (tmp_path / "outputs").iterdir()
    assert folder.name.startswith("baseline-")
    again = crmsim_command("run", "baseline", "--weeks", "30")
    assert again.exit_code == 0
    assert "Already there" in again.output
    assert "one run of 30 weeks" in again.output
    other = crmsim_command("run", "baseline", "--weeks", "31")
    assert other.exit_code == 0
    assert len(list((tmp_path / "outputs").iterdir())) == 2


def test_run_refuses_a_folder_with_other_results(crmsim_command, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "notes.txt").write_text("mine")
    result = crmsim_command("run", "baseline", "--out", "taken")
    assert result.exit_code == 2
    assert "taken" in result.stderr and "Traceback" not in result.output
    assert (tmp_path / "taken" / "notes.txt").read_text() == "mine"


def test_a_failed_run_leaves_no_folder(crmsim_command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import crmsim.simulation
    from crmsim.errors import CrmsimError

    def failing(*_arguments: object, **_more: object) -> None:
        raise CrmsimError("nobody in the organisation is a taker")

    monkeypatch.setattr(crmsim.simulation, "simulate", failing)
    result = crmsim_command("run", "baseline", "--out", "new")
    assert result.exit_code == 2
    assert not (tmp_path / "new").exists()


def test_compare_tells_from_which_week_the_what_ifs_act(crmsim_command, tmp_path: Path) -> None:
    asked = ("compare", "baseline", "--what-if", "leadership.done=.9", "--from-week", "40", "--runs", "30")
    result = crmsim_command(*asked, "--out", "here")
    assert result.exit_code == 0, result.output
    assert "What is decided acts from week 40 on" in result.output
    assert "leadership.done=0.9, from week 40" in result.output
    origin = json.loads((tmp_path / "here" / "provenance.json").read_text())
    assert origin["labels"] == ["baseline", "week=40, leadership.done=0.9"]
    other = crmsim_command(*asked[:5], "41", *asked[6:], "--out", "here")
    assert other.exit_code == 2 and "here" in other.stderr  # another question's folder


def test_compare_tells_and_writes(crmsim_command, tmp_path: Path) -> None:
    result = crmsim_command(
        "compare", "baseline", "--what-if", "people.takers=.4,leadership.done=0.2", "--runs", "40", "--weeks", "60",
        "--out", "here",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "people.takers=0.4, leadership.done=0.2" in result.output
    assert "worse" in result.output and "Bonferroni" in result.output
    assert names(tmp_path / "here") == COMPARE_FILES
    runs = pd.read_parquet(tmp_path / "here" / "runs.parquet")
    assert len(runs) == 80
    assert list(runs["seed"].unique()) == list(range(40))
    table = pd.read_csv(tmp_path / "here" / "comparison.csv")
    assert table.loc[0, "outcome"] == "routine_share"
    assert (table.loc[table["outcome"] == "user_share", "verdict"] == "worse").all()


def test_set_and_weeks_hold_for_every_scenario(crmsim_command, tmp_path: Path) -> None:
    result = crmsim_command(
        "compare", "baseline", "giver_rich", "--set", "economy.discount_rate=0.01", "--weeks", "30", "--runs", "2",
        "--out", "here",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    origin = json.loads((tmp_path / "here" / "provenance.json").read_text())
    assert [scenario["economy"]["discount_rate"] for scenario in origin["scenarios"].values()] == [0.01, 0.01]
    assert [scenario["scenario"]["weeks"] for scenario in origin["scenarios"].values()] == [30, 30]


def test_bokmal(crmsim_command) -> None:
    result = crmsim_command("compare", "baseline", "giver_rich", "--runs", "30", "--weeks", "30", "--language", "nb")
    assert result.exit_code == 0, result.output
    assert "parvise kjøringer" in result.output and "faste brukere" in result.output


def test_the_answer_does_not_depend_on_jobs() -> None:
    from crmsim import compare

    one = compare("baseline", what_if=["people.takers=.3"], runs=12, weeks=30, jobs=1)
    four = compare("baseline", what_if=["people.takers=.3"], runs=12, weeks=30, jobs=4)
    pd.testing.assert_frame_equal(one.frame(), four.frame())
    pd.testing.assert_frame_equal(one.differences(), four.differences())


def test_same_seeds_for_every_scenario() -> None:
    from crmsim import compare

    result = compare(["baseline", "baseline"], runs=100, seed=5, weeks=30)
    assert result.labels == ("baseline", "baseline (2)")
    assert set(result.differences()["verdict"]) <= {"identical", "undefined"}
    assert sorted(result.frame()["seed"].unique()) == list(range(5, 105))


def test_stop_gives_the_finished_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    import engine

    import crmsim as module

    monkeypatch.setattr("crmsim.runner.worker.simulate", engine.slow_simulate)
    stop = threading.Event()
    threading.Timer(2.3, stop.set).start()
    started = time.monotonic()
    result = module.compare("baseline", what_if=["people.takers=.3"], runs=1000, weeks=30, jobs=2, stop=stop)
    assert time.monotonic() - started < 3.4
    assert result.partial
    assert 1 <= len(result.run_numbers) < 10
    assert len(result.runs()) == 2 * len(result.run_numbers)


def test_stopped_before_anything_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    import crmsim as module
    from crmsim.errors import CrmsimError

    stop = threading.Event()
    stop.set()
    with pytest.raises(CrmsimError, match="stopped before"):
        module.compare("baseline", what_if=["people.takers=.3"], runs=10, stop=stop)


def test_ctrl_c_leaves_what_is_finished(crmsim_command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import crmsim.commands.progress

    def interrupt(self: object, progress: Progress) -> None:
        if progress.done >= 7:
            raise KeyboardInterrupt

    monkeypatch.setattr(crmsim.commands.progress.Display, "update", interrupt)
    arguments = ("compare", "baseline", "giver_rich", "--runs", "2000", "--weeks", "30", "--out", "here")
    result = crmsim_command(*arguments, "--jobs", "1")
    assert result.exit_code == 130
    assert "Stopped early" in result.output
    origin = json.loads((tmp_path / "here" / "provenance.json").read_text())
    assert origin["finished"] is False and origin["partial"] is True
    runs = pd.read_parquet(tmp_path / "here" / "runs.parquet")
    assert len(runs) == 2 * origin["runs_finished"] and 3 <= origin["runs_finished"] < 2000


def test_the_same_command_completes_a_partial_folder(
    crmsim_command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import crmsim.commands.progress

    arguments = ("compare", "baseline", "giver_rich", "--runs", "30", "--weeks", "30", "--out", "here")
    plain = crmsim.commands.progress.Display.update

    def interrupt(self: object, progress: Progress) -> None:
        if progress.done >= 7:
            raise KeyboardInterrupt

    monkeypatch.setattr(crmsim.commands.progress.Display, "update", interrupt)
    assert crmsim_command(*arguments).exit_code == 130
    monkeypatch.setattr(crmsim.commands.progress.Display, "update", plain)
    assert crmsim_command(*arguments).exit_code == 0
    origin = json.loads((tmp_path / "here" / "provenance.json").read_text())
    assert origin["finished"] is True and origin["partial"] is False
    assert "Already there" in crmsim_command(*arguments).output


def test_from_python_the_same(tmp_path: Path) -> None:
    import crmsim

    result = crmsim.run("baseline", seed=2, settings={"people.takers": 0.3}, weeks=30)
    assert isinstance(result, crmsim.RunResult)
    assert set(result.frame().columns) == {"week", "outcome", "group", "value"}
    assert result.plot() is not None
    assert {path.name for path in result.save(tmp_path / "run")} == RUN_FILES
    comparison = crmsim.compare("baseline", runs=30, what_if=[{"people.takers": 0.3}], weeks=30)
    assert isinstance(comparison, crmsim.Comparison)
    assert comparison.labels == ("baseline", "people.takers=0.3")
    assert comparison.text().startswith("30 paired runs")
    assert {path.name for path in comparison.write(tmp_path / "compare")} == COMPARE_FILES
    assert comparison.write(tmp_path / "compare")  # the identical comparison is left as it is
