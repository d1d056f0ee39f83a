"""Sets of other shapes: columns named otherwise, years, marks for never, people known in part; and what is refused."""

import numpy as np
import pytest
from adopters_made import office, times_of, write_set

from crmsim.errors import CrmsimError
from crmsim.forecast.reading import read_adopters

PERIODS = 8


@pytest.fixture
def made(tmp_path):
    organisation = office(40)
    time = times_of(organisation, PERIODS, 1, p=0.1, q=0.2)
    return write_set(tmp_path / "set", organisation, time, PERIODS), organisation, time


def rewritten(folder, name, change):
    path = folder / name
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(change(line, k) for k, line in enumerate(lines)) + "\n", encoding="utf-8")


def adoption(folder, change):
    """Rows of adoption.csv as lists of cells, changed; the head stays."""
    rewritten(folder, "adoption.csv", lambda line, k: line if k == 0 else ",".join(change(line.split(","))))


def test_a_set_is_read_as_it_was_made(made) -> None:
    folder, organisation, time = made
    found = read_adopters(folder)
    assert found.organisation.ids == tuple(f"p{k}" for k in range(40)) and found.kinds == ("advice", "friendship")
    assert found.adopted.tolist() == (time <= PERIODS).tolist()
    assert found.time.tolist() == np.minimum(time, PERIODS).tolist()
    contact = found.organisation.contact > 0.0
    assert contact.sum() == (organisation.contact > 0.0).sum() and set(found.by_kind) == {"advice", "friendship"}
    assert not (folder / "pseudonyms.key").exists() and not found.notes


def test_a_mark_for_never_is_no_time_at_which_anybody_was_watched(made) -> None:
    folder, _, _ = made
    plain = read_adopters(folder)
    adoption(folder, lambda cells: cells if cells[2] == "1" else [cells[0], "18", "0"])
    marked = read_adopters(folder)
    assert marked.time.tolist() == plain.time.tolist() and "taken for a mark" in marked.notes[0]
    (folder / "forecast.toml").write_text("[time]\nend = 18\n", encoding="utf-8")
    assert read_adopters(folder).periods == 18
    (folder / "forecast.toml").write_text("[time]\nnever = [18]\n", encoding="utf-8")
    rewritten(folder, "adoption.csv", lambda line, k: line.rpartition(",")[0])
    assert read_adopters(folder).time.tolist() == plain.time.tolist()


def test_years_and_columns_of_other_names(made) -> None:
    folder, _, _ = made
    plain = read_adopters(folder)
    adoption(folder, lambda cells: [cells[0], str(1950 + int(cells[1])) if cells[1] else "", cells[2]])
    for name, head in (("adoption.csv", "farmer,year of trial,has it"), ("ties.csv", "namer,named,1,how")):
        rewritten(folder, name, lambda line, k, head=head: head if k == 0 else line)
    (folder / "adoption.csv").rename(folder / "hybrid.csv")
    (folder / "forecast.toml").write_text(
        '[files]\nadoption = "hybrid.csv"\n[columns]\ntime = "year of trial"\nadopted = "has it"\nsource_id = "namer"\n'
        'target_id = "named"\nkind = "how"\nemployee_id = "farmer"\n[time]\nunit = "year"\nbegin = 1951\n',
        encoding="utf-8",
    )
    rewritten(folder, "employees.csv", lambda line, k: line.replace("employee_id", "farmer"))
    found = read_adopters(folder)
    assert found.time.tolist() == plain.time.tolist() and found.unit == "year"
    assert (found.of(1), found.of(PERIODS), found.period_of(1954)) == (1951, 1950 + PERIODS, 4)


def test_columns_of_people_that_mean_something_elsewhere_are_not_stumbled_on(made) -> None:
    folder, _, _ = made
    plain = read_adopters(folder)
    extra = "status,role,level,manager_id,tenure,week"
    rewritten(
        folder, "employees.csv", lambda line, k: f"{line},{extra}" if k == 0 else f"{line},wed,chief,x,nobody,?,9"
    )
    rewritten(folder, "adoption.csv", lambda line, k: f"{line},week" if k == 0 else f"{line},?")
    rewritten(folder, "adoption.csv", lambda line, k: line.replace("employee_id", "doctor"))
    (folder / "forecast.toml").write_text('[columns]\nemployee_id = "doctor"\n', encoding="utf-8")
    found = read_adopters(folder)
    assert (
        found.time.tolist() == plain.time.tolist() and found.organisation.departments == plain.organisation.departments
    )
    assert "'adoption_time'" in found.notes[0]  # read from it and not from week
    (folder / "forecast.toml").write_text('[columns]\nemployee_id = "doctor"\nignore = "week, how"\n', encoding="utf-8")
    with pytest.raises(CrmsimError, match="how"):
        read_adopters(folder)
    (folder / "forecast.toml").write_text('[columns]\nemployee_id = "doctor"\nignore = "week"\n', encoding="utf-8")
    assert not read_adopters(folder).notes


@pytest.mark.parametrize(("later", "first"), [(2, 1), (1950, 1951)])
def test_time_begins_with_1_or_where_it_is_far_from_it_with_the_first_adoption(made, later, first) -> None:
    folder, _, _ = made
    adoption(folder, lambda cells: [cells[0], str(later + int(cells[1])) if cells[1] else "", cells[2]])
    found = read_adopters(folder)
    assert found.of(1) == first and found.time.min() == (3 if later == 2 else 1)
    assert ("time counts from 1951" in "".join(found.notes)) == (later == 1950)


def test_who_is_known_in_part_is_left_out_and_told(made) -> None:
    folder, _, time = made
    adopters = [k for k in range(40) if time[k] <= PERIODS]
    unknown, undated = f"p{adopters[0]}", f"p{adopters[1]}"
    adoption(folder, lambda cells: [cells[0], "", {unknown: "", undated: "1"}.get(cells[0], cells[2])]
             if cells[0] in (unknown, undated) else cells)  # fmt: skip
    with (folder / "ties.csv").open("a", encoding="utf-8") as file:
        file.write("p1,stranger,1,advice\np1,p2,1,advice\np1,p2,1,advice\n")  # and a pair that was named twice
    found = read_adopters(folder)
    assert unknown not in found.organisation.ids and undated not in found.organisation.ids
    assert found.organisation.employees == 38 and len(found.low) == 39  # the curve uses who adopted some time
    text = " ".join(map(str, found.notes))
    assert "2 people whose adoption is known in part" in text and "1 people who are not on the list" in text
    assert "of the ties" in text
    entries = found.organisation
    assert (entries.reverse[entries.reverse] == np.arange(len(entries.target))).all()


def test_a_list_of_adopters_alone_says_that_the_others_are_none(made) -> None:
    folder, _, time = made
    plain = read_adopters(folder)
    lines = (folder / "adoption.csv").read_text(encoding="utf-8").splitlines()
    (folder / "adoption.csv").write_text("\n".join(line for line in lines if not line.endswith(",0")), encoding="utf-8")
    assert read_adopters(folder).time.tolist() == plain.time.tolist()
    (folder / "employees.csv").unlink()
    assert sorted(read_adopters(folder).time) == sorted(plain.time)
    (folder / "forecast.toml").write_text('[people]\nwithout_adoption = "unknown"\n', encoding="utf-8")
    assert read_adopters(folder).organisation.employees == (time <= PERIODS).sum()


def test_spans_within_which_somebody_adopted_count_for_the_curve(made) -> None:
    folder, _, time = made
    who = next(k for k in range(40) if 3 <= time[k] <= PERIODS)
    rewritten(folder, "adoption.csv", lambda line, k: f"{line},after" if k == 0 else f"{line}," + (
        "1" if line.startswith(f"p{who},") else ""
    ))  # fmt: skip
    found = read_adopters(folder)
    assert found.organisation.employees == 39
    assert (1.0, float(time[who])) in set(zip(found.low, found.high, strict=True))


def test_facts_are_scaled_and_what_is_missing_is_marked(made) -> None:
    folder, _, _ = made

    def twice(line: str, k: int) -> str:  # who lacks one answer lacks the other; the second says nothing new
        who, age = line.rsplit(",", 1)
        return f"{line},months" if k == 0 else f"{who},," if k == 3 else f"{line},{12 * int(age)}"

    rewritten(folder, "employees.csv", twice)
    found = read_adopters(folder, changes={"people": {"adjust": "age,months"}})
    assert found.fact_names == ("age", "age?") and found.facts.mean(axis=0) == pytest.approx([0, 0], abs=1e-12)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda cells: [cells[0], "1953-11", "1"] if cells[0] == "p3" else cells,
         ("adoption.csv, line 5", "adoption_time", "1953-11", "a number, as 3 or 1954")),
        (lambda cells: [cells[0], cells[1], "perhaps"] if cells[0] == "p3" else cells,
         ("line 5", "adopted", "perhaps", "1 for has adopted")),
        (lambda cells: ["p2", *cells[1:]] if cells[0] == "p3" else cells, ("line 5", "p2", "stands twice")),
        (lambda cells: ["p99", *cells[1:]] if cells[0] == "p3" else cells, ("line 5", "p99", "Did you mean")),
        (lambda cells: [cells[0], "", "0"], ("nobody has adopted",)),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_row_column_and_value(made, change, words) -> None:
    folder, _, _ = made
    adoption(folder, change)
    with pytest.raises(CrmsimError) as told:
        read_adopters(folder)
    for word in words:
        assert word in str(told.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[colums]\n", ("colums", "columns")),
        ('[columns]\ntimes = "x"\n', ("columns.times", "Did you mean 'time'")),
        ('[columns]\ntime = "x"\n', ("'x'", "no such column", "adoption_time")),
        ('[time]\nbegin = "May"\n', ("time.begin", "'May'", "a number")),
        ("[time]\nbegin = 6\n", ("begin", "before time begins")),
        ("[time]\nperiod = 3\n", ("period", "periods")),
        ('[people]\nunlisted = "drop"\n', ("people.unlisted", "leave-out")),
        ('[people]\nadjust = ["ages"]\n', ("ages", "Did you mean 'age'")),
        ('[files]\nties = "tie.csv"\n', ("files.ties", "Did you mean 'ties.csv'")),
        ("[time\n", ("not TOML", "at the end of a table declaration")),
    ],
)
def test_a_mapping_is_read_strictly(made, text, words) -> None:
    folder, _, _ = made
    (folder / "forecast.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CrmsimError) as told:
        read_adopters(folder)
    for word in words:
        assert word in str(told.value)


def test_a_file_in_use_is_not_offered_for_another(made) -> None:
    folder, _, _ = made
    (folder / "ties.csv").rename(folder / "adoptions.csv")
    (folder / "forecast.toml").write_text('[files]\nties = "adoptions.csv"\nadoption = "adoption_.csv"\n')
    with pytest.raises(CrmsimError) as told:
        read_adopters(folder)
    assert told.value.key == "files.adoption" and told.value.nearest == "adoption.csv"
    (folder / "adoption.csv").unlink()
    with pytest.raises(CrmsimError) as told:
        read_adopters(folder)
    assert told.value.nearest is None


def test_a_folder_without_the_files_says_which(tmp_path) -> None:
    with pytest.raises(CrmsimError, match=r"ties\.csv"):
        read_adopters(tmp_path)
    with pytest.raises(CrmsimError, match="no such folder"):
        read_adopters(tmp_path / "none")
