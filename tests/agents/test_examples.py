"""The examples and the page on own rules run as they are printed."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load(name: str) -> ModuleType:
    path = ROOT / "examples" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"example_{name}", path)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_example_of_an_own_rule(capsys: pytest.CaptureFixture[str]) -> None:
    load("own_rule").main(runs=2, weeks=20)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["mean_quality", "help_rate", "shared_personally", "routine_share"]
    assert float(lines[0].split()[2]) > 0.0


def test_the_page_on_own_rules(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "own_rules.md").read_text(encoding="utf-8")
    result = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(result) >= 4
    names: dict[str, object] = {}
    for block in result:
        exec(compile(block, "own_rules.md", "exec"), names)
    printed = capsys.readouterr().out
    assert "lunch, after help, source " in printed
    for phase in (
        "signals",
        "project",
        "market",
        "ask",
        "help",
        "use",
        "work",
        "adoption",
        "climate",
        "turnover",
        "ledger",
    ):
        assert f"`{phase}`" in page


def test_the_visualisation(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page comes to stand; skipped where the extra crmsim[mesa-viz] is not installed."""
    pytest.importorskip("solara")
    pytest.importorskip("altair")
    pytest.importorskip("networkx")
    module = load("mesa_visualisation")
    model = module.Shown(seed=1, weeks=3)
    for _ in range(5):
        model.step()
    assert model.week == 3
    import solara

    box, rendered = solara.render(module.page, handle_error=False)
    rendered.close()
    assert box is not None
