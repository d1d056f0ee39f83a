"""A progress bar for whatever takes longer than two seconds, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

import click

from crmsim.words import Teller

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 2.0  # seconds without a bar


class Bar:
    """Shows how far something has come; call :meth:`update` with how much is done of how much.

    Nothing is shown where standard error is no terminal, nor before :data:`PATIENCE` seconds have passed.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self.started = time.monotonic()
        self.shown: Progress | None = None
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

    def _make(self, total: int) -> tuple[Progress, TaskID]:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        bar.start()
        return bar, bar.add_task(self.what, total=total)


def announcer(teller: Teller) -> Callable[[str], None]:
    """What tells on standard error what is about to take time."""
    return lambda message: click.echo(teller(message), err=True)
