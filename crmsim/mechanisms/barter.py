"""Barter: help only where both have something to teach (Cowan & Jonard 2004; O11)."""

from __future__ import annotations

from crmsim.mechanisms.knowledge import lesson
from crmsim.mechanisms.state import NEVER
from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import draw, stream, u64

BARTER = stream("helping.barter")


@rule
def barter_topic(expertise, teacher, learner, lead, topic_key):
    """A topic in which ``teacher`` leads ``learner``, each as likely; NEVER when in none."""
    result = NEVER
    first = 1.0
    for t in range(expertise.shape[1]):
        if expertise[teacher, t] > (1.0 + lead) * expertise[learner, t]:
            u = draw(topic_key, u64(t))
            if u < first:
                first = u
                result = t
    return result


@rule
def prepare_barter(state, p, row, i, j, topic_key):
    """What each would teach the other; whether there is something both ways."""
    requests = state.requests
    there = barter_topic(state.expertise, j, i, p.exchange.barter_lead, topic_key)
    back = barter_topic(state.expertise, i, j, p.exchange.barter_lead, topic_key)
    if there != NEVER:
        requests[row].topic = there
        requests[row].gain = lesson(state.expertise[j, there], state.expertise[i, there], p.knowledge.absorption)
    if back != NEVER:
        requests[row].return_topic = back
        requests[row].return_gain = lesson(state.expertise[i, back], state.expertise[j, back], p.knowledge.absorption)
    return there != NEVER and back != NEVER
