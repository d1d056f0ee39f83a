"""Combinations of outcomes are counted in the cells they lie in."""

import numpy as np
import pandas as pd

from crmsim.analysis.reached import OUTSIDE, UNDEFINED, cell_numbers, reached
from crmsim.analysis.study import Study
from crmsim.experiment import DesignChoice
from crmsim.experiment.aims import Axis

AXES = (Axis("user_share", 0.0, 1.0, 4), Axis("departures", 0.0, 0.3, 3))


def test_a_cell_holds_its_lower_end_and_the_last_its_upper_one_too() -> None:
    values = [[0.0, 0.0], [0.25, 0.0], [0.24, 0.2999], [1.0, 0.3], [1.01, 0.1], [0.5, -0.01], [np.nan, 0.1]]
    assert cell_numbers(np.array(values), AXES).tolist() == [0, 3, 2, 11, OUTSIDE, OUTSIDE, UNDEFINED]


def test_cells_are_told_with_the_setting_that_was_first() -> None:
    values = np.array([[[0.1, 0.1], [0.2, 0.3], [0.9, 0.9], [2.0, 2.0], [0.1, np.nan]], [[0.05] * 2] * 5])
    runs = np.ones((5, 2), dtype=bool)
    study = Study(
        "t", "T", "", "patterns", ("user_share", "departures"), (), pd.DataFrame(index=range(5)),
        {"user_share": values[0], "departures": values[1]}, runs, runs, choice=DesignChoice("patterns", axes=AXES),
    )  # fmt: skip
    made = reached(study, AXES)
    # the means of two runs: .1 and .25 in cells 0 and 3, .9 in cell 9; the others lie outside or are not known
    assert (made.cells, made.outside, made.untold, made.settings) == (3, 1, 1, 5)
    assert made.discovered.tolist() == [1, 2, 3, 3, 3] and made.lately == 0
    table = made.cells_table()
    assert table["settings"].tolist() == [1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0]
    assert table["first_point"].dropna().tolist() == [0, 1, 2]
    row = table.iloc[9]
    assert (row["user_share_from"], row["user_share_to"]) == (0.75, 1.0) and row["departures_from"] == 0.0
