"""Figures of settings: differences, one factor at a time, response curves, worlds.

Each takes findings, the name of an outcome and ``ax`` (a new one unless given), and returns it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from crmsim.analysis.factors import continuous
from crmsim.analysis.findings import Findings
from crmsim.analysis.settings import Against
from crmsim.analysis.study import Study, declared
from crmsim.report import style
from crmsim.report.labels import VERDICT
from crmsim.report.sweep_numbers import label_of, percent, reference_of, scale_of
from crmsim.report.sweep_words import VALUE, WORLDS
from crmsim.words import ENGLISH, PERCENT_UNITS, Teller

MOST_ROWS = 15
ROW = 0.36  # inches
WIDE_LABEL = 40  # characters of a line before a row
NOTE_WIDTH, NOTE_LINE = 78, 12.0  # characters, points


def setting_differences(findings: Findings, outcome: str, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """Paired differences of settings from the reference with corrected intervals, in the outcome's unit."""
    own = [one for one in findings.against if one.difference.outcome == outcome and one.difference.mean is not None]
    rows = _largest(own)
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, rows_height(len(rows)))
        if not rows:
            return style.nothing(ax, teller("nothing to show"))
        scale = scale_of(outcome)
        _nothing_that_matters(ax, rows, scale)
        for row, one in enumerate(rows):
            _bar(ax, row, one, scale, style.INK, "o")
            word = teller(VERDICT[one.difference.verdict])
            ax.text(1.02, row, word, transform=ax.get_yaxis_transform(), va="center", fontsize=8.5)
        rows_of(ax, [in_two(one.label) for one in rows])
        _difference_axis(ax, outcome, teller)
        ax.set_title(teller("{outcome}: what each setting changes", outcome=label_of(outcome, teller)), loc="left")
        _note(ax, findings, more_shown(len(rows), len(own), teller), teller)
        return ax


def tornado(findings: Findings, outcome: str, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """One row a factor: differences from the base at its lowest, highest and other values, the largest on top."""
    study = findings.study
    own: dict[str, list[Against]] = {}
    for one in findings.against:
        if one.difference.outcome == outcome and one.difference.mean is not None:
            own.setdefault(_moved(study, one.setting), []).append(one)
    order = sorted(own, key=lambda name: -max(abs(one.difference.mean or 0.0) for one in own[name]))[:MOST_ROWS]
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, rows_height(len(order)) + 0.4)
        if not order:
            return style.nothing(ax, teller("nothing to show"))
        scale = scale_of(outcome)
        _nothing_that_matters(ax, [one for name in order for one in own[name]], scale)
        seen: set[str] = set()
        for row, name in enumerate(order):
            ends = _ends(study, name, own[name])
            step = 0.6 / len(own[name])
            for place, one in enumerate(own[name]):
                kind = ends.get(one.setting, "between")
                colour, mark = {"lowest": (style.INK, "v"), "highest": (style.INK, "^"), "between": (style.QUIET, "o")}[
                    kind
                ]
                label = teller(VALUE[kind]) if kind not in seen else None
                seen.add(kind)
                _bar(ax, row + (place - (len(own[name]) - 1) / 2.0) * step, one, scale, colour, mark, label)
        rows_of(ax, [short(name) for name in order])
        _difference_axis(ax, outcome, teller)
        ax.set_title(teller("{outcome}: one factor at a time", outcome=label_of(outcome, teller)), loc="left")
        _note(ax, findings, more_shown(len(order), len(own), teller), teller)
        style.legend_below(ax)
        return ax


def response(findings: Findings, outcome: str, factor: str, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """The mean of an outcome along a factor, everything else averaged, with 95 % intervals."""
    table = findings.tables.get("response", pd.DataFrame(columns=["outcome", "factor", "mean"]))
    rows = table[(table["outcome"] == outcome) & (table["factor"] == factor)].dropna(subset=["mean"])
    with style.drawn():
        ax = style.axes_or_new(ax)
        if rows.empty:
            return style.nothing(ax, teller("nothing to show"))
        scale = scale_of(outcome)
        mean = rows["mean"].to_numpy(dtype=float) * scale
        low, high = (
            rows[end].astype(float).fillna(rows["mean"]).to_numpy(dtype=float) * scale for end in ("low", "high")
        )
        numbers = continuous(findings.study.points[factor])
        at = rows["at"].to_numpy(dtype=float) if numbers else np.arange(len(rows), dtype=float)
        if numbers:
            ax.fill_between(at, low, high, color=style.INK, alpha=0.15, lw=0)
            ax.plot(at, mean, color=style.INK, lw=2.0, zorder=2)
        ax.errorbar(
            at, mean, yerr=[np.maximum(mean - low, 0.0), np.maximum(high - mean, 0.0)], fmt="o", ms=5.0,
            color=style.INK, elinewidth=1.5, capsize=2.5, zorder=3,
        )  # fmt: skip
        if numbers:
            own = next((one for one in findings.study.factors if one.name == factor), None)
            if own is not None and own.distribution == "log":
                ax.set_xscale("log")
                ax.minorticks_off()
            ax.xaxis.set_major_formatter(style.axis_numbers(teller))
        else:
            ax.set_xticks(at, [short(str(word), 18) for word in rows["at"]])
            ax.margins(x=0.15)
        ax.yaxis.set_major_formatter(style.axis_numbers(teller))
        ax.set_xlabel(factor)
        ax.set_ylabel(axis_label(outcome, teller))
        ax.set_title(
            teller("{outcome} along {factor}", outcome=label_of(outcome, teller), factor=short(factor)), loc="left"
        )
        note(ax, teller("mean over everything else; bars: 95 % intervals"))
        return ax


def worlds(findings: Findings, outcome: str, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """In which share of worlds each setting is better or worse than the reference by enough to matter."""
    study = findings.study
    each = findings.robust[outcome]
    known = [place for place, one in enumerate(each) if place != study.reference_for(place) and one.near is not None]
    others = sorted(known, key=lambda setting: (each[setting].worse or 0.0) - (each[setting].better or 0.0))
    shown = others[:MOST_ROWS]
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, rows_height(len(shown)) + 0.4)
        if not shown:
            why = next((one.reason for one in each if one.reason is not None), None)
            return style.nothing(ax, teller("nothing to show") if why is None else teller(why))
        directed = declared(outcome).better != "none"
        words = ("better", "near", "worse") if directed else ("higher", "near", "lower")
        parts = [[each[s].better or 0.0 for s in shown], [each[s].near or 0.0 for s in shown],
                 [each[s].worse or 0.0 for s in shown]]  # fmt: skip
        left = np.zeros(len(shown))
        for word, widths in zip(words, parts, strict=True):
            ax.barh(
                range(len(shown)),
                widths,
                0.62,
                left=left,
                color=style.VERDICT_COLOURS.get(word, style.GREY),
                label=teller(WORLDS[word]),
            )
            left = left + np.array(widths)
        for row, setting in enumerate(shown):
            won = each[setting].best
            if directed and won is not None:
                share = percent(won / each[setting].worlds, teller)
                ax.text(1.02, row, share, transform=ax.get_yaxis_transform(), va="center", fontsize=8.5)
        rows_of(ax, [in_two(study.label(setting)) for setting in shown])
        ax.set_xlim(0.0, 1.0)
        ax.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=""))
        ax.set_xlabel(teller("worlds (%)"))
        ax.set_title(teller("{outcome}: in how many worlds", outcome=label_of(outcome, teller)), loc="left")
        pairs = teller.count(each[study.reference].pairs)
        note(
            ax,
            teller(
                "against {reference} in {worlds} worlds, random variation taken out; at right: share of worlds in "
                "which it is best",
                worlds=pairs,
                reference=short(reference_of(study, teller), 50),
            ),
        )
        style.legend_below(ax)
        return ax


def rows_height(rows: int) -> float:
    """Inches that a figure with a row a setting or factor needs."""
    return 1.9 + ROW * max(rows, 2)


def short(label: str, most: int = 40) -> str:
    """A label that leaves the picture room: cut in the middle where it is too long."""
    return style.short(label, most)


def in_two(label: str) -> str:
    """A setting's label in two lines, for which a row has room: it tells all of it, or else its beginning and end."""
    return style.wrapped(short(label, 2 * WIDE_LABEL - 4), WIDE_LABEL, 2)


def axis_label(outcome: str, teller: Teller) -> str:
    """What an axis of an outcome shows, with its unit."""
    unit = declared(outcome).unit
    label = label_of(outcome, teller)
    if unit in PERCENT_UNITS:
        return f"{label} (%)"
    return f"{label} ({unit})" if unit == "NOK" else label


def _largest(own: Sequence[Against]) -> list[Against]:
    """Those that differ most, in the order of the design."""
    if len(own) <= MOST_ROWS:
        return list(own)
    kept = sorted(own, key=lambda one: -abs(one.difference.mean or 0.0))[:MOST_ROWS]
    return sorted(kept, key=lambda one: one.setting)


def note(ax: Axes, text: str) -> None:
    """A line or two of explanation between title and plot."""
    lines = Teller(width=NOTE_WIDTH).wrap(text.replace(" %", "\N{NO-BREAK SPACE}%")).splitlines()
    style.note(ax, "\n".join(lines))
    ax.set_title(ax.get_title(loc="left"), loc="left", pad=22.0 + NOTE_LINE * (len(lines) - 1))


def more_shown(shown: int, there: int, teller: Teller) -> str:
    """What a note adds where not all are drawn."""
    return "" if shown >= there else teller("; the {shown} largest of {all}", shown=shown, all=teller.count(there))


def _note(ax: Axes, findings: Findings, more: str, teller: Teller) -> None:
    """What differences are against, and how far they are sure."""
    text = teller(
        "against {reference}; grey: too small to matter; bars: 95 % intervals, corrected for {shown} "
        "differences{more}",
        reference=short(reference_of(findings.study, teller), 50),
        shown=teller.count(sum(one.difference.mean is not None for one in findings.against)), more=more,
    )  # fmt: skip
    note(ax, text)


def _nothing_that_matters(ax: Axes, shown: Sequence[Against], scale: float) -> None:
    """A line at no difference, and the band of those too small to matter."""
    matters = max(one.difference.matters or 0.0 for one in shown) * scale
    if matters > 0.0:
        ax.axvspan(-matters, matters, color=style.GREY, zorder=0)
    ax.axvline(0.0, color=style.INK, lw=0.8, zorder=1)


def _bar(ax: Axes, row: float, one: Against, scale: float, colour: str, mark: str, label: str | None = None) -> None:
    difference = one.difference
    if difference.low is None and difference.verdict == "too few runs":  # without its interval it would look certain
        return
    mean = (difference.mean or 0.0) * scale
    low, high = ((mean if end is None else end * scale) for end in (difference.low, difference.high))
    ax.errorbar(
        [mean], [row], xerr=[[max(mean - low, 0.0)], [max(high - mean, 0.0)]], fmt=mark, ms=5.5, color=colour,
        elinewidth=1.8, capsize=2.5, zorder=3, label=label,
    )  # fmt: skip


def rows_of(ax: Axes, labels: Sequence[str]) -> None:
    """A labelled row each, the first on top, parted by faint lines."""
    ax.set_yticks(range(len(labels)), list(labels), fontsize=9)
    ax.set_ylim(len(labels) - 0.5, -0.5)
    for row in range(1, len(labels)):
        ax.axhline(row - 0.5, color="#F0F0F0", lw=0.8, zorder=0.5)


def _difference_axis(ax: Axes, outcome: str, teller: Teller) -> None:
    unit = declared(outcome).unit
    word = teller("percentage points") if unit in PERCENT_UNITS else unit
    ax.set_xlabel(teller("difference in {unit}", unit=word) if word else teller("difference"))
    ax.xaxis.set_major_formatter(style.axis_numbers(teller))
    ax.locator_params(axis="x", nbins=6)


def _moved(study: Study, setting: int) -> str:
    """The factor that a setting of a one-at-a-time design moves."""
    for factor in study.factors:
        for name in factor.keys or (factor.name,):
            if study.points[name].iloc[setting] != study.points[name].iloc[0]:
                return factor.name
    return study.label(setting)


def _ends(study: Study, name: str, own: Sequence[Against]) -> dict[int, str]:
    """Which settings are at a factor's lowest and highest value, the base's included."""
    if name not in study.points or not continuous(study.points[name]):
        return {}
    values = {one.setting: float(study.points[name].iloc[one.setting]) for one in own}
    base = float(study.points[name].iloc[0])
    low, high = min(values.values()), max(values.values())
    return {
        setting: "lowest"
        if value == low and value < base
        else "highest"
        if value == high and value > base
        else "between"
        for setting, value in values.items()
    }
