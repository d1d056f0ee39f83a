"""Designs whose settings follow from what came out before: what they are asked, their points, what is kept of them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from experiment_texts import known

from crmsim.errors import CrmsimError
from crmsim.experiment import Experiment, design_of, from_text
from crmsim.experiment.adaptive import MOST_AGAIN, planned, snapped
from crmsim.experiment.aims import Aim, Axis
from crmsim.experiment.looked_at import AS_IS, LookedAt

LEVERS = """
[levers]
"leadership.said" = { low = 0.2, high = 0.6 }
"scenario.weeks" = { low = 12, high = 14 }
"project.leader_style" = ["giver", "taker"]
"""
SEARCH = """
title = "T"
outcomes = {outcomes}
runs = 1
{top}
[design]
kind = "{kind}"
{design}
{tables}
"""

WRONG = "user_share = { low = 1.0, high = 0.0, parts = 4 }"
WORLDS = '[uncertainties]\n"exchange.cost" = "interval"\n'


def search(
    design: str = "samples = 4\nsettings = 40\nfresh = 3", tables: str = WORLDS, top: str = "money = false",
    outcomes: str = '["routine_share", "departures"]', kind: str = "search",
) -> Experiment:  # fmt: skip
    return from_text(SEARCH.format(outcomes=outcomes, top=top, kind=kind, design=design, tables=tables) + LEVERS)


def test_aims_are_the_outcomes_that_have_a_direction_or_those_asked_for() -> None:
    assert search().design.aims == (Aim("routine_share", "higher"), Aim("departures", "lower"))
    asked = search(tables='[aims]\nown_hours = "lower"\nroutine_share = { at_least = 0.4 }')
    assert asked.design.aims == (Aim("own_hours", "lower"), Aim("routine_share", "higher", 0.4))
    assert (asked.design.population, search("samples = 4\nsettings = 4000").design.population) == (12, 100)
    cells = (
        "[cells]\nuser_share = { low = 0.0, high = 1.0, parts = 4 }\ndepartures = { low = 0.0, high = 0.5, parts = 5 }"
    )
    made = search("settings = 100", cells, kind="patterns")
    assert made.design.axes == (Axis("user_share", 0.0, 1.0, 4), Axis("departures", 0.0, 0.5, 5))


@pytest.mark.parametrize(
    ("given", "key", "problem"),
    [
        ({"design": "settings = 40"}, "design.samples", "samples is missing"),
        ({"design": "samples = 4"}, "design.settings", "settings is missing"),
        ({"design": "samples = 4\nsettings = 40\npopulation = 60"}, "design.population", "too large"),
        ({"outcomes": '["routine_share"]'}, "outcomes", "too few aims"),
        ({"tables": '[aims]\nroutine_share = "up"\nown_hours = "lower"'}, "aims.routine_share", "is no direction"),
        ({"tables": '[aims]\nroutine_shar = "higher"'}, "aims.routine_shar", "there is no such outcome"),
        ({"tables": "[aims]\nown_hours = { at_least = 0.1, at_most = 0.2 }"}, "aims.own_hours", "not one bound"),
        ({"design": 'samples = 4\nsettings = 40\nrobust = "satisfied"'}, "design.robust", "no bound is given"),
        ({"top": "money = false\nbudget = { runs = 100 }"}, "budget", "has no meaning in a design of kind"),
        ({"tables": "[cells]\nuser_share = { low = 0.0, high = 1.0, parts = 4 }"}, "cells", "has no meaning"),
        ({"kind": "patterns", "design": "settings = 40"}, "cells", "patterns are made of two or three"),
        ({"kind": "patterns", "design": "settings = 40\nrobust = \"mean\""}, "design.robust", "has no meaning"),
        ({"kind": "lhs", "design": "samples = 4\nsettings = 40"}, "design.settings", "has no meaning"),
        (
            {"kind": "patterns", "design": "settings = 40", "tables": f"[cells]\n{WRONG}"},
            "cells.user_share", "low is not below high",
        ),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_told_with_its_line(given: dict[str, str], key: str, problem: str) -> None:
    with pytest.raises(CrmsimError) as refused:
        search(**given)
    assert refused.value.key == key and problem in str(refused.value)


def test_other_designs_keep_the_names_of_their_runs() -> None:
    assert known("ishigami", "lhs", 8).hash == "3f8220a5c27693839d103ddc71e2f517"


def test_every_setting_meets_the_same_worlds_and_what_is_found_meets_others() -> None:
    asked = search()
    looked_at = LookedAt().more([(AS_IS,) * 3]).more([(0.25, 0.5, 0.75), (1.0, 1.0, 0.25)])
    design = design_of(replace(asked, looked_at=replace(looked_at, again=(0, 2))))
    assert (design.settings, design.size) == (3, 4 * 3 + 3 * 2)
    points = list(design.points())
    assert [point.seed_block for point in points] == [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3 + [4, 4, 5, 5, 6, 6]
    assert [point.lever for point in points] == [0, 1, 2] * 4 + [0, 2] * 3
    costs = [point.values["exchange.cost"] for point in points]
    assert costs[0] == costs[1] == costs[2] != costs[3] and len(set(costs)) == 4 + 3
    assert points[1].values["leadership.said"] == 0.3 and points[1].values["scenario.weeks"] == 13
    assert points[1].values["project.leader_style"] == "taker" and points[2].values["leadership.said"] == 0.6
    base = asked.base
    assert base is not None and points[0].values["leadership.said"] == base.leadership.said
    assert {setting.key for setting in points[0].settings} == {"exchange.cost"}
    assert design.point(12).world == 4


def test_quantiles_stand_in_the_middle_of_what_they_mean() -> None:
    made = snapped(search(), np.array([[0.12345678, 0.4, 0.9], [-1.0, 2.0, 0.0]]))
    assert made.tolist() == [[0.123457, 0.5, 0.75], [0.0, 5.0 / 6.0, 0.25]]
    assert np.array_equal(snapped(search(), made), made)


def test_it_is_counted_before_anything_is_known() -> None:
    assert design_of(search()).size == 0
    again = min(40, MOST_AGAIN) + 1
    assert design_of(planned(search())).size == 4 * 41 + 3 * again
    assert planned(known("ishigami", "lhs", 8)).looked_at is None


def test_settings_are_kept_as_they_are_and_nothing_else_is_read(tmp_path: Path) -> None:
    kept = replace(LookedAt().more([(AS_IS, AS_IS)]).more([(0.1, 1.0 / 3.0), (1.0, 0.0)]), again=(0, 2))
    text = kept.text(("a", "b"))
    assert text.splitlines()[:3] == ["generation,tried_again,a,b", "0,1,-1.0,-1.0", "1,0,0.1,0.3333333333333333"]
    assert LookedAt.read(text, ("a", "b"), tmp_path) == kept
    for edited in (text.replace("0.1", "1.1"), text.replace(",b", ",c"), text + "1,0\n", "", text.replace("0.1", "x")):
        with pytest.raises(CrmsimError, match="is not what a search leaves"):
            LookedAt.read(edited, ("a", "b"), tmp_path)
