"""Files that are recognised and not read: the command that is told does convert them."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from crmsim.errors import CrmsimError
from crmsim.organisation import Organisation, read

# As networkx writes it: letters beyond ASCII as numbers.
LETTERS = (
    'graph [ directed 1 node [ id 1 label "a" department "Salg &#38; &#216;st" style "giver" ] '
    'node [ id 2 label "b" department "Ledelse" style "taker" ] edge [ source 1 target 2 weight 2 ] ]'
)
GML = 'graph [ directed 1 node [ id 1 label "ann" ] node [ id 2 label "bo" ] edge [ source 1 target 2 weight 2 ] ]'
JSON = {
    "directed": True,
    "multigraph": False,
    "graph": {},
    "nodes": [{"id": "ann"}, {"id": "bo"}],
    "links": [{"source": "ann", "target": "bo", "weight": 2.0}],
}
EDGES = {key: value for key, value in JSON.items() if key != "links"} | {"edges": JSON["links"]}
MATRIX = "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 2 2.0\n"
FULL = "%%MatrixMarket matrix array real general\n2 2\n0.0\n0.0\n2.0\n0.0\n"


def converted(name: str, content: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    """What is read after the command that is told."""
    monkeypatch.chdir(folder)
    Path(name).write_text(content, encoding="utf-8")
    with pytest.raises(CrmsimError, match="which is not read") as text:
        read(name)
    words = shlex.split(str(text.value.expected))
    assert words[0] == "python"
    subprocess.run([sys.executable, *words[1:]], check=True, cwd=folder)
    return read(f"{name}.graphml", keep_names=True)


@pytest.mark.parametrize(
    ("name", "content", "ties"),
    [
        ("a.gml", GML, {"1 2"}),
        ("a.json", json.dumps(JSON), {"ann bo"}),
        ("a.json", json.dumps(EDGES), {"ann bo"}),
        ("a.mtx", MATRIX, {"1 2"}),
        ("a.mtx", FULL, {"1 2"}),
    ],
)
def test_the_command_that_is_told_converts_the_file(
    name: str, content: str, ties: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = converted(name, content, tmp_path, monkeypatch)
    result = zip(made.source, made.target, made.contact, strict=True)
    assert {f"{made.ids[i]} {made.ids[j]}" for i, j, contact in result if contact > 0} == ties


def test_letters_that_gml_writes_as_numbers_are_letters_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = converted("a.gml", LETTERS, tmp_path, monkeypatch)
    assert set(made.departments) == {"Salg & Øst", "Ledelse"}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.##h", b"\x01\x02", "is a UCINET dataset, which is not read; expected in UCINET"),
        ("a.sav", b"$FL2@(#)", "is an SPSS file"),
        ("a", b"<stata_dta><header>", "is a Stata file"),
        ("a.xpt", b"HEADER RECORD", "is a SAS file, which is not read; expected python -c .import pyreadstat"),
        ("a.rds", b"\x1f\x8b\x08", "is R data, which is not read; expected Rscript"),
        ("a.gephi", b"PK\x03\x04", "is a Gephi project, which is not read; expected in Gephi"),
        ("a.pdf", b"%PDF-1.7", "is a PDF"),
        ("a.gz", b"\x1f\x8b\x08", "is a compressed file, which is not read; expected gunzip a.gz"),
    ],
)
def test_what_is_recognised_is_answered_with_what_converts_it(
    name: str, content: bytes, says: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CrmsimError, match=says):
        read(tmp_path / name)


def test_a_command_to_paste_holds_no_name_that_a_shell_would_obey(tmp_path: Path) -> None:
    path = tmp_path / "a'; reboot #.sav"
    path.write_bytes(b"$FL2@(#)")
    with pytest.raises(CrmsimError, match="a copy of it called data.sav, and then python -c") as error:
        read(path)
    assert error.value.expected is not None
    assert "reboot" not in error.value.expected
