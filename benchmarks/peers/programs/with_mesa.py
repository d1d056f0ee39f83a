"""Mesa: agents in the cells of a network, as in its example of a virus; all look, then move. Nothing is laid out."""

import mesa
from common import serve
from mesa.discrete_space import FixedAgent, Network


class Person(FixedAgent):
    def __init__(self, model, cell, adopted):
        super().__init__(model)
        self.cell = cell
        self.adopted = adopted
        self.seen = 0

    def look(self):
        if not self.adopted:
            self.seen = sum(agent.adopted for agent in self.cell.neighborhood.agents)

    def decide(self):
        if not self.adopted and self.random.random() < self.model.chance[self.seen]:
            self.adopted = True


class Contagion(mesa.Model):
    def __init__(self, task=None, rng=None):
        super().__init__(rng=rng)
        self.chance, self.steps_to_do = task.chance, task.steps
        self.grid = Network(task.graph(), capacity=1, random=self.random, layout=None)
        first = set(self.random.sample(range(task.people), task.first))
        cells = list(self.grid.all_cells)
        Person.create_agents(self, task.people, cells, [place in first for place in range(task.people)])
        self.datacollector = mesa.DataCollector({"adopted": lambda m: sum(agent.adopted for agent in m.agents)})

    def step(self):
        self.agents.do("look")
        self.agents.do("decide")
        self.datacollector.collect(self)
        self.running = self.time < self.steps_to_do


def run(task, clock):
    model = Contagion(task, rng=task.seed)
    clock.begin()
    for _ in range(task.steps):
        model.step()
    clock.end()
    return model.datacollector.model_vars["adopted"]


def many(task, seeds, processes):
    rows = mesa.batch_run(
        Contagion, {"task": [task]}, number_processes=processes, max_steps=task.steps, rng=seeds, display_progress=False
    )
    return [row["adopted"] for row in rows]


if __name__ == "__main__":
    serve(["mesa", "networkx", "numpy"], run, many)
