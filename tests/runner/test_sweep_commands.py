"""``crmsim sweep`` and ``crmsim replay`` as they are typed."""

from pathlib import Path

import pytest
import sweep_doubles as doubles
from click.testing import CliRunner, Result

from crmsim.commands.main import cli
from crmsim.commands.progress import Display, progress_lines
from crmsim.runner.account import Progress
from crmsim.runner.precision import Reached
from crmsim.runner.start import start
from crmsim.store.load import load
from crmsim.words import ENGLISH


def typed(*arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments], standalone_mode=True)


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toy.toml").write_text(doubles.toy(20).text)
    return tmp_path


def test_a_sweep_tells_what_it_did_and_what_comes_next(toy: Path) -> None:
    result = typed("sweep", "toy.toml", "--jobs", "serial")
    assert result.exit_code == 0, result.output
    assert "20 runs of 20 settings; 20 computed now" in result.stdout
    assert "crmsim analyse outputs/toy" in result.stdout
    assert "one after the other" in result.stderr.lower()
    again = typed("sweep", "toy.toml", "--jobs", "0", "--language", "nb")
    assert "20 kjøringer av 20 innstillinger; 0 beregnet nå" in again.stdout
    foreseen = typed("sweep", "toy.toml", "--dry-run").stdout
    assert "Stored runs that serve as they are: 20; new runs: 0." in foreseen
    assert "Left to compute for outputs/toy: 0 runs" in foreseen
    run = load(toy / "outputs" / "toy").frame()["run_id"][7]
    repeated = typed("replay", "outputs/toy", run[:10])
    assert repeated.exit_code == 0, repeated.output
    assert f"Run {run}: setting 7, replicate 0, seed 7000000" in repeated.stdout
    assert "The same to the last bit" in repeated.stdout


def test_a_dry_run_leaves_nothing(toy: Path) -> None:
    result = typed("sweep", "toy.toml", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "20" in result.stdout
    assert {path.name for path in toy.iterdir()} == {"toy.toml"}


def test_some_failed_runs_are_a_warning_and_all_failed_an_error(toy: Path) -> None:
    start(doubles.toy(20), out=toy / "some", make=doubles.making("raise5", 0))
    some = typed("sweep", "toy.toml", "--out", "some", "--jobs", "0")
    assert some.exit_code == 0
    assert "Without a result: 1 raised an error" in some.stdout
    assert "ValueError: not enough values" in some.stdout
    assert "--retry-failed" in some.stdout
    mended = typed("sweep", "toy.toml", "--out", "some", "--jobs", "0", "--retry-failed")
    assert "Without a result" not in mended.stdout
    (toy / "two.toml").write_text(doubles.toy(2).text)
    start(doubles.toy(2), out=toy / "all", make=doubles.making("raise0", 0))
    start(doubles.toy(2), out=toy / "all", make=doubles.making("raise1", 0), retry_failed=True)
    assert typed("sweep", "two.toml", "--out", "all", "--jobs", "0").exit_code == 0
    for path in (toy / "all").glob("journal.sqlite*"):
        path.unlink()
    start(doubles.toy(2), out=toy / "all", make=doubles.making("raiseall", 0))
    nothing = typed("sweep", "two.toml", "--out", "all", "--jobs", "0")
    assert nothing.exit_code == 1
    assert "Without a result: 2 raised an error" in nothing.stdout


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("sweep", "nothing.toml"), "nothing.toml"),
        (("sweep", "toy.toml", "--jobs", "many"), "--jobs"),
        (("sweep", "toy.toml", "--jobs", "5000"), "1024"),
        (("sweep", "toy.toml", "--out", "toy.toml"), "is a file"),
        (("sweep", "toy.toml", "--cluster-option", "queue=normal"), "--cluster slurm only"),
        (("sweep", "toy.toml", "--part", "9/8"), "--part"),
        (("sweep", "toy.toml", "--part", "1/2", "--known", "other"), "--known = 'other': does not go with --part"),
        (("sweep", "toy.toml", "--part", "1/2", "--cluster-option", "queue=a"), "does not go with --part"),
        (("sweep", "toy.toml", "--slurm-script", "2", "--part", "1/2"), "--part = '1/2': does not go with --slurm"),
        (("sweep", "toy.toml", "--slurm-script", "2", "--retry-failed"), "--retry-failed: does not go with --slurm"),
        (("replay", "nowhere", "abc"), "nowhere"),
    ],
)
def test_what_cannot_be_is_told_without_a_traceback(toy: Path, arguments: tuple[str, ...], wanted: str) -> None:
    result = typed(*arguments)
    assert result.exit_code == 2
    assert wanted in result.stderr
    assert "Traceback" not in result.output


def test_the_tasks_of_a_script_have_as_many_processors_as_are_asked_for(toy: Path) -> None:
    assert typed("sweep", "toy.toml", "--slurm-script", "2", "--jobs", "3", "--out", "all").exit_code == 0
    text = (toy / "all" / "slurm.sh").read_text(encoding="utf-8")
    assert "#SBATCH --cpus-per-task=3\n" in text and text.endswith('--jobs "${SLURM_CPUS_PER_TASK:-3}"\n')


def test_progress_tells_rate_time_left_failures_and_precision() -> None:
    reached = (Reached("success", 0.05, 0.071, 3, 14),)
    lines = progress_lines(Progress(500, 2_000, 500, 2, 250.0, 65.0, 2, reached), ENGLISH)
    assert lines == [
        "500 of 2,000 runs, 250 a second, 1 min 5 s left, 2 without a result",
        "success: ±0.071 (asked ±0.05); 3 of 14 settings precise enough",
    ]
    assert progress_lines(Progress(0, 10, 0, 0, None, None, 1, ()), ENGLISH) == ["0 of 10 runs, starting"]
    assert progress_lines(Progress(10, 10, 0, 0, None, None, 1, ()), ENGLISH) == ["10 of 10 runs"]


def test_a_terminal_sees_a_live_display(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import sys

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    reached = (Reached("success", 0.05, 0.071, 3, 14),)
    with Display(ENGLISH) as display:
        display.update(Progress(500, 2_000, 500, 2, 250.0, 65.0, 2, reached))
    shown = capsys.readouterr().err
    assert "500 of 2,000 runs" in shown
    assert "3 of 14 settings precise enough" in shown


def test_without_a_terminal_a_line_is_said_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    with Display(ENGLISH) as display:
        display.update(Progress(1, 10, 1, 0, 1.0, 9.0, 1, ()))
        assert capsys.readouterr().err == ""
        display.last -= 11.0
        display.update(Progress(2, 10, 2, 0, 1.0, 8.0, 1, ()))
        assert capsys.readouterr().err == "2 of 10 runs, 1 a second, 8.0 s left\n"
