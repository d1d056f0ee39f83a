"""Figures of a search and of an exploration of patterns.

Each takes findings and ``ax`` (a new one unless given), and returns it.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.ticker import PercentFormatter

from crmsim.analysis.findings import Findings
from crmsim.analysis.interval import Floats
from crmsim.analysis.searched import Searched
from crmsim.analysis.study import declared
from crmsim.experiment.aims import SATISFIED
from crmsim.report import style
from crmsim.report.labels import outcome_label
from crmsim.report.sweep_figures import axis_label, note
from crmsim.report.sweep_numbers import scale_of, value
from crmsim.words import ENGLISH, PERCENT_UNITS, Teller, message

OF_TWO = message(
    "grey: all settings in the worlds of the search; line: to where it lies in fresh worlds; dot: on the front, "
    "triangle: within noise, cross: off it"
)
OF_MORE = message(
    "grey: all settings in the worlds of the search; black: those tried again, in fresh worlds, dashed where off the "
    "front or within noise; purple: the levers as they are"
)
MOST_TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
MARKS = {"stands": "o", "within noise": "^", "beaten": "x", "too few worlds": "s"}


def front(findings: Findings, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """What settings change, all that were looked at, and those that were tried again in fresh worlds.

    Two aims are the two axes; with more, each setting is a line over all of them.
    """
    found = findings.searched
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, 5.6)
        if found is None or not np.isfinite(found.measured).all(axis=1).any():
            return style.nothing(ax, teller("nothing to show"))
        two = len(found.aims) == 2
        (_scatter if two else _lines)(ax, found, teller)
        ax.set_title(teller("Change from the levers as they are"), loc="left")
        note(ax, teller(OF_TWO if two else OF_MORE))
        return ax


def _scatter(ax: Axes, found: Searched, teller: Teller) -> None:
    """Changes from the levers as they are, so that what other worlds do to all alike is not taken for a difference."""
    scales = np.array([_scale(found, place) for place in (0, 1)])
    everything = (found.measured - found.measured[0]) * scales
    ax.scatter(everything[:, 0], everything[:, 1], s=12, color=style.QUIET, alpha=0.5, lw=0)
    for line in (ax.axhline, ax.axvline):
        line(0.0, color=style.PALETTE[1], lw=0.8, ls=(0, (4, 2)))
    for one in found.found:
        fresh = np.array([one.gained[aim.outcome][0] for aim in found.aims]) * scales
        chosen = everything[one.setting]
        ax.plot([chosen[0], fresh[0]], [chosen[1], fresh[1]], color=style.INK, lw=0.8, alpha=0.6)
        colour = style.PALETTE[1] if one.setting == 0 else style.INK
        ax.scatter([fresh[0]], [fresh[1]], s=46, marker=MARKS[one.verdict], color=colour, zorder=3)
    for place, axis in enumerate((ax.xaxis, ax.yaxis)):
        axis.set_major_formatter(style.axis_numbers(teller))
        axis.set_label_text(_axis_label(found, place, teller))


def _lines(ax: Axes, found: Searched, teller: Teller) -> None:
    """A line a setting over all aims, by its changes from the levers as they are; up is better."""
    rows = np.array([[one.gained[aim.outcome][0] for aim in found.aims] for one in found.found])
    seen = found.measured[np.isfinite(found.measured).all(axis=1)] - found.measured[0]
    both = np.vstack([seen, rows])
    low, high = both.min(axis=0), both.max(axis=0)
    width = np.where(high > low, high - low, 1.0)
    up = np.array([1.0 if found.robust == SATISFIED or aim.better == "higher" else -1.0 for aim in found.aims])

    def placed(values: Floats) -> Floats:
        share = (values - low) / width
        return np.asarray(np.where(up > 0.0, share, 1.0 - share))

    across = np.arange(len(found.aims))
    for row in seen:
        ax.plot(across, placed(row), color=style.QUIET, lw=0.5, alpha=0.25)
    for one, row in zip(found.found, rows, strict=True):
        sure = one.verdict in ("stands", "too few worlds") or one.setting == 0
        ax.plot(
            across, placed(row), color=style.PALETTE[1] if one.setting == 0 else style.INK, lw=1.6,
            marker=MARKS[one.verdict], ms=5, ls="-" if sure else (0, (4, 2)),
        )  # fmt: skip
    names = []
    for place, aim in enumerate(found.aims):
        best, worst = (high, low) if up[place] > 0.0 else (low, high)
        ends = " – ".join(_change(float(end[place]), aim.outcome, found, teller) for end in (worst, best))
        names.append(f"{style.wrapped(outcome_label(aim.outcome, teller), 22)}\n{ends}")
    ax.set_xticks(across, names)
    ax.set_yticks([0.0, 1.0], [teller("worst"), teller("best")])


def _change(number: float, outcome: str, found: Searched, teller: Teller) -> str:
    if found.robust == SATISFIED:
        return teller.value(number, "share", change=True)
    return value(number, outcome, teller, True)


def _scale(found: Searched, place: int) -> float:
    share = found.robust == SATISFIED or declared(found.aims[place].outcome).unit in PERCENT_UNITS
    return 100.0 if share else 1.0


def _axis_label(found: Searched, place: int, teller: Teller) -> str:
    outcome = found.aims[place].outcome
    if found.robust == SATISFIED:
        return teller("{outcome}: worlds in which it is met (%)", outcome=outcome_label(outcome, teller))
    return axis_label(outcome, teller)


def covered(findings: Findings, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """How much of the space of aims the settings looked at cover, by how many there were."""
    table = findings.tables.get("covered")
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, 4.2)
        if table is None or not len(table):
            return style.nothing(ax, teller("nothing to show"))
        ax.step(table["settings"], table["covered"], where="post", color=style.INK, lw=2.0, marker="o", ms=3.5)
        ax.set_ylim(0.0, 1.02)
        ax.yaxis.set_major_formatter(PercentFormatter(1.0, symbol="", decimals=0))
        ax.xaxis.set_major_formatter(style.axis_numbers(teller))
        ax.set_xlabel(teller("settings looked at"))
        ax.set_ylabel(teller("covered (%)"))
        ax.set_title(teller("How the search got on"), loc="left")
        note(ax, teller("share of the space of aims that was seen (hypervolume), in the worlds of the search"))
        return ax


def cells(findings: Findings, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """Which combinations of the first two outcomes were reached, and how often; over all of a third."""
    made = findings.reached
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, 6.0)
        if made is None or not made.cells:
            return style.nothing(ax, teller("nothing to show"))
        hits = made.shaped()
        grid = hits.sum(axis=2) if hits.ndim == 3 else hits
        scales = [scale_of(axis.outcome) for axis in made.axes[:2]]
        edges = [
            np.linspace(axis.low, axis.high, axis.parts + 1) * scale
            for axis, scale in zip(made.axes[:2], scales, strict=True)
        ]
        shown = np.where(grid > 0, grid, np.nan).T.astype(float)
        image = ax.pcolormesh(
            edges[0], edges[1], shown, cmap="viridis", norm=LogNorm(1, max(2, int(grid.max()))), edgecolors="white",
            linewidth=0.3,
        )  # fmt: skip
        figure = ax.get_figure(root=True)
        assert figure is not None
        bar = figure.colorbar(image, ax=ax)
        marks = [mark for mark in MOST_TICKS if mark <= max(2, int(grid.max()))]
        bar.set_ticks(marks, labels=[teller.count(mark) for mark in marks])
        bar.ax.minorticks_off()
        bar.set_label(teller("settings that came there"))
        for axis, place in ((ax.xaxis, 0), (ax.yaxis, 1)):
            axis.set_major_formatter(style.axis_numbers(teller))
            axis.set_label_text(axis_label(made.axes[place].outcome, teller))
        ax.set_facecolor(style.SHADE)
        ax.set_title(teller("Combinations that were reached"), loc="left")
        third = ""
        if len(made.axes) > 2:
            third = teller("; over all of {outcome}", outcome=outcome_label(made.axes[2].outcome, teller))
        note(
            ax,
            teller(
                "grey: not reached in {settings} settings, which is not the same as out of reach{third}",
                settings=teller.count(made.settings), third=third,
            ),
        )  # fmt: skip
        return ax


def discovery(findings: Findings, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """How many combinations had been reached after how many settings."""
    made = findings.reached
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, 4.2)
        if made is None or not made.settings:
            return style.nothing(ax, teller("nothing to show"))
        ax.plot(np.arange(1, made.settings + 1), made.discovered, color=style.INK, lw=2.0)
        ax.set_ylim(bottom=0.0)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(style.axis_numbers(teller))
        ax.set_xlabel(teller("settings looked at"))
        ax.set_ylabel(teller("cells reached"))
        ax.set_title(teller("How many combinations had been reached"), loc="left")
        note(ax, teller("where the line still rises at its end, more would be reached by looking on"))
        return ax
