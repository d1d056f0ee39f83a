"""Favours: what they cost and bring, and what is remembered of them (claims G1, G5; E6, E11; O1-O4).

The memory of a tie is ``record``, how the other answered one's requests. A matcher mirrors it (generous
tit-for-tat), and keeps score: who is many favours ahead is slower to do another. An account alone could not be
tit-for-tat, for after mutual refusal it helps a taker again.
"""

from __future__ import annotations

from crmsim.declaration.mechanism import BY_RULE, Explained, Field, Mechanism
from crmsim.declaration.parameter import SHARE, Sign, Table, parameter
from crmsim.numerics.compiled import rule


# fmt: off
class Exchange(Table):
    """Favours between colleagues."""

    benefit: float = parameter(
        3.0, meaning="hours a favour saves the one who receives it", unit="hours", interval=(1.5, 6.0),
        allowed=(0.0, 40.0), status="assumed", source="no measurement found (evidence §2); 3 to 1 against the cost",
        signs=(Sign("user_share", "+", "own expectation: the longer a search, the more a look-up saves"),),
    )
    cost: float = parameter(
        1.0, meaning="hours a favour takes the one who grants it", unit="hours", interval=(0.5, 2.0),
        allowed=(0.0, 40.0), status="assumed", source="no measurement found (evidence §2)",
        signs=(Sign("help_rate", "-", "own expectation: the dearer a favour, the sooner one is overloaded"),),
    )
    memory: float = parameter(
        0.5, meaning="weight of the past in the record of a tie, and in a reputation", unit="per answer",
        interval=(0.0, 0.9), allowed=SHARE, status="assumed", source="0 is tit-for-tat (Axelrod 1984)", claims=("G1",),
        signs=(Sign("help_rate", "0", "own expectation: memory smooths what is mirrored and leaves its mean alone",
                    emergent=True),),
    )
    forgiveness: float = parameter(
        0.2, meaning="chance that a matcher helps one who refused", unit="share", interval=(0.0, 0.5),
        allowed=SHARE, status="assumed", source="generous tit-for-tat (Nowak & Sigmund 1992): 1/3 at b/c = 3",
        claims=("G1",),
        signs=(Sign("help_rate", "+", "G1: forgiving matchers help more"),),
    )
    credit: float = parameter(
        2.0, meaning="favours ahead, of late, at which a matcher is half as ready to do another", unit="favours",
        interval=(0.5, 8.0), allowed=(0.01, 1e18), status="assumed",
        source="matchers want giving and getting to be even (A §2.2.3); no measurement found", claims=("G1", "G6"),
        signs=(Sign("help_rate", "+", "G1: the longer matchers give credit, the more they help"),),
    )
    error: float = parameter(
        0.02, meaning="chance that an answer comes out the other way", unit="share", interval=(0.01, 0.05),
        allowed=(0.0, 0.5), status="assumed", source="interval from the model brief",
        signs=(Sign("help_rate", "-", "own expectation: errors refuse more than they grant, and are mirrored",
                    emergent=True),),
    )
    requests_per_week: float = parameter(
        2.0, meaning="most requests for help one makes in a week, on average", unit="per week", interval=(0.5, 5.0),
        allowed=(0.0, 10000.0), status="assumed", source="no measurement found (evidence §2)",
        signs=(Sign("requests", "+", "own expectation: who may ask more does"),),
    )
    offers: float = parameter(
        0.3, meaning="chance that a colleague who would help if asked offers it unasked at an encounter",
        unit="share", interval=(0.0, 0.6), allowed=SHARE, status="assumed",
        source="no measurement found; leaves about nine in ten acts of help asked for (E9)", claims=("G1",),
        signs=(Sign("shared_personally", "+", "G1: help unasked adds to help asked for"),),
    )
    indirect: float = parameter(
        0.3, meaning="weight of reputation against own record in what a matcher mirrors", unit="share",
        interval=(0.0, 1.0), allowed=SHARE, status="assumed",
        source="reputation works beside direct experience (Baker & Bulkley 2014, E11)", claims=("G5",),
        signs=(Sign("output", "+", "G5: where reputation counts, givers succeed", emergent=True, group="giver"),),
    )
    grapevine: float = parameter(
        0.7, meaning="chance that somebody's reputation is known to the one asked", unit="share",
        interval=(0.2, 1.0), allowed=SHARE, status="assumed", source="no measurement found (q in O4)",
        claims=("G5",),
        signs=(Sign("output", "+", "G5: where reputation travels, givers succeed", emergent=True, group="giver"),),
    )
    barter: bool = parameter(
        False, meaning="matchers help only where the asker can teach something in return at once", unit="",
        status="choice", source="Cowan & Jonard 2004 (O11)",
        signs=(Sign("help_rate", "-", "own expectation: who wants something back at once helps less"),),
    )
    barter_lead: float = parameter(
        0.01, meaning="lead in a topic, over what the other knows, below which two who barter count as equals",
        unit="share", interval=(0.0, 0.05), allowed=(0.0, 10.0), status="assumed",
        source="1 % in later models of the same barter (O11)",
        signs=(Sign("help_rate", "-", "own expectation: the larger the lead that counts, the fewer have something to "
                    "barter", given=("exchange.barter=true",)),),
    )
# fmt: on


@rule
def remember(record: float, helped: float, memory: float) -> float:
    """The record of a tie, or a reputation, after an answer: 1 helped, 0 refused; a reputation as others come to know
    it, a week later.
    """
    return memory * record + (1.0 - memory) * helped


@rule
def thankful(gratitude: float, memory: float) -> float:
    """Gratitude after one more favour received: what a week forgets of it, a favour brings back."""
    return gratitude + (1.0 - memory) * (1.0 - gratitude)


@rule
def slighted(gratitude: float, memory: float, bad_over_good: float) -> float:
    """Gratitude after one more refusal: it counts ``bad_over_good`` times, and below 0 it is a grudge against all."""
    return gratitude - min(1.0, bad_over_good * (1.0 - memory)) * (1.0 + gratitude)


@rule
def mirrored(record: float, reputation: float, heard: bool, indirect: float) -> float:
    """What a matcher mirrors: own record, and the reputation where the grapevine carried it (else the benefit of
    the doubt).
    """
    return (1.0 - indirect) * record + indirect * (reputation if heard else 1.0)


@rule
def even(ahead: float, credit: float) -> float:
    """How far somebody who is this many favours ahead, and keeps score, is ready to do another: 1 where not ahead."""
    return credit / (credit + max(0.0, ahead))


@rule
def faded(given: float, memory: float) -> float:
    """Favours that are remembered after another week."""
    return memory * given


@rule
def start_records(state, p, key, i):
    """Nothing is remembered yet of how others answered."""
    ties = state.ties
    for e in range(state.start[i], state.start[i + 1]):
        ties[e].record = 1.0


@rule
def newcomers_records(state, p, key, week, i):
    """Between somebody new and the others nothing is remembered, either way."""
    ties = state.ties
    for e in range(state.start[i], state.start[i + 1]):
        back = ties[e].reverse
        ties[e].record = 1.0
        ties[back].record = 1.0
        ties[e].given = 0.0
        ties[back].given = 0.0


MECHANISM = Mechanism(
    __name__,
    table=Exchange,
    within="ask",
    fields={
        "people": (
            Field("reputation", "f8", "share of the latest requests that one granted; at .5 it weighs nothing",
                  start="people.reputation", newcomer="people.reputation", within=SHARE),
            Field("known_reputation", "f8", "the same as others know it, with delay; at .5 it weighs nothing",
                  start="people.reputation", newcomer="people.reputation", within=SHARE, near=True),
            Field("gratitude", "f8", "help received of late, less refusals: 1 much help every week, -1 refused by "
                  "everybody; at 0 it weighs nothing", newcomer=0.0, within=(-1.0, 1.0)),
        ),
        "ties": (
            Field("record", "f8", "0..1 how j answered i's requests", start=BY_RULE, within=SHARE),
            Field("given", "f8", "favours i did j, of late"),
        ),
    },
    start=start_records,
    newcomer=newcomers_records,
    explained=(
        Explained(mirrored, neutral={"record": 1.0, "reputation": 1.0}, context=("heard", "indirect")),
    ),
)  # fmt: skip
