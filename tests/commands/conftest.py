"""Commands run in a folder of their own, on a stand-in for the engine."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

sys.path.insert(0, str(Path(__file__).resolve().parent))


@pytest.fixture
def quick_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    import engine

    import crmsim.runner.compare
    import crmsim.simulation

    for module in (crmsim.simulation, crmsim.runner.compare):
        monkeypatch.setattr(module, "simulate", engine.simulate)
        monkeypatch.setattr(module, "announce_compilation", lambda announce: None)


@pytest.fixture
def crmsim_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from crmsim.commands.main import cli

    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli, list(arguments))

    return invoke
