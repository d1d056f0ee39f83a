"""One scenario and one seed make one run, whatever happens around it; a change changes only what it must."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small
from small import LIVELY, fingerprint, scenario

import crmsim
from crmsim.mechanisms import SWITCHES
from crmsim.numerics.draws import run_key
from crmsim.results.weekly import LINES
from crmsim.scenario import Scenario, load
from crmsim.scenario.catalogue import shipped
from crmsim.simulation import Simulation, advance, simulate
from crmsim.simulation import run as run_module
from crmsim.simulation.initial import new_state

ROOT = Path(__file__).resolve().parents[2]
BUSY = scenario(LIVELY, {"organisation": {"employees": 40, "mean_ties": 6.0}, "scenario": {"weeks": 50}})
TIMELINE = scenario(LIVELY, small.CASES["everything"])
WEEK = 40
AT_40: dict[str, dict[str, Any]] = {
    "change of leadership": {"kind": "change", "set": {"leadership.done": 1.0}},
    "change of how much is asked": {"kind": "change", "set": {"exchange.requests_per_week": 6.0}},
    "change of the world": {"kind": "change", "set": {"system.fit": 0.1, "market.need_weeks": 5.0}},
    "training": {"kind": "training", "who": "share:0.5", "hours": 20.0},
    "leave": {"kind": "leave", "who": "most_asked"},
    "hire": {"kind": "hire", "who": "department:1", "style": "taker"},
    "quality": {"kind": "quality", "who": "level:2", "shift": -0.5},
    "explain": {"kind": "explain", "strength": 0.9},
    "energy": {"kind": "energy", "who": "role:employee", "shift": -0.5},
}


def test_the_same_seed_twice_is_the_same_run() -> None:
    one, two = simulate(BUSY, 5), simulate(BUSY, 5)
    assert one.ledger.tobytes() == two.ledger.tobytes()
    assert set(one.money) == set(two.money) == set(LINES)
    assert all(one.money[line].tobytes() == two.money[line].tobytes() for line in LINES)
    assert fingerprint(small.run(BUSY, 5)) == fingerprint(small.run(BUSY, 5))


def test_zero_is_a_seed() -> None:
    keys = {run_key(seed) for seed in range(1000)}
    assert len(keys) == 1000 and 0 not in keys
    assert fingerprint(small.run(BUSY, 0)) == fingerprint(small.run(BUSY, 0))
    assert small.run(BUSY, 0).state.sums.tobytes() != small.run(BUSY, 1).state.sums.tobytes()


@pytest.mark.parametrize("name", AT_40)
def test_what_happens_in_week_40_changes_nothing_before(name: str) -> None:
    plain = simulate(BUSY, 2)
    changed = simulate(scenario(BUSY.content(), {"intervention": [{"week": WEEK, **AT_40[name]}]}), 2)
    before, after = slice(0, WEEK - 1), slice(WEEK - 1, None)
    assert plain.ledger[before].tobytes() == changed.ledger[before].tobytes()
    assert plain.ledger[after].tobytes() != changed.ledger[after].tobytes()
    assert all(np.array_equal(plain.money[line][before], changed.money[line][before]) for line in LINES)


@pytest.mark.parametrize("case", [BUSY, TIMELINE], ids=["plain", "timeline"])
def test_slices_do_not_matter(case: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = fingerprint(small.run(case, 1))
    by_week = Simulation(case, 1)
    for week in range(1, case.weeks + 1):
        assert list(by_week.slices(week))[-1] == week == by_week.week
    assert fingerprint(by_week) == at_once
    monkeypatch.setattr(run_module, "SLICE_NANOSECONDS", 1.0)
    by_phase = Simulation(case, 1)
    steps = len(list(by_phase.slices(case.weeks)))
    assert steps > 10 * case.weeks
    assert fingerprint(by_phase) == at_once


def test_no_week_lies_beyond_the_horizon() -> None:
    simulation = small.run(TIMELINE)
    with pytest.raises(ValueError, match="beyond the horizon"):
        list(simulation.slices(TIMELINE.weeks + 1))


def test_threads_do_not_matter() -> None:
    alone = [simulate(TIMELINE, seed).ledger.tobytes() for seed in range(6)]
    for workers in (1, 2, 4):
        with ThreadPoolExecutor(workers) as pool:
            together = [run.ledger.tobytes() for run in pool.map(lambda seed: simulate(TIMELINE, seed), range(6))]
        assert together == alone, workers


def test_processes_do_not_matter() -> None:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, str(Path(small.__file__)), "hazard", "public"],
        env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert dict(line.split() for line in done.stdout.splitlines()) == {
        name: small.fingerprint_of(name) for name in ("hazard", "public")
    }


def test_runs_in_between_do_not_matter() -> None:
    first = fingerprint(small.run(TIMELINE, 4))
    for case in (BUSY, TIMELINE.changed(["climate.culture=0.3"]), scenario(LIVELY, small.CASES["barter"])):
        small.run(case, 9)
    simulate(TIMELINE, 4)
    assert fingerprint(small.run(TIMELINE, 4)) == first


# --- what a change leaves alone -------------------------------------------------------------------------------------

DRAWN = ("otherish", "productivity", "threshold", "hired", "satisfaction")


def by_key(simulation: Simulation, *fields: str) -> dict[int, tuple[Any, ...]]:
    """What is drawn about each seat, by its key: the fields asked for, expertise, and the owner's facts."""
    state, people = simulation.state, simulation.state.people
    return {
        int(key): (
            *(float(people[name][i]) for name in fields),
            *state.expertise[i].tolist(),
            *state.facts.held[state.first_fact[i] : state.first_fact[i + 1]].tolist(),
        )
        for i, key in enumerate(people.key)
    }


def qualities(simulation: Simulation) -> dict[tuple[int, int], float]:
    """The quality of every tie entry, by the keys of the two."""
    state = simulation.state
    source = np.repeat(state.people.key, np.diff(state.start))
    return {
        (int(one), int(two)): float(quality)
        for one, two, quality in zip(source, state.people.key[state.ties.target], state.ties.quality, strict=True)
    }


def write(
    folder: Path, people: list[str], ties: list[tuple[str, str]], header: str = "employee_id,department,manager_id"
) -> Path:
    """An imported organisation as a scenario file."""
    (folder / "people.csv").write_text("\n".join([header, *people]) + "\n", encoding="utf-8")
    rows = ["source_id,target_id", *(f"{one},{two}" for one, two in ties)]
    (folder / "ties.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    path = folder / "own.toml"
    path.write_text('[organisation]\nemployees_csv = "people.csv"\nties_csv = "ties.csv"\n', encoding="utf-8")
    return path


NAMES = [f"p{k:02d}" for k in range(30)]
STAFF = [f"{name},{'AB'[k % 2]},{'p01' if k % 2 and k > 1 else 'p00' if k else ''}" for k, name in enumerate(NAMES)]
PAIRS = [(NAMES[k], NAMES[(k * step + step) % 30]) for k in range(30) for step in (1, 2, 5, 7)]
PAIRS = sorted({pair for pair in PAIRS if pair[0] != pair[1]})
QUICK = ["project.start_week=1", "project.implementation_weeks=2.0", "turnover.annual_rate=0.3"]


def folder_of(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    return folder


def test_one_more_employee_changes_nobody_elses_random_numbers(tmp_path: Path) -> None:
    one = Simulation(load(write(folder_of(tmp_path, "a"), STAFF, PAIRS)), 3)
    more = Simulation(load(write(folder_of(tmp_path, "b"), [*STAFF, "new,A,p00"], [*PAIRS, ("new", "p03")])), 3)
    before, after = by_key(one, *DRAWN), by_key(more, *DRAWN)
    assert len(after) == len(before) + 1 and before.items() <= after.items()
    assert qualities(one).items() <= qualities(more).items()
    style = {int(k): int(s) for k, s in zip(more.state.people.key, more.state.people.style, strict=True)}
    changed = sum(style[int(k)] != s for k, s in zip(one.state.people.key, one.state.people.style, strict=True))
    assert changed <= 2  # shares of 31 instead of 30: one giver or taker more or less


def asked_in_week_1(simulation: Simulation) -> dict[int, list[tuple[int, int]]]:
    """Whom each seat asks in the first week, and for which need: keys."""
    simulation._advance(1, 1, 0, 3)
    state = simulation.state
    width = state.requests.tie.size // state.people.key.size
    result: dict[int, list[tuple[int, int]]] = {int(key): [] for key in state.people.key}
    for row in np.flatnonzero(state.requests.tie >= 0):
        asked = state.people.key[state.ties.target[state.requests.tie[row]]]
        result[int(state.people.key[row // width])].append((int(state.requests.slot[row]), int(asked)))
    return result


def test_one_more_tie_changes_nobody_elses_choices(tmp_path: Path) -> None:
    new = ("p04", "p20")
    assert new not in PAIRS and new[::-1] not in PAIRS
    one = Simulation(load(write(folder_of(tmp_path, "a"), STAFF, PAIRS)), 3)
    more = Simulation(load(write(folder_of(tmp_path, "b"), STAFF, [*PAIRS, new])), 3)
    assert by_key(one, *DRAWN, "style") == by_key(more, *DRAWN, "style")
    assert qualities(one).items() <= qualities(more).items() and len(qualities(more)) == len(qualities(one)) + 2
    before, after = asked_in_week_1(one), asked_in_week_1(more)
    keys = {name: int(key) for name, key in zip(one.organisation.ids, one.state.people.key, strict=True)}
    touched = {int(more.state.people.key[i]) for i in range(30) if degree(more, i) != degree(one, i)}
    assert len(touched) == 2 and len(keys) == 30
    assert {key: before[key] for key in before if key not in touched} == {
        key: after[key] for key in after if key not in touched
    }
    assert any(before.values())


def degree(simulation: Simulation, seat: int) -> int:
    return int(simulation.state.start[seat + 1] - simulation.state.start[seat])


def test_the_order_of_ties_does_not_matter(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    one = load(write(folder_of(tmp_path, "a"), STAFF, PAIRS), QUICK, weeks=30)
    pairs = [PAIRS[k] for k in rng.permutation(len(PAIRS))]
    two = load(write(folder_of(tmp_path, "b"), STAFF, pairs), QUICK, weeks=30)
    assert fingerprint(small.run(one, 8)) == fingerprint(small.run(two, 8))
    assert small.column(small.run(one, 8), "user").max() > 0.0


def test_names_have_no_part_in_a_run(tmp_path: Path) -> None:
    one = load(write(folder_of(tmp_path, "a"), STAFF, PAIRS), QUICK, weeks=30)
    other = {name: f"q{(7 * k + 3) % 30:02d}" for k, name in enumerate(NAMES)}
    staff = [",".join(other.get(cell, cell) for cell in line.split(",")) for line in STAFF]
    two = load(write(folder_of(tmp_path, "b"), staff, [(other[i], other[j]) for i, j in PAIRS]), QUICK, weeks=30)
    assert fingerprint(small.run(one, 8)) == fingerprint(small.run(two, 8))


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_switch_leaves_every_other_draw_alone(switch: str) -> None:
    full = Simulation(BUSY, 6)
    without = Simulation(scenario(BUSY.content(), {"mechanisms": {switch: False}}), 6)
    fields = (*DRAWN, "style", "department", "level", "manager")
    before, after = by_key(full, *fields), by_key(without, *fields)
    if switch == "market":  # nobody owns customers, hence no facts; all that comes before them is the same
        size = len(fields) + full.state.expertise.shape[1]
        before = {key: values[:size] for key, values in before.items()}
    assert before == after
    assert qualities(full) == qualities(without)
    for week in range(1, 16):
        list(full.slices(week))
        list(without.slices(week))
        if switch != "signals":
            assert full.state.leadership.done[0] == without.state.leadership.done[0]
        if switch != "market":
            assert np.array_equal(full.state.facts.version, without.state.facts.version)
    if switch != "project":
        assert full.state.project.leader[0] == without.state.project.leader[0]
    if switch != "turnover":
        stayed = (full.state.people.holder == 0) & (without.state.people.holder == 0)
        assert stayed.sum() > 20
        assert np.array_equal(full.state.people.otherish[stayed], without.state.people.otherish[stayed])


@pytest.mark.parametrize("name", [name for name in AT_40 if name != "change of the world"])
def test_an_intervention_leaves_every_other_draw_alone(name: str) -> None:
    early = {"intervention": [{**AT_40[name], "week": 5}]}
    plain, changed = small.run(BUSY, 2), small.run(scenario(BUSY.content(), early), 2)
    assert np.array_equal(plain.state.facts.version, changed.state.facts.version)
    same = (plain.state.people.holder == 0) & (changed.state.people.holder == 0)
    for field in ("style", "otherish", "productivity", "own_deeds", "hired"):
        assert np.array_equal(plain.state.people[field][same], changed.state.people[field][same])


@pytest.mark.parametrize(
    "settings", [["people.givers=0.3", "people.takers=0.19"], ["people.givers=0.25", "people.takers=0.0"]]
)
def test_a_share_changes_the_fewest_people(settings: list[str]) -> None:
    base = load("baseline", ["organisation.employees=200"])
    one = new_state(Simulation(base, 1).organisation, base, run_key(1)).people.style
    other = base.changed(settings)
    two = new_state(Simulation(other, 1).organisation, other, run_key(1)).people.style
    moved = np.abs(np.bincount(one, minlength=3) - np.bincount(two, minlength=3)).sum() // 2
    assert moved > 0
    assert np.count_nonzero(one != two) == moved


# --- one compiled specialisation ------------------------------------------------------------------------------------


def test_everything_runs_through_one_specialisation(tmp_path: Path) -> None:
    for name in shipped():
        small.run(load(name, weeks=2))
    crmsim.run("baseline", seed=3, settings={"organisation.employees": 30}, weeks=4)
    crmsim.compare("baseline", what_if=["people.takers=0.4"], settings=["organisation.employees=30"], weeks=4, runs=3)
    simulation = Simulation(load(write(tmp_path, STAFF, PAIRS), weeks=6), 1)
    for week in range(1, 7):
        list(simulation.slices(week))
    small.run(TIMELINE)
    small.run(BUSY, int(np.int64(3)))
    assert len(advance.signatures) == 1  # type: ignore[attr-defined]
