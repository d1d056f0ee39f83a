"""The worlds everything is tried in: settings of what nobody knows, as plausible as each other, and their seeds."""

from __future__ import annotations

import functools
import time
from collections.abc import Hashable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import tomli_w
from numpy.typing import NDArray

from crmsim.app.sandbox.levers import LEVER, LEVERS
from crmsim.experiment import design_of, from_text
from crmsim.experiment.design import Design
from crmsim.results import summarise
from crmsim.results.weekly import EVERYBODY, PLACE, weekly
from crmsim.scenario import Scenario, load, value_at
from crmsim.scenario.schema import plain
from crmsim.simulation import Simulation
from crmsim.whatif.asking import constants
from crmsim.words import Message, message

WORLDS = 40  # that a curve is made of; a verdict needs thirty
CHOICES: dict[str, dict[str, str]] = {  # a design of worlds has some; here the sliders choose
    "now": {}, "then": {"project.licences": "owners"}
}  # fmt: skip
Changes = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Organisation:
    """A reference organisation.

    Attributes
    ----------
    title:
        What it is.
    settings:
        What it has beyond the reference scenario.
    worlds:
        The shipped file of worlds that were found plausible for it.
    """

    title: Message
    worlds: str
    settings: tuple[str, ...] = ()

    @functools.cached_property
    def scenario(self) -> Scenario:
        """As it is, without a world."""
        return load("baseline", self.settings)

    @property
    def people(self) -> int:
        """Seats."""
        return int(self.scenario.organisation.employees)

    @property
    def weeks(self) -> int:
        """How long it is followed."""
        return self.scenario.weeks


ORGANISATIONS: dict[str, Organisation] = {
    "firm": Organisation(message("A firm of 150"), "reference_firm"),
    "municipality": Organisation(
        message("A municipality of 80"), "reference_municipality",
        ("organisation.sector=public", "organisation.employees=80"),
    ),
}  # fmt: skip


class Ran(NamedTuple):
    """What is kept of a run.

    Attributes
    ----------
    weeks:
        float64[weeks, outcomes] of everybody, in the order of all outcomes; NaN where undefined.
    whole:
        float64[outcomes], over the whole run, as every answer of crmsim tells it.
    seconds:
        Of computing, which the number of needs decides.
    """

    weeks: NDArray[np.float64]
    whole: NDArray[np.float64]
    seconds: float = 0.0


@functools.cache
def now(organisation: str) -> dict[str, int]:
    """Lever → where its slider stands when nothing is changed."""
    scenario = ORGANISATIONS[organisation].scenario
    return {lever.name: lever.now(scenario) for lever in LEVERS}


@functools.cache
def _worlds(organisation: str) -> tuple[Scenario, Design]:
    """What all worlds have in common, and the design that draws the rest.

    The shipped worlds hold the numbers that were found plausible; all else that nobody knows lies anywhere in its
    interval, as they are meant to be drawn. What is decided, and what the sliders move, stands as it does now.
    """
    about = ORGANISATIONS[organisation]
    held = {key: plain(value_at(about.scenario, key)) for lever in LEVERS for key in lever.keys}
    content = {
        "title": organisation, "base": "baseline", "outcomes": ["user_share"], "runs": 1,
        "design": {"kind": "worlds", "samples": WORLDS},
        "constants": {**constants(about.scenario), **held, "scenario.weeks": about.weeks},
        "levers": {"choice": {"alternatives": CHOICES}},
        "uncertainties": {"worlds": about.worlds, "all": "interval"},
    }  # fmt: skip
    experiment = from_text(tomli_w.dumps(content), organisation)
    if experiment.base is None:
        raise ValueError("an experiment of a simulation has a scenario")
    return experiment.base, design_of(experiment)


@functools.cache
def world(organisation: str, number: int) -> Scenario:
    """The organisation in one of its worlds, from 1, with nothing changed."""
    base, design = _worlds(organisation)
    point = design.point(len(CHOICES) * (number - 1))  # of the first choice, in which nothing is changed
    return base.changed(list(point.settings), "experiment")


def changed(organisation: str, number: int, changes: Changes) -> Scenario:
    """A world with levers moved."""
    found = world(organisation, number)
    settings = {key: value for name, moved in changes for key, value in LEVER[name].set(found, moved).items()}
    return found.changed([f"{key}={value!r}" for key, value in settings.items()]) if settings else found


def name_of(organisation: str, number: int, changes: Changes) -> Hashable:
    """By what a run is known: everything that it follows from."""
    return "sandbox", organisation, number, changes


def run(organisation: str, number: int, changes: Changes) -> Ran:
    """One run of one world with random numbers of its own, which is the same whatever is changed.

    Money is not told here, so the run without a project that it would be held against is not made.
    """
    begun = time.thread_time()
    scenario = changed(organisation, number, changes)
    simulation = Simulation(scenario, number)
    for _ in simulation.slices(scenario.weeks):
        pass
    ledger = simulation.state.sums[:, :1]
    whole = summarise(ledger, groups=(EVERYBODY,), target=scenario.scenario.target)
    return Ran(weekly(ledger, {}).values[:, 0].copy(), whole.table[0].copy(), time.thread_time() - begun)


def place_of(outcome: str) -> int:
    """Where an outcome stands in a :class:`Ran`."""
    return PLACE[outcome]
