"""``python -m benchmarks.demands``: what is demanded of the model and what it is held against, with values.

Prints every row of docs/targets.toml: demands on the result, rows to fit, rows held out; each with its value, whether
it is met or by how much it is missed, and how it was measured. With none of ``--demands``, ``--fit`` and ``--hold-out``
all three are told. Nothing is stored: the same version of the model gives the same rows, times apart.

``--quick`` takes a quarter of the runs, with wider errors. Only demands compare the speed of a run with that of an
earlier commit, for which the checkout must hold it.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from benchmarks.demands import on_people, on_sources, on_success
from benchmarks.demands.population import ROOT
from benchmarks.demands.study import Amounts, Study, known_scenarios
from benchmarks.demands.table import Row, as_text, markdown
from benchmarks.demands.workers import Workers
from crmsim.scenario.work import cores

TARGETS = ROOT / "docs" / "targets.toml"
PARTS = {"demands": "Demands on the result", "fit": "Fit", "hold out": "Hold out, never fit"}


def targets() -> dict[str, Any]:
    """What docs/targets.toml holds."""
    return tomllib.loads(TARGETS.read_text(encoding="utf-8"))


def asked_rows(text: dict[str, Any], part: str) -> dict[str, dict[str, Any]]:
    """Key → row of one part of the file, in its order."""
    if part == "demands":
        return {row["key"]: row for row in text["demand"]}
    return {name: row for name, row in text["target"].items() if row["use"] == part}


def bound_of(row: dict[str, Any]) -> str:
    """What a row asks, in words."""
    if "bound" in row:
        return str(row["bound"])
    low, high = (row.get(key, row.get("value")) for key in ("low", "high"))
    value = f"at most {high}" if low is None else f"{low}" if low == high else f"{low} to {high}"
    return f"{value} {row['unit']}".strip()


def measured_rows(study: Study, part: str) -> Iterator[Row]:
    """The rows of a part as they are measured."""
    if part == "demands":
        yield from on_success.rows(study)
        yield from on_people.rows(study)
    elif part == "fit":
        yield from on_sources.fits(study)
    else:
        yield from on_sources.held_out(study)


def part_text(study: Study, text: dict[str, Any], part: str, table: bool) -> str:
    """A part in the order of docs/targets.toml; a row that nobody measures is an error."""
    asked = asked_rows(text, part)
    found = {row.key: row for row in measured_rows(study, part)}
    if set(found) != set(asked):
        raise SystemExit(f"{part}: rows and docs/targets.toml differ in {sorted(set(found) ^ set(asked))}")
    rows = [found[key] for key in asked]
    return (markdown if table else as_text)(rows, asked, bound_of)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.demands", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for part in PARTS:
        parser.add_argument(f"--{part.replace(' ', '-')}", action="store_true", dest=part, help=f"only {PARTS[part]}")
    parser.add_argument("--worlds", type=int, help=f"organisations of the reference population ({Amounts().worlds})")
    parser.add_argument("--runs", type=int, help=f"runs of each of them ({Amounts().runs})")
    parser.add_argument("--jobs", type=int, default=cores(), help="worker processes (one a core)")
    parser.add_argument("--quick", action="store_true", help="a quarter of the runs")
    parser.add_argument("--table", action="store_true", help="as a table for a document")
    chosen = vars(parser.parse_args())
    amounts = Amounts().quick() if chosen["quick"] else Amounts()
    amounts = replace(amounts, **{key: chosen[key] for key in ("worlds", "runs") if chosen[key]})
    if amounts.runs < 2 or amounts.worlds < 20:
        parser.error("noise takes at least --runs 2, and a population at least --worlds 20")
    parts = [part for part in PARTS if chosen[part]] or list(PARTS)
    text, scenarios, began = targets(), known_scenarios(), time.perf_counter()
    with Workers(chosen["jobs"], scenarios) as workers:
        study = Study(workers, scenarios, amounts, text["target"])
        for part in parts:
            rows = part_text(study, text, part, chosen["table"])
            print(f"\n{PARTS[part]}\n{'=' * len(PARTS[part])}\n\n{rows}", flush=True)
        minutes = (time.perf_counter() - began) / 60.0
        print(f"{workers.runs} runs, {minutes:.1f} minutes.", file=sys.stderr)


if __name__ == "__main__":
    main()
