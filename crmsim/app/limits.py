"""How often something may be done: a bucket for each who does it, which fills up again with time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable


class Limit:
    """At most ``burst`` at once and ``rate`` a second in the long run, for each name.

    Parameters
    ----------
    most:
        Names that are remembered; the one not seen for longest is forgotten first.
    clock:
        Seconds.
    """

    def __init__(
        self, rate: float, burst: float, most: int = 4096, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.rate, self.burst, self.most, self.clock = rate, burst, most, clock
        self.left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def would_allow(self, name: str) -> bool:
        """Whether it may be done once more; it is not counted."""
        left, since = self.left.get(name, (self.burst, self.clock()))
        return left + (self.clock() - since) * self.rate >= 1.0

    def allows(self, name: str) -> bool:
        """Whether it may be done once more; if so it counts as done."""
        now = self.clock()
        left, since = self.left.pop(name, (self.burst, now))
        left = min(self.burst, left + (now - since) * self.rate)
        allowed = left >= 1.0
        self.left[name] = (left - 1.0 if allowed else left, now)
        if len(self.left) > self.most:
            self.left.popitem(last=False)
        return allowed
