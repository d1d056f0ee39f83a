"""Commands killed at random moments, then given again: the same bytes as undisturbed, and nothing beside them."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.attack import commands, stored, world
from benchmarks.attack.outcome import Clock, Outcome

WAYS = ("process", "process", "process", "process", "process", "process", "group", "group", "SIGTERM", "SIGINT")
FRESH = 10  # one command of so many begins in a process that has nothing loaded
BEGINNING = 0.2  # of the kills at any moment from the start on, the others once there is something in the folder


@dataclass
class Target:
    """A command that is killed.

    Attributes
    ----------
    name, share:
        What the table calls it, and its share of the kills.
    arguments:
        Its arguments, given the folder of results.
    on:
        The folder, seen from that of results, in which files appear once it is at work.
    swept:
        Whether it needs a finished sweep.
    undisturbed:
        What an undisturbed command leaves.
    first, whole:
        Seconds until something is in the folder, and to the end.
    """

    name: str
    share: float
    arguments: Callable[[str], list[str]]
    on: str = "."
    swept: bool = False
    undisturbed: dict[str, str] = field(default_factory=dict)
    first: float = 0.0
    whole: float = 0.0


def targets() -> list[Target]:
    """What is killed; a command that is not there yet is left out."""
    return [
        Target("sweep, serial", 0.25, lambda out: world.sweep(out)),
        Target("sweep, two workers", 0.2, lambda out: world.sweep(out, "2")),
        Target("compare", 0.25, world.compare),
        Target("run", 0.15, world.run),
        Target("analyse", 0.15, world.analyse, "analysis", swept=True),
    ]


def main(kills: int, seed: int, work: Path, most: float | None = None) -> list[Outcome]:
    """Kill each command its share of times."""
    commands.load()
    draw = random.Random(f"kills {seed}")
    inputs = work / "inputs"
    world.make(inputs)
    chosen = targets()
    known: dict[str, str] = {}
    outcomes = []
    clock = Clock(most)
    for place, target in enumerate(chosen):
        before = round(kills * sum(one.share for one in chosen[:place]))
        asked = max(1, round(kills * sum(one.share for one in chosen[: place + 1])) - before)
        outcome = Outcome(f"kills of {target.name}", asked)
        began = clock.seconds
        measure(target, inputs, work)
        if not known:
            known = stored.picture(inputs)
        late = 0
        for number in range(asked):
            if clock.over(outcome):
                break
            problem, ended = kill(target, inputs, work, draw, fresh=number % FRESH == FRESH - 1)
            late += ended
            if not problem:
                problem = stored.differing(known, stored.picture(inputs))
            if problem:
                outcome.succeed(problem)
            else:
                outcome.hold()
        if late:
            outcome.also(f"{late} after its end")
        outcome.seconds = clock.seconds - began
        outcomes.append(outcome)
        shutil.rmtree(work / "swept", ignore_errors=True)
    return outcomes


def measure(target: Target, inputs: Path, work: Path) -> None:
    """An undisturbed command in a fresh process, and how long a forked one takes."""
    clean = work / "clean"
    for fresh in (True, False):
        shutil.rmtree(clean, ignore_errors=True)
        prepare(target, inputs, work, clean)
        began = time.monotonic()
        running = commands.Running(target.arguments(os.path.relpath(clean, inputs)), inputs, work / "said.txt", fresh)
        target.first = first_seen(running, clean / target.on) - began
        if running.wait() != 0:
            raise SystemExit(f"{target.name}, undisturbed, failed: {running.text()}")
        target.whole = time.monotonic() - began
        found = stored.picture(clean)
        if fresh:
            target.undisturbed = found
        elif problem := stored.differing(target.undisturbed, found):
            raise SystemExit(f"{target.name}, undisturbed twice, differs: {problem}")


def prepare(target: Target, inputs: Path, work: Path, out: Path) -> None:
    """The folder as it is before the command: not there, or a finished sweep."""
    if not target.swept:
        return
    made = work / "swept"
    if not made.exists():
        done = commands.call(world.sweep(os.path.relpath(made, inputs)), inputs, work / "said.txt")
        if done.status != 0:
            raise SystemExit(f"the sweep to analyse failed: {done.text()}")
    shutil.copytree(made, out)


def first_seen(running: commands.Running, folder: Path) -> float:
    """When something is in a folder, or the command is over."""
    while not running.ended():
        if folder.is_dir() and any(folder.iterdir()):
            break
        time.sleep(commands.STEP)
    return time.monotonic()


def kill(target: Target, inputs: Path, work: Path, draw: random.Random, fresh: bool) -> tuple[str, bool]:
    """Kill one command and give it again; what is wrong then, and whether it was over before it could be killed."""
    out = work / "killed"
    shutil.rmtree(out, ignore_errors=True)
    prepare(target, inputs, work, out)
    arguments = target.arguments(os.path.relpath(out, inputs))
    way = draw.choice(WAYS)
    from_start = draw.random() < BEGINNING
    moment = draw.random() * (target.whole if from_start else target.whole - target.first)
    running = commands.Running(arguments, inputs, work / "said.txt", fresh)
    if not from_start:
        first_seen(running, out / target.on)
    time.sleep(moment)
    ended = running.ended()
    how = f"{way} after {moment:.3f} s of {'the command' if from_start else 'work'}"
    if way == "group":
        running.kill_all()
    elif way == "process":
        running.send(signal.SIGKILL)
    else:
        running.send(signal.Signals[way])
    if running.wait() is None:
        return f"{how}: did not end", ended
    if running.status not in (0, 130, 143, -signal.SIGKILL, -signal.SIGTERM):
        return f"{how}: exit {running.status}, {running.last()}", ended
    again = commands.call(arguments, inputs, work / "again.txt")
    if again.status != 0:
        return f"{how}: the same command again ends with {again.status}, {again.last()}", ended
    if "Traceback" in running.text() + again.text():
        return f"{how}: a traceback", ended
    if problem := stored.differing(target.undisturbed, stored.picture(out)):
        return f"{how}: {problem}", ended
    if left := running.left():
        return f"{how}: processes {left} are still there", ended
    return "", ended
