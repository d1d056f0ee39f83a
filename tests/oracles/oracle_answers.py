"""Exact answers to the limits of the model: from the papers' formulas, and without a line of crmsim.

Each function says where its formula comes from. Where the answer for infinitely many people differs from the one for
as many as are simulated, both are here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import binom, norm, poisson

Array = NDArray[np.float64]

BASS_P, BASS_Q = 0.03, 0.38
STYLES = ("giver", "taker", "matcher")


def intends(style: str, others_last_act: bool) -> bool:
    """Cooperator, Defector or TitForTat (Axelrod 1984): what each means to do next."""
    return style == "giver" or (style == "matcher" and others_last_act)


def pair_payoffs(
    one: str, other: str, rounds: int, benefit: float, cost: float, error: float = 0.0
) -> tuple[float, float]:
    """Expected sums of two players' payoffs in the donation game, both acting at once, both trusting at first.

    ``error`` turns each act round. The four pairs of last acts are the states of a Markov chain.
    """
    acts = [(False, False), (False, True), (True, False), (True, True)]
    chain = np.zeros((4, 4))
    for row, (mine, theirs) in enumerate(acts):
        for column, (next_mine, next_theirs) in enumerate(acts):
            chain[row, column] = (1.0 - error if intends(one, theirs) == next_mine else error) * (
                1.0 - error if intends(other, mine) == next_theirs else error
            )
    state = chain[3]  # as if both had helped in the round before
    sums = np.zeros(2)
    for _ in range(rounds):
        helped = np.array([state[2] + state[3], state[1] + state[3]])
        sums += benefit * helped[::-1] - cost * helped
        state = state @ chain
    return float(sums[0]), float(sums[1])


def well_mixed(shares: Sequence[float], rounds: int, benefit: float, cost: float, people: int | None = None) -> Array:
    """Payoff a partner and round of giver, taker and matcher who meet everybody ``rounds`` times, no errors.

    For infinitely many people g, t and m are the shares; among ``people`` each meets everybody but himself, so that
    his own style is rarer by one person among his partners than in the whole.
    """
    result = []
    for style in STYLES:
        g, t, m = (
            share if people is None else (share * people - (other == style)) / (people - 1)
            for share, other in zip(shares, STYLES, strict=True)
        )
        result.append(
            {
                "giver": (g + m) * (benefit - cost) - t * cost,
                "taker": g * benefit + m * benefit / rounds,
                "matcher": (g + m) * (benefit - cost) - t * cost / rounds,
            }[style]
        )
    return np.array(result)


def break_even(shares: Sequence[float], benefit: float, cost: float, people: int | None = None) -> float:
    """Rounds after which givers have caught up with takers: the sums are straight lines in the number of rounds."""
    first, second = (well_mixed(shares, rounds, benefit, cost, people) * rounds for rounds in (1, 2))
    lead = first[1] - first[0]
    return float(1.0 + lead / (lead - (second[1] - second[0])))


def standing_payoffs(known: float, benefit: float, cost: float, people: int) -> tuple[float, float]:
    """Payoff a partner and round of one taker and of the matchers, who help unless they heard that the other refused.

    ``known`` is the chance q to have heard (Nowak & Sigmund 1998). With one taker among ``people``: every matcher
    helps the taker with chance 1 - q and is not helped by him.
    """
    to_taker = 1.0 - known
    taker = benefit * to_taker
    matcher = (benefit * (people - 2) - cost * (people - 2) - cost * to_taker) / (people - 1)
    return taker, matcher


def standing_threshold(benefit: float, cost: float, people: int | None = None) -> float:
    """The q at which taker and matchers do equally well: c/b for infinitely many people."""
    if people is None:
        return cost / benefit

    def lead(known: float) -> float:
        taker, matcher = standing_payoffs(known, benefit, cost, people)
        return matcher - taker

    return float(brentq(lead, 0.0, 1.0))


def si_share(beta: float, people: int, share: float, weeks: int) -> float:
    """SI on a complete graph for the mean: i <- i + (1 - i)(1 - (1 - beta)^(N i)), not the logistic."""
    for _ in range(weeks):
        share += (1.0 - share) * (1.0 - (1.0 - beta) ** (people * share))
    return share


def expected_curve(people: int, chance: Callable[[int], float], start: int, weeks: int) -> Array:
    """Expected share of adopters week by week where each of the others adopts with ``chance(adopters)``.

    The chain of binomial draws (Reed & Frost) over all 0..N adopters, carried forward exactly: for as many people as
    are simulated the mean of the runs is this, and the formulas for the mean of infinitely many are its limit.
    """
    chain = np.zeros((people + 1, people + 1))
    for adopters in range(people + 1):
        rest = people - adopters
        chain[adopters, adopters:] = binom.pmf(np.arange(rest + 1), rest, chance(adopters))
    state = np.zeros(people + 1)
    state[start] = 1.0
    curve = np.empty(weeks)
    for week in range(weeks):
        state = state @ chain
        curve[week] = state @ np.arange(people + 1) / people
    return curve


def joined(thresholds: Sequence[float] | Array) -> list[int]:
    """How many have joined, step by step, in Granovetter's (1978) crowd; thresholds are shares of the others."""
    ordered = np.sort(np.asarray(thresholds))
    counts = [0]
    while True:
        seen = counts[-1] / (len(ordered) - 1)
        new = max(counts[-1], int(np.searchsorted(ordered, seen, side="right")))
        if new == counts[-1]:
            return counts[1:]
        counts.append(new)


def normal_crowd(people: int, mean: float, sd: float) -> Array:
    """Thresholds at even quantiles of a normal distribution."""
    return np.asarray(norm.ppf((np.arange(people) + 0.5) / people, mean, sd))


def critical_spread(mean: float, people: int | None = None) -> float:
    """The spread of normal thresholds at which the crowd tips.

    For infinitely many the curve F(x) touches the diagonal: F(x) = x and F'(x) = 1. For a crowd of ``people`` by
    bisection over :func:`joined`.
    """
    if people is None:

        def above(sd: float) -> float:
            x = mean - sd * math.sqrt(-2.0 * math.log(sd * math.sqrt(2.0 * math.pi)))  # where F' = 1, below the mean
            return float(norm.cdf(x, mean, sd)) - x

        return float(brentq(above, 0.05, 0.2))
    return bisect(lambda sd: joined(normal_crowd(people, mean, sd))[-1] > people / 2, 0.11, 0.14, 1e-6)


def equilibrium_share(mean: float, sd: float) -> float:
    """Where a crowd of infinitely many with normal thresholds comes to rest: the lowest x with F(x) = x."""
    x = 0.0
    for _ in range(1_000_000):
        new = float(norm.cdf(x, mean, sd))
        if new - x < 1e-12:
            break
        x = new
    return x


def bisect(tips: Callable[[float], bool], low: float, high: float, width: float) -> float:
    """The place between ``low`` (does not tip) and ``high`` (does) where it begins to, to within ``width``."""
    while high - low > width:
        middle = 0.5 * (low + high)
        if tips(middle):
            high = middle
        else:
            low = middle
    return 0.5 * (low + high)


def offspring(ties: float, threshold: float) -> float:
    """How many more one newly won person wins on a Poisson graph, in a sea of non-users (Watts 2002).

    sum of k(k - 1) p_k over those with k <= 1/threshold contacts, over the mean degree; for a Poisson distribution
    z P(k <= 1/threshold - 2).
    """
    most = math.floor(1.0 / threshold + 1e-9)
    return float(ties * poisson.cdf(most - 2, ties))


def cascade_window(threshold: float) -> tuple[float, float]:
    """The mean degrees between which global cascades happen: where :func:`offspring` passes 1."""
    top = 1.0 / threshold - 1.0  # inside the window for every threshold used here
    return (
        float(brentq(lambda z: offspring(z, threshold) - 1.0, 1e-3, min(top, 2.0))),
        float(brentq(lambda z: offspring(z, threshold) - 1.0, min(top, 2.0), 40.0)),
    )


def bass_share(years: float) -> float:
    """Bass (1969): share of adopters after some years."""
    fall = math.exp(-(BASS_P + BASS_Q) * years)
    return (1.0 - fall) / (1.0 + BASS_Q / BASS_P * fall)


def weekly_leaving(annual_rate: float) -> float:
    """Chance to leave in a week where a share (1 - annual_rate) stays the year."""
    return 1.0 - math.exp(math.log(1.0 - annual_rate) / 52.0)


def expertise_level(practice: float, leaving: float) -> tuple[float, float]:
    """Mean expertise in the long run: l/(l + d), and the same in weekly steps (practice first, then leaving)."""
    stay = 1.0 - leaving
    return practice / (practice + leaving), stay * practice / (1.0 - stay * (1.0 - practice))
