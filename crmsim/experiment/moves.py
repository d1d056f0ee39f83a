"""What one factor does to a setting: the columns it fills and the settings it types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from crmsim.experiment.factor import RULES, Factor
from crmsim.experiment.functions import functions
from crmsim.experiment.values import columns, levels, middle, value_at
from crmsim.scenario import Scenario, Setting
from crmsim.scenario import value_at as value_in
from crmsim.scenario.schema import INTERVENTION

AT_LEAST, AT_MOST = BOUNDS = ("at_least", "at_most")


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
        return Move({factor.name: level}, from_week(settings, factor.from_week))
    values = dict(zip(factor.keys, level, strict=True)) if factor.keys else {factor.name: level}
    settings = tuple(Setting(key, value, origin) for key, value in values.items()) if typed else ()
    return Move(values, from_week(settings, factor.from_week))


def from_week(settings: Iterable[Setting], week: int | None) -> tuple[Setting, ...]:
    """Settings that act from a week on: one change of parameters in that week, beside interventions as they are.

    Parameters
    ----------
    week:
        None leaves all as it is.
    """
    given = tuple(settings)
    changes = {setting.key: setting.value for setting in given if setting.key != INTERVENTION}
    if week is None or not changes:
        return given
    change = {"week": week, "kind": "change", "set": changes}
    return (Setting(INTERVENTION, [change], given[0].origin), *(one for one in given if one.key == INTERVENTION))


def apart(settings: Iterable[Setting]) -> tuple[tuple[Setting, ...], tuple[str, ...]]:
    """Settings of the scenario, and the names of own rules that stand among them."""
    given = tuple(settings)
    rules = tuple(name for one in given if one.key == RULES for name in one.value)
    return tuple(one for one in given if one.key != RULES) if rules else given, rules


def acts_before(settings: Iterable[Setting], week: int) -> Mapping[str, object] | None:
    """The first intervention among settings that acts before a week; None without one."""
    for setting in settings:
        if setting.key == INTERVENTION:
            for act in setting.value if isinstance(setting.value, list | tuple) else (setting.value,):
                when = act.get("week") if isinstance(act, Mapping) else None
                if isinstance(when, int) and when < week:
                    return dict(act)
    return None


def moves(factor: Factor, origin: str, typed: bool = True) -> tuple[Move, ...]:
    """Every level of a factor as a move; empty for a range without steps."""
    return tuple(move(factor, level, origin, typed) for level in levels(factor))


def is_bound(value: Any) -> bool:
    """Whether a value of an alternative is ``{at_least = x}`` or ``{at_most = x}``, and not a value itself."""
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in BOUNDS


def joined(settings: Iterable[Setting], base: Scenario | None) -> tuple[Setting, ...]:
    """Settings of several factors as one list, each key once.

    Levers come first, and what a lever sets outweighs what a world has there. ``{at_least = x}`` leaves a higher value
    of the world, or of the base where the world has none, as it is; ``{at_most = x}`` a lower one.
    """
    first: dict[str, Setting] = {}
    result: list[Setting] = []
    for setting in settings:
        if setting.key in (INTERVENTION, RULES):  # which add up
            result.append(setting)
            continue
        earlier = first.setdefault(setting.key, setting)
        if earlier is setting:
            result.append(setting)
        elif is_bound(earlier.value):
            place = result.index(earlier)
            result[place] = first[setting.key] = replace(earlier, value=_bounded(earlier.value, setting.value))
    if base is None:
        return tuple(result)

    def known(key: str) -> Any:
        return first[key].value if key in first and not is_bound(first[key].value) else value_in(base, key)

    return tuple(_settled(one, known) for one in result)


def _settled(setting: Setting, known: Callable[[str], Any]) -> Setting:
    """A setting without bounds, in changes that begin later too; they hold against what is ``known`` of each key."""
    if is_bound(setting.value):
        return replace(setting, value=_bounded(setting.value, known(setting.key)))
    if setting.key != INTERVENTION or not isinstance(setting.value, list | tuple):
        return setting
    acts = []
    for act in setting.value:
        changed = act.get("set") if isinstance(act, Mapping) else None
        if isinstance(changed, Mapping) and any(map(is_bound, changed.values())):
            whole = {key: _bounded(to, known(key)) if is_bound(to) else to for key, to in changed.items()}
            act = {**act, "set": whole}
        acts.append(act)
    return replace(setting, value=acts)


def _bounded(bound: Mapping[str, Any], value: Any) -> Any:
    word, end = next(iter(bound.items()))
    if value is None:  # no share of its own, as of those hired
        return end
    return max(end, value) if word == AT_LEAST else min(end, value)


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
