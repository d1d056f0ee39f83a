"""Differences of differences: known answers, coverage, worlds, comparisons, and the reference within a factor."""

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from small_studies import study_of

from crmsim.analysis.findings import findings_of
from crmsim.analysis.interaction import interactions, simple_effects, squares_of
from crmsim.analysis.settings import against_reference
from crmsim.analysis.study import Study
from crmsim.experiment import design_of, from_text
from crmsim.experiment.factor import Factor
from crmsim.mechanisms import OUTCOME
from crmsim.report.interaction_figure import effects_figure
from crmsim.report.interactions import interaction_lines
from crmsim.report.sweep_files import figures_of
from crmsim.words import Teller

STYLES, LEVELS = ("matcher", "giver", "taker"), (0.0, 0.5, 1.0)
COUPLING = -0.2  # of a taker with what hangs on the leader


def crossed(runs: int = 60, coupling: float = COUPLING, seed: int = 0, outcome: str = "routine_share") -> Study:
    """Style by dependence: a taker costs .05 and, on top, coupling × dependence; noise shared by pairs and not."""
    generator = np.random.default_rng(seed)
    rows = [{"project.leader_style": style, "project.leader_dependence": at}
            for style, at in itertools.product(STYLES, LEVELS)]  # fmt: skip
    same = generator.normal(size=runs)
    values = [
        0.6 - (0.05 + -coupling * row["project.leader_dependence"]) * (row["project.leader_style"] == "taker")  # type: ignore[operator]
        + 0.1 * same + 0.01 * generator.normal(size=runs)
        for row in rows
    ]  # fmt: skip
    full = np.ones((9, runs), dtype=bool)
    factors = (Factor("project.leader_style", "lever", "list", STYLES),
               Factor("project.leader_dependence", "uncertainty", "list", LEVELS))  # fmt: skip
    return Study("x", "X", "", "grid", (outcome,), factors, pd.DataFrame(rows), {outcome: np.array(values)}, full, full)


def test_an_interaction_is_the_paired_difference_of_two_differences() -> None:
    study = crossed()
    found = {(one.high_level, one.other): one for one in interactions(study)}
    assert set(found) == {(f"leader_style={style}", f"leader_dependence={at}")
                          for style in ("giver", "taker") for at in ("0.5", "1")}  # fmt: skip
    one = found["leader_style=taker", "leader_dependence=1"]
    values = study.stored["routine_share"]
    contrast = (values[8] - values[2]) - (values[6] - values[0])
    assert one.settings == (0, 6, 2, 8)
    assert one.difference.mean == pytest.approx(contrast.mean()) and one.difference.pairs == 60
    assert one.effect.d_z == pytest.approx(contrast.mean() / contrast.std(ddof=1))
    assert one.difference.low < COUPLING < one.difference.high and one.difference.verdict == "lower"  # type: ignore[operator]
    assert one.difference.reference_mean == pytest.approx(-0.05, abs=0.02)
    assert found["leader_style=giver", "leader_dependence=1"].difference.verdict == "too small to matter"
    assert one.difference.high - one.difference.low > one.difference.single_high - one.difference.single_low  # type: ignore[operator]


def test_intervals_of_interactions_hold_together() -> None:
    missed = 0
    for seed in range(400):
        found = interactions(crossed(30, seed=seed))
        truth = [COUPLING * float(one.other.split("=")[1]) * (one.high_level == "leader_style=taker") for one in found]
        missed += any(not one.difference.low <= each <= one.difference.high  # type: ignore[operator]
                      for one, each in zip(found, truth, strict=True))  # fmt: skip
    assert missed / 400 < 0.08  # 5 % and two standard errors of 400 tries, and a little for what they share


def test_without_coupling_none_is_found() -> None:
    verdicts = [one.difference.verdict for seed in range(20) for one in interactions(crossed(coupling=0.0, seed=seed))]
    assert set(verdicts) <= {"too small to matter", "within noise", "lower", "higher"}
    assert sum(verdict in ("lower", "higher") for verdict in verdicts) <= 4


def test_what_matters_is_told_by_the_outcome_and_not_by_the_size_of_an_effect() -> None:
    found = interactions(crossed(outcome="output"))  # a share of what it is in the reference, .6
    assert OUTCOME["output"].relative
    assert found[0].difference.matters == pytest.approx(OUTCOME["output"].matters * 0.6, rel=0.05)


def test_identical_settings_have_no_interaction_and_lost_runs_are_left_out() -> None:
    study = crossed()
    values = study.stored["routine_share"].copy()
    values[3:6] = values[:3]  # a giver is a matcher
    values[8, :3] = np.nan
    found = {(one.high_level, one.other): one for one in interactions(replace(study, stored={"routine_share": values}))}
    assert found["leader_style=giver", "leader_dependence=1"].difference.verdict == "identical"
    one = found["leader_style=taker", "leader_dependence=1"].difference
    assert (one.pairs, one.dropped) == (57, 3)


def test_more_factors_stand_at_the_reference_and_mixtures_are_left_out() -> None:
    squares = list(squares_of(study_of("three")))
    assert len(squares) == 2 * 1 + 2 * 1 + 1  # pairs of three factors with 3, 2 and 2 levels
    assert not list(squares_of(study_of("mixture")))
    assert {len(set(square.settings)) for square in squares} == {4}


def test_worlds_are_the_pairs_where_there_are_worlds() -> None:
    study = study_of("worlds", holes=False)
    assert interactions(study) == ()  # of one lever
    rows = [
        {"leadership.done": done, "leadership.said": said, "exchange.cost": cost, "world": world, "lever": lever}
        for world, cost in enumerate(np.linspace(0.5, 2.0, 40))
        for lever, (done, said) in enumerate(itertools.product((0.2, 0.8), (0.3, 0.9)))
    ]
    points = pd.DataFrame(rows)
    generator = np.random.default_rng(3)
    value = 0.4 + 0.5 * (points["leadership.done"] - 0.2) * (points["leadership.said"] - 0.3)
    values = value.to_numpy()[:, None] + 0.01 * generator.normal(size=(len(points), 2))
    full = np.ones(values.shape, dtype=bool)
    factors = (Factor("leadership.done", "lever", "list", (0.2, 0.8)),
               Factor("leadership.said", "lever", "list", (0.3, 0.9)),
               Factor("exchange.cost", "uncertainty", "range", low=0.5, high=2.0))  # fmt: skip
    study = Study("x", "X", "", "worlds", ("routine_share",), factors, points, {"routine_share": values}, full, full)
    (one,) = interactions(study)
    assert one.difference.pairs == 40 and one.difference.verdict == "higher"
    assert one.difference.mean == pytest.approx(0.5 * 0.6 * 0.6, abs=0.01)


def test_the_figure_shows_each_effect_with_the_interaction_named() -> None:
    findings = findings_of(crossed())
    shown = simple_effects(findings.study, findings.interactions)
    assert len(shown) == 6
    one = next(each for each in shown if (each.high_level, each.at) == ("leader_style=taker", "leader_dependence=1"))
    assert one.low < -0.25 < one.high
    ax = effects_figure(findings, "routine_share", "project.leader_style", "project.leader_dependence")
    assert [text.get_text() for text in ax.get_xticklabels()] == ["0", "0.5", "1"]
    assert any("interaction" in text.get_text() for text in ax.texts)
    assert any(name.startswith("simple_effects-routine_share") for name in figures_of(findings))


@pytest.mark.parametrize(("language", "word"), [("en", "interaction"), ("nb", "samspill")])
def test_the_answer_names_the_largest_and_counts_the_others(language: str, word: str) -> None:
    text = " ".join(interaction_lines(findings_of(crossed()), Teller(language, 200)))
    assert f"2 {word}" in text and "leader_style=taker" in text and "leader_dependence=1" in text
    assert "interactions.csv" in text


WITHIN = """
title = "T"
outcomes = ["routine_share"]
runs = 5
money = false
reference = { "project.leader_style" = "matcher" }
within = ["project.leader_dependence"]
[design]
kind = "grid"
[levers]
"project.leader_style" = ["giver", "matcher", "taker"]
"project.leader_dependence" = [0.0, 0.5, 1.0]
"""


def test_within_a_factor_each_setting_is_compared_at_its_own_level() -> None:
    experiment = from_text(WITHIN)
    assert design_of(experiment).compared_with().tolist() == [3, 4, 5, 3, 4, 5, 3, 4, 5]
    without = from_text(WITHIN.replace('within = ["project.leader_dependence"]\n', "").replace(
        '"matcher" }', '"matcher", "project.leader_dependence" = 0.5 }'))  # fmt: skip
    assert design_of(without).compared_with().tolist() == [4] * 9
    assert experiment.hash != without.hash
    study = replace(crossed(), references=np.array([0, 1, 2] * 3), within=("project.leader_dependence",))
    found = against_reference(study)
    assert [one.setting for one in found] == [3, 4, 5, 6, 7, 8]
    values = study.stored["routine_share"]
    assert found[-1].difference.mean == pytest.approx((values[8] - values[2]).mean())
    assert found[-1].difference.reference == "leader_style=matcher, leader_dependence=1"
    text = findings_of(study)
    assert set(text.tables["differences"]["setting"]) == {3, 4, 5, 6, 7, 8}
