"""What a sweep says, by the analyses that its design allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
import pandas as pd

from crmsim.analysis import factors, settings
from crmsim.analysis.comparison import Comparison, no_weeks
from crmsim.analysis.conditions import LEAST_CASES, LEAST_UNITS, Conditions, conditions
from crmsim.analysis.curves import curves
from crmsim.analysis.explored import Explored, explore
from crmsim.analysis.front import Measure, Placed, fronts, fronts_table
from crmsim.analysis.interaction import Interaction, interactions, interactions_table
from crmsim.analysis.learning import MissingExtraError
from crmsim.analysis.peeling import Choice
from crmsim.analysis.reached import Reached, reached
from crmsim.analysis.response import Correlation
from crmsim.analysis.robust import Robustness
from crmsim.analysis.screening import Screening
from crmsim.analysis.searched import Searched, searched
from crmsim.analysis.sensitivity import Sobol
from crmsim.analysis.settings import Against
from crmsim.analysis.study import SAMPLED, UNPAIRED, Study, SweepLike, study
from crmsim.errors import CrmsimError
from crmsim.words import Message, message

SEARCHED = (*SAMPLED, "worlds")  # designs in which conditions of failure are looked for
NO_SEARCH = message("no conditions of failure were searched for, so there is no box to choose")
UNSEARCHED: dict[str | None, Message] = {
    "too few runs": message("a sample of at least {points:,} independent points", points=LEAST_UNITS),
    "no failure": message("a sample in which some runs fail; in this one none does"),
    "only failures": message("a sample in which some runs do not fail; in this one all do"),
    "too few cases": message(
        "at least {least:,} runs that fail, and as many that do not, in either half of the sample", least=LEAST_CASES
    ),
}
"""What a search for conditions needs, by why it was not made."""
QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class More:
    """What is asked beyond the analyses of a design.

    Attributes
    ----------
    box:
        Which box of failures is told, instead of the one that parts failures from the rest best.
    explore:
        Whether feature scores, trees, stacks and emulators are made too.
    at:
        Settings to be foretold by emulators, each as ``key=value,key=value``.
    """

    box: Choice | None = None
    explore: bool = False
    at: tuple[str, ...] = ()


NO_MORE = More()


@dataclass(frozen=True, eq=False)
class Findings:
    """What a sweep says.

    Attributes
    ----------
    study:
        What was analysed.
    tables:
        Name → table; empty ones are left out, but for ``missing``. ``outcomes``: a row an outcome over all runs.
        ``missing``: runs that were asked for and are not there. ``settings``, ``differences``, ``interactions``: of
        designs whose settings were chosen. ``robustness``, ``fronts``: over worlds. ``response``, ``correlations``,
        ``variance``, ``variance_total``, ``pairs``, ``effects``: of factors, or of groups where these were drawn
        together. ``conditions``, ``peeling``, ``boxes``: of failures. ``curves``: of outcomes stored week by week.
        ``search``, ``found``, ``covered``: of a search. ``cells``, ``discovery``: of patterns. Those of
        :meth:`Explored.tables`, where asked for.
    interactions:
        Whether what one factor changes hangs on another, of designs with two factors or more whose levels were chosen.
    against, robust, correlations, variance, effects, conditions:
        The same as objects; empty or None where the design does not allow them.
    comparison:
        Of a design of scenarios: all of them beside each other.
    explored:
        What was learned from the sample, where that was asked for.
    fronts:
        Over worlds: which settings of the levers no other beats in everything, by each measure.
    searched, reached:
        What a search and an exploration of patterns came to; None elsewhere.
    without_conditions:
        Why failures were not searched for, though the design allows it; None otherwise.
    """

    study: Study
    tables: dict[str, pd.DataFrame]
    against: tuple[Against, ...] = ()
    robust: Mapping[str, Sequence[Robustness]] = field(default_factory=dict)
    correlations: Mapping[str, Mapping[str, Correlation]] = field(default_factory=dict)
    variance: Mapping[str, Sobol] = field(default_factory=dict)
    effects: Mapping[str, Screening] = field(default_factory=dict)
    conditions: Conditions | None = None
    without_conditions: str | None = None
    comparison: Comparison | None = None
    interactions: tuple[Interaction, ...] = ()
    explored: Explored | None = None
    fronts: Mapping[Measure, Sequence[Placed]] = field(default_factory=dict)
    searched: Searched | None = None
    reached: Reached | None = None


def analyse(sweep: SweepLike, outcomes: Sequence[str] = (), more: More = NO_MORE) -> Findings:
    """Analyse a sweep.

    Parameters
    ----------
    outcomes:
        Names of stored outcomes, instead of those the experiment watches.
    more:
        What is asked beyond what the design is analysed by.

    Raises
    ------
    CrmsimError
        For an outcome that is not stored, where no run is there, and for what is asked and cannot be told.
    """
    weekly = sweep.weekly if sweep.experiment.weekly else no_weeks
    return findings_of(study(sweep, outcomes), weekly, more)


def findings_of(made: Study, weekly: Callable[[], pd.DataFrame] = no_weeks, more: More = NO_MORE) -> Findings:
    """Analyse a study; ``weekly`` makes the table of its weeks, ``more`` is as for :func:`analyse`."""
    tables = {"outcomes": outcomes_table(made), "missing": made.lost}
    comparison = Comparison(made, weekly) if made.kind == "scenarios" else None
    against: list[Against] = []
    robust: dict[str, list[Robustness]] = {}
    best: dict[Measure, tuple[Placed, ...]] = {}
    correlations: dict[str, dict[str, Correlation]] = {}
    variance: dict[str, Sobol] = {}
    effects: dict[str, Screening] = {}
    crossed: tuple[Interaction, ...] = ()
    if made.kind not in UNPAIRED:
        tables["settings"] = settings.settings_table(made)
        against = settings.against_reference(made) if comparison is None else list(comparison.against)
        tables["differences"] = settings.differences_table(made, against)
        crossed = interactions(made) if comparison is None else comparison.interactions
        tables["interactions"] = interactions_table(crossed)
    if made.kind == "worlds":
        robust = settings.robust(made)
        tables["robustness"] = settings.robust_table(made, robust)
        best = fronts(made)
        tables["fronts"] = fronts_table(best, made)
    if made.kind in ("grid", "scenarios", "lhs", "sobol"):
        tables["response"] = factors.response_table(made)
    if made.kind == "lhs":
        correlations = factors.correlations(made)
        tables["correlations"] = factors.correlations_table(correlations)
    if made.kind == "sobol":
        variance = factors.variance_shares(made)
        tables["variance"] = factors.indices_table(variance)
        tables["variance_total"] = factors.decided_table(variance)
        tables["pairs"] = factors.pairs_table(variance)
        tables["ratio"] = factors.ratio_table(variance)
    if made.kind == "morris":
        effects = factors.elementary_effects(made)
        tables["effects"] = factors.effects_table(effects)
    found = searched(made) if made.kind == "search" else None
    if found is not None:
        tables["search"] = found.settings_table(made)
        tables["found"] = found.found_table(made)
        tables["covered"] = found.covered_table()
    came_to = reached(made, made.choice.axes) if made.kind == "patterns" else None
    if came_to is not None:
        tables["cells"] = came_to.cells_table()
        tables["discovery"] = came_to.discovery_table()
    result, without = failures(made, more.box)
    if result is not None:
        tables["conditions"] = conditions_table(result)
        if result.trajectory is not None:
            tables["peeling"] = result.trajectory
        if result.boxes is not None:
            tables["boxes"] = result.boxes
    if weekly is not no_weeks:
        tables["curves"] = curves(made, weekly())
    explored = explore(made, more.explore, more.at) if more.explore or more.at else None
    if explored is not None:
        tables |= explored.tables()
    filled = {name: table for name, table in tables.items() if len(table) or name == "missing"}
    return Findings(
        made,
        filled,
        tuple(against),
        robust,
        correlations,
        variance,
        effects,
        result,
        without,
        comparison,
        crossed,
        explored,
        best,
        found,
        came_to,
    )


def outcomes_table(made: Study) -> pd.DataFrame:
    """A row an outcome over all runs of all settings: counts, mean, sd, quantiles."""
    rows = []
    for name in made.outcomes:
        values = made.stored[name]
        sample = values[np.isfinite(values)]
        low, middle, high = np.quantile(sample, QUANTILES) if sample.size else (None, None, None)
        rows.append(
            {
                "outcome": name,
                "asked": int(made.asked.sum()),
                "missing": int((made.asked & ~made.done).sum()),
                "undefined": int((made.done & ~np.isfinite(values)).sum()),
                "mean": float(sample.mean()) if sample.size else None,
                "sd": float(sample.std(ddof=1)) if sample.size > 1 else None,
                "q05": low,
                "median": middle,
                "q95": high,
            }
        )
    return pd.DataFrame(rows)


def failures(made: Study, box: Choice | None = None) -> tuple[Conditions | None, str | None]:
    """Conditions of failure where the design allows them, or why they were not searched for.

    Raises
    ------
    CrmsimError
        For a box that is not there, and for one of a search that was not made.
    """
    failure = made.failure
    if failure is None or made.kind not in SEARCHED or failure.outcome not in made.stored:
        if box is not None:
            raise CrmsimError(
                NO_SEARCH,
                key=box.key,
                expected=message("a design of kind {kinds} with a table [failure]", kinds=", ".join(SEARCHED)),
            )
        return None, None
    values = made.stored[failure.outcome]
    failed = np.zeros(values.shape)
    if failure.below is not None:
        failed = np.maximum(failed, (values < failure.below).astype(float))
    if failure.above is not None:
        failed = np.maximum(failed, (values > failure.above).astype(float))
    failed[~np.isfinite(values)] = np.nan
    points = factors.independent(made)
    runs = made.asked[points]
    rows = np.repeat(points, runs.sum(axis=1))
    try:
        result = conditions(made.points.loc[rows, list(made.columns)], failed[points][runs], made.unit[rows], box)
    except MissingExtraError as error:
        if box is not None:
            raise
        return None, str(error)
    if box is not None and result.reason in UNSEARCHED:
        raise CrmsimError(NO_SEARCH, key=box.key, expected=UNSEARCHED[result.reason])
    return result, None


def conditions_table(found: Conditions) -> pd.DataFrame:
    """A row a limited factor, with what the whole box is worth beside it; one row without where there is no box."""
    about = {
        "reason": found.reason, "runs": found.rows, "points": found.units, "left_out": found.dropped,
        "base": found.base, "density": found.density, "coverage": found.coverage, "mass": found.mass,
        "coverage_found": found.coverage_found,
        "density_found": found.density_found, "lift_low": found.lift_low, "lift_high": found.lift_high,
    }  # fmt: skip
    rows = []
    for limit in found.limits:
        one = asdict(limit)
        one["values"] = None if limit.values is None else " | ".join(limit.values)
        rows.append({**one, **about})
    return pd.DataFrame(rows or [about])
