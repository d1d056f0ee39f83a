"""Inputs edited while a sweep or a comparison is at work: told, and nothing kept that rests on two versions.

Whoever gives the command again, with the file put back or with the edit left, must come to the bytes of an undisturbed
command on the one or the other; or, where the folder belongs to the earlier file, be told so.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.attack import commands, stored, world
from benchmarks.attack.kills import first_seen
from benchmarks.attack.outcome import Clock, Outcome

TRIES = 4  # moments that are drawn in search of one before the end


@dataclass
class Edited:
    """A command whose inputs are edited.

    Attributes
    ----------
    name:
        What it is called.
    arguments:
        Its arguments, given the folder of results.
    files:
        The files it reads.
    whole:
        Edited file → what an undisturbed command leaves; "" for no edit.
    work:
        Seconds from the first file in the folder to the end.
    """

    name: str
    arguments: Callable[[str], list[str]]
    files: tuple[str, ...]
    whole: dict[str, dict[str, str]] = field(default_factory=dict)
    work: float = 0.0


def main(edits: int, seed: int, work: Path, most: float | None = None) -> list[Outcome]:
    """Edit inputs at so many moments, of a sweep and of a comparison in turn."""
    commands.load()
    draw = random.Random(f"inputs {seed}")
    outcome, clock = Outcome("inputs edited meanwhile", edits), Clock(most)
    chosen = [
        Edited("sweep", lambda out: world.sweep(out, "2"), world.FILES),
        Edited("compare", lambda out: world.compare(out, long=True), world.FILES[:3]),
    ]
    counts = {"told": 0, "too late to tell": 0}
    for number in range(edits):
        if clock.over(outcome):
            break
        one = chosen[number % len(chosen)]
        name = one.files[number // len(chosen) % len(one.files)]
        for version in ("", name):
            if version not in one.whole:
                one.whole[version] = undisturbed(one, version, work)
        put_back = number // (len(chosen) * len(one.files)) % 2 == 0
        for _ in range(TRIES):
            problem, late = edit(one, name, put_back, work, draw)
            if problem or not late:
                break
        counts["too late to tell" if late else "told"] += not problem
        if problem:
            outcome.succeed(f"{one.name}, {name}: {problem}")
        else:
            outcome.hold()
    outcome.also(", ".join(f"{count} {what}" for what, count in counts.items()))
    outcome.seconds = clock.seconds
    return [outcome]


def undisturbed(one: Edited, changed: str, work: Path) -> dict[str, str]:
    """What a command leaves on inputs that nobody edits meanwhile."""
    place = work / "still"
    shutil.rmtree(place, ignore_errors=True)
    world.make(place / "inputs", long=True, changed=changed)
    running = commands.Running(one.arguments(os.path.join("..", "out")), place / "inputs", work / "said.txt")
    began = first_seen(running, place / "out")
    if running.wait() != 0:
        raise SystemExit(f"{one.name}, unedited, failed: {running.text()}")
    one.work = time.monotonic() - began
    return stored.picture(place / "out")


def edit(one: Edited, name: str, put_back: bool, work: Path, draw: random.Random) -> tuple[str, bool]:
    """Edit a file at a random moment; what is wrong in the end, and whether the command was over before."""
    place = work / "edited"
    shutil.rmtree(place, ignore_errors=True)
    inputs, out = place / "inputs", place / "out"
    world.make(inputs, long=True)
    arguments = one.arguments(os.path.join("..", "out"))
    running = commands.Running(arguments, inputs, work / "said.txt")
    first_seen(running, out)
    moment = draw.random() * one.work
    time.sleep(moment)
    late = running.ended()
    replace(inputs / name, world.text(name, long=True, changed=True), draw.random() < 0.5)
    if running.wait() is None:
        return f"edited after {moment:.2f} s, it did not end", late
    if "Traceback" in running.text() or "a mistake in crmsim" in running.text():
        return f"edited after {moment:.2f} s, it ends with {running.status}, {running.last()}", late
    if running.status == 0:
        left = stored.picture(out)
        differs = [stored.differing(one.whole[version], left) for version in ("", name)]
        if not all(differs):
            return "", True
        return f"edited after {moment:.2f} s, it says nothing, and leaves neither version: {differs[0]}", late
    if name not in running.text():
        return f"edited after {moment:.2f} s, it ends without naming the file: {running.last()}", late
    if put_back:
        replace(inputs / name, world.text(name, long=True), False)
    again = commands.call(arguments, inputs, work / "again.txt")
    wanted = one.whole["" if put_back else name]
    if again.status != 0:
        refused = not put_back and one.name == "compare" and "holds" in again.text()
        return ("" if refused else f"told; then the same command ends with {again.status}, {again.last()}"), False
    other = one.whole[name if put_back else ""]  # runs that were computed for the other version are rightly kept
    if differs := stored.differing(wanted, stored.picture(out), allow_earlier=True, other=other):
        return f"told, but what was kept is wrong: {differs}", False
    return "", False


def replace(path: Path, text: str, by_name: bool) -> None:
    """Edit a file, in its place or, as many editors do, by another file that takes its name."""
    if by_name:
        other = path.with_name(f"{path.name}.new")
        other.write_text(text, encoding="utf-8")
        other.replace(path)
    else:
        path.write_text(text, encoding="utf-8")
