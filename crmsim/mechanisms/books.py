"""The books: the week's sums, by style and department, and the cohorts that are due (part nine)."""

from __future__ import annotations

from crmsim.mechanisms.compiled import rule
from crmsim.mechanisms.draws import u64
from crmsim.mechanisms.outcomes import COLUMN
from crmsim.mechanisms.recording import may_record, privacy_share
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
    sums[week - 1, 1 + int(people[i].style), column] += amount
    sums[week - 1, 4 + people[i].department, column] += amount


@rule
def add(style_row, department_row, column, amount):
    """Add to the row of a style and the row of a department (float64[columns] each)."""
    style_row[column] += amount
    department_row[column] += amount


@rule
def enter_stage(people, i, style_row, department_row):
    """Enter the stage of employee i."""
    stage = people[i].stage
    add(style_row, department_row, PEOPLE_, 1.0)
    if stage == AWARE:
        add(style_row, department_row, AWARE_, 1.0)
    elif stage == TRIAL:
        add(style_row, department_row, TRIAL_, 1.0)
    elif stage == REJECTED:
        add(style_row, department_row, REJECTED_, 1.0)
    elif stage >= ACCEPTED:
        add(style_row, department_row, USER_, 1.0)
        if stage >= ROUTINE:
            add(style_row, department_row, ROUTINE_, 1.0)
    add(style_row, department_row, INTENSITY_, people[i].intensity)


@rule
def enter_requests(requests, benefit, i, width, style_row, department_row):
    """Enter what employee i asked and got."""
    asked = 0
    granted = 0
    refused = 0
    offers = 0
    received = 0
    last = (i + 1) * width - 1
    for row in range(i * width, last + 1):
        if requests[row].tie < 0:
            continue
        answer = requests[row].answer
        willing = answer in (GRANTED, GRANTED_IN_VAIN)
        if row == last and requests[row].slot != NEVER:
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
    add(style_row, department_row, REQUESTS_, asked)
    add(style_row, department_row, GRANTED_, granted)
    add(style_row, department_row, REFUSED_, refused)
    add(style_row, department_row, OFFERS_, offers)
    add(style_row, department_row, RECEIVED_, received)
    add(style_row, department_row, BENEFIT_RECEIVED_, benefit * received)


@rule
def enter_ties(ties, first, last, style_row, department_row):
    """Enter the ties of one employee, entries ``first`` to ``last - 1``."""
    count = 0
    total = 0.0
    high = 0
    low = 0
    for e in range(u64(first), u64(last)):
        # Chosen instead of branched, because no processor foresees these branches.
        quality = ties[e].quality
        there = ties[e].contact > 0.0
        total += quality if there else 0.0
        count += 1 if there else 0
        high += 1 if there & (quality >= HIGH_QUALITY) else 0
        low += 1 if there & (quality < LOW_QUALITY) else 0
    add(style_row, department_row, TIES_, count)
    add(style_row, department_row, QUALITY_, total)
    add(style_row, department_row, HIGH_QUALITY_, high)
    add(style_row, department_row, LOW_QUALITY_, low)


@rule
def enter_facts(facts, first, last, limit, style_row, department_row):
    """Enter what the system holds of the facts of one seat, ``first`` to ``last - 1``."""
    recordable = 0
    covered = 0
    records = 0
    for f in range(u64(first), u64(last)):
        allowed = may_record(facts[f].sensitivity, limit)
        current = (facts[f].recorded == facts[f].version) & (facts[f].wrong == 0)
        records += 1 if facts[f].recorded != NEVER else 0
        recordable += 1 if allowed else 0
        covered += 1 if allowed & current else 0
    add(style_row, department_row, RECORDABLE_, recordable)
    add(style_row, department_row, COVERED_, covered)
    add(style_row, department_row, RECORDS_, records)
    add(style_row, department_row, FRESH_, covered)


@rule
def enter_condition(state, week, i, style_row, department_row):
    """Enter how employee i stands at the end of the week: energy, knowledge, customers, access."""
    people = state.people
    add(style_row, department_row, ENERGY_, people[i].energy)
    add(style_row, department_row, SAFETY_, people[i].safety)
    topics = state.expertise.shape[1]
    total = 0.0
    for t in range(topics):
        total += state.expertise[i, t]
    add(style_row, department_row, EXPERTISE_, total)
    add(style_row, department_row, TOPICS_, topics)
    if people[i].access >= 0 and people[i].access <= week:
        add(style_row, department_row, LICENCES_, 1.0)
    if state.first_fact[i + 1] > state.first_fact[i]:
        add(style_row, department_row, SATISFACTION_, people[i].satisfaction)
        add(style_row, department_row, CUSTOMERS_OF_, 1.0)


@rule
def enter_week(state, i, style_row, department_row):
    """Enter what seat i did this week, also for one who left at its end."""
    people = state.people
    add(style_row, department_row, SHARED_PERSONALLY_, people[i].shared)
    add(style_row, department_row, SHARED_BY_SYSTEM_, people[i].hits)
    add(style_row, department_row, SHARED_ACROSS_, people[i].shared_across + people[i].hits_across)
    add(style_row, department_row, SHARED_, people[i].shared + people[i].hits)
    add(style_row, department_row, RECORDED_, people[i].recorded)
    add(style_row, department_row, LOOKUPS_, people[i].lookups)
    add(style_row, department_row, HITS_, people[i].hits)
    add(style_row, department_row, HELP_HOURS_, people[i].help_hours)
    add(style_row, department_row, OVERTIME_, max(0.0, people[i].demand - WEEK_HOURS))
    if state.first_fact[i + 1] > state.first_fact[i]:
        add(style_row, department_row, OWNERS_, 1.0)
        add(style_row, department_row, OUTPUT_, people[i].right)
        add(style_row, department_row, OUTPUT_ADJUSTED_, people[i].right / people[i].productivity)
        add(style_row, department_row, SERVED_, people[i].served)


@rule
def close_cohorts(state, week):
    """Enter the cohorts that are due: what happened WINDOW weeks ago and is now settled."""
    if week > WINDOW:
        due = (week - WINDOW) & (RING - 1)
        row = week - 1
        state.sums[row, 0, CHANGES_] = state.rings[due].changes
        state.sums[row, 0, NOTICED_] = state.rings[due].noticed
        state.sums[row, 0, FOUND_] = state.rings[due].found
        state.sums[row, 0, PASSED_ON_] = state.rings[due].passed_on
        state.sums[row, 0, NEEDS_] = state.rings[due].needs
        state.sums[row, 0, RESPONDED_] = state.rings[due].responded
    next_week = (week + 1) & (RING - 1)
    state.rings[next_week].changes = 0
    state.rings[next_week].noticed = 0
    state.rings[next_week].found = 0
    state.rings[next_week].passed_on = 0
    state.rings[next_week].needs = 0
    state.rings[next_week].responded = 0


@rule
def enter_output(state, week):
    """Of the books, the output of all: what a run is held against that has the same luck and no project."""
    people = state.people
    total = 0
    for i in range(people.key.size):
        if people[i].present == 1 or people[i].left != 0:
            total += people[i].right
    state.sums[week - 1, 0, OUTPUT_] = total


@rule
def books(state, p, week):
    """The week's outcomes."""
    if p.switches.books == 0:
        enter_output(state, week)
        return
    people, requests, sums = state.people, state.requests, state.sums
    n = people.key.size
    width = requests.tie.size // n
    row = week - 1
    limit = privacy_share(p.system.privacy, p.system.privacy_limit)
    for i in range(n):
        style_row = sums[row, 1 + int(people[i].style)]
        department_row = sums[row, 4 + people[i].department]
        if people[i].present == 1 or people[i].left != 0:
            enter_week(state, i, style_row, department_row)
        if people[i].present == 1:
            enter_stage(people, i, style_row, department_row)
            enter_condition(state, week, i, style_row, department_row)
            enter_ties(state.ties, state.start[i], state.start[i + 1], style_row, department_row)
        enter_requests(requests, p.exchange.benefit, i, width, style_row, department_row)
        add(style_row, department_row, COST_PAID_, people[i].help_hours)
        first, last = state.first_fact[i], state.first_fact[i + 1]
        if last > first:
            enter_facts(state.facts, first, last, limit, style_row, department_row)
    for column in range(sums.shape[2]):
        total = 0.0
        for style in range(3):
            total += sums[row, 1 + style, column]
        sums[row, 0, column] = total
    sums[row, 0, TRAINING_HOURS_] = state.project[0].training_hours
    sums[row, 0, PROJECT_WEEKS_] = state.project[0].project_weeks
    close_cohorts(state, week)
