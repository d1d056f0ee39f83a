"""Which options can be taken together, and a guess of what untried combinations would do from those that were tried.

The guess takes it that options add up, and that each pair adds something of its own: kernel ridge regression with a
linear and a pairwise part, whose weight and noise are those that guess each tried combination best from all others
(Rasmussen & Williams 2006, "Gaussian processes for machine learning", 5.4.2). It says what to run next; what is told
was run. All combinations can be guessed in a moment, so nothing evolves: `python -m benchmarks.optimisers` holds it
against two evolutionary optimisers, which need two to three times as many runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from crmsim.whatif.options import Option, can_join
from crmsim.whatif.trials import Floats

Subsets = NDArray[np.bool_]
OF_PAIRS = (0.01, 0.1, 0.3, 1.0)  # what a pair adds of its own, against what an option does alone, as variances
NOISES = (0.001, 0.01, 0.1)  # likewise, of noise


def joinable(options: Sequence[Option]) -> Subsets:
    """bool[subsets, options]: every combination of options that contradict each other nowhere, the smallest first.

    The first is that of no option: the plan.
    """
    count = len(options)
    every = (np.arange(2**count)[:, None] >> np.arange(count)) & 1 == 1
    for one, other in combinations(range(count), 2):
        if not can_join(options[one], options[other]):
            every = every[~(every[:, one] & every[:, other])]
    return np.asarray(every[np.argsort(every.sum(axis=1), kind="stable")], dtype=np.bool_)


def guessed(tried: Subsets, values: Floats, asked: Subsets) -> Floats:
    """What combinations would do, from what others did.

    Parameters
    ----------
    tried:
        bool[tried, options].
    values:
        float64[tried, measures], differences from the plan.
    asked:
        bool[asked, options].

    Returns
    -------
    float64[asked, measures].
    """
    scale = values.std(axis=0)
    scaled = values / np.where(scale > 0.0, scale, 1.0)
    same, common = _common(tried, tried), _common(asked, tried)
    best, found = np.inf, np.zeros((len(asked), values.shape[1]))
    for of_pairs, noise in product(OF_PAIRS, NOISES):
        inverse = np.linalg.inv(_kernel(same, of_pairs) + noise * np.eye(len(tried)))
        weights = inverse @ scaled
        missed = float(np.square(weights / np.diag(inverse)[:, None]).sum())  # each from all others
        if missed < best:
            best, found = missed, _kernel(common, of_pairs) @ weights
    return np.asarray(found * scale)


def _common(one: Subsets, other: Subsets) -> Floats:
    """float64[one, other]: how many options two combinations have in common."""
    return np.asarray(one.astype(np.float64) @ other.T.astype(np.float64))


def _kernel(common: Floats, of_pairs: float) -> Floats:
    return np.asarray(common + of_pairs * common * (common - 1.0) / 2.0)


def front(values: Floats) -> list[int]:
    """The places of what nothing else outdoes, where differences below 1 do not matter.

    Each is put into a box with sides of 1; of those in one box the one nearest its best corner stands for all, and a
    box that is outdone in something and ahead in nothing is left out (Laumanns, Thiele, Deb & Zitzler 2002, Evol.
    Comput. 10:263-282).

    Parameters
    ----------
    values:
        float64[choices, aims], in units of the smallest change that matters; less is better. 0 lies amid its box.
    """
    boxes = np.floor(values + 0.5)
    of_box: dict[tuple[float, ...], int] = {}
    for place, box in enumerate(boxes):
        key = tuple(box.tolist())
        rival = of_box.get(key)
        if rival is None or np.square(values[place] - box + 0.5).sum() < np.square(values[rival] - box + 0.5).sum():
            of_box[key] = place
    places = sorted(of_box.values())
    kept = boxes[places]
    return [
        place
        for place, box in zip(places, kept, strict=True)
        if not ((kept <= box).all(axis=1) & (kept < box).any(axis=1)).any()
    ]
