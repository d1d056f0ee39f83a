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

BEFORE, STRATEGY, FOUNDATIONS, NEEDS_ANALYSIS, IMPLEMENTATION, EVALUATION = 0, 1, 2, 3, 4, 5  # steps of the project

WHY, WHAT, HOW, WHO = 0, 1, 2, 3

NEVER = -1
WINDOW = 4  # weeks within which noticing, passing on and serving count (fixed by the outcomes' definitions)
RING = 8  # places in a ring of weekly cohorts: a power of two above WINDOW

WANT_NOTHING, WANT_FACT, WANT_EXPERTISE, WANT_OWN = 0, 1, 2, 3  # OWN: noted once, but not at hand
UNANSWERED, REFUSED, GRANTED, GRANTED_IN_VAIN = 0, 1, 2, 3
MISSED, MET, SURFACED = 0, 1, 2

AHEAD = 16  # needs of an owner that are drawn for at once: a power of two


OF_FACTS = ("facts", "traces", "lives", "barriers")  # entities with a row for each fact

Records = np.recarray[Any, Any]


class State(NamedTuple):
    """Everything a run changes."""

    people: Records  # [n] one row an employee (a seat; a vacancy keeps the seat)
    expertise: NDArray[np.float64]  # [n, t] 0..1
    first_fact: NDArray[np.int64]  # [n+1] own facts of i are first_fact[i] .. first_fact[i+1]-1
    start: NDArray[np.int64]  # [n+1] tie entries of i are start[i] .. start[i+1]-1
    ties: Records  # [m] entries i->j, sorted by i then j; j->i is there too, with contact 0 where j never turns to i
    facts: Records  # [f] one row a customer facet; an old version is old because the world moved
    traces: Records  # [f] of each fact: whose it is, and who was told, noticed or recorded it when
    lives: Records  # [f] of each fact: how long its version holds
    barriers: Records  # [f] of each fact: what may keep it out of the system
    needs: Records  # [n, s] open needs of customers, oldest first in each row
    requests: Records  # [n*r] this week's; slot q of asker i is row i*r+q, the last an encounter: help unasked
    queue: NDArray[np.int32]  # [n*r] rows of requests sorted by the one asked
    first_request: NDArray[np.int32]  # [n+1] requests to j are queue[first_request[j]] .. [first_request[j+1]-1]
    within_reach: NDArray[np.int32]  # [most ties of one person] free within a choice among ties
    weights: NDArray[np.float64]  # [the same] of those within reach
    race_draws: NDArray[np.float64]  # [the same] their draws in one race to be asked
    race_weights: NDArray[np.float64]  # [the same] their weights in it
    need_keys: NDArray[np.uint64]  # [AHEAD] the keys of needs of one owner that are to arrive
    need_draws: NDArray[np.float64]  # [AHEAD, 4] the first draws of each
    listed: NDArray[np.int32]  # [most facts of one person] free within what a seat does about some of its facts
    uniforms: NDArray[np.float64]  # [the same] the draws for those listed
    week_of_life: NDArray[np.float64]  # [the same] what a week takes of a life, by place; free within a market phase
    conflict: NDArray[np.float64]  # [d, d] between departments, 0..1
    connectedness: NDArray[np.float64]  # [d, d] 0..1
    trust: NDArray[np.int64]  # [d, d] won in the ties from one department to another, in 2**-20, summed in a week
    across: NDArray[np.int64]  # [d, d] how many ties those are
    users: NDArray[np.int64]  # [d] users now
    leadership: Records  # [1]
    project: Records  # [1]
    requirements: Records  # [g]
    sums: NDArray[np.float64]  # [weeks, 4 + d, columns] group 0 all, 1..3 styles, then departments
    cohorts: Records  # [RING] by week modulo RING


LINE = 64  # bytes that a processor fetches at once


def records(kind: np.dtype[Any], *shape: int) -> Records:
    """An array of empty records that begins where a line of the cache does, so that records span few."""
    size = kind.itemsize * math.prod(shape)
    buffer = np.zeros(size + LINE, dtype=np.uint8)
    begin = -buffer.ctypes.data % LINE
    return buffer[begin : begin + size].view(kind).reshape(shape).view(np.recarray)
