"""Makes the slips of a checkout with switches one at a time and says which test finds each; see ``mutations``.

    python -m benchmarks.slipped HOW_MANY TEST… -- LATER_TEST…

Everything is compiled and run once without a slip, and all tests must pass; each slip is then made in a process forked
from there. A line of JSON for each: its number, the test that finds it (none of them, where a later one does), in how
many of the runs below it changes anything, and in how many it is met.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import crmsim.numerics.compiled

crmsim.numerics.compiled.cache_folder = lambda: None  # the switches have other addresses in another process

from benchmarks.slip_switch import MADE, MET  # noqa: E402 # before anything is compiled

LONGEST = 120.0  # seconds for the tests of one slip; a loop that never ends is found
FOUND, ENDLESS = "found by", "never ends"
FEW, SOON = 16, 50


def scenarios() -> Iterator[tuple[Any, int]]:
    """What is run to see whether a slip changes anything: every shipped scenario with few people, and small's cases."""
    import small

    from crmsim.scenario import load
    from crmsim.scenario.catalogue import shipped

    for name in sorted(shipped()):
        scenario = load(name)
        given = scenario.files or scenario.adoption.thresholds is not None
        settings = [] if given else [f"organisation.employees={min(FEW, scenario.organisation.employees)}"]
        yield load(name, settings, weeks=min(SOON, scenario.weeks)), 1
    for case in small.CASES.values():
        yield small.scenario(small.LIVELY, case), 3


def fingerprint(scenario: Any, seed: int) -> str:
    """Hash of the books of a run and of its state at the end."""
    import hashlib

    import rearranged
    import small

    digest = hashlib.blake2b(digest_size=16)
    for name, array in small.pieces(small.run(scenario, seed)):
        if name not in rearranged.PASSING:
            digest.update(array.tobytes())
    return digest.hexdigest()


def forget() -> None:
    """Empty what was kept of runs without a slip."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper):
            module = one.__module__ or ""
            if not module.startswith("crmsim.") or module.startswith("crmsim.simulation"):
                one.cache_clear()


def forked(work: Callable[[], Any]) -> Any:
    """What work returns in a process of its own, ``None`` where that crashes or never ends."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder, "said")
        child = os.fork()
        if child == 0:
            with open(os.devnull, "w") as nowhere:
                os.dup2(nowhere.fileno(), 1)
                os.dup2(nowhere.fileno(), 2)
            forget()
            try:
                said.write_text(json.dumps(work()))
            finally:
                os._exit(0)
        end = time.monotonic() + LONGEST
        while os.waitpid(child, os.WNOHANG)[0] == 0:
            if time.monotonic() > end:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return None
            time.sleep(0.02)
        return json.loads(said.read_text()) if said.exists() else None


class Finder:
    """A plugin of pytest that keeps the name of the first test that fails."""

    def __init__(self) -> None:
        self.name = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Told of every part of every test."""
        if report.failed and not self.name:
            self.name = report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        """Told of every file."""
        if report.failed and not self.name:
            self.name = report.nodeid


def tested(tests: list[str]) -> str:
    """The first test that fails, empty where none does."""
    finder = Finder()
    command = ["-x", "-q", "-n0", "-p", "no:cacheprovider", "-m", "not slow", *tests]
    status = pytest.main(command, plugins=[finder])
    return finder.name or ("" if status == 0 else f"pytest ends with {status}")


def changes(usual: list[str], cases: list[tuple[Any, int]]) -> tuple[int, int]:
    """In how many runs a slip that is on changes anything, and in how many it is met."""
    changed = met = 0
    for expected, case in zip(usual, cases, strict=True):
        MET[MADE[0]] = 0
        changed += fingerprint(*case) != expected
        met += MET[MADE[0]]
    return changed, met


def main() -> None:
    number = int(sys.argv[1])
    split = sys.argv.index("--")
    tests, later = sys.argv[2:split], sys.argv[split + 1 :]
    sys.path.insert(0, "tests/simulation")
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for some in (tests, later):
        broken = tested(some) if some else ""
        if broken:
            raise SystemExit(f"without a slip fails {broken}")
    cases = list(scenarios())
    usual = [fingerprint(*case) for case in cases]
    for slip in range(number):
        MADE[0] = slip
        began = time.monotonic()
        by, after, effect = forked(lambda: tested(tests)), "", None
        if by == "" and later:
            after = forked(lambda: tested(later))
        if by == "":
            effect = forked(lambda: changes(usual, cases))
        line = {"slip": slip, "by": "crashes or never ends" if by is None else by, "after": after, "effect": effect,
                "seconds": time.monotonic() - began, "runs": len(cases)}  # fmt: skip
        print(json.dumps(line), file=out, flush=True)


if __name__ == "__main__":
    main()
