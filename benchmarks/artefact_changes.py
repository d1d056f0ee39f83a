"""Runs in which something is changed that must not matter: other random numbers, another order, a shorter step.

The week is the compiled one, walked phase by phase: each phase may be given another key, another place in the week, or
be walked twice at half its rates. So no rule is written a second time. That the order of people and their labels do
not matter is shown to the bit (``tests/simulation/test_rearranged.py``) but for one draw: where nobody one knows has
it, what one looks for lies with the k-th of all people.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from crmsim.errors import CrmsimError
from crmsim.mechanisms import PHASES
from crmsim.mechanisms.state import State
from crmsim.numerics.draws import join, run_key, stream
from crmsim.results.summary import summarise
from crmsim.scenario import Scenario
from crmsim.simulation.accounts import held_against, money
from crmsim.simulation.hooked import bound
from crmsim.simulation.intervene import intervene
from crmsim.simulation.parameters import RECORD
from crmsim.simulation.run import Simulation, run_to_end

BEGINNING = "beginning"  # who there is, tied to whom, knowing what: all that is drawn before the first week
OTHER_SEED = 500_000_000  # added to a seed, whose keys are then other keys of every stream
SECOND_HALF = stream("evidence.second half of the week")
LAST = len(PHASES) - 1
Walk = Callable[[int, int, int, int], Any]


def half_share(share: float) -> float:
    """The share of what is left that half a week takes, where a week takes ``share``."""
    return 1.0 - math.sqrt(1.0 - share)


def half_rate(rate: float) -> float:
    """The rate of half a week."""
    return rate / 2.0


# What a phase does in half a week, for those phases that do nothing but move what is there at rates of their own. All
# other phases hold what happens in a week against the hours of a week, or answer what another phase asked in it.
HALVED: dict[str, Mapping[str, Callable[[float], float]]] = {
    "adoption": {
        "adoption.onward_rate": half_rate, "adoption.back_rate": half_rate, "adoption.p": half_rate,
        "adoption.q": half_rate, "adoption.persuasion": half_share,
    },
    "climate": {
        "climate.contagion": half_share, "climate.reversion": half_share, "climate.lasting": half_share,
        "climate.regrowth": half_share, "people.memory": math.sqrt,
    },
    "turnover": {"turnover.annual_rate": half_share},
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Change:
    """What is done otherwise.

    Attributes
    ----------
    name:
        As tables show it.
    kind:
        "labels", "draws", "order", "step" or "size".
    rearrange:
        ``(state, seed)``: the state that the first week finds instead, as one with the same people in another order.
    redrawn:
        Phases, and ``BEGINNING``, that draw other random numbers.
    order:
        The phases in the order in which a week walks them; the ledger is the last.
    halved:
        Phases that are walked twice a week, at half their rates.
    settings:
        Set beside those of the scenario.
    times:
        How many times as many people there are: what is added up over people is told divided by it.
    """

    name: str
    kind: str
    rearrange: Callable[[State, int], State] | None = None
    redrawn: frozenset[str] = frozenset()
    order: tuple[str, ...] = PHASES
    halved: frozenset[str] = frozenset()
    settings: Mapping[str, Any] = field(default_factory=dict)
    times: float = 1.0

    def __post_init__(self) -> None:
        if sorted(self.order) != sorted(PHASES) or self.order[-1] != PHASES[-1]:
            raise CrmsimError(
                "not an order of the phases of a week", key=self.name, value=", ".join(self.order),
                expected=", ".join(PHASES),
            )  # fmt: skip
        for phase in self.halved - set(HALVED):
            raise CrmsimError(
                "this phase has no rates to halve", key=self.name, value=phase, expected=", ".join(HALVED)
            )


SAME = Change("as it is", "draws")
ALL_REDRAWN = Change("all random numbers", "draws", redrawn=frozenset((BEGINNING, *PHASES[:-1])))


def redrawings() -> Iterator[Change]:
    """Other random numbers at the beginning, and in one phase after the other."""
    for one in (BEGINNING, *PHASES[:-1]):
        yield Change(one, "draws", redrawn=frozenset((one,)))


def step_changes() -> Iterator[Change]:
    """Half a week as the step of one phase after the other, and of all that have rates."""
    for one in HALVED:
        yield Change(one, "step", halved=frozenset((one,)))
    yield Change(", ".join(HALVED), "step", halved=frozenset(HALVED))


def twice_the_people(scenario: Scenario) -> Change:
    """Twice as many people as a scenario has, with as many ties each, in departments as that size has them."""
    people = 2 * scenario.organisation.employees
    return Change("twice the people", "size", settings={"organisation.employees": people}, times=2.0)


class Changed(Simulation):
    """A run on its way in which something is done otherwise; interventions follow the signals wherever these stand.

    Raises
    ------
    CrmsimError
        For a scenario that changes parameters on the way.
    """

    def __init__(self, scenario: Scenario, seed: int, change: Change, *, counterfactual: bool = False) -> None:
        if any(entry.kind == "change" for entry in scenario.interventions):
            raise CrmsimError("a scenario is needed whose parameters stay as they are", key="intervention")
        self.change = change
        begun = seed + OTHER_SEED if BEGINNING in change.redrawn else seed
        super().__init__(scenario, begun, counterfactual=counterfactual)
        self.seed, self.key = seed, run_key(seed)
        if change.rearrange is not None:
            self.state = change.rearrange(self.state, seed)
        self._walks = [self._walk(phase) for phase in range(len(PHASES))]
        self._halves = {PHASES.index(phase): self._half(phase) for phase in change.halved}
        self._monday = self._walk(0, self._without_signals())

    def _key_of(self, phase: int) -> int:
        return run_key(self.seed + OTHER_SEED) if PHASES[phase] in self.change.redrawn else self.key

    def _walk(self, phase: int, params: Any = None) -> Walk:
        return bound(self.state, self.params if params is None else params, self._key_of(phase))

    def _without_signals(self) -> Any:
        made = _copied(self.params)
        made["switches"]["signals"] = 0
        return made.view(np.recarray)[0]

    def _half(self, phase: str) -> tuple[Walk, Walk]:
        """Both halves of a week of a phase, each with its own random numbers."""
        made = _copied(self.params)
        for parameter, half in HALVED[phase].items():
            table, _, name = parameter.partition(".")
            made[table][name] = half(float(made[table][name][0]))
        params, key = made.view(np.recarray)[0], self._key_of(PHASES.index(phase))
        return bound(self.state, params, key), bound(self.state, params, join(key, SECOND_HALF))

    def slices(self, last_week: int) -> Iterator[int]:
        """Advance to ``last_week``; yields each week reached."""
        order = [PHASES.index(name) for name in self.change.order]
        for week in range(self.week + 1, last_week + 1):
            if order[0] != 0:
                self._monday(week, week, 0, 0)
            for place, phase in enumerate(order):
                if phase == 0 and place > 0:
                    self._signals(week)
                elif phase in self._halves:
                    self._twice(week, phase)
                else:
                    self._walks[phase](week, week, phase, phase)
                if phase == 0:
                    for entry in self.timeline.get(week, ()):
                        intervene(self.state, self.params, self._key_of(0), week, entry, self.organisation)
            self.week = week
            yield week

    def _signals(self, week: int) -> None:
        """Signals after other phases: the clean slate of a week comes with them, and must not wipe what those left."""
        hours = [(self.state.people, name) for name in ("hours", "project_hours", "search_hours")]
        hours += [(self.state.project, name) for name in ("consultant_hours", "training_hours")]
        kept = [records[name].copy() for records, name in hours]
        self._walks[0](week, week, 0, 0)
        for (records, name), before in zip(hours, kept, strict=True):
            records[name] += before

    def _twice(self, week: int, phase: int) -> None:
        """Both halves of a week; who left in the first has left in this week."""
        people = self.state.people
        first, second = self._halves[phase]
        first(week, week, phase, phase)
        left, lost = people.left.copy(), people.lost.copy()
        second(week, week, phase, phase)
        if PHASES[phase] == "turnover":
            gone = left != 0
            people.left[gone], people.lost[gone] = left[gone], lost[gone]


def _copied(params: Any) -> Any:
    return np.frombuffer(bytearray(params.tobytes()), dtype=RECORD)


def finished(scenario: Scenario, seed: int, change: Change, *, counterfactual: bool = False) -> Changed:
    """A whole run in which something is done otherwise."""
    run = Changed(scenario, seed, change, counterfactual=counterfactual)
    run_to_end(run, None, None)
    return run


def values_of(run: Changed, *, against_nothing: bool = True) -> Mapping[str, float | None]:
    """Every outcome of a finished run; None where it has no value.

    Parameters
    ----------
    against_nothing:
        Whether the run without a project, in which the same is done otherwise, is made too: without it there are
        neither benefits nor success.
    """
    scenario, ledger = run.scenario, run.state.sums
    without = None
    if against_nothing:
        without = held_against(finished(scenario, run.seed, run.change, counterfactual=True).state.sums)
    summary = summarise(
        ledger[:, :1], groups=("all",), target=scenario.scenario.target, money=money(scenario, ledger, without),
        no_benefit=None if against_nothing else "money was not counted",
    )  # fmt: skip
    return summary.values


def values_changed(
    scenario: Scenario, seed: int, change: Change, *, against_nothing: bool = True
) -> Mapping[str, float | None]:
    """The outcomes of a scenario, the settings of the change included: :func:`values_of`.

    Raises
    ------
    CrmsimError
        As :class:`Changed`, and for settings that cannot be.
    """
    if change.settings:
        typed = [f"{key}={value}" for key, value in change.settings.items()]
        scenario = scenario.changed(typed, origin=change.name)
    return values_of(finished(scenario, seed, change), against_nothing=against_nothing)
