"""Ties: the level each settles at, how what is done to them spreads and lasts, how contact grows (claims D1, D5, K6).

People differ lastingly in how they stand to others, and so do ties: each has a level of its own, above or below what
the culture makes normal. What spreads between the ties of two people is not quality but its deviation from what they
are used to, so that differences last while a bad month spreads.
"""

from __future__ import annotations

import math

from crmsim.numerics.arithmetic import clip
from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import join, normal, stream, u64
from crmsim.numerics.fetching import fetch_ahead

QUALITY = stream("people.quality")
PERSON = stream("climate.person")

FIXED = 1048576.0  # 2**20: sums over people are of whole numbers, whose order does not matter


@rule
def who_holds(state, i):
    """A key of the person in seat i: a new holder is somebody else."""
    return join(state.people[i].key, u64(state.people[i].holder))


@rule
def fetch_contacts(state, i):
    """What is read of those whom employee i has ties with is fetched meanwhile."""
    for e in range(u64(state.start[i]), u64(state.start[i + 1])):
        fetch_ahead(state.people, state.ties[e].target)


@rule
def own_level(key: int, one: int, other: int, person_sd: float, tie_sd: float) -> float:
    """How far above the culture's the quality lies that ``one`` settles at towards ``other``.

    A part goes with the person, whoever the other is. Of the rest the two people's views share half.
    """
    quality_key = join(key, QUALITY)
    low, high = min(one, other), max(one, other)
    shared = normal(join(quality_key, low), high)
    own = normal(join(join(quality_key, u64(1)), one), other)
    return person_sd * normal(join(key, PERSON), one) + tie_sd * math.sqrt(0.5) * (shared + own)


@rule
def converge(deviation: float, mine: float, theirs: float, contagion: float) -> float:
    """A tie's deviation from its level after a week among the two people's other ties."""
    return deviation + contagion * (0.5 * (mine + theirs) - deviation)


@rule
def normal_quality(level: float, push: float, conflict: float, example: float) -> float:
    """What a tie returns to: its level (culture included), the leaders' example, conflict between departments."""
    return level + example * (push - conflict)


@rule
def regrow(contact: float, base: float, regrowth: float) -> float:
    """Contact between two after another week; nothing grows where a seat is empty (contact 0)."""
    if contact <= 0.0 or contact >= base:
        return contact
    return contact + regrowth * (base - contact)


@rule
def conflict_now(declared: float, trust: float) -> float:
    """Conflict between two departments: as declared, less the trust won across them."""
    return clip(declared - trust, 0.0, 1.0)


@rule
def settle_conflict(state, p):
    """Conflict between every two departments, from the trust that the week's ties across them added up to."""
    for a in range(state.conflict.shape[0]):
        for b in range(state.conflict.shape[0]):
            if a == b:
                continue
            count = state.across[a, b] + state.across[b, a]
            total = state.trust[a, b] + state.trust[b, a]
            trust = float(total) / FIXED / float(count) if count > 0 else 0.0
            state.conflict[a, b] = conflict_now(p.market.conflict, trust)


@rule
def mean_of_ties(state, i, culture):
    """Mean quality of i's ties with those i would turn to; the culture's where there are none."""
    ties = state.ties
    total = 0.0
    count = 0
    for e in range(state.start[i], state.start[i + 1]):
        if ties[e].base_contact > 0.0:
            total += ties[e].quality
            count += 1
    return total / count if count > 0 else culture


@rule
def start_ties(state, p, key, i):
    """The level of each of i's ties, and its quality where that is not given."""
    people, ties = state.people, state.ties
    q = p.climate
    one = who_holds(state, i)
    for e in range(state.start[i], state.start[i + 1]):
        if math.isnan(ties[e].quality):
            ties[e].level = own_level(key, one, who_holds(state, ties[e].target), q.person_sd, q.tie_sd)
            ties[e].quality = clip(q.culture + ties[e].level, 0.0, 1.0)
        else:
            ties[e].level = ties[e].quality - q.culture
    people[i].mean_quality = mean_of_ties(state, i, q.culture)


@rule
def newcomers_ties(state, p, key, i):
    """Ties with somebody new have levels of their own, and begin there; what it is like here one knows in a week."""
    ties = state.ties
    q = p.climate
    one = who_holds(state, i)
    for e in range(state.start[i], state.start[i + 1]):
        back = ties[e].reverse
        other = who_holds(state, ties[e].target)
        ties[e].level = own_level(key, one, other, q.person_sd, q.tie_sd)
        ties[back].level = own_level(key, other, one, q.person_sd, q.tie_sd)
        ties[e].quality = clip(q.culture + ties[e].level, 0.0, 1.0)
        ties[back].quality = clip(q.culture + ties[back].level, 0.0, 1.0)
