"""What the model is held against: rows to fit, and rows held out, which nothing is fitted to."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.demands import statistics
from benchmarks.demands.doctors import contagion
from benchmarks.demands.study import LONG, Study, data_folder, of_size
from benchmarks.demands.table import Row, number, within
from benchmarks.demands.workers import Asked
from crmsim.scenario.schema import fields

Floats = NDArray[np.float64]
CONTACT_KEYS = ("market.contact_weeks", "market.contact_life", "market.contact_change_weeks")
HOUR_KEYS = (("economy.consultant_hour", 1.0), ("economy.consultant_week", 37.5), ("economy.project_week", 37.5))
SMALL, LARGE = (4, 10, 20), (500, 1000)
BASELINE = "baseline, mean of 20 runs"
REJECTING = ("technology_alone", "cut_corners", "surveillance_unexplained", "baseline")
EXPECTED = ("usefulness", "superior", "skill")
CLEAR = 2.0  # standard errors


def default(key: str) -> float:
    """The default of a parameter."""
    return float(fields()[key].default)


def fits(study: Study) -> Iterator[Row]:
    """The rows to fit, in the order of docs/targets.toml."""
    targets, base = study.targets, study.baseline

    def of(name: str) -> tuple[float, float]:
        return statistics.mean_and_error(base[name])

    def row(key: str, name: str, how: str, unit: str = "", scale: float = 1.0, notes: tuple[str, ...] = ()) -> Row:
        value, error = of(name)
        return within(key, value, targets[key], f"{BASELINE}: {how}", unit, notes=notes, error=error, scale=scale)

    yield row("searching", "hours_search", "people.search_hours over 37.5 hours of everybody at work, all weeks; none "
              "where the model does not fill it.", "% of the week", 100.0)  # fmt: skip
    ratio, error = statistics.mean_and_error(base["requests"] / base["lookups"])
    a_week = float(np.nanmean(base["lookups"] / (base["employees"] * base["user_share"]))) / study.weeks
    how = f"{BASELINE}: requests over look-ups of a run."
    yield within("person_or_system", ratio, targets["person_or_system"], how, "times",
                 notes=(f"Look-ups per user of the end and week {number(a_week)}.",), error=error)  # fmt: skip
    key = next((one for one in CONTACT_KEYS if one in fields()), "market.change_weeks")
    yield within("contact_facts", default(key), targets["contact_facts"], f"the default of {key}.", "weeks")
    help_rate, error = of("help_rate")
    yield within("refused", 1.0 - help_rate, targets["refused"], f"{BASELINE}: 1 less help_rate.", "% of requests",
                 error=error, scale=100.0)  # fmt: skip
    for key, name, scale in (
        ("tie_value_mean", "mean", 1.0), ("tie_value_sd", "sd", 1.0), ("tie_value_high", "high", 100.0),
        ("tie_value_low", "low", 100.0), ("tie_value_rater_sd", "rater_sd", 1.0),
    ):  # fmt: skip
        start = float(np.nanmean(base[f"start_{name}"])) * scale
        yield row(
            key,
            f"end_{name}",
            "ties with contact, week 104; shares of ratings in five steps.",
            "",
            scale,
            (f"Before week 1: {number(start)}.",),
        )
    yield from energy(study)
    yield row("intention", "explained", "week 104, variance of appeal over it and the thresholds'.")
    yield from prices(study)
    yield from go_live(study)
    yield row("administration", "hours_owners_administration", "hours of recording and of the project (training, "
              "meetings, leading) of owners of customers, over their 37.5.", "% of the week", 100.0)  # fmt: skip
    yield row("account_research", "hours_owners_search", "people.search_hours of owners over their 37.5; none where "
              "the model does not fill it.", "% of the week", 100.0)  # fmt: skip


def energy(study: Study) -> Iterator[Row]:
    """Exhausted and motivated people.

    A survey has words where the model has a scale from 0 to 1. Its middle parts them: who has less energy than .5
    counts as exhausted, everybody else as motivated; so both rows cannot be met to the last point.
    """
    low, error = statistics.mean_and_error(study.baseline["energy_low"])
    spread = float(np.nanmean(study.baseline["energy_sd"]))
    note = f"SD of energy {number(spread)}."
    for key, share, word in (("exhausted", low, "less than .5"), ("motivated", 1.0 - low, ".5 or more")):
        how = f"{BASELINE}, week 104: people at work with an energy of {word}."
        yield within(
            key, share, study.targets[key], how, "% of people", near=0.15, notes=(note,), error=error, scale=100.0
        )


def prices(study: Study) -> Iterator[Row]:
    """A consultant's hour, and services against licences."""
    key, hours = next(pair for pair in HOUR_KEYS if pair[0] in fields())
    yield within("consultant_hour", default(key) / hours, study.targets["consultant_hour"],
                 f"the default of {key} over {hours:g} hours.", "NOK")  # fmt: skip
    runs = study.baseline_money
    ratio, error = statistics.mean_and_error(runs["services_nok"] / runs["licences_year"])
    how = (
        f"baseline, mean of {runs.values.shape[1]} runs: consultants and training in NOK over a year of licences at "
        "the end."
    )
    yield within("services", ratio, study.targets["services"], how, "times", error=error)


def go_live(study: Study) -> Iterator[Row]:
    """Weeks until go-live in small and in large firms."""
    sizes = (*SMALL, *LARGE)
    asked = [Asked(settings={**of_size(size), "scenario.weeks": LONG}, seeds=range(4), how="use") for size in sizes]
    weeks = study.workers.measured(asked, "weeks to go-live")["go_live"]
    for key, some in (("go_live_small", SMALL), ("go_live_large", LARGE)):
        of = {size: float(np.nanmean(weeks[sizes.index(size)])) for size in some}
        target: dict[str, Any] = study.targets[key]
        low, high = float(target.get("low", 0.0)), float(target["high"])
        outside = {size: one for size, one in of.items() if not low <= one <= high}
        value = ", ".join(f"{one:.1f} with {size} people" for size, one in of.items())
        missed = ", ".join(
            f"{number(one - high if one > high else low - one)} weeks with {size}" for size, one in outside.items()
        )
        how = "baseline, 4 runs of each size: weeks from the start of the project to the first access."
        yield Row(key, value, "no" if outside else "yes", how, missed)


def held_out(study: Study) -> Iterator[Row]:
    """The rows held out, in the order of docs/targets.toml."""
    runs, targets = study.organisations, study.targets
    population = f"reference population ({study.amounts.worlds} worlds, {study.amounts.runs} runs each)"
    users = runs["user_share"].ravel()
    share, error = statistics.share_and_error(users[np.isfinite(users)] > 0.9)
    yield within("firms_above_90", share, targets["firms_above_90"], f"{population}: runs with user_share above .9.",
                 "% of firms", error=error, scale=100.0)  # fmt: skip
    routine = runs["routine_share"].ravel()
    share, error = statistics.share_and_error(routine[np.isfinite(routine)] < study.target)
    yield within("failure", share, targets["failure"], f"{population}: runs in which routine_share misses the target.",
                 "% of projects", error=error, scale=100.0)  # fmt: skip
    unused = runs["unused_licences"]
    mean, error = statistics.mean_and_error(np.nanmean(unused, axis=1))
    own = float(np.nanmean(study.baseline["unused_licences"]))
    yield within("unused_licences", mean, targets["unused_licences"], f"{population}: people with access who are no "
                 "users in the last week, over all with access; mean.", "% of licences",
                 notes=(f"Baseline {100 * own:.1f} %.",), error=error, scale=100.0)  # fmt: skip
    yield rejection(study)
    yield speed(study)
    yield paid_back(study)
    values = study.all_at_once["pace"].ravel()
    median = float(np.nanmedian(values))
    yield within("doctors_pace", median, targets["doctors_pace"], "organisations of the reference population with "
                 "access for all at once, as the demand on pace; median, met within a quarter of it.", "times",
                 near=0.25, notes=(f"Baseline {float(np.nanmean(study.baseline_at_once['pace'])):.2f}.",))  # fmt: skip
    yield doctors(study)


def rejection(study: Study) -> Row:
    """Acceptance half a year after training, against just after it; and who leaves."""
    names = [name for name in REJECTING if name in study.scenarios]
    asked = [Asked(name, {"project.rollout": "all"}, range(20), "weeks") for name in names]
    runs = study.workers.measured(asked, "after training")
    without = [Asked(name, {"mechanisms.project": False}, range(20), "use") for name in names]
    quiet = study.workers.measured(without, "without a project")
    change = np.nanmean(runs["accepting_later"] - runs["accepting"], axis=1)
    left = np.nanmean(runs["departures"] - quiet["departures"], axis=1)
    notes = tuple(
        f"{name}: acceptance {number(float(np.nanmean(runs['accepting'][place])))} {change[place]:+.2f}, rejected at "
        f"the end {float(np.nanmean(runs['rejected_share'][place])):.2f}, {left[place]:+.1f} departures against no "
        "project."
        for place, name in enumerate(names)
    )
    worst = int(np.argmin(change))
    met = change[worst] <= -0.1 and left[worst] > 0.0
    how = (
        "20 runs with access for all at once: share of those trained for whom appeal reaches the threshold 4 weeks "
        "and 30 weeks after access; met where it falls by .1 or more and more people leave, in at least one of these "
        "scenarios."
    )
    value = f"{change[worst]:+.2f} in {names[worst]}, {left[worst]:+.1f} departures"
    return Row(
        "rejection", value, "yes" if met else "no", how, "" if met else "no wide rejection with more who leave", notes
    )


def speed(study: Study) -> Row:
    """What speeds first use in the model's own runs."""
    runs = study.baseline_at_once
    found = {name: (statistics.mean_and_error(runs[f"effect_{name}"])) for name in EXPECTED}
    clear = [name for name, (mean, error) in found.items() if mean > CLEAR * error]
    value = ", ".join(f"{name} {mean:+.2f} ± {error:.2f}" for name, (mean, error) in found.items())
    how = (
        "baseline with access for all at once, 20 runs: logistic regression of the week of first use on believed "
        "usefulness, the superior's use and skill the week before, log odds a standard deviation, periods of four "
        "weeks held apart; met where all three are positive by two errors."
    )
    lacking = ", ".join(name for name in EXPECTED if name not in clear)
    return Row("speed", value, "no" if lacking else "yes", how, f"not {lacking}" if lacking else "")


def paid_back(study: Study) -> Row:
    """What a krone gives back in projects that succeed."""
    runs = study.organisations
    ratio = (runs["benefit_nok"] / runs["cost_nok"]).ravel()
    won = ratio[(runs["success"].ravel() > 0.5) & np.isfinite(ratio)]
    every = ratio[np.isfinite(ratio)]
    median = float(np.median(won)) if won.size else math.nan
    how = (
        "benefit over cost in two years, median of the runs of the reference population that succeed, since the "
        "source chose its cases: an upper envelope."
    )
    base = study.baseline_money
    own = float(np.nanmean(base["benefit_nok"] / base["cost_nok"]))
    note = (
        f"{won.size} runs succeed; over all runs the median is {number(float(np.median(every)))}, a tenth are above "
        f"{number(float(np.quantile(every, 0.9)))}; baseline {number(own)}."
    )
    return within("return", median, study.targets["return"], how, "NOK", notes=(note,))


def doctors(study: Study) -> Row:
    """The effect of exposure among the doctors, and in the model's runs by the same method."""
    mean, error = statistics.mean_and_error(study.baseline_at_once["effect_exposure"])
    how = (
        "logistic regression of first use on the share of users among those turned to the period before, periods held "
        "apart, log odds a standard deviation: baseline with access for all at once, 20 runs; met where it is within "
        "two of one run's errors, as among 125 doctors."
    )
    own = float(np.nanmean(study.baseline_at_once["error_exposure"]))
    folder = data_folder()
    note = "The doctors' data are not beside the checkout."
    if folder is not None:
        fit = contagion(folder)
        note = f"The 125 doctors by the same method: {fit.slopes[0]:+.2f} ± {fit.errors[0]:.2f}."
    if math.isnan(mean):
        return Row("doctors_contagion", "none", "unknown", how, "not measured", (note,))
    met = abs(mean) < CLEAR * own
    value = f"{mean:+.2f} ± {error:.2f} (one run: ± {own:.2f})"
    return Row(
        "doctors_contagion", value, "yes" if met else "no", how, "" if met else "the model finds contagion", (note,)
    )
