"""A forecast from beginning to end: models fitted to the early periods, held against the later ones; contagion."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from crmsim.errors import CrmsimError
from crmsim.forecast.contagion import Contagion, ask, corrected
from crmsim.forecast.engine import RULES, Engine
from crmsim.forecast.fitting import Fit, fit
from crmsim.forecast.model import Bass, Curve, Floats, Logistic, Model, Seen, Truth, Whole
from crmsim.forecast.reading import Adopters
from crmsim.forecast.rules import Rule
from crmsim.forecast.survival import turnbull
from crmsim.organisation import Organisation
from crmsim.words import message

FEWEST = 5  # adoptions before the cut
RUNS = 500
LEVELS = (0.8, 0.95)


@dataclass(frozen=True, eq=False)
class Scored:
    """What a model forecast, and how that turned out.

    Attributes
    ----------
    score:
        Log of the probability given to what everybody did after the cut (who and when); higher is better.
    counts:
        int64[runs, periods after the cut]: adopters by then, in runs with plausible parameters.
    count_score:
        Mean log of the probability given to how many had adopted by each period.
    inside:
        How many of the periods' numbers of adopters lie within the intervals of :data:`LEVELS`.
    """

    model: Model
    fit: Fit
    score: float
    counts: Whole
    count_score: float
    inside: tuple[int, ...]

    def interval(self, level: float) -> tuple[Whole, Whole]:
        """int64[periods] twice: the ends of the interval of adopters."""
        return interval(self.counts, level)


@dataclass(frozen=True, eq=False)
class Forecast:
    """What came of it.

    Attributes
    ----------
    cut:
        The last period that was fitted.
    observed:
        int64[periods]: adopters by each period, of those whose adoption is known.
    curve:
        Periods and the share who had adopted by then, of all of whom anything is known (Turnbull).
    contagion:
        All ties together; by_kind each kind, corrected for how many.
    """

    adopters: Adopters
    seen: Seen
    cut: int
    observed: Whole
    curve: tuple[Floats, Floats]
    scored: tuple[Scored, ...]
    contagion: Contagion
    by_kind: tuple[Contagion, ...]

    @property
    def bass(self) -> Scored:
        """What others are compared with."""
        return next(one for one in self.scored if one.model.name == "Bass")


def forecast(adopters: Adopters, until: float | None = None, runs: int = RUNS, seed: int = 0) -> Forecast:
    """Fit on the early periods, forecast the others, ask for contagion.

    Parameters
    ----------
    until:
        The last time, in the file's own, that is fitted; by default the middle.
    runs:
        Runs of each model, from which the intervals come.

    Raises
    ------
    CrmsimError
        Where too little happened before or after ``until``.
    """
    seen = seen_by(adopters.organisation, adopters)
    cut = cut_at(adopters, until)
    watched = np.where(adopters.adopted, adopters.periods, adopters.time)
    observed = np.array([(adopters.adopted & (adopters.time <= t)).sum() for t in range(1, adopters.periods + 1)])
    scored = []
    models: list[Curve | Rule] = [Bass(), Logistic()]
    models += [Rule(rule, contagion) for rule in RULES for contagion in (True, False)]
    for model in models:
        found = fit(model, seen, cut, seed)
        times = (
            by_curve(model, found, seen, runs, seed) if isinstance(model, Curve)
            else by_engine(model, found, seen, adopters.organisation, runs, seed)
        )  # fmt: skip
        times = np.where(times > watched, adopters.periods + 1, times)
        counts = np.stack([(times <= t).sum(axis=1) for t in range(cut + 1, adopters.periods + 1)], axis=1)
        later = observed[cut:]
        inside = []
        for level in LEVELS:
            low, high = interval(counts, level)
            inside.append(int(((low <= later) & (later <= high)).sum()))
        score = found.score(seen, adopters.periods)
        scored.append(Scored(model, found, score, counts, count_score(counts, later, seen), tuple(inside)))
    return Forecast(
        adopters, seen, cut, observed, turnbull(adopters.low, adopters.high), tuple(scored),
        contagion_of(adopters, seen), kinds_of(adopters),
    )  # fmt: skip


def seen_by(organisation: Organisation, adopters: Adopters) -> Seen:
    """What each saw of the others' adoption, by the engine."""
    engine = Engine(organisation, adopters.periods)
    exposure = engine.exposures(adopters.time, adopters.adopted, adopters.periods)
    return Seen(adopters.time, adopters.adopted, exposure)


def contagion_of(adopters: Adopters, seen: Seen) -> Contagion:
    """Contagion through all ties together."""
    return ask(seen, adopters.department, turns_to_somebody(adopters.organisation), "", adopters.facts)


def kinds_of(adopters: Adopters) -> tuple[Contagion, ...]:
    """Contagion through each kind of tie."""
    return corrected([
        ask(seen_by(organisation, adopters), adopters.department, turns_to_somebody(organisation), kind, adopters.facts)
        for kind, organisation in adopters.by_kind.items()
    ])  # fmt: skip


def turns_to_somebody(organisation: Organisation) -> Truth:
    """bool[n]: who has a tie of their own."""
    return np.bincount(organisation.source[organisation.contact > 0.0], minlength=organisation.employees) > 0


def cut_at(adopters: Adopters, until: float | None) -> int:
    """The last period that is fitted."""
    cut = adopters.periods // 2 if until is None else adopters.period_of(until)
    before = int((adopters.adopted & (adopters.time <= cut)).sum())
    left = int((adopters.time > cut).sum())
    first, last = adopters.of(1), adopters.of(adopters.periods)
    if not 2 <= cut < adopters.periods or before < FEWEST or left == 0:
        enough = [
            adopters.of(t) for t in range(2, adopters.periods)
            if (adopters.adopted & (adopters.time <= t)).sum() >= FEWEST and (adopters.time > t).any()
        ]  # fmt: skip
        best = message("nothing of this can be forecast") if not enough else message(
            "{first:g} to {last:g}, so that {least} or more have adopted before and some are left",
            first=enough[0], last=enough[-1], least=FEWEST,
        )  # fmt: skip
        problem = message(
            "times are {first:g} to {last:g}; {before} had adopted by then, {left} had not", first=first, last=last,
            before=before, left=left,
        )  # fmt: skip
        raise CrmsimError(problem, key="--until", value=until if until is not None else adopters.of(cut), expected=best)
    return cut


def by_curve(model: Curve, found: Fit, seen: Seen, runs: int, seed: int) -> Whole:
    """int64[runs, n]: periods of adoption that a curve gives those who had not adopted; 0 for who had."""
    chance = np.random.default_rng(seed)
    held, periods = seen.at_risk(found.last), seen.exposure.shape[0]
    times = np.arange(found.last, periods + 1, dtype=np.float64)
    result = np.empty((runs, len(held)), dtype=np.int64)
    for run, values in enumerate(found.sample(runs, chance)):
        curve = model.by(values, times)
        share = (curve[1:] - curve[0]) / max(1.0 - curve[0], 1e-12)
        drawn = found.last + 1 + np.searchsorted(share, chance.random(len(held)))
        result[run] = np.where(held, drawn, np.where(_done(seen, found.last), 0, periods + 1))
    return result


def by_engine(model: Rule, found: Fit, seen: Seen, organisation: Organisation, runs: int, seed: int) -> Whole:
    """The same by runs of the engine, each from where the data stand at the cut, with plausible numbers."""
    periods = seen.exposure.shape[0]
    if not model.contagion:
        organisation = replace(organisation, contact=np.zeros_like(organisation.contact))
    engine = Engine(organisation, periods, str(model.rule))
    chance = np.random.default_rng(seed)
    done = _done(seen, found.last)
    result = np.empty((runs, len(done)), dtype=np.int64)
    for run, values in enumerate(found.sample(runs, chance)):
        engine.set(model.settings(values))
        thresholds = model.thresholds(values, seen, found.last, chance)
        result[run] = engine.run(
            done, found.last + 1, periods, int(chance.integers(2**31)), thresholds, values.get("outside", 0.0)
        )
    return result


def _done(seen: Seen, last: int) -> Truth:
    return seen.adopted & (seen.time <= last)


def interval(counts: Whole, level: float) -> tuple[Whole, Whole]:
    """int64[periods] twice: the ends of the middle ``level`` of runs."""
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(counts, [tail, 1.0 - tail], axis=0, method="inverted_cdf")
    return low.astype(np.int64), high.astype(np.int64)


def count_score(counts: Whole, later: Whole, seen: Seen) -> float:
    """Mean log share of runs at the observed number; one more run is spread over all numbers there could be."""
    runs, possible = len(counts), len(seen.time) + 1
    hits = (counts == later).sum(axis=0) + 1.0 / possible
    return float(np.log(hits / (runs + 1.0)).mean())
