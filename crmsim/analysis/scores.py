"""Feature scores: how much each factor helps a forest of trees to foretell an outcome.

Extremely randomised trees (Geurts, Ernst & Wehenkel 2006, Machine Learning 63:3-42) of scikit-learn, as EMA
Workbench's feature scoring has them (Kwakkel & Jaxa-Rozen 2016, Environmental Modelling & Software 79:311-321), but for
larger leaves, without which a forest learns the noise of single runs. Scores add up to 1 even where there is nothing to
find. So the forest is held against settings it was not grown from, and each factor against shuffled copies of all
factors, which score by chance alone (Kursa & Rudnicki 2010, Journal of Statistical Software 36:11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmsim.analysis.interval import Floats
from crmsim.analysis.learning import one_thread
from crmsim.analysis.sample import SEED, Learned, Sample, accuracy, numbered

TREES = 100
MOST_POINTS = 2000
LEAST_LEAF = 5  # settings


@dataclass(frozen=True)
class Score:
    """What one factor is worth to the forest.

    Attributes
    ----------
    score:
        Its share of the fall in squared error that all factors bring, mean of the forests.
    beyond_noise:
        Whether it scores higher than the best of the shuffled copies in every forest.
    """

    factor: str
    score: float
    beyond_noise: bool


@dataclass(frozen=True)
class Scores(Learned):
    """The scores of an outcome.

    Attributes
    ----------
    accuracy:
        Of forests on the fifth of the draws that each was not grown from.
    scores:
        Highest first; empty where ``reason`` says why.
    noise:
        The score of the best shuffled copy, mean of the forests.
    """

    scores: tuple[Score, ...] = ()
    noise: float = float("nan")

    @property
    def clear(self) -> tuple[str, ...]:
        """Factors that score beyond chance, the highest first."""
        return tuple(one.factor for one in self.scores if one.beyond_noise)


def scores(sample: Sample) -> Scores:
    """Score the factors of a sample.

    Raises
    ------
    CrmsimError
        Where scikit-learn is not installed.
    """
    reason = sample.reason()
    if reason is not None:
        return Scores(reason, sample.values.size, sample.dropped)
    dropped, sample = sample.dropped, sample.within(MOST_POINTS)
    names = list(sample.points.columns)
    real = numbered(sample.points).to_numpy()
    generator = np.random.default_rng(SEED)
    shuffled = np.column_stack([generator.permutation(column) for column in real.T])
    table = np.column_stack([real, shuffled])
    foretold = np.empty(sample.values.size)
    each: list[Floats] = []
    with one_thread():
        for learned, out in sample.folds():
            forest = _forest(len(names)).fit(table[learned], sample.values[learned])
            foretold[out] = forest.predict(table[out])
            each.append(forest.feature_importances_)
    held = accuracy(sample.values, foretold, sample.unit)
    about = (sample.values.size, dropped, held)
    if held.low <= 0.0:
        return Scores("no better than the mean", *about)
    importance = np.array(each)
    own, copies = importance[:, : len(names)], importance[:, len(names) :].max(axis=1)
    share = (own / own.sum(axis=1, keepdims=True)).mean(axis=0)
    clear = (own > copies[:, None]).all(axis=0)
    made = [Score(name, float(one), bool(sure)) for name, one, sure in zip(names, share, clear, strict=True)]
    made.sort(key=lambda one: (-one.score, one.factor))
    return Scores(None, *about, tuple(made), float((copies / own.sum(axis=1)).mean()))


def _forest(factors: int):  # type: ignore[no-untyped-def] # scikit-learn has no types
    """A forest that has not grown yet."""
    from sklearn.ensemble import ExtraTreesRegressor

    return ExtraTreesRegressor(
        TREES, max_features=max(1, round(2 * factors / 3)), min_samples_leaf=LEAST_LEAF, random_state=SEED, n_jobs=1,
    )  # fmt: skip


def scores_table(found: Mapping[str, Scores]) -> pd.DataFrame:
    """A row an outcome and factor, the highest score first; one row without a score where nothing could be told."""
    rows = []
    for name, one in found.items():
        about = one.about(name)
        if one.reason is not None:
            rows.append(about)
        for each in one.scores:
            rows.append({
                **about, "factor": each.factor, "score": each.score, "beyond_noise": each.beyond_noise,
                "noise": one.noise,
            })  # fmt: skip
    return pd.DataFrame(rows)
