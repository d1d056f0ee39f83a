"""From a scenario and a seed to a run: a function of both and of the version, and of nothing else."""

from __future__ import annotations

import copy
import functools
import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.errors import CrmsimError
from crmsim.mechanisms import COLUMN, PHASES, WEEK
from crmsim.mechanisms.economy import AGAINST, SPENT, VALUE, discount, money_lines
from crmsim.mechanisms.state import STYLES, State
from crmsim.numerics.draws import run_key
from crmsim.organisation import generate, read, with_managers
from crmsim.organisation.sheet import Held
from crmsim.scenario import Scenario
from crmsim.scenario.sources import Source, read_same
from crmsim.simulation.hooked import Agenda, bound
from crmsim.simulation.hooks import Hook, check_hooks
from crmsim.simulation.initial import new_state
from crmsim.simulation.intervene import intervene
from crmsim.simulation.kernel import advance
from crmsim.simulation.meeting import with_meetings
from crmsim.simulation.parameters import parameters
from crmsim.words import message

SLICE_NANOSECONDS = 40e6
NANOSECONDS_PER_EMPLOYEE_WEEK = 1500.0
LAST = len(PHASES) - 1
KEPT_ORGANISATIONS = 16
KEPT_PEOPLE = 20_000  # larger organisations are not kept for the next run
_OF_PROJECT = [one for one in WEEK.mechanisms if one.of_project]
PROJECTLESS = {phase.switch: False for one in _OF_PROJECT for phase in one.phases if phase.switch is not None}
ONLY_WITH_PROJECT = tuple(one.table.__name__.lower() for one in _OF_PROJECT if one.table is not None)
PROJECT_KINDS = ("training", "explain")

Weekly = NDArray[np.float64]


class Stopped(Exception):
    """The run was asked to stop before its end."""


@dataclass(frozen=True, eq=False)
class Run:
    """One run.

    Attributes
    ----------
    groups:
        Names of the second axis of ``ledger``: "all", the styles, then ``department:NAME``.
    ledger:
        float64[weeks, groups, columns]: the sums of :data:`crmsim.mechanisms.COLUMNS`.
    money:
        Line of money (an outcome of :mod:`crmsim.mechanisms.economy`) → float64[weeks] in NOK, discounted. Costs are
        left out where there is no project; benefits, which are differences from the counterfactual run (same seed, no
        project), there and where there is no market.
    state:
        The state after the last week.
    hooks:
        Own rules that took part: name, point, hash of the source.
    """

    scenario: Scenario
    seed: int
    weeks: int
    organisation: Any
    groups: tuple[str, ...]
    ledger: NDArray[np.float64]
    money: Mapping[str, Weekly]
    state: State
    hooks: tuple[str, ...] = ()


def build_organisation(scenario: Scenario, seed: int) -> Any:
    """The organisation of a scenario: read from its files, or generated from the seed; kept for the next run.

    Raises
    ------
    Changed
        Where one of the files is not what it was when the scenario was read.
    CrmsimError
        For files that are no organisation.
    """
    table = scenario.organisation
    if scenario.files:
        files = tuple(sorted((name, Source(path, scenario.digests[name])) for name, path in scenario.files.items()))
        return _read(files, table.tie_kinds, table.keep_names)
    if table.employees > KEPT_PEOPLE:
        return generate(table, run_key(seed))
    return _generate(table, run_key(seed))


@functools.lru_cache(maxsize=KEPT_ORGANISATIONS)
def _read(files: tuple[tuple[str, Source], ...], kinds: Any, keep_names: bool) -> Any:
    held = {name: Held(source.path, read_same(source)) for name, source in files}
    result = read(held["employees_csv"], held["ties_csv"], kinds=kinds or None, keep_names=keep_names)
    return with_managers(result)


@functools.lru_cache(maxsize=KEPT_ORGANISATIONS)
def _generate(table: Any, key: int) -> Any:
    return generate(table, key)


def check_leader(scenario: Scenario, state: State) -> None:
    """Refuse a project leader of a style that nobody has."""
    style = scenario.project.leader_style
    if scenario.mechanisms.project and style != "any" and not np.any(state.people.style == STYLES.index(style)):
        present = sorted({STYLES[s] for s in np.unique(state.people.style)})
        raise CrmsimError(
            message("nobody in the organisation is a {style}", style=style),
            key="project.leader_style",
            value=style,
            expected=" or ".join(["any", *present]),
        )


class Simulation:
    """A run on its way: the state, and the parameters as they stand in the week that comes.

    Without ``ledger`` only what a run with a project is held against is kept of it.

    Serves a whole run, a Mesa step and own rules alike: :meth:`weeks` advances, slice by slice, through the one
    compiled entry.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        *,
        counterfactual: bool = False,
        hooks: Iterable[Hook] = (),
        ledger: bool = True,
    ) -> None:
        self.scenario = scenario
        self.seed = seed
        self.counterfactual = counterfactual
        self.hooks = tuple(hooks)
        self.key = run_key(seed)
        self.organisation = with_meetings(build_organisation(scenario, seed), scenario, self.key)
        self.switches = PROJECTLESS if counterfactual else {}
        self.state = new_state(self.organisation, scenario, self.key, seeds=not counterfactual)
        if not counterfactual:
            check_leader(scenario, self.state)
        self.ledger = ledger
        self.params = self._parameters(scenario)
        self.now = scenario
        self.week = 0
        self.without: Weekly | None = None  # what this run is held against
        self.timeline: dict[int, list[Any]] = {}
        for entry in scenario.interventions:
            if not (counterfactual and entry.kind in PROJECT_KINDS):
                self.timeline.setdefault(entry.week, []).append(entry)
        self._advance(0, 0, 0, LAST)
        self._bound: tuple[Any, Callable[[int, int, int, int], Any]] | None = None
        self.agenda = self._agenda()

    def _parameters(self, scenario: Scenario) -> Any:
        return parameters(scenario, self.switches, ledger=self.ledger)

    def _agenda(self) -> Agenda | None:
        acting = [own for own in self.hooks if own.counterfactual or not self.counterfactual]
        return Agenda(self, acting) if acting else None

    def __getstate__(self) -> dict[str, Any]:
        """All but what leads into compiled code or looks into the arrays, which is made anew."""
        kept = {name: value for name, value in self.__dict__.items() if name not in ("params", "agenda", "_bound")}
        kept["memories"] = [week.memory for week in self.agenda.weeks] if self.agenda is not None else []
        return kept

    def __setstate__(self, state: dict[str, Any]) -> None:
        memories = state.pop("memories")
        self.__dict__.update(state)
        self.params = self._parameters(self.now)
        self._bound = None
        self.agenda = self._agenda()
        for week, memory in zip(self.agenda.weeks if self.agenda is not None else (), memories, strict=True):
            week.memory = memory

    def __deepcopy__(self, memo: dict[int, Any]) -> Simulation:
        """An independent run that shares only what never changes: scenario and organisation."""
        for fixed in (self.scenario, self.now, self.organisation, self.timeline):
            memo[id(fixed)] = fixed
        made: Simulation = object.__new__(Simulation)
        memo[id(self)] = made
        made.__setstate__(copy.deepcopy(self.__getstate__(), memo))
        return made

    def bound(self) -> Callable[[int, int, int, int], Any]:
        """The compiled week of this run, at little cost a call; see :func:`crmsim.simulation.hooked.bound`."""
        if self._bound is None or self._bound[0] is not self.params:
            self._bound = self.params, bound(self.state, self.params, self.key)
        return self._bound[1]

    def _advance(self, first_week: int, last_week: int, first_phase: int, last_phase: int) -> None:
        advance(self.state, self.params, np.uint64(self.key), first_week, last_week, first_phase, last_phase)

    def _intervene(self, week: int) -> None:
        for entry in self.timeline[week]:
            if entry.kind == "change":
                changes = [f"{name}={toml_value(value)}" for name, value in entry.settings.set.items()]
                self.now = self.now.changed(changes, origin="intervention.set")
                self.params = self._parameters(self.now)
            else:
                intervene(self.state, self.params, self.key, week, entry, self.organisation)

    def slices(self, last_week: int) -> Iterator[int]:
        """Advance to ``last_week`` in slices of at most some 50 ms where the size allows; yields the week reached."""
        if last_week > self.scenario.weeks:
            raise ValueError(f"week {last_week} is beyond the horizon of {self.scenario.weeks} weeks")
        n = self.state.people.key.size
        length = max(1, int(SLICE_NANOSECONDS / (n * NANOSECONDS_PER_EMPLOYEE_WEEK)))
        by_phase = n * NANOSECONDS_PER_EMPLOYEE_WEEK > SLICE_NANOSECONDS
        if self.agenda is not None:
            yield from self.agenda.slices(self, last_week, by_phase, length)
            return
        while self.week < last_week:
            week = self.week + 1
            first_phase = 0
            if week in self.timeline:
                self._advance(week, week, 0, 0)
                self._intervene(week)
                first_phase = 1
            if by_phase:
                for phase in range(first_phase, LAST + 1):
                    self._advance(week, week, phase, phase)
                    yield week - 1
                self.week = week
            else:
                end = min(last_week, week + length - 1)
                for planned in self.timeline:
                    if week < planned <= end:
                        end = planned - 1
                self._advance(week, end, first_phase, LAST)
                self.week = end
            yield self.week


def toml_value(value: Any) -> str:
    """A plain value as it would be typed after ``--set``."""
    return json.dumps(value)


def run_to_end(simulation: Simulation, stop: threading.Event | None, progress: Callable[[int], None] | None) -> None:
    """Advance to the horizon.

    Raises
    ------
    Stopped
        Soon after ``stop`` is set.
    """
    for week in simulation.slices(simulation.scenario.weeks):
        if stop is not None and stop.is_set():
            raise Stopped
        if progress is not None:
            progress(week)


class _Counterfactuals:
    """What runs without a project came to, week by week, by what they depend on; shared by all threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.found: dict[tuple[str, int], Weekly] = {}
        self.lock = threading.Lock()

    def get(self, scenario: Scenario, seed: int, stop: threading.Event | None, hooks: tuple[Hook, ...] = ()) -> Weekly:
        """float64[weeks, columns ``AGAINST``]; kept unless own rules take part, which may depend on anything."""
        name = (counterfactual_hash(scenario), seed)
        kept = not any(own.counterfactual for own in hooks)
        if kept:
            with self.lock:
                if name in self.found:
                    return self.found[name]
        simulation = Simulation(
            scenario, seed, counterfactual=True, hooks=hooks, ledger=not kept
        )  # an own rule may read them
        run_to_end(simulation, stop, None)
        output: Weekly = simulation.state.sums[:, 0, [COLUMN[name] for name in AGAINST]]
        if kept:
            with self.lock:
                while len(self.found) >= self.most:
                    self.found.pop(next(iter(self.found)))
                self.found[name] = output
        return output


COUNTERFACTUALS = _Counterfactuals(most=50_000)


@functools.lru_cache(maxsize=1024)
def counterfactual_hash(scenario: Scenario) -> str:
    """Hash of what a run without a project depends on."""
    digest = hashlib.blake2b(digest_size=16)
    for name, table in sorted(scenario.tables.items()):
        if name != "scenario" and name not in ONLY_WITH_PROJECT:
            digest.update(f"{name} {table.model_dump_json()}\n".encode())
    rest = {
        "weeks": scenario.weeks,
        "intervention": [entry.content() for entry in scenario.interventions if entry.kind not in PROJECT_KINDS],
        "files": scenario.digests,
    }
    digest.update(json.dumps(rest, sort_keys=True).encode())
    return digest.hexdigest()


@functools.lru_cache(maxsize=64)
def _weights(weeks: int, rate: float) -> Weekly:
    return np.array([discount(week, rate) for week in range(1, weeks + 1)])


def money(scenario: Scenario, ledger: NDArray[np.float64], without: Weekly | None) -> dict[str, Weekly]:
    """Lines of money week by week, discounted, in NOK, as :attr:`Run.money`.

    Parameters
    ----------
    without:
        float64[weeks, columns ``AGAINST``] of the counterfactual run; None leaves benefits out.
    """
    prices = scenario.economy
    weeks = ledger.shape[0]
    columns = {name: ledger[:, 0, COLUMN[name]] for name in (*SPENT, *AGAINST)}
    against = without[:weeks] if without is not None else None
    lines = money_lines(
        columns, _weights(weeks, prices.discount_rate), prices, bool(scenario.mechanisms.project), against
    )
    if not scenario.mechanisms.market:
        del lines[VALUE]
    return lines


def simulate(
    scenario: Scenario,
    seed: int = 0,
    stop: threading.Event | None = None,
    progress: Callable[[int], None] | None = None,
    hooks: Hook | Iterable[Hook] = (),
) -> Run:
    """Run a scenario with a seed; releases the interpreter lock while it runs.

    Parameters
    ----------
    stop:
        Set it to end the run early.
    progress:
        Called with the week reached, every now and then.
    hooks:
        Own rules; see :func:`crmsim.simulation.hooks.hook`.

    Raises
    ------
    Stopped
        Soon after ``stop`` is set.
    CrmsimError
        For an organisation, intervention or own rule that cannot be.
    """
    simulation = Simulation(scenario, seed, hooks=check_hooks(hooks))
    run_to_end(simulation, stop, progress)
    return outcome(simulation, stop)


def outcome(simulation: Simulation, stop: threading.Event | None = None) -> Run:
    """The run up to the week that ``walk`` has reached; a project is held against its counterfactual run.

    Raises
    ------
    Stopped
        Soon after ``stop`` is set.
    """
    scenario = simulation.scenario
    ledger = (
        simulation.state.sums if simulation.week == scenario.weeks else simulation.state.sums[: simulation.week].copy()
    )
    if scenario.mechanisms.project and scenario.mechanisms.market and simulation.without is None:
        simulation.without = COUNTERFACTUALS.get(scenario, simulation.seed, stop, simulation.hooks)
    lines = money(scenario, ledger, simulation.without)
    groups = ("all", *STYLES, *(f"department:{name}" for name in simulation.organisation.departments))
    used = tuple(own.identity() for own in simulation.hooks)
    return Run(
        scenario,
        simulation.seed,
        simulation.week,
        simulation.organisation,
        groups,
        ledger,
        lines,
        simulation.state,
        used,
    )
