"""``crmsim new``: asked on a terminal, answered by options and files, and never in the way of what is there."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from crmsim.commands.main import cli
from crmsim.experiment import design_of
from crmsim.interview import QUESTIONS
from crmsim.scenario import load
from crmsim.whatif.asking import Size, whatif
from crmsim.whatif.options import OPTIONS

Command = Callable[..., Result]
PEOPLE = "employee_id,department\n" + "".join(f"e{i},{'AB'[i % 2]}\n" for i in range(10))
TIES = "from,to\n" + "".join(f"e{i},e{(i + 1) % 10}\n" for i in range(10))


@pytest.fixture
def answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command at a terminal where somebody types these lines."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("crmsim.commands.new.at_terminal", lambda: True)
    return lambda lines, *arguments: CliRunner().invoke(cli, ["new", *arguments], input="\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("18/18", "Not known.", "a public body, such as a municipality", "Written: ours.toml")),
        (
            "nb",
            ("18/18", "Dette vet du ikke.", "en offentlig virksomhet, for eksempel en kommune", "Skrevet: ours.toml"),
        ),
    ],
)
def test_the_head_of_a_department_answers_and_gets_a_scenario(
    answered: Callable[..., Result], language: str, words: tuple[str, ...]
) -> None:
    lines = ["80", "6", "2", "1", "", "2", "?", "3", "vet ikke", "1", "6", "8-12", "2", "4", "3", "", "450", ""]
    assert len(lines) == len(QUESTIONS)
    result = answered(lines, "--language", language)
    assert result.exit_code == 0, result.output
    for word in words:
        assert word in result.output
    scenario = load("ours.toml")
    assert (scenario.organisation.employees, scenario.organisation.sector, scenario.weeks) == (80, "public", 156)
    assert scenario.unknown["project.training_hours"] == {"low": 8.0, "high": 12.0}
    assert scenario.unknown["system.earlier_system"] == ["none", "good", "bad"]
    assert scenario.worlds is not None and scenario.worlds.name == "reference_municipality"
    assert "80" not in scenario.title  # whoever changes the number of people need not change the title
    checked = CliRunner().invoke(cli, ["check", "ours.toml", "--language", language])
    assert checked.exit_code == 0, checked.output
    assert "ours.toml can be run." in checked.output or "ours.toml kan kjøres." in checked.output


def test_bad_input_is_asked_again_twice_and_then_counts_as_not_known(
    answered: Callable[..., Result], tmp_path: Path
) -> None:
    result = answered(["many", "lots", "80"], "--answer", "years=2")
    assert result.output.count("not a number or a range; expected a whole number from 2 to 20,000") == 2
    assert "2/17" in result.output
    for path in tmp_path.iterdir():
        path.unlink()
    result = answered(["many", "lots", "heaps"], "--answer", "years=2")
    assert "size = 'heaps'" not in result.output and "Taken as not known" in result.output
    assert "2/17" in result.output  # and what follows is asked all the same


def test_who_stops_leaves_no_file(
    answered: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = answered(["80"])  # and the input ends
    assert result.exit_code == 130
    monkeypatch.setattr(click, "prompt", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    assert answered(["80"]).exit_code == 130
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_it_neither_asks_nor_waits(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "crmsim", "new"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:  # fmt: skip
        assert process.wait(timeout=60) == 2  # nobody has closed its input yet
        assert process.stderr is not None and "--answers FILE.toml" in process.stderr.read()
    assert list(tmp_path.iterdir()) == []


def test_answers_come_from_a_file_and_options_outweigh_it(crmsim_command: Command, tmp_path: Path) -> None:
    (tmp_path / "answers.toml").write_text('size = [60, 100]\nsector = "public"\nleaders = 2\n', encoding="utf-8")
    result = crmsim_command("new", "--answers", "answers.toml", "--answer", "sector=private", "--title", "Us")
    assert result.exit_code == 0, result.output
    scenario = load("ours.toml")
    assert scenario.unknown["organisation.employees"] == {"low": 60, "high": 100}
    assert (scenario.organisation.sector, scenario.title) == ("private", "Us")
    assert "organisation.sector" not in scenario.unknown
    assert scenario.unknown["climate.culture"] == "interval"
    tried = whatif(scenario, OPTIONS, size=Size(3, 1))  # every end of every range can stand with every option
    assert scenario.worlds is not None and scenario.worlds.name == "reference_firm"
    drawn = {key for factor in tried.factors for key in (factor.name, *factor.keys)}
    assert set(scenario.unknown) <= drawn  # of a licence nobody said anything, so the worlds say what it costs
    assert design_of(tried).size == 3 * (len(OPTIONS) + 2)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--answer", "siz=80"], "--answer: siz: there is no such question; expected one of size, .*'size'"),
        (["--answer", "size"], "an answer without '='"),
        (["--answer", "size=0"], "--answer: size = '0': too small"),
        (["--answer", "size=80", "--answer", "superusers=81"], "from 0 to 80"),
        (["--answer", "size=80", "--answer", "size=90"], "--answer: size = '90': answered twice"),
        (["--answer", "budget=0"], "--answer: budget = '0': too small"),
        (["--answers", "none.toml"], "none.toml: there is no such file"),
        (["--answer", "size=80", "--out", "ours.csv"], "a name that ends in .toml"),
        (["--answer", "size=80", "--out", "people.csv/ours.toml"], "is a file"),
        (["--answer", "size=2", "--answer", "lead=own"], "nobody in the organisation is a taker"),
        (["people.csv", "ties.csv", "--answer", "size=80"], "the files tell that"),
        (["--answer", "size=80", "--title", "\x1b[2J"], "control character"),
        (["people.csv"], "people.csv: no table of ties"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_file(
    crmsim_command: Command, tmp_path: Path, arguments: list[str], told: str
) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "ties.csv").write_text(TIES, encoding="utf-8")
    result = crmsim_command("new", *arguments)
    assert result.exit_code == 2, result.output
    assert re.search(told, " ".join(result.output.split())), result.output
    assert not list(tmp_path.rglob("*.toml"))


def test_nothing_is_overwritten(crmsim_command: Command, tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text("# mine\n", encoding="utf-8")
    result = crmsim_command("new", "--answer", "size=80", "--out", "ours.toml")
    assert result.exit_code == 2 and "left alone" in result.output
    assert crmsim_command("new", "--answer", "size=80").exit_code == 0  # under another name
    assert (tmp_path / "ours.toml").read_text(encoding="utf-8") == "# mine\n"
    assert load(tmp_path / "ours_2.toml").organisation.employees == 80


def test_files_of_people_and_ties_take_the_place_of_size(crmsim_command: Command, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "ties.csv").write_text(TIES, encoding="utf-8")
    result = crmsim_command("new", "people.csv", "ties.csv", "--answer", "superusers=2", "--out", "sub/ours.toml")
    assert result.exit_code == 0, result.output
    written = tomllib.loads((tmp_path / "sub" / "ours.toml").read_text(encoding="utf-8"))
    assert written["organisation"]["employees_csv"] == "../people.csv"
    assert "employees" not in written["organisation"]
    assert written["project"]["superusers"] == 0.2
    assert crmsim_command("check", "sub/ours.toml").exit_code == 0


def test_answers_are_not_lost_with_a_place_that_cannot_be_written(
    crmsim_command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    result = crmsim_command("new", "--answer", "size=77")
    assert result.exit_code == 2
    assert "employees = 77" in result.output and "No space left" in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("How the files were read:", "closeness: not used", "so all ties count fully (1). Is it 'closeness'?")),
        ("nb", ("Slik ble filene lest:", "closeness: ikke brukt", "teller fullt (1). Er det 'closeness'?")),
    ],
)
def test_it_is_told_how_files_were_read_and_again_when_the_scenario_is_checked(
    crmsim_command: Command, tmp_path: Path, language: str, words: tuple[str, ...]
) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    rated = TIES.replace("from,to", "from,to,closeness").replace("\ne", ",3\ne").replace("closeness,3", "closeness")
    (tmp_path / "ties.csv").write_text(f"{rated.rstrip()},3\n", encoding="utf-8")
    new = ("new", "people.csv", "ties.csv", "--answer", "superusers=2", "--out", "ours.toml")
    for command in (new, ("check", "ours.toml")):
        result = crmsim_command(*command, "--language", language)
        assert result.exit_code == 0, result.output
        told = " ".join(result.output.split())
        assert all(word in told for word in words), result.output
