"""What people expect of a system before they have used it: around what the scenario says, and not alike (E20, E22)."""

from __future__ import annotations

from crmsim.numerics.arithmetic import clip
from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import join, normal, stream, u64

USEFULNESS = stream("people.expected_usefulness")
EASE = stream("people.expected_ease")


@rule
def expected(mean: float, sd: float, z: float) -> float:
    """A belief of somebody who deviates by the standard normal ``z`` from what people expect on average."""
    return clip(mean + sd * z, 0.0, 1.0)


@rule
def expect(state, p, key, i, usefulness, ease):
    """What employee i expects, around these means; a new holder of a seat is a new draw."""
    people = state.people
    holder = u64(people[i].holder)
    z = normal(join(join(key, USEFULNESS), people[i].key), holder)
    people[i].usefulness = expected(usefulness, p.people.differences_sd, z)
    z = normal(join(join(key, EASE), people[i].key), holder)
    people[i].ease = expected(ease, p.people.differences_sd, z)


@rule
def start_beliefs(state, p, key, i):
    """What employee i expects at the start, around what an earlier system left everyone with."""
    expect(state, p, key, i, state.people[i].usefulness, state.people[i].ease)


@rule
def newcomers_beliefs(state, p, key, week, i):
    """What somebody new expects."""
    expect(state, p, key, i, p.people.usefulness, p.system.ease)
