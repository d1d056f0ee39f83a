"""The sandbox of the app in Chromium: from a slider to its chart, and what a visit loads.

Needs Playwright and a Chromium (``CRMSIM_CHROMIUM``, or on the path). Every move is to a setting that was never run.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.figure import Figure

LEVERS = ("said", "done", "why", "asked", "required", "watched", "points")  # each in steps of five
P50, P95 = 80.0, 150.0  # milliseconds
KILOBYTES, REQUESTS = 150.0, 12.0
MOVE = """async ([name, value]) => {
  const drawn = document.getElementById("drawn");
  const slider = document.getElementById(name);
  slider.value = value;
  const begun = performance.now();
  const before = drawn.dataset.about;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  while (drawn.dataset.about === before) await new Promise((go) => { setTimeout(go, 1); });
  await new Promise((go) => { requestAnimationFrame(() => setTimeout(go, 0)); });
  return performance.now() - begun;
}"""
LOADED = """() => {
  const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  return [all.length, all.reduce((sum, one) => sum + one.transferSize, 0), all.map((one) => one.name)];
}"""


def chromium() -> str | None:
    """The browser, where there is one."""
    return os.environ.get("CRMSIM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@contextlib.contextmanager
def served(*options: str) -> Iterator[str]:
    """The app in a process of its own, and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "crmsim", "app", "--no-browser", "--port", str(port), *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/static/app.js", timeout=2.0).close()
                break
            if process.poll() is not None:
                raise RuntimeError("the app ended by itself")
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(20.0)


def moves(tab: Any, count: int, rest: bool) -> list[float]:
    """Milliseconds from an input to the painted chart; with ``rest`` each after the last one was counted to its end."""
    generator = random.Random(f"{rest}")
    times, seen = [], set()
    while len(times) < count:
        name, value = generator.choice(LEVERS), 5 * generator.randint(1, 19)
        setting = (*(tab.input_value(f"#{one}") for one in LEVERS if one != name), name, value)
        if setting in seen or tab.input_value(f"#{name}") == str(value):
            continue
        seen.add(setting)
        times.append(float(tab.evaluate(MOVE, [name, str(value)])))
        if rest:
            tab.wait_for_selector("#drawn[data-worlds='40']")
    return times


def measure(quick: bool = False) -> list[Figure]:
    """What a visitor waits for, and what a visit loads."""
    from playwright.sync_api import sync_playwright

    browser_path = chromium()
    if browser_path is None:
        return [Figure("the app in a browser", 0, None, "", note="skipped: no Chromium")]
    count = 20 if quick else 60
    result = []
    with served() as address, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        tab = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
        tab.goto(f"{address}/sandbox")
        tab.wait_for_selector("#drawn[data-worlds='40']", timeout=120_000)
        requests, size, names = tab.evaluate(LOADED)
        outside = [name for name in names if not name.startswith(address)]
        for what, rest in (("one by one", True), ("dragged without a rest", False)):
            times = moves(tab, count if rest else 3 * count, rest)
            for share, goal in ((50, P50), (95, P95)):
                value = float(np.percentile(times, share))
                result.append(Figure(f"slider to chart, {what}, p{share}", 150, value, "ms", "goal", goal, most=1.0))
        browser.close()
    result.append(Figure("a visit to the sandbox loads", 0, size / 1000.0, "kB", "goal", KILOBYTES, most=1.0))
    result.append(Figure("in so many requests", 0, requests, "", "goal", REQUESTS, most=1.0,
                         note=f"{len(outside)} of them to elsewhere"))  # fmt: skip
    return result
