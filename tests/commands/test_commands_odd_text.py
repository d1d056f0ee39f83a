"""Text of others in what commands say: nothing in it acts on the terminal, and what is refused is named."""

import errno
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from crmsim.commands import say as speaking
from crmsim.commands.progress import Bar, Display
from crmsim.commands.refusals import refusal
from crmsim.files import DEEPEST
from crmsim.runner.account import Progress
from crmsim.words import Teller

SCENARIO = '[scenario]\ntitle = "{title}"\nquestion = "{question}"\nweeks = 4\n[organisation]\nemployees = 20\n'
EXPERIMENT = """title = "{title}"
base = "baseline"
outcomes = ["user_share"]
runs = 2
[design]
kind = "grid"
[levers]
"people.takers" = [0.1, 0.2]
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SCENARIO.format(title=r"red \u001b[31m", question="q"), ("a.toml, line 2: scenario.title", r"\x1b")),
        (SCENARIO.format(title="t", question=r"q \u0007"), ("a.toml, line 3: scenario.question", r"\x07")),
        (SCENARIO.format(title=r"c1 \u009b31m", question="q"), ("scenario.title", r"\x9b")),
        ('[scenario]\n"a\\nb" = 1\n', ("control character", r"\n")),
    ],
)
def test_a_scenario_with_control_characters_is_refused(
    text: str, words: tuple[str, ...], crmsim_command, tmp_path: Path
) -> None:
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    for command in (["show", "a.toml"], ["check", "a.toml"], ["run", "a.toml"]):
        result = crmsim_command(*command)
        assert result.exit_code == 2
        for word in words:
            assert word in result.output
        assert "\x1b" not in result.output
        assert "\x07" not in result.output


def test_levers_questions_and_alternatives_with_control_characters_are_refused(crmsim_command, tmp_path: Path) -> None:
    for name, text in {
        "title": EXPERIMENT.format(title=r"x\u001b]0;y\u0007"),
        "lever": EXPERIMENT.format(title="t").replace('"people.takers"', r'"people\u001btakers"'),
        "alternative": EXPERIMENT.format(title="t").replace(
            '"people.takers" = [0.1, 0.2]', r"[levers.x.alternatives]" "\n" r'"one\u001b" = {}' "\ntwo = {}"
        ),
    }.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        result = crmsim_command("check", f"{name}.toml")
        if name == "title":  # an experiment, and refused as one when it is swept
            result = crmsim_command("sweep", f"{name}.toml", "--dry-run")
        assert result.exit_code == 2
        assert "\x1b" not in result.output
    result = crmsim_command("run", "baseline", "--set", "scenario.title=\x1b[31m")
    assert (result.exit_code, r"\x1b" in result.output) == (2, True)
    result = crmsim_command("compare", "baseline", "--what-if", 'scenario.title="\\u001b[31m"')
    assert (result.exit_code, "control character" in result.output) == (2, True)


def test_marks_that_turn_letters_round_are_written_out(crmsim_command, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SCENARIO.format(title="a\u202eb", question="one\n two"), encoding="utf-8")
    result = crmsim_command("show", "a.toml")
    assert result.exit_code == 2  # a string of one line holds no line end
    text = SCENARIO.format(title="a\u202eb", question="q").replace('"q"', '"""one\n  two"""')
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    result = crmsim_command("show", "a.toml")
    assert result.exit_code == 0
    assert r"a\u202eb" in result.output
    assert "\u202e" not in result.output
    assert "one two" in result.output


def test_file_names_cannot_act_on_a_terminal(crmsim_command) -> None:
    result = crmsim_command("run", "\x1b[31mno.toml")
    assert result.exit_code == 2
    assert "\x1b" not in result.output


def test_a_key_of_too_many_parts_is_named(crmsim_command, tmp_path: Path) -> None:
    deep = ".".join("a" for _ in range(DEEPEST + 1))
    (tmp_path / "a.toml").write_text(f"[scenario]\n{deep} = 1\n", encoding="utf-8")
    result = crmsim_command("check", "a.toml")
    assert result.exit_code == 2
    assert "a.toml, line 2: nested too deeply" in result.output
    result = crmsim_command("run", "baseline", "--set", f"scenario.title={{{deep}=1}}")
    assert result.exit_code == 2


def test_a_bar_shows_names_with_brackets_as_they_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("crmsim.commands.progress.PATIENCE", 0.0)
    monkeypatch.setenv("TERM", "dumb")
    with Bar("[red]a[/b]\x1b") as bar:
        bar.update(1, 2)
        bar.update(2, 2)
    with Display(Teller(), 0.0) as display:
        reached = SimpleNamespace(outcome="\x1b[31m", widest=0.1, asked=0.1, settled=1, settings=1)
        display.update(Progress(1, 2, 1, 0, 1.0, 1.0, 1, (reached,)))  # type: ignore[arg-type]
    assert "\x1b[31m" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "not enough memory"),
        (OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)), "not enough memory"),
        (RuntimeError("can't start new thread"), "no more threads"),
        (OSError(errno.EMFILE, os.strerror(errno.EMFILE)), "the operating system refuses: Too many open files"),
        (FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "a.csv"), "a.csv: No such file"),
        (OSError("AF_UNIX path too long"), "the operating system refuses: AF_UNIX path too long"),
    ],
)
def test_what_the_machine_refuses_is_said(
    error: Exception, words: str, crmsim_command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("crmsim.scenario.load", refuse)
    result = crmsim_command("show", "baseline")
    assert result.exit_code == 1
    assert words in result.output
    assert "the answer" not in result.output
    assert "mistake in crmsim" not in result.output


def test_a_mistake_is_no_refusal() -> None:
    assert refusal(ValueError("odd")) is None
    assert refusal(RuntimeError("odd")) is None


def test_numpy_says_that_memory_ran_out() -> None:
    np = pytest.importorskip("numpy")
    with pytest.raises(MemoryError) as error:
        np.empty(2**58, dtype=np.int8)
    assert "not enough memory" in str(refusal(error.value))


def test_an_answer_that_cannot_be_written_is_called_so(crmsim_command, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(text: str = "") -> None:
        raise speaking.AnswerLost(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    monkeypatch.setattr("crmsim.commands.show.say", full)
    result = crmsim_command("show", "baseline")
    assert result.exit_code == 1
    assert "the answer: No space left on device" in result.output


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that is always full exists on Linux only")
def test_a_full_disk_behind_the_answer_is_told(root: Path) -> None:
    import subprocess
    import sys

    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "crmsim", "show", "baseline"], cwd=root, stdout=full, stderr=subprocess.PIPE,
            text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("Error: the answer: No space left on device")
