import tomllib
from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.experiment.catalogue import is_experiment
from crmsim.scenario import from_content, load, parameters_text, warnings
from crmsim.scenario.scenario import Scenario

TEXT = """
[scenario]
title = "Ours"
budget_nok = 500_000

[leadership]
said = 0.8
done = 0.3

[unknown]
"leadership.said" = { low = 0.6, high = 0.9 }
leadership.done = { low = 0.2, high = 0.4 }
"organisation.sector" = ["private", "public"]
"project.training_hours" = "interval"
"""


def of(text: str, folder: Path) -> Scenario:
    path = folder / "ours.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_what_is_not_known_is_kept_and_changes_no_run(tmp_path: Path) -> None:
    scenario = of(TEXT, tmp_path)
    assert scenario.unknown == {
        "leadership.said": {"low": 0.6, "high": 0.9},
        "leadership.done": {"low": 0.2, "high": 0.4},
        "organisation.sector": ["private", "public"],
        "project.training_hours": "interval",
    }
    plain = of(TEXT.partition("[unknown]")[0].replace("500_000", "0.0"), tmp_path)
    assert plain.unknown == {}
    assert scenario.hash == plain.hash
    assert scenario.scenario.budget_nok == 500_000.0
    assert scenario.organisation.sector == "private"
    again = from_content(tomllib.loads(scenario.toml()))
    assert (again.unknown, again.hash) == (scenario.unknown, scenario.hash)
    assert not is_experiment(tmp_path / "ours.toml")


def test_what_is_typed_is_known(tmp_path: Path) -> None:
    changed = of(TEXT, tmp_path).changed(["leadership.done=0.9"])
    assert "leadership.done" not in changed.unknown
    assert "leadership.said" in changed.unknown
    with pytest.raises(CrmsimError, match="what is typed is known"):
        changed.changed(['unknown={"leadership.done" = "interval"}'])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('"leadership.don" = "interval"', "unknown.leadership.don.*Did you mean 'leadership.done'"),
        ("employees = { low = 20, high = 30 }", "Did you mean 'organisation.employees'"),
        ('"leadership.done" = { low = "0,2", high = 0.8 }', "wrong type.*a number from 0 to 1.*Did you mean '0.2'"),
        ('"leadership.done" = { low = 0.8, high = 0.2 }', "low is not below high"),
        ('"leadership.done" = { low = 0.2, high = 0.2 }', "low is not below high"),
        ('"leadership.done" = { low = 0.2, high = 1.8 }', "too large; expected a number from 0 to 1"),
        ('"leadership.done" = { low = nan, high = 0.8 }', "not a finite number"),
        ('"leadership.done" = { low = 0.2 }', "high is missing"),
        ('"leadership.done" = { lo = 0.2, high = 0.8 }', "Did you mean 'low'"),
        ('"leadership.done" = "intervall"', "Did you mean 'interval'"),
        ('"leadership.done" = 0.3', "says one value"),
        ('"leadership.done" = [0.3]', "fewer than two"),
        ('"leadership.done" = [0.3, 0.3]', "stands twice"),
        ('"organisation.employees" = { low = 20.5, high = 80 }', "a whole number"),
        ('"organisation.sector" = ["private", "publik"]', "no such choice.*Did you mean 'public'"),
        ('"organisation.sector" = "interval"', 'no declared interval; expected a list of "private", "public"'),
        ('"organisation.sector" = { low = "private", high = "public" }', "has no range"),
        ('"project.prototype" = { low = false, high = true }', "a list of true, false"),
        ('"scenario.title" = ["a", "b"]', "is decided by who asks"),
        ('"scenario.weeks" = { low = 52, high = 104 }', "is decided by who asks"),
        ('"organisation.ties_csv" = ["a.csv", "b.csv"]', "names files"),
    ],
)
def test_what_cannot_be_unknown_is_refused_with_file_line_and_key(line: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(CrmsimError, match=rf"ours.toml, line 3: .*{told}"):
        of(f"\n[unknown]\n{line}\n", tmp_path)


def test_a_table_that_is_no_table_and_a_key_given_twice_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CrmsimError, match="not a table; expected \\[unknown\\]"):
        of("unknown = 3\n", tmp_path)
    with pytest.raises(CrmsimError, match="given twice"):
        of('[unknown]\n"leadership.done" = "interval"\nleadership.done = "interval"\n', tmp_path)


def test_an_experiments_word_for_it_is_answered_with_the_scenarios(tmp_path: Path) -> None:
    text = TEXT.replace("[unknown]", "[uncertainties]")
    with pytest.raises(CrmsimError, match="Did you mean 'unknown'"):
        of(text, tmp_path)
    assert not is_experiment(tmp_path / "ours.toml")


def test_show_tells_what_is_not_known_and_check_what_is_odd_about_it(tmp_path: Path) -> None:
    scenario = of(TEXT, tmp_path)
    text = parameters_text(scenario)
    assert "* leadership.done: 0.2 to 0.4; a run takes 0.3" in text
    assert "* organisation.sector: one of private, public; a run takes" in text
    assert "* project.training_hours: 0 to 40; a run takes 12.0" in text
    assert "* budget_nok = 500000.0" in text
    assert warnings(scenario) == []
    odd = of(
        TEXT.replace("done = 0.3", "done = 0.9").replace(
            '"project.tr', '"organisation.rewiring" = "interval"\n"project.tr'
        ),
        tmp_path,
    )
    told = [str(line) for line in warnings(odd)]
    assert told[0] == "a run takes leadership.done = 0.9, which lies outside what [unknown] says: 0.2 to 0.4"
    assert told[1].startswith("unknown.organisation.rewiring has no effect")
