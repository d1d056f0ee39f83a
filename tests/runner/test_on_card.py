"""A sweep whose runs are computed side by side leaves the bytes of one whose runs are computed one by one."""

import dataclasses
import sqlite3
import sys
from pathlib import Path

import numba
import pytest
import sweep_doubles as doubles
from click.testing import CliRunner

from crmsim.card import driver
from crmsim.card.line import Desk
from crmsim.commands.main import cli
from crmsim.errors import CrmsimError
from crmsim.experiment import Experiment, from_text
from crmsim.runner import card, on_card
from crmsim.runner.backend import Backend, Job
from crmsim.runner.card import CardBackend, refuse
from crmsim.runner.choose import backend_of
from crmsim.runner.on_card import COMPUTE
from crmsim.runner.replay import replay
from crmsim.runner.start import job_of, start
from crmsim.runner.threads import ThreadBackend
from crmsim.store.journal import JOURNAL

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "card"))
from processor import Processor, by_the_engine

GRID = """
title = "Said and done, on a card"
question = "Is it the same there?"
base = "baseline"
outcomes = ["user_share", "coverage"]
weekly = ["user_share", "coverage"]
runs = {runs}
{more}
[constants]
"organisation.employees" = 20
"scenario.weeks" = 12
[design]
kind = "grid"
[levers]
"leadership.said" = {said}
"mechanisms.project" = [true, false]
"""
PLANNED = """
[scenario]
title = "Planned"
[organisation]
employees = 20
[[intervention]]
week = 4
kind = "leave"
who = "{who}"
"""

KEPT = "run, status, outcomes, censored, weekly, reasons, error, seed"  # of a run, all but how it was computed

pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="too slow uncompiled")


def small(runs: str = "3", said: str = "[0.2, 0.8]", more: str = "") -> Experiment:
    return from_text(GRID.format(runs=runs, said=said, more=more), "small")


class Cards:
    """Makes backends of a card, with the processor in its place; knows how many runs each batch had."""

    def __init__(self, processes: int = 0, room: int = 40_000_000) -> None:
        self.processes, self.room = processes, room
        self.launched: list[int] = []

    def lane(self, _workers: int = 1) -> Processor:
        result = Processor(by_the_engine(), self.room)
        result.launched = self.launched
        return result

    def __call__(self, job: Job) -> Backend:
        if self.processes:
            return CardBackend(job, self.processes, self.lane)
        refuse(job)
        return ThreadBackend(dataclasses.replace(job, compute=COMPUTE, card=Desk(self.lane).address), 1)


def both(asked: Experiment, folder: Path, cards: Cards) -> Path:
    """The same sweep one by one and side by side, of which all but the times is found the same; the latter's folder."""
    start(asked, jobs=0, out=folder / "alone")
    start(asked, out=folder / "together", make=cards)
    assert doubles.table(folder / "alone") == doubles.table(folder / "together")
    assert recorded(folder / "alone") == recorded(folder / "together")
    return folder / "together"


def recorded(folder: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / JOURNAL) as journal:
        return list(journal.execute(f"SELECT {KEPT} FROM runs ORDER BY run"))


def test_journal_and_tables_are_the_same_to_the_byte(tmp_path: Path) -> None:
    cards = Cards(processes=1)
    folder = both(small(), tmp_path, cards)
    assert len(recorded(folder)) == 12
    assert sum(cards.launched) == 12 + 2 * 3  # a counterfactual run for each seed, and for each of two workers at most


def test_a_run_of_the_sweep_is_repeated_one_by_one(tmp_path: Path) -> None:
    start(small("2"), out=tmp_path / "out", make=Cards())
    for run, *_ in recorded(tmp_path / "out"):
        assert isinstance(run, bytes)
        again = replay(tmp_path / "out", run.hex())
        assert again.equal and again.same_code, again.differing


def test_what_is_there_is_not_computed_again_and_more_is_added(tmp_path: Path) -> None:
    cards = Cards()
    assert start(small("2"), jobs=0, out=tmp_path).computed == 8
    assert start(small("2"), out=tmp_path, make=cards).computed == 0 and not cards.launched
    assert start(small("3"), out=tmp_path, make=cards).computed == 4


def test_precision_asks_for_as_many_runs(tmp_path: Path) -> None:
    wanted = "{ least = 30, most = 90, precision = { user_share = 0.1 } }"
    folder = both(small(wanted), tmp_path, Cards())
    assert 120 < len(recorded(folder)) < 360  # more than the first round, fewer than the most


def test_groups_are_told_from_the_whole_ledger(tmp_path: Path) -> None:
    text = GRID.replace('outcomes = ["user_share"', 'outcomes = ["output:giver", "help_rate:department:2"')
    both(from_text(text.format(runs=2, said=[0.2, 0.8], more=""), "small"), tmp_path, Cards())


def test_without_money_nothing_is_held_against_anything(tmp_path: Path) -> None:
    cards = Cards()
    both(small("2", more="money = false"), tmp_path, cards)
    assert sum(cards.launched) == 8


def test_a_run_that_fails_costs_itself_alone(tmp_path: Path) -> None:
    (tmp_path / "planned.toml").write_text(PLANNED.format(who="most_asked"))
    text = GRID.replace("[constants]", 'base = "planned.toml"\n[constants]').replace('base = "baseline"\n', "")
    text = text.replace('"mechanisms.project" = [true, false]', '"project.leader_style" = ["any", "taker"]')
    text = text.replace("[design]", '"people.takers" = 0.0\n[design]')
    asked = from_text(text.format(runs=2, said=[0.2, 0.8], more=""), "small", tmp_path)
    folder = both(asked, tmp_path, Cards())
    assert {status for _, status, *_ in recorded(folder)} == {0, 1}


def test_what_cannot_run_on_a_card_is_refused() -> None:
    job = job_of(small())
    refuse(job)
    for change, reason in (
        ({"function": "ishigami_noisy"}, "a known function is no run of the model"),
        ({"rules": (object(),)}, "own rules are Python, which a card does not run"),
        ({"measures": ("exhausted", "searching")}, "hours are measured between two weeks"),
    ):
        with pytest.raises(CrmsimError, match=reason):
            CardBackend(dataclasses.replace(job, **change), 1, Cards().lane)


def test_the_name_of_a_backend_is_checked() -> None:
    with pytest.raises(CrmsimError, match="Did you mean 'cuda'"):
        backend_of(None, 1, job_of(small()), backend="cuba")
    with pytest.raises(CrmsimError, match="does not go with --cluster"):
        backend_of("local", 1, job_of(small()), backend="cuda")


def test_without_a_card_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card, "refuse_without_compiler", lambda: None)
    monkeypatch.setattr(driver, "LIBRARY", "libcuda-of-nobody.so")
    with pytest.raises(CrmsimError, match="libcuda-of-nobody.so of NVIDIA's driver is not there; expected a machine"):
        backend_of(None, 1, job_of(small()), backend="cuda")


RULE = """
import crmsim


@crmsim.hook(after="work")
def nap(week):
    week.people.energy *= 0.99
"""
REFUSED = (
    ("", (), "libcuda-of-nobody.so of NVIDIA's driver is not there"),
    ("events = true", (), "what single people did"),
    ('rules = ["napping:nap"]', ("--run-rules",), "own rules are Python"),
    ("", ("--cluster", "local"), "does not go with --cluster"),
)


@pytest.mark.parametrize("how", [(), ("--dry-run",), ("--part", "1/2")])
@pytest.mark.parametrize(("more", "options", "reason"), REFUSED)
def test_what_is_refused_leaves_nothing_and_is_refused_by_a_dry_run_too(
    more: str, options: tuple[str, ...], reason: str, how: tuple[str, ...], monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest, tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(card, "refuse_without_compiler", lambda: None)
    monkeypatch.setattr(driver, "LIBRARY", "libcuda-of-nobody.so")
    request.addfinalizer(lambda: sys.modules.pop("napping", None))  # else the next test would find it elsewhere
    (tmp_path / "napping.py").write_text(RULE, encoding="utf-8")
    (tmp_path / "small.toml").write_text(small("2", more=more).text, encoding="utf-8")
    before = {path.name for path in tmp_path.iterdir()}
    done = CliRunner().invoke(cli, ["sweep", "small.toml", "--out", "out", "--backend", "cuda", *how, *options])
    assert done.exit_code == 2, done.output
    if "--cluster" not in options or "--part" not in how:
        assert reason in " ".join(done.output.split())
    assert {path.name for path in tmp_path.iterdir()} - {"__pycache__"} == before


def test_a_dry_run_says_that_its_estimate_is_not_for_a_card_or_a_cluster(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(card, "refuse_without_card", lambda job: None)
    (tmp_path / "small.toml").write_text(small("2").text, encoding="utf-8")
    for options, said in ((("--backend", "cuda"), "on the card"), (("--cluster", "local"), "on a cluster"), ((), "")):
        done = CliRunner().invoke(cli, ["sweep", str(tmp_path / "small.toml"), "--dry-run", *options])
        assert done.exit_code == 0, done.output
        assert ("This is for the processor" in done.output) is bool(said) and said in " ".join(done.output.split())
    done = CliRunner().invoke(cli, ["sweep", str(tmp_path / "small.toml"), "--dry-run", "--cluster-option", "queue=a"])
    assert done.exit_code == 2 and "goes with --cluster slurm only" in " ".join(done.output.split())


def test_few_runs_are_spread_over_all_workers(tmp_path: Path) -> None:
    cards = Cards(processes=2)
    start(small("4", more="money = false"), out=tmp_path, make=cards)
    assert sorted(cards.launched) == [4, 4, 4, 4]


def test_no_more_runs_are_held_at_a_time_than_there_is_memory_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_card, "MOST_BYTES", 700_000)
    cards = Cards()
    both(small("4"), tmp_path, cards)
    assert max(cards.launched) < 8 < sum(cards.launched)
