"""Nothing is lost: what a crash, a hang, an exception, ``kill -9`` and Ctrl-C cost. Run with ``-s`` to read the log."""

import dataclasses
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import sweep_doubles as doubles

from crmsim.errors import CrmsimError
from crmsim.runner.account import Progress
from crmsim.runner.backend import Job
from crmsim.runner.drive import CHANCES
from crmsim.runner.local import LocalBackend, workers_context
from crmsim.runner.start import job_of, start
from crmsim.runner.worker import full_text
from crmsim.store.journal import JOURNAL, Journal
from crmsim.store.load import load

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
ROOT = Path(__file__).resolve().parents[2]


def note(*words: object) -> None:
    """A line of the log."""
    print("   ", *words)


def recorded(folder: Path) -> int:
    """Runs in the journal of a folder by now."""
    if not (folder / JOURNAL).exists():
        return 0
    try:
        with Journal(folder / JOURNAL, readonly=True) as journal:
            return sum(journal.counts().values())
    except CrmsimError:  # just being made
        return 0


def started(folder: Path, compute: str, jobs: int, runs: int) -> subprocess.Popen[bytes]:
    """A sweep in a process of its own."""
    here = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "sweep")])}
    command = [sys.executable, doubles.__file__, str(folder), compute, str(jobs), str(runs)]
    return subprocess.Popen(command, env=here, start_new_session=True, stderr=subprocess.PIPE, cwd=ROOT)


def wait_for(what: object, seconds: float = 30.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.02)


def alive(group: int) -> list[str]:
    """Processes of a session that still run, but for those that are over and not yet collected."""
    listed = subprocess.run(["ps", "-eo", "sid,stat,pid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 3) for line in listed.splitlines()[1:]]
    return [" ".join(row) for row in rows if row[0] == str(group) and not row[1].startswith("Z")]


def undisturbed(tmp_path: Path, runs: int = 60) -> dict[str, bytes]:
    start(doubles.toy(runs), jobs=0, out=tmp_path / "undisturbed")
    return doubles.table(tmp_path / "undisturbed")


def test_of_sixty_runs_with_one_crash_fifty_nine_are_kept(tmp_path: Path) -> None:
    start(doubles.toy(4), out=tmp_path / "warm", make=doubles.making("slow1", 2))  # what forks workers is started
    took = {}
    for compute in ("slow20", "slow20_crash31"):
        began = time.monotonic()
        account = start(doubles.toy(60), out=tmp_path / compute, make=doubles.making(compute, 2))
        took[compute] = time.monotonic() - began
    delay = took["slow20_crash31"] - took["slow20"]
    note(f"60 runs, one ends its process: {account.runs - account.missing['crashed']} kept, {delay:.2f} s later")
    assert (account.runs, account.missing) == (60, {"crashed": 1})
    assert delay < 2.0
    lost = load(tmp_path / "slow20_crash31").missing()
    assert lost["seed"].tolist() == [31_000_000]
    assert lost["error"].tolist() == ["the process that computed it died"]


def test_a_worker_killed_from_outside_is_told_as_want_of_memory(tmp_path: Path) -> None:
    account = start(doubles.toy(60), out=tmp_path / "killed", make=doubles.making("slow5_kill31", 2))
    assert account.missing == {"crashed": 1}
    assert "most often for want of memory" in load(tmp_path / "killed").missing()["error"].tolist()[0]


def test_too_little_memory_for_a_run_is_said_as_such() -> None:
    assert full_text(MemoryError()).startswith("not enough memory: fewer workers")
    assert full_text(MemoryError("Unable to allocate 8 TiB")).endswith("(Unable to allocate 8 TiB)")


def test_a_temporary_folder_with_a_long_name_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket's path may have a hundred characters, and Python keeps that of its server in this folder."""
    long = tmp_path / ("x" * 90)
    long.mkdir()
    monkeypatch.setenv("TMPDIR", str(long))
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert workers_context(job_of(doubles.toy(4))).get_start_method() == "spawn"
    account = start(doubles.toy(4), out=tmp_path / "long", jobs=1)
    assert (account.runs, account.missing) == (4, {})
    assert doubles.table(tmp_path / "long") == undisturbed(tmp_path, 4)


def test_a_process_that_may_start_none_says_what_to_do(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        problem = pool.apply(doubles.swept_within, (str(tmp_path / "within"), 1))
        assert "a process of multiprocessing.Pool may start no worker processes" in problem
        assert "jobs=0" in problem
        assert pool.apply(doubles.swept_within, (str(tmp_path / "within"), 0)) == ""


def test_a_hang_costs_its_run_alone(tmp_path: Path) -> None:
    began = time.monotonic()
    account = start(doubles.toy(60, limit=0.5), out=tmp_path / "hung", make=doubles.making("slow5_hang17", 2))
    note(
        f"an endless run under a limit of .5 s: missing {account.missing} of {account.runs}, "
        f"{time.monotonic() - began:.2f} s in all"
    )
    assert account.missing == {"hung": 1}
    lost = load(tmp_path / "hung").missing()
    assert set(lost["seed"]) == {17_000_000}
    assert set(lost["error"]) == {"no end after 0.5 seconds"}
    assert time.monotonic() - began < 10.0


@pytest.mark.parametrize("jobs", [0, 2])
def test_an_exception_costs_its_run_alone(tmp_path: Path, jobs: int) -> None:
    account = start(doubles.toy(), out=tmp_path / "raised", make=doubles.making("raise5", jobs))
    note(f"a run that raises, {jobs} workers: missing {account.missing}, {account.examples[0][2]}")
    assert account.missing == {"failed": 1}
    assert account.examples[0][2].startswith("ValueError: not enough values")
    frame = load(tmp_path / "raised").frame()
    assert frame[frame["point"] == 5]["value"].isna().all()
    assert frame[frame["point"] != 5]["value"].notna().all()


def test_failed_runs_are_tried_again_only_when_asked(tmp_path: Path) -> None:
    out = tmp_path / "again"
    start(doubles.toy(), out=out, make=doubles.making("raise5", 0))
    kept = start(doubles.toy(), out=out, jobs=0)
    assert (kept.computed, kept.missing) == (0, {"failed": 1})
    mended = start(doubles.toy(), out=out, jobs=0, retry_failed=True)
    assert (mended.computed, mended.missing) == (1, {})
    assert doubles.table(out) == undisturbed(tmp_path)


def test_kill_nine_loses_chunks_in_flight_only(tmp_path: Path) -> None:
    out = tmp_path / "killed"
    expected = undisturbed(tmp_path, runs=300)
    process = started(out, "slow10", 2, 300)
    wait_for(lambda: recorded(out) >= 60)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    wait_for(lambda: not alive(process.pid), 5.0)
    kept = recorded(out)
    assert not (out / "runs").exists()
    gone_on = start(doubles.toy(300), out=out, make=doubles.making("slow1", 2))
    same = doubles.table(out) == expected
    note(f"300 runs, driver killed with -9: {kept} recorded by then, no process left behind")
    note(f"the same command goes on: {gone_on.computed} computed; table identical to an undisturbed one: {same}")
    assert 60 <= kept < 300
    assert gone_on.computed == 300 - kept
    assert same


def test_ctrl_c_ends_soon_and_keeps_what_is_finished(tmp_path: Path) -> None:
    out = tmp_path / "stopped"
    process = started(out, "slow20", 2, 1000)
    wait_for(lambda: recorded(out) >= 20)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    code = process.wait(10)
    took = time.monotonic() - began
    assert process.stderr is not None
    said = process.stderr.read().decode()
    note(f"Ctrl-C: over after {took:.2f} s, {recorded(out)} runs kept")
    assert code != 0
    assert "interrupted; what is finished is recorded" in said
    assert took < 2.5
    assert recorded(out) >= 20
    wait_for(lambda: not alive(process.pid), 5.0)


def test_workers_killed_from_outside_cost_nothing(tmp_path: Path) -> None:
    """Two of them. The first is killed at a chunk of many runs, which are then computed alone, and the second at one of
    these: it is put off to the end, and a third killing might meet just it again, which would then be taken for guilty.
    """
    out = tmp_path / "worker"
    killed: dict[int, int] = {}

    def kill(progress: Progress) -> None:
        with Journal(out / JOURNAL, readonly=True) as journal:
            last = max(journal.entries(), key=lambda entry: entry.finished, default=None)
        if last is None or int(last.worker.removeprefix("local-")) in killed or len(killed) == CHANCES:
            return
        if progress.computed >= max(killed.values(), default=0) + 20:
            worker = int(last.worker.removeprefix("local-"))
            killed[worker] = progress.computed
            os.kill(worker, signal.SIGKILL)

    account = start(doubles.toy(150), out=out, make=doubles.making("slow10", 2), progress=kill)
    note(f"{len(killed)} workers killed with -9 from outside: missing {account.missing}")
    assert len(killed) == CHANCES
    assert account.missing == {}
    assert doubles.table(out) == undisturbed(tmp_path, runs=150)


def test_a_process_that_ends_as_if_all_were_well_is_noticed(tmp_path: Path) -> None:
    account = start(doubles.toy(), out=tmp_path / "quit", make=doubles.making("slow5_quit31", 2))
    assert account.missing == {"crashed": 1}


class Deadly:
    """Ends the process that unpickles it."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (1,)


def test_workers_that_cannot_even_start_end_the_sweep(tmp_path: Path) -> None:
    def make(job: Job) -> LocalBackend:
        return LocalBackend(dataclasses.replace(job, resolver=Deadly()), 2)  # type: ignore[arg-type]

    with pytest.raises(CrmsimError, match="die as soon as they are started"):
        start(doubles.toy(), out=tmp_path / "stillborn", make=make)
    assert recorded(tmp_path / "stillborn") == 0
