"""Stand-ins for runs that crash, hang, raise or take their time: ``sweep_doubles:crash31_quit32_hang17_raise5_slow20``.

The name of the attribute says what happens: of which point a run ends its process, as a failure, by SIGKILL or as if
all were well, never ends, asks to end its process, or raises; and how many milliseconds every run takes.
"""

import dataclasses
import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crmsim.experiment import SEED_STRIDE, Experiment, from_text
from crmsim.runner.backend import Backend, Chunk, Job
from crmsim.runner.local import LocalBackend
from crmsim.runner.threads import ThreadBackend
from crmsim.runner.worker import one, settled
from crmsim.store.records import Result

STEP = re.compile(r"([a-z]+)(\d+)")
TOY = """
title = "A toy"
question = "Is anything lost?"
function = "ishigami_noisy"
outcomes = ["value"]
runs = {each}
limit = {limit}
[design]
kind = "lhs"
samples = {points}
[levers]
x1 = {{ low = -3.0, high = 3.0 }}
x2 = {{ low = -3.0, high = 3.0 }}
[uncertainties]
x3 = {{ low = -3.0, high = 3.0 }}
"""


def toy(points: int = 60, each: int = 1, limit: float | None = 60.0, extra: str = "") -> Experiment:
    """Points of a known function with noise, each with a seed block of its own: point p has seeds from p million on."""
    text = TOY if limit is not None else TOY.replace("limit = {limit}\n", "")
    return from_text(text.format(points=points, each=each, limit=limit) + extra, "toy")


def __getattr__(name: str) -> Callable[[Job, Chunk], list[Result]]:
    steps = dict(STEP.findall(name))
    if name.startswith("_") or not (steps or name == "raiseall"):
        raise AttributeError(name)

    def compute(job: Job, chunk: Chunk) -> list[Result]:
        result = []
        for task in chunk.tasks:
            began = time.perf_counter()
            point = str(task.seed // SEED_STRIDE)
            time.sleep(int(steps.get("slow", 0)) / 1000.0)
            if point == steps.get("crash"):
                os._exit(3)
            if point == steps.get("kill"):
                os.kill(os.getpid(), signal.SIGKILL)
            if point == steps.get("quit"):
                os._exit(0)
            while point == steps.get("hang"):
                pass
            setup = chunk.setups[task.setup]
            if name == "raiseall" or point == steps.get("raise"):
                setup = setup._replace(values=setup.values[:1])
            if point == steps.get("exit"):
                setup = setup._replace(values=(Exiting(), *setup.values[1:]))
            result.append(one(settled(job), setup, task.run, task.seed)._replace(seconds=time.perf_counter() - began))
        return result

    return compute


class Exiting:
    """A number that asks to end the process once it is reckoned with, as ``sys.exit`` in a rule does."""

    def __float__(self) -> float:
        raise SystemExit(0)


def nothing(job: Job, chunk: Chunk) -> list[Result]:
    """Runs that compute nothing at all."""
    return [Result(task.run, "done", bytes(8), False, None, None, 1e-4) for task in chunk.tasks]


def making(compute: str, jobs: int) -> Callable[[Job], Backend]:
    """A maker of workers that compute with a stand-in."""

    def make(job: Job) -> Backend:
        strange = dataclasses.replace(job, compute=f"{__name__}:{compute}")
        return LocalBackend(strange, jobs) if jobs else ThreadBackend(strange, 1)

    return make


def swept_within(folder: str, jobs: int) -> str:
    """A sweep within a process of a pool: what is wrong with it, nothing where all is well."""
    from crmsim.errors import CrmsimError
    from crmsim.runner.start import start

    try:
        start(toy(4), out=folder, jobs=jobs)
    except CrmsimError as error:
        return str(error)
    return ""


def table(folder: Path) -> dict[str, bytes]:
    """Every file of the stored tables."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for kind in ("runs", "weeks")
        for path in sorted((folder / kind).glob("*"))
    }


def main(folder: str, compute: str, jobs: str, points: str) -> Any:
    """A sweep of the toy in a process of its own, which a test may kill."""
    from crmsim.runner.start import start

    return start(toy(int(points)), out=folder, make=making(compute, int(jobs)))


if __name__ == "__main__":
    import sys

    sys.path.insert(0, str(Path(__file__).parent))
    import sweep_doubles

    sweep_doubles.main(*sys.argv[1:])
