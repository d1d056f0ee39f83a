"""Mesa's own virus-on-network example beside the model: microseconds for a step of one agent.

The example is far simpler (one state of three, two draws); it shows what an object for each agent costs.
"""

from __future__ import annotations

import random
import statistics
import time

from benchmarks.figure import Figure
from benchmarks.speed import cost, repeats_of

STEPS = 20
DEGREE = 8  # as many entries as an employee of the baseline has
SIZES = (150, 1_000, 10_000)


def microseconds(people: int, repeats: int) -> float:
    """Of one step of one agent, data collection included, as the example does it; median of repeats."""
    from mesa.examples.basic.virus_on_network.model import VirusOnNetwork

    result = []
    for repeat in range(repeats):
        random.seed(repeat)  # the example draws its graph from the global generator
        model = VirusOnNetwork(
            num_nodes=people, avg_node_degree=DEGREE, initial_outbreak_size=max(1, people // 10), seed=repeat
        )
        begin = time.process_time()
        for _ in range(STEPS):
            model.step()
        result.append(1e6 * (time.process_time() - begin) / (people * STEPS))
    return statistics.median(result)


def measure(quick: bool = False) -> list[Figure]:
    """The model's employee-week beside the example's agent-step."""
    figures = []
    for people in SIZES[:2] if quick else SIZES:
        theirs = microseconds(people, 3 if people <= 1_000 else 1)
        ours = cost(people, repeats_of(people, quick)) / 1_000.0
        figures.append(Figure("an employee's week", people, ours, "µs", "Mesa, virus on network", theirs))
    return figures
