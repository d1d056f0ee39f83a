"""What is learned from a sample is what was put into it, told by settings that had no part in the learning."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc
from small_studies import study_of

from crmsim.analysis.emulator import emulator, setting_of
from crmsim.analysis.explored import explore
from crmsim.analysis.sample import Sample, accuracy
from crmsim.analysis.scores import Scores, scores
from crmsim.analysis.stacking import stack
from crmsim.analysis.tree import tree
from crmsim.errors import CrmsimError
from crmsim.experiment import functions

pytest.importorskip("sklearn", reason="the extra crmsim[calibrate] is not installed")


def planted(points: int = 400) -> Sample:
    """1 where a is above .5 and the scenario not "p", else 0; b adds a little; c, d and "flag" nothing."""
    generator = np.random.default_rng(0)
    x = pd.DataFrame(generator.random((points, 4)), columns=list("abcd"))
    x["scenario"] = generator.choice(["p", "q", "r"], points)
    x["flag"] = generator.random(points) < 0.5
    y = ((x["a"] > 0.5) & (x["scenario"] != "p")) + 0.6 * x["b"] + 0.2 * generator.normal(size=points)
    return Sample(x, y.to_numpy(), np.arange(points), 0)


def null(seed: int, points: int = 120) -> Sample:
    generator = np.random.default_rng(seed)
    x = pd.DataFrame(generator.random((points, 4)), columns=list("abcd"))
    return Sample(x, generator.normal(size=points), np.arange(points), 0)


@pytest.fixture(scope="module")
def found() -> Scores:
    return scores(planted())


def test_scores_find_what_is_there_and_nothing_else(found: Scores) -> None:
    assert found.reason is None and found.clear == ("a", "scenario", "b")
    assert sum(one.score for one in found.scores) == pytest.approx(1.0)
    assert found.accuracy is not None and found.accuracy.low < found.accuracy.explained < found.accuracy.high
    assert 0.6 < found.accuracy.explained < 0.87  # noise is .04 of .29


@pytest.mark.slow  # its import takes longer than all others here
def test_scores_are_those_of_ema_workbench(found: Scores) -> None:
    scoring = pytest.importorskip("ema_workbench.analysis.feature_scoring", reason="crmsim[conditions] is missing")
    from ema_workbench.analysis.scenario_discovery_util import RuleInductionType

    sample = planted()
    table = sample.points.rename(columns={"scenario": "kind"})  # it drops a column of that name
    theirs, _ = scoring.get_ex_feature_scores(
        table, sample.values, mode=RuleInductionType.REGRESSION, min_samples_leaf=5, max_features=4, random_state=0
    )
    ours = {one.factor.replace("scenario", "kind"): one.score for one in found.scores}
    for name, score in theirs[1].items():
        assert ours[str(name)] == pytest.approx(score, abs=0.06)


def test_a_tree_finds_the_splits_that_are_there_and_tells_the_other_half() -> None:
    found = tree(planted())
    assert found.reason is None and found.accuracy is not None and found.accuracy.explained > 0.6
    high = {limit.factor: limit for limit in found.leaves[-1].limits}
    assert high["a"].low == pytest.approx(0.5, abs=0.04) and high["a"].high is None
    assert high["scenario"].values == ("q", "r")
    assert found.leaves[-1].outcome.mean == pytest.approx(1.3, abs=0.15)
    assert found.leaves[-1].outcome.mean != found.leaves[-1].found
    assert sum(leaf.share for leaf in found.leaves) == pytest.approx(1.0)
    assert sum(leaf.outcome.runs for leaf in found.leaves) == 200


@pytest.mark.parametrize("learn", [tree, scores, emulator])
def test_from_noise_nothing_is_learned(learn: object) -> None:
    for seed in range(2):
        assert learn(null(seed)).reason == "no better than the mean"  # type: ignore[operator]


def test_settings_of_one_draw_are_held_out_together() -> None:
    # Ten settings of each of 100 draws, that differ in a factor that does nothing: only what draws have in common could
    # be learned, and nothing of other draws.
    generator = np.random.default_rng(1)
    x = pd.DataFrame(np.repeat(generator.random((100, 3)), 10, axis=0), columns=list("abc"))
    x["d"] = generator.random(1000)
    sample = Sample(x, np.repeat(generator.normal(size=100), 10), np.repeat(np.arange(100), 10), 0)
    assert scores(sample).reason == tree(sample).reason == "no better than the mean"


def test_a_stack_has_the_mean_of_every_cell() -> None:
    sample = planted()
    found = stack(sample, ("a", "scenario", "b", "c"))
    assert found is not None and found.factors == ("a", "scenario", "b") and found.mean.shape == (3, 3, 3)
    low, high = found.stretches[0][1].low, found.stretches[0][1].high
    lowest = found.stretches[2][0].high
    here = (sample.points["a"] > low) & (sample.points["a"] <= high) & (sample.points["scenario"] == "q")
    here &= sample.points["b"] <= lowest
    assert found.mean[1, 1, 0] == pytest.approx(sample.values[here].mean()) and found.points[1, 1, 0] == here.sum()
    assert found.points.sum() == 400 and found.mean[2, 1].min() > 0.9 and found.mean[:, 0].max() < 0.7
    assert stack(sample, ("a",)) is None


def known_function(name: str, points: int) -> Sample:
    function = functions()[name]
    x = function.low + (function.high - function.low) * qmc.LatinHypercube(len(function.inputs), rng=1).random(points)
    values = np.array([function.value(list(row), seed) for seed, row in enumerate(x)])
    return Sample(pd.DataFrame(x, columns=function.inputs), values, np.arange(points), 0)


@pytest.mark.oracle
def test_an_emulator_of_a_known_function_foretells_it_and_its_indices() -> None:
    function = functions()["ishigami"]
    made = emulator(known_function("ishigami", 200), (-11.0, 18.0))
    assert made.reason is None and made.accuracy is not None and made.accuracy.explained > 0.9
    generator = np.random.default_rng(3)
    within = []
    for row in generator.uniform(-3.0, 3.0, (40, 3)):
        told = made.at(dict(zip(function.inputs, row, strict=True)))
        within.append(told.low <= function.compute(list(row))[0] <= told.high)
        assert told.run_low <= told.mean <= told.run_high
    assert np.mean(within) >= 0.85
    first, total = function.first(), function.total()
    for one in made.indices():
        assert one.first.value == pytest.approx(first[one.name], abs=0.05)
        assert one.total.value == pytest.approx(total[one.name], abs=0.05)
        assert one.total.low < one.total.value < one.total.high
    alone = made.at({"x2": np.pi / 2.0})  # E[f | x2] = 7 sin² x2
    assert alone.mean == pytest.approx(7.0, abs=0.5) and alone.run_high - alone.run_low > 5.0


def test_how_well_values_are_foretold() -> None:
    values = np.array([0.0, 1.0, 2.0, 3.0] * 30)
    held = accuracy(values, values + 0.5, np.arange(120))
    assert held.explained == pytest.approx(1.0 - 0.25 / 1.25) and held.error == pytest.approx(0.5)
    assert held.low < held.explained < held.high
    assert accuracy(values, np.full(120, 1.5), np.arange(120)).explained == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("text", "key", "nearest"),
    [
        ("a", "--at", None),
        ("A=0.2", "A", "a"),
        ("a=7", "a", None),
        ("scenario=s", "scenario", None),
        ("a=x", "a", None),
        ("a=0.2,a=0.3", "a", None),
    ],
)
def test_a_setting_that_cannot_be_foretold_is_refused(text: str, key: str, nearest: str | None) -> None:
    with pytest.raises(CrmsimError) as caught:
        setting_of(text, planted().points)
    assert caught.value.key == key and (nearest is None or caught.value.nearest == nearest)


def test_a_study_is_explored_and_what_cannot_be_learned_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, most in (("emulator", "MOST_POINTS", 120), ("scores", "MOST_POINTS", 200),
                               ("emulator", "MOST_PREDICTED", 8000)):  # fmt: skip
        monkeypatch.setattr(f"crmsim.analysis.{module}.{name}", most)  # it is quicker so
    made = replace(study_of("lhs"), outcomes=("success", "weeks_to_half_users"))
    made = replace(made, stored={**made.stored, "success": made.stored["routine_share"] * 2.0 - 0.2})
    found = explore(made, at=("exchange.cost=0.03,adoption.threshold_mean=0.97",))
    told = found.foretold["exchange.cost=0.03,adoption.threshold_mean=0.97"]["success"]
    assert told.low >= 0.0 and told.run_low >= 0.0  # it is a share, whatever the process expects
    assert found.scores["success"].clear[:2] == ("exchange.cost", "adoption.threshold_mean")
    assert found.scores["success"].dropped == 1 and found.scores["success"].points == 200
    assert {one.reason for one in (found.scores | found.trees | found.emulators).values()} >= {None, "nothing varies"}
    tables = found.tables()
    assert set(tables["scores"]["outcome"]) == {"success", "weeks_to_half_users"}
    assert list(tables["foretold"]["outcome"]) == ["success"] and set(found.stacks) == {"success"}
    # weights 1, -1/2, 1/4, -1/8 of uniform factors
    shares = tables["emulated"].set_index("factor")["first"]
    assert shares["exchange.cost"] == pytest.approx(1 / (1 + 1 / 4 + 1 / 16 + 1 / 64), abs=0.03)
    with pytest.raises(CrmsimError, match="do not lie all over"):
        explore(study_of("grid"))
