"""What is measured of a run for facts that no outcome tells: own rules that look on and tell, and change nothing.

A measure names the rule that tells it, which takes part only in the runs of predictions that ask for it. Rules that act
(somebody changes style in the first week) are in :mod:`crmsim.evidence.acts`.
"""

from __future__ import annotations

from crmsim.evidence.measures_adoption import ADOPTION_MEASURES
from crmsim.evidence.measures_people import PEOPLE_MEASURES
from crmsim.evidence.measures_time import TIME_MEASURES
from crmsim.evidence.watching import Measure

__all__ = ["MEASURES", "Measure"]

MEASURES: dict[str, Measure] = {**PEOPLE_MEASURES, **TIME_MEASURES, **ADOPTION_MEASURES}
