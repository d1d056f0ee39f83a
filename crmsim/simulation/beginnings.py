"""Beginnings that runs share: what differs from some week on only is one run until then.

Whatever uses a beginning goes on from a copy of it, and so comes to the bits of the whole run.
"""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

MOST_BYTES = 128_000_000  # of arrays a thread keeps; a hundred people are 0.7 MB


class Beginnings(threading.local):
    """Runs on their way, by what they depend on so far: the latest that this thread has made.

    A thread has its own, since it works on one seed after the other; what it has no room for is made again.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most = most
        self.size = 0
        self.kept: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, name: Hashable) -> Any:
        """The simulation kept by this name, to be copied and never advanced; None without one."""
        if name in self.kept:
            self.kept.move_to_end(name)
        return self.kept.get(name)

    def keep(self, name: Hashable, simulation: Any) -> bool:
        """Keep a simulation, for which the oldest make room; False where it is larger than all that may be kept."""
        size = _bytes(simulation)
        if size > self.most:
            return False
        while self.size + size > self.most:
            self.size -= _bytes(self.kept.popitem(last=False)[1])
        self.kept[name] = simulation
        self.size += size
        return True

    def forget(self) -> None:
        """Let go of all that this thread keeps."""
        self.kept.clear()
        self.size = 0


def _bytes(simulation: Any) -> int:
    return sum(array.nbytes for array in simulation.state)


@functools.lru_cache(maxsize=1024)
def beginning_of(scenario: Any, week: int) -> str:
    """Hash of what the weeks before ``week`` depend on, kept for the next seed."""
    return str(scenario.beginning(week))


BEGINNINGS = Beginnings()
