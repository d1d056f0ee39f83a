"""Random numbers: one named stream a decision, keyed by who decides and when.

A draw is a hash of (run key, stream, week, who). There is no generator and hence no order: the draw for employee
17's choice in week 40 is the same number whatever else happens, in any process, batch or order. So two
scenarios with one seed share their random numbers and differ only by what was changed.

The hash is a chain of 64-bit finalisers (Stafford's variant 13 of the MurmurHash3 finaliser, the one SplitMix64
uses: Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators"). ``tests/mechanisms`` tests it
for uniformity and for independence across streams, weeks and neighbours.
"""

from __future__ import annotations

import hashlib
import math

import numpy as np
from numba import types
from numba.extending import overload

from crmsim.numerics.compiled import RULE_OPTIONS, called, rule
from crmsim.numerics.portable import cos, exp, log

MASK = 0xFFFFFFFFFFFFFFFF
TO_UNIT = 1.0 / 4503599627370496.0  # 2**-52


def u64(x: int) -> int:
    """``x`` modulo 2**64. In compiled code a cast; in Python the mask that makes integers wrap alike.

    Also for places in arrays: compiled code asks of every signed one whether it counts from the end.
    """
    return int(x) & MASK


@overload(u64, jit_options=RULE_OPTIONS)
def _compiled_u64(x):  # type: ignore[no-untyped-def]
    return (lambda x: np.uint64(x)) if isinstance(x, types.Integer) else None


def stream(name: str) -> int:
    """The key of a stream: a hash of its name, so that neither numbering nor order of streams matters."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


@rule
def mix(x: int) -> int:
    """Stafford's variant 13: every bit of the answer depends on every bit of ``x``."""
    x = u64((x ^ (x >> u64(30))) * u64(0xBF58476D1CE4E5B9))
    x = u64((x ^ (x >> u64(27))) * u64(0x94D049BB133111EB))
    return u64(x ^ (x >> u64(31)))


@rule
def join(key: int, part: int) -> int:
    """A key made of ``key`` and one more part (a week, an employee, a place in a list)."""
    return mix(u64(mix(u64(u64(key) + u64(0x9E3779B97F4A7C15))) ^ u64(u64(part) * u64(0xD1342543DE82EF95))))


@rule
def uniform(key: int) -> float:
    """A number strictly between 0 and 1 from a key."""
    return (float(u64(u64(key) >> u64(12))) + 0.5) * TO_UNIT


@rule
def draw(key: int, part: int) -> float:
    """Uniform on (0, 1) for ``part`` (an employee, a tie, a fact) within a week's stream ``key``."""
    return uniform(join(key, part))


@rule
def exponential(key: int, part: int) -> float:
    """Exponential with mean 1, for races: the smallest of ``exponential/weight`` wins with chance ~ weight."""
    return -log(uniform(join(key, part)))


@called
def normal(key: int, part: int) -> float:
    """Standard normal (Box & Muller 1958), cosine branch."""
    first = join(key, part)
    second = mix(u64(first + u64(0x632BE59BD9B4E019)))
    return math.sqrt(-2.0 * log(uniform(first))) * cos(6.283185307179586 * uniform(second))


@rule
def surely_not(u: float, hazard: float) -> bool:
    """Whether the uniform ``u`` cannot lie below 1 - exp(-hazard), for which the hazard itself is a bound.

    Spares the exponential in most cases; what is added is more than the rounding of either.
    """
    return u >= hazard + 1e-15


@rule
def poisson(mean: float, u: float) -> int:
    """Poisson count for the uniform ``u`` by inversion: monotone in ``mean``, so paired runs stay alike."""
    term = exp(-mean)
    total = term
    count = 0
    while u > total and count < 1000:
        count += 1
        term *= mean / count
        total += term
    return count


def run_key(seed: int) -> int:
    """The key of a run from its seed; seed 0 is a seed."""
    return int.from_bytes(hashlib.blake2b(f"crmsim run {int(seed)}".encode(), digest_size=8).digest(), "little")
