"""Whole numbers of any library, and the processors that a job was given."""

import os

import numpy as np
import pytest

from crmsim.errors import CrmsimError
from crmsim.experiment.comparing import check_work, comparing
from crmsim.scenario import load
from crmsim.scenario.settings import as_settings, plain_number
from crmsim.scenario.work import CORES_OF_A_TASK, between, check_seed, cores


@pytest.mark.parametrize("number", [3, np.int64(3), np.uint8(3), np.array(3)])
def test_whole_numbers_of_numpy_are_seeds(number: int) -> None:
    assert check_seed(number) == 3
    assert type(check_seed(number)) is int


@pytest.mark.parametrize("number", [True, np.True_, 3.0, np.float64(3.0), np.array([3]), "3", None])
def test_what_is_no_whole_number_is_no_seed(number: object) -> None:
    with pytest.raises(CrmsimError, match="seed.*: not a whole number"):
        check_seed(number)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [-1, np.int64(-1), 2**62 + 1, np.uint64(2**63)])
def test_a_seed_has_a_range(number: int) -> None:
    with pytest.raises(CrmsimError, match="seed = .*: out of range"):
        between("seed", number, 0, 2**62)


def test_weeks_runs_and_settings_may_be_numbers_of_numpy() -> None:
    plain = load("baseline", {"people.takers": 0.25, "organisation.employees": 30}, 4)
    taken = load("baseline", {"people.takers": np.float32(0.25), "organisation.employees": np.int16(30)}, np.int64(4))  # type: ignore[arg-type]
    assert taken.hash == plain.hash
    asked = comparing(
        ["baseline"], runs=np.int32(30), seed=np.int64(2), what_if=[{"people.takers": np.float64(0.1)}],  # type: ignore[list-item]
        precision={"user_share": np.float32(0.5)}, most=np.int64(60),
    )  # fmt: skip
    numbers = (asked.runs.least, asked.runs.most, asked.seed, asked.runs.precision["user_share"])
    assert numbers == (30, 60, 2, 0.5)
    assert {type(number) for number in numbers} == {int, float}
    assert type(check_work(asked, np.int64(1))) is int  # type: ignore[arg-type]


def test_lists_and_tables_of_numpy_become_plain() -> None:
    given = {"a": [np.int64(1), (np.float32(0.5), "x")], "b": np.array([1.5, 2.0])}
    assert plain_number(given) == {"a": [1, [0.5, "x"]], "b": [1.5, 2.0]}
    assert as_settings({"a": np.arange(2)}, "here")[0].value == [0, 1]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [("1", 1), (" 2 ", 2), ("100000", None), ("0", None), ("", None), ("many", None), ("-3", None), ("²", None)],
)
def test_a_job_of_slurm_has_the_processors_it_was_given(
    given: str, wanted: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(CORES_OF_A_TASK, raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    assert cores() == 8
    monkeypatch.setenv(CORES_OF_A_TASK, given)
    assert cores() == (8 if wanted is None else wanted)
