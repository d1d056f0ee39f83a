"""What an answer hangs on, and what it would be worth to know.

Over many worlds, the rank correlation between what nobody knows and what comes out; hundreds are looked at, so the
largest of them by chance alone is found by shuffling worlds (Westfall & Young 1993, "Resampling-based multiple
testing"), and what does not exceed it is not told. The value of knowing one thing is that of choosing option by option
in its light (expected value of partial perfect information: Strong, Oakley & Brennan 2014, Med. Decis. Making
34:311-326), less what shuffled worlds give, for that much is noise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from crmsim.analysis.difference import corrected_confidence
from crmsim.whatif.asking import NOTHING, PLAN
from crmsim.whatif.measures import MAIN_YEARS, REGULAR, Measure, net_of
from crmsim.whatif.options import JOINT
from crmsim.whatif.trials import Floats, Trials

SHUFFLES = 4_000
CONFIDENCE = 0.95
MOST_OPTIONS = 5  # whose gain is asked what it hangs on
LEAST_WORLDS = 60  # fewer tell sizes far too large of what is found at all
DEGREE = 2  # of the curve by which net benefit follows what is known


@dataclass(frozen=True)
class Hanging:
    """Something that an outcome hangs on.

    Attributes
    ----------
    alternative, measure:
        Of what: the plan's own value, or what an option changes in it.
    key:
        What nobody knows.
    own:
        Whether the scenario itself says that it is not known.
    correlation:
        Spearman's, over worlds: above 0, the more the better for the number.
    low_mean, high_mean:
        The mean in the third of worlds in which it is lowest, and in which it is highest.
    """

    alternative: str
    measure: str
    key: str
    own: bool
    correlation: float
    low_mean: float
    high_mean: float


@dataclass(frozen=True)
class Worth:
    """What it would be worth to know something before choosing.

    Attributes
    ----------
    key:
        What.
    nok:
        NOK after ``MAIN_YEARS``, less what chance alone gives; 0 where no more than that.
    certain:
        Whether it exceeds what nineteen in twenty shuffles give.
    """

    key: str
    nok: float
    certain: bool


def hanging_on(trials: Trials, found: Mapping[str, Measure], options: Sequence[str]) -> tuple[Hanging, ...]:
    """What the plan's regular users and net benefit, and what the first few options change in it, hang on."""
    main = net_of(MAIN_YEARS)
    plan = trials.place(PLAN)
    values: dict[tuple[str, str], Floats] = {(PLAN, name): found[name].worlds[plan] for name in (REGULAR, main)}
    for option in list(options)[:MOST_OPTIONS]:
        values[option, main] = found[main].worlds[trials.place(option)] - found[main].worlds[plan]
    own = set(trials.asked.unknown)
    result: list[Hanging] = []
    shown = 2 * len(values)  # families that are looked through
    for family in (own, set(trials.drawn) - own):
        drawn = {key: column for key, column in numbers(trials).items() if key in family}
        for (alternative, measure), column in values.items():
            result += [
                Hanging(alternative, measure, key, key in own, rho, *_thirds(drawn[key], column))
                for key, rho in correlated(drawn, column, trials.experiment.seed, shown)
            ]
    return tuple(sorted(result, key=lambda one: (one.alternative != PLAN, one.alternative, -abs(one.correlation))))


def numbers(trials: Trials) -> dict[str, Floats]:
    """What was drawn, as numbers: yes and no as 1 and 0. Words have no order by which anything could hang on them."""
    words = {
        factor.name
        for factor in trials.experiment.uncertainties
        if factor.kind == "list" and any(isinstance(choice, str) for choice in factor.choices)
    }
    result = {}
    for name, drawn in trials.drawn.items():
        try:
            result[name] = drawn.astype(np.float64)
        except (TypeError, ValueError):  # bundles of settings
            continue
    return {name: column for name, column in result.items() if name not in words}


def correlated(drawn: Mapping[str, Floats], values: Floats, seed: int, shown: int = 1) -> list[tuple[str, float]]:
    """The keys whose rank correlation with values over worlds is beyond what the largest of them would be by chance.

    Parameters
    ----------
    drawn:
        Key → float64[worlds].
    values:
        float64[worlds]; NaN is left out.
    shown:
        How often such keys are looked for, of which one in twenty may find one by chance alone.
    """
    known = np.isfinite(values)
    keys = [key for key, column in drawn.items() if np.ptp(column[known]) > 0.0] if known.any() else []
    if known.sum() < LEAST_WORLDS or not keys or np.ptp(values[known]) == 0.0:
        return []
    ranks = _standardised(np.stack([stats.rankdata(drawn[key][known]) for key in keys]))
    own = _standardised(stats.rankdata(values[known])[None, :])[0]
    rho = ranks @ own
    rng = np.random.default_rng(seed)
    shuffled = np.stack([rng.permutation(own) for _ in range(SHUFFLES)])
    largest = np.abs(shuffled @ ranks.T).max(axis=1)
    bound = float(np.quantile(largest, corrected_confidence(shown, CONFIDENCE)))
    found = [(key, float(value)) for key, value in zip(keys, rho, strict=True) if abs(value) > bound]
    return sorted(found, key=lambda one: -abs(one[1]))


def worth_knowing(trials: Trials, found: Mapping[str, Measure]) -> tuple[Worth, ...]:
    """What it would be worth to know each open question before choosing, the most first.

    Open questions are those that the scenario names as unknown; where it names none, what the plan hangs on most.
    """
    main = found[net_of(MAIN_YEARS)].worlds
    choices = [place for place, name in enumerate(trials.names) if name in (PLAN, NOTHING) or JOINT not in name]
    gains = main[choices]
    drawn = numbers(trials)
    asked = [key for key in trials.asked.unknown if key in drawn]
    if not asked:
        asked = [key for key, _ in correlated(drawn, main[trials.place(PLAN)], trials.experiment.seed)]
    result = [_worth(key, drawn[key], gains, trials.experiment.seed) for key in asked]
    return tuple(sorted((one for one in result if one is not None), key=lambda one: -one.nok))


def _worth(key: str, column: Floats, gains: Floats, seed: int) -> Worth | None:
    known = np.isfinite(gains).all(axis=0)
    if known.sum() < LEAST_WORLDS or np.ptp(column[known]) == 0.0:
        return None
    gains = gains[:, known]
    basis = np.polynomial.polynomial.polyvander(_standardised(column[known][None, :])[0], DEGREE)
    least = float(gains.mean(axis=1).max())

    def value(rows: Floats) -> float:
        fitted = rows @ np.linalg.lstsq(rows, gains.T, rcond=None)[0]
        return float(fitted.max(axis=1).mean()) - least

    rng = np.random.default_rng(seed)
    by_chance = np.array([value(rng.permutation(basis, axis=0)) for _ in range(SHUFFLES // 20)])
    nok = value(basis)
    certain = nok > float(np.quantile(by_chance, CONFIDENCE))
    return Worth(key, max(nok - float(by_chance.mean()), 0.0) if certain else 0.0, certain)


def _standardised(rows: Floats) -> Floats:
    """Each row with mean 0 and length 1."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(centred / np.where(length > 0.0, length, 1.0))


def _thirds(column: Floats, values: Floats) -> tuple[float, float]:
    known = np.isfinite(values)
    low, high = np.quantile(column[known], [1.0 / 3.0, 2.0 / 3.0])
    return float(values[known & (column <= low)].mean()), float(values[known & (column >= high)].mean())
