"""What the runs say of each prediction, and what the predictions together say of each claim.

The unit is a world: the mean over its runs. Intervals are corrected for all predictions of the register (Bonferroni:
Dunn 1961, JASA 56:52-64), also where only some are run, so that a verdict does not hang on what was asked together. An
interval wholly inside the smallest effect of interest shows that there is none (Schuirmann 1987, J. Pharmacokinet.
Biopharm. 15:657-680). Correlations over worlds are held against zero by Fisher's z (Fisher 1921, Metron 1:3-32).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmsim.analysis.difference import bounds_of_change
from crmsim.analysis.interval import cut, mean_interval, normal_quantile
from crmsim.analysis.noise import shares_of_worlds
from crmsim.claims import claims_and_facts
from crmsim.declaration.outcome import Outcome
from crmsim.evidence.measures import MEASURES
from crmsim.evidence.register import Bundle, Prediction, read_register, untestable
from crmsim.evidence.study import AS_IS, PLACEBO, SIDES, Runs, Variants, sides, with_placebo
from crmsim.mechanisms import OUTCOME
from crmsim.results.by_group import outcome_and_group
from crmsim.words import Message, message

Floats = NDArray[np.float64]
LEVEL = 0.05
LEAST_WORLDS = 6  # with fewer, nothing is told
SMALL_CORRELATION = 0.1  # Cohen 1988, Statistical power analysis: the usual bound of a small one

REPRODUCED, IN_PART, NOT, CONTRARY, OPEN = "reproduced", "in part", "not reproduced", "contrary", "cannot be told"
UNTESTABLE, DESCRIPTIVE, INPUT = "not testable here", "descriptive", "put in"
VERDICTS = (REPRODUCED, IN_PART, NOT, CONTRARY, OPEN, UNTESTABLE, DESCRIPTIVE, INPUT)

IDENTICAL = message("the same to the bit")
TOO_SMALL = message("there, and too small to matter")
PERHAPS_SMALL = message("there, and perhaps too small to matter")
OFF_SIZE = message("the sign is right, the size is not")
STAYS = message("stays under the placebo, so it does not come from what the claim says")
PERHAPS_STAYS = message("whether it vanishes under the placebo cannot be told")
WITHOUT_PLACEBO = message("no placebo was run, so what it comes from is not shown")
FEW = message("defined in too few worlds")
INSIDE = message("within what was observed")
OUTSIDE = message("outside what was observed")
WHY = (INSIDE, OUTSIDE, WITHOUT_PLACEBO, IDENTICAL, TOO_SMALL, PERHAPS_SMALL, OFF_SIZE, STAYS, PERHAPS_STAYS, FEW)


@dataclass(frozen=True)
class Effect:
    """One effect over worlds.

    Attributes
    ----------
    mean, low, high:
        Its mean, and the corrected interval; NaN where nothing can be told.
    worlds:
        In which it is defined.
    """

    mean: float
    low: float
    high: float
    worlds: int


@dataclass(frozen=True)
class Finding:
    """A prediction and what came of it.

    Attributes
    ----------
    prediction:
        What was predicted.
    basis:
        "by construction", "emergent" or "descriptive".
    at_start:
        Mean of the outcome on the first side; NaN for a correlation.
    effect, placebo:
        The effect, and the same under the placebo; None without one.
    matters:
        The smallest effect of interest, in the outcome's unit.
    holds, holds_low, holds_high:
        The share of worlds in which it holds by what matters, random variation taken out, with its 95 % interval; NaN
        where noise cannot be told from worlds.
    verdict, why:
        One of :data:`VERDICTS`, and a remark; None where there is none.
    """

    prediction: Prediction
    basis: str
    at_start: float
    effect: Effect
    placebo: Effect | None
    matters: float
    holds: float
    holds_low: float
    holds_high: float
    verdict: str
    why: Message | None


def confidence() -> float:
    """Of each interval, so that all of the register hold together with 95 %."""
    return 1.0 - LEVEL / max(len(read_register()), 1)


def basis_of(prediction: Prediction) -> str:
    """What a prediction's verdict can support."""
    return prediction.basis or claims_and_facts()[prediction.claim].kind


def finding(prediction: Prediction, runs: Runs) -> Finding:
    """What the runs say of one prediction."""
    found = effects(prediction, runs, with_placebo(prediction))
    first = sides(prediction, {})[SIDES[prediction.kind][0]]
    at_start = mean_of(runs.values(first, prediction.outcome))
    matters = smallest(prediction, at_start)
    bounds = in_unit(prediction, at_start)
    effect, other = found[AS_IS], found.get(PLACEBO)
    verdict, why = judged(bounds, effect, matters)
    if verdict in (REPRODUCED, IN_PART) and other is not None:
        verdict, why = after_placebo(verdict, why, effect, other, matters)
    basis = basis_of(prediction)
    if basis == "emergent" and other is None and verdict in (REPRODUCED, IN_PART) and prediction.predicted != "0":
        why = why or WITHOUT_PLACEBO
    if basis in (DESCRIPTIVE, "input"):
        verdict, why = DESCRIPTIVE if basis == DESCRIPTIVE else INPUT, beside_range(bounds, effect)
    table = None if prediction.kind == "across" else contrast(prediction, runs, {})
    share = holding(bounds, table, matters)
    return Finding(prediction, basis, at_start, effect, other, matters, *share, verdict, why)


def effects(prediction: Prediction, runs: Runs, variants: Variants) -> dict[str, Effect]:
    """Variant → the effect predicted, with the settings of the variant on every side."""
    result = {}
    for name, beside in variants.items():
        if prediction.kind == "across":
            to = sides(prediction, beside)["to"]
            result[name] = correlation(runs.values(to, prediction.outcome), runs.values(to, prediction.second))
        else:
            result[name] = over_worlds(contrast(prediction, runs, beside), bounds_of(prediction))
    return result


def contrast(prediction: Prediction, runs: Runs, beside: Bundle) -> Floats:
    """float64[worlds, runs]: the difference, level or interaction of every run."""
    made = sides(prediction, beside)
    values = {side: runs.values(bundle, prediction.outcome) for side, bundle in made.items()}
    if prediction.kind == "level":
        return np.asarray(values["to"] - prediction.against)
    if prediction.kind == "difference":
        return np.asarray(values["to"] - values["from"])
    one = values["one to"] - values["one from"]
    return np.asarray(values["other to"] - values["other from"] - one)


def in_unit(prediction: Prediction, at_start: float) -> str | tuple[float, float]:
    """What was predicted, sizes in the outcome's unit."""
    if isinstance(prediction.predicted, str):
        return prediction.predicted
    scale = abs(at_start) if prediction.relative else 1.0
    return prediction.predicted[0] * scale, prediction.predicted[1] * scale


def by_world(table: Floats) -> Floats:
    """float64[worlds defined]: the mean of the runs of each world in which there is one."""
    known = np.isfinite(table)
    counted = known.sum(axis=1)
    sums = np.where(known, table, 0.0).sum(axis=1)
    return np.asarray(sums[counted > 0] / counted[counted > 0])


def bounds_of(prediction: Prediction) -> tuple[float | None, float | None]:
    """The least and the greatest effect there can be; None where the outcome declares no bounds, as no measure does."""
    outcome = outcome_of(prediction.outcome)
    if outcome is None:
        return None, None
    if prediction.kind == "level":
        low, high = (None if end is None else end - prediction.against for end in (outcome.low, outcome.high))
        return low, high
    low, high = bounds_of_change(outcome)
    if low is None or high is None or prediction.kind == "difference":
        return low, high
    return 2.0 * low, 2.0 * high  # an interaction is a difference of two differences


def over_worlds(table: Floats, bounds: tuple[float | None, float | None] = (None, None)) -> Effect:
    """The mean over worlds with its corrected interval, which reaches beyond no bound."""
    worlds = by_world(table)
    if worlds.size < LEAST_WORLDS:
        return Effect(mean_of(table), math.nan, math.nan, worlds.size)
    low, high = cut(*mean_interval(worlds, confidence()), bounds)
    return Effect(float(worlds.mean()), float(low), float(high), worlds.size)


def correlation(first: Floats, second: Floats) -> Effect:
    """The correlation over worlds of the means of two outcomes, with its corrected interval."""
    both = np.isfinite(first) & np.isfinite(second)
    kept = both.any(axis=1)
    one = by_world(np.where(both, first, np.nan)[kept])
    two = by_world(np.where(both, second, np.nan)[kept])
    if one.size < LEAST_WORLDS or np.ptp(one) == 0.0 or np.ptp(two) == 0.0:
        return Effect(math.nan, math.nan, math.nan, int(one.size))
    r = float(np.corrcoef(one, two)[0, 1])
    half = normal_quantile(confidence()) / math.sqrt(one.size - 3)
    z = math.atanh(max(min(r, 1.0 - 1e-12), -1.0 + 1e-12))
    return Effect(r, math.tanh(z - half), math.tanh(z + half), int(one.size))


def mean_of(table: Floats) -> float:
    """The mean of what is known; NaN where nothing is."""
    known = table[np.isfinite(table)]
    return float(known.mean()) if known.size else math.nan


def outcome_of(name: str) -> Outcome | None:
    """The declaration of an outcome, also of a part of the people; None for a measure."""
    return OUTCOME.get(outcome_and_group(name)[0])


def smallest(prediction: Prediction, at_start: float) -> float:
    """The smallest effect of interest, in the outcome's unit."""
    if prediction.kind == "across":
        return SMALL_CORRELATION if prediction.matters is None else prediction.matters
    if prediction.matters is not None:
        return prediction.matters * (abs(at_start) if prediction.relative else 1.0)
    if prediction.outcome in MEASURES:
        return MEASURES[prediction.outcome].matters
    outcome = outcome_of(prediction.outcome)
    assert outcome is not None
    return float(outcome.matters * (abs(at_start) if outcome.relative else 1.0))


def judged(predicted: str | tuple[float, float], effect: Effect, matters: float) -> tuple[str, Message | None]:
    """The verdict on a sign, on no effect, or on a size between two bounds."""
    if not math.isfinite(effect.low):
        return OPEN, FEW
    if predicted == "0":
        if -matters < effect.low and effect.high < matters:
            return REPRODUCED, IDENTICAL if effect.low == effect.high == 0.0 else None
        outside = effect.low > 0.0 or effect.high < 0.0
        return (CONTRARY, None) if outside and abs(effect.mean) >= matters else (OPEN, None)
    if not isinstance(predicted, str):
        least, most = predicted
        if effect.high < least or effect.low > most:
            sign = math.copysign(1.0, least + most)
            right = min(effect.low * sign, effect.high * sign) > 0.0
            return (IN_PART, OFF_SIZE) if right else _judged_sign(sign, effect, matters)
        return (REPRODUCED, None) if least <= effect.low and effect.high <= most else (OPEN, None)
    return _judged_sign(1.0 if predicted == "+" else -1.0, effect, matters)


def beside_range(observed: str | tuple[float, float], effect: Effect) -> Message | None:
    """Whether a value that supports nothing lies where it was observed; None where it may or may not."""
    if isinstance(observed, str) or not math.isfinite(effect.low):
        return None
    if effect.high < observed[0] or effect.low > observed[1]:
        return OUTSIDE
    return INSIDE if observed[0] <= effect.low and effect.high <= observed[1] else None


def _judged_sign(sign: float, effect: Effect, matters: float) -> tuple[str, Message | None]:
    if effect.low == effect.high == 0.0:
        return NOT, IDENTICAL
    mean, low, high = effect.mean * sign, *sorted((effect.low * sign, effect.high * sign))
    if low > -matters and high < matters:
        return NOT, TOO_SMALL if low > 0.0 else None
    if low > 0.0:
        return (REPRODUCED, None) if mean >= matters else (IN_PART, PERHAPS_SMALL)
    if high < 0.0:
        return CONTRARY, None if -mean >= matters else PERHAPS_SMALL
    return OPEN, None


def after_placebo(
    verdict: str, why: Message | None, effect: Effect, placebo: Effect, matters: float
) -> tuple[str, Message | None]:
    """The verdict once the placebo was run: what comes out there too does not come from what the claim says."""
    if not math.isfinite(placebo.low) or (-matters < placebo.low and placebo.high < matters):
        return verdict, why
    same = placebo.mean * effect.mean > 0.0 and abs(placebo.mean) > abs(effect.mean) / 2.0
    clear = placebo.low > 0.0 or placebo.high < 0.0
    return (NOT, STAYS) if same and clear else (verdict, why or PERHAPS_STAYS)


def holding(predicted: str | tuple[float, float], table: Floats | None, matters: float) -> tuple[float, float, float]:
    """The share of worlds in which the effect holds by what matters, random variation taken out, with its interval."""
    if table is None or not isinstance(predicted, str):
        return math.nan, math.nan, math.nan
    shares = shares_of_worlds(-table if predicted == "-" else table, matters)
    share = shares.near if predicted == "0" else shares.better
    return (math.nan, math.nan, math.nan) if share is None else (share.share, share.low, share.high)


@dataclass(frozen=True)
class Answer:
    """A claim or fact and its verdict.

    Attributes
    ----------
    name, text, source:
        Of the claim or fact.
    basis:
        Its kind.
    verdict:
        One of :data:`VERDICTS`.
    why:
        For what cannot be tested: why; else empty.
    findings:
        Of its predictions.
    """

    name: str
    text: str
    source: str
    basis: str
    verdict: str
    why: str
    findings: tuple[Finding, ...]


def answers(findings: Iterable[Finding], names: Sequence[str] | None = None) -> list[Answer]:
    """The verdict of each claim and fact (or of those named), in the order of the sources."""
    made: dict[str, list[Finding]] = {}
    for one in findings:
        made.setdefault(one.prediction.claim, []).append(one)
    reasons = untestable()
    result = []
    for name, claim in claims_and_facts().items():
        if names is not None and name not in names:
            continue
        found = tuple(made.get(name, ()))
        verdict = together([one.verdict for one in found]) if found else UNTESTABLE
        result.append(Answer(name, claim.text, claim.source, claim.kind, verdict, reasons.get(name, ""), found))
    return result


def together(verdicts: Sequence[str]) -> str:
    """The verdict of a claim from those of its predictions; what only tells a value counts where nothing else is.

    Contrary where more come out the other way than are reproduced; in part where some are reproduced, wholly or partly.
    """
    tested = [one for one in verdicts if one not in (DESCRIPTIVE, INPUT)]
    if not tested:
        return verdicts[0]
    kinds = set(tested)
    if len(kinds) == 1:
        return tested[0]
    if tested.count(CONTRARY) > tested.count(REPRODUCED):
        return CONTRARY
    return IN_PART if REPRODUCED in kinds or IN_PART in kinds else OPEN
