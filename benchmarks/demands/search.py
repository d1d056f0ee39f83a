"""The best and the worst plausible settings: searched with some seeds, judged on others.

Candidates are the shipped scenarios and combinations of levers within their declared intervals, all else as in the
baseline. What is searched for is the share of runs that succeed; of settings alike in it, the one whose runs come
nearer to success (or stay farther from it) in the part that is missed most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from benchmarks.demands.population import levers
from benchmarks.demands.study import GENERATED, KNOWN, Study
from benchmarks.demands.workers import Asked, Measured
from crmsim.scenario import shipped

Floats = NDArray[np.float64]
JUDGED_FROM = 1_000_000  # first seed of the half on which the choice is judged
SHARE_STEP, NET_STEP = 0.05, 5e5  # what counts as equally far from success in use and in money
KEPT = 6  # settings of each kind that are looked at more closely
ROUNDS = 2  # of moving one lever at a time from the best


@dataclass(frozen=True)
class Candidate:
    """A setting that one could choose."""

    scenario: str
    settings: tuple[tuple[str, Any], ...]

    def asked(self, seeds: Sequence[int]) -> Asked:
        """Its runs."""
        return Asked(self.scenario, dict(self.settings), seeds)

    def described(self) -> str:
        """Which it is."""
        changes = ", ".join(f"{key}={value:.3g}" for key, value in self.settings)
        return f"{self.scenario} with {changes}" if changes else self.scenario


@dataclass(frozen=True)
class Choice:
    """What was chosen, and how often it succeeds with seeds that had no part in the choice."""

    candidate: Candidate
    success: float
    runs: int
    routine_share: float
    net_benefit: float


def nearness(measured: Measured, target: float) -> Floats:
    """A setting's score: share of runs that succeed, and far behind it how near they come, float64[settings]."""
    margin = (measured["routine_share"] - target) / SHARE_STEP
    nearest = np.minimum(margin, measured["net_benefit_nok"] / NET_STEP)
    return np.nanmean(measured["success"], axis=1) + 1e-3 * np.tanh(np.nanmean(nearest, axis=1) / 10.0)


def candidates(combinations: int) -> list[Candidate]:
    """Shipped scenarios with a project, and combinations of levers by Latin hypercube."""
    known = [Candidate(name, ()) for name in shipped() if "/" not in name and name not in (KNOWN, GENERATED)]
    bounds = levers()
    cube = qmc.LatinHypercube(len(bounds), rng=0).random(combinations)
    drawn = [
        Candidate("baseline", tuple((key, low + float(u) * (high - low))
                                    for u, (key, (low, high)) in zip(row, bounds.items(), strict=True)))
        for row in cube
    ]  # fmt: skip
    return [*known, *drawn]


def moved(best: Candidate) -> list[Candidate]:
    """The best with one lever at an end of its interval."""
    result = []
    for key, ends in levers().items():
        for end in ends:
            kept = tuple(pair for pair in best.settings if pair[0] != key)
            result.append(Candidate(best.scenario, (*kept, (key, end))))
    return result


def searched(study: Study) -> tuple[Choice, Choice, list[Candidate], Measured]:
    """The best and the worst, and every candidate of the first round with its runs."""
    amounts = study.amounts
    pool = [one for one in candidates(amounts.combinations) if one.scenario in study.scenarios]
    first = study.workers.measured([one.asked(range(amounts.first)) for one in pool], "search, first round")
    order = np.argsort(nearness(first, study.target), kind="stable")
    best = chosen(study, [pool[place] for place in order[-KEPT:]], 1.0)
    for _ in range(ROUNDS):
        best = chosen(study, [best, *moved(best)], 1.0, fewer=4)
    worst = chosen(study, [pool[place] for place in order[:KEPT]], -1.0)
    return judged(study, best), judged(study, worst), pool, first


def chosen(study: Study, some: list[Candidate], sign: float, fewer: int = 1) -> Candidate:
    """The best (``sign`` 1) or the worst (-1) of some, by the seeds of the search."""
    seeds = range(max(study.amounts.first, study.amounts.chosen // fewer))
    measured = study.workers.measured([one.asked(seeds) for one in some], "search, chosen among")
    return some[int(np.argmax(sign * nearness(measured, study.target)))]


def judged(study: Study, candidate: Candidate) -> Choice:
    """A choice on seeds that had no part in it."""
    seeds = range(JUDGED_FROM, JUDGED_FROM + study.amounts.judged)
    measured = study.workers.measured([candidate.asked(seeds)], "search, judged")
    return Choice(
        candidate, float(np.nanmean(measured["success"])), len(seeds), float(np.nanmean(measured["routine_share"])),
        float(np.nanmean(measured["net_benefit_nok"])),
    )  # fmt: skip
