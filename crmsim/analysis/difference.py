"""The paired difference of one outcome between two scenarios that share their luck, and what may be said of it.

Run r of both scenarios has the same seed, so the difference is taken run by run. An interval corrected for how
many differences are shown together (Bonferroni: Dunn 1961, "Multiple comparisons among means", JASA 56:52-64) is
held against zero and against the smallest change that matters; lying wholly inside it is equivalence in the sense
of Schuirmann (1987, J. Pharmacokinet. Biopharm. 15:657-680).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from crmsim.analysis.interval import Floats, normal_quantile, score_interval, t_interval, t_quantile
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

CONFIDENCE = 0.95
NOWHERE = message("undefined in every run")
ONE_PAIR = message("only one pair of runs is defined")
LEAST_PAIRS = 30  # measured: sequential decisions on a continuous outcome cover .948 from 30 first runs
LEAST_PAIRS_BINARY = 100  # and .94 on a rare yes-or-no outcome only from 100
ASSURANCE = 0.8  # chance with which the runs asked for should settle it
MOST_RUNS = 1_000_000  # beyond this the answer is "more than"


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
        The interval, corrected for all differences shown together.
    single_low, single_high:
        The 95 % interval of this difference taken alone.
    matters:
        The smallest change that matters, in the outcome's unit.
    verdict:
        One of :data:`VERDICTS`.
    may_be_small:
        A directed verdict whose interval reaches below the smallest change that matters.
    runs_needed:
        Paired runs that would settle what is open with chance :data:`ASSURANCE`, in all, not in addition; None
        where nothing is open. ``MOST_RUNS`` stands for "more than that".
    superiority:
        Share of pairs in which the alternative has the higher value, ties counted half.
    variance_saved:
        1 - var(difference) / (sum of both variances): what pairing saved; None where both are constant.
    reason:
        Why the verdict is "undefined", else None.
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
    verdict: Verdict
    may_be_small: bool
    runs_needed: int | None
    superiority: float | None
    variance_saved: float | None
    reason: str | None


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
        The two runs agree in everything else in every pair, so that agreement in a yes-or-no outcome is no luck.
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
            None, None, "undefined", False, None, None, None, why,
        )  # fmt: skip
    binary = outcome.summary == "verdict"
    differences = b - a
    constant = bool(np.ptp(differences) == 0.0)
    mean = float(differences[0]) if constant else float(differences.mean())
    sd = 0.0 if constant else float(differences.std(ddof=1))
    matters = smallest_change(outcome, float(a.mean()))
    corrected = corrected_confidence(shown)
    low, high = _interval(differences, binary and not identical, corrected)
    single_low, single_high = _interval(differences, binary and not identical, CONFIDENCE)
    verdict = judge(outcome, pairs, low, high, matters, constant and mean == 0.0 and (not binary or identical))
    may_be_small = verdict in DIRECTED and min(abs(low), abs(high)) < matters
    needed = None
    if verdict in ("within noise", "too few runs") or may_be_small:
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
        verdict,
        may_be_small,
        needed,
        superiority=float(np.mean((b > a) + 0.5 * (b == a))),
        variance_saved=None if together == 0.0 else 1.0 - sd * sd / together,
        reason=None,
    )


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


def runs_needed(
    mean: float, sd: float, matters: float, pairs: int, confidence: float, binary: bool, settle_size: bool = False
) -> int:
    """Paired runs, in all, after which the question would be settled if mean and spread stay what they are.

    Settled means that the interval leaves zero out, or lies inside the smallest change that matters, whichever
    needs fewer runs; with ``settle_size`` (the direction is known), that it lies wholly inside or wholly beyond it.
    At least as many as any verdict asks for; rounded up to two figures; ``MOST_RUNS`` where more would be needed.
    """
    least = LEAST_PAIRS_BINARY if binary else LEAST_PAIRS
    reach = abs(abs(mean) - matters) if settle_size else max(matters - abs(mean), abs(mean))
    if binary:
        # With few disagreeing pairs the sample's spread is too small; Laplace's two pseudo-pairs mend that.
        disagreeing = sd * sd * (pairs - 1) / pairs + mean * mean
        disagreeing = (disagreeing * pairs + 2.0) / (pairs + 2.0)
        sd = math.sqrt(max(disagreeing - mean * mean, 0.0))
    if sd == 0.0:
        return least
    if reach == 0.0:
        return MOST_RUNS
    chance = normal_quantile(2.0 * ASSURANCE - 1.0)
    runs = float(least)
    for _ in range(4):  # t depends on the number of runs; a few rounds are enough
        critical = normal_quantile(confidence) if binary else t_quantile(confidence, max(int(runs), least))
        width = (critical + chance) * sd / reach
        runs = width * width
        if runs >= MOST_RUNS:
            return MOST_RUNS
    if binary:
        critical = normal_quantile(confidence)
        # Tango's interval is z*z/(n+z*z) wide on either side when no pair disagrees.
        runs = max(runs, critical * critical * (1.0 / reach - 1.0))
    return min(max(round_up(runs), least), MOST_RUNS)


def round_up(number: float) -> int:
    """The next whole number with two leading figures: 134 becomes 140."""
    if number <= 10.0:
        return max(math.ceil(number), 1)
    step = int(10 ** (math.floor(math.log10(number)) - 1))
    return step * math.ceil(number / step)


def _interval(differences: Floats, binary: bool, confidence: float) -> tuple[float, float]:
    if binary:
        gained, lost = int((differences > 0.0).sum()), int((differences < 0.0).sum())
        low, high = score_interval(gained, lost, int(differences.size), confidence)
    else:
        low, high = t_interval(differences, confidence)
    return float(low), float(high)


def _mean(values: Floats) -> float | None:
    return float(values.mean()) if values.size else None
