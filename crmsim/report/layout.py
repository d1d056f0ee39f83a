"""Where people stand in a picture of an organisation: departments apart, colleagues near, nobody on top of another."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.organisation.seats import listing_order, seated

Points = NDArray[np.float64]

GOLDEN = math.pi * (3.0 - math.sqrt(5.0))
RING = 0.85  # room around the people of a department
SPREAD = 0.55  # radius of a disc of people against the root of their number: neighbours are then about 1 apart
GAP = 1.14  # distance of departments' middles against the sum of their radii
LARGEST_MATCHED = 600  # people of one department whose places are matched to their ties; beyond it takes long


@dataclass(frozen=True, eq=False)
class Layout:
    """Places in the unit of the distance between two neighbours.

    Attributes
    ----------
    people:
        float64[n, 2].
    middle:
        float64[d, 2], of each department; NaN for one without people.
    radius:
        float64[d].
    """

    people: Points
    middle: Points
    radius: NDArray[np.float64]


def place(organisation: Any) -> Layout:
    """Places for everybody, the same for the same organisation.

    Those of people from files do not follow the list they stand on, which would tell who is who.
    """
    order = listing_order(organisation)
    in_order = _places(seated(organisation, order))
    people = np.empty_like(in_order.people)
    people[order] = in_order.people
    return Layout(people, in_order.middle, in_order.radius)


def _places(organisation: Any) -> Layout:
    department = np.asarray(organisation.department)
    count = len(organisation.departments)
    contact = np.asarray(organisation.contact)
    tied = contact > 0.0
    source, target = np.asarray(organisation.source)[tied], np.asarray(organisation.target)[tied]
    sizes = np.bincount(department, minlength=count)
    radius = SPREAD * np.sqrt(np.maximum(sizes, 1)) + RING
    middle = departments_apart(department[source], department[target], sizes, radius)
    people = np.empty((department.size, 2))
    for d in range(count):
        members = np.flatnonzero(department == d)
        if members.size:
            inside = (department[source] == d) & (department[target] == d)
            people[members] = middle[d] + within(members, source[inside], target[inside])
    return Layout(people, np.where(sizes[:, None] > 0, middle, np.nan), radius)


def spiral(size: int) -> Points:
    """``size`` places that fill a disc evenly, a golden angle apart (Vogel 1979), about 1 from each other."""
    step = np.arange(size)
    places: Points = (
        np.column_stack([np.cos(step * GOLDEN), np.sin(step * GOLDEN)]) * (SPREAD * np.sqrt(step + 0.5))[:, None]
    )
    return places


def within(members: NDArray[np.int64], source: NDArray[Any], target: NDArray[Any]) -> Points:
    """Places of a department's members around its middle: an even spiral, matched to a drawing by their ties."""
    places = spiral(members.size)
    if members.size < 3 or not source.size:
        return places
    if members.size > LARGEST_MATCHED:
        degree = np.bincount(np.searchsorted(members, np.concatenate([source, target])), minlength=members.size)
        ranked = np.empty(members.size, dtype=np.int64)
        ranked[np.argsort(-degree, kind="stable")] = np.arange(members.size)
        return places[ranked]
    wished = spring(members.size, np.searchsorted(members, source), np.searchsorted(members, target), places)
    scale = math.sqrt(float((places**2).sum()) / max(float((wished**2).sum()), 1e-12))
    far = ((wished[:, None, :] * scale - places[None, :, :]) ** 2).sum(axis=2)
    from scipy.optimize import linear_sum_assignment

    _, chosen = linear_sum_assignment(far)
    result: Points = places[chosen]
    return result


def spring(size: int, source: NDArray[Any], target: NDArray[Any], start: Points) -> Points:
    """A drawing by springs (Kamada & Kawai 1989) from a given start, around the origin; it takes no chances."""
    import igraph

    graph = igraph.Graph(n=size, edges=list(zip(source.tolist(), target.tolist(), strict=True))).simplify()
    drawn = graph.layout_kamada_kawai(seed=start.tolist(), maxiter=10 * size)
    result = np.asarray(drawn.coords, dtype=np.float64)
    middle: Points = result - result.mean(axis=0)
    return middle


def departments_apart(
    one: NDArray[Any], other: NDArray[Any], sizes: NDArray[Any], radius: NDArray[np.float64]
) -> Points:
    """Middles of departments: those with many ties between them near each other, none over another.

    Parameters
    ----------
    one, other:
        Departments at the two ends of each tie.
    """
    count = sizes.size
    if count == 1:
        return np.zeros((1, 2))
    across = one != other
    code, weight = np.unique(np.minimum(one, other)[across] * count + np.maximum(one, other)[across],
                             return_counts=True)  # fmt: skip
    start = spiral(count)
    if code.size:
        keep = weight >= np.quantile(weight, 0.5)
        start = spring(count, code[keep] // count, code[keep] % count, start)
    places = start * (2.0 * radius.mean() / max(float(np.ptp(start, axis=0).max()), 1e-9)) * math.sqrt(count)
    places[:, 1] *= 0.75  # pictures are wider than high
    apart = GAP * (radius[:, None] + radius[None, :])
    np.fill_diagonal(apart, 0.0)
    for _ in range(400):
        away = places[:, None, :] - places[None, :, :]
        distance = np.sqrt((away**2).sum(axis=2)) + 1e-9
        overlap = np.maximum(apart - distance, 0.0)
        np.fill_diagonal(overlap, 0.0)
        if float(overlap.max()) < 1e-3:
            break
        places += 0.5 * ((overlap / distance)[:, :, None] * away).sum(axis=1)
        places *= 0.999  # drawn together, so that no hole remains
    middle: Points = places - places.mean(axis=0)
    return middle
