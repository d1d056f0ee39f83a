"""What came of an attack, and the table of all of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

SHOWN = 25  # successes of one attack that are told one by one


@dataclass
class Outcome:
    """What came of one attack.

    Attributes
    ----------
    what, asked:
        The attack, and how often it was to be tried.
    tried, held:
        How often it was tried, and how often it came to nothing.
    succeeded:
        What each success was.
    note:
        What else is to be told.
    """

    what: str
    asked: int
    tried: int = 0
    held: int = 0
    succeeded: list[str] = field(default_factory=list)
    note: str = ""
    seconds: float = 0.0

    def hold(self) -> None:
        """Count a try that came to nothing."""
        self.tried += 1
        self.held += 1

    def succeed(self, how: str) -> None:
        """Count a try that succeeded."""
        self.tried += 1
        self.succeeded.append(how)

    def also(self, note: str) -> None:
        """Add to the note."""
        self.note = f"{self.note}; {note}" if self.note else note

    def cells(self) -> list[str]:
        """The outcome as a row of the table."""
        tried = f"{self.tried:,}" if self.tried == self.asked else f"{self.tried:,} of {self.asked:,}"
        return [self.what, tried, f"{self.held:,}", f"{len(self.succeeded):,}", f"{self.seconds:,.0f} s", self.note]


class Clock:
    """How long a part has been at work, and whether its time is up."""

    def __init__(self, most: float | None) -> None:
        self.began = time.monotonic()
        self.most = most

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began

    def over(self, outcome: Outcome) -> bool:
        """Whether its time is up, which the outcome then tells."""
        if self.most is None or self.seconds < self.most:
            return False
        outcome.also(f"ended after {self.most:.0f} s")
        return True


HEAD = ["attack", "tried", "held", "succeeded", "time", "note"]


def table(outcomes: Sequence[Outcome]) -> str:
    """The outcomes as an aligned table, and below it what succeeded."""
    rows = [HEAD, *(one.cells() for one in outcomes)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    numbers = {1, 2, 3, 4}
    lines = [
        "  ".join(
            row[c].rjust(widths[c]) if c in numbers else row[c].ljust(widths[c]) for c in range(len(HEAD))
        ).rstrip()
        for row in rows
    ]
    result = [lines[0], "-" * len(lines[0]), *lines[1:]]
    for one in outcomes:
        if one.succeeded:
            result += ["", f"{one.what}: succeeded"]
            result += [f"  {how}" for how in one.succeeded[:SHOWN]]
            if len(one.succeeded) > SHOWN:
                result.append(f"  and {len(one.succeeded) - SHOWN:,} more")
    return "\n".join(result)
