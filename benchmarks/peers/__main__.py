"""``python -m benchmarks.peers``."""

from __future__ import annotations

import argparse
from pathlib import Path

import benchmarks.peers
from benchmarks.figure import machine, table


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers", description=benchmarks.peers.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--sizes", type=int, nargs="+", default=(), help="people; by default 150 to 100,000")
    parser.add_argument("--only", nargs="+", default=(), metavar="NAME", help="libraries, by how rows begin")
    parser.add_argument("--environments", type=Path, help="keep what is installed in this folder")
    parser.add_argument("--quick", action="store_true", help="150 and 1,000 people, few repeats")
    chosen = parser.parse_args()
    folder = chosen.environments and chosen.environments.resolve()
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    figures = benchmarks.peers.measure(chosen.quick, chosen.sizes, chosen.only, folder)
    print(machine())
    print(table(figures))


if __name__ == "__main__":
    main()
