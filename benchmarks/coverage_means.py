"""How often the intervals of mean paired differences miss, alone and as a family.

``python -m benchmarks.coverage_means [--repeats N]``; a minute or two. Of differences whose mean is known, at 10, 30,
100 and 400 pairs: the share of repeats in which the 95 % interval misses it; the share of families of 20 in which the
corrected intervals do not all hold it; and in how many an interval is told at all
(:func:`crmsim.analysis.difference.paired_difference` tells none where too few pairs differ). Repeats without one count
as no miss in the first two figures, so that they are what a reader meets; the third tells how many there are. The
fourth is the second without those of which the answer says that runs are too few for so skewed differences.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from crmsim.analysis.difference import corrected_confidence, paired_difference
from crmsim.analysis.interval import Floats
from crmsim.mechanisms import OUTCOME

PAIRS = (10, 30, 100, 400)
FAMILY = 20
Maker = Callable[[np.random.Generator, int], Floats]


def _rare(share: float) -> Maker:
    return lambda generator, pairs: (generator.random(pairs) < share) * generator.normal(1.0, 0.5, pairs)


def _yes(gained: float, lost: float) -> Maker:
    return lambda generator, pairs: generator.choice([1.0, -1.0, 0.0], pairs, p=[gained, lost, 1.0 - gained - lost])


KINDS: dict[str, tuple[Maker, float]] = {
    "normal": (lambda generator, pairs: generator.normal(0.0, 1.0, pairs), 0.0),
    "skewed (1)": (lambda generator, pairs: generator.gamma(4.0, 1.0, pairs), 4.0),
    "skewed (2)": (lambda generator, pairs: generator.exponential(1.0, pairs), 1.0),
    "skewed (3.7)": (lambda generator, pairs: generator.lognormal(0.0, 0.8, pairs), math.exp(0.32)),
    "half equal": (_rare(0.5), 0.5),
    "four in five equal": (_rare(0.2), 0.2),
    "nine in ten equal": (_rare(0.1), 0.1),
    "rare (5 %)": (_rare(0.05), 0.05),
    "yes or no, 3 and 1 %": (_yes(0.03, 0.01), 0.02),
    "yes or no, 20 and 10 %": (_yes(0.2, 0.1), 0.1),
}


def measure(kind: str, pairs: int, repeats: int, seed: int = 1) -> tuple[float, float, float, float]:
    """Share of single misses, of families with a miss, of repeats with an interval, of families with a miss unsaid."""
    make, true = KINDS[kind]
    number = replace(OUTCOME["requests"], matters=0.02, relative=False)
    outcome = replace(number, summary="verdict") if kind.startswith("yes") else number
    generator = np.random.default_rng([seed, pairs, list(KINDS).index(kind)])
    zero = np.zeros(pairs)
    missed, wide, told, unsaid = 0, 0, 0, 0
    for _ in range(repeats):
        one = paired_difference(outcome, "a", "b", zero, make(generator, pairs), shown=FAMILY)
        if one.low is None or one.high is None or one.single_low is None or one.single_high is None:
            continue
        told += 1
        missed += not one.single_low <= true <= one.single_high
        outside = not one.low <= true <= one.high
        wide += outside
        unsaid += outside and not one.skewed
    families = [1.0 - (1.0 - count / repeats) ** FAMILY for count in (wide, unsaid)]
    return missed / repeats, families[0], told / repeats, families[1]


def main() -> None:
    """Print every case."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--repeats", type=int, default=2000)
    repeats = reader.parse_args().repeats
    print(f"{repeats} repeats; families of {FAMILY} at {corrected_confidence(FAMILY):.4f} each")
    for kind in KINDS:
        cells = []
        for pairs in PAIRS:
            single, family, told, unsaid = measure(kind, pairs, repeats)
            cells.append(f"{pairs} pairs: {single:.3f}, family {family:.3f}, told {told:.2f}, unsaid {unsaid:.3f}")
        print(f"{kind:>24} | " + " | ".join(cells), flush=True)


if __name__ == "__main__":
    main()
