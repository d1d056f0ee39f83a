"""One bit flipped in a stored file: told by ``crmsim verify``, and not believed by the commands that read the folder.

Every file of finished folders of a run, a comparison and a sweep with its analysis is met, and the journal of a sweep
that was killed. Verify must tell of each. The command that reads the folder must refuse it, or come to the bytes of an
undisturbed folder all the same, because it makes anew what was flipped.

A journal has bytes that hold nothing: unused parts of its pages, and what SQLite itself drops of its log. A bit there
changes no row; where verify says nothing and the sweep goes on to undisturbed bytes, the bit was without effect.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.attack import commands, stored, world
from benchmarks.attack.outcome import Clock, Outcome

MEMORY_OF_READERS = "-shm"  # of SQLite, made anew by whoever opens the journal
SOME_ROWS = 60_000  # bytes of a journal and its log that hold rows


@dataclass
class Stored:
    """A folder whose files are flipped.

    Attributes
    ----------
    name, folder:
        What it is called, and where it stands unflipped.
    read:
        The commands that read it or go on from it, given the folder.
    whole:
        What stands there, or is to stand there in the end.
    finished:
        Whether each of its bits counts.
    said:
        What verify says of it unflipped.
    """

    name: str
    folder: Path
    read: list[Callable[[str], list[str]]]
    whole: dict[str, str]
    finished: bool = True
    said: str = ""


def main(flips: int, seed: int, work: Path, most: float | None = None) -> list[Outcome]:
    """Flip bits one after the other over all stored files."""
    commands.load()
    draw = random.Random(f"flips {seed}")
    inputs = work / "inputs"
    world.make(inputs)
    places = [(one, name) for one in folders(inputs, work) for name in flippable(one.folder)]
    draw.shuffle(places)
    outcome, clock = Outcome("flipped bits", flips), Clock(most)
    counts = {"told by verify": 0, "refused": 0, "made anew": 0, "without effect": 0}
    for one in {one.name: one for one, _ in places}.values():
        status, one.said = verified(copied(one, work), inputs, work)
        if (status == 0) != one.finished:  # also where there is no such command
            outcome.succeed(f"{one.name}, unflipped: verify ends with {status}, {one.said}")
    if outcome.succeeded:
        return [outcome]
    for number in range(flips):
        if clock.over(outcome):
            break
        one, name = places[number % len(places)]
        problem = flip(one, name, inputs, work, draw, counts)
        if problem:
            outcome.succeed(problem)
        else:
            outcome.hold()
    outcome.also(f"{len(places)} files; " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    outcome.seconds = clock.seconds
    return [outcome]


def copied(one: Stored, work: Path) -> Path:
    """A copy of a folder, in the place of an earlier one."""
    copy = work / "flipped"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(one.folder, copy)
    return copy


def verified(folder: Path, inputs: Path, work: Path) -> tuple[int | None, str]:
    """Exit code of ``crmsim verify``, and what it says, whatever the folder is called."""
    shown = os.path.relpath(folder, inputs)
    done = commands.call(["verify", shown], inputs, work / "said.txt")
    return done.status, done.text().replace(shown, "DIR").strip()


def folders(inputs: Path, work: Path) -> list[Stored]:
    """Finished folders of every kind, and an unfinished sweep."""
    asked = {
        "run": ([world.run], [world.run]),
        "compare": ([world.compare], [world.compare]),
        "sweep": ([world.sweep, world.analyse], [world.analyse, world.sweep]),
    }
    result = []
    for name, (made, read) in asked.items():
        folder = work / f"stored_{name}"
        for command in made:
            done = commands.call(command(os.path.relpath(folder, inputs)), inputs, work / "said.txt")
            if done.status != 0:
                raise SystemExit(f"{name}, unflipped, failed: {done.text()}")
        result.append(Stored(name, folder, list(read), stored.picture(folder)))
    swept = {name: one for name, one in result[-1].whole.items() if not name.startswith("analysis/")}
    return [*result, unfinished(inputs, work, swept)]


def unfinished(inputs: Path, work: Path, whole: dict[str, str]) -> Stored:
    """A sweep that was killed once some of its rows were recorded."""
    folder = work / "stored_unfinished"
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        running = commands.Running(world.sweep(os.path.relpath(folder, inputs)), inputs, work / "said.txt")
        while not running.ended() and recorded(folder) < SOME_ROWS:
            time.sleep(commands.STEP)
        running.send(signal.SIGKILL)
        running.wait()
        if not (folder / "runs").exists() and recorded(folder) >= SOME_ROWS:
            return Stored("unfinished sweep", folder, [world.sweep], whole, finished=False)
    raise SystemExit("no sweep could be killed in its midst")


def recorded(folder: Path) -> int:
    """Bytes of a journal and its log."""
    names = (stored.JOURNAL, f"{stored.JOURNAL}-wal")
    return sum((folder / name).stat().st_size for name in names if (folder / name).exists())


def flippable(folder: Path) -> list[str]:
    """The files that hold anything that was stored."""
    names = [name for name in stored.files(folder) if not name.endswith(MEMORY_OF_READERS)]
    return [name for name in names if (folder / name).stat().st_size > 0]


def flip(one: Stored, name: str, inputs: Path, work: Path, draw: random.Random, counts: dict[str, int]) -> str:
    """Flip a bit of a file in a copy of a folder, and have it verified and read; what is wrong then."""
    copy = copied(one, work)
    content = bytearray((copy / name).read_bytes())
    place, bit = draw.randrange(len(content)), draw.randrange(8)
    content[place] ^= 1 << bit
    (copy / name).write_bytes(content)
    where = f"{one.name}, {name}, bit {bit} of byte {place:,}"
    shown = os.path.relpath(copy, inputs)
    status, said = verified(copy, inputs, work)
    if status not in (0, 1, 2) or "Traceback" in said or "a mistake in crmsim" in said:
        return f"{where}: verify ends with {status}, {said}"
    found = status != 0 and said != one.said
    counts["told by verify"] += found
    refused = False
    for command in one.read:
        done = commands.call(command(shown), inputs, work / "read.txt")
        if "Traceback" in done.text() or "a mistake in crmsim" in done.text():
            return f"{where}: {command(shown)[0]} ends with {done.status}, {done.last()}"
        refused = refused or done.status != 0
    differs = stored.differing(one.whole, stored.picture(copy), allow_earlier=True)
    counts["refused"] += refused
    counts["made anew"] += not refused and not differs and found
    if not found and (one.finished or differs):
        return f"{where}: verify calls it whole ({'refused' if refused else differs or 'made anew'} when it was read)"
    if differs and not refused:
        return f"{where}: believed when it was read ({differs})"
    counts["without effect"] += not found
    return ""
