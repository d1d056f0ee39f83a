"""What a search found is told from fresh worlds: who stands, who was chosen by chance, and how much of the aims is
covered.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from crmsim.analysis.aimed import covered, front_of, good, over_worlds, spread_out
from crmsim.analysis.searched import Searched, searched
from crmsim.analysis.study import Study
from crmsim.experiment import DesignChoice
from crmsim.experiment.aims import Aim
from crmsim.experiment.factor import Factor
from crmsim.experiment.looked_at import LookedAt

AIMS = (Aim("routine_share", "higher"), Aim("departures", "lower"))
WORLDS = 64


def study_of(first: np.ndarray, fresh: np.ndarray, again: tuple[int, ...], robust: str = "mean") -> Study:
    """float64[worlds, settings, aims] of the search and of the fresh worlds as a study."""
    settings = first.shape[1]
    values = np.concatenate([first.reshape(-1, 2), fresh.reshape(-1, 2)])
    levers = np.linspace(0.0, 1.0, settings)
    number = np.concatenate([np.tile(np.arange(settings), len(first)), np.tile(np.array(again, dtype=int), len(fresh))])
    everything = np.ones((len(values), 1), dtype=bool)
    return Study(
        "t", "T", "", "search", ("routine_share", "departures"), (Factor("leadership.said", "lever", "range"),),
        pd.DataFrame({"leadership.said": levers[number], "lever": number}),
        {"routine_share": values[:, :1], "departures": values[:, 1:]}, everything, everything,
        choice=DesignChoice("search", len(first), settings=settings, fresh=len(fresh), robust=robust, aims=AIMS),
        looked_at=replace(LookedAt().more([(0.0,)]).more([(float(x),) for x in levers[1:]]), again=again),
    )  # fmt: skip


def found_among(truth: np.ndarray, spread: float, seed: int, worlds: int = WORLDS) -> Searched:
    """A search among settings of known worth: what no other beats is tried again in fresh worlds."""
    draws = np.random.default_rng(seed)
    first, fresh = (truth + spread * draws.normal(size=(worlds, *truth.shape)) for _ in range(2))
    front = np.flatnonzero(front_of(good(first.mean(axis=0), AIMS, "mean")))
    again = tuple(sorted({0, *front.tolist()}))
    return searched(study_of(first, fresh[:, list(again)], again))


def test_equal_settings_are_told_as_noise_and_as_better_by_chance_where_they_were_chosen() -> None:
    made = [found_among(np.full((40, 2), 0.5), 0.2, seed) for seed in range(8)]
    verdicts = [one.verdict for each in made for one in each.found]
    assert verdicts.count("within noise") > 0.8 * len(verdicts)
    for aim in AIMS:
        assert np.mean([each.flattery[aim.outcome] for each in made]) > 0.2 / np.sqrt(WORLDS)


def test_what_is_truly_best_stands_and_what_it_beats_does_not() -> None:
    truth = np.array([[0.3, 0.5], [0.6, 0.2], [0.8, 0.4], [0.5, 0.3]])
    made = found_among(truth, 0.1, 0)
    assert made.front.tolist() == [False, True, True, False] and made.settings == 3 and made.unjudged == 0
    assert [(one.setting, one.verdict) for one in made.found] == [(0, "beaten"), (1, "stands"), (2, "stands")]
    best = made.found[1]
    change, low, high = best.gained["routine_share"]
    assert low < 0.3 < high and low < change < high and high - low < 0.15
    assert best.gained["departures"][2] < 0.0 and best.fresh["departures"] == pytest.approx(0.2, abs=0.05)
    study = study_of(np.zeros((1, 4, 2)), np.zeros((1, 3, 2)), (0, 1, 2))
    assert list(made.found_table(study)["verdict"]) == ["beaten", "stands", "stands"]
    table = made.settings_table(study)
    assert table["tried_again"].tolist() == [True, True, True, False] and table["generation"].tolist() == [0, 1, 1, 1]


def test_few_worlds_and_what_was_not_run_are_not_judged() -> None:
    first, fresh = np.random.default_rng(1).normal(size=(2, 10, 3, 2))
    first[4, 2, 0] = np.nan
    made = searched(study_of(first, fresh[:, :2], (0, 1)))
    assert made.unjudged == 1 and not made.front[2] and np.isnan(made.measured[2]).all()
    assert {one.verdict for one in made.found} == {"too few worlds"} and np.isnan(made.found[1].share)
    unfinished = searched(study_of(first, fresh[:0, :0], ()))
    assert unfinished.found == () and np.isnan(unfinished.flattery["departures"])


def test_measures_over_worlds() -> None:
    values = np.stack([np.arange(11.0)[:, None] * [1.0, 2.0], 10.0 - np.arange(11.0)[:, None] * [1.0, 0.5]], axis=2)
    assert over_worlds(values, AIMS, "mean").tolist() == [[5.0, 5.0], [10.0, 7.5]]
    assert over_worlds(values, AIMS, "worst_tenth").tolist() == [[1.0, 9.0], [2.0, 9.5]]
    asked = (Aim("routine_share", "higher", 5.0), Aim("departures", "lower", 7.0))
    shares = over_worlds(values, asked, "satisfied")
    assert shares == pytest.approx(np.array([[6 / 11, 8 / 11], [8 / 11, 5 / 11]]))
    assert np.array_equal(good(shares, asked, "satisfied"), shares)
    assert good(np.ones((1, 2)), AIMS, "mean").tolist() == [[1.0, -1.0]]


def test_the_space_covered_is_the_one_counted_by_hand() -> None:
    pytest.importorskip("pymoo")
    points = np.array([[0.0, 0.0], [np.nan, 9.0], [1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
    # in ranges from the corner (-.1, -.1): a square of .1; then two slabs of 1.1 by .1; then a square of .6 between
    wanted = [0.01, 0.01 + 2 * 0.1, 0.21 + 0.25]
    made = covered(points, np.array([0, 0, 1, 1, 2]))
    assert made == pytest.approx([area / 1.21 for area in wanted])
    assert covered(np.full((2, 2), np.nan), np.array([0, 1])) == [0.0, 0.0]


def test_settings_that_lie_far_apart_stand_for_many() -> None:
    line = np.linspace(0.0, 1.0, 101)
    kept = spread_out(np.stack([line, 1.0 - line], axis=1), 5)
    assert kept == [0, 25, 50, 75, 100]
    assert spread_out(np.zeros((3, 2)), 5) == [0, 1, 2]
    many = np.random.default_rng(0).random((2_000, 2))
    assert front_of(many).sum() == front_of(many[np.argsort(many[:, 0])]).sum() < 30
