"""What each factor does: response over its values, correlations, shares of variance, elementary effects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from crmsim.analysis.interval import Floats
from crmsim.analysis.response import Correlation, Stretch, in_stretches, rank_correlations, ranked, stretches
from crmsim.analysis.robust import world_means
from crmsim.analysis.screening import Effect, Screening, morris, moves_of
from crmsim.analysis.sensitivity import KINDS, Share, Sobol, sobol
from crmsim.analysis.spread import Spread, spread
from crmsim.analysis.study import Study, declared
from crmsim.experiment import SEED_FACTOR
from crmsim.experiment.trajectories import ordered, rising

BINARY = "verdict"
TECHNOLOGY = "technology"  # a group of this name is held against
AGAINST = ("behaviour", "process")  # these, or against all others where they are not there


def response_table(study: Study) -> pd.DataFrame:
    """A row a factor, stretch or level of it, and outcome: mean with 95 % interval over all other factors.

    In a grid, levels: the other factors are averaged first, run by run with the same random numbers, so that the
    interval is over seeds. In a sample, stretches that hold equally many points: the interval is over points, and so
    over the other factors and seeds together.
    """
    rows = []
    known: dict[str, list[Stretch]] = {}
    points = independent(study)
    for name in study.outcomes:
        outcome = declared(name)
        bounds = (outcome.low, outcome.high)
        values = study.stored[name]
        mean = world_means(values[points])
        binary = outcome.summary == BINARY and values.shape[1] == 1
        for column in study.columns:
            factor = study.points[column]
            if study.kind in ("grid", "scenarios"):
                for level in dict.fromkeys(factor):
                    inside = np.array([value == level for value in factor])
                    own = values[inside]
                    single = outcome.summary == BINARY and own.shape[0] == 1
                    one = spread(world_means(own.T[:, None, :])[:, 0], single, bounds)
                    rows.append(_response(name, column, level, level, level, one))
                continue
            if not continuous(factor):
                text = factor.iloc[points].astype(str).to_numpy()
                for level in sorted(set(text)):
                    one = spread(mean[text == level], binary, bounds)
                    rows.append(_response(name, column, level, level, level, one))
                continue
            if column not in known:
                known[column] = stretches(factor.iloc[points].to_numpy(dtype=np.float64))
            for stretch in in_stretches(known[column], mean, binary, bounds):
                ends = (stretch.low, stretch.high, stretch.middle)
                rows.append(_response(name, column, *ends, stretch.outcome))
    return pd.DataFrame(rows)


def _response(name: str, column: str, low: Any, high: Any, middle: Any, one: Spread) -> dict[str, Any]:
    return {
        "outcome": name, "factor": column, "from": low, "to": high, "at": middle, "runs": one.runs, "mean": one.mean,
        "low": one.low, "high": one.high, "sd": one.sd,
    }  # fmt: skip


def independent(study: Study) -> Any:
    """Points that are drawn apart from each other: of a Sobol design the rows A and B alone."""
    if study.kind != "sobol":
        return np.arange(len(study.points))
    length = (2 if study.second_order else 1) * len(study.problem) + 2
    number = np.arange(len(study.points)) % length
    return np.flatnonzero((number == 0) | (number == length - 1))


def continuous(column: pd.Series) -> bool:
    """Whether a factor's values are numbers."""
    return bool(pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype))


def correlations(study: Study) -> dict[str, dict[str, Correlation]]:
    """Rank and partial rank correlation by outcome and factor, of factors with an order, over a Latin hypercube."""
    ordered = [name for name in study.columns if continuous(study.points[name]) or study.points[name].nunique() == 2]
    if not ordered:
        return {}
    sample = np.column_stack(
        [
            study.points[name].to_numpy(dtype=np.float64)
            if continuous(study.points[name])
            else (study.points[name].astype(str) == sorted(study.points[name].astype(str).unique())[1]).to_numpy(float)
            for name in ordered
        ]
    )
    ranks = ranked(sample)
    result = {}
    for name in study.outcomes:
        mean = world_means(study.stored[name])
        result[name] = dict(zip(ordered, rank_correlations(sample, mean, len(ordered), ranks), strict=True))
    return result


def correlations_table(found: Mapping[str, Mapping[str, Correlation]]) -> pd.DataFrame:
    """A row an outcome and factor."""
    rows = []
    for name, each in found.items():
        rows += [{"outcome": name, "factor": factor, **vars(one)} for factor, one in each.items()]
    return pd.DataFrame(rows)


def variance_shares(study: Study) -> dict[str, Sobol]:
    """Sobol indices by outcome."""
    return {name: sobol(study.stored[name], study.problem, study.second_order) for name in study.outcomes}


def indices_table(found: Mapping[str, Sobol]) -> pd.DataFrame:
    """A row an outcome and factor (or group), the seed last; one row without indices where nothing could be told.

    ``first`` and ``total`` are shares of all variance, the seed's included; ``first_decided`` and ``total_decided`` of
    what parameters decide together; ``parted`` of the sum over parameters with interactions split evenly. The rows
    used and left out stand beside.
    """
    rows = []
    for name, one in found.items():
        about = {"outcome": name, "rows": one.asked, "rows_dropped": one.dropped, "problem": one.problem}
        if one.problem is not None:
            rows.append(about)
        for index in one.indices:
            rows.append(
                {
                    **about,
                    "factor": index.name,
                    **_ends("first", index.first),
                    **_ends("total", index.total),
                    **_ends("first_decided", index.first_decided),
                    **_ends("total_decided", index.total_decided),
                    **_ends("parted", one.parted.get(index.name)),
                }
            )
    return pd.DataFrame(rows)


def decided_table(found: Mapping[str, Sobol]) -> pd.DataFrame:
    """A row an outcome: mean, sd, what parameters decide together and what the seed decides, alone and with them."""
    rows = []
    for name, one in found.items():
        if one.problem is not None:
            continue
        of_seed = one.indices[-1] if one.with_seed else None
        rows.append(
            {
                "outcome": name,
                "mean": one.mean,
                "sd": one.sd,
                **_ends("parameters", one.decided if one.with_seed else Share(1.0, 1.0, 1.0)),
                **_ends("seed_alone", of_seed.first if of_seed else None),
                **_ends("seed", of_seed.total if of_seed else None),
            }
        )
    return pd.DataFrame(rows)


def pairs_table(found: Mapping[str, Sobol]) -> pd.DataFrame:
    """A row an outcome and pair: what both decide together beyond what each decides alone."""
    rows = []
    for name, one in found.items():
        rows += [{"outcome": name, "one": p.one, "other": p.other, **_ends("second", p.second)} for p in one.pairs]
    return pd.DataFrame(rows)


def sides(one: Sobol) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Groups of behaviour and process, and of technology (claim N1); None where they were not told apart."""
    if TECHNOLOGY not in one.parted:
        return None
    named = tuple(name for name in one.parted if name in AGAINST)
    others = named or tuple(name for name in one.parted if name != TECHNOLOGY)
    return (others, (TECHNOLOGY,)) if others else None


def ratio_table(found: Mapping[str, Sobol]) -> pd.DataFrame:
    """A row an outcome and way of counting interactions: the share of behaviour and process beside technology's."""
    rows = []
    for name, one in found.items():
        both = sides(one)
        for kind in KINDS if both is not None else ():
            share = one.ratio(*both, kind) if both is not None else None
            if both is not None and share is not None:
                of, against = (" + ".join(side) for side in both)
                rows.append({"outcome": name, "counted": kind, "of": of, "against": against, **_ends("share", share)})
    return pd.DataFrame(rows)


def elementary_effects(study: Study) -> dict[str, Screening]:
    """Morris's effects by outcome."""
    sample: Floats = np.empty((0, 0)) if study.sample is None else study.sample.copy()
    for place, factor in enumerate(study.factors):
        sample[:, place] = rising(factor, sample[:, place])
    loose = [factor.name for factor in study.factors if not ordered(factor)]
    asked = (sample, study.problem, study.members, loose)
    moved = moves_of(*asked) if study.outcomes else ()
    return {name: morris(study.stored[name], *asked, moved) for name in study.outcomes}


def effects_table(found: Mapping[str, Screening]) -> pd.DataFrame:
    """A row an outcome and factor, the largest ``mu_star`` first.

    ``below_noise`` is true where its interval lies below that of the seed, missing where they overlap.
    """
    rows = []
    for name, one in found.items():
        about = {
            "outcome": name,
            "trajectories": one.asked,
            "trajectories_dropped": one.dropped,
            "problem": one.problem,
        }
        if one.problem is not None:
            rows.append(about)
        of_seed = effect_of_seed(one)
        for effect in sorted(one.effects, key=lambda each: -each.mu_star):
            below = None if of_seed is None or effect.name == SEED_FACTOR else below_noise(effect, of_seed)
            rows.append({**about, "factor": effect.name, **vars(effect), "below_noise": below})
    return pd.DataFrame(rows).drop(columns="name", errors="ignore")


def effect_of_seed(one: Screening) -> Effect | None:
    """How much another seed moves the outcome; None where the seed is no factor."""
    return next((effect for effect in one.effects if effect.name == SEED_FACTOR), None)


def below_noise(effect: Effect, of_seed: Effect) -> bool | None:
    """Whether a factor moves the outcome less than another seed does; None where their intervals overlap."""
    if effect.mu_star_high < of_seed.mu_star_low:
        return True
    return False if effect.mu_star_low > of_seed.mu_star_high else None


def _ends(name: str, share: Share | None) -> dict[str, float | None]:
    values = (None, None, None) if share is None else (share.value, share.low, share.high)
    return dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))
