"""Drawings as SVG: a plot with axes, lines, bands and bars, as small as it can be and with text that stays text."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from crmsim.report.page.html import escaped
from crmsim.report.style import INK, QUIET
from crmsim.words import Teller

Floats = NDArray[np.float64]
WIDTH = 420.0  # of every drawing: text of 12 is still read on a phone
LINE = 15.0  # from one line of text to the next
LETTERS = 58  # of a line of text across the whole width
TICKS = 5


def text(x: float, y: float, words: str, anchor: str = "start", bold: bool = False) -> str:
    """A line of text."""
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight}>{escaped(words)}</text>'


def lines_of(words: str, letters: int = LETTERS) -> list[str]:
    """Words in lines that fit."""
    return textwrap.wrap(words, letters, break_on_hyphens=False) or [""]


def box(x: float, y: float, width: float, height: float, colour: str) -> str:
    """A filled box."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.0):.1f}" height="{height:.1f}" fill="{colour}"/>'


@dataclass
class Plot:
    """Axes with what is drawn on them.

    Attributes
    ----------
    x, y:
        The least and the greatest value of each axis.
    height:
        Of the axes, without what stands below them.
    left, right:
        Room beside the axes.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    height: float = 230.0
    left: float = 46.0
    right: float = 12.0
    top: float = 22.0
    parts: list[str] = field(default_factory=list)
    below: float = 0.0

    def across(self, value: float) -> float:
        """Where a value lies from the left."""
        first, last = self.x
        return self.left + (value - first) / ((last - first) or 1.0) * (WIDTH - self.left - self.right)

    def down(self, value: float) -> float:
        """Where a value lies from the top."""
        first, last = self.y
        return self.top + (last - value) / ((last - first) or 1.0) * self.height

    def axes(self, across: str, up: str, teller: Teller) -> None:
        """Both axes with their numbers; a line at 0 where it is among them."""
        bottom = self.top + self.height
        for value in ticks(*self.y):
            y = self.down(value)
            self.parts.append(f'<path d="M{self.left:.1f} {y:.1f}H{WIDTH - self.right:.1f}" stroke="#DDDDDD"/>')
            self.parts.append(text(self.left - 6.0, y + 4.0, teller.tick(value), "end"))
        if self.y[0] < 0.0 < self.y[1]:
            y = self.down(0.0)
            self.parts.append(f'<path d="M{self.left:.1f} {y:.1f}H{WIDTH - self.right:.1f}" stroke="{INK}"/>')
        for value in ticks(*self.x):
            self.parts.append(text(self.across(value), bottom + 16.0, teller.tick(value), "middle"))
        self.parts.append(text(0.0, 12.0, up))
        self.parts.append(text(WIDTH - self.right, bottom + 32.0, across, "end"))
        self.below = bottom + 42.0

    def line(self, x: Floats, y: Floats, colour: str, dashes: str = "") -> None:
        """A curve."""
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self.parts.append(
            f'<polyline points="{self._points(x, y)}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>'
        )

    def band(self, x: Floats, low: Floats, high: Floats, colour: str, opacity: float) -> None:
        """What lies between two curves."""
        points = f"{self._points(x, high)} {self._points(x[::-1], low[::-1])}"
        self.parts.append(f'<polygon points="{points}" fill="{colour}" fill-opacity="{opacity:g}"/>')

    def mark(self, x: float, y: float, colour: str) -> None:
        """A point with a white rim."""
        self.parts.append(
            f'<circle cx="{self.across(x):.1f}" cy="{self.down(y):.1f}" r="5" fill="{colour}" stroke="#FFFFFF"/>'
        )

    def key(self, colour: str, words: str, dashes: str = "", opacity: float | None = None) -> None:
        """A line of the legend, below everything so far: a curve's, or a band's with its ``opacity``."""
        y = self.below
        if opacity is None:
            dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
            self.parts.append(f'<path d="M0 {y:.1f}h28" stroke="{colour}" stroke-width="2"{dashed}/>')
        else:
            self.parts.append(
                f'<rect x="0" y="{y - 6.0:.1f}" width="28" height="12" fill="{colour}" fill-opacity="{opacity:g}"/>'
            )
        for number, each in enumerate(lines_of(words, LETTERS - 6)):
            self.parts.append(text(36.0, y + 4.0 + LINE * number, each))
            self.below += LINE
        self.below += 3.0

    def _points(self, x: Floats, y: Floats) -> str:
        return " ".join(f"{self.across(a):.1f},{self.down(b):.1f}" for a, b in zip(x, y, strict=True))


def ticks(low: float, high: float) -> Sequence[float]:
    """A few round numbers between two."""
    if low == high:
        return [low]
    found = MaxNLocator(TICKS, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [float(value) for value in found if low - 1e-9 <= value <= high + 1e-9]


def quiet_line(y: float) -> str:
    """A thin line across."""
    return f'<path d="M0 {y:.1f}H{WIDTH:g}" stroke="{QUIET}" stroke-width="0.5"/>'
