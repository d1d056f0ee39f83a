"""How long it takes to make a changed scenario and its hash, beside the run that it is made for.

A sweep makes one for every setting; it is to be lost in the run.
"""

from __future__ import annotations

from benchmarks.figure import Figure, alternating
from benchmarks.speed import Again
from crmsim.scenario import Setting, load

CHANGES = (Setting("leadership.said", 0.2), Setting("leadership.done", 0.3), Setting("exchange.cost", 0.3))
AT_ONCE = 200  # more than a clock of processor time can tell


def measure(quick: bool = False) -> list[Figure]:
    """Microseconds of a scenario with three numbers changed, hashed, beside those of a run of 150 people, in turn."""
    base = load("baseline")
    again = Again(150)
    again.run()

    def change() -> None:
        for _ in range(AT_ONCE):
            assert base.changed(CHANGES).hash != base.hash

    changing, running = alternating([change, again.run], 5 if quick else 25)
    return [
        Figure("three numbers changed, hashed", 150, 1e6 * changing / AT_ONCE, "µs", "a run", 1e6 * running, most=0.01)
    ]
