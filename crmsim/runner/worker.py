"""Computing the runs of a chunk, in whatever process this is imported.

A worker builds state itself: it is sent settings and a seed, never arrays. What one run leaves is a row of numbers;
nothing of the run itself is kept, but organisations and counterfactual runs that the next runs of the chunk share.
"""

from __future__ import annotations

import functools
import importlib
import json
import pickle
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crmsim.analysis.measures import run_measured
from crmsim.errors import CrmsimError
from crmsim.experiment.functions import functions
from crmsim.experiment.identity import ruled_hash
from crmsim.experiment.resolver import Resolver
from crmsim.experiment.runs import Setup
from crmsim.numerics.compiled import code_hash, kept_hashes
from crmsim.numerics.sources import hash_of_code
from crmsim.results.by_group import DEPARTMENT, ROLE, ROLE_GROUPS, columns_of_groups
from crmsim.results.few import refuse_few
from crmsim.results.own import UNTOLD
from crmsim.results.summary import summarise
from crmsim.results.weekly import group_names, series
from crmsim.runner.backend import Chunk, Job
from crmsim.runner.rules import OtherRule, hooks_of
from crmsim.runner.stored_error import full_text, stored
from crmsim.scenario import Scenario, Setting, load
from crmsim.scenario.resolve import CSV_KEYS
from crmsim.scenario.sources import Changed, Sources, changed
from crmsim.simulation.accounts import money
from crmsim.simulation.hooks import Hook, check_hooks
from crmsim.simulation.run import COUNTERFACTUALS, Stopped, begun, outcome, run_to_end, simulate
from crmsim.simulation.watching import BY_ROLE, OF_PEOPLE_ALONE, joined
from crmsim.store.records import Result

PACKAGE = Path(__file__).resolve().parent.parent
MEASURING = (
    "analysis/measures.py",
    "analysis/uptake.py",
    "experiment/targets.py",
    "files/plain.py",
    "results/acts.py",
    "results/by_group.py",
    "results/few.py",
    "results/own.py",
    "results/summary.py",
    "results/weekly.py",
    "runner/on_card.py",
    "runner/worker.py",
    "scenario/interventions.py",
    "scenario/resolve.py",
    "scenario/scenario.py",
    "scenario/schema.py",
    "scenario/settings.py",
    "scenario/shares.py",
    "scenario/sources.py",
    "store/columns.py",
    "words/numbers.py",
    "words/shown.py",
)  # beside the engine, these make stored numbers; a test follows their imports, and says of the others why they do not
FUNCTIONS, CARD = "experiment/functions.py", "card"
KEPT_SCENARIOS = 512  # resolved settings kept for the next run of the same setting
KEPT_COUNTERFACTUALS = 2_000  # some 1 kB each
ORIGIN = "experiment"
NOT_COUNTED = "money was not counted"
_CSV = frozenset(f"organisation.{key}" for key in CSV_KEYS)

Floats = NDArray[np.float64]
NOTHING: Floats = np.empty(0)
Compute = Callable[[Job, Chunk], list[Result]]


@functools.cache
def code() -> str:
    """Hash of all code that can change a stored number: the engine, and what makes outcomes of its ledger."""
    files = [(name, PACKAGE / name) for name in (*MEASURING, FUNCTIONS)]
    files += [(f"{CARD}/{path.name}", path) for path in sorted((PACKAGE / CARD).glob("*.py"))]
    return hash_of_code(files, code_hash(), kept=kept_hashes())


class OtherCode(CrmsimError):
    """A worker runs other code than the driver, and would mix numbers that do not belong together."""


class Settled:
    """What a worker keeps from chunk to chunk: the base scenarios, and the settings resolved last."""

    def __init__(self, job: Job) -> None:
        if job.code != code():
            raise OtherCode(
                "a worker runs another version of crmsim or of its packages than the sweep",
                expected="the same crmsim, Python, NumPy and Numba everywhere",
            )
        COUNTERFACTUALS.most = min(COUNTERFACTUALS.most, KEPT_COUNTERFACTUALS)
        self.job = job
        self.resolver: Resolver = pickle.loads(job.resolver)
        self.resolved: OrderedDict[bytes, Scenario] = OrderedDict()
        try:
            self.hooks = hooks_of(job.rules)
        except OtherRule as error:
            raise OtherCode(error.problem, value=error.value, expected=error.expected) from None
        self.identities = {rule.name: rule.identity for rule in job.rules}

    def scenario(self, setup: Setup) -> Scenario:
        """The scenario of a setting, resolved and checked.

        Raises
        ------
        Changed
            Where a file that the setting names is not what the driver knows it by.
        """
        result = self.resolved.get(setup.point)
        if result is None:
            settings = tuple(Setting(key, value, ORIGIN) for key, value in zip(setup.keys, setup.values, strict=True))
            result = self.resolver.resolve(settings, setup.scenario)
            known = ruled_hash(result.hash, [self.identities[name] for name in setup.rules])
            if result.files and known != setup.point.hex():
                Sources(result.sources).check(thoroughly=True)
                raise changed(next(iter(result.files.values())))
            self.resolved[setup.point] = result
            if len(self.resolved) > KEPT_SCENARIOS:
                self.resolved.popitem(last=False)
        return result

    def has_project(self, setup: Setup) -> bool:
        """Whether a setting has a project. Runs without one go first, as those with one are held against them."""
        if self.job.function is not None:
            return True
        try:
            return bool(self.scenario(setup).mechanisms.project)
        except Exception:  # noqa: BLE001 - its run will say what is wrong with it
            return True

    def people(self, setup: Setup) -> bool:
        """Whether a setting may be one of people from files."""
        known = [self.resolver.base, *self.resolver.others.values()]
        return not _CSV.isdisjoint(setup.keys) or any(one is not None and bool(one.files) for one in known)


@functools.lru_cache(maxsize=4)
def settled(job: Job) -> Settled:
    """What this process keeps for a job.

    Raises
    ------
    OtherCode
        Where the code here differs from the driver's.
    """
    return Settled(job)


def perform(job: Job, chunk: Chunk) -> list[Result]:
    """Compute a chunk as the job says; what every backend calls in its workers."""
    module, _, attribute = job.compute.partition(":")
    compute_it: Compute = getattr(importlib.import_module(module), attribute)
    return compute_it(job, chunk)


def compute(job: Job, chunk: Chunk) -> list[Result]:
    """A result for each run of a chunk, in the order of its tasks; a run that raises becomes a failed one.

    Raises
    ------
    OtherCode
        Where the code here differs from the driver's.
    Changed
        Where a file that a run rests on is not what it was when the sweep began.
    """
    known = settled(job)
    found: dict[int, Result] = {}
    without_first = [known.has_project(chunk.setups[task.setup]) for task in chunk.tasks]
    for place in sorted(range(len(chunk.tasks)), key=without_first.__getitem__):
        task = chunk.tasks[place]
        found[place] = one(known, chunk.setups[task.setup], task.run, task.seed)
    return [found[place] for place in range(len(chunk.tasks))]


def one(known: Settled, setup: Setup, run: bytes, seed: int, stop: threading.Event | None = None) -> Result:
    """The result of one run.

    Raises
    ------
    Stopped
        Soon after ``stop`` is set.
    Changed
        Where a file that the run rests on is not what it was when the sweep began.
    """
    began = time.perf_counter()
    job = known.job
    try:
        if job.function is not None:
            result = Measured(evaluated(job.function, setup.values, seed), False)
        else:
            hooks = tuple(known.hooks[name] for name in setup.rules)
            result = measured(
                known.scenario(setup), seed, job.money, job.weekly, job.by_group, stop, job.branch_week, hooks,
                job.own, job.measures, job.keep, run.hex(),
            )  # fmt: skip
    except (Stopped, Changed):
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it is, it costs this run alone
        return failed(run, error, known.people(setup), time.perf_counter() - began)
    return recorded(run, result, time.perf_counter() - began)


def recorded(run: bytes, result: Measured, took: float) -> Result:
    """What the journal keeps of a run that came to its end."""
    weeks = None if result.weekly is None else result.weekly.tobytes()
    reasons = json.dumps(result.reasons, ensure_ascii=False, separators=(",", ":")) if result.reasons else None
    return Result(run, "done", result.values.tobytes(), result.censored, weeks, None, took, reasons, kept=result.kept)


def failed(run: bytes, error: Exception | SystemExit, of_people: bool, took: float) -> Result:
    """What the journal keeps of a run that raised an error; ``of_people`` where they may be those of files."""
    return Result(run, "failed", None, False, None, stored(error, of_people), took, None, full_text(error))


class Measured(NamedTuple):
    """What is kept of a run.

    Attributes
    ----------
    values:
        float64: all outcomes, then those wanted of groups, own ones and measures; NaN where undefined, and where it
        would be told of few people from files (:mod:`crmsim.results.few`).
    censored:
        Whether half the people were never users.
    weekly:
        float64[wanted, weeks] of the whole organisation, NaN where undefined; None where none are wanted.
    reasons:
        Outcome → why it is undefined; money that is not counted needs none.
    kept:
        What is kept of single people: kind and bytes of its Parquet file.
    """

    values: Floats
    censored: bool
    weekly: Floats | None = None
    reasons: Mapping[str, str] = MappingProxyType({})
    kept: tuple[tuple[str, bytes], ...] = ()


def measured(
    scenario: Scenario,
    seed: int,
    with_money: bool = True,
    by_week: tuple[str, ...] = (),
    by_group: tuple[str, ...] = (),
    stop: threading.Event | None = None,
    branch_week: int | None = None,
    hooks: tuple[Hook, ...] = (),
    own: tuple[str, ...] = (),
    measures: tuple[str, ...] = (),
    keep: tuple[str, ...] = (),
    name: str = "",
) -> Measured:
    """One run, reduced to what is kept of it.

    Parameters
    ----------
    with_money:
        Whether the counterfactual run without a project is run; else benefit, net benefit and success are undefined.
    by_week, by_group:
        Outcomes to be told week by week, and of a part of the people, as ``output:giver``.
    stop:
        Set it to end the run early.
    branch_week, hooks:
        As for :func:`crmsim.simulation.run.simulate`.
    own:
        Outcomes that own rules tell.
    measures:
        What is measured beside the outcomes, for targets.
    keep, name:
        What is kept of single people ("events", "networks"), and what the run is called there.

    Raises
    ------
    Stopped
        Soon after ``stop`` is set.
    CrmsimError
        For an organisation from files of fewer than five people.
    """
    held = NOTHING
    roles = any(f":{ROLE}" in column for column in by_group)
    also = (*keep, BY_ROLE) if roles else keep
    if with_money and not measures:
        run = simulate(scenario, seed, stop, hooks=hooks, branch_week=branch_week, keep=also)
        ledger, lines, organisation, said, kept = run.ledger, run.money, run.organisation, run.told, run.kept
    else:
        simulation = begun(scenario, seed, branch_week, stop, check_hooks(hooks), keep=also)
        if measures:
            held = run_measured(simulation, measures, stop)
        run_to_end(simulation, stop, None)
        ledger, organisation, said = simulation.state.sums, simulation.organisation, simulation.told
        lines = outcome(simulation, stop).money if with_money else money(scenario, ledger, None)
        kept = joined(simulation.kept)
    return reduced(scenario, ledger, lines, organisation, with_money, by_week, by_group, said, own, held, kept, name)


def reduced(
    scenario: Scenario,
    ledger: Floats,
    lines: Mapping[str, Floats],
    organisation: Any,
    with_money: bool,
    by_week: tuple[str, ...],
    by_group: tuple[str, ...],
    said: Mapping[str, float] = MappingProxyType({}),
    own: tuple[str, ...] = (),
    held: Floats = NOTHING,
    kept: Mapping[str, Any] = MappingProxyType({}),
    name: str = "",
) -> Measured:
    """What is kept of a run that is over, from its weekly sums and its lines of money.

    Parameters
    ----------
    ledger:
        float64[weeks, groups, columns]; everybody alone where nothing is told by group.
    said, own:
        What own rules told, and what is to be told of it.
    held:
        What was measured beside the outcomes.
    kept, name:
        What was kept of single people, and what the run is called there.

    Raises
    ------
    CrmsimError
        For an organisation from files of fewer than five people.
    """
    refuse_few(organisation)
    groups = group_names(organisation.departments if any(DEPARTMENT in name for name in by_group) else ())
    groups = groups if by_group else groups[:1]
    ledger = ledger[:, : len(groups)]
    if BY_ROLE in kept:
        ledger, groups = np.concatenate([ledger, kept[BY_ROLE]], axis=1), (*groups, *ROLE_GROUPS)
    result = summarise(
        ledger, groups=groups, target=scenario.scenario.target, money=lines,
        no_benefit=None if with_money else NOT_COUNTED,
    )  # fmt: skip
    values = result.table[0]
    reasons = {name: why for name, why in result.reasons.items() if why != NOT_COUNTED}
    if by_group:
        more, why = columns_of_groups(result.table, ledger, groups, organisation.imported, by_group)
        values = np.concatenate([values, more])
        reasons |= why
    values = np.concatenate([values, [said.get(name, np.nan) for name in own]])
    reasons |= {name: UNTOLD for name in own if name not in said}
    values = np.concatenate([values, held])
    weeks = None
    if by_week:
        weeks = series(ledger, lines, by_week)
    return Measured(values, result.censored, weeks, reasons, _packed(kept, organisation, name))


def _packed(kept: Mapping[str, Any], organisation: Any, name: str) -> tuple[tuple[str, bytes], ...]:
    """What was kept of single people, as files; without it no worker needs Arrow."""
    if kept.keys().isdisjoint(OF_PEOPLE_ALONE):
        return ()
    from crmsim.results.acts import packed

    return packed(kept, organisation, name)


def evaluated(name: str, values: tuple[Any, ...], seed: int) -> Floats:
    """The value of a known function, as the only outcome."""
    return np.array(functions()[name].values(values, seed))


def warm() -> None:
    """Make a run as small as will do, which compiles the engine or loads what was compiled before."""
    measured(load("baseline", ["organisation.employees=20"], weeks=2), 0)
