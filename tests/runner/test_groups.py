"""Outcomes of a part of the people, asked for by name: stored, watched, told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import crmsim
from crmsim.errors import CrmsimError
from crmsim.experiment import from_text
from crmsim.experiment.runs import Runs
from crmsim.report.labels import outcome_label
from crmsim.results.by_group import IMPORTED, NOWHERE, named
from crmsim.results.weekly import NAMES
from crmsim.runner.start import start
from crmsim.runner.worker import measured
from crmsim.scenario import load
from crmsim.store.load import Sweep
from crmsim.words import Teller

TEXT = """
title = "Whose output"
outcomes = [{outcomes}]
money = false
runs = {runs}
{more}
[design]
kind = "{kind}"
[constants]
"organisation.employees" = 30
"organisation.departments" = 3
"scenario.weeks" = 10
[levers.mood.alternatives]
usual = {{}}
mistrust = {{ "climate.culture" = 0.2 }}
[failure]
outcome = "help_rate:taker"
below = 0.5
"""
ASKED = '"output:giver", "help_rate:department:2", "output"'


def text(outcomes: str = ASKED, runs: str = "3", more: str = "", kind: str = "grid") -> str:
    return TEXT.format(outcomes=outcomes, runs=runs, more=more, kind=kind)


def swept(folder: Path, **more: str) -> Sweep:
    return Sweep.read(start(from_text(text(**more), "e", folder), jobs=0, out=folder / "out").folder)


@pytest.mark.parametrize("kind", ["grid", "scenarios"])
def test_what_is_stored_and_told_is_what_the_run_tells_of_the_group(tmp_path: Path, kind: str) -> None:
    sweep = swept(tmp_path, kind=kind)
    assert sweep.stored == (*NAMES, "output:giver", "help_rate:department:2", "help_rate:taker")
    table = sweep.frame().set_index(["mood", "replicate"])
    settings = {"organisation.employees": 30, "organisation.departments": 3}
    for seed in range(3):
        groups = crmsim.run("baseline", seed, settings, 10).summary.by_group
        row = table.loc[("usual", seed)]
        assert row["output:giver"] == groups["giver"]["output"]
        assert row["help_rate:taker"] == groups["taker"]["help_rate"]
        assert row["help_rate:department:2"] == groups["department:department 2"]["help_rate"]
    loaded = crmsim.load(sweep.folder)
    if kind == "scenarios":  # of three runs nothing is said, but all is in the table
        told = loaded.analyse().comparison.differences()
        assert {"output:giver", "help_rate:department:2"} <= set(told["outcome"])
    else:
        said = loaded.text()
        assert "utput (needs a week), givers" in said and "elp rate, department 2" in said


def test_they_are_called_in_both_languages_and_judged_as_the_outcome() -> None:
    assert outcome_label("output:giver", Teller("en")) == "output (needs a week), givers"
    assert outcome_label("help_rate:department:2", Teller("nb")).endswith(", avdeling 2")
    assert outcome_label("help_rate:department:Sales", Teller("en")) == "help rate, Sales"
    whole, part = named("help_rate"), named("help_rate:giver")
    assert whole is not None and part is not None
    assert (part.unit, part.better, part.matters) == (whole.unit, whole.better, whole.matters)
    assert named("help_rate:nobody") is None and named("success:giver") is None and named("x:giver") is None


def test_asked_for_in_either_way_a_run_is_the_same_and_a_column_stands_once() -> None:
    one = from_text(text('"output:giver"', more='by_style = ["output", "help_rate"]'))
    other = from_text(text('"output"', more='by_style = ["output", "help_rate"]'))
    assert one.grouped == other.grouped and len(set(one.grouped)) == 6
    assert Runs(one, "code").run(0, 0) == Runs(other, "code").run(0, 0)


def test_a_precision_of_a_group_is_reached(tmp_path: Path) -> None:
    runs = '{ least = 30, most = 60, precision = { "help_rate:giver" = 0.5 } }'
    sweep = swept(tmp_path, outcomes='"help_rate:giver"', runs=runs)
    assert len(sweep.frame()) == 60


@pytest.mark.parametrize(
    ("outcomes", "pattern"),
    [
        ('"output:givers"', "tells of nobody.*Did you mean 'output:giver'"),
        ('"output:department:"', "tells of nobody"),
        ('"output:role:superusers"', "one of .*output:role:employee.*Did you mean 'output:role:superuser'"),
        ('"output:superuser"', "one of .*output:matcher, output:department:1, output:role:employee.*role:executive"),
        (
            '"departures:role:employee"',
            "is not told by role.*one of departures:giver.*:department:1(?!.*role:)",
        ),
        ('"relapse:giver"', "told for everybody only"),
        ('"outpt:giver"', "no such outcome"),
        ('"output:giver", "output:giver"', "stands twice"),
    ],
)
def test_what_is_no_group_is_refused(outcomes: str, pattern: str) -> None:
    with pytest.raises(CrmsimError, match=pattern):
        from_text(text(outcomes))


def test_hours_of_what_is_no_role_are_refused_with_the_nearest_role() -> None:
    with pytest.raises(CrmsimError, match="no such outcome.*Did you mean 'own_hours:superuser'"):
        from_text(text('"output"', more='weekly = ["own_hours:superusers"]'))


def test_no_department_of_people_from_files_is_told_and_none_that_is_not_there(tmp_path: Path) -> None:
    rows = [f"p{n},{'ab'[n % 2]},{'' if n == 0 else 'p0'}" for n in range(20)]
    (tmp_path / "people.csv").write_text("employee_id,department,manager_id\n" + "\n".join(rows) + "\n")
    ties = [f"p{n},p{(n + 1) % 20},1" for n in range(20)]
    (tmp_path / "ties.csv").write_text("source_id,target_id,strength\n" + "\n".join(ties) + "\n")
    files = {f"organisation.{key}_csv": str(tmp_path / f"{name}.csv")
             for key, name in (("employees", "people"), ("ties", "ties"))}  # fmt: skip
    own = measured(load("baseline", files, weeks=5), 1, False, by_group=("output:department:a",))
    assert np.isnan(own.values[-1]) and own.reasons["output:department:a"] == IMPORTED
    small = load("baseline", {"organisation.employees": 20, "organisation.departments": 2}, weeks=5)
    made = measured(small, 1, False, by_group=("output:department:9", "output:department:1"))
    assert np.isnan(made.values[-2]) and made.reasons["output:department:9"] == NOWHERE
    assert np.isfinite(made.values[-1])
