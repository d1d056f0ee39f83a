"""Departments and the line of command of a generated organisation."""

from __future__ import annotations

import math

import numpy as np

from crmsim.numerics.draws import join, normal, stream
from crmsim.numerics.portable import exp, log
from crmsim.organisation.organisation import Whole, Wide

PER_DEPARTMENT = 19  # people in a department where none is asked for [assumed]
MOST_DEPARTMENTS = 200  # as many as are made where none is asked for
TEAM = 8  # a team leader and seven others: spans of control of five to ten are usual [assumed]
SPAN = (5, 12)  # spans of control at which a circle of colleagues is taken to be a team [assumed]
SPREAD = 0.35  # standard deviation of the log of a department's size [assumed]
LEAST = 3  # people in a department, where there are enough

SIZE = stream("organisation.department.size")


def department_count(employees: int, asked: int) -> int:
    """How many departments: as asked; 0 means one per about 19 people and never more than 200."""
    return asked if asked > 0 else max(1, min(MOST_DEPARTMENTS, round(employees / PER_DEPARTMENT)))


def blocks(employees: int, departments: int, key: int) -> Wide:
    """int64[d+1], first seat of each department: sizes are lognormal and sum to ``employees``."""
    base = join(key, SIZE)
    weights = [exp(SPREAD * normal(base, d)) for d in range(departments)]
    least = min(LEAST, employees // departments)
    spare = employees - least * departments
    total = math.fsum(weights)
    bounds = [0]
    passed = 0.0
    for d, weight in enumerate(weights):
        passed += weight
        bounds.append(least * (d + 1) + (spare if d == departments - 1 else round(spare * passed / total)))
    return np.array(bounds, dtype=np.int64)


def line_of_command(first: Wide, levels: int, circle_size: int) -> tuple[Whole, Whole, Whole]:
    """Manager (int32[n], -1 at the top), level (int32[n], 1 = top) and circle (int32[n], its first seat) of everybody.

    Seat 0 leads the organisation. Each department has a head, who reports to the top; in a single department the
    top is the head. Team leaders and levels between them and the head multiply evenly from one level to the
    next; a department too small for the levels asked has fewer. With ``levels`` 1 nobody has a manager.

    A circle is a block of about ``circle_size`` colleagues of a department; where that is a span one can lead, teams
    are circles.
    """
    employees = int(first[-1])
    manager = np.full(employees, -1, dtype=np.int32)
    level = np.ones(employees, dtype=np.int32)
    circle = np.empty(employees, dtype=np.int32)
    for d in range(len(first) - 1):
        low, size = int(first[d]), int(first[d + 1] - first[d])
        circles = max(1, round(size / circle_size))
        bounds = low + np.arange(circles + 1) * size // circles
        circle[low : low + size] = np.repeat(bounds[:-1], np.diff(bounds))
    if levels == 1:
        return manager, level, circle
    team = circle_size if SPAN[0] <= circle_size <= SPAN[1] else TEAM
    single = len(first) == 2
    for d in range(len(first) - 1):
        head, end = int(first[d]), int(first[d + 1])
        if d == 0 and not single and end > 1:
            head = 1
        if head > 0:
            manager[head], level[head] = 0, 2
        blocks_led = _fill(manager, level, head, end, levels, team)
        if team == circle_size and len(blocks_led):
            bounds = np.append(blocks_led, end)
            bounds[0] = first[d]  # heads and whoever stands between belong to the first circle
            circle[first[d] : end] = np.repeat(bounds[:-1], np.diff(bounds))
    return manager, level, circle


def _fill(manager: Whole, level: Whole, head: int, end: int, levels: int, team: int) -> Wide:
    """Give the seats after ``head`` up to ``end`` their managers; the first seat of each team, none without teams."""
    top = int(level[head])
    between = middle_sizes(end - head - 1, levels - top - 1, team)
    above = np.array([head], dtype=np.int64)
    seat = head + 1
    for step, size in enumerate(between):
        last = step == len(between) - 1
        if last:  # the lowest leaders sit with their teams: each first in a block of what is left
            seats = seat + np.arange(size, dtype=np.int64) * (end - seat) // size
        else:
            seats = np.arange(seat, seat + size, dtype=np.int64)
            seat += size
        manager[seats] = above[np.arange(size) * len(above) // size]
        level[seats] = top + step + 1
        above = seats
    if not between:
        manager[seat:end] = head
        level[seat:end] = top + 1
        return np.empty(0, dtype=np.int64)
    leader = above[np.searchsorted(above, np.arange(seat, end), side="right") - 1]
    staff = leader != np.arange(seat, end)
    manager[seat:end][staff] = leader[staff]
    level[seat:end][staff] = top + len(between) + 1
    return above


def middle_sizes(people: int, steps: int, team: int) -> list[int]:
    """How many leaders stand at each of ``steps`` levels between a head and ``people`` others, from above."""
    teams = round(people / team)
    while steps > 0 and teams > 1:
        sizes = [max(1, round(exp(log(float(teams)) * (step + 1) / steps))) for step in range(steps)]
        if sum(sizes) <= people // 2:
            return sizes
        steps -= 1
    return []
