"""How often the intervals of shares of worlds hold the true share.

``python -m benchmarks.coverage_worlds [--repeats N] [--worlds N]``; minutes. Worlds with known effects are given noise
of a known size and form, and :func:`crmsim.analysis.noise.shares_of_worlds` estimates how many are better, near and
worse. Beside its coverage stand what it is off on average, its mean width, and what counting the worlds' means tells
(Wilson's interval), which is what it replaces.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import stats

from crmsim.analysis.interval import Floats
from crmsim.analysis.noise import MOST_NOISE, shares_of_worlds
from crmsim.analysis.spread import wilson

MATTERS = 0.02
Maker = Callable[[np.random.Generator, int], Floats]


def _normal(mean: float, sd: float) -> tuple[Maker, tuple[float, float, float]]:
    better, worse = float(stats.norm.sf((MATTERS - mean) / sd)), float(stats.norm.cdf((-MATTERS - mean) / sd))
    return lambda generator, worlds: generator.normal(mean, sd, worlds), (better, 1.0 - better - worse, worse)


def _chosen(effects: tuple[float, ...], shares: tuple[float, ...]) -> tuple[Maker, tuple[float, float, float]]:
    both = list(zip(effects, shares, strict=True))
    better = sum(share for effect, share in both if effect >= MATTERS)
    worse = sum(share for effect, share in both if effect <= -MATTERS)
    return lambda generator, worlds: generator.choice(effects, worlds, p=shares), (better, 1.0 - better - worse, worse)


EFFECTS: dict[str, tuple[Maker, tuple[float, float, float]]] = {
    "none": _chosen((0.0,), (1.0,)),
    "60 % +.05": _chosen((0.05, 0.0), (0.6, 0.4)),
    "+.06, 0, -.06": _chosen((0.06, 0.0, -0.06), (0.35, 0.5, 0.15)),
    "normal .03 (.03)": _normal(0.03, 0.03),
    "normal .03 (.10)": _normal(0.03, 0.10),
}
FORMS = ("even", "uneven", "with effect", "skewed")


@dataclass(frozen=True)
class Covered:
    """Of one case: shares of repeats that hold the true share, mean width and error, and the same of counting."""

    told: float
    cover: Floats
    width: Floats
    off: Floats
    counted: Floats


def noise_of(form: str, effects: Floats, runs: int, size: float, generator: np.random.Generator) -> Floats:
    """float64[worlds, runs] of noise: normal, of another size in every world, larger with the effect, or skewed too."""
    worlds = len(effects)
    sizes = np.full(worlds, size)
    if form == "with effect":
        sizes = size * np.clip(0.5 + np.abs(effects) / 0.05, 0.5, 2.5)
        sizes *= size / math.sqrt(float((sizes**2).mean()))
    if form in ("uneven", "skewed"):
        sizes = size * np.exp(generator.normal(-0.25, 0.5, worlds))
    values = generator.gamma(4.0, size=(worlds, runs)) / 2.0 - 2.0 if form == "skewed" else None
    return sizes[:, None] * (generator.normal(size=(worlds, runs)) if values is None else values)


def measure(effects: str, form: str, worlds: int, runs: int, repeats: int, size: float = MOST_NOISE) -> Covered:
    """One case; ``size`` is that of the noise in a world's mean, in smallest changes that matter."""
    make, true = EFFECTS[effects]
    generator = np.random.default_rng([worlds, runs, list(EFFECTS).index(effects), FORMS.index(form)])
    rows, counted = [], []
    for repeat in range(repeats):
        own = make(generator, worlds)
        values = own[:, None] + noise_of(form, own, runs, 0.95 * size * MATTERS * math.sqrt(runs), generator)
        means = values.mean(axis=1)
        counts = ((means >= MATTERS).sum(), (np.abs(means) < MATTERS).sum(), (means <= -MATTERS).sum())
        found = shares_of_worlds(values, MATTERS, repeat)
        if found.better is None or found.near is None or found.worse is None:
            continue
        counted.append([low - 1e-9 <= t <= high + 1e-9 for t, (low, high) in
                        zip(true, (wilson(float(n), worlds) for n in counts), strict=True)])  # fmt: skip
        rows.append([(one.low - 1e-9 <= t <= one.high + 1e-9, one.high - one.low, one.share - t)
                     for t, one in zip(true, (found.better, found.near, found.worse), strict=True)])  # fmt: skip
    if not rows:
        return Covered(0.0, *np.full((4, 3), np.nan))
    cover, width, off = np.mean(rows, axis=0).T
    return Covered(len(rows) / repeats, cover, width, off, np.mean(counted, axis=0))


def cases(worlds: int, repeats: int) -> Iterator[str]:
    """A line a case, for better, near and worse each."""
    yield f"{worlds} worlds, {repeats} repeats; better, near, worse"
    for runs in (1, 2, 8):
        for effects in EFFECTS:
            for form in FORMS:
                one = measure(effects, form, worlds, runs, repeats)
                cells = [" ".join(f"{x:+.2f}" if what == "off" else f"{x:.2f}" for x in getattr(one, what))
                         for what in ("cover", "width", "off", "counted")]  # fmt: skip
                yield (f"{runs} runs | {effects:>17} | noise {form:>11} | told {one.told:.2f} | cover {cells[0]} | "
                       f"width {cells[1]} | off {cells[2]} | counting {cells[3]}")  # fmt: skip
                if runs == 1:
                    break


def main() -> None:
    """Print every case."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--repeats", type=int, default=200)
    reader.add_argument("--worlds", type=int, default=128)
    asked = reader.parse_args()
    for line in cases(asked.worlds, asked.repeats):
        print(line, flush=True)


if __name__ == "__main__":
    main()
