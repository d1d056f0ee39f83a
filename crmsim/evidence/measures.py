"""What is measured of a run for facts that no outcome tells: own rules that look on and tell, and change nothing.

A rule that looks on is named by its measure, and takes part only in the runs of predictions that ask for it. Rules that
act (somebody changes style in the first week) are in :mod:`crmsim.evidence.acts`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One measure of a run.

    Attributes
    ----------
    rule:
        Name of the function of this module (an own rule) that tells it.
    meaning, unit:
        As of an outcome.
    matters:
        The smallest change that matters, in its unit.
    """

    rule: str
    meaning: str
    unit: str
    matters: float


MEASURES: dict[str, Measure] = {}
