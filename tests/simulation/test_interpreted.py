"""The same numbers, to the bit, from compiled code and from plain Python; run with bounds checks too."""

import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest
import small

pytestmark = pytest.mark.interpreted
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def the_other_way() -> dict[str, str]:
    """Fingerprints of all cases from a process that compiles where this one does not, and the reverse."""
    compiled_here = not numba.config.DISABLE_JIT
    environment = {
        **os.environ,
        "NUMBA_DISABLE_JIT": "1" if compiled_here else "0",
        "NUMBA_BOUNDSCHECK": "0",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    done = subprocess.run(
        [sys.executable, str(Path(small.__file__)), *small.CASES],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(line.split() for line in done.stdout.splitlines())


@pytest.mark.parametrize("case", small.CASES)
def test_compiled_and_interpreted_agree_to_the_bit(case: str, the_other_way: dict[str, str]) -> None:
    assert small.fingerprint_of(case) == the_other_way[case]


def test_the_cases_visit_every_phase() -> None:
    simulation = small.run(small.scenario(small.LIVELY, small.CASES["everything"]), 3)
    people, facts = simulation.state.people, simulation.state.facts
    assert np.any(people.heard_done > 0.0)  # signals
    assert simulation.state.project.step[0] == 5 and np.any(people.skill > 0.1)  # project
    assert np.any(facts.version > 1)  # market
    for name in ("requests", "granted", "refused", "offers", "shared_personally", "received"):  # asking, helping
        assert small.column(simulation, name).sum() > 0.0, name
    for name in ("recorded", "lookups", "hits", "output", "served"):  # system, work
        assert small.column(simulation, name).sum() > 0.0, name
    assert (
        small.column(simulation, "routine").max() > 0.0 and small.column(simulation, "rejected").max() > 0.0
    )  # adoption
    for name in ("departures", "knowledge_lost"):  # comings and goings
        assert small.column(simulation, name).sum() > 0.0, name
    assert np.any(people.holder > 0)
    assert small.column(simulation, "responded").sum() > 0.0  # ledger
