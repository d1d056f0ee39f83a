"""One figure beside what it is compared to, and the table of them."""

from __future__ import annotations

import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Attributes
    ----------
    what, people:
        What was measured, and at how many people (0 where that means nothing).
    value, unit:
        The figure, None where it could not be measured; ``note`` then says why.
    against, other:
        What it is compared to, and that figure in the same unit.
    most, least:
        The goal for value / other: at most, or at least, this ratio. None where there is no goal.
    """

    what: str
    people: int
    value: float | None
    unit: str
    against: str = ""
    other: float | None = None
    most: float | None = None
    least: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The figure divided by what it is compared to."""
        return self.value / self.other if self.value is not None and self.other else None

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None without a goal or a figure."""
        if self.ratio is None or (self.most is None and self.least is None):
            return None
        return (self.most is None or self.ratio <= self.most) and (self.least is None or self.ratio >= self.least)

    def cells(self) -> list[str]:
        """The figure as a row of the table."""
        goal = f"≤ {self.most:g}" if self.most is not None else f"≥ {self.least:g}" if self.least is not None else ""
        return [
            self.what,
            f"{self.people:,}" if self.people else "",
            "-" if self.value is None else f"{short(self.value)} {self.unit}",
            self.against,
            "" if self.other is None else short(self.other),
            "" if self.ratio is None else short(self.ratio),
            goal,
            {True: "yes", False: "no", None: ""}[self.reached],
            self.note,
        ]


HEAD = ["what", "people", "measured", "compared to", "that", "ratio", "goal", "reached", "note"]


def short(value: float) -> str:
    """Three digits, with separators where there are more before the point."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(figures: Sequence[Figure]) -> str:
    """The figures as an aligned table."""
    rows = [HEAD, *(figure.cells() for figure in figures)]
    used = [column for column in range(len(HEAD)) if any(row[column] for row in rows[1:])]
    widths = {column: max(len(row[column]) for row in rows) for column in used}
    numbers = {1, 2, 4, 5, 6}
    lines = [
        "  ".join(row[c].rjust(widths[c]) if c in numbers else row[c].ljust(widths[c]) for c in used).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def machine() -> str:
    """What the figures were measured on."""
    import os

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{platform.system()} {platform.machine()}, {cores} cores{load}, Python {platform.python_version()}"


def alternating(actions: Sequence[Callable[[], object]], repeats: int) -> list[float]:
    """Median CPU seconds of each action, taken in turn, so that whatever else the machine does meets all alike."""
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(repeats):
        for place, action in enumerate(actions):
            begin = time.process_time()
            action()
            times[place].append(time.process_time() - begin)
    return [statistics.median(result) for result in times]


def peak_gigabytes() -> float | None:
    """Most memory the process has held; None where the system does not tell."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmHWM"):
                    return int(line.split()[1]) / 2**20
    except OSError:
        pass
    try:
        import resource
    except ImportError:
        return None
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(used) / (2**30 if sys.platform == "darwin" else 2**20)


def forget_peak() -> bool:
    """Begin to measure the most memory held anew; False where the system cannot (only Linux can)."""
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as switch:
            switch.write("5")
    except OSError:
        return False
    return True
