"""A class that is kept in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GUEST = "192.0.2.{}"  # addresses for documentation: nobody has them


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the class of this test is kept."""
    from crmsim.app.classroom import store

    path = tmp_path / "class" / "class.json"
    monkeypatch.setattr(store, "usual_place", lambda: path)
    return path


@pytest.fixture
def admitted(opened: Callable[..., Any]) -> Callable[..., Any]:
    """Lets a guest in beside a host: ``admitted(host, 3)`` is the third."""
    from crmsim.app.settings import Settings

    def come(host: Any, number: int) -> Any:
        guest = opened(beside=host, address=GUEST.format(number))
        code = Settings(secret=b"s" * 32, lan=True).code
        assert guest.post("/enter", {"code": code}).headers["location"] == "/classroom/play"
        return guest

    return come
