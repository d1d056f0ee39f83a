"""A tree of conditions (CART): which parts of the space of factors have high and low values of an outcome.

Breiman, Friedman, Olshen & Stone 1984, Classification and regression trees, as scikit-learn has it; yes-or-no outcomes
are values of 0 and 1, on which the fall of squared error is that of Gini's index. The tree is grown on one half of the
draws, with as few leaves as do about as well there as any number up to eight (their rule of one standard error, in five
folds). What is told of its leaves, and how much of the variance it explains, is of the other half.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crmsim.analysis.factors import continuous
from crmsim.analysis.interval import Floats
from crmsim.analysis.learning import one_thread
from crmsim.analysis.peeling import Limit
from crmsim.analysis.sample import SEED, Learned, Sample, accuracy
from crmsim.analysis.spread import Spread, spread

MOST_LEAVES = 8
LEAST_SHARE = 0.05  # of the settings of a half, in a leaf


@dataclass(frozen=True)
class Leaf:
    """A part of the space.

    Attributes
    ----------
    limits:
        What it says of each factor it limits, in the order of the splits; their ``quasi_p`` is not defined.
    share, found:
        Of the half that the tree was grown on: share of the settings, and their mean.
    outcome:
        Of the other half, over draws.
    """

    limits: tuple[Limit, ...]
    share: float
    found: float
    outcome: Spread


@dataclass(frozen=True)
class Tree(Learned):
    """The tree of an outcome.

    Attributes
    ----------
    accuracy:
        On the other half.
    leaves:
        Lowest mean first; empty where ``reason`` says why.
    """

    leaves: tuple[Leaf, ...] = ()


def tree(sample: Sample, bounds: tuple[float | None, float | None] = (None, None)) -> Tree:
    """Grow a tree.

    Parameters
    ----------
    bounds:
        Least and greatest value the outcome can have.

    Raises
    ------
    CrmsimError
        Where scikit-learn is not installed.
    """
    about = (sample.values.size, sample.dropped)
    reason = sample.reason()
    if reason is not None:
        return Tree(reason, *about)
    table, columns = _dummies(sample.points)
    names = np.unique(sample.unit)
    half = np.random.default_rng(SEED + 2).permutation(names)[: names.size // 2]
    grown = np.isin(sample.unit, half)
    own = sample.rows(np.flatnonzero(grown))
    with one_thread():
        leaves = _leaves(own, table[grown])
        made = None if leaves < 2 else _grown(leaves, table[grown], own.values)
    if made is None:
        return Tree("no better than the mean", *about)
    other = ~grown
    held = accuracy(sample.values[other], made.predict(table[other]), sample.unit[other])
    if held.low <= 0.0:
        return Tree("no better than the mean", *about, held)
    leaf = made.apply(table)
    result = []
    for node in np.unique(leaf):
        here = leaf == node
        result.append(
            Leaf(
                _path(made.tree_, int(node), columns, sample.points),
                float(here[grown].mean()),
                float(sample.values[here & grown].mean()),
                spread(_by_draw(sample.values[here & other], sample.unit[here & other]), bounds=bounds),
            )
        )
    return Tree(None, *about, held, tuple(sorted(result, key=lambda one: one.found)))


def tree_table(found: Mapping[str, Tree]) -> pd.DataFrame:
    """A row an outcome, leaf and factor that it limits; one row without a leaf where there is no tree."""
    rows = []
    for name, one in found.items():
        about = one.about(name)
        if not one.leaves:
            rows.append(about)
        for number, leaf in enumerate(one.leaves, 1):
            for limit in leaf.limits:
                rows.append({
                    **about, "leaf": number, "share": leaf.share, "mean_found": leaf.found, "draws": leaf.outcome.runs,
                    "mean": leaf.outcome.mean, "low": leaf.outcome.low, "high": leaf.outcome.high,
                    "factor": limit.factor, "factor_from": limit.low, "factor_to": limit.high,
                    "factor_values": None if limit.values is None else " | ".join(limit.values),
                })  # fmt: skip
    return pd.DataFrame(rows)


def _by_draw(values: Floats, unit: NDArray[np.int64]) -> Floats:
    """The mean of each draw."""
    _, place = np.unique(unit, return_inverse=True)
    many = np.bincount(place)
    return np.asarray(np.bincount(place, weights=values) / np.maximum(many, 1))


def _dummies(points: pd.DataFrame) -> tuple[Floats, list[tuple[str, str | None]]]:
    """Numbers as they are, a column of 0 and 1 for each word; and factor and word of each column."""
    made: list[Floats] = []
    columns: list[tuple[str, str | None]] = []
    for name in points.columns:
        if continuous(points[name]):
            made.append(points[name].to_numpy(dtype=np.float64))
            columns.append((name, None))
            continue
        text = points[name].astype(str).to_numpy()
        words = sorted(set(text))
        for word in words[1:] if len(words) == 2 else words:  # of two, one column says it all
            made.append((text == word).astype(np.float64))
            columns.append((name, word))
    return np.column_stack(made), columns


def _grown(leaves: int, table: Floats, values: Floats) -> Any:
    from sklearn.tree import DecisionTreeRegressor

    least = max(2, int(LEAST_SHARE * values.size))
    return DecisionTreeRegressor(max_leaf_nodes=leaves, min_samples_leaf=least, random_state=SEED).fit(table, values)


def _leaves(own: Sample, table: Floats) -> int:
    """The least number of leaves whose error is within one standard error of the least error; 1 for no tree."""
    squared = np.empty((MOST_LEAVES, own.values.size))
    for learned, out in own.folds():
        squared[0, out] = (own.values[out] - own.values[learned].mean()) ** 2
        for leaves in range(2, MOST_LEAVES + 1):
            made = _grown(leaves, table[learned], own.values[learned])
            squared[leaves - 1, out] = (own.values[out] - made.predict(table[out])) ** 2
    errors = squared.mean(axis=1)
    best = int(errors.argmin())
    by_draw = _by_draw(squared[best], own.unit)
    allowed = errors[best] + by_draw.std(ddof=1) / np.sqrt(by_draw.size)
    return int(np.flatnonzero(errors <= allowed)[0]) + 1


def _path(made: Any, leaf: int, columns: list[tuple[str, str | None]], points: pd.DataFrame) -> tuple[Limit, ...]:
    """The limits of a leaf, from the root down, those of one factor joined."""
    above = {int(child): node for side in (made.children_left, made.children_right)
             for node, child in enumerate(side) if child >= 0}  # fmt: skip
    splits = []
    node = leaf
    while node in above:
        parent = above[node]
        below = bool(made.children_left[parent] == node)
        splits.append((columns[made.feature[parent]], float(made.threshold[parent]), below))
        node = parent
    limits: dict[str, Limit] = {}
    for (name, word), at, below in reversed(splits):
        known = limits.get(name, Limit(name, None, None, None, float("nan")))
        if word is None:
            low, high = (known.low, at) if below else (at, known.high)
            limits[name] = Limit(name, low, high, None, float("nan"))
            continue
        words = known.values or tuple(sorted(set(points[name].astype(str))))
        kept = tuple(one for one in words if (one != word) == below)
        limits[name] = Limit(name, None, None, kept, float("nan"))
    return tuple(limits.values())
