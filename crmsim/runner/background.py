"""Ctrl-C within a second even while the engine is being compiled.

Python answers a signal between its own instructions only, and the compiler may stay within one call for seconds. So
what may compile is done by a thread that nobody waits for, while the calling thread stays free to be interrupted.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Answer = TypeVar("Answer")
POLL = 0.2  # seconds


def interruptible(work: Callable[[threading.Event], Answer]) -> Answer:
    """What ``work`` returns or raises, done in a thread of its own.

    ``work`` is handed an event that is set on Ctrl-C, and should end soon after.
    """
    ended = threading.Event()
    outcome: Future[Answer] = Future()

    def attempt() -> None:
        try:
            outcome.set_result(work(ended))
        except BaseException as error:  # noqa: BLE001 - whatever it is, the caller raises it
            outcome.set_exception(error)

    worker = threading.Thread(target=attempt, name="crmsim-first", daemon=True)
    worker.start()
    try:
        while worker.is_alive():
            worker.join(POLL)
    except KeyboardInterrupt:
        ended.set()
        raise
    return outcome.result()
