"""Move a parameter from low to high and its outcome moves the way the theory claims, over paired seeds.

Where one rule alone fixes the sign, the test checks the code and supports nothing; what emerges is marked so.
"""

import functools
import math
from collections.abc import Callable

import numpy as np
import pytest
from small import column, run

from crmsim.mechanisms.state import STYLES
from crmsim.results import group_names, summarise
from crmsim.scenario import load
from crmsim.simulation import Simulation

SEEDS = range(14)
WEEKS = 60
STANDARD_ERRORS = 2.5
SMALL = ("organisation.employees=60",)
BY_STATE: dict[str, Callable[[Simulation], float]] = {
    "skill": lambda simulation: float(np.mean(simulation.state.people.skill)),
    "push": lambda simulation: float(np.mean(simulation.state.people.push)),
    "fit": lambda simulation: float(simulation.state.project.fit[0]),
    "recordings": lambda simulation: float(column(simulation, "recorded").sum()),
    "leavers": lambda simulation: float(column(simulation, "departures").sum()),
}


@functools.cache
def outcomes(settings: tuple[str, ...], seeds: range = SEEDS) -> list[dict[str, float]]:
    """Every outcome of every seed, without money, which needs a counterfactual run."""
    case = load("baseline", [*SMALL, *settings], weeks=WEEKS)
    result = []
    for seed in seeds:
        simulation = run(case, seed)
        summary = summarise(simulation.state.sums, groups=group_names(simulation.organisation.departments), target=0.6)
        values = {name: math.nan if value is None else value for name, value in summary.values.items()}
        result.append({**values, **{name: read(simulation) for name, read in BY_STATE.items()}})
    return result


def differences(low: tuple[str, ...], high: tuple[str, ...], outcome: str, seeds: range = SEEDS) -> np.ndarray:
    """Paired differences, high minus low, seed by seed."""
    pairs = zip(outcomes(low, seeds), outcomes(high, seeds), strict=True)
    return np.array([after[outcome] - before[outcome] for before, after in pairs])


def assert_moves(low: tuple[str, ...], high: tuple[str, ...], outcome: str, up: bool, seeds: range = SEEDS) -> None:
    """The mean paired difference has the sign claimed, by several standard errors."""
    result = differences(low, high, outcome, seeds) * (1.0 if up else -1.0)
    error = result.std(ddof=1) / math.sqrt(result.size)
    assert result.mean() > STANDARD_ERRORS * error, (outcome, result.mean(), error)


def ratio(low: tuple[str, ...], high: tuple[str, ...], outcome: str, seeds: range = SEEDS) -> float:
    """Sum over seeds, high over low."""
    return sum(one[outcome] for one in outcomes(high, seeds)) / sum(one[outcome] for one in outcomes(low, seeds))


UP, DOWN = True, False
# Claims, key, low and high value, and what moves which way.
MOVES: list[tuple[str, str, str, str, dict[str, bool]]] = [
    ("K2", "leadership.done", "0.2", "1.0", {"push": UP, "user_share": UP, "routine_share": UP, "departures": DOWN}),
    ("K3", "leadership.steadiness", "0.6", "1.0", {"push": UP, "user_share": UP}),
    ("K4 D3", "leadership.failure_tolerance", "0.1", "0.9",
     {"mean_safety": UP, "requests": UP, "market_orientation": UP}),
    ("K5", "leadership.openness", "0.1", "0.9", {"user_share": UP}),
    ("C4", "leadership.explaining", "0.1", "0.9", {"user_share": UP, "recordings": UP}),
    ("K8", "leadership.recognition", "0.0", "0.9", {"coverage": UP}),
    ("K8", "leadership.short_term_reward", "0.0", "0.9", {"coverage": DOWN}),
    ("I5 C2", "project.training_hours", "0.0", "40.0", {"skill": UP, "user_share": UP, "coverage": UP}),
    ("I4", "project.needs_analysis_weeks", "0.0", "20.0", {"fit": UP}),
    ("I6", "project.involvement", "0.05", "0.9", {"fit": UP, "hit_rate": UP}),
    ("I7", "project.superusers", "0.0", "0.15", {"skill": UP}),
    ("I13", "project.vendor_support", "0.0", "75.0", {"fit": UP}),
    ("I3", "project.late_cost", "1.0", "10.0", {"fit": DOWN}),
    ("I9", "motivation.surveillance", "0.0", "1.0", {"recordings": DOWN, "coverage": DOWN, "user_share": DOWN}),
    ("I10", "motivation.gamification", "0.0", "1.0", {"recordings": UP, "user_share": UP}),
    ("I10", "motivation.dashboards", "0.0", "1.0", {"recordings": UP, "user_share": UP}),
    ("I10", "motivation.mandate", "0.0", "1.0", {"user_share": UP}),
    ("I15", "system.data_quality", "0.6", "1.0", {"freshness": UP, "hit_rate": UP}),
    ("I20", "system.fit", "0.5", "1.0", {"hit_rate": UP}),
    ("I20", "system.ease", "0.2", "0.9", {"user_share": UP, "coverage": UP}),
    ("S2", "system.filing", "customer", "case", {"hit_rate": DOWN, "coverage": DOWN}),
    ("I14", "system.privacy", "0.2", "1.0", {"recordings": UP}),
    ("I11", "system.earlier_system", "bad", "good", {"user_share": UP}),
    ("D3 D6 D8", "climate.culture", "0.4", "0.8",
     {"help_rate": UP, "mean_energy": UP, "departures": DOWN, "market_orientation": UP, "user_share": UP,
      "shared_personally": UP}),
    ("D4", "helping.bad_over_good", "1.0", "3.0", {"mean_quality": DOWN}),
    ("G6", "people.takers", "0.05", "0.4",
     {"help_rate": DOWN, "coverage": DOWN, "shared_personally": DOWN, "mean_quality": DOWN}),
    ("G6", "people.givers", "0.05", "0.5", {"help_rate": UP, "coverage": UP, "shared_personally": UP}),
    ("G1", "exchange.forgiveness", "0.0", "0.5", {"help_rate": UP}),
    ("C5", "turnover.annual_rate", "0.05", "0.3",
     {"leavers": UP, "knowledge_lost": UP, "mean_expertise": DOWN, "coverage": DOWN}),
    ("K6", "market.conflict", "0.0", "0.8",
     {"cross_department_share": DOWN, "mean_quality": DOWN, "market_orientation": DOWN}),
    ("K6 D7", "market.connectedness", "0.1", "0.9", {"cross_department_share": UP}),
    ("K1", "market.notice", "0.2", "0.9", {"generation": UP, "market_orientation": UP}),
    ("K7", "organisation.within_department", "0.5", "0.9", {"cross_department_share": DOWN, "dissemination": DOWN}),
]  # fmt: skip


# Among 60 people noise hides these from 14 seeds.
NOISY = {
    ("project.superusers", "skill"): range(60), ("people.givers", "coverage"): range(60),
    ("system.filing", "coverage"): range(60),
}  # fmt: skip


@pytest.mark.parametrize(("claims", "key", "low", "high", "moves"), MOVES, ids=[move[1] for move in MOVES])
def test_sign(claims: str, key: str, low: str, high: str, moves: dict[str, bool]) -> None:
    assert claims
    for outcome, up in moves.items():
        assert_moves((f"{key}={low}",), (f"{key}={high}",), outcome, up, NOISY.get((key, outcome), SEEDS))


def test_involvement_wins_users() -> None:
    # Among 60 people noise hides it from 14 seeds (.033 with a standard error of .021); the claim (I6) needs more.
    low, high = ("project.involvement=0.05",), ("project.involvement=0.9",)
    assert_moves(low, high, "user_share", UP, range(60))


def test_a_gap_between_word_and_deed_costs_users() -> None:
    # The same sum of word and deed (K3).
    together, apart = ("leadership.said=0.6", "leadership.done=0.6"), ("leadership.said=0.9", "leadership.done=0.3")
    for outcome in ("push", "user_share", "market_orientation"):
        assert_moves(together, apart, outcome, DOWN)


def test_a_clear_why_counters_surveillance() -> None:
    watched, explained = ("motivation.surveillance=1.0",), ("motivation.surveillance=1.0", "leadership.explaining=0.9")
    for outcome in ("recordings", "user_share"):
        assert_moves(watched, explained, outcome, UP)
    # In relation to what is recorded: of people watched without a why, few are left to record at all.
    at_ease = ratio((), ("leadership.explaining=0.9",), "recordings")
    assert ratio(watched, explained, "recordings") > 1.2 * at_ease


def test_with_the_labels_kept_and_decisions_alike_styles_make_no_difference() -> None:
    # The placebo: whatever style moves must vanish when the rules that may read it treat everybody alike.
    alike = (
        "helping.giver_base=0.0", "helping.taker_base=0.0", "people.otherish=1.0",
        "asking.style_weight=0.0",
        "recording.style_weight=0.0", "lookup.taker_greed=0.0", "people.matchers=0.0",
    )  # fmt: skip
    few, many = (*alike, "people.takers=0.1"), (*alike, "people.takers=0.6")
    for outcome in ("help_rate", "coverage", "user_share", "mean_quality", "shared_personally"):
        assert np.abs(differences(few, many, outcome)).max() < 1e-12, outcome  # sums by style round differently
    assert len(STYLES) == 3
