"""Work that can be interrupted at once."""

import _thread
import threading
import time

import pytest

from crmsim.errors import CrmsimError
from crmsim.runner.background import interruptible


def test_it_returns_and_raises_what_the_work_does() -> None:
    assert interruptible(lambda _stop: 7) == 7

    def failing(_stop: threading.Event) -> None:
        raise CrmsimError("no")

    with pytest.raises(CrmsimError, match="no"):
        interruptible(failing)


def test_ctrl_c_is_answered_while_the_work_goes_on() -> None:
    text = threading.Event()

    def stubborn(stop: threading.Event) -> None:
        stop.wait(5.0)
        text.set()
        time.sleep(3.0)

    threading.Timer(0.3, _thread.interrupt_main).start()
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interruptible(stubborn)
    assert time.monotonic() - started < 1.2
    assert text.wait(1.0)
