"""How fuzzed inputs are read: by the commands themselves, in this process.

What is looked for in an answer: a traceback or what a user is told in its place, raw warnings, control characters that
reach the terminal, values that are no finite numbers in what was accepted, and scenarios that are called ready and
cannot be loaded.
"""

from __future__ import annotations

import contextlib
import io
import math
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.attack.fuzzed import Input

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
ANSWERS = (0, 1, 2)  # done, refused by the machine (a name too long for it, say), and wrong as it was given
WRONG = ("Traceback (most recent call last)", "a mistake in crmsim", "not enough memory")
RAW_WARNING = re.compile(r"^\S+\.py:\d+: (\w*Warning: .*)$", re.MULTILINE)
SMALL, SIMULATED_WEEKS = 200, 3  # what is accepted is run where it is small


class Answer(NamedTuple):
    """Whether an input was accepted, and what is wrong with the answer."""

    accepted: bool
    problem: str


def answered(given: Input, folder: Path) -> Answer:
    """Give an input to its command in this process, in its folder, and look at the answer."""
    os.chdir(folder)
    if given.arguments[0] == "--what-if":
        code, text = said(lambda: _what_if(given.arguments[1]))
    else:
        code, text = said(lambda: _command(given.arguments))
    problem = wrong_with(code, text)
    if not problem and code == 0:
        code, text = said(lambda: _used(given))
        problem = f"accepted, then: {wrong_with(code, text, 'values')}" if code or wrong_with(code, text) else ""
        return Answer(True, problem)
    return Answer(code == 0, problem)


def said(do: Callable[[], object]) -> tuple[int | str, str]:
    """Exit code, or what ended it otherwise, and all it printed."""
    held = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    code: int | str = 0
    with contextlib.redirect_stdout(held), contextlib.redirect_stderr(held):
        try:
            do()
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else int(error.code is not None)
        except BaseException as error:  # noqa: BLE001 - some libraries raise what is no Exception
            code = f"{type(error).__name__}: {error}"
    buffer = held.buffer
    assert isinstance(buffer, io.BytesIO)
    return code, buffer.getvalue().decode("utf-8", "replace")


def wrong_with(code: int | str, text: str, sort: str = "answer") -> str:
    """What is wrong with an answer; nothing where all is well."""
    last = ([line for line in text.splitlines() if line.strip()] or ["nothing"])[-1]
    if isinstance(code, str):
        return f"{code[:200]} ({sort})"
    if code not in ANSWERS or any(sign in text for sign in WRONG):
        shown = next((line for line in text.splitlines() if "unexpected" in line), last)
        return f"exit {code}: {shown[:200]!r} ({sort})"
    if found := RAW_WARNING.search(text):
        return f"a raw warning: {found[1][:150]!r}"
    if found := CONTROL.search(text):
        around = text[max(0, found.start() - 40) : found.end() + 10]
        return f"a control character is printed: {around!r}"
    return ""


def _command(arguments: Sequence[str]) -> None:
    from crmsim.commands.main import cli

    sys.argv = ["crmsim", *arguments]
    cli.main(list(arguments))


def _what_if(text: str) -> None:
    """An alternative, read as ``crmsim compare`` reads it, its refusal told in both languages."""
    from crmsim.errors import CrmsimError
    from crmsim.scenario import load
    from crmsim.scenario.settings import label, parse_what_if
    from crmsim.words import Teller

    try:
        settings = parse_what_if(text)
        print(label(settings))
        load("baseline").changed(settings, "--what-if").content()
    except CrmsimError as error:
        for language in ("en", "nb"):
            print(error.text(Teller(language)))
        raise SystemExit(2) from None


def _used(given: Input) -> None:
    """Load what was accepted, look at its numbers, and run it for some weeks where it is small."""
    from crmsim.errors import CrmsimError
    from crmsim.scenario import load

    scenario = None
    if given.arguments[0] == "organisation" and "--out" in given.arguments:
        scenario = load("made/ours.toml")  # which was called ready
        run(scenario, must=True)
        return
    try:
        if given.reader == "scenario":
            scenario = load("ours.toml")
        elif given.reader == "settings":
            key = given.arguments[-1]
            if given.arguments[0] == "--what-if":
                from crmsim.scenario.settings import parse_what_if

                scenario = load("baseline").changed(parse_what_if(key), "--what-if")
            else:
                scenario = load("baseline", [key])
        elif given.reader == "experiment":
            for value in _levels():
                finite("a level", value)
    except CrmsimError as error:
        raise SystemExit(f"refused when it is loaded: {error}") from None
    if scenario is not None:
        finite("scenario", scenario.content())
        with contextlib.suppress(CrmsimError):  # what only a run can tell, as that ties cannot be so many
            run(scenario, must=False)


def _levels() -> Iterator[Any]:
    """Settings of the first points of an accepted experiment."""
    from crmsim.experiment import design_of, read

    design = design_of(read("ours.toml"))
    for number in range(min(design.size, 20)):
        yield [setting.value for setting in design.point(number).settings]


def run(scenario: Any, must: bool) -> None:
    """Begin a run of a small scenario, and look at every number of its state.

    Parameters
    ----------
    must:
        Whether it must run because it was called ready.
    """
    import numpy as np

    from crmsim.simulation import Simulation

    if not must and (scenario.organisation.employees > SMALL or scenario.files):
        return
    simulation = Simulation(scenario, 0)
    for _ in simulation.slices(min(SIMULATED_WEEKS, scenario.weeks)):
        pass
    for name, array in zip(simulation.state._fields, simulation.state, strict=True):
        for field in array.dtype.names or ("",):
            one = np.asarray(array[field] if field else array)
            if one.dtype.kind == "f" and (name, field) != ("project", "weeks_left") and not np.isfinite(one).all():
                raise ValueError(f"{name}.{field} is not finite")


def finite(where: str, value: Any) -> None:
    """Raise ValueError for a number, however deep, that is not finite."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{where} is {value}")
    if isinstance(value, dict):
        for key, one in value.items():
            finite(f"{where}.{key}", one)
    elif isinstance(value, list | tuple):
        for one in value:
            finite(where, one)
