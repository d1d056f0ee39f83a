"""Sobol indices: which share of an outcome's variance each factor, or group of factors, or the seed decides.

Indices come from SALib (Saltelli et al. 2010, "Variance based sensitivity analysis of model output", Computer Physics
Communications 181:259-270). Which seed a run has is a factor like any other, **seed**, the last of the problem. So the
variance splits into what the parameters decide together and what the seed decides, alone or together with them::

    1 = (1 - total of seed) + total of seed

and the first-order index of a parameter over ``1 - total of seed`` is its share of what parameters decide, that is of
the variance of the outcome's expectation over seeds. Its total index holds interactions with the seed, which no
expectation shows; the total share of the expectation is estimated apart, from runs the design has anyway: the rows
with only factor i changed and those with only the seed changed agree in all parameters but i.

Intervals are percentiles of a bootstrap over base rows; every quantity is a function of means over rows, so that one
set of resampled weights serves all of them together and shares have intervals too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Self

import numpy as np
from numpy.typing import ArrayLike

from crmsim.analysis.interval import Floats
from crmsim.analysis.spread import CONFIDENCE
from crmsim.analysis.usable import Problem, usable
from crmsim.experiment import SEED_FACTOR

Kind = Literal["first_decided", "total_decided", "parted"]
KINDS: tuple[Kind, ...] = ("first_decided", "total_decided", "parted")
LEAST_ROWS = 32  # complete base rows below which no index is told
LEAST_CASES = (
    20  # of the runs A and B, those that must differ from the most common value, such as successes among failures
)
RESAMPLES = 1000
SEED = 20240229  # of the bootstrap; SALib would take 0 for "none"


@dataclass(frozen=True)
class Share:
    """A share with its 95 % interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, value: float, low: float, high: float) -> Self:
        """The interval without what no share can be; an estimate beyond 0 or 1, as noise makes, stays within it."""
        return cls(value, max(low, min(value, 0.0)), min(high, max(value, 1.0)))


@dataclass(frozen=True)
class Index:
    """What one factor decides.

    Attributes
    ----------
    first, total:
        Alone, and together with all it interacts with, as shares of all variance, the seed's included.
    first_decided, total_decided:
        The same as shares of what the parameters decide together. None for the seed, and where the parameters' part
        cannot be told from nothing. Without the seed in the problem the same as ``first`` and ``total``.
    """

    name: str
    first: Share
    total: Share
    first_decided: Share | None
    total_decided: Share | None


@dataclass(frozen=True)
class Pair:
    """What two factors decide together beyond what each decides alone, as a share of all variance."""

    one: str
    other: str
    second: Share


@dataclass(frozen=True)
class Sobol:
    """Indices of a sample.

    Attributes
    ----------
    asked, dropped, replicates:
        Base rows asked for, left out, and runs of each point.
    mean, sd:
        Of the outcome over the sample, in its unit.
    indices:
        In the order of the problem, the seed last; empty where ``problem`` says why.
    decided:
        Share of all variance that the parameters decide together, without the seed: ``1 - total of seed``.
    with_seed:
        Whether the seed is in the problem.
    interactions:
        Share of what parameters decide that no factor (or group) decides alone; None where it cannot be told.
    parted:
        Name → share of the sum over parameters (not the seed), each counted with half of its interactions: mean of
        first and total over the sum of these. Equal to Shapley effects (Owen 2014, "Sobol' indices and Shapley value",
        SIAM/ASA J. Uncertainty Quantification 2:245-251) where no more than two interact.
    resampled:
        Of each kind of share, for :meth:`ratio`: float64[1, parameters], and float64[resamples, parameters].
    """

    asked: int
    dropped: int
    replicates: int
    problem: Problem | None
    mean: float = float("nan")
    sd: float = float("nan")
    indices: tuple[Index, ...] = ()
    pairs: tuple[Pair, ...] = ()
    decided: Share | None = None
    with_seed: bool = False
    interactions: Share | None = None
    parted: dict[str, Share] = field(default_factory=dict)
    resampled: dict[Kind, tuple[Floats, Floats]] = field(default_factory=dict, repr=False)

    def ratio(self, ones: Sequence[str], others: Sequence[str], kind: Kind = "parted") -> Share | None:
        """What several parameters decide as a share of what they and others decide, with its interval.

        Parameters
        ----------
        kind:
            "first_decided" counts what each decides alone, "total_decided" all it takes part in, "parted" half of
            its interactions.
        """
        if kind not in self.resampled:
            return None
        point, again = self.resampled[kind]
        place = {name: number for number, name in enumerate(self.parted)}
        up, down = ([place[name] for name in names] for names in (ones, others))

        def share(values: Floats) -> Floats:
            one, other = (np.maximum(values[:, part], 0.0).sum(axis=1) for part in (up, down))
            return np.asarray(one / np.where(one + other > 1e-9, one + other, np.nan))

        return _share(float(share(point)[0]), share(again))


def row_length(factors: int, second_order: bool) -> int:
    """Runs of a base row: A, each column of B in A, each column of A in B where pairs are told apart, and B."""
    return 2 * factors + 2 if second_order else factors + 2


def sobol(values: ArrayLike, names: Sequence[str], second_order: bool = False, resamples: int = RESAMPLES) -> Sobol:
    """Analyse a Sobol sample.

    Parameters
    ----------
    values:
        float64[points, replicates] in the order of SALib's sampler; NaN where missing or undefined: its base row is
        left out whole.
    names:
        Factors, or groups where the sample was drawn by group; ``seed`` last where it is in the problem.
    second_order:
        Whether the sample was drawn for pairs too.
    """
    sample = usable(values, row_length(len(names), second_order), LEAST_ROWS)
    about = (sample.asked, sample.dropped, sample.replicates)
    if sample.problem is not None:
        return Sobol(*about, sample.problem)
    rows, replicates, length = sample.values.shape
    with_seed = names[-1] == SEED_FACTOR
    mean, sd = float(sample.values.mean()), float(sample.values.std())
    scaled = (sample.values - mean) / sd
    base = scaled[:, :, [0, -1]]
    if np.ptp(base) == 0.0:  # differs in mixed rows alone: there is no variance to share out
        return Sobol(*about, "nothing varies")
    _, counts = np.unique(base[:, 0], return_counts=True)
    if base[:, 0].size - counts.max() < LEAST_CASES:  # the bootstrap cannot see what it has not met
        return Sobol(*about, "too rare", mean, sd)
    moments, places = _moments(scaled, len(names), second_order, with_seed)
    point = _estimates(moments.mean(axis=0, keepdims=True), places, len(names), second_order, with_seed)
    generator = np.random.default_rng(SEED)
    weights = generator.multinomial(rows, np.full(rows, 1.0 / rows), size=resamples) / rows
    again = _estimates(weights @ moments, places, len(names), second_order, with_seed)
    library = _salib(scaled.transpose(1, 0, 2).reshape(replicates * rows * length), names, second_order)
    point["first"], point["total"] = library["S1"][None, :], library["ST"][None, :]

    def share(key: str, place: int) -> Share:
        return _share(float(point[key][0, place]), again[key][:, place])

    decided = share("decided", 0) if with_seed else None
    text = decided is None or decided.low > 0.0
    indices = tuple(
        Index(
            name,
            share("first", place),
            share("total", place),
            share("first_decided", place) if text and name != SEED_FACTOR else None,
            share("total_decided", place) if text and name != SEED_FACTOR else None,
        )
        for place, name in enumerate(names)
    )
    pairs = []
    if second_order:
        point["second"] = np.array([[library["S2"][one, other] for one, other in _couples(len(names))]])
        for place, (one, other) in enumerate(_couples(len(names))):
            pairs.append(Pair(names[one], names[other], share("second", place)))
    parameters = [name for name in names if name != SEED_FACTOR]
    parted = {name: share("parted", place) for place, name in enumerate(parameters)} if text else {}
    parted = parted if all(np.isfinite(share.value) for share in parted.values()) else {}
    together = share("interactions", 0) if text else None
    count = len(parameters)
    resampled = {kind: (point[kind][:, :count], again[kind][:, :count]) for kind in KINDS} if text else {}
    return Sobol(*about, None, mean, sd, indices, tuple(pairs), decided, with_seed, together, parted, resampled)


def _salib(flat: Floats, names: Sequence[str], second_order: bool) -> dict[str, Floats]:
    """SALib's own estimates."""
    from SALib.analyze import sobol as library

    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    result = library.analyze(problem, flat, calc_second_order=second_order, num_resamples=2, seed=SEED)
    return {key: np.asarray(result[key]) for key in ("S1", "ST", *(("S2",) if second_order else ()))}


def _couples(factors: int) -> list[tuple[int, int]]:
    return [(one, other) for one in range(factors) for other in range(one + 1, factors)]


def _moments(scaled: Floats, factors: int, second_order: bool, with_seed: bool) -> tuple[Floats, dict[str, slice]]:
    """float64[rows, quantities] whose means over rows are all that the estimators need, and where each kind stands."""
    a, b = scaled[:, :, 0], scaled[:, :, -1]
    ab = scaled[:, :, 1 : 1 + factors]
    kinds: dict[str, Floats] = {
        "mean": ((a + b) / 2.0)[:, :, None],
        "square": ((a * a + b * b) / 2.0)[:, :, None],
        "first": b[:, :, None] * (ab - a[:, :, None]),
        "total": 0.5 * (a[:, :, None] - ab) ** 2,
    }
    ba = scaled[:, :, 1 + factors : 1 + 2 * factors] if second_order else None
    if with_seed:
        mixed = ab[:, :, -1:] * (a[:, :, None] - ab[:, :, :-1])
        if ba is not None:  # the same the other way round
            mixed = (mixed + ba[:, :, -1:] * (b[:, :, None] - ba[:, :, :-1])) / 2.0
        kinds["mixed"] = mixed
    if ba is not None:
        kinds["both"] = np.stack(
            [ba[:, :, one] * ab[:, :, other] - a * b for one, other in _couples(factors)], axis=2
        ) if factors > 1 else np.empty((*a.shape, 0))  # fmt: skip
    places, start = {}, 0
    for kind, columns in kinds.items():
        places[kind] = slice(start, start + columns.shape[2])
        start += columns.shape[2]
    # Runs of one base row are no independent rows: they are averaged, and rows are resampled whole.
    return np.concatenate([columns.mean(axis=1) for columns in kinds.values()], axis=1), places


def _estimates(
    means: Floats, places: dict[str, slice], factors: int, second_order: bool, with_seed: bool
) -> dict[str, Floats]:
    """Indices from means: float64[repetitions, factors or pairs] of each kind."""
    variance = means[:, places["square"]] - means[:, places["mean"]] ** 2
    variance = np.where(variance > 1e-12, variance, np.nan)  # resamples in which nothing varies say nothing
    first, total = means[:, places["first"]] / variance, means[:, places["total"]] / variance
    result = {"first": first, "total": total}
    if second_order:
        couples = _couples(factors)
        one, other = [pair[0] for pair in couples], [pair[1] for pair in couples]
        result["second"] = means[:, places["both"]] / variance - first[:, one] - first[:, other]
    if with_seed:
        decided = 1.0 - total[:, -1:]
        safe = np.where(decided > 1e-9, decided, np.nan)
        result["decided"] = decided
        result["first_decided"] = first[:, :-1] / safe
        result["total_decided"] = means[:, places["mixed"]] / variance / safe
    else:
        result["first_decided"], result["total_decided"] = first, total
    result["interactions"] = 1.0 - result["first_decided"].sum(axis=1, keepdims=True)
    halves = np.maximum(result["first_decided"] + result["total_decided"], 0.0)
    whole = halves.sum(axis=1, keepdims=True)
    result["parted"] = halves / np.where(whole > 1e-9, whole, np.nan)
    return result


def _share(value: float, resampled: Floats) -> Share:
    """A value with the interval that its resamples give."""
    known = resampled[np.isfinite(resampled)]
    if known.size < 2:
        return Share(value, float("nan"), float("nan"))
    low, high = np.quantile(known, [(1.0 - CONFIDENCE) / 2.0, (1.0 + CONFIDENCE) / 2.0])
    return Share.of(value, float(low), float(high))
