"""How a lesson stands with its source: never better than the register of claims, which was run in many worlds."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from crmsim.evidence.stored import shipped
from crmsim.evidence.verdict import CONTRARY, IN_PART, NOT, OPEN, REPRODUCED, answers

AGREES, PART, DISAGREES, UNTOLD = "agrees", "in part", "disagrees", "open"
WEAKER = (AGREES, PART, UNTOLD, DISAGREES)  # each says less for the source than the one before
OF_REGISTER = {REPRODUCED: AGREES, IN_PART: PART, NOT: DISAGREES, CONTRARY: DISAGREES, OPEN: UNTOLD}


@functools.cache
def register() -> Mapping[str, str]:
    """How the model stands with each claim and fact in the register; those that it did not test are left out."""
    return {one.name: OF_REGISTER[one.verdict] for one in answers(shipped().findings) if one.verdict in OF_REGISTER}


def heading(here: str | None, claims: Sequence[str]) -> dict[str, Any]:
    """What a lesson is headed with: the weaker of what came in it and what the register says of the claims it cites.

    Parameters
    ----------
    here:
        What came in the lesson: "agrees", "in part", "disagrees"; None where its runs cannot tell.
    claims:
        Those it cites.

    Returns
    -------
    ``standing``; and where the register says less than the lesson, ``claims`` that it says so of and ``worlds`` that
    they were run in.
    """
    if here is None:
        return {"standing": UNTOLD, "here": UNTOLD, "claims": [], "worlds": 0}
    known = {claim: register()[claim] for claim in claims if claim in register()}
    standing = max((here, *known.values()), key=WEAKER.index)
    less = [] if standing == here else [claim for claim, one in known.items() if one == standing]
    return {"standing": standing, "here": here, "claims": less, "worlds": shipped().worlds if less else 0}
