"""Figures of a comparison and of a run; each takes ``ax`` (a new one unless given) and returns it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, PercentFormatter

from crmsim.analysis.comparison import Comparison
from crmsim.analysis.difference import Difference
from crmsim.analysis.study import declared
from crmsim.mechanisms.state import STYLES
from crmsim.report import style
from crmsim.report.labels import CHANNEL, STAGE, VERDICT, group_label, outcome_label, scenario_labels
from crmsim.report.labels import STYLES as STYLE_LABELS
from crmsim.results.few import FEWEST
from crmsim.words import ENGLISH, LANGUAGES, Teller, message

if TYPE_CHECKING:
    from matplotlib.container import BarContainer

ROUTINE = message("routine or infused")
STAGES_SHOWN = ("routine", "accepted", "trial", "aware", "unaware", "rejected")  # from the bottom up
SMOOTHED = 4  # weeks
MARKERS = ("o", "s", "D", "^", "v", "P", "X")


def adoption_stages(weeks: pd.DataFrame, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """Shares of people by stage over the weeks of one run, stacked.

    ``weeks`` is the tidy table of a run: week, outcome, group, value.
    """
    with style.drawn():
        ax = style.axes_or_new(ax)
        wide = _wide(weeks, ["aware_share", "trial_share", "rejected_share", "user_share", "routine_share"])
        if wide.empty:
            return style.nothing(ax, teller("nothing to show"))
        parts = {
            "routine": wide["routine_share"],
            "accepted": wide["user_share"] - wide["routine_share"],
            "trial": wide["trial_share"],
            "aware": wide["aware_share"],
            "rejected": wide["rejected_share"],
        }
        parts["unaware"] = (1.0 - sum(parts.values(), start=pd.Series(0.0, index=wide.index))).clip(lower=0.0)
        ax.stackplot(
            wide.index.to_numpy(),
            [parts[stage].clip(lower=0.0).to_numpy() for stage in STAGES_SHOWN],
            colors=[style.STAGE_COLOURS[stage] for stage in STAGES_SHOWN],
            labels=[teller(ROUTINE if stage == "routine" else STAGE[stage]) for stage in STAGES_SHOWN],
            edgecolor="white",
            linewidth=0.4,
        )
        ax.set_xlim(wide.index.min(), max(wide.index.max(), wide.index.min() + 1))
        _percent_axis(ax, teller)
        ax.set_xlabel(teller("week"))
        ax.set_title(teller("Where people stand with the system"), loc="left")
        handles, labels = ax.get_legend_handles_labels()
        ax.legend(handles[::-1], labels[::-1], loc="center left", bbox_to_anchor=(1.01, 0.5), fontsize=9)
        return ax


def adoption_curves(comparison: Comparison, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """Share of users over time in every scenario: mean over runs, and a band from 5 % to 95 % of runs."""
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, curves_height(comparison))
        curves = comparison.curves()
        names = scenario_labels(comparison, teller)
        faint = 0.13 if len(comparison.labels) <= 4 else 0.06
        for place, label in enumerate(comparison.labels):
            one = curves[(curves["scenario"] == label) & (curves["outcome"] == "user_share")]
            week = one["week"].to_numpy()
            ax.fill_between(
                week, one["low"].to_numpy(), one["high"].to_numpy(), color=style.colour(place), alpha=faint, lw=0
            )
            ax.plot(
                week, one["mean"].to_numpy(), color=style.colour(place), linestyle=style.dash(place), lw=2.0,
                label=style.wrapped(names[label], style.LEGEND_LABEL), marker="o" if len(week) == 1 else None,
            )  # fmt: skip
        if comparison.weeks > 1:
            ax.set_xlim(1, comparison.weeks)
        _percent_axis(ax, teller)
        ax.set_xlabel(teller("week"))
        ax.set_title(teller("People who use the system"), loc="left")
        style.note(
            ax,
            teller(
                "line: mean of {runs} runs; band: 5 % to 95 % of runs", runs=teller.count(len(comparison.run_numbers))
            ),
        )
        style.legend_below(ax)
        return ax


def differences(
    comparison: Comparison,
    ax: Axes | None = None,
    teller: Teller = ENGLISH,
    outcomes: tuple[str, ...] | None = None,
) -> Axes:
    """Paired differences with corrected intervals, measured in the smallest change that matters.

    The axis is linear within the grey band (too small to matter) and logarithmic beyond it.
    """
    outcomes = comparison.main if outcomes is None else outcomes
    with style.drawn():
        result = {(one.alternative, one.outcome): one for one in comparison.paired}
        alternatives = comparison.alternatives
        rows = [name for name in outcomes if any(_drawable(result[label, name]) for label in alternatives)]
        ax = style.axes_or_new(ax, 8.0, differences_height(comparison, outcomes))
        if not rows:
            return style.nothing(ax, teller("nothing to show"))
        ax.axvspan(-1.0, 1.0, color=style.GREY, zorder=0)
        ax.axvline(0.0, color=style.INK, lw=0.8, zorder=1)
        names = scenario_labels(comparison, teller)
        step = 0.7 / max(len(alternatives), 1)
        for k, label in enumerate(alternatives):
            place = k + 1
            offset = (k - (len(alternatives) - 1) / 2.0) * step
            drawn = [(r, result[label, name]) for r, name in enumerate(rows) if _drawable(result[label, name])]
            scale = np.array([one.matters for _, one in drawn], dtype=float)
            mean = np.array([one.mean for _, one in drawn], dtype=float) / scale
            low = np.array([one.low for _, one in drawn], dtype=float) / scale
            high = np.array([one.high for _, one in drawn], dtype=float) / scale
            ax.errorbar(
                mean, np.array([r for r, _ in drawn]) + offset,
                xerr=[np.maximum(mean - low, 0.0), np.maximum(high - mean, 0.0)], fmt=MARKERS[k % len(MARKERS)], ms=5.5,
                color=style.colour(place), ecolor=style.colour(place), elinewidth=1.8, capsize=2.5, zorder=3,
                label=style.wrapped(names[label], style.LEGEND_LABEL),
            )  # fmt: skip
        ax.set_yticks(range(len(rows)), [_with_arrow(name, teller) for name in rows])
        ax.set_ylim(len(rows) - 0.5, -0.5)
        for row in range(1, len(rows)):
            ax.axhline(row - 0.5, color="#F0F0F0", lw=0.8, zorder=0.5)
        if len(alternatives) == 1:
            for row, name in enumerate(rows):
                word = teller(VERDICT[result[alternatives[0], name].verdict])
                ax.text(1.02, row, word, transform=ax.get_yaxis_transform(), va="center", fontsize=9)
        reach = max(abs(end) for end in (*ax.get_xlim(), 2.0))
        ax.set_xscale("symlog", linthresh=1.0, linscale=0.8)
        ax.set_xlim(-reach * 1.1, reach * 1.1)
        ticks = [tick for tick in (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1e3, 1e4, 1e5, 1e6) if tick <= reach * 1.1]
        if len(ticks) > 5:
            ticks = [tick for tick in ticks if round(np.log10(tick), 6) == round(np.log10(tick))]
        ax.set_xticks([*(-tick for tick in reversed(ticks)), 0.0, *ticks])
        ax.minorticks_off()
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _position: teller.digits(f"{x:+,.0f}") if x else "0"))
        ax.set_xlabel(teller("difference, in smallest changes that matter"))
        shown = sum(1 for one in comparison.paired if one.verdict != "undefined")
        ax.set_title(
            teller("What changes against {reference}", reference=style.short(names[comparison.reference])), loc="left"
        )
        style.note(
            ax,
            teller("grey: too small to matter; bars: 95 % intervals, corrected for {shown} differences", shown=shown),
        )
        style.legend_below(ax)
        return ax


def knowledge_flow(comparison: Comparison, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """What reached those who lacked it in a whole run, from colleagues and from the system, in every scenario."""
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, comparison_rows_height(comparison))
        runs = comparison.runs()
        height = 0.38
        for k, (name, channel) in enumerate((("shared_personally", "colleague"), ("shared_by_system", "system"))):
            means, halves = [], []
            for label in comparison.labels:
                values = runs.loc[runs["scenario"] == label, name].dropna().to_numpy(dtype=float)
                means.append(float(values.mean()) if values.size else 0.0)
                spread = float(values.std(ddof=1)) if values.size > 1 else 0.0
                halves.append(1.96 * spread / max(values.size, 1) ** 0.5)
            bars: BarContainer = ax.barh(
                np.arange(len(means)) + (k - 0.5) * height, means, height, xerr=halves,
                color=style.CHANNEL_COLOURS[channel], label=teller(CHANNEL[channel]),
                error_kw=style.WHISKERS,
            )  # fmt: skip
            style.outline_whiskers(ax, means, np.arange(len(means)) + (k - 0.5) * height, halves)
            ax.bar_label(bars, [f" {teller.value(mean, 'transfers')}" for mean in means], padding=3, fontsize=8.5)
        ax.margins(x=0.12)
        ax.set_yticks(range(len(comparison.labels)), _row_labels(comparison, teller))
        ax.invert_yaxis()
        ax.set_xlabel(teller("transfers in a run"))
        ax.xaxis.set_major_formatter(style.axis_numbers(teller))
        ax.set_title(teller("How knowledge reaches those who lack it"), loc="left")
        style.note(ax, teller("whiskers: 95 % interval of the mean"))
        style.legend_below(ax)
        return ax


def knowledge_flow_over_time(weeks: pd.DataFrame, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """What reached those who lacked it week by week in one run, from colleagues and from the system."""
    with style.drawn():
        ax = style.axes_or_new(ax)
        wide = _wide(weeks, ["shared_personally", "shared_by_system"])
        if wide.empty:
            return style.nothing(ax, teller("nothing to show"))
        for k, (name, channel) in enumerate((("shared_personally", "colleague"), ("shared_by_system", "system"))):
            smooth = wide[name].rolling(SMOOTHED, min_periods=1).mean()
            ax.plot(wide.index, wide[name], color=style.CHANNEL_COLOURS[channel], lw=0.7, alpha=0.35)
            ax.plot(
                wide.index, smooth, color=style.CHANNEL_COLOURS[channel], linestyle=style.dash(k), lw=2.2,
                label=teller(CHANNEL[channel]), marker="o" if len(wide) == 1 else None,
            )  # fmt: skip
        ax.set_ylim(bottom=0.0)
        ax.set_xlim(wide.index.min(), max(wide.index.max(), wide.index.min() + 1))
        ax.yaxis.set_major_formatter(style.axis_numbers(teller))
        ax.set_xlabel(teller("week"))
        ax.set_ylabel(teller("transfers per week"))
        ax.set_title(teller("How knowledge reaches those who lack it"), loc="left")
        style.note(ax, teller("mean of four weeks"))
        style.legend_below(ax)
        return ax


def output_by_style(comparison: Comparison, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """Needs served per person and week by style in every scenario: mean of runs, and 5 % to 95 % of runs."""
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, comparison_rows_height(comparison))
        step = 0.22
        for s, name in enumerate(STYLES):
            for place in range(len(comparison.labels)):
                values = comparison.output[place, :, s]
                values = values[np.isfinite(values)]
                if not values.size:
                    continue
                row = place + (s - 1) * step
                low, high = np.quantile(values, [0.05, 0.95])
                ax.plot([low, high], [row, row], color=style.STYLE_COLOURS[name], lw=2.0, solid_capstyle="butt")
                ax.plot(
                    [values.mean()], [row], MARKERS[s], color=style.STYLE_COLOURS[name], ms=7,
                    label=teller(STYLE_LABELS[name]) if name not in _labelled(ax, teller) else None,
                )  # fmt: skip
        if not ax.lines:
            few = teller("not told by style: fewer than {fewest} people", fewest=FEWEST)
            return style.nothing(ax, few if comparison.few else teller("nothing to show"))
        ax.set_yticks(range(len(comparison.labels)), _row_labels(comparison, teller))
        ax.set_ylim(len(comparison.labels) - 0.5, -0.5)
        for row in range(1, len(comparison.labels)):
            ax.axhline(row - 0.5, color="#F0F0F0", lw=0.8)
        ax.set_xlim(left=0.0)  # else a difference of some per cent looks like a ranking
        ax.xaxis.set_major_formatter(style.axis_numbers(teller))
        ax.set_xlabel(teller("needs served per person and week"))
        title = (
            teller("Output by style, without styles of fewer than {fewest} people", fewest=FEWEST)
            if comparison.few
            else teller("Output by style")
        )
        ax.set_title(title, loc="left")
        how = teller("dot: mean of runs; bar: 5 % to 95 % of runs")
        style.note(ax, f"{how}; {teller('styles are drawn, not measured')}")
        style.legend_below(ax)
        return ax


def output_over_time(weeks: pd.DataFrame, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """Needs served per person and week by style over one run, smoothed over four weeks.

    Styles of few people from files are one line; see :mod:`crmsim.results.few`.
    """
    with style.drawn():
        ax = style.axes_or_new(ax)
        drawn = 0
        given = list(dict.fromkeys(weeks["group"]))
        shown = [name for name in given if set(str(name).split("+")) <= set(STYLES)]
        if given and not shown:
            return style.nothing(ax, teller("not told by style: fewer than {fewest} people", fewest=FEWEST))
        for name in shown:
            s = STYLES.index(name) if name in STYLES else len(STYLES)
            wide = _wide(weeks, ["output"], group=name)
            if wide.empty or wide["output"].isna().all():
                continue
            smooth = wide["output"].rolling(SMOOTHED, min_periods=1).mean()
            ax.plot(
                wide.index, smooth, color=style.STYLE_COLOURS.get(name, style.QUIET), linestyle=style.dash(s), lw=2.0,
                label=group_label(name, teller), marker="o" if len(wide) == 1 else None,
            )  # fmt: skip
            drawn += 1
        if not drawn:
            return style.nothing(ax, teller("nothing to show"))
        ax.set_ylim(bottom=0.0)
        ax.set_xlim(1, max(weeks["week"].max(), 2))
        ax.set_xlabel(teller("week"))
        ax.yaxis.set_major_formatter(style.axis_numbers(teller))
        ax.set_ylabel(teller("needs served per person and week"))
        ax.set_title(teller("Output by style"), loc="left")
        note = f"{teller('mean of four weeks')}; {teller('styles are drawn, not measured')}"
        if not set(STYLES) <= set(shown):
            note += "; " + teller("together: fewer than {fewest} people", fewest=FEWEST)
        style.note(ax, note)
        style.legend_below(ax)
        return ax


def _wide(weeks: pd.DataFrame, names: list[str], group: str = "all") -> pd.DataFrame:
    """A column an outcome, a row a week, of one group; empty where an outcome is missing."""
    kept = weeks[(weeks["group"] == group) & weeks["outcome"].isin(names)]
    wide = kept.pivot(index="week", columns="outcome", values="value").astype(float)
    return wide[names] if set(names) <= set(wide.columns) else pd.DataFrame()


def _percent_axis(ax: Axes, teller: Teller) -> None:
    ax.set_ylim(0.0, 1.0)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=""))
    ax.set_ylabel(teller("people (%)"))


def rows_height(scenarios: int, lines: int = 1) -> float:
    """Inches that a figure with a row a scenario needs, where the longest label takes so many lines."""
    return 2.3 + max(0.55, 0.15 + style.TICK_ROW * lines) * scenarios


def comparison_rows_height(comparison: Comparison) -> float:
    """Inches that a figure with a row a scenario of a comparison needs."""
    lines = [style.wrapped(label).count("\n") + 1 for label in _either(comparison)]
    return rows_height(len(comparison.labels), max(lines))


def _either(comparison: Comparison) -> list[str]:
    """What scenarios may be called in a figure in any language, so that a height is the same in all."""
    return [name for language in LANGUAGES for name in scenario_labels(comparison, Teller(language)).values()]


def _row_labels(comparison: Comparison, teller: Teller) -> list[str]:
    """What stands before the row of each scenario."""
    return [style.wrapped(name) for name in scenario_labels(comparison, teller).values()]


def curves_height(comparison: Comparison) -> float:
    """Inches that the adoption curves and their legend need."""
    return 4.8 + style.LEGEND_ROW * (
        style.legend_rows([style.wrapped(label, style.LEGEND_LABEL) for label in comparison.labels]) - 1
    )


def differences_height(comparison: Comparison, outcomes: tuple[str, ...] | None = None) -> float:
    """Inches that the figure of differences needs: a row an outcome, a mark an alternative, lines of the legend."""
    outcomes = comparison.main if outcomes is None else outcomes
    alternatives = len(comparison.alternatives)
    legend = style.LEGEND_ROW * style.legend_rows(
        [style.wrapped(label, style.LEGEND_LABEL) for label in comparison.alternatives]
    )
    return 1.8 + len(outcomes) * max(0.42, 0.15 * alternatives) + legend


def _labelled(ax: Axes, teller: Teller) -> set[str]:
    """Styles that have a legend entry already."""
    present = {line.get_label() for line in ax.lines}
    return {name for name in STYLES if teller(STYLE_LABELS[name]) in present}


def _drawable(one: Difference) -> bool:
    """Whether a difference can be measured in smallest changes that matter, and how far it is known."""
    return one.mean is not None and bool(one.matters) and (one.low is not None or one.verdict != "too few runs")


def _with_arrow(name: str, teller: Teller) -> str:
    """An outcome's label with an arrow that says which way is better."""
    arrow = {"higher": " ↑", "lower": " ↓", "none": ""}[declared(name).better]
    return f"{outcome_label(name, teller)}{arrow}"
