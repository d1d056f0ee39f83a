"""Where each claim of the sources lives in the model, and facts beside them."""

from crmsim.claims.check import problems
from crmsim.claims.read import (
    KINDS,
    Claim,
    Fact,
    Placebo,
    claims_and_facts,
    find,
    read_claims,
    read_facts,
    read_placebos,
    theses,
)

__all__ = [
    "KINDS",
    "Claim",
    "Fact",
    "Placebo",
    "claims_and_facts",
    "find",
    "problems",
    "read_claims",
    "read_facts",
    "read_placebos",
    "theses",
]
