"""A graphics card as a place to compute: worker processes that have their batches computed there.

The workers are those of this machine (:mod:`crmsim.runner.local`), so that a run that crashes costs itself alone. They
build states and sum up; twice as many as cores, since half of them wait for the card.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from crmsim.card.driver import Card, Driver
from crmsim.card.driver import Lane as CardLane
from crmsim.card.line import Desk, Lane
from crmsim.card.ptx import NAME, is_compiled, kernel, refuse_without_compiler
from crmsim.errors import CrmsimError
from crmsim.experiment.targets import OF_HOURS
from crmsim.results.by_group import ROLE
from crmsim.runner.backend import CUDA, Chunk, Done, Job
from crmsim.runner.local import LocalBackend
from crmsim.runner.on_card import COMPUTE
from crmsim.words import message

WORKERS = 2  # for each job asked for
CHUNK_RUNS = 512  # at most: a large card is busy with some ten thousand runs of all workers
PATIENCE = 20.0  # times as long as for runs on a processor: each takes longer, and batches wait for one another


class CardBackend(LocalBackend):
    """Workers on this machine, whose runs are computed side by side on a card.

    Parameters
    ----------
    job:
        Sent to each worker once.
    jobs:
        How many cores they may use.
    lane:
        Makes a way to the card, in the thread that uses it; takes how many share the card.

    Raises
    ------
    CrmsimError
        For what cannot run on a card.
    """

    chunk_runs = CHUNK_RUNS  # of one seed and setting after the other, recorded together

    def __init__(self, job: Job, jobs: int, lane: Callable[[int], Lane]) -> None:
        refuse(job)
        workers = WORKERS * max(jobs, 1)
        self.desk = Desk(lambda: lane(workers))
        super().__init__(dataclasses.replace(job, compute=COMPUTE, card=self.desk.address), workers)
        self.capacity = workers  # so that few runs are spread over all of them

    def submit(self, chunk: Chunk) -> None:
        """Hand a chunk to a worker, with more time than runs take that are alone with a processor."""
        super().submit(chunk._replace(patience=PATIENCE * chunk.patience))

    def close(self, kill: bool) -> list[Done]:
        """End the workers, and hear no more of them."""
        result = super().close(kill)
        self.desk.close()
        return result


def card_backend(jobs: int, job: Job, say: Callable[[str], object] | None = None) -> CardBackend:
    """Workers for the card of this machine.

    Parameters
    ----------
    say:
        Called with a sentence before the model is compiled for the card.

    Raises
    ------
    CrmsimError
        For what cannot run on a card; without numba-cuda, or without a card.
    """
    refuse_without_card(job)
    card = Card()
    if say is not None and not is_compiled():
        say(message("Compiling the model for the graphics card; this happens once and takes about a minute …"))
    card.load(kernel(), NAME)
    room = card.room()
    return CardBackend(job, jobs, lambda workers: CardLane(card, room, workers))


def refuse_without_card(job: Job) -> None:
    """Refuse what cannot be computed on a card of this machine; nothing of the card is taken.

    Raises
    ------
    CrmsimError
        For what cannot run on a card; without numba-cuda, or without a card.
    """
    refuse(job)
    refuse_without_compiler()
    Driver()


def refuse(job: Job) -> None:
    """Refuse what cannot run on a card.

    Raises
    ------
    CrmsimError
        With the reason.
    """
    problem = None
    if job.function is not None:
        problem = message("a known function is no run of the model, for which alone the card has code")
    elif job.rules:
        problem = message("own rules are Python, which a card does not run")
    elif job.keep or any(f":{ROLE}" in column for column in job.by_group):
        problem = message("what single people did, and sums by role, are copied within a week, where no card stops")
    elif not set(OF_HOURS).isdisjoint(job.measures):
        problem = message("hours are measured between two weeks, where a run on a card does not stop")
    if problem is not None:
        expected = message("the same sweep without --backend")
        raise CrmsimError(problem, key="--backend", value=CUDA, expected=expected)
