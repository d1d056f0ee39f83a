"""Figures over two factors or three shares: maps and triangles.

Each takes findings, the name of an outcome and ``ax`` (a new one unless given), and returns it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from crmsim.analysis.difference import DIRECTED
from crmsim.analysis.factors import continuous
from crmsim.analysis.findings import Findings
from crmsim.analysis.interval import Floats
from crmsim.analysis.study import as_text, plain_names
from crmsim.report import style
from crmsim.report.labels import STYLES as STYLE_LABELS
from crmsim.report.sweep_figures import axis_label, note, short
from crmsim.report.sweep_numbers import label_of, scale_of
from crmsim.words import ENGLISH, Teller

BOLD_CELLS = 150  # of a map, beyond which numbers do not fit


def heat_map(findings: Findings, outcome: str, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """Means over the levels of two factors; cells that clearly differ from the reference in bold."""
    study = findings.study
    one, other = study.columns[:2]
    settings = findings.tables["settings"]
    rows = settings[settings["outcome"] == outcome].set_index("setting")
    across, up = (list(dict.fromkeys(study.points[name])) for name in (one, other))
    across, up = (sorted(values) if continuous(study.points[name]) else values
                  for values, name in ((across, one), (up, other)))  # fmt: skip
    scale = scale_of(outcome)
    grid = np.full((len(up), len(across)), np.nan)
    number = np.full(grid.shape, -1)
    for setting in rows.index:
        place = up.index(study.points[other].iloc[setting]), across.index(study.points[one].iloc[setting])
        number[place] = setting
        mean = rows.loc[setting, "mean"]
        grid[place] = np.nan if mean is None else float(mean) * scale
    clear = {
        result.setting for result in findings.against
        if result.difference.outcome == outcome and result.difference.verdict in DIRECTED
    }  # fmt: skip
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, 2.2 + 0.42 * len(up))
        if not np.isfinite(grid).any():
            return style.nothing(ax, teller("nothing to show"))
        image = ax.imshow(grid, origin="lower", aspect="auto", cmap="viridis")
        middle = (np.nanmin(grid) + np.nanmax(grid)) / 2.0
        lettered = grid.size <= BOLD_CELLS
        for row, column in np.ndindex(*grid.shape):
            value = float(grid[row, column])
            setting = int(number[row, column])
            if setting >= 0 and setting == study.reference_for(setting):
                ax.add_patch(_frame(column, row))
            if lettered and np.isfinite(value):
                ax.text(
                    column, row, teller.tick(rounded(value, grid)), ha="center", va="center", fontsize=8.0,
                    color="black" if value > middle else "white",
                    fontweight="bold" if number[row, column] in clear else "normal",
                )  # fmt: skip
        ax.set_xticks(range(len(across)), [_level(value, teller) for value in across])
        ax.set_yticks(range(len(up)), [_level(value, teller) for value in up])
        ax.set_xlabel(one)
        ax.set_ylabel(other)
        ax.spines[:].set_visible(False)
        colour_bar(ax, image, outcome, teller)
        names = plain_names([one, other])
        ax.set_title(
            teller("{outcome} by {one} and {other}", outcome=label_of(outcome, teller), one=short(names[one], 24),
                 other=short(names[other], 24)),
            loc="left",
        )  # fmt: skip
        text = teller(
            "mean of {runs} runs a cell; bold: clearly other than the reference (framed)"
            if lettered
            else "mean of {runs} runs a cell; framed: the reference",
            runs=_runs(findings, teller),
        )
        note(ax, text)
        return ax


def ternary(findings: Findings, outcome: str, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """Means over the mix of three shares, as a triangle whose corners are all of one kind."""
    from matplotlib.tri import Triangulation

    study = findings.study
    keys = next(factor.keys for factor in study.factors if factor.kind == "mixture" and len(factor.keys) == 3)
    settings = findings.tables["settings"]
    rows = settings[settings["outcome"] == outcome].dropna(subset=["mean"])
    scale = scale_of(outcome)
    means = rows.assign(mean=rows["mean"].astype(float) * scale).groupby(list(keys), sort=True)["mean"].mean()
    with style.drawn():
        ax = style.axes_or_new(ax, 7.0, 5.6)
        if len(means) < 3:
            return style.nothing(ax, teller("nothing to show"))
        share = np.array([list(index) for index in means.index], dtype=float)
        x, y = share[:, 1] + 0.5 * share[:, 2], share[:, 2] * np.sqrt(3.0) / 2.0
        image = ax.tripcolor(Triangulation(x, y), means.to_numpy(dtype=float), shading="gouraud", cmap="viridis")
        ax.plot(x, y, "o", color="white", ms=3.5, mec=style.INK, mew=0.5)
        at = study.points.iloc[study.reference]
        ax.plot(
            [float(at[keys[1]]) + 0.5 * float(at[keys[2]])], [float(at[keys[2]]) * np.sqrt(3.0) / 2.0], "s", ms=11,
            mfc="none", mec=style.INK, mew=1.8,
        )  # fmt: skip
        names = plain_names(keys)
        for key, (corner, height), across, up in zip(
            keys, ((0.0, 0.0), (1.0, 0.0), (0.5, np.sqrt(3.0) / 2.0)), ("left", "right", "center"),
            ("top", "top", "bottom"), strict=True,
        ):  # fmt: skip
            word = names[key].rstrip("s")
            text = teller(STYLE_LABELS[word]) if word in STYLE_LABELS else names[key]
            ax.text(
                corner,
                height + (0.02 if height else -0.02),
                f"{teller.digits('100%')} {text}",
                ha=across,
                va=up,
                fontsize=10,
            )
        ax.set_aspect("equal")
        ax.set_xlim(-0.08, 1.08)
        ax.set_ylim(-0.08, 0.95)
        ax.axis("off")
        colour_bar(ax, image, outcome, teller)
        ax.set_title(teller("{outcome} by the mix of three", outcome=label_of(outcome, teller)), loc="left")
        note(ax, teller("a corner: all of one kind; colours between the dots are drawn in; square: the reference"))
        return ax


def _runs(findings: Findings, teller: Teller) -> str:
    """Runs of a setting, or from how few to how many."""
    counts = findings.study.asked.sum(axis=1)
    ends = [teller.count(int(end)) for end in (counts.min(), counts.max())]
    return "–".join(dict.fromkeys(ends))


def _frame(column: int, row: int) -> Rectangle:
    return Rectangle((column - 0.48, row - 0.46), 0.96, 0.92, fill=False, edgecolor="white", linewidth=2.0)


def _level(value: object, teller: Teller) -> str:
    text = as_text(value)
    return short(teller.digits(text) if text[:1].isdigit() else text, 22)


def rounded(value: float, grid: Floats) -> float:
    """A number of a map with the digits that its spread asks for."""
    spread = float(np.nanmax(grid) - np.nanmin(grid))
    digits = 0 if spread >= 20.0 else 1 if spread >= 2.0 else 2
    return round(value, digits) + 0.0


def colour_bar(ax: Axes, image: Any, outcome: str, teller: Teller) -> None:
    """A bar beside a map that says which colour stands for what."""
    figure = ax.get_figure(root=True)
    if figure is not None:
        bar = figure.colorbar(image, ax=ax, shrink=0.85)
        bar.set_label(axis_label(outcome, teller))
        bar.ax.yaxis.set_major_formatter(style.axis_numbers(teller))
        bar.outline.set_visible(False)
