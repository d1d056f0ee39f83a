"""How many draws, logarithms and exponentials the model makes in an employee's week.

Counted, not estimated: ``python -m benchmarks.operations`` runs the shipped scenario without compilation, with every
keyed draw, ``log``, ``exp``, ``cos`` and ``math.sqrt`` of the rules replaced by one that counts, and divides by people
and weeks. Settling (week 0) is left out, vacant seats are counted as people. ``joins`` (the other parts of a key that
are hashed) are told, but belong to the model's way of naming draws and not to the limit.
"""

from __future__ import annotations

import argparse
import functools
import json
import math
import os
import subprocess
import sys
from collections import Counter

COUNTED = ("draws", "log", "exp", "sqrt", "cos", "joins")


def count(people: int, weeks: int) -> dict[str, float]:
    """Operations for each employee and week, in this process, which must run without compilation."""
    result: Counter[str] = Counter()

    def counting(name: str, function):
        @functools.wraps(function)
        def counted(*arguments):
            result[name] += 1
            return function(*arguments)

        return counted

    from crmsim.mechanisms import PHASES
    from crmsim.numerics import arithmetic, draws, portable
    from crmsim.scenario import load
    from crmsim.simulation.parameters import parameter_tuple
    from crmsim.simulation.run import Simulation

    simulation = Simulation(load("baseline", [f"organisation.employees={people}"], weeks=weeks), 0)
    simulation.params = parameter_tuple(simulation.scenario)  # a record of numpy is slower to read in Python
    math.sqrt = counting("sqrt", math.sqrt)
    draws.mix = counting("mixes", draws.mix)
    modules = [module for name, module in sys.modules.items() if name.startswith("crmsim.mechanisms.")]
    for home, name in ((draws, "uniform"), (portable, "log"), (portable, "exp"), (portable, "cos")):
        plain = getattr(home, name)
        counted = counting("draws" if name == "uniform" else name, plain)
        for module in [*modules, draws, arithmetic]:  # each has its own name for it
            if vars(module).get(name) is plain:
                setattr(module, name, counted)
    simulation._advance(1, weeks, 0, len(PHASES) - 1)
    each = {name: amount / (people * weeks) for name, amount in result.items()}
    # A part of a key takes two mixes. The second uniform of a normal draw (one cosine each) takes a single one.
    normals = each.get("cos", 0.0)
    each["joins"] = (each.pop("mixes") - normals) / 2.0 - (each["draws"] - normals)
    return {name: each.get(name, 0.0) for name in COUNTED}


@functools.cache
def counted(people: int = 80, weeks: int = 104) -> dict[str, float]:
    """The same from a process of its own, without compilation."""
    command = [sys.executable, "-m", "benchmarks.operations", "--people", str(people), "--weeks", str(weeks)]
    done = subprocess.run(
        command, env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, check=True
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=80)
    parser.add_argument("--weeks", type=int, default=104)
    chosen = parser.parse_args()
    print(json.dumps(count(chosen.people, chosen.weeks)))


if __name__ == "__main__":
    main()
