"""Demands on people, ties and levers: what differs, what lasts, what spreads, and what every lever costs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.demands import sides, statistics
from benchmarks.demands.measured import OUTCOME_NAMES
from benchmarks.demands.population import levers
from benchmarks.demands.study import GENERATED, KNOWN, Study, effects, of_size
from benchmarks.demands.table import Row, bounded, number, within
from benchmarks.demands.workers import Asked
from crmsim.analysis.difference import DIRECTED, paired_difference
from crmsim.analysis.interval import normal_quantile
from crmsim.mechanisms import OUTCOME

Floats = NDArray[np.float64]
NAMED = (
    "user_share", "routine_share", "weeks_to_half_users", "help_rate", "output", "customer_satisfaction",
    "market_orientation", "mean_quality", "mean_energy", "mean_safety", "departures", "knowledge_lost",
    "net_benefit_nok",
)  # fmt: skip
SIX = ("baseline", "giver_rich", "taker_heavy", "taker_leader", "walk_the_talk", "say_do_gap")
AT_ONCE = (("user_share", 1.0), ("mean_energy", 1.0), ("departures", -1.0), ("net_benefit_nok", 1.0))
WHAT_IFS = {
    "walk the talk instead of say–do gap": (
        {"leadership.said": 0.9, "leadership.done": 0.3}, {"leadership.said": 0.9, "leadership.done": 0.9}),
    "taker-heavy instead of giver-rich": (
        {"people.givers": 0.4, "people.takers": 0.1}, {"people.givers": 0.1, "people.takers": 0.4}),
    "a culture of .8 instead of .4": ({"climate.culture": 0.4}, {"climate.culture": 0.8}),
    "a mandate of .9 instead of .1": ({"motivation.mandate": 0.1}, {"motivation.mandate": 0.9}),
}  # fmt: skip
EAGER = {
    "adoption.threshold_mean": -1.0, "adoption.p": 1.0, "turnover.annual_rate": 0.05, "project.training_hours": 40.0,
    "leadership.done": 1.0, "leadership.said": 1.0,
}  # fmt: skip
RULES, OWNERS, DEMANDING = ("beliefs", "threshold", "hazard"), (0.3, 0.7, 1.0), 0.9
SIZES = (4, 20, 150, 500)
ABOUT = 1.1  # about 150 is up to a tenth more


def rows(study: Study) -> Iterator[Row]:
    """The rows of this module, in the order of docs/targets.toml."""
    yield scenarios_differ(study)
    yield oracles()
    yield cost_of_a_run()
    yield possible(study)
    yield quality_lasts(study)
    yield energy_spread(study)
    yield wiring(study)
    yield explained(study)
    yield pace(study)
    yield moved_by_levers(study)
    yield no_free_lever(study)
    yield four_people(study)
    yield numbers()


def scenarios_differ(study: Study) -> Row:
    """The six scenarios against the usual mix, on what a leader would name."""
    runs = study.compared(list(SIX))
    shown = len(NAMED) * (len(SIX) - 1)
    found: dict[str, list[str]] = {}
    for number_of, name in enumerate(SIX[1:], start=1):
        found[name] = []
        for outcome in NAMED:
            first, second = runs[outcome][0], runs[outcome][number_of]
            one = paired_difference(OUTCOME[outcome], SIX[0], name, first, second, shown=shown)
            if one.verdict in DIRECTED and not one.may_be_small:
                found[name].append(outcome)
    lacking = [name for name, some in found.items() if not some]
    how = (
        f"paired differences from the usual mix over {study.amounts.paired} runs in {len(NAMED)} outcomes that a "
        "leader would name: the interval, corrected for all of them, lies beyond the smallest change that matters."
    )
    notes = tuple(f"{name}: {', '.join(some) or 'none'}." for name, some in found.items())
    value = f"{len(found) - len(lacking)} of {len(found)} differ"
    return Row("scenarios_differ", value, "no" if lacking else "yes", how, ", ".join(lacking), notes)


def oracles() -> Row:
    """The limits with a known answer."""
    how = "pytest on tests/oracles, whose tolerances are unchanged; docs/oracles.md tells the errors one by one."
    found = sides.oracles()
    if found is None:
        return Row("oracles", "none", "unknown", "tests/oracles is not there.", "not measured")
    passed, failed, last = found
    met = passed > 0 and failed == 0
    return Row("oracles", f"{passed} pass, {failed} fail", "yes" if met else "no", how, "" if met else last)


def cost_of_a_run() -> Row:
    """A run beside one of the version that docs/targets.toml calls today."""
    found = sides.cost_of_a_run()
    how = (
        f"CPU time of a run of the baseline with its counterfactual run, medians of {3 * sides.PASSES} turns of 20 "
        f"runs, in turn with the package of commit {sides.BEFORE} on the same machine; turns differ, so 5 % are "
        "allowed."
    )
    if isinstance(found, str):
        return Row("cost_of_a_run", "none", "unknown", f"{how} {found}.", "not measured")
    note = f"{found.now:.1f} ms beside {found.before:.1f} ms; the widest turns lie {100 * found.spread:.0f} % apart."
    return bounded("cost_of_a_run", found.now / found.before, 1.05, False, how, (note,))


def possible(study: Study) -> Row:
    """Whether a demanding target can be met under every rule, with few owners of customers and with many."""
    cases = [(rule, owners) for rule in RULES for owners in OWNERS]
    asked = [
        Asked(settings={**EAGER, "adoption.rule": rule, "market.owners": owners}, seeds=range(4), how="use")
        for rule, owners in cases
    ]
    share = np.nanmean(study.workers.measured(asked, "whether success is possible")["routine_share"], axis=1)
    place = int(np.argmin(share))
    how = (
        "routine users at the end where all is in favour (thresholds met by all, all training, example and words, few "
        f"who leave), under the three rules and with {', '.join(map(str, OWNERS))} of the people owning customers; the "
        f"lowest of the nine, against the high end of the target's interval, {DEMANDING}."
    )
    note = "; ".join(f"{rule}, owners {owners}: {one:.2f}" for (rule, owners), one in zip(cases, share, strict=True))
    row = bounded("possible", float(share[place]), DEMANDING, True, how, (f"{note}.",))
    return replace(row, value=f"{row.value} ({cases[place][0]}, owners {cases[place][1]})")


def quality_lasts(study: Study) -> Row:
    """Correlation of a tie's quality from year to year."""
    one, other = (float(np.nanmean(study.baseline[name])) for name in ("quality_1_53", "quality_52_104"))
    how = (
        "baseline, 20 runs: correlation over ties whose two people and contact stayed, from week 1 to 53 and from "
        "week 52 to 104; the lower of the two."
    )
    return bounded("quality_lasts", min(one, other), 0.5, True, how, (f"1 to 53 {one:.2f}, 52 to 104 {other:.2f}.",))


def energy_spread(study: Study) -> Row:
    """SD of energy over people."""
    mean, error = statistics.mean_and_error(study.baseline["energy_sd"])
    return bounded(
        "energy_spread", mean, 0.1, True, "baseline, week 104, people at work, mean of 20 runs.", error=error
    )


def wiring(study: Study) -> Row:
    """Two organisations of 46, one real and one generated: whether a what-if does more in one than in the other."""
    if KNOWN not in study.scenarios:
        return Row(
            "wiring", "none", "unknown", "skipped: the folder shared/data is not beside the checkout.", "skipped"
        )
    seeds = range(study.amounts.paired)
    asked = [
        Asked(name, changed, seeds) for pair in WHAT_IFS.values() for name in (KNOWN, GENERATED) for changed in pair
    ]
    runs = study.workers.measured(asked, "two wirings")
    places = [OUTCOME_NAMES.index(name) for name in NAMED]
    wide = normal_quantile(1.0 - 0.025 / (len(NAMED) * len(WHAT_IFS)))
    found = []
    for number_of, what in enumerate(WHAT_IFS):
        real, error, matters = effects(runs, 4 * number_of, 4 * number_of + 1)
        made, other, also = effects(runs, 4 * number_of + 2, 4 * number_of + 3)
        for place in places:
            gap, both = real[place] - made[place], math.hypot(error[place], other[place])
            least = max(matters[place], also[place])
            if math.isfinite(gap) and least > 0.0:
                sure = (abs(gap) - wide * both) / least
                found.append((sure, abs(gap) / least, f"{what}: {OUTCOME_NAMES[place]} {number(gap)} more"))
    found.sort(reverse=True)
    sure, likely, text = found[0]
    how = (
        f"{len(WHAT_IFS)} what-ifs in Cross and Parker's 46 and in a generated 46 with as many ties, {len(seeds)} runs "
        f"each, {len(NAMED)} outcomes: difference of the two effects in smallest changes that matter, less its 95 % "
        "error corrected for all; the largest."
    )
    return bounded("wiring", sure, 1.0, True, how, (f"{text} in the real one; the estimate itself is {likely:.2f}.",))


def explained(study: Study) -> Row:
    """What explains who adopts."""
    mean, error = statistics.mean_and_error(study.baseline["explained"])
    wide = float(np.nanmedian(study.organisations["explained"]))
    how = (
        "baseline, 20 runs, week 104, people at work: variance of appeal (the sum of its terms), over it and the "
        "variance of personal thresholds."
    )
    note = f"Median over the reference population {number(wide)}."
    return within("explained", mean, {"low": 0.3, "high": 0.5}, how, notes=(note,), error=error)


def pace(study: Study) -> Row:
    """t90 over t50 of first use with access for all at once."""
    values = study.all_at_once["pace"].ravel()
    values = values[np.isfinite(values)]
    median = float(np.median(values)) if values.size else math.nan
    inside = float(((values >= 1.2) & (values <= 3.0)).mean()) if values.size else math.nan
    own = float(np.nanmean(study.baseline_at_once["pace"]))
    how = (
        f"median of {values.size} organisations of the reference population with access for all at once: weeks from "
        "access to first use of those who begin within 17 months and keep their seats, the week of nine tenths over "
        "that of half."
    )
    quantiles = [number(float(one)) for one in np.quantile(values, (0.1, 0.9))] if values.size else ["none", "none"]
    note = (
        f"{100 * inside:.0f} % lie within; a tenth below {quantiles[0]}, a tenth above {quantiles[1]}; baseline "
        f"{own:.2f}."
    )
    return within("pace", median, {"low": 1.2, "high": 3.0}, how, "times", notes=(note,))


def moved_by_levers(study: Study) -> Row:
    """Outcomes that no lever moves from end to end by the smallest change that matters."""
    keys = list(levers())
    largest = np.zeros(len(OUTCOME_NAMES))
    wide = normal_quantile(1.0 - 0.025 / (len(keys) * len(OUTCOME_NAMES)))
    for place in range(len(keys)):
        mean, error, matters = effects(study.lever_ends, 2 * place, 2 * place + 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            sure = (np.abs(mean) - wide * error) / matters
        largest = np.fmax(largest, np.where(np.isfinite(sure), sure, 0.0))
    still = [name for name, size in zip(OUTCOME_NAMES, largest, strict=True) if size < 1.0]
    open_ = [name for name in still if "cannot move" not in OUTCOME[name].meaning]
    how = (
        f"baseline, each of {len(keys)} levers at both ends of its interval, {study.amounts.paired} paired runs: "
        "outcomes of which no lever's effect is beyond the smallest change that matters, errors corrected for all; "
        "one counts as flagged where its meaning says that it cannot move."
    )
    value = f"{len(still)} of {len(OUTCOME_NAMES)} do not move" + (f": {', '.join(still)}" if still else "")
    return Row("moved_by_levers", value, "no" if open_ else "yes", how, f"{len(open_)} not flagged" if open_ else "")


def no_free_lever(study: Study) -> Row:
    """The lever that most often does better on users, energy, quits and money at once."""
    keys, runs = list(levers()), study.lever_worlds
    worlds = runs.values.shape[0] // (2 * len(keys))
    better = np.zeros((len(keys), 2))
    for place in range(len(keys)):
        wins = [np.ones(worlds, dtype=bool) for _ in range(2)]
        for name, sign in AT_ONCE:
            ends = np.nanmean(runs[name], axis=1).reshape(worlds, len(keys), 2)
            change = sign * (ends[:, place, 1] - ends[:, place, 0])
            wins[0] &= change > 0.0
            wins[1] &= change < 0.0
        better[place] = [one.mean() for one in wins]
    place, way = (int(one) for one in np.unravel_index(int(np.argmax(better)), better.shape))
    how = (
        f"each lever from one end of its interval to the other in {worlds} worlds of the reference population, means "
        f"of {study.amounts.lever_runs} paired runs: share of worlds in which more use it, energy is higher, fewer "
        "leave and the net benefit is higher at once; the largest over levers and directions. Chance alone gives 1 in "
        "16."
    )
    order = np.argsort(-better.max(axis=1), kind="stable")[:4]
    ways = [("up", "down")[int(one.argmax())] for one in better]
    listed = ", ".join(f"{keys[one]} {ways[one]} {100 * better[one].max():.0f} %" for one in order)
    row = bounded("no_free_lever", float(better[place, way]), 0.9, False, how, (f"{listed}.",), percent=True)
    return replace(row, value=f"{row.value} ({keys[place]} {('up', 'down')[way]})")


def four_people(study: Study) -> Row:
    """What a project costs a firm of four, and larger ones."""
    asked = [Asked(settings=of_size(size), seeds=range(6)) for size in SIZES]
    cost = np.nanmean(study.workers.measured(asked, "cost by size")["cost_nok"], axis=1) / 1e6
    rising = bool((np.diff(cost) > 0.0).all())
    listed = ", ".join(f"{size} people {one:.2f}" for size, one in zip(SIZES, cost, strict=True))
    how = (
        "mean cost of the baseline's project in two years, 6 runs; met where it rises with size and four people pay "
        "less than a fifth of what 150 do."
    )
    fine = rising and cost[0] < cost[2] / 5.0
    missed = "" if fine else f"{cost[0] / cost[2]:.2f} of what 150 people pay"
    return Row(
        "four_people", f"{cost[0]:.2f} million NOK", "yes" if fine else "no", how, missed, (f"Million NOK: {listed}.",)
    )


def numbers() -> Row:
    """How many numbers a user can set."""
    every, plain, assumed = sides.numbers()
    how = "parameters that `crmsim run` counts; about 150 is taken as at most a tenth more."
    note = f"{assumed} of them assumed; {plain} are plain numbers, the others words and switches."
    return bounded("numbers", float(every), 150.0 * ABOUT, False, how, (note,))
