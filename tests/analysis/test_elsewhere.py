"""What is handed to SALib is whole, in the order of its sample, and says what was left out."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from SALib.analyze import sobol

import crmsim
from crmsim import CrmsimError

ROWS = 512
TEXT = """
title = "A known answer"
question = "Is it found?"
expect = "It is."
outcomes = ["value"]
function = "ishigami"
runs = 1
[design]
kind = "{kind}"
{size}
[uncertainties]
x1 = {varied}
x2 = {varied}
x3 = {varied}
"""
WHOLE = "{ low = -3.141592653589793, high = 3.141592653589793 }"


def swept(folder: Path, kind: str = "sobol", size: str = f"samples = {ROWS}", varied: str = WHOLE) -> crmsim.Sweep:
    (folder / "known.toml").write_text(TEXT.format(kind=kind, size=size, varied=varied), encoding="utf-8")
    return crmsim.sweep(folder / "known.toml", out=folder / "out", jobs=0)


def changed(sweep: crmsim.Sweep, values: np.ndarray) -> crmsim.Sweep:
    """The sweep with other values; NaN becomes undefined."""
    place = sweep.table.schema.get_field_index("value")
    column = pa.array(values, pa.float64(), mask=np.isnan(values))
    return dataclasses.replace(sweep, table=sweep.table.set_column(place, sweep.table.schema.field(place), column))


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> crmsim.Sweep:
    return swept(tmp_path_factory.mktemp("known"))


def test_salib_finds_the_known_indices(known: crmsim.Sweep) -> None:
    whole = known.salib("value")
    assert (whole.rows, whole.dropped) == (ROWS, 0)
    x1 = known.table["x1"].to_numpy()
    assert whole.X[:, 0] == pytest.approx((x1 + np.pi) / (2.0 * np.pi))
    found = sobol.analyze(whole.problem, whole.Y, calc_second_order=False, seed=1)
    assert found["ST"] == pytest.approx([0.557, 0.442, 0.244], abs=0.1)


def test_an_undefined_run_is_refused_or_takes_its_row_with_it(known: crmsim.Sweep) -> None:
    values = known.table["value"].to_numpy().copy()
    values[7] = np.nan
    gap = changed(known, values)
    with pytest.raises(CrmsimError, match=r"1 of 512 rows .*drop=True"):
        gap.salib("value")
    whole = gap.salib("value", drop=True)
    assert (whole.rows, whole.dropped) == (ROWS, 1)
    assert whole.Y.tolist() == [*values[:5], *values[10:]]
    assert len(whole.X) == len(whole.Y) == (ROWS - 1) * 5
    assert sobol.analyze(whole.problem, whole.Y, calc_second_order=False, seed=1)["ST"].min() > 0.0


def test_what_salib_would_make_numbers_of_all_the_same_is_refused(known: crmsim.Sweep, tmp_path: Path) -> None:
    values = known.table["value"].to_numpy().copy()
    with pytest.raises(CrmsimError, match="the same in every run"):
        changed(known, np.ones_like(values)).salib("value")
    values[: len(values) // 2] = np.nan
    with pytest.raises(CrmsimError, match="expected an outcome that every run has"):
        changed(known, values).salib("value", drop=True)
    with pytest.raises(CrmsimError, match="no analysis for a design of kind 'grid'"):
        swept(tmp_path, "grid", "", "[0.0, 1.0]").salib("value")


def test_the_points_of_a_latin_hypercube_stand_alone(tmp_path: Path) -> None:
    sweep = swept(tmp_path, "lhs", "samples = 40")
    values = sweep.table["value"].to_numpy().copy()
    values[[3, 5]] = np.nan
    whole = changed(sweep, values).salib("value", drop=True)
    assert (whole.rows, whole.dropped, len(whole.X)) == (40, 2, 38)
