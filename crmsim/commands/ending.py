"""How a command that makes many runs is ended from outside: Ctrl-C, and SIGTERM, which is answered alike."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

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
