"""The market: facts about customers change, owners notice, needs arrive (claims K1, S2, S3, E19)."""

from __future__ import annotations

from crmsim.declaration.mechanism import BY_RULE, KEPT, Columns, Field, Mechanism, Phase
from crmsim.declaration.outcome import Outcome, ratio, stock
from crmsim.declaration.parameter import SHARE, Sign, Table, parameter
from crmsim.mechanisms.asking import list_contacts
from crmsim.mechanisms.state import NEVER, RING, WANT_EXPERTISE, WANT_FACT, WANT_NOTHING, WINDOW
from crmsim.numerics.arithmetic import event_chance
from crmsim.numerics.compiled import inlined, rule
from crmsim.numerics.draws import draw, join, poisson, stream, u64


# fmt: off
class Market(Table):
    """Customers and what there is to know about them."""

    owners: float = parameter(
        0.7, meaning="share of employees (not executives) who own customers", unit="share", interval=(0.3, 1.0),
        allowed=SHARE, status="assumed", source="no measurement found", kernel=False,
        signs=(Sign("requests", "+", "own expectation: more owners have more needs to ask about"),),
    )
    customers_each: int = parameter(
        5, meaning="customers an owner has", unit="customers", interval=(3, 40), allowed=(1, 200),
        status="assumed", source="few key accounts; each more costs time and memory", kernel=False,
        signs=(Sign("generation", "-", "own expectation: the more customers, the rarer each is met, and changes go "
                    "unnoticed"),),
    )
    facets: int = parameter(
        3, meaning="facts worth recording about a customer", unit="facts", interval=(2, 6), allowed=(1, 20),
        status="assumed", source="no measurement found", claims=("C3",),
        signs=(Sign("coverage", "-", "own expectation: the more there is to record, the less of it is",
                    emergent=True),),
    )
    change_weeks: float = parameter(
        40.0, meaning="mean weeks until a fact changes", unit="weeks", interval=(13.0, 104.0), allowed=(1.0, 1e6),
        status="assumed", source="interval from the model brief",
        signs=(Sign("freshness", "+", "own expectation: what changes seldom stays current"),),
    )
    notice: float = parameter(
        0.6, meaning="chance that a meeting with the customer lets the owner notice a changed fact", unit="share",
        interval=(0.2, 0.9), allowed=SHARE, status="assumed", source="no measurement found", claims=("K1",),
        signs=(
            Sign("generation", "+", "K1: market orientation begins with noticing"),
            Sign("response", "+", "K1: what is noticed can be responded to", emergent=True),
        ),
    )
    familiarity: float = parameter(
        0.02, meaning="how far people know everyone: weekly chance to notice a change unmet, share of a search spared",
        unit="share", interval=(0.0, 0.6), allowed=SHARE, public=0.1, status="assumed",
        source="a small municipality's front desk knows everyone (B abstract, §8.4)", claims=("S3",),
        signs=(
            Sign("user_share", "-", "S3: where people know everyone, they see little use in the system", emergent=True),
            Sign("coverage", "-", "S3: and little use in recording", emergent=True),
        ),
    )
    held: float = parameter(
        0.8, meaning="share of own facts that an owner holds in their current version at the start", unit="share",
        interval=(0.4, 1.0), allowed=SHARE, status="assumed", source="no measurement found",
        signs=(Sign("output", "0", "own expectation: what an owner does not know at first is noticed within weeks",
                    emergent=True),),
    )
    within_reach: float = parameter(
        0.6, meaning="share of needs for facts held elsewhere that lie with somebody one is tied to", unit="share",
        interval=(0.2, 0.95), allowed=SHARE, status="assumed",
        source="no measurement found; the rest is what a system is bought for",
        signs=(Sign("shared_personally", "+", "own expectation: who knows is among those one can ask"),),
    )
    expertise_share: float = parameter(
        0.4, meaning="share of interdependent needs that want expertise and not a fact", unit="share",
        interval=(0.1, 0.9), allowed=SHARE, status="assumed", source="no measurement found",
        signs=(Sign("lookups", "-", "own expectation: expertise is in no system; only facts are looked up"),),
    )
    repurchase: float = parameter(
        0.2, meaning="how far needs rise with satisfied customers", unit="share", interval=(0.0, 0.5),
        allowed=SHARE, public=0.0, status="assumed",
        source="customer satisfaction leads to repurchase (A §2.2.1); a citizen has no other supplier (B §3.7)",
        claims=("K9", "S1"),
        signs=(Sign("output", "+", "K9: satisfied customers come back with more needs", emergent=True),),
    )
    conflict: float = parameter(
        0.2, meaning="conflict between departments", unit="share", interval=(0.0, 0.8), allowed=SHARE,
        status="assumed", source="no measurement found", claims=("K6",),
        signs=(
            Sign("cross_department_share", "-", "K6: conflict keeps people from the other department"),
            Sign("market_orientation", "-", "K6: conflict between departments harms", emergent=True),
        ),
    )
    connectedness: float = parameter(
        0.5, meaning="direct contact across departments", unit="share", interval=(0.1, 0.9), allowed=SHARE,
        status="assumed", source="no measurement found", claims=("K6", "D7"), kernel=False,
        signs=(
            Sign("cross_department_share", "+", "K6, D7: contact across departments is how things cross"),
            Sign("market_orientation", "+", "K6: connectedness helps", emergent=True),
        ),
    )
# fmt: on


CHANGE = stream("market.change")
NOTICE = stream("market.notice")
NEED = stream("market.need")
HOLDS = stream("people.holds")

COHORTS = ("changes", "noticed", "found", "passed_on", "needs", "responded")
LONG_AGO = NEVER - WINDOW - 1  # a week from which nothing counts as in time


@rule
def demand(needs_per_week: float, satisfaction: float, repurchase: float) -> float:
    """Mean needs a week of an owner whose customers are this satisfied."""
    return needs_per_week * max(0.0, 1.0 + repurchase * (satisfaction - 0.5))


@rule
def mark_spread(state, fact, week):
    """Count a noticed change as passed on, once, when it reached another department in time."""
    facts = state.facts
    if facts[fact].spread == 0 and facts[fact].noticed != NEVER and week - facts[fact].noticed <= WINDOW:
        facts[fact].spread = 1
        state.cohorts[facts[fact].noticed & (RING - 1)].passed_on += 1


@rule
def see_change(state, fact, week):
    """The owner learns the current version; the first to notice it counts as its finder."""
    facts = state.facts
    facts[fact].held = facts[fact].version
    if facts[fact].noticed == NEVER:
        facts[fact].noticed = week
        facts[fact].finder = state.people[facts[fact].owner].department
        state.cohorts[week & (RING - 1)].found += 1
        if week - facts[fact].changed <= WINDOW and facts[fact].changed > 0:
            state.cohorts[facts[fact].changed & (RING - 1)].noticed += 1


@rule
def version_told(facts, hired: int, fact: int, j: int) -> int:
    """The version of a colleague's fact that j was told since j was hired, NEVER where j was not."""
    if facts[fact].told == j and facts[fact].told_week >= hired:
        return facts[fact].told_version
    return NEVER


@rule
def version_known(facts, hired: int, fact: int, j: int) -> int:
    """The version of a fact that j can hand over, NEVER where j knows none."""
    if facts[fact].owner == j:
        return facts[fact].held
    return version_told(facts, hired, fact, j)


@rule
def change_facts(state, p, key, week):
    """Facts change as the world moves."""
    facts = state.facts
    change_key = join(join(key, CHANGE), week)
    limit = event_chance(1.0 / p.market.change_weeks)
    changes = 0
    for i in range(state.people.key.size):
        seat = join(change_key, state.people[i].key)
        first = state.first_fact[i]
        own = state.first_fact[i + 1] - first
        for f in range(first, first + own):
            if draw(seat, u64(f - first)) < limit:
                facts[f].version += 1
                facts[f].changed = week
                facts[f].noticed = NEVER
                facts[f].spread = 0
                changes += 1
    state.cohorts[week & (RING - 1)].changes += changes


@inlined
def elsewhere(state, p, base, i):
    """A fact that somebody else owns: with a contact for a share of cases, else anywhere; NEVER when none is found."""
    people, ties = state.people, state.ties
    n = people.key.size
    near = draw(base, u64(11)) < p.market.within_reach
    contacts = list_contacts(state, i)
    for attempt in range(6):
        u = draw(base, u64(20 + attempt))
        if near and contacts > 0:
            owner = int(ties[state.within_reach[min(contacts - 1, int(u * contacts))]].target)
        else:
            owner = min(n - 1, int(u * n))
        count = state.first_fact[owner + 1] - state.first_fact[owner]
        if count > 0 and owner != i:
            return state.first_fact[owner] + min(count - 1, int(draw(base, u64(30)) * count))
    return NEVER


@rule
def arrive(state, p, key, week):
    """Owners meet customers, notice what changed, and needs arrive."""
    people, facts, needs = state.people, state.facts, state.needs
    need_key = join(join(key, NEED), week)
    notice_key = join(join(key, NOTICE), week)
    slots = needs.fact.shape[1]
    topics = state.expertise.shape[1]
    facets = p.market.facets
    arisen = 0
    for i in range(people.key.size):
        first = state.first_fact[i]
        own = state.first_fact[i + 1] - first
        if own == 0:
            continue
        base = join(need_key, people[i].key)
        seen_key = join(notice_key, people[i].key)
        mean = demand(p.work.needs_per_week, people[i].satisfaction, p.market.repurchase)
        count = poisson(mean, draw(base, u64(0)))
        arisen += count
        present = people[i].present == 1
        if present and p.market.familiarity > 0.0:
            for f in range(first, first + own):
                if facts[f].held != facts[f].version:
                    if draw(seen_key, u64(1000 + f - first)) < p.market.familiarity:
                        see_change(state, f, week)
        if not present:
            continue  # nobody meets the customers: the needs arose and stay unserved
        for q in range(count):
            need = join(base, u64(q + 1))
            fact = first + min(own - 1, int(draw(need, u64(1)) * own))
            meeting = join(seen_key, u64(q))
            customer = fact - (fact - first) % facets
            for f in range(customer, min(customer + facets, first + own)):
                if facts[f].held != facts[f].version and draw(meeting, u64(f - first)) < p.market.notice:
                    see_change(state, f, week)
            s = people[i].open_needs
            if s >= slots:
                continue
            topic = NEVER
            level = 0.0
            want = WANT_NOTHING
            known = NEVER
            if draw(need, u64(2)) < p.work.interdependence:
                if draw(need, u64(3)) < p.market.expertise_share:
                    topic = min(topics - 1, int(draw(need, u64(4)) * topics))
                    level = draw(need, u64(5))
                    fact = NEVER
                    if state.expertise[i, topic] < level:
                        want = WANT_EXPERTISE
                else:
                    other = elsewhere(state, p, need, i)
                    if other != NEVER:
                        fact = other
                        known = version_told(facts, people[i].hired, fact, i)
                        if known == NEVER or known < facts[fact].version:
                            want = WANT_FACT
            if want == WANT_NOTHING and fact != NEVER and known == NEVER and facts[fact].held == NEVER:
                want = WANT_FACT  # a newcomer does not know the customers that came with the seat
            needs[i, s].fact = fact
            needs[i, s].topic = topic
            needs[i, s].level = level
            needs[i, s].week = week
            needs[i, s].want = want
            needs[i, s].version = known if want == WANT_NOTHING else NEVER
            people[i].open_needs = s + 1
    state.cohorts[week & (RING - 1)].needs += arisen


@rule
def market(state, p, key, week):
    """Facts change; meetings let owners notice; needs arrive."""
    change_facts(state, p, key, week)
    arrive(state, p, key, week)


@rule
def start_facts(state, p, key, i):
    """Who holds what of the facts of seat i."""
    people, facts = state.people, state.facts
    holds = join(join(key, HOLDS), people[i].key)
    first = state.first_fact[i]
    for f in range(first, state.first_fact[i + 1]):
        facts[f].owner = i
        facts[f].version = 1
        facts[f].held = 1 if draw(holds, u64(f - first)) < p.market.held else 0
        facts[f].told = NEVER
        # What an owner knows from the start is no change that a successor could notice anew.
        facts[f].noticed = LONG_AGO if facts[f].held == facts[f].version else NEVER
        facts[f].finder = people[i].department


@rule
def customers_of(state, p, week, i):
    """Satisfaction of the customers of employee i, and whether there are any."""
    if state.first_fact[i + 1] > state.first_fact[i]:
        return state.people[i].satisfaction, 1.0
    return 0.0, 0.0


MECHANISM = Mechanism(
    __name__,
    table=Market,
    phases=(Phase(market, after="project", switch="market", name="market"),),
    fields={
        "people": (
            Field("satisfaction", "f8", "0..1 of own customers", start=0.6, newcomer=KEPT, within=SHARE),
            Field("open_needs", "i4", "how many slots of needs are taken", newcomer=KEPT),
        ),
        "facts": (
            Field("owner", "i4", "seat", start=BY_RULE, fixed=True),
            Field("version", "i4", "the current one", start=BY_RULE),
            Field("changed", "i4", "week of the last change"),
            Field("held", "i4", "version the owner holds, NEVER = none", start=BY_RULE),
            Field("told", "i4", "seat last told, NEVER = nobody", start=BY_RULE, fixed=True),
            Field("told_version", "i4", "the version told then"),
            Field("told_week", "i4", "when that was"),
            Field("noticed", "i4", "week the current version was first noticed, NEVER = not yet", start=BY_RULE),
            Field("finder", "i4", "department of who noticed it", start=BY_RULE, fixed=True),
            Field("spread", "i1", "1 once it reached another department within WINDOW"),
        ),
        "needs": (
            Field("level", "f8", "expertise wanted, 0..1"),
            Field("fact", "i4", "the fact wanted, NEVER = none", fixed=True),
            Field("week", "i4", "arrival"),
            Field("version", "i4", "version obtained, NEVER = take the owner's own"),
            Field("topic", "i1", "the expertise wanted, NEVER = none", fixed=True),
            Field("want", "i1", "WANT_…: what is still lacking"),
        ),
        "cohorts": (
            Field("changes", "i8", "facts changed, by week of change"),
            Field("noticed", "i8", "of them noticed in time"),
            Field("found", "i8", "changes first noticed, by week of notice"),
            Field("passed_on", "i8", "of them passed on or recorded in time"),
            Field("needs", "i8", "needs arisen, by week of arrival"),
            Field("responded", "i8", "of them served in time with the current fact"),
        ),
    },
    start=start_facts,
    columns=(
        Columns(("satisfaction", "customers_of"), customers_of),
        Columns(COHORTS, COHORTS, entity="cohorts"),
    ),
    outcomes=(
        ratio("generation", "changes noticed by anyone within 4 weeks", "noticed", "changes", "higher",
              by_group=False, called="generation"),
        ratio("dissemination", "noticed changes known to, or freshly recorded for, someone outside the finder's "
              "department within 4 weeks", "passed_on", "found", "higher", by_group=False, called="dissemination"),
        ratio("response", "needs served with the current fact within 4 weeks", "responded", "needs", "higher",
              by_group=False, called="response"),
        Outcome("market_orientation", "plain mean of generation, dissemination and response", "share", 0.0, 1.0,
                "composite", None, None, "higher", 0.02, False, False, called="market orientation"),
        stock("customer_satisfaction", "satisfaction of customers, mean over owners", "satisfaction", "customers_of",
              "higher", called="customer satisfaction"),
    ),
)  # fmt: skip
