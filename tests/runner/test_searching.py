"""Searches on functions with known answers; they go on to the byte, and say what is missing."""

import hashlib
import sys
from pathlib import Path

import numpy as np
import pytest

import crmsim
from crmsim.errors import CrmsimError
from crmsim.experiment import Experiment, from_text
from crmsim.experiment.functions import zdt1
from crmsim.experiment.samples import hypercube
from crmsim.runner.replay import replay
from crmsim.runner.searching import Searching
from crmsim.runner.start import Interrupted, start, start_part
from crmsim.store.part import Part

INPUTS = "".join(f"x{number} = {{ low = 0.0, high = 1.0 }}\n" for number in range(1, 7))
SEARCH = """
title = "A front that is known"
function = "{function}"
outcomes = ["f1", "f2"]
runs = 1
[design]
kind = "search"
settings = {settings}
{more}
[aims]
f1 = "lower"
f2 = "lower"
[levers]
"""
PATTERNS = """
title = "Patterns that are known"
function = "zdt1"
outcomes = ["f1", "f2"]
runs = 1
[design]
kind = "patterns"
settings = {settings}
[cells]
f1 = {{ low = 0.0, high = 1.0, parts = 20 }}
f2 = {{ low = 0.0, high = 10.0, parts = 20 }}
[levers]
"""
PARTS = 20


def search(settings: int = 240, function: str = "zdt1", more: str = "") -> Experiment:
    return from_text(SEARCH.format(settings=settings, function=function, more=more) + INPUTS, "front")


def patterns(settings: int = 500) -> Experiment:
    return from_text(PATTERNS.format(settings=settings) + INPUTS, "patterns")


def bytes_of(folder: Path) -> str:
    """Hash of settings and table."""
    files = [folder / "looked_at.csv", *sorted((folder / "runs").iterdir())]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def beyond(outcomes: np.ndarray) -> np.ndarray:
    """How far pairs of outcomes lie above the best there is, √x1 taken off."""
    return outcomes[:, 1] - (1.0 - np.sqrt(outcomes[:, 0]))


def test_a_known_front_is_found_from_end_to_end_where_drawing_at_random_does_not(tmp_path: Path) -> None:
    pytest.importorskip("pymoo")
    start(search(), jobs=0, out=tmp_path / "out")
    sweep = crmsim.load(tmp_path / "out")
    table = sweep.analyse().tables["found"]
    table = table[table["setting"] > 0]
    found = table[["f1_fresh", "f2_fresh"]].to_numpy()
    drawn = np.array([zdt1(row) for row in hypercube(6, 240, 0)])
    assert (beyond(found) > -1e-9).all() and np.median(beyond(found)) < 0.5 < np.sort(beyond(drawn))[2]
    assert found[:, 0].min() < 0.05 and found[:, 0].max() > 0.5
    assert (table["verdict"] == "stands").all()
    covered = sweep.analyse().tables["covered"]["covered"]
    assert covered.is_monotonic_increasing and covered.iloc[1] < covered.iloc[-1]
    frame = sweep.frame()
    assert len(frame) == 241 + len(table) + 1 and set(sweep.design.columns) <= set(frame.columns)


def test_what_was_ended_goes_on_to_the_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pymoo")
    asked = search(40, "zdt1_noisy", "samples = 2\nfresh = 2")
    whole = start(asked, jobs=0, out=tmp_path / "whole")
    usual, seen = Searching._generation, []

    def ended(self: Searching, *given: object) -> np.ndarray:
        seen.append(1)
        if len(seen) == 5:
            raise KeyboardInterrupt
        return usual(self, *given)

    monkeypatch.setattr(Searching, "_generation", ended)
    with pytest.raises(Interrupted):
        start(asked, jobs=0, out=tmp_path / "ended")
    partial = crmsim.load(tmp_path / "ended", partial=True)
    assert partial.analyse().searched.found == () and 0 < len(partial.frame()) < whole.runs
    monkeypatch.undo()
    again = start(asked, jobs=0, out=tmp_path / "ended")
    assert 0 < again.computed < whole.computed and again.runs == whole.runs
    assert bytes_of(tmp_path / "ended") == bytes_of(tmp_path / "whole")
    assert start(asked, jobs=0, out=tmp_path / "ended").computed == 0
    assert replay(tmp_path / "ended", partial.frame()["run_id"].iloc[-1]).differing == ()


def test_more_patterns_are_reached_than_by_an_even_sample_and_none_that_cannot_be(tmp_path: Path) -> None:
    start(patterns(), jobs=0, out=tmp_path / "out")
    made = crmsim.load(tmp_path / "out").analyse().reached
    assert made.settings == 500 and made.outside == made.untold == 0
    drawn = np.array([zdt1(row) for row in hypercube(6, 500, 0)])
    even = {(min(int(f1 * PARTS), 19), min(int(f2 / 10.0 * PARTS), 19)) for f1, f2 in drawn}
    assert made.cells > len(even)
    for first, second in zip(*np.nonzero(made.shaped()), strict=True):
        # what can be: from 1 - √f1 to 10 - √(10 f1), both highest at the cell's lower end and lowest at its upper
        low, high = 1.0 - np.sqrt((first + 1) / PARTS), 10.0 - np.sqrt(10.0 * first / PARTS)
        assert (second + 1) * 0.5 > low and second * 0.5 < high


def test_what_cannot_be_is_told_before_anything_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CrmsimError, match="cannot be computed in parts"):
        start_part(patterns(40), Part(1, 2), jobs=0, out=tmp_path / "part")
    monkeypatch.setitem(sys.modules, "pymoo.indicators.hv", None)
    with pytest.raises(CrmsimError, match="a search needs pymoo") as missing:
        start(search(40), jobs=0, out=tmp_path / "out")
    assert "crmsim[search]" in str(missing.value)


def test_the_settings_kept_are_part_of_what_was_written(tmp_path: Path) -> None:
    start(patterns(40), jobs=0, out=tmp_path / "out")
    kept = tmp_path / "out" / "looked_at.csv"
    kept.write_text(kept.read_text(encoding="utf-8").replace("\n0,0,0.", "\n0,0,0.1", 1), encoding="utf-8")
    with pytest.raises(CrmsimError, match="looked_at.csv"):
        crmsim.load(tmp_path / "out")
