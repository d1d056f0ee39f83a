"""Findings or artefacts: how far each headline result moves when something is changed that must not matter.

    python -m benchmarks.artefacts [--worlds 48] [--jobs 2] [--write]

In calibrated worlds of a reference firm, whatever else nobody knows drawn from its interval, each headline is taken as
it is and under every change (:mod:`crmsim.evidence.artefacts`), in the same worlds. Told is the effect under the change
minus the effect as it is, in units of the smallest change that matters, with its 95 % interval over worlds. ``--write``
puts the tables into docs/artefacts.md. With 48 worlds it takes two free cores some ten minutes.
"""

from __future__ import annotations

import argparse
import functools
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, cast

import numpy as np
import tomli_w
from numpy.typing import NDArray

from benchmarks.figure import machine
from benchmarks.headlines import AGAINST_NOTHING, HEADLINES, Headline
from crmsim.analysis.difference import smallest_change
from crmsim.analysis.interval import t_interval
from crmsim.evidence.artefacts import (
    OTHER_LUCK,
    SAME,
    Change,
    half_share,
    luck_changes,
    step_changes,
    twice_the_people,
    values_changed,
)
from crmsim.evidence.order import Needs, Pair, bound_pairs, needs, order_changes, swaps
from crmsim.experiment import design_of, from_text
from crmsim.experiment.experiment import seed_of
from crmsim.experiment.resolver import resolver_of
from crmsim.mechanisms import OUTCOME
from crmsim.mechanisms.state import State
from crmsim.scenario import Scenario, load
from crmsim.scenario.work import cores

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "artefacts.md"
WORLDS = 48
TESTS = DOCUMENT.parent.parent / "tests" / "simulation"
SUMMED = ("sum", "money")
Floats = NDArray[np.float64]
World = tuple[int, tuple[Scenario, ...]]  # seed, and the scenario of each side


@functools.cache
def sides() -> tuple[tuple[tuple[str, Any], ...], ...]:
    """All distinct settings that are run."""
    every = [tuple(sorted(side.items())) for headline in HEADLINES for _, side in headline.sides()]
    return tuple(dict.fromkeys(every))


@functools.cache
def outcomes() -> tuple[str, ...]:
    """All outcomes that some headline is told in."""
    return tuple(dict.fromkeys(headline.outcome for headline in HEADLINES))


def worlds(count: int) -> Iterator[World]:
    """Worlds as an experiment of kind "worlds" draws them."""
    names = [f"side_{number}" for number in range(len(sides()))]
    content = {
        "title": "Findings or artefacts", "base": "baseline", "outcomes": list(outcomes()), "runs": 1,
        "design": {"kind": "worlds", "samples": count},
        "levers": {"side": {"alternatives": {name: dict(side) for name, side in zip(names, sides(), strict=True)}}},
        "uncertainties": {"worlds": "reference_firm", "all": "interval"},
    }  # fmt: skip
    experiment = from_text(tomli_w.dumps(content), "artefacts")
    resolver = resolver_of(experiment)
    made: list[Scenario] = []
    for point in design_of(experiment).points():
        made.append(resolver.resolve(point.settings, point.scenario))
        if len(made) == len(names):
            yield seed_of(experiment, point, 0), tuple(made)
            made = []


@functools.cache
def bindings() -> tuple[Needs, dict[Pair, set[str]]]:
    """What binds the order of the week."""
    found = needs()
    return found, bound_pairs(found)


def in_another_order(state: State, seed: int, luck: int = 0) -> State:
    """The same people in another order, with all that names them, as the tests rearrange them."""
    if str(TESTS) not in sys.path:
        sys.path.insert(0, str(TESTS))
    from rearranged import relabelled

    return cast(State, relabelled(state, np.random.default_rng((seed, luck)).permutation(state.people.size)))


def changes() -> list[Change]:
    """All changes, the first of them none."""
    _, pairs = bindings()
    size = twice_the_people(load("baseline"))
    labels = Change("people in another order", "labels", rearrange=in_another_order)
    return [SAME, labels, OTHER_LUCK, *luck_changes(), *order_changes(pairs), *step_changes(), size]


def measured(world: World, asked: Sequence[Change]) -> Floats:
    """float64[changes, sides, outcomes] of one world; NaN where an outcome has no value."""
    seed, scenarios = world
    against = {side for one in HEADLINES if one.outcome in AGAINST_NOTHING for side in _places(one)}
    found = np.full((len(asked), len(scenarios), len(outcomes())), np.nan)
    for number, change in enumerate(asked):
        for place, scenario in enumerate(scenarios):
            values = values_changed(scenario, seed, change, against_nothing=place in against)
            for column, name in enumerate(outcomes()):
                value = values[name]
                if value is not None:
                    times = change.times if OUTCOME[name].summary in SUMMED else 1.0
                    found[number, place, column] = value / times
    return found


def _places(headline: Headline) -> list[int]:
    return [sides().index(tuple(sorted(side.items()))) for _, side in headline.sides()]


def study(count: int, asked: Sequence[Change], jobs: int) -> Floats:
    """float64[worlds, changes, sides, outcomes]."""
    work = functools.partial(measured, asked=asked)
    drawn = list(worlds(count))
    if jobs == 1:
        return np.array([work(world) for world in drawn])
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return np.array(list(pool.map(work, drawn)))


@dataclass(frozen=True)
class Moved:
    """What a change does to a headline.

    Attributes
    ----------
    headline, change:
        Which.
    effect, effect_low, effect_high:
        The headline's effect under the change, mean over worlds, with its 95 % interval, in the outcome's unit.
    shift, low, high:
        By how much the effect moved, with its 95 % interval, in units of the smallest change that matters.
    spread:
        Standard deviation of that over worlds.
    same:
        Whether no run of any world differs by a bit.
    """

    headline: Headline
    change: Change
    effect: float
    effect_low: float
    effect_high: float
    shift: float
    low: float
    high: float
    spread: float
    same: bool

    @property
    def verdict(self) -> str:
        """What may be said of the shift."""
        if self.same:
            return "the same to the bit"
        if self.low > -1.0 and self.high < 1.0:
            return "stays"
        if self.low > 0.0 or self.high < 0.0:
            return "moves"
        return "cannot be told"

    @property
    def side(self) -> int:
        """Which way the effect lies beyond noise: 1, -1, or 0."""
        return int(self.effect_low > 0.0) - int(self.effect_high < 0.0)


def effects(found: Floats, headline: Headline) -> Floats:
    """float64[worlds, changes]: the headline's effect."""
    column = outcomes().index(headline.outcome)
    places = _places(headline)
    return np.asarray(
        sum(sign * found[:, :, place, column] for (sign, _), place in zip(headline.sides(), places, strict=True))
    )


def told(found: Floats, asked: Sequence[Change]) -> list[Moved]:
    """Every headline under every change."""
    result = []
    for headline in HEADLINES:
        effect = effects(found, headline)
        start = _places(headline)[0]
        reference = np.nanmean(found[:, 0, start, outcomes().index(headline.outcome)])
        matters = smallest_change(OUTCOME[headline.outcome], float(reference))
        places = _places(headline)
        for number, change in enumerate(asked):
            known = np.isfinite(effect[:, number]) & np.isfinite(effect[:, 0])
            shift = (effect[known, number] - effect[known, 0]) / matters
            low, high = t_interval(shift)
            effect_low, effect_high = t_interval(effect[known, number])
            column = outcomes().index(headline.outcome)
            runs = found[:, number, places, column], found[:, 0, places, column]
            result.append(
                Moved(
                    headline, change, float(effect[known, number].mean()), float(effect_low), float(effect_high),
                    float(shift.mean()), float(low), float(high), float(shift.std(ddof=1)),
                    bool(np.array_equal(*runs, equal_nan=True)),
                )
            )  # fmt: skip
    return result


def effect_table(found: Sequence[Moved]) -> Iterator[str]:
    """Headlines as they are."""
    yield "| headline | told in | effect as it is | 95 % interval | smallest that matters |"
    yield "|---|---|---:|---:|---:|"
    for one in found:
        if one.change is SAME:
            unit = _unit(one)
            yield (
                f"| {one.headline.name} | `{one.headline.outcome}` | {_number(one.effect)} | {_number(one.effect_low)} "
                f"to {_number(one.effect_high)} | {unit} |"
            )


def _unit(one: Moved) -> str:
    outcome = OUTCOME[one.headline.outcome]
    return f"{outcome.matters:.1%}" if outcome.relative else f"{outcome.matters:g}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.3g}"


MARKS = {"the same to the bit": "=", "stays": "", "moves": "**moves**", "cannot be told": "?"}


def shift_table(found: Sequence[Moved], kind: str) -> Iterator[str]:
    """How far each headline moves under the changes of a kind."""
    asked = list(dict.fromkeys(one.change for one in found if one.change.kind == kind and one.change is not SAME))
    yield "| headline | " + " | ".join(change.name for change in asked) + " |"
    yield "|---|" + "---:|" * len(asked)
    for headline in HEADLINES:
        cells = []
        for change in asked:
            one = next(each for each in found if each.headline is headline and each.change is change)
            if one.same:
                cells.append("=")
                continue
            half = (one.high - one.low) / 2.0
            cells.append(f"{one.shift:+.1f} ± {half:.1f} {MARKS[one.verdict]}".rstrip())
        yield f"| {headline.name} (`{headline.outcome}`) | " + " | ".join(cells) + " |"


def count_table(found: Sequence[Moved]) -> Iterator[str]:
    """Verdicts by kind of change, and how many intervals leave 0 out."""
    heads = (
        "headlines × changes", "same to the bit", "stays", "cannot be told", "moves", "0 left out",
        "still on its side", "on the other side",
    )  # fmt: skip
    yield "| changed | " + " | ".join(heads) + " |"
    yield "|---|" + "---:|" * len(heads)
    usual = {one.headline.name + one.headline.outcome: one.side for one in found if one.change is SAME}
    for kind, name in KINDS.items():
        of_kind = [one for one in found if one.change.kind == kind and one.change is not SAME]
        verdicts = Counter(one.verdict for one in of_kind)
        out = sum(one.low > 0.0 or one.high < 0.0 for one in of_kind)
        beyond = [(usual[one.headline.name + one.headline.outcome], one.side) for one in of_kind]
        same = sum(first != 0 and first == second for first, second in beyond)
        other = sum(first * second < 0 for first, second in beyond)
        yield (
            f"| {name} | {len(of_kind)} | {verdicts['the same to the bit']} | {verdicts['stays']} | "
            f"{verdicts['cannot be told']} | {verdicts['moves']} | {out} | {same} of "
            f"{sum(first != 0 for first, _ in beyond)} | {other} |"
        )


KINDS = {
    "labels": "people in another order", "luck": "other random numbers", "order": "another order of phases",
    "step": "half a week as the step", "size": "twice the people",
}  # fmt: skip


def swap_table() -> Iterator[str]:
    """Which neighbours of the week may change places, and why not."""
    found, pairs = bindings()
    yield "| first | then | may change places | what the second takes from the first in the same week |"
    yield "|---|---|---|---|"
    for (first, second), order in swaps(pairs):
        taken = sorted(found.reads.get((first, second), ()))
        binding = pairs.get((first, second), set())
        words = ", ".join(f"**`{name}`**" if name in binding else f"`{name}`" for name in taken) or "nothing"
        if order is None and not taken:
            words = "the week's sums"
        yield f"| {first} | {second} | {'yes' if order is not None else 'no'} | {words} |"


def limit_table(runs: int = 60) -> Iterator[str]:
    """Limits of the model whose answer in continuous time is known, at a week and at half a week as the step."""
    sys.path.insert(0, str(TESTS.parent / "oracles"))
    import oracle_answers as exact
    import oracle_runs as engine

    yield "| limit | in continuous time | step of a week | of half a week |"
    yield "|---|---:|---:|---:|"
    curves = []
    for times in (1, 2):
        rates = [f"adoption.p={0.0015 / times}", f"adoption.q={0.019 / times}", f"scenario.weeks={200 * times}"]
        curves.append(engine.adopters_of("limits/bass", rates, range(runs)).mean(axis=0)[times - 1 :: times] / 200.0)
    for years in (5, 10):
        week, half = (curve[20 * years - 1] for curve in curves)
        yield f"| Bass, share of users after {years} years | {exact.bass_share(years):.4f} | {week:.4f} | {half:.4f} |"
    levels, stayed = [], []
    for times in (1, 2):
        annual, practice = (half_share(share) if times == 2 else share for share in (0.136, 0.004))
        settings = [f"turnover.annual_rate={annual}", f"knowledge.practice={practice}"]
        long = [engine.expertise([*settings, f"scenario.weeks={1000 * times}"], seed)[0] for seed in range(4)]
        levels.append(np.mean([level[600 * times :] for level in long]))
        two_years = [engine.expertise([*settings, f"scenario.weeks={104 * times}"], seed)[1] for seed in range(4)]
        stayed.append(np.mean([run.state.people.holder == 0 for run in two_years]))
    plain, _ = exact.expertise_level(0.004, exact.weekly_leaving(0.136))
    yield f"| learning against leaving, expertise in the long run | {plain:.4f} | {levels[0]:.4f} | {levels[1]:.4f} |"
    yield f"| first staff left after two years | {0.864**2:.4f} | {stayed[0]:.4f} | {stayed[1]:.4f} |"


def write(name: str, lines: Sequence[str]) -> None:
    """Put lines between the marks of that name in the page."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    DOCUMENT.write_text("\n".join([before + begin, *lines, end + after]), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=WORLDS, help="how many worlds (at least 3)")
    parser.add_argument("--jobs", type=int, default=min(2, cores()), help="processes")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/artefacts.md as well")
    chosen = parser.parse_args()
    if chosen.worlds < 3:
        parser.error("--worlds: at least 3")
    begin = time.perf_counter()
    asked = changes()
    found = told(study(chosen.worlds, asked, chosen.jobs), asked)
    tables = {
        "effects": list(effect_table(found)),
        "counts": list(count_table(found)),
        "swaps": list(swap_table()),
        "limits": list(limit_table()),
    }
    tables.update({kind: list(shift_table(found, kind)) for kind in KINDS})
    for name, lines in tables.items():
        print(f"\n{name}\n", *lines, sep="\n", flush=True)
        if chosen.write:
            write(name, lines)
    print(f"\n{machine()}; {chosen.worlds} worlds, {time.perf_counter() - begin:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
