"""Figures of what was learned from a sample: scores of factors, the leaves of a tree, stacked factors.

Each takes findings, the name of an outcome and ``ax`` (a new one unless given), and returns it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from crmsim.analysis.findings import Findings
from crmsim.analysis.stacking import Stretch
from crmsim.analysis.study import as_text, plain_names
from crmsim.report import style
from crmsim.report.sweep_factors_text import limit_text
from crmsim.report.sweep_figures import MOST_ROWS, axis_label, more_shown, note, rows_height, rows_of, short
from crmsim.report.sweep_maps import colour_bar, rounded
from crmsim.report.sweep_numbers import label_of, percent, percent_ends, scale_of
from crmsim.words import ENGLISH, Teller

LETTERED = 100  # cells of a stack, beyond which numbers do not fit


def scores(findings: Findings, outcome: str, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """Feature scores, the highest on top; the dashed line is the best of the shuffled copies."""
    found = findings.explored.scores.get(outcome) if findings.explored else None
    shown = found.scores[:MOST_ROWS] if found else ()
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, rows_height(len(shown)))
        if found is None or found.accuracy is None or not shown:
            return style.nothing(ax, teller("nothing to show"))
        for row, one in enumerate(shown):
            ax.barh([row], [one.score], 0.6, color=style.INK if one.beyond_noise else style.GREY)
        ax.axvline(found.noise, color=style.INK, lw=1.2, ls=(0, (4, 2)))
        rows_of(ax, [short(one.factor) for one in shown])
        ax.set_xlim(left=0.0)
        ax.xaxis.set_major_formatter(PercentFormatter(1.0, symbol="", decimals=0))
        ax.set_xlabel(teller("score (%)"))
        ax.set_title(teller("{outcome}: what a forest goes by", outcome=label_of(outcome, teller)), loc="left")
        note(
            ax,
            teller(
                "dark: beyond chance; dashed: the best of shuffled factors; {share} {ends} of the variance of unseen "
                "settings explained{more}",
                share=percent(found.accuracy.explained, teller),
                ends=percent_ends(found.accuracy.low, found.accuracy.high, teller),
                more=more_shown(len(shown), len(found.scores), teller),
            ),
        )
        return ax


def tree(findings: Findings, outcome: str, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """The leaves of a tree: their conditions, and their means with intervals on the half that it has not seen."""
    found = findings.explored.trees.get(outcome) if findings.explored else None
    leaves = found.leaves[::-1] if found else ()
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, rows_height(2 * len(leaves)))
        if found is None or found.accuracy is None or not leaves:
            return style.nothing(ax, teller("nothing to show"))
        scale = scale_of(outcome)
        for row, leaf in enumerate(leaves):
            mean = (leaf.found if leaf.outcome.mean is None else leaf.outcome.mean) * scale
            low, high = (mean if end is None else end * scale for end in (leaf.outcome.low, leaf.outcome.high))
            ax.errorbar(
                [mean], [row], xerr=[[max(mean - low, 0.0)], [max(high - mean, 0.0)]], fmt="o", ms=6.0,
                color=style.INK, elinewidth=1.8, capsize=2.5, zorder=3,
            )  # fmt: skip
            text = teller.listed([limit_text(limit, teller) for limit in leaf.limits])
            words = f"{short(text, 95)} ({percent(leaf.share, teller)})"
            ax.text(0.0, row - 0.24, words, transform=ax.get_yaxis_transform(), fontsize=9, va="bottom")
        ax.set_ylim(len(leaves) - 0.6, -0.75)
        ax.set_yticks([])
        ax.xaxis.set_major_formatter(style.axis_numbers(teller))
        ax.set_xlabel(axis_label(outcome, teller))
        ax.set_title(teller("{outcome}: a tree of conditions", outcome=label_of(outcome, teller)), loc="left")
        note(
            ax,
            teller(
                "mean and 95 % interval on the half of the sample it has not seen, where it explains {share} {ends} of "
                "the variance; in brackets the share of the settings",
                share=percent(found.accuracy.explained, teller),
                ends=percent_ends(found.accuracy.low, found.accuracy.high, teller),
            ),
        )
        return ax


def stacked(findings: Findings, outcome: str, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """The mean in every combination of stretches of the best factors, the third and fourth within the first two."""
    found = findings.explored.stacks.get(outcome) if findings.explored else None
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, 6.4)
        if found is None or not np.isfinite(found.mean).any():
            return style.nothing(ax, teller("nothing to show"))
        scale = scale_of(outcome)
        mean = found.mean.reshape(found.mean.shape + (1,) * (4 - found.mean.ndim)) * scale
        across, up, inner_across, inner_up = mean.shape
        grid = mean.transpose(1, 3, 0, 2).reshape(up * inner_up, across * inner_across)
        image = ax.imshow(grid, origin="lower", aspect="auto", cmap="viridis")
        middle = (np.nanmin(grid) + np.nanmax(grid)) / 2.0
        for row, column in np.ndindex(*grid.shape):
            value = float(grid[row, column])
            if grid.size <= LETTERED and np.isfinite(value):
                ax.text(
                    column, row, teller.tick(rounded(value, grid)), ha="center", va="center", fontsize=7.5,
                    color="black" if value > middle else "white",
                )  # fmt: skip
        for edge in range(1, across):
            ax.axvline(edge * inner_across - 0.5, color="white", lw=2.5)
        for edge in range(1, up):
            ax.axhline(edge * inner_up - 0.5, color="white", lw=2.5)
        stretches = [[_stretch(each, place, teller) for place in range(len(each))] for each in found.stretches]
        names = [short(name, 34) for name in plain_names(found.factors).values()]
        _axis(ax, "x", stretches[0], stretches[2] if len(stretches) > 2 else ())
        _axis(ax, "y", stretches[1], stretches[3] if len(stretches) > 3 else ())
        for at, outer, inner in ((ax.set_xlabel, 0, 2), (ax.set_ylabel, 1, 3)):
            within = inner < len(names)
            at(teller("{inner}, within {outer}", inner=names[inner], outer=names[outer]) if within else names[outer])
        ax.spines[:].set_visible(False)
        colour_bar(ax, image, outcome, teller)
        ax.set_title(teller("{outcome}: the best factors stacked", outcome=label_of(outcome, teller)), loc="left")
        least, most = int(found.points.min()), int(found.points.max())
        note(
            ax,
            teller("mean over all else; {least} to {most} settings a cell, empty where fewer than three",
                   least=teller.count(least), most=teller.count(most)),
        )  # fmt: skip
        return ax


def _axis(ax: Axes, which: Literal["x", "y"], outer: Sequence[str], inner: Sequence[str]) -> None:
    """Labels of the stretches, those of the inner factor nearer to the picture."""
    axis = ax.xaxis if which == "x" else ax.yaxis
    many = max(len(inner), 1)
    centres = [place * many + (many - 1) / 2.0 for place in range(len(outer))]
    axis.set_ticks(centres, list(outer))
    if inner:
        axis.remove_overlapping_locs = False  # an inner stretch in the middle has a label too
        axis.set_ticks(range(len(outer) * many), list(inner) * len(outer), minor=True)
        ax.tick_params(axis=which, which="minor", labelsize=7.0, length=0, rotation=90 if which == "x" else 0)
        ax.tick_params(axis=which, which="major", pad=58 if which == "x" else 66, length=0)
        if which == "y":
            for label in axis.get_majorticklabels():
                label.set(rotation=90, va="center")


def _stretch(each: Sequence[Stretch], place: int, teller: Teller) -> str:
    """A stretch of a factor; the outermost by their inner ends."""
    one = each[place]
    if one.low == one.high:
        return short(teller.digits(as_text(one.low)), 14)
    low, high = (teller.digits(f"{end:.3g}") for end in (one.low, one.high))
    return f"≤ {high}" if place == 0 else f"≥ {low}" if place == len(each) - 1 else f"{low}–{high}"
