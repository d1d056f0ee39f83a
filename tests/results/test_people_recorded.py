"""What is kept of people is what the run did, and an ordinary run is the same without it."""

import numpy as np
import pytest

from crmsim.errors import CrmsimError
from crmsim.mechanisms import COLUMN
from crmsim.results.snapshots import Recording, record, spells
from crmsim.scenario import load
from crmsim.simulation import simulate

SMALL = ["organisation.employees=40", "turnover.annual_rate=.5"]


@pytest.fixture(scope="module")
def recording() -> Recording:
    return record(load("baseline", SMALL), 2, fields=("present", "holder", "style", "stage", "right", "help_hours",
                                                      "productivity"))  # fmt: skip


def test_people_add_up_to_the_ledger(recording: Recording) -> None:
    ledger = simulate(recording.scenario, 2).ledger[:, 0, :]
    assert np.array_equal(recording["right"][1:].sum(axis=1), ledger[:, COLUMN["output"]])
    assert recording["help_hours"][1:].sum(axis=1) == pytest.approx(ledger[:, COLUMN["help_hours"]])
    assert recording["stage"].shape == (recording.weeks + 1, 40)
    assert not recording["stage"][0].any()


def test_spells_are_people_and_lose_no_work(recording: Recording) -> None:
    result = spells(recording)
    assert result.seat.size > 40  # some seats had several holders
    assert result.total["right"].sum() == recording["right"][1:].sum()
    assert result.total["help_hours"].sum() == pytest.approx(recording["help_hours"][1:].sum())
    assert result.weeks.sum() == (recording["present"][:-1] == 1).sum()
    for seat in range(40):
        own = recording["present"][:-1, seat] == 1
        holders = np.unique(recording["holder"][:-1, seat][own])
        assert (result.seat == seat).sum() == holders.size
        for place, holder in zip(np.flatnonzero(result.seat == seat), holders, strict=True):
            weeks = np.flatnonzero(own & (recording["holder"][:-1, seat] == holder))
            assert result.weeks[place] == weeks.size
            assert set(recording["style"][weeks, seat]) == {result.style[place]}
            assert set(recording["productivity"][weeks, seat]) == {result.productivity[place]}


def test_a_shorter_walk_is_the_beginning_of_the_longer(recording: Recording) -> None:
    short = record(recording.scenario, 2, 30, ("stage",))
    assert np.array_equal(short["stage"], recording["stage"][:31])
    assert np.array_equal(short.ties["quality"].shape, recording.ties["quality"].shape)


@pytest.mark.parametrize(
    ("fields", "weeks", "wanted"),
    [
        (("stages",), 5, "'stage'"),
        (("understanding",), 5, "one number"),
        (("stage",), 0, "1 to 104"),
        (("stage",), 105, "1 to 104"),
    ],
)
def test_what_cannot_be_kept(fields: tuple[str, ...], weeks: int, wanted: str) -> None:
    with pytest.raises(CrmsimError, match=wanted):
        record(load("baseline", SMALL), 0, weeks, fields)
