"""What the engine gives at the limits: every number here comes from ``simulate`` and scenario keys alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from crmsim.mechanisms import COLUMN
from crmsim.scenario import load
from crmsim.simulation import simulate

Array = NDArray[np.float64]

PEOPLE, USERS = COLUMN["people"], COLUMN["user"]
RECEIVED, PAID = COLUMN["benefit_received"], COLUMN["cost_paid"]
PAIRS = ("GG", "GM", "MM", "GT", "TM", "TT")
PLACE = {"G": 0, "T": 1, "M": 2}
NAMES = {"G": "giver", "T": "taker", "M": "matcher"}


def mix(letters: str) -> list[str]:
    """Settings for a pair of these styles."""
    return [f"people.{NAMES[letter]}s={letters.count(letter) / 2.0}" for letter in "GTM"]


def favours(name: str, settings: Sequence[str], seed: int, first_week: int = 1) -> Array:
    """Sum of payoffs a person of each style, float64[weeks from first_week, 3]; 0 for a style nobody has."""
    ledger = simulate(load(name, settings), seed).ledger[first_week - 1 :, 1:4]
    return np.asarray((ledger[..., RECEIVED] - ledger[..., PAID]) / np.maximum(ledger[..., PEOPLE], 1.0))


def pair(letters: str, name: str = "limits/pair", seeds: Iterable[int] = (0,)) -> tuple[float, float]:
    """Mean over seeds of the two players' sums of payoffs."""
    sums = np.mean([favours(name, mix(letters), seed).sum(axis=0) for seed in seeds], axis=0)
    return float(sums[PLACE[letters[0]]]), float(sums[PLACE[letters[1]]])


def adopters(name: str, settings: Sequence[str], seed: int = 0) -> NDArray[np.int64]:
    """Number of users after each week."""
    return simulate(load(name, settings), seed).ledger[:, 0, USERS].astype(np.int64)


def adopters_of(name: str, settings: Sequence[str], seeds: Iterable[int]) -> NDArray[np.int64]:
    """The same for several seeds, int64[seeds, weeks]."""
    return np.array([adopters(name, settings, seed) for seed in seeds])


def tips(people: int, sd: float, weeks: int = 150) -> bool:
    """Whether a crowd with normal thresholds tips."""
    settings = [f"organisation.employees={people}", f"adoption.threshold_sd={sd!r}", f"scenario.weeks={weeks}"]
    return bool(adopters("limits/normal_thresholds", settings)[-1] > people / 2)


def cascades(threshold: float, ties: float, people: int, seeds: Iterable[int]) -> Array:
    """Share of users at the end of runs with one seed each."""
    settings = [
        f"adoption.threshold_mean={threshold}",
        f"organisation.mean_ties={ties}",
        f"organisation.employees={people}",
        f"adoption.seed_share={1.0 / people!r}",
    ]
    return adopters_of("limits/cascade", settings, seeds)[:, -1] / people


def measured_offspring(threshold: float, ties: float, share: float, seeds: Iterable[int]) -> float:
    """How many more each person wins who was won by contact: those of week 2 over those of week 1, pooled.

    ``share`` of 50,000 people are users from the start: so few that each one's followers are still alone in a sea of
    non-users.
    """
    people = 50_000
    settings = [
        f"adoption.threshold_mean={threshold}",
        f"organisation.mean_ties={ties!r}",
        f"organisation.employees={people}",
        f"adoption.seed_share={share}",
        "scenario.weeks=2",
    ]
    result = adopters_of("limits/cascade", settings, seeds)
    first = result[:, 0] - round(share * people)
    return float((result[:, 1] - result[:, 0]).sum() / first.sum())


def measured_edge(threshold: float, near: float, share: float, seeds: Iterable[int]) -> float:
    """The mean degree at which a person wins one more: between 10 % below and above ``near``, on a log scale."""
    seeds = list(seeds)
    low, high = 0.9 * near, 1.1 * near
    below, above = (np.log(measured_offspring(threshold, ties, share, seeds)) for ties in (low, high))
    return float(low + below / (below - above) * (high - low))


LOWER_SHARE, UPPER_SHARE = 0.001, 0.0002  # of users at the start: on dense graphs two of them soon share a contact


def hazard_rates(
    found: NDArray[np.int64], people: int, start: int, steps: int, alone: bool = True
) -> tuple[float, float]:
    """Maximum-likelihood estimates of p and q from curves of adopters, int64[runs, weeks]; rates per ``steps`` weeks.

    ``alone`` says whether people may adopt without others (p above 0).
    """
    before = np.concatenate([np.full((found.shape[0], 1), start), found[:, :-1]], axis=1)
    new, rest = found - before, people - before
    share = before / (people - 1.0)

    def misfit(rates: Any) -> float:
        hazard = (rates[0] + rates[1] * share) / steps
        return float(-(new * np.log(-np.expm1(-hazard)) - (rest - new) * hazard).sum())

    bounds = [(1e-9, 10.0 if alone else 1e-9), (1e-6, 10.0)]
    best = minimize(misfit, (bounds[0][1] / 100.0, 0.5), bounds=bounds, method="L-BFGS-B")
    return float(best.x[0]), float(best.x[1])


def expertise(settings: Sequence[str], seed: int = 0) -> tuple[Array, Any]:
    """Mean expertise week by week, and the run."""
    run = simulate(load("limits/comings_and_goings", settings), seed)
    return run.ledger[:, 0, COLUMN["expertise"]] / run.ledger[:, 0, COLUMN["topics"]], run


def barter(rewired: float, settings: Sequence[str], seeds: Iterable[int]) -> Array:
    """Mean knowledge, its variance between people and its coefficient of variation at the end, float64[seeds, 3]."""
    result = []
    for seed in seeds:
        run = simulate(load("limits/barter", [f"organisation.rewiring={float(rewired)}", *settings]), seed)
        level = run.state.expertise.mean(axis=1)
        result.append((level.mean(), level.var(), level.std() / level.mean()))
    return np.array(result)


def last_week(name: str, settings: Sequence[str], seed: int = 0) -> dict[str, float]:
    """The ledger of everybody in the last week, by column."""
    ledger = simulate(load(name, settings), seed).ledger[-1, 0]
    return {column: float(ledger[place]) for column, place in COLUMN.items()}
