"""The model as a Mesa model: a step is a week, and the agents are views over the arrays, made when asked for.

Mesa is imported here and nowhere else. What runs is the same compiled week as in :func:`crmsim.run`, so a model and
a run of one scenario and seed agree to the bit.

Where Mesa (3.3.0 to 3.5.1) does otherwise than one would wish, the model steps in: Mesa binds ``step`` to the instance,
so that a copy steps its original, and so that a dropped model waits for the garbage collector (here ``steps`` is the
week itself and ``step`` a plain method, and Mesa's clock follows the weeks); up to 3.3 it keeps every model that
ever had an agent in ``Agent._ids`` (here it does not).
"""

from __future__ import annotations

import copy
import html
import math
import operator
import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mesa
from mesa.agent import AgentSet

from crmsim.agents.collecting import agent_reporters_of, model_reporters_of
from crmsim.agents.views import Person
from crmsim.errors import CrmsimError, nearest
from crmsim.mechanisms import OUTCOME
from crmsim.mechanisms.state import State
from crmsim.results.few import grouped
from crmsim.results.weekly import PLACE, group_names, weekly
from crmsim.scenario import Scenario, Setting, as_settings
from crmsim.scenario import load as load_scenario
from crmsim.scenario.work import check_seed, refuse_absurd
from crmsim.simulation.hooks import Hook, check_hooks
from crmsim.simulation.run import Simulation, outcome

if TYPE_CHECKING:
    import pandas as pd

    from crmsim.report.drawn import DrawnRun

REPORTERS = (
    "week", "user_share", "routine_share", "use_intensity", "help_rate", "coverage", "mean_quality", "mean_energy",
    "output",
)  # fmt: skip


class Employee(Person, mesa.Agent):  # type: ignore[misc] # Mesa has no types
    """A seat in the organisation as a Mesa agent; ``unique_id`` is the seat plus 1.

    See :class:`crmsim.agents.views.Person` for what can be read and set.
    """

    def __init__(self, model: CRMModel, seat: int) -> None:
        # Not Agent.__init__: it would register one by one, and up to Mesa 3.3 count in Agent._ids, which never forgets.
        self.model = model
        self.row = seat
        self.unique_id = seat + 1
        self.pos = None

    def explain(self, week: int | None = None) -> Any:
        """Why this person decided as they did in ``week`` (the last one done unless given); see ``crmsim why``.

        What comes back tells itself (``.text("en")``) and draws itself (``.plot()``). The run is made again up to that
        week, own rules included, so what was set by hand since does not show.

        Raises
        ------
        CrmsimError
            For a week that has not been.
        """
        from crmsim.report.why import explain

        model = self.model
        week = model.week if week is None else week
        if not 1 <= week <= model.week:
            raise CrmsimError("that week has not been run", key="week", value=week, expected=f"1 to {model.week}")
        return explain(model.simulation, self.row, week)

    def remove(self) -> None:
        """Refused: people leave by turnover or by an intervention, and their seat stays."""
        raise CrmsimError(
            "an employee cannot be removed from the model",
            key=self.name,
            expected='turnover, or an [[intervention]] with kind = "leave" and who = "employee:…" in the scenario',
        )


class Collector(mesa.DataCollector):  # type: ignore[misc] # Mesa has no types
    """Mesa's collector for models that collect after each step.

    ``mesa.batch_run`` up to Mesa 3.3 looks for step k at place k of the model's values and under key k of the agents'
    values. So that the two mean the same week, the agents' values of week k + 1 are filed under k. A later Mesa notes
    itself when it collected.
    """

    def collect(self, model: Any) -> None:
        """Collect after a step."""
        super().collect(model)
        if self.agent_reporters and not hasattr(self, "_collection_steps"):
            self._agent_records[model.steps - 1] = self._agent_records.pop(model.steps)


class CRMModel(mesa.Model):  # type: ignore[misc] # Mesa has no types
    """A run of a scenario as a ``mesa.Model``.

    Parameters
    ----------
    scenario, settings, weeks:
        As for :func:`crmsim.run`.
    seed:
        Where the run's random numbers start, 0 or above; one is drawn unless given, and can be read from
        ``model.seed``.
    hooks:
        Own rules; see :func:`crmsim.hook`.
    model_reporters:
        What the ``datacollector`` notes each week: names of outcomes, or Mesa's mapping from a name to an outcome,
        an attribute or a function. Nothing is collected for an empty one.
    agent_reporters:
        What it notes of each employee: names of measures, or Mesa's mapping. This makes a step much slower.
    **kwargs:
        Settings by their dotted names, as ``mesa.batch_run`` and Mesa's visualisation hand them over:
        ``batch_run(CRMModel, {"people.takers": [0.1, 0.3]})``.

    Attributes
    ----------
    steps, week:
        Weeks done.
    running:
        Whether there are weeks to come.
    agents:
        An ``AgentSet`` with an :class:`Employee` for each seat, vacant ones too (``present`` is false).
    datacollector:
        Values after each step; row k is week k + 1.

    Every weekly outcome is an attribute as well: ``model.user_share`` is this week's, NaN where undefined.

    A model of an organisation from files holds the files: ids, departments of any size, ties, and beside them a style,
    a stage and measures for each seat, which the model invents. ``unique_id`` and every table of agents follow the
    order of the list. Keep the model, a pickle of it and what its ``datacollector`` notes of agents where the files
    are kept; what :meth:`result`, :meth:`frame`, :meth:`value` and :meth:`outcomes` give is told of five people or
    more.

    Raises
    ------
    CrmsimError
        For anything that :func:`crmsim.run` would refuse, and for a step beyond the horizon.

    Examples
    --------
    >>> model = CRMModel("baseline", seed=1, settings={"people.takers": 0.3}, weeks=4)
    >>> model.run_model()
    >>> model
    <CRMModel baseline, seed 1: week 4 of 4, 150 employees>
    """

    employee_type: type[Employee] = Employee

    def __init__(
        self,
        scenario: str | Path | Scenario = "baseline",
        seed: int | None = None,
        settings: Sequence[str | Setting] | Mapping[str, Any] = (),
        weeks: int | None = None,
        hooks: Hook | Iterable[Hook] = (),
        model_reporters: Sequence[str] | Mapping[str, Any] = REPORTERS,
        agent_reporters: Sequence[str] | Mapping[str, Any] = (),
        **kwargs: Any,
    ) -> None:
        for name in kwargs:
            if "." not in name:
                known = ("scenario", "seed", "settings", "weeks", "hooks", "model_reporters", "agent_reporters")
                raise CrmsimError("no such argument", key=name, expected=", ".join(known), nearest=nearest(name, known))
        changes = [*as_settings(settings, "settings"), *as_settings(kwargs, "settings")]
        loaded = load_scenario(scenario, changes, weeks)
        seed = secrets.randbelow(2**31) if seed is None else _whole(seed)
        seed = check_seed(seed)
        refuse_absurd([loaded], 1, 1)
        super().__init__(rng=seed)
        del self.step, self._user_step  # bound to this instance: see the top of this module
        schedule = self.__dict__.pop("_default_schedule", None)
        if schedule is not None:  # Mesa 3.5 would step by an event that holds the model
            schedule.stop()
        self.seed = self._seed = seed
        self.simulation = Simulation(loaded, seed, hooks=check_hooks(hooks))
        self.datacollector = Collector(
            model_reporters=model_reporters_of(model_reporters, type(self)),
            agent_reporters=agent_reporters_of(agent_reporters, self.employee_type),
        )
        self._employees: list[Employee] = []
        self._agents: dict[mesa.Agent, None] = {}  # the hard references, which Mesa keeps elsewhere since 3.5
        self._agents_by_type: dict[type[mesa.Agent], AgentSet] = {}
        self._midweek = False

    # The week

    def step(self) -> None:
        """One week, then events of the user's own that Mesa's clock has come to, then a collection of data.

        Raises
        ------
        CrmsimError
            When the run has ended.
        """
        if self._midweek:
            raise CrmsimError("the run was broken off in the middle of a week and cannot go on", expected="a new model")
        if self.week >= self.weeks:
            raise CrmsimError(
                f"the run has ended after {self.weeks} weeks",
                expected="steps while model.running, or a longer run: CRMModel(weeks=...)",
            )
        self._midweek, self.running = True, False
        for _ in self.simulation.slices(self.week + 1):
            pass
        self._midweek = False
        if hasattr(mesa.Model, "run_until"):  # Mesa's clock of 3.5, and with it events of the user's own that are due
            mesa.Model.run_until(self, self.week)
        self.time = float(self.week)
        self.running = self.week < self.weeks
        if self.datacollector.model_reporters or self.datacollector.agent_reporters:
            self.datacollector.collect(self)

    def run_for(self, duration: float) -> None:
        """So many weeks; of part of a week, nothing."""
        self.run_until(self.week + duration)

    def run_until(self, end_time: float) -> None:
        """The weeks up to and with the one named."""
        while self.week + 1 <= end_time:
            self.step()

    @property
    def week(self) -> int:
        """Weeks done."""
        return self.simulation.week if "simulation" in self.__dict__ else 0

    @property
    def steps(self) -> int:
        """Weeks done, under Mesa's name."""
        return self.week

    @steps.setter
    def steps(self, value: int) -> None:
        """Mesa sets its own count to 0 at the start; the week is the count here."""

    @property
    def weeks(self) -> int:
        """Length of the run."""
        return self.simulation.scenario.weeks

    @property
    def scenario(self) -> Scenario:
        """The scenario, resolved."""
        return self.simulation.scenario

    @scenario.setter
    def scenario(self, value: Any) -> None:
        """Mesa, since 3.5, sets a scenario of its own at the start; the one of the run is the one here."""
        if "simulation" in self.__dict__:
            name = getattr(value, "name", type(value).__name__)
            raise CrmsimError("a model keeps its scenario", key="scenario", value=name, expected="a new model")

    @property
    def organisation(self) -> Any:
        """Who works where and is tied to whom at the start."""
        return self.simulation.organisation

    @property
    def state(self) -> State:
        """The arrays themselves; see :mod:`crmsim.mechanisms.state`."""
        return self.simulation.state

    # Agents

    @property
    def agents(self) -> AgentSet:
        """Every seat, and what else was registered with the model."""
        self._make_employees()
        return self._all_agents

    @property
    def agents_by_type(self) -> dict[type[mesa.Agent], AgentSet]:
        """Agents by their class."""
        self._make_employees()
        result: dict[type[mesa.Agent], AgentSet] = self._agents_by_type
        return result

    @property
    def agent_types(self) -> list[type]:
        """The classes of agents."""
        return list(self.agents_by_type)

    def employee(self, seat: int) -> Employee:
        """The agent of a seat, from 0."""
        self._make_employees()
        return self._employees[seat]

    def _make_employees(self) -> None:
        if self._employees:
            return
        made = [self.employee_type(self, seat) for seat in range(self.organisation.employees)]
        self._employees = made
        everybody = [*made, *self._agents]
        self._agents = dict.fromkeys(everybody)
        self._agents_by_type = {self.employee_type: AgentSet(made, random=self.random), **self._agents_by_type}
        self._all_agents = AgentSet(everybody, random=self.random)

    def register_agent(self, agent: mesa.Agent) -> None:
        """Take in an agent of the user's own; its ``unique_id`` follows on those of the seats."""
        number = self.organisation.employees + 1 + len(self._agents) - len(self._employees)
        if hasattr(mesa.Agent, "_ids"):
            mesa.Agent._ids.pop(self, None)
        self._agents[agent] = None
        super().register_agent(agent)
        agent.unique_id = number  # since 3.5 Mesa sets one when it registers

    def deregister_agent(self, agent: mesa.Agent) -> None:
        """Let go of an agent of the user's own."""
        super().deregister_agent(agent)
        self._agents.pop(agent, None)

    # What came out

    def __getattr__(self, name: str) -> float:
        """This week's value of an outcome over everybody."""
        if name not in OUTCOME:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return self.value(name)

    def value(self, name: str, group: str = "all") -> float:
        """This week's value of a weekly outcome in a group ("all", "giver", "department:Sales"); NaN if undefined.

        Of people from files groups of fewer than five are told together, as in the files of a run
        (:mod:`crmsim.results.few`).
        """
        week, values, groups = self.__dict__.get("_latest", (-1, None, ()))
        if week != self.week:
            names = group_names(self.organisation.departments)
            pooled = grouped(self.state.sums[: max(self.week, 1)], names, self.organisation.imported)
            values, groups = weekly(pooled.ledger[-1:]).values[0] if self.week else None, pooled.groups
            self._latest = (self.week, values, groups)
        for given, known, what in ((name, tuple(OUTCOME), "outcome"), (group, groups, "group")):
            if given not in known:
                raise CrmsimError(
                    f"no such {what}", value=given, expected=", ".join(known), nearest=nearest(given, known)
                )
        return math.nan if self.week == 0 else float(values[groups.index(group), PLACE[name]])

    def result(self) -> DrawnRun:
        """The run up to this week as :func:`crmsim.run` returns it; its benefit is that above a counterfactual run."""
        from crmsim.report.drawn import drawn

        if self.week == 0:
            raise CrmsimError("no week has been run yet", expected="model.step() or model.run_model() first")
        return drawn(outcome(self.simulation))

    def frame(self) -> pd.DataFrame:
        """Tidy weekly values up to this week: week, outcome, group, value."""
        return self.result().frame()

    def outcomes(self) -> dict[str, float | None]:
        """Every outcome over the weeks up to this one; None where it is undefined."""
        return dict(self.result().summary.values)

    # Copies and looks

    def __copy__(self) -> CRMModel:
        """A model of its own: two models over the same arrays would step each other."""
        return copy.deepcopy(self)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} {self.scenario.name}, seed {self.seed}: week {self.week} of {self.weeks}, "
            f"{self.organisation.employees} employees>"
        )

    def _repr_html_(self) -> str:
        rows = [("seed", str(self.seed)), ("week", f"{self.week} of {self.weeks}")]
        rows.append(("employees", f"{self.organisation.employees:,}"))
        if self.simulation.hooks:
            rows.append(("own rules", ", ".join(own.name for own in self.simulation.hooks)))
        for name in REPORTERS[1:] if self.week else ():
            value = self.value(name)
            rows.append((name, "none this week" if math.isnan(value) else f"{value:.3g} {OUTCOME[name].unit}"))
        cells = "".join(f"<tr><th>{html.escape(name)}</th><td>{html.escape(text)}</td></tr>" for name, text in rows)
        return f"<table><caption>{html.escape(self.scenario.title)}</caption>{cells}</table>"


def _whole(seed: Any) -> int:
    """A seed as Python's own whole number."""
    try:
        return seed if isinstance(seed, bool) else operator.index(seed)
    except TypeError:
        raise CrmsimError("not a whole number", key="seed", value=seed, expected="0 or above, or None") from None
