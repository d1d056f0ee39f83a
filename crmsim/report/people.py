"""Figures of people rather than of means: both tails of output, and who carries the helping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from crmsim.mechanisms.state import STYLES
from crmsim.report import style
from crmsim.report.labels import STYLES as STYLE_LABELS
from crmsim.report.network import MARKS
from crmsim.results.few import FEWEST, few
from crmsim.words import ENGLISH, Teller

if TYPE_CHECKING:
    from crmsim.results.snapshots import Recording, Spells

LEAST_WEEKS = 26  # weeks in a seat below which output says more about chance and learning than about the person
TAIL = 0.25  # both tails of the claim that givers are at the bottom and at the top (E4)
FOUND = (0.03, 0.05, 0.20, 0.35)  # share of people from, to; share of the collaboration from, to (E8)
TOP = 0.04
GROUPS = 10  # bars
SINGLE = 300  # people up to whom each stands at the very place of their output


def output_tails(recording: Recording, ax: Axes | None = None, teller: Teller = ENGLISH, adjusted: bool = True) -> Axes:
    """Output of each person over a run by style, with the shares of each style in the bottom and the top quarter.

    People who own customers and held their seat for at least half a year (or half of a shorter run). Of imported
    people, whose styles are dice, nobody is shown alone and no style that fewer than five have, nor one that would give
    those away (:mod:`crmsim.results.few`): a bar holds the middle half, a line all but a tenth at each end.

    Parameters
    ----------
    adjusted:
        Divide by own productivity, as the claim is to be judged; False shows plain output.
    """
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, 4.6)
        output, kind = output_of(recording, adjusted)
        imported = recording.organisation.imported
        if output.size < (FEWEST if imported else 4):
            return style.nothing(ax, teller("nothing to show"))
        low, high = np.quantile(output, [TAIL, 1.0 - TAIL])
        left, right = float(output.min()), float(output.max())
        extent = max(right - left, 1e-6)
        ax.set_xlim(left - 0.06 * extent, right + 0.06 * extent)
        ax.axvspan(ax.get_xlim()[0], low, color=style.SHADE, zorder=0)
        ax.axvspan(high, ax.get_xlim()[1], color=style.SHADE, zorder=0)
        counts = np.bincount(kind, minlength=len(STYLES))
        hidden = few(counts[None, :, None].astype(np.float64)) if imported else np.zeros(len(STYLES), dtype=bool)
        for s, name in enumerate(STYLES):
            own = np.sort(output[kind == s])
            row = len(STYLES) - 1 - s
            if not own.size or hidden[s]:
                continue
            if imported:
                ends = np.quantile(own, [0.1, 0.25, 0.75, 0.9])
                for (left_end, right_end), width in (((ends[0], ends[3]), 2.0), ((ends[1], ends[2]), 12.0)):
                    ax.plot([left_end, right_end], [row + 0.35] * 2, color=style.STYLE_COLOURS[name], lw=width,
                            solid_capstyle="butt", zorder=2)  # fmt: skip
            else:
                size = float(np.clip(2600.0 / output.size, 4.0, 36.0))
                x, above = heap(own, extent, output.size > SINGLE)
                ax.scatter(x, row + 0.12 + above, size, color=style.STYLE_COLOURS[name], marker=MARKS[name],
                           alpha=0.75, linewidths=0.0, zorder=2)  # fmt: skip
            ax.plot([own.mean()] * 2, [row + 0.02, row + 0.7], color=style.INK, lw=1.5, zorder=3)
            for share, end, ha in (
                (float((own <= low).mean()), 0.0, "left"),
                (float((own >= high).mean()), 1.0, "right"),
            ):
                ax.annotate(teller.digits(f"{share:.0%}"), (end, row - 0.12), (6.0 if ha == "left" else -6.0, 0.0),
                            xycoords=ax.get_yaxis_transform(), textcoords="offset points", ha=ha, va="center",
                            fontsize=10, color=style.INK, zorder=4,
                            fontweight="bold" if share > TAIL else "normal")  # fmt: skip
        for edge, words, ha in ((0.0, teller("bottom quarter"), "left"), (1.0, teller("top quarter"), "right")):
            ax.annotate(
                words, (edge, 2.93), (4.0 if ha == "left" else -4.0, 0.0), ha=ha, va="center",
                xycoords=ax.get_yaxis_transform(), textcoords="offset points", fontsize=8.5, color="#555555",
            )  # fmt: skip
        ax.set_yticks(np.array([2, 1, 0]) + 0.12, [
            f"{teller(STYLE_LABELS[name])} ({teller('not shown') if gone else count})"
            for name, count, gone in zip(STYLES, counts, hidden, strict=True)
        ])  # fmt: skip
        ax.tick_params(axis="y", length=0.0)
        ax.set_ylim(-0.4, 3.1)
        ax.xaxis.set_major_formatter(style.axis_numbers(teller))
        axis = (
            teller("needs served right per week, divided by own productivity")
            if adjusted
            else teller("needs served right per week")
        )
        left_out = "; " + teller("not shown: fewer than {fewest} people", fewest=FEWEST)
        ax.set_xlabel(f"{axis}\n{teller('styles are drawn, not measured')}{left_out if hidden.any() else ''}")
        ax.set_title(teller("Who is at the bottom and at the top"), loc="left")
        note = (
            teller("bar: middle half; line: mean; %: share of the style in the bottom and top quarter (even: 25 %)")
            if imported
            else teller(
                "a mark: one person; line: mean; %: share of the style in the bottom and top quarter of all "
                "(even: 25 %)"
            )
        )
        style.note(ax, note)
        return ax


def output_of(recording: Recording, adjusted: bool = True) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Output a week of each person long enough in a seat with customers, and the person's style."""
    from crmsim.results.snapshots import spells

    result = spells(recording, ("right",))
    kept = result.owner & (result.weeks >= min(LEAST_WEEKS, recording.weeks / 2.0))
    output = result.total["right"][kept] / result.weeks[kept]
    if adjusted:
        output = output / result.productivity[kept]
    return output, result.style[kept]


def heap(values: NDArray[np.float64], extent: float, binned: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where to draw each of the sorted values, so that near ones stand on top of each other, 0 to .55 high.

    ``binned`` draws those of one heap straight above each other, which many people need to stay legible.
    """
    bins = 60
    low = values.min()
    place = np.minimum(((values - low) / extent * bins).astype(np.int64), bins - 1)
    height = np.arange(values.size) - np.searchsorted(place, place)
    tallest = max(int(height.max(initial=0)), 10)
    return low + (place + 0.5) * extent / bins if binned else values, height * (0.55 / tallest)


def helping_concentration(recording: Recording, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """What share of all hours of help comes from what share of people, the most helpful first.

    Of imported people no style is shown and no group under five.
    """
    from crmsim.results.snapshots import spells

    with style.drawn():
        ax = style.axes_or_new(ax, 7.0, 5.4)
        result = spells(recording, ("help_hours",))
        x, y, kind = concentration(result)
        if not y.size:
            return style.nothing(ax, teller("nothing to show"))
        ax.plot(
            [0.0, 1.0], [0.0, 1.0], color=style.QUIET, ls=style.DASHES[1], lw=1.2, label=teller("if all helped alike")
        )
        low, high, least, most = FOUND
        ax.add_patch(Rectangle((low, least), high - low, most - least, facecolor="#D0D0D0", edgecolor=style.QUIET,
                               linewidth=0.8, zorder=2))  # fmt: skip
        imported = recording.organisation.imported
        groups = bars_of(x) if imported else GROUPS
        shown: list[tuple[str, str, Any]] = [
            (style.STYLE_COLOURS[name], teller(STYLE_LABELS[name]), kind == s) for s, name in enumerate(STYLES)
        ]
        if imported:
            shown = [(style.QUIET, teller("people together"), np.ones(x.size, dtype=bool))]
        floor = np.zeros(groups)
        for colour, label, among in shown:
            bars = np.bincount(bar_of(x, groups), weights=np.diff(y, prepend=0.0) * among, minlength=groups)
            ax.bar((np.arange(groups) + 0.5) / groups, bars, 0.85 / groups, floor, color=colour, label=label,
                   zorder=1.5)  # fmt: skip
            floor += bars
        top = min(max(1, round(TOP * x.size)), x.size)
        corner = np.arange(x.size)
        if imported:  # where bars end, so that the curve and the bars taken together tell no more than either
            corner = np.flatnonzero(np.diff(bar_of(x, groups), append=groups))
            top = top if FEWEST <= top <= corner[0] + 1 - FEWEST else int(corner[0]) + 1
            corner = np.union1d(corner, [top - 1])
        ax.plot(np.concatenate([[0.0], x[corner]]), np.concatenate([[0.0], y[corner]]), color=style.INK, lw=2.2,
                zorder=3, label=teller("added up"))  # fmt: skip
        ax.plot([x[top - 1]], [y[top - 1]], "o", color=style.INK, ms=6, zorder=4)
        words = teller(
            "{people} of the people give\n{share} of the help",
            people=teller.share(float(x[top - 1])), share=teller.share(float(y[top - 1])),
        )  # fmt: skip
        ax.annotate(words, (x[top - 1], y[top - 1]), (0.52, 0.36), fontsize=10, va="center",
                    arrowprops={"arrowstyle": "-", "color": style.INK, "lw": 0.8}, zorder=5)  # fmt: skip
        ax.set_xlim(0.0, 1.0)
        ax.set_ylim(0.0, 1.02)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(PercentFormatter(1.0, symbol=""))
        ax.set_xlabel(teller("people, the most helpful first (%)"))
        ax.set_ylabel(teller("share of all hours of help (%)"))
        ax.set_title(teller("Who carries the helping"), loc="left")
        note = (
            teller("bars: people together, five or more; box: in firms, 20 to 35 % from 3 to 5 % (Cross et al. 2016)")
            if imported
            else teller(
                "bars: each tenth of the people, by style; box: in firms, 20 to 35 % from 3 to 5 % (Cross et al. 2016)"
            )
        )
        style.note(ax, note)
        style.legend_below(ax)
        legend = ax.get_legend()
        if legend is not None and not imported:
            legend.set_title(teller("styles are drawn, not measured"))
            legend.get_title().set_fontsize(8.5)
        return ax


def bar_of(x: NDArray[np.float64], groups: int) -> NDArray[np.int64]:
    """The bar of each person, by the share of all people up to them, where there are so many bars."""
    result: NDArray[np.int64] = np.minimum((groups * (x - 1e-9)).astype(np.int64), groups - 1)
    return result


def bars_of(x: NDArray[np.float64]) -> int:
    """How many bars, at most ten, so that each stands for five people or more, however long they stayed."""
    groups = GROUPS
    while groups > 1 and np.bincount(bar_of(x, groups), minlength=groups).min() < FEWEST:
        groups -= 1
    return groups


def concentration(found: Spells) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int8]]:
    """Share of people, share of help and style along the ranking by hours of help a week, the most helpful first.

    People count by the weeks they were there, so that one who left early does not pass for one who helped little.
    """
    hours, weeks = found.total["help_hours"], found.weeks.astype(np.float64)
    if hours.sum() <= 0.0:
        return np.empty(0), np.empty(0), np.empty(0, dtype=np.int8)
    order = np.argsort(-hours / weeks, kind="stable")
    return np.cumsum(weeks[order]) / weeks.sum(), np.cumsum(hours[order]) / hours.sum(), found.style[order]
