"""A changed scenario is the same, and is refused the same, whether resolved in the short way or in full."""

from __future__ import annotations

import copy
import pickle
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmsim.errors import CrmsimError
from crmsim.parameter import choices, limits
from crmsim.scenario import Scenario, Setting, from_content, load
from crmsim.scenario import scenario as module
from crmsim.scenario.near import near, resolve_near
from crmsim.scenario.resolve import forget_replaced_shares, resolve, share_keys
from crmsim.scenario.schema import fields

BASES = (
    load("baseline"),
    load("public_sector"),
    load("lottery_winner"),
    load("taker_heavy"),
    load("hired_takers"),
    load("baseline", ["people.takers=.3", "organisation.sector=public", "scenario.title=Mine"]),
    load("baseline", ['intervention={week=10,kind="change",set={"people.hiring.takers"=0.5}}']),
    load("baseline", ["people={givers=0.2,takers=0.2}", "leadership={said=0.3}"]),
    from_content({"people": {"hiring": {"givers": 0.5, "takers": 0.25, "matchers": 0.25}}}),
)
SHARES = sorted(share_keys())
ANY = st.one_of(
    st.floats(allow_nan=True), st.floats(0, 1), st.integers(-5, 300), st.booleans(), st.text(max_size=5),
    st.just(-0.0), st.lists(st.floats(0, 1), max_size=2),
    st.dictionaries(st.sampled_from(["takers", "said"]), st.floats(0, 1)),
)  # fmt: skip


@st.composite
def values(draw: st.DrawFn, key: str) -> Any:
    """Mostly a value that stands, at times any."""
    field = fields()[key]
    low, high = limits(field)
    if draw(st.integers(0, 9)) == 0:
        return draw(ANY)
    if choices(field):
        return draw(st.sampled_from(choices(field)))
    if isinstance(field.default, bool):
        return draw(st.booleans())
    if key in SHARES:
        return draw(st.sampled_from([0, 1, 0.0, 0.1, 0.25, 0.5, 1.0]) | st.floats(0, 1))
    if isinstance(field.default, int):
        return draw(st.integers(int(low if low is not None else -9), int(min(high if high is not None else 99, 999))))
    if isinstance(field.default, float):
        return draw(st.floats(low if low is not None else -1e3, high if high is not None else 1e3))
    return field.default


@st.composite
def typed(draw: st.DrawFn) -> list[Setting]:
    keys = (
        st.sampled_from(sorted(fields())) | st.sampled_from(SHARES) | st.sampled_from(["leadership.said", "nowhere.x"])
    )
    found = []
    for key in draw(st.lists(keys, max_size=5)):
        found.append(
            Setting(key, draw(values(key)) if key in fields() else 1, draw(st.sampled_from(["--set", "file"])))
        )
    if draw(st.integers(0, 9)) == 0:
        found.append(Setting("intervention", {"week": draw(st.integers(0, 5)), "kind": "training", "hours": 2}))
    if draw(st.integers(0, 9)) == 0:
        found.append(Setting("people", {"takers": draw(st.floats(0, 1))}))
    return found


def in_full(scenario: Scenario, later: list[Setting]) -> Scenario | CrmsimError:
    try:
        return module._build(
            scenario.name,
            scenario.document,
            scenario.folder,
            [*forget_replaced_shares(scenario.settings, later), *later],
        )
    except CrmsimError as error:
        return error


def changed(scenario: Scenario, later: list[Setting]) -> Scenario | CrmsimError:
    try:
        return scenario.changed(later)
    except CrmsimError as error:
        return error


def same(one: Scenario | CrmsimError, other: Scenario | CrmsimError) -> bool:
    if isinstance(one, CrmsimError) or isinstance(other, CrmsimError):
        return str(one) == str(other)
    assert one.tables == other.tables
    assert repr(one.tables) == repr(other.tables)  # which tells 0.0 from -0.0 and 1 from 1.0
    assert one.given == other.given
    assert one.interventions == other.interventions
    assert one.settings == other.settings
    assert one.resolved.contents == other.resolved.contents
    assert one.resolved.written == other.resolved.written
    assert one.toml() == other.toml()
    return one.hash == other.hash


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(range(len(BASES))), typed(), typed(), st.booleans())
def test_the_short_way_says_what_the_full_way_says(
    base: int, first: list[Setting], second: list[Setting], hash_between: bool
) -> None:
    start = copy.copy(BASES[base])  # a copy knows no line yet
    assert "_lines" not in start.__dict__
    short, full = changed(start, first), in_full(start, first)
    assert same(short, full)
    if isinstance(short, Scenario) and isinstance(full, Scenario):
        if hash_between:
            assert short._lines == full._lines
        assert same(changed(short, second), in_full(full, second))


def test_plain_values_take_the_short_way_and_others_do_not() -> None:
    base = load("baseline")

    def short(text: dict[str, Any], scenario: Scenario = base) -> bool:
        later = [Setting(key, value) for key, value in text.items()]
        return resolve_near(scenario.resolved, scenario.document, scenario.settings, later) is not None

    assert short({"leadership.said": 0.2, "organisation.employees": 40, "people.takers": 0.3})
    assert short({"adoption.rule": fields()["adoption.rule"].default})
    assert not short({"organisation.sector": "public"})
    assert not short({"intervention": {"week": 3, "kind": "training"}})
    assert not short({"people": {"takers": 0.2}})
    assert not short({"leadership.said": 2.0})
    assert short({"people.takers": 0.3}, BASES[2])
    assert not short({"people.takers": 0.3}, BASES[6])
    assert short({"leadership.said": 0.3}, BASES[6])
    assert set(near()) | {"organisation.sector", "organisation.employees_csv", "organisation.ties_csv"} == set(fields())


def test_an_imported_organisation_is_resolved_in_full(tmp_path: Path) -> None:
    (tmp_path / "employees.csv").write_text("id\na\nb\n", encoding="utf-8")
    (tmp_path / "ties.csv").write_text("from,to\na,b\n", encoding="utf-8")
    content = {"organisation": {"employees_csv": "employees.csv", "ties_csv": "ties.csv"}}
    base = from_content(content, folder=tmp_path)
    later = base.changed(["leadership.said=.2"])
    assert later.files == base.files
    assert later.hash == in_full(base, [Setting("leadership.said", 0.2)]).hash  # type: ignore[union-attr]
    before = later.hash
    (tmp_path / "ties.csv").write_text("from,to\nb,a\n", encoding="utf-8")
    assert base.changed(["leadership.said=.2"]).hash != before


def test_the_hash_tells_every_key_apart_and_no_words() -> None:
    base = load("baseline")
    seen = {base.hash}
    for key, field in fields().items():
        if isinstance(field.default, bool):
            seen.add(base.changed([Setting(key, not field.default)]).hash)
    assert len(seen) == 1 + sum(isinstance(field.default, bool) for field in fields().values())
    assert base.changed([Setting("scenario.title", "Another"), Setting("scenario.claims", ["G1"])]).hash == base.hash
    assert base.changed([Setting("leadership.said", base.leadership.said)]).hash == base.hash


def test_scenarios_made_by_changes_hold_no_long_chain_and_can_be_sent() -> None:
    scenario = load("baseline")
    scenario.hash  # noqa: B018 - from which the lines are kept
    root = scenario
    for number in range(3000):
        scenario = scenario.changed([Setting("leadership.said", number / 3000)])
    assert scenario.__dict__["_before"][0] is root
    expected = root.changed(["leadership.said=0.9996666666666667"]).hash
    sent = pickle.loads(pickle.dumps(scenario))
    assert "_before" not in sent.__dict__
    assert sent.hash == scenario.hash == expected


@pytest.mark.slow
def test_changing_and_hashing_a_few_numbers_is_quick() -> None:
    base = load("baseline")
    later = [Setting("leadership.said", 0.2), Setting("leadership.done", 0.3), Setting("exchange.cost", 0.3)]
    base.changed(later).hash  # noqa: B018
    took = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(1000):
            base.changed(later).hash  # noqa: B018
        took.append((time.process_time() - start) / 1000)
    assert min(took) < 60e-6


def test_the_full_way_is_still_there() -> None:
    base = load("baseline")
    assert resolve(base.document, base.settings, base.folder).tables == base.tables
