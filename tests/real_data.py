"""Real organisations for tests, copied, because reading people from files leaves a key beside them."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@functools.cache
def _copied() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="crmsim-real-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(shutil.copytree(SHARED, folder / "data", ignore=shutil.ignore_patterns("pseudonyms.key")))


def real_data(name: str = "") -> Path:
    """A folder of real organisations, or all of them; the test is skipped where they are not beside the checkout."""
    if not (SHARED / name).is_dir():
        pytest.skip(f"the folder shared/data/{name} is not beside the checkout")
    return _copied() / name
