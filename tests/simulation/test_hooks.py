"""Own rules: where in the week they act, whose random numbers they move, what they may not do, and how they are told
apart.
"""

from __future__ import annotations

import copy
import pickle
import sys
import time
from types import ModuleType

import numpy as np
import pytest

import crmsim
from crmsim.errors import CrmsimError
from crmsim.mechanisms import PHASES
from crmsim.simulation import Simulation, advance, simulate
from crmsim.simulation import run as running
from crmsim.simulation.hooks import Hook, check_hooks, fingerprint, hook
from crmsim.simulation.kernel import advance as compiled

SMALL = {"organisation.employees": 40, "organisation.mean_ties": 5.0}
POINTS = [(when, phase) for phase in PHASES for when in ("before", "after")]


@pytest.fixture(scope="module")
def small() -> crmsim.Scenario:
    return crmsim.load_scenario("baseline", SMALL, weeks=30)


@pytest.fixture(scope="module")
def eventful() -> crmsim.Scenario:
    """With interventions, one of which changes parameters."""
    content = crmsim.load_scenario("baseline", SMALL, weeks=20).content()
    content["intervention"] = [
        {"week": 3, "kind": "change", "set": {"exchange.requests_per_week": 4.0}},
        {"week": 3, "kind": "energy", "who": "all", "shift": -0.3},
        {"week": 9, "kind": "leave", "who": "most_asked"},
    ]
    from crmsim.scenario.scenario import from_content

    return from_content(content)


@hook(after="help")
def idle(week):
    """Does nothing."""


@hook(after="help")
def lunch(week):
    """One in ten comes back with new energy."""
    energy = week.people.energy
    at_table = week.draw("at table") < 0.1
    energy[at_table] = np.minimum(energy[at_table] + 0.1, 1.0)


def idle_everywhere() -> list[Hook]:
    return [hook(**{when: phase, "name": f"{when} {phase}"})(lambda week: week.draw("a")) for when, phase in POINTS]


@pytest.fixture
def by_phase(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for organisations so large that a week is run phase by phase."""
    monkeypatch.setattr(running, "SLICE_NANOSECONDS", 1.0)


def test_the_presence_of_rules_changes_nothing(small: crmsim.Scenario, eventful: crmsim.Scenario) -> None:
    for scenario in (small, eventful):
        plain = simulate(scenario, 5)
        for hooks in ([idle], idle_everywhere()):
            ruled = simulate(scenario, 5, hooks=hooks)
            assert np.array_equal(plain.ledger, ruled.ledger)
            assert np.array_equal(plain.money["needs_nok"], ruled.money["needs_nok"])
            assert np.array_equal(plain.money["hours_nok"], ruled.money["hours_nok"])


def test_phase_by_phase_it_is_the_same(eventful: crmsim.Scenario, by_phase: None) -> None:
    assert np.array_equal(simulate(eventful, 5).ledger, simulate(eventful, 5, hooks=idle_everywhere()).ledger)


def test_a_rule_changes_the_run_and_repeats(small: crmsim.Scenario) -> None:
    plain, one, two = simulate(small, 5), simulate(small, 5, hooks=lunch), simulate(small, 5, hooks=[lunch])
    assert not np.array_equal(plain.ledger, one.ledger)
    assert np.array_equal(one.ledger, two.ledger)


def test_rules_are_called_at_their_points_in_order(eventful: crmsim.Scenario) -> None:
    seen: list[tuple[int, str]] = []

    def noting(when: str, phase: str) -> Hook:
        return hook(**{when: phase}, name=f"{when} {phase}", counterfactual=False)(
            lambda week: seen.append((week.number, f"{when} {phase}"))
        )

    hooks = [noting(when, phase) for when, phase in POINTS]
    simulate(eventful, 1, hooks=hooks[::-1])
    week = [own.point for own in hooks]
    assert seen == [(number, point) for number in range(1, 21) for point in week]


def test_a_rule_finds_what_its_point_promises(small: crmsim.Scenario) -> None:
    """Before the phase of asking there are no requests of this week; after it there are, unanswered until helped."""
    result: dict[str, list[int]] = {"before ask": [], "after ask": [], "after help": []}

    def looking(when: str, phase: str) -> Hook:
        @hook(**{when: phase}, name=f"{when} {phase}", counterfactual=False)
        def look(week):
            result[f"{when} {phase}"].append(int(np.sum(week.people.open_needs)))
            if (when, phase) == ("after", "ask"):
                asked = week.requests.tie >= 0
                assert asked.any()
                assert (week.requests.answer[asked] == 0).all()
            if (when, phase) == ("after", "help"):
                assert (week.requests.answer[week.requests.tie >= 0] > 0).any()

        return look

    simulate(small, 1, hooks=[looking("before", "ask"), looking("after", "ask"), looking("after", "help")])
    assert len(result["before ask"]) == len(result["after help"]) == 30


def test_interventions_come_between_after_signals_and_before_project(eventful: crmsim.Scenario) -> None:
    energy: dict[str, list[float]] = {"after": [], "before": []}
    rates: list[float] = []

    @hook(after="signals", counterfactual=False)
    def earlier(week):
        energy["after"].append(week.people.energy.mean())

    @hook(before="project", counterfactual=False)
    def later(week):
        energy["before"].append(week.people.energy.mean())
        rates.append(float(week.parameters.exchange.requests_per_week))

    simulate(eventful, 1, hooks=[later, earlier])
    changed = [a != b for a, b in zip(energy["after"], energy["before"], strict=True)]
    assert [number for number, one in enumerate(changed, 1) if one and number < 9] == [3]
    assert rates[2:] == [4.0] * 18
    assert rates[0] != 4.0


def test_own_streams_move_no_other_draw_and_no_order(small: crmsim.Scenario) -> None:
    drawn: dict[str, list[np.ndarray]] = {}

    def drawing(name: str, stream: str = "s") -> Hook:
        return hook(after="help", name=name, counterfactual=False)(
            lambda week: drawn.setdefault(f"{name} {stream}", []).append(week.draw(stream))
        )

    plain = simulate(small, 2)
    ruled = simulate(small, 2, hooks=[drawing("one"), drawing("two")])
    assert np.array_equal(plain.ledger, ruled.ledger)
    alone = [array.copy() for array in drawn["one s"]]
    drawn.clear()
    simulate(small, 2, hooks=[drawing("two"), drawing("one")])
    assert all(np.array_equal(a, b) for a, b in zip(alone, drawn["one s"], strict=True))
    one, two = np.array(drawn["one s"]), np.array(drawn["two s"])
    assert one.shape == (30, 40)
    assert abs(np.corrcoef(one.ravel(), two.ravel())[0, 1]) < 0.1
    assert abs(one.mean() - 0.5) < 0.03
    assert len(np.unique(one)) == one.size


def test_draws_are_keyed_by_who(small: crmsim.Scenario) -> None:
    simulation = Simulation(small, 1, hooks=[idle])
    week = simulation.agenda.weeks[0]
    everybody = week.draw("a")
    assert week.draw("a", 7) == everybody[7]
    assert np.array_equal(week.draw("a", np.array([3, 1])), everybody[[3, 1]])
    assert np.array_equal(week.draw("a"), everybody)
    assert week.draw("b", 7) != everybody[7]
    pair = week.draw("a", 3, 5)
    assert isinstance(pair, float)
    assert pair != week.draw("a", 5, 3)
    assert np.array_equal(week.draw("a", 3, np.array([4, 5])), [week.draw("a", 3, 4), pair])
    assert week.draw("a", None, 5).shape == (40,)
    week.number = 2
    assert not np.array_equal(week.draw("a"), everybody)


def test_another_seed_is_other_random_numbers(small: crmsim.Scenario) -> None:
    one, two = (Simulation(small, seed, hooks=[idle]).agenda.weeks[0].draw("a") for seed in (1, 2))
    assert not np.array_equal(one, two)


def test_the_run_without_a_project_has_the_rule_too_unless_told_otherwise(small: crmsim.Scenario) -> None:
    counterfactuals: list[bool] = []

    def noting(counterfactual: bool) -> Hook:
        return hook(before="market", name="noting", counterfactual=counterfactual)(
            lambda week: counterfactuals.append(week.counterfactual)
        )

    simulate(small, 1, hooks=[noting(True)])
    assert counterfactuals == [False] * 30 + [True] * 30
    counterfactuals.clear()
    simulate(small, 1, hooks=[noting(False)])
    assert counterfactuals == [False] * 30


def test_the_twin_of_a_ruled_run_is_not_that_of_a_plain_one(small: crmsim.Scenario) -> None:
    @hook(before="market")
    def tired(week):
        week.people.energy[:] = 0.05

    plain = simulate(small, 1)
    ruled = simulate(small, 1, hooks=[tired])
    only_project = simulate(small, 1, hooks=[Hook(tired.function, "before", "market", "tired", counterfactual=False)])
    assert np.array_equal(ruled.ledger, only_project.ledger)
    assert ruled.money["needs_nok"].sum() > only_project.money["needs_nok"].sum()
    assert np.array_equal(simulate(small, 1).money["needs_nok"], plain.money["needs_nok"])


def test_provenance_names_rule_point_and_source(small: crmsim.Scenario) -> None:
    plain, ruled = crmsim.run(small, seed=1), crmsim.run(small, seed=1, hooks=[lunch])
    assert plain.provenance["hooks"] == []
    assert ruled.provenance["hooks"] == [f"lunch, after help, source {fingerprint(lunch.function)}"]
    assert ruled.provenance["content"] != plain.provenance["content"]
    assert ruled.content() == crmsim.run(small, seed=1, hooks=[lunch]).content()


def test_a_fingerprint_is_of_source_and_values() -> None:
    def made(share: float, where: np.ndarray):
        def rule(week):
            week.people.energy[where] = share

        return rule

    def other(week):
        week.people.energy[0] = 0.5

    seats = np.arange(3)
    prints = [fingerprint(one) for one in (made(0.1, seats), made(0.2, seats), made(0.1, seats + 1), other)]
    assert len(set(prints)) == 4
    assert fingerprint(made(0.1, seats.copy())) == prints[0]
    typed: dict[str, object] = {}
    exec("def one(week): return 1\ndef two(week): return 2", typed)  # no source to be found
    assert fingerprint(typed["one"]) != fingerprint(typed["two"])


def test_a_fingerprint_holds_helpers_and_callable_objects() -> None:
    class Rule:
        def __init__(self, share: float) -> None:
            self.share = share

        def __call__(self, week) -> None:
            week.people.energy[:] = self.share

    assert fingerprint(Rule(0.1)) == fingerprint(Rule(0.1))
    assert fingerprint(Rule(0.1)) != fingerprint(Rule(0.2))
    one, two = (ModuleType("a"), ModuleType("b"))
    for module, value in ((one, 1), (two, 2)):
        exec(f"def helper(): return {value}\ndef rule(week): return helper()", module.__dict__)
    assert fingerprint(one.rule) != fingerprint(two.rule)


def test_memory_is_of_one_run(small: crmsim.Scenario) -> None:
    counts: list[int] = []

    @hook(after="work", counterfactual=False)
    def counting(week):
        week.memory["weeks"] = week.memory.get("weeks", 0) + 1
        counts.append(week.memory["weeks"])

    for _ in range(2):
        simulate(small, 1, hooks=[counting])
    assert counts == [*range(1, 31), *range(1, 31)]


@pytest.mark.parametrize("again", [copy.deepcopy, lambda simulation: pickle.loads(pickle.dumps(simulation))])
def test_a_copied_walk_goes_on_alone(small: crmsim.Scenario, again) -> None:
    simulation = Simulation(small, 3, hooks=[lunch])
    list(simulation.slices(10))
    simulation.agenda.weeks[0].memory["a"] = [1]
    other = again(simulation)
    assert other.agenda.weeks[0].memory == {"a": [1]}
    assert other.agenda.weeks[0].memory["a"] is not simulation.agenda.weeks[0].memory["a"]
    list(other.slices(20))
    assert simulation.week == 10
    assert simulation.state.sums[10:].sum() == 0.0
    list(simulation.slices(20))
    assert np.array_equal(simulation.state.sums, other.state.sums)
    assert other.state.people.energy.base is not simulation.state.people.energy.base
    if hasattr(compiled, "signatures"):
        assert len(advance.signatures) == 1


def test_arrays_are_written_in_place_but_not_who_is_who(small: crmsim.Scenario) -> None:
    simulation = Simulation(small, 1, hooks=[idle])
    people = simulation.agenda.weeks[0].people
    people.energy = 0.25
    people.energy += 0.25
    assert (simulation.state.people.energy == 0.5).all()
    with pytest.raises(ValueError, match="read-only"):
        people.manager[0] = 10_000
    with pytest.raises(AttributeError, match="did you mean 'energy'"):
        _ = people.enrgy
    assert "energy" in dir(people)


@pytest.mark.parametrize(
    ("wrong", "pattern"),
    [
        (lambda week: week.people.energy.__setitem__(3, 1.5), r"week\.people\.energy\[3\] = 1\.5"),
        (lambda week: week.people.energy.__setitem__(3, np.nan), r"week\.people\.energy\[3\] = nan"),
        (lambda week: week.people.stage.__setitem__(0, 7), r"week\.people\.stage\[0\] = 7"),
        (lambda week: week.ties.quality.__setitem__(1, -0.1), r"week\.ties\.quality\[1\] = -0\.1"),
        (lambda week: week.expertise.__setitem__((0, 0), 2.0), r"week\.expertise"),
    ],
)
def test_impossible_values_are_refused(small: crmsim.Scenario, wrong, pattern: str) -> None:
    with pytest.raises(CrmsimError, match=pattern) as caught:
        simulate(small, 1, hooks=[hook(after="ledger", name="wrong one")(wrong)])
    assert "'wrong one'" in str(caught.value)
    assert "week 1" in str(caught.value)


def test_an_error_in_a_rule_says_which_and_when(small: crmsim.Scenario) -> None:
    @hook(after="work")
    def broken(week):
        if week.number == 4:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        simulate(small, 1, hooks=[broken])
    assert caught.value.__notes__ == ["in the own rule 'broken' after work of week 4"]


def test_a_rule_that_asks_to_end_the_process_is_told_and_does_not_end_it(small: crmsim.Scenario) -> None:
    @hook(after="work")
    def leaving(week):
        if week.number == 4:
            sys.exit(0)

    with pytest.raises(
        CrmsimError, match=r"'leaving', after work of week 4, asked to end the process \(SystemExit: 0\)"
    ):
        simulate(small, 1, hooks=[leaving])


def test_the_rule_that_does_not_end_is_named_when_it_is_interrupted(small: crmsim.Scenario) -> None:
    @hook(after="work")
    def endless(week):
        raise KeyboardInterrupt  # as Ctrl-C does in its midst

    with pytest.raises(KeyboardInterrupt) as caught:
        simulate(small, 1, hooks=[endless])
    assert caught.value.__notes__ == ["in the own rule 'endless' after work of week 1"]


@pytest.mark.parametrize(
    ("point", "pattern"),
    [
        ({"after": "helping"}, "'help'"),
        ({}, "one point"),
        ({"before": "ask", "after": "ask"}, "one point"),
    ],
)
def test_a_point_that_is_none_is_refused(point: dict[str, str], pattern: str) -> None:
    with pytest.raises(CrmsimError, match=pattern):
        hook(**point)(lambda week: None)


def test_what_is_no_rule_is_refused(small: crmsim.Scenario) -> None:
    with pytest.raises(CrmsimError, match="one argument"):
        hook(after="ask")(lambda: None)
    with pytest.raises(CrmsimError, match="@crmsim.hook"):
        simulate(small, 1, hooks=[lambda week: None])
    with pytest.raises(CrmsimError, match="two own rules are called 'lunch'"):
        check_hooks([lunch, lunch])


def test_a_marked_function_is_still_a_function() -> None:
    assert lunch.__doc__ == "One in ten comes back with new energy."
    assert repr(lunch) == "<own rule 'lunch' after help>"
    assert copy.deepcopy(lunch) is lunch


def test_a_rule_of_a_module_is_pickled_by_name() -> None:
    import sys

    module = ModuleType("rules_of_a_test")
    module.__dict__["hook"] = hook
    exec(
        "@hook(after='help')\ndef rule(week): pass\nmade = hook(before='ask', name='made')(rule.function)",
        module.__dict__,
    )
    sys.modules[module.__name__] = module
    try:
        assert pickle.loads(pickle.dumps(module.rule)) is module.rule
    finally:
        del sys.modules[module.__name__]


def test_a_rule_costs_little(small: crmsim.Scenario) -> None:
    """Ten idle rules a week against none, processor time, best of several; under 3 µs each on an ordinary core."""
    if not hasattr(compiled, "signatures"):
        pytest.skip("costs are of compiled code")
    ten = [hook(after=phase, name=phase)(lambda week: None) for phase in PHASES[:10]]

    def cost(hooks: list[Hook]) -> float:
        simulation = Simulation(small, 1, hooks=hooks)
        before = time.thread_time()
        for _ in simulation.slices(30):
            pass
        return time.thread_time() - before

    for hooks in ([], ten):
        cost(hooks)
    added = min(cost(ten) for _ in range(30)) - min(cost([]) for _ in range(30))
    assert added / (10 * 30) < 8e-6  # room for a slow machine; the dispatcher alone would take 16 to 18 µs


def test_all_that_is_known_of_a_fact_is_in_one_place(small: crmsim.Scenario) -> None:
    @hook(after="market")
    def looks(week):  # type: ignore[no-untyped-def]
        facts = week.facts
        assert {"version", "recorded", "owner", "author", "remaining", "room"} <= set(dir(facts))
        facts.remaining = 0.0
        with pytest.raises(ValueError, match="read-only"):
            facts.owner[0] = 0
        week.tell("versions", float(facts.version.mean()))

    assert simulate(small, 0, hooks=looks).told["versions"] > 20.0  # they were all due to change every week
