"""Where each claim of the sources lives: rooms, parameters, interventions, outcomes and scenarios."""

from crmsim.claims.check import problems
from crmsim.claims.facts import Fact, read_facts
from crmsim.claims.read import KINDS, Claim, Placebo, find, read_claims, read_placebos, theses

__all__ = ["KINDS", "Claim", "Fact", "Placebo", "find", "problems", "read_claims", "read_facts", "read_placebos", "theses"]
