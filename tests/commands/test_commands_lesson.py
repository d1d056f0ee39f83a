"""``crmsim lesson`` as it is typed."""

from typing import Any

import pytest


def test_the_command_writes_it_once(crmsim_command, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    asked = []

    def made(*arguments: Any) -> str:
        asked.append(arguments[:3])
        return "<!doctype html>\n"

    monkeypatch.setattr("crmsim.lesson.make", made)
    monkeypatch.setattr("crmsim.simulation.announce_compilation", lambda announce: None)
    done = crmsim_command("lesson", "--out", "class/leksjon.html", "--language", "nb", "--runs", "3", "--seed", "4")
    assert done.exit_code == 0, done.stderr
    assert "Skrevet: " in done.stdout and (tmp_path / "class" / "leksjon.html").read_text() == "<!doctype html>\n"
    assert asked == [(("nb",), 4, 3)]
    again = crmsim_command("lesson", "--out", "class/leksjon.html")
    assert again.exit_code == 2 and "another file stands there" in again.stderr
    assert crmsim_command("lesson", "--language", "nn").exit_code == 2
    assert len(asked) == 1
