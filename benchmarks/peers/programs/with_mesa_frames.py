"""Mesa-frames: a frame of agents and one of ties, joined and summed each step. It has nothing to run many models."""

import polars as pl
from common import serve
from mesa_frames import AgentSetPolars, ModelDF


class People(AgentSetPolars):
    def __init__(self, model, task):
        super().__init__(model)
        first = model.random.choice(task.people, task.first, replace=False)
        adopted = pl.Series(range(task.people)).is_in(first.tolist())
        self += pl.DataFrame({"unique_id": pl.arange(task.people, eager=True), "adopted": adopted})
        self.ties = pl.DataFrame(
            {"source": pl.arange(task.people, eager=True).repeat_by(task.degree).explode(),
             "target": task.neighbours.ravel()}
        )  # fmt: skip
        self.chance = pl.Series(task.chance)

    def step(self):
        users = self.agents.filter("adopted").select("unique_id")
        seen = self.ties.join(users, left_on="target", right_on="unique_id", how="semi").group_by("source").len()
        counted = self.agents.join(seen, left_on="unique_id", right_on="source", how="left", maintain_order="left")
        chance = self.chance.gather(counted["len"].fill_null(0))
        drawn = pl.Series(self.model.random.random(len(self)))
        self["adopted"] = counted["adopted"] | (drawn < chance)


class Contagion(ModelDF):
    def __init__(self, task):
        super().__init__(seed=task.seed)
        self.people = People(self, task)
        self.agents += self.people


def run(task, clock):
    model = Contagion(task)
    people = model.get_agents_of_type(People)
    curve = []
    clock.begin()
    for _ in range(task.steps):
        model.step()
        curve.append(people["adopted"].sum())
    clock.end()
    return curve


if __name__ == "__main__":
    serve(["mesa_frames", "polars", "numpy"], run)
