"""The files of an analysis: tables, the answer as text, figures.

They are made from the sweep's table and can be made again, so a new analysis takes the place of an old one; but
nothing goes that crmsim did not write.
"""

from __future__ import annotations

import functools
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from crmsim.analysis.findings import Findings
from crmsim.errors import CrmsimError
from crmsim.files import read_plain_text
from crmsim.report import style
from crmsim.report import sweep_explored_figures as of_sample
from crmsim.report import sweep_factor_figures as of_factors
from crmsim.report import sweep_figures as of_settings
from crmsim.report import sweep_maps as maps
from crmsim.report import sweep_searched_figures as of_search
from crmsim.report.files import comparison_figures
from crmsim.report.interaction_figure import effects_figure
from crmsim.report.interactions import by_pair
from crmsim.report.sweep_curves import curves_height, weekly_curves
from crmsim.report.sweep_text import sweep_text
from crmsim.results.folder import distinct_name, file_errors
from crmsim.results.frames import csv_text
from crmsim.results.leftovers import clear, in_the_making
from crmsim.results.whole import FILES, as_text, digests, sealed
from crmsim.store.verify import OF_ANALYSIS
from crmsim.words import ENGLISH, Teller, message

ANSWER, MARKER = "answer.txt", OF_ANALYSIS
FILED_WIDTH = 120  # characters of a line in answer.txt
MOST_CURVES = 6  # response curves of one outcome
CURVES_OF_SAMPLE = 3  # of the factors that matter most in a sample
FEW_SETTINGS = 15  # of a grid, up to which its settings are also drawn side by side

Draw = Callable[..., Axes]


def figures_of(findings: Findings) -> dict[str, tuple[Draw, tuple[float, float]]]:
    """File name → function that draws it on ``ax`` for a ``teller``, and the inches it needs; in a fixed order."""
    if findings.comparison is not None:
        return comparison_figures(findings.comparison) | _of_weeks(findings)
    made: dict[str, tuple[Draw, tuple[float, float]]] = {}
    for outcome in findings.study.outcomes:
        for name, (draw, size) in _of_outcome(findings, outcome).items():
            made[f"{name}.png"] = (draw, size)
    if findings.searched is not None:
        made["front.png"] = (functools.partial(of_search.front, findings), (8.0, 5.6))
        if findings.searched.covered:
            made["covered.png"] = (functools.partial(of_search.covered, findings), (8.0, 4.2))
    if findings.reached is not None:
        made["cells.png"] = (functools.partial(of_search.cells, findings), (8.0, 6.0))
        made["discovery.png"] = (functools.partial(of_search.discovery, findings), (8.0, 4.2))
    result = findings.conditions
    if result is not None and result.trajectory is not None:
        made["peeling.png"] = (functools.partial(of_factors.peeling, findings), (7.0, 5.0))
        if result.limits:
            height = of_settings.rows_height(2 * len(result.limits))
            made["conditions.png"] = (functools.partial(of_factors.box, findings), (8.0, height))
    return made | _of_weeks(findings)


def _of_weeks(findings: Findings) -> dict[str, tuple[Draw, tuple[float, float]]]:
    made: dict[str, tuple[Draw, tuple[float, float]]] = {}
    if "curves" in findings.tables:
        for outcome in findings.tables["curves"]["outcome"].unique():
            size = (8.0, curves_height(findings, outcome))
            made[f"weekly-{distinct_name(outcome)}.png"] = (functools.partial(weekly_curves, findings, outcome), size)
    return made


def _of_outcome(findings: Findings, outcome: str) -> dict[str, tuple[Draw, tuple[float, float]]]:
    study = findings.study
    rows = of_settings.rows_height
    made: dict[str, tuple[Draw, tuple[float, float]]] = {}

    def add(name: str, draw: Draw, height: float, *more: str) -> None:
        part = "-".join([name, outcome, *map(distinct_name, more)])
        made[part] = (functools.partial(draw, findings, outcome, *more), (8.0, height))

    curves: Sequence[str] = ()
    compared = sum(one.difference.outcome == outcome for one in findings.against)
    if study.kind == "one_at_a_time":
        add("tornado", of_settings.tornado, rows(min(len(study.factors), of_settings.MOST_ROWS)) + 0.4)
    elif study.kind == "worlds" or (study.kind == "grid" and compared <= FEW_SETTINGS):
        if compared:
            add("differences", of_settings.setting_differences, rows(min(compared, of_settings.MOST_ROWS)))
    if study.kind == "worlds" and compared:
        add("worlds", of_settings.worlds, rows(min(compared, of_settings.MOST_ROWS)) + 0.4)
    if study.kind == "grid":
        mixed = [factor for factor in study.factors if factor.kind == "mixture" and len(factor.keys) == 3]
        plain = [factor.name for factor in study.factors if factor.kind != "mixture"]
        if mixed:
            add("ternary", maps.ternary, 6.0)
        if len(study.factors) == 2 and len(plain) == 2:
            levels = study.points[study.columns[1]].nunique()
            add("map", maps.heat_map, 2.4 + 0.42 * levels)
        else:
            curves = plain[:MOST_CURVES]
    if study.kind == "lhs":
        each = findings.correlations.get(outcome, {})
        order = sorted(each, key=lambda name: -abs(each[name].partial or 0.0))
        add("correlations", of_factors.correlations, rows(min(len(each), of_settings.MOST_ROWS)))
        curves = order[:CURVES_OF_SAMPLE]
    if study.kind == "sobol":
        indices = findings.variance[outcome].indices
        add("variance", of_factors.variance, rows(min(len(indices), of_settings.MOST_ROWS + 1)) + 0.4)
        largest = sorted(indices, key=lambda index: -index.total.value)
        curves = [index.name for index in largest if index.name in study.columns][:CURVES_OF_SAMPLE]
    if study.kind == "morris":
        effects = findings.effects[outcome].effects
        add("effects", of_factors.effects, rows(min(len(effects), of_settings.MOST_ROWS)) + 0.6)
    if findings.comparison is None:
        for name, factor, within in by_pair(findings.interactions):
            if name == outcome:
                add("simple_effects", effects_figure, 4.8, factor, within)
    for factor in curves:
        add("response", of_settings.response, 4.8, factor)
    found = findings.explored
    if found is not None and found.scores:
        if found.scores[outcome].scores:
            add("scores", of_sample.scores, rows(min(len(found.scores[outcome].scores), of_settings.MOST_ROWS)))
        if found.trees[outcome].leaves:
            add("tree", of_sample.tree, rows(2 * len(found.trees[outcome].leaves)))
        if outcome in found.stacks:
            add("stacked", of_sample.stacked, 6.4)
    return made


def write_analysis(
    findings: Findings, target: Path, origin: dict[str, Any], teller: Teller = ENGLISH,
    also: Mapping[str, pd.DataFrame] = MappingProxyType({}),
) -> list[Path]:  # fmt: skip
    """Write tables, the answer and figures to a folder, in the place of an earlier analysis.

    Parameters
    ----------
    target:
        The folder, made where it is not there.
    origin:
        What the analysis is of, for ``analysis.json``.
    also:
        More tables, by name.

    Raises
    ------
    CrmsimError
        Where the folder cannot be written, or holds files that no analysis wrote.
    """
    refuse_foreign(target)
    made = target.with_name(in_the_making(target.name))
    with file_errors(target):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.mkdir()
            _fill(made, findings, {**findings.tables, **also}, origin, teller)
            if target.exists():
                old = target.with_name(in_the_making(target.name, "old"))
                target.rename(old)
                made.rename(target)
                shutil.rmtree(old)
            else:
                made.rename(target)
        finally:
            shutil.rmtree(made, ignore_errors=True)
            clear(target.parent)
    return sorted(target.iterdir())


def refuse_foreign(target: Path) -> None:
    """Refuse a folder in which something stands that an analysis did not write."""
    if not target.exists():
        return
    known: set[str] = {MARKER}
    if target.is_dir():
        try:
            known.update(json.loads(read_plain_text(target / MARKER))["files"])
        except (OSError, ValueError, RecursionError, KeyError, TypeError):
            known = set()
        foreign = sorted(path.name for path in target.iterdir() if path.name not in known)
        if not foreign:
            return
        problem = message(
            "holds files that no analysis wrote ({names}), and nothing is overwritten", names=", ".join(foreign[:3])
        )
    else:
        problem = message("is a file")
    raise CrmsimError(problem, file=target, expected=message("a folder that crmsim analyse has written, or none"))


def _fill(
    folder: Path, findings: Findings, tables: Mapping[str, pd.DataFrame], origin: dict[str, Any], teller: Teller
) -> None:
    for name, table in tables.items():
        (folder / f"{name}.csv").write_text(csv_text(table), encoding="utf-8", newline="\n")
    text = sweep_text(findings, teller.wide(FILED_WIDTH)) + "\n"
    (folder / ANSWER).write_text(text, encoding="utf-8", newline="\n")
    for name, (draw, (width, height)) in figures_of(findings).items():
        style.save(draw(ax=style.canvas(width, height), teller=teller), folder / name)
    files = sorted(path.name for path in folder.iterdir())
    about = {**origin, "outcomes": list(findings.study.outcomes), "language": teller.language}
    about = sealed({**about, FILES: digests(folder, files)})
    (folder / MARKER).write_text(as_text(about, by_key=True), encoding="utf-8", newline="\n")
