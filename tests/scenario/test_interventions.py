"""Dated entries: each kind's own keys, weeks, and the order they stand in."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.mechanisms.intervention import KINDS
from crmsim.scenario import from_content, load

SIMPLE = sorted(name for name, table in KINDS.items() if not any(f.is_required() for f in table.model_fields.values()))


def test_every_kind_without_required_keys_loads() -> None:
    assert SIMPLE
    for kind in SIMPLE:
        scenario = from_content({"intervention": [{"week": 30, "kind": kind}]})
        (entry,) = scenario.interventions
        assert (entry.week, entry.kind, entry.who, type(entry.settings)) == (30, kind, "all", KINDS[kind])
        assert scenario.hash != from_content({}).hash
        assert "intervention" in scenario.given


def test_they_stand_by_week_and_then_as_written() -> None:
    entries = [{"week": 40, "kind": SIMPLE[0], "who": who} for who in ("level:2", "level:1")]
    scenario = from_content({"intervention": [*entries, {"week": 3, "kind": SIMPLE[-1]}]})
    assert [(entry.week, entry.who) for entry in scenario.interventions][1:] == [(40, "level:2"), (40, "level:1")]
    assert scenario.interventions[0].week == 3


def test_settings_add_entries_to_those_of_the_file() -> None:
    file = {"intervention": [{"week": 40, "kind": SIMPLE[0]}]}
    scenario = from_content(file, [f"intervention={{week=3,kind='{SIMPLE[0]}'}}"])
    again = scenario.changed([f"intervention=[{{week=5,kind='{SIMPLE[0]}'}},{{week=6,kind='{SIMPLE[0]}'}}]"])
    assert [entry.week for entry in scenario.interventions] == [3, 40]
    assert [entry.week for entry in again.interventions] == [3, 5, 6, 40]


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ({"kind": SIMPLE[0]}, "intervention.1.week"),
        ({"week": 3}, "intervention.1"),
        ({"week": 3, "kind": "training"}, "intervention.1.hours"),
        ({"week": 3, "kind": "training", "hours": 0}, "intervention.1.hours"),
        ({"week": 3, "kind": "training", "hours": "8"}, "intervention.1.hours"),
        ({"week": 3, "kind": "hire", "style": "gver"}, "intervention.1.style"),
        ({"week": 0, "kind": SIMPLE[0]}, "intervention.1.week"),
        ({"week": -3, "kind": SIMPLE[0]}, "intervention.1.week"),
        ({"week": 3.0, "kind": SIMPLE[0]}, "intervention.1.week"),
        ({"week": True, "kind": SIMPLE[0]}, "intervention.1.week"),
        ({"week": 9999, "kind": SIMPLE[0]}, "intervention.1.week"),
        ({"week": 3, "kind": 3}, "intervention.1.kind"),
        ({"week": 3, "kind": SIMPLE[0] + "x"}, "intervention.1.kind"),
        ({"week": 3, "kind": SIMPLE[0], "who": 3}, "intervention.1.who"),
        ({"week": 3, "kind": SIMPLE[0], "whoo": "all"}, "intervention.1.whoo"),
        (3, "intervention.1"),
    ],
)
def test_what_cannot_stand_is_refused(entry: object, key: str) -> None:
    with pytest.raises(CrmsimError) as caught:
        from_content({"intervention": [entry]})
    assert caught.value.key == key
    assert caught.value.expected


def test_the_nearest_kind_and_key_are_named() -> None:
    with pytest.raises(CrmsimError) as caught:
        from_content({"intervention": [{"week": 3, "kind": SIMPLE[0] + "x"}]})
    assert caught.value.nearest == SIMPLE[0]
    with pytest.raises(CrmsimError) as caught:
        from_content({"intervention": [{"week": 3, "kind": SIMPLE[0], "whoo": "all"}]})
    assert caught.value.nearest == "who"


@pytest.mark.parametrize("content", [{"week": 3}, 3, "x"])
def test_a_list_of_tables_is_expected(content: object) -> None:
    with pytest.raises(CrmsimError, match=r"\[\[intervention\]\]"):
        from_content({"intervention": content})


def test_one_key_of_an_entry_cannot_be_typed_alone() -> None:
    with pytest.raises(CrmsimError, match="added whole"):
        from_content({}, ["intervention.week=3"])


def test_an_error_names_the_line_of_the_entry(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    kind = SIMPLE[0]
    path.write_text(f'[[intervention]]\nweek = 3\nkind = "{kind}"\n\n[[intervention]]\nkind = "{kind}"\nweek = 0\n')
    with pytest.raises(CrmsimError) as caught:
        load(path)
    assert (caught.value.line, caught.value.key) == (7, "intervention.2.week")


@pytest.mark.parametrize(
    "who", ["all", "most_asked", "department:Sales", "role:superuser", "level:2", "employee:17", "share:0.2"]
)
def test_whom_an_intervention_may_concern(who: str) -> None:
    (entry,) = from_content({"intervention": [{"week": 3, "kind": "leave", "who": who}]}).interventions
    assert entry.who == who


@pytest.mark.parametrize(
    ("who", "nearest"),
    [
        ("", None),
        ("al", "all"),
        ("most asked", "most_asked"),
        ("departement:Sales", "department:NAME"),
        ("department:", None),
        ("role:superusers", "role:superuser"),
        ("level:two", None),
        ("level:0", None),
        (f"level:{'9' * 5000}", None),  # more digits than Python reads
        ("share:2", None),
        ("share:nan", None),
        ("share:half", None),
        ("giver", None),
    ],
)
def test_who_selects_nobody_is_refused(who: str, nearest: str | None) -> None:
    with pytest.raises(CrmsimError) as caught:
        from_content({"intervention": [{"week": 3, "kind": "leave", "who": who}]})
    assert caught.value.key == "intervention.1.who"
    assert nearest is None or caught.value.nearest == nearest


def change(content: object, week: int = 5) -> dict[str, object]:
    return {"week": week, "kind": "change", "set": content}


def test_changes_are_named_by_dotted_keys_in_either_form() -> None:
    one = from_content({"intervention": [change({"leadership.done": 1})]})
    two = from_content({"intervention": [change({"leadership": {"done": 1.0}})]})
    assert one.interventions[0].settings.set == two.interventions[0].settings.set == {"leadership.done": 1.0}
    assert one.hash == two.hash


@pytest.mark.parametrize(
    ("content", "key", "nearest"),
    [
        ({}, "intervention.1.set", None),
        (3, "intervention.1.set", None),
        ({"leadership.dne": 1}, "intervention.1.set.leadership.dne", "leadership.done"),
        ({"done": 1}, "intervention.1.set.done", "leadership.done"),
        ({"leadership.done": 1.2}, "leadership.done", None),
        ({"leadership.done": "a"}, "leadership.done", None),
        ({"scenario.weeks": 12}, "intervention.1.set.scenario.weeks", None),
        ({"organisation.employees": 12}, "intervention.1.set.organisation.employees", None),
        ({"people.takers": 0.3}, "intervention.1.set.people.takers", None),
        ({"people.hiring.takers": 1.3}, "people.hiring.takers", None),
    ],
)
def test_changes_that_cannot_be_made_are_refused(content: object, key: str, nearest: str | None) -> None:
    with pytest.raises(CrmsimError) as caught:
        from_content({"intervention": [change(content)]})
    assert caught.value.key == key
    assert caught.value.expected
    assert nearest is None or caught.value.nearest == nearest


def test_a_changed_hiring_mix_sums_to_one_from_change_to_change() -> None:
    first, second = change({"people.hiring.takers": 0}), change({"people.hiring.givers": 0.5}, week=9)
    scenario = from_content({"intervention": [second, first]})
    mixes = [list(entry.settings.set.values()) for entry in scenario.interventions]
    assert all(len(mix) == 3 and sum(mix) == pytest.approx(1.0) for mix in mixes)
    assert scenario.interventions[1].settings.set["people.hiring.takers"] == 0.0
    with pytest.raises(CrmsimError, match=r"sum to 1\.2"):
        from_content({"intervention": [change({"people.hiring.takers": 0.6, "people.hiring.givers": 0.6})]})
