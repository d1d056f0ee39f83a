"""Worlds: settings of all parameters but the one in question, so that no sign rests on the defaults alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc, triang

from crmsim.declaration.parameter import extra
from crmsim.mechanisms import TABLES
from crmsim.scenario import Scenario, from_content, load
from crmsim.scenario.schema import fields

LEFT_ALONE = ("choice", "definition")  # what somebody decides, not what we do not know
PEOPLE = 100
SHARES = "people.matchers"  # what givers and takers leave
HIRING = "people.hiring."


def sampled() -> list[str]:
    """The parameters that differ between worlds: every number of a mechanism with an interval and no free choice."""
    result = []
    for name, field in fields().items():
        meta = extra(field)
        known = name.split(".")[0] in TABLES and meta["interval"] is not None and meta["status"] not in LEFT_ALONE
        if known and name != SHARES and not name.startswith((HIRING, "economy.")):
            result.append(name)
    return result


def worlds(count: int, seed: int, people: int = PEOPLE, weeks: int = 104) -> list[Scenario]:
    """``count`` worlds by Latin hypercube; each value triangular over its interval, with its peak at the default."""
    columns = {name: ranks(name, count, seed) for name in sampled()}
    return [
        _world({name: float(column[number]) for name, column in columns.items()}, number, people, weeks)
        for number in range(count)
    ]


def ranks(name: str, count: int, seed: int) -> NDArray[np.float64]:
    """float64[worlds]: one column of the hypercube, keyed by the parameter's name.

    So a parameter that is new, or gone, leaves the values of all others as they were.
    """
    rng = np.random.default_rng([seed, *name.encode()])
    return qmc.LatinHypercube(1, rng=rng).random(count)[:, 0]


def _world(ranks: dict[str, float], number: int, people: int, weeks: int) -> Scenario:
    content = load("baseline", [f"organisation.employees={people}"], weeks=weeks).content()
    for name, rank in ranks.items():
        table, _, key = name.partition(".")
        content[table][key] = value_at_rank(name, rank)
    shares = content["people"]
    shares["matchers"] = 1.0 - shares["givers"] - shares["takers"]
    return from_content(content, name=f"world {number}")


def value_at_rank(name: str, rank: float) -> Any:
    """The value of a parameter below which a share ``rank`` of worlds lies."""
    field = fields()[name]
    low, high = extra(field)["interval"]
    peak = min(max((field.default - low) / (high - low), 0.0), 1.0)
    value = float(triang.ppf(rank, peak, loc=low, scale=high - low))
    return round(value) if isinstance(field.default, int) else value
