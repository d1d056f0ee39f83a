"""How long organisations take to make: ``python benchmarks/generation.py [--million]``."""

from __future__ import annotations

import argparse
import sys
import time

from crmsim.numerics.draws import run_key
from crmsim.organisation import generate
from crmsim.scenario.tables import Graph, OrganisationTable


def milliseconds(settings: OrganisationTable, repeats: int) -> tuple[float, float]:
    """The least and the median of ``repeats`` times, each for another seed."""
    times = []
    for seed in range(repeats):
        begin = time.perf_counter()
        generate(settings, run_key(seed))
        times.append(1_000.0 * (time.perf_counter() - begin))
    return min(times), sorted(times)[len(times) // 2]


def peak() -> float | None:
    """Most memory the process has held, GB; None where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (2**30 if sys.platform == "darwin" else 2**20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="also a million people in 200 departments")
    million = parser.parse_args().million
    begin = time.perf_counter()
    generate(OrganisationTable(), run_key(0))
    print(f"first organisation, compiled or loaded: {time.perf_counter() - begin:.2f} s")
    print(f"{'people':>10} {'graph':>12} {'least ms':>10} {'median ms':>10}")
    jobs: list[tuple[int, Graph, int]] = [
        (150, "departments", 50),
        (1_000, "departments", 20),
        (10_000, "departments", 5),
        (10_000, "poisson", 5),
    ]
    if million:
        jobs.append((1_000_000, "departments", 1))
    for people, graph, repeats in jobs:
        departments = 200 if people == 1_000_000 else 0
        settings = OrganisationTable(employees=people, graph=graph, departments=departments, mean_ties=6.7)
        if people < 1_000_000:  # compiles what the graph needs
            generate(settings, run_key(0))
        least, median = milliseconds(settings, repeats)
        print(f"{people:>10,} {graph:>12} {least:>10.2f} {median:>10.2f}")
    if (held := peak()) is not None:
        print(f"most memory held: {held:.2f} GB")


if __name__ == "__main__":
    main()
