"""Computing the runs of a chunk side by side on a graphics card, where other workers take one after the other.

States are built here and what runs come to is made of their weekly sums here, as for every other run; only the weeks
in between are the card's.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from crmsim.analysis.measures import run_measured
from crmsim.card.advance import Unbegun, advance_all
from crmsim.card.image import Launch
from crmsim.card.line import line
from crmsim.runner.backend import Chunk, Job
from crmsim.runner.worker import NOTHING, Settled, failed, recorded, reduced, settled
from crmsim.scenario.sources import Changed
from crmsim.simulation.accounts import held_against, money
from crmsim.simulation.projectless import counterfactual_hash, is_projectless
from crmsim.simulation.run import COUNTERFACTUALS, Simulation, outcome
from crmsim.store.records import Result

COMPUTE = f"{__name__}:compute"
Name = tuple[str, int]  # of a counterfactual run: what it depends on, and its seed


def compute(job: Job, chunk: Chunk) -> list[Result]:
    """A result for each run of a chunk, in the order of its tasks; as :func:`crmsim.runner.worker.compute`.

    Raises
    ------
    CrmsimError
        Where the card cannot go on, or a run is too large for it.
    OtherCode, Changed
        As there.
    """
    assert job.card is not None
    return computed(settled(job), chunk, line(job.card))


def computed(known: Settled, chunk: Chunk, launch: Launch) -> list[Result]:
    """The same, at whatever computes batches."""
    began = time.perf_counter()
    job, tasks = known.job, chunk.tasks
    batch = _Batch(known, chunk)
    wrong = batch.wrong | batch.computed(launch)
    found: dict[int, Result] = {}
    for place, simulation in batch.runs.items():
        if place not in wrong:
            try:
                scenario, held = simulation.scenario, NOTHING
                if job.measures:
                    held = run_measured(simulation, job.measures)
                ledger = simulation.state.sums
                lines = outcome(simulation).money if job.money else money(scenario, ledger, None)
                measured = reduced(
                    scenario, ledger, lines, simulation.organisation, job.money, job.weekly, job.by_group, held=held
                )
                found[place] = recorded(tasks[place].run, measured, 0.0)
            except Exception as error:  # noqa: BLE001 - whatever it is, it costs this run alone
                wrong[place] = error
    for place, problem in wrong.items():
        setup = chunk.setups[tasks[place].setup]
        found[place] = failed(tasks[place].run, problem, known.people(setup), 0.0)
    each = (time.perf_counter() - began) / len(tasks)
    return [found[place]._replace(seconds=each) for place in range(len(tasks))]


class _Batch:
    """The runs of a chunk at their beginning, by their place in it, and those that they are held against.

    Runs of a setting stand together, since threads that run in step should have much the same to do.
    """

    def __init__(self, known: Settled, chunk: Chunk) -> None:
        self.job = known.job
        self.runs: dict[int, Simulation] = {}
        self.wrong: dict[int, Exception] = {}
        self.names: dict[int, Name] = {}
        self.against: dict[Name, Simulation] = {}
        tasks = chunk.tasks
        for place in sorted(range(len(tasks)), key=lambda place: (tasks[place].setup, tasks[place].seed)):
            try:
                scenario = known.scenario(chunk.setups[tasks[place].setup])
                self.runs[place] = Unbegun(scenario, tasks[place].seed)
            except Changed:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, it costs this run alone
                self.wrong[place] = error
        if self.job.money:
            self._hold_against(self.runs.items())

    def _hold_against(self, runs: Iterable[tuple[int, Simulation]]) -> None:
        """Counterfactual runs for those with a project, each once; a run of the chunk where it is the very same."""
        for place, simulation in runs:
            name = counterfactual_hash(simulation.scenario), simulation.seed
            if is_projectless(simulation.scenario):
                self.against.setdefault(name, simulation)
            if simulation.scenario.mechanisms.project and simulation.scenario.mechanisms.market:
                self.names[place] = name
        for place, name in self.names.items():
            if name not in self.against and name not in COUNTERFACTUALS.found:
                try:
                    scenario, seed = self.runs[place].scenario, self.runs[place].seed
                    self.against[name] = Unbegun(scenario, seed, counterfactual=True, ledger=False)
                except Exception as error:  # noqa: BLE001 - whatever it is, it costs this run alone
                    self.wrong[place] = error

    def computed(self, launch: Launch) -> dict[int, Exception]:
        """Take all to their horizon; what went wrong with some of the runs, by place."""
        alone = [one for one in self.against.values() if one.counterfactual]
        every = [*self.runs.values(), *alone]
        problems = advance_all(every, launch, groups=bool(self.job.by_group), states=bool(self.job.measures))
        wrong = {place: problems[row] for row, place in enumerate(self.runs) if row in problems}
        of_others = {id(every[row]): error for row, error in problems.items()}
        for place, name in self.names.items():
            if place in self.wrong:
                continue
            other = self.against.get(name)
            if other is None:
                self.runs[place].without = COUNTERFACTUALS.found[name]
            elif id(other) in of_others:
                wrong.setdefault(place, of_others[id(other)])
            else:
                self.runs[place].without = held_against(other.state.sums)
        for name, other in self.against.items():
            if id(other) not in of_others:
                COUNTERFACTUALS.keep(name, held_against(other.state.sums))
        return wrong
