"""Experiments over files of worlds: a factor whose levels are the rows, kept with the results."""

from dataclasses import asdict
from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.experiment import design_of, from_text, read
from crmsim.runner.start import start
from crmsim.scenario.worlds import worlds_text
from crmsim.store.load import load

KEYS = ("adoption.threshold_sd", "exchange.cost", "people.takers")
ROWS = ((0.05, 0.3, 0.1), (0.06, 0.1, 0.2), (0.07, 0.2, 0.3))
TEXT = """
title = "Over worlds"
base = "{base}"
outcomes = ["user_share"]
runs = 1
[design]
kind = "worlds"
samples = 3
[constants]
"organisation.employees" = 20
"scenario.weeks" = 4
[levers.act.alternatives]
none = {{}}
dear = {{ "exchange.cost" = 4.0 }}
[uncertainties]
worlds = "{worlds}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    head = {"made_by": "a hand", "basis": "nothing", "version": "1", "seed": 3}
    (tmp_path / "ours.csv").write_text(worlds_text(head, KEYS, ROWS), encoding="utf-8")
    (tmp_path / "mine.toml").write_text('[scenario]\nworlds = "ours.csv"\n', encoding="utf-8")
    (tmp_path / "asked.toml").write_text(TEXT.format(base="baseline", worlds="ours.csv"), encoding="utf-8")
    return tmp_path


def rows_of(text: str, folder: Path) -> list[dict[str, float]]:
    """What is in force in each point, world by world."""
    return [
        {one.key: one.value for one in point.settings} for point in design_of(from_text(text, "x", folder)).points()
    ]


def test_each_row_is_a_world_and_a_lever_outweighs_it(folder: Path) -> None:
    found = rows_of(TEXT.format(base="baseline", worlds="ours.csv"), folder)
    worlds = [tuple(found[at][key] for key in KEYS) for at in range(0, 6, 2)]
    assert len(found) == 6 and set(worlds) <= set(ROWS) and len(set(worlds)) > 1
    assert [one["exchange.cost"] for one in found[1::2]] == [4.0] * 3
    assert [one["people.takers"] for one in found[1::2]] == [world[2] for world in worlds]


def test_the_worlds_of_the_scenario_can_be_asked_for(folder: Path) -> None:
    own = rows_of(TEXT.format(base="mine.toml", worlds="scenario"), folder)
    assert own == rows_of(TEXT.format(base="mine.toml", worlds="ours.csv"), folder)
    with pytest.raises(CrmsimError, match="the scenario names no worlds"):
        from_text(TEXT.format(base="baseline", worlds="scenario"), "x", folder)


def test_what_the_base_gives_outweighs_its_own_worlds_and_no_others(folder: Path) -> None:
    (folder / "mine.toml").write_text('[scenario]\nworlds = "ours.csv"\n[exchange]\ncost = 0.9\n', encoding="utf-8")
    own = from_text(TEXT.format(base="mine.toml", worlds="scenario"), "x", folder)
    assert own.factors[1].keys == ("adoption.threshold_sd", "people.takers")
    (folder / "own.toml").write_text(TEXT.format(base="mine.toml", worlds="scenario"), encoding="utf-8")
    account = start(folder / "own.toml", jobs=0, out=folder / "own")
    sweep = load(folder / "own")
    assert account.missing == {} and sweep.experiment.factors == own.factors
    others = from_text(TEXT.format(base="mine.toml", worlds="ours.csv"), "x", folder)
    assert others.factors[1].keys == KEYS


def test_what_the_worlds_do_not_name_keeps_its_interval(folder: Path) -> None:
    text = TEXT.format(base="baseline", worlds="ours.csv") + 'all = "interval"\n'
    names = [factor.name for factor in from_text(text, "x", folder).factors]
    assert "worlds" in names and "adoption.threshold_mean" in names and not set(KEYS) & set(names)
    assert len(names) == len(set(names))


def test_what_is_asked_about_beside_the_worlds_outweighs_their_column(folder: Path) -> None:
    text = TEXT.format(base="baseline", worlds="ours.csv") + '"exchange.cost" = { low = 5.0, high = 6.0 }\n'
    found = rows_of(text, folder)[::2]
    assert all(5.0 <= one["exchange.cost"] <= 6.0 for one in found)
    pairs = {(one["adoption.threshold_sd"], one["people.takers"]) for one in found}
    assert pairs <= {(row[0], row[2]) for row in ROWS} and len(pairs) > 1
    every = "".join(f'"{key}" = "interval"\n' for key in KEYS)
    names = [
        factor.name
        for factor in from_text(TEXT.format(base="baseline", worlds="ours.csv") + every, "x", folder).factors
    ]
    assert names == ["act", *KEYS]


def test_what_cannot_be_asked_of_worlds_is_told(folder: Path) -> None:
    text = TEXT.format(base="baseline", worlds="ours.csv")
    for changed, said in (
        (text.replace("[levers.act", "[levers]\nworlds = 3\n[levers.act"), "worlds are drawn in"),
        (text.replace('"ours.csv"', "3"), "of the wrong type"),
        (text.replace('"ours.csv"', '"others.csv"'), "there are no such worlds"),
        (text.replace('"scenario.weeks"', '"people.takers" = 0.2\n"scenario.weeks"'), "held constant too"),
    ):
        with pytest.raises(CrmsimError, match=said):
            from_text(changed, "x", folder)


def test_other_rows_make_another_experiment(folder: Path) -> None:
    before = read(folder / "asked.toml")
    assert (folder / "ours.csv").resolve() in [source.path for source in before.sources]
    text = (folder / "ours.csv").read_text(encoding="utf-8")
    (folder / "ours.csv").write_text(text.replace("0.05,", "0.055,"), encoding="utf-8")
    after = read(folder / "asked.toml")
    assert before.hash != after.hash
    assert asdict(before.factors[1])["choices"][0][0] == 0.05 and after.worlds is not None


def test_results_are_read_without_the_file_that_was_drawn_from(folder: Path) -> None:
    account = start(folder / "asked.toml", jobs=0, out=folder / "out")
    assert account.missing == {} and (folder / "out" / "worlds.csv").exists()
    (folder / "ours.csv").unlink()
    sweep = load(folder / "out")
    table = sweep.frame()
    assert {tuple(row) for row in table[list(KEYS)].to_numpy().tolist()} <= set(ROWS)
    (folder / "out" / "worlds.csv").write_text("edited", encoding="utf-8")
    with pytest.raises(CrmsimError, match="not what was written"):
        load(folder / "out")
