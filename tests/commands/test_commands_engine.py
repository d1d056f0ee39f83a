"""Commands on the real engine: the same numbers whatever the threads, and Ctrl-C in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
SMALL = ["organisation.employees=40"]


def test_threads_change_nothing() -> None:
    import crmsim

    usual = {"runs": 6, "weeks": 16, "settings": SMALL, "what_if": ["people.takers=.4"]}
    one = crmsim.compare("baseline", jobs=1, **usual)
    three = crmsim.compare("baseline", jobs=3, **usual)
    pd.testing.assert_frame_equal(one.frame(), three.frame())
    run = crmsim.run("baseline", seed=4, weeks=16, settings=SMALL)
    value = one.frame().query("scenario == 'baseline' and run == 4 and outcome == 'requests'")["value"].item()
    assert run.summary.values["requests"] == value


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
def test_ctrl_c_in_a_process(tmp_path: Path) -> None:
    import crmsim

    crmsim.run("baseline", weeks=2, settings=SMALL)  # compiled beforehand, so that the process finds it on disk
    code = "from crmsim.commands.main import main; main()"
    arguments = ["compare", "baseline", "giver_rich", "--runs", "100000", "--weeks", "26", "--out", "part"]
    command = [sys.executable, "-c", code, *arguments, "--set", SMALL[0]]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        time.sleep(6.0)
        process.send_signal(signal.SIGINT)
        text, wrong = process.communicate(timeout=20.0)
    finally:
        process.kill()
    assert process.returncode == 130, wrong
    assert "Traceback" not in wrong
    if (tmp_path / "part").exists():  # a slow machine may not have finished a pair
        assert "Stopped early" in text
        origin = json.loads((tmp_path / "part" / "provenance.json").read_text())
        assert origin["partial"] is True and origin["finished"] is False
        assert len(pd.read_parquet(tmp_path / "part" / "runs.parquet")) == 2 * origin["runs_finished"]


READING = """
import numba.core.event as event
from click.testing import CliRunner
from crmsim.commands.main import cli
with event.install_recorder("numba:compile") as compiled:
    for line in ("--help", "scenarios", "experiments", "claims", "show baseline", "check baseline", "run --help"):
        done = CliRunner().invoke(cli, line.split())
        assert done.exit_code == 0, (line, done.output)
        assert not compiled.buffer, line
"""


def test_commands_that_only_read_never_compile(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CRMSIM_CACHE_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", READING], cwd=tmp_path, env=environment, check=True, timeout=120.0)
    assert not list(tmp_path.rglob("*.nbc"))


def test_check_refuses_a_leader_that_nobody_can_be(crmsim_command) -> None:
    words = ["baseline", "--set", "people.takers=0", "--set", "people.givers=.5", "--set", "project.leader_style=taker"]
    for command in ("check", "run"):
        result = crmsim_command(command, *words)
        assert result.exit_code == 2
        assert "nobody in the organisation is a taker" in result.output
