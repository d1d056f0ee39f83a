"""Entering the week's sums, by style and by department, and the clean slate of a new week.

The ledger holds sums, never ratios: a ratio is pooled from its stored numerator and denominator. Which columns there
are, and what is summed up in them, the mechanisms declare.
"""

from __future__ import annotations

from crmsim.numerics.compiled import rule


@rule
def enter(state, week, i, column, amount):
    """Add to this week's sums of the style and the department of employee i, when something happens."""
    people, sums = state.people, state.sums
    sums[week - 1, 1 + int(people[i].style), column] += amount
    sums[week - 1, 4 + people[i].department, column] += amount


@rule
def enter_amount(by_style, by_department, column, amount):
    """Add to the row of a style and the row of a department (float64[columns] each)."""
    by_style[column] += amount
    by_department[column] += amount


@rule
def begin_week(state):
    """A new week: nobody's hours are spent yet, nor the project's."""
    people = state.people
    state.project[0].consultant_hours = 0.0
    state.project[0].training_hours = 0.0
    for i in range(people.key.size):
        people[i].hours = 0.0
        people[i].project_hours = 0.0
        people[i].search_hours = 0.0
