"""AMBER, vectorised: a column of agents read and written whole, as its README does; many runs by its ParallelRunner."""

import ambr
import numpy as np
from ambr.performance import ParallelRunner
from common import Clock, Task, serve


class Contagion(ambr.Model):
    def setup(self):
        task = Task(self.p["task"])
        self.neighbours, self.chance, self.clock = task.neighbours, np.array(task.chance), self.p.get("clock", Clock())
        adopted = np.zeros(task.people, dtype=bool)
        adopted[self.rng.choice(task.people, task.first, replace=False)] = True
        self.add_agents(task.people, adopted=adopted)
        self.clock.begin()

    def step_vectorized(self):
        adopted = self.agents.numpy("adopted")
        chance = self.chance[adopted[self.neighbours].sum(axis=1)]
        self.agents.set(adopted=adopted | (self.rng.random(len(adopted)) < chance))

    def update(self):
        self.record_model("adopted", int(self.agents.numpy("adopted").sum()))

    def end(self):
        self.clock.end()


def parameters(task, seed):
    given = {"network": task.file, "steps": task.steps, "rate": task.rate, "share": task.share}
    return {"task": given, "steps": task.steps, "seed": seed, "show_progress": False}


def run(task, clock):
    model = Contagion(parameters(task, task.seed) | {"clock": clock})
    return model.cpu(mode="vectorized").run().model["adopted"].to_list()


def many(task, seeds, processes):
    runs = ParallelRunner(Contagion, n_workers=processes).run(
        [parameters(task, seed) for seed in seeds], show_progress=False, fail_fast=True
    )
    return [one.result["model"]["adopted"][-1] for one in runs]


if __name__ == "__main__":
    serve(["ambr", "polars", "numpy"], run, many)
