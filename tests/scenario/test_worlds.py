"""Files of worlds: read strictly, named by scenarios, no part of a run."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from crmsim.commands.main import cli
from crmsim.errors import CrmsimError
from crmsim.scenario import load, parameters_text
from crmsim.scenario.worlds import MOST_ROWS, read_worlds, worlds_text

HEAD = {"made_by": "a hand", "basis": "nothing", "version": "1", "seed": 3, "without": ["economy"]}
KEYS = ("adoption.threshold_sd", "exchange.cost")
ROWS = ((0.05, 0.3), (0.06, 0.1), (0.07, 0.2))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ours.csv"
    path.write_text(worlds_text(HEAD, KEYS, ROWS), encoding="utf-8")
    return path


def test_what_is_written_is_read(file: Path) -> None:
    worlds = read_worlds(file)
    assert (worlds.name, worlds.keys, worlds.rows) == ("ours", KEYS, ROWS)
    assert worlds.head.made_by == "a hand" and worlds.head.seed == 3 and worlds.head.without == ["economy"]


def test_a_scenario_names_worlds_and_its_runs_stay_what_they_are(file: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "mine.toml"
    scenario.write_text('[scenario]\ntitle = "Mine"\nworlds = "ours.csv"\n', encoding="utf-8")
    mine = load(scenario, ["people.takers=0.2"])
    assert mine.worlds is not None and mine.worlds.rows == ROWS
    assert mine.hash == load("baseline", ["people.takers=0.2"]).hash
    assert file.resolve() in [source.path for source in mine.sources]
    assert "worlds" not in mine.content()["scenario"]
    told = parameters_text(mine)
    assert "worlds: ours.csv, 3 of them over 2 parameters, made by a hand 1" in told
    checked = CliRunner().invoke(cli, ["check", str(scenario), "--set", "exchange.cost=0.2"])
    assert checked.exit_code == 0
    assert "3 of them" in checked.output


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("exchange.cost", "exchange.cots", "'exchange.cost'"),
        ("exchange.cost", "adoption.threshold_sd", "stands twice"),
        ("exchange.cost", "adoption.rule", "is no number"),
        ("exchange.cost", "scenario.title", "is no number"),
        ("0.05,0.3", "0.05,-3", "line 9: exchange.cost = '-3': too small"),
        ("0.05,0.3", "0.05,nan", "not a finite number"),
        ("0.05,0.3", "0.05,", "an empty cell"),
        ("0.05,0.3", "0.05,much", "not a number"),
        ("0.05,0.3", '"0,05",0.3', "Did you mean '0.05'?"),
        ("0.05,0.3", "0.05", "not as many cells as columns (1); expected 2"),
        ('# made_by = "a hand"\n', "", "the head lacks made_by"),
        ("seed = 3", 'seed = "3"', "of the wrong type"),
        ("# basis", "# bases", "Did you mean 'basis'?"),
        ("# basis = ", "# basis ", "not TOML"),
        ("0.05,0.3\n0.06,0.1\n0.07,0.2\n", "", "there is no world in the table"),
        ("0.05,0.3", "0.05,\x1b[2J", "control character"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_place(file: Path, before: str, after: str, said: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(CrmsimError) as error:
        read_worlds(file)
    assert said in str(error.value) and str(file) in str(error.value)


def test_shares_of_styles_sum_to_one(tmp_path: Path) -> None:
    path = tmp_path / "shares.csv"
    path.write_text(worlds_text(HEAD, ["people.givers", "people.takers"], [(0.7, 0.4)]), encoding="utf-8")
    with pytest.raises(CrmsimError, match="the shares sum to 1.1"):
        read_worlds(path)


def test_too_many_worlds_empty_files_and_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text(worlds_text(HEAD, KEYS, [ROWS[0]] * (MOST_ROWS + 1)), encoding="utf-8")
    for content, said in (
        (None, "too many worlds .5,001"),
        (b"", "empty"),
        (b"\xff\xfe", "UTF-8"),
        (b"# seed = 1\0", "binary"),
    ):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(CrmsimError, match=said):
            read_worlds(path)
    with pytest.raises(CrmsimError, match="a folder"):
        read_worlds(tmp_path)


def test_worlds_that_are_not_there_are_told_with_the_nearest(file: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "mine.toml"
    scenario.write_text('[scenario]\nworlds = "our.csv"\n', encoding="utf-8")
    with pytest.raises(CrmsimError, match=r"mine.toml, line 2: scenario.worlds.*Did you mean 'ours.csv'"):
        load(scenario)
