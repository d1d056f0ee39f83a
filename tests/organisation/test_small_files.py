import re
from pathlib import Path

import pytest
from small_files import CASES, Case

from crmsim.errors import CrmsimError
from crmsim.organisation import Organisation, describe, read


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
    told = describe(made).text()
    for part in case.says.split("|"):
        assert re.search(part, told), f"{part!r} not in\n{told}"
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


def test_there_are_enough_of_them_and_each_is_another() -> None:
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.before for case in CASES)
