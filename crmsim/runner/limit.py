"""How long one run may take, before it is given up as hung and its worker with it.

An experiment may say it. Where it does not, it follows from how long runs take: a run that never ends should cost its
worker seconds rather than hours, and no run that is merely slow may be lost. So the limit is many times what the
longest of the first runs took, which are spread over all settings, and grows with longer ones.
"""

from __future__ import annotations

from collections.abc import Iterable

from crmsim.experiment import Experiment
from crmsim.scenario.work import NS_PER_EMPLOYEE_WEEK
from crmsim.store.records import Result

FIRST = 60.0  # seconds while too little is known; compiling may take as long
LEAST = 20.0  # seconds: a machine may be busy with other work, or asleep
TIMES = 50.0  # what the longest run took
KNOWN = 20  # runs from which on it is known how long they take


class Limit:
    """Seconds that one run may take, as it becomes known.

    Parameters
    ----------
    experiment:
        Whose ``limit`` holds where it has one.
    seen:
        Seconds that its runs took before, where some are recorded.
    """

    def __init__(self, experiment: Experiment, seen: float | None = None) -> None:
        self.given = experiment.limit
        base = experiment.base
        size = 0.0 if base is None else float(base.organisation.employees * base.weeks)
        self.longest = max(size * NS_PER_EMPLOYEE_WEEK * 1e-9, seen or 0.0)
        self.runs = 0 if seen is None else KNOWN

    @property
    def seconds(self) -> float:
        """The limit now."""
        if self.given is not None:
            return self.given
        return max(FIRST if self.runs < KNOWN else LEAST, TIMES * self.longest)

    def learn(self, results: Iterable[Result]) -> None:
        """Follow how long runs take that come to a result."""
        for result in results:
            if result.status == "done":
                self.runs += 1
                self.longest = max(self.longest, result.seconds)

    def text(self) -> str:
        """What is recorded of a run that was given up."""
        if self.given is not None:
            return f"no end after {self.given:g} seconds"
        return f"no end after {self.seconds:.0f} seconds; an experiment's `limit` sets another time"
