"""From a scenario and a seed to a run: a function of both and of the version, and of nothing else."""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.mechanisms import PHASES
from crmsim.mechanisms.state import STYLES, State
from crmsim.numerics.draws import run_key
from crmsim.scenario import Scenario
from crmsim.scenario.interventions import Intervention
from crmsim.simulation.accounts import Weekly, held_against, money
from crmsim.simulation.beginnings import BEGINNINGS, beginning_of
from crmsim.simulation.built import build_organisation
from crmsim.simulation.hooked import Agenda, bound
from crmsim.simulation.hooks import Hook, check_hooks
from crmsim.simulation.initial import check_leader, new_state
from crmsim.simulation.intervene import intervene
from crmsim.simulation.kernel import advance
from crmsim.simulation.meeting import with_meetings
from crmsim.simulation.parameters import parameters
from crmsim.simulation.projectless import PROJECT_KINDS, PROJECTLESS, counterfactual_hash, is_projectless
from crmsim.simulation.watching import check_kept, first_kept, joined, watching

SLICE_NANOSECONDS = 40e6
NANOSECONDS_PER_EMPLOYEE_WEEK = 1500.0
LAST = len(PHASES) - 1


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
    changes:
        What own rules changed in the parameters: rule, week, ``set``. Of the run with the project, where there is one.
    told:
        Outcomes that own rules told of it.
    kept:
        What was asked for beside (:mod:`crmsim.simulation.watching`), by kind.
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
    changes: tuple[dict[str, Any], ...] = ()
    told: Mapping[str, float] = field(default_factory=dict)
    kept: Mapping[str, NDArray[Any]] = field(default_factory=dict)


class Simulation:
    """A run on its way: the state, and the parameters as they stand in the week that comes.

    Without ``ledger`` only what a run with a project is held against is kept of it; ``keep`` names what is kept of
    single people.

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
        keep: Iterable[str] = (),
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
        self.branch_week: int | None = None  # before which others may have been the same run; see begun()
        self.timeline = self._timeline(scenario)
        self.decided: dict[int, list[tuple[str, Intervention]]] = {}  # by own rules, on the way
        self.told: dict[str, float] = {}  # by own rules
        self.keep = check_kept(keep, self.organisation)
        self._advance(0, 0, 0, LAST)
        self.kept = first_kept(self.keep, self.state)
        self._bound: tuple[Any, Callable[[int, int, int, int], Any]] | None = None
        self.agenda = self._agenda()

    def _parameters(self, scenario: Scenario) -> Any:
        return parameters(scenario, self.switches, ledger=self.ledger)

    def _timeline(self, scenario: Scenario) -> dict[int, list[Any]]:
        result: dict[int, list[Any]] = {}
        for entry in scenario.interventions:
            if not (self.counterfactual and entry.kind in PROJECT_KINDS):
                result.setdefault(entry.week, []).append(entry)
        return result

    def _agenda(self) -> Agenda | None:
        acting = [own for own in self.hooks if own.counterfactual or not self.counterfactual]
        looking = watching(self.keep)
        return Agenda(self, acting, looking) if acting or looking else None

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
        return self._copied(memo)

    def branched(self, scenario: Scenario) -> Simulation:
        """An independent run that goes on from here as ``scenario`` has it, which has begun in the same way."""
        now = scenario if self.now is self.scenario else self.now
        return self._copied({}, scenario=scenario, now=now, timeline=self._timeline(scenario))

    def _copied(self, memo: dict[int, Any], **other: Any) -> Simulation:
        for fixed in (self.scenario, self.now, self.organisation, self.timeline):
            memo[id(fixed)] = fixed
        made: Simulation = object.__new__(Simulation)
        memo[id(self)] = made
        made.__setstate__(copy.deepcopy(self.__getstate__(), memo) | other)
        return made

    def bound(self) -> Callable[[int, int, int, int], Any]:
        """The compiled week of this run, at little cost a call; see :func:`crmsim.simulation.hooked.bound`."""
        if self._bound is None or self._bound[0] is not self.params:
            self._bound = self.params, bound(self.state, self.params, self.key)
        return self._bound[1]

    def _advance(self, first_week: int, last_week: int, first_phase: int, last_phase: int) -> None:
        advance(self.state, self.params, np.uint64(self.key), first_week, last_week, first_phase, last_phase)

    def _intervene(self, week: int) -> None:
        for entry in [*self.timeline.get(week, ()), *(entry for _, entry in self.decided.get(week, ()))]:
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
    _run_to(simulation, simulation.scenario.weeks, stop, progress)


def _run_to(
    simulation: Simulation, last_week: int, stop: threading.Event | None, progress: Callable[[int], None] | None
) -> None:
    for week in simulation.slices(last_week):
        if stop is not None and stop.is_set():
            raise Stopped
        if progress is not None:
            progress(week)


def begun(
    scenario: Scenario,
    seed: int,
    branch_week: int | None = None,
    stop: threading.Event | None = None,
    hooks: tuple[Hook, ...] = (),
    *,
    counterfactual: bool = False,
    ledger: bool = True,
    keep: tuple[str, ...] = (),
) -> Simulation:
    """A run at its start; or, where others share its weeks before ``branch_week``, at the end of these.

    Raises
    ------
    Stopped
        Soon after ``stop`` is set.
    """
    if branch_week is None or not 1 < branch_week <= scenario.weeks:
        return Simulation(scenario, seed, counterfactual=counterfactual, hooks=hooks, ledger=ledger, keep=keep)
    name = (beginning_of(scenario, branch_week), branch_week, seed, hooks, counterfactual, ledger, keep)
    known: Simulation | None = BEGINNINGS.get(name)
    if known is None:
        known = Simulation(scenario, seed, counterfactual=counterfactual, hooks=hooks, ledger=ledger, keep=keep)
        known.branch_week = branch_week
        _run_to(known, branch_week - 1, stop, None)
        if not BEGINNINGS.keep(name, known):
            return known
    return known.branched(scenario)


class _Counterfactuals:
    """What runs without a project came to, week by week, by what they depend on; shared by all threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.found: dict[tuple[str, int], Weekly] = {}
        self.lock = threading.Lock()

    def get(
        self,
        scenario: Scenario,
        seed: int,
        stop: threading.Event | None,
        hooks: tuple[Hook, ...] = (),
        branch_week: int | None = None,
    ) -> Weekly:
        """float64[weeks, columns ``AGAINST``]; kept unless own rules take part, which may depend on anything."""
        name = (counterfactual_hash(scenario), seed)
        kept = not any(own.counterfactual for own in hooks)
        if kept:
            with self.lock:
                if name in self.found:
                    return self.found[name]
        # An own rule may read the ledger.
        simulation = begun(scenario, seed, branch_week, stop, hooks, counterfactual=True, ledger=not kept)
        run_to_end(simulation, stop, None)
        output = held_against(simulation.state.sums)
        if kept:
            self.keep(name, output)
        return output

    def keep(self, name: tuple[str, int], output: Weekly) -> None:
        """Remember what a run came to, and forget the oldest where there are too many."""
        with self.lock:
            while len(self.found) >= self.most:
                self.found.pop(next(iter(self.found)))
            self.found[name] = output


COUNTERFACTUALS = _Counterfactuals(most=50_000)


def simulate(
    scenario: Scenario,
    seed: int = 0,
    stop: threading.Event | None = None,
    progress: Callable[[int], None] | None = None,
    hooks: Hook | Iterable[Hook] = (),
    branch_week: int | None = None,
    keep: tuple[str, ...] = (),
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
    branch_week:
        The week before which this run is the same as others of this seed, which this thread makes too: then their
        beginning is computed once. Changes no bit.
    keep:
        What is kept of single people: "events", "networks". Changes no bit.

    Raises
    ------
    Stopped
        Soon after ``stop`` is set.
    CrmsimError
        For an organisation, intervention or own rule that cannot be.
    """
    simulation = begun(scenario, seed, branch_week, stop, check_hooks(hooks), keep=keep)
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
        simulation.without = COUNTERFACTUALS.get(
            scenario, simulation.seed, stop, simulation.hooks, simulation.branch_week
        )
    elif is_projectless(scenario) and not simulation.hooks and simulation.week == scenario.weeks:
        COUNTERFACTUALS.keep((counterfactual_hash(scenario), simulation.seed), held_against(ledger))
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
        tuple(
            {"rule": name, "week": entry.week, "set": entry.content()["set"]}
            for week in sorted(simulation.decided)
            for name, entry in simulation.decided[week]
            if week <= simulation.week
        ),
        dict(simulation.told),
        joined(simulation.kept),
    )
