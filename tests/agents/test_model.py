"""The model as Mesa's users know it: steps, agents, collectors, batches, copies, and what it must not leave behind."""

from __future__ import annotations

import copy
import gc
import inspect
import math
import pickle
import subprocess
import sys
import tracemalloc
import weakref
from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
import pytest

import crmsim
from crmsim import CRMModel, CrmsimError
from crmsim.agents.model import Employee
from crmsim.simulation import advance

SMALL = {"organisation.employees": 40, "organisation.mean_ties": 5.0}
WEEKS = 12


def small(seed: int | None = 1, **more) -> CRMModel:
    return CRMModel("baseline", seed, SMALL, WEEKS, **more)


def everything(model: mesa.Model) -> dict[str, np.ndarray]:
    """Every field of every array of the state."""
    result = {}
    for name, array in model.state._asdict().items():
        for field in array.dtype.names or ("",):
            result[f"{name}.{field}"] = np.array(array[field] if field else array)
    return result


def same(one: dict[str, np.ndarray], two: dict[str, np.ndarray]) -> bool:
    return all(np.array_equal(one[name], two[name], equal_nan=one[name].dtype.kind == "f") for name in one)


@crmsim.hook(after="help")
def counting(week):
    """Counts the weeks."""
    week.memory["weeks"] = week.memory.get("weeks", 0) + 1


class Customer(mesa.Agent):
    """An agent of a user's own."""


class Wider(CRMModel):
    """A model of a user's own."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.customers = Customer.create_agents(self, 3)
        self.seen = 0

    def step(self) -> None:
        self.seen += 1
        super().step()


# Weeks


def test_stepping_is_the_run_itself() -> None:
    model = CRMModel("baseline", seed=3, settings={"people.takers": 0.3}, weeks=20)
    while model.running:
        model.step()
    run = crmsim.run("baseline", 3, {"people.takers": 0.3}, 20)
    assert np.array_equal(model.state.sums, run.ledger)
    assert model.frame().equals(run.frame())
    assert model.outcomes() == run.summary.values
    assert model.result().provenance == run.provenance


def test_interventions_come_in_their_weeks() -> None:
    model = CRMModel("lottery_winner", seed=2, settings=SMALL)
    model.run_model()
    assert np.array_equal(model.state.sums, crmsim.run("lottery_winner", 2, SMALL).ledger)


def test_no_step_beyond_the_horizon() -> None:
    model = small()
    model.run_model()
    assert (model.steps, model.week, model.weeks, model.running) == (WEEKS, WEEKS, WEEKS, False)
    before = everything(model)
    with pytest.raises(CrmsimError, match=f"ended after {WEEKS} weeks"):
        model.step()
    assert model.steps == WEEKS
    assert same(before, everything(model))


def test_results_so_far() -> None:
    model = small()
    assert math.isnan(model.user_share)
    with pytest.raises(CrmsimError, match="no week has been run"):
        model.frame()
    for _ in range(5):
        model.step()
    frame = model.frame()
    assert frame["week"].max() == 5
    last = frame[(frame.week == 5) & (frame.outcome == "help_rate")].set_index("group")["value"]
    assert model.help_rate == pytest.approx(last["all"])
    assert model.value("help_rate", "giver") == pytest.approx(last["giver"])
    result = model.result()
    model.run_model()
    assert result.ledger.shape[0] == 5
    assert result.provenance["content"] != model.result().provenance["content"]
    assert frame.equals(model.frame()[lambda whole: whole.week <= 5])


def test_a_seed_is_drawn_where_none_is_given_and_can_be_used_again() -> None:
    one, two = small(None), small(None)
    assert one.seed != two.seed
    again = small(one.seed)
    one.run_model()
    again.run_model()
    assert same(everything(one), everything(again))
    assert small(np.int64(4)).seed == 4


@pytest.mark.parametrize(
    ("arguments", "pattern"),
    [
        ({"scenario": "baselin"}, "baseline"),
        ({"seed": -1}, "seed"),
        ({"seed": 1.5}, "whole number"),
        ({"seed": True}, "whole number"),
        ({"settings": {"people.taker": 0.3}}, "people.takers"),
        ({"scenaro": "baseline"}, "'scenario'"),
        ({"people.taker": 0.3}, "people.takers"),
        ({"model_reporters": ["user_shar"]}, "'user_share'"),
        ({"agent_reporters": ["enrgy"]}, "'energy'"),
        ({"hooks": [print]}, "own rule"),
    ],
)
def test_what_cannot_be_is_refused(arguments: dict, pattern: str) -> None:
    with pytest.raises(CrmsimError, match=pattern):
        CRMModel(**arguments)


def test_an_unknown_outcome_or_group_is_refused() -> None:
    model = small()
    with pytest.raises(CrmsimError, match="'user_share'"):
        model.value("user_shar")
    with pytest.raises(CrmsimError, match="'giver'"):
        model.value("user_share", "givers")
    with pytest.raises(AttributeError, match="user_shar"):
        _ = model.user_shar


# Agents


def test_agents_are_made_only_when_asked_for() -> None:
    model = small()
    model.run_model()
    assert model._employees == []
    assert len(model.agents) == 40
    assert model.agents[3] is model.employee(3)


def test_agents_show_the_arrays_and_write_to_them() -> None:
    model = small()
    model.step()
    people = model.state.people
    one = model.agents[7]
    assert (one.unique_id, one.seat, one.model) == (8, 7, model)
    assert one.energy == people.energy[7]
    assert isinstance(one.energy, float)
    assert one.style in ("giver", "taker", "matcher")
    assert one.department in model.organisation.departments
    one.energy, one.style, one.stage = 0.125, "taker", "trial"
    assert (people.energy[7], people.style[7], people.stage[7]) == (0.125, 1, 2)
    one.expertise[0] = 1.0
    assert model.state.expertise[7, 0] == 1.0
    assert one.understanding.shape == (4,)
    seat = int(people.manager[7])
    assert one.manager is model.employee(seat)
    top = int(np.flatnonzero(people.manager < 0)[0])
    assert model.employee(top).manager is None


def test_ties_lead_to_colleagues() -> None:
    model = small()
    one = model.agents[7]
    tie = one.ties[0]
    start, end = model.state.start[7], model.state.start[8]
    assert {other.other.seat for other in one.ties} <= set(model.state.ties.target[start:end].tolist())
    assert isinstance(tie.other, Employee)
    tie.quality = 0.75
    assert model.state.ties.quality[tie.row] == 0.75
    assert tie.other.name in repr(tie)


@pytest.mark.parametrize(
    ("name", "value", "pattern"),
    [
        ("energy", 1.5, "0 to 1"),
        ("energy", float("nan"), "0 to 1"),
        ("energy", "high", "0 to 1"),
        ("style", "givr", "'giver'"),
        ("stage", 3, "unaware"),
        ("served", 3, "works it out"),
    ],
)
def test_an_agent_takes_no_impossible_value(name: str, value: object, pattern: str) -> None:
    one = small().agents[0]
    with pytest.raises(CrmsimError, match=pattern):
        setattr(one, name, value)


def test_an_agent_cannot_be_removed() -> None:
    model = small()
    with pytest.raises(CrmsimError, match="leave"):
        model.agents[0].remove()
    assert len(model.agents) == 40


def test_sets_of_agents() -> None:
    model = small()
    model.step()
    people = model.state.people
    assert model.agent_types == [Employee]
    assert len(model.agents_by_type[Employee]) == 40
    assert model.agents.get("energy") == people.energy.tolist()
    assert model.agents.agg("energy", [min, max]) == [people.energy.min(), people.energy.max()]
    givers = model.agents.select(lambda one: one.style == "giver")
    assert len(givers) == np.sum(people.style == 0) > 0
    counts = model.agents.groupby("department").count()
    assert sum(counts.values()) == 40
    assert set(counts) == set(model.organisation.departments)
    givers.set("energy", 0.5)
    assert (people.energy[people.style == 0] == 0.5).all()
    model.agents.do(lambda one: setattr(one, "skill", 0.25))
    assert (people.skill == 0.25).all()
    assert sorted(one.seat for one in model.agents.shuffle()) == list(range(40))
    assert model.agents.sort("energy")[0].energy == people.energy.max()


def test_what_is_set_matters_for_the_run() -> None:
    one, two = small(), small()
    two.agents.set("energy", 0.05)
    one.run_model()
    two.run_model()
    assert not np.array_equal(one.state.sums, two.state.sums)


def test_time_goes_by_in_whole_weeks_and_brings_events_of_ones_own() -> None:
    model = small()
    model.run_for(3)
    model.run_until(5.5)
    assert (model.week, model.running) == (5, True)
    assert len(model.datacollector.model_vars["week"]) == 5
    if not hasattr(mesa.Model, "schedule_event"):  # before Mesa 3.5 there is no clock
        return
    came: list[tuple[int, float]] = []

    def come() -> None:
        came.append((model.week, model.time))

    model.schedule_event(come, at=6.5)
    model.schedule_event(come, after=WEEKS)
    model.run_model()
    assert came == [(7, 6.5)] and model.time == model.week == WEEKS
    with pytest.raises(CrmsimError, match="the run has ended"):
        model.run_for(1)


def test_a_model_keeps_its_scenario() -> None:
    model = small()
    with pytest.raises(CrmsimError, match="a model keeps its scenario"):
        model.scenario = crmsim.load_scenario("giver_rich")
    assert model.scenario.name == "baseline"


def test_looking_at_agents_changes_nothing() -> None:
    one, two = small(), small()
    for _ in range(WEEKS):
        one.step()
        two.step()
        two.agents.shuffle().get(["energy", "style", "ties", "manager"])
    assert same(everything(one), everything(two))


def test_own_agents_and_own_models() -> None:
    model = Wider(seed=1, settings=SMALL, weeks=3)
    assert len(model.agents) == 43
    assert set(model.agent_types) == {Employee, Customer}
    assert sorted(model.agents.get("unique_id")) == list(range(1, 44))
    model.run_model()
    assert (model.seen, model.steps) == (3, 3)
    late = Customer(model)
    assert late.unique_id == 44
    late.remove()
    assert len(model.agents) == 43
    assert model not in getattr(mesa.Agent, "_ids", {})


def test_a_class_of_employees_of_ones_own() -> None:
    class Tired(Employee):
        @property
        def tired(self) -> bool:
            return self.energy < 0.3

    class Model(CRMModel):
        employee_type = Tired

    model = Model("baseline", 1, SMALL, 3, agent_reporters=["tired"])
    model.step()
    assert set(model.agents.groupby("tired").count()) <= {True, False}
    assert model.agent_types == [Tired]


# Collection and batches


def test_data_are_collected_after_each_step() -> None:
    model = small(agent_reporters={"Energy": "energy", "Twice": lambda one: 2 * one.energy, "style": "style"})
    model.step()
    energy = model.state.people.energy.copy()
    model.run_model()
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame["week"].tolist() == list(range(1, WEEKS + 1))
    weekly = model.frame()
    shares = weekly[(weekly.outcome == "user_share") & (weekly.group == "all")]["value"]
    assert frame["user_share"].tolist() == pytest.approx(shares.tolist())
    agents = model.datacollector.get_agent_vars_dataframe()
    assert len(agents) == 40 * WEEKS
    assert agents.loc[1]["Energy"].tolist() == energy.tolist()
    assert agents.loc[1]["Twice"].tolist() == (2 * energy).tolist()


def test_a_plain_collector_of_mesas_works_too() -> None:
    model = small(model_reporters=())
    model.datacollector = mesa.DataCollector(
        {"users": "user_share", "n": lambda m: len(m.agents)}, {"energy": "energy"}
    )
    model.run_model()
    assert model.datacollector.get_model_vars_dataframe()["n"].tolist() == [40] * WEEKS
    assert len(model.datacollector.get_agent_vars_dataframe()) == 40 * WEEKS


def batch_run(seed: object, parameters: dict[str, object], **others: Any) -> list[dict[str, Any]]:
    """Mesa's, which takes seeds as ``rng`` since 3.5 and writes over a parameter that is called so."""
    if "rng" in inspect.signature(mesa.batch_run).parameters:
        return mesa.batch_run(CRMModel, parameters, rng=seed, display_progress=False, **others)
    return mesa.batch_run(CRMModel, {"seed": seed, **parameters}, display_progress=False, **others)


def test_batches_end_at_the_horizon_and_give_the_last_week() -> None:
    rows = batch_run(
        range(2),
        {"people.takers": [0.1, 0.4], "weeks": WEEKS, "organisation.employees": 40, "organisation.mean_ties": 5.0},
    )
    assert [(row["seed"], row["people.takers"], row["week"]) for row in rows] == [
        (0, 0.1, WEEKS), (0, 0.4, WEEKS), (1, 0.1, WEEKS), (1, 0.4, WEEKS)
    ]  # fmt: skip
    run = crmsim.run("baseline", 1, {**SMALL, "people.takers": 0.4}, WEEKS)
    weekly = run.frame()
    last = weekly[(weekly.week == WEEKS) & (weekly.outcome == "output") & (weekly.group == "all")]
    assert rows[3]["output"] == pytest.approx(last["value"].item())


def test_batches_line_up_weeks_of_model_and_agents() -> None:
    rows = batch_run(1, {"settings": [SMALL], "weeks": 4, "agent_reporters": [("energy",)]}, data_collection_period=1)
    assert len(rows) == 4 * 40
    model = small()
    for week in range(1, 5):
        model.step()
        energy = [row["energy"] for row in rows if row["week"] == week]
        assert energy == model.state.people.energy.tolist()


# Copies

COPIES: dict[str, Callable[[CRMModel], CRMModel]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),
}


@pytest.mark.parametrize("way", COPIES)
@pytest.mark.parametrize("looked", [False, True])
def test_a_copy_is_a_model_of_its_own(way: str, looked: bool) -> None:
    model = CRMModel("lottery_winner", 2, SMALL, agent_reporters=("energy",))
    for _ in range(5):
        model.step()
    if looked:
        assert len(model.agents) == 40
    before = everything(model)
    other = COPIES[way](model)
    assert same(before, everything(other))
    other.step()
    assert (model.week, other.week, model.steps, other.steps) == (5, 6, 5, 6)
    assert same(before, everything(model))
    model.step()
    assert same(everything(model), everything(other))
    other.agents.set("energy", 0.125)
    assert other.agents[0].model is other
    assert (other.state.people.energy == 0.125).all()
    assert model.agents.agg("energy", max) > 0.125
    model.run_model()
    assert np.array_equal(model.state.sums, crmsim.run("lottery_winner", 2, SMALL).ledger)
    assert len(model.datacollector.model_vars["week"]) == model.weeks
    assert len(other.datacollector.model_vars["week"]) == 6
    assert model.random.random() == other.random.random()
    if hasattr(advance, "signatures"):
        assert len(advance.signatures) == 1


@pytest.mark.parametrize("way", COPIES)
def test_a_copy_keeps_own_rules_agents_and_their_memory(way: str) -> None:
    model = small(hooks=[counting]) if way != "pickle" else small()
    model.own = {"friend": model.agents[3]}
    model.run_model()
    other = COPIES[way](model)
    assert other.own["friend"] is other.agents[3]
    assert other.own["friend"] is not model.own["friend"]
    if way != "pickle":
        assert other.simulation.agenda.weeks[0].memory == {"weeks": WEEKS}
    wide = Wider(seed=1, settings=SMALL, weeks=3)
    if way != "pickle":
        again = COPIES[way](wide)
        assert len(again.agents) == 43
        again.step()
        assert (again.seen, wide.seen) == (1, 0)


def test_a_model_broken_off_midweek_does_not_go_on() -> None:
    @crmsim.hook(after="help")
    def broken(week):
        raise ZeroDivisionError

    model = small(hooks=[broken])
    with pytest.raises(ZeroDivisionError):
        model.step()
    assert not model.running
    with pytest.raises(CrmsimError, match="middle of a week"):
        model.step()


# What is left behind


def test_a_dropped_model_is_gone_at_once() -> None:
    gc.disable()
    try:
        model = small()
        model.run_model()
        gone = weakref.ref(model)
        del model
        assert gone() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("looked", [False, True])
def test_many_models_leave_no_memory_behind(looked: bool) -> None:
    scenario = crmsim.load_scenario("baseline", SMALL, 2)

    def use(number: int) -> None:
        for seed in range(number):
            model = CRMModel(scenario, seed % 5)
            model.step()
            if looked:
                model.agents.agg("energy", max)
                Customer(model)

    use(20)
    gc.collect()
    tracemalloc.start()
    try:
        use(20)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        use(200)
        gc.collect()
        after = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    one = sum(array.nbytes for array in CRMModel(scenario, 0).state)
    assert after - before < one  # less than a single one of 200
    assert not any(isinstance(model, CRMModel) for model in getattr(mesa.Agent, "_ids", {}))


# In a notebook


def test_how_a_model_shows_itself() -> None:
    model = small(hooks=[counting])
    assert repr(model) == f"<CRMModel baseline, seed 1: week 0 of {WEEKS}, 40 employees>"
    model.step()
    shown = model._repr_html_()
    assert shown.startswith("<table>")
    assert "counting" in shown
    assert "user_share" in shown
    assert repr(model.agents[0]).startswith("<Employee e01: ")


def test_importing_crmsim_does_not_import_mesa() -> None:
    code = "import sys, crmsim; crmsim.run; early = 'mesa' in sys.modules; crmsim.CRMModel; assert not early"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("hooks", [(), (counting,)])
def test_a_person_explains_a_week(hooks: tuple) -> None:
    model = small(hooks=hooks)
    for _ in range(5):
        model.step()
    person = model.employee(3)
    before = everything(model)
    text = person.explain(4)
    assert text.week == 4 and text.employee == 3 and person.name in text.text("en")
    assert len(text.text("en")) > 100 and len(text.text("nb")) > 100
    assert text.text("en") != text.text("nb")
    after = everything(model)
    assert all(after[name].tobytes() == before[name].tobytes() for name in before)
    with pytest.raises(CrmsimError, match="has not been run"):
        person.explain(6)
