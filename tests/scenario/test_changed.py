"""A changed scenario: the same as if all had been typed at once, quick to make, with a hash that tells what it is."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from crmsim.scenario import Setting, from_content, load
from crmsim.scenario.schema import fields


def test_what_is_typed_later_adds_to_what_was_typed_before() -> None:
    one = load("baseline", ["leadership.said=.2"]).changed(["exchange.cost=.3", "leadership.said=.4"])
    other = load("baseline", ["exchange.cost=.3", "leadership.said=.4"])
    assert one.tables == other.tables and one.hash == other.hash and one.given == other.given
    shares = load("baseline", ["people.takers=.3"]).changed(["people.takers=.2", "people.givers=.5"])
    assert shares.people.matchers == pytest.approx(0.3)


def test_an_edited_file_of_the_organisation_makes_another_scenario(tmp_path: Path) -> None:
    (tmp_path / "employees.csv").write_text("id\na\nb\n", encoding="utf-8")
    (tmp_path / "ties.csv").write_text("from,to\na,b\n", encoding="utf-8")
    content = {"organisation": {"employees_csv": "employees.csv", "ties_csv": "ties.csv"}}
    base = from_content(content, folder=tmp_path)
    later = base.changed(["leadership.said=.2"])
    assert later.files == base.files
    before = later.hash
    (tmp_path / "ties.csv").write_text("from,to\nb,a\n", encoding="utf-8")
    assert base.changed(["leadership.said=.2"]).hash == before  # of what was read; no run takes the edited file for it
    again = from_content(content, folder=tmp_path)
    assert again.changed(["leadership.said=.2"]).hash != before


def test_the_hash_tells_every_key_apart_and_no_words() -> None:
    base = load("baseline")
    seen = {base.hash}
    for key, field in fields().items():
        if isinstance(field.default, bool):
            seen.add(base.changed([Setting(key, not field.default)]).hash)
    assert len(seen) == 1 + sum(isinstance(field.default, bool) for field in fields().values())
    assert base.changed([Setting("scenario.title", "Another"), Setting("scenario.claims", ["G1"])]).hash == base.hash
    assert base.changed([Setting("leadership.said", base.leadership.said)]).hash == base.hash


def test_a_changed_scenario_can_be_sent() -> None:
    scenario = load("baseline").changed(["leadership.said=.2"])
    assert pickle.loads(pickle.dumps(scenario)).hash == scenario.hash


def test_a_table_left_as_declared_and_one_given_the_same_values_are_hashed_alike() -> None:
    base = load("baseline")
    for name, table in base.tables.items():
        if name not in ("scenario", "organisation"):
            copied = replace(base, tables={**base.tables, name: table.model_copy()})
            assert copied.tables[name] is not table and copied.hash == base.hash, name
