"""The keyed draws of :mod:`crmsim.mechanisms.draws`, the same numbers, as one would write them in plain Python.

The engine's own functions mark every step that wraps at 64 bits with a call, which compiled code drops and Python pays
for: six times as slow. A model on objects that is to be a fair measure must not pay that.
"""

from __future__ import annotations

import math

MASK = 0xFFFFFFFFFFFFFFFF
TO_UNIT = 2.0**-52


def mix(x: int) -> int:
    """Stafford's variant 13."""
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def join(key: int, part: int) -> int:
    """A key made of ``key`` and one more part."""
    x = (key + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    x = x ^ (x >> 31) ^ (part * 0xD1342543DE82EF95 & MASK)
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def draw(key: int, part: int) -> float:
    """Uniform on (0, 1)."""
    return ((join(key, part) >> 12) + 0.5) * TO_UNIT


def exponential(key: int, part: int) -> float:
    """Exponential with mean 1."""
    return -math.log(((join(key, part) >> 12) + 0.5) * TO_UNIT)


def normal(key: int, part: int) -> float:
    """Standard normal (Box & Muller), cosine branch."""
    first = join(key, part)
    second = mix((first + 0x632BE59BD9B4E019) & MASK)
    radius = math.sqrt(-2.0 * math.log(((first >> 12) + 0.5) * TO_UNIT))
    return radius * math.cos(6.283185307179586 * (((second >> 12) + 0.5) * TO_UNIT))
