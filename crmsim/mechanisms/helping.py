"""Answering requests: who helps whom (claims G1-G6, D3, D9; E6-E11; O1-O4).

Givers and takers weigh closeness, the asker's reputation, load beyond slack, safety and gratitude; matchers mirror how
they were treated. Closeness makes anyone more giving (G3), and so does somebody new (G4). Nobody observes a style, only
acts.
"""

from __future__ import annotations

from crmsim.declaration.mechanism import EACH_WEEK, Columns, Explained, Field, Mechanism, Phase
from crmsim.declaration.outcome import Outcome, flow, ratio
from crmsim.declaration.parameter import Sign, Table, parameter
from crmsim.mechanisms.barter import BARTER, prepare_barter
from crmsim.mechanisms.exchange import even, mirrored, remember
from crmsim.mechanisms.knowledge import lesson
from crmsim.mechanisms.load import WEEK_HOURS
from crmsim.mechanisms.noticing import version_known
from crmsim.mechanisms.queueing import fetch_queue, shuffle_queue, sort_requests
from crmsim.mechanisms.receiving import receive
from crmsim.mechanisms.state import (
    GIVER,
    GRANTED,
    GRANTED_IN_VAIN,
    MATCHER,
    NEVER,
    REFUSED,
    TAKER,
    WANT_EXPERTISE,
)
from crmsim.numerics.arithmetic import logistic
from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import draw, join, stream, u64
from crmsim.numerics.fetching import MANY

LOGIT = (-1000.0, 1000.0)


# fmt: off
class Helping(Table):
    """What people weigh when they are asked."""

    giver_base: float = parameter(
        2.0, meaning="readiness to help of a giver, all else neutral", unit="log odds", interval=(1.0, 3.0),
        allowed=LOGIT, status="assumed", source="givers give more than they get (A §2.2.3): .88", claims=("G1",),
        signs=(Sign("help_rate", "+", "G1: givers give"),),
    )
    taker_base: float = parameter(
        -1.5, meaning="readiness to help of a taker, all else neutral", unit="log odds", interval=(-3.0, -0.5),
        allowed=LOGIT, status="assumed",
        source="takers get more than they give (A §2.2.3): .18; that 10 % of requests are refused (E30) is recalled "
        "from memory, so nothing is fitted to it", claims=("G1",),
        signs=(Sign("help_rate", "+", "G1: the less takers hold back, the more is given"),),
    )
    quality_weight: float = parameter(
        2.0, meaning="pull of a tie's quality: on whom one asks, and, for givers and takers, on helping who asks",
        unit="log odds", interval=(0.0, 4.0), allowed=(0.0, 1000.0), status="assumed",
        source="people ask whom they trust; sign from A §2.2.3, §2.2.4; E30", claims=("G3", "D3"),
        signs=(Sign("help_rate", "+", "G3, D3: help rises with closeness, and most ties are good", emergent=True),),
    )
    closeness: float = parameter(
        0.5, meaning="share of a matcher's reserve that vanishes at the best of connections, and of anybody's towards "
        "somebody wholly new", unit="share", interval=(0.0, 1.0), allowed=(0.0, 1.0), status="assumed",
        source="in close relations most act as givers, and most give when they train a novice (A §2.2.3, Clark)",
        claims=("G3", "G4"),
        signs=(Sign("help_rate", "+", "G3, G4: in close relations, and to somebody new, most act as givers"),),
    )
    standing_weight: float = parameter(
        1.0, meaning="pull of the asker's reputation, for takers and otherish givers, and of one's own gratitude: "
        "paying back and forward", unit="log odds", interval=(0.0, 3.0), allowed=(0.0, 1000.0), status="assumed",
        source="sign from E6, E11", claims=("G5",),
        signs=(
            Sign("help_rate", "+", "G5: those of good repute are helped", emergent=True, group="giver"),
            Sign("help_rate", "+", "G5, E11: gratitude is paid forward"),
        ),
    )
    load_weight: float = parameter(
        0.5, meaning="how much each hour of help beyond slack lowers the readiness to help", unit="log odds per hour",
        interval=(0.0, 1.5), allowed=(0.0, 1000.0), status="assumed",
        source="otherish givers mind their own work (E7); selfless ones do not", claims=("G5",),
        signs=(Sign("help_rate", "-", "G5, E7: who minds the own work too helps less when loaded"),),
    )
    learning: float = parameter(
        0.06, meaning="pull of one request granted on the quality of the tie", unit="share", interval=(0.02, 0.15),
        allowed=(0.0, 1.0), status="assumed", source="Bush-Mosteller form; interval from the model brief",
        claims=("D1", "D2"),
        signs=(
            Sign("high_quality_share", "+", "D2: one act of help can make a connection of high quality", emergent=True),
            Sign("mean_quality", "-", "own expectation: a refusal takes more from a tie than help gives",
                 emergent=True),
        ),
    )
    bad_over_good: float = parameter(
        2.0, meaning="how much more a refusal takes from a tie, and from gratitude, than help gives", unit="ratio",
        interval=(1.0, 3.0), allowed=(0.0, 20.0), status="assumed",
        source="interval from the model brief; greed is passed on to others more than generosity is (Gray, Ward & "
        "Norton 2014, from memory)", claims=("D4",),
        signs=(Sign("mean_quality", "-", "D4: low quality quickly destroys"),),
    )
# fmt: on


QUEUE = stream("helping.queue")
ANSWER = stream("helping.answer")
OFFER = stream("helping.offer")
GRAPEVINE = stream("helping.grapevine")

ENCOUNTER_ROW = 1 << 20  # keys the answer at an encounter, however many requests there is room for


@rule
def willingness(
    style: int,
    otherish: float,
    quality: float,
    mirror: float,
    reputation: float,
    load: float,
    safety: float,
    gratitude: float,
    newness: float,
    safety_weight: float,
    q,
) -> float:
    """Chance to grant a request, before trembles.

    ``quality`` is how the one asked stands to the asker, ``mirror`` what a matcher mirrors, ``reputation`` the
    asker's as known, ``load`` hours of help beyond slack, ``newness`` how new the asker is, 0..1: a situation in
    which anybody is more of a giver (G4).
    """
    if style == MATCHER:
        chance = mirror + (1.0 - mirror) * q.closeness * max(0.0, 2.0 * quality - 1.0)
        return chance + (1.0 - chance) * q.closeness * newness
    x = q.quality_weight * (quality - 0.5) + safety_weight * (safety - 0.5) + q.standing_weight * gratitude
    if style == GIVER:
        # A selfless giver (otherish 0) looks neither at load nor at who asks.
        x += q.giver_base + otherish * (q.standing_weight * (reputation - 0.5) - q.load_weight * load)
    elif style == TAKER:
        x += q.taker_base + q.standing_weight * (reputation - 0.5) - q.load_weight * load
    chance = logistic(x)
    return chance + (1.0 - chance) * q.closeness * newness


@rule
def openness_to_learn(absorption: float, quality: float) -> float:
    """Share of the helper's lead that help teaches: as declared in a tie of quality .5, in proportion."""
    return min(1.0, 2.0 * quality * absorption)


@rule
def generous(mirror: float, forgiveness: float) -> float:
    """Generous tit-for-tat: mirror what was done, and forgive at times (Nowak & Sigmund 1992)."""
    return forgiveness + (1.0 - forgiveness) * mirror


@rule
def tremble(chance: float, error: float) -> float:
    """Chance after errors that turn an answer round."""
    return (1.0 - error) * chance + error * (1.0 - chance)


@rule
def no_offer(offer_key: int, helper: int, other: int, offers: float) -> bool:
    """Whether somebody met is not offered help, however willing the one who met them."""
    return draw(join(offer_key, helper), other) >= offers


@rule
def hand_over(state, p, row, i, j):
    """What j, willing, has to give i; GRANTED when it is what i wants, GRANTED_IN_VAIN when not."""
    needs, requests = state.needs, state.requests
    s = requests[row].slot
    if s == NEVER:
        return GRANTED
    if requests[row].fact != NEVER:
        requests[row].version = version_known(state, requests[row].fact, j)
        return GRANTED if requests[row].version != NEVER else GRANTED_IN_VAIN
    if needs[i, s].want == WANT_EXPERTISE:
        topic = needs[i, s].topic
        requests[row].topic = topic
        absorption = openness_to_learn(p.knowledge.absorption, state.ties[requests[row].tie].quality)
        requests[row].gain = lesson(state.expertise[j, topic], state.expertise[i, topic], absorption)
        return GRANTED if state.expertise[j, topic] >= needs[i, s].level else GRANTED_IN_VAIN
    return GRANTED_IN_VAIN


@rule
def answer(state, p, key, week):
    """Everybody answers the requests in the queue, on what stood at the start of the phase and the queue before."""
    people, ties, requests = state.people, state.ties, state.requests
    width = requests.tie.size // people.key.size
    queue_key = join(join(key, QUEUE), week)
    answer_key = join(join(key, ANSWER), week)
    offer_key = join(join(key, OFFER), week)
    vine_key = join(join(key, GRAPEVINE), week)
    slack_hours = WEEK_HOURS * p.work.slack
    many = people.key.size > MANY
    for j in range(people.key.size):
        low, high = state.first_request[j], state.first_request[j + 1]
        people[j].help_hours = 0.0
        if high == low or people[j].present == 0:
            continue
        queue_seat = join(queue_key, people[j].key)
        shuffle_queue(state, queue_seat, low, high)
        answer_seat = join(answer_key, people[j].key)
        vine_seat = join(vine_key, people[j].key)
        reputation = people[j].reputation
        for place in range(low, high):
            if many:
                fetch_queue(state, place)
            row = state.queue[place]
            back = requests[row].back
            seat = requests[row].key
            i = u64(row) // u64(width)
            place_of_row = row - int(i) * width
            unasked = place_of_row == width - 1 and requests[row].slot != NEVER
            if unasked and not p.exchange.barter and no_offer(offer_key, people[j].key, seat, p.exchange.offers):
                continue
            request = join(answer_seat, u64(ENCOUNTER_ROW if unasked else place_of_row))
            trace = draw(vine_seat, seat) < p.exchange.grapevine
            mirror = mirrored(ties[back].record, requests[row].reputation, trace, p.exchange.indirect)
            mirror *= even(ties[back].given - requests[row].given, p.exchange.credit)
            load = max(0.0, people[j].help_hours + p.exchange.cost - slack_hours)
            chance = willingness(
                people[j].style,
                people[j].otherish,
                ties[back].quality,
                generous(mirror, p.exchange.forgiveness),
                requests[row].reputation if trace else 0.5,
                load,
                people[j].safety,
                people[j].gratitude,
                requests[row].newness if requests[row].newness > 0.0 and people[i].hired > people[j].hired else 0.0,
                p.people.safety_weight,
                p.helping,
            )
            if p.exchange.barter:
                topic_key = join(join(join(join(key, BARTER), week), people[j].key), people[i].key)
                mutual = prepare_barter(state, p, row, i, j, topic_key)
                if people[j].style == MATCHER:
                    chance = 1.0 if mutual else 0.0
            chance = tremble(chance, p.exchange.error)
            willing = draw(request, seat) < chance
            if unasked:
                if not willing or draw(join(offer_key, people[j].key), seat) >= p.exchange.offers:
                    continue
            if willing:
                requests[row].answer = hand_over(state, p, row, i, j)
                spent = p.exchange.cost if requests[row].answer == GRANTED else p.asking.hours
                people[j].help_hours += spent
                reputation = remember(reputation, 1.0, p.exchange.memory)
            else:
                requests[row].answer = REFUSED
                # Refusing somebody is held against one as far as that one is of good standing (O4).
                refused = remember(reputation, 0.0, p.exchange.memory)
                reputation += requests[row].reputation * (refused - reputation)
        people[j].scratch = reputation
        for place in range(low, high):
            # Chosen instead of branched, because no processor foresees which are granted.
            given = requests[state.queue[place]].answer
            back = requests[state.queue[place]].back
            ties[back].given += 1.0 if (given == GRANTED) | (given == GRANTED_IN_VAIN) else 0.0
    for j in range(people.key.size):
        if state.first_request[j + 1] > state.first_request[j] and people[j].present == 1:
            people[j].reputation = people[j].scratch
            people[j].hours += people[j].help_hours


@rule
def help_phase(state, p, key, week):
    """Requests sorted by whom they reach, answered, and taken in."""
    sort_requests(state)
    answer(state, p, key, week)
    receive(state, p, key, week)


@rule
def requests_of(state, p, week, i):
    """What seat i asked and got: asked, granted, refused, offers met, received, and what those are worth in hours."""
    requests = state.requests
    width = requests.tie.size // state.people.key.size
    asked = 0
    granted = 0
    refused = 0
    offers = 0
    received = 0
    last = (i + 1) * width - 1
    for row in range(i * width, last + 1):
        if requests[row].tie < 0:
            continue
        given = requests[row].answer
        willing = given in (GRANTED, GRANTED_IN_VAIN)
        if row == last and requests[row].slot != NEVER:
            if willing:
                offers += 1
        else:
            asked += 1
            if willing:
                granted += 1
            elif given == REFUSED:
                refused += 1
        if given == GRANTED:
            received += 1
    return asked, granted, refused, offers, received, p.exchange.benefit * received


MECHANISM = Mechanism(
    __name__,
    only_with="help",
    table=Helping,
    phases=(Phase(help_phase, after="ask", switch="help", name="help", decides=("help_hours",)),),
    fields={
        "people": (
            Field("help_hours", "f8", "hours spent helping this week", newcomer=EACH_WEEK),
            Field("shared", "i2", "facts and expertise received from colleagues this week", newcomer=EACH_WEEK),
            Field("shared_across", "i2", "of them from another department", newcomer=EACH_WEEK),
        ),
        "requests": (
            Field("gain", "f8", "expertise the asker gains"),
            Field("return_gain", "f8", "expertise the one asked gains in a barter"),
            # What the one asked must know of the asker stands here once more, so that it need not be fetched from far.
            Field("back", "i4", "the entry asked->asker", fixed=True),
            Field("fact", "i4", "the fact wanted, NEVER = none", fixed=True),
            Field("key", "u4", "of the asker, whose seat's number it is", fixed=True),
            Field("reputation", "f8", "the asker's as known"),
            Field("given", "f8", "favours the asker did the one asked, of late"),
            Field("newness", "f8", "0..1 how new the asker is to somebody who came before"),
            Field("version", "i2", "version of the fact handed over, NEVER = none"),
            Field("answer", "i1", "UNANSWERED, REFUSED, GRANTED, GRANTED_IN_VAIN"),
            Field("topic", "i1", "topic of gain, NEVER = none", fixed=True),
            Field("return_topic", "i1", "topic of return_gain, NEVER = none", fixed=True),
        ),
    },
    columns=(
        Columns(("shared_personally", "help_hours"), ("shared", "help_hours"), when="worked"),
        Columns(("cost_paid",), ("help_hours",), when="always"),
        Columns(("requests", "granted", "refused", "offers", "received", "benefit_received"), requests_of,
                when="always"),
    ),
    outcomes=(
        flow("requests", "requests for help", "requests", "requests", "none", called="requests for help"),
        ratio("help_rate", "requests granted of those asked", "granted", "requests", "higher", called="help rate"),
        flow("shared_personally", "facts and expertise that reached one who lacked them, from a colleague",
             "transfers", "shared_personally", "higher", called="shared personally"),
        flow("help_hours", "hours spent helping colleagues", "hours", "help_hours", "none",
             called="hours spent helping"),
        Outcome("payoff", "favours: benefit received minus cost paid, per person and week", "hours per week", None,
                None, "ratio", None, "people", "none", 0.05, False, called="payoff of favours (hours)"),
    ),
    explained=(
        Explained(
            willingness,
            neutral={"quality": 0.5, "safety": 0.5, "gratitude": 0.0, "reputation": 0.5, "load": 0.0,
                     "newness": 0.0},
            context=("style", "otherish", "mirror", "safety_weight", "q"),
            parameters=(("help base", "giver_base"), ("help base", "taker_base")),
        ),
        Explained(generous, neutral={"forgiveness": 0.0}, context=("mirror",)),
        Explained(tremble, neutral={"error": 0.0}, context=("chance",)),
    ),
)  # fmt: skip
