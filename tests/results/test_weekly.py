import numpy as np
import pytest

from crmsim.mechanisms import COLUMN, COLUMNS, OUTCOMES
from crmsim.results import group_names, weekly
from crmsim.results.frames import read_weeks, weeks_frame
from crmsim.results.weekly import HAS_WEEKS, LINES, PLACE

GROUPS = group_names(("NA", "Sales; North"))


@pytest.fixture
def ledger() -> np.ndarray:
    ledger = np.zeros((3, 6, len(COLUMNS)))
    ledger[:, 0, COLUMN["people"]] = 10.0
    ledger[:, 0, COLUMN["user"]] = [1.0, 2.0, 3.0]
    ledger[1:, 0, COLUMN["requests"]] = 3.0
    ledger[1:, 0, COLUMN["granted"]] = 1.0
    ledger[:, 4, COLUMN["people"]] = 4.0
    return ledger


def test_groups_are_named_apart() -> None:
    names = group_names(("all", "giver", "department:x"))
    assert names[:5] == ("all", "giver", "taker", "matcher", "department:all")
    assert len(set(names)) == len(names) == 7


def lines(cost: np.ndarray, benefit: np.ndarray) -> dict[str, np.ndarray]:
    """Money all in one line of cost and one of benefit."""
    return {**dict.fromkeys(LINES, np.zeros(3)), "consultants_nok": cost, "needs_nok": benefit}


def test_values_are_defined_where_there_is_something_to_divide_by(ledger: np.ndarray) -> None:
    values, defined = weekly(ledger)
    assert values.shape == defined.shape == (3, 6, len(OUTCOMES))
    assert values[:, 0, PLACE["user_share"]].tolist() == pytest.approx([0.1, 0.2, 0.3])
    assert defined[:, 0, PLACE["help_rate"]].tolist() == [False, True, True]
    assert not defined[:, :, ~HAS_WEEKS].any()
    assert not defined[:, :, PLACE["cost_nok"]].any()


def test_money_belongs_to_everybody(ledger: np.ndarray) -> None:
    values, defined = weekly(ledger, lines(np.ones(3), np.full(3, 5.0)))
    assert values[:, 0, PLACE["net_benefit_nok"]].tolist() == [4.0, 4.0, 4.0]
    assert not defined[:, 1:, PLACE["net_benefit_nok"]].any()


def test_a_broken_ledger_is_an_error_with_names(ledger: np.ndarray) -> None:
    ledger[1, 4, COLUMN["user"]] = 9.0
    with pytest.raises(ValueError, match=r"user_share of 4 is 2\.25"):
        weekly(ledger)
    ledger[1, 4, COLUMN["user"]] = np.nan
    with pytest.raises(ValueError, match="column user of group 4"):
        weekly(ledger)


def test_the_table_is_tidy(ledger: np.ndarray) -> None:
    frame = weeks_frame(ledger, GROUPS)
    assert list(frame.columns) == ["week", "outcome", "group", "value"]
    assert frame["week"].tolist() == sorted(frame["week"])
    assert set(frame["week"]) == {1, 2, 3}
    assert not frame.duplicated(["week", "outcome", "group"]).any()
    users = frame[(frame["outcome"] == "user_share") & (frame["group"] == "all")]
    assert users["value"].tolist() == pytest.approx([0.1, 0.2, 0.3])
    asked = frame[(frame["outcome"] == "help_rate") & (frame["group"] == "all")]
    assert asked["value"].isna().tolist() == [True, False, False]
    assert not frame["value"].dropna().map(np.isnan).any()
    expected = {
        (o.name, group) for o in OUTCOMES if HAS_WEEKS[PLACE[o.name]] for group in (GROUPS if o.by_group else ("all",))
    }
    assert set(zip(frame["outcome"], frame["group"], strict=True)) == expected
    assert len(frame) == 3 * len(expected)


def test_the_table_survives_a_csv(ledger: np.ndarray, tmp_path) -> None:
    frame = weeks_frame(ledger, GROUPS, lines(np.full(3, 1.0 / 3.0), np.ones(3)))
    path = tmp_path / "weeks.csv"
    frame.to_csv(path, index=False)
    again = read_weeks(path)
    assert again["value"].isna().tolist() == frame["value"].isna().tolist()
    assert again["value"].dropna().tolist() == frame["value"].dropna().tolist()
    assert again["group"].astype(str).tolist() == frame["group"].astype(str).tolist()
