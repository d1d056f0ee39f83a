"""Which parameters are worth calibrating: those that move what is held against the targets, and no others.

A screening by Morris's trajectories over all that nobody knows, with the seed as one more factor
(:mod:`crmsim.analysis.screening`). Of each measure, what a parameter moves beyond chance is counted as a share of what
all of them move, so that a measure that moves much in its unit weighs no more than another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crmsim.analysis.screening import morris
from crmsim.experiment import SEED_FACTOR
from crmsim.experiment.targets import PREFIX, Target
from crmsim.store.load import Sweep

MOST = 10  # parameters: beyond that neither the runs nor a reader keep up


@dataclass(frozen=True)
class Chosen:
    """The parameters chosen, most telling first.

    Attributes
    ----------
    weights:
        Parameter → the share of what all parameters move, averaged over measures.
    measures:
        Those that counted: within the reach of the screening's runs.
    screened:
        How many parameters were looked at.
    """

    weights: dict[str, float]
    measures: tuple[str, ...]
    screened: int


def chosen(sweep: Sweep, held: Mapping[str, Target], most: int) -> Chosen:
    """The parameters that move the measures most.

    Parameters
    ----------
    sweep:
        A screening of kind "morris" that stores the measures.
    held:
        What they are held against.
    most:
        How many are chosen at most.
    """
    design = sweep.design
    names = list(design.factors)
    shares, counted = [], []
    for name, target in held.items():
        values = sweep.values(f"{PREFIX}{name}")
        found = morris(values, design.sample, names)
        if found.problem is not None or not _near(values, target):
            continue
        size = np.array([effect.mu_star for effect in found.effects])
        of_seed = size[names.index(SEED_FACTOR)]
        beyond = np.maximum(size**2 - of_seed**2, 0.0)
        beyond[names.index(SEED_FACTOR)] = 0.0
        if beyond.sum() > 0.0:
            shares.append(beyond / beyond.sum())
            counted.append(name)
    total = np.mean(shares, axis=0) if shares else np.zeros(len(names))
    order = [place for place in np.argsort(-total, kind="stable") if total[place] > 0.0][:most]
    return Chosen({names[place]: float(total[place]) for place in order}, tuple(counted), len(names) - 1)


def _near(values: Sequence[float] | np.ndarray, target: Target) -> bool:
    """Whether runs lie on both sides of what is observed, or within its bounds."""
    known = np.asarray(values)[np.isfinite(values)]
    return known.size > 0 and bool(known.min() <= target.high and known.max() >= target.low)
