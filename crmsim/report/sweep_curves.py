"""Weekly curves of a sweep as a figure."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from crmsim.analysis.findings import Findings
from crmsim.report import style
from crmsim.report.sweep_figures import axis_label, note
from crmsim.report.sweep_numbers import label_of, scale_of
from crmsim.report.sweep_words import OVER
from crmsim.words import ENGLISH, Teller, message

MOST_CURVES = 6
FARTHEST = message("; {shown} of {all} curves, those that end farthest apart")


def weekly_curves(findings: Findings, outcome: str, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """Median week by week, and the band that holds four in five; of many settings those that end farthest apart."""
    table = findings.tables.get("curves", pd.DataFrame(columns=["outcome"]))
    table = table[table["outcome"] == outcome]
    with style.drawn():
        ax = style.axes_or_new(ax)
        if table.empty:
            return style.nothing(ax, teller("nothing to show"))
        scale = scale_of(outcome)
        shown = _shown(table, findings.study.reference)
        for place, label in enumerate(shown):
            one = table[table["label"] == label]
            week = one["week"].to_numpy()
            low, middle, high = (one[name].to_numpy(dtype=np.float64) * scale for name in ("q10", "median", "q90"))
            colour = style.colour(place)
            ax.fill_between(week, low, high, color=colour, alpha=0.15 if len(shown) <= 3 else 0.08, lw=0.0)
            ax.plot(
                week, middle, color=colour, linestyle=style.dash(place), lw=2.0,
                label=style.wrapped(label, style.LEGEND_LABEL) if label else None,
                marker="o" if len(week) == 1 else None,
            )  # fmt: skip
        ax.margins(x=0.0)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(style.axis_numbers(teller))
        ax.set_xlabel(teller("week"))
        ax.set_ylabel(axis_label(outcome, teller))
        ax.set_title(teller("{outcome}, week by week", outcome=label_of(outcome, teller)), loc="left")
        there = table["label"].nunique()
        note(
            ax,
            teller(
                "line: median of {count} {over}; band: four in five of them{more}",
                count=teller.count(int(table["count"].max())),
                over=OVER[table["over"].iloc[0]],
                more="" if there <= len(shown) else teller(FARTHEST, shown=len(shown), all=there),
            ),
        )
        style.legend_below(ax)
        return ax


def curves_height(findings: Findings, outcome: str) -> float:
    """Inches that the figure needs, the legend's included."""
    table = findings.tables["curves"]
    labels = [label for label in table.loc[table["outcome"] == outcome, "label"].unique() if label]
    return 4.8 + style.LEGEND_ROW * min(len(labels), MOST_CURVES)


def _shown(table: pd.DataFrame, reference: int) -> list[str]:
    """The labels of the curves that are drawn, in the order of the design: the reference, and the ends of the rest."""
    last = table[table["week"] == table["week"].max()].sort_values("median", kind="stable")
    order = list(last["label"])
    if len(order) <= MOST_CURVES:
        kept = set(order)
    else:
        kept = {*last.loc[last["setting"] == reference, "label"]}
        for place in range(len(order)):
            if len(kept) < MOST_CURVES:
                kept.add(order[-1 - place // 2] if place % 2 == 0 else order[place // 2])
    return [label for label in dict.fromkeys(table["label"]) if label in kept]
