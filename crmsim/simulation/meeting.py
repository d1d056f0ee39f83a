"""Meetings that a scenario plans: the pairs who may come to know each other have their place from the start."""

from __future__ import annotations

from typing import Any

from crmsim.numerics.draws import join
from crmsim.organisation.acquaintances import partners, with_pairs
from crmsim.simulation.initial import new_state
from crmsim.simulation.intervene import select


def with_meetings(organisation: Any, scenario: Any, key: int) -> Any:
    """The organisation with room for the ties that the scenario's meetings bring about; itself where it plans none.

    Who is chosen is settled as people stand at the start; a meeting brings together those of them who are there then.

    Raises
    ------
    CrmsimError
        For a selector that does not exist or selects nothing that exists.
    """
    meetings = [entry for entry in scenario.interventions if entry.kind == "meet"]
    if not meetings:
        return organisation
    state = new_state(organisation, scenario, key)
    one: list[int] = []
    two: list[int] = []
    for entry in meetings:
        seats = select(state, organisation, entry.who, key, entry.week)
        found = partners(organisation, seats, entry.settings.others, join(key, entry.week))
        one += found[0]
        two += found[1]
    return with_pairs(organisation, one, two) if one else organisation
