"""Does the cost of an employee's week stay flat, and what do a million people take?

The million runs in a process of its own, on one thread, so that its memory is its own. The organisation is made before;
the most memory held is told for making it and for the run apart.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time

from benchmarks.figure import Figure, forget_peak, peak_gigabytes
from benchmarks.speed import MILLION, SMALL, WEEKS, cost, repeats_of, scenario_of, sizes

FLAT = 1.5
SECONDS = 150.0
GIGABYTES = 2.5
TIMEOUT = 3_600


def one_run(people: int, weeks: int) -> dict[str, float | None]:
    """Seconds and gigabytes of making an organisation, and of the run, in this process."""
    from crmsim.numerics.draws import run_key
    from crmsim.organisation import generate
    from crmsim.simulation import run as running
    from crmsim.simulation.run import Simulation

    def simulate(size: int) -> dict[str, float | None]:
        scenario = scenario_of(size, weeks if size == people else 1)
        begin = time.perf_counter()
        made = generate(scenario.organisation, run_key(0))
        generation = time.perf_counter() - begin
        making = peak_gigabytes()
        apart = forget_peak()
        running.build_organisation = lambda *_: made
        begin, cpu = time.perf_counter(), time.process_time()
        simulation = Simulation(scenario, 0)
        for _ in simulation.slices(scenario.weeks):
            pass
        return {
            "generation": generation,
            "generation_gigabytes": making,
            "seconds": time.perf_counter() - begin,
            "cpu": time.process_time() - cpu,
            "gigabytes": peak_gigabytes(),
            "apart": float(apart),
        }

    simulate(150)  # loads the compiled code
    return simulate(people)


def in_process(people: int, weeks: int) -> dict[str, float | None]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale", "--people", str(people), "--weeks", str(weeks)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=TIMEOUT)
    result: dict[str, float | None] = json.loads(done.stdout.splitlines()[-1])
    return result


def measure(quick: bool = False, million: bool = False) -> list[Figure]:
    """The cost at each size beside that of the smallest, and the million beside its goals."""
    small = [people for people in sizes(quick, False) if people in SMALL]
    result = {people: cost(people, repeats_of(people, quick)) for people in small}
    cheapest = min(result.values())
    figures = [
        Figure("an employee's week", people, cost, "ns", "the cheapest size", cheapest, most=FLAT)
        for people, cost in result.items()
    ]
    if million:
        run = in_process(MILLION, WEEKS)
        text = "" if run["apart"] else "memory of making the organisation included"
        figures += [
            Figure("104 weeks, state included", MILLION, run["cpu"], "s (CPU)", "goal", SECONDS, most=1.0),
            Figure("104 weeks, state included", MILLION, run["seconds"], "s (clock)", "goal", SECONDS, most=1.0),
            Figure("most memory, run", MILLION, run["gigabytes"], "GB", "goal", GIGABYTES, most=1.0, note=text),
            Figure("making the organisation", MILLION, run["generation"], "s (clock)", "goal", 60.0, most=1.0),
            Figure("most memory, making it", MILLION, run["generation_gigabytes"], "GB"),
        ]
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=MILLION)
    parser.add_argument("--weeks", type=int, default=WEEKS)
    chosen = parser.parse_args()
    print(json.dumps(one_run(chosen.people, chosen.weeks)))


if __name__ == "__main__":
    main()
