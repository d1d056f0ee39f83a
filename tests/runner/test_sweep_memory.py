"""The driver keeps nothing of a run: its memory is flat."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sweep_doubles as doubles

ROOT = Path(__file__).resolve().parents[2]
SWEEP = """
import resource, sys
import sweep_doubles as doubles
from crmsim.runner.start import start
account = start(doubles.toy(int(sys.argv[1])), out=sys.argv[2], make=doubles.making("nothing", 0))
assert account.computed == int(sys.argv[1]), account
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024))
"""


def megabytes(runs: int, folder: Path) -> float:
    """Peak memory of a process that drives so many runs and writes their table."""
    path = os.pathsep.join([str(ROOT), str(Path(doubles.__file__).parent)])
    result = subprocess.run(
        [sys.executable, "-c", SWEEP, str(runs), str(folder)],
        env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(result.stdout)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="peak memory is told by Unix only")
def test_memory_stays_flat_from_a_thousand_to_a_hundred_thousand_runs(tmp_path: Path) -> None:
    few, many = megabytes(1_000, tmp_path / "few"), megabytes(100_000, tmp_path / "many")
    print(f"    1,000 runs: {few:.0f} MB; 100,000 runs: {many:.0f} MB")
    assert many - few < 50.0
