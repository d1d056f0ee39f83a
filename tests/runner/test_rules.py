"""Own rules by name in sweeps and comparisons: run only when asked to, and known by what they do."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import crmsim
from crmsim import compare
from crmsim.commands.main import cli
from crmsim.errors import CrmsimError
from crmsim.experiment import from_text, read
from crmsim.experiment.comparing import comparing
from crmsim.experiment.runs import Runs
from crmsim.runner.backend import Job
from crmsim.runner.replay import replay
from crmsim.runner.rules import OtherRule, hooks_of, with_rules
from crmsim.runner.start import job_of, start
from crmsim.runner.worker import OtherCode, Settled
from crmsim.store.load import Sweep

SMALL = {"organisation.employees": 20}
RULES = """
from pathlib import Path

import numpy as np
import crmsim

Path("imported").touch()
GAIN = 0.05


@crmsim.hook(after="help")
def lunch(week):
    energy = week.people.energy
    at_table = week.draw("at table") < 0.3
    energy[at_table] = np.minimum(energy[at_table] + GAIN, 1.0)


@crmsim.hook(after="work", counterfactual=False)
def overtime(week):
    week.people.energy *= 0.99


def no_rule(week):
    pass
"""
EXPERIMENT = """
title = "Lunch"
outcomes = ["mean_energy", "help_rate"]
runs = 2
by_style = ["output"]
{head}
[design]
kind = "grid"
[constants]
"organisation.employees" = 20
"scenario.weeks" = 12
[levers.table.alternatives]
without = {{}}
with = {{ rules = ["mine:lunch"], "exchange.cost" = 0.3 }}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A working folder with a module of rules, and an experiment that names one of them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(RULES)
    (tmp_path / "e.toml").write_text(EXPERIMENT.format(head=""))
    yield tmp_path
    sys.modules.pop("mine", None)


def imported() -> bool:
    return Path("imported").exists()


def swept(**more: object) -> Sweep:
    return Sweep.read(start("e.toml", jobs=0, run_rules=True, **more).folder)  # type: ignore[arg-type]


def runs_of(name: str = "e.toml") -> list[bytes]:
    asked, _ = with_rules(read(name), Path.cwd(), True)
    runs = Runs(asked, "code")
    return [runs.run(point, 0) for point in range(runs.size)]


def test_nothing_is_imported_because_a_file_names_it(folder: Path) -> None:
    with pytest.raises(CrmsimError, match=r"mine:lunch.*--run-rules"):
        start("e.toml", jobs=0)
    for arguments in (["check", "e.toml"], ["sweep", "e.toml", "--dry-run"], ["sweep", "e.toml"]):
        CliRunner().invoke(cli, arguments)
    assert not imported() and not (folder / "outputs").exists()
    result = CliRunner().invoke(cli, ["sweep", "e.toml", "--jobs", "serial", "--run-rules"])
    assert result.exit_code == 0, result.output
    assert imported()


def test_a_sweep_stores_what_the_run_with_the_rule_leaves_and_is_read_without_importing(folder: Path) -> None:
    swept()
    Path("imported").unlink()
    made = Path("mine.py").rename(folder / "elsewhere")
    sys.modules.pop("mine", None)
    sweep = crmsim.load("outputs/e")
    table = sweep.frame().set_index(["table", "replicate"])
    assert "Lunch" in sweep.text() and not imported()
    made.rename("mine.py")
    _, rules = with_rules(read("e.toml"), Path.cwd(), True)
    lunch = hooks_of(rules)["mine:lunch"]
    for seed in range(2):
        for name, settings, hooks in (("without", SMALL, ()), ("with", {**SMALL, "exchange.cost": 0.3}, (lunch,))):
            run = crmsim.run("baseline", seed, settings, 12, hooks=hooks)
            assert table.loc[(name, seed), "mean_energy"] == run.summary.values["mean_energy"]
            assert table.loc[(name, seed), "output:giver"] == run.summary.by_group["giver"]["output"]


def test_what_a_rule_does_is_part_of_the_run_and_nothing_else_is() -> None:
    without, with_it = runs_of()
    assert runs_of() == [without, with_it]
    Path("mine.py").write_text(RULES.replace("0.05", "0.06"))  # as long, within the same second
    assert runs_of()[0] == without and runs_of()[1] != with_it
    Path("mine.py").write_text(RULES)
    assert runs_of() == [without, with_it]
    Path("e.toml").write_text(EXPERIMENT.format(head='rules = ["mine:overtime"]'))
    assert not {*runs_of()} & {without, with_it}


def test_it_stands_in_the_provenance_without_a_folder(folder: Path) -> None:
    swept()
    text = (folder / "outputs" / "e" / "provenance.json").read_text()
    (line,) = json.loads(text)["hooks"]
    assert line.startswith("mine:lunch: lunch, after help, source ") and str(folder) not in text
    again = start("e.toml", jobs=0, run_rules=True)
    assert again.computed == 0
    Path("mine.py").write_text(RULES.replace("0.05", "0.5"))
    assert start("e.toml", jobs=0, run_rules=True).computed == 2


def test_rules_of_all_settings_act_in_all(folder: Path) -> None:
    Path("e.toml").write_text(EXPERIMENT.format(head='rules = ["mine:overtime"]'))
    table = swept().frame().set_index(["table", "replicate"])
    _, rules = with_rules(read("e.toml"), Path.cwd(), True)
    hooks = hooks_of(rules)
    run = crmsim.run("baseline", 1, SMALL, 12, hooks=[hooks["mine:overtime"]])
    assert table.loc[("without", 1), "mean_energy"] == run.summary.values["mean_energy"]
    both = {**SMALL, "exchange.cost": 0.3}
    run = crmsim.run("baseline", 1, both, 12, hooks=[hooks["mine:overtime"], hooks["mine:lunch"]])
    assert table.loc[("with", 1), "mean_energy"] == run.summary.values["mean_energy"]


@pytest.mark.slow
def test_worker_processes_import_it_themselves() -> None:
    one = swept(out="one").frame()
    other = Sweep.read(start("e.toml", jobs=1, out="two", run_rules=True).folder).frame()
    assert one.equals(other)


def test_a_worker_with_another_rule_or_none_ends_the_sweep() -> None:
    asked, rules = with_rules(read("e.toml"), Path.cwd(), True)
    job: Job = job_of(asked, rules)
    Settled(job)
    Path("mine.py").write_text(RULES.replace("0.05", "0.5"))
    with pytest.raises(OtherRule, match="another own rule 'mine:lunch'"):
        hooks_of(rules)
    with pytest.raises(OtherCode, match="than the sweep began with"):
        Settled(job)
    Path("mine.py").unlink()
    with pytest.raises(OtherCode, match="cannot import the own rule 'mine:lunch'"):
        Settled(job)


def test_a_run_is_made_again_with_its_rule_and_told_when_that_was_edited() -> None:
    sweep = swept()
    run = sweep.frame().set_index(["table", "replicate"]).loc[("with", 0), "run_id"]
    with pytest.raises(CrmsimError, match="--run-rules"):
        replay("outputs/e", run)
    result = replay("outputs/e", run, run_rules=True)
    assert result.equal and result.same_inputs
    Path("mine.py").write_text(RULES.replace("0.05", "0.5"))
    result = replay("outputs/e", run, run_rules=True)
    assert not result.equal and not result.same_inputs


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("min:lunch", r"there is no such module.*Did you mean 'mine'"),
        ("mine:lunches", r"no such rule.*Did you mean 'lunch'"),
        ("mine:no_rule", "not an own rule"),
        ("taken:lunch", "cannot be imported: ZeroDivisionError"),
        ("leaves:lunch", "cannot be imported: SystemExit"),
        ("statistics:lunch", "both a file of the working folder and an installed module"),
        ("numpy:mean", "not an own rule"),
        ("no.such.module:lunch", "there is no such module"),
    ],
)
def test_what_is_no_rule_is_refused(folder: Path, name: str, pattern: str) -> None:
    Path("taken.py").write_text("1 / 0")
    Path("leaves.py").write_text("raise SystemExit(3)")
    Path("statistics.py").write_text(RULES)
    with pytest.raises(CrmsimError, match=pattern):
        compare("baseline", runs=2, what_if=[f"rules={name}"], settings=SMALL, weeks=5)
    assert "taken" not in sys.modules and "leaves" not in sys.modules


@pytest.mark.parametrize(
    "value", ['"mine"', '"mine.py:lunch.py:x"', '["mine:lunch", 3]', '["mine:a", "mine:a"]', '"../m:a"']
)
def test_what_is_no_name_is_refused_with_its_line(value: str) -> None:
    head = f"rules = {value if value.startswith('[') else f'[{value}]'}"
    with pytest.raises(CrmsimError) as caught:
        from_text(EXPERIMENT.format(head=head))
    assert caught.value.key is not None and caught.value.key.startswith("rules") and caught.value.line == 6
    bundle = EXPERIMENT.format(head="").replace('["mine:lunch"]', value)
    with pytest.raises(CrmsimError, match="levers.table.alternatives.with.rules"):
        from_text(bundle)


def test_a_rule_that_begins_later_is_refused() -> None:
    with pytest.raises(CrmsimError, match="from the first week on"):
        from_text(EXPERIMENT.format(head="branch_week = 5"))
    with pytest.raises(CrmsimError, match="from the first week on"):
        comparing(["baseline"], runs=2, what_if=["rules=mine:lunch"], from_week=5)


def test_a_comparison_holds_a_rule_against_none_and_one_on_top_of_another_change() -> None:
    what_ifs = ["rules=mine:lunch", "exchange.cost=0.3", "exchange.cost=0.3,rules=mine:lunch"]
    result = compare("baseline", runs=30, what_if=what_ifs, settings=SMALL, weeks=12)
    table = result.differences().set_index(["alternative", "outcome"])
    assert table.loc[('rules="mine:lunch"', "mean_energy"), "mean"] > 0.0
    assert {(one.factor, one.within) for one in result.interactions} == {('rules="mine:lunch"', "exchange.cost=0.3")}
    same = compare("baseline", runs=30, what_if=["exchange.cost=0.3"], settings=SMALL, weeks=12, rules=["mine:lunch"])
    first = result.frame().query("scenario == 'rules=\"mine:lunch\"'")["value"]
    assert first.tolist()[:30] == same.frame().query("scenario == 'baseline'")["value"].tolist()[:30]


def test_on_the_command_line_the_rule_is_named_by_who_runs_it(folder: Path) -> None:
    asked = [
        "compare",
        "baseline",
        "--set",
        "organisation.employees=20",
        "--weeks",
        "6",
        "--runs",
        "2",
        "--out",
        "here",
    ]
    result = CliRunner().invoke(cli, [*asked, "--what-if", "rules=mine:lunch", "--rule", "mine:overtime"])
    assert result.exit_code == 0, result.output
    first, second = json.loads((folder / "here" / "provenance.json").read_text())["hooks"]
    assert first.startswith("mine:overtime: overtime, after work, not in the run without a project")
    assert second.startswith('rules="mine:lunch": mine:lunch: lunch, after help')
    Path("mine.py").write_text(RULES.replace("0.05", "0.5"))
    again = CliRunner().invoke(cli, [*asked, "--what-if", "rules=mine:lunch", "--rule", "mine:overtime"])
    assert again.exit_code == 2 and "here" in again.output  # another question's folder


def test_an_installed_module_serves_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    away = folder / "site" / "rules_of_a_package"
    away.mkdir(parents=True)
    (away / "__init__.py").write_text("")
    (away / "meals.py").write_text(RULES)
    monkeypatch.syspath_prepend(str(folder / "site"))
    asked = comparing(["baseline"], runs=2, what_if=["rules=rules_of_a_package.meals:lunch"])
    asked, (rule,) = with_rules(asked, folder, True)
    assert rule.file is None and hooks_of([rule])[rule.name].point == "after help"
