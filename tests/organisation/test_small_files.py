import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_files import CASES, Case

from crmsim.errors import CrmsimError
from crmsim.organisation import Organisation, describe, read

PIECES = ("", "0", "-1", "1e999", "NaN", "\n", ",", ";", '"', "*Vertices 2\n", "labels:", "<node/>", "directed", "\x00")


def ties_of(made: Organisation) -> dict[str, float]:
    return {
        f"{made.ids[i]} {made.ids[j]}": round(float(contact), 9)
        for i, j, contact in zip(made.source, made.target, made.contact, strict=True)
        if contact > 0.0
    }


def read_case(case: Case, folder: Path) -> Organisation:
    ties = folder / f"ties.{case.ending}"
    ties.write_text(case.ties, encoding="utf-8")
    sources = [ties]
    if case.people is not None:
        sources.insert(0, folder / "people.csv")
        sources[0].write_text(case.people, encoding="utf-8")
    return read(*sources, keep_names=True, **case.asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_small_file_is_read_rightly_or_refused(case: Case, tmp_path: Path) -> None:
    if case.contact is None:
        with pytest.raises(CrmsimError, match=case.says):
            read_case(case, tmp_path)
        return
    made = read_case(case, tmp_path)
    assert ties_of(made) == pytest.approx(case.contact, abs=1e-8)
    text = " ".join(describe(made).text().split())
    for part in case.says.split("|"):
        assert re.search(part, text), f"{part!r} not in\n{text}"
    facts = {}
    if case.person:
        seat = made.ids.index(case.person)
        boss = int(made.manager[seat])
        facts = {
            "level": int(made.level[seat]),
            "department": made.departments[made.department[seat]],
            "manager": made.ids[boss] if boss >= 0 else None,
            "tenure": pytest.approx(made.tenure[seat]),
        }
    assert {name: facts[name] for name in case.facts} == case.facts


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    case=st.sampled_from(CASES),
    cuts=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 9), st.sampled_from(PIECES)), min_size=1, max_size=3),
)
def test_a_damaged_file_is_read_or_refused(case: Case, cuts: list[tuple[int, int, str]], tmp_path: Path) -> None:
    text = case.ties
    for place, length, piece in cuts:
        text = text[:place] + piece + text[place + length :]
    try:
        made = read_case(replace(case, ties=text), tmp_path)
    except CrmsimError:
        return
    assert made.employees and ((made.contact >= 0.0) & (made.contact <= 1.0)).all()


def test_there_are_enough_of_them_and_each_is_another() -> None:
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.before for case in CASES)
