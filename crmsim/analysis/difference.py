"""The paired difference of one outcome between two scenarios with the same random numbers, and what it says.

Run r of both scenarios has the same seed, so the difference is taken run by run. An interval corrected for how
many differences are shown together (Bonferroni: Dunn 1961, "Multiple comparisons among means", JASA 56:52-64) is
held against zero and against the smallest change that matters; lying wholly inside it is equivalence in the sense
of Schuirmann (1987, J. Pharmacokinet. Biopharm. 15:657-680).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from crmsim.analysis.interval import Floats, Moments, cut, interval_of, score_interval, skewness
from crmsim.analysis.needed import LEAST_PAIRS, LEAST_PAIRS_BINARY, runs_needed, runs_to_tell
from crmsim.analysis.spread import CONFIDENCE, same_interval
from crmsim.declaration.outcome import Outcome
from crmsim.words import message

Verdict = Literal[
    "better", "worse", "higher", "lower", "too small to matter", "within noise", "identical", "too few runs",
    "undefined",
]  # fmt: skip
VERDICTS: tuple[Verdict, ...] = (
    "better", "worse", "higher", "lower", "too small to matter", "within noise", "identical", "too few runs",
    "undefined",
)  # fmt: skip
DIRECTED = ("better", "worse", "higher", "lower")

NOWHERE = message("undefined in every run")
ONE_PAIR = message("only one pair of runs is defined")
LEAST_DIFFERING = 10  # pairs off the commonest difference: with fewer, the mean of a rare difference is mostly unseen
MOST_SKEW = 8.0  # pairs to each unit of squared skewness: with fewer, intervals miss too often
PAIRS_OF_FAMILIES, FAMILY_SKEW = 100, 64.0  # from so many pairs on, or to each unit, families of intervals hold too


@dataclass(frozen=True)
class Difference:
    """One outcome in an alternative minus the same outcome in the reference, over paired runs.

    Attributes
    ----------
    outcome, reference, alternative:
        Names.
    reference_mean, alternative_mean:
        Over the pairs in which both are defined; None without such a pair.
    pairs, dropped:
        Pairs used, and pairs left out because the outcome is undefined in one of the two.
    mean, sd:
        Of the differences, in the outcome's unit.
    low, high:
        The interval, corrected for all differences shown together; None where it cannot be told, because too few pairs
        differ, or none does and the outcome has no bounds.
    single_low, single_high:
        The 95 % interval of this difference taken alone.
    matters:
        The smallest change that matters, in the outcome's unit.
    verdict:
        One of :data:`VERDICTS`.
    matters_from, matters_to:
        Between which values that may as well lie.
    matters_decides:
        Whether another value between these gives another verdict, or another ``may_be_small``.
    may_be_small:
        A directed verdict whose interval reaches below the smallest change that matters.
    runs_perhaps, runs_needed:
        Paired runs that would settle what is open with a chance of 20 and of 80 %, in all, not in addition; None
        where nothing is open. ``MOST_RUNS`` stands for "no number up to that".
    superiority:
        Share of pairs in which the alternative has the higher value, ties counted half: of runs with the same random
        numbers.
    vargha_delaney:
        The chance that a run of the alternative has a higher value than a run of the reference with other random
        numbers, ties counted half (A of Vargha & Delaney 2000, Journal of Educational and Behavioral Statistics
        25:101-132).
    variance_saved:
        1 - var(difference) / (sum of both variances): what pairing saved; None where both are constant.
    reason:
        Why the verdict is "undefined", else None.
    skewed:
        Whether the differences are so skewed, and so few, that an interval which is to hold together with others may
        not: families of twenty missed in up to one of eight (``benchmarks/coverage_means.py``).
    """

    outcome: str
    reference: str
    alternative: str
    reference_mean: float | None
    alternative_mean: float | None
    pairs: int
    dropped: int
    mean: float | None
    sd: float | None
    low: float | None
    high: float | None
    single_low: float | None
    single_high: float | None
    matters: float | None
    matters_from: float | None
    matters_to: float | None
    matters_decides: bool
    verdict: Verdict
    may_be_small: bool
    runs_perhaps: int | None
    runs_needed: int | None
    superiority: float | None
    vargha_delaney: float | None
    variance_saved: float | None
    reason: str | None
    skewed: bool = False


def paired_difference(
    outcome: Outcome,
    reference: str,
    alternative: str,
    first: ArrayLike,
    second: ArrayLike,
    *,
    shown: int = 1,
    identical: bool = False,
    reason: str | None = None,
) -> Difference:
    """Compare two scenarios in one outcome.

    Parameters
    ----------
    outcome:
        Its declaration: unit, direction, smallest change that matters; a "verdict" is a yes-or-no outcome.
    reference, alternative:
        Names of the two scenarios.
    first, second:
        Values run by run, the same seed at the same place; NaN where undefined in that run.
    shown:
        How many differences are shown together.
    identical:
        The two runs agree in everything else in every pair, so that agreement in a yes-or-no outcome is no accident.
    reason:
        Why the outcome is undefined, told where no pair is left.
    """
    a = np.asarray(first, dtype=np.float64)
    b = np.asarray(second, dtype=np.float64)
    if a.shape != b.shape or a.ndim != 1:
        raise ValueError(f"paired values must have one dimension and one length, not {a.shape} and {b.shape}")
    both = np.isfinite(a) & np.isfinite(b)
    dropped = int(a.size - both.sum())
    a, b = a[both], b[both]
    pairs = int(a.size)
    if pairs < 2:
        why = reason or NOWHERE
        if pairs == 1:
            why = ONE_PAIR
        return Difference(
            outcome.name, reference, alternative, _mean(a), _mean(b), pairs, dropped, None, None, None, None, None,
            None, None, None, None, False, "undefined", False, None, None, None, None, None, why,
        )  # fmt: skip
    binary = outcome.summary == "verdict"
    differences = b - a
    constant = bool(np.ptp(differences) == 0.0)
    mean = float(differences[0]) if constant else float(differences.mean())
    sd = 0.0 if constant else float(differences.std(ddof=1))
    matters = smallest_change(outcome, float(a.mean()))
    corrected = corrected_confidence(shown)
    known = None
    if not binary and not constant:
        known = Moments(pairs, np.asarray(mean), np.asarray(sd), skewness(differences))
    differing = 0 if known is None else _differing(differences)
    (low, high), (single_low, single_high) = (
        _interval(differences, outcome, known, differing, confidence) for confidence in (corrected, CONFIDENCE)
    )
    nothing = constant and mean == 0.0 and (not binary or identical)
    # Where all pairs have the same difference and nothing bounds it, the difference itself is judged.
    ends = (mean, mean) if constant and low is None else (low, high)
    verdict: Verdict = "too few runs"
    if ends[0] is not None and ends[1] is not None:
        verdict = judge(outcome, pairs, ends[0], ends[1], matters, nothing)
    may_be_small = verdict in DIRECTED and min(abs(end) for end in ends if end is not None) < matters
    scale = matters / outcome.matters if outcome.matters else 1.0
    within = (outcome.matters_from * scale, outcome.matters_to * scale)
    decides = False
    if ends[0] is not None and ends[1] is not None:
        nearest = min(abs(ends[0]), abs(ends[1]))
        decides = any(
            other != verdict or (other in DIRECTED and (nearest < value) != may_be_small)
            for value in within
            for other in [judge(outcome, pairs, ends[0], ends[1], value, nothing)]
        )
    needed: tuple[int, int] | None = None
    if low is None and known is not None:
        needed = runs_to_tell(pairs, LEAST_DIFFERING, differing, MOST_SKEW * float(known.skew) ** 2)
    elif verdict in ("within noise", "too few runs") or may_be_small:
        needed = runs_needed(mean, sd, matters, pairs, corrected, binary, settle_size=may_be_small)
    together = float(a.var(ddof=1) + b.var(ddof=1))
    return Difference(
        outcome.name,
        reference,
        alternative,
        float(a.mean()),
        float(b.mean()),
        pairs,
        dropped,
        mean,
        sd,
        low,
        high,
        single_low,
        single_high,
        matters,
        *within,
        decides,
        verdict,
        may_be_small,
        needed and needed[0],
        needed and needed[1],
        superiority=float(np.mean((b > a) + 0.5 * (b == a))),
        vargha_delaney=_vargha_delaney(a, b),
        variance_saved=None if together == 0.0 else 1.0 - sd * sd / together,
        reason=None,
        skewed=shown > 1 and low is not None and known is not None and too_skewed(pairs, float(known.skew)),
    )


def too_skewed(pairs: int, skewness: float) -> bool:
    """Whether intervals that are to hold together may not: below 100 pairs, unless the differences are nearly even.

    Measured: where this is false, families of twenty miss in at most .05 of repeats, and in .067 for the most skewed
    noise of all (lognormal, skewness 3.7) at 30 pairs.
    """
    return pairs < PAIRS_OF_FAMILIES and FAMILY_SKEW * skewness * skewness > pairs


def corrected_confidence(shown: int, confidence: float = CONFIDENCE) -> float:
    """Confidence of each of ``shown`` intervals so that all hold together with at least ``confidence``."""
    return 1.0 - (1.0 - confidence) / max(shown, 1)


def smallest_change(outcome: Outcome, reference_mean: float) -> float:
    """The smallest change that matters in the outcome's unit: fixed, or a share of the reference's value."""
    return outcome.matters * abs(reference_mean) if outcome.relative else outcome.matters


def judge(outcome: Outcome, pairs: int, low: float, high: float, matters: float, nothing: bool) -> Verdict:
    """What an interval allows to be said.

    Too few pairs say nothing; identical runs say "identical"; an interval inside the smallest change that matters
    says "too small to matter", even where it leaves zero out; one that leaves zero out says which way; else noise.
    """
    if pairs < (LEAST_PAIRS_BINARY if outcome.summary == "verdict" else LEAST_PAIRS):
        return "too few runs"
    if nothing:
        return "identical"
    if -matters < low and high < matters:
        return "too small to matter"
    if low > 0.0 or high < 0.0:
        rises = low > 0.0
        if outcome.better == "none":
            return "higher" if rises else "lower"
        return "better" if rises == (outcome.better == "higher") else "worse"
    return "within noise"


def _interval(
    differences: Floats, outcome: Outcome, known: Moments | None, differing: int, confidence: float
) -> tuple[float | None, float | None]:
    """The interval of a mean difference; None where it cannot be told.

    Parameters
    ----------
    known:
        Moments of the differences; None where they are all the same, or yes or no.
    differing:
        Pairs that have another difference than the commonest.
    """
    pairs = int(differences.size)
    if outcome.summary == "verdict":
        gained, lost = int((differences > 0.0).sum()), int((differences < 0.0).sum())
        low, high = score_interval(gained, lost, pairs, confidence)
        return float(low), float(high)
    if known is None:
        return same_interval(float(differences[0]), pairs, bounds_of_change(outcome), confidence)
    if _unseen(pairs, differing, float(known.skew)):
        return None, None
    low, high = cut(*interval_of(known, confidence), bounds_of_change(outcome))
    return float(low), float(high)


def too_few(differences: Floats) -> bool:
    """Whether paired differences, not of a yes-or-no outcome, are too few to tell anything of their mean."""
    pairs = int(differences.size)
    if pairs < LEAST_PAIRS or np.ptp(differences) == 0.0:
        return pairs < LEAST_PAIRS
    return _unseen(pairs, _differing(differences), float(skewness(differences)))


def _unseen(pairs: int, differing: int, skew: float) -> bool:
    """Whether so few pairs differ, or a few by so much more, that the mean may be mostly unseen."""
    return differing < LEAST_DIFFERING or MOST_SKEW * skew**2 > pairs


def bounds_of_change(outcome: Outcome) -> tuple[float | None, float | None]:
    """The least and the greatest difference between two values of an outcome; None where it has no bounds."""
    if outcome.low is None or outcome.high is None:
        return None, None
    width = outcome.high - outcome.low
    return -width, width


def _differing(differences: Floats) -> int:
    """Pairs that have another difference than the commonest."""
    return int(differences.size - np.unique(differences, return_counts=True)[1].max())


def _vargha_delaney(first: Floats, second: Floats) -> float:
    ordered = np.sort(first)
    below, up_to = (np.searchsorted(ordered, second, side=side) for side in ("left", "right"))
    return float((below + up_to).mean() / (2 * first.size))


def _mean(values: Floats) -> float | None:
    return float(values.mean()) if values.size else None
