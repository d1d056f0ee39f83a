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
    import crmsim.runner.threads
    import crmsim.runner.worker
    import crmsim.simulation

    for module in (crmsim.simulation, crmsim.runner.worker):
        monkeypatch.setattr(module, "simulate", engine.simulate)
    monkeypatch.setattr(crmsim.simulation, "announce_compilation", lambda announce: None)
    monkeypatch.setattr(crmsim.runner.compare, "compile_first", lambda job, announce: None)
    monkeypatch.setattr(crmsim.runner.threads, "warm_up", lambda: None)


@pytest.fixture
def crmsim_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from crmsim.commands.main import cli

    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli, list(arguments))

    return invoke
