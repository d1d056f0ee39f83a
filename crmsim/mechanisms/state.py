"""The state of a run: named tuples of arrays, made once, changed in place by the mechanisms.

``n`` employees (seats), ``m`` tie entries, ``c`` customers, ``f`` facts (customer facets), ``d`` departments,
``t`` topics, ``s`` slots for open needs, ``r`` requests an employee can make a week, ``g`` requirements.
Whole numbers are int64 except where memory at a million people asks for less; measures are float64 throughout,
because narrower floats broke bit-identity and won little.

Who may write what: a phase writes its own employee's row; what crosses rows is an integer count, a sum in a fixed
order, or a keyed choice. Therefore no result depends on the order of people.
"""

from __future__ import annotations

from typing import NamedTuple

from numpy.typing import NDArray

Array = NDArray  # dtype and shape stand in each comment

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


class People(NamedTuple):
    """One row an employee (a seat; a vacancy keeps the seat)."""

    key: Array  # uint64[n] keys this seat's draws; the same whatever else the organisation holds
    department: Array  # int32[n]
    level: Array  # int32[n] 1 = top
    manager: Array  # int32[n] the nearest superior's seat, NEVER without one
    depth: Array  # int32[n] steps below the top of the line of command
    role: Array  # int8[n] ROLES
    style: Array  # int8[n] STYLES; read only by asking, helping, recording, looking up, drawing, hiring, reporting
    otherish: Array  # float64[n] 0..1, 0 = selfless; matters for givers
    productivity: Array  # float64[n] lognormal, mean log 0
    present: Array  # int8[n] 1 = somebody sits here
    vacant_until: Array  # int32[n] the first week a vacancy may be filled
    holder: Array  # int32[n] how many have held the seat before
    hired: Array  # int32[n] week of hiring; negative = before the first week
    energy: Array  # float64[n] 0..1
    skill: Array  # float64[n] 0..1 in the system
    understanding: Array  # float64[n,4] 0..1 WHY, WHAT, HOW, WHO
    usefulness: Array  # float64[n] 0..1 belief
    usefulness_count: Array  # float64[n] experiences behind it
    ease: Array  # float64[n] 0..1 belief
    ease_count: Array  # float64[n]
    felt_surveillance: Array  # float64[n] 0..1
    safety: Array  # float64[n] 0..1 psychological safety
    threshold: Array  # float64[n] personal threshold of adoption
    stage: Array  # int8[n] STAGES
    intensity: Array  # float64[n] 0..1 share of occasions on which the system is used
    habit: Array  # float64[n] 0..1 smoothed share of occasions used
    uses: Array  # float64[n] acts in the system so far
    access: Array  # int32[n] first week with access to the system, NEVER before the rollout is decided
    reputation: Array  # float64[n] 0..1 answers given, smoothed
    known_reputation: Array  # float64[n] 0..1 the same as others know it, with delay
    gratitude: Array  # float64[n] 0..1
    heard_said: Array  # float64[n] what leaders say, as it came down the line this week
    heard_done: Array  # float64[n] what leaders do, likewise
    done_mean: Array  # float64[n] mean of what was done, as tracked
    done_variance: Array  # float64[n] its variance
    gap: Array  # float64[n] mean squared gap between said and done
    push: Array  # float64[n] -0.5..0.5 what leadership adds to the wish to take part
    satisfaction: Array  # float64[n] 0..1 of own customers
    expertise: Array  # float64[n,t] 0..1
    mean_quality: Array  # float64[n] over own ties with contact
    exposure: Array  # float64[n] 0..1 contact-weighted share of users among those turned to
    hearsay: Array  # float64[n] 0..1 usefulness as users among those turned to see it, NEVER = no user among them
    scratch: Array  # float64[n] free within a phase
    hours: Array  # float64[n] hours spent this week on other than customer work
    demand: Array  # float64[n] hours asked of one this week
    served: Array  # int32[n] needs served this week
    right: Array  # int32[n] of them with current knowledge
    recorded: Array  # int32[n] facts recorded this week
    lookups: Array  # int32[n] look-ups this week
    hits: Array  # int32[n] of them that gave the current fact
    hits_across: Array  # int32[n] of them written in another department
    occasions: Array  # int32[n] occasions to use the system this week
    acts: Array  # int32[n] of them used
    lost: Array  # int32[n] current facts that left with a leaver this week
    left: Array  # int8[n] 0 stayed, 1 left of own will, 2 had to leave this week
    shared: Array  # int32[n] facts and expertise received from colleagues this week
    shared_across: Array  # int32[n] of them from another department
    help_hours: Array  # float64[n] hours spent helping this week
    first_fact: Array  # int64[n+1] own facts are first_fact[i] .. first_fact[i+1]-1


class Ties(NamedTuple):
    """Entries i->j, sorted by i then j; j->i is always there too, with contact 0 where j never turns to i."""

    start: Array  # int64[n+1] entries of i are start[i] .. start[i+1]-1
    target: Array  # int32[m]
    reverse: Array  # int32[m] the entry j->i
    contact: Array  # float64[m] 0..1 how often i turns to j
    base_contact: Array  # float64[m] where contact settles between two who stay
    quality: Array  # float64[m] 0..1 how i stands to j
    record: Array  # float64[m] 0..1 how j answered i's requests
    account: Array  # float64[m] favours i gave j minus received, leaky
    asked: Array  # int8[m] 1 once i has asked j


class Facts(NamedTuple):
    """One row a customer facet. Nothing decays: an old version is old because the world moved."""

    owner: Array  # int32[f] seat
    version: Array  # int32[f] the current one
    changed: Array  # int32[f] week of the last change
    held: Array  # int32[f] version the owner holds, NEVER = none
    told: Array  # int32[f] seat last told, NEVER = nobody
    told_version: Array  # int32[f]
    told_week: Array  # int32[f]
    noticed: Array  # int32[f] week the current version was first noticed, NEVER = not yet
    finder: Array  # int32[f] department of who noticed it
    spread: Array  # int8[f] 1 once it reached another department within WINDOW
    recorded: Array  # int32[f] version in the system, NEVER = none
    wrong: Array  # int8[f] 1 = entered wrongly
    author: Array  # int32[f] who recorded it
    recorded_week: Array  # int32[f]


class Needs(NamedTuple):
    """Open needs of customers, oldest first in each row."""

    count: Array  # int32[n] how many of the slots are taken
    fact: Array  # int32[n,s] the fact wanted, NEVER = none
    topic: Array  # int8[n,s] the expertise wanted, NEVER = none
    level: Array  # float64[n,s] expertise wanted, 0..1
    week: Array  # int32[n,s] arrival
    want: Array  # int8[n,s] WANT_NOTHING, WANT_FACT, WANT_EXPERTISE: what is still lacking
    version: Array  # int32[n,s] version obtained, NEVER = take the owner's own


WANT_NOTHING, WANT_FACT, WANT_EXPERTISE = 0, 1, 2


class Requests(NamedTuple):
    """This week's requests; slot q of asker i is row i*r+q. The last slot is an encounter: help unasked."""

    tie: Array  # int32[n*r] the entry asker->asked, NEVER = empty
    slot: Array  # int32[n*r] the need behind it, NEVER = a favour for its own sake
    answer: Array  # int8[n*r] UNANSWERED, REFUSED, GRANTED, GRANTED_IN_VAIN
    version: Array  # int32[n*r] version of the fact handed over, NEVER = none
    gain: Array  # float64[n*r] expertise the asker gains
    topic: Array  # int8[n*r] its topic, NEVER = none
    return_gain: Array  # float64[n*r] expertise the one asked gains in a barter
    return_topic: Array  # int8[n*r] its topic, NEVER = none
    order: Array  # int32[n*r] rows sorted by the one asked
    first: Array  # int32[n+1] requests to j are order[first[j]] .. order[first[j+1]-1]


UNANSWERED, REFUSED, GRANTED, GRANTED_IN_VAIN = 0, 1, 2, 3


class Departments(NamedTuple):
    """What holds between departments."""

    conflict: Array  # float64[d,d] 0..1
    connectedness: Array  # float64[d,d] 0..1
    users: Array  # int64[d] users now


class Project(NamedTuple):
    """The implementation project; single numbers stand in arrays of length 1 so that a phase can write them."""

    step: Array  # int64[1] 0 not begun, 1 strategy, 2 foundations, 3 needs, 4 implementation, 5 evaluation
    weeks_left: Array  # float64[1] of the present step
    go_live: Array  # int64[1] NEVER before
    leader: Array  # int64[1] seat of the project leader, NEVER = none
    leaders_reputation: Array  # float64[1] what people see of how the leader answers
    weight: Array  # float64[g] share of the need a requirement stands for; sums to 1
    late_draw: Array  # float64[g] 0..1 rank of how much more effort it takes when it surfaces in use
    status: Array  # int8[g] MISSED, MET, SURFACED
    effort_left: Array  # float64[g] project weeks to mend a surfaced requirement
    fit: Array  # float64[1] 0..1 of the system as it now stands
    users_share: Array  # float64[1] share of people who are users now
    project_weeks: Array  # float64[1] project weeks spent this week
    training_hours: Array  # float64[1] training hours held this week, all people


MISSED, MET, SURFACED = 0, 1, 2


class Leadership(NamedTuple):
    """This week's signals as they leave the top."""

    said: Array  # float64[1]
    done: Array  # float64[1]


class Books(NamedTuple):
    """Sums a week, a group and a column; see :mod:`crmsim.mechanisms.outcomes` for the columns."""

    sums: Array  # float64[weeks, 4 + d, columns] group 0 all, 1..3 styles, then departments
    changes: Array  # int64[RING] facts changed, by week of change
    noticed: Array  # int64[RING] of them noticed in time
    found: Array  # int64[RING] changes first noticed, by week of notice
    passed_on: Array  # int64[RING] of them passed on or recorded in time
    needs: Array  # int64[RING] needs arisen, by week of arrival
    responded: Array  # int64[RING] of them served in time with the current fact


class State(NamedTuple):
    """Everything a run changes."""

    people: People
    ties: Ties
    facts: Facts
    needs: Needs
    requests: Requests
    departments: Departments
    project: Project
    leadership: Leadership
    books: Books
