"""A sweep computed in parts, as by SLURM's arrays, is the sweep."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.experiment import from_text
from crmsim.runner.account import Progress
from crmsim.runner.backend import Chunk, Done, Job
from crmsim.runner.slurm import write_script
from crmsim.runner.start import start, start_part
from crmsim.runner.threads import ThreadBackend
from crmsim.runner.warm import is_warm, warm_up
from crmsim.store.journal import Journal
from crmsim.store.part import Part, collect, locked_part, parse_part
from crmsim.store.records import Result

ROOT = Path(__file__).resolve().parents[2]
TEXT = """
title = "Parts"
question = "Is it the same in parts?"
function = "ishigami_noisy"
outcomes = ["value"]
{runs}
[design]
kind = "lhs"
samples = 20
[levers]
x1 = {{ low = -3.0, high = 3.0 }}
x2 = {{ low = -3.0, high = 3.0 }}
x3 = {{ low = -3.0, high = 3.0 }}
"""
FIXED = TEXT.format(runs="runs = 5")
PRECISE = TEXT.format(runs='runs = { least = 30, most = 200, of = "mean", precision = { value = 0.2 } }')


def hash_of(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted((folder / "runs").iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def counted(path: Path) -> dict[str, int]:
    with Journal(path, readonly=True) as journal:
        return {status: count for status, count in journal.counts().items() if count}


class Counting(ThreadBackend):
    """Counts the runs it is given."""

    runs = 0

    def __init__(self, job: Job) -> None:
        super().__init__(job, 1)

    def submit(self, chunk: Chunk) -> None:
        Counting.runs += len(chunk.tasks)
        super().submit(chunk)


@pytest.mark.parametrize("text", [FIXED, PRECISE], ids=["fixed", "precise"])
def test_parts_together_are_the_sweep(text: str, tmp_path: Path) -> None:
    experiment = from_text(text, "parts")
    start(experiment, jobs=0, out=tmp_path / "whole")
    done = [start_part(experiment, Part(number, 3), jobs=0, out=tmp_path / "out").computed for number in (3, 1, 2)]
    assert min(done) > 0
    assert not (tmp_path / "out" / "runs").exists()  # no part writes the table
    Counting.runs = 0
    start(experiment, out=tmp_path / "out", make=Counting)
    if experiment.runs.precision:
        assert Counting.runs == sum(counted(tmp_path / "whole" / "journal.sqlite").values()) - sum(done) > 0
    else:
        assert Counting.runs == 0
    assert hash_of(tmp_path / "out") == hash_of(tmp_path / "whole")


def test_a_file_of_somebody_else_beside_the_parts_stops_nobody(tmp_path: Path) -> None:
    experiment = from_text(FIXED, "parts")
    start_part(experiment, Part(1, 2), jobs=0, out=tmp_path / "out")
    note = tmp_path / "out" / "collect.log"  # as of the job that collects
    note.write_text("mine", encoding="utf-8")
    start_part(experiment, Part(2, 2), jobs=0, out=tmp_path / "out")
    assert start(experiment, jobs=0, out=tmp_path / "out").computed == 0
    assert note.read_text(encoding="utf-8") == "mine"


def test_what_a_part_has_not_done_is_computed_when_parts_are_collected(tmp_path: Path) -> None:
    experiment = from_text(FIXED, "parts")
    start(experiment, jobs=0, out=tmp_path / "whole")
    start_part(experiment, Part(2, 2), jobs=0, out=tmp_path / "out")
    start(experiment, jobs=0, out=tmp_path / "out")
    assert hash_of(tmp_path / "out") == hash_of(tmp_path / "whole")


def test_a_part_tells_of_its_own_runs_alone(tmp_path: Path) -> None:
    told: list[Progress] = []
    driven = start_part(from_text(FIXED, "parts"), Part(2, 4), jobs=0, out=tmp_path / "out", progress=told.append)
    assert 0 < told[-1].done == driven.computed <= told[-1].total < 50  # of 100 in all, a quarter of them about its own


def test_a_part_goes_on_where_it_was(tmp_path: Path) -> None:
    experiment = from_text(FIXED, "parts")
    Counting.runs = 0

    class Breaking(Counting):
        """Stops after its first chunk."""

        def finished(self, timeout: float) -> list[Done]:
            if Counting.runs > 2:
                raise KeyboardInterrupt
            return super().finished(timeout)

    part = Part(1, 2)
    with pytest.raises(KeyboardInterrupt):
        start_part(experiment, part, out=tmp_path, make=Breaking)
    before = sum(counted(part.journal(tmp_path)).values())
    assert before > 0
    Counting.runs = 0
    start_part(experiment, part, out=tmp_path, make=Counting)
    assert Counting.runs == sum(counted(part.journal(tmp_path)).values()) - before


def test_every_run_is_in_exactly_one_part() -> None:
    runs = [hashlib.blake2b(str(number).encode(), digest_size=16).digest() for number in range(3_000)]
    sizes = [sum(Part(number, 7).chosen(run) for run in runs) for number in range(1, 8)]
    assert sum(sizes) == len(runs)
    assert min(sizes) > 0.8 * len(runs) / 7
    assert all(sum(Part(number, 7).chosen(run) for number in range(1, 8)) == 1 for run in runs[:100])


def test_a_done_run_replaces_a_lost_one_and_never_the_reverse(tmp_path: Path) -> None:
    experiment = from_text(FIXED, "parts")
    part = Part(1, 1)
    start_part(experiment, part, jobs=0, out=tmp_path)
    with Journal(tmp_path / "journal.sqlite") as journal:
        assert collect(tmp_path, journal) == 100
        lost = [
            (Result(entry.run, "crashed", None, False, None, "died", 0.1), entry.seed, "me")
            for entry in journal.entries()
        ]
        journal.record(lost)
        assert journal.counts()["crashed"] == 100
        assert collect(tmp_path, journal) == 0
        assert journal.counts()["done"] == 100
        with Journal(part.journal(tmp_path)) as other:
            other.record(lost)
        collect(tmp_path, journal)
        assert journal.counts()["done"] == 100


def test_a_part_at_work_is_neither_collected_nor_computed_twice(tmp_path: Path) -> None:
    experiment = from_text(FIXED, "parts")
    part = Part(1, 2)
    start_part(experiment, part, jobs=0, out=tmp_path)
    hold = "import sys, time; from pathlib import Path; from crmsim.store.part import locked_part\n"
    hold += "with locked_part(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    call = [sys.executable, "-c", hold, str(part.journal(tmp_path))]
    with subprocess.Popen(call, env=environment, stdout=subprocess.PIPE) as holder:
        try:
            assert holder.stdout is not None and holder.stdout.readline().strip() == b"held"
            for attempt in (start_part, start):
                given = (experiment, part) if attempt is start_part else (experiment,)
                with pytest.raises(CrmsimError, match="being computed by another process"):
                    attempt(*given, jobs=0, out=tmp_path)  # type: ignore[operator]
        finally:
            holder.kill()
    with locked_part(part.journal(tmp_path)):
        pass  # a lock ends with its holder


def test_a_damaged_part_is_named(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "00001.sqlite").write_bytes(b"this is no journal" * 100)
    with Journal(tmp_path / "journal.sqlite") as journal, pytest.raises(CrmsimError, match=r"00001\.sqlite"):
        collect(tmp_path, journal)


@pytest.mark.parametrize("text", ["", "3", "0/2", "3/2", "a/b", "1/0", "-1/2", "1/2/3", "1/1000000", "1.5/2"])
def test_what_is_no_part_is_told(text: str) -> None:
    with pytest.raises(CrmsimError, match="--part"):
        parse_part(text)


def test_a_part_is_read() -> None:
    assert parse_part("3/8") == Part(3, 8)
    assert Part(3, 8).journal(Path("out")) == Path("out/parts/00003.sqlite")


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ``crmsim`` of this checkout."""
    made = tmp_path / "bin dir" / "crmsim"
    made.parent.mkdir()
    start_it = "from crmsim.commands.main import main; main()"
    made.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -c "{start_it}" "$@"\n', encoding="utf-8")
    made.chmod(0o755)
    monkeypatch.setattr("crmsim.runner.slurm._command", lambda: str(made))
    return made


@pytest.mark.skipif(sys.platform == "win32", reason="SLURM has no Windows")
def test_the_script_for_slurm_computes_the_sweep(tmp_path: Path, command: Path) -> None:
    out = tmp_path / "results of mine"
    file = tmp_path / "it's mine.toml"
    file.write_text(FIXED, encoding="utf-8")
    script = write_script(file, 2, out, cores=1)
    subprocess.run(["bash", "-n", str(script)], check=True)
    text = script.read_text(encoding="utf-8")
    assert "#SBATCH --array=1-2\n" in text
    assert f'#SBATCH --output="{out}/parts/%a.log"' in text
    for task in ("1", "2"):
        environment = {**os.environ, "SLURM_ARRAY_TASK_ID": task, "SLURM_CPUS_PER_TASK": "1"}
        done = subprocess.run(["bash", str(script)], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    lines = [line[1:].strip() for line in text.splitlines() if line.startswith("#     ")]
    assert lines[0].startswith("sbatch ") and lines[2].startswith("sbatch --dependency")
    done = subprocess.run(["bash", "-c", lines[1]], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    start(from_text(FIXED, file.stem), jobs=0, out=tmp_path / "whole")
    assert re.search(r"\b0\b", done.stdout)  # nothing was left to compute
    assert sum(counted(out / "journal.sqlite").values()) == 100


# How sbatch reads a directive was tried with 22.05: outside quotes # begins a comment, and %j is the number of the job.
@pytest.mark.skipif(sys.platform == "win32", reason="SLURM has no Windows")
@pytest.mark.parametrize(
    ("name", "read"),
    [("plain", "plain"), ("c#d", "c#d"), ("50%a", "50%%a"), ('q"r', 'q\\"r'), ("s't", "s't"), ("x %j", "x %%j")],
)
def test_the_log_of_a_task_lies_in_its_folder_whatever_its_name(tmp_path: Path, name: str, read: str) -> None:
    text = write_script("said_and_done", 2, tmp_path / name).read_text(encoding="utf-8")
    assert f'#SBATCH --output="{tmp_path}/{read}/parts/%a.log"\n' in text


@pytest.mark.skipif(sys.platform == "win32", reason="SLURM has no Windows")
def test_a_folder_in_which_slurm_fills_no_name_in_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CrmsimError, match="backslash"):
        write_script("said_and_done", 2, tmp_path / "u\\v")
    assert not (tmp_path / "u\\v").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="SLURM has no Windows")
def test_the_folder_of_the_machine_that_the_script_offers_is_the_users_alone(tmp_path: Path) -> None:
    text = write_script("said_and_done", 2, tmp_path / "out").read_text(encoding="utf-8")
    lines = [line[1:] for line in text.splitlines() if line.startswith("#") and "CRMSIM_CACHE_DIR" in line]
    assert [line.split()[0] for line in lines] == ["export", "mkdir"]
    made = "\n".join(["umask 000", "set -euo pipefail", *lines, 'stat -c "%a %u %n" "$CRMSIM_CACHE_DIR"'])
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(["bash", "-c", made], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["700", str(os.geteuid()), str(tmp_path / f"crmsim-{os.geteuid()}")]


@pytest.mark.parametrize("parts", [0, -1, 100_000])
def test_a_number_of_parts_that_cannot_be_is_told(tmp_path: Path, parts: int) -> None:
    with pytest.raises(CrmsimError, match="--slurm-script"):
        write_script("said_and_done", parts, tmp_path)


def test_the_engine_is_compiled_by_one_and_loaded_by_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiling: list[str] = []
    at_once: list[int] = []

    def pretend() -> None:
        compiling.append("one")
        at_once.append(len(compiling))
        time.sleep(0.05)
        compiling.pop()

    monkeypatch.setattr("crmsim.runner.warm.cache_folder", lambda: tmp_path)
    monkeypatch.setattr("crmsim.runner.warm.warm", pretend)
    result: list[bool] = []
    assert not is_warm()
    threads = [threading.Thread(target=lambda: result.append(warm_up())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result) == [False, False, False, True]
    assert max(at_once) == 1
    assert is_warm()
    monkeypatch.setattr("crmsim.runner.warm.cache_folder", lambda: None)
    assert warm_up() and not is_warm()  # nowhere to keep it: compiled by each


def test_no_name_ends_a_comment_of_the_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for experiment, folder in (("a\nreboot", tmp_path), ("toy", tmp_path / "a\nreboot")):
        with pytest.raises(CrmsimError, match="line break"):
            write_script(experiment, 2, folder)
