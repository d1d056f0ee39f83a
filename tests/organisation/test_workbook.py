"""Workbooks and Parquet: titles above, merged names, dates, several sheets."""

import datetime
from pathlib import Path

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest

from crmsim.errors import CrmsimError
from crmsim.organisation import read
from crmsim.organisation.files import gather
from crmsim.organisation.workbook import read_parquet, read_workbook

PEOPLE = [["Employee ID", "Department"], [7, "Sales"], [8, "Sales"], [9, None]]
TIES = [["From", "To", "Emails"], [7, 8, 4], [8, 9, 1]]


def book(path: Path, **sheets: list[list[object]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_two_sheets_are_an_organisation(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", Notes=[["written in May"]], People=PEOPLE, Ties=TIES)
    made = read(path, keep_names=True)
    assert sorted(made.ids) == ["7", "8", "9"]
    assert sorted(made.contact[made.contact > 0]) == [0.25, 1.0]
    assert any("Notes: neither people nor ties" in look for look in gather([path]).looks)


def test_titles_above_the_names_are_passed_over_and_lines_are_those_of_the_sheet(tmp_path: Path) -> None:
    rows = [["Employees 2026"], [], *PEOPLE]
    (sheet,) = read_workbook(book(tmp_path / "a.xlsx", People=rows))
    assert sheet.header == ("Employee ID", "Department")
    assert list(sheet.lines) == [4, 5, 6]
    assert sheet.columns[1] == ["Sales", "Sales", ""]


def test_a_merged_cell_above_several_names_belongs_to_each(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (
        ["Employee", None, "Manager", None],
        ["ID", "Name", "ID", "Name"],
        [1, "Ann", None, None],
        [2, "Bo", 1, "Ann"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("C1:D1")
    made.save(tmp_path / "a.xlsx")
    (result,) = read_workbook(tmp_path / "a.xlsx")
    assert result.header == ("Employee ID", "Employee Name", "Manager ID", "Manager Name")
    (tmp_path / "t.csv").write_text("from,to\n1,2\n")
    organisation = read(tmp_path / "a.xlsx", tmp_path / "t.csv", keep_names=True)
    assert organisation.manager[organisation.ids.index("2")] == organisation.ids.index("1")


def test_dates_are_times(tmp_path: Path) -> None:
    when = datetime.datetime(2026, 1, 5, 9)
    rows = [["Sent", "From", "To"], [when, 7, 8], [when.replace(hour=10), 7, 8], [when, 8, 9]]
    made = read(book(tmp_path / "a.xlsx", People=PEOPLE, Log=rows), keep_names=True)
    assert sorted(made.contact[made.contact > 0]) == [0.5, 1.0]


@pytest.mark.parametrize(
    ("sheets", "says"),
    [
        ({"A": [["Employee ID"], [1234567890123456]]}, "sheet A, line 2: '1234567890123456': a spreadsheet"),
        ({"A": [["x", "y"], [1, 2]]}, "no sheet of employees or ties"),
        ({"A": PEOPLE}, "no table of ties"),
        ({"A": PEOPLE, "B": TIES, "C": TIES}, "2 tables of ties"),
        ({"A": PEOPLE, "B": [["From", "To", "Emails"], [7, 8, "many"]]}, "sheet B, line 2: strength = 'many'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_sheet(tmp_path: Path, sheets: dict[str, list[list[object]]], says: str) -> None:
    with pytest.raises(CrmsimError, match=says):
        read(book(tmp_path / "a.xlsx", **sheets))


def test_errors_and_formulas_without_a_value_are_told(tmp_path: Path) -> None:
    people = [["Employee ID", "Manager ID"], [7, None], [8, "#N/A"], [9, "=7+0"]]
    made = read(book(tmp_path / "a.xlsx", People=people, Ties=TIES))
    text = "1 cells with an error such as #N/A, and 1 formulas that were never computed, count as empty"
    assert made.report["notes"]["lost cells"] == text
    assert "lost cells" not in read(book(tmp_path / "b.xlsx", People=PEOPLE, Ties=TIES)).report["notes"]


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 something")
    with pytest.raises(CrmsimError, match="cannot be read as a workbook"):
        read(tmp_path / "a.xlsx")


def test_text_in_parquet_that_is_no_text_is_told(tmp_path: Path) -> None:
    wrong = pyarrow.array([b"a", b"\xee\xff"], pyarrow.binary()).buffers()
    text = pyarrow.Array.from_buffers(pyarrow.string(), 2, wrong)
    pyarrow.parquet.write_table(pyarrow.table({"id": text}), tmp_path / "a.parquet")
    with pytest.raises(CrmsimError, match="cannot be read as Parquet"):
        read_parquet(tmp_path / "a.parquet")


def test_parquet_keeps_whole_numbers_and_gaps(tmp_path: Path) -> None:
    table = pyarrow.table(
        {
            "employee_id": [7, 8],
            "manager_id": [None, 7.0],
            "tags": [["a"], []],
            "hired": [datetime.date(2020, 1, 2)] * 2,
        }
    )
    pyarrow.parquet.write_table(table, tmp_path / "a.parquet")
    sheet = read_parquet(tmp_path / "a.parquet")
    assert sheet.header == ("employee_id", "manager_id", "hired")  # lists in cells are left out
    assert sheet.columns == (["7", "8"], ["", "7"], ["2020-01-02", "2020-01-02"])
    (tmp_path / "b.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(CrmsimError, match="cannot be read as Parquet"):
        read_parquet(tmp_path / "b.parquet")


def test_sheets_are_told_in_norwegian(tmp_path: Path) -> None:
    from crmsim.organisation.files import gather
    from crmsim.words import Teller

    looks = gather([book(tmp_path / "a.xlsx", Ansatte=PEOPLE, Bånd=TIES)]).looks
    assert Teller("nb")(looks[0]).startswith(f"{tmp_path / 'a.xlsx'}, ark Ansatte: en liste")
