"""The table of settings in a sweep's answer: mean, difference from the reference, how sure, how large."""

from __future__ import annotations

import io

from rich import box
from rich.console import Console
from rich.table import Table

from crmsim.analysis.findings import Findings
from crmsim.report.numbers import show_count
from crmsim.report.sweep_numbers import ends, label_of, percent, value, wrap
from crmsim.report.sweep_words import tell
from crmsim.report.words import Language, say

MOST_ROWS = 16  # settings; of more than that
FEWER_ROWS = 12  # are shown, those that differ most
ROOMY = 110  # characters from which on effect size, superiority and what pairing saved have room


def table(findings: Findings, name: str, language: Language, width: int) -> str:
    """Every setting in one outcome, in the order of the design; the most different ones where there are too many."""
    study = findings.study
    own = {one.setting: one for one in findings.against if one.difference.outcome == name}
    settings = findings.tables["settings"]
    rows = settings[settings["outcome"] == name].set_index("setting")
    order = [int(setting) for setting in rows.index]
    kept = order
    if len(order) > MOST_ROWS:
        by_size = sorted(own, key=lambda setting: -abs(own[setting].difference.mean or 0.0))
        chosen = {study.reference, *by_size[: FEWER_ROWS - 1]}
        kept = [setting for setting in order if setting in chosen]
    made = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    roomy = width >= ROOMY
    made.add_column(tell("setting", language), min_width=18)
    for word in ("mean", "difference"):
        made.add_column(tell(word, language), justify="right", no_wrap=True)
    made.add_column(say("interval", language), justify="right", no_wrap=True)
    if roomy:
        for word in ("d_z", "d", tell("superiority", language), tell("saved", language)):
            made.add_column(word, justify="right", no_wrap=True)
    made.add_column(say("verdict", language), min_width=11)
    for setting in kept:
        mean = value(_number(rows.loc[setting, "mean"]), name, language)
        if setting not in own:
            blank = [""] * (6 if roomy else 2)
            made.add_row(study.label(setting), mean, *blank, tell("reference row", language))
            continue
        one = own[setting]
        difference = one.difference
        cells = [
            one.label,
            mean,
            value(difference.mean, name, language, True),
            ends(difference.low, difference.high, name, language),
        ]
        if roomy:
            cells += [_size(one.effect.d_z, language), _size(one.effect.d_pooled, language)]
            cells += [percent(difference.superiority, language), _saved(difference.variance_saved, language)]
        made.add_row(*cells, say(difference.verdict, language))
    text = io.StringIO()
    Console(file=text, width=width, color_system=None, highlight=False, markup=False, emoji=False).print(made)
    lines = [line.rstrip() for line in text.getvalue().splitlines()]
    found = [label_of(name, language), "", *lines]
    if len(kept) < len(order):
        counts = {"shown": show_count(len(kept), language), "all": show_count(len(order), language)}
        found += ["", wrap(tell("shown of", language, **counts), width)]
    return "\n".join(found)


def _size(number: float | None, language: Language) -> str:
    """A standardised size with two figures behind the point."""
    if number is None:
        return "-"
    text = f"{number:+.2f}" if abs(number) < 100.0 else f"{number:+.0f}"
    return text.replace(".", ",").replace("-", "\N{MINUS SIGN}") if language == "nb" else text


def _saved(share: float | None, language: Language) -> str:
    """What pairing saved; below 0 where it cost more than it saved."""
    if share is None or round(share * 100.0) >= 0:
        return percent(share, language)
    text = f"{share * 100.0:.0f}"
    return text.replace("-", "\N{MINUS SIGN}") + "\N{NO-BREAK SPACE}%" if language == "nb" else f"{text}%"


def _number(cell: object) -> float | None:
    return float(cell) if isinstance(cell, (int, float)) and cell == cell else None
