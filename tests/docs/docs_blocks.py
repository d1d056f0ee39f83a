"""Fenced blocks of a Markdown page, and how each is run.

Every block of ``sh`` and ``python`` is run in the page's own folder, in order, unless the line before it says
``<!-- not run: why -->``. A block after ``<!-- file: name -->`` is written to that folder instead. Runs and weeks are
cut down to what a test can wait for; the reader sees the command in full.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

FENCE = re.compile(r"^```(\w*)\s*$")
FILE = re.compile(r"^<!-- file: (\S+) -->$")
NOT_RUN = re.compile(r"^<!-- not run: (.+) -->$")
RUNS, WEEKS = 2, 30
BY_WEEKS = ("run", "compare")  # commands that take --weeks


@dataclass(frozen=True)
class Block:
    """One fenced block: where it begins, its language, its text, the file it is, and why it is not run."""

    line: int
    language: str
    text: str
    file: str | None
    not_run: str | None


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    result: list[Block] = []
    before, start, language, lines = "", None, "", list[str]()
    for number, line in enumerate(page.splitlines(), start=1):
        fence = FENCE.match(line)
        if start is None:
            if fence:
                start, language, lines = number, fence[1], []
            elif line.strip():
                before = line.strip()
        elif line.strip() == "```":
            file, why = FILE.match(before), NOT_RUN.match(before)
            text = "\n".join(lines) + "\n"
            result.append(Block(start, language, text, file and file[1], why and why[1]))
            before, start = "", None
        else:
            lines.append(line)
    assert start is None, f"the block of line {start} is not closed"
    return result


def commands(text: str) -> list[list[str]]:
    """The commands of a block of shell, each as its words; lines that end in a backslash go on."""
    joined = text.replace("\\\n", " ")
    return [words for line in joined.splitlines() if (words := shlex.split(line, comments=True))]


def shortened(words: list[str]) -> list[str]:
    """A ``crmsim`` command with no more than :data:`RUNS` runs and :data:`WEEKS` weeks."""
    if words[0] not in BY_WEEKS or "--help" in words:
        return words
    short = list(words)
    wanted = {"--weeks": WEEKS} | ({"--runs": RUNS} if words[0] == "compare" else {})
    wanted |= {"--from-week": WEEKS} if "--from-week" in words else {}
    for option, most in wanted.items():
        if option in short:
            place = short.index(option) + 1
            short[place] = str(min(int(short[place]), most))
        else:
            short += [option, str(most)]
    return short


def run_command(words: list[str]) -> str:
    """Run ``crmsim`` in this process; returns what it printed."""
    from crmsim.commands.main import cli

    result = CliRunner().invoke(cli, shortened(words), standalone_mode=False, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def run_python(text: str, names: dict[str, Any]) -> str:
    """Run a block of Python with the names of the blocks before; returns what it printed."""
    for call in re.findall(r"crmsim\.compare\([^)]*\)", text):
        assert "runs=" in call, f"name the runs, so that a test can shorten them: {call}"
    text = re.sub(r"runs=(\d+)", lambda found: f"runs={min(int(found[1]), RUNS)}", text)
    text = re.sub(r"weeks=(\d+)", lambda found: f"weeks={min(int(found[1]), WEEKS)}", text)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(text, "<example>", "exec"), names)
    return printed.getvalue()


def pages(root: Path) -> list[Path]:
    """Every page for readers."""
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
