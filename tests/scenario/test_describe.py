"""What show and check tell."""

from __future__ import annotations

import pytest

from crmsim.declaration.parameter import STATUSES, choices, extra
from crmsim.mechanisms import ONLY_WITH, SWITCHES, TABLES
from crmsim.mechanisms.intervention import KINDS
from crmsim.scenario import check, describe_parameters, from_content, load, parameters_text, warnings
from crmsim.scenario.schema import fields
from crmsim.words import Teller

SIMPLE = next(
    name for name, table in sorted(KINDS.items()) if not any(f.is_required() for f in table.model_fields.values())
)


def test_every_declared_parameter_has_a_row() -> None:
    rows = describe_parameters(from_content({}))
    assert [row.name for row in rows] == list(fields())
    assert {row.status for row in rows} <= set(STATUSES)
    assert all(row.meaning and row.source for row in rows)
    assert not any(row.given for row in rows)
    assert all(row.value == row.default for row in rows)


def test_a_row_tells_what_was_given() -> None:
    rows = {row.name: row for row in describe_parameters(from_content({}, ["leadership.done=.2", "people.takers=.3"]))}
    assert rows["leadership.done"].given
    assert rows["leadership.done"].value == 0.2 != rows["leadership.done"].default
    assert not rows["people.givers"].given
    assert rows["people.givers"].value < rows["people.givers"].default
    assert rows["people.hiring.takers"].default == 0.3
    assert (rows["people.hiring.takers"].table, rows["people.hiring.takers"].key) == ("people.hiring", "takers")


def test_numbers_that_are_not_settled_have_an_interval_around_their_default() -> None:
    for row in describe_parameters(from_content({})):
        if row.status in ("assumed", "measured", "calibrated") and type(row.default) in (int, float):
            assert row.interval is not None, row.name
            assert row.interval[0] <= row.default <= row.interval[1], row.name


def test_the_text_names_every_table_key_and_intervention() -> None:
    scenario = load("baseline", ["leadership.done=.2", f"intervention={{week=9,kind='{SIMPLE}'}}"])
    text = parameters_text(scenario)
    assert all(f"[{table}]" in text for table in TABLES)
    assert "* done = 0.2 (default" in text
    assert f'* kind = "{SIMPLE}"' in text
    assert scenario.hash in text
    assert scenario.scenario.question.split()[0] in text
    assert "parameters are assumptions" in text
    assert "Model.md" not in text and " model.md: each mechanism" in text  # a file's name is no word
    assert "(default [])" not in parameters_text(load("low_trust"))
    assert max(len(line) for line in text.splitlines()) <= 160


def test_values_beyond_their_interval_are_pointed_out() -> None:
    (result,) = warnings(from_content({}, ["leadership.said=.01"]))
    assert "leadership.said = 0.01 lies outside the plausible interval" in result
    assert warnings(from_content({}, ["leadership.said=.6"])) == []


def test_interventions_after_the_last_week_are_pointed_out() -> None:
    (result,) = warnings(from_content({}, [f"intervention={{week=105,kind='{SIMPLE}'}}"]))
    assert "week 105 comes after the last week (104)" in result


def test_keys_without_effect_are_pointed_out() -> None:
    (result,) = warnings(from_content({}, ["organisation.graph=complete", "organisation.clustering=.5"]))
    assert "organisation.clustering = 0.5 has no effect: organisation.graph is complete" in result
    (result,) = warnings(from_content({}, ["adoption.p=.03"]))
    assert "adoption.rule is" in result


@pytest.mark.parametrize(("table", "switch"), sorted((t, s) for t, s in ONLY_WITH.items() if s is not None))
def test_keys_of_a_mechanism_that_is_off_are_pointed_out(table: str, switch: str) -> None:
    assert switch in SWITCHES
    key = next(
        key
        for key, field in fields().items()
        if key.startswith(f"{table}.")
        and isinstance(field.default, float)
        and not (extra(field)["begins"] or extra(field)["needs"])
    )
    (result,) = warnings(from_content({}, [f"mechanisms.{switch}=false", f"{key}={fields()[key].default}"]))
    assert f"mechanisms.{switch} is false" in result


def test_what_the_declarations_here_name_exists() -> None:
    needs = [extra(field)["needs"] for field in fields().values() if extra(field)["needs"]]
    assert needs
    assert {other for other, _ in needs} <= set(fields())
    for other, values in needs:
        assert set(values) <= set(choices(fields()[other]))


def test_check_warns_about_a_file() -> None:
    assert check("baseline") == []
    assert check("baseline", ("leadership.said=.01",))


def test_in_norwegian_the_sources_of_parameters_are_too() -> None:
    told = Teller("nb")
    own = [row.source for row in describe_parameters(from_content({})) if told(row.source) == row.source]
    # names of files, of claims and of authors are the same in both languages
    assert set(own) <= {"claims.md", "S1-S4", "Cowan & Jonard 2004 (O11)"}
    text = " ".join(parameters_text(load("baseline"), told).split())
    assert "Rekkefølgen fra King & He 2006: nytte 0,51" in text
    assert "no measurement found" not in text
