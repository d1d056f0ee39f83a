"""Outcomes of one's own: declared in the experiment, told by rules, stored and judged like any other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import crmsim
from crmsim.errors import CrmsimError
from crmsim.experiment import from_text, read
from crmsim.results.own import OWN
from crmsim.runner.start import start
from crmsim.store.load import Sweep

RULES = """
import numpy as np
import crmsim


@crmsim.hook(after="ledger", counterfactual=False)
def tells(week):
    week.tell("freshest", float(week.people.energy.max()))
    if week.number > 5 and week.scenario.exchange.cost < 0.2:
        week.tell("weeks_seen", week.number)
"""
EXPERIMENT = """
title = "My own"
outcomes = ["freshest", "weeks_seen", "output"]
money = false
runs = {{ least = 30, most = 30, precision = {{ freshest = 0.9 }} }}
rules = ["mine:tells"]
[design]
kind = "{kind}"
[constants]
"organisation.employees" = 20
"scenario.weeks" = 8
[own.freshest]
meaning = "energy of whoever has most of it"
unit = "share"
better = "higher"
matters = 0.02
low = 0.0
high = 1.0
[own.weeks_seen]
meaning = "weeks that the rule saw"
unit = "weeks"
better = "none"
matters = 1.0
[levers.price.alternatives]
dear = {{ "exchange.cost" = 0.9 }}
cheap = {{ "exchange.cost" = 0.1 }}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A working folder with a rule that tells two outcomes, and an experiment that declares them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(RULES)
    before = dict(OWN)
    OWN.clear()
    yield tmp_path
    OWN.clear()
    OWN.update(before)
    sys.modules.pop("mine", None)


@pytest.mark.parametrize("kind", ["grid", "scenarios"])
def test_what_a_rule_tells_is_stored_and_judged_as_declared(folder: Path, kind: str) -> None:
    Path("e.toml").write_text(EXPERIMENT.format(kind=kind))
    sweep = Sweep.read(start("e.toml", jobs=0, run_rules=True).folder)
    table = sweep.frame().set_index(["price", "replicate"])
    assert sweep.stored[-2:] == ("freshest", "weeks_seen")
    assert table.loc["cheap", "weeks_seen"].tolist() == [8.0] * 30
    assert table.loc["dear", "weeks_seen"].isna().all()
    assert "no own rule told it" in str(table.loc[("dear", 0), "reasons"])

    @crmsim.hook(after="ledger", counterfactual=False)
    def tells(week):
        week.tell("freshest", week.people.energy.max())

    run = crmsim.run("baseline", 3, {"organisation.employees": 20, "exchange.cost": 0.1}, 8, hooks=[tells])
    assert run.told == {"freshest": table.loc[("cheap", 3), "freshest"]}
    (folder / "mine.py").unlink()
    OWN.clear()
    said = crmsim.load("outputs/e").text()  # from the folder alone
    assert "reshest" in said and "eeks seen" in said


@pytest.mark.parametrize(
    ("old", "new", "pattern"),
    [
        ('better = "none"', 'better = "up"', "own.weeks_seen.better"),
        ('unit = "weeks"\n', "", "unit is missing"),
        ("matters = 1.0", "matters = 0.0", "own.weeks_seen.matters"),
        ("[own.weeks_seen]", "[own.output]", "own.output: not a name"),
        ("[own.weeks_seen]", '[own."Weeks seen"]', "not a name"),
        ('rules = ["mine:tells"]\n', "", "no own rule could tell it"),
        ('"weeks_seen", "output"', '"weeks_sen", "output"', "Did you mean 'weeks_seen'"),
        ("money = false", 'money = false\nweekly = ["freshest"]', "no such outcome"),
    ],
)
def test_what_is_no_declaration_is_refused(old: str, new: str, pattern: str) -> None:
    with pytest.raises(CrmsimError, match=pattern):
        from_text(EXPERIMENT.format(kind="grid").replace(old, new))


def test_one_name_means_one_thing_in_a_process() -> None:
    text = EXPERIMENT.format(kind="grid")
    first, again = from_text(text), from_text(text)
    assert first.own == again.own
    with pytest.raises(CrmsimError, match="declares weeks_seen otherwise"):
        from_text(text.replace('better = "none"', 'better = "lower"'))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_no_number_is_refused_with_the_rule(value: float) -> None:
    @crmsim.hook(after="ledger", name="odd")
    def odd(week):
        week.tell("x", value)

    with pytest.raises(CrmsimError, match="'odd'.*week.tell x.*finite"):
        crmsim.run("baseline", 1, {"organisation.employees": 20}, 3, hooks=[odd])


def test_the_declaration_makes_no_other_runs_but_the_name_does(folder: Path) -> None:
    Path("e.toml").write_text(EXPERIMENT.format(kind="grid"))
    start("e.toml", jobs=0, run_rules=True)
    OWN.clear()
    Path("e.toml").write_text(EXPERIMENT.format(kind="grid").replace("matters = 1.0", "matters = 2.0"))
    assert start("e.toml", jobs=0, run_rules=True).computed == 0
    assert read("e.toml").own[1].matters == 2.0
