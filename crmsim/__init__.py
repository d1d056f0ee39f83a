"""crmsim: how people in an organisation take up a CRM system and share what they know.

>>> import crmsim
>>> result = crmsim.run("baseline", seed=1, weeks=52)  # doctest: +SKIP
>>> comparison = crmsim.compare("baseline", what_if=["project.leader_style=taker"])  # doctest: +SKIP
>>> results = crmsim.sweep("said_and_done", jobs=4)  # doctest: +SKIP

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import crmsim.numerics.begun  # noqa: F401 # notes the time before any rule is read
from crmsim.errors import CrmsimError

if TYPE_CHECKING:
    import os
    import threading

    from crmsim.agents.model import CRMModel
    from crmsim.experiment import Experiment
    from crmsim.report.drawn import DrawnComparison as Comparison
    from crmsim.report.drawn import DrawnRun as RunResult
    from crmsim.report.sweep_drawn import DrawnSweep as Sweep
    from crmsim.runner.account import Progress
    from crmsim.scenario import Scenario, Setting
    from crmsim.simulation.hooks import Hook, hook

    __version__: str

__all__ = [
    "CRMModel",
    "Comparison",
    "CrmsimError",
    "RunResult",
    "Scenario",
    "Sweep",
    "__version__",
    "compare",
    "hook",
    "load",
    "load_scenario",
    "run",
    "sweep",
]

LAZY = {
    "CRMModel": ("crmsim.agents.model", "CRMModel"),
    "Comparison": ("crmsim.report.drawn", "DrawnComparison"),
    "RunResult": ("crmsim.report.drawn", "DrawnRun"),
    "Scenario": ("crmsim.scenario", "Scenario"),
    "Sweep": ("crmsim.report.sweep_drawn", "DrawnSweep"),
    "hook": ("crmsim.simulation.hooks", "hook"),
}


def load_scenario(
    scenario: str | Path | Scenario = "baseline",
    settings: Sequence[str | Setting] | Mapping[str, Any] = (),
    weeks: int | None = None,
) -> Scenario:
    """A scenario, resolved and checked.

    Parameters
    ----------
    scenario:
        A shipped name, the path of a TOML file, or a scenario to be changed.
    settings:
        ``{"people.takers": 0.3}`` or ``["people.takers=0.3"]``.
    weeks:
        Length of the run, instead of what the scenario says.

    Raises
    ------
    CrmsimError
        Naming file, line, key, value, what was expected and the nearest valid choice.
    """
    from crmsim.scenario import load

    return load(scenario, settings, weeks, "settings")


def run(
    scenario: str | Path | Scenario = "baseline",
    seed: int = 0,
    settings: Sequence[str | Setting] | Mapping[str, Any] = (),
    weeks: int | None = None,
    progress: Callable[[int], None] | None = None,
    stop: threading.Event | None = None,
    hooks: Hook | Iterable[Hook] = (),
) -> RunResult:
    """Run a scenario once.

    Parameters
    ----------
    scenario, settings, weeks:
        As for :func:`load_scenario`.
    seed:
        Where the run's random numbers start, 0 or above; the same seed gives the same run.
    progress:
        Called with the weeks done.
    stop:
        Set it from another thread to stop soon; ``crmsim.simulation.Stopped`` is raised then.
    hooks:
        Own rules, made by :func:`crmsim.hook`: called every week at their point, and named in the provenance.

    Returns
    -------
    A result with ``frame()`` (tidy weeks), ``summary``, ``text()``, ``plot(ax=None)``, ``save(folder)`` and
    ``branch(week, settings)``, which continues it under alternatives from that week on. Of people
    from files it holds numbers of five or more together and no person, but its ``scenario`` knows where the files lie
    and ``together`` what small departments are called: pass on what ``save`` writes, not a pickle.

    Raises
    ------
    CrmsimError
        For a scenario, seed or size that cannot be run.
    """
    from crmsim.scenario.work import check_seed, refuse_absurd
    from crmsim.simulation import announce_compilation, simulate

    loaded = load_scenario(scenario, settings, weeks)
    seed = check_seed(seed)
    refuse_absurd([loaded], 1, 1)
    announce_compilation(_say)
    from crmsim.report.drawn import drawn
    from crmsim.simulation.hooks import check_hooks

    rules = check_hooks(hooks)
    return drawn(simulate(loaded, seed, stop=stop, progress=progress, hooks=rules), rules)


def compare(
    scenarios: Sequence[str | Path | Scenario] | str | Path | Scenario,
    runs: int = 100,
    seed: int = 0,
    jobs: int | None = None,
    settings: Sequence[str | Setting] | Mapping[str, Any] = (),
    what_if: Sequence[Any] | Mapping[str, Any] | str = (),
    weeks: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: threading.Event | None = None,
    precision: Mapping[str, float] | None = None,
    most: int | None = None,
    cluster: str | None = None,
    options: Sequence[str] = (),
    from_week: int | None = None,
    rules: Sequence[str] = (),
    matters: Mapping[str, Any] | None = None,
) -> Comparison:
    """Run every scenario with the same seeds and compare the first with each of the others.

    Parameters
    ----------
    scenarios:
        Names of shipped scenarios, paths or loaded scenarios; the first is the reference.
    runs:
        Runs of each, at least 2. Run r of every scenario has seed ``seed + r``.
    seed:
        Of the first run; 0 is a seed.
    jobs:
        Threads, one a core unless given; workers, where there is a cluster. The answer does not depend on it.
    settings:
        Changes that hold for every scenario: ``["people.takers=0.3"]`` or ``{"people.takers": 0.3}``.
    what_if:
        Alternatives to the first scenario, each "key=value[,key=value]" or a mapping.
    weeks:
        Length of every run, instead of what the scenarios say.
    progress:
        Called with runs done and runs in all, from the calling thread.
    stop:
        Set it from elsewhere to stop within a second; the pairs finished by then are returned, marked ``partial``.
    precision, most:
        ``{"routine_share": 0.01}``: go on beyond ``runs``, up to ``most`` runs of each (ten times ``runs`` unless
        given), until the 95 % interval of every difference in these outcomes has at most this half-width.
    cluster, options:
        Where workers are, if not in this process: as after ``--cluster`` and ``--cluster-option``.
    from_week:
        The week from which the alternatives act, in the middle of a project; from the start without it. Until then
        their runs are those of the scenario, and are computed once.
    rules:
        Own rules of all scenarios by name, ``module:function``; a what-if ``rules=module:function`` has some of its
        own. They are imported and run: from ``module.py`` in the working folder, else from an installed module.
    matters:
        ``{"routine_share": 0.02}``: the smallest change that matters in an outcome, in its unit, by which verdicts are
        given; three numbers are least, usual and most.

    Returns
    -------
    A comparison with ``frame()`` and ``differences()`` (tidy tables), ``text()``, ``plot(ax=None)``,
    ``plot_differences(ax=None)`` and ``write(folder)``.

    Raises
    ------
    CrmsimError
        For scenarios, settings or sizes that cannot be run, a run that fails, and when nothing was finished before
        ``stop``.
    crmsim.runner.compare.Interrupted
        On Ctrl-C, with the comparison of the finished pairs.
    """
    from crmsim.experiment.comparing import comparing
    from crmsim.report.drawn import DrawnComparison
    from crmsim.runner.compare import Interrupted, compute
    from crmsim.runner.rules import with_rules
    from crmsim.scenario import Scenario

    several = [scenarios] if isinstance(scenarios, (str, Path, Scenario)) else list(scenarios)
    alternatives = [what_if] if isinstance(what_if, (str, Mapping)) else list(what_if)
    asked = comparing(
        several, runs=runs, seed=seed, settings=settings, what_if=alternatives, weeks=weeks, precision=precision,
        most=most, from_week=from_week, rules=rules, matters=matters,
    )  # fmt: skip
    asked, named = with_rules(asked, Path.cwd(), True)
    shown = None if progress is None else lambda now: progress(now.done, now.total)
    try:
        result = compute(asked, jobs, cluster, options, None, shown, stop, _say, named)
    except Interrupted as stopped:
        if stopped.comparison is not None:
            stopped.comparison = DrawnComparison.from_comparison(stopped.comparison)
        raise
    return DrawnComparison.from_comparison(result)


def load(folder: str | os.PathLike[str], partial: bool = False) -> Sweep:
    """The results that a sweep left in a folder.

    Parameters
    ----------
    partial:
        Take a sweep that is not finished too, with the runs that are by now; the others stand there as not run.

    Returns
    -------
    A result with ``frame()``, ``points()``, ``missing()``, ``weekly()`` (tidy tables), ``values(outcome)``,
    ``difference(outcome)``, ``analyse()``, ``text()`` and ``plot()``.

    Raises
    ------
    CrmsimError
        Where there are none.
    """
    from crmsim.report.sweep_drawn import DrawnSweep

    return DrawnSweep.read(Path(folder), partial)


def sweep(
    experiment: Experiment | str | os.PathLike[str],
    jobs: int | None = None,
    out: str | os.PathLike[str] | None = None,
    cluster: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    retry_failed: bool = False,
    options: Sequence[str] = (),
    run_rules: bool = False,
    known: Sequence[str | os.PathLike[str]] = (),
    backend: str | None = None,
) -> Sweep:
    """Run an experiment, or what is left of it, and load its results: ``crmsim.sweep("said_and_done", jobs=4)``.

    Parameters
    ----------
    experiment:
        A shipped name, the path of a TOML file, or an experiment that was read (:func:`crmsim.experiment.read`).
    jobs:
        Worker processes, one a core unless given; 0 computes in this very process. Changes no result.
    out:
        The folder; ``outputs/<experiment>`` unless given. The same folder again goes on where it was.
    cluster:
        Where workers are, if not on this machine: as after ``--cluster``; ``options`` as after ``--cluster-option``.
    progress:
        Called with a :class:`crmsim.runner.account.Progress` a few times a second.
    retry_failed:
        Compute runs again that failed, hung or crashed before.
    run_rules:
        Whether own rules that the experiment names may be imported and run; they are code.
    known:
        Folders of other sweeps, from which runs are taken that are the same.
    backend:
        "cuda" computes on the graphics card of this machine. Changes no result.

    Returns
    -------
    As :func:`load`.

    Raises
    ------
    CrmsimError
        For an experiment or folder that cannot be used, a full disk, or workers that cannot go on. What was recorded
        is kept.
    KeyboardInterrupt
        On Ctrl-C; the same call again goes on.
    """
    from crmsim.runner.start import start

    account = start(
        experiment, jobs, out, cluster, progress, _say, retry_failed, options=options, run_rules=run_rules, known=known,
        backend=backend,
    )  # fmt: skip
    return load(account.folder)


def __getattr__(name: str) -> Any:
    """What is loaded only when it is asked for."""
    if name == "__version__":
        return _version()
    if name in LAZY:
        module, attribute = LAZY[name]
        return getattr(importlib.import_module(module), attribute)
    raise AttributeError(f"module 'crmsim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _say(message: str) -> None:
    """Tell on standard error what is about to take time."""
    print(message, file=sys.stderr)


def _version() -> str:
    """The installed version; of a checkout that is not installed, what its project file says."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("crmsim")
    except PackageNotFoundError:
        from crmsim.results.provenance import version as checked_out

        return checked_out()
