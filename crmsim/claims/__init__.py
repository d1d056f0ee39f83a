"""Where each claim of the sources lives: rooms, parameters, interventions, outcomes and scenarios."""

from crmsim.claims.check import problems
from crmsim.claims.read import KINDS, Claim, Placebo, find, read_claims, read_placebos, theses

__all__ = ["KINDS", "Claim", "Placebo", "find", "problems", "read_claims", "read_placebos", "theses"]
