"""An experiment as it is run: what is asked, what is varied, how often, and how precisely it must be known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from crmsim.experiment.factor import Factor
from crmsim.experiment.functions import OUTCOME as VALUE
from crmsim.mechanisms.state import STYLES
from crmsim.results.weekly import NAMES
from crmsim.scenario import Scenario, Setting
from crmsim.scenario.sources import Source
from crmsim.words import Teller

Kind = Literal["scenarios", "grid", "one_at_a_time", "lhs", "sobol", "morris", "worlds"]
KINDS: tuple[Kind, ...] = ("scenarios", "grid", "one_at_a_time", "lhs", "sobol", "morris", "worlds")


@dataclass(frozen=True)
class DesignChoice:
    """Which settings are run.

    Attributes
    ----------
    kind:
        One of :data:`KINDS`.
    samples:
        lhs: points; sobol: base sample (a power of two); morris: trajectories; worlds: sampled worlds. 0 elsewhere.
    levels:
        morris: levels of the grid.
    second_order:
        sobol: whether pairs are told apart, which takes nearly twice the runs.
    """

    kind: Kind
    samples: int = 0
    levels: int = 4
    second_order: bool = False


@dataclass(frozen=True)
class Replication:
    """How often every setting is run.

    Attributes
    ----------
    least, most:
        Runs of each setting; the same number where it is fixed.
    precision:
        Outcome → the half-width, in the outcome's unit, that its 95 % interval must come below. Empty where the
        number of runs is fixed.
    of:
        Whether the interval is that of each setting's mean, or that of each paired difference from the reference.
    """

    least: int
    most: int
    precision: Mapping[str, float] = field(default_factory=dict)
    of: Literal["mean", "difference"] = "difference"


@dataclass(frozen=True)
class Failure:
    """What counts as a failed project: an outcome below or above a bound."""

    outcome: str
    below: float | None = None
    above: float | None = None


@dataclass(frozen=True, eq=False)
class Experiment:
    """One experiment, checked.

    Attributes
    ----------
    name:
        A shipped name or the file's stem.
    title, question:
        For people.
    base:
        The scenario that everything else changes, constants applied; None where ``function`` takes its place.
    function:
        Name of a known function (:mod:`crmsim.experiment.functions`) run in place of the simulation; None usually.
    outcomes:
        The outcomes watched: shown, and held to the precision asked for. All outcomes are stored.
    factors:
        What is varied: levers first, then uncertainties, each in the order of the file.
    constants:
        Settings applied to the base.
    design, runs, failure:
        See their classes.
    reference:
        Point number of the setting that the others are compared with.
    within:
        Names of factors at whose every level the reference is taken anew: there the others are compared with it.
    matters:
        Outcome → the least, the usual and the largest smallest change that matters, in the outcome's unit; those left
        out are as declared. It judges results and changes no run.
    seed:
        Of the first run.
    money:
        Whether the counterfactual run without a project is run, on which benefit, net benefit and success rest.
    weekly:
        Outcomes stored week by week.
    by_style:
        Outcomes stored for givers, takers and matchers too.
    budget_runs, budget_hours:
        The most that may be spent; None without a bound.
    limit:
        Seconds after which one run is given up as hung; None where that follows from how long runs take
        (:mod:`crmsim.runner.limit`).
    groups:
        Name → factors that are told together in sensitivity indices; empty without.
    text:
        The file as written.
    hash:
        Hash (32 hex digits) of all that determines which runs are made and what is stored; prose does not enter.
    others:
        Name or path → scenario, constants applied, where scenarios are varied; empty otherwise.
    title_nb, question_nb:
        The same for people who read Norwegian bokmål; empty without.
    shown:
        How messages name where the experiment was written.
    file:
        The file it was read from; None where it was made of a text or in Python.
    """

    name: str
    title: str
    question: str
    base: Scenario | None
    function: str | None
    outcomes: tuple[str, ...]
    factors: tuple[Factor, ...]
    constants: tuple[Setting, ...]
    design: DesignChoice
    runs: Replication
    failure: Failure | None
    reference: int
    seed: int
    money: bool
    weekly: tuple[str, ...]
    budget_runs: int | None
    budget_hours: float | None
    limit: float | None
    groups: Mapping[str, tuple[str, ...]]
    text: str
    hash: str
    others: Mapping[str, Scenario] = field(default_factory=dict)
    by_style: tuple[str, ...] = ()
    title_nb: str = ""
    question_nb: str = ""
    shown: str = "experiment"
    within: tuple[str, ...] = ()
    matters: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    file: Source | None = None

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files it rests on: its own, and those of its scenarios."""
        scenarios = [self.base, *self.others.values()]
        read = [source for scenario in scenarios if scenario is not None for source in scenario.sources]
        return (*([self.file] if self.file is not None else []), *read)

    def title_and_question(self, teller: Teller) -> tuple[str, str]:
        """Title and question, in Norwegian as the file has them, else as the catalogue has."""
        return teller.choose(self.title, self.title_nb), teller.choose(self.question, self.question_nb)

    @property
    def stored(self) -> tuple[str, ...]:
        """What every run leaves, in order: all outcomes, then those by style; or the one of a known function."""
        return (VALUE,) if self.function is not None else (*NAMES, *self.styles)

    @property
    def styles(self) -> tuple[str, ...]:
        """Columns of the outcomes by style, as ``output:giver``."""
        return tuple(f"{name}:{style}" for name in self.by_style for style in STYLES)

    @property
    def levers(self) -> tuple[Factor, ...]:
        """What a decision-maker chooses."""
        return tuple(factor for factor in self.factors if factor.role == "lever")

    @property
    def uncertainties(self) -> tuple[Factor, ...]:
        """What nobody knows."""
        return tuple(factor for factor in self.factors if factor.role == "uncertainty")


@dataclass(frozen=True)
class Point:
    """One setting of all factors.

    Attributes
    ----------
    number:
        Its place in the design.
    values:
        Column → what stands in the results: a number, a word, true or false. A column for each factor; for a mixture
        one for each of its keys.
    settings:
        What is typed after the base's own settings, or nothing for a known function.
    scenario:
        Name or path of another base than the experiment's, where scenarios are varied; None otherwise.
    seed_block:
        Runs of points of one block share their seeds: run r has seed ``seed + seed_block * SEED_STRIDE + r``.
    world, lever:
        worlds: which sampled world, and which setting of the levers; -1 elsewhere.
    """

    number: int
    values: Mapping[str, Any]
    settings: tuple[Setting, ...]
    scenario: str | None
    seed_block: int
    world: int = -1
    lever: int = -1


SEED_STRIDE = 1_000_000


def seed_of(experiment: Experiment, point: Point, replicate: int) -> int:
    """The seed of run ``replicate`` (from 0) of a point."""
    return experiment.seed + point.seed_block * SEED_STRIDE + replicate
