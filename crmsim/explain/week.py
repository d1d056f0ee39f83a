"""A week of one person, explained: the run is made again up to that week, and each decision is taken apart.

Every phase runs as it always does, compiled. Beside it the same phase runs in Python on a copy of the arrays, for
this person alone, and is traced (:mod:`crmsim.explain.tracing`). What the copy decides must be what the engine
decided; anything else is a mistake in this package and is raised.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar, overload

import numpy as np

from crmsim.errors import CrmsimError, nearest
from crmsim.explain import asking, helping, moving, system
from crmsim.explain.explanation import Decision, Explanation
from crmsim.explain.tracing import Call, trace
from crmsim.mechanisms import PHASES, SWITCH_OF, WEEK
from crmsim.mechanisms.adoption import observe
from crmsim.mechanisms.state import ROLES, STAGES, STYLES, State
from crmsim.organisation.small import pooled
from crmsim.simulation import Simulation
from crmsim.simulation.intervene import hint_at_names
from crmsim.simulation.parameters import plain
from crmsim.words import message
from crmsim.words.numbers import whole

Made = TypeVar("Made", bound=Explanation)

MEASURES = (
    "usefulness", "ease", "skill", "energy", "safety", "intensity", "habit", "reputation", "gratitude", "push",
    "felt_surveillance", "mean_quality", "exposure",
)  # fmt: skip
CLOSE = 1e-9  # Python and compiled code agree to the last place; the ledger need not be held to it
# The rules whose calls tell the decisions of a phase.
RULES: dict[str, tuple[str, ...]] = {
    "ask": asking.RULES,
    "help": helping.RULES,
    "use": system.RULES,
    "adoption": moving.STAGE_RULES,
    "turnover": moving.LEAVE_RULES,
}
# What a phase decides about the person, by which the replay is held against the engine.
CARRIED_OUT = {phase.name: phase.function for phase in WEEK.phases}
DECIDES = {phase.name: phase.decides for phase in WEEK.phases if phase.decides}


def find_employee(ids: tuple[str, ...], employee: int | str) -> int:
    """The seat of an employee named by id or by the number of the seat, from 0.

    Raises
    ------
    CrmsimError
        Where there is no such employee.
    """
    text = str(employee)
    if isinstance(employee, str) and text in ids:
        return ids.index(text)
    seat = whole(text)
    if seat is not None and seat < len(ids):
        return seat
    raise CrmsimError(
        message("there is no such employee"),
        key="employee",
        value=employee,
        expected=message(
            "an id, as {id!r}, or the number of a seat from 0 to {last}{hint}",
            id=min(ids),
            last=len(ids) - 1,
            hint=hint_at_names(ids),
        ),
        nearest=nearest(text, ids[:20_000]),
    )


@overload
def explain(scenario: Any, employee: int | str, week: int, seed: int = 0) -> Explanation: ...


@overload
def explain(scenario: Any, employee: int | str, week: int, seed: int, made: type[Made]) -> Made: ...


def explain(
    scenario: Any, employee: int | str, week: int, seed: int = 0, made: type[Explanation] = Explanation
) -> Explanation:
    """Take the decisions of one person in one week apart into their terms.

    Parameters
    ----------
    scenario:
        A resolved scenario, or a :class:`crmsim.simulation.Simulation`, which is left as it is: its run is made again,
        with its own rules. What was changed in its arrays by hand is not in that run.
    employee:
        An id, or the number of a seat from 0.
    week:
        From 1 to the length of the run.
    seed:
        Of the run; of a simulation its own is taken.
    made:
        The kind of explanation that is wanted, as one that draws itself.

    Raises
    ------
    CrmsimError
        Where there is no such employee or week.
    """
    hooks: tuple[Any, ...] = ()
    counterfactual = False
    if isinstance(scenario, Simulation):
        hooks, counterfactual = scenario.hooks, scenario.counterfactual
        scenario, seed = scenario.scenario, scenario.seed
    if not 1 <= week <= scenario.weeks:
        raise CrmsimError(
            message("there is no such week"),
            key="week",
            value=week,
            expected=message("1 to {weeks}", weeks=scenario.weeks),
        )
    simulation = Simulation(scenario, seed, counterfactual=counterfactual, hooks=hooks)
    seat = find_employee(simulation.organisation.ids, employee)
    for _ in simulation.slices(week - 1):
        pass
    return _Week(simulation, seat, week).explained(made)


class _Week:
    """A week on its way, phase by phase."""

    def __init__(self, simulation: Simulation, seat: int, week: int) -> None:
        self.simulation, self.seat, self.week = simulation, seat, week
        keys = simulation.state.people.key
        self.seats = {int(key): i for i, key in enumerate(keys)}
        self.decisions: list[Decision] = []

    def explained(self, made: type[Explanation]) -> Explanation:
        """Run the week and explain it."""
        simulation, seat = self.simulation, self.seat
        self._stop(0)
        self._phase("signals")
        self._stop(1)
        person = simulation.state.people[seat].copy()
        hours = {"training": float(person["hours"])}
        for number, phase in enumerate(PHASES[1:], 1):
            if number > 1:
                self._stop(number)
            spent = float(simulation.state.people.hours[seat])
            if phase in RULES and person["present"] == 1:
                self._explain(phase)
            else:
                self._phase(phase)
            if phase in ("ask", "help", "use", "project"):
                name = {"ask": "asking", "help": "helping", "use": "system", "project": "training"}[phase]
                hours[name] = hours.get(name, 0.0) + float(simulation.state.people.hours[seat]) - spent
            if phase == "climate":
                after = simulation.state.people[seat].copy()
        organisation = simulation.organisation
        shown = pooled(organisation)
        return made(
            scenario=simulation.scenario.name,
            seed=simulation.seed,
            week=self.week,
            employee=seat,
            name=organisation.ids[seat],
            present=bool(person["present"] == 1),
            style=STYLES[person["style"]],
            role=ROLES[person["role"]],
            department=shown.departments[shown.department[seat]],
            stage=(STAGES[person["stage"]], STAGES[after["stage"]]),
            before={name: float(person[name]) for name in MEASURES},
            after={name: float(after[name]) for name in (*MEASURES, "served", "right")},
            hours=hours,
            names=organisation.ids,
            imported=organisation.imported,
            decisions=tuple(self.decisions),
        )

    def _stop(self, number: int) -> None:
        """What happens before phase ``number``: interventions of the week, and own rules."""
        simulation = self.simulation
        agenda = simulation.agenda
        stops: list[tuple[int, Any]] = [(1, None)] if agenda is None else agenda.stops
        for gap, own in stops:
            if gap != number:
                continue
            if own is None and (self.week in simulation.timeline or self.week in simulation.decided):
                simulation._intervene(self.week)
                if agenda is not None:
                    agenda.read(simulation.params)
            elif own is not None:
                own.number = self.week
                own._own.function(own)

    def _phase(self, phase: str) -> None:
        number = PHASES.index(phase)
        self.simulation._advance(self.week, self.week, number, number)

    def _explain(self, phase: str) -> None:
        """Run a phase and, beside it, its replay; note the decisions and hold the one against the other."""
        simulation, seat = self.simulation, self.seat
        params = plain(simulation.params)
        switch = SWITCH_OF[phase]
        if switch is not None and not getattr(params.switches, switch):
            self._phase(phase)
            return
        copy = State(**{name: array.copy() for name, array in simulation.state._asdict().items()})
        before = copy.people[seat].copy()
        self._phase(phase)
        watched, instead = self._cast(copy, phase)
        absent = np.ones(copy.people.key.size, dtype=bool)
        absent[list(watched)] = False
        copy.people.present[absent] = 0
        traced = trace(
            CARRIED_OUT[phase], copy, params, simulation.key, self.week, RULES[phase], {**SHORTCUTS, **instead}
        )
        self._check(phase, copy)
        after = simulation.state.people[seat]
        if phase == "ask":
            self.decisions += asking.asked(traced, copy, seat, self.seats)
        elif phase == "help":
            self.decisions += helping.helped(traced, copy, seat, self.seats)
        elif phase == "use":
            self.decisions += system.used(traced, before, after)
        elif phase == "adoption":
            self.decisions += moving.moved(traced, seat, before, after)
        else:
            self.decisions += moving.stayed(traced, after)

    def _cast(self, state: State, phase: str) -> tuple[Collection[int], Mapping[str, Callable[..., Any]]]:
        """Whose decisions the replay needs, and which rules need not be gone through for others."""
        seat = self.seat
        if phase == "help":
            width = state.requests.tie.size // state.people.key.size
            entries = state.requests.tie[seat * width : (seat + 1) * width]
            return {seat, *(int(state.ties.target[entry]) for entry in entries if entry >= 0)}, {
                "receiving.receive": _nothing
            }
        if phase == "adoption":

            def observe_one(state: Any, i: int) -> None:
                if i == seat:
                    observe(state, i)

            return {seat}, {"adoption.observe": observe_one}
        if phase == "turnover":
            return {seat}, {"turnover.leave": _nothing}
        return {seat}, {}

    def _check(self, phase: str, copy: State) -> None:
        """The replay must have decided as the engine did.

        Raises
        ------
        RuntimeError
            Where it did not.
        """
        seat, real = self.seat, self.simulation.state
        pairs = [(name, copy.people[seat][name], real.people[seat][name]) for name in DECIDES[phase]]
        if phase in ("ask", "help"):
            width = real.requests.tie.size // real.people.key.size
            rows = list(range(seat * width, (seat + 1) * width))
            if phase == "help":
                first, last = int(real.first_request[seat]), int(real.first_request[seat + 1])
                rows += [int(row) for row in real.queue[first:last]]
            for name in ("tie", "slot", "answer"):
                pairs += [(f"{name} of request {row}", copy.requests[row][name], real.requests[row][name])
                          for row in rows]  # fmt: skip
        for name, replayed, engine in pairs:
            if not math.isclose(float(replayed), float(engine), rel_tol=CLOSE, abs_tol=CLOSE):
                raise RuntimeError(
                    f"week {self.week}, seat {seat}, phase {phase}: the replay has {name} = {replayed}, the engine "
                    f"{engine}"
                )


def _no(*_arguments: object) -> bool:
    """Stands in for a rule that spares the engine a comparison, which the replay traces."""
    return False


SHORTCUTS = dict.fromkeys(("draws.surely_not", "turnover.surely_stays", "helping.no_offer"), _no)


def _nothing(*_arguments: object) -> None:
    """Stands in for a rule whose work the replay does not need."""


__all__ = ["Call", "explain", "find_employee"]
