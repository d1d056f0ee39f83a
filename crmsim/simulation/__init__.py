"""From a scenario and a seed to a run."""

from __future__ import annotations

from crmsim.simulation.kernel import advance, announce_compilation, is_compiled
from crmsim.simulation.run import Run, Simulation, Stopped, simulate

__all__ = ["Run", "Simulation", "Stopped", "advance", "announce_compilation", "is_compiled", "simulate"]
