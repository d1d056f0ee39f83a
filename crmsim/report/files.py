"""The files of a run and of a comparison: tables, the answer as text, figures, provenance."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from crmsim.analysis.comparison import Comparison
from crmsim.report import figures, style
from crmsim.report.labels import together_text
from crmsim.report.text import comparison_text, run_text
from crmsim.results import Folder, RunResult, prepare, provenance
from crmsim.results.acts import parquet
from crmsim.results.few import FEWEST
from crmsim.results.frames import csv_text
from crmsim.words import ENGLISH, Teller

if TYPE_CHECKING:
    import pyarrow as pa

    from crmsim.experiment import Replication
    from crmsim.scenario import Scenario

RUNS, TABLE, ANSWER = "runs.parquet", "comparison.csv", "answer.txt"
FILED_WIDTH = 120  # characters of a line in answer.txt

RUN_FIGURES: dict[str, Callable[..., Axes]] = {
    "stages.png": figures.adoption_stages,
    "knowledge.png": figures.knowledge_flow_over_time,
    "output_by_style.png": figures.output_over_time,
}


def run_origin(scenario: Scenario, seed: int, teller: Teller, keep: Sequence[str] = ()) -> dict[str, Any]:
    """The provenance of a run, known before it is run; ``keep`` names what is kept of single people."""
    also: dict[str, Any] = {"kind": "run", "language": teller.language, **fewest_shown([scenario])}
    also |= {"kept": list(keep)} if keep else {}
    contents, hashes = {scenario.name: scenario.content()}, {scenario.name: scenario.hash}
    return provenance(contents, hashes, seed=seed, also=also, inputs=scenario.sources)


def fewest_shown(scenarios: Iterable[Scenario]) -> dict[str, Any]:
    """Of how few people from files anything is told, where there are any: results told otherwise are other results."""
    return {"fewest": FEWEST} if any(scenario.files for scenario in scenarios) else {}


def comparison_origin(
    scenarios: Mapping[str, Scenario],
    seed: int,
    asked: Replication,
    teller: Teller,
    rules: Sequence[str] = (),
    matters: Mapping[str, tuple[float, float, float]] = MappingProxyType({}),
) -> dict[str, Any]:
    """The provenance of a comparison, known before it is run; the number of threads is no part of it.

    Parameters
    ----------
    scenarios:
        By their labels, the reference first.
    seed, asked:
        Of the first run, and how many runs were asked for.
    rules:
        What the own rules do, each with the scenario that it takes part in.
    matters:
        The smallest changes that matter, where they are not as declared: they make other verdicts.
    """
    contents = {name: scenario.content() for name, scenario in scenarios.items()}
    hashes = {name: scenario.hash for name, scenario in scenarios.items()}
    also: dict[str, Any] = {"kind": "compare", "labels": list(scenarios), "language": teller.language}
    also |= fewest_shown(scenarios.values())
    if asked.precision:
        also.update(precision=dict(asked.precision), most=asked.most)
    also |= {"matters": {name: list(sizes) for name, sizes in matters.items()}} if matters else {}
    inputs = [source for scenario in scenarios.values() for source in scenario.sources]
    return provenance(contents, hashes, seed=seed, runs=asked.least, hooks=rules, also=also, inputs=inputs)


def comparison_figures(comparison: Comparison) -> dict[str, tuple[Callable[..., Axes], tuple[float, float]]]:
    """File name → function that draws it on ``ax`` for a ``teller``, and the inches that give everything its place.

    What was not stored is not drawn: curves need the weeks of user_share, output by style that of output.
    """
    rows = figures.comparison_rows_height(comparison)
    made: dict[str, tuple[Callable[..., Axes], float]] = {
        "adoption.png": (figures.adoption_curves, figures.curves_height(comparison)),
        "differences.png": (figures.differences, figures.differences_height(comparison)),
        "knowledge.png": (figures.knowledge_flow, rows),
        "output_by_style.png": (figures.output_by_style, rows),
    }
    if "user_share" not in comparison.series:
        del made["adoption.png"]
    if not {"shared_personally", "shared_by_system"} <= {*comparison.study.outcomes}:
        del made["knowledge.png"]
    if "output" not in comparison.study.by_style:
        del made["output_by_style.png"]
    return {name: (functools.partial(draw, comparison), (8.0, height)) for name, (draw, height) in made.items()}


def write_run(
    result: RunResult,
    scenario: Scenario,
    folder: Folder,
    teller: Teller = ENGLISH,
    kept: Mapping[str, pa.Table] | None = None,
) -> list[Path]:
    """Write weeks.csv, summary.json, the answer and figures of a run to a prepared folder, and finish it.

    ``kept`` is what is kept of single people: "events", "networks" → a table, written as Parquet.
    """
    result.write(folder)
    for kind, table in (kept or {}).items():
        folder.write(f"{kind}.parquet", functools.partial(Path.write_bytes, data=parquet(table)))
    folder.write_text(ANSWER, run_answer(result, scenario, teller.wide(FILED_WIDTH)) + "\n")
    frame = result.frame()
    for name, draw in RUN_FIGURES.items():
        _write_figure(folder, name, draw(frame, ax=style.canvas(), teller=teller))
    folder.finish(result.provenance)
    return _listed(folder)


def write_comparison(
    comparison: Comparison, folder: Folder, origin: dict[str, Any], teller: Teller = ENGLISH
) -> list[Path]:
    """Write runs.parquet, comparison.csv, the answer and figures to a prepared folder.

    The folder is finished unless the comparison is partial: then its provenance says so, and the same command takes
    the folder over.
    """
    folder.write(RUNS, lambda path: comparison.runs().to_parquet(path, index=False, write_page_checksum=True))
    folder.write_text(TABLE, csv_text(comparison.differences()))
    folder.write_text(ANSWER, comparison_text(comparison, teller.wide(FILED_WIDTH)) + "\n")
    for name, (draw, size) in comparison_figures(comparison).items():
        _write_figure(folder, name, draw(ax=style.canvas(*size), teller=teller))
    described = {**origin, **comparison.document()}
    if comparison.partial:
        folder.describe(described, finished=False)
    else:
        folder.finish(described)
    return _listed(folder)


def write_comparison_to(comparison: Comparison, path: Path, teller: Teller = ENGLISH) -> list[Path]:
    """Prepare ``path`` and write a comparison there; an identical finished one is left as it is."""
    study = comparison.study
    origin = comparison_origin(study.scenarios, study.seed, comparison.asked, teller, study.rules, study.matters)
    folder = prepare(path, study.name, str(origin["content"]), origin)
    return _listed(folder) if folder.finished else write_comparison(comparison, folder, origin, teller)


def run_answer(result: RunResult, scenario: Scenario, teller: Teller) -> str:
    """The short answer of a run, and which groups of few people are told together."""
    answer = run_text(
        scenario, result.seed, result.summary.values, not result.summary.censored, teller, result.binds,
        result.summary.reasons.get("success"),
    )  # fmt: skip
    return "\n".join([answer, *map(teller.wrap, together_text(result.together, teller))])


def _write_figure(folder: Folder, name: str, ax: Axes) -> None:
    folder.write(name, lambda path: style.save(ax, path))


def _listed(folder: Folder) -> list[Path]:
    return sorted(path for path in folder.path.iterdir() if not path.name.startswith("."))
