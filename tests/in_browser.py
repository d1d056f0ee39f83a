"""What tests in Chromium share, by way of Playwright; who imports it is skipped where either is missing.

``python -m pip install playwright`` brings the one, ``CRMSIM_CHROMIUM`` or the system the other. With
``CRMSIM_AXE=…/axe.min.js`` (npm's axe-core) every screen is also held against WCAG 2.2.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = os.environ.get("CRMSIM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("no Chromium is there", allow_module_level=True)
AXE = os.environ.get("CRMSIM_AXE")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextlib.contextmanager
def opened() -> Iterator[Any]:
    """A browser without a window."""
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def watched(tab: Any) -> tuple[list[str], list[str]]:
    """What a page complains of, and what it asks for, from now on."""
    complaints: list[str] = []
    asked: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    tab.on("request", lambda request: asked.append(request.url))
    return complaints, asked


def sound(tab: Any, where: object = "") -> None:
    """Nothing is wider than the screen, and axe finds nothing."""
    wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, where
    if AXE is not None:
        # The policy of a page lets no script in but its own, so axe comes by the debugger's way.
        tab.context.new_cdp_session(tab).send("Page.setBypassCSP", {"enabled": True})
        tab.evaluate(Path(AXE).read_text(encoding="utf-8"))
        found = tab.evaluate("(rules) => axe.run(document, { runOnly: rules })", RULES)
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == [], where
