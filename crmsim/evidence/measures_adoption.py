"""Measures of how people come to use a system: speed, intention, use and relapse (E20-E24), and of the ledger's sums.

What a person-level regression tells of a run is told as its authors told it: as a coefficient.
"""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.evidence.watching import Floats, Measure, adjusted_fit, mean, measured_by, share, slope, standardised, tell
from crmsim.mechanisms import COLUMN
from crmsim.mechanisms.appeal import appeal, norm
from crmsim.mechanisms.motivation import novelty_effect
from crmsim.mechanisms.state import NEVER
from crmsim.simulation.hooks import hook

TRAINED, SIX_MONTHS = 2, 28  # weeks after somebody got the system: just trained, and half a year on
QUARTER, HALF_YEAR = 13, 26  # weeks after the system went live
FIRST, TWENTY = 4, 20  # weeks in which points are new, and in which they still are fresh
GROUPS = 4  # places in the ledger before the departments'
LEAST = 5  # people of a department below which it is left out


_of = functools.partial(measured_by, __name__)
ADOPTION_MEASURES: dict[str, Measure] = {
    **_of("speed", "of the hazard per SD", 0.1,
        speed_by_usefulness="how much sooner those begin to use it who believe it useful, all else held",
        speed_by_superior="how much sooner those begin whom the superior's deeds push, all else held",
        speed_by_skill="how much sooner those begin who have skill, all else held",
        speed_by_ease="how much sooner those begin who believe it easy, all else held",
        speed_by_peers="how much sooner those begin of whose contacts more use it, all else held"),
    **_of("intentions", "SD per SD", 0.1,
        intention_by_usefulness="intention on believed usefulness, ease held, half a year after the start",
        intention_by_ease="intention on believed ease, usefulness held",
        usefulness_by_ease="believed usefulness on believed ease",
        usefulness_over_ease="the first less the second",
        peers_early="intention on contacts' use, beliefs held, a quarter after the start",
        peers_late="the same half a year after it",
        peers_fade="the first less the second",
        use_by_help_got="use of a quarter on help got before it, beliefs held",
        use_by_help_given="use of a quarter on help given before it, beliefs held"),
    **_of("intentions", "share", 0.02,
        use_beyond_beliefs="variance of use that help got and given explain beyond beliefs, adjusted",
        accepted_after_training="of those trained, who mean to use it two weeks after they got it",
        accepted_at_six_months="the same people half a year later",
        acceptance_lost="the second less the first",
        turned_away="of those who meant to use it after training, who no longer do half a year later"),
    **_of("ledger", "share", 0.02,
        help_asked_for="acts of help that were asked for",
        use_first_weeks="mean intensity of use of those with a licence, first 4 weeks after the start",
        use_twenty_weeks="the same, first 20 weeks",
        use_late="the same, last half-year of the run",
        use_first_less_late="the first less the last"),
    **_of("ledger", "share", 0.05,
        target_reached="whether routine users reach the target among those with a licence",
        above_90="whether more than 90 % are users at the end",
        left_willingly="people who left of their own will, a year",
        had_to_leave="people who had to leave, a year"),
    **_of("ledger", "SD per SD", 0.1,
        unit_output_by_help="departments' adjusted output on requests granted there in the same quarter",
        unit_output_by_past_help="the same on those granted a quarter before",
        unit_help_lasts="the second less the first"),
}  # fmt: skip


@hook(after="adoption", counterfactual=False)
def speed(week: Any) -> None:
    """What speeds first use: a hazard, linear in standardised causes, week by week among those who have the system."""
    people, memory = week.people, week.memory
    if not memory:
        memory.update(products=np.zeros((5, 5)), with_start=np.zeros(5), began=0, at_risk=0)
    at_risk = (people.present == 1) & (people.access >= 0) & (people.access <= week.number)
    at_risk &= (people.first_use == 0) | (people.first_use == week.number)
    if at_risk.sum() > 1:
        causes = np.column_stack([people.usefulness, people.push, people.skill, people.ease, people.exposure])[at_risk]
        begins = people.first_use[at_risk] == week.number
        causes -= causes.mean(axis=0)
        memory["products"] += causes.T @ causes
        memory["with_start"] += causes.T @ begins
        memory["began"] += int(begins.sum())
        memory["at_risk"] += int(at_risk.sum())
    if week.number == week.scenario.weeks:
        found = hazard(memory["products"], memory["with_start"], memory["began"], memory["at_risk"])
        names = ("speed_by_usefulness", "speed_by_superior", "speed_by_skill", "speed_by_ease", "speed_by_peers")
        tell(week, dict(zip(names, found.tolist(), strict=True)))


def hazard(products: Floats, with_start: Floats, began: int, at_risk: int) -> Floats:
    """Change of the hazard for a standard deviation of each cause, as a share of the mean hazard; NaN where undefined.

    Parameters
    ----------
    products, with_start:
        float64[causes, causes] and [causes]: products of causes, and of causes with having begun, as deviations from
        the week's means, summed over person-weeks.
    """
    undefined: Floats = np.full(with_start.size, math.nan)
    spread = np.sqrt(np.diag(products) / max(at_risk, 1))
    if began < 2 * with_start.size or (spread < 1e-9).any():
        return undefined
    beta, _, rank, _ = np.linalg.lstsq(products, with_start)
    return np.asarray(beta * spread / (began / at_risk)) if rank == with_start.size else undefined


@hook(after="adoption", counterfactual=False)
def intentions(week: Any) -> None:
    """What people mean to do at dates after they got the system or it went live, and what they then do."""
    people, memory = week.people, week.memory
    size = people.present.size
    if not memory:
        memory.update({name: np.zeros(size) for name in ("got", "given", "acts")})
        memory["first"], memory["then"] = np.full(size, math.nan), np.full(size, math.nan)
    memory["got"] += people.shared
    memory["given"] += people.help_hours
    dated = (people.access >= 0) & (people.hired <= 1) & (people.present == 1)
    for name, date in (("first", TRAINED), ("then", SIX_MONTHS)):
        due = dated & (people.access == week.number - date)
        if due.any():
            memory[name][due] = intention(week)[due]
    since = week.number - int(week.project.go_live[0]) if week.project.go_live[0] != NEVER else NEVER
    has_it = dated & (people.access <= week.number)
    if since == QUARTER:
        memory["early"] = peers(week, has_it)
        tell(week, {"peers_early": memory["early"]})
        memory["believed"] = [each.copy() for each in (people.usefulness, people.ease)]
        memory["helped"] = [memory["got"].copy(), memory["given"].copy()]
        memory["has_it"] = has_it
    if QUARTER < since <= 2 * QUARTER:
        memory["acts"] += people.acts
    if since == HALF_YEAR:
        late = peers(week, has_it)
        tell(week, {"peers_late": late, "peers_fade": memory.get("early", math.nan) - late})
        tell(week, beliefs(intention(week)[has_it], people.usefulness[has_it], people.ease[has_it]))
        there = memory["has_it"] & has_it
        tell(week, help_and_use(
            memory["acts"][there], [each[there] for each in memory["believed"]],
            [each[there] for each in memory["helped"]],
        ))  # fmt: skip
    if week.number == week.scenario.weeks:
        tell(week, relapse(memory["first"], memory["then"]))


def intention(week: Any) -> Floats:
    """float64[people]: how far the system's appeal lies above the personal threshold."""
    people, p = week.people, week.parameters
    points = p.motivation.gamification
    novelty = np.zeros(people.present.size)
    if points > 0.0:
        wear = (p.motivation.novelty_acts, p.motivation.weariness)
        novelty[:] = [novelty_effect(points, float(uses), *wear) for uses in people.uses]
    drawn = appeal(  # type: ignore[call-overload, unused-ignore]  # a rule of sums serves a column as it does a number
        people.usefulness, people.ease, norm(people.exposure, people.habit), people.push,
        people.understanding.mean(axis=1), people.energy, p.motivation.mandate + p.motivation.dashboards + novelty,
        people.felt_surveillance, p.adoption,
    )  # fmt: skip
    return np.asarray(drawn - people.threshold)


def peers(week: Any, who: NDArray[np.bool_]) -> float:
    """Weight of contacts' use in intention, beliefs held (E24)."""
    people = week.people
    causes = (people.exposure[who], people.usefulness[who], people.ease[who])
    return float(standardised(intention(week)[who], *causes)[0])


def beliefs(meant: Floats, usefulness: Floats, ease: Floats) -> dict[str, float]:
    """The paths of technology acceptance (E23)."""
    useful, easy = standardised(meant, usefulness, ease)
    return {
        "intention_by_usefulness": useful,
        "intention_by_ease": easy,
        "usefulness_by_ease": slope(usefulness, ease),
        "usefulness_over_ease": useful - easy,
    }


def help_and_use(acts: Floats, believed: list[Floats], helped: list[Floats]) -> dict[str, float]:
    """What help got and given tell of use beyond beliefs (E21)."""
    beta = standardised(acts, *helped, *believed)
    return {
        "use_beyond_beliefs": adjusted_fit(acts, *helped, *believed) - adjusted_fit(acts, *believed),
        "use_by_help_got": beta[0],
        "use_by_help_given": beta[1],
    }


def relapse(first: Floats, then: Floats) -> dict[str, float]:
    """Acceptance after training and half a year later, of those who are there for both (E22)."""
    both = np.isfinite(first) & np.isfinite(then)
    before, later = first[both] > 0.0, then[both] > 0.0
    return {
        "accepted_after_training": mean(before),
        "accepted_at_six_months": mean(later),
        "acceptance_lost": mean(later) - mean(before),
        "turned_away": mean(~later[before]),
    }


@hook(after="ledger", counterfactual=False)
def ledger(week: Any) -> None:
    """What the sums of all weeks tell (E9, E10, E25, E26, E28, E32)."""
    weeks = week.scenario.weeks
    if week.number < weeks:
        return
    sums = week.state.sums
    totals = {name: sums[:, 0, place] for name, place in COLUMN.items()}
    granted, people = totals["granted"].sum(), totals["people"]
    licensed, routine = totals["licences"][-4:].sum(), totals["licensed_routine"][-4:].sum()
    tell(week, {
        "help_asked_for": float(share(granted, granted + totals["offers"].sum())),
        "left_willingly": float(52.0 * totals["voluntary"].sum() / people.sum()),
        "had_to_leave": float(52.0 * (totals["departures"] - totals["voluntary"]).sum() / people.sum()),
        "above_90": float(totals["user"][-4:].sum() > 0.9 * people[-4:].sum()),
        "target_reached": float(routine >= week.scenario.scenario.target * licensed) if licensed else math.nan,
    })  # fmt: skip
    start = int(week.project.go_live[0])
    if start != NEVER and start - 1 + TWENTY <= weeks - HALF_YEAR:
        spans = {"use_first_weeks": (start - 1, start - 1 + FIRST), "use_twenty_weeks": (start - 1, start - 1 + TWENTY),
                 "use_late": (weeks - HALF_YEAR, weeks)}  # fmt: skip
        use = {
            name: float(share(totals["intensity"][low:high].sum(), totals["licences"][low:high].sum()))
            for name, (low, high) in spans.items()
        }
        tell(week, {**use, "use_first_less_late": use["use_first_weeks"] - use["use_late"]})
    quarters = weeks // QUARTER
    departments = sums.shape[1] - GROUPS
    parts = sums[: quarters * QUARTER, GROUPS:].reshape(quarters, QUARTER, departments, len(COLUMN)).sum(axis=1)
    tell(week, units({name: parts[:, :, place] for name, place in COLUMN.items()}))


def units(parts: dict[str, Floats]) -> dict[str, float]:
    """Departments' output by the help in them, in the same quarter and a quarter later (E10).

    Parameters
    ----------
    parts:
        Column → float64[quarters, departments].
    """
    if parts["people"].shape[0] < 2:
        return {}
    helped, output = share(parts["granted"], parts["requests"]), share(parts["output_adjusted"], parts["owners"])
    whole = np.isfinite(helped).all(axis=0) & np.isfinite(output).all(axis=0)
    whole &= parts["people"].mean(axis=0) >= LEAST * QUARTER
    if whole.sum() < 3:
        return {}
    helped, output = (each[:, whole] - each[:, whole].mean(axis=1, keepdims=True) for each in (helped, output))
    now = slope(output[1:].ravel(), helped[1:].ravel())
    later = slope(output[1:].ravel(), helped[:-1].ravel())
    return {"unit_output_by_help": now, "unit_output_by_past_help": later, "unit_help_lasts": later - now}
