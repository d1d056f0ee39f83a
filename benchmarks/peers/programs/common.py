"""What every program has in common: it reads one task a line, runs it on one core, and prints one line of JSON.

The rule is that of ``benchmarks/peers/rule.py``. A program gives ``run(task, clock)``: it makes a model, calls
``clock.begin()`` before the first step and ``clock.end()`` after the last, and returns how many have adopted after each
step. One whose library runs many models gives ``many(task, seeds, processes)`` too, which returns how many have adopted
in the end of each. Only numpy and the library itself are installed beside it.
"""

import json
import math
import os
import sys
import time
from importlib.metadata import version

import numpy as np


class Task:
    """What to run: int[n, degree] of neighbours, steps, the rate, the share that has adopted at first, and a seed."""

    def __init__(self, given):
        self.file = given["network"]
        self.neighbours = np.load(self.file)
        self.people = len(self.neighbours)
        self.degree = self.neighbours.shape[1]
        self.steps, self.rate, self.share = given["steps"], given["rate"], given["share"]
        self.seed = given.get("seed", 0)
        # By how many of one's neighbours have adopted: the chance to adopt in this step.
        self.chance = [1.0 - math.exp(-self.rate * k / self.degree) for k in range(self.degree + 1)]
        self.first = round(self.share * self.people)

    def graph(self):
        """The network as a networkx graph."""
        import networkx as nx

        graph = nx.Graph()
        graph.add_nodes_from(range(self.people))
        ends = self.neighbours.tolist()
        graph.add_edges_from((i, j) for i, row in enumerate(ends) for j in row if i < j)
        return graph


class Clock:
    """Seconds of the processor and of the clock between two calls."""

    def begin(self):
        self.begun = time.process_time(), time.perf_counter()

    def end(self):
        self.cpu, self.clock = time.process_time() - self.begun[0], time.perf_counter() - self.begun[1]


def serve(names, run, many=None):
    """Answer tasks until there are none."""
    answers, sys.stdout = sys.stdout, sys.stderr  # libraries print as they like
    for line in sys.stdin:
        given = json.loads(line)
        if given["what"] == "versions":
            result = {"versions": {name: version(name) for name in names}, "many": many is not None}
        elif given["what"] == "many":
            task = Task(given)
            begin = time.perf_counter()
            adopted = many(task, list(range(given["runs"])), given["processes"])
            result = {"adopted": [int(one) for one in adopted], "clock": time.perf_counter() - begin}
        else:
            task, clock = Task(given), Clock()
            begin = time.process_time()
            curve = run(task, clock)
            result = {"curve": [int(one) for one in curve], "cpu": clock.cpu, "clock": clock.clock}
            result["all"] = time.process_time() - begin
        answers.write(json.dumps(result) + "\n")
        answers.flush()
    os._exit(0)  # some libraries leave threads behind
