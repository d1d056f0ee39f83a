"""What is done to a run to put a claim to the test: own rules that act, in the run without a project too.

Somebody changes style before anything happens: matchers who own customers, in the order of a lot of the run's own that
hangs on nobody's style. So the runs with and without the change know whose seats they are, and what the others do can
be compared. Whoever follows in such a seat has a style of their own, as any newcomer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.mechanisms.state import EMPLOYEE, EXECUTIVE, GIVER, MATCHER, TAKER
from crmsim.numerics.draws import join, run_key, stream
from crmsim.simulation.hooks import hook
from crmsim.simulation.initial import assign_styles, draws_of

LOT = stream("evidence.who changes style")
LOTS = 4  # so many seats are left out where what the others do is compared, whoever of them changed


def lot(week: Any) -> NDArray[np.intp]:
    """Seats of the first :data:`LOTS` matchers with customers, in the order of the lot; fewer where there are not."""
    organisation, key = week.organisation, run_key(week.seed)
    styles = assign_styles(organisation.style, week.scenario.people, key, organisation.key)
    has_customers = np.diff(week.state.first_fact) > 0
    free = np.flatnonzero((styles == MATCHER) & has_customers & (week.people.role != EXECUTIVE))
    plain = free[week.people.role[free] == EMPLOYEE]
    free = plain if plain.size >= LOTS else free
    order = np.argsort(draws_of(join(key, LOT), organisation.key[free]), kind="stable")
    return np.asarray(free[order][:LOTS])


def become(week: Any, *styles: int) -> None:
    """In the first week, let the first of the lot become these; nothing where there are too few."""
    if week.number == 1:
        seats = lot(week)
        if seats.size >= len(styles):
            week.people.style[seats[: len(styles)]] = styles


@hook(before="signals")
def one_taker(week: Any) -> None:
    """One matcher becomes a taker."""
    become(week, TAKER)


@hook(before="signals")
def one_giver(week: Any) -> None:
    """One matcher becomes a giver."""
    become(week, GIVER)


@hook(before="signals")
def taker_and_giver(week: Any) -> None:
    """One matcher becomes a taker and another a giver."""
    become(week, TAKER, GIVER)


@hook(before="signals")
def taker_and_two_givers(week: Any) -> None:
    """One matcher becomes a taker and two others givers."""
    become(week, TAKER, GIVER, GIVER)


@hook(before="signals")
def taker_and_three_givers(week: Any) -> None:
    """One matcher becomes a taker and three others givers."""
    become(week, TAKER, GIVER, GIVER, GIVER)
