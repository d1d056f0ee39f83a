"""The market: facts about customers change, owners notice and pass on, needs arrive (claims K1-K5, K8, S2, S3, E19).

Facts are of two kinds: contact-like ones live for years, need-like ones for weeks. Noticing a change, passing it on
and meeting a new kind of need with something new all ask for initiative, which people take as far as they feel safe,
leaders stand behind it and are open, and market work is what is rewarded.
"""

from __future__ import annotations

from crmsim.declaration.mechanism import BY_RULE, KEPT, Columns, Field, Mechanism, Phase
from crmsim.declaration.outcome import Outcome, ratio, stock
from crmsim.declaration.parameter import SHARE, Sign, Table, parameter
from crmsim.mechanisms.changing import CHANGE, life
from crmsim.mechanisms.needs import arrive
from crmsim.mechanisms.state import NEVER, WINDOW
from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import join


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
    facts_each: int = parameter(
        2, meaning="facts about a customer of each kind: contact-like (who they are, how to reach them, what was "
        "agreed) and need-like (what they want next)", unit="facts", interval=(1, 4), allowed=(1, 20),
        status="assumed", source="no measurement found", claims=("C3",),
        signs=(Sign("coverage", "-", "own expectation: more to record than there is time and occasion for",
                    emergent=True),),
    )
    contact_weeks: float = parameter(
        170.0, meaning="mean weeks until a contact-like fact changes", unit="weeks", interval=(143.0, 204.0),
        allowed=(1.0, 1e6), status="measured",
        source="2.1 to 3 % a month of business contacts go out of date (vendors of lists, secondary)",
        signs=(Sign("freshness", "+", "own expectation: what changes seldom stays current"),),
    )
    need_weeks: float = parameter(
        13.0, meaning="mean weeks until a need-like fact changes", unit="weeks", interval=(4.0, 39.0),
        allowed=(1.0, 1e6), status="assumed", source="weeks to months; no measurement found",
        signs=(Sign("freshness", "+", "own expectation: what changes seldom stays current"),),
    )
    memory: float = parameter(
        10.0, meaning="customers with whom an owner has half of what was noted at hand, without looking it up",
        unit="customers", interval=(3.0, 30.0), allowed=(0.0, 1e6), status="assumed",
        source="no measurement found; memory, spreadsheets and mail (A §1.1), the worse the more customers",
        claims=("C5", "C6"),
        signs=(Sign("lookups", "-", "C5: what lives in memory need not be looked up"),),
    )
    notice: float = parameter(
        0.5, meaning="chance, all else neutral, that a meeting with the customer lets the owner notice a changed fact, "
        "and that a need for something new is met with it", unit="share", interval=(0.2, 0.9), allowed=(0.001, 0.999),
        status="assumed", source="no measurement found", claims=("K1", "K4"),
        signs=(
            Sign("generation", "+", "K1: market orientation begins with noticing"),
            Sign("response", "+", "K1, K4: what is noticed can be responded to, and who proposes serves new needs",
                 emergent=True),
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
    pass_on: float = parameter(
        0.3, meaning="chance that who first notices a change tells somebody in another department, all else neutral",
        unit="share", interval=(0.05, 0.6), allowed=(0.001, 0.999), status="assumed", source="no measurement found",
        claims=("K1", "K6"),
        signs=(Sign("dissemination", "+", "K1: intelligence must be disseminated across departments"),),
    )
    novel: float = parameter(
        0.15, meaning="share of needs of own customers that ask for something new", unit="share",
        interval=(0.0, 0.3), allowed=SHARE, status="assumed", source="no measurement found", claims=("K4",),
        signs=(Sign("response", "-", "K4: what is new is not always met"),),
    )
    initiative_weight: float = parameter(
        1.0, meaning="pull on noticing, passing on, meeting new needs and recording, of each: the push from "
        "leadership, the leaders' openness, recognition for market work less being judged on short-term sales; and on "
        "noticing, for a user, of having the fact on record", unit="log odds", interval=(0.0, 3.0),
        allowed=(0.0, 100.0), status="assumed",
        source="signs from A §2.2.1; 43 of 50 studies for openness (Rogers); E17; no measurement found",
        claims=("K2", "K3", "K5", "K8", "C6", "C7"),
        signs=(
            Sign("market_orientation", "+", "K2, K5: it starts at the top, and openness goes with innovativeness",
                 given=("leadership.done=0.9", "leadership.openness=0.8")),
            Sign("market_orientation", "-", "K8: judged on short-term sales, people neglect the market",
                 given=("leadership.short_term_reward=0.8",), emergent=True),
            Sign("coverage", "-", "K8: what brings no sale today is not recorded",
                 given=("leadership.short_term_reward=0.8",), emergent=True),
        ),
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
    recommended: float = parameter(
        0.2, meaning="share of the needs of owners' customers that colleagues pass on, to owners in proportion to "
        "their reputation", unit="share", interval=(0.0, 0.4), allowed=SHARE, status="assumed",
        source="generosity raises status (Flynn 2003, E6), and opportunities go to whom others want to see succeed "
        "(A §2.2.3); no measurement found", claims=("G5",),
        signs=(Sign("output", "+", "G5: opportunities come to those who are known to help", group="giver"),),
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


COHORTS = ("changes", "noticed", "found", "passed_on", "needs", "responded")
LONG_AGO = NEVER - WINDOW - 1  # a week from which nothing counts as in time


@rule
def market(state, p, key, week):
    """Facts change; meetings let owners notice; needs arrive."""
    arrive(state, p, key, week)


@rule
def start_facts(state, p, key, i):
    """Owners know their customers as they are, and each fact has lived a while."""
    people, facts, traces, lives = state.people, state.facts, state.traces, state.lives
    life_key = join(key, CHANGE)
    first = state.first_fact[i]
    for f in range(first, state.first_fact[i + 1]):
        traces[f].owner = i
        facts[f].version = 1
        facts[f].held = 1
        lives[f].remaining = life(life_key, people[i].key, f - first, 1)  # without memory: as much as of a whole life
        traces[f].told = NEVER
        traces[f].noticed = LONG_AGO  # what an owner knows from the start is no change to notice anew
        traces[f].finder = people[i].department


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
        # What the week goes through fact by fact stands apart from what is asked of one fact now and then, and narrow:
        # so a processor fetches many at once. A version lasts a week at least.
        "facts": (
            Field("version", "i2", "the current one", start=BY_RULE),
            Field("held", "i2", "version the owner holds, NEVER = none", start=BY_RULE),
            Field("spread", "i1", "1 once it reached another department within WINDOW"),
        ),
        "lives": (
            Field("remaining", "f8", "what is left of this version's life, in mean lives of its kind", start=BY_RULE),
        ),
        "traces": (
            Field("owner", "i4", "seat", start=BY_RULE, fixed=True),
            Field("changed", "i2", "week of the last change"),
            Field("told", "i4", "seat last told, NEVER = nobody", start=BY_RULE, fixed=True),
            Field("told_version", "i2", "the version told then"),
            Field("told_week", "i2", "when that was"),
            Field("noticed", "i2", "week the current version was first noticed, NEVER = not yet", start=BY_RULE),
            Field("finder", "i4", "department of who noticed it", start=BY_RULE, fixed=True),
        ),
        "needs": (
            Field("level", "f8", "expertise wanted, 0..1"),
            Field("fact", "i4", "the fact wanted, NEVER = none", fixed=True),
            Field("owner", "i4", "whose that fact is, NEVER = nobody's", fixed=True),
            Field("week", "i2", "arrival"),
            Field("version", "i2", "version obtained, NEVER = take the owner's own"),
            Field("topic", "i1", "the expertise wanted, NEVER = none", fixed=True),
            Field("want", "i1", "WANT_…: what is still lacking"),
            Field("deaf", "i1", "1 = it asks for something new, and nobody dares to try it"),
            Field("stale", "i1", "1 = the record met was out of date, and is put right this week"),
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
