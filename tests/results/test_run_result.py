import json
from pathlib import Path

import numpy as np
import pytest

from crmsim.errors import CrmsimError
from crmsim.mechanisms import COLUMN, COLUMNS, OUTCOMES
from crmsim.results import RunResult, content_hash, group_names, prepare, provenance, read, summarise
from crmsim.results.weekly import LINES

GROUPS = group_names(("Sales",))


@pytest.fixture(params=[True, False], ids=["project", "no project"])
def result(request: pytest.FixtureRequest) -> RunResult:
    ledger = np.zeros((30, 5, len(COLUMNS)))
    ledger[:, 0, COLUMN["people"]] = 10.0
    ledger[:, 0, COLUMN["licences"]] = 10.0
    ledger[:, 0, COLUMN["user"]] = np.linspace(0.0, 4.0, 30)
    money = {name: np.full(30, 1.0 / (3.0 + place)) for place, name in enumerate(LINES)} if request.param else {}
    summary = summarise(ledger, groups=GROUPS, target=0.6, money=money)
    made = provenance({"small": {"scenario": {"weeks": 30}}}, {"small": "abc"}, seed=0)
    return RunResult("small", "A small run", 0, 30, GROUPS, ledger, money, summary, made)


def test_a_run_is_written_and_read_back(result: RunResult, tmp_path: Path) -> None:
    path = result.write(tmp_path / "out")
    assert {answer.name for answer in path.iterdir()} == {"weeks.csv", "summary.json", "provenance.json"}
    again = read(path)
    assert again.values == result.summary.values
    assert {name: again.provenance[name] for name in result.provenance} == result.provenance
    assert again.provenance["finished"] is True
    assert again.frame["value"].dropna().tolist() == result.frame()["value"].dropna().tolist()
    assert again.summary["success"]["target"] == 0.6


def test_the_summary_has_every_outcome_with_a_value_or_a_reason(result: RunResult, tmp_path: Path) -> None:
    summary = json.loads((result.write(tmp_path / "out") / "summary.json").read_text(encoding="utf-8"))
    assert set(summary["outcomes"]) == {outcome.name for outcome in OUTCOMES}
    for entry in summary["outcomes"].values():
        assert (entry["value"] is None) == ("reason" in entry)
    assert summary["outcomes"]["weeks_to_half_users"] == {"value": 30.0, "unit": "weeks", "flag": "censored"}
    assert set(summary["groups"]) == set(GROUPS[1:])


def test_written_twice_is_the_same_and_another_run_is_refused(result: RunResult, tmp_path: Path) -> None:
    path = result.write(tmp_path / "out")
    before = {answer.name: answer.read_bytes() for answer in path.iterdir()}
    result.write(tmp_path / "out")
    other = RunResult(
        "small", "Other", 1, 30, GROUPS, result.ledger, {}, result.summary,
        provenance({"small": {}}, {"small": "abc"}, seed=1),
    )  # fmt: skip
    with pytest.raises(CrmsimError, match="nothing is overwritten"):
        other.write(tmp_path / "out")
    assert {answer.name: answer.read_bytes() for answer in path.iterdir()} == before


def test_a_prepared_folder_is_left_for_its_owner_to_finish(result: RunResult, tmp_path: Path) -> None:
    folder = prepare(tmp_path / "out", "small", result.content())
    result.write(folder)
    assert read(folder.path).provenance["finished"] is False
    folder.finish(result.provenance)
    assert read(folder.path).provenance["finished"] is True


def test_a_run_without_provenance_has_a_content_all_the_same(result: RunResult) -> None:
    bare = RunResult("small", "Bare", 0, 30, GROUPS, result.ledger, {}, result.summary)
    assert len(bare.content()) == len(content_hash(""))


def test_a_run_tells_itself_in_a_few_lines(result: RunResult) -> None:
    text = repr(result)
    assert text.startswith("small: A small run\nseed 0, 30 weeks")
    assert "user_share" in text
    assert "nobody asked for help" in text
    assert "routine share of licences 0.00 misses the target 0.60 by 0.60" in text
    assert len(text.splitlines()) < 15


@pytest.mark.parametrize(
    ("name", "text", "pattern"),
    [
        ("summary.json", "{", "is not JSON"),
        ("summary.json", "[]", "is not a JSON object"),
        ("summary.json", "{}", "is not a summary"),
        ("provenance.json", None, "cannot be read"),
        ("weeks.csv", "a,b\n1,2\n", "is not a table of weeks"),
        ("weeks.csv", "week,outcome,group,value\nx,y,z,1\n", "is not a table of weeks"),
        ("weeks.csv", "", "is not a table of weeks"),
        ("weeks.csv", None, "cannot be read"),
    ],
)
def test_a_folder_that_is_no_run_is_told(
    result: RunResult, tmp_path: Path, name: str, text: str | None, pattern: str
) -> None:
    path = result.write(tmp_path / "out")
    if name != "provenance.json":  # as before there were digests, which tell it first
        about = json.loads((path / "provenance.json").read_text(encoding="utf-8"))
        older = {key: about[key] for key in about if key not in ("files", "seal")}
        (path / "provenance.json").write_text(json.dumps(older), encoding="utf-8")
    if text is None:
        (path / name).unlink()
    else:
        (path / name).write_text(text)
    with pytest.raises(CrmsimError, match=pattern) as caught:
        read(path)
    assert name in str(caught.value)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(CrmsimError, match="is not a folder"):
        read(tmp_path / "none")


@pytest.mark.parametrize("name", ["weeks.csv", "summary.json", "provenance.json"])
def test_what_is_not_as_it_was_written_is_not_read(result: RunResult, tmp_path: Path, name: str) -> None:
    path = result.write(tmp_path / "out")
    text = (path / name).read_text(encoding="utf-8")
    (path / name).write_text(text.replace("1", "2", 1), encoding="utf-8")
    with pytest.raises(CrmsimError, match=name):
        read(path)
