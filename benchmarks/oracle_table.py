"""The table of ``docs/oracles.md``: ``python benchmarks/oracle_table.py [--quick] [--write]``.

Every limit with a known answer: the exact answer, what the engine gives by scenario keys alone, and the error. The
same functions as in ``tests/oracles``, with more runs. ``--quick`` takes a fifth of the runs, ``--write``
puts the tables into the document.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "oracles.md"
sys.path.insert(0, str(ROOT / "tests" / "oracles"))

import oracle_answers as exact  # noqa: E402 - found on the path just set
import oracle_runs as engine  # noqa: E402 - likewise

USUAL = (0.25, 0.19, 0.56)
PAIR_WEEKS = 2000


class Row(NamedTuple):
    """A line of the table; ``relative`` says how the error is told."""

    oracle: str
    what: str
    answer: float
    found: float
    digits: int
    relative: bool = False

    def text(self) -> str:
        error = self.found - self.answer
        text = f"{error:+.{self.digits}f}"
        if self.relative and self.answer:
            text = f"{100.0 * error / self.answer:+.1f} %"
        elif abs(error) < 1e-9:
            text = "0"
        return (
            f"| {self.oracle} | {self.what} | {self.answer:.{self.digits}f} | {self.found:.{self.digits}f} | {text} |"
        )


def pairs(_runs: int) -> Iterator[Row]:
    for pair in engine.PAIRS:
        one, other = engine.NAMES[pair[0]], engine.NAMES[pair[1]]
        answer, result = exact.pair_payoffs(one, other, 200, 3.0, 1.0), engine.pair(pair)
        yield Row("O1", f"{one} with {other}, 200 weeks", answer[0], result[0], 0)
        if one != other:
            yield Row("O1", f"{other} with {one}, 200 weeks", answer[1], result[1], 0)


def noisy_pairs(runs: int) -> Iterator[Row]:
    for pair in engine.PAIRS:
        one, other = engine.NAMES[pair[0]], engine.NAMES[pair[1]]
        answer = exact.pair_payoffs(one, other, PAIR_WEEKS, 3.0, 1.0, error=0.05)
        result = engine.pair(pair, "limits/noisy_pair", range(5 * runs))
        answers, founds = [answer[0]], [result[0]]
        if one == other:
            answers, founds = [sum(answer) / 2.0], [sum(result) / 2.0]
        else:
            answers.append(answer[1])
            founds.append(result[1])
        for who, right, got in zip((one, other), answers, founds, strict=False):
            partner = other if who == one else one
            yield Row("O2", f"{who} with {partner}, a week", right / PAIR_WEEKS, got / PAIR_WEEKS, 4)


def well_mixed(_runs: int) -> Iterator[Row]:
    payoffs = engine.favours("limits/well_mixed", [], 0)
    sums = payoffs.cumsum(axis=0)
    lead = sums[:, 1] - sums[:, 0]
    week = int(np.argmax(lead < 0.0))
    turn = week + lead[week - 1] / (lead[week - 1] - lead[week])
    result = sums[-1] / 50.0 / 99.0
    for place, style in enumerate(exact.STYLES):
        yield Row(
            "O3", f"{style}, 50 rounds, 100 people", exact.well_mixed(USUAL, 50, 3, 1, 100)[place], result[place], 4
        )
    for place, style in enumerate(exact.STYLES):
        yield Row(
            "O3", f"{style}, 50 rounds, infinitely many", exact.well_mixed(USUAL, 50, 3, 1)[place], result[place], 4
        )
    yield Row("O3", "break-even n*, 100 people", exact.break_even(USUAL, 3, 1, 100), turn, 4)
    yield Row("O3", "break-even n*, infinitely many", exact.break_even(USUAL, 3, 1), turn, 4, True)


def standing(runs: int) -> Iterator[Row]:
    for cost in (1.0, 1.5):
        lead = []
        for known in (0.2, 0.8):
            settings = [f"exchange.grapevine={known}", f"exchange.cost={cost}"]
            weekly = [
                engine.favours("limits/indirect_reciprocity", settings, seed, 2).mean(axis=0)
                for seed in range(max(1, runs // 20))
            ]
            payoff = np.mean(weekly, axis=0)
            lead.append(payoff[2] - payoff[1])
        turn = 0.2 + 0.6 * lead[0] / (lead[0] - lead[1])
        ratio = f"c/b = {cost / 3.0:.3g}"
        yield Row("O4", f"q where matcher and taker draw, {ratio}, 100 people",
                  exact.standing_threshold(3.0, cost, 100), turn, 3)  # fmt: skip
        yield Row("O4", "the same, infinitely many", exact.standing_threshold(3.0, cost), turn, 3)


def contagion(runs: int) -> Iterator[Row]:
    result = engine.adopters_of("limits/contagion", [], range(4 * runs))
    share = result[:, -1].mean() / 200.0
    chain = exact.expected_curve(200, lambda adopters: 1.0 - 0.995**adopters, 10, 5)
    yield Row("O5", "share after 5 weeks, mean of runs of 200", chain[-1], share, 4)
    yield Row("O5", "share after 5 weeks, infinitely many", exact.si_share(0.005, 200, 0.05, 5), share, 4, True)
    rate = engine.hazard_rates(result, 200, 10, 1, alone=False)[1]
    yield Row("O5", "chance b of contagion, estimated from the runs", 0.005, -math.expm1(-rate / 199.0), 5, True)


def thresholds(_runs: int) -> Iterator[Row]:
    crowd = engine.adopters("limits/thresholds", [])
    yield Row("O6", "thresholds 0..99: joined after 1 week", 1, crowd[0], 0)
    yield Row("O6", "thresholds 0..99: joined after 50 weeks", 50, crowd[49], 0)
    yield Row("O6", "thresholds 0..99: joined in the end", 100, crowd[-1], 0)
    changed = [0.0, 2 / 99, *(k / 99 for k in range(2, 100))]
    yield Row(
        "O6", "the 1 changed to a 2", 1, engine.adopters("limits/thresholds", [f"adoption.thresholds={changed}"])[-1], 0
    )
    for people in (400, 1000):
        size = [f"organisation.employees={people}"]
        for spread in (0.12, 0.122, 0.123):
            end = engine.adopters("limits/normal_thresholds", [*size, f"adoption.threshold_sd={spread}"])[-1] / people
            same = exact.joined(exact.normal_crowd(people, 0.25, spread))[-1] / people
            yield Row("O6", f"normal(25, {100 * spread:g}), {people} people: % in the end", 100 * same, 100 * end, 2)
            many = exact.equilibrium_share(0.25, spread)
            yield Row("O6", "the same, infinitely many", 100 * many, 100 * end, 2)

        def crowd_tips(spread: float, people: int = people) -> bool:
            return engine.tips(people, spread)

        edge = exact.bisect(crowd_tips, 0.12, 0.126, 1e-5)
        yield Row("O6", f"critical spread, {people} people", 100 * exact.critical_spread(0.25, people), 100 * edge, 3)
        yield Row("O6", "critical spread, infinitely many", 100 * exact.critical_spread(0.25), 100 * edge, 3, True)


def cascade_windows(runs: int) -> Iterator[Row]:
    for threshold in (0.18, 0.25, 0.10):
        low, high = exact.cascade_window(threshold)
        for name, edge, share in (("lower", low, engine.LOWER_SHARE), ("upper", high, engine.UPPER_SHARE)):
            result = engine.measured_edge(threshold, edge, share, range(runs // 2))
            yield Row("O7", f"threshold {threshold}: {name} edge of the window", edge, result, 3, True)


def bass(runs: int) -> Iterator[Row]:
    steps, people = 20, 200
    result = engine.adopters_of("limits/bass", ["scenario.weeks=300"], range(2 * runs))

    def chance(adopters: int) -> float:
        return 1.0 - math.exp(-(exact.BASS_P + exact.BASS_Q * adopters / (people - 1)) / steps)

    chain = exact.expected_curve(people, chance, 0, 300)
    curve = result.mean(axis=0) / people
    years = np.arange(1, 301) / steps
    for year in (5, 10):
        week = year * steps - 1
        yield Row("O8", f"F({year}), mean of runs of 200", chain[week], curve[week], 4)
        yield Row("O8", f"F({year}), infinitely many", exact.bass_share(year), curve[week], 4, True)
    yield Row(
        "O8", "years to one half, mean of runs of 200", np.interp(0.5, chain, years), np.interp(0.5, curve, years), 3
    )
    yield Row("O8", "years to one half, infinitely many", 6.550, np.interp(0.5, curve, years), 3, True)
    p, q = engine.hazard_rates(result, people, 0, steps)
    yield Row("O8", "p estimated from the runs", exact.BASS_P, p, 4, True)
    yield Row("O8", "q estimated from the runs", exact.BASS_Q, q, 4, True)


def turnover(_runs: int) -> Iterator[Row]:
    plain, weekly = exact.expertise_level(0.004, exact.weekly_leaving(0.136))
    for start in (0.0, 1.0):
        level, _ = engine.expertise([f"knowledge.initial={start}"])
        yield Row("O10", f"l/(l + d), from {start:.0f} at the start", plain, level[600:].mean(), 4, True)
        yield Row("O10", "the same in weekly steps", weekly, level[600:].mean(), 4, True)
    for years in (1, 2, 5):
        _, run = engine.expertise([f"scenario.weeks={52 * years}"])
        stayed = float((run.state.people.holder == 0).mean())
        yield Row("O10", f"first staff left after {years} years", 0.864**years, stayed, 4, True)


PARTS: tuple[Callable[[int], Iterator[Row]], ...] = (
    pairs, noisy_pairs, well_mixed, standing, contagion, thresholds, cascade_windows, bass, turnover,
)  # fmt: skip


def barter(runs: int) -> Iterator[str]:
    """O11 has no exact answer: the curve over the share of ties moved."""
    yield "| ties moved | mean knowledge | variance between people | coefficient of variation |"
    yield "|---:|---:|---:|---:|"
    for rewired in (0.0, 0.01, 0.03, 0.06, 0.1, 0.2, 0.3, 0.5, 1.0):
        mean, variance, variation = engine.barter(rewired, [], range(runs // 2)).mean(axis=0)
        yield f"| {rewired:g} | {mean:.4f} | {variance:.4f} | {variation:.4f} |"


def table(runs: int) -> Iterator[str]:
    """Oracles with an exact answer."""
    yield "| oracle | what | exact answer | crmsim | error |"
    yield "|---|---|---:|---:|---:|"
    for part in PARTS:
        for row in part(runs):
            yield row.text()


def write(name: str, lines: list[str]) -> None:
    """Put lines between the marks of that name in the document."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    DOCUMENT.write_text("\n".join([before + begin, *lines, end + after]), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of the runs")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/oracles.md as well")
    asked = parser.parse_args()
    for name, part in (("answers", table), ("barter", barter)):
        lines = []
        for line in part(20 if asked.quick else 100):
            print(line, flush=True)
            lines.append(line)
        print()
        if asked.write:
            write(name, lines)


if __name__ == "__main__":
    main()
