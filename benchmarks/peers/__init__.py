"""The same rule in other libraries: microseconds for a step of one agent, and runs of 150 people a second.

    python -m benchmarks peers                                     all, in some six minutes
    python -m benchmarks.peers --sizes 150 1000 --only Mesa AMBER  some
    python -m benchmarks.peers --environments FOLDER               keeps what was installed for the next time

The rule is in :mod:`benchmarks.peers.rule`, each library's program in ``programs/``, written as the library's own
pages do it, over columns or arrays where it has them. Each library stands in an environment of its own, with pinned
versions; one that cannot be installed or run has a row that says why. ``PYTHON`` names the Python they are made with.
Before any time is told, the adoption curves of many runs at the smallest size must agree with this model's within their
errors.

Time is of the processor, on one thread, from the first step to the last; making the model is left out. All take turns,
so that whatever else the machine does meets all alike; told is the least, and in the note the median and the most: a
short run on a busy machine is disturbed more often than not.
Runs a second are by the clock, with each library's own way to run many models, what a run more takes. This model runs
its mechanism of adoption and the ledger of every week, the rest switched off; its whole week stands below by its cost.
"""

from benchmarks.peers.table import measure

__all__ = ["measure"]
