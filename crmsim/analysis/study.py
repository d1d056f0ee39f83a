"""A sweep as it is analysed: the settings, the outcomes as arrays, what is missing, how the design is built."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crmsim.analysis.interval import Floats
from crmsim.declaration.outcome import Outcome
from crmsim.errors import CrmsimError
from crmsim.experiment import DesignChoice, Experiment, Factor, Failure, design_of
from crmsim.experiment.experiment import ADAPTIVE
from crmsim.experiment.looked_at import LookedAt
from crmsim.mechanisms.state import STYLES
from crmsim.results.by_group import named
from crmsim.scenario import Scenario
from crmsim.words import Teller, message, wrong_choice

DONE = "done"
SAMPLED = ("lhs", "sobol", "morris")
UNPAIRED = (*SAMPLED, *ADAPTIVE)  # designs whose settings are not compared with a reference
LOST: tuple[str, ...] = ("point", "replicate", "seed", "run_id", "status", "error")
NEVER = "not run"


class SweepLike(Protocol):
    """What is asked of a sweep."""

    @property
    def experiment(self) -> Experiment:
        """What was run."""

    def frame(self) -> pd.DataFrame:
        """A row a run: point, replicate, seed, run_id, status, error, censored, reasons, factors' columns, outcomes."""

    def weekly(self) -> pd.DataFrame:
        """A row a run and week, where the experiment stores some."""

    def points(self) -> pd.DataFrame:
        """A row a setting: ``point``, factors' columns, and world and lever where the design has them."""


@dataclass(frozen=True, eq=False)
class Study:
    """What is analysed.

    Attributes
    ----------
    name, title, question, kind:
        Of the experiment and its design.
    outcomes:
        Names of those analysed.
    factors:
        What was varied.
    points:
        A row a setting in the order of the design; a column a factor (a mixture: one for each share), and ``world``
        and ``lever`` in a design of worlds.
    stored:
        Outcome → float64[points, replicates]; NaN where the run is missing or the outcome undefined.
    asked, done:
        bool[points, replicates]: which runs were asked for, and which were made.
    reference:
        Number of the point (worlds: of the setting of the levers) that others are compared with.
    references:
        int64[settings]: the number each is compared with where that differs (``within``); None where it is one for all.
    within:
        Names of the factors at whose every level the reference is taken anew.
    branch_week:
        The week from which the levers act; None where they hold from the start.
    rules:
        What the own rules of a comparison do, each with the scenario that it takes part in.
    rules_by:
        Scenario of a comparison → names of the own rules that take part in it alone.
    lost:
        A row a run that was asked for and is missing: point, replicate, seed, run_id, status, error.
    censored:
        bool[points, replicates] or None: a duration did not end within the run.
    problem:
        What SALib's sampler switched: factors, or groups of them, the seed last where it is one; empty elsewhere.
    members:
        Where groups were switched: the group of each factor, the seed's included; empty elsewhere.
    sample:
        morris: float64[points, factors] of the sampler; None elsewhere.
    levels, second_order:
        Of the sampler.
    groups:
        Name → factors told together.
    failure:
        What counts as a failed project; None where nothing does.
    base:
        The scenario that everything changes; None for a known function.
    scenarios:
        Those that were varied, by name; empty without.
    seed:
        Of the first run.
    by_style:
        Outcome → float64[points, replicates, styles], of those stored by style.
    reasons:
        (point, replicate) → outcome → why it is undefined there, as far as it was told.
    matters:
        Outcome → the least, the usual and the largest smallest change that matters, where the experiment sets it.
    choice:
        The design as it was asked for.
    looked_at:
        search and patterns: the settings that were chosen, in order; empty elsewhere.
    title_nb, question_nb:
        The same in Norwegian bokmål; empty without.
    """

    name: str
    title: str
    question: str
    kind: str
    outcomes: tuple[str, ...]
    factors: tuple[Factor, ...]
    points: pd.DataFrame
    stored: Mapping[str, Floats]
    asked: NDArray[np.bool_]
    done: NDArray[np.bool_]
    reference: int = 0
    lost: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(LOST)))
    censored: NDArray[np.bool_] | None = None
    problem: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    sample: Floats | None = None
    levels: int = 4
    second_order: bool = False
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    failure: Failure | None = None
    base: Scenario | None = None
    title_nb: str = ""
    question_nb: str = ""
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    seed: int = 0
    by_style: Mapping[str, Floats] = field(default_factory=dict)
    reasons: Mapping[tuple[int, int], Mapping[str, str]] = field(default_factory=dict)
    references: NDArray[np.int64] | None = None
    within: tuple[str, ...] = ()
    branch_week: int | None = None
    rules: tuple[str, ...] = ()
    rules_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    matters: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    choice: DesignChoice = field(default_factory=lambda: DesignChoice("grid"))
    looked_at: LookedAt = field(default_factory=LookedAt)

    def judged(self, name: str) -> Outcome:
        """The declaration of an outcome, with what the experiment says matters in it."""
        own = self.matters.get(name)
        return declared(name) if own is None else declared(name).with_matters(*own)

    def reference_for(self, setting: int) -> int:
        """The number of the setting that this one is compared with."""
        return self.reference if self.references is None else int(self.references[setting])

    def about(self, teller: Teller) -> tuple[str, str]:
        """Title and question, in Norwegian as the file has them, else as the catalogue has."""
        return teller.choose(self.title, self.title_nb), teller.choose(self.question, self.question_nb)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of ``points`` that say what was varied."""
        return tuple(name for factor in self.factors for name in (factor.keys or (factor.name,)))

    @property
    def lever_columns(self) -> tuple[str, ...]:
        """Those a decision-maker chooses; all of them where nothing is called uncertain."""
        levers = [factor for factor in self.factors if factor.role == "lever"]
        return tuple(name for factor in levers for name in (factor.keys or (factor.name,)))

    @property
    def runs(self) -> int:
        """Runs made."""
        return int(self.done.sum())

    def means_of(self, outcome: str) -> Floats:
        """float64[points]: the mean of all runs that were asked for; NaN where one is missing or undefined."""
        values = np.where(self.asked, self.stored[outcome], 0.0)
        return np.asarray(values.sum(axis=1) / self.asked.sum(axis=1), dtype=np.float64)

    @cached_property
    def unit(self) -> NDArray[np.int64]:
        """int64[points]: number of the independent draw a point belongs to: world, base row, trajectory, or itself."""
        number = np.arange(len(self.points))
        if self.kind == "worlds":
            return self.points["world"].to_numpy(dtype=np.int64)
        if self.kind == "sobol":
            return number // ((2 if self.second_order else 1) * len(self.problem) + 2)
        if self.kind == "morris":
            return number // (len(self.problem) + 1)
        return number

    def reason(self, name: str, *points: int) -> str | None:
        """Why an outcome is undefined, in the first run of the first of these points that tells it."""
        why = self._reasons_by_point.get(name, {})
        return next((why[point] for point in points if point in why), None)

    @cached_property
    def _reasons_by_point(self) -> dict[str, dict[int, str]]:
        """Outcome → point → why it is undefined, in the first run that tells it."""
        result: dict[str, dict[int, str]] = {}
        for point, run in sorted(self.reasons):
            for name, why in self.reasons[point, run].items():
                result.setdefault(name, {}).setdefault(point, why)
        return result

    def label(self, point: int) -> str:
        """What a setting is called: its values, the name alone where names were varied, or what was moved alone."""
        if point not in self._labels:
            self._labels[point] = self._label(point)
        return self._labels[point]

    @cached_property
    def _labels(self) -> dict[int, str]:
        return {}

    def _label(self, point: int) -> str:
        row = self.points.iloc[point]
        columns = self.lever_columns if self.kind in ("worlds", "search") else self.columns
        base = "x" if self.base is None else self.base.name
        if not columns:
            return base
        if self.kind == "one_at_a_time":
            first = self.points.iloc[0]  # whose alternatives are missing: none of them is chosen
            moved = [name for name in columns if row[name] != first[name] and not pd.isna(row[name])]
            return ", ".join(f"{name}={as_text(row[name])}" for name in moved) or base
        if len(columns) == 1 and not is_number(row[columns[0]]):
            return as_text(row[columns[0]])
        short = plain_names(columns)
        return ", ".join(f"{short[name]}={as_text(row[name])}" for name in columns)


def plain_names(columns: Sequence[str]) -> dict[str, str]:
    """Factors by the last part of their key where that says enough, else by the whole key."""
    last = {name: name.rpartition(".")[2] for name in columns}
    words = list(last.values())
    return {name: word if words.count(word) == 1 else name for name, word in last.items()}


def declared(name: str) -> Outcome:
    """The declaration of an outcome; a known function's value has neither unit nor direction."""
    known = named(name)
    return known or Outcome(name, "value of the function", "", None, None, "stock", None, None, "none", 0.0)


def study(sweep: SweepLike, outcomes: Sequence[str] = ()) -> Study:
    """Take a sweep apart.

    Parameters
    ----------
    outcomes:
        Those to be analysed, instead of those the experiment watches.

    Raises
    ------
    CrmsimError
        For an outcome that is not stored, and where no run is there.
    """
    experiment = sweep.experiment
    frame = sweep.frame()
    if not len(frame) or not (frame["status"] == DONE).any():
        counts = ", ".join(f"{many:,} {status}" for status, many in frame["status"].value_counts().items())
        raise CrmsimError(
            message(
                "none of the {count:,} runs came to a result ({counts}), so there is nothing to analyse",
                count=len(frame),
                counts=counts,
            ),
            expected=message("the cause mended, and the same `crmsim sweep` with --retry-failed"),
        )
    stored = [name for name in frame.columns if named(name) is not None] or list(experiment.stored)
    chosen = tuple(dict.fromkeys(outcomes)) or experiment.outcomes
    for name in chosen:
        if name not in stored:
            raise wrong_choice(message("no such outcome is stored"), name, stored, key="--outcome")
    design = design_of(experiment)
    points = sweep.points()
    points = plain(points if points["point"].is_monotonic_increasing else points.sort_values("point"))
    if len(points) < design.size:  # of some settings not even the first run was begun
        points = plain(
            pd.DataFrame([{**one.values, "world": one.world, "lever": one.lever} for one in design.points()])
        )
    least = experiment.runs.least
    size = (len(points), max(int(frame["replicate"].max()) + 1, least))
    place = (frame["point"].to_numpy(dtype=np.int64), frame["replicate"].to_numpy(dtype=np.int64))
    asked, done, censored = (np.zeros(size, dtype=bool) for _ in range(3))
    there = np.zeros(size, dtype=bool)
    there[place] = True
    asked |= there
    asked[:, :least] = True
    made = (frame["status"] == DONE).to_numpy(dtype=bool)
    done[place] = made
    censored[place] = frame["censored"].eq(True).fillna(False).to_numpy(dtype=bool)

    def arranged(column: str) -> Floats:
        table = np.full(size, np.nan)
        table[place] = np.where(made, frame[column].to_numpy(dtype=np.float64, na_value=np.nan), np.nan)
        return table

    values = {name: arranged(name) for name in stored}
    with_reasons = frame.loc[frame["reasons"].notna(), ["point", "replicate", "reasons"]]
    kind = experiment.design.kind
    problem = design.problem() if kind in ("sobol", "morris") else {}
    members = tuple(problem.get("groups", ()))
    failure = experiment.failure
    if failure is None and experiment.money and experiment.base is not None:
        failure = Failure("success", below=0.5)
    return Study(
        experiment.name,
        experiment.title,
        experiment.question,
        kind,
        chosen,
        experiment.factors,
        points,
        values,
        asked,
        done,
        experiment.reference % (int(points["lever"].max()) + 1) if kind == "worlds" else experiment.reference,
        lost_runs(frame.loc[~made, list(LOST)], asked & ~there),
        censored,
        tuple(dict.fromkeys(members or problem.get("names", ()))),
        members,
        design.sample if kind == "morris" else None,
        experiment.design.levels,
        experiment.design.second_order,
        experiment.groups,
        failure,
        experiment.base,
        experiment.title_nb,
        experiment.question_nb,
        experiment.others,
        experiment.seed,
        {name: np.stack([arranged(f"{name}:{style}") for style in STYLES], axis=2) for name in experiment.by_style},
        {(point, run): json.loads(text) for point, run, text in with_reasons.itertuples(index=False)},
        design.compared_with() if experiment.within else None,
        experiment.within,
        experiment.branch_week,
        experiment.rule_lines,
        experiment.rules_by,
        experiment.matters,
        experiment.design,
        experiment.looked_at or LookedAt(),
    )


def plain(points: pd.DataFrame) -> pd.DataFrame:
    """Settings with ordinary numbers, words, true and false in their columns."""
    made = {}
    for name in points.columns:
        column = points[name]
        if pd.api.types.is_bool_dtype(column.dtype):
            made[name] = column.astype(bool).to_numpy()
        elif pd.api.types.is_numeric_dtype(column.dtype):
            made[name] = column.to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            made[name] = column.astype(object).to_numpy()
    return pd.DataFrame(made)


def lost_runs(known: pd.DataFrame, never: NDArray[np.bool_]) -> pd.DataFrame:
    """Runs that are missing, in order: those that came to grief, and those that were never begun."""
    point, replicate = np.nonzero(never)
    if not point.size:
        return known.reset_index(drop=True)
    rest = pd.DataFrame(dict.fromkeys(LOST), index=range(point.size), dtype=object)
    rest["point"], rest["replicate"], rest["status"] = point, replicate, NEVER
    both = rest if known.empty else pd.concat([known.astype(object), rest])
    return both.sort_values(["point", "replicate"], kind="stable").reset_index(drop=True)


def as_text(value: Any) -> str:
    """A value of a factor as people read it, and write it in a file."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).lower()
    return f"{float(value):.4g}" if is_number(value) else str(value)


def is_number(value: Any) -> bool:
    """Whether a level of a factor is a number."""
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, (bool, np.bool_))
