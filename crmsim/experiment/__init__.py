"""Experiments: what is varied and how often, read from a file, and the settings and runs that follow from it."""

from crmsim.experiment.catalogue import list_experiments, shipped_experiments
from crmsim.experiment.designs import Design, design_of
from crmsim.experiment.experiment import (
    KINDS,
    SEED_STRIDE,
    DesignChoice,
    Experiment,
    Failure,
    Point,
    Replication,
    seed_of,
)
from crmsim.experiment.factor import SEED_FACTOR, Factor
from crmsim.experiment.functions import KnownFunction, functions
from crmsim.experiment.identity import function_hash, run_id
from crmsim.experiment.moves import inputs_of
from crmsim.experiment.reading import from_text, read
from crmsim.experiment.resolver import Resolver, point_hash, resolver_of

__all__ = [
    "KINDS",
    "SEED_FACTOR",
    "SEED_STRIDE",
    "Design",
    "DesignChoice",
    "Experiment",
    "Factor",
    "Failure",
    "KnownFunction",
    "Point",
    "Replication",
    "Resolver",
    "design_of",
    "from_text",
    "function_hash",
    "functions",
    "inputs_of",
    "list_experiments",
    "point_hash",
    "read",
    "resolver_of",
    "run_id",
    "seed_of",
    "shipped_experiments",
]
