"""What makes a run the run it is: its setting, its luck, the code, and what is stored of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

SIZE = 16  # bytes; two of 10^9 different runs share a name once in 10^20 sweeps
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
        What is stored beside the outcomes, in order: names of those week by week, then columns by style.

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
