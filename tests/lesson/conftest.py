"""A lesson of few runs, made once for all tests of the page."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

SEED, RUNS, WEEKS = 3, 2, 12


@pytest.fixture(scope="session")
def page() -> str:
    """The whole page in both languages, with fewer variants and weeks of the first lesson than are shipped."""
    from crmsim.lesson import document, favours
    from crmsim.scenario import load

    def shortened(name: str, settings: Any = (), weeks: int | None = None) -> Any:
        return load(name, settings, WEEKS if name == favours.GROUP else weeks)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(favours, "load", shortened)
        patch.setattr(favours, "FORGIVENESS", (0.0, 0.33))
        patch.setattr(favours, "FOLLOWED", ("usual",))
        return document.make(seed=SEED, runs=RUNS)


@pytest.fixture(scope="session")
def data(page: str) -> dict[str, Any]:
    """What the page has to tell."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    result: dict[str, Any] = json.loads(found[1])
    return result
