"""Climate: quality spreads and reverts, energy drains and recovers, safety follows (claims D1-D10; E12-E15)."""

from __future__ import annotations

import math

from crmsim.declaration.mechanism import BY_RULE, GIVEN, Columns, Field, Mechanism, Phase
from crmsim.declaration.outcome import stock
from crmsim.declaration.parameter import SHARE, Sign, Table, parameter
from crmsim.numerics.arithmetic import clip, half_life_pace
from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import join, normal, stream, u64


# fmt: off
class Climate(Table):
    """Connections and energy."""

    culture: float = parameter(
        0.6, meaning="quality that ties start from and slowly return to", unit="share", interval=(0.4, 0.8),
        allowed=SHARE, public=0.58, status="assumed",
        source="most ties are good, 1-8 % negative (E15, recalled)", claims=("D1", "S1"),
        begins=True,
        signs=(
            Sign("mean_quality", "+", "D1: ties return to the regard and trust that are normal here"),
            Sign("help_rate", "+", "D3: where ties are good, knowledge is shared more easily", emergent=True),
        ),
    )
    spread_sd: float = parameter(
        0.12, meaning="spread of quality between ties at the start", unit="share (SD)", interval=(0.05, 0.25),
        allowed=(0.0, 0.5), status="assumed", source="no measurement found",
        begins=True,
        signs=(Sign("mean_quality", "0", "own expectation: the spread evens out", emergent=True),),
    )
    contagion: float = parameter(
        0.03, meaning="pull of the mean quality of the two people's ties on the tie between them", unit="per week",
        interval=(0.0, 0.1), allowed=SHARE, status="assumed", source="sign from A §2.2.4", claims=("D5",),
        signs=(Sign("low_quality_share", "+", "D5: low quality spreads", emergent=True),),
    )
    bad_over_good: float = parameter(
        1.0, meaning="how much faster low quality spreads than high", unit="ratio", interval=(1.0, 3.0),
        allowed=(0.0, 20.0), status="assumed", source="symmetric unless asked; low quality must spread all the same",
        claims=("D5",),
        signs=(Sign("low_quality_share", "+", "D5: low quality spreads, the more so the faster it does"),),
    )
    reversion: float = parameter(
        0.02, meaning="return of a tie to what culture and leaders make normal", unit="per week",
        interval=(0.005, 0.06), allowed=SHARE, public=0.01, status="assumed",
        source="no measurement found; culture harder to change in public service (B §3.7)", claims=("S1",),
        signs=(Sign("mean_quality", "+", "own expectation: refusals wear ties below what culture makes normal",
                    emergent=True),),
    )
    example: float = parameter(
        0.3, meaning="how much the everyday behaviour of leaders moves what is normal", unit="share",
        interval=(0.0, 0.8), allowed=(0.0, 5.0), status="assumed", source="sign from A §2.2.4", claims=("D10",),
        signs=(Sign("mean_quality", "+", "D10: leaders make the difference by everyday behaviour"),),
    )
    conflict_toll: float = parameter(
        0.2, meaning="how much conflict between departments lowers what is normal across them", unit="share",
        interval=(0.0, 0.5), allowed=(0.0, 5.0), status="assumed", source="sign from A §2.2.1", claims=("K6",),
        signs=(Sign("mean_quality", "-", "K6: conflict between departments harms"),),
    )
    energy_half_life: float = parameter(
        4.0, meaning="weeks in which energy makes up half the way to where it is heading", unit="weeks",
        interval=(1.0, 10.0), allowed=(0.1, 1000.0), status="assumed", source="interval from the model brief",
        claims=("D6",),
        signs=(Sign("mean_energy", "0", "D6: energy renews itself, at whatever pace", emergent=True),),
    )
    energy_rest: float = parameter(
        0.65, meaning="energy of somebody not overloaded with ties of middling quality", unit="share",
        interval=(0.4, 0.9), allowed=SHARE, status="assumed", source="no measurement found", claims=("D6",),
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


QUALITY = stream("people.quality")

HIGH_QUALITY = 0.75
LOW_QUALITY = 0.5


@rule
def converge(quality: float, mine: float, theirs: float, contagion: float, bad_over_good: float) -> float:
    """Quality of a tie after a week among the two people's other ties; symmetric at ``bad_over_good`` 1."""
    pull = 0.5 * (mine + theirs) - quality
    rate = contagion * (bad_over_good if pull < 0.0 else 1.0)
    return quality + min(1.0, rate) * pull


@rule
def normal_quality(culture: float, push: float, example: float, conflict: float, conflict_toll: float) -> float:
    """The quality a tie returns to: culture, the leaders' example, conflict between the departments."""
    return clip(culture + example * push - conflict_toll * conflict, 0.0, 1.0)


@rule
def settle(energy: float, towards: float, pace: float) -> float:
    """Energy after a week on its way to where it is heading."""
    return energy + pace * (towards - energy)


@rule
def energy_target(mean_quality: float, overloaded: float, q) -> float:
    """Where energy is heading: rest, what one's ties renew or drain, what overload takes."""
    return clip(
        q.energy_rest + q.energy_by_quality * (mean_quality - 0.55) - q.energy_by_overload * overloaded, 0.0, 1.0
    )


@rule
def felt_safety(mean_quality: float, failure_tolerance: float, by_quality: float) -> float:
    """Psychological safety: derived from the quality of one's ties and the tolerance of failure."""
    return by_quality * mean_quality + (1.0 - by_quality) * failure_tolerance


@rule
def regrow(contact: float, base: float, regrowth: float) -> float:
    """Contact between two after another week; nothing grows where a seat is empty (contact 0)."""
    if contact <= 0.0 or contact >= base:
        return contact
    return contact + regrowth * (base - contact)


@rule
def mean_of_ties(state, i):
    """Mean quality of i's ties with contact; of the culture's middle where there are none."""
    ties = state.ties
    total = 0.0
    count = 0
    for e in range(state.start[i], state.start[i + 1]):
        if ties[e].contact > 0.0:
            total += ties[e].quality
            count += 1
    return total / count if count > 0 else 0.5


@rule
def climate(state, p, key, week):
    """Quality spreads between neighbours and slowly reverts; energy and safety follow."""
    people, ties = state.people, state.ties
    q = p.climate
    for i in range(people.key.size):
        mine = people[i].mean_quality
        here = people[i].department
        within = normal_quality(q.culture, people[i].push, q.example, 0.0, q.conflict_toll)
        total = 0.0
        count = 0
        for e in range(u64(state.start[i]), u64(state.start[i + 1])):
            j = u64(ties[e].target)
            there = u64(ties[e].department)
            usual = within
            if there != here:
                usual = normal_quality(
                    q.culture, people[i].push, q.example, state.conflict[here, there], q.conflict_toll
                )
            quality = converge(ties[e].quality, mine, people[j].mean_quality, q.contagion, q.bad_over_good)
            quality += q.reversion * (usual - quality)
            ties[e].quality = quality
            if ties[e].contact < ties[e].base_contact:
                ties[e].contact = regrow(ties[e].contact, ties[e].base_contact, q.regrowth)
            total += quality if ties[e].contact > 0.0 else 0.0
            count += 1 if ties[e].contact > 0.0 else 0
        people[i].scratch = total / count if count > 0 else 0.5
    energy_pace = half_life_pace(q.energy_half_life)
    for i in range(people.key.size):
        people[i].mean_quality = people[i].scratch
        if people[i].present == 0:
            continue
        towards = energy_target(people[i].mean_quality, people[i].overload, q)
        people[i].energy = settle(people[i].energy, towards, energy_pace)
        people[i].safety = felt_safety(people[i].mean_quality, p.leadership.failure_tolerance, q.safety_by_quality)


@rule
def start_ties(state, p, key, i):
    """The quality of i's ties where it is not given, of which two people's views share half the draw; what follows."""
    people, ties = state.people, state.ties
    quality_key = join(key, QUALITY)
    for e in range(state.start[i], state.start[i + 1]):
        if math.isnan(ties[e].quality):
            one, other = people[i].key, people[ties[e].target].key
            low, high = min(one, other), max(one, other)
            shared = normal(join(quality_key, low), high)
            own = normal(join(join(quality_key, u64(1)), one), other)
            z = 0.7071067811865476 * (shared + own)
            ties[e].quality = clip(p.climate.culture + p.climate.spread_sd * z, 0.0, 1.0)
    people[i].mean_quality = mean_of_ties(state, i)
    people[i].safety = felt_safety(people[i].mean_quality, p.leadership.failure_tolerance, p.climate.safety_by_quality)


@rule
def newcomers_ties(state, p, key, week, i):
    """Ties with somebody new begin as the culture has them; what a predecessor's made one feel is gone."""
    people, ties = state.people, state.ties
    for e in range(state.start[i], state.start[i + 1]):
        ties[e].quality = p.climate.culture
        ties[ties[e].reverse].quality = p.climate.culture
    people[i].safety = felt_safety(p.climate.culture, p.leadership.failure_tolerance, p.climate.safety_by_quality)


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
            Field("energy", "f8", "0..1", start="people.energy", newcomer="people.energy", within=SHARE),
            Field("safety", "f8", "0..1 psychological safety", start=BY_RULE, newcomer=BY_RULE, within=SHARE),
        ),
        "ties": (
            # What is read of j for every entry stands here once more, so that it need not be fetched from j's record.
            Field("key", "u8", "of j", start=GIVEN, fixed=True, near=True),
            Field("target", "i4", "j", start=GIVEN, fixed=True, near=True),
            Field("reverse", "i4", "the entry j->i", start=GIVEN, fixed=True, near=True),
            Field("department", "i4", "of j", start=GIVEN, fixed=True, near=True),
            Field("contact", "f8", "0..1 how often i turns to j", start=GIVEN, within=SHARE),
            Field("base_contact", "f8", "where contact settles between two who stay", start=GIVEN),
            Field("quality", "f8", "0..1 how i stands to j", start=BY_RULE, within=SHARE),
        ),
    },
    start=start_ties,
    newcomer=newcomers_ties,
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
