"""A sweep whose levers act later computes each beginning once, and stores what the whole runs would have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from crmsim import compare
from crmsim.analysis.study import study
from crmsim.experiment import from_text
from crmsim.report.text import comparison_text
from crmsim.runner.start import start
from crmsim.simulation import Simulation
from crmsim.simulation import run as running
from crmsim.store.load import Sweep
from crmsim.words import ENGLISH

TEXT = """
title = "In the middle"
outcomes = ["routine_share", "net_benefit_nok"]
runs = 3
{branch}weekly = ["user_share"]
by_style = ["output"]
[design]
kind = "grid"
[constants]
"organisation.employees" = 20
"scenario.weeks" = 24
{levers}
[uncertainties]
"exchange.cost" = [0.1, 0.3]
"""
CHANGE = '{{ intervention = [{{ week = 16, kind = "change", set = {{ "leadership.done" = {} }} }}] }}'
LATER = '[levers]\n"leadership.done" = [0.1, 0.5, 0.9]'
WHOLE = "[levers.leading.alternatives]\n" + "\n".join(
    f"a{place} = {CHANGE.format(value)}" for place, value in enumerate((0.1, 0.5, 0.9))
)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many weeks each run was advanced."""
    weeks: list[int] = []
    plain = Simulation.slices

    def counted(self: Simulation, last_week: int) -> Iterator[int]:
        weeks.append(last_week - self.week)
        yield from plain(self, last_week)

    monkeypatch.setattr(Simulation, "slices", counted)
    monkeypatch.setattr(running, "COUNTERFACTUALS", running._Counterfactuals(most=1000))
    return weeks


def worked(made: list[int]) -> int:
    """Weeks made since this was last asked, but those of the two weeks that compile the engine."""
    weeks = sum(made) - 2 * made.count(2)
    made.clear()
    return weeks


def swept(text: str, folder: Path) -> Sweep:
    return Sweep.read(start(from_text(text, "e", folder), jobs=0, out=folder / "out").folder)


def test_the_table_is_that_of_the_whole_runs_at_the_cost_of_one_beginning(tmp_path: Path, made: list[int]) -> None:
    later = swept(TEXT.format(branch="branch_week = 16\n", levers=LATER), tmp_path / "later")
    shared = worked(made)
    running.COUNTERFACTUALS.found.clear()
    whole = swept(TEXT.format(branch="", levers=WHOLE), tmp_path / "whole")
    outcomes = list(later.experiment.stored)
    pd.testing.assert_frame_equal(later.frame()[["run_id", *outcomes]], whole.frame()[["run_id", *outcomes]])
    pd.testing.assert_series_equal(later.weekly()["user_share"], whole.weekly()["user_share"])
    # 3 seeds and 2 costs: three settings each, with and without a project.
    assert worked(made) == 3 * 2 * 2 * 3 * 24
    assert shared == 3 * 2 * 2 * (15 + 3 * 9)
    assert study(later).branch_week == 16 and study(whole).branch_week is None


def test_a_comparison_from_a_week_on_tells_so_and_is_that_with_interventions(made: list[int]) -> None:
    small = {"settings": {"organisation.employees": 20}, "weeks": 24, "runs": 4, "jobs": 1}
    what_ifs = ["leadership.done=0.9", "motivation.mandate=0.7", "leadership.done=0.9,motivation.mandate=0.7"]
    later = compare("baseline", what_if=what_ifs, from_week=16, **small)
    # Four seeds: four runs with a project; without one two, which of these changes knows that of leaders alone.
    assert worked(made) == 4 * (15 + 4 * 9) + 4 * (15 + 2 * 9)
    acts = [{"leadership.done": 0.9}, {"motivation.mandate": 0.7}, {"leadership.done": 0.9, "motivation.mandate": 0.7}]
    whole = compare(
        "baseline", what_if=[{"intervention": [{"week": 16, "kind": "change", "set": act}]} for act in acts], **small
    )
    pd.testing.assert_frame_equal(
        later.differences().drop(columns="alternative"), whole.differences().drop(columns="alternative")
    )
    text = comparison_text(later, ENGLISH)
    assert "What is decided acts from week 16 on" in text and "leadership.done=0.9, from week 16:" in text
    # one change on top of the other is told as an interaction, as it is of changes from the start
    assert {(one.factor, one.within) for one in later.interactions} == {
        ("week=16, leadership.done=0.9", "week=16, motivation.mandate=0.7")
    }
