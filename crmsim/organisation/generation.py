"""Organisations made from a few numbers: departments with circles of colleagues, or the graphs of the textbooks.

Definitions, by which ``cross_parker_consulting`` (advice of raw 3 or more) has the values in ``evidence.md``:

mean_ties
    Ties with contact, divided by people: mean out-degree (6.7).
within_department
    Share of these ties inside a department (.78).
reciprocity
    Share of these ties whose reverse is one too (.76).
clustering
    Mean over people of the share of pairs of one's neighbours who are neighbours, where neighbours are two people of
    whom at least one turns to the other; fewer than two neighbours count 0 (Watts & Strogatz 1998). That gives .53.

Contact is assumed: see :func:`crmsim.organisation.network.assemble`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from crmsim.errors import CrmsimError
from crmsim.organisation import network
from crmsim.organisation.asked import Settings, check
from crmsim.organisation.command import TEAM, blocks, department_count, line_of_command
from crmsim.organisation.organisation import Organisation, Whole, Wide, absent, unnamed
from crmsim.organisation.textbook import textbook
from crmsim.words import message

CLOSE_ENOUGH = 0.02  # the search for clustering ends within 2 % of what was asked
MISSED = 0.10  # farther off than this is reported as missed
SEARCHES = 9
PROXY = 20_000  # larger organisations are searched on a smaller one of the same make


def generate(settings: Settings, key: int) -> Organisation:
    """An organisation as asked; the same settings and key give the same one to the bit.

    Parameters
    ----------
    settings:
        ``graph`` is "departments" (directed weighted ties, see the module), "complete", "regular" (a random regular
        graph), "ring" (``rewiring`` is the share of ties with one end moved) or "poisson". The last four are
        undirected with contact 1, have one department unless more are asked for, and add no tie for the line of
        command.
    key:
        Run key, uint64 (:func:`crmsim.numerics.draws.run_key`).

    Returns
    -------
    Organisation
        Its ``report`` has ``asked`` and ``reached`` (mean_ties, within_department, reciprocity, clustering, levels,
        departments) and ``missed``: the names of those more than 10 % off.

    Raises
    ------
    CrmsimError
        Where no network can be as asked.
    """
    check(settings)
    limit = settings.graph != "departments"
    people, departments = settings.employees, _departments(settings)
    run = np.uint64(key)
    first = blocks(people, departments, int(key))
    department = np.repeat(np.arange(departments, dtype=np.int32), np.diff(first))
    clustering: float | None = None
    if limit:
        one, two = textbook(settings, run)
        manager, level, _ = line_of_command(first, settings.levels, TEAM)
        circle, inside, mutual = np.empty(0, np.int32), len(one), np.array([len(one), 0])
    else:
        wanted, mutual = _counts(settings, first)
        size = max(3, int(2 * wanted[0] / people) + 1)
        manager, level, circle = line_of_command(first, settings.levels, size)
        closeness = _closeness(settings, run, first, department, manager, circle, wanted, size)
        one, two, inside = network.grow(run, first, department, manager, circle, wanted, closeness)
        mutual = _placed(mutual, wanted, inside, len(one))
    start, target, pair = network.link(people, one, two)
    if not limit:
        clustering = float(network.closure(start, target))
    reverse, contact = network.assemble(run, one, two, start, target, pair, circle, manager, inside, mutual)
    seats = np.arange(people, dtype=np.uint64)
    width = len(str(people))
    return Organisation(
        names=tuple([f"e{seat:0{width}d}" for seat in range(1, people + 1)]),
        departments=tuple(f"department {d}" for d in range(1, departments + 1)),
        key=seats,
        department=department,
        level=level,
        manager=manager,
        start=start,
        target=target,
        reverse=reverse,
        contact=contact,
        quality=absent(len(target)),
        style=unnamed(people),
        role=unnamed(people),
        otherish=absent(people),
        productivity=absent(people),
        threshold=absent(people),
        tenure=absent(people),
        report=_report(settings, departments, int(level.max()), len(one), inside, mutual, clustering),
    )


def refuse_impossible(settings: Settings) -> None:
    """Refuse what :func:`generate` would, and make nobody.

    Raises
    ------
    CrmsimError
        Where no network can be as asked.
    """
    check(settings)
    departments = _departments(settings)
    if settings.graph == "departments":
        _counts(settings, blocks(settings.employees, departments, 0))


def _departments(settings: Settings) -> int:
    """How many departments there are."""
    people = settings.employees
    if settings.graph == "departments":
        departments = department_count(people, settings.departments)
    else:
        departments = settings.departments or 1
    if departments > people:
        raise CrmsimError(
            message("more departments than people"),
            key="organisation.departments",
            value=departments,
            expected=message("at most {people}", people=people),
        )
    if departments > 1 and settings.levels == 2:
        raise CrmsimError(
            message("two levels leave no place for heads of departments"),
            key="organisation.levels",
            value=2,
            expected=message("1 (no line of command), or 3 and more, or organisation.departments = 1"),
        )
    return departments


def _counts(settings: Settings, first: Wide) -> tuple[Wide, Wide]:
    """Pairs wanted inside and between departments, and how many of each go both ways."""
    people, departments = settings.employees, len(first) - 1
    ties = round(people * settings.mean_ties)
    both = round(settings.reciprocity * ties / 2)
    pairs = ties - both
    every = people * (people - 1) // 2
    if pairs > every:
        least = 2 * (ties - every) / ties
        raise CrmsimError(
            message(
                "{ties:g} ties each among {people} people are not possible with so few returned",
                ties=settings.mean_ties,
                people=people,
            ),
            key="organisation.reciprocity",
            value=settings.reciprocity,
            expected=message("at least {least:.3f}, or fewer organisation.mean_ties", least=least),
        )
    if settings.levels > 1 and pairs < people - 1:
        raise CrmsimError(
            message("too few ties for everybody to have contact with a manager"),
            key="organisation.mean_ties",
            value=settings.mean_ties,
            expected=message(
                "at least {least:.2f}, or organisation.levels = 1", least=1 / (1 - settings.reciprocity / 2)
            ),
        )
    sizes = np.diff(first)
    most_inside = int((sizes * (sizes - 1) // 2).sum())
    heads = departments - 1 if settings.levels > 1 else 0
    reporting = people - 1 - heads if settings.levels > 1 else 0
    between = pairs - round(settings.within_department * pairs)
    between = min(max(between, heads, pairs - most_inside), pairs - reporting, every - most_inside)
    inside = pairs - between
    both_inside = min(round(both * inside / max(pairs, 1)), inside)
    return np.array([inside, between]), np.array([both_inside, min(both - both_inside, between)])


def _placed(mutual: Wide, wanted: Wide, inside: int, pairs: int) -> Wide:
    """Mutual pairs of those that were placed: all were, unless draws and room ran out."""
    placed = np.array([inside, pairs - inside])
    return np.where(placed < wanted, np.minimum(mutual, placed), mutual).astype(np.int64)


def _closeness(
    settings: Settings,
    run: Any,
    first: Wide,
    department: Whole,
    manager: Whole,
    circle: Whole,
    wanted: Wide,
    size: int,
) -> float:
    """The closeness that gives the clustering asked."""
    if settings.employees > PROXY:
        first, department, wanted = _proxy(first, wanted)
        manager, _, circle = line_of_command(first, settings.levels, size)

    def reached(closeness: float) -> float:
        one, two, _ = network.grow(run, first, department, manager, circle, wanted, closeness)
        start, target, _ = network.link(len(department), one, two)
        return float(network.closure(start, target))

    asked = settings.clustering
    low, high = 0.0, 1.0
    bottom, top = reached(low) - asked, reached(high) - asked
    if bottom >= 0.0 or top <= 0.0:
        return low if bottom >= 0.0 else high
    best, off = (low, -bottom) if -bottom < top else (high, top)
    for search in range(SEARCHES):
        # regula falsi, and halving in between because the curve is neither straight nor quite smooth
        share = bottom / (bottom - top) if search % 3 < 2 else 0.5
        middle = low + (high - low) * min(max(share, 0.05), 0.95)
        miss = reached(middle) - asked
        if abs(miss) < off:
            best, off = middle, abs(miss)
        if abs(miss) <= CLOSE_ENOUGH * asked:
            break
        if miss < 0.0:
            low, bottom = middle, miss
        else:
            high, top = middle, miss
    return best


def _proxy(first: Wide, wanted: Wide) -> tuple[Wide, Whole, Wide]:
    """A smaller organisation of the same make: some departments, cut where they are very large.

    In large departments clustering depends on circles and clumps alone, so it is the same in the small one.
    """
    sizes = np.minimum(np.diff(first), PROXY // 4)
    kept = max(min(len(sizes), 4), int(np.searchsorted(np.cumsum(sizes), PROXY // 2)))
    small = np.concatenate([[0], np.cumsum(sizes[:kept])]).astype(np.int64)
    department = np.repeat(np.arange(len(small) - 1, dtype=np.int32), np.diff(small))
    share = small[-1] / first[-1]
    return small, department, np.round(wanted * share).astype(np.int64)


def _report(
    settings: Settings, departments: int, levels: int, pairs: int, inside: int, mutual: Wide, clustering: float | None
) -> dict[str, Any]:
    ties = pairs + int(mutual.sum())
    reached: dict[str, Any] = {
        "employees": settings.employees,
        "departments": departments,
        "levels": levels,
        "mean_ties": ties / settings.employees,
    }
    if clustering is not None:
        reached["within_department"] = (inside + int(mutual[0])) / ties if ties else None
        reached["reciprocity"] = 2 * int(mutual.sum()) / ties if ties else None
        reached["clustering"] = clustering
    asked = {name: getattr(settings, name) for name in reached}
    asked["departments"] = settings.departments or departments
    missed = [
        name
        for name, value in reached.items()
        if value is not None
        and abs(value - asked[name]) > MISSED * max(abs(asked[name]), 1e-9)
        and not (name == "within_department" and departments == 1)
        and not (name in ("mean_ties", "levels") and settings.graph == "complete")
    ]
    return {"graph": settings.graph, "asked": asked, "reached": reached, "missed": missed}
