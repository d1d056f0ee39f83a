"""Demands on success and failure: who succeeds, who fails on what, what predicts it, and how much of it is noise."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.demands import statistics
from benchmarks.demands.search import searched
from benchmarks.demands.study import Study
from benchmarks.demands.table import Row, bounded, number, within
from crmsim.results.binding import PARTS

Floats = NDArray[np.float64]
RELAPSED, LEAST_SIZE = 0.1, 50  # in a smaller firm five who stop are a relapse
STRONGEST = 4
SELDOM = 0.1  # of combinations of levers: fewer successes or failures are too few to predict


def rows(study: Study) -> Iterator[Row]:
    """The rows of this module, in the order of docs/targets.toml."""
    yield from extremes(study)
    yield from failures(study)
    yield predicted(study)
    yield share_of_seed(study)
    yield relapse(study)


def extremes(study: Study) -> Iterator[Row]:
    """The best and the worst plausible settings."""
    best, worst, _, _ = searched(study)
    amounts = study.amounts
    how = (
        f"searched among the shipped scenarios with a project and {amounts.combinations} combinations of levers within "
        f"their intervals, then by moving one lever at a time, with one half of the seeds; told on {best.runs} runs of "
        "the other half."
    )
    for key, one, bound, least in (("best_settings", best, 0.9, True), ("worst_settings", worst, 0.1, False)):
        note = (
            f"{one.candidate.described()}: routine users {one.routine_share:.2f} of {study.target:.2f}, net benefit "
            f"{one.net_benefit / 1e6:.2f} million NOK."
        )
        error = math.sqrt(one.success * (1.0 - one.success) / one.runs)
        yield bounded(key, one.success, bound, least, how, (note,), error, percent=True)


def failures(study: Study) -> Iterator[Row]:
    """Failures on use, the part that binds, and whether both kinds of failure occur."""
    runs = study.organisations
    routine, net = runs["routine_share"].ravel(), runs["net_benefit_nok"].ravel()
    known = np.isfinite(routine) & np.isfinite(net)
    unused, unpaid = routine[known] < study.target, net[known] <= 0.0
    share, error = statistics.share_and_error(unused)
    how = f"share of runs with fewer routine users than the target; {study.population.described()}."
    pays = (
        f"On money {100 * unpaid.mean():.0f} % of runs fail, on both {100 * (unused & unpaid).mean():.0f} %; "
        f"{100 * (~unused & ~unpaid).mean():.0f} % succeed."
    )
    yield within(
        "failures_on_use", share, {"low": 18.0, "high": 70.0}, how, "%", notes=(pays,), error=error, scale=100.0
    )
    failed = runs["success"].ravel()[known] < 0.5  # where use is held against those with a licence
    binds = runs["binds"].ravel()[known][failed]
    named = float(np.isfinite(binds).mean()) if failed.any() else math.nan
    how = (
        "share of failed runs of the reference population of which crmsim.results.binding, whose sentence `crmsim "
        "run` prints, names a part: where most of those who are no routine users are stuck, else benefit or price."
    )
    counts = np.bincount(binds[np.isfinite(binds)].astype(np.int64), minlength=len(PARTS)) / max(1, failed.sum())
    order = np.argsort(-counts, kind="stable")
    listed = ", ".join(f"{PARTS[place]} {100 * counts[place]:.0f} %" for place in order if counts[place] > 0.0)
    yield bounded(
        "part_that_binds", named, 1.0, True, how, (f"Failures by the part that binds: {listed}.",), percent=True
    )
    only_money = ~unused & unpaid
    word = f"not used {100 * unused.mean():.3g} % of runs, used but does not pay {100 * only_money.mean():.3g} %"
    both = bool(unused.any() and only_money.any())
    missing = "" if both else "one of them never occurs"
    how = "runs of the reference population below the target, and at or above it with a net benefit of 0 or less."
    yield Row("both_kinds", word, "yes" if both else "no", how, missing)


def predicted(study: Study) -> Row:
    """How well levers alone tell who succeeds, in worlds that the prediction has not seen."""
    success = study.organisations["success"]
    known = np.isfinite(success).all(axis=1)
    names, values = study.population.levers()
    first = success[known, 0] > 0.5
    area = statistics.predicted_auc(values[known], first)
    everything = np.column_stack([study.population.column(key) for key in numeric(study)])
    whole = statistics.predicted_auc(everything[known], first, ridge=50.0)
    how = (
        f"area under the curve of a ridge logistic regression of success (one run a world) on the {len(names)} levers "
        "of the shipped experiment leaders_levers and their squares, each tenth of the worlds scored by the other "
        "nine."
    )
    if math.isnan(area):
        how += f" {int(first.sum())} of {first.size} worlds succeed, too few or too many for that."
    note = f"With everything that is drawn, not levers alone: {number(whole)}."
    return bounded("levers_predict", area, 0.75, True, how, (note, within_one(study)))


def within_one(study: Study) -> str:
    """How well levers tell who succeeds within one organisation, where all that is no lever stays as it is."""
    drawn, runs = study.lever_draws
    success = runs["success"].reshape(-1, len(drawn))
    success = success[np.isfinite(success).all(axis=1)]
    open_to_both = success[(success.mean(axis=1) >= SELDOM) & (success.mean(axis=1) <= 1.0 - SELDOM)]
    areas = [statistics.predicted_auc(drawn, one > 0.5, folds=5, ridge=20.0) for one in open_to_both]
    middle = number(float(np.nanmedian(areas))) if areas else "none"
    return (
        f"Within one organisation, all but the levers held: median {middle} over the {len(open_to_both)} of "
        f"{len(success)} organisations in which {100 * SELDOM:.0f} to {100 * (1 - SELDOM):.0f} % of {len(drawn)} "
        "combinations of levers succeed (not what was demanded)."
    )


def numeric(study: Study) -> list[str]:
    """Keys of the population whose values are numbers."""
    first = study.population.settings[0]
    return [key for key, value in first.items() if isinstance(value, int | float) and not isinstance(value, bool)]


def share_of_seed(study: Study) -> Row:
    """The share of noise in the variance of success, and of what success is made of."""
    runs = study.organisations
    whole = {}
    for name in ("success", "routine_share", "net_benefit_nok"):
        values = runs[name]
        whole[name] = statistics.seed_share(values[np.isfinite(values).all(axis=1)])
    how = (
        f"one-way analysis of variance over the reference population, {study.amounts.runs} runs of each world: mean "
        "square within worlds, over it and the variance between worlds with noise taken off."
    )
    note = f"Of routine users {number(whole['routine_share'])}, of net benefit {number(whole['net_benefit_nok'])}."
    return bounded("noise", whole["success"], 0.2, False, how, (note,), percent=True)


def relapse(study: Study) -> Row:
    """Whether users fall by ten points or more in some failures, and what such worlds have in common."""
    runs = study.organisations
    size = study.population.column("organisation.employees")
    failed = np.nanmean(runs["routine_share"], axis=1) < study.target
    fell = np.nanmean(runs["relapse"], axis=1) >= RELAPSED
    eligible = failed & (size >= LEAST_SIZE)
    share, error = statistics.share_and_error(fell[eligible])
    reasons = []
    if 5 <= (fell & eligible).sum() < eligible.sum():
        for key in numeric(study):
            area = statistics.auc(study.population.column(key)[eligible], fell[eligible])
            if math.isfinite(area):
                reasons.append((abs(area - 0.5), f"{'high' if area > 0.5 else 'low'} {key} ({area:.2f})"))
    reasons.sort(reverse=True)
    listed = ", ".join(text for _, text in reasons[:STRONGEST])
    note = (
        f"What such failures have more than others (chance that one of them has the higher value): {listed}."
        if listed
        else "Too few to say what they have in common."
    )
    how = (
        f"worlds of the reference population with {LEAST_SIZE} people or more that miss the target: share in which "
        "users fall by .10 or more within 26 weeks, mean of the world's runs."
    )
    word = f"{100 * share:.3g} % ± {100 * error:.2g} of failures" if math.isfinite(share) else "none"
    met = share > 0.0 and bool(listed)
    return Row(
        "relapse", word, "yes" if met else "no", how, "" if met else "hardly any failure relapses so far", (note,)
    )
