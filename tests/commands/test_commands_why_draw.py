"""``crmsim why`` and ``crmsim draw`` as they are typed."""

import json
from pathlib import Path

import pytest
from PIL import Image

SMALL = ("--set", "organisation.employees=30")


def test_why_tells_and_draws(crmsim_command, tmp_path: Path) -> None:
    done = crmsim_command("why", "baseline", "--employee", "e05", "--week", "30", "--seed", "1", *SMALL)
    assert done.exit_code == 0
    assert "e05 in week 30 of baseline (seed 1)" in done.stdout
    also = ("--language", "nb", "--figure", "week.png")
    same = crmsim_command("why", "baseline", "--employee", "4", "--week", "30", "--seed", "1", *SMALL, *also)
    assert same.exit_code == 0
    assert "e05 i uke 30 av baseline (startverdi 1)" in same.stdout
    with Image.open(tmp_path / "week.png") as figure:
        assert figure.width == 1350


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("--employee", "e005", "--week", "30"), "Did you mean 'e05'?"),
        (("--employee", "e05", "--week", "300"), "1 to 104"),
        (("--employee", "e05", "--week", "3", "--language", "nn"), "nb"),
        (("--employee", "e05", "--week", "3", "--figure", "nowhere/week.png"), "no such folder"),
        (("--week", "3"), "--employee"),
    ],
)
def test_why_with_a_slip(crmsim_command, arguments: tuple[str, ...], wanted: str) -> None:
    done = crmsim_command("why", "baseline", *arguments, *SMALL)
    assert done.exit_code == 2
    assert wanted in done.stderr
    assert "Traceback" not in done.stderr


def test_draw_writes_what_is_asked(crmsim_command, tmp_path: Path) -> None:
    every = [part for name in ("network", "tails", "tails-raw", "helping", "life") for part in ("--figure", name)]
    arguments = ("draw", "baseline", *every, "--week", "30", "--employee", "e05", "--out", "pictures", *SMALL)
    done = crmsim_command(*arguments)
    assert done.exit_code == 0, done.stderr
    result = {path.name for path in (tmp_path / "pictures").iterdir()}
    assert result == {"network.png", "tails.png", "tails-raw.png", "helping.png", "life.png", "provenance.json"}
    origin = json.loads((tmp_path / "pictures" / "provenance.json").read_text(encoding="utf-8"))
    assert origin["finished"] is True and origin["week"] == 30
    again = crmsim_command(*arguments)
    assert again.exit_code == 0 and "Already there" in again.stdout
    other = crmsim_command("draw", "baseline", "--out", "pictures", *SMALL)
    assert other.exit_code == 2 and "nothing is overwritten" in other.stderr


def test_draw_films(crmsim_command, tmp_path: Path) -> None:
    done = crmsim_command("draw", "baseline", "--figure", "film", "--week", "5", "--out", "film", *SMALL)
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "film" / "film.gif").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("--figure", "netwrok"), "Did you mean 'network'?"),
        (("--figure", "life"), "--employee"),
        (("--figure", "life", "--employee", "e77"), "no such employee"),
        (("--week", "300"), "1 to 104"),
        (("--figure", "film", "--mp4"), "ffmpeg"),
    ],
)
def test_draw_with_a_slip(
    crmsim_command, arguments: tuple[str, ...], wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    done = crmsim_command("draw", "baseline", *arguments, *SMALL)
    assert done.exit_code == 2
    assert wanted in done.stderr
    outputs = tmp_path / "outputs"
    assert not outputs.exists() or list(outputs.iterdir()) == []
