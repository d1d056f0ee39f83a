"""How far something has come: a bar for one run, a display for many."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from crmsim.commands.say import say_aside
from crmsim.commands.sweep_words import NOT_REACHED, NOWHERE_DEFINED, REACHED
from crmsim.words import Teller
from crmsim.words.shown import for_terminal, one_line

if TYPE_CHECKING:
    from rich.live import Live
    from rich.progress import Progress as Shown
    from rich.progress import TaskID

    from crmsim.runner.account import Progress
    from crmsim.runner.precision import Reached

PATIENCE = 2.0  # seconds without a bar
EVERY = 10.0  # seconds between lines where there is no terminal
WIDTH = 60  # of a bar, in characters


class Bar:
    """Shows how far something has come; call :meth:`update` with how much is done of how much.

    Nothing is shown where standard error is no terminal, nor before :data:`PATIENCE` seconds have passed.
    """

    def __init__(self, what: str) -> None:
        self.what = one_line(what)
        self.started = time.monotonic()
        self.shown: Shown | None = None
        self.task: TaskID | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.shown is not None:
            self.shown.stop()

    def update(self, done: int, total: int) -> None:
        """Tell how far it has come."""
        if self.shown is None:
            if not sys.stderr.isatty() or time.monotonic() - self.started < PATIENCE:
                return
            self.shown, self.task = self._make(total)
        if self.task is not None:
            self.shown.update(self.task, completed=done)

    def _make(self, total: int) -> tuple[Shown, TaskID]:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        bar.start()
        return bar, bar.add_task(self.what, total=total)


class Display:
    """Shows how far a sweep or a comparison has come: a live display on a terminal, else a line every ten seconds.

    ``patience`` is for how many seconds a terminal shows nothing.
    """

    def __init__(self, teller: Teller, patience: float = 0.0) -> None:
        self.teller = teller
        self.patience = patience
        self.live: Live | None = None
        self.last = time.monotonic()

    def __enter__(self) -> Display:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.live is not None:
            self.live.stop()

    def update(self, progress: Progress) -> None:
        """Show it."""
        if sys.stderr.isatty():
            if self.live is not None or time.monotonic() - self.last >= self.patience:
                self._draw(progress)
        elif time.monotonic() - self.last >= EVERY:
            self.last = time.monotonic()
            say_aside("; ".join(progress_lines(progress, self.teller)))

    def _draw(self, progress: Progress) -> None:
        from rich.console import Console, Group
        from rich.live import Live
        from rich.progress_bar import ProgressBar
        from rich.text import Text

        if self.live is None:
            self.live = Live(console=Console(stderr=True), transient=True, refresh_per_second=4)
            self.live.start()
        bar = ProgressBar(total=max(progress.total, 1), completed=progress.done, width=WIDTH)
        lines = [Text(for_terminal(line)) for line in progress_lines(progress, self.teller)]
        self.live.update(Group(*lines, bar))  # a bar ends no line, so it stands last


def progress_lines(progress: Progress, teller: Teller) -> list[str]:
    """How far it has come, and a line for each outcome that must reach a precision."""
    parts = [teller("{done:,} of {total:,} runs", done=progress.done, total=progress.total)]
    if progress.rate is None:
        if progress.done < progress.total:
            parts.append(teller("starting"))
    else:
        parts.append(
            teller("{rate:,.0f} a second" if progress.rate >= 10.0 else "{rate:.2g} a second", rate=progress.rate)
        )
        parts.append(teller("{left} left", left=teller.duration(progress.left or 0.0)))
    if progress.failed:
        parts.append(teller("{failed:,} without a result", failed=progress.failed))
    head = ", ".join(parts)
    return [head, *(reached_text(one, teller) for one in progress.reached)]


def reached_text(one: Reached, teller: Teller) -> str:
    """How precise one outcome is."""
    text = REACHED
    if one.widest is None:  # settled without a width: there is nothing whose width could be told
        text = NOWHERE_DEFINED if one.settled == one.settings else NOT_REACHED
    return teller(
        text, outcome=one.outcome, widest=one.widest, asked=one.asked, settled=one.settled,
        settings=one.settings,
    )  # fmt: skip


def announcer(teller: Teller) -> Callable[[str], None]:
    """What tells on standard error what is about to take time."""
    return lambda message: say_aside(teller(message))
