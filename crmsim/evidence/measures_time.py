"""Measures of what changes with time: favours, years, the neighbours of a swap, unused skill (E2, E3, E5, E11, E31)."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.evidence.acts import LOTS, lot
from crmsim.evidence.watching import (
    FEWEST,
    Floats,
    Measure,
    comparable,
    mean,
    measured_by,
    owners,
    requests,
    share,
    shuffled,
    tell,
)
from crmsim.mechanisms.state import GIVER, GRANTED, MATCHER, REFUSED
from crmsim.simulation.hooks import hook

YEAR = 52
SHUFFLES = 64
SOON, LATE = (1, 2), (9, 10, 11, 12)  # weeks after an act: at first, and a quarter later


_of = functools.partial(measured_by, __name__)
TIME_MEASURES: dict[str, Measure] = {
    **_of("beside", "needs per week", 0.02,
        output_of_rest="output of owners whose seats are none of the lot's"),
    **_of("beside", "needs per week", 0.05,
        output_of_others="output of all owners but the first of the lot, who may have changed style",
        output_of_first="output of the first of the lot"),
    **_of("beside", "share", 0.02,
        granted_by_first="requests that the first of the lot granted of those that reached them",
        granted_between_others="requests granted of those between people other than the first of the lot"),
    **_of("years", "share", 0.02,
        **{f"giver_minus_matcher_year_{year}": f"adjusted output of givers above that of matchers in year {year}, both "
           "there from the start" for year in range(1, 6)},
        giver_minus_matcher_grows="givers' lead in the last year less that in the first"),
    **_of("years", "share", 0.1,
        giver_minus_matcher_turns="whether givers' lead turns once, from below to above 0, less how often it does with "
        "shuffled labels"),
    **_of("returns", "share per act", 0.005,
        reward_soon="how much likelier one's request is granted 1 to 2 weeks after one helped, person by person",
        reward_late="the same 9 to 12 weeks after",
        reward_fades="the first less the second",
        forward_soon="how much likelier one grants a request 1 to 2 weeks after one was helped, person by person",
        forward_late="the same 9 to 12 weeks after",
        forward_over_reward="what is left after 9 to 12 weeks of paying forward, less what is left of the reward"),
    **_of("unused", "weeks", 4.0,
        unused_half_life="weeks in which skill halves of those who do not use the system"),
}  # fmt: skip


@hook(after="climate", counterfactual=False)
def beside(week: Any) -> None:
    """What others do beside somebody who may have changed style (E2, E3); the seats are those of the lot."""
    memory, people = week.memory, week.people
    size = people.present.size
    if not memory:
        seats = lot(week)
        rest = owners(week)
        rest[seats] = False
        others = owners(week)
        others[seats[:1]] = False
        first = int(seats[0]) if seats.size else -1
        memory.update(lots=seats.size, rest=rest, others=others, first=first, right=np.zeros(size), sums=np.zeros(4))
    if memory["first"] < 0:
        return
    memory["right"] += people.right
    asker, asked, answer, _ = requests(week)
    willing = answer != REFUSED
    by_first = asked == memory["first"]
    between = ~by_first & (asker != memory["first"])
    memory["sums"] += (by_first.sum(), (willing & by_first).sum(), between.sum(), (willing & between).sum())
    if week.number < week.scenario.weeks:
        return
    weekly = memory["right"] / week.number
    sums = memory["sums"]
    values = {
        "output_of_others": mean(weekly[memory["others"]]),
        "output_of_first": float(weekly[memory["first"]]),
        "granted_by_first": float(share(sums[1], sums[0])),
        "granted_between_others": float(share(sums[3], sums[2])),
    }
    if memory["lots"] == LOTS:
        values["output_of_rest"] = mean(weekly[memory["rest"]])
    tell(week, values)


@hook(after="climate", counterfactual=False)
def years(week: Any) -> None:
    """Givers' lead over matchers, year by year, of those who sat there from the start (E5)."""
    memory, people = week.memory, week.people
    if not memory:
        memory.update(right=np.zeros(people.present.size), past=[])
    memory["right"] += people.right
    if week.number % YEAR == 0 and len(memory["past"]) < 5:
        memory["past"].append(memory["right"] / people.productivity)
        memory["right"] = np.zeros(people.present.size)
        who = comparable(week, 0)
        ahead = lead(memory["past"][-1][None, who], people.style[who][None, :])
        tell(week, {f"giver_minus_matcher_year_{len(memory['past'])}": float(ahead[0, 0])})
    if week.number == week.scenario.weeks and len(memory["past"]) > 1:
        who = comparable(week, 0)
        styles = people.style[who]
        by_year = np.stack(memory["past"])[:, who]
        ahead = lead(by_year, styles[None, :])[0]
        tell(week, {"giver_minus_matcher_grows": float(ahead[-1] - ahead[0])})
        if np.isfinite(ahead).all():
            dealt = lead(by_year, shuffled(week, who, styles, SHUFFLES))
            tell(
                week,
                {"giver_minus_matcher_turns": float(turns(ahead)) - float(np.mean([turns(each) for each in dealt]))},
            )


def lead(output: Floats, styles: NDArray[Any]) -> Floats:
    """[deals, years]: mean output of givers over that of matchers, less 1, where ``output`` is [years, people]."""
    giver, matcher = (styles == GIVER).astype(np.float64), (styles == MATCHER).astype(np.float64)
    many = (giver.sum(axis=1) >= FEWEST) & (matcher.sum(axis=1) >= FEWEST)
    with np.errstate(invalid="ignore", divide="ignore"):
        above = (giver @ output.T / giver.sum(axis=1)[:, None]) / (matcher @ output.T / matcher.sum(axis=1)[:, None])
    result: Floats = np.where(many[:, None], above - 1.0, math.nan)
    return result


def turns(ahead: Floats) -> bool:
    """Whether it is below 0 at first, above at last, and changes sign once."""
    above = ahead > 0.0
    return bool(not above[0] and above[-1] and np.count_nonzero(above[1:] != above[:-1]) == 1)


@hook(after="climate", counterfactual=False)
def returns(week: Any) -> None:
    """What helping brings back, and what being helped passes on, in the first year week after week (E11)."""
    memory, people = week.memory, week.people
    size = people.present.size
    until = min(YEAR, week.scenario.weeks)
    if week.number > until:
        return
    log = memory.setdefault("log", [])
    asker, asked, answer, _ = requests(week)
    willing = (answer != REFUSED).astype(np.float64)
    log.append(
        (
            np.bincount(asked, willing, size),
            np.bincount(asked, minlength=size),
            np.bincount(asker, answer == GRANTED, size),
            np.bincount(asker, willing, size),
            np.bincount(asker, minlength=size),
        )
    )
    if week.number == until:
        stayed = (people.present == 1) & (people.hired <= 1)
        helped, reached, brought, met, made = (np.array(each)[:, stayed] for each in zip(*log, strict=True))
        reward = [after(share(met, made), helped, lags) for lags in (SOON, LATE)]
        forward = [after(share(helped, reached), brought, lags) for lags in (SOON, LATE)]
        tell(
            week,
            {
                "reward_soon": reward[0],
                "reward_late": reward[1],
                "reward_fades": reward[0] - reward[1],
                "forward_soon": forward[0],
                "forward_late": forward[1],
                "forward_over_reward": forward[1] - reward[1],
            },
        )


def after(outcome: Floats, act: Floats, lags: tuple[int, ...]) -> float:
    """Slope of an outcome on the acts so many weeks before, both as deviations from the person's own mean.

    Parameters
    ----------
    outcome, act:
        float64[weeks, people]; NaN in ``outcome`` where nothing could be seen of it.
    lags:
        Weeks; the acts of all of them are added up.
    """
    longest = max(lags)
    if outcome.shape[0] <= longest + 1:
        return math.nan
    seen = outcome[longest:]
    acts = np.sum([act[longest - lag : act.shape[0] - lag] for lag in lags], axis=0, dtype=np.float64)
    known = np.isfinite(seen)
    times = known.sum(axis=0)
    several = times > 1
    if not several.any():
        return math.nan
    y, x, known = np.where(known, seen, 0.0)[:, several], np.where(known, acts, 0.0)[:, several], known[:, several]
    y = np.where(known, y - y.sum(axis=0) / times[several], 0.0)
    x = np.where(known, x - x.sum(axis=0) / times[several], 0.0)
    spread = float((x * x).sum())
    return float((x * y).sum()) / spread if spread > 1e-9 else math.nan


@hook(after="climate", counterfactual=False)
def unused(week: Any) -> None:
    """How fast skill goes where the system is not used and nobody is trained (E31)."""
    memory, people = week.memory, week.people
    before = memory.get("skill")
    if before is not None:
        idle = (people.acts == 0) & (people.project_hours == 0.0) & (before > 1e-3) & (people.skill < before)
        idle &= (people.present == 1) & (people.holder == memory["holder"])
        if idle.any():
            memory["lost"] = memory.get("lost", 0.0) + float(np.log(before[idle] / people.skill[idle]).sum())
            memory["weeks"] = memory.get("weeks", 0) + int(idle.sum())
    memory["skill"], memory["holder"] = people.skill.copy(), people.holder.copy()
    if week.number == week.scenario.weeks and memory.get("lost", 0.0) > 0.0:
        tell(week, {"unused_half_life": math.log(2.0) * memory["weeks"] / memory["lost"]})
