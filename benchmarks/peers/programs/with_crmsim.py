"""This model with adoption alone, by the rule ``hazard``: a run like any other, of people and ties read from files."""

import csv
import tempfile
from pathlib import Path

from common import serve

import crmsim
from crmsim.mechanisms import COLUMN
from crmsim.scenario import load
from crmsim.simulation.run import Simulation

SCENARIO = """
[scenario]
title = "Contagion"
weeks = {steps}
[organisation]
employees_csv = "employees.csv"
ties_csv = "ties.csv"
[adoption]
rule = "hazard"
p = 0.0
q = {rate}
seed_share = {share}
[mechanisms]
signals = false
project = false
market = false
help = false
system = false
adoption = true
climate = false
turnover = false
"""
EXPERIMENT = """
title = "Contagion"
base = "{base}"
outcomes = ["user_share"]
money = false
runs = {runs}
[design]
kind = "grid"
[levers]
"adoption.q" = [{rate}, {next}]
"""
FOLDER = tempfile.TemporaryDirectory()
KNOWN = {}


def base_of(task):
    """The scenario's file, and the scenario."""
    name = (task.file, task.steps, task.rate, task.share)
    if name not in KNOWN:
        place = Path(FOLDER.name) / str(len(KNOWN))
        place.mkdir()
        with open(place / "employees.csv", "w", newline="") as file:
            csv.writer(file).writerows([["employee_id"], *([f"p{i}"] for i in range(task.people))])
        with open(place / "ties.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["source_id", "target_id"])
            for i, row in enumerate(task.neighbours.tolist()):
                writer.writerows([f"p{i}", f"p{j}"] for j in row)
        text = SCENARIO.format(steps=task.steps, rate=task.rate, share=task.first / task.people)
        (place / "contagion.toml").write_text(text)
        KNOWN[name] = place / "contagion.toml", load(place / "contagion.toml")
    return KNOWN[name]


def run(task, clock):
    simulation = Simulation(base_of(task)[1], task.seed)
    clock.begin()
    for _ in simulation.slices(task.steps):
        pass
    clock.end()
    return simulation.state.sums[:, 0, COLUMN["user"]]


def many(task, seeds, processes):
    nearly = task.rate * (1.0 + 1e-9)  # an experiment varies something
    text = EXPERIMENT.format(base=base_of(task)[0], runs=len(seeds) // 2, rate=task.rate, next=nearly)
    file = base_of(task)[0].with_name("experiment.toml")
    file.write_text(text)
    with tempfile.TemporaryDirectory() as out:
        result = crmsim.sweep(file, jobs=processes, out=Path(out) / "sweep")
        return [round(share * task.people) for share in result.frame()["user_share"]]


if __name__ == "__main__":
    serve(["crmsim", "numba", "numpy"], run, many)
