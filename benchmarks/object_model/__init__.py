"""The model in the ordinary Mesa style: an object for each employee, tie, fact, need and request.

It calls the same scalar rules as the compiled engine with the same keyed draws, but has its own loops, queues, counts
and books. It is what the engine's speed is measured against, and the oracle of its correctness: both give the same
trajectories to the bit.
"""

from benchmarks.object_model.model import ObjectModel

__all__ = ["ObjectModel"]
