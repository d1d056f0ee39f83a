"""How long a run may take, where the experiment does not say, and what a run costs that goes beyond it."""

import dataclasses
import re
import time
from pathlib import Path

import pytest
import sweep_doubles as doubles

from crmsim.experiment import from_text
from crmsim.runner import limit
from crmsim.runner.estimate import estimate, estimate_text
from crmsim.runner.limit import Limit
from crmsim.runner.replay import replay
from crmsim.runner.start import job_of, start
from crmsim.store.load import load
from crmsim.store.records import Result
from crmsim.words import Teller

SIMULATED = """
title = "t"
question = "q"
outcomes = ["routine_share"]
runs = 5
[design]
kind = "grid"
[levers]
"leadership.said" = [0.2, 0.8]
"""


def took(seconds: float, status: str = "done") -> Result:
    return Result(bytes(16), status, None, False, None, None, seconds)


def test_the_limit_follows_from_what_runs_take() -> None:
    asked = doubles.toy(limit=None)
    found = Limit(asked)
    assert found.seconds == limit.FIRST
    found.learn([took(0.01)] * 19)
    assert found.seconds == limit.FIRST
    found.learn([took(0.01)])
    assert found.seconds == limit.LEAST
    found.learn([took(3.0), took(400.0, "failed"), took(2.0)])
    assert found.seconds == 150.0
    assert Limit(asked, seen=0.01).seconds == limit.LEAST
    assert Limit(asked, seen=2.0).seconds == 100.0


def test_what_the_experiment_says_holds() -> None:
    found = Limit(doubles.toy(limit=0.5), seen=100.0)
    found.learn([took(100.0)] * 30)
    assert found.seconds == 0.5 and found.text() == "no end after 0.5 seconds"


def test_large_organisations_have_longer_from_the_start() -> None:
    large = SIMULATED + "[constants]\n'organisation.employees' = 90000\n'scenario.weeks' = 104\n"
    assert Limit(from_text(SIMULATED, "x")).seconds == limit.FIRST
    assert Limit(from_text(large, "x")).seconds == pytest.approx(50 * 90_000 * 104 * 2e-6)


def test_the_time_is_told_before_a_sweep_that_does_not_say_it() -> None:
    asked = from_text(SIMULATED, "x")
    shown = estimate_text(estimate(asked, 1, 0.01))
    assert "given up as hung after 50 times what the longest of the first 20 took, but not within 20 s" in shown
    assert "hung" not in estimate_text(estimate(dataclasses.replace(asked, limit=60.0), 1, 0.01))
    assert "50 ganger" in estimate_text(estimate(asked, 1, 0.01), Teller("nb"))


@pytest.mark.slow
def test_a_run_without_end_costs_itself_alone_where_no_limit_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limit, "FIRST", 3.0)
    monkeypatch.setattr(limit, "LEAST", 1.0)
    asked = doubles.toy(limit=None)
    began = time.monotonic()
    account = start(asked, out=tmp_path / "hung", make=doubles.making("slow5_hang47", 2))
    assert account.missing == {"hung": 1}
    assert time.monotonic() - began < 30.0
    lost = load(tmp_path / "hung").missing()
    (error,) = lost["error"]  # the machine may be so busy that fifty times the longest is more than the least
    assert re.fullmatch(r"no end after \d+ seconds; an experiment's `limit` sets another time", error)
    job = dataclasses.replace(job_of(asked), compute="sweep_doubles:hang47")
    again = replay(tmp_path / "hung", lost["run_id"].iloc[0], job)
    assert again.after.status == "hung" and again.equal


@pytest.mark.parametrize("jobs", [0, 2])
def test_a_run_that_asks_to_end_its_process_is_a_failed_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    account = start(doubles.toy(), out=tmp_path / "out", make=doubles.making("exit5", jobs))
    assert account.missing == {"failed": 1}
    assert account.examples[0][2] == "the run asked to end its process (SystemExit: 0)"
