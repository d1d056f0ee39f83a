"""Many worlds: what shares of users they end with, which parameter decides most, and how often E2 and E4 show.

A world is `baseline` (150 people, 104 weeks) with every number of the mechanisms that declares an interval drawn from
it by Latin hypercube (scrambled), uniformly, on a log scale where both ends are positive and at least a tenfold apart.
Styles are three shares of one whole: givers and takers are drawn, matchers are the rest. Each world is run with two
seeds; what differs between the two is noise.

Influence: the first-order index of a parameter is the share of an outcome's variance over the worlds (mean of two runs)
that lies between equally full bins of it, less what bins of noise would show (epsilon squared). Beside them stands what
500 columns of random numbers give.

E4: givers' share in the bottom and in the top quartile of output divided by own productivity, among owners of customers
present for half the run, both above their share. Of 26 people in a quartile chance alone does that often: beside it
stands the same with styles shuffled. E2: a tenth of all people, matchers before, are takers or givers instead; compared
is the output of the seats whose style stays, per person swapped.

``python -m benchmarks.extremes [--worlds 1000] [--swaps 200]``; it takes minutes, so it is no part of the table.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from crmsim.declaration.parameter import declarations, extra, limits
from crmsim.mechanisms import OUTCOMES, TABLES
from crmsim.mechanisms.state import GIVER, STYLES
from crmsim.results.summary import summarise
from crmsim.scenario import Scenario, load
from crmsim.scenario.work import cores
from crmsim.simulation.accounts import money
from crmsim.simulation.run import COUNTERFACTUALS, LAST, Simulation

Floats = NDArray[np.float64]
SHOWN = ("user_share", "routine_share", "net_benefit_nok", "success", "help_rate", "market_orientation")
LEFT_OUT = ("people.givers", "people.takers", "people.matchers", "people.hiring.givers", "people.hiring.takers",
            "people.hiring.matchers", "turnover.reference")  # fmt: skip
LOW, HIGH = 0.05, 0.95
SWAPPED = 0.1
BINS = 12
SEEDS = 2
Result = TypeVar("Result")


@dataclass(frozen=True)
class Factor:
    """A parameter and the interval it is drawn from."""

    key: str
    low: float
    high: float
    whole: bool
    logarithmic: bool

    def value(self, u: float) -> float | int:
        """The value at the quantile ``u``."""
        if self.whole:
            return min(int(self.high), int(self.low + u * (self.high - self.low + 1.0)))
        if self.logarithmic:
            return float(self.low * (self.high / self.low) ** u)
        return self.low + u * (self.high - self.low)


def factors() -> list[Factor]:
    """Every number of the mechanisms that declares an interval, and the two shares of styles."""
    result = [Factor("people.givers", 0.05, 0.5, False, False), Factor("people.takers", 0.05, 0.4, False, False)]
    for name, declared in TABLES.items():
        for key, field in declarations(name, declared):
            interval = extra(field)["interval"]
            if interval is None or key in LEFT_OUT:
                continue
            low, high = float(interval[0]), float(interval[1])
            least, most = limits(field)
            low, high = max(low, -np.inf if least is None else least), min(high, np.inf if most is None else most)
            whole = field.annotation is int
            result.append(Factor(key, low, high, whole, not whole and low > 0.0 and high >= 10.0 * low))
    return result


def worlds(count: int, drawn: list[Factor], seed: int = 0) -> Floats:
    """Quantiles [worlds, factors] of a scrambled Latin hypercube."""
    sample: Floats = qmc.LatinHypercube(len(drawn), rng=seed).random(count)
    return sample


def scenario_of(base: Scenario, drawn: list[Factor], quantiles: Floats) -> Scenario:
    """The world at these quantiles."""
    values = {factor.key: factor.value(float(u)) for factor, u in zip(drawn, quantiles, strict=True)}
    givers, takers = float(values.pop("people.givers")), float(values.pop("people.takers"))
    settings = [f"{key}={value!r}" for key, value in values.items()]
    return base.changed([*settings, *styles(givers, takers)])


def styles(givers: float, takers: float) -> list[str]:
    """Settings for these shares, matchers the rest."""
    givers, takers = round(givers, 6), round(takers, 6)
    return [f"people.givers={givers}", f"people.takers={takers}", f"people.matchers={round(1.0 - givers - takers, 6)}"]


@dataclass(frozen=True)
class Finished:
    """One run: outcomes; by seat style, output a week present by own productivity, weeks present, customers or not."""

    outcomes: Floats
    style: NDArray[np.int8]
    adjusted: Floats
    present: NDArray[np.int64]
    owner: NDArray[np.bool_]


def stepped(scenario: Scenario, seed: int) -> tuple[Simulation, Floats, Floats, NDArray[np.int64]]:
    """A run week by week: the walk; needs served right from each seat, and by its last holder; weeks of that holder."""
    simulation = Simulation(scenario, seed)
    people = simulation.state.people
    by_seat, by_holder = np.zeros(people.size), np.zeros(people.size)
    weeks = np.zeros(people.size, dtype=np.int64)
    holder = people.holder.copy()
    for week in range(1, scenario.weeks + 1):
        simulation._advance(week, week, 0, LAST)
        right = np.where(people.present == 1, people.right, 0)
        by_seat += right
        fresh = people.holder != holder
        by_holder[fresh], weeks[fresh] = 0.0, 0
        holder[fresh] = people.holder[fresh]
        by_holder += right
        weeks += people.present == 1
    return simulation, by_seat, by_holder, weeks


def finish(scenario: Scenario, seed: int) -> Finished:
    """One run with what it leaves."""
    simulation, _, by_holder, weeks = stepped(scenario, seed)
    state = simulation.state
    lines = money(scenario, state.sums, COUNTERFACTUALS.get(scenario, seed, None))
    groups = [str(place) for place in range(state.sums.shape[1])]
    summary = summarise(state.sums, groups=groups, target=scenario.scenario.target, money=lines)
    owner = np.diff(state.first_fact) > 0
    adjusted = by_holder / np.maximum(weeks, 1) / state.people.productivity
    return Finished(summary.table[0], state.people.style.copy(), adjusted, weeks, owner)


def at_both_tails(style: NDArray[np.int8], output: Floats) -> bool:
    """E4: whether givers are above their share in the bottom and in the top quartile of output."""
    order = np.argsort(output, kind="stable")
    quarter = order.size // 4
    giver = style[order] == GIVER
    share = giver.mean()
    return bool(giver[:quarter].mean() > share and giver[-quarter:].mean() > share)


def tails(run: Finished, random: np.random.Generator) -> tuple[bool, float]:
    """E4 in a run, and how often it shows there with styles shuffled."""
    chosen = run.owner & (2 * run.present >= run.present.max())
    style, output = run.style[chosen], run.adjusted[chosen]
    by_chance = np.mean([at_both_tails(random.permutation(style), output) for _ in range(20)])
    return at_both_tails(style, output), float(by_chance)


def first_order(x: Floats, y: Floats, bins: int = BINS) -> float:
    """First-order index of ``x`` for ``y``: epsilon squared over equally full bins; about 0 without effect."""
    place = np.argsort(np.argsort(x, kind="stable"), kind="stable") * bins // x.size
    within = sum(float(((y[place == b] - y[place == b].mean()) ** 2).sum()) for b in range(bins))
    total = float(((y - y.mean()) ** 2).sum())
    if total == 0.0:
        return 0.0
    return 1.0 - within / (y.size - bins) / (total / (y.size - 1))


def in_threads(function: Callable[[int], Result], count: int, what: str) -> Iterator[Result]:
    """Results in order; a line of progress now and then."""
    with ThreadPoolExecutor(cores()) as pool:
        for place, result in enumerate(pool.map(function, range(count))):
            if (place + 1) % max(1, count // 4) == 0:
                print(f"  {place + 1} of {count} {what}", flush=True)
            yield result


def histogram(values: Floats) -> str:
    """Twenty bins of a share, as text."""
    counts, _ = np.histogram(values, bins=20, range=(0.0, 1.0))
    widest = max(int(counts.max()), 1)
    return "\n".join(
        f"  {b / 20:.2f}-{(b + 1) / 20:.2f} {count:5d} {'#' * round(50 * count / widest)}"
        for b, count in enumerate(counts)
    )


def swap_effects(scenario: Scenario, seed: int) -> tuple[float, float, float]:
    """E2: output of the others, its change per matcher swapped for a taker, and for a giver; needs a week."""
    givers, takers = scenario.people.givers, scenario.people.takers
    share = min(SWAPPED, scenario.people.matchers)
    runs, style = [], []
    for changed in (styles(givers, takers), styles(givers, takers + share), styles(givers + share, takers)):
        again = scenario.changed([*changed, f"people.hiring.givers={givers:.6f}", f"people.hiring.takers={takers:.6f}",
                                  f"people.hiring.matchers={1.0 - givers - takers:.6f}"])  # fmt: skip
        style.append(Simulation(again, seed).state.people.style.copy())
        runs.append(stepped(again, seed)[1] / scenario.weeks)
    others = (style[1] == style[0]) & (style[2] == style[0])
    swapped = max(1, int((style[1] != style[0]).sum()))
    usual, taken, given = (float(result[others].sum()) for result in runs)
    return usual, (taken - usual) / swapped, (given - usual) / swapped


def report_extremes(runs: list[list[Finished]], quantiles: Floats, drawn: list[Factor]) -> None:
    """Shares at extremes, and the most influential parameters."""
    place = {outcome.name: number for number, outcome in enumerate(OUTCOMES)}
    outcomes = np.array([[run.outcomes for run in world] for world in runs])
    random = np.random.default_rng(0)
    users = outcomes[:, :, place["user_share"]]
    low, high = float((users < LOW).mean()), float((users > HIGH).mean())
    print(
        f"\nuser_share at the end: {low:.3f} of runs below {LOW}, {high:.3f} above {HIGH}, {low + high:.3f} at extremes"
    )
    both = ((users < LOW) | (users > HIGH)).all(axis=1).mean()
    success = np.nanmean(outcomes[:, :, place["success"]])
    print(f"  worlds at an extreme with both seeds: {both:.3f}; success in {success:.3f} of runs")
    print(histogram(users.ravel()))
    for name in SHOWN:
        values = outcomes[:, :, place[name]]
        known = ~np.isnan(values).any(axis=1)
        y = values[known]
        within = float(((y[:, 0] - y[:, 1]) ** 2).mean() / 2.0)
        total = float(y.var(ddof=1))
        mean = y.mean(axis=1)
        index = np.array([first_order(quantiles[known, k], mean) for k in range(len(drawn))])
        without = [first_order(random.random(mean.size), mean) for _ in range(500)]
        share = within / total if total else 0.0
        print(f"\n{name}: {known.sum()} worlds, mean {y.mean():.4g}, noise {share:.2f} of variance")
        for k in np.argsort(-index)[:10]:
            rank = np.corrcoef(np.argsort(np.argsort(quantiles[known, k])), np.argsort(np.argsort(mean)))[0, 1]
            print(f"  {drawn[k].key:32s} {index[k]:6.3f}  rank correlation {rank:+.2f}")
        print(f"  (without effect: below {np.quantile(without, 0.99):.3f} in 99 of 100; sum of all {index.sum():.2f})")


def report_tails(runs: list[list[Finished]]) -> None:
    """How often E4 shows, beside chance."""
    random = np.random.default_rng(0)
    result = np.array([[tails(run, random) for run in world] for world in runs])
    shown, shuffled = result[:, :, 0], result[:, :, 1]
    both = shown.all(axis=1).mean()
    print(
        f"\nE4 ({STYLES[GIVER]}s at both tails): in {shown.mean():.3f} of runs; styles shuffled {shuffled.mean():.3f}"
    )
    print(f"  with both seeds: {both:.3f} of worlds; styles shuffled {(shuffled.mean(axis=1) ** 2).mean():.3f}")


def report_swaps(found: Floats) -> None:
    """E2: what swaps do to others, and the ratio of the two."""
    usual, taken, given = found[:, 0], found[:, 1], found[:, 2]
    relative = found[:, 1:] / usual[:, None]
    random = np.random.default_rng(0)
    picks = random.integers(0, len(found), (2_000, len(found)))
    ratios = -taken[picks].mean(axis=1) / given[picks].mean(axis=1)
    print(f"\nE2 over {len(found)} worlds , change of others' output per matcher swapped, needs a week:")
    for name, values, share in (("taker", taken, relative[:, 0]), ("giver", given, relative[:, 1])):
        quantile = np.quantile(values, (0.1, 0.25, 0.5, 0.75, 0.9))
        error = values.std(ddof=1) / np.sqrt(values.size)
        print(f"  for a {name}: mean {values.mean():+.4f} ± {error:.4f} ({100.0 * share.mean():+.4f} % of it), "
              f"quantiles .1 .25 .5 .75 .9: {' '.join(f'{q:+.4f}' for q in quantile)}")  # fmt: skip
    low, high = np.quantile(ratios, (0.025, 0.975))
    ratio = -taken.mean() / given.mean()
    print(f"  harm of a taker ÷ help of a giver, ratio of means: {ratio:.2f} ({low:.2f} to {high:.2f})")
    clear = (taken < 0.0) & (given > 0.0)
    typical = np.median(-taken[clear] / given[clear]) if clear.any() else float("nan")
    print(f"  taker harms and giver helps in {clear.mean():.2f} of worlds; there the median ratio is {typical:.2f}")
    print(f"  harm above help in {np.mean(-taken > given):.2f} of all worlds")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=1_000)
    parser.add_argument("--swaps", type=int, default=200, help="worlds in which E2 is told, the first of all")
    parser.add_argument("--swap-seeds", type=int, default=4, help="seeds a world for E2")
    chosen = parser.parse_args()
    base, drawn = load("baseline"), factors()
    quantiles = worlds(chosen.worlds, drawn)
    finish(base, 0)  # compiles, before there are threads
    print(f"{chosen.worlds} worlds of {len(drawn)} parameters, {SEEDS} seeds each")

    def world(place: int) -> list[Finished]:
        scenario = scenario_of(base, drawn, quantiles[place])
        return [finish(scenario, SEEDS * place + seed) for seed in range(SEEDS)]

    runs = list(in_threads(world, chosen.worlds, "worlds"))
    report_extremes(runs, quantiles, drawn)
    report_tails(runs)

    def swaps(place: int) -> Floats:
        scenario = scenario_of(base, drawn, quantiles[place])
        seeds = range(chosen.swap_seeds)
        effects: Floats = np.mean([swap_effects(scenario, chosen.swap_seeds * place + seed) for seed in seeds], axis=0)
        return effects

    if chosen.swaps:
        report_swaps(np.array(list(in_threads(swaps, min(chosen.swaps, chosen.worlds), "worlds swapped"))))


if __name__ == "__main__":
    main()
