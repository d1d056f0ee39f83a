"""Starsim: its own transmission along a static network, with the chance that one neighbour passes it on."""

import math

import starsim as ss
from common import serve


class Adoption(ss.Infection):
    """Once infected, always infected."""

    def __init__(self, first, beta):
        super().__init__()
        self.define_pars(beta=beta, init_prev=ss.choose_n(first))

    def set_prognoses(self, uids, sources=None):
        super().set_prognoses(uids, sources)
        self.infected[uids] = True


class Adopted(ss.Analyzer):
    def init_results(self):
        super().init_results()
        self.define_results(ss.Result("adopted", dtype=int, scale=False))

    def step(self):
        self.results.adopted[self.ti] = self.sim.diseases[0].infected.sum()


def made(task, seed):
    beta = 1.0 - math.exp(-task.rate / task.degree)
    return ss.Sim(
        n_agents=task.people, diseases=Adoption(task.first, beta), networks=ss.StaticNet(graph=task.graph()),
        analyzers=Adopted(), start=0, dur=task.steps - 1, dt=1, rand_seed=seed, verbose=0,
    )  # fmt: skip


def run(task, clock):
    sim = made(task, task.seed)
    sim.init()
    clock.begin()
    sim.run()
    clock.end()
    return sim.results.adopted.adopted.tolist()


def many(task, seeds, processes):
    sims = ss.MultiSim([made(task, seed) for seed in seeds]).run(n_cpus=processes).sims
    return [sim.results.adopted.adopted[-1] for sim in sims]


if __name__ == "__main__":
    serve(["starsim", "numba", "numpy"], run, many)
