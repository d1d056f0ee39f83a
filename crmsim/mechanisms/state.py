"""The state of a run: arrays made once and changed in place by the mechanisms.

``n`` employees (seats), ``m`` tie entries, ``f`` facts (customer facets), ``d`` departments, ``t`` topics, ``s`` slots
for open needs, ``r`` requests an employee can make a week, ``g`` requirements. People, ties, facts, needs and requests
are structured arrays, one record a row: ``state.people[i].energy``. One array for each entity instead of one for each
measure keeps the compiled signature short, which is what compilation time and the cost of a call depend on. Measures
are float64 throughout, because narrower floats broke bit-identity and won little.

Who may write what: a phase writes its own employee's row; what crosses rows is an integer count, a sum in a fixed
order, or a keyed choice. Therefore no result depends on the order of people.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

GIVER, TAKER, MATCHER = 0, 1, 2
STYLES = ("giver", "taker", "matcher")

EMPLOYEE, SUPERUSER, TEAM_LEADER, PROJECT_LEADER, EXECUTIVE = 0, 1, 2, 3, 4
ROLES = ("employee", "superuser", "team_leader", "project_leader", "executive")

UNAWARE, AWARE, TRIAL, ACCEPTED, ROUTINE, INFUSED, REJECTED = 0, 1, 2, 3, 4, 5, 6
STAGES = ("unaware", "aware", "trial", "accepted", "routine", "infused", "rejected")

WHY, WHAT, HOW, WHO = 0, 1, 2, 3

NEVER = -1
WINDOW = 4  # weeks within which noticing, passing on and serving count (fixed by the outcomes' definitions)
RING = 8  # places in a ring of weekly cohorts: a power of two above WINDOW

WANT_NOTHING, WANT_FACT, WANT_EXPERTISE = 0, 1, 2
UNANSWERED, REFUSED, GRANTED, GRANTED_IN_VAIN = 0, 1, 2, 3
MISSED, MET, SURFACED = 0, 1, 2


def _record(*fields: tuple[Any, ...]) -> np.dtype[Any]:
    return np.dtype([field[:3] if len(field) > 2 and isinstance(field[2], tuple) else field[:2] for field in fields],
                    align=True)  # fmt: skip


PEOPLE = _record(
    # One row an employee (a seat; a vacancy keeps the seat).
    ("key", "u8"),  # keys this seat's draws; the same whatever else the organisation holds
    ("own_topics", "u8"),  # bit t is set where topic t belongs to the seat's own work
    ("mean_quality", "f8"),  # 0..1 over own ties with contact
    ("usefulness", "f8"),  # 0..1 belief
    ("department", "i4"),
    ("level", "i4"),  # 1 = top
    ("manager", "i4"),  # the nearest superior's seat, NEVER without one
    ("hired", "i4"),  # week of hiring; negative = before the first week
    ("stage", "i1"),  # STAGES
    ("present", "i1"),  # 1 = somebody sits here
    ("style", "i1"),  # STYLES; read only by asking, helping, recording, looking up, drawing, hiring, reporting
    ("role", "i1"),  # ROLES
    ("left", "i1"),  # 0 stayed, 1 left of own will, 2 had to leave this week
    ("vacant_until", "i4"),  # the first week a vacancy may be filled
    ("holder", "i4"),  # how many have held the seat before
    ("access", "i4"),  # first week with access to the system, NEVER before the rollout is decided
    ("otherish", "f8"),  # 0..1, 0 = selfless; matters for givers
    ("productivity", "f8"),  # lognormal, mean 1
    ("energy", "f8"),  # 0..1
    ("skill", "f8"),  # 0..1 in the system
    ("understanding", "f8", (4,)),  # 0..1 WHY, WHAT, HOW, WHO
    ("usefulness_count", "f8"),  # experiences behind the belief
    ("ease", "f8"),  # 0..1 belief
    ("ease_count", "f8"),
    ("felt_surveillance", "f8"),  # 0..1
    ("safety", "f8"),  # 0..1 psychological safety
    ("threshold", "f8"),  # personal threshold of adoption
    ("intensity", "f8"),  # 0..1 share of occasions on which the system is used
    ("habit", "f8"),  # 0..1 smoothed share of occasions used
    ("uses", "f8"),  # acts in the system so far
    ("reputation", "f8"),  # 0..1 answers given, smoothed
    ("known_reputation", "f8"),  # 0..1 the same as others know it, with delay
    ("gratitude", "f8"),  # 0..1
    ("heard_said", "f8"),  # what leaders say this week
    ("heard_done", "f8"),  # what leaders do this week, as seen down the line
    ("done_mean", "f8"),  # mean of what was done, as tracked
    ("done_variance", "f8"),  # its variance
    ("gap", "f8"),  # mean squared gap between said and done
    ("push", "f8"),  # -0.5..0.5 what leadership adds to the wish to take part
    ("satisfaction", "f8"),  # 0..1 of own customers
    ("exposure", "f8"),  # 0..1 contact-weighted share of users among those turned to
    ("hearsay", "f8"),  # 0..1 usefulness as users among those turned to see it, NEVER = no user among them
    ("scratch", "f8"),  # free within a phase
    ("hours", "f8"),  # hours spent this week on other than customer work
    ("demand", "f8"),  # hours asked of one this week
    ("help_hours", "f8"),  # hours spent helping this week
    ("open_needs", "i4"),  # how many slots of needs are taken
    ("served", "i4"),  # needs served this week
    ("right", "i4"),  # of them with current knowledge
    ("shared", "i4"),  # facts and expertise received from colleagues this week
    ("shared_across", "i4"),  # of them from another department
    ("recorded", "i4"),  # facts recorded this week
    ("lookups", "i4"),  # look-ups this week
    ("hits", "i4"),  # of them that gave the current fact
    ("hits_across", "i4"),  # of them written in another department
    ("occasions", "i4"),  # occasions to use the system this week
    ("acts", "i4"),  # of them used
    ("lost", "i4"),  # current facts that left with a leaver this week
)

TIES = _record(
    # Entries i->j, sorted by i then j; j->i is always there too, with contact 0 where j never turns to i.
    # What is read of j for every entry stands here once more, so that it need not be fetched from j's own record.
    ("key", "u8"),  # of j
    ("target", "i4"),  # j
    ("reverse", "i4"),  # the entry j->i
    ("department", "i4"),  # of j
    ("contact", "f8"),  # 0..1 how often i turns to j
    ("base_contact", "f8"),  # where contact settles between two who stay
    ("quality", "f8"),  # 0..1 how i stands to j
    ("record", "f8"),  # 0..1 how j answered i's requests
    ("account", "f8"),  # favours i gave j minus received, leaky
)

FACTS = _record(
    # One row a customer facet. Nothing decays: an old version is old because the world moved.
    ("sensitivity", "f8"),  # 0..1, the lower the sooner privacy law keeps it out of the system
    ("owner", "i4"),  # seat
    ("version", "i4"),  # the current one
    ("changed", "i4"),  # week of the last change
    ("held", "i4"),  # version the owner holds, NEVER = none
    ("told", "i4"),  # seat last told, NEVER = nobody
    ("told_version", "i4"),
    ("told_week", "i4"),
    ("noticed", "i4"),  # week the current version was first noticed, NEVER = not yet
    ("finder", "i4"),  # department of who noticed it
    ("recorded", "i4"),  # version in the system, NEVER = none
    ("author", "i4"),  # who recorded it
    ("recorded_week", "i4"),
    ("spread", "i1"),  # 1 once it reached another department within WINDOW
    ("wrong", "i1"),  # 1 = entered wrongly
)

NEEDS = _record(
    # Open needs of customers [n, s], oldest first in each row.
    ("level", "f8"),  # expertise wanted, 0..1
    ("fact", "i4"),  # the fact wanted, NEVER = none
    ("week", "i4"),  # arrival
    ("version", "i4"),  # version obtained, NEVER = take the owner's own
    ("topic", "i1"),  # the expertise wanted, NEVER = none
    ("want", "i1"),  # WANT_…: what is still lacking
)

REQUESTS = _record(
    # This week's requests; slot q of asker i is row i*r+q. The last slot is an encounter: help unasked.
    ("gain", "f8"),  # expertise the asker gains
    ("return_gain", "f8"),  # expertise the one asked gains in a barter
    ("tie", "i4"),  # the entry asker->asked, NEVER = empty
    ("slot", "i4"),  # the need behind it, NEVER = a favour for its own sake
    ("version", "i4"),  # version of the fact handed over, NEVER = none
    ("answer", "i1"),  # UNANSWERED, REFUSED, GRANTED, GRANTED_IN_VAIN
    ("topic", "i1"),  # topic of gain, NEVER = none
    ("return_topic", "i1"),  # topic of return_gain, NEVER = none
)

PROJECT = _record(
    # The implementation project: one row.
    ("step", "i8"),  # 0 not begun, 1 strategy, 2 foundations, 3 needs, 4 implementation, 5 evaluation
    ("go_live", "i8"),  # week, NEVER before
    ("leader", "i8"),  # seat of the project leader, NEVER = none
    ("weeks_left", "f8"),  # of the present step
    ("leaders_reputation", "f8"),  # what people see of how the leader answers
    ("fit", "f8"),  # 0..1 of the system as it now stands
    ("users_share", "f8"),  # share of people who are users now
    ("project_weeks", "f8"),  # project weeks spent this week
    ("spent_weeks", "f8"),  # project weeks spent so far
    ("training_hours", "f8"),  # training hours held this week, all people
)

REQUIREMENTS = _record(
    ("weight", "f8"),  # share of the need a requirement stands for; sums to 1
    ("late_draw", "f8"),  # 0..1 rank of how much more effort it takes when it surfaces in use
    ("effort_left", "f8"),  # project weeks to mend a surfaced requirement
    ("status", "i1"),  # MISSED, MET, SURFACED
)

LEADERSHIP = _record(("said", "f8"), ("done", "f8"))  # one row: this week's signals as they leave the top

RINGS = _record(
    # Cohorts [RING] by week modulo RING.
    ("changes", "i8"),  # facts changed, by week of change
    ("noticed", "i8"),  # of them noticed in time
    ("found", "i8"),  # changes first noticed, by week of notice
    ("passed_on", "i8"),  # of them passed on or recorded in time
    ("needs", "i8"),  # needs arisen, by week of arrival
    ("responded", "i8"),  # of them served in time with the current fact
)

Records = np.recarray[Any, Any]


class State(NamedTuple):
    """Everything a run changes."""

    people: Records  # PEOPLE[n]
    expertise: NDArray[np.float64]  # [n, t] 0..1
    first_fact: NDArray[np.int64]  # [n+1] own facts of i are first_fact[i] .. first_fact[i+1]-1
    start: NDArray[np.int64]  # [n+1] tie entries of i are start[i] .. start[i+1]-1
    ties: Records  # TIES[m]
    facts: Records  # FACTS[f]
    needs: Records  # NEEDS[n, s]
    requests: Records  # REQUESTS[n*r]
    queue: NDArray[np.int32]  # [n*r] rows of requests sorted by the one asked
    first_request: NDArray[np.int32]  # [n+1] requests to j are queue[first_request[j]] .. [first_request[j+1]-1]
    within_reach: NDArray[np.int32]  # [most ties of one person] free within a choice among ties
    conflict: NDArray[np.float64]  # [d, d] between departments, 0..1
    connectedness: NDArray[np.float64]  # [d, d] 0..1
    users: NDArray[np.int64]  # [d] users now
    leadership: Records  # LEADERSHIP[1]
    project: Records  # PROJECT[1]
    requirements: Records  # REQUIREMENTS[g]
    sums: NDArray[np.float64]  # [weeks, 4 + d, columns] group 0 all, 1..3 styles, then departments
    rings: Records  # RINGS[RING]


LINE = 64  # bytes that a processor fetches at once


def records(kind: np.dtype[Any], *shape: int) -> Records:
    """An array of empty records that begins where a line of the cache does, so that records span few."""
    size = kind.itemsize * math.prod(shape)
    room = np.zeros(size + LINE, dtype=np.uint8)
    begin = -room.ctypes.data % LINE
    return room[begin : begin + size].view(kind).reshape(shape).view(np.recarray)
