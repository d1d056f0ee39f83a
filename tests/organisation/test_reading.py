import json
import random
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from real_data import real_data

from crmsim.errors import CrmsimError
from crmsim.organisation import Organisation, describe, read
from crmsim.organisation.export import network
from crmsim.organisation.relations import default_kinds, parse_kinds
from crmsim.organisation.scales import to_share
from crmsim.organisation.seats import listing_order, seated

PEOPLE = "employee_id,department,manager_id\nAnn,A,\nBo,A,Ann\nCy,B,Ann\nDi,B,Cy\n"
TIES = "source_id,target_id,strength\nAnn,Bo,0.5\nBo,Ann,1\nCy,Di,0.25\nDi,Cy,0\n"
ARRAYS = (
    "key", "department", "level", "manager", "start", "target", "reverse", "contact", "quality", "style", "role",
    "otherish", "productivity", "threshold", "tenure",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def load(folder: Path, people: str | bytes = PEOPLE, ties: str | bytes = TIES, **options: object) -> Organisation:
    for name, content in (("people.csv", people), ("ties.csv", ties)):
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read(folder / "people.csv", folder / "ties.csv", **options)  # type: ignore[arg-type]


def seats(made: Organisation) -> dict[str, int]:
    return {name: seat for seat, name in enumerate(made.ids)}


def contact(made: Organisation, one: str, two: str) -> float:
    i, j = seats(made)[one], seats(made)[two]
    entries = [e for e in range(made.start[i], made.start[i + 1]) if made.target[e] == j]
    return float(made.contact[entries[0]]) if entries else 0.0


def same(one: Organisation, two: Organisation) -> bool:
    return (one.ids, one.departments) == (two.ids, two.departments) and all(
        getattr(one, name).tobytes() == getattr(two, name).tobytes() for name in ARRAYS
    )


def data(name: str) -> tuple[Path, Path]:
    folder = real_data(name)
    return folder / "employees.csv", folder / "ties.csv"


def test_small_organisation(folder: Path) -> None:
    made = load(folder, keep_names=True)
    assert sorted(made.ids) == ["Ann", "Bo", "Cy", "Di"]
    at = seats(made)
    assert made.departments == ("A", "B")
    assert made.department[[at[name] for name in ("Ann", "Bo", "Cy", "Di")]].tolist() == [0, 0, 1, 1]
    assert made.manager[at["Di"]] == at["Cy"]
    assert made.level[[at[name] for name in ("Ann", "Bo", "Cy", "Di")]].tolist() == [1, 2, 2, 3]
    assert (contact(made, "Ann", "Bo"), contact(made, "Bo", "Ann"), contact(made, "Cy", "Di")) == (0.5, 1.0, 0.25)
    assert len(made.target) == 4
    assert (made.target[made.reverse] == made.source).all()
    assert np.isnan(made.quality).all()
    assert (made.style == -1).all()


def test_only_what_is_needed(folder: Path) -> None:
    made = load(folder, "id\n1\n2\n3\n", "from,to\n1,2\n", keep_names=True)
    assert made.departments == ("everyone",)
    assert made.level.tolist() == [1, 1, 1]
    assert contact(made, "1", "2") == 1.0
    assert made.report["reached"]["mean_ties"] == pytest.approx(1 / 3)
    assert "style" in made.report["drawn"]


def test_norwegian_spreadsheet(folder: Path) -> None:
    people = (
        "Ansatt;Avdeling;Nærmeste leder;Nivå;Ansiennitet (år);Stil;Rolle\n"
        "Åse Øie;Salg;;1;12,5;giver;toppleder\nKåre;Salg;Åse Øie;2;0,5;;\n"
    )
    ties = "Fra;Til;Styrke\nKåre;Åse Øie;0,75\nÅse Øie;Kåre;1.000,0\n"
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        made = load(folder, people.encode(encoding), ties.encode(encoding), keep_names=True)
        top, other = seats(made)["Åse Øie"], seats(made)["Kåre"]
        assert made.manager[other] == top
        assert made.tenure[top] == pytest.approx(12.5 * 365.25 / 7)
        assert made.style.tolist()[top] == 0
        assert made.role.tolist()[top] == 4
        assert made.style[other] == -1
        assert contact(made, "Kåre", "Åse Øie") < contact(made, "Åse Øie", "Kåre") == 1.0


def test_optional_columns(folder: Path) -> None:
    people = "id,style,role,otherish,productivity,threshold,tenure_years\n1,Giver,team leader,0.3,1.2,0.4,2\n2,,,,,,\n"
    made = load(folder, people, "source,target,quality\n1,2,0.6\n", keep_names=True)
    at = seats(made)["1"]
    assert (made.style[at], made.role[at], made.otherish[at]) == (0, 2, 0.3)
    assert (made.productivity[at], made.threshold[at]) == (1.2, 0.4)
    assert made.quality[made.contact > 0].tolist() == [0.6]
    assert np.isnan(made.quality[made.contact == 0]).all()
    assert np.isnan(made.otherish[1 - at])


def test_ids_that_look_like_numbers(folder: Path) -> None:
    made = load(folder, "id\n7\n007\n8.0\n", "from,to\n7.0,007\n8,7\n", keep_names=True)
    assert sorted(made.ids) == ["007", "7", "8"]
    assert contact(made, "7", "007") == 1.0
    with pytest.raises(CrmsimError, match="only by zeros in front"):
        load(folder, "id\n007\n8\n", "from,to\n7,8\n")


def test_names_become_pseudonyms(folder: Path) -> None:
    made = load(folder)
    assert len(set(made.ids)) == 4
    shown = repr(made.report) + repr(made.ids) + describe(made).text() + json.dumps(asdict(describe(made)))
    assert not any(name in shown for name in ("Ann", "Bo", "Cy", "Di "))


def test_no_id_has_a_part_in_keys_and_the_order_told_is_not_the_lists(folder: Path) -> None:
    names = [f"{number:05d}" for number in range(10_000, 10_040)]
    ties = "from,to\n" + "".join(f"{names[k]},{names[(k * 7 + 3) % 40]}\n" for k in range(40))
    made = load(folder, "id\n" + "\n".join(names), ties, keep_names=True)
    other = {name: str(99_999 - 3 * int(name)) for name in names}
    renamed = "from,to\n" + "".join(f"{other[names[k]]},{other[names[(k * 7 + 3) % 40]]}\n" for k in range(40))
    again = load(folder, "id\n" + "\n".join(other.values()), renamed, keep_names=True)
    assert [other[name] for name in made.ids] == list(again.ids)
    assert all(getattr(made, name).tobytes() == getattr(again, name).tobytes() for name in ARRAYS)
    assert made.key.tolist() == list(range(40)) and list(made.ids) == names
    order = listing_order(made).tolist()
    assert sorted(order) == list(range(40)) and listing_order(again).tolist() == order
    assert sum(one + 1 == two for one, two in pairwise(order)) < 6  # 39 in the order of the list
    graph = network(made, made.contact, made.quality, np.ones(40, dtype=bool))
    assert list(graph) == [names[seat] for seat in order]


def test_adding_an_employee_changes_nobody_elses_key_or_pseudonym(folder: Path) -> None:
    before = load(folder)
    after = load(folder, PEOPLE + "Aa,A,Ann\n", TIES + "Aa,Ann,1\n")
    assert set(zip(before.ids, before.key.tolist(), strict=True)) < set(zip(after.ids, after.key.tolist(), strict=True))


def test_order_of_rows_is_of_no_consequence_but_for_random_numbers(folder: Path) -> None:
    employees, ties = data("cross_parker_consulting")
    first = read(employees, ties, keep_names=True)
    shuffled = []
    for path in (employees, ties):
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        random.Random(4).shuffle(lines)
        shuffled.append("\n".join([head, *lines]))
    again = load(folder, employees.read_text(encoding="utf-8"), shuffled[1], keep_names=True)
    assert same(first, again)
    assert first.report == again.report
    again = load(folder, *shuffled, keep_names=True)  # the place on the list is what keys random numbers
    assert first.report == again.report and first.key.tobytes() != again.key.tobytes()
    seat = [again.ids.index(name) for name in first.ids]
    ordered = seated(again, np.array(seat))
    assert ordered.ids == first.ids
    assert all(getattr(ordered, name).tobytes() == getattr(first, name).tobytes() for name in ARRAYS if name != "key")


def test_kinds_of_consultants() -> None:
    files = data("cross_parker_consulting")
    default = read(*files)
    assert default.report["contact_kinds"] == ("advice_frequency",)
    assert default.report["quality_kinds"] == ("advice_value",)
    assert same(default, read(*files, kinds="advice_frequency,quality=advice_value"))
    plain = read(*files, kinds=["advice_frequency"])
    assert np.isnan(plain.quality).all()
    assert plain.contact.tobytes() == default.contact.tobytes()
    given = default.quality[default.contact > 0]
    assert np.isfinite(given).sum() == 510
    assert 0.0 <= np.nanmin(given) <= np.nanmax(given) <= 1.0
    assert default.level.min() == 1
    assert np.bincount(default.level).tolist() == [0, 4, 17, 10, 9, 6]  # partners at the top, though numbered 5


def test_several_kinds_take_the_greatest() -> None:
    files = data("krackhardt_hightech")
    both = read(*files)
    advice, friends = read(*files, kinds="advice"), read(*files, kinds="friendship")
    assert both.report["contact_kinds"] == ("advice", "friendship")
    pairs = [
        {(i, j) for i, j, c in zip(made.source, made.target, made.contact, strict=True) if c > 0}
        for made in (both, advice, friends)
    ]
    assert pairs[0] == pairs[1] | pairs[2]
    assert (len(pairs[1]), len(pairs[2])) == (190, 102)
    assert (both.manager >= 0).sum() == 20
    assert both.tenure.max() == pytest.approx(30.0 * 365.25 / 7)


def test_undirected_is_told_from_the_data() -> None:
    files = data("sociopatterns_invs13")
    made = read(*files)
    assert made.report["undirected"] is True
    assert (made.contact > 0).sum() == 2 * 755
    assert (made.contact == made.contact[made.reverse]).all()
    assert read(*files, directed=True).report["reached"]["mean_ties"] == pytest.approx(755 / 92)
    assert made.employees == 92


def test_undirected_is_declared(folder: Path) -> None:
    people = "id\n1\n2\n3\n"
    assert not load(folder, people, "from,to\n1,2\n").report["undirected"]
    assert load(folder, people, "from,to,directed\n1,2,no\n2,3,no\n").report["undirected"]
    made = load(folder, people, "from,to\n1,2\n", directed=False)
    assert made.contact.tolist() == [1.0, 1.0]
    with pytest.raises(CrmsimError, match="line 3: directed = 'perhaps': neither yes nor no"):
        load(folder, people, "from,to,directed\n1,2,no\n2,3,perhaps\n")


def test_isolates_stay() -> None:
    made = read(*data("diff_medinnovations"))
    assert made.employees == 125
    assert (np.diff(made.start) == 0).sum() == 6


def test_managers_from_ties(folder: Path) -> None:
    ties = "from,to,kind\n1,2,advice\n1,3,reports_to\n2,3,reports_to\n"
    made = load(folder, "id\n1\n2\n3\n", ties, keep_names=True)
    at = seats(made)
    assert made.manager[at["1"]] == made.manager[at["2"]] == at["3"]
    assert (made.contact > 0).sum() == 1
    with pytest.raises(CrmsimError, match="two managers"):
        load(folder, "id\n1\n2\n3\n", ties + "1,2,reports_to\n")


def test_missing_levels_are_filled_in(folder: Path) -> None:
    people = "id,level,manager\n1,10,\n2,,1\n3,12,2\n4,,\n"
    made = load(folder, people, "from,to\n1,2\n", keep_names=True)
    assert {name: int(made.level[seat]) for name, seat in seats(made).items()} == {"1": 1, "2": 2, "3": 3, "4": 3}


def test_levels_from_the_bottom_are_turned_by_the_line(folder: Path) -> None:
    made = load(folder, "id,level,manager\n1,3,\n2,2,1\n3,1,2\n", "from,to\n1,2\n", keep_names=True)
    assert {name: int(made.level[seat]) for name, seat in seats(made).items()} == {"1": 1, "2": 2, "3": 3}


def test_own_manager_is_the_top(folder: Path) -> None:
    made = load(folder, "id,manager\n1,1\n2,1\n", "from,to\n1,2\n")
    assert sorted(made.manager.tolist())[0] == -1
    assert "own_manager" in made.report["notes"]


def test_self_ties_and_repeated_rows_are_left_out(folder: Path) -> None:
    made = load(folder, PEOPLE, TIES + "Ann,Ann,1\nAnn,Bo,0.5\n")
    assert same(made, load(folder))
    made = load(folder, PEOPLE, TIES + "Ann,Ann,1\nAnn,Bo,0.5\n")
    assert set(made.report["notes"]) >= {"self_ties", "repeated_ties"}


@pytest.mark.parametrize(
    ("values", "shares", "says"),
    [
        ([0.0, 0.3, 1.0], [0.0, 0.3, 1.0], "as given"),
        ([1, 2, 3, 4, 5], [0.2, 0.4, 0.6, 0.8, 1], "--scale 1-5"),
        ([1, 2, 5], [0.2, 0.4, 1], "say --scale 1-5, or (1-5) in the name of the column"),
        ([1, 2, 3], [1 / 3, 2 / 3, 1], "divided"),
        ([0, 50, 100], [0, 0.5, 1], "divided"),
        ([20, 40, 20, 60, 20480], np.log1p([1, 2, 1, 3, 1024]) / np.log1p(1024), "log"),
        ([0.0, 0.0], [0.0, 0.0], "all 0"),
    ],
)
def test_scales(values: list[float], shares: list[float], says: str) -> None:
    result, how = to_share(np.array(values, dtype=float))
    assert result == pytest.approx(np.array(shares, dtype=float))
    assert says in how


def test_seconds_become_the_published_strength(folder: Path) -> None:
    employees, ties = data("sociopatterns_invs13")
    rows = [line.split(",") for line in ties.read_text(encoding="utf-8").splitlines()]
    raw = "\n".join(",".join([row[0], row[1], row[4]]) for row in rows).replace("raw", "seconds")
    made = load(folder, employees.read_bytes(), raw)
    assert made.contact == pytest.approx(read(employees, ties).contact, abs=1e-4)


def test_kinds() -> None:
    assert default_kinds(["advice", "reports_to", "trust"]).contact == ("advice",)
    assert default_kinds(["reports_to"]).contact == ("reports_to",)
    chosen = parse_kinds("advice, quality=trust")
    assert chosen is not None
    assert (chosen.contact, chosen.quality) == (("advice",), ("trust",))
    assert parse_kinds("") is None
    with pytest.raises(CrmsimError, match="Did you mean 'quality'"):
        parse_kinds("qualty=trust")


@pytest.mark.parametrize(
    ("people", "ties", "says"),
    [
        (PEOPLE, TIES + "Ann,Boo,1\n", "ties.csv, line 6: target_id = 'Boo': this person is not on the list"),
        (PEOPLE, TIES + "Ann,,1\n", "ties.csv, line 6: target_id: missing"),
        (PEOPLE + "Bo,A,\n", TIES, "people.csv, line 6: employee_id = 'Bo': the same id stands in line 3"),
        (PEOPLE + ",A,\n", TIES, "people.csv, line 6: employee_id: missing"),
        (PEOPLE.replace("Ann,A,", "Ann,A,Di"), TIES, "people.csv: manager = '.*': a circle of managers: .* -> "),
        (PEOPLE.replace("Di,B,Cy", "Di,B,Cyy"), TIES, "line 5: manager = 'Cyy': this person is not on the list"),
        ("id,style\n1,givr\n2,\n", "from,to\n1,2\n", "line 2: style = 'givr': unknown style.*Did you mean 'giver'"),
        ("id,role\n1,\n2,boss\n", "from,to\n1,2\n", "line 3: role = 'boss': unknown role; expected one of employee"),
        ("id,level\n1,1.5\n2,\n", "from,to\n1,2\n", "line 2: level = '1.5': not a whole number"),
        ("id,level\n1,-1\n2,\n", "from,to\n1,2\n", "line 2: level = '-1': out of range"),
        ("id,productivity\n1,0\n2,\n", "from,to\n1,2\n", "productivity = '0': out of range; expected a number from"),
        (PEOPLE, TIES + "Ann,Cy,much\n", "line 6: strength = 'much': not a number; expected a number 0 or more"),
        (PEOPLE, TIES + "Ann,Cy,-1\n", "line 6: strength = '-1': out of range"),
        (PEOPLE, TIES + "Ann,Cy,\n", "line 6: strength: missing"),
        (PEOPLE, TIES + "Ann,Cy,inf\n", "line 6: strength = 'inf': not a number"),
        (PEOPLE, TIES + "Ann,Bo,0.7\n", "line 6: strength = 0.7: the same pair and kind stands in line 2"),
        (PEOPLE, "source_id,target_id\n", "no ties"),
        (PEOPLE, "source_id,target_id\nAnn,Ann\n", "no tie"),
        (PEOPLE, "source_id,target_id,strength\nAnn,Bo,0\n", "no tie with contact"),
        (PEOPLE, "Ann,Bo,1\n", "no column 'source_id'"),
        ("employee_id\n", TIES, "no employees"),
        ("Ann,A\nBo,A\n", TIES, "no column 'employee_id'"),
        (b"", TIES, "is empty"),
        (bytes(range(256)), TIES, "is not text"),
    ],
)  # fmt: skip
def test_bad_input_is_named(folder: Path, people: str | bytes, ties: str | bytes, says: str) -> None:
    with pytest.raises(CrmsimError, match=says):
        load(folder, people, ties)


def test_unknown_kind(folder: Path) -> None:
    with pytest.raises(CrmsimError, match="kinds = 'advise'.*expected one of advice.*Did you mean 'advice'"):
        load(folder, PEOPLE, "from,to,kind\nAnn,Bo,advice\n", kinds="advise")


def test_too_many_people(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmsim.organisation.people.MOST_PEOPLE", 3)
    with pytest.raises(CrmsimError, match="4 employees are too many; expected at most 3"):
        load(folder)


IDS = ["1", "2", "3", "4", "5", "6"]
CELLS = {
    "manager": ["", "", "1", "2", "NA", "1.0"],
    "level": ["", "1", "2", "3", "2,0"],
    "style": ["", "giver", "Taker", "tar"],
    "role": ["", "Superbruker", "executive"],
    "otherish": ["", "0,5", "0.25", "1"],
    "tenure_years": ["", "0", "12,5"],
    "department": ["A", "B, nord", "Sør;øst", "", "line\nbreak"],
    "strength": ["0", "1", "0,5", "3", "5", "12 000"],
    "kind": ["advice", "trust", "reports_to"],
    "quality": ["", "0,5", "4", "5"],
    "directed": ["no"],
}
NOISE = st.one_of(
    st.sampled_from(["", "-1", "1e9", '"', "nan", "givr", "x;y", "7", "007", "inf", "\x00", "🙂"]), st.text(max_size=6)
)


@st.composite
def tables(draw: st.DrawFn, heads: list[str], ids: list[str]) -> bytes:
    """A table that is mostly sound; sometimes with a few cells of noise, or noise of bytes."""
    columns = ids + draw(st.lists(st.sampled_from(heads), max_size=5, unique=True))
    noisy = draw(st.integers(0, 3)) == 0
    rows = [list(columns)]
    for number in range(draw(st.integers(0, 6)) if noisy or len(ids) == 2 else len(IDS)):
        cells = [draw(st.sampled_from(CELLS.get(name, IDS))) for name in columns]
        if len(ids) == 1:
            cells[0] = IDS[number]
        rows.append(cells)
    for _ in range(draw(st.integers(1, 3)) if noisy else 0):
        row = rows[draw(st.integers(0, len(rows) - 1))]
        row[draw(st.integers(0, len(row) - 1))] = draw(NOISE)
    delimiter = draw(st.sampled_from([",", ";", "\t"]))
    text = "\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    if noisy and draw(st.booleans()):
        text = text.replace('"', "")
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])), "replace")


PEOPLES = tables(["department", "manager", "level", "style", "role", "otherish", "tenure_years"], ["employee_id"])
TIESES = tables(["strength", "kind", "quality", "directed"], ["source_id", "target_id"])


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.one_of(PEOPLES, PEOPLES, PEOPLES, st.binary(max_size=200)),
    ties=st.one_of(TIESES, TIESES, TIESES, st.binary(max_size=200)),
)
def test_anything_is_read_or_refused(folder: Path, people: bytes, ties: bytes) -> None:
    try:
        made = load(folder, people, ties)
    except CrmsimError:
        return
    n = made.employees
    assert len(made.key) == len(made.level) == len(made.manager) == n
    assert (made.target[made.reverse] == made.source).all()
    assert ((made.contact >= 0) & (made.contact <= 1)).all()
    given = made.quality[np.isfinite(made.quality)]
    assert ((given >= 0) & (given <= 1)).all()
    assert made.level.min() >= 1
    assert ((made.manager >= -1) & (made.manager < n)).all()
    assert describe(made).text()


@pytest.mark.parametrize(
    ("header", "row", "says"),
    [
        ("closeness", "3", """fully (1). Is it 'closeness'? Then call that column strength, or use crmsim organisation \
with --column "strength=closeness\""""),
        ("nearness,warmth", "3,0.5", "fully (1). Is it one of 'nearness', 'warmth'? Then"),
        ("closeness", "close", "fully (1)"),
        ("edge id", "3", "fully (1)"),
        ("strength", "", "fully (1)"),
        ("$(reboot)", "3", "--column 'strength=$(reboot)'"),
    ],
)  # fmt: skip
def test_without_strength_it_is_told_what_ties_count_and_which_column_may_be_it(
    folder: Path, header: str, row: str, says: str
) -> None:
    made = load(folder, PEOPLE, f"from,to,{header}\nAnn,Bo,{row}\nBo,Cy,{row}\n")
    notes = list(made.report["notes"].values())
    assert says in made.report["notes"]["no strength"]
    assert not any("as given" in note for note in notes)
    assert set(made.contact) == {0.0, 1.0}


def test_rows_without_strength_that_are_counted_are_told_as_that(folder: Path) -> None:
    made = load(folder, PEOPLE, "from,to,week\nAnn,Bo,1\nAnn,Bo,2\nBo,Cy,1\n")
    notes = list(made.report["notes"].values())
    assert "strength: no column gives it, so every row counts 1" in notes
    assert "strength: divided by the greatest, 2" in notes


def test_a_quality_of_ties_without_strength_is_not_told_as_given(folder: Path) -> None:
    made = load(folder, PEOPLE, "from,to,kind\nAnn,Bo,advice\nBo,Cy,trust\nCy,Di,advice\n")
    assert "as given" not in "".join(made.report["notes"].values())
    assert "so each counts fully" in made.report["notes"]["scale of quality"]


@pytest.mark.parametrize(
    ("header", "row", "says"),
    [
        (
            "closeness",
            "3",
            "scale: no column gives the strength .*is it 'closeness'. Then --column .strength=closeness",
        ),
        ("near,warm", "3,1", "is it one of 'near', 'warm'"),
        ("closeness", "close", "expected a column called strength$"),
    ],
)
def test_a_scale_of_nothing_is_refused(folder: Path, header: str, row: str, says: str) -> None:
    with pytest.raises(CrmsimError, match=says):
        load(folder, PEOPLE, f"from,to,{header}\nAnn,Bo,{row}\n", scale="1-5")
