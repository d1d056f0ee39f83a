"""What every test may use."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("MPLBACKEND", "Agg")

# Derandomised: the same examples every time, so that a red test stays red until it is mended.
settings.register_profile(
    "crmsim", deadline=None, derandomize=True, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("crmsim")

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))  # for real_data


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """A copy of the real organisations that stand beside the checkout, where they are there at all."""
    from real_data import real_data

    return real_data()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser without a window, where there is one; see :mod:`tests.in_browser`."""
    from tests.in_browser import opened

    with opened() as found:
        yield found
