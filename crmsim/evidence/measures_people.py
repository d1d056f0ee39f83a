"""Measures of giving, its return and its price (E4-E8, E12-E15), all of the second half of a run.

By then acts have made people known. Output is compared among plain employees with customers who sat there throughout,
divided by own productivity.
"""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.evidence.watching import (
    FEWEST,
    Doings,
    Floats,
    Measure,
    comparable,
    mean,
    measured_by,
    owners,
    requests,
    seated,
    share,
    shuffled,
    slope,
    standardised,
    tell,
)
from crmsim.mechanisms.state import GIVER, MATCHER, REFUSED
from crmsim.simulation.hooks import hook

SHUFFLES = 64
NEGATIVE = 0.375  # of five steps from 0 to 1, what lies nearest to the lowest two

_SMALL = 0.1  # a small correlation or standardised coefficient (Cohen 1988)


_of = functools.partial(measured_by, __name__)
PEOPLE_MEASURES: dict[str, Measure] = {
    **_of("giving", "share", 0.05,
        givers_at_bottom="givers in the lowest quarter of output adjusted for productivity, less their share of all",
        givers_at_top="givers in the highest quarter of adjusted output, less their share of all",
        givers_at_bottom_raw="givers in the lowest quarter of output, less their share of all",
        givers_at_top_raw="givers in the highest quarter of output, less their share of all",
        selfless_at_bottom="how otherish givers of the lowest quarter are, less the mean of all givers",
        otherish_at_top="how otherish givers of the highest quarter are, less the mean of all givers"),
    **_of("giving", "share", 0.1,
        givers_at_both="whether givers are over-represented at both ends, less how often shuffled labels are",
        givers_at_both_share="whether givers are over-represented at both ends",
        givers_spread="how far givers' ranks of adjusted output lie from the middle, against all: 0 alike, 2 all at "
        "the ends"),
    **_of("giving", "SD per SD", _SMALL,
        status_by_giving="reputation on giving more than one gets, frequency of exchange held",
        output_by_giving="adjusted output on giving more than one gets, frequency of exchange held",
        softened_by_frequency="adjusted output on giving more than one gets times frequency of exchange",
        otherish_pays="adjusted output on being otherish among givers, hours given held"),
    **_of("giving", "share", 0.02,
        top_helpers_share="share of the hours of help that the 4 % who help most give",
        most_asked_energy="energy of the tenth most asked, less that of all"),
    **_of("hiding", "SD per SD", _SMALL,
        refused_by_distrust="being refused on how little the one asked values the asker, over requests",
        refused_by_distrust_of_matchers="the same of those that reach matchers"),
    **_of("climate_of_people", "SD per SD", _SMALL,
        safety_by_quality="psychological safety at half the run on the quality of ties at a quarter",
        learning_by_safety="asking and learning of the second half on the safety before it",
        learning_through_safety="asking and learning on quality of ties by way of the safety it brings",
        sharing_by_safety="share of requests granted, on the safety before them",
        output_by_safety="adjusted output on the safety before it",
        learning_over_sharing="how much closer learning goes with safety than sharing does",
        sharing_over_output="how much closer sharing goes with safety than output does",
        output_by_energising="adjusted output on how well others stand to one, requests received held",
        output_by_information="adjusted output on requests received, how well others stand to one held",
        energising_over_information="how much more the first weighs than the second, by size",
        output_by_negative_ties="adjusted output on the share of one's ties, either way, that are negative"),
    **_of("climate_of_people", "share", 0.02,
        negative_tie_share="ties with contact whose quality lies in the lowest two of five steps"),
}  # fmt: skip


def _doings(week: Any) -> Doings:
    """Kept up to date: what was done since half the run."""
    doings: Doings | None = week.memory.get("doings")
    if doings is None:
        doings = week.memory["doings"] = Doings.of(week)
    if week.number > week.scenario.weeks // 2:
        doings.add(week)
    elif week.number == week.scenario.weeks // 2:
        doings.restart(week)
    return doings


@hook(after="climate", counterfactual=False)
def giving(week: Any) -> None:
    """What giving brings and costs people (E4, E6-E8)."""
    doings = _doings(week)
    if week.number < week.scenario.weeks:
        return
    who = comparable(week, doings.since)
    people = week.people
    adjusted = doings.right[who] / people.productivity[who]
    giver = people.style[who] == GIVER
    tell(week, tails(week, who, giver, adjusted, people.otherish[who]))
    tell(week, {f"{name}_raw": value for name, value in ends(giver, doings.right[who]).items()})
    tell(week, favours(doings.granted[who], doings.got[who], people.known_reputation[who], adjusted))
    tell(week, {"otherish_pays": pays(people.otherish[who][giver], doings.given[who][giver], adjusted[giver])})
    there = seated(week, doings.since)
    tell(week, burden(doings.given[there], doings.asked[there], people.energy[there]))


def quarters(values: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """Places of the lowest and of the highest quarter, and ranks between 0 and 1; ties in the order given."""
    order = np.argsort(values, kind="stable")
    quarter = max(1, values.size // 4)
    ranks = np.empty(values.size)
    ranks[order] = (np.arange(values.size) + 0.5) / max(values.size, 1)
    return order[:quarter], order[-quarter:], ranks


def ends(giver: NDArray[np.bool_], output: Floats) -> dict[str, float]:
    """How much more frequent givers are at either end than among all."""
    if min(giver.sum(), (~giver).sum()) < FEWEST:
        return {}
    bottom, top, _ = quarters(output)
    usual = float(giver.mean())
    return {"givers_at_bottom": mean(giver[bottom]) - usual, "givers_at_top": mean(giver[top]) - usual}


def tails(
    week: Any, who: NDArray[np.intp], giver: NDArray[np.bool_], output: Floats, otherish: Floats
) -> dict[str, float]:
    """Givers at both ends, against shuffled labels, and which givers they are (E4)."""
    result = ends(giver, output)
    if not result:
        return {}
    bottom, top, ranks = quarters(output)
    both = float(result["givers_at_bottom"] > 0.0 and result["givers_at_top"] > 0.0)
    dealt = shuffled(week, who, giver, SHUFFLES)
    usual = giver.mean()
    by_chance = (dealt[:, bottom].mean(axis=1) > usual) & (dealt[:, top].mean(axis=1) > usual)
    apart = (ranks - 0.5) ** 2
    among = otherish[giver].mean()
    return {
        **result,
        "givers_at_both_share": both,
        "givers_at_both": both - float(by_chance.mean()),
        "givers_spread": float(apart[giver].mean() / apart.mean()) - 1.0,
        "selfless_at_bottom": mean(otherish[bottom][giver[bottom]]) - among,
        "otherish_at_top": mean(otherish[top][giver[top]]) - among,
    }


def favours(given: Floats, got: Floats, reputation: Floats, output: Floats) -> dict[str, float]:
    """Status and output by generosity, which is how much more one gives than gets, and by frequency (E6)."""
    exchanged = given + got
    generosity = share(given - got, exchanged)
    if not np.isfinite(generosity).any():
        return {}
    centred = generosity - np.nanmean(generosity)
    frequency = exchanged - exchanged.mean()
    status = standardised(reputation, centred, frequency)
    costs = standardised(output, centred, frequency, centred * frequency)
    return {
        "status_by_giving": status[0],
        "output_by_giving": costs[0],
        "softened_by_frequency": costs[2],
    }


def pays(otherish: Floats, given: Floats, output: Floats) -> float:
    """What being otherish brings a giver at equal hours given (E7)."""
    return float(standardised(output, otherish, given)[0])


def burden(given: Floats, asked: Floats, energy: Floats) -> dict[str, float]:
    """How much of the help the few give who give most, and how those who are asked most feel (E8)."""
    few, tenth = max(1, round(0.04 * given.size)), max(1, given.size // 10)
    if given.size < 2 * FEWEST or given.sum() <= 0.0:
        return {}
    most_asked = np.argsort(asked, kind="stable")[-tenth:]
    return {
        "top_helpers_share": float(np.sort(given)[-few:].sum() / given.sum()),
        "most_asked_energy": mean(energy[most_asked]) - mean(energy),
    }


@hook(after="help", counterfactual=False)
def hiding(week: Any) -> None:
    """Whether requests are refused where the tie of the one asked is poor (E30)."""
    _, asked, answer, entry = requests(week)
    refused = (answer == REFUSED).astype(np.float64)
    distrust = 1.0 - week.ties.quality[week.ties.reverse[entry]]
    matcher = week.people.style[asked] == MATCHER
    sums = week.memory.setdefault("sums", np.zeros((2, 5)))
    for place, some in enumerate((slice(None), matcher)):
        x, y = distrust[some], refused[some]
        sums[place] += (x.size, x.sum(), y.sum(), x @ x, x @ y)
    if week.number == week.scenario.weeks:
        names = ("refused_by_distrust", "refused_by_distrust_of_matchers")
        tell(week, {name: of_sums(*row) for name, row in zip(names, sums.tolist(), strict=True)})


def of_sums(n: float, x: float, y: float, xx: float, xy: float) -> float:
    """Correlation of x with a y that is 0 or 1, from their sums."""
    spread = (n * xx - x * x) * (n * y - y * y)
    return (n * xy - x * y) / math.sqrt(spread) if n > 10 and spread > 1e-9 else math.nan


@hook(after="climate", counterfactual=False)
def climate_of_people(week: Any) -> None:
    """What ties and safety go with (E12-E15)."""
    doings = _doings(week)
    if week.number == week.scenario.weeks // 4:
        week.memory["quality"] = week.people.mean_quality.copy()
    if week.number < week.scenario.weeks:
        return
    there = np.flatnonzero(seated(week, week.scenario.weeks // 4))
    output = np.full(week.people.present.size, math.nan)
    who = comparable(week, doings.since)
    output[who] = doings.right[who] / week.people.productivity[who]
    gained = week.expertise.mean(axis=1) - doings.first["expertise"]
    learnt = _scaled(doings.asks[there]) + _scaled(gained[there])
    safety, quality = doings.first["safety"][there], week.memory["quality"][there]
    tell(week, learning(quality, safety, learnt))
    tell(week, safe(safety, learnt, share(doings.granted, doings.asked)[there], output[there]))
    tell(week, ties(week, output, doings.asked))


def _scaled(values: Floats) -> Floats:
    spread = values.std()
    return (values - values.mean()) / spread if spread > 0.0 else np.full(values.size, math.nan)


def learning(quality: Floats, safety: Floats, learnt: Floats) -> dict[str, float]:
    """The path from quality to a later safety to learning (E12): what the first does times what the second brings."""
    brings = float(standardised(learnt, safety, quality)[0])
    through = slope(safety, quality)
    return {"safety_by_quality": through, "learning_through_safety": through * brings}


def safe(safety: Floats, learnt: Floats, granted: Floats, output: Floats) -> dict[str, float]:
    """How closely learning, sharing and output go with safety (E13)."""
    learns, shares, works = slope(learnt, safety), slope(granted, safety), slope(output, safety)
    return {
        "learning_by_safety": learns,
        "sharing_by_safety": shares,
        "output_by_safety": works,
        "learning_over_sharing": learns - shares,
        "sharing_over_output": shares - works,
    }


def ties(week: Any, output: Floats, asked: Floats) -> dict[str, float]:
    """How output goes with what others' ties to one are like (E14), and with negative ties (E15)."""
    size = output.size
    held = week.ties.contact > 0.0
    target = week.ties.target[held]
    source = np.repeat(np.arange(size), np.diff(week.state.start))[held]
    quality = week.ties.quality[held]
    negative = (quality < NEGATIVE).astype(np.float64)
    count = np.bincount(target, minlength=size)
    energising = share(np.bincount(target, quality, size), count)
    both = count + np.bincount(source, minlength=size)
    bad = share(np.bincount(target, negative, size) + np.bincount(source, negative, size), both)
    with_customers = owners(week)
    beta = standardised(output[with_customers], energising[with_customers], asked[with_customers])
    return {
        "output_by_energising": beta[0],
        "output_by_information": beta[1],
        "energising_over_information": abs(beta[0]) - abs(beta[1]),
        "output_by_negative_ties": slope(output[with_customers], bad[with_customers]),
        "negative_tie_share": mean(negative),
    }
