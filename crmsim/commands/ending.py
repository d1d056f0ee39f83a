"""How a command that makes many runs is ended from outside: Ctrl-C, and SIGTERM, which is answered alike."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from crmsim.commands.say import say_aside
from crmsim.words import Teller

INTERRUPTED, TERMINATED = 130, 143  # exit codes


@contextlib.contextmanager
def ends_on_sigterm() -> Iterator[list[int]]:
    """Let SIGTERM, which a queue sends a job before it kills it, end a command as Ctrl-C does; holds it then."""
    came: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():  # where Python takes no handlers
        yield came
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield came
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def goes_on_later(teller: Teller, folder: Path | None = None) -> Iterator[None]:
    """Leave a command that was ended from outside with where what is finished is kept, and the exit code of its end."""
    from crmsim.runner.start import Interrupted

    try:
        with ends_on_sigterm() as came:
            yield
    except Interrupted as stopped:
        said = teller(
            "Interrupted. What is finished is kept in {folder}; the same command again goes on from there.",
            folder=folder or stopped.folder,
        )
        say_aside(said)
        sys.exit(TERMINATED if came else INTERRUPTED)
