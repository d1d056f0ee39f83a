"""An experiment as it is run: what is asked, what is varied, how often, and how precisely it must be known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from crmsim.declaration.limits import MOST_RUNS
from crmsim.declaration.outcome import Outcome
from crmsim.experiment.aims import Aim, Axis, Robust
from crmsim.experiment.factor import RULES, Factor
from crmsim.experiment.functions import functions
from crmsim.experiment.looked_at import LookedAt
from crmsim.experiment.targets import PREFIX
from crmsim.mechanisms.state import STYLES
from crmsim.results.by_group import outcome_and_group
from crmsim.results.weekly import NAMES
from crmsim.scenario import Scenario, Setting
from crmsim.scenario.sources import Source
from crmsim.scenario.worlds import Worlds
from crmsim.words import Teller

Kind = Literal["scenarios", "grid", "one_at_a_time", "lhs", "sobol", "morris", "worlds", "search", "patterns"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ADAPTIVE: tuple[Kind, ...] = ("search", "patterns")  # whose settings follow from what came out before


@dataclass(frozen=True)
class DesignChoice:
    """Which settings are run.

    Attributes
    ----------
    kind:
        One of :data:`KINDS`.
    samples:
        lhs: points; sobol: base sample (a power of two); morris: trajectories; worlds and search: sampled worlds. 0
        elsewhere.
    levels:
        morris: levels of the grid.
    second_order:
        sobol: whether pairs are told apart, which takes nearly twice the runs.
    first:
        lhs: points of the hypercube that it was grown from by doubling; 0 where it was not.
    settings, population:
        search and patterns: settings that may be looked at, and how many of them first; 0 elsewhere. Patterns go on
        with as many, a search with a quarter.
    fresh, robust, aims:
        search: worlds in which what it finds is tried again, the measure over worlds, and what is wanted.
    axes:
        patterns: the outcomes whose combinations are looked for.
    """

    kind: Kind
    samples: int = 0
    levels: int = 4
    second_order: bool = False
    first: int = 0
    settings: int = 0
    population: int = 0
    fresh: int = 0
    robust: Robust | Literal[""] = ""
    aims: tuple[Aim, ...] = ()
    axes: tuple[Axis, ...] = ()


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
    branch_week:
        The week from which the levers act; before it all their settings are one run. None where they hold from the
        start.
    rules:
        Own rules of all settings, by name (``module:function``), as written; importing them is left to who runs them.
    rules_by:
        Own rules of single scenarios of a comparison, by their labels.
    rules_known:
        Name → what the rule does (:class:`crmsim.runner.rules.NamedRule`), once it was imported; empty before.
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
    measures:
        What is measured of every run beside its outcomes, for targets (:mod:`crmsim.experiment.targets`).
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
    own:
        Outcomes that own rules tell (``week.tell``), as declared; stored last.
    file:
        The file it was read from; None where it was made of a text or in Python.
    worlds:
        The plausible worlds drawn from; None without.
    events, networks:
        Whether who asked whom, and the ties of each year, are kept of every run. They change no number, and a run is
        the same with them and without.
    looked_at:
        search and patterns: the settings chosen so far; None before the first. They follow from all else.
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
    measures: tuple[str, ...] = ()
    title_nb: str = ""
    question_nb: str = ""
    shown: str = "experiment"
    within: tuple[str, ...] = ()
    branch_week: int | None = None
    rules: tuple[str, ...] = ()
    rules_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules_known: Mapping[str, str] = field(default_factory=dict)
    own: tuple[Outcome, ...] = ()
    matters: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    file: Source | None = None
    worlds: Worlds | None = None
    events: bool = False
    networks: bool = False
    looked_at: LookedAt | None = None

    @property
    def keep(self) -> tuple[str, ...]:
        """What is kept of single people in every run."""
        return tuple(kind for kind in ("events", "networks") if getattr(self, kind))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files it rests on: its own, those of its scenarios, and its worlds."""
        scenarios = [self.base, *self.others.values()]
        read = [source for scenario in scenarios if scenario is not None for source in scenario.sources]
        worlds = [self.worlds.source] if self.worlds is not None else []
        return (*([self.file] if self.file is not None else []), *read, *worlds)

    def title_and_question(self, teller: Teller) -> tuple[str, str]:
        """Title and question, in Norwegian as the file has them, else as the catalogue has."""
        return teller.choose(self.title, self.title_nb), teller.choose(self.question, self.question_nb)

    @property
    def stored(self) -> tuple[str, ...]:
        """What every run leaves, in order: all outcomes, then :attr:`more`; or those of a known function."""
        return functions()[self.function].outcomes if self.function is not None else (*NAMES, *self.more)

    @property
    def own_names(self) -> tuple[str, ...]:
        """Columns of the outcomes that own rules tell."""
        return tuple(outcome.name for outcome in self.own)

    @property
    def grouped(self) -> tuple[str, ...]:
        """Columns of outcomes of a part of the people, as ``output:giver``: those by style, then others watched."""
        by_style = [f"{name}:{style}" for name in self.by_style for style in STYLES]
        watched = [*self.outcomes, *([self.failure.outcome] if self.failure is not None else [])]
        watched += [*(aim.outcome for aim in self.design.aims), *(axis.outcome for axis in self.design.axes)]
        return tuple(dict.fromkeys([*by_style, *(name for name in watched if outcome_and_group(name)[1])]))

    @property
    def all_rules(self) -> tuple[str, ...]:
        """The own rules of any setting, each once."""
        bundles = [bundle for factor in self.factors for bundle in factor.bundles.values()]
        of_levers = [name for bundle in bundles for name in bundle.get(RULES, ())]
        of_scenarios = [name for names in self.rules_by.values() for name in names]
        return tuple(dict.fromkeys((*self.rules, *of_levers, *of_scenarios)))

    @property
    def rule_lines(self) -> tuple[str, ...]:
        """What each own rule does, those of single scenarios after the scenario's label; for the provenance."""
        known = self.rules_known
        own = [f"{label}: {known[name]}" for label, names in self.rules_by.items() for name in names if name in known]
        return (*(known[name] for name in self.rules if name in known), *own)

    @property
    def more(self) -> tuple[str, ...]:
        """Columns of what is stored beside the outcomes: those of groups, own ones, measures as ``measure:refused``."""
        return (*self.grouped, *self.own_names, *(f"{PREFIX}{name}" for name in self.measures))

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


SEED_STRIDE = MOST_RUNS  # seeds from one block to the next


def seed_of(experiment: Experiment, point: Point, replicate: int) -> int:
    """The seed of run ``replicate`` (from 0) of a point."""
    return experiment.seed + point.seed_block * SEED_STRIDE + replicate
