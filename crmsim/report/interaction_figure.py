"""Interactions in a figure: what one factor changes at each level of another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from crmsim.analysis.findings import Findings
from crmsim.analysis.interaction import SimpleEffect, simple_effects
from crmsim.report import style
from crmsim.report.interactions import by_pair, difference_words, largest
from crmsim.report.sweep_figures import axis_label, note, short
from crmsim.report.sweep_numbers import label_of, scale_of
from crmsim.words import ENGLISH, Teller

MOST_LINES = 6  # levels of a factor in a figure


def effects_figure(
    findings: Findings, outcome: str, factor: str, within: str, ax: Axes | None = None, teller: Teller = ENGLISH
) -> Axes:
    """What a factor changes at each level of another, with 95 % intervals; parallel lines do not interact."""
    own = by_pair(findings.interactions).get((outcome, factor, within), [])
    shown = simple_effects(findings.study, own) if own else []
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, 4.8)
        if not shown:
            return style.nothing(ax, teller("nothing to show"))
        scale = scale_of(outcome)
        places = list(dict.fromkeys([own[0].one, *(one.other for one in own)]))
        levels = list(dict.fromkeys(one.high_level for one in own))[:MOST_LINES]
        matters = max(one.difference.matters or 0.0 for one in own) * scale
        if matters > 0.0:
            ax.axhspan(-matters, matters, color=style.GREY, zorder=0)
        ax.axhline(0.0, color=style.INK, lw=0.8, zorder=1)
        for row, level in enumerate(levels):
            each = [one for one in shown if one.high_level == level]
            _line(ax, each, places, scale, (row - (len(levels) - 1) / 2.0) * 0.06, row, level)
        ax.set_xticks(range(len(places)), [short(word.rpartition("=")[2], 18) for word in places])
        ax.margins(x=0.12)
        ax.set_xlabel(within)
        ax.set_ylabel(teller("change in {outcome}", outcome=axis_label(outcome, teller)))
        ax.yaxis.set_major_formatter(style.axis_numbers(teller))
        ax.set_title(
            teller("{outcome}: what {factor} changes, along {within}", outcome=label_of(outcome, teller),
                   factor=short(factor.rpartition(".")[2], 24), within=short(within.rpartition(".")[2], 24)),
            loc="left",
        )  # fmt: skip
        one = largest(own)
        text = teller(
            "each against {low}; grey: too small to matter; bars: 95 % intervals, corrected for {shown} effects. "
            "{high} at {other} against {one}: {difference}",
            low=short(own[0].low_level, 30), shown=len(shown), high=short(one.high_level, 30),
            other=short(one.other, 30), one=short(one.one, 30), difference=difference_words(one, teller),
        )  # fmt: skip
        note(ax, text)
        style.legend_below(ax)
        return ax


def _line(
    ax: Axes, each: Sequence[SimpleEffect], places: Sequence[str], scale: float, shift: float, row: int, level: str
) -> None:
    at = np.array([places.index(one.at) for one in each], dtype=float) + shift
    mean, low, high = (scale * np.array([getattr(one, name) for one in each]) for name in ("mean", "low", "high"))
    colour = style.PALETTE[row % len(style.PALETTE)]
    ax.errorbar(
        at, mean, yerr=[np.maximum(mean - low, 0.0), np.maximum(high - mean, 0.0)], fmt="o-", ms=5.0, lw=1.6,
        color=colour, elinewidth=1.4, capsize=2.5, zorder=3, label=short(level),
    )  # fmt: skip
