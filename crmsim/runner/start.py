"""A sweep from beginning to end: folder, lock, journal, workers, table."""

from __future__ import annotations

import contextlib
import functools
import os
import pickle
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.experiment import Experiment, Replication, read, resolver_of
from crmsim.experiment.catalogue import locate
from crmsim.experiment.experiment import ADAPTIVE
from crmsim.experiment.runs import Runs
from crmsim.results.folder import Folder, read_marker
from crmsim.runner.account import Account, Driven, Progress
from crmsim.runner.backend import Backend, Job
from crmsim.runner.background import interruptible
from crmsim.runner.choose import backend_of, refuse
from crmsim.runner.drive import Driver
from crmsim.runner.known import Known
from crmsim.runner.precision import first_round
from crmsim.runner.rules import NamedRule, sources_of, with_rules
from crmsim.runner.searching import Searching
from crmsim.runner.warm import is_warm, warm_up
from crmsim.runner.worker import code
from crmsim.scenario.work import cores
from crmsim.simulation import announce_compilation
from crmsim.simulation.watching import OF_PEOPLE_ALONE
from crmsim.store.acts import Acts
from crmsim.store.journal import JOURNAL, SOURCE, Journal
from crmsim.store.lock import locked
from crmsim.store.part import Part, collect, locked_part
from crmsim.store.place import (
    CHOSEN,
    WRITTEN,
    changed_inputs,
    claim,
    describe_parts,
    folder_of,
    marked,
    origin_of,
    prepare,
    relative_source,
)
from crmsim.store.table import write
from crmsim.words import message

Say = Callable[[str], object]
Make = Callable[[Job], Backend]


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during a sweep; all runs finished by then are recorded."""

    def __init__(self, folder: Path, recorded: int | None = None) -> None:
        super().__init__(f"interrupted; what is finished is recorded in {folder}")
        self.folder = folder
        self.recorded = recorded


def start(
    experiment: Experiment | str | os.PathLike[str],
    jobs: int | None = None,
    out: str | os.PathLike[str] | None = None,
    cluster: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    announce: Say | None = None,
    retry_failed: bool = False,
    make: Make | None = None,
    options: Sequence[str] = (),
    once_read: Callable[[Experiment], object] | None = None,
    run_rules: bool = False,
    known: Sequence[str | os.PathLike[str]] = (),
    backend: str | None = None,
) -> Account:
    """Run an experiment, or what is left of it, and write its table.

    Parameters
    ----------
    experiment:
        A shipped name, the path of a file, or an experiment that was read.
    jobs:
        Worker processes, one a core unless given; 0 computes in this very process. Changes no result.
    out:
        The folder; ``outputs/<experiment>`` unless given. The same folder again goes on where it was.
    cluster:
        Where workers are, if not on this machine.
    progress:
        Called with a :class:`crmsim.runner.account.Progress` a few times a second.
    announce:
        Called with a sentence before something that takes long.
    retry_failed:
        Compute runs again that failed, hung or crashed before, and those whose record is not what was written.
    make:
        Makes the backend from a job, instead of ``jobs`` and ``cluster``.
    options:
        ``key=value`` for the cluster, as after ``--cluster-option``.
    once_read:
        Called with the experiment once it is read, before anything is run.
    run_rules:
        Whether own rules that the experiment names may be imported and run.
    known:
        Folders of other sweeps, from which runs are taken that are the same.
    backend:
        "cuda" computes on the graphics card of this machine. Changes no result.

    Raises
    ------
    CrmsimError
        For an experiment or folder that cannot be used, a full disk, or workers that cannot go on. What was recorded
        is kept.
    Interrupted
        On Ctrl-C.
    """
    began = time.monotonic()
    asked, rules = _read(experiment, run_rules)
    source = Path.cwd() if isinstance(experiment, Experiment) else locate(experiment)[1].resolve().parent
    path = folder_of(asked, None if out is None else os.fspath(out))
    job = job_of(asked, rules)
    if make is None:  # before anything is written
        refuse(cluster, cores() if jobs is None else jobs, job, options, backend)
    if once_read is not None:
        once_read(asked)
    with locked(path), interruption(path):
        origin = origin_of(asked, code())
        before = read_marker(path)
        folder = prepare(path, asked, origin)
        _tell_changed(changed_inputs(before, origin), announce)
        runs = Runs(asked, code())
        runs.sources.add(sources_of(rules))
        with Journal(path / JOURNAL) as journal, contextlib.ExitStack() as stack:
            others = [stack.enter_context(Journal(Path(other) / JOURNAL, readonly=True)) for other in known]
            journal.write_note(SOURCE, relative_source(source, path))
            collect(path, journal, retry_failed)
            acts = Acts(path, asked.keep, journal)
            _tell_known(Known(runs, journal, others, acts), announce)
            if cluster is None:
                compile_first(job, announce)
            options_of: dict[str, Any] = {
                "progress": progress, "retry_failed": retry_failed, "known": others, "acts": acts
            }  # fmt: skip
            made = make or maker(jobs, cluster, options, backend, announce)
            driving = functools.partial(driven_by, job=job, make=made)
            if asked.design.kind in ADAPTIVE:
                driven, runs = searched(asked, journal, folder, rules, driving, options_of)
            else:
                driven = driving(functools.partial(Driver, runs, journal, **options_of))
            missing = write(path, runs, driven.planned, journal, origin)
            account = Account(
                path, int(driven.planned.sum()), runs.size, driven.computed, missing.counts, tuple(missing.examples),
                driven.rounds, driven.reached, driven.spent, time.monotonic() - began,
            )  # fmt: skip
            kept = acts.written()
        runs.sources.check(thoroughly=True)
        _finish(folder, marked(path, asked, origin), account, kept)
    return account


def searched(
    asked: Experiment, journal: Journal, folder: Folder, rules: Sequence[NamedRule],
    driving: Callable[..., Driven], options: Mapping[str, Any],
) -> tuple[Driven, Runs]:  # fmt: skip
    """A design whose settings follow from what came out before: what it came to, and the runs it has in the end.

    The settings are kept in the folder after each generation, so that what is finished can be told.
    """
    factors = [factor.name for factor in (asked.levers if asked.design.kind == "search" else asked.factors)]
    search = Searching(
        asked, code(), journal,
        prepare=lambda runs: runs.sources.add(sources_of(rules)),
        keep=lambda looked_at: folder.write_text(CHOSEN, looked_at.text(factors)),
        **options,
    )  # fmt: skip
    driven = driving(search)
    assert search.runs is not None
    return driven, search.runs


def start_part(
    experiment: Experiment | str | os.PathLike[str],
    part: Part,
    jobs: int | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: Callable[[Progress], None] | None = None,
    announce: Say | None = None,
    retry_failed: bool = False,
    make: Make | None = None,
    run_rules: bool = False,
    backend: str | None = None,
) -> Driven:
    """Compute the runs of a part, and record them in its journal; the table is written when the parts are collected.

    Where runs go on until a precision is reached, each setting's first runs only: how many more it needs can be told
    from all parts together, and is by the command that collects them.

    Parameters
    ----------
    part:
        Which of how many.
    experiment, jobs, out, progress, announce, retry_failed, make, run_rules, backend:
        As in :func:`start`; ``out`` is the folder of the whole sweep.

    Raises
    ------
    CrmsimError, Interrupted
        As there, and where the part is being computed already.
    """
    asked, rules = _read(experiment, run_rules)
    refuse_adaptive(asked)
    least = first_round(asked.runs)
    runs = Runs(replace(asked, runs=Replication(least, least)), code())
    runs.sources.add(sources_of(rules))
    whole = folder_of(asked, None if out is None else os.fspath(out))
    job = job_of(asked, rules)
    if make is None:
        refuse(None, cores() if jobs is None else jobs, job, (), backend)
    claim(whole, asked, origin_of(asked, code()))
    describe_parts(whole, asked)
    path = part.journal(whole)
    source = Path.cwd() if isinstance(experiment, Experiment) else locate(experiment)[1].resolve().parent
    with locked_part(path), Journal(path) as journal:
        journal.write_note(SOURCE, relative_source(source, whole))
        compile_first(job, announce)
        driver = functools.partial(
            Driver, runs, journal, progress=progress, retry_failed=retry_failed, part=part,
            acts=Acts(whole, asked.keep, journal),
        )  # fmt: skip
        try:
            return driven_by(driver, job, make or maker(jobs, None, (), backend, announce))
        except KeyboardInterrupt:
            raise Interrupted(path.parent, sum(journal.counts().values())) from None


def refuse_adaptive(experiment: Experiment) -> None:
    """Refuse to cut a design into parts whose settings follow from what came out before.

    Raises
    ------
    CrmsimError
        Naming its kind.
    """
    if experiment.design.kind in ADAPTIVE:
        raise CrmsimError(
            message("its settings follow from what came out before, so that it cannot be computed in parts"),
            file=experiment.shown, key="design.kind", value=experiment.design.kind,
            expected=message("crmsim sweep without --part and --slurm-script; --cluster takes it to many machines"),
        )  # fmt: skip


def _read(experiment: Experiment | str | os.PathLike[str], run_rules: bool) -> tuple[Experiment, tuple[NamedRule, ...]]:
    """The experiment asked for, with its own rules imported where that is allowed."""
    asked = experiment if isinstance(experiment, Experiment) else read(experiment)
    return with_rules(asked, Path.cwd(), run_rules)


@contextlib.contextmanager
def interruption(folder: Path) -> Iterator[None]:
    """Turn Ctrl-C into :class:`Interrupted`, which names the folder."""
    try:
        yield
    except Interrupted:
        raise
    except KeyboardInterrupt:
        raise Interrupted(folder) from None


def job_of(experiment: Experiment, rules: tuple[NamedRule, ...] = ()) -> Job:
    """What workers are told of an experiment."""
    return Job(
        pickle.dumps(resolver_of(experiment)),
        experiment.function,
        experiment.money,
        experiment.weekly,
        experiment.limit,
        code(),
        by_group=experiment.grouped,
        branch_week=experiment.branch_week,
        rules=rules,
        own=experiment.own_names,
        measures=experiment.measures,
        keep=experiment.keep,
    )


def compile_first(job: Job, announce: Say | None) -> None:
    """Compile the engine in this process, so that workers find it compiled; nothing where it is or none is needed."""
    if job.function is not None:
        return
    if announce is not None:
        announce_compilation(announce)
    if is_warm():
        return
    interruptible(lambda _: warm_up())


def maker(
    jobs: int | None,
    cluster: str | None,
    options: Sequence[str] = (),
    backend: str | None = None,
    announce: Say | None = None,
) -> Make:
    """Makes workers of a job, one a core unless ``jobs`` says otherwise."""
    return lambda job: backend_of(cluster, cores() if jobs is None else jobs, job, options, backend, announce)


def driven_by(driver: Callable[..., Driver | Searching], job: Job, make: Make) -> Driven:
    """The runs computed; workers are ended whatever happens."""
    backend = make(job)
    driving: Driver | Searching | None = None
    whole = False
    try:
        driving = driver(backend=backend)
        driven = driving.run()
        whole = True
    finally:
        left = backend.close(kill=not whole)
        if left and driving is not None:
            with contextlib.suppress(CrmsimError):  # what ended the sweep is told, and nothing beside it
                driving.record(left)
    return driven


def _finish(folder: Folder, origin: dict[str, object], account: Account, kept: Mapping[str, str]) -> None:
    """Mark the folder finished, with what the table holds; the journal is closed by now, and stands in its file.

    What is kept of single people is listed as it was written: a file of a run of an earlier design, which nobody looked
    at now, may have been altered since, and then is not vouched for.
    """
    table = {"runs": account.runs, "settings": account.settings, "missing": account.missing}
    table["budget_spent"] = account.spent
    names = [name for name in WRITTEN if name != JOURNAL or not (folder.path / f"{JOURNAL}-wal").exists()]
    names = [name for name in names if name not in OF_PEOPLE_ALONE]
    folder.finish({**origin, "table": table}, names, kept)


def _tell_known(known: Known, announce: Say | None) -> None:
    """Say how many runs are taken from what is stored, and how many are made again and why, where there are any."""
    if announce is None or not (known.whole or known.partly):
        return
    seen = known.foreseen()
    if seen.taken or seen.again:
        announce(seen.text())


def _tell_changed(names: Sequence[str], announce: Say | None) -> None:
    """Say which files were edited since what stands in the folder was made."""
    if names and announce is not None:
        announce(
            message(
                "Changed since this folder was last swept to: {names}. Runs that rest on the change are made anew; the "
                "earlier table is kept in earlier/.",
                names=", ".join(names),
            )
        )
