"""What makes a run the run it is: its setting, its seed, the code, and what is stored of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from crmsim.experiment.experiment import Experiment

SIZE = 16  # bytes; two of 10^9 different runs share a name once in 10^20 sweeps
ALWAYS = ("kind", "samples", "levels", "second_order")  # of a design, in its hash; the rest where it is given
APART = b"\x1f"  # stands in no hash and no name


def run_id(point_hash: str, seed: int, code: str, money: bool, more: Sequence[str]) -> bytes:
    """The name of a run, by which the journal knows it.

    Parameters
    ----------
    point_hash:
        ``Scenario.hash`` of the resolved scenario, or :func:`function_hash`.
    seed:
        Of the run.
    code:
        Hash of the code that computes it.
    money:
        Whether the counterfactual run without a project is run.
    more:
        What is stored beside the outcomes, in order: names of those week by week, then columns by style, then measures.

    Returns
    -------
    16 bytes, the same on every machine.
    """
    parts = (point_hash, str(seed), code, "money" if money else "", *more)
    return hashlib.blake2b(APART.join(part.encode() for part in parts), digest_size=SIZE).digest()


def ruled_hash(point_hash: str, rules: Sequence[str]) -> str:
    """Hash (32 hex digits) of a setting in which own rules take part, by what each does; itself without any."""
    if not rules:
        return point_hash
    return hashlib.blake2b(APART.join(part.encode() for part in (point_hash, *rules)), digest_size=SIZE).hexdigest()


def function_hash(name: str, values: Sequence[float]) -> str:
    """Hash (32 hex digits) of a known function and its inputs, the counterpart of ``Scenario.hash``."""
    text = "\x1f".join((name, *(repr(float(value)) for value in values)))
    return hashlib.blake2b(text.encode(), digest_size=SIZE).hexdigest()


def hash_of(experiment: Experiment) -> str:
    """Hash of all that determines which runs are made and what is stored."""
    bases = {name: scenario.hash for name, scenario in experiment.others.items()}
    content = {
        "base": experiment.base.hash if experiment.base else experiment.function,
        "others": bases,
        "factors": [factor.content() for factor in experiment.factors],
        "design": {name: value for name, value in asdict(experiment.design).items() if name in ALWAYS or value},
        "runs": asdict(experiment.runs),
        "outcomes": list(experiment.outcomes) if experiment.runs.precision else [],
        "groups": {name: list(names) for name, names in experiment.groups.items()},
        "reference": experiment.reference,
        **({"within": list(experiment.within)} if experiment.within else {}),
        **({"rules": [experiment.rules, sorted(experiment.rules_by.items())]} if experiment.all_rules else {}),
        "seed": experiment.seed,
        "money": experiment.money,
        "weekly": [*experiment.weekly, *experiment.more],
        **({"keep": list(experiment.keep)} if experiment.keep else {}),
        "budget": [experiment.budget_runs, experiment.budget_hours],
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
