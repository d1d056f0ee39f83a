"""Fuzzed inputs over every reader, in worker processes with a limit of memory and somebody who watches the clock.

Found is: an answer that is wrong (:mod:`benchmarks.attack.readers`), a worker that dies, more than 1 GB, and more than
5 s. An input that took too long by the clock is tried once more alone, because the machine may have been busy: it
counts where it then needs as much of the processor, or half a minute by the clock. An input is made from its number and
the seed; none is stored. ``--only NUMBER`` makes one again, and shows it.

The catalogue of a language is part of the package, and nobody hands one in; names of languages are among the options.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import shutil
import signal
import sys
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.attack import commands, fuzzed, readers, valid
from benchmarks.attack.outcome import Clock, Outcome
from benchmarks.figure import forget_peak, peak_gigabytes

LONGEST, ALONE = 5.0, 30.0  # seconds
MOST_MEMORY = 2**30  # bytes more than a worker holds when it begins
LARGEST_FILE = 64 * 2**20  # bytes that a worker may write to one file
STARTED, DONE, SLOW, DEAD = "started", "done", "slow", "dead"


class Worker:
    """A process that reads inputs one after the other: of all numbers those that leave ``place`` after division."""

    def __init__(self, first: int, step: int, count: int, seed: int, work: Path) -> None:
        self.first, self.step, self.count, self.seed, self.work = first, step, count, seed, work
        self.at: int | None = None
        self.since = time.monotonic()
        self.rest = b""
        self.pipe, theirs = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.pipe)
            serve(theirs, range(first, count, step), seed, work)
        os.close(theirs)

    def heard(self) -> list[dict[str, Any]]:
        """What it has said since it was last asked; its death is the last of it."""
        said = os.read(self.pipe, 1 << 16)
        if not said:
            return [{"what": DEAD, "number": self.at, "how": self.end()}]
        *lines, self.rest = (self.rest + said).split(b"\n")
        result = [json.loads(line) for line in lines]
        for one in result:
            self.since = time.monotonic()
            self.at = one["number"] if one["what"] == STARTED else None
        return result

    def end(self) -> int:
        """End it, and tell how it ended: its exit code, less than 0 for a signal."""
        with contextlib.suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)
        os.close(self.pipe)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def serve(pipe: int, numbers: range, seed: int, work: Path) -> None:
    """Read inputs and tell of each, in a worker process; never returns."""
    limit()

    def tell(**what: Any) -> None:
        os.write(pipe, json.dumps(what).encode() + b"\n")

    try:
        for number in numbers:
            given = fuzzed.made(number, seed)
            folder = work / f"{number}"
            folder.mkdir()
            fuzzed.lay_out(given, folder)
            tell(what=STARTED, number=number)
            measured = forget_peak()
            answer = readers.answered(given, folder)
            peak = (peak_gigabytes() or 0.0) if measured else 0.0
            os.chdir(work)
            shutil.rmtree(folder, ignore_errors=True)
            reply = {"reader": given.reader, "accepted": answer.accepted, "problem": answer.problem, "peak": peak}
            tell(what=DONE, number=number, **reply)
    except BaseException as error:  # noqa: BLE001 - a forked process must end here, whatever happens
        print(f"the worker itself failed: {type(error).__name__}: {error}", file=sys.__stderr__)
        os._exit(70)
    os._exit(0)


def limit() -> None:
    """Keep a worker from taking the machine with it, and its answers free of the words of others."""
    held = 0
    with contextlib.suppress(OSError), open("/proc/self/status", encoding="ascii") as status:
        held = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmData"))
    for what, most in (
        (resource.RLIMIT_DATA, held + MOST_MEMORY), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, LARGEST_FILE),
    ):  # fmt: skip
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    warnings.simplefilter("always", RuntimeWarning)
    warnings.simplefilter("always", UserWarning)


def main(
    count: int, seed: int, work: Path, most: float | None = None, jobs: int | None = None, only: int | None = None
) -> list[Outcome]:
    """Have so many inputs read."""
    from crmsim.scenario.work import cores

    commands.load()
    valid.organisations()
    if only is not None:
        return [alone(only, seed, work)]
    clock, outcome = Clock(most), Outcome("fuzzed inputs", count)
    step = jobs or cores()
    workers = [Worker(place, step, count, seed, work) for place in range(min(step, count))]
    read: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    slow: list[int] = []
    greatest = 0.0
    while workers and not clock.over(outcome):
        ready, _, _ = select.select([worker.pipe for worker in workers], [], [], 0.2)
        for worker in list(workers):
            if worker.pipe in ready:
                for one in worker.heard():
                    if one["what"] == DONE:
                        read[one["reader"]] += 1
                        accepted[one["reader"]] += one["accepted"]
                        greatest = max(greatest, one["peak"])
                        judge(outcome, one["number"], one["reader"], one["problem"])
                    elif one["what"] == DEAD:
                        workers.remove(worker)
                        if one["number"] is not None:
                            died(outcome, one["number"], seed, one["how"])
                            workers += onwards(worker, one["number"], work)
                        elif one["how"] not in (0, -signal.SIGKILL):
                            raise SystemExit(f"a worker ended with {one['how']} between two inputs")
            elif worker.at is not None and time.monotonic() - worker.since > LONGEST:
                number = worker.at
                worker.end()
                workers.remove(worker)
                slow.append(number)
                workers += onwards(worker, number, work)
    for worker in workers:
        worker.end()
    for number in slow:
        again(outcome, number, seed, work)
    outcome.also(
        f"most memory {greatest:.2f} GB; accepted of read: "
        + ", ".join(f"{name} {accepted[name]:,} of {read[name]:,}" for name in sorted(read))
    )
    outcome.seconds = clock.seconds
    return [outcome]


def onwards(worker: Worker, number: int, work: Path) -> list[Worker]:
    """A worker in place of one that was ended at an input, for what is left."""
    shutil.rmtree(work / f"{number}", ignore_errors=True)
    following = number + worker.step
    return [Worker(following, worker.step, worker.count, worker.seed, work)] if following < worker.count else []


def judge(outcome: Outcome, number: int, reader: str, problem: str) -> None:
    """Count an input that was answered."""
    if problem:
        outcome.succeed(f"{number} ({reader}): {problem}")
    else:
        outcome.hold()


def died(outcome: Outcome, number: int, seed: int, how: int) -> None:
    """Count an input that ended its worker."""
    given = fuzzed.made(number, seed)
    outcome.succeed(f"{number} ({given.reader}): the process died ({how})")


def again(outcome: Outcome, number: int, seed: int, work: Path) -> None:
    """Try an input alone that took too long by the clock."""
    began = os.times()
    worker = Worker(number, 1, number + 1, seed, work)
    end = time.monotonic() + ALONE
    said: list[dict[str, Any]] = []
    while time.monotonic() < end and not any(one["what"] in (DONE, DEAD) for one in said):
        if select.select([worker.pipe], [], [], 0.2)[0]:
            said += worker.heard()
    dead = any(one["what"] == DEAD for one in said)
    if not dead:
        worker.end()
    ended = os.times()
    used = ended.children_user + ended.children_system - began.children_user - began.children_system
    done = next((one for one in said if one["what"] == DONE), None)
    shutil.rmtree(work / f"{number}", ignore_errors=True)
    reader = fuzzed.made(number, seed).reader
    if done is None:
        outcome.succeed(f"{number} ({reader}): no answer within {ALONE:.0f} s" if not dead else f"{number}: died")
    elif used > LONGEST:
        outcome.succeed(f"{number} ({reader}): {used:.1f} s of the processor")
    else:
        judge(outcome, number, reader, done["problem"])


def alone(number: int, seed: int, work: Path) -> Outcome:
    """One input, shown, in a worker of its own."""
    given = fuzzed.made(number, seed)
    print(f"{number} ({given.reader}): crmsim {' '.join(map(repr, given.arguments))} {given.odd}")
    for name, content in given.files.items():
        print(f"--- {name}, {len(content):,} bytes\n{content[:3000]!r}")
    outcome = Outcome(f"fuzzed input {number}", 1)
    again(outcome, number, seed, work)
    return outcome
