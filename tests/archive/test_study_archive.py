"""An archive holds a study whole: it can be checked, read by machines, and made again to the bit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import crmsim
from crmsim.archive import Creator, archive, creator_of
from crmsim.archive.crate import METADATA
from crmsim.commands.main import cli
from crmsim.errors import CrmsimError
from crmsim.results.folder import MARKER
from crmsim.results.leftovers import in_the_making
from crmsim.results.whole import as_text, sealed
from crmsim.runner.replay import replay
from crmsim.store.verify import verify

OURS = '[scenario]\ntitle = "Ours"\nweeks = 6\n[organisation]\nemployees = 20\n'
EXPERIMENT = """title = "Patience"
base = "ours.toml"
outcomes = ["user_share", "output"]
runs = 2
[levers]
"project.patience" = [0.2, 0.8]
[design]
kind = "grid"
"""
# Terms of the format's context that archives use: its validator would fetch them from the network.
TERMS = {
    **{name: f"http://schema.org/{name}" for name in (
        "about", "author", "contentSize", "CreateAction", "CreativeWork", "Dataset", "datePublished", "description",
        "encodingFormat", "hasPart", "instrument", "license", "mentions", "name", "object", "Person", "result",
        "SoftwareApplication", "softwareVersion", "url",
    )},
    "File": "http://schema.org/MediaObject", "conformsTo": "http://purl.org/dc/terms/conformsTo",
}  # fmt: skip


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario, an experiment of it, and its sweep in ``swept``."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "ours.toml").write_text(OURS)
    (folder / "patience.toml").write_text(EXPERIMENT)
    crmsim.sweep(folder / "patience.toml", jobs=0, out=folder / "swept")
    return folder


@pytest.fixture(scope="module")
def compared(study: Path) -> Path:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("crmsim.report.files.comparison_figures", lambda comparison: {})
        crmsim.compare([study / "ours.toml"], what_if=["project.patience=0.9"], runs=2).write(study / "compared")
    return study / "compared"


@pytest.fixture(scope="module")
def archived(study: Path) -> Path:
    archive(study / "swept", study / "study.zip", "A study", "CC-BY-4.0", [Creator("Kari Nordmann")])
    return study / "study.zip"


@pytest.fixture
def unpacked(archived: Path, tmp_path: Path) -> Path:
    """The archive of the sweep, unpacked where nothing of the study is near."""
    return unpack(archived, tmp_path / "elsewhere")


def unpack(file: Path, folder: Path) -> Path:
    with zipfile.ZipFile(file) as packed:
        packed.extractall(folder)
    return folder


def typed(*words: str) -> str:
    done = CliRunner().invoke(cli, list(words))
    assert done.exit_code == 0, done.stderr
    return done.stdout


def graph_of(folder: Path) -> dict[str, dict[str, Any]]:
    described = json.loads((folder / METADATA).read_text(encoding="utf-8"))
    found = {one["@id"]: one for one in described["@graph"]}
    assert len(found) == len(described["@graph"])
    return found


def test_a_sweep_that_was_archived_is_whole_and_repeats_to_the_bit(
    unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(unpacked)
    found = verify(Path())
    assert found.whole and not found.notes and found.records == 4
    run = pq.read_table("runs")["run_id"][3].as_py()
    again = replay(Path(), run)
    assert again.equal and again.same_inputs and again.same_code
    assert (unpacked / "sources" / "ours.toml").read_text() == OURS
    crmsim.sweep("sources/patience.toml", jobs=0, out="again")
    assert (unpacked / "again" / "runs" / "part-00000.parquet").read_bytes() == (
        unpacked / "runs" / "part-00000.parquet"
    ).read_bytes()


@pytest.mark.slow
def test_a_comparison_that_was_archived_is_made_again_by_the_command_it_tells(
    compared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = archive(compared, tmp_path / "compared.zip")
    monkeypatch.chdir(unpack(tmp_path / "compared.zip", tmp_path / "elsewhere"))
    assert verify(Path()).whole
    assert f"    {contents.again[0]}\n" in Path("README.md").read_text(encoding="utf-8")
    monkeypatch.setattr("crmsim.report.files.comparison_figures", lambda comparison: {})
    typed(*contents.again[0].split()[1:])
    before, after = (pq.read_table(folder / "runs.parquet") for folder in (Path(), Path("again")))
    numbers = [name for name in before.schema.names if name != "scenario"]
    assert len(numbers) > 40 and before.num_rows == 4
    assert before.select(numbers).equals(after.select(numbers))


def test_everything_in_it_is_described_and_everything_described_is_in_it(unpacked: Path) -> None:
    found = graph_of(unpacked)
    root = found["./"]
    files = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    described = {unquote(one["@id"]) for one in root["hasPart"]}
    assert described == files - {METADATA, "manifest-sha256.txt"}
    assert {"odd.md", "README.md", MARKER, "scenarios/ours.toml", "sources/patience.toml"} <= described
    for name in described:
        assert int(found[name]["contentSize"]) == (unpacked / name).stat().st_size
        assert found[name]["description"]
    assert (root["name"], found[root["license"]["@id"]]["name"]) == ("A study", "CC-BY-4.0")
    assert found[root["author"]["@id"]]["name"] == "Kari Nordmann"
    assert "crmsim replay . RUN_ID" in found["#made"]["description"]
    assert found["#crmsim"]["softwareVersion"] == crmsim.__version__
    assert "## 7. Submodels" in (unpacked / "odd.md").read_text(encoding="utf-8")


def test_what_is_altered_in_an_unpacked_archive_is_found(unpacked: Path) -> None:
    (unpacked / "odd.md").write_text("another model")
    (unpacked / "scenarios" / "ours.toml").unlink()
    assert [str(one) for one in verify(unpacked).problems] == [
        "scenarios/ours.toml: is gone", "odd.md: is not what was archived",
    ]  # fmt: skip


def test_it_passes_the_validator_of_its_format(unpacked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services = pytest.importorskip("rocrate_validator.services", reason="needs roc-validator, which is not installed")
    from rocrate_validator.models import Severity
    from rocrate_validator.utils import document_loader, http

    answer = SimpleNamespace(  # the context, as the network would give it
        status_code=200, headers={"Content-Type": "application/ld+json"}, json=lambda: {"@context": TERMS}
    )
    monkeypatch.setattr(http.HttpRequester, "get", lambda self, url, **given: answer, raising=False)
    monkeypatch.setattr(document_loader, "_fetch_json_ld", lambda url: {"@context": TERMS})
    settings = services.ValidationSettings(
        rocrate_uri=str(unpacked), profile_identifier="ro-crate-1.1", requirement_severity=Severity.REQUIRED,
    )  # fmt: skip
    assert [one.message for one in services.validate(settings).get_issues()] == []
    described = json.loads((unpacked / METADATA).read_text())
    described["@graph"][1].pop("license")
    (unpacked / METADATA).write_text(json.dumps(described))
    assert services.validate(settings).get_issues()  # it does look


def test_nothing_is_overwritten_and_nothing_is_left_of_what_fails(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "study.zip"
    out.write_text("mine")
    with pytest.raises(CrmsimError, match="another file stands there"):
        archive(study / "swept", out)
    assert out.read_text() == "mine"
    out.unlink()

    def full(*given: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(zipfile.ZipFile, "writestr", full)
        with pytest.raises(CrmsimError, match="disk is full"):
            archive(study / "swept", out)
    assert list(tmp_path.iterdir()) == []
    with monkeypatch.context() as patched:  # somebody else's comes while ours is made
        patched.setattr("crmsim.archive.write._write", lambda path, *given: (path.write_text(""), out.write_text("X")))
        with pytest.raises(CrmsimError, match="another file stands there"):
            archive(study / "swept", out)
    assert [path.name for path in tmp_path.iterdir()] == ["study.zip"] and out.read_text() == "X"


def test_what_a_killed_process_left_is_cleared_away_by_the_next(study: Path, tmp_path: Path) -> None:
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    left = tmp_path / in_the_making("study.zip").replace(str(os.getpid()), dead.stdout.decode().strip())
    left.write_text("half a zip")
    archive(study / "swept", tmp_path / "study.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["study.zip"]


def marked(folder: Path, **changes: Any) -> None:
    about = json.loads((folder / MARKER).read_text())
    (folder / MARKER).write_text(as_text(sealed({**about, **changes})), encoding="utf-8")


def test_an_unfinished_study_is_refused_with_the_command_that_goes_on(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(study)
    crmsim.sweep("patience.toml", jobs=0, out="begun")
    marked(study / "begun", finished=False)
    refused = CliRunner().invoke(cli, ["archive", "begun", "--out", str(tmp_path / "a.zip")])
    assert refused.exit_code == 2
    assert "begun: is not finished" in refused.stderr
    assert "this goes on where it was: crmsim sweep patience.toml --out begun" in refused.stderr
    (study / "begun" / "whatif.json").write_text("{}")
    marked(study / "begun", inputs={"ours.toml": "0" * 32})
    with pytest.raises(CrmsimError, match="crmsim whatif ours.toml --out begun"):
        archive(Path("begun"), tmp_path / "a.zip")
    assert not any(tmp_path.iterdir())


def test_a_study_that_was_altered_or_whose_files_were_is_refused(study: Path, tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(OURS)
    (tmp_path / "patience.toml").write_text(EXPERIMENT)
    crmsim.sweep(tmp_path / "patience.toml", jobs=0, out=tmp_path / "swept")
    (tmp_path / "ours.toml").write_text(OURS.replace("20", "21"))
    with pytest.raises(CrmsimError, match=r"ours\.toml: was edited since the sweep"):
        archive(tmp_path / "swept", tmp_path / "a.zip")
    (tmp_path / "swept" / "experiment.toml").write_text(EXPERIMENT + "\n")
    with pytest.raises(CrmsimError, match=r"experiment\.toml: is not what was written"):
        archive(tmp_path / "swept", tmp_path / "a.zip")
    with pytest.raises(CrmsimError, match="holds no results"):
        archive(tmp_path, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


def test_files_of_people_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    people = [f"p{number}" for number in range(12)]
    (tmp_path / "employees.csv").write_text("employee_id\n" + "\n".join(people) + "\n")
    (tmp_path / "ties.csv").write_text(
        "source_id,target_id\n" + "".join(f"p{n},p{(n + 1) % 12}\np{n},p{(n + 3) % 12}\n" for n in range(12))
    )
    (tmp_path / "ours.toml").write_text(
        '[scenario]\ntitle = "Ours"\nweeks = 4\n[organisation]\nemployees_csv = "employees.csv"\n'
        'ties_csv = "ties.csv"\nkeep_names = true\n'
    )
    (tmp_path / "patience.toml").write_text(EXPERIMENT)
    crmsim.sweep(tmp_path / "patience.toml", jobs=0, out=tmp_path / "swept")
    told = typed("archive", str(tmp_path / "swept"), "--out", str(tmp_path / "bare.zip"))
    assert "Left out, because they name people: sources/employees.csv, sources/ties.csv" in told
    bare = unpack(tmp_path / "bare.zip", tmp_path / "bare")
    assert not any("p11" in path.read_text(errors="replace") for path in bare.rglob("*") if path.is_file())
    archive(tmp_path / "swept", tmp_path / "whole.zip", with_files=True)
    whole = unpack(tmp_path / "whole.zip", tmp_path / "elsewhere" / "whole")
    run = pq.read_table(whole / "runs")["run_id"][0].as_py()
    assert replay(whole, run).equal


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--licence", "do what you like"), "an SPDX identifier, as CC-BY-4.0"),
        (("--creator", "Kari (0000-0002-1825-0098)"), "not an ORCID iD"),
        (("--creator", " "), "not a name"),
    ],
)
def test_what_is_no_licence_and_no_creator_is_refused(
    study: Path, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    refused = CliRunner().invoke(cli, ["archive", str(study / "swept"), "--out", str(tmp_path / "a.zip"), *options])
    assert refused.exit_code == 2 and said in refused.stderr
    assert not any(tmp_path.iterdir())


def test_a_creator_may_have_an_orcid() -> None:
    assert creator_of("Kari Nordmann") == Creator("Kari Nordmann")
    found = creator_of("Josiah Carberry <https://orcid.org/0000-0002-1825-0097>")
    assert found.id == "https://orcid.org/0000-0002-1825-0097"
