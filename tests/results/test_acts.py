"""Who asked whom, and the ties of each year: what the ledger has summed up, one by one, and nothing changed by it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import crmsim
from crmsim.commands.main import cli
from crmsim.errors import CrmsimError
from crmsim.mechanisms import COLUMN
from crmsim.mechanisms.state import ROLES
from crmsim.results.by_group import IMPORTED, NOBODY, named
from crmsim.results.snapshots import record
from crmsim.results.weekly import NAMES
from crmsim.runner.worker import measured
from crmsim.scenario import load
from crmsim.simulation import simulate

SMALL = ["organisation.employees=40", "turnover.annual_rate=.5"]
KEEP = ("events", "networks")
WEEKS = 60


@pytest.fixture(scope="module")
def result() -> crmsim.RunResult:
    return crmsim.run("baseline", 2, SMALL, WEEKS)


@pytest.fixture(scope="module")
def events(result: crmsim.RunResult) -> pd.DataFrame:
    return result.events()


def test_events_add_up_to_the_ledger_week_by_week(result: crmsim.RunResult, events: pd.DataFrame) -> None:
    asked = events["kind"] == "asked"
    counted = {
        "requests": asked,
        "granted": asked & events["granted"],
        "refused": asked & (events["answer"] == "refused"),
        "offers": ~asked,
        "received": events["answer"] == "helped",
    }
    for column, rows in counted.items():
        weeks = events.loc[rows, "week"].value_counts().reindex(range(1, WEEKS + 1), fill_value=0)
        assert np.array_equal(weeks, result.ledger[:, 0, COLUMN[column]]), column
        assert weeks.sum() > 0
    assert events.loc[asked, "granted"].mean() == result.summary.values["help_rate"]
    frame = result.frame()
    told = frame[(frame["outcome"] == "requests") & (frame["group"] == "all")].set_index("week")["value"]
    assert (events[asked].groupby("week").size() == told[told > 0].astype(int)).all()
    assert events["granted"].equals(events["answer"].isin(["helped", "tried"]))
    assert (events.loc[~asked, "granted"]).all()  # an encounter at which nothing is offered is no event


def test_events_tell_of_people_as_they_were_when_they_asked(result: crmsim.RunResult, events: pd.DataFrame) -> None:
    kept = record(load("baseline", SMALL, WEEKS), 2, fields=("style", "holder", "present"))
    seat = events["asker"].str[1:].astype(int).to_numpy() - 1
    before = events["week"].to_numpy() - 1  # a row of what was kept stands after its week
    styles = np.array(["giver", "taker", "matcher"])
    assert np.array_equal(styles[kept["style"][before, seat]], events["asker_style"].to_numpy())
    assert np.array_equal(kept["holder"][before, seat], events["asker_holder"])
    assert kept["present"][before, seat].all() and events["asker_holder"].max() > 0
    assert (events["asker"].astype(str) != events["asked"].astype(str)).all()
    assert (events["want"] == "fact").equals(events["fact"].notna())
    assert (events["want"] == "expertise").equals(events["topic"].notna())
    assert events["contact"].gt(0).all() and events["quality"].between(0, 1).all()


def test_networks_are_those_that_a_recording_ends_with(result: crmsim.RunResult) -> None:
    networks = result.networks()
    assert sorted(networks["week"].unique()) == [0, 52, 60]
    scenario = load("baseline", SMALL, WEEKS)
    for week in (52, 60):
        state = record(scenario, 2, week, ("style",)).state
        there = state.ties.contact > 0
        mine = networks[networks["week"] == week]
        assert np.array_equal(mine["contact"], state.ties.contact[there])
        assert np.array_equal(mine["quality"], state.ties.quality[there])
        assert np.array_equal(mine["target"].str[1:].astype(int) - 1, state.ties.target[there])


@pytest.mark.parametrize("branch", [None, 20])
def test_keeping_changes_no_bit_of_a_run_and_is_no_own_rule(branch: int | None) -> None:
    scenario = load("baseline", SMALL, 30)
    plain = simulate(scenario, 3)
    kept = simulate(scenario, 3, keep=(*KEEP, "roles"), branch_week=branch)
    assert kept.ledger.tobytes() == plain.ledger.tobytes()
    assert all(np.array_equal(kept.money[name], plain.money[name]) for name in plain.money)
    assert np.array_equal(kept.state.people["energy"], plain.state.people["energy"])
    assert kept.hooks == () and plain.kept == {}
    whole = simulate(scenario, 3, keep=KEEP)
    assert all(np.array_equal(kept.kept[kind], whole.kept[kind]) for kind in KEEP)


def test_own_rules_take_part_in_what_is_kept() -> None:
    @crmsim.hook(before="help")
    def closer(week: object) -> None:
        week.ties.quality[:] = 1.0  # type: ignore[attr-defined]

    ruled = crmsim.run("baseline", 1, SMALL[:1], 20, hooks=[closer])
    events = ruled.events()
    assert events[events["kind"] == "asked"]["granted"].mean() == ruled.summary.values["help_rate"]
    assert events.loc[events["week"] > 1, "quality"].mean() > 0.9


def test_favours_without_a_market_are_events_too() -> None:
    result = crmsim.run("baseline", 1, [*SMALL[:1], "mechanisms.market=false", "mechanisms.project=false"], 5)
    events = result.events()
    assert set(events["want"]) == {"favour"} and set(events["kind"]) == {"asked"}
    assert len(events) == result.ledger[:, 0, COLUMN["requests"]].sum() > 0


def test_sums_by_role_are_those_of_the_ledger_told_another_way() -> None:
    scenario = load("baseline", SMALL, 30)
    run = simulate(scenario, 3, keep=("roles",))
    roles = run.kept["roles"]
    assert roles.shape == (30, len(ROLES), run.ledger.shape[2])
    people, hours = COLUMN["people"], [COLUMN[f"own_hours_{role}"] for role in ROLES]
    assert np.array_equal(roles[:, :, people].sum(axis=1), run.ledger[:, 0, people])
    assert np.allclose(np.diagonal(roles[:, :, hours], axis1=1, axis2=2), run.ledger[:, 0, hours])
    again = record(scenario, 3, fields=("present", "role"))
    for place in range(len(ROLES)):
        there = (again["role"][1:] == place) & (again["present"][1:] == 1)
        assert np.array_equal(there.sum(axis=1), roles[:, place, people])


def test_outcomes_by_role_are_stored_on_request() -> None:
    columns = ("requests:role:superuser", "requests:role:employee", "user_share:role:project_leader")
    found = measured(load("baseline", SMALL[:1], 20), 1, by_group=columns)
    of_superusers, of_employees, _ = found.values[len(NAMES) :]
    assert 0 < of_superusers < of_employees < found.values[NAMES.index("requests")]
    nobody = measured(load("baseline", [*SMALL[:1], "mechanisms.project=false"], 8), 1, by_group=columns[2:])
    assert np.isnan(nobody.values[-1]) and nobody.reasons[columns[2]] == NOBODY
    assert named("requests:role:superuser") is not None
    assert named("requests:role:boss") is None and named("departures:role:superuser") is None


def test_a_run_writes_both_as_parquet_and_other_results_than_without(tmp_path: Path) -> None:
    asked = ["run", "baseline", "--set", SMALL[0], "--weeks", "6", "--seed", "4"]
    for folder, more in (("plain", []), ("kept", ["--events", "--networks"])):
        told = CliRunner().invoke(cli, [*asked, *more, "--out", str(tmp_path / folder)])
        assert told.exit_code == 0, told.output
    names = {one.name for one in (tmp_path / "kept").iterdir()} - {one.name for one in (tmp_path / "plain").iterdir()}
    assert names == {"events.parquet", "networks.parquet"}
    same = [(tmp_path / folder / "weeks.csv").read_bytes() for folder in ("plain", "kept")]
    assert same[0] == same[1]
    stored = pd.read_parquet(tmp_path / "kept" / "events.parquet")
    live = crmsim.run("baseline", 4, SMALL[:1], 6).events()
    assert len(stored) == len(live) and np.array_equal(stored["quality"], live["quality"])
    again = CliRunner().invoke(cli, [*asked, "--out", str(tmp_path / "kept")])
    assert again.exit_code != 0 and "kept events, networks → -" in again.output


def test_of_people_from_files_nothing_is_kept(tmp_path: Path) -> None:
    people = "".join(f"e{seat},Sales,{1 + (seat > 0)},{'e0' if seat else ''}\n" for seat in range(12))
    (tmp_path / "people.csv").write_text(f"employee_id,department,level_from_top,manager_id\n{people}")
    ties = "".join(f"e{seat},e{(seat + 1) % 12},1\n" for seat in range(12))
    (tmp_path / "ties.csv").write_text(f"source_id,target_id,strength\n{ties}")
    (tmp_path / "ours.toml").write_text(
        '[scenario]\nweeks = 4\n[organisation]\nemployees_csv = "people.csv"\nties_csv = "ties.csv"\n'
    )
    ours = load(tmp_path / "ours.toml")
    for kind in KEEP:
        with pytest.raises(CrmsimError, match="of people from files"):
            simulate(ours, 0, keep=(kind,))
    told = CliRunner().invoke(cli, ["run", str(tmp_path / "ours.toml"), "--events", "--out", str(tmp_path / "out")])
    assert told.exit_code
    assert "of people from files" in told.output and not (tmp_path / "out").exists()
    found = measured(ours, 0, by_group=("output:role:employee",))
    assert np.isnan(found.values[-1]) and found.reasons["output:role:employee"] == IMPORTED
