"""The files of a run and of a comparison: tables, the answer as text, figures, provenance."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from crmsim.analysis.comparison import Comparison
from crmsim.analysis.plan import Plan
from crmsim.report import figures, style
from crmsim.report.text import comparison_text, run_text
from crmsim.report.words import Language
from crmsim.results import Folder, RunResult, prepare, provenance

if TYPE_CHECKING:
    from crmsim.scenario import Scenario

RUNS, TABLE, ANSWER, MARKER = "runs.parquet", "comparison.csv", "answer.txt", "provenance.json"
FILED_WIDTH = 120  # characters of a line in answer.txt

RUN_FIGURES: dict[str, Callable[..., Axes]] = {
    "stages.png": figures.adoption_stages,
    "knowledge.png": figures.knowledge_flow_over_time,
    "output_by_style.png": figures.output_over_time,
}
COMPARISON_FIGURES: dict[str, Callable[..., Axes]] = {
    "adoption.png": figures.adoption_curves,
    "differences.png": figures.differences,
    "knowledge.png": figures.knowledge_flow,
    "output_by_style.png": figures.output_by_style,
}


def run_origin(scenario: Scenario, seed: int, language: Language) -> dict[str, Any]:
    """The provenance of a run, known before it is run."""
    also = {"kind": "run", "language": language}
    return provenance({scenario.name: scenario.content()}, {scenario.name: scenario.hash}, seed=seed, also=also)


def comparison_origin(plan: Plan, language: Language) -> dict[str, Any]:
    """The provenance of a comparison, known before it is run; the number of threads is no part of it."""
    scenarios = {name: scenario.content() for name, scenario in zip(plan.labels, plan.scenarios, strict=True)}
    hashes = {name: scenario.hash for name, scenario in zip(plan.labels, plan.scenarios, strict=True)}
    also = {"kind": "compare", "labels": list(plan.labels), "language": language}
    return provenance(scenarios, hashes, seed=plan.seed, runs=plan.runs, also=also)


def comparison_name(plan: Plan) -> str:
    """What a comparison's folder is called, before its hash."""
    if len(plan.labels) == 2:
        return f"{plan.labels[0]}-against-{plan.labels[1]}"
    return f"{plan.labels[0]}-against-{len(plan.labels) - 1}"


def write_run(result: RunResult, scenario: Scenario, folder: Folder, language: Language = "en") -> list[Path]:
    """Write weeks.csv, summary.json, the answer and figures of a run to a prepared folder, and finish it."""
    result.write(folder)
    folder.write_text(ANSWER, _run_answer(result, scenario, language, FILED_WIDTH) + "\n")
    frame = result.frame()
    for name, draw in RUN_FIGURES.items():
        _write_figure(folder, name, draw(frame, ax=style.canvas(), language=language))
    folder.finish(result.provenance)
    return _listed(folder)


def write_comparison(
    comparison: Comparison, folder: Folder, origin: dict[str, Any], language: Language = "en"
) -> list[Path]:
    """Write runs.parquet, comparison.csv, the answer and figures to a prepared folder.

    The folder is finished unless the comparison is partial: then its provenance says so, and the same command takes
    the folder over.
    """
    folder.write(RUNS, lambda path: comparison.runs().to_parquet(path, index=False))
    text = io.StringIO()
    comparison.differences().to_csv(text, index=False, lineterminator="\n")
    folder.write_text(TABLE, text.getvalue())
    folder.write_text(ANSWER, comparison_text(comparison, language, FILED_WIDTH) + "\n")
    for name, draw in COMPARISON_FIGURES.items():
        _write_figure(folder, name, draw(comparison, ax=_canvas(name, comparison), language=language))
    described = {**origin, **comparison.document()}
    if comparison.partial:
        folder.write_json(MARKER, {**described, "content": folder.content, "finished": False})
    else:
        folder.finish(described)
    return _listed(folder)


def write_comparison_to(comparison: Comparison, path: Path, language: Language = "en") -> list[Path]:
    """Prepare ``path`` and write a comparison there; an identical finished one is left as it is."""
    origin = comparison_origin(comparison.plan, language)
    folder = prepare(path, comparison_name(comparison.plan), str(origin["content"]))
    return _listed(folder) if folder.finished else write_comparison(comparison, folder, origin, language)


def run_answer(result: RunResult, scenario: Scenario, language: Language, width: int | None = None) -> str:
    """The short answer of a run."""
    return _run_answer(result, scenario, language, width)


def _run_answer(result: RunResult, scenario: Scenario, language: Language, width: int | None) -> str:
    return run_text(scenario, result.seed, result.summary.values, not result.summary.censored, language, width)


def _canvas(name: str, comparison: Comparison) -> Axes:
    """Axes of a size that gives every scenario and outcome its place."""
    scenarios = len(comparison.labels)
    heights = {
        "adoption.png": figures.curves_height(comparison),
        "differences.png": figures.differences_height(comparison),
    }
    return style.canvas(8.0, heights.get(name, figures.rows_height(scenarios)))


def _write_figure(folder: Folder, name: str, ax: Axes) -> None:
    folder.write(name, lambda path: style.save(ax, path))


def _listed(folder: Folder) -> list[Path]:
    return sorted(path for path in folder.path.iterdir() if not path.name.startswith("."))
