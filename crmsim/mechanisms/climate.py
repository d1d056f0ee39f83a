"""Climate: ties spread, revert and last, energy drains and recovers, safety follows (claims D1-D10; E12-E15)."""

from __future__ import annotations

from crmsim.declaration.mechanism import BY_RULE, GIVEN, Columns, Field, Mechanism, Phase
from crmsim.declaration.outcome import stock
from crmsim.declaration.parameter import SHARE, Sign, Table, parameter
from crmsim.mechanisms.bonds import (
    FIXED,
    converge,
    newcomers_ties,
    normal_quality,
    regrow,
    settle_conflict,
    start_ties,
    who_holds,
)
from crmsim.mechanisms.exchange import faded
from crmsim.numerics.arithmetic import clip
from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import join, normal, stream, u64


# fmt: off
class Climate(Table):
    """Connections and energy."""

    culture: float = parameter(
        0.72, meaning="quality that is normal here: what ties start around and slowly return to", unit="share",
        interval=(0.4, 0.85), allowed=SHARE, public=0.70, status="calibrated",
        source="mean value of 855 ties among 46 consultants .70 (data/cross_parker_consulting)", claims=("D1", "S1"),
        begins=True,
        signs=(
            Sign("mean_quality", "+", "D1: ties return to the regard and trust that are normal here"),
            Sign("help_rate", "+", "D3: where ties are good, knowledge is shared more easily", emergent=True),
        ),
    )
    person_sd: float = parameter(
        0.1, meaning="lasting difference between people in how they stand to others", unit="share (SD)",
        interval=(0.05, 0.15), allowed=(0.0, 0.5), status="calibrated",
        source="SD over 46 raters of their mean rating .12, of which few ratings each make .05 "
        "(data/cross_parker_consulting)", claims=("D8",), begins=True,
        signs=(Sign("departures", "+", "D8: who stands badly to others leaves, and more so than who stands well stays",
                    emergent=True),),
    )
    tie_sd: float = parameter(
        0.26, meaning="lasting difference between ties of one person", unit="share (SD)", interval=(0.1, 0.3),
        allowed=(0.0, 0.5), status="calibrated",
        source="SD of the value of 855 ties .23 (data/cross_parker_consulting)", claims=("D1",), begins=True,
        signs=(
            Sign("low_quality_share", "+", "D1: where ties differ more, more of them are poor"),
            Sign("help_rate", "+", "D3: people turn to those they stand well with, and have a better choice",
                 emergent=True),
        ),
    )
    contagion: float = parameter(
        0.08, meaning="how fast a tie takes over what lifts or lowers the two people's other ties", unit="per week",
        interval=(0.0, 0.2), allowed=SHARE, status="assumed", source="sign from A §2.2.4; no measurement found",
        claims=("D5",),
        signs=(Sign("low_quality_share", "+", "D5: low quality spreads", emergent=True),),
    )
    reversion: float = parameter(
        0.04, meaning="return of a tie to the level it has settled at", unit="per week", interval=(0.01, 0.1),
        allowed=SHARE, public=0.02, status="calibrated",
        source="so that the spread of quality lasts (targets, tie_value_sd); culture harder to change in public "
        "service (B §3.7)", claims=("S1",),
        signs=(Sign("mean_quality", "-", "own expectation: help raises most ties above their level, and that is "
                    "forgotten sooner", emergent=True),),
    )
    lasting: float = parameter(
        0.01, meaning="how much of what lifts or lowers a tie becomes its level", unit="per week",
        interval=(0.0, 0.03), allowed=SHARE, status="assumed", source="no measurement found; what is done to a tie "
        "is felt for months and in part for years (A §2.2.4)",
        signs=(Sign("mean_quality", "+", "own expectation: most requests are granted, and what that builds stays",
                    emergent=True),),
    )
    example: float = parameter(
        0.25, meaning="how much what surrounds people moves what is normal: the everyday behaviour of leaders up or "
        "down, conflict between departments down across them", unit="share", interval=(0.0, 0.6), allowed=(0.0, 5.0),
        status="assumed", source="signs from A §2.2.1, §2.2.4", claims=("D10", "K6"),
        signs=(
            Sign("mean_quality", "+", "D10: leaders make the difference by everyday behaviour",
                 given=("market.conflict=0.0",)),
            Sign("mean_quality", "-", "K6: conflict between departments harms", given=("market.conflict=0.8",)),
        ),
    )
    energy_rest: float = parameter(
        0.5, meaning="energy of somebody not overloaded with ties of middling quality (.5), on average", unit="share",
        interval=(0.3, 0.7), allowed=SHARE, status="calibrated",
        source="28 % are exhausted every week, 76 % often motivated (SSB 2022): a quarter lie below .5",
        claims=("D6",),
        signs=(Sign("mean_energy", "+", "D6: energy is what people come back to when nothing drains them"),),
    )
    energy_by_quality: float = parameter(
        0.6, meaning="energy that the quality of one's ties adds or takes", unit="share", interval=(0.2, 1.0),
        allowed=(0.0, 5.0), status="assumed", source="sign from A §2.2.4; E14", claims=("D6",),
        signs=(Sign("mean_energy", "+", "D6: good connections renew energy", given=("climate.culture=0.8",)),),
    )
    energy_by_overload: float = parameter(
        0.5, meaning="energy that an overload of one full week would take", unit="share", interval=(0.2, 1.5),
        allowed=(0.0, 5.0), status="assumed", source="sign from E8", claims=("D6",),
        signs=(Sign("mean_energy", "-", "D6, E8: overload drains"),),
    )
    energy_by_pressure: float = parameter(
        0.06, meaning="energy that being watched takes, and use against one's own wish where it is required",
        unit="share per share felt", interval=(0.0, 0.15), allowed=(0.0, 5.0), status="derived",
        source="stress .11 as a correlation (E27) is .22 SD between watched and not, at an SD of energy of .16 and "
        "some .6 felt; of being made to, no measurement found", claims=("I9",),
        signs=(
            Sign("mean_energy", "-", "I9, E27: felt surveillance is a strain",
                 given=("motivation.surveillance=0.8",)),
            Sign("mean_energy", "-", "own expectation: who must do what they would not tires",
                 given=("motivation.mandate=0.7",)),
        ),
    )
    safety_by_quality: float = parameter(
        0.6, meaning="share of quality in psychological safety; the rest is tolerance of failure", unit="share",
        interval=(0.3, 0.9), allowed=SHARE, status="assumed", source="sign from Carmeli 2009 (E12), A §2.2.1",
        claims=("D3", "K4"),
        begins=True,
        signs=(Sign("mean_safety", "+", "D3: people feel safe in good connections, even under leaders who tolerate "
                    "little", given=("leadership.failure_tolerance=0.2",)),),
    )
    regrowth: float = parameter(
        0.06, meaning="share of the missing contact that a week adds between a newcomer and the others",
        unit="per week", interval=(0.02, 0.2), allowed=SHARE, status="derived",
        source="ramp-up of 3.2 months (Bridge Group): 1 - .5^(1/11)",
        signs=(Sign("shared_personally", "0", "own expectation: contact decides whom one asks, not how much is "
                    "asked", emergent=True),),
    )
# fmt: on


REST = stream("climate.rest")

MIDDLE = 0.5  # quality that neither renews nor drains
HIGH_QUALITY = 0.75
LOW_QUALITY = 0.5


@rule
def settle(energy: float, towards: float, pace: float) -> float:
    """Energy after a week on its way to where it is heading."""
    return energy + pace * (towards - energy)


@rule
def energy_target(
    rest: float, mean_quality: float, overloaded: float, felt_surveillance: float, coerced: float, q
) -> float:
    """Where energy is heading: own rest, what one's ties renew or drain, what overload and being pressed take."""
    x = rest + q.energy_by_quality * (mean_quality - MIDDLE) - q.energy_by_overload * overloaded
    return clip(x - q.energy_by_pressure * (felt_surveillance + coerced), 0.0, 1.0)


@rule
def felt_safety(mean_quality: float, failure_tolerance: float, by_quality: float) -> float:
    """Psychological safety: derived from the quality of one's ties and the tolerance of failure."""
    return by_quality * mean_quality + (1.0 - by_quality) * failure_tolerance


@rule
def tend_ties(state, p, i):
    """A week of i's ties: they converge and return, and what lifts or lowers them becomes in part their level.

    Leaves the mean quality of i's ties, and i's mood in ``scratch``, since others still read last week's.
    """
    people, ties = state.people, state.ties
    q = p.climate
    mine = people[i].mood
    here = u64(people[i].department)
    total = 0.0
    above = 0.0
    count = 0
    for e in range(u64(state.start[i]), u64(state.start[i + 1])):
        there = u64(ties[e].department)
        level = q.culture + ties[e].level
        conflict = state.conflict[here, there] if there != here else 0.0
        unbound = normal_quality(level, people[i].push, conflict, q.example)
        usual = clip(unbound, 0.0, 1.0)
        used_to = clip(level, 0.0, 1.0)
        theirs = people[u64(ties[e].target)].mood
        quality = used_to + converge(ties[e].quality - used_to, mine, theirs, q.contagion)
        quality = clip(quality + q.reversion * (usual - quality), 0.0, 1.0)
        ties[e].quality = quality
        ties[e].level += q.lasting * (quality - usual)
        ties[e].given = faded(ties[e].given, p.people.memory)
        if ties[e].contact < ties[e].base_contact:
            ties[e].contact = regrow(ties[e].contact, ties[e].base_contact, q.regrowth)
        if ties[e].contact > 0.0:
            total += quality
            above += quality - used_to
            count += 1
            if there != here:
                state.trust[here, there] += int((quality - unbound + ties[e].level) * FIXED)
                state.across[here, there] += 1
    people[i].mean_quality = total / count if count > 0 else q.culture
    people[i].scratch = above / count if count > 0 else 0.0


@rule
def climate(state, p, key, week):
    """What is done to ties spreads, lasts in part and is forgotten; conflict, energy and safety follow."""
    people = state.people
    q = p.climate
    for a in range(state.trust.shape[0]):
        for b in range(state.trust.shape[0]):
            state.trust[a, b] = 0
            state.across[a, b] = 0
    for i in range(people.key.size):
        tend_ties(state, p, i)
    settle_conflict(state, p)
    pace = 1.0 - p.people.memory
    for i in range(people.key.size):
        people[i].mood = people[i].scratch
        if people[i].present == 0:
            continue
        coerced = p.motivation.mandate * people[i].pushed
        towards = energy_target(
            people[i].rest,
            people[i].mean_quality,
            people[i].overload,
            people[i].felt_surveillance,
            coerced,
            q,
        )
        people[i].energy = settle(people[i].energy, towards, pace)
        people[i].safety = felt_safety(people[i].mean_quality, p.leadership.failure_tolerance, q.safety_by_quality)


@rule
def feel(state, p, key, i):
    """What seat i's holder feels when nothing has happened yet: own rest, energy and safety."""
    people = state.people
    q = p.climate
    rest = q.energy_rest + p.people.differences_sd * normal(join(key, REST), who_holds(state, i))
    people[i].rest = clip(rest, 0.0, 1.0)
    people[i].mood = 0.0
    people[i].energy = energy_target(people[i].rest, people[i].mean_quality, 0.0, 0.0, 0.0, q)
    people[i].safety = felt_safety(people[i].mean_quality, p.leadership.failure_tolerance, q.safety_by_quality)


@rule
def start_climate(state, p, key, i):
    """The ties of employee i, and what follows from them."""
    start_ties(state, p, key, i)
    feel(state, p, key, i)


@rule
def newcomers_climate(state, p, key, week, i):
    """Somebody new has ties and a rest of their own; what a predecessor's made one feel is gone."""
    newcomers_ties(state, p, key, i)
    state.people[i].mean_quality = p.climate.culture
    feel(state, p, key, i)


@rule
def ties_of(state, p, week, i):
    """The ties of employee i with contact: how many, their quality summed, those of high and of low quality."""
    ties = state.ties
    count = 0
    total = 0.0
    high = 0
    low = 0
    for e in range(u64(state.start[i]), u64(state.start[i + 1])):
        # Chosen instead of branched, because no processor foresees these branches.
        quality = ties[e].quality
        there = ties[e].contact > 0.0
        total += quality if there else 0.0
        count += 1 if there else 0
        high += 1 if there & (quality >= HIGH_QUALITY) else 0
        low += 1 if there & (quality < LOW_QUALITY) else 0
    return count, total, high, low


MECHANISM = Mechanism(
    __name__,
    only_with="climate",
    table=Climate,
    phases=(Phase(climate, after="adoption", switch="climate", name="climate"),),
    fields={
        "people": (
            Field("mean_quality", "f8", "0..1 over own ties with contact", start=BY_RULE, newcomer="climate.culture",
                  near=True),
            Field("mood", "f8", "mean over own ties of quality above the level it has settled at", newcomer=0.0,
                  near=True),
            Field("rest", "f8", "0..1 energy that this person comes back to with ties of middling quality",
                  start=BY_RULE, newcomer=BY_RULE, within=SHARE),
            Field("energy", "f8", "0..1", start=BY_RULE, newcomer=BY_RULE, within=SHARE),
            Field("safety", "f8", "0..1 psychological safety", start=BY_RULE, newcomer=BY_RULE, within=SHARE),
        ),
        "ties": (
            # What is read of j for every entry stands here once more, so that it need not be fetched from j's record.
            Field("key", "u4", "of j, whose seat's number it is", start=GIVEN, fixed=True, near=True),
            Field("target", "i4", "j", start=GIVEN, fixed=True, near=True),
            Field("reverse", "i4", "the entry j->i", start=GIVEN, fixed=True, near=True),
            Field("department", "i4", "of j", start=GIVEN, fixed=True, near=True),
            Field("contact", "f8", "0..1 how often i turns to j", start=GIVEN, within=SHARE),
            Field("base_contact", "f8", "where contact settles between two who stay", start=GIVEN),
            Field("quality", "f8", "0..1 how i stands to j; at .5 it neither renews nor drains", start=BY_RULE,
                  within=SHARE),
            Field("level", "f8", "how far the quality that this tie settles at lies above the culture's",
                  start=BY_RULE),
        ),
    },
    start=start_climate,
    newcomer=newcomers_climate,
    columns=(
        Columns(("ties", "quality", "high_quality", "low_quality"), ties_of),
        Columns(("energy", "safety"), ("energy", "safety")),
    ),
    outcomes=(
        stock("mean_quality", "mean quality of ties with contact", "quality", "ties", "higher",
              called="quality of connections"),
        stock("high_quality_share", "ties of quality .75 or more", "high_quality", "ties", "higher",
              called="high-quality ties"),
        stock("low_quality_share", "ties of quality below .5", "low_quality", "ties", "lower",
              called="low-quality ties"),
        stock("mean_energy", "mean energy", "energy", "people", "higher", called="energy"),
        stock("mean_safety", "mean psychological safety", "safety", "people", "higher", called="psychological safety"),
    ),
)  # fmt: skip
