"""The first lesson's runs: two people and their favours, and a hundred who all ask each other.

Both are shipped limits with a known answer (:mod:`docs/oracles.md`), so nothing but helping happens in them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.explain import explain
from crmsim.lesson.series import Floats, Runs, band, run_many, short
from crmsim.lesson.settled import above, both, margin, told
from crmsim.mechanisms.state import GRANTED, STYLES
from crmsim.scenario import Scenario, load
from crmsim.simulation import Simulation

PAIR, GROUP = "limits/pair", "limits/well_mixed"
ROUNDS = 4  # of two people
CAST = {"giver": "mia", "taker": "tor", "matcher": "anne"}
MISTAKES = 0.05  # one answer in twenty
FORGIVENESS = (0.0, 0.1, 0.2, 0.33, 0.5)
FOLLOWED = ("usual", "alone", "mistakes_0", "mistakes_20")  # in which Mia, Tor and Anne are looked at week by week


def favours(seed: int, runs: int, done: Callable[[], None]) -> dict[str, Any]:
    """Everything the first lesson tells of favours.

    Parameters
    ----------
    seed, runs:
        Seed of the first run, and runs of each variant.
    done:
        Called after each of :data:`STEPS` steps.
    """
    group = load(GROUP)
    settings = variants(group)
    found: dict[str, Any] = {"pairs": pairs(seed), "variants": {}, "people": {}}
    done()
    won: dict[str, dict[str, Floats]] = {}
    for name, changed in settings.items():
        scenario = load(GROUP, changed)
        made = run_many(scenario, seed, runs)
        found["variants"][name] = by_style(made)
        won[name] = won_in_all(made)
        if name in FOLLOWED:
            found["people"][name] = followed(scenario, seed)
        done()
    found["why"] = reasons(seed)
    found["size"] = group.organisation.employees
    found["weeks"] = group.weeks
    found["gain"], found["cost"] = short(group.exchange.benefit), short(group.exchange.cost)
    found["forgiveness"] = list(FORGIVENESS)
    found["mistakes"] = MISTAKES
    found["said"] = unsaid(won, runs)
    return found


def variants(group: Scenario) -> dict[str, dict[str, float]]:
    """What each variant of the group changes, by name."""
    givers, takers = group.people.givers, group.people.takers
    alone = round(givers / (givers + takers), 2)
    return {
        "usual": {},
        "alone": {"people.givers": alone, "people.takers": round(1.0 - alone, 2), "people.matchers": 0.0},
        **{
            f"mistakes_{round(100 * chance)}": {"exchange.error": MISTAKES, "exchange.forgiveness": chance}
            for chance in FORGIVENESS
        },
    }


STEPS = 1 + 2 + len(FORGIVENESS)


def by_style(runs: Runs) -> dict[str, Any]:
    """How many there are of each style, and what one of them won on average: each week, and in all so far."""
    result: dict[str, Any] = {"count": {}, "week": {}, "sum": {}}
    share = {"giver": "givers", "taker": "takers", "matcher": "matchers"}
    for style in STYLES:
        won = runs.of("payoff", style)
        if np.isfinite(won).any():
            size = runs.scenario.organisation.employees
            result["count"][style] = round(getattr(runs.scenario.people, share[style]) * size)
            result["week"][style] = band(won)
            result["sum"][style] = band(np.cumsum(won, axis=1))
    return result


def won_in_all(runs: Runs) -> dict[str, Floats]:
    """What one of each style won over the year, float64[runs] each."""
    return {style: runs.of("payoff", style).sum(axis=1) for style in by_style(runs)["sum"]}


def unsaid(won: Mapping[str, Mapping[str, Floats]], runs: int) -> dict[str, Any]:
    """Why what is told of misunderstandings is not told, by its key; what holds is left out.

    Without misunderstandings nothing is left to chance, so only with them the runs may be too few to tell.
    """
    names = [name for name in won if name.startswith("mistakes_")]
    asked: dict[str, Floats] = {}
    for name in names:
        ordered = sorted(won[name].values(), key=lambda one: -float(one.mean()))
        for place, (more, less) in enumerate(itertools.pairwise(ordered), 1):
            asked[f"{name}_{place}"] = more - less
    first, *_, last = names
    lost = {style: won["usual"][style] - won[first][style] for style in STYLES}
    asked |= {f"lost_{style}": lost["matcher"] - lost[style] for style in ("giver", "taker")}
    asked |= {f"back_{style}": won[last]["taker"] - won[last][style] for style in ("giver", "matcher")}
    asked["feuds"] = won[names[1]]["matcher"] - won[first]["matcher"]
    known = {"runs": runs, "margins": {name: margin(values, len(asked)) for name, values in asked.items()}}
    insight = both(above(f"{first}_1"), above("lost_giver"), above("lost_taker"))
    after = both(above("feuds"), above("back_giver"), above("back_matcher"))
    conditions = {
        "mistakes": above(f"{first}_1"),
        "s6.insight": insight,
        "s6.after": after,
        "s9.notice": after,
        "s9.try": after,
        "s9.sentence": after,
        "s9.answer": both(insight, after),
        **{name: both(above(f"{name}_1"), above(f"{name}_2")) for name in names},
    }
    reasons = {name: told(condition, known) for name, condition in conditions.items()}
    return {name: why for name, why in reasons.items() if why is not None}


def pairs(seed: int) -> dict[str, dict[str, list[list[int]]]]:
    """What you and a colleague of each style answer, round by round: [you to them, they to you], 1 a yes.

    You help, which a giver does, or you never do, as a taker.
    """
    return {you: {other: _pair(own, other, seed) for other in STYLES} for you, own in (("yes", 0), ("no", 1))}


def _two(own: int, other: str) -> Scenario:
    """Two people, one of the style ``own``, one of the style ``other``."""
    styles = (own, STYLES.index(other))
    share = {f"people.{name}s": styles.count(place) / 2 for place, name in enumerate(STYLES)}
    return load(PAIR, share, ROUNDS)


def _pair(own: int, other: str, seed: int) -> list[list[int]]:
    scenario = _two(own, other)
    simulation = Simulation(scenario, seed)
    you = int(np.flatnonzero(simulation.state.people.style == own)[0])
    rounds = []
    for _ in range(ROUNDS):
        for _ in simulation.slices(simulation.week + 1):
            pass
        said = answers(simulation)
        rounds.append([int(said[you, 1 - you]), int(said[1 - you, you])])
    return rounds


def answers(simulation: Simulation) -> NDArray[np.int8]:
    """int8[people, people]: whether the one of the row said yes to the one of the column this week; -1 not asked."""
    people, ties, requests = (getattr(simulation.state, name) for name in ("people", "ties", "requests"))
    size = people.key.size
    width = requests.tie.size // size
    result = np.full((size, size), -1, dtype=np.int8)
    rows = np.flatnonzero(requests.tie >= 0)
    result[ties.target[requests.tie[rows]], rows // width] = requests.answer[rows] == GRANTED
    return result


def followed(scenario: Scenario, seed: int) -> dict[str, Any]:
    """One run, week by week: who said yes to Mia, Tor and Anne, and to whom they did.

    Returns
    -------
    ``styles``, a letter for each person (g, t, m); and for each of the three ``seat``, and a text a week in ``got``
    and ``gave``: 1 a yes, 0 a no, in the order of the others.
    """
    simulation = Simulation(scenario, seed)
    style = simulation.state.people.style
    seats = {CAST[name]: int(np.flatnonzero(style == place)[0]) for place, name in enumerate(STYLES) if place in style}
    result: dict[str, Any] = {
        "styles": "".join(STYLES[one][0] for one in style),
        **{name: {"seat": seat, "got": [], "gave": []} for name, seat in seats.items()},
    }
    for _ in range(scenario.weeks):
        for _ in simulation.slices(simulation.week + 1):
            pass
        said = answers(simulation)
        for name, seat in seats.items():
            result[name]["got"].append(_text(said[:, seat], seat))
            result[name]["gave"].append(_text(said[seat], seat))
    return result


def _text(said: NDArray[np.int8], seat: int) -> str:
    return "".join(str(max(0, int(one))) for place, one in enumerate(said) if place != seat)


def reasons(seed: int) -> dict[str, Any]:
    """How a matcher comes to the second answer to Mia and to Tor, each alone with her, from the rule that makes it."""
    matcher = STYLES.index("matcher")
    result = {}
    for style in ("giver", "taker"):
        scenario = _two(matcher, style)
        seat = int(np.flatnonzero(Simulation(scenario, seed).state.people.style == matcher)[0])
        (one,) = explain(scenario, seat, 2, seed).of("help")
        chance, record = short(one.chance or 0.0), short(one.detail["record"])
        result[CAST[style]] = {"outcome": one.outcome, "chance": chance, "record": record}
    return result
