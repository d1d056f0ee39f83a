"""An organisation's own adoption: read strictly, censored people neither users nor refusers."""

from pathlib import Path

import numpy as np
import pytest

from crmsim.calibration.observed import read_observed
from crmsim.errors import CrmsimError

ROWS = ["ana,1", "bo,2", "cy,2", "di,4", "eve,", "fay,"]
LIST = ["ana", "bo", "cy", "di", "eve", "fay", "gus"]


def file(folder: Path, rows: list[str], head: str = "employee,week") -> Path:
    path = folder / "logins.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def test_the_curve_is_the_share_who_have_begun(tmp_path: Path) -> None:
    observed = read_observed(file(tmp_path, ROWS), LIST, 104)
    assert observed.weeks.tolist() == [1, 2, 2, 4, 4, 4] and observed.begun.tolist() == [True] * 4 + [False] * 2
    targets = observed.targets()
    assert list(targets) == ["first_use_1", "first_use_2", "first_use_3", "first_use_4"]
    assert targets["first_use_2"].value == pytest.approx(0.5)
    assert targets["first_use_4"].low < 4.0 / 6.0 < targets["first_use_4"].high


def test_who_was_watched_for_a_shorter_time_counts_as_long_as_that(tmp_path: Path) -> None:
    rows = ["ana,1,", "bo,2,", "cy,4,", "di,,2", "eve,,4", "fay,,4"]
    observed = read_observed(file(tmp_path, rows, "employee,week,until"), None, 104)
    # Kaplan and Meier by hand: 5/6 after week 1, times 4/5 after week 2, times 2/3 after week 4 with three at risk
    survived = 5.0 / 6.0 * 4.0 / 5.0 * 2.0 / 3.0
    target = observed.targets()["first_use_4"]
    assert (target.low + target.high) / 2.0 == pytest.approx(1.0 - survived, abs=1e-9)


def test_many_people_are_known_better_than_few(tmp_path: Path) -> None:
    few = read_observed(file(tmp_path, ROWS), None, 104).targets()["first_use_2"]
    rows = [f"{row.split(',')[0]}{at},{row.split(',')[1]}" for at in range(40) for row in ROWS]
    many = read_observed(file(tmp_path, rows), None, 104).targets()["first_use_2"]
    assert many.value == pytest.approx(few.value) and many.spread < 0.5 * few.spread
    assert np.isfinite(many.spread)


@pytest.mark.parametrize(
    ("rows", "head", "said"),
    [
        (["anna,1", *ROWS[1:]], "employee,week", "line 2: employee = 'anna': is not in the list.*Did you mean 'ana'"),
        (["ana,1", *ROWS], "employee,week", "line 3: employee = 'ana': stands twice"),
        (["ana,0", *ROWS[1:]], "employee,week", "not a week"),
        (["ana,1.5", *ROWS[1:]], "employee,week", "not a week"),
        (["ana,105", *ROWS[1:]], "employee,week", "week 105 lies beyond the scenario's 104 weeks"),
        (["ana", *ROWS[1:]], "employee,week", "not as many cells as columns"),
        ([",1", *ROWS[1:]], "employee,week", "an empty cell"),
        (ROWS, "employe,week", "Did you mean 'employee'"),
        (ROWS, "employee,employee", "stands twice"),
        (ROWS[:4], "employee,week", "too few employees"),
        ([f"{name}," for name in LIST], "employee,week", "nobody has used the system"),
        (["ana,3,2", *(f"{row}," for row in ROWS[1:])], "employee,week,until", "first use after the last week"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, rows: list[str], head: str, said: str) -> None:
    with pytest.raises(CrmsimError, match=said):
        read_observed(file(tmp_path, rows, head), LIST, 104)


def test_files_that_are_not_there_or_empty_are_told(tmp_path: Path) -> None:
    with pytest.raises(CrmsimError, match="--observed"):
        read_observed(tmp_path / "none.csv", None, 104)
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(CrmsimError, match="empty"):
        read_observed(tmp_path / "empty.csv", None, 104)
