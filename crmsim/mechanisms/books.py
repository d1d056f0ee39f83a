"""The books: the week's sums, by style and department, and the cohorts that are due (part nine)."""

from __future__ import annotations

from crmsim.mechanisms.compiled import rule
from crmsim.mechanisms.outcomes import COLUMN
from crmsim.mechanisms.recording import may_record
from crmsim.mechanisms.state import (
    ACCEPTED,
    AWARE,
    GRANTED,
    GRANTED_IN_VAIN,
    NEVER,
    REFUSED,
    REJECTED,
    RING,
    ROUTINE,
    TRIAL,
    WINDOW,
)
from crmsim.mechanisms.work import WEEK_HOURS

HIGH_QUALITY = 0.75
LOW_QUALITY = 0.5

PEOPLE_ = COLUMN["people"]
AWARE_ = COLUMN["aware"]
TRIAL_ = COLUMN["trial"]
REJECTED_ = COLUMN["rejected"]
USER_ = COLUMN["user"]
ROUTINE_ = COLUMN["routine"]
INTENSITY_ = COLUMN["intensity"]
REQUESTS_ = COLUMN["requests"]
GRANTED_ = COLUMN["granted"]
REFUSED_ = COLUMN["refused"]
OFFERS_ = COLUMN["offers"]
RECEIVED_ = COLUMN["received"]
SHARED_PERSONALLY_ = COLUMN["shared_personally"]
SHARED_BY_SYSTEM_ = COLUMN["shared_by_system"]
SHARED_ACROSS_ = COLUMN["shared_across"]
SHARED_ = COLUMN["shared"]
RECORDABLE_ = COLUMN["recordable"]
COVERED_ = COLUMN["covered"]
RECORDS_ = COLUMN["records"]
FRESH_ = COLUMN["fresh"]
KNOWLEDGE_LOST_ = COLUMN["knowledge_lost"]
CHANGES_ = COLUMN["changes"]
NOTICED_ = COLUMN["noticed"]
FOUND_ = COLUMN["found"]
PASSED_ON_ = COLUMN["passed_on"]
NEEDS_ = COLUMN["needs"]
RESPONDED_ = COLUMN["responded"]
TIES_ = COLUMN["ties"]
QUALITY_ = COLUMN["quality"]
HIGH_QUALITY_ = COLUMN["high_quality"]
LOW_QUALITY_ = COLUMN["low_quality"]
ENERGY_ = COLUMN["energy"]
SAFETY_ = COLUMN["safety"]
EXPERTISE_ = COLUMN["expertise"]
TOPICS_ = COLUMN["topics"]
DEPARTURES_ = COLUMN["departures"]
VOLUNTARY_ = COLUMN["voluntary"]
OUTPUT_ = COLUMN["output"]
OUTPUT_ADJUSTED_ = COLUMN["output_adjusted"]
OWNERS_ = COLUMN["owners"]
SERVED_ = COLUMN["served"]
SATISFACTION_ = COLUMN["satisfaction"]
CUSTOMERS_OF_ = COLUMN["customers_of"]
RECORDED_ = COLUMN["recorded"]
LOOKUPS_ = COLUMN["lookups"]
HITS_ = COLUMN["hits"]
HELP_HOURS_ = COLUMN["help_hours"]
OVERTIME_ = COLUMN["overtime"]
TRAINING_HOURS_ = COLUMN["training_hours"]
PROJECT_WEEKS_ = COLUMN["project_weeks"]
LICENCES_ = COLUMN["licences"]
BENEFIT_RECEIVED_ = COLUMN["benefit_received"]
COST_PAID_ = COLUMN["cost_paid"]


@rule
def enter(state, week, i, column, amount):
    """Add to this week's sums of the style and the department of employee i."""
    people, sums = state.people, state.sums
    sums[week - 1, 1 + people.style[i], column] += amount
    sums[week - 1, 4 + people.department[i], column] += amount


@rule
def enter_stage(state, week, i):
    """Enter the stage of employee i."""
    stage = state.people.stage[i]
    enter(state, week, i, PEOPLE_, 1.0)
    if stage == AWARE:
        enter(state, week, i, AWARE_, 1.0)
    elif stage == TRIAL:
        enter(state, week, i, TRIAL_, 1.0)
    elif stage == REJECTED:
        enter(state, week, i, REJECTED_, 1.0)
    elif stage >= ACCEPTED:
        enter(state, week, i, USER_, 1.0)
        if stage >= ROUTINE:
            enter(state, week, i, ROUTINE_, 1.0)
    enter(state, week, i, INTENSITY_, state.people.intensity[i])


@rule
def enter_requests(state, p, week, i, width):
    """Enter what employee i asked and got."""
    requests = state.requests
    asked = 0
    granted = 0
    refused = 0
    offers = 0
    received = 0
    for row in range(i * width, (i + 1) * width):
        if requests.tie[row] < 0:
            continue
        answer = requests.answer[row]
        willing = answer == GRANTED or answer == GRANTED_IN_VAIN
        if row % width == width - 1 and requests.slot[row] != NEVER:
            if willing:
                offers += 1
        else:
            asked += 1
            if willing:
                granted += 1
            elif answer == REFUSED:
                refused += 1
        if answer == GRANTED:
            received += 1
    enter(state, week, i, REQUESTS_, asked)
    enter(state, week, i, GRANTED_, granted)
    enter(state, week, i, REFUSED_, refused)
    enter(state, week, i, OFFERS_, offers)
    enter(state, week, i, RECEIVED_, received)
    enter(state, week, i, BENEFIT_RECEIVED_, p.exchange.benefit * received)


@rule
def enter_ties(state, week, i):
    """Enter the ties of employee i."""
    ties = state.ties
    count = 0
    total = 0.0
    high = 0
    low = 0
    for e in range(state.start[i], state.start[i + 1]):
        if ties.contact[e] > 0.0:
            count += 1
            total += ties.quality[e]
            if ties.quality[e] >= HIGH_QUALITY:
                high += 1
            elif ties.quality[e] < LOW_QUALITY:
                low += 1
    enter(state, week, i, TIES_, count)
    enter(state, week, i, QUALITY_, total)
    enter(state, week, i, HIGH_QUALITY_, high)
    enter(state, week, i, LOW_QUALITY_, low)


@rule
def enter_facts(state, p, key, week, i):
    """Enter what the system holds of the facts of seat i."""
    people, facts = state.people, state.facts
    first = state.first_fact[i]
    recordable = 0
    covered = 0
    records = 0
    for f in range(first, state.first_fact[i + 1]):
        current = facts.recorded[f] == facts.version[f] and facts.wrong[f] == 0
        if facts.recorded[f] != NEVER:
            records += 1
        if may_record(key, people.key[i], f - first, p.system.privacy, p.system.privacy_limit):
            recordable += 1
            if current:
                covered += 1
    enter(state, week, i, RECORDABLE_, recordable)
    enter(state, week, i, COVERED_, covered)
    enter(state, week, i, RECORDS_, records)
    enter(state, week, i, FRESH_, covered)


@rule
def enter_person(state, week, i):
    """Enter energy, knowledge, work and use of employee i."""
    people = state.people
    enter(state, week, i, ENERGY_, people.energy[i])
    enter(state, week, i, SAFETY_, people.safety[i])
    topics = state.expertise.shape[1]
    total = 0.0
    for t in range(topics):
        total += state.expertise[i, t]
    enter(state, week, i, EXPERTISE_, total)
    enter(state, week, i, TOPICS_, topics)
    enter(state, week, i, SHARED_PERSONALLY_, people.shared[i])
    enter(state, week, i, SHARED_BY_SYSTEM_, people.hits[i])
    enter(state, week, i, SHARED_ACROSS_, people.shared_across[i] + people.hits_across[i])
    enter(state, week, i, SHARED_, people.shared[i] + people.hits[i])
    enter(state, week, i, RECORDED_, people.recorded[i])
    enter(state, week, i, LOOKUPS_, people.lookups[i])
    enter(state, week, i, HITS_, people.hits[i])
    enter(state, week, i, HELP_HOURS_, people.help_hours[i])
    enter(state, week, i, OVERTIME_, max(0.0, people.demand[i] - WEEK_HOURS))
    if people.access[i] >= 0 and people.access[i] <= week:
        enter(state, week, i, LICENCES_, 1.0)
    if state.first_fact[i + 1] > state.first_fact[i]:
        enter(state, week, i, OWNERS_, 1.0)
        enter(state, week, i, OUTPUT_, people.right[i])
        enter(state, week, i, OUTPUT_ADJUSTED_, people.right[i] / people.productivity[i])
        enter(state, week, i, SERVED_, people.served[i])
        enter(state, week, i, SATISFACTION_, people.satisfaction[i])
        enter(state, week, i, CUSTOMERS_OF_, 1.0)


@rule
def close_cohorts(state, week):
    """Enter the cohorts that are due: what happened WINDOW weeks ago and is now settled."""
    if week > WINDOW:
        due = (week - WINDOW) & (RING - 1)
        row = week - 1
        state.sums[row, 0, CHANGES_] = state.rings.changes[due]
        state.sums[row, 0, NOTICED_] = state.rings.noticed[due]
        state.sums[row, 0, FOUND_] = state.rings.found[due]
        state.sums[row, 0, PASSED_ON_] = state.rings.passed_on[due]
        state.sums[row, 0, NEEDS_] = state.rings.needs[due]
        state.sums[row, 0, RESPONDED_] = state.rings.responded[due]
    next_week = (week + 1) & (RING - 1)
    state.rings.changes[next_week] = 0
    state.rings.noticed[next_week] = 0
    state.rings.found[next_week] = 0
    state.rings.passed_on[next_week] = 0
    state.rings.needs[next_week] = 0
    state.rings.responded[next_week] = 0


@rule
def books(state, p, key, week):
    """The week's outcomes."""
    people, requests, sums = state.people, state.requests, state.sums
    n = people.key.size
    width = requests.tie.size // n
    for i in range(n):
        if people.present[i] == 1:
            enter_stage(state, week, i)
            enter_person(state, week, i)
            enter_ties(state, week, i)
        enter_requests(state, p, week, i, width)
        if state.first_fact[i + 1] > state.first_fact[i]:
            enter_facts(state, p, key, week, i)
    for i in range(n):
        for place in range(state.first_request[i], state.first_request[i + 1]):
            if requests.answer[state.queue[place]] == GRANTED:
                enter(state, week, i, COST_PAID_, p.exchange.cost)
    row = week - 1
    for column in range(sums.shape[2]):
        total = 0.0
        for style in range(3):
            total += sums[row, 1 + style, column]
        sums[row, 0, column] = total
    sums[row, 0, TRAINING_HOURS_] = state.project.training_hours[0]
    sums[row, 0, PROJECT_WEEKS_] = state.project.project_weeks[0]
    close_cohorts(state, week)
