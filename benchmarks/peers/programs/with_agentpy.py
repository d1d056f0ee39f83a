"""AgentPy: agents on a network, called as a list, as in its example of a virus; all look before anybody moves."""

import agentpy as ap
from common import Clock, serve


class Person(ap.Agent):
    def setup(self):
        self.adopted = False
        self.seen = 0

    def look(self):
        if not self.adopted:
            self.seen = sum(other.adopted for other in self.network.neighbors(self))

    def decide(self):
        if not self.adopted and self.model.random.random() < self.model.p.chance[self.seen]:
            self.adopted = True


class Contagion(ap.Model):
    def setup(self):
        self.people = ap.AgentList(self, self.p.people, Person)
        self.network = self.people.network = ap.Network(self, self.p.task.graph())
        self.network.add_agents(self.people, self.network.nodes)
        for person in self.random.sample(list(self.people), self.p.first):
            person.adopted = True
        self.p.clock.begin()

    def step(self):
        self.people.look()
        self.people.decide()

    def update(self):
        if self.t > 0:
            self.record("adopted", sum(self.people.adopted))

    def end(self):
        self.p.clock.end()
        self.report("adopted", sum(self.people.adopted))


def parameters(task, clock):
    return {"task": task, "people": task.people, "first": task.first, "chance": tuple(task.chance), "steps": task.steps,
            "clock": clock}  # fmt: skip


def run(task, clock):
    results = Contagion(parameters(task, clock) | {"seed": task.seed}).run(display=False)
    return results.variables.Contagion["adopted"].tolist()


def many(task, seeds, processes):
    experiment = ap.Experiment(Contagion, parameters(task, Clock()) | {"seed": 0}, iterations=len(seeds))
    return experiment.run(n_jobs=processes, display=False).reporters["adopted"].tolist()


if __name__ == "__main__":
    serve(["agentpy", "networkx", "numpy"], run, many)
