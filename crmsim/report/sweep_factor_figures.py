"""Figures of factors and of failure: correlations, shares of variance, elementary effects, conditions.

Each takes findings, the name of an outcome where there are several, and ``ax`` (a new one unless given), and returns
it. Of many factors the largest are drawn, and the note says so.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, PercentFormatter

from crmsim.analysis.factors import continuous, effect_of_seed
from crmsim.analysis.findings import Findings
from crmsim.analysis.sensitivity import Share
from crmsim.analysis.study import declared
from crmsim.experiment import SEED_FACTOR
from crmsim.report import style
from crmsim.report.labels import outcome_label
from crmsim.report.sweep_factors_text import limit_text
from crmsim.report.sweep_figures import MOST_ROWS, more_shown, note, rows_height, rows_of, short
from crmsim.report.sweep_numbers import factor_name, label_of, percent, scale_of
from crmsim.report.sweep_words import MOVES
from crmsim.words import ENGLISH, PERCENT_UNITS, Teller

FIRST, TOTAL = style.INK, "#A6A6A6"  # what a factor decides alone, and with interactions
SEED_FIRST, SEED_TOTAL = "#8C6D31", "#E7CB94"  # the same of the seed
NUMBERED = 0.08  # of either axis, that numbers of boxes lie apart
DIRECTION_COLOURS = {"up": style.INK, "down": "#A6A6A6", "unclear": style.GREY}


def correlations(findings: Findings, outcome: str, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """Partial rank correlations with intervals, the strongest on top."""
    each = findings.correlations.get(outcome, {})
    text = [name for name, one in each.items() if one.partial is not None]
    order = sorted(text, key=lambda name: -abs(each[name].partial or 0.0))[:MOST_ROWS]
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, rows_height(len(order)))
        if not order:
            return style.nothing(ax, teller("nothing to show"))
        ax.axvline(0.0, color=style.INK, lw=0.8)
        for row, name in enumerate(order):
            one = each[name]
            share = Share(one.partial or 0.0, one.partial_low or 0.0, one.partial_high or 0.0)
            clear = share.low > 0.0 or share.high < 0.0
            colour = style.INK if clear else style.QUIET
            ax.errorbar(
                [share.value], [row], xerr=_reach(share), fmt="o", ms=5.5, color=colour, elinewidth=1.8, capsize=2.5
            )
        rows_of(ax, [short(name) for name in order])
        ax.set_xlim(-1.05, 1.05)
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _position: teller.tick(round(x, 6))))
        ax.set_xlabel(teller("partial rank correlation"))
        ax.set_title(teller("{outcome}: what it moves with", outcome=label_of(outcome, teller)), loc="left")
        more = more_shown(len(order), len(text), teller)
        note(
            ax,
            teller(
                "the other factors held still; bars: 95 % intervals, corrected for {all} factors{more}",
                all=teller.count(len(each)),
                more=more,
            ),
        )
        return ax


def variance(findings: Findings, outcome: str, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """Sobol indices with intervals, alone and with interactions, the seed among the factors, the largest on top."""
    one = findings.variance.get(outcome)
    indices = sorted(one.indices if one else (), key=lambda index: -index.total.value)
    shown = indices[:MOST_ROWS]
    shown += [index for index in indices[MOST_ROWS:] if index.name == SEED_FACTOR]
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, rows_height(len(shown)) + 0.4)
        if not shown or one is None:
            still = one is not None and one.problem == "nothing varies"
            text = teller(
                "{outcome}: nothing varies; it is the same in every run, so there is no variance to share out.",
                outcome=label_of(outcome, teller),
            )
            return style.nothing(ax, _broken(text) if still else teller("nothing to show"))
        labelled = set()
        for row, index in enumerate(shown):
            for key, words, share, offset, colour in (
                ("first", teller("alone"), index.first, -0.18, FIRST),
                ("total", teller("with interactions"), index.total, 0.18, TOTAL),
            ):
                drawn = colour if index.name != SEED_FACTOR else (SEED_FIRST if key == "first" else SEED_TOTAL)
                label = words if key not in labelled and index.name != SEED_FACTOR else None
                if label:
                    labelled.add(key)
                ax.barh(
                    [row + offset], [max(share.value, 0.0)], 0.34, xerr=_reach(share, 0.0), color=drawn, label=label,
                    error_kw=style.WHISKERS,
                )  # fmt: skip
                style.outline_whiskers(ax, [max(share.value, 0.0)], [row + offset], _reach(share, 0.0))
        rows_of(ax, [short(factor_name(index.name, teller)) for index in shown])
        ax.set_xlim(left=0.0)
        ax.xaxis.set_major_formatter(PercentFormatter(1.0, symbol="", decimals=0))
        ax.set_xlabel(teller("share of all variance (%)"))
        ax.set_title(teller("{outcome}: what decides how runs differ", outcome=label_of(outcome, teller)), loc="left")
        more = more_shown(len(shown), len(indices), teller)
        rows = teller.count(one.asked - one.dropped)
        note(ax, teller("Sobol indices; bars: 95 % intervals; {rows} base rows{more}", rows=rows, more=more))
        style.legend_below(ax)
        return ax


def effects(findings: Findings, outcome: str, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """Morris's mean size of effects with intervals and their spread; the dashed line is what another seed does."""
    one = findings.effects.get(outcome)
    own = [effect for effect in (one.effects if one else ()) if effect.name != SEED_FACTOR]
    shown = sorted(own, key=lambda effect: -effect.mu_star)[:MOST_ROWS]
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, rows_height(len(shown)) + 0.4)
        if not shown or one is None:
            return style.nothing(ax, teller("nothing to show"))
        scale = scale_of(outcome)
        of_seed = effect_of_seed(one)
        if of_seed is not None:
            ends = (of_seed.mu_star_low * scale, of_seed.mu_star_high * scale)
            ax.axvspan(*ends, color=style.SHADE, zorder=0, label=teller("another seed moves it this far"))
            ax.axvline(of_seed.mu_star * scale, color=style.INK, lw=1.2, ls=(0, (4, 2)))
        labelled = set()
        for row, effect in enumerate(shown):
            key = effect.direction if effect.direction in MOVES else "unclear"
            colour, label = DIRECTION_COLOURS[key], teller(MOVES[key]) if key not in labelled else None
            labelled.add(key)
            share = Share(effect.mu_star * scale, effect.mu_star_low * scale, effect.mu_star_high * scale)
            ax.barh(
                [row], [share.value], 0.6, xerr=_reach(share, 0.0), color=colour, label=label,
                error_kw=style.WHISKERS,
            )  # fmt: skip
            style.outline_whiskers(ax, [share.value], [row], _reach(share, 0.0))
            if effect.sigma is not None:
                ax.plot([effect.sigma * scale], [row], "D", ms=5.0, mfc="white", mec=style.INK, zorder=4)
        rows_of(ax, [short(effect.name) for effect in shown])
        ax.set_xlim(left=0.0)
        ax.xaxis.set_major_formatter(style.axis_numbers(teller))
        unit = declared(outcome).unit
        text = f" ({teller('percentage points')})" if unit in PERCENT_UNITS else f" ({unit})" if unit == "NOK" else ""
        ax.set_xlabel(teller("move of {outcome}{unit}", outcome=outcome_label(outcome, teller), unit=text))
        ax.set_title(teller("{outcome}: which factors move it", outcome=label_of(outcome, teller)), loc="left")
        note(
            ax,
            teller(
                "Morris: size of one move of the factor; bars and shade: 95 % intervals; ◇ spread{more}",
                more=more_shown(len(shown), len(own), teller),
            ),
        )
        style.legend_below(ax)
        return ax


def peeling(findings: Findings, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """The search for conditions of failure: what each box holds against how much of it failed."""
    result = findings.conditions
    with style.drawn():
        ax = style.axes_or_new(ax, 7.0, 5.0)
        if result is None or result.trajectory is None:
            return style.nothing(ax, teller("nothing to show"))
        steps = result.trajectory
        ax.plot(
            steps["coverage"], steps["density"], "o-", color=TOTAL, mec=FIRST, ms=5.0, lw=1.0,
            label=teller("on the half it was found on"),
        )  # fmt: skip
        for step, coverage, density in _apart(steps):
            ax.annotate(f"{step}", (coverage, density), (5.0, 5.0), textcoords="offset points", fontsize=8.5)
        if result.coverage_found is not None and result.density_found is not None:
            ax.plot([result.coverage_found], [result.density_found], "D", color=FIRST, ms=9.0)
        if result.coverage is not None and result.density is not None:
            ax.plot([result.coverage], [result.density], "*", color=style.VERDICT_COLOURS["worse"], ms=15.0, ls="",
                    label=teller("on the other half"))  # fmt: skip
        if result.base is not None:
            ax.axhline(result.base, color=style.INK, lw=1.0, ls=(0, (4, 2)), label=teller("anywhere (other half)"))
        ax.set_xlim(-0.02, 1.04)
        ax.set_ylim(0.0, 1.04)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(PercentFormatter(1.0, symbol="", decimals=0))
        ax.set_xlabel(teller("failures held (%)"))
        ax.set_ylabel(teller("failed of the runs inside (%)"))
        ax.set_title(teller("Search for conditions of failure"), loc="left")
        note(
            ax,
            teller(
                "dots: boxes of the search by number (boxes.csv), on one half; ◆ the box told, without limits that may "
                "be chance; ★ the same box on the other half"
                if result.choice is None
                else "dots: boxes of the search by number (boxes.csv), on one half; ◆ the box chosen; ★ the same box "
                "on the other half"
            ),
        )
        style.legend_below(ax)
        return ax


def box(findings: Findings, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """The conditions: of each factor they limit, the part of the interval tried."""
    result = findings.conditions
    limits = result.limits if result is not None else ()
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, rows_height(2 * len(limits)))
        if result is None or not limits:
            return style.nothing(ax, teller("nothing to show"))
        for row, limit in enumerate(limits):
            column = findings.study.points[limit.factor]
            ax.barh([row], [1.0], 0.34, color=style.GREY)
            if continuous(column):
                least, width = float(column.min()), float(np.ptp(column.to_numpy(dtype=float))) or 1.0
                low = 0.0 if limit.low is None else (limit.low - least) / width
                high = 1.0 if limit.high is None else (limit.high - least) / width
                ax.barh([row], [high - low], 0.34, left=[low], color=FIRST)
            else:
                words = sorted(column.astype(str).unique())
                for place, word in enumerate(words):
                    if word in (limit.values or ()):
                        ax.barh([row], [1.0 / len(words)], 0.34, left=[place / len(words)], color=FIRST)
            ax.text(0.0, row - 0.26, short(limit_text(limit, teller), 90), fontsize=9, va="bottom")
        ax.set_ylim(len(limits) - 0.6, -0.75)
        ax.set_yticks([])
        ax.set_xticks([])
        ax.spines[:].set_visible(False)
        ax.set_xlabel(teller("from the lowest to the highest value tried"))
        ax.set_title(
            teller("Where projects fail most" if result.reason is None else "A box that did not stand"), loc="left"
        )
        shares = {"density": percent(result.density, teller), "base": percent(result.base, teller)}
        note(ax, teller("dark: the condition, of the interval tried; {density} fail inside, {base} anywhere", **shares))
        return ax


def _apart(steps: pd.DataFrame) -> list[tuple[int, float, float]]:
    """Number, coverage and density of boxes that lie far enough apart for a number beside each; the told one first."""
    order = steps.sort_values("chosen", ascending=False, kind="stable")
    kept: list[tuple[int, float, float]] = []
    for step, coverage, density in order[["step", "coverage", "density"]].itertuples(index=False):
        if all(max(abs(coverage - other), abs(density - height)) > NUMBERED for _, other, height in kept):
            kept.append((int(step), float(coverage), float(density)))
    return kept


def _broken(text: str) -> str:
    """A sentence on lines that fit a figure."""
    return Teller(width=60).wrap(text)


def _reach(share: Share, least: float | None = None) -> list[list[float]]:
    """How far an interval reaches to either side of its value, from ``least`` on."""
    value = share.value if least is None else max(share.value, least)
    low = share.low if least is None else max(share.low, least)
    ends = (value - low, share.high - value)
    return [[max(end, 0.0) if np.isfinite(end) else 0.0] for end in ends]
