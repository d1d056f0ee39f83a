"""Workers on other machines: which there are by name, and how to get them.

``tcp://host:port`` or the path of a scheduler file for a Dask scheduler that runs already, ``local`` for a Dask
cluster of processes on this machine, ``slurm`` for one whose workers are jobs of SLURM.

Whoever can talk to a scheduler can have its workers run any program, as the user who started them; a port is open to
everybody on the machine, or on the network. So what is started here talks by TLS, with a certificate made for this one
sweep; a scheduler of somebody else does as its owner says (``docs/cluster.md``).
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import json
import shlex
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError, nearest
from crmsim.files import parse_toml
from crmsim.runner.backend import Job
from crmsim.runner.dask_backend import AGAIN, DaskBackend
from crmsim.runner.local import refuse_daemon
from crmsim.words import message

LOCAL, SLURM = "local", "slurm"
SCHEMES = ("tcp://", "tls://", "ucx://", "ws://", "wss://", "inproc://")
ENCRYPTED = ("tls://", "wss://")
EXTRA = "crmsim[cluster]"
SECONDS = 15.0  # for a scheduler to answer
SUBMITTING = 60.0  # for SLURM to say whether it takes a job
KEY, OPTION = "--cluster", "--cluster-option"
TLS = "DASK_DISTRIBUTED__COMM__TLS__"
CERTIFICATE = (f"{TLS}CA_FILE", f"{TLS}CLIENT__CERT", f"{TLS}CLIENT__KEY")
OURS = {"jobs": "jobs of SLURM to ask for, each with `processes` workers (by default one a core)"}
# What Dask's workers do beside their work takes a few hundredths of a core, and nobody here looks at it.
QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.scheduler.work-stealing": False,
    "distributed.scheduler.active-memory-manager.start": False,
}


def cluster_backend(name: str, jobs: int, job: Job, options: Sequence[str] = ()) -> DaskBackend:
    """The workers of a name.

    Parameters
    ----------
    name:
        As typed after ``--cluster``.
    jobs:
        Worker processes, for "local"; jobs of SLURM, where the options do not say.
    options:
        As typed after ``--cluster-option``: ``key=value``, for "slurm" only.

    Raises
    ------
    CrmsimError
        Where the extra is not installed, nothing answers, or a name or option is none.
    """
    given = refuse_options(name, options)
    distributed = _imported("distributed")
    if name == LOCAL:
        return _local(distributed, max(jobs, 1), job)
    if name == SLURM:
        return _slurm(distributed, given, max(jobs, 1), job)
    if name.startswith(SCHEMES):
        return DaskBackend(_connected(distributed, name, address=name), job)
    if Path(name).is_file():
        return DaskBackend(_connected(distributed, name, scheduler_file=name), job)
    raise CrmsimError(
        message("is neither an address nor a scheduler file"),
        key=KEY,
        value=name,
        expected=message(
            "tcp://host:port of a Dask scheduler, the file it wrote, {local} or {slurm}", local=LOCAL, slurm=SLURM
        ),
        nearest=nearest(name, (LOCAL, SLURM)),
    )


def refuse_options(name: str, options: Sequence[str]) -> dict[str, Any]:
    """The options of a name, which goes without any unless it is SLURM.

    Raises
    ------
    CrmsimError
        For what is none.
    """
    given = parsed(options)
    if name != SLURM and given:
        raise CrmsimError(
            message("goes with {key} {slurm} only", key=KEY, slurm=SLURM), key=OPTION, value=next(iter(given))
        )
    return given


def parsed(options: Sequence[str]) -> dict[str, Any]:
    """``["cores=8", "walltime=02:00:00"]`` as values: TOML where it is some, else the text itself."""
    result: dict[str, Any] = {}
    for option in options:
        key, equals, text = option.partition("=")
        if not key.strip() or not equals:
            raise CrmsimError(
                message("not of the form key=value"),
                key=OPTION,
                value=option,
                expected=message("cores=8, queue=normal"),
            )
        result[key.strip()] = _value(text.strip())
    return result


def _value(text: str) -> Any:
    with contextlib.suppress(ValueError):
        value = parse_toml(f"x = {text}")["x"]
        if isinstance(value, bool | int | float | str | list):
            return value
    return text  # a time as 02:00:00, which TOML takes for one of the day; a queue's name


def _imported(module: str) -> Any:
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise CrmsimError(
            message("sweeps on a cluster need {package}, which is not installed", package=error.name or module),
            key=KEY,
            expected=message(
                "pip install '{extra}', or plain SLURM by --slurm-script, which needs nothing more", extra=EXTRA
            ),
        ) from None


def _connected(distributed: Any, name: str, **where: Any) -> Any:
    """A client of a running scheduler."""
    import dask.config

    _certified(distributed, name)
    try:
        with dask.config.set({"distributed.comm.timeouts.connect": f"{SECONDS:.0f}s"}):
            return distributed.Client(**where, timeout=SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError, TypeError, KeyError) as error:
        raise CrmsimError(
            message("no Dask scheduler answers ({name})", name=type(error).__name__), key=KEY, value=name,
            expected=message(
                "the address that `dask scheduler` printed, and a certificate that it knows where that begins with "
                "tls://; {again}", again=AGAIN,
            ),
        ) from None  # fmt: skip


def _certified(distributed: Any, name: str) -> None:
    """Refuse a scheduler that asks for a certificate where none is named: Dask tells it half a minute late, if at all.

    Raises
    ------
    CrmsimError
        For that, and for a certificate that cannot be read.
    """
    import dask.config

    address = name
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):  # what is wrong with a file is told by Dask
        address = str(json.loads(Path(name).read_text(encoding="utf-8"))["address"])
    if not address.startswith(ENCRYPTED) or dask.config.get("distributed.client.security-loader", None):
        return
    expected = message("{variables}, as docs/cluster.md shows", variables=", ".join(CERTIFICATE))
    try:
        known = distributed.Security().get_connection_args("client").get("ssl_context")
    except OSError as error:
        raise CrmsimError(
            message("the certificate that Dask's configuration names cannot be read: {error}", error=error),
            key=KEY, value=name, expected=expected,
        ) from None  # fmt: skip
    if known is None:
        raise CrmsimError(
            message("the scheduler asks for a certificate, and Dask's configuration here names none"),
            key=KEY, value=name, expected=expected,
        )  # fmt: skip


def _local(distributed: Any, workers: int, job: Job) -> DaskBackend:
    """Dask's workers as processes of this machine."""
    import dask.config

    with dask.config.set(QUIET):
        refuse_daemon()
        cluster = distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            security=_security(distributed),
            dashboard_address="127.0.0.1:0",
            silence_logs=50,
        )
        client = _client(distributed, cluster)
    return DaskBackend(client, job, cluster)


def _slurm(distributed: Any, options: Mapping[str, Any], jobs: int, job: Job) -> DaskBackend:
    """Workers that SLURM starts as its jobs, when their turn in the queue comes."""
    wanted = options.get("jobs", jobs)
    if isinstance(wanted, bool) or not isinstance(wanted, int) or wanted < 1:
        raise CrmsimError(
            message("not a number of jobs"), key=OPTION, value=f"jobs={wanted}", expected=message("1 or more")
        )
    cluster = slurm_cluster(options)
    try:
        _refused(cluster)
    except BaseException:
        cluster.close()
        raise
    cluster.scale(jobs=wanted)
    return DaskBackend(_client(distributed, cluster), job, cluster, functools.partial(_none_queued, cluster))


def _none_queued(cluster: Any) -> str | None:
    """Why no worker will come, or None where one of the jobs is still in the queue or SLURM does not answer.

    dask-jobqueue asks for jobs once, and does not notice that they are over.
    """
    asked = ",".join(str(job.job_id) for job in cluster.workers.values() if job.job_id)
    if asked:
        command = ["squeue", "--noheader", "--format=%i", f"--jobs={asked}"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SUBMITTING)
        except (OSError, subprocess.TimeoutExpired):
            return None
        if done.stdout.strip() or (done.returncode and "Invalid job id" not in done.stderr):
            return None
    return message(
        "SLURM has none of this sweep's jobs in its queue any more: they ended, were cancelled or ran out of time; the "
        "same command again goes on"
    )


def _refused(cluster: Any) -> None:
    """Ask SLURM whether it would take such a job, because dask-jobqueue only logs what it says against it."""
    command = str(cluster.job_cls.submit_command)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "job.sh"
        script.write_text(cluster.job_script(), encoding="utf-8")
        try:
            asked = [*shlex.split(command), "--test-only", str(script)]
            done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=SUBMITTING)
        except FileNotFoundError:
            raise CrmsimError(
                message("SLURM's {command} is not there", command=command),
                key=KEY,
                value=SLURM,
                expected=message("a node from which jobs are submitted"),
            ) from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CrmsimError(
                message("SLURM does not answer ({name})", name=type(error).__name__), key=KEY, value=SLURM
            ) from None
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or [f"{command} gave no reason"]
        raise CrmsimError(message("SLURM refuses such a job: {said}", said=said[-1]), key=OPTION)


def slurm_cluster(options: Mapping[str, Any]) -> Any:
    """dask-jobqueue's cluster of these options, which has not asked for a job yet.

    Raises
    ------
    CrmsimError
        For options that it does not know, or a value that it refuses.
    """
    jobqueue = _imported("dask_jobqueue")
    known = sorted({*_arguments(jobqueue.SLURMCluster), *OURS})
    for key in options:
        if key not in known:
            raise CrmsimError(
                message("SLURM knows no such option"), key=OPTION, value=key, expected=", ".join(known),
                nearest=nearest(key, known),
            )  # fmt: skip
    chosen = {"cores": 1, "memory": "2GB", **{key: value for key, value in options.items() if key not in OURS}}
    chosen.setdefault("processes", chosen["cores"])
    chosen.setdefault("scheduler_options", {"dashboard_address": ":0"})
    if not chosen.setdefault("security", True):
        del chosen["security"]
    elif chosen["security"] is True:
        chosen["security"] = _security(_imported("distributed"))
        chosen.setdefault("shared_temp_directory", str(Path.cwd()))  # for the certificate, which workers read
    try:
        return jobqueue.SLURMCluster(**chosen)
    except (TypeError, ValueError) as error:
        raise CrmsimError(str(error), key=OPTION, value=" ".join(f"{k}={v}" for k, v in options.items())) from None


def _arguments(kind: Any) -> Iterator[str]:
    """Names that a cluster of dask-jobqueue and its jobs take."""
    for owner in (*kind.__mro__, *kind.job_cls.__mro__):
        with contextlib.suppress(TypeError, ValueError):
            for name, argument in inspect.signature(owner.__init__).parameters.items():
                if name != "self" and argument.kind in (argument.POSITIONAL_OR_KEYWORD, argument.KEYWORD_ONLY):
                    yield name


def _security(distributed: Any) -> Any:
    """A certificate and its key for one sweep, in memory: who does not have them is turned away."""
    _imported("cryptography")
    return distributed.Security.temporary()


def _client(distributed: Any, cluster: Any) -> Any:
    return distributed.Client(cluster, set_as_default=False)
