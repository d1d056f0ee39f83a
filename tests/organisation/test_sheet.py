from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.organisation.names import EMPLOYEE_COLUMNS
from crmsim.organisation.sheet import read_sheet, simple

KNOWN = [name for names in EMPLOYEE_COLUMNS.values() for name in names]
TEXT = 'ansatt;avdeling;stilling\nKåre Øst;Salg;"Leder;\nnord"\nÅse;Drift;Rådgiver\n'


def write(folder: Path, content: bytes) -> Path:
    path = folder / "people.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("latin-1"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        ("sep=;\n" + TEXT).encode(),
        ("\n  \n" + TEXT).encode(),
    ],
    ids=["utf-8", "bom", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "sep", "blank-lines"],
)
def test_encodings(tmp_path: Path, content: bytes) -> None:
    sheet = read_sheet(write(tmp_path, content), KNOWN)
    assert sheet.header == ("ansatt", "avdeling", "stilling")
    assert sheet.columns[0] == ["Kåre Øst", "Åse"]
    assert sheet.columns[2][0].replace("\r", "") == "Leder;\nnord"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path: Path, delimiter: str, newline: str) -> None:
    rows = [["employee_id", "department"], ["1", "A, B; C"], ["2", "D"]]
    text = newline.join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    sheet = read_sheet(write(tmp_path, text.encode()), KNOWN)
    assert sheet.columns == (["1", "2"], ["A, B; C", "D"])
    assert sheet.lines == [2, 3]


def test_lines_after_breaks_in_quotes_and_blank_lines(tmp_path: Path) -> None:
    sheet = read_sheet(write(tmp_path, b'id,team\n1,"a\nb\nc"\n\n2,d\n'), KNOWN)
    assert sheet.lines == [2, 6]


def test_single_column(tmp_path: Path) -> None:
    assert read_sheet(write(tmp_path, b"employee_id\n1\n2\n"), KNOWN).columns == (["1", "2"],)


def test_empty_cells_at_the_end_may_lack_or_abound(tmp_path: Path) -> None:
    sheet = read_sheet(write(tmp_path, b"id,team,level\n1\n2,a,3,,\n"), KNOWN)
    assert sheet.columns == (["1", "2"], ["", "a"], ["", "3"])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"id,team\n1,a\x00b\n", "line 2: is not text"),
        (bytes(range(256)) * 4, "is not text"),
        (b'id,team\n1,"a\n', "cannot be read as a table"),
        (b"id,team\n1,a\n2,b,c\n", "line 3"),
        (b"id,team\n1," + b"x" * 200_000 + b"\n", "line 2: cannot be read as a table"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(CrmsimError, match=says):
        read_sheet(write(tmp_path, content), KNOWN)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    write(tmp_path, b"id\n1\n")
    with pytest.raises(CrmsimError, match="no such file; expected one of people.csv"):
        read_sheet(tmp_path / "nobody.csv", KNOWN)
    with pytest.raises(CrmsimError, match="is a folder"):
        read_sheet(tmp_path, KNOWN)
    with pytest.raises(CrmsimError):
        read_sheet("a\x00b.csv", KNOWN)


def test_simple_names() -> None:
    assert simple("Nærmeste leder") == "naermesteleder"
    assert simple(" Employee-ID ") == simple("employeeId") == "employeeid"
    assert simple("Nivå") == simple("Niva\u030a") == "niva"
