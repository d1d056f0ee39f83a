"""Computing the runs of a chunk side by side on a graphics card, where other workers take one after the other.

States are built here and what runs come to is made of their weekly sums here, as for every other run; only the weeks
in between are the card's.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from crmsim.analysis.measures import run_measured
from crmsim.card.advance import Unbegun, advance_all
from crmsim.card.image import Launch, bytes_of
from crmsim.card.line import line
from crmsim.runner.backend import Chunk, Job
from crmsim.runner.worker import NOTHING, Settled, failed, recorded, reduced, settled
from crmsim.scenario.sources import Changed
from crmsim.simulation.accounts import held_against, money
from crmsim.simulation.projectless import counterfactual_hash, is_projectless
from crmsim.simulation.run import COUNTERFACTUALS, Simulation, outcome
from crmsim.store.records import Result

COMPUTE = f"{__name__}:compute"
MOST_BYTES = 512_000_000  # of states that a worker holds at a time: some 500 runs of 150 people
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
    found: dict[int, Result] = {}
    for batch in _batches(known, chunk):
        found |= batch.results(launch)
    each = (time.perf_counter() - began) / len(chunk.tasks)
    return [found[place]._replace(seconds=each) for place in range(len(chunk.tasks))]


def _batches(known: Settled, chunk: Chunk) -> Iterator[_Batch]:
    """The runs of a chunk, as many at a time as there is memory for.

    Runs of a setting stand together, since threads that run in step should have much the same to do.
    """
    tasks = chunk.tasks
    batch = _Batch(known, chunk)
    for place in sorted(range(len(tasks)), key=lambda place: (tasks[place].setup, tasks[place].seed)):
        batch.begin(place)
        if batch.size >= MOST_BYTES:
            yield batch
            batch = _Batch(known, chunk)
    yield batch


class _Batch:
    """Some runs of a chunk at their beginning, by their place in it, and those that they are held against."""

    def __init__(self, known: Settled, chunk: Chunk) -> None:
        self.known, self.job, self.chunk = known, known.job, chunk
        self.runs: dict[int, Simulation] = {}
        self.wrong: dict[int, Exception] = {}
        self.names: dict[int, Name] = {}
        self.against: dict[Name, Simulation] = {}
        self.size = 0

    def begin(self, place: int) -> None:
        """Take in a run."""
        task = self.chunk.tasks[place]
        try:
            scenario = self.known.scenario(self.chunk.setups[task.setup])
            self.runs[place] = simulation = Unbegun(scenario, task.seed)
        except Changed:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it costs this run alone
            self.wrong[place] = error
            return
        self.size += bytes_of(simulation)
        if self.job.money and scenario.mechanisms.project and scenario.mechanisms.market:
            self.names[place] = counterfactual_hash(scenario), task.seed
            self.size += bytes_of(simulation)

    def results(self, launch: Launch) -> dict[int, Result]:
        """Compute the runs; a result for each, by place."""
        job, tasks, found = self.job, self.chunk.tasks, dict[int, Result]()
        self._hold_against()
        wrong = self.wrong | self.computed(launch)
        for place, simulation in self.runs.items():
            if place in wrong:
                continue
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
            people = self.known.people(self.chunk.setups[tasks[place].setup])
            found[place] = failed(tasks[place].run, problem, people, 0.0)
        return found

    def _hold_against(self) -> None:
        """Counterfactual runs for those with a project, each once; a run of the batch where it is the very same."""
        for simulation in self.runs.values():
            if self.job.money and is_projectless(simulation.scenario):
                self.against.setdefault((counterfactual_hash(simulation.scenario), simulation.seed), simulation)
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
