"""The bits of thirty runs, written down: digests of the weekly sums of fifteen scenarios with two seeds each.

    python tests/simulation/digests.py           compare with digests.json
    python tests/simulation/digests.py --small   only with few people: where code is not compiled, or on an emulator
    python tests/simulation/digests.py --write   write digests.json anew

Names of scenarios may follow, to compare those alone.

They are the same on every processor and system, compiled or not. A change of rules, streams, defaults or definitions
changes them on purpose: then write them anew and say so in CHANGELOG.md. If nothing was meant to change, a difference
is an error. A new column of the sums changes nothing here: digests are of the columns listed in the file.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
import time
from pathlib import Path
from typing import Any

import numba
import numpy as np

from crmsim.mechanisms import COLUMN
from crmsim.scenario import Scenario, load
from crmsim.simulation import Simulation

FILE = Path(__file__).with_name("digests.json")
SEEDS = (0, 7)
SCENARIOS = (
    "baseline", "giver_rich", "low_trust", "say_do_gap", "public_sector", "surveillance_unexplained",
    "lottery_winner", "hired_takers", "points_and_dashboards", "limits/bass", "limits/cascade", "limits/barter",
    "limits/noisy_pair", "limits/comings_and_goings", "limits/normal_thresholds",
)  # fmt: skip
SIZES = ("whole", "small")  # as shipped; with fewer people and weeks
FEW, SOON = 16, 60


def scenario_of(name: str, size: str) -> Scenario:
    """A scenario as shipped, or with fewer people and weeks."""
    scenario = load(name)
    if size == "small":
        few = min(FEW, scenario.organisation.employees)
        scenario = load(name, [f"organisation.employees={few}"], weeks=min(SOON, scenario.weeks))
    return scenario


def digest_of(name: str, seed: int, size: str, columns: list[str]) -> str:
    """Digest of the weekly sums of everybody and every group."""
    simulation = Simulation(scenario_of(name, size), seed)
    for _ in simulation.slices(simulation.scenario.weeks):
        pass
    return digest_of_sums(simulation.state.sums, columns)


def digest_of_sums(sums: Any, columns: list[str]) -> str:
    """Digest of float64[weeks, groups, columns]."""
    sums = sums[:, :, [COLUMN[column] for column in columns]]
    sums = np.where(np.isnan(sums), np.nan, sums)  # the sign of NaN is a processor's own
    return hashlib.blake2b(sums.astype("<f8").tobytes(), digest_size=8).hexdigest()


def written() -> dict[str, Any]:
    """What the file says: columns, and digests by scenario, size and seed."""
    result: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return result


def write() -> None:
    """Write the file anew."""
    columns = sorted(COLUMN)
    made = {
        name: {size: {str(seed): digest_of(name, seed, size, columns) for seed in SEEDS} for size in SIZES}
        for name in SCENARIOS
    }
    FILE.write_text(json.dumps({"columns": columns, "digests": made}, indent=1) + "\n", encoding="utf-8")


def check(sizes: tuple[str, ...], names: list[str]) -> int:
    """Print a line for each run of these scenarios, or of all; return how many differ."""
    how = "interpreted" if numba.config.DISABLE_JIT else "compiled"
    print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}, {how}", flush=True)
    file, differ = written(), 0
    for name in names or file["digests"]:
        for size in sizes:
            for seed, expected in file["digests"][name][size].items():
                began = time.perf_counter()
                same = digest_of(name, int(seed), size, file["columns"]) == expected
                differ += not same
                took = time.perf_counter() - began
                print(f"{name} {size}, seed {seed}: {'same' if same else 'DIFFERS'} ({took:.1f} s)", flush=True)
    print("all the same" if not differ else f"{differ} differ")
    return differ


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        write()
    named = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    raise SystemExit(1 if check(("small",) if "--small" in sys.argv[1:] else SIZES, named) else 0)
