"""Whatever the scenario, nothing impossible comes out; what is switched off stands still."""

import math
from typing import Any

import numpy as np
import pytest
import small
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic.fields import FieldInfo

from crmsim.declaration.parameter import choices, extra, limits
from crmsim.errors import CrmsimError
from crmsim.mechanisms import COLUMN, OUTCOMES, SWITCHES, TABLES
from crmsim.mechanisms.state import NEVER, STYLES, WANT_FACT, WANT_NOTHING
from crmsim.results import group_names, summarise, weekly
from crmsim.scenario.scenario import from_content
from crmsim.simulation import Simulation, simulate
from crmsim.simulation.initial import SLOTS

LARGE = 1e4  # an allowed range without an end, or with one far beyond sense, is drawn up to here
HEAVY = {"market.customers_each": 20, "market.facts_each": 3, "knowledge.topics": 12,
         "project.requirements": 60, "work.needs_per_week": 40.0}  # fmt: skip
SHARES = ("people.givers", "people.takers", "people.matchers")


def fields() -> dict[str, FieldInfo]:
    result: dict[str, FieldInfo] = {}
    for name, table in TABLES.items():
        for key, field in table.model_fields.items():
            dotted = f"{name}.{key}"
            if field.annotation in (int, float, bool) or choices(field):
                result[dotted] = field
    return {key: field for key, field in result.items() if key not in SHARES}


FIELDS = fields()


def values(key: str, field: FieldInfo) -> st.SearchStrategy[Any]:
    """Any value the declaration allows; mostly from the interval, at times from its ends and the allowed ones."""
    if choices(field):
        return st.sampled_from(choices(field))
    if field.annotation is bool:
        return st.booleans()
    low, high = limits(field)
    inner = extra(field)["interval"] or (low, high)
    low = max(-math.inf if low is None else low, min(-LARGE, inner[0]))
    high = min(math.inf if high is None else high, HEAVY.get(key, max(LARGE, inner[1])))
    if field.annotation is int:
        return st.one_of(st.integers(int(inner[0]), int(min(inner[1], high))), st.integers(int(low), int(high)))
    inside = st.floats(float(inner[0]), float(min(inner[1], high)))
    return st.one_of(inside, st.sampled_from([low, high, *map(float, inner)]), st.floats(low, high))


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    """A scenario with some keys set to anything allowed, some mechanisms off, and some interventions."""
    weeks = draw(st.integers(1, 34))
    content: dict[str, Any] = {
        "scenario": {"weeks": weeks},
        "organisation": {
            "employees": draw(st.sampled_from([2, 5, 8, 13, 24])),
            "graph": draw(st.sampled_from(["departments", "complete", "poisson"])),
            "mean_ties": draw(st.sampled_from([1.0, 2.0])),
            "departments": draw(st.integers(1, 3)),
            "levels": draw(st.sampled_from([1, 3])),
            "within_department": 0.6,
            "reciprocity": 0.5,
            "clustering": 0.2,
            "sector": draw(st.sampled_from(["private", "public"])),
        },
        "project": {"start_week": 1, "implementation_weeks": 2.0},
        "mechanisms": dict.fromkeys(draw(st.sets(st.sampled_from(SWITCHES), max_size=3)), False),
    }
    for key in draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=25, unique=True)):
        table, _, leaf = key.partition(".")
        content.setdefault(table, {})[leaf] = draw(values(key, FIELDS[key]))
    who = st.sampled_from(["all", "most_asked", "share:0.4", "level:1", "role:employee", "role:project_leader"])
    entries = {
        "training": {"hours": 30.0}, "leave": {}, "hire": {"style": draw(st.sampled_from(STYLES))},
        "quality": {"shift": draw(st.floats(-1.0, 1.0))}, "explain": {"strength": 1.0}, "energy": {"shift": -1.0},
        "change": {"set": {"exchange.requests_per_week": 9.5, "market.need_weeks": 1.0}},
    }  # fmt: skip
    content["intervention"] = [
        {"week": draw(st.integers(1, weeks)), "kind": kind, "who": draw(who), **entries[kind]}
        for kind in draw(st.lists(st.sampled_from(sorted(entries)), max_size=3))
    ]
    return content


WITHIN_0_1 = {
    "people": ("energy", "skill", "understanding", "usefulness", "ease", "felt_surveillance", "safety", "intensity",
               "habit", "reputation", "known_reputation", "satisfaction", "exposure", "mean_quality",
               "otherish", "heard_said", "heard_done", "done_mean", "done_variance", "gap"),
    "ties": ("quality", "record", "contact"),
    "project": ("fit", "leaders_reputation", "users_share"),
}  # fmt: skip


def check_state(simulation: Simulation) -> None:
    """Measures within their ranges, counts that fit one another."""
    for name, array in small.pieces(simulation):
        if array.dtype.kind == "f" and name != "project.weeks_left":
            assert np.isfinite(array).all(), name
    for record, names in WITHIN_0_1.items():
        for name in names:
            array = np.asarray(getattr(simulation.state, record)[name])
            assert array.min(initial=0.0) >= 0.0 and array.max(initial=1.0) <= 1.0 + 1e-12, (record, name)
    assert np.abs(simulation.state.people.gratitude).max(initial=0.0) <= 1.0 + 1e-12
    assert simulation.state.ties.given.min(initial=0.0) >= 0.0
    assert simulation.state.expertise.min() >= 0.0 and simulation.state.expertise.max() <= 1.0
    people, facts, needs = simulation.state.people, simulation.state.facts, simulation.state.needs
    traces = simulation.state.traces
    assert np.abs(people.push).max() <= 0.5
    assert people.hours.min() >= 0.0 and people.help_hours.min() >= 0.0 and people.demand.min() >= 0.0
    assert people.open_needs.min() >= 0 and people.open_needs.max() <= min(SLOTS, needs.fact.shape[1])
    assert np.all(people.right <= people.served) and np.all(people.hits <= people.lookups)
    assert np.all(people.acts <= people.occasions)
    assert set(np.unique(people.stage)) <= set(range(7))
    assert np.all(facts.held <= facts.version) and np.all(facts.recorded <= facts.version)
    assert np.all(traces.told_version <= facts.version) and np.all(facts.held >= NEVER)
    assert needs.fact.min(initial=NEVER) >= NEVER and needs.fact.max(initial=NEVER) < max(traces.owner.size, 1)
    assert np.all(np.abs(simulation.state.ties.level) < 10.0)


def check_books(simulation: Simulation) -> None:
    """Parts that do not exceed their wholes, groups that add up."""
    sums = simulation.state.sums
    n = simulation.state.people.key.size

    def of(name: str) -> Any:
        return sums[:, :, COLUMN[name]]

    assert np.isfinite(sums).all()
    for part, whole in (
        ("covered", "recordable"), ("fresh", "records"), ("granted", "requests"), ("hits", "lookups"),
        ("voluntary", "departures"), ("noticed", "changes"), ("passed_on", "found"), ("responded", "needs"),
        ("output", "served"), ("high_quality", "ties"), ("low_quality", "ties"), ("routine", "user"),
        ("shared_across", "shared"),
    ):  # fmt: skip
        assert np.all(of(part) <= of(whole)), (part, whole)
    assert np.array_equal(of("granted") + of("refused"), of("requests"))
    assert np.array_equal(of("shared_personally") + of("shared_by_system"), of("shared"))
    assert np.all(of("aware") + of("trial") + of("rejected") + of("user") <= of("people"))
    assert np.all(of("people") <= n)
    whole_counts = ("people", "user", "requests", "shared", "recordable", "records", "departures", "ties", "owners")
    for name in whole_counts:
        assert np.array_equal(of(name)[:, 0], of(name)[:, 1:4].sum(axis=1)), name
        assert np.array_equal(of(name)[:, 0], of(name)[:, 4:].sum(axis=1)), name
    stage = simulation.state.people.stage[simulation.state.people.present == 1]
    assert of("people")[-1, 0] == stage.size or simulation.scenario.mechanisms.turnover
    if not simulation.scenario.mechanisms.turnover:
        assert of("user")[-1, 0] == np.count_nonzero((stage >= 3) & (stage < 6))
        assert of("aware")[-1, 0] == np.count_nonzero(stage == 1)
        assert of("rejected")[-1, 0] == np.count_nonzero(stage == 6)


@settings(max_examples=150)
@given(contents(), st.integers(0, 2**31))
def test_any_scenario_runs_or_is_refused(content: dict[str, Any], seed: int) -> None:
    try:
        case = from_content(content)
        run = simulate(case, seed)
        simulation = small.run(case, seed)
    except CrmsimError:
        return  # refused with what was wrong; anything else is a failure
    check_state(simulation)
    check_books(simulation)
    groups = group_names(simulation.organisation.departments)
    summary = summarise(run.ledger, groups=groups, target=0.6, money=run.money)
    assert set(summary.reasons) == {name for name, value in summary.values.items() if value is None}
    for outcome in OUTCOMES:
        for value in (summary.values[outcome.name], *(row[outcome.name] for row in summary.by_group.values()
                                                      if outcome.by_group)):  # fmt: skip
            if value is not None:
                assert math.isfinite(value)
                assert (outcome.low is None or value >= outcome.low) and (outcome.high is None or value <= outcome.high)
    result = weekly(run.ledger, money=run.money)
    assert np.isfinite(result.values[result.defined]).all()


def whole_state(simulation: Simulation) -> dict[str, np.ndarray]:
    return {name: array.copy() for name, array in small.pieces(simulation) if name != "sums"}


OFF = {"mechanisms": dict.fromkeys(SWITCHES, False)}
SEEDED = {"adoption": {"seed_share": 0.2}, "scenario": {"weeks": 30}}


def test_with_everything_off_nothing_happens() -> None:
    case = small.scenario(small.LIVELY, SEEDED, OFF)
    simulation = Simulation(case, 4)
    before = whole_state(simulation)
    list(simulation.slices(case.weeks))
    for name, array in whole_state(simulation).items():
        assert array.tobytes() == before[name].tobytes(), name
    assert simulation.state.sums[0, 0, COLUMN["user"]] > 0.0
    assert np.all(simulation.state.sums == simulation.state.sums[0])


# What a mechanism alone moves, by name; off, it stands as it was before the first week.
OWNED: dict[str, tuple[str, ...]] = {
    "signals": ("people.heard_said", "people.heard_done", "people.done_mean", "people.done_variance", "people.gap",
                "people.push", "leadership.said", "leadership.done"),
    "project": ("project.step", "project.go_live", "project.fit", "project.leader", "project.consultant_hours",
                "people.access", "people.understanding", "requirements.status"),
    "market": ("people.satisfaction", "people.open_needs", "people.served", "facts.version", "facts.held"),
    "help": ("people.reputation", "people.known_reputation", "people.gratitude", "people.help_hours",
             "people.shared", "ties.record", "requests.tie", "requests.answer"),
    "system": ("people.felt_surveillance",
               "people.habit", "people.uses", "people.ease", "facts.recorded", "traces.author"),
    "adoption": ("people.stage", "people.intensity", "people.exposure", "users", "project.users_share"),
    "climate": ("people.energy", "people.safety", "people.mean_quality", "people.mood", "ties.level", "conflict"),
    "turnover": ("people.present", "people.holder", "people.hired", "people.style", "people.otherish", "people.left",
                 "ties.contact"),
}  # fmt: skip
COLUMNS_OF: dict[str, tuple[str, ...]] = {
    "help": ("requests", "granted", "offers", "shared_personally", "help_hours", "benefit_received", "cost_paid"),
    "market": ("needs", "changes", "output", "recordable", "responded"),
    "system": ("lookups", "hits", "recorded", "records", "shared_by_system"),
    "project": ("training_hours", "consultant_hours", "licences", "own_hours"),
    "adoption": ("aware", "trial", "user", "rejected"),
    "turnover": ("departures", "knowledge_lost"),
}
# Turnover gives a seat to somebody new, about whom everything is new; it would hide what the others move.
STEADY = {**SEEDED, "adoption": {}, "turnover": {"annual_rate": 0.0}}


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_mechanism_switched_off_moves_nothing(switch: str) -> None:
    content = STEADY if switch != "turnover" else {"scenario": {"weeks": 30}}
    on = small.scenario(small.LIVELY, content)
    off = small.scenario(small.LIVELY, content, {"mechanisms": {switch: False}})
    for case, moves in ((on, True), (off, False)):
        simulation = Simulation(case, 4)
        before = whole_state(simulation)
        list(simulation.slices(case.weeks))
        after = whole_state(simulation)
        moved = {name for name in OWNED[switch] if after[name].tobytes() != before[name].tobytes()}
        assert moved == (set(OWNED[switch]) if moves else set())
        entered = {name for name in COLUMNS_OF.get(switch, ()) if small.column(simulation, name).any()}
        assert entered == (set(COLUMNS_OF.get(switch, ())) if moves else set())


def test_more_requests_than_there_was_room_for_spill_into_nobodys_row() -> None:
    rise = [{"week": 3, "kind": "change", "set": {"exchange.requests_per_week": 12.0}}]
    case = small.scenario(
        small.LIVELY,
        {"exchange": {"requests_per_week": 1.0}, "work": {"needs_per_week": 8.0, "interdependence": 1.0}},
        {"asking": {"readiness": 50.0}, "scenario": {"weeks": 12}, "intervention": rise},
    )
    simulation = small.run(case, 1)
    people, requests, ties = simulation.state.people, simulation.state.requests, simulation.state.ties
    width = requests.tie.size // people.key.size
    source = np.repeat(np.arange(people.key.size), np.diff(simulation.state.start))
    rows = np.flatnonzero(requests.tie >= 0)
    assert np.array_equal(source[requests.tie[rows]], rows // width)
    assert ties.size == source.size
    asked = small.column(simulation, "requests")
    assert asked[2:].max() > 2.0 * asked[:2].max()


def test_the_example_of_a_wrong_record_of_an_old_version_misleads_its_reader() -> None:
    # Every record is wrong; whoever reads one of another's facts is served with outdated knowledge.
    case = small.scenario(
        small.LIVELY,
        {"system": {"data_quality": 0.0, "correction": 0.0}},
        {"scenario": {"weeks": 40}, "turnover": {"annual_rate": 0.0}, "leadership": {"done": 1.0}},
    )
    simulation = Simulation(case, 2)
    needs, facts, misled = simulation.state.needs, simulation.state.facts, 0
    for _, _, before in small.watched(simulation, "use"):
        waiting = np.arange(needs.shape[1]) < simulation.state.people.open_needs[:, None]
        read = waiting & (before.needs["want"] == WANT_FACT) & (needs.want == WANT_NOTHING)
        assert np.all(needs.version[read] < facts.version[needs.fact[read]])
        misled += np.count_nonzero(read)
    assert misled > 0
    assert small.column(simulation, "records").max() > 0.0 and small.column(simulation, "lookups").sum() > 0.0
    assert small.column(simulation, "hits").sum() == 0.0 and small.column(simulation, "covered").sum() == 0.0


def test_more_searching_than_a_week_holds_is_told() -> None:
    # Found among generated scenarios: five people whom asking takes a week.
    scenario = from_content({"scenario": {"weeks": 2}, "asking": {"hours": 40.0},
                             "organisation": {"employees": 5, "mean_ties": 1.0, "departments": 1, "levels": 1},
                             "project": {"start_week": 1, "implementation_weeks": 2.0}})  # fmt: skip
    run = simulate(scenario, 0)
    place = [outcome.name for outcome in OUTCOMES].index("search_share")
    assert np.nanmax(weekly(run.ledger).values[..., place]) > 1.0
