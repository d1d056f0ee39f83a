"""``python -m benchmarks [NAME…] [--quick] [--million]``: one table, each figure beside what it is compared to.

A benchmark is a module of this folder with ``measure(quick)``, or ``measure(quick, million)``, that returns figures.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import subprocess
import sys
import time
from typing import Any

from benchmarks.figure import Figure, machine, table

NAMES = (
    "generation", "phases", "limit", "scale", "growth", "against_objects", "compare", "compilation", "peers",
    "reference", "turnover", "pools", "changed", "sweep", "kept", "branching", "app", "classroom",
)  # fmt: skip
QUICKEST = ("generation", "limit", "scale", "compare", "changed")


def figures_of(name: str, quick: bool, million: bool) -> list[Figure]:
    """The figures of one benchmark; one that cannot be measured here says why."""
    try:
        module = importlib.import_module(f"benchmarks.{name}")
    except ModuleNotFoundError as error:
        return [Figure(name, 0, None, "", note=f"skipped: {error}")]
    measure: Any = getattr(module, "measure", None)
    if measure is None:
        measure = globals()[f"_{name}"]
    taken = inspect.signature(measure).parameters
    choices = {"quick": quick, "million": million}
    try:
        return list(measure(**{key: value for key, value in choices.items() if key in taken}))
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace") if isinstance(error.stderr, bytes) else error.stderr or ""
        last = (said.strip().splitlines() or ["no message"])[-1]
        return [Figure(name, 0, None, "", note=f"failed: {last[:120]}")]


def _generation(quick: bool) -> list[Figure]:
    """How long organisations take to make."""
    from benchmarks.generation import milliseconds
    from crmsim.numerics.draws import run_key
    from crmsim.organisation import generate
    from crmsim.scenario.tables import OrganisationTable

    generate(OrganisationTable(), run_key(0))  # compiles it
    _, median = milliseconds(OrganisationTable(), 20 if quick else 50)
    return [Figure("an organisation generated", 150, median, "ms", "goal", 3.0, most=1.0)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(NAMES)}; by default all")
    parser.add_argument("--quick", action="store_true", help="small sizes, few repeats")
    parser.add_argument("--million", action="store_true", help="also a million people, which takes minutes")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.names if name not in NAMES]
    if unknown:
        parser.error(f"no benchmark {unknown[0]!r}; expected some of {', '.join(NAMES)}")
    from crmsim.simulation.kernel import announce_compilation

    announce_compilation(lambda text: print(text, file=sys.stderr))
    result: list[Figure] = []
    for name in chosen.names or (QUICKEST if chosen.quick else NAMES):
        begin = time.perf_counter()
        result += figures_of(name, chosen.quick, chosen.million)
        print(f"{name}: {time.perf_counter() - begin:.0f} s", file=sys.stderr)
    print(machine())
    print(table(result))


if __name__ == "__main__":
    main()
