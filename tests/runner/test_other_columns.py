"""Runs that are stored with other columns: what is stored serves where it can, and else must come out the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import crmsim
from crmsim.errors import CrmsimError
from crmsim.experiment import Experiment, from_text
from crmsim.experiment.runs import Runs
from crmsim.runner.account import Account
from crmsim.runner.known import Foreseen, foreseen
from crmsim.runner.start import start, start_part
from crmsim.runner.worker import code
from crmsim.store.checksum import checksum
from crmsim.store.journal import CELLS, JOURNAL, Journal
from crmsim.store.part import Part
from crmsim.store.verify import verify

TEXT = """
title = "Columns"
outcomes = ["help_rate", "user_share:role:superuser"]
runs = 2
{more}
[design]
kind = "grid"
[constants]
"organisation.employees" = 12
"scenario.weeks" = 4
[levers]
"climate.culture" = [0.2, 0.8]
"""
LITTLE = 'weekly = ["requests"]'
MUCH = 'weekly = ["user_share", "requests"]\nby_style = ["output"]\nevents = true'
CHANGED = 'weekly = ["requests"]\nby_style = ["payoff"]\nevents = true'


def asked(more: str, folder: Path, name: str = "e") -> Experiment:
    return from_text(TEXT.format(more=more), name, folder)


def swept(more: str, folder: Path, **options: object) -> Account:
    return start(asked(more, folder), **{"jobs": 0, "out": folder / "e", **options})  # type: ignore[arg-type]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        f"{kind}/{one.name}": one.read_bytes()
        for kind in ("runs", "weeks")
        for one in sorted((folder / kind).iterdir())
    }


def of_runs(folder: Path, kind: str) -> dict[str, bytes]:
    runs = crmsim.load(folder).frame()["run_id"]
    return {run: (folder / kind / f"{run}.parquet").read_bytes() for run in runs}


@pytest.fixture(scope="module")
def much(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return swept(MUCH, tmp_path_factory.mktemp("columns")).folder


def test_fewer_columns_or_another_order_compute_nothing_and_leave_what_a_fresh_sweep_leaves(tmp_path: Path) -> None:
    swept(MUCH, tmp_path)
    for fewer in (LITTLE, 'weekly = ["requests", "user_share"]\nevents = true', 'by_style = ["output"]'):
        fresh = swept(fewer, tmp_path / "fresh" / str(len(fewer)))
        assert fresh.computed == 4
        taken = swept(fewer, tmp_path)
        assert taken.computed == 0 and not taken.missing
        if "weekly" in fewer:
            assert contents(taken.folder) == contents(fresh.folder)
        if "events" in fewer:
            assert of_runs(taken.folder, "events") == of_runs(fresh.folder, "events")
            assert len(crmsim.load(taken.folder).events()) > 0
        assert verify(taken.folder).whole


def test_a_column_more_is_told_before_and_computed_and_the_rest_stays_as_it_was(tmp_path: Path) -> None:
    before = swept(LITTLE, tmp_path)
    old = crmsim.load(before.folder).frame()
    told: list[str] = []
    seen = foreseen(Runs(asked(CHANGED, tmp_path), code()), before.folder)
    lacking = ("payoff:giver", "payoff:taker", "payoff:matcher")
    assert seen == Foreseen(there=0, taken=0, again=4, new=0, lacking=lacking)
    after = swept(CHANGED, tmp_path, announce=told.append)
    assert after.computed == 4
    assert [text for text in told if "made again" in text and "payoff:giver" in text and ": 4;" in text]
    new = crmsim.load(after.folder).frame()
    shared = [name for name in old if name not in ("run_id", "reasons")]
    assert new[shared].equals(old[shared]) and new["payoff:giver"].notna().any()
    seen = foreseen(Runs(asked(CHANGED, tmp_path), code()), after.folder)
    assert seen == Foreseen(there=4, taken=0, again=0, new=0, lacking=())
    assert (after.folder / "earlier").is_dir()


def test_money_is_a_column_too_of_which_the_rest_is_held_against_what_was_stored(tmp_path: Path) -> None:
    swept("money = false", tmp_path)
    with_money = swept("money = true", tmp_path)
    assert with_money.computed == 4
    assert crmsim.load(with_money.folder).frame()["net_benefit_nok"].notna().all()


def test_another_folder_serves_with_other_columns_too(much: Path, tmp_path: Path) -> None:
    fewer = swept(LITTLE, tmp_path, known=[much])
    assert fewer.computed == 0
    assert contents(fewer.folder) == contents(swept(LITTLE, tmp_path / "fresh").folder)
    seen = foreseen(Runs(asked(CHANGED, tmp_path, "more"), code()), tmp_path / "more", [much])
    assert seen is not None and (seen.again, seen.taken) == (4, 0)
    assert foreseen(Runs(asked(LITTLE, tmp_path), code()), tmp_path / "nothing") is None
    with pytest.raises(CrmsimError, match="no journal is there"):
        foreseen(Runs(asked(LITTLE, tmp_path), code()), tmp_path / "nothing", [tmp_path])


@pytest.mark.parametrize("column", ["outcomes", "weekly"])
def test_what_comes_out_otherwise_than_it_was_stored_is_refused_and_nothing_is_lost(
    tmp_path: Path, column: str
) -> None:
    folder = swept(LITTLE, tmp_path).folder
    with Journal(folder / JOURNAL) as journal:
        run = next(journal.entries()).run
        (record,) = journal.records([run]).values()
        values = np.frombuffer(getattr(record, "values" if column == "outcomes" else column)).copy()
        place = int(np.flatnonzero(np.isfinite(values))[-1])
        values[place] = np.nextafter(values[place], np.inf)  # one bit
        journal.connection.execute(f"UPDATE runs SET {column} = ? WHERE run = ?", (values.tobytes(), run))
        row = journal.connection.execute(f"SELECT {CELLS} FROM runs WHERE run = ?", (run,)).fetchone()
        journal.connection.execute("UPDATE runs SET checksum = ? WHERE run = ?", (checksum(row), run))
    with pytest.raises(CrmsimError, match="comes out otherwise than it is recorded") as error:
        swept(CHANGED, tmp_path)
    assert run.hex()[:12] in error.value.problem and "--out" in str(error.value.expected)
    with Journal(folder / JOURNAL, readonly=True) as journal:
        assert journal.counts()["done"] >= 4
    assert swept(LITTLE, tmp_path).computed == 0


def test_parts_made_with_other_columns_serve_when_they_are_collected(tmp_path: Path) -> None:
    for number in (1, 2):
        start_part(asked(MUCH, tmp_path), Part(number, 2), jobs=0, out=tmp_path / "e")
    assert swept(LITTLE, tmp_path).computed == 0
