"""Whether what one factor changes hangs on another: paired differences of differences.

In run r all four settings have the same seed, so the contrast (Y[a, b] - Y[a0, b]) - (Y[a, b0] - Y[a0, b0]) is taken
run by run, as a 2 x 2 comparison within one unit (Cox 1958, "Planning of experiments", chapter 6); in worlds, world by
world. Its interval is corrected (Bonferroni) for all interactions shown and held against zero and against the smallest
change that matters in the outcome itself: an interaction smaller than that moves nobody's effect by what matters.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from crmsim.analysis.difference import (
    Difference,
    bounds_of_change,
    corrected_confidence,
    paired_difference,
    smallest_change,
)
from crmsim.analysis.interval import Floats, cut, mean_interval
from crmsim.analysis.settings import arranged, pairs_of
from crmsim.analysis.spread import EffectSize, effect_size
from crmsim.analysis.study import Study, as_text, is_number, plain_names
from crmsim.scenario import Scenario
from crmsim.scenario.schema import INTERVENTION, UNKNOWN
from crmsim.scenario.tables import NO_NUMBER

SAID = {f"scenario.{key}" for key in NO_NUMBER}


@dataclass(frozen=True)
class Square:
    """Two factors at two levels each: four settings.

    Attributes
    ----------
    factor, within:
        The factor whose effect is told, and the one on which it may hang. The contrast is the same the other way round.
    low_level, high_level:
        Between which levels of ``factor`` the effect is told, as people read them.
    one, other:
        The levels of ``within`` at which it is told.
    settings:
        Numbers of the four settings: both levels of ``factor`` at ``one``, then at ``other``.
    """

    factor: str
    within: str
    low_level: str
    high_level: str
    one: str
    other: str
    settings: tuple[int, int, int, int]


@dataclass(frozen=True)
class Interaction(Square):
    """How far what one factor changes in an outcome hangs on another.

    Attributes
    ----------
    outcome:
        Its name.
    difference:
        The effect at ``other`` minus the effect at ``one``, over paired runs: the two "means" of it are the effects.
        Its verdict says "higher" or "lower"; ``matters`` is the smallest change that matters in the outcome.
    effect:
        Standardised sizes of that. All others as in :class:`Square`.
    """

    outcome: str
    difference: Difference
    effect: EffectSize


def interactions(study: Study, squares: Sequence[Square] | None = None) -> tuple[Interaction, ...]:
    """Every interaction that a design of settings chosen on purpose can show, corrected for all of them together.

    Parameters
    ----------
    squares:
        The four settings of each; those of :func:`squares_of` unless given.
    """
    known = tuple(squares_of(study)) if squares is None else tuple(squares)
    asked = [(square, _together(study, square)) for square in known]
    tables = {name: arranged(study, name) for name in study.outcomes}

    def fours() -> Iterator[tuple[str, Square, Floats]]:
        for name, table in tables.items():
            for square, together in asked:
                yield name, square, table[together][:, square.settings]

    # With two runs or more in all four settings there is an interval.
    shown = sum(int(np.isfinite(four).all(axis=1).sum()) >= 2 for _, _, four in fours())
    return tuple(_interaction(study, name, square, four, max(shown, 1)) for name, square, four in fours())


def interactions_table(found: Sequence[Interaction]) -> pd.DataFrame:
    """A row an interaction and outcome: factors, levels, both effects, their difference and what may be said of it."""
    rows = []
    for one in found:
        values = vars(one.difference).copy()
        del values["reference"], values["alternative"]
        effects = {"effect_at_one": values.pop("reference_mean"), "effect_at_other": values.pop("alternative_mean")}
        about = {
            "factor": one.factor, "from": one.low_level, "to": one.high_level, "within": one.within, "one": one.one,
            "other": one.other,
        }  # fmt: skip
        rows.append({**about, "outcome": values.pop("outcome"), **effects, **values, **vars(one.effect)})
    return pd.DataFrame(rows)


def squares_of(study: Study) -> Iterator[Square]:
    """The squares of a grid, or of the levers in a design of worlds: each pair of factors, others at the reference.

    A factor of numbers is told from its lowest level on, any other from its level in the reference setting. Mixtures
    are left out: shares that are cut from one whole cannot be moved one at a time.
    """
    if study.kind not in ("grid", "worlds"):
        return
    chosen = [factor for factor in study.factors if study.kind == "grid" or factor.role == "lever"]
    factors = {factor.name: factor.keys or (factor.name,) for factor in chosen}
    plain = [factor.name for factor in chosen if factor.kind != "mixture"]
    columns = [column for each in factors.values() for column in each]
    names = plain_names(columns)
    settings = int(study.points["lever"].max()) + 1 if study.kind == "worlds" else len(study.points)
    rows = study.points[columns].iloc[:settings]
    place = {tuple(row): number for number, row in enumerate(rows.itertuples(index=False, name=None))}
    reference = rows.iloc[study.reference]
    for first, second in itertools.combinations(plain, 2):
        own = {name: _levels(rows, factors[name], reference) for name in (first, second)}
        (low, *highs), (one, *others) = own[first], own[second]
        for high, other in itertools.product(highs, others):
            corners: list[int] = []
            for at, level in itertools.product((one, other), (low, high)):
                values = {
                    **reference, **dict(zip(factors[first], level, strict=True)),
                    **dict(zip(factors[second], at, strict=True)),
                }  # fmt: skip
                corners.append(place[tuple(values[column] for column in columns)])
            four = (corners[0], corners[1], corners[2], corners[3])
            yield Square(
                first, second, _word(factors[first], low, names), _word(factors[first], high, names),
                _word(factors[second], one, names), _word(factors[second], other, names), four,
            )  # fmt: skip


def squares_together(study: Study, reference: int) -> Iterator[Square]:
    """The squares of a comparison: two alternatives whose changes do not overlap, and one that makes both of them."""
    scenarios = list(study.scenarios.values())
    if len(scenarios) != len(study.points) or len(scenarios) < 4:
        return
    flat = [
        _settled(scenario) | dict.fromkeys(study.rules_by.get(label, ()), True)
        for label, scenario in study.scenarios.items()
    ]
    base = flat[reference]
    changes = [
        {key: value for key, value in one.items() if key not in base or base[key] != value}
        | {key: None for key in base if key not in one}
        for one in flat
    ]
    alternatives = [number for number in range(len(flat)) if number != reference and changes[number]]
    labels = [study.label(number) for number in range(len(flat))]
    for first, second in itertools.combinations(alternatives, 2):
        if changes[first].keys() & changes[second].keys():
            continue
        for both in alternatives:
            if changes[both] == {**changes[first], **changes[second]}:
                yield Square(
                    labels[first], labels[second], labels[reference], labels[first], labels[reference], labels[second],
                    (reference, first, second, both),
                )  # fmt: skip
                break


def _interaction(study: Study, name: str, square: Square, four: Floats, shown: int) -> Interaction:
    """From float64[pairs, 4], the outcome in the four settings."""
    here, there = four[:, 1] - four[:, 0], four[:, 3] - four[:, 2]
    outcome = study.judged(name)
    level = four[:, 0][np.isfinite(four).all(axis=1)]
    matters = smallest_change(outcome, float(level.mean()) if level.size else 0.0)
    scale = matters / outcome.matters if outcome.matters else 1.0
    width = None if outcome.low is None or outcome.high is None else outcome.high - outcome.low  # of an effect
    judged = replace(
        outcome, matters=matters, relative=False, better="none",
        matters_from=outcome.matters_from * scale, matters_to=outcome.matters_to * scale,
        summary="ratio" if outcome.summary == "verdict" else outcome.summary,
        low=None if width is None else -width, high=width,
    )  # fmt: skip
    difference = paired_difference(
        judged, square.one, square.other, here, there, shown=shown, reason=study.reason(name, *square.settings)
    )
    return Interaction(**vars(square), outcome=name, difference=difference, effect=effect_size(here, there))


def _together(study: Study, square: Square) -> Any:
    """Which runs were asked for in all four settings."""
    first, *rest = square.settings
    result = pairs_of(study, first, first)
    for setting in rest:
        result = result & pairs_of(study, first, setting)
    return result


def _levels(rows: pd.DataFrame, columns: Sequence[str], reference: pd.Series) -> list[tuple[Any, ...]]:
    """The levels of a factor: numbers from the lowest on, others with that of the reference first."""
    known = list(dict.fromkeys(rows[list(columns)].itertuples(index=False, name=None)))
    if all(len(level) == 1 and is_number(level[0]) for level in known):
        return sorted(known)
    first = tuple(reference[column] for column in columns)
    return [first, *(level for level in known if level != first)]


def _word(columns: Sequence[str], level: Sequence[Any], names: Mapping[str, str]) -> str:
    """A level as people read it."""
    return ", ".join(f"{names[column]}={as_text(value)}" for column, value in zip(columns, level, strict=True))


def _settled(scenario: Scenario) -> dict[str, Any]:
    """Dotted key → value of a scenario; what changes from a week on is a key of its own."""
    result = _flat(scenario.content())
    others = []
    for entry in result.pop(INTERVENTION, ()):
        if entry["kind"] == "change":
            result.update({f"{key} from week {entry['week']}": value for key, value in entry["set"].items()})
        else:
            others.append(entry)
    return result | ({INTERVENTION: others} if others else {})


def _flat(content: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Dotted key → value of a scenario's content; what it is called, and what is not known of it, is no change."""
    result: dict[str, Any] = {}
    for key, value in content.items():
        name = f"{prefix}{key}"
        if name == UNKNOWN:
            continue
        if isinstance(value, Mapping):
            result.update(_flat(value, f"{name}."))
        elif name not in SAID:
            result[name] = value
    return result


@dataclass(frozen=True)
class SimpleEffect:
    """What a factor changes from one level to another, at one level of a second factor: mean and 95 % interval."""

    high_level: str
    at: str
    mean: float
    low: float
    high: float


def simple_effects(study: Study, found: Sequence[Interaction]) -> list[SimpleEffect]:
    """The effects between which interactions of one outcome and pair of factors tell the difference.

    Their intervals hold together (Bonferroni). Effects with fewer than two runs are left out.
    """
    pairs: dict[tuple[str, str], tuple[int, int]] = {}
    for one in found:
        for at, (low, high) in ((one.one, one.settings[:2]), (one.other, one.settings[2:])):
            pairs.setdefault((one.high_level, at), (low, high))
    result = []
    for (level, at), (low, high) in pairs.items():
        table = arranged(study, found[0].outcome)[pairs_of(study, low, high)]
        change = table[:, high] - table[:, low]
        change = change[np.isfinite(change)]
        if change.size > 1:
            ends = mean_interval(change, corrected_confidence(len(pairs)))
            least, most = cut(*ends, bounds_of_change(study.judged(found[0].outcome)))
            result.append(SimpleEffect(level, at, float(change.mean()), float(least), float(most)))
    return result
