"""Reading experiment files: what stands in them is what is run, and nothing wrong gets past."""

# ruff: noqa: E501 - files of experiments as text: a case a line

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tomli_w
from experiment_texts import HEAD, grid, known, sampled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmsim.errors import CrmsimError
from crmsim.experiment import Experiment, design_of, from_text, read
from crmsim.scenario import load
from crmsim.words import Teller

SAID = '"leadership.said" = [0.2, 0.5]'
FULL = """
title = "Said and done"
title_nb = "Sagt og gjort"
question = "Does it matter?"
claims = ["K2"]
base = "taker_heavy"
outcomes = ["routine_share", "success"]
seed = 7
weekly = ["user_share"]
limit = 30.0
reference = { "leadership.said" = 0.5, fast = "no" }

[runs]
most = 400
precision = { routine_share = 0.01, success = 0.1 }

[design]
kind = "worlds"
samples = 128

[budget]
runs = 20000
hours = 0.5

[constants]
"organisation.employees" = 40
leadership.explaining = 0.3

[constants.scenario]
weeks = 52

[levers]
"leadership.said" = { from = 0.1, to = 0.5, steps = 5 }
fast = { alternatives = { no = {}, yes = { "project.training_hours" = 2, intervention = [{ week = 5, kind = "training", hours = 3 }] } } }

[uncertainties]
"exchange.cost" = "interval"
"adoption.threshold_mean" = { low = 0.2, high = 0.6, distribution = "triangular", peak = 0.3 }
"project.leader_style" = ["giver", "taker"]

[failure]
outcome = "success"
below = 0.5
"""


def refusal(text: str) -> str:
    with pytest.raises(CrmsimError) as caught:
        from_text(text, "mine")
    return str(caught.value)


def test_everything_in_a_file_arrives() -> None:
    result = from_text(FULL, "mine")
    assert (result.name, result.title, result.title_and_question(Teller("nb"))) == (
        "mine",
        "Said and done",
        ("Sagt og gjort", "Does it matter?"),
    )
    assert result.base is not None
    assert result.base.name == "taker_heavy"
    assert (result.base.organisation.employees, result.base.weeks, result.base.leadership.explaining) == (40, 52, 0.3)
    assert {setting.key for setting in result.constants} == {
        "organisation.employees", "leadership.explaining", "scenario.weeks",
    }  # fmt: skip
    assert (result.outcomes, result.weekly, result.seed, result.limit, result.money) == (
        ("routine_share", "success"), ("user_share",), 7, 30.0, True,
    )  # fmt: skip
    assert (result.design.kind, result.design.samples) == ("worlds", 128)
    assert (result.runs.least, result.runs.most, result.runs.of) == (1, 400, "difference")  # every world is a pair
    assert result.runs.precision == {"routine_share": 0.01, "success": 0.1}
    assert (result.budget_runs, result.budget_hours) == (20000, 0.5)
    assert [factor.name for factor in result.levers] == ["leadership.said", "fast"]
    assert result.levers[0].choices == (0.1, 0.2, 0.3, 0.4, 0.5)
    assert result.levers[1].bundles["yes"]["project.training_hours"] == 2.0
    kinds = [(factor.kind, factor.distribution) for factor in result.uncertainties]
    assert kinds == [("range", "uniform"), ("range", "triangular"), ("list", "categorical")]
    assert result.failure is not None
    assert (result.failure.outcome, result.failure.below, result.failure.above) == ("success", 0.5, None)
    assert result.text == FULL
    assert result.reference == 8
    point = design_of(result).point(result.reference)
    assert (point.values["leadership.said"], point.values["fast"]) == (0.5, "no")


def test_an_interval_is_uniform_log_or_whole() -> None:
    unknown = '"exchange.cost" = "interval"\n"market.familiarity" = "interval"\n"organisation.employees" = "interval"'
    result = sampled("lhs", 8, unknown)
    assert [factor.distribution for factor in result.factors][::2] == ["uniform", "integer"]
    wide = [f for f in sampled("lhs", 8).factors if f.distribution == "log"]
    assert wide
    assert all(factor.low > 0 and factor.high >= 10 * factor.low for factor in wide)


def test_all_is_every_unknown_number_not_named_elsewhere() -> None:
    names = [factor.name for factor in sampled("lhs", 8).factors]
    assert len(names) == len(set(names)) > 100
    assert {"people.givers", "people.takers", "economy.need_value", "exchange.cost"} <= set(names)
    assert not {"people.matchers", "people.hiring.takers", "scenario.target", "organisation.levels"} & set(names)
    assert not [
        n for n in (f.name for f in sampled("lhs", 8, head="money = false\n").factors) if n.startswith("economy.")
    ]
    less = sampled("lhs", 8, '"system.fit" = [0.2, 0.9]\nall = "interval"\n"exchange.cost" = "interval"')
    named = [factor.name for factor in less.factors]
    assert sorted(named) == sorted(names)
    assert (named[0], named[-1]) == ("system.fit", "exchange.cost")
    mixed = f'{HEAD}runs = 1\n[design]\nkind = "lhs"\nsamples = 8\n[levers]\nmix = {{ mixture = ["people.givers", "people.takers", "people.matchers"], steps = 4 }}\n[uncertainties]\nall = "interval"'
    assert not [f for f in from_text(mixed).uncertainties if f.name in ("people.givers", "people.takers")]


def test_ranges_of_whole_numbers_and_of_numbers() -> None:
    whole = from_text(grid('"organisation.employees" = { low = 20, high = 400, distribution = "log", steps = 3 }'))
    assert [p.values["organisation.employees"] for p in design_of(whole).points()] == [20, 89, 400]
    even = from_text(grid('"organisation.employees" = { from = 20, to = 40, steps = 3 }'))
    assert even.factors[0].choices == (20, 30, 40)
    assert all(type(choice) is int for choice in even.factors[0].choices)
    one_type = from_text(grid('"leadership.said" = [0, 0.5, 1]'))
    assert all(type(choice) is float for choice in one_type.factors[0].choices)
    named = from_text(grid('"leadership.said" = { values = [0.1, 0.2], distribution = "categorical" }'))
    assert named.factors[0].choices == (0.1, 0.2)


def test_nested_and_dotted_keys_are_the_same() -> None:
    nested = f'{HEAD}runs = 5\n[design]\nkind = "grid"\n[levers.leadership]\nsaid = [0.2, 0.5]\n'
    bare = f'{HEAD}runs = 5\n[design]\nkind = "grid"\n[levers]\nleadership.said = [0.2, 0.5]\n'
    assert from_text(nested).hash == from_text(bare).hash == from_text(grid(SAID)).hash


def test_paths_are_found_beside_the_experiment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "ours.toml").write_text("[leadership]\nsaid = 0.123\n", encoding="utf-8")
    file = tmp_path / "inside" / "mine.toml"
    file.write_text(
        grid(
            'scenario = ["baseline", "ours.toml"]', head='base = "ours.toml"\nruns = 5\n', design='kind = "scenarios"'
        ),
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    result = read(file)
    assert result.base is not None
    assert result.base.leadership.said == 0.123
    assert result.others["ours.toml"].leadership.said == 0.123
    assert result.others["baseline"].hash == load("baseline").hash
    assert read(str(file)).hash == result.hash


def test_the_hash_knows_what_is_run_and_no_prose() -> None:
    base = grid(SAID)
    same = [
        base.replace('"T"', '"Another title"'),
        base.replace("runs = 5", 'runs = 5\nquestion = "?"\nlimit = 5.0'),
        f"# a comment\n{base}",
    ]
    assert {from_text(text).hash for text in same} == {from_text(base).hash}
    others = [
        base,
        base.replace("runs = 5", "runs = 6"),
        base.replace("runs = 5", "runs = 5\nseed = 1"),
        base.replace("runs = 5", "runs = 5\nmoney = false"),
        base.replace("runs = 5", 'runs = 5\nweekly = ["user_share"]'),
        base.replace("runs = 5", 'runs = 5\nbase = "giver_rich"'),
        base.replace("runs = 5", 'runs = 5\nreference = { "leadership.said" = 0.5 }'),
        base.replace("0.5]", "0.6]"),
        f"{base}[budget]\nruns = 7\n",
        f"{base}[constants]\nexchange.cost = 0.3\n",
    ]
    assert len({from_text(text).hash for text in others}) == len(others)


REFUSED = {  # name: (text, what the message says)
    "no title": ('outcomes = ["routine_share"]', "title is missing"),
    "unknown key": (grid(SAID).replace("runs = 5", "runs = 5\nsed = 3"), "mine, line 4: sed = 3: there is no key 'sed'", "'seed'"),
    "unknown table": (grid(SAID) + "[lever]\na = 1\n", "there is no key 'lever'", "Did you mean 'levers'?"),
    "no runs": (grid(SAID, head=""), "runs is missing"),
    "runs of a wrong type": (grid(SAID, head='runs = "many"\n'), "line 3: runs = 'many': of the wrong type"),
    "no run": (grid(SAID, head="runs = 0\n"), "too small"),
    "one run": (grid(SAID, head="runs = 1\n"), "one run tells nothing of noise"),
    "money as a number": (grid(SAID, head="runs = 5\nmoney = 1\n"), "money = 1: of the wrong type; expected true or false"),
    "unknown design": (grid(SAID, design='kind = "gird"'), "design.kind = 'gird'", "Did you mean 'grid'?"),
    "no design": (f"{HEAD}runs = 5\n[levers]\n{SAID}", "design is missing"),
    "unknown in design": (grid(SAID, design='kind = "grid"\nsample = 3'), "no key 'sample' in [design]", "'samples'"),
    "samples of a grid": (grid(SAID, design='kind = "grid"\nsamples = 3'), "design.samples: has no meaning in a design of kind 'grid'"),
    "a hypercube that cannot grow so": (grid(SAID, design='kind = "lhs"\nsamples = 150\nfirst = 50'), "does not grow from first", "'100'"),
    "growth of another design": (grid(SAID, design='kind = "sobol"\nsamples = 8\nfirst = 4'), "has no meaning in a design"),
    "no samples": (grid(SAID, design='kind = "lhs"'), "samples is missing"),
    "odd levels": (grid(SAID, head="runs = 1\n", design='kind = "morris"\nsamples = 4\nlevels = 5'), "not an even number"),
    "sobol of 1000": (grid(SAID, head="runs = 1\n", design='kind = "sobol"\nsamples = 1000'), "not a power of two", "'1024'"),
    "worlds without levers": (f'{HEAD}runs = 1\n[design]\nkind = "worlds"\nsamples = 8\n[uncertainties]\nall = "interval"', "[levers] is missing"),
    "scenarios of a number": (grid(SAID, design='kind = "scenarios"'), "not one lever of scenarios or alternatives"),
    "nothing varied": (f'{HEAD}runs = 5\n[design]\nkind = "one_at_a_time"\n', "nothing is varied", "for one setting run again and again"),
    "one setting run once": (f'{HEAD}runs = 1\n[design]\nkind = "grid"\n', "one run tells nothing of noise"),
    "differences of one setting": (f'{HEAD}[runs]\nmost = 90\nof = "difference"\n[runs.precision]\nroutine_share = 0.1\n[design]\nkind = "grid"\n', "runs.of = 'difference': one setting has nothing that it differs from"),
    "unknown outcome": (grid(SAID).replace("routine_share", "rutine_share"), "line 2: outcomes = 'rutine_share'", "Did you mean 'routine_share'?"),
    "outcome twice": (grid(SAID).replace('["routine_share"]', '["success", "success"]'), "success stands twice"),
    "no outcomes": (grid(SAID).replace('["routine_share"]', "[]"), "outcomes: empty"),
    "success without money": (grid(SAID, head="runs = 5\nmoney = false\n").replace("routine_share", "success"), "not known where money = false"),
    "weekly of a whole run": (grid(SAID, head='runs = 5\nweekly = ["success"]\n'), "belongs to a whole run"),
    "unknown weekly": (grid(SAID, head='runs = 5\nweekly = ["user_shar"]\n'), "Did you mean 'user_share'?"),
    "unknown base": (grid(SAID, head='runs = 5\nbase = "baselin"\n'), "line 4: base = 'baselin': there is no such scenario", "'baseline'"),
    "unknown scenario": (grid('scenario = ["baseline", "giver_ritch"]', design='kind = "scenarios"'), "line 7: levers.scenario = 'giver_ritch'", "'giver_rich'"),
    "negative seed": (grid(SAID, head="runs = 5\nseed = -1\n"), "seed = -1: too small"),
    "limit": (grid(SAID, head="runs = 5\nlimit = 0\n"), "limit = 0: too small; expected a number above 0"),
    "unknown parameter": (grid('"leadership.sed" = [0.1, 0.2]'), "line 7: levers.leadership.sed", "Did you mean 'leadership.said'?"),
    "unknown table of parameters": (grid('"leader.said" = [0.1, 0.2]'), "Did you mean 'leadership.said'?"),
    "out of range": (grid('"leadership.said" = [0.1, 1.2]'), "mine, line 7: leadership.said = 1.2: too large; expected a number from 0 to 1"),
    "range out of range": (grid('"leadership.said" = { low = -0.1, high = 0.5, steps = 2 }'), "leadership.said = -0.1: too small"),
    "wrong type": (grid('"leadership.said" = [0.1, "much"]'), "leadership.said = 'much': of the wrong type"),
    "no choice": (grid('"project.leader_style" = ["giver", "matchr"]'), "Did you mean 'matcher'?"),
    "empty list": (grid('"leadership.said" = []'), "an empty list"),
    "one value in a list": (grid('"leadership.said" = [0.1]'), "nothing is varied; expected two values or more"),
    "value twice": (grid('"leadership.said" = [0.1, 0.2, 0.1]'), "0.1 stands twice"),
    "same value twice": (grid('"leadership.said" = [1, 1.0]'), "1.0 stands twice"),
    "one value": (grid('"leadership.said" = 0.3'), "one value for all runs belongs in [constants]"),
    "a word": (grid('"leadership.said" = "intervall"'), "Did you mean 'interval'?"),
    "no interval": (grid('"system.filing" = "interval"'), "has no declared interval"),
    "a table": (grid("leadership = [0.1, 0.2]"), "names a table, not a key"),
    "prose": (grid('"scenario.title" = ["a", "b"]'), "changes no number"),
    "interventions": (grid("intervention = [{ week = 3 }, { week = 4 }]"), "varied as alternatives"),
    "no steps": (grid('"leadership.said" = { low = 0.1, high = 0.5 }'), "no levels for a design of kind 'grid'"),
    "all in a grid": (f'{HEAD}runs = 5\n[design]\nkind = "grid"\n[uncertainties]\nall = "interval"', "uncertainties.all"),
    "unknown in a range": (grid('"leadership.said" = { low = 0.1, high = 0.5, distribtion = "log" }'), "Did you mean 'distribution'?"),
    "unknown distribution": (grid('"leadership.said" = { low = 0.1, high = 0.5, distribution = "logg" }'), "Did you mean 'log'?"),
    "low above high": (grid('"leadership.said" = { low = 0.5, high = 0.1 }'), "low is not below high"),
    "log of 0": (grid('"leadership.said" = { low = 0, high = 0.1, distribution = "log" }'), "a log distribution needs numbers above 0"),
    "peak outside": (grid('"leadership.said" = { low = 0.1, high = 0.2, distribution = "normal", peak = 0.3 }'), "peak lies outside"),
    "peak of uniform": (grid('"leadership.said" = { low = 0.1, high = 0.2, peak = 0.15 }'), "peak has no meaning"),
    "uniform whole": (grid('"organisation.employees" = { low = 20, high = 30, distribution = "uniform" }'), "Did you mean 'integer'?"),
    "half people": (grid('"organisation.employees" = { low = 20.5, high = 30, steps = 3 }'), "no whole numbers"),
    "half steps": (grid('"organisation.employees" = { from = 20, to = 25, steps = 3 }'), "no whole numbers"),
    "range of words": (grid('"project.leader_style" = { low = 1, high = 2 }'), "is no number"),
    "steps without to": (grid('"leadership.said" = { from = 0.1, steps = 3 }'), "to is missing"),
    "one step": (grid('"leadership.said" = { from = 0.1, to = 0.3, steps = 1 }'), "steps = 1: too small"),
    "constant and varied": (grid(SAID) + '[constants]\n"leadership.said" = 0.3\n', "leadership.said is held constant too"),
    "constant of a bundle": (grid('a = { alternatives = { x = {}, y = { "leadership.said" = 0.2 } } }') + '[constants]\n"leadership.said" = 0.3\n', "held constant too"),
    "varied twice": (grid(SAID) + '[uncertainties]\n"leadership.said" = [0.1, 0.3]\n', "is varied by 'leadership.said' too"),
    "varied in a bundle too": (grid(SAID + '\na = { alternatives = { x = {}, y = { "leadership.said" = 0.2 } } }'), "leadership.said is varied by 'leadership.said' too"),
    "name taken": (grid("user_share = { alternatives = { x = {}, y = {} } }"), "'user_share' is taken"),
    "one alternative": (grid("a = { alternatives = { x = {} } }"), "nothing is varied"),
    "bad alternative": (grid('a = { alternatives = { x = {}, y = { "leadership.said" = 2 } } }'), "line 7: leadership.said = 2.0: too large"),
    "unknown in alternative": (grid('a = { alternatives = { x = {}, y = { "leadership.sad" = 0.2 } } }'), "Did you mean 'leadership.said'?"),
    "bad intervention": (grid('a = { alternatives = { x = {}, y = { intervention = [{ week = 2, kind = "trainin" }] } } }'), "Did you mean 'training'?"),
    "mixture of one": (grid('m = { mixture = ["people.givers"], steps = 3 }'), "too few"),
    "mixture of nothing known": (grid('m = { mixture = ["people.givers", "people.taker"], steps = 3 }'), "Did you mean 'people.takers'?"),
    "mixture without steps": (grid('m = { mixture = ["people.givers", "people.takers"] }'), "steps is missing"),
    "too many mixtures": (grid('m = { mixture = ["people.givers", "people.takers", "people.matchers"], steps = 1000 }'), "501,501 mixtures"),
    "shares beyond one": (grid('"people.givers" = [0.1, 0.6]\n"people.takers" = [0.1, 0.7]'), "two shares sum to 1.3 together with people.givers = 0.6"),
    "too many runs": (grid('"leadership.said" = { from = 0.0, to = 1.0, steps = 5000 }\n"leadership.done" = { from = 0.0, to = 1.0, steps = 5000 }'), "25,000,000 settings of 5 runs each are 125,000,000 runs"),
    "bad constant": (grid(SAID) + "[constants]\nexchange.cost = -3\n", "line 9: exchange.cost = -3: too small"),
    "unknown constant": (grid(SAID) + "[constants]\nexchange.cst = 3\n", "line 9: exchange.cst = 3", "'exchange.cost'"),
    "reference of no setting": (grid(SAID, head='runs = 5\nreference = { "leadership.said" = 0.3 }\n'), "is no setting of the design; expected one of 0.2, 0.5"),
    "reference of what is not varied": (grid(SAID, head='runs = 5\nreference = { "leadership.sid" = 0.2 }\n'), "Did you mean 'leadership.said'?"),
    "half a reference": (grid(SAID + '\n"leadership.done" = [0.1, 0.2]', head='runs = 5\nreference = { "leadership.said" = 0.2 }\n'), "leadership.done is missing"),
    "within of no factor": (grid(SAID + '\n"leadership.done" = [0.1, 0.2]', head='runs = 5\nwithin = ["leadership.dne"]\n'), "Did you mean 'leadership.done'?"),
    "matters of no outcome": (grid(SAID) + "[matters]\nuser_shre = 0.05\n", "Did you mean 'user_share'?"),
    "matters of nothing": (grid(SAID) + "[matters]\nuser_share = 0\n", "line 9: matters.user_share = 0", "a number above 0"),
    "matters in disorder": (grid(SAID) + "[matters]\nuser_share = [0.1, 0.05, 0.2]\n", "rising order"),
    "within all": (grid(SAID, head='runs = 5\nwithin = ["leadership.said"]\n'), "leaves nothing that is compared"),
    "within of a sample": (grid(SAID, head='runs = 1\nwithin = ["leadership.said"]\n', design='kind = "lhs"\nsamples = 4'), "has no meaning for a design of kind 'lhs'"),
    "reference one at a time": (grid(SAID, head="runs = 5\nreference = { a = 1 }\n", design='kind = "one_at_a_time"'), "the base is what one_at_a_time compares with"),
    "reference of a sample": (grid(SAID, head="runs = 1\nreference = { a = 1 }\n", design='kind = "lhs"\nsamples = 4'), "compares nothing"),
    "precision of nothing watched": (grid(SAID, head="runs = { most = 100, precision = { user_share = 0.1 } }\n"), "runs.precision.user_share", "is not watched"),
    "no precision": (grid(SAID, head="runs = { most = 100 }\n"), "precision is missing"),
    "no width": (grid(SAID, head="runs = { most = 100, precision = { routine_share = 0 } }\n"), "too small; expected a half-width above 0"),
    "too few pairs": (grid(SAID, head="runs = { least = 10, most = 100, precision = { routine_share = 0.1 } }\n"), "runs.least = 10", "30 or more"),
    "too few binary pairs": (grid(SAID, head="runs = { least = 30, most = 900, precision = { success = 0.1 } }\n").replace("routine_share", "success"), "100 or more"),
    "most below least": (grid(SAID, head="runs = { least = 50, most = 40, precision = { routine_share = 0.1 } }\n"), "most is below least"),
    "pairs of a sample": (grid(SAID, head='runs = { most = 90, of = "difference", precision = { routine_share = 0.1 } }\n', design='kind = "lhs"\nsamples = 4'), "has no pairs", "'mean'"),
    "failure of nothing": (grid(SAID) + '[failure]\noutcome = "succes"\nbelow = 1\n', "Did you mean 'success'?"),
    "failure without bound": (grid(SAID) + '[failure]\noutcome = "success"\n', "a bound is missing"),
    "groups of a grid": (grid(SAID) + '[groups]\na = ["leadership.*"]\n', "groups: has no meaning in a design of kind 'grid'"),
    "budget": (grid(SAID) + "[budget]\nhours = 0\n", "budget.hours = 0: too small"),
    "broken": (grid(SAID) + "[constants\n", "not TOML", "expected lines as runs = 30"),
    "unknown function": (grid(SAID, head='runs = 1\nfunction = "ishigammi"\n'), "Did you mean 'ishigami'?"),
    "base of a function": (grid('x1 = "interval"', head='runs = 1\nfunction = "ishigami"\nbase = "baseline"\n').replace("routine_share", "value"), "has no meaning for a known function"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_refused_with_its_place(name: str) -> None:
    text, *said = REFUSED[name]
    message = refusal(text)
    assert message.startswith("mine")
    for part in said:
        assert part in message, message


GROUPED = f'{HEAD}runs = 1\n[design]\nkind = "sobol"\nsamples = 4\n[uncertainties]\n"system.fit" = "interval"\n"system.ease" = "interval"\n"exchange.cost" = "interval"\n[groups]\n'


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ('technology = ["system.*"]', "no group names exchange.cost"),
        ('technology = ["systm.fit"]\nrest = ["*"]', "Did you mean 'system.fit'?"),
        ('rest = ["*"]\ntechnology = ["system.*"]', "groups.technology"),
        ('seed = ["*"]', "seed is a group of its own"),
        ('technology = "system.*"', "of the wrong type"),
    ],
)
def test_groups_hold_every_factor_once(groups: str, said: str) -> None:
    assert said in refusal(GROUPED + groups)
    good = from_text(GROUPED + 'technology = ["system.*"]\nrest = ["*"]')
    assert good.groups == {"technology": ("system.fit", "system.ease"), "rest": ("exchange.cost",)}


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        ('x4 = "interval"', "ishigami has no such input; expected one of x1, x2, x3"),
        ('x1 = "interval"\nx2 = "interval"', "x3 missing"),
        ('all = "interval"\nx1 = { low = 0, high = 9 }', "not an input of the function"),
        ('all = "interval"\nx1 = [0.5, true]', "not an input of the function"),
        ('all = "interval"\na = { alternatives = { b = {}, c = {} } }', "a known function has inputs alone"),
    ],
)
def test_inputs_of_a_function_are_checked(factor: str, said: str) -> None:
    text = f'title = "T"\nfunction = "ishigami"\noutcomes = ["value"]\nruns = 1\n[design]\nkind = "lhs"\nsamples = 4\n[uncertainties]\n{factor}\n'
    assert said in refusal(text)


def test_a_function_without_noise_is_run_once() -> None:
    assert known("ishigami", "lhs", 4).runs.most == 1
    text = known("ishigami", "lhs", 4).text.replace("runs = 1", "runs = 2")
    assert "the same value every time" in refusal(text)
    assert from_text(text.replace("ishigami", "ishigami_noisy")).runs.most == 2


def test_a_missing_file_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(CrmsimError, match="Did you mean 'said_and_done'"):
        read("said_and_don")
    with pytest.raises(CrmsimError, match="a folder, not a file"):
        read(tmp_path)
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    with pytest.raises(CrmsimError, match="the file is empty; expected an experiment in TOML"):
        read(tmp_path / "empty.toml")


junk: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers(-5, 10**12) | st.floats() | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["low", "high", "from", "to", "steps", "mixture", "alternatives", "x"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
TOPS = ("title", "base", "outcomes", "runs", "design", "levers", "uncertainties", "constants", "failure", "groups",
        "reference", "seed", "money", "weekly", "limit", "budget", "function", "other")  # fmt: skip
KEYS = ("kind", "samples", "all", "scenario", "leadership.said", "leadership", "people.takers", "mine", "least", "most")
GOOD: dict[str, Any] = {
    "title": "T", "outcomes": ["routine_share"], "runs": 3, "design": {"kind": "grid"},
    "levers": {"leadership.said": [0.1, 0.2]},
}  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from(TOPS), junk | st.dictionaries(st.sampled_from(KEYS), junk, max_size=3), max_size=3)
)
def test_any_document_is_an_experiment_or_refused(content: dict[str, Any]) -> None:
    refused = None
    try:
        result = from_text(tomli_w.dumps({**GOOD, **content}), "mine")
        assert isinstance(result, Experiment)
    except CrmsimError as error:
        refused = str(error)
    assert refused is None or len(refused) > 10


def test_a_budget_below_one_run_a_setting_is_refused_before_anything_runs() -> None:
    text = grid('"leadership.said" = [0.1, 0.2, 0.3]').replace("[design]", "[budget]\nruns = 2\n[design]")
    assert "line 5: budget.runs = 2: does not allow one run of each of the 3 settings" in refusal(text)


def test_keys_nested_beyond_measure_are_refused() -> None:
    assert "nested too deeply" in refusal(grid(".".join(["a"] * 40) + " = 1"))


def test_an_error_within_alternatives_has_a_line() -> None:
    text = grid("").replace(
        "[levers]", '[levers.way.alternatives]\na = { intervention = [{ kind = "trainin" }] }\nb = {}'
    )
    assert "mine, line 6: intervention.1" in refusal(text)


def test_a_base_is_guessed_from_the_folder_of_the_experiment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").mkdir()
    for name in ("ours.toml", "mine/ours_two.toml"):
        (tmp_path / name).write_text("[scenario]\nweeks = 9\n", encoding="utf-8")
    file = tmp_path / "mine" / "our.toml"
    monkeypatch.chdir(tmp_path.parent)
    text = grid('"leadership.said" = [0.1, 0.2]')
    for wrong, guess in (("../our.toml", "../ours.toml"), ("ours_to.toml", "ours_two.toml")):
        file.write_text(text.replace("runs = 5", f'runs = 5\nbase = "{wrong}"'), encoding="utf-8")
        with pytest.raises(CrmsimError, match=rf"line 4: base = .*Did you mean '{guess}'"):
            read(file)


@pytest.mark.parametrize(
    ("levers", "key"),
    [
        ('"organisation.levels" = [1, 2]', "organisation.levels"),
        ('"organisation.mean_ties" = [5.0, 60.0]', "organisation.mean_ties"),
        ('"organisation.reciprocity" = [0.5, 1.0]\n"organisation.mean_ties" = [1.1, 5.0]', "organisation.mean_ties"),
        ('"organisation.departments" = [3, 50]', "organisation.departments"),
    ],
)
@pytest.mark.parametrize("kind", ["grid", "one_at_a_time"])
def test_an_organisation_that_no_run_could_make_is_refused_with_its_line(levers: str, key: str, kind: str) -> None:
    text = grid(levers, design=f'kind = "{kind}"') + "[constants]\norganisation.employees = 30\n"
    with pytest.raises(CrmsimError) as caught:
        from_text(text)
    assert caught.value.key == key and caught.value.line is not None


def test_levels_that_stand_with_what_they_are_combined_with_are_not_refused_alone() -> None:
    levers = '"organisation.levels" = [1, 2]'
    made = from_text(grid(levers) + "[constants]\norganisation.employees = 30\norganisation.departments = 1\n")
    assert design_of(made).size == 2


def test_what_matters_is_set_and_changes_no_run() -> None:
    plain = from_text(grid('"leadership.said" = [0.2, 0.5]'))
    own = from_text(plain.text + "[matters]\nuser_share = 0.05\nroutine_share = [0.03, 0.05, 0.08]\n")
    assert own.matters == {"user_share": (0.025, 0.05, 0.1), "routine_share": (0.03, 0.05, 0.08)}
    assert own.hash == plain.hash and plain.matters == {}
