"""Runs that another sweep has are taken from its journal, to the bit, and only those."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.experiment import from_text
from crmsim.runner.start import start
from crmsim.store.journal import JOURNAL, Journal

TEXT = """
title = "Known"
function = "ishigami_noisy"
outcomes = ["value"]
runs = {runs}
[design]
kind = "grid"
[levers]
x1 = {levels}
x2 = [0.0, 1.0]
x3 = [0.0, 1.0]
"""


def swept(folder: Path, name: str, levels: str, runs: int, **more: object):
    return start(from_text(TEXT.format(levels=levels, runs=runs), name), jobs=0, out=folder / name, **more)  # type: ignore[arg-type]


def table(folder: Path) -> bytes:
    return (folder / "runs" / "part-00000.parquet").read_bytes()


def test_what_another_has_is_not_computed_again_and_the_table_is_the_same(tmp_path: Path) -> None:
    theirs = swept(tmp_path, "theirs", "[0.0, 1.0, 2.0]", 3)
    alone = swept(tmp_path / "alone", "mine", "[1.0, 2.0, 3.0]", 4)
    mine = swept(tmp_path, "mine", "[1.0, 2.0, 3.0]", 4, known=[theirs.folder])
    assert (theirs.computed, alone.computed, mine.computed) == (36, 48, 48 - 2 * 4 * 3)
    assert table(mine.folder) == table(alone.folder)
    with Journal(mine.folder / JOURNAL, readonly=True) as journal:
        assert journal.counts()["done"] == 48 and journal.altered() == []
    assert swept(tmp_path, "mine", "[1.0, 2.0, 3.0]", 4).computed == 0  # they are its own now


def test_a_record_that_was_edited_is_not_taken_and_a_folder_without_a_sweep_is_refused(tmp_path: Path) -> None:
    theirs = swept(tmp_path, "theirs", "[0.0, 1.0]", 2)
    with Journal(theirs.folder / JOURNAL) as journal:
        journal.connection.execute("UPDATE runs SET seconds = seconds + 1")
    with pytest.raises(CrmsimError, match="is not what was written"):
        swept(tmp_path, "mine", "[1.0, 2.0]", 2, known=[theirs.folder])
    with pytest.raises(CrmsimError, match="no journal is there"):
        swept(tmp_path, "other", "[1.0, 2.0]", 2, known=[tmp_path])
