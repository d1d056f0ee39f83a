"""``docs/targets.toml``: every target says what it rests on, every change is predicted, hold-outs stay held out."""

from __future__ import annotations

import csv
import math
import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE: dict[str, Any] = tomllib.loads((ROOT / "docs" / "targets.toml").read_text(encoding="utf-8"))
TARGETS: dict[str, dict[str, Any]] = PAGE["target"]
GRADES = {"READ", "ABSTRACT", "SECONDARY", "RECALLED", "COMPUTED"}
CHANGES = range(1, 15)
OPEN = "not measurable"


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_says_what_it_rests_on(name: str) -> None:
    target = TARGETS[name]
    for key in ("what", "population", "source", "measure", "today"):
        assert target[key].strip(), key
    assert target["grade"] in GRADES
    assert target["use"] in ("fit", "hold out")
    assert "value" in target or "low" in target or "high" in target
    assert target.get("low", -math.inf) <= target.get("high", math.inf)
    assert target["unit"] or isinstance(target["value"], str)


def test_a_recalled_number_must_be_looked_up_before_it_is_fitted() -> None:
    recalled = [target for target in TARGETS.values() if target["grade"] == "RECALLED"]
    assert recalled
    assert all("look for the text" in target["source"] for target in recalled)


def test_no_parameter_is_fitted_to_what_is_held_out() -> None:
    from crmsim.declaration.parameter import extra
    from crmsim.scenario.schema import fields

    held_out = {fact for target in TARGETS.values() if target["use"] == "hold out" for fact in target.get("facts", ())}
    fitted = {
        key: str(extra(field)["source"]) for key, field in fields().items() if extra(field)["status"] == "calibrated"
    }
    assert held_out and fitted
    assert not {key for key, source in fitted.items() if held_out & set(re.findall(r"\bE\d+\b", source))}


def test_the_facts_of_targets_are_listed() -> None:
    listed = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    named = {fact for target in TARGETS.values() for fact in target.get("facts", ())}
    assert not {fact for fact in named if f"| {fact} |" not in listed}


def test_every_change_is_predicted_before_it_is_seen() -> None:
    assert [change["number"] for change in PAGE["change"]] == list(CHANGES)
    for number in CHANGES:
        rows = [row for row in PAGE["prediction"] if row["change"] == number]
        assert any(not row.get("known", False) for row in rows), number
    assert {row["change"] for row in PAGE["prediction"]} == set(CHANGES)


def test_the_size_of_a_prediction_has_its_sign() -> None:
    for row in PAGE["prediction"]:
        low, high = row["low"], row["high"]
        fits = {"+": 0 < low <= high, "-": low <= high < 0, "0": low <= 0 <= high and low < high}
        assert fits[row["sign"]], row
        assert row["measure"].strip() and row["why"].strip() and row["unit"].strip(), row


def verdict(row: dict[str, Any]) -> str:
    """What came of a prediction, from its size and from what was measured."""
    if "measured" not in row:
        return OPEN
    low, high, came = row["low"], row["high"], row["measured"]
    if low <= came <= high:
        return "came out"
    if row["sign"] == "0":
        return "too large"
    if row["sign"] == "-":
        low, high, came = -high, -low, -came
    if came > high:
        return "too large"
    return "opposite" if came < -2.0 * row.get("error", 0.0) else "too small"


@pytest.mark.parametrize("row", PAGE["prediction"], ids=lambda row: f"{row['change']}-{row['measure'][:30]}")
def test_what_came_of_a_prediction_follows_from_what_was_measured(row: dict[str, Any]) -> None:
    assert row["came"] == verdict(row)
    assert "measured" in row or row["note"].strip()
    assert row.get("error", 1.0) > 0.0


def test_one_measure_has_one_difference() -> None:
    """The baseline's difference stands beside several predictions, and is the same beside each."""
    found: dict[str, set[float]] = {}
    for row in PAGE["prediction"]:
        if "compare" not in row and re.fullmatch(r"`\w+`", row["measure"]):
            found.setdefault(row["measure"], set()).add(row["measured"])
    assert {"`user_share`", "`routine_share`"} <= set(found)
    assert all(len(values) == 1 for values in found.values()), found


def test_the_page_counts_what_came() -> None:
    page = (ROOT / "docs" / "targets.md").read_text(encoding="utf-8")
    words = [verdict(row) for row in PAGE["prediction"]]
    failed = sum(word not in ("came out", OPEN) for word in words)
    count = re.search(r"Of (\d+) predictions (\d+) came out \(.*?\) and (\d+) failed \(.*?\); (\d+) can", page)
    assert count is not None
    assert [int(one) for one in count.groups()] == [len(words), words.count("came out"), failed, words.count(OPEN)]


def test_demands_are_met_or_not_or_unknown() -> None:
    assert len(PAGE["demand"]) >= 10
    for row in PAGE["demand"]:
        assert row["met"] in ("yes", "no", "unknown")
        assert row["what"].strip() and row["bound"].strip() and row["today"].strip()


@pytest.mark.parametrize("row", [*PAGE["demand"], *TARGETS.values()], ids=lambda row: row["what"][:40])
def test_every_row_says_whether_it_is_met_now(row: dict[str, Any]) -> None:
    begins = {"yes": "met", "no": "missed", "unknown": "not measured"}[row["met_now"]]
    assert row["now"].startswith(begins)
    if "got" in row:
        assert row["met_now"] == ("yes" if reached(row) else "no")
    else:
        assert "key" in row or isinstance(row["value"], str)  # words, which no number is held against


def reached(row: dict[str, Any]) -> bool:
    """Whether the number lies within the bounds, or near enough to the value."""
    near = row.get("near", 0.1) * row.get("value", 0.0)
    low, high = (row.get(key, row.get("value", edge) + sign * near)
                 for key, edge, sign in (("low", -math.inf, -1.0), ("high", math.inf, 1.0)))  # fmt: skip
    return bool(low <= row["got"] <= high)


def test_what_the_code_can_tell_by_itself_stands_in_the_table() -> None:
    from crmsim.mechanisms import OUTCOMES
    from crmsim.scenario import describe_parameters, load
    from crmsim.scenario.describe import NOT_PARAMETERS
    from crmsim.scenario.schema import fields

    assert TARGETS["contact_facts"]["got"] == fields()["market.contact_weeks"].default
    assert TARGETS["consultant_hour"]["got"] == fields()["economy.consultant_hour"].default
    demands = {row["key"]: row["now"] for row in PAGE["demand"]}
    settable = [row for row in describe_parameters(load("baseline")) if row.table not in NOT_PARAMETERS]
    assumed = sum(row.status == "assumed" for row in settable)
    assert f"{len(settable)}, {assumed} of them assumed" in demands["numbers"]
    assert f"each of {len(OUTCOMES)} outcomes" in demands["moved_by_levers"]


def test_what_is_named_exists() -> None:
    from crmsim.mechanisms import OUTCOME
    from crmsim.scenario import shipped
    from crmsim.scenario.schema import fields

    gone = {name for row in PAGE["prediction"] for name in row.get("gone", ())}
    assert gone and not gone & {*OUTCOME, *fields(), *shipped()}
    assert all(row["came"] == OPEN for row in PAGE["prediction"] if "gone" in row)
    known = {*OUTCOME, *fields(), *shipped(), *gone}
    rows = [*TARGETS.values(), *PAGE["not_found"], *PAGE["prediction"]]
    cells = [text for row in rows for text in row.values() if isinstance(text, str)]
    named = {name for text in cells for name in re.findall(r"`([^`]+)`", text)}
    assert named and not named - known


def test_the_ratings_of_a_real_firm(shared_data: Path) -> None:
    with (shared_data / "cross_parker_consulting" / "ties.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["kind"] == "advice_value"]
    value = np.array([float(row["strength"]) for row in rows])
    raters = np.array([row["source_id"] for row in rows])
    by_rater = [value[raters == one].mean() for one in np.unique(raters)]
    assert value.size == 855
    computed = {
        "tie_value_mean": value.mean(),
        "tie_value_sd": value.std(),
        "tie_value_high": 100 * np.mean(value >= 0.75),
        "tie_value_low": 100 * np.mean(value < 0.5),
        "tie_value_rater_sd": np.std(by_rater, ddof=1),
    }
    for name, result in computed.items():
        text = TARGETS[name]["value"]
        assert round(float(result), len(str(text).partition(".")[2])) == text, name


def test_the_pace_of_125_doctors(shared_data: Path) -> None:
    with (shared_data / "diff_medinnovations" / "adoption.csv").open(encoding="utf-8", newline="") as stream:
        months = sorted(int(row["adoption_time"]) for row in csv.DictReader(stream) if row["adopted"] == "1")
    t50, t90 = (months[math.ceil(share * len(months)) - 1] for share in (0.5, 0.9))
    assert (t50, t90) == (6, 14)
    assert round(t90 / t50, 1) == TARGETS["doctors_pace"]["value"]
