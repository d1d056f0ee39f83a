"""AMBER's array kernels, and its ensembles made for a graphics card: without one they compute the same with NumPy."""

import ambr
import numpy as np
from ambr.gpu_ensemble import GPUEnsembleRunner
from common import serve


class Contagion(ambr.ArrayKernelModel):
    def init_state(self, xp, n, rng, p):
        self.neighbours, self.chance = xp.asarray(p["task"].neighbours), xp.asarray(p["task"].chance)
        adopted = xp.zeros(n, dtype=bool)
        adopted[rng.choice(n, p["task"].first, replace=False)] = True
        p["clock"].begin()
        return {"adopted": adopted}

    def step_state(self, _xp, state, rng, _p):
        adopted = state["adopted"]
        chance = self.chance[adopted[self.neighbours].sum(axis=1)]
        return {"adopted": adopted | (rng.random(adopted.size) < chance)}

    def metrics(self, _xp, state):
        return {"adopted": state["adopted"].sum()}


class Many:
    """A batch of runs: arrays of runs × people."""

    def __init__(self, task):
        self.task = task

    def setup(self, runs, people, _params, rng):
        order = rng.random((runs, people)).argsort(axis=1)
        return {"adopted": order < self.task.first, "chance": np.array(self.task.chance, dtype=np.float32)}

    def step(self, state, _params, rng):
        adopted = state["adopted"]
        chance = state["chance"][adopted[:, self.task.neighbours].sum(axis=2)]
        return state | {"adopted": adopted | (rng.random(adopted.shape, dtype=np.float32) < chance)}

    def record(self, state):
        return {"adopted": state["adopted"].sum(axis=1)}


def run(task, clock):
    given = {"n": task.people, "steps": task.steps, "seed": task.seed, "task": task, "clock": clock}
    result = Contagion(given).run()
    clock.end()
    return result.model["adopted"].to_list()


def many(task, seeds, _processes):
    runner = GPUEnsembleRunner(Many(task))
    return runner.run(task.people, task.steps, {"seed": np.array(seeds)})["adopted"][:, -1]


if __name__ == "__main__":
    serve(["ambr", "numpy"], run, many)
