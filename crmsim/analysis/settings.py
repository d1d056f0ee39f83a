"""Every setting by itself, against the reference, and over worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crmsim.analysis.difference import Difference, paired_difference, smallest_change
from crmsim.analysis.interval import Floats
from crmsim.analysis.robust import Robustness, robustness, world_means
from crmsim.analysis.spread import EffectSize, effect_size, spread
from crmsim.analysis.study import Study, declared
from crmsim.declaration.outcome import Outcome


@dataclass(frozen=True)
class Against:
    """One setting against the reference in one outcome."""

    setting: int
    label: str
    difference: Difference
    effect: EffectSize


def arranged(study: Study, name: str) -> Floats:
    """float64[pairs, settings] of an outcome: a pair is a run's seed, in a design of worlds a world with its seed."""
    return world_means(by_world(study, name)) if study.kind == "worlds" else study.stored[name].T


def by_world(study: Study, name: str) -> Floats:
    """float64[worlds, settings, runs] of an outcome in a design of worlds."""
    values = study.stored[name]
    settings = int(study.points["lever"].max()) + 1
    return values.reshape(len(study.points) // settings, settings, values.shape[1])


def settings_table(study: Study) -> pd.DataFrame:
    """A row a setting and outcome: factors, runs, missing, undefined, mean with 95 % interval, sd.

    In a design of worlds a setting is one of the levers, ``runs`` counts worlds, and the interval is over worlds.
    """
    rows = []
    worlds = study.kind == "worlds"
    values = {name: study.points[name].to_numpy() for name in (study.lever_columns if worlds else study.columns)}
    for name in study.outcomes:
        outcome = declared(name)
        table = arranged(study, name)
        for setting in range(table.shape[1]):
            single = not worlds or study.stored[name].shape[1] == 1
            one = spread(table[:, setting], outcome.summary == "verdict" and single, (outcome.low, outcome.high))
            at = _points_of(study, setting)
            asked, done = study.asked[at], study.done[at]
            undefined = int((done & ~np.isfinite(study.stored[name][at])).sum())
            rows.append(
                {
                    "setting": setting,
                    "label": study.label(setting),
                    **{column: own[setting] for column, own in values.items()},
                    "outcome": name,
                    "unit": outcome.unit,
                    "worlds" if worlds else "runs": one.runs,
                    "missing": int((asked & ~done).sum()),
                    "undefined": undefined,
                    "censored": _censored(study, name, at),
                    "mean": one.mean,
                    "low": one.low,
                    "high": one.high,
                    "sd": one.sd,
                }
            )
    return pd.DataFrame(rows)


def against_reference(study: Study, reference: int | None = None, chosen: Sequence[int] | None = None) -> list[Against]:
    """Paired differences of settings from the reference, corrected for all of them together.

    Parameters
    ----------
    reference, chosen:
        Numbers of settings; each setting's own reference, and all that have another one, unless given.
    """
    tables = {name: arranged(study, name) for name in study.outcomes}
    settings = next(iter(tables.values())).shape[1]
    every = range(settings) if chosen is None else list(chosen)
    bases = {setting: study.reference_for(setting) if reference is None else reference for setting in every}
    others = [setting for setting in every if chosen is not None or setting != bases[setting]]
    firsts = [bases[setting] for setting in others]
    shown = sum(
        int(((np.isfinite(table[:, firsts]) & np.isfinite(table[:, others])).sum(axis=0) >= 2).sum())
        for table in tables.values()
    )
    identical = _identical(study, bases, others)
    result = []
    for name, table in tables.items():
        for setting in others:
            first = bases[setting]
            both = pairs_of(study, first, setting)
            a, b = table[both, first], table[both, setting]
            difference = paired_difference(
                _judged(study.judged(name), a, b),
                study.label(first),
                study.label(setting),
                a,
                b,
                shown=max(shown, 1),
                identical=identical[setting],
                reason=study.reason(name, setting, first),
            )
            result.append(Against(setting, study.label(setting), difference, effect_size(a, b)))
    return result


def differences_table(study: Study, found: Sequence[Against]) -> pd.DataFrame:
    """A row a setting and outcome: every attribute of a difference, and both standardised sizes."""
    columns = study.lever_columns if study.kind == "worlds" else study.columns
    known = {column: study.points[column].to_numpy() for column in columns}
    rows = []
    for one in found:
        values = {column: own[one.setting] for column, own in known.items()}
        rows.append({"setting": one.setting, **values, **vars(one.difference), **vars(one.effect)})
    return pd.DataFrame(rows)


def robust(study: Study) -> dict[str, list[Robustness]]:
    """How each setting of the levers does over the worlds, by outcome."""
    result = {}
    for name in study.outcomes:
        outcome = study.judged(name)
        table = by_world(study, name)
        first = world_means(table)[:, study.reference]
        level = float(np.nanmean(first)) if np.isfinite(first).any() else 0.0
        matters = smallest_change(outcome, level)
        result[name] = robustness(
            table,
            [study.reference_for(setting) for setting in range(table.shape[1])],
            outcome.better != "lower",
            matters,
        )
    return result


def robust_table(study: Study, found: dict[str, list[Robustness]]) -> pd.DataFrame:
    """A row a setting of the levers and outcome."""
    rows = []
    for name, each in found.items():
        for setting, one in enumerate(each):
            values = {column: study.points[column].iloc[setting] for column in study.lever_columns}
            rows.append({"setting": setting, "label": study.label(setting), **values, "outcome": name, **asdict(one)})
    return pd.DataFrame(rows)


def _points_of(study: Study, setting: int) -> slice:
    """Where the points of a setting stand: one, or one in every world."""
    if study.kind != "worlds":
        return slice(setting, setting + 1)
    return slice(setting, None, int(study.points["lever"].max()) + 1)


def _censored(study: Study, name: str, at: slice) -> int:
    if study.censored is None or declared(name).summary != "duration":
        return 0
    return int(study.censored[at].sum())


def _judged(outcome: Outcome, first: Floats, second: Floats) -> Outcome:
    """How an outcome is judged: one of yes or no that is averaged over the runs of a world is a share.

    Where no pair differs it is judged as it was, because a share without spread would claim to be certain.
    """
    if outcome.summary != "verdict":
        return outcome
    both = np.isfinite(first) & np.isfinite(second)
    values = np.concatenate([first[both], second[both]])
    plain = bool(np.isin(values, (0.0, 1.0)).all())
    return outcome if plain or np.array_equal(first[both], second[both]) else replace(outcome, summary="ratio")


def _identical(study: Study, bases: Mapping[int, int], others: Sequence[int]) -> dict[int, bool]:
    """Whether a setting agrees with its reference in all that is stored, in every run."""
    numbers = [name for name in study.stored if declared(name).summary != "verdict"]
    result = dict.fromkeys(others, bool(numbers))
    for name in numbers:
        if not any(result.values()):
            break
        table = arranged(study, name)
        for setting in others:
            if result[setting]:
                first = bases[setting]
                both = pairs_of(study, first, setting)
                result[setting] = np.array_equal(table[both, first], table[both, setting], equal_nan=True)
    return result


def pairs_of(study: Study, first: int, setting: int) -> NDArray[np.bool_]:
    """Pairs that were asked for: settings repeated until precise enough have different numbers of runs."""
    if study.kind == "worlds":
        return np.ones(int(study.points["world"].max()) + 1, dtype=bool)
    return np.asarray(study.asked[first] & study.asked[setting])
