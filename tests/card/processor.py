"""The kernel of a batch on the processor: the same source, run for one thread after the other."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from crmsim.card.batch import entry, layout, shaped
from crmsim.card.clones import Clones
from crmsim.card.image import Bytes, Image, array_of
from crmsim.mechanisms import WEEK
from crmsim.numerics.compiled import RULE_OPTIONS, rule, tight_kernel
from crmsim.numerics.draws import u64
from crmsim.numerics.fetching import fetch_ahead
from crmsim.simulation.kernel import advance

ROOM = 4_000_000


@functools.cache
def by_the_engine() -> Callable[..., Any]:
    """The kernel's source as plain Python around the processor's own compiled week."""
    return entry(advance, lambda function: function, shaped, "for r in range(runs):")


@functools.cache
def by_clones() -> Callable[..., Any]:
    """The kernel with clones of all rules, as a card has them."""
    mark = numba.extending.register_jitable(**RULE_OPTIONS)
    weeks = mark(Clones(mark, {u64: u64, fetch_ahead: fetch_ahead}).bare(WEEK.functions["run_weeks"]))
    whole = numba.njit(inline="always")(shaped)  # written out where it is called: a rule cannot hand out an array
    return tight_kernel(entry(weeks, rule, whole, "for r in range(runs):"))


class Processor:
    """Computes batches here; ``launched`` and ``sizes`` tell how many runs and bytes each had."""

    def __init__(self, kernel: Callable[..., Any], room: int = ROOM) -> None:
        self.kernel, self.room = kernel, room
        self.launched: list[int] = []
        self.sizes: list[int] = []

    def __call__(self, image: Image, data: Bytes) -> Bytes:
        """As a card: what is not sent is 0."""
        memory = np.zeros(image.size, dtype=np.uint8)
        memory[: image.sent] = data
        arrays = [array_of(image, memory, place) for place in range(len(layout()))]
        self.kernel(*arrays, image.runs)
        self.launched.append(image.runs)
        self.sizes.append(image.size)
        return memory[image.back[0] : image.back[1]].copy()

    def close(self) -> None:
        """Nothing is held."""
