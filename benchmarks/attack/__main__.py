"""``python -m benchmarks.attack [PART…]``: attacks on what is stored and what is read, in one table.

Parts: kills, flips, inputs, fuzz, names, cost; by default all. Leaves with 1 if any attack succeeded.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import io
import sys
import tempfile
from pathlib import Path
from types import ModuleType

from benchmarks.attack.outcome import Clock, Outcome, table
from benchmarks.figure import machine

PARTS = ("kills", "flips", "inputs", "fuzz", "names", "cost")
SEED = 20261128


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attack", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"some of {', '.join(PARTS)}; by default all")
    parser.add_argument("--kills", type=int, default=200, metavar="N", help="commands killed (200)")
    parser.add_argument("--flips", type=int, default=100, metavar="N", help="flipped bits (100)")
    parser.add_argument("--edits", type=int, default=20, metavar="N", help="inputs edited (20)")
    parser.add_argument("--fuzz", type=int, default=10_000, metavar="N", help="fuzzed inputs (10,000)")
    parser.add_argument("--seconds", type=float, metavar="S", help="at most so long for each part; the rest is told")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of every random moment and input ({SEED})")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes that read fuzzed inputs; one a core")
    parser.add_argument("--only", type=int, metavar="NUMBER", help="with fuzz: this input alone, and show it")
    asked = parser.parse_args()
    unknown = [name for name in asked.parts if name not in PARTS]
    if unknown:
        parser.error(f"no part {unknown[0]!r}; expected some of {', '.join(PARTS)}")
    outcomes: list[Outcome] = []
    for part in asked.parts or PARTS:
        clock = Clock(None)
        with tempfile.TemporaryDirectory(prefix="attack-") as folder:
            outcomes += outcomes_of(part, asked, Path(folder))
        print(f"{part}: {clock.seconds:.0f} s", file=sys.stderr)
    print(machine())
    print(f"seed {asked.seed}\n")
    print(table(outcomes))
    return int(any(one.succeeded for one in outcomes))


def outcomes_of(part: str, asked: argparse.Namespace, work: Path) -> list[Outcome]:
    """What came of one part."""
    if importlib.util.find_spec(f"benchmarks.attack.{part}") is None:
        return [Outcome(part, 0, note="not in this version")]
    module = importlib.import_module(f"benchmarks.attack.{part}")
    if part == "fuzz":
        found: list[Outcome] = module.main(asked.fuzz, asked.seed, work, asked.seconds, asked.jobs, asked.only)
    elif part == "cost":
        found = module.main(work)
    elif part == "names":
        found = of_names(module)
    else:
        number = {"kills": asked.kills, "flips": asked.flips, "inputs": asked.edits}[part]
        found = module.main(number, asked.seed, work, asked.seconds)
    return found


def of_names(module: ModuleType) -> list[Outcome]:
    """What came of names, whose command prints its own figures: the lines it prints, and its exit code."""
    outcome = Outcome("names", 1)
    clock, printed = Clock(None), io.StringIO()
    given, sys.argv = sys.argv, sys.argv[:1]
    try:
        with contextlib.redirect_stdout(printed):
            code = module.main()
    except SystemExit as error:
        code = error.code
    finally:
        sys.argv = given
    lines = [line for line in printed.getvalue().splitlines() if line.strip()]
    print("\n".join(lines), file=sys.stderr)
    if code:
        outcome.succeed(lines[-1] if lines else str(code))
    else:
        outcome.hold()
    outcome.seconds = clock.seconds
    return [outcome]


if __name__ == "__main__":
    sys.exit(main())
