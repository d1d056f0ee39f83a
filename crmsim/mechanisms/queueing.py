"""Queues of requests: what each tells of the asker, and who stands before whom.

No order depends on anybody's place in the staff list.
"""

from __future__ import annotations

from crmsim.mechanisms.state import NEVER, WANT_FACT
from crmsim.numerics.compiled import inlined, rule
from crmsim.numerics.draws import draw
from crmsim.numerics.fetching import LATER, fetch_ahead


@rule
def newness_of(contact: float, base: float) -> float:
    """How new somebody is to those who came before: what is still missing of the contact there will be."""
    return 1.0 - contact / base if contact < base else 0.0


@rule
def enclose(state, row, i):
    """Put into a request what the one asked must know of the asker, employee i."""
    people, ties, needs, requests = state.people, state.ties, state.needs, state.requests
    asked = requests[row].tie
    s = requests[row].slot
    need = max(0, s)
    requests[row].fact = needs[i, need].fact if (s != NEVER) & (needs[i, need].want == WANT_FACT) else NEVER
    requests[row].back = ties[asked].reverse
    requests[row].key = people[i].key
    requests[row].reputation = people[i].known_reputation
    requests[row].given = ties[asked].given
    requests[row].newness = newness_of(ties[asked].contact, ties[asked].base_contact)


@rule
def sort_requests(state):
    """Bring the requests into the order of those asked (a counting sort; the order within is mended later).

    Each is told what the one asked must know of the asker.
    """
    requests = state.requests
    n = state.people.key.size
    width = requests.tie.size // n
    first = state.first_request
    for j in range(n + 1):
        first[j] = 0
    for i in range(n):
        for row in range(i * width, (i + 1) * width):
            entry = requests[row].tie
            if entry >= 0:
                first[state.ties[entry].target + 1] += 1
                enclose(state, row, i)
    for j in range(n):
        first[j + 1] += first[j]
    total = first[n]
    for back in range(requests.tie.size):
        row = requests.tie.size - 1 - back
        entry = requests[row].tie
        if entry >= 0:
            j = state.ties[entry].target
            first[j + 1] -= 1
            state.queue[first[j + 1]] = row
    # first[j+1] now holds where j's rows begin; shift so that first[j] does.
    for j in range(n):
        first[j] = first[j + 1]
    first[n] = total


@inlined
def turn(state, queue_key, row):
    """When a request's turn comes, 0..1: the lower the sooner."""
    return draw(queue_key, state.requests[row].key)


@rule
def shuffle_queue(state, queue_key, low, high):
    """Put a queue into a keyed order, so that no place in the staff list comes first."""
    for a in range(low + 1, high):
        row = state.queue[a]
        mine = turn(state, queue_key, row)
        b = a - 1
        while b >= low and turn(state, queue_key, state.queue[b]) > mine:
            state.queue[b + 1] = state.queue[b]
            b -= 1
        state.queue[b + 1] = row


@rule
def fetch_queue(state, place):
    """Requests a little later in the queue, and what an answer to them takes, are fetched meanwhile."""
    requests = state.requests
    if place + 2 * LATER < state.first_request[state.people.key.size]:
        fetch_ahead(requests, state.queue[place + 2 * LATER])
        row = state.queue[place + LATER]
        fetch_ahead(state.ties, requests[row].back)
        fetch_ahead(state.facts, max(0, requests[row].fact))
