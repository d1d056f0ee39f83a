"""All effects in one figure, each in units of the smallest effect of interest."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from crmsim.evidence.text import VERDICT
from crmsim.evidence.verdict import CONTRARY, DESCRIPTIVE, IN_PART, INPUT, NOT, OPEN, REPRODUCED, Finding
from crmsim.report import style
from crmsim.words import ENGLISH, Teller

COLUMNS = 3
ROW = 0.15  # inches
WIDTH, HEAD = 13.0, 1.3  # inches
STRAIGHT = 1.0  # up to the smallest effect of interest the axis is even, beyond it logarithmic
LOOKS = {  # marker, colour, filled: told apart without colour
    REPRODUCED: ("o", "#01665E", True),
    IN_PART: ("D", "#35978F", False),
    NOT: ("s", style.INK, False),
    CONTRARY: ("v", "#8C510A", True),
    OPEN: ("x", style.QUIET, True),
    DESCRIPTIVE: ("|", style.QUIET, True),
    INPUT: ("|", style.QUIET, True),
}


def effects_figure(findings: Sequence[Finding], teller: Teller = ENGLISH) -> Axes:
    """A row a prediction: its effect in the direction predicted, with the corrected interval; placebos in grey."""
    rows = [one for one in findings if one.matters > 0.0 and math.isfinite(one.effect.mean)]
    rows = [one for one in rows if one.basis not in (DESCRIPTIVE, INPUT, "input")]
    each = max(math.ceil(len(rows) / COLUMNS), 1)
    with style.drawn():
        figure = Figure(figsize=(WIDTH, each * ROW + HEAD), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots(1, COLUMNS, squeeze=False)[0]
        for place, ax in enumerate(axes):
            _column(ax, rows[place * each : (place + 1) * each], each)
        used = [verdict for verdict in LOOKS if any(one.verdict == verdict for one in rows)]
        handles = [_handle(verdict, teller) for verdict in used]
        handles.append(Line2D([], [], color=style.GREY, lw=3.0, label=teller("under the placebo")))
        figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), fontsize=8.5)
        lines = [
            teller("What was predicted and what came, in units of the smallest effect of interest"),
            teller("right: as predicted; grey band: too small to matter; grey names: by construction"),
        ]
        figure.suptitle("\n".join(lines), fontsize=11.0)
    first: Axes = axes[0]
    return first


def direction(one: Finding) -> float:
    """1 or -1: which way is as predicted; where no effect was predicted, up."""
    predicted = one.prediction.predicted
    if isinstance(predicted, str):
        return -1.0 if predicted == "-" else 1.0
    return -1.0 if sum(predicted) < 0.0 else 1.0


def _column(ax: Axes, rows: Sequence[Finding], height: int) -> None:
    ax.axvspan(-1.0, 1.0, color=style.SHADE, zorder=0)
    ax.axvline(0.0, color=style.INK, lw=0.8, zorder=1)
    for row, one in enumerate(rows):
        unit = direction(one) / one.matters
        if one.placebo is not None and math.isfinite(one.placebo.low):
            ends = [one.placebo.low * unit, one.placebo.high * unit]
            ax.plot(ends, [row + 0.25, row + 0.25], color=style.GREY, lw=3.0, zorder=2, solid_capstyle="butt")
        marker, colour, filled = LOOKS[one.verdict]
        if math.isfinite(one.effect.low):
            ax.plot([one.effect.low * unit, one.effect.high * unit], [row, row], color=colour, lw=1.0, zorder=3)
        face = colour if filled else "white"
        ax.scatter([one.effect.mean * unit], [row], marker=marker, s=16, c=[face], edgecolors=colour, zorder=4) if (
            marker not in "x|"
        ) else ax.scatter([one.effect.mean * unit], [row], marker=marker, s=16, c=[colour], zorder=4)
    ax.set_xscale("symlog", linthresh=STRAIGHT, linscale=1.0)
    ax.set_xlim(-1000.0, 1000.0)
    ax.set_xticks([-100.0, -10.0, -1.0, 0.0, 1.0, 10.0, 100.0], ["-100", "-10", "-1", "0", "1", "10", "100"])
    ax.minorticks_off()
    ax.set_ylim(height - 0.5, -0.5)
    ax.set_yticks(np.arange(len(rows)), [one.prediction.id for one in rows], fontsize=6.0)
    for label, one in zip(ax.get_yticklabels(), rows, strict=True):
        label.set_color(style.INK if one.basis == "emergent" else style.QUIET)
    ax.tick_params(axis="both", length=2.0, labelsize=6.5)


def _handle(verdict: str, teller: Teller) -> Line2D:
    marker, colour, filled = LOOKS[verdict]
    return Line2D(
        [], [], marker=marker, color=colour, lw=0.0, markersize=5.0, markerfacecolor=colour if filled else "white",
        label=teller(VERDICT[verdict]),
    )  # fmt: skip
