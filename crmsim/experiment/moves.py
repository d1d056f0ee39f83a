"""What one factor does to a setting: the columns it fills and the settings it types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crmsim.experiment.factor import Factor
from crmsim.experiment.functions import functions
from crmsim.experiment.values import columns, levels, middle, value_at
from crmsim.scenario import Scenario, Setting
from crmsim.scenario import value_at as value_in


@dataclass(frozen=True)
class Move:
    """One level of a factor.

    Attributes
    ----------
    values:
        Column → value, as it stands in the results.
    settings:
        What is typed after the base's own settings.
    scenario:
        The scenario that takes the base's place, or None.
    """

    values: Mapping[str, Any]
    settings: tuple[Setting, ...]
    scenario: str | None = None


def move(factor: Factor, level: Any, origin: str, typed: bool = True) -> Move:
    """A level of a factor as a move.

    Parameters
    ----------
    level:
        One of :func:`crmsim.experiment.values.levels`, or any value of a range.
    origin:
        How messages name where the setting comes from.
    typed:
        False for the inputs of a known function, which no scenario has.
    """
    if factor.kind == "scenarios":
        return Move({factor.name: level}, (), level)
    if factor.kind == "alternatives":
        settings = tuple(Setting(key, value, origin) for key, value in factor.bundles[level].items())
        return Move({factor.name: level}, settings)
    values = dict(zip(factor.keys, level, strict=True)) if factor.keys else {factor.name: level}
    return Move(values, tuple(Setting(key, value, origin) for key, value in values.items()) if typed else ())


def moves(factor: Factor, origin: str, typed: bool = True) -> tuple[Move, ...]:
    """Every level of a factor as a move; empty for a range without steps."""
    return tuple(move(factor, level, origin, typed) for level in levels(factor))


def ends(factor: Factor, origin: str, typed: bool = True) -> tuple[Move, ...]:
    """The levels of a factor, or the two ends of a range."""
    result = moves(factor, origin, typed)
    return result or tuple(move(factor, value_at(factor, quantile), origin, typed) for quantile in (0.0, 1.0))


def unmoved(factor: Factor, base: Scenario | None) -> dict[str, Any]:
    """What stands in a factor's columns where it is left as it is in the base; None for alternatives.

    An input of a known function is then in the middle of its range.
    """
    if base is None:
        return {factor.name: middle(factor) if factor.kind == "range" else factor.choices[0]}
    if factor.kind == "scenarios":
        return {factor.name: base.name}
    if factor.kind == "alternatives":
        return {factor.name: None}
    return {column: value_in(base, column) for column in columns(factor)}


def inputs_of(function: str, values: Mapping[str, Any]) -> tuple[float, ...]:
    """The inputs of a known function, in order, from the values of a point."""
    return tuple(float(values[name]) for name in functions()[function].inputs)
