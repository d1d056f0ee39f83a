"""Queues of requests: who stands before whom does not depend on anybody's place in the staff list."""

from __future__ import annotations

from crmsim.numerics.compiled import inlined, rule
from crmsim.numerics.draws import draw, u64


@rule
def sort_requests(state):
    """Bring the requests into the order of those asked (a counting sort; the order within is mended later)."""
    requests = state.requests
    n = state.people.key.size
    first = state.first_request
    for j in range(n + 1):
        first[j] = 0
    for row in range(requests.tie.size):
        entry = requests[row].tie
        if entry >= 0:
            first[state.ties[entry].target + 1] += 1
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
def turn(state, queue_key, row, width):
    """When a request's turn comes, 0..1: the lower the sooner."""
    return draw(queue_key, state.people[u64(row) // u64(width)].key)


@rule
def shuffle_queue(state, queue_key, low, high, width):
    """Put a queue into a keyed order, so that no place in the staff list comes first."""
    for a in range(low + 1, high):
        row = state.queue[a]
        mine = turn(state, queue_key, row, width)
        b = a - 1
        while b >= low and turn(state, queue_key, state.queue[b], width) > mine:
            state.queue[b + 1] = state.queue[b]
            b -= 1
        state.queue[b + 1] = row
