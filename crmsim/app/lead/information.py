"""What a leader sees of the state: little for free, more for money and hours. All of it is read off the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.app.lead.post import WEEKS
from crmsim.mechanisms import COLUMN
from crmsim.mechanisms.project import step_weeks
from crmsim.mechanisms.rollout import lasting, project_size
from crmsim.mechanisms.signals import influence
from crmsim.mechanisms.state import EVALUATION, NEVER, STYLES
from crmsim.simulation.run import Simulation
from crmsim.words import Message, message

Floats = NDArray[np.float64]
AGREES = 0.5  # from which somebody who is asked says yes
WATCHED = 0.2  # share of full watching from which somebody says that they feel it


@dataclass(frozen=True)
class Seen:
    """What is there for every leader to see.

    Attributes
    ----------
    week:
        The last that is over; 0 before the first.
    step:
        Of the project: 0 not begun, 1 strategy, 2 foundations, 3 needs, 4 implementation, 5 in use.
    opened:
        The week in which the first got the system; None before.
    present:
        People at work.
    left:
        Of the quarter that is over: people who left.
    trust:
        0..1 what words weigh against words that deeds have always followed: how far people believe them.
    """

    week: int
    step: int
    opened: int | None
    present: int
    left: int
    trust: float


@dataclass(frozen=True)
class Department:
    """What log-ins say of a department (or, without a name, of all).

    Attributes
    ----------
    people, users, regular:
        At work; who use the system; who use it as a matter of course.
    """

    name: str
    people: int
    users: int
    regular: int


@dataclass(frozen=True)
class Answer:
    """A statement of a survey, and the share of people at work who agree."""

    statement: Message
    share: float


def seen(simulation: Simulation) -> Seen:
    """What is free to see at this point of the run."""
    state, week = simulation.state, simulation.week
    project = state.project[0]
    here = state.people.present == 1
    left = simulation.state.sums[max(week - WEEKS, 0) : week, 0, COLUMN["departures"]].sum()
    opened = int(project.go_live)
    return Seen(
        week, int(project.step), opened if opened != NEVER else None, int(here.sum()), round(float(left)),
        trust(simulation),
    )  # fmt: skip


def trust(simulation: Simulation) -> float:
    """The weight of words against a record without a gap, mean over people at work (K3); 1 where nothing was broken."""
    people = simulation.state.people
    doubt = simulation.now.leadership.doubt
    return float(np.mean([influence(float(gap), doubt) for gap in people.gap[people.present == 1]]))


def weeks_until_use(simulation: Simulation) -> int:
    """Weeks that the plan has until the first get the system; 0 where they have it."""
    state, params = simulation.state, simulation.params
    project = state.project[0]
    if project.step >= EVALUATION:
        return 0
    longer = lasting(project_size(state), params.project.size_exponent)
    rest = sum(step_weeks(step, longer, params.project) for step in range(int(project.step) + 1, EVALUATION))
    wait = max(params.project.start_week - simulation.week, 0) if project.step == 0 else 0
    return round(float(wait + project.weeks_left + rest))


def logins(simulation: Simulation) -> list[Department]:
    """Use in the last week, by department, all of them last; none before the first week."""
    if simulation.week == 0:
        return []
    row = simulation.state.sums[simulation.week - 1]
    first = 1 + len(STYLES)
    names = [*simulation.organisation.departments, ""]
    places = [*range(first, first + len(names) - 1), 0]
    return [
        Department(name, *(round(float(row[place, COLUMN[column]])) for column in ("people", "user", "routine")))
        for name, place in zip(names, places, strict=True)
    ]


def users_by_week(simulation: Simulation) -> Floats:
    """float64[weeks]: people who use the system."""
    return np.asarray(simulation.state.sums[: simulation.week, 0, COLUMN["user"]], dtype=np.float64)


def survey(simulation: Simulation) -> list[Answer]:
    """What people at work agree with; of the system only once somebody has it."""
    people = simulation.state.people
    here = people[people.present == 1]
    has = here[(here.access >= 0) & (here.access <= simulation.week)]
    doubt = simulation.now.leadership.doubt

    def share(values: Any) -> float:
        return float(np.mean(values)) if np.size(values) else 0.0

    answers = [
        Answer(message("What leaders say about the system, they do"),
               share([influence(float(gap), doubt) >= AGREES for gap in here.gap])),
        Answer(message("My nearest leader takes the system seriously"), share(here.done_mean >= AGREES)),
        Answer(message("I understand why we have it, what it is, how it works and whom it is for"),
               share(here.understanding.mean(axis=1) >= AGREES)),
        Answer(message("I have energy left after work"), share(here.energy >= AGREES)),
    ]  # fmt: skip
    if has.size:
        answers += [
            Answer(message("The system is of use to me"), share(has.usefulness >= AGREES)),
            Answer(message("The system is easy to use"), share(has.ease >= AGREES)),
            Answer(message("Most of those I work with use it"), share(has.exposure >= AGREES)),
            Answer(message("I feel watched in it"), share(has.felt_surveillance >= WATCHED)),
        ]
    return answers
