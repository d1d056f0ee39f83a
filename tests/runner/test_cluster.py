"""Sweeps on a Dask scheduler with workers as separate processes, one of which is killed, against serial and local."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from crmsim.errors import CrmsimError
from crmsim.experiment import Experiment, from_text
from crmsim.experiment.runs import Setup
from crmsim.runner.account import Progress
from crmsim.runner.backend import CRASHED, HUNG, Backend, Chunk, Done, Job, Task
from crmsim.runner.choose import backend_of
from crmsim.runner.start import job_of, start
from crmsim.runner.worker import code
from crmsim.store.journal import Journal

pytest.importorskip("distributed", reason="sweeps on a cluster need crmsim[cluster]")
pytest.importorskip("cryptography", reason="sweeps on a cluster need crmsim[cluster]")
import dask.config
import distributed
from distributed.security import Security

from crmsim.runner.cluster import _none_queued, cluster_backend, parsed, slurm_cluster
from crmsim.runner.dask_backend import DaskBackend

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
UP = 30.0  # seconds for a scheduler or worker to come up
EXPERIMENT = """
title = "Small"
question = "Does it matter who computes?"
base = "baseline"
outcomes = ["routine_share"]
runs = 12
[design]
kind = "grid"
[constants]
"organisation.employees" = 20
"scenario.weeks" = 8
[levers]
"leadership.said" = [0.2, 0.8]
"leadership.done" = [0.2, 0.5, 0.8]
"""
RUNS = 72


class Cluster:
    """A scheduler and workers, each a process with a group of its own."""

    def __init__(self, folder: Path, tls: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.tls = tls
        self.file = folder / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []

    def begin(self) -> None:
        """Start the scheduler."""
        self.scheduler = self._start("scheduler", "--scheduler-file", str(self.file), "--port", "0")
        wait(self._read)

    def _read(self) -> bool:
        """Whether the scheduler has written where it is, to the last brace."""
        with contextlib.suppress(OSError, ValueError):
            self.address = str(json.loads(self.file.read_text(encoding="utf-8"))["address"])
            return True
        return False

    def _start(self, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(HERE), os.environ.get("PYTHONPATH", "")]),
            "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
            "CRMSIM_TEST_MARK": str(self.folder / "mark"),
        }
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments, *self.tls),
                *(() if self.tls and kind == "scheduler" else ("--host", "127.0.0.1")),
                "--no-dashboard",
            ],
            env=environment, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        self.processes.append(process)
        return process

    def worker(self, *more: str) -> subprocess.Popen[bytes]:
        """One worker process; with a nanny, which starts it again, unless told ``--no-nanny``."""
        fixed = ("--nthreads", "1", "--memory-limit", "0", "--local-directory", str(self.folder))
        return self._start("worker", self.address, *fixed, *more)

    def end(self) -> None:
        """End every process of every group, however it stands."""
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        for process in self.processes:
            process.wait(timeout=UP)


def wait(ready: Callable[[], object]) -> None:
    end = time.monotonic() + UP
    while not ready():
        assert time.monotonic() < end, "not ready in time"
        time.sleep(0.02)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    (tmp_path / "dask").mkdir()
    made = Cluster(tmp_path / "dask")
    try:
        made.begin()
        yield made
    finally:
        made.end()


@pytest.fixture(scope="module")
def experiment() -> Experiment:
    return from_text(EXPERIMENT, "small")


def swept(
    experiment: Experiment,
    folder: Path,
    make: Callable[[Job], Backend],
    progress: Callable[[Progress], None] | None = None,
) -> str:
    """Hash of the table's files."""
    start(experiment, out=folder, make=make, progress=progress)
    digest = hashlib.sha256()
    for path in sorted((folder / "runs").iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def serially(job: Job) -> Backend:
    return backend_of(None, 0, job)


def slow_on(cluster: Cluster) -> Callable[[Job], DaskBackend]:
    """Makes the backend of a cluster whose runs take their time."""
    return lambda job: cluster_backend(cluster.address, 1, dataclasses.replace(job, compute="slowly:slowly"))


def counts(folder: Path) -> dict[str, int]:
    with Journal(folder / "journal.sqlite", readonly=True) as journal:
        return {status: count for status, count in journal.counts().items() if count}


@pytest.fixture(scope="module")
def serial(experiment: Experiment, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The table as computed in this very process."""
    folder = tmp_path_factory.mktemp("serial")
    result = swept(experiment, folder, serially)
    assert counts(folder) == {"done": RUNS}
    return result


def kill_after(process: subprocess.Popen[bytes], done: int) -> Callable[[Progress], None]:
    """Progress that kills a process once so many runs are done."""

    def look(progress: Progress) -> None:
        if progress.done >= done and process.poll() is None:
            process.kill()
            process.wait(timeout=UP)

    return look


def test_dask_with_a_worker_killed_half_way_leaves_the_same_table(
    experiment: Experiment, serial: str, cluster: Cluster, tmp_path: Path
) -> None:
    victim = cluster.worker("--no-nanny")
    cluster.worker("--no-nanny")

    def make(job: Job) -> DaskBackend:
        backend = slow_on(cluster)(job)
        wait(lambda: not backend.finished(0.1) and sum(worker.ready for worker in backend.workers.values()) == 2)
        return backend

    result = swept(experiment, tmp_path / "out", make, kill_after(victim, RUNS // 3))
    assert victim.poll() == -signal.SIGKILL
    assert result == serial
    with Journal(tmp_path / "out" / "journal.sqlite", readonly=True) as journal:
        entries = list(journal.entries())
    assert len(entries) == RUNS
    assert len({entry.worker for entry in entries}) == 2  # the victim had done its share


@pytest.mark.parametrize("workers", [1, 2, 16])
def test_any_number_of_local_workers_leaves_the_same_table(
    experiment: Experiment, serial: str, tmp_path: Path, workers: int
) -> None:
    assert swept(experiment, tmp_path / "out", lambda job: backend_of(None, workers, job)) == serial


@pytest.mark.slow
def test_a_run_whose_worker_is_killed_once_is_not_lost(
    experiment: Experiment, cluster: Cluster, tmp_path: Path
) -> None:
    cluster.worker()
    single = dataclasses.replace(experiment, runs=dataclasses.replace(experiment.runs, least=1, most=1))

    def make(job: Job) -> DaskBackend:
        return cluster_backend(str(cluster.file), 1, dataclasses.replace(job, compute="slowly:once"))

    swept(single, tmp_path / "out", make)
    assert (cluster.folder / "mark").exists()  # a process was killed
    assert counts(tmp_path / "out") == {"done": 6}


def chunk(number: int, seeds: range | list[int], patience: float = 60.0) -> Chunk:
    tasks = tuple(Task(seed.to_bytes(16, "big"), 0, seed) for seed in seeds)
    return Chunk(number, (Setup(bytes(16), None, (), ()),), tasks, patience)


def lost(backend: DaskBackend, patience: float) -> tuple[set[int], list[tuple[list[int], str | None]]]:
    """The seeds that came back, of 60 in chunks of five and then one by one, and what became of the others."""
    todo = [chunk(number, range(number * 5, number * 5 + 5), patience) for number in range(12)]
    number, flying, kept = len(todo), 0, set()
    problems = []
    while todo or flying:
        while todo and flying < backend.capacity:
            backend.submit(todo.pop(0))
            flying += 1
        for done in backend.finished(1.0):
            flying -= 1
            seeds = [task.seed for task in done.chunk.tasks]
            if done.results is not None:
                kept.update(seeds)
                continue
            problems.append((seeds, done.problem))
            if len(seeds) > 1:
                todo += [chunk(number + place, [seed], patience) for place, seed in enumerate(seeds)]
                number += len(seeds)
    return kept, problems


@pytest.mark.slow
def test_of_sixty_runs_with_one_crash_fifty_nine_are_kept(cluster: Cluster) -> None:
    cluster.worker()
    cluster.worker()
    job = Job(b"", "ishigami", False, (), 60.0, code(), "slowly:crashing")
    backend = cluster_backend(cluster.address, 1, job)
    try:
        begin = time.monotonic()
        kept, problems = lost(backend, 60.0)
        seconds = time.monotonic() - begin
        left = backend.client.run_on_scheduler
        wait(lambda: left(lambda dask_scheduler: len(dask_scheduler.tasks)) == 0)  # memory does not grow
    finally:
        backend.close(kill=False)
    assert set(range(60)) - kept == {13}
    assert problems[-2:] == [([10, 11, 12, 13, 14], CRASHED), ([13], CRASHED)]
    assert len(problems) <= 3  # the chunk before it, where its end had not been told yet, is computed again
    assert seconds < 20.0


@pytest.mark.slow
def test_a_run_without_end_costs_itself_alone(cluster: Cluster) -> None:
    cluster.worker()
    cluster.worker()
    backend = cluster_backend(cluster.address, 1, Job(b"", "ishigami", False, (), 1.0, code(), "slowly:wickedly"))
    try:
        kept, problems = lost(backend, 2.0)
    finally:
        backend.close(kill=False)
    assert set(range(60)) - kept == {13, 17}
    assert {(*seeds, problem) for seeds, problem in problems if len(seeds) == 1} == {(13, CRASHED), (17, HUNG)}


@pytest.mark.slow
def test_a_run_that_asks_to_end_its_process_costs_itself_alone(cluster: Cluster) -> None:
    cluster.worker()
    backend = cluster_backend(cluster.address, 1, Job(b"", "ishigami", False, (), None, code(), "slowly:quitting"))
    try:
        kept, problems = lost(backend, 60.0)
    finally:
        backend.close(kill=False)
    assert set(range(60)) - kept == {13}
    assert problems[-1] == ([13], CRASHED)


@pytest.mark.slow
def test_a_worker_that_hangs_without_a_nanny_is_ended_and_the_others_go_on(cluster: Cluster) -> None:
    first = cluster.worker("--no-nanny")
    backend = cluster_backend(cluster.address, 1, Job(b"", "ishigami", False, (), None, code(), "slowly:wickedly"))
    try:
        wait(lambda: not backend.finished(0.1) and backend.capacity > 1)
        backend.submit(chunk(1, [17], 1.0))
        backend.submit(chunk(2, [1], 1.0))
        result: list[Done] = []
        wait(lambda: result.extend(backend.finished(0.5)) or result)
        assert [(done.chunk.number, done.problem) for done in result] == [(1, HUNG)]
        wait(lambda: not backend.finished(0.1) and first.poll() is not None)
        cluster.worker("--no-nanny")
        wait(lambda: result.extend(backend.finished(0.5)) or len(result) == 2)
    finally:
        backend.close(kill=True)
    assert [(done.chunk.number, done.problem) for done in result] == [(1, HUNG), (2, None)]


def test_a_worker_with_other_code_is_refused_and_both_are_named(cluster: Cluster, experiment: Experiment) -> None:
    cluster.worker("--no-nanny")
    backend = cluster_backend(cluster.address, 1, dataclasses.replace(job_of(experiment), code="0" * 32))
    try:
        backend.submit(chunk(1, [1]))
        result = []
        wait(lambda: result.extend(backend.finished(0.5)) or result)
    finally:
        backend.close(kill=True)
    assert result[0].results is None
    assert result[0].problem is not None
    assert "0" * 32 in result[0].problem and code() in result[0].problem


@pytest.mark.slow
def test_a_scheduler_that_dies_is_told_and_the_same_command_goes_on(
    experiment: Experiment, serial: str, cluster: Cluster, tmp_path: Path
) -> None:
    cluster.worker("--no-nanny")
    with pytest.raises(CrmsimError, match=r"scheduler is lost.*run the same command again"):
        swept(experiment, tmp_path / "out", slow_on(cluster), kill_after(cluster.scheduler, RUNS // 3))
    assert RUNS // 3 <= counts(tmp_path / "out")["done"] < RUNS
    assert swept(experiment, tmp_path / "out", serially) == serial


@pytest.mark.slow
def test_workers_that_come_late_are_waited_for_and_given_work(
    experiment: Experiment, serial: str, cluster: Cluster, tmp_path: Path
) -> None:
    late = threading.Timer(1.0, cluster.worker, args=["--no-nanny"])

    def make(job: Job) -> DaskBackend:
        backend = cluster_backend(cluster.address, 1, job)
        assert backend.capacity == 1 and not backend.workers
        late.start()
        return backend

    try:
        assert swept(experiment, tmp_path / "out", make) == serial
    finally:
        late.join()


def test_without_workers_the_sweep_is_given_up_in_the_end(
    monkeypatch: pytest.MonkeyPatch, cluster: Cluster, experiment: Experiment
) -> None:
    monkeypatch.setattr("crmsim.runner.dask_backend.NO_WORKERS", 0.0)
    result = cluster_backend(cluster.address, 1, job_of(experiment))
    try:
        result.submit(chunk(1, [1]))
        done = []
        wait(lambda: done.extend(result.finished(0.5)) or done)
    finally:
        result.close(kill=True)
    assert "no worker" in str(done[0].problem)


@pytest.mark.parametrize(
    ("name", "options", "pattern"),
    [
        ("loca", (), "Did you mean 'local'"),
        ("tcp://127.0.0.1:9", (), "no Dask scheduler answers"),
        ("local", ("cores=2",), "goes with --cluster slurm only"),
        ("slurm", ("cores",), "not of the form key=value"),
        ("slurm", ("core=2",), "Did you mean 'cores'"),
    ],
)
def test_what_is_no_cluster_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str, options: tuple[str, ...], pattern: str
) -> None:
    monkeypatch.setattr("crmsim.runner.cluster.SECONDS", 1.0)
    with pytest.raises(CrmsimError, match=pattern):
        cluster_backend(name, 1, Job(b"", "ishigami", False, (), 1.0, code()), options)


def test_without_the_extra_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CrmsimError, match=r"pip install 'crmsim\[cluster\]'"):
        cluster_backend("local", 1, Job(b"", "ishigami", False, (), 1.0, code()))


def certified(folder: Path) -> tuple[str, ...]:
    """A certificate and its key in files, as options of Dask's commands."""
    folder.mkdir()
    made = Security.temporary().get_tls_config_for_role("client")
    for name in ("cert", "key"):
        (folder / f"{name}.pem").write_text(str(made[name]), encoding="ascii")
        (folder / f"{name}.pem").chmod(0o600)
    return (
        *("--tls-ca-file", str(folder / "cert.pem")),
        *("--tls-cert", str(folder / "cert.pem"), "--tls-key", str(folder / "key.pem")),
    )


def named(options: tuple[str, ...]) -> dict[str, str]:
    """The same as Dask's configuration, which the environment can hold too."""
    return {
        "distributed.comm.tls.ca-file": options[1],
        "distributed.comm.tls.client.cert": options[3],
        "distributed.comm.tls.client.key": options[5],
    }


def test_a_sweep_runs_over_tls_and_whoever_lacks_the_certificate_is_refused(
    experiment: Experiment, serial: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = certified(tmp_path / "ours")
    made = Cluster(tmp_path, (*options, "--protocol", "tls"))
    try:
        made.begin()
        assert made.address.startswith("tls://")
        made.worker("--no-nanny")
        with dask.config.set(named(options)):
            assert swept(experiment, tmp_path / "out", lambda job: cluster_backend(made.address, 1, job)) == serial
        monkeypatch.setattr("crmsim.runner.cluster.SECONDS", 3.0)
        job = Job(b"", "ishigami", False, (), 1.0, code())
        with pytest.raises(CrmsimError, match="asks for a certificate.*DASK_DISTRIBUTED__COMM__TLS__CA_FILE"):
            cluster_backend(made.address, 1, job)
        with pytest.raises(CrmsimError, match="asks for a certificate"):
            cluster_backend(str(made.file), 1, job)
        nowhere = named(tuple(one.replace("ours", "nowhere") for one in options))
        with dask.config.set(nowhere), pytest.raises(CrmsimError, match="cannot be read: .*No such file"):
            cluster_backend(made.address, 1, job)
        with pytest.raises(CrmsimError, match="no Dask scheduler answers"):
            cluster_backend(made.address.replace("tls://", "tcp://"), 1, job)
        theirs = named(certified(tmp_path / "theirs"))
        with dask.config.set(theirs), pytest.raises(CrmsimError, match="no Dask scheduler answers"):
            cluster_backend(made.address, 1, job)
    finally:
        made.end()


def test_what_is_started_for_a_sweep_is_open_to_nobody_else(
    experiment: Experiment, serial: str, tmp_path: Path
) -> None:
    tried: list[str] = []

    def make(job: Job) -> Backend:
        backend = backend_of("local", 1, job)
        assert isinstance(backend, DaskBackend)
        address = str(backend.client.scheduler.address)
        assert address.startswith("tls://127.0.0.1:")
        for other, security in ((address, Security.temporary()), (address.replace("tls://", "tcp://"), None)):
            with pytest.raises(OSError):
                distributed.Client(other, security=security, timeout=3, set_as_default=False)
            tried.append(other)
        return backend

    assert swept(experiment, tmp_path / "out", make) == serial
    assert len(tried) == 2


def test_options_reach_slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pytest.importorskip("dask_jobqueue", reason="SLURM through Dask needs dask-jobqueue")
    options = parsed(["queue=long", "cores=8", "memory=16GB", "walltime=02:00:00", "jobs=3"])
    assert options == {"queue": "long", "cores": 8, "memory": "16GB", "walltime": "02:00:00", "jobs": 3}
    made = slurm_cluster(options)
    try:
        script = made.job_script()
        assert made.scheduler_address.startswith("tls://")
        (key,) = re.findall(r"--tls-key (\S+)", script)
        assert stat.S_IMODE(Path(key).stat().st_mode) == 0o600
    finally:
        made.close()
    for wanted in ("#SBATCH -p long", "--cpus-per-task=8", "-t 02:00:00", "--nworkers 8", "--nthreads 1"):
        assert wanted in script


SBATCH = """\
#!/bin/sh
[ "$1" = --test-only ] && exit 0
cp "$1" "{folder}/job.sh"
setsid sh "{folder}/job.sh" > "{folder}/log" 2>&1 < /dev/null &
echo $! > "{folder}/pid"
echo "Submitted batch job 4711"
"""
SCANCEL = """\
#!/bin/sh
kill -9 -- "-$(cat "{folder}/pid")"
"""
REFUSING = """\
#!/bin/sh
echo "sbatch: error: invalid partition specified: nope" >&2
exit 1
"""


def pretended(folder: Path, monkeypatch: pytest.MonkeyPatch, commands: dict[str, str]) -> None:
    """Put commands of a SLURM that runs its jobs at once on the path."""
    pytest.importorskip("dask_jobqueue", reason="SLURM through Dask needs dask-jobqueue")
    for name, text in commands.items():
        (folder / name).write_text(text.format(folder=folder), encoding="utf-8")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("setsid") is None, reason="the pretended SLURM needs setsid")
def test_workers_that_slurm_starts_leave_the_same_table(
    experiment: Experiment, serial: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretended(tmp_path, monkeypatch, {"sbatch": SBATCH, "scancel": SCANCEL})
    options = ("cores=2", "memory=4GB", "interface=lo", f"local_directory={tmp_path}", f"log_directory={tmp_path}")
    try:
        made = swept(experiment, tmp_path / "out", lambda job: cluster_backend("slurm", 1, job, options))
    finally:
        if (tmp_path / "pid").exists():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(int((tmp_path / "pid").read_text(encoding="ascii")), signal.SIGKILL)
    assert made == serial
    assert (tmp_path / "job.sh").exists()


def test_what_slurm_says_against_a_job_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = Job(b"", "ishigami", False, (), 1.0, code())
    with pytest.raises(CrmsimError, match="not a number of jobs"):
        cluster_backend("slurm", 1, job, ["jobs=many"])
    pretended(tmp_path, monkeypatch, {"sbatch": REFUSING})
    with pytest.raises(CrmsimError, match="invalid partition specified: nope"):
        cluster_backend("slurm", 1, job, ["queue=nope"])
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(CrmsimError, match="sbatch is not there"):
        cluster_backend("slurm", 1, job)


class Nobody:
    """A client of a scheduler that has no workers."""

    status = "running"

    def subscribe_topic(self, *given: object) -> None:
        pass

    def nthreads(self) -> dict[str, int]:
        return {}


def test_workers_are_waited_for_as_long_as_some_may_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmsim.runner.dask_backend.NO_WORKERS", 0.0)
    monkeypatch.setattr("crmsim.runner.dask_backend.LOOK", 0.0)
    asked: list[str | None] = []

    def why_none() -> str | None:
        asked.append(None if len(asked) < 2 else "they are over")
        return asked[-1]

    backend = DaskBackend(Nobody(), Job(b"", "ishigami", False, (), 1.0, code()), why_none=why_none)
    backend.submit(Chunk(1, (), (), 1.0))
    over: list[Done] = []
    while not over:
        over += backend.finished(0.01)
    assert [done.problem for done in over] == ["they are over"] and asked[:3] == [None, None, "they are over"]
    with pytest.raises(CrmsimError, match="no worker has been connected"):
        DaskBackend(Nobody(), backend.job).finished(0.01)


SQUEUE = """\
#!/bin/sh
case "$*" in
*--jobs=7,8) echo 8 ;;
*--jobs=9) echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1 ;;
*--jobs=10) echo "slurm_load_jobs error: Unable to contact slurm controller" >&2; exit 1 ;;
esac
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SLURM has no Windows")
@pytest.mark.parametrize(
    ("jobs", "none"), [((7, 8), False), ((7,), True), ((9,), True), ((10,), False), ((None,), True), ((), True)]
)  # as squeue of 22.05 answers of jobs that are there, that were, that are forgotten, and when it cannot tell
def test_a_sweep_whose_jobs_are_over_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: tuple[int | None, ...], none: bool
) -> None:
    pretended(tmp_path, monkeypatch, {"squeue": SQUEUE})
    cluster = SimpleNamespace(workers={number: SimpleNamespace(job_id=job) for number, job in enumerate(jobs)})
    why = _none_queued(cluster)
    assert (why is not None and "ran out of time" in why) is none
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert (_none_queued(cluster) is None) is any(jobs)
