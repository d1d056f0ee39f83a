"""The rule on arrays alone, by hand: what a framework has to be measured against."""

import numpy as np
from common import serve


def run(task, clock):
    rng = np.random.default_rng(task.seed)
    chance = np.array(task.chance)
    adopted = np.zeros(task.people, dtype=bool)
    adopted[rng.choice(task.people, task.first, replace=False)] = True
    curve = []
    clock.begin()
    for _ in range(task.steps):
        seen = adopted[task.neighbours].sum(axis=1)
        adopted |= rng.random(task.people) < chance[seen]
        curve.append(adopted.sum())
    clock.end()
    return curve


if __name__ == "__main__":
    serve(["numpy"], run)
