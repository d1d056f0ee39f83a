"""An emulator with its error: what an outcome is expected to be at any setting between those that were run.

A Gaussian process (``learning.py``) over the factors as quantiles of what was tried; words are columns of 0 and 1. Its
error is of settings it has not seen: draws are parted in five, and each fifth is foretold by a process that learned
everything, reaches too, from the other four. That error holds what the process does not know and the noise of the runs.
Where it is no better than the mean, nothing is told. The interval of a single setting is as wide as it must be to hold
95 % of those held out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from crmsim.analysis.factors import continuous
from crmsim.analysis.interval import Floats, normal_quantile, t_quantile
from crmsim.analysis.learning import learned, one_thread, process
from crmsim.analysis.sample import WHY, Learned, Sample, accuracy
from crmsim.analysis.sensitivity import Share
from crmsim.analysis.spread import CONFIDENCE
from crmsim.analysis.study import is_number
from crmsim.errors import CrmsimError, nearest
from crmsim.words import message, wrong_choice

MOST_POINTS = 1000
STARTS = (2.0, 0.3)  # from long reaches alone, what is wavy was at times taken for noise
MARGIN = 0.02  # of the width of what was tried, beyond which nothing is foretold
MOST_AVERAGED = 200  # settings over which factors that are not given are averaged
MOST_PREDICTED = 40_000  # settings at which indices are computed


@dataclass(frozen=True)
class Foretold:
    """What is expected at a setting.

    Attributes
    ----------
    mean, low, high:
        The expected outcome, noise averaged out, with its 95 % interval.
    run_low, run_high:
        Between what values 95 % of settings like those that were run would lie, each the mean of as many runs; over
        factors that are not given, too.
    """

    mean: float
    low: float
    high: float
    run_low: float
    run_high: float


@dataclass(frozen=True)
class Indices:
    """What a factor decides of the outcome's expectation over seeds, alone and with interactions (Sobol)."""

    name: str
    first: Share
    total: Share


@dataclass(frozen=True, eq=False)
class Emulator(Learned):
    """An outcome, foretold.

    Attributes
    ----------
    accuracy:
        Of settings that each process has not seen.
    covered:
        Share of those within the interval that the process gives, before it is widened or narrowed to hold 95 %.
    """

    covered: float = float("nan")
    _sample: Sample | None = field(default=None, repr=False)
    _whole: Any = field(default=None, repr=False)
    _parts: tuple[Any, ...] = field(default=(), repr=False)
    _reach: float = field(default=float("nan"), repr=False)  # half an interval, in the process's standard deviations
    _bounds: tuple[float | None, float | None] = field(default=(None, None), repr=False)

    def at(self, setting: Mapping[str, Any]) -> Foretold:
        """What is expected where some factors have these values, averaged over the others as they were tried.

        Raises
        ------
        CrmsimError
            For a factor that was not varied, a value that was not tried, and where nothing can be foretold.
        """
        sample = self._there()
        for name, value in setting.items():
            _check(sample.points, name, value)
        some = sample.points if set(setting) < set(sample.points.columns) else sample.points.iloc[:1]
        rows = some.iloc[:: max(1, math.ceil(len(some) / MOST_AVERAGED))].assign(**setting)
        with one_thread():
            mean, covariance = self._whole.predict(_encoded(rows, sample.points), return_cov=True)
        noise = _noise(self._whole)
        middle = float(mean.mean())
        known = max(float(covariance.mean()) - noise / len(rows), 0.0)  # noise is in no expectation
        half = max(self._reach, normal_quantile(CONFIDENCE)) * math.sqrt(known)
        spread = np.sqrt(np.diag(covariance)) * self._reach / normal_quantile(CONFIDENCE)
        ends = (middle, middle - half, middle + half, *_mixture(mean, spread))
        low, high = self._bounds
        clipped = (max(end, -math.inf if low is None else low) for end in ends)
        return Foretold(*(min(end, math.inf if high is None else high) for end in clipped))

    def indices(self) -> tuple[Indices, ...]:
        """Sobol indices of the expectation, factors drawn apart from each other as they were tried.

        Intervals are those of a jackknife over the five processes that each lack a fifth of the draws.
        """
        from SALib.analyze import sobol as analysis
        from SALib.sample import sobol as sampler

        sample = self._there()
        names = list(sample.points.columns)
        problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
        base = 2 ** int(math.log2(MOST_PREDICTED / (len(names) + 2)))
        drawn = sampler.sample(problem, base, calc_second_order=False, seed=1)
        columns = {}
        for place, name in enumerate(names):
            ordered = sample.points[name].sort_values(kind="stable").to_numpy()
            columns[name] = ordered[np.minimum((drawn[:, place] * ordered.size).astype(int), ordered.size - 1)]
        table = _encoded(pd.DataFrame(columns), sample.points)

        def of(made: Any) -> Floats:
            values = made.predict(table)
            values = (values - values.mean()) / (values.std() or 1.0)
            result = analysis.analyze(problem, values, calc_second_order=False, num_resamples=2, seed=1)
            return np.array([result["S1"], result["ST"]])

        with one_thread():
            whole, parts = of(self._whole), np.array([of(made) for made in self._parts])
        count = len(parts)
        error = np.sqrt((count - 1) / count * ((parts - parts.mean(axis=0)) ** 2).sum(axis=0))
        half = t_quantile(CONFIDENCE, count) * error
        return tuple(
            Indices(name, *(Share.of(float(one), float(one - wide), float(one + wide))
                            for one, wide in zip(whole[:, place], half[:, place], strict=True)))
            for place, name in enumerate(names)
        )  # fmt: skip

    def _there(self) -> Sample:
        if self._sample is None:
            raise CrmsimError(
                message(
                    "nothing can be foretold of this outcome: {reason}", reason=WHY[self.reason or "too few points"]
                ),
                expected=message("an outcome that the sample can foretell, or a larger sample"),
            )
        return self._sample


def emulator(sample: Sample, bounds: tuple[float | None, float | None] = (None, None)) -> Emulator:
    """Learn an outcome from a sample.

    Parameters
    ----------
    bounds:
        Least and greatest value that the outcome can have, beyond which nothing is foretold.

    Raises
    ------
    CrmsimError
        Where scikit-learn is not installed.
    """
    reason = sample.reason()
    if reason is not None:
        return Emulator(reason, sample.values.size, sample.dropped)
    dropped, sample = sample.dropped, sample.within(MOST_POINTS)
    table = _encoded(sample.points, sample.points)
    order = np.random.default_rng(0).permutation(len(table))  # reaches are learned from the first rows
    mean, spread = np.empty(len(table)), np.empty(len(table))
    parts = []
    with one_thread():
        for known, out in sample.folds():
            known = order[np.isin(order, known)]
            made = process(learned(table[known], sample.values[known], STARTS), None).fit(
                table[known], sample.values[known]
            )
            mean[out], spread[out] = made.predict(table[out], return_std=True)
            parts.append(made)
        held = accuracy(sample.values, mean, sample.unit)
        about = (sample.values.size, dropped, held)
        if held.low <= 0.0:
            return Emulator("no better than the mean", *about)
        whole = process(learned(table[order], sample.values[order], STARTS), None).fit(table, sample.values)
    away = np.abs(sample.values - mean) / spread
    covered = float((away <= normal_quantile(CONFIDENCE)).mean())
    return Emulator(None, *about, covered, sample, whole, tuple(parts), float(np.quantile(away, CONFIDENCE)), bounds)


def setting_of(text: str, points: pd.DataFrame) -> dict[str, Any]:
    """A setting as ``key=value,key=value`` tells it.

    Raises
    ------
    CrmsimError
        For what is no setting, a factor that was not varied, and a value that was not tried.
    """
    result: dict[str, Any] = {}
    for part in text.split(","):
        name, sign, word = (piece.strip() for piece in part.partition("="))
        if not sign or not name or not word:
            raise CrmsimError(
                message("is no setting"), key="--at", value=text, expected=message("key=value, or key=value,key=value")
            )
        if name in result:
            raise CrmsimError(message("given twice"), key=name, value=word, expected=message("each key once"))
        value: Any = word
        if name in points.columns and continuous(points[name]):
            try:
                value = float(word)
            except ValueError:
                value = word
        _check(points, name, value)
        result[name] = value
    return result


def _check(points: pd.DataFrame, name: str, value: Any) -> None:
    names = list(points.columns)
    if name not in names:
        raise CrmsimError(
            message("was not varied"), key=name, value=value,
            expected=message("one of {choices}", choices=", ".join(names)), nearest=nearest(name, names),
        )  # fmt: skip
    column = points[name]
    if continuous(column):
        low, high = float(column.min()), float(column.max())
        room = MARGIN * (high - low)  # a sample does not quite reach the ends of its ranges
        if not is_number(value):
            raise CrmsimError(message("not a number"), key=name, value=value)
        if not low - room <= value <= high + room:
            raise CrmsimError(
                message("lies outside of what was tried, where nothing is foretold"), key=name, value=value,
                expected=message("{low:.4g} to {high:.4g}", low=low, high=high),
            )  # fmt: skip
        return
    words = sorted(set(column.astype(str)))
    if str(value) not in words:
        raise wrong_choice(message("was not tried"), value, words, key=name)


def _encoded(points: pd.DataFrame, tried: pd.DataFrame) -> Floats:
    """float64[settings, columns]: numbers as quantiles of those tried, words as columns of 0 and 1."""
    made: list[Floats] = []
    for name in tried.columns:
        if continuous(tried[name]):
            levels, counts = np.unique(tried[name].to_numpy(dtype=np.float64), return_counts=True)
            middle = (np.cumsum(counts) - counts / 2.0) / counts.sum()
            made.append(np.interp(points[name].to_numpy(dtype=np.float64), levels, middle))
            continue
        text = points[name].astype(str).to_numpy()
        words: Sequence[str] = sorted(set(tried[name].astype(str)))
        made += [(text == word).astype(np.float64) for word in (words[1:] if len(words) == 2 else words)]
    return np.column_stack(made)


def _noise(made: Any) -> float:
    """The variance of noise as the process has it, in the outcome's unit squared."""
    return float(made.kernel_.k2.noise_level * made._y_train_std**2)


def _mixture(mean: Floats, spread: Floats) -> tuple[float, float]:
    """Between what values 95 % of a mixture of normal distributions lie."""
    from scipy.stats import norm

    z = norm.ppf((np.arange(200) + 0.5) / 200)
    values = (mean[:, None] + spread[:, None] * z).ravel()
    low, high = np.quantile(values, [(1.0 - CONFIDENCE) / 2.0, (1.0 + CONFIDENCE) / 2.0])
    return float(low), float(high)


def emulator_table(found: Mapping[str, Emulator]) -> pd.DataFrame:
    """A row an outcome: settings learned from, R² and error of settings held out, and why nothing is foretold."""
    rows = []
    for name, one in found.items():
        rows.append({**one.about(name), "covered": None if np.isnan(one.covered) else one.covered})
    return pd.DataFrame(rows)
