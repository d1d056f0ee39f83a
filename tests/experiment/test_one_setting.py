"""An experiment that varies nothing: one setting run again and again."""

from pathlib import Path

import pytest

from crmsim.experiment import design_of, from_text
from crmsim.report.sweep_drawn import DrawnSweep
from crmsim.report.sweep_text import sweep_text
from crmsim.runner.start import start
from crmsim.words import LANGUAGES, Teller

TEXT = """
title = "Alone"
base = "baseline"
outcomes = ["user_share", "shared_personally"]
money = false
runs = 5
[design]
kind = "grid"
[constants]
"scenario.weeks" = 6
"organisation.employees" = 30
"""


def test_it_is_a_design_of_one_point() -> None:
    design = design_of(from_text(TEXT, "alone"))
    assert design.size == 1
    point = design.point(0)
    assert (point.values, point.settings, point.scenario) == ({}, (), None)


def test_it_goes_on_until_its_mean_is_known() -> None:
    text = TEXT.replace("runs = 5\n", "").replace(
        "[design]", "[runs]\nmost = 90\nprecision = { user_share = 0.1 }\n[design]"
    )
    runs = from_text(text, "alone").runs
    assert (runs.of, runs.most) == ("mean", 90)


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return start(from_text(TEXT, "alone"), jobs=0, out=tmp_path_factory.mktemp("one") / "alone").folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_with_its_spread(swept: Path, language: str) -> None:
    sweep = DrawnSweep.read(swept)
    text = sweep_text(sweep.analyse(), Teller(language, 100))
    rows = [line for line in text.splitlines() if line.startswith("baseline ")]
    assert len(rows) == 2
    shared = sweep.frame()["shared_personally"].astype(float)
    teller = Teller(language)
    assert teller.value(float(shared.mean()), "transfers") in rows[1]
    assert teller.value(float(shared.quantile(0.95)), "transfers") in rows[1]
    assert ("nine runs in ten" if language == "en" else "ni av ti kjøringer") in text


def test_its_table_and_files_are_whole(swept: Path) -> None:
    sweep = DrawnSweep.read(swept)
    assert sweep.points()["runs"].tolist() == [5]
    assert sweep.frame()["seed"].tolist() == [0, 1, 2, 3, 4]
    files = {path.name for path in sweep.write_analysis()}
    assert {"answer.txt", "outcomes.csv", "settings.csv"} <= files
    assert not {name for name in files if name.endswith(".png")}
