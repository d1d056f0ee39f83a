"""How long something is about to take, in the one unit that fits it."""

from __future__ import annotations

from crmsim.words.message import Message, message

UNITS: tuple[tuple[float, Message], ...] = (
    (86_400.0, message("{n:,} days")),
    (3600.0, message("{n:,} hours")),
    (60.0, message("{n:,} min")),
)


def roughly(seconds: float) -> Message:
    """Seconds told roughly: ``8.3 min``, ``12 hours``.

    >>> str(roughly(500.0)), str(roughly(0.2))
    ('8.3 min', 'less than 1 s')
    """
    if seconds < 1.0:
        return message("less than 1 s")
    for size, unit in UNITS:
        if seconds >= 2.0 * size:
            n = seconds / size
            return Message(unit.template, {"n": round(n, 1) if n < 10.0 else round(n)})
    return message("{n:,} s", n=round(seconds))
