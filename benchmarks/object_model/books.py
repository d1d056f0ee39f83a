"""The books: the sums of each week, by style and department, in plain dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.object_model.things import Cohort
from crmsim.mechanisms import COLUMNS
from crmsim.mechanisms.state import (
    ACCEPTED,
    AWARE,
    GRANTED,
    GRANTED_IN_VAIN,
    NEVER,
    REFUSED,
    REJECTED,
    ROUTINE,
    STYLES,
    TRIAL,
    WINDOW,
)
from crmsim.mechanisms.work import WEEK_HOURS

if TYPE_CHECKING:
    from benchmarks.object_model.model import ObjectModel
    from benchmarks.object_model.seat import Seat

HIGH_QUALITY = 0.75
LOW_QUALITY = 0.5
SETTLED_LATER = ("changes", "noticed", "found", "passed_on", "needs", "responded")

Account = dict[str, float]


class Books:
    """Sums by week; the accounts of a week are everybody, then the styles, then the departments."""

    def __init__(self, model: ObjectModel, departments: int) -> None:
        self.model = model
        self.departments = departments
        self.weeks: list[list[Account]] = []
        self.styles: list[Account] = []
        self.places: list[Account] = []

    def open_week(self) -> None:
        """Empty accounts."""
        self.styles = [dict.fromkeys(COLUMNS, 0.0) for _ in STYLES]
        self.places = [dict.fromkeys(COLUMNS, 0.0) for _ in range(self.departments)]

    def enter(self, person: Seat, column: str, amount: float) -> None:
        """Add an amount to the accounts of a person's style and department."""
        self.styles[person.style][column] += amount
        self.places[person.department][column] += amount

    def enter_all(self, person: Seat, amounts: Account) -> None:
        """Add several amounts."""
        style = self.styles[person.style]
        place = self.places[person.department]
        for column, amount in amounts.items():
            style[column] += amount
            place[column] += amount

    def keep(self, person: Seat) -> None:
        """What the week brought for one person, and for the facts of the seat."""
        if person.present or person.left:
            self.enter_all(person, self.week_of(person))
        if person.present:
            self.enter_all(person, self.stage_of(person))
            self.enter_all(person, self.condition_of(person))
            self.enter_all(person, ties_of(person))
        if person.requests or person.queue:
            self.enter_all(person, self.requests_of(person))
        if person.facts:
            self.enter_all(person, records_of(person))

    def stage_of(self, person: Seat) -> Account:
        """The person's stage and use."""
        stage = person.stage
        user = stage >= ACCEPTED and stage != REJECTED
        return {
            "people": 1.0,
            "aware": stage == AWARE,
            "trial": stage == TRIAL,
            "rejected": stage == REJECTED,
            "user": user,
            "routine": user and stage >= ROUTINE,
            "intensity": person.intensity,
            "licences": person.has_access(),
        }

    def condition_of(self, person: Seat) -> Account:
        """Energy, knowledge, customers."""
        expertise = 0.0
        for level in person.expertise:
            expertise += level
        amounts = {
            "energy": person.energy,
            "safety": person.safety,
            "expertise": expertise,
            "topics": self.model.topics,
        }
        if person.facts:
            amounts |= {"satisfaction": person.satisfaction, "customers_of": 1.0}
        return amounts

    def week_of(self, person: Seat) -> Account:
        """Work and use of the system, also of one who left at the end of the week."""
        amounts = {
            "shared_personally": person.shared,
            "shared_by_system": person.hits,
            "shared_across": person.shared_across + person.hits_across,
            "shared": person.shared + person.hits,
            "recorded": person.recorded,
            "lookups": person.lookups,
            "hits": person.hits,
            "help_hours": person.help_hours,
            "overtime": max(0.0, person.demand - WEEK_HOURS),
        }
        if person.facts:
            amounts |= {
                "owners": 1.0,
                "output": person.right,
                "output_adjusted": person.right / person.productivity,
                "served": person.served,
            }
        return amounts

    def requests_of(self, person: Seat) -> Account:
        """What the seat asked, got, and gave."""
        exchange = self.model.p.exchange
        asked = [request for request in person.requests if not request.unasked]
        received = sum(request.answer == GRANTED for request in person.requests)
        return {
            "requests": len(asked),
            "granted": sum(request.answer in (GRANTED, GRANTED_IN_VAIN) for request in asked),
            "refused": sum(request.answer == REFUSED for request in asked),
            "offers": sum(r.unasked and r.answer in (GRANTED, GRANTED_IN_VAIN) for r in person.requests),
            "received": received,
            "benefit_received": exchange.benefit * received,
            "cost_paid": person.help_hours,
        }

    def close_week(self) -> None:
        """Add up everybody, and enter what began WINDOW weeks ago and is settled now."""
        project = self.model.project
        everybody = {}
        for column in COLUMNS:
            total = 0.0
            for account in self.styles:
                total += account[column]
            everybody[column] = total
        everybody["training_hours"] = project.training_hours
        everybody["project_weeks"] = project.project_weeks
        if self.model.week > WINDOW:
            cohort = self.model.cohorts.pop(self.model.week - WINDOW, Cohort())
            for column in SETTLED_LATER:
                everybody[column] = getattr(cohort, column)
        self.weeks.append([everybody, *self.styles, *self.places])

    def sums(self) -> NDArray[np.float64]:
        """float64[weeks, groups, columns], as in :class:`crmsim.mechanisms.state.State`."""
        return np.array([[[account[column] for column in COLUMNS] for account in week] for week in self.weeks])


def ties_of(person: Seat) -> Account:
    """The person's ties with contact, and their quality."""
    qualities = [tie.quality for tie in person.ties if tie.contact > 0.0]
    total = 0.0
    for quality in qualities:
        total += quality
    return {
        "ties": len(qualities),
        "quality": total,
        "high_quality": sum(quality >= HIGH_QUALITY for quality in qualities),
        "low_quality": sum(quality < LOW_QUALITY for quality in qualities),
    }


def records_of(person: Seat) -> Account:
    """What the system holds of the facts of the seat."""
    covered = sum(fact.recordable and fact.in_system for fact in person.facts)
    return {
        "recordable": sum(fact.recordable for fact in person.facts),
        "covered": covered,
        "records": sum(fact.recorded != NEVER for fact in person.facts),
        "fresh": covered,
    }
