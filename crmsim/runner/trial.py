"""The first runs of a sweep as a trial: where none of them comes to anything, the others are not worth hours.

Which runs these are follows from the design alone: some that are spread over all of it, each with its first seed.
They are computed first. Where every one of them failed, hung or crashed, the sweep ends with an error, and so does
the same command again, until they are tried anew with ``--retry-failed`` or the experiment is changed. One run of the
design that is done is enough for all to go on, since a run that comes to nothing costs itself alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from crmsim.errors import CrmsimError
from crmsim.experiment.runs import Counts, Row, Runs
from crmsim.store.journal import Journal
from crmsim.words import message

SIZE = 20
LEAST = 2 * SIZE  # runs of a sweep; a smaller one is soon over, and its table tells the same
SEARCHED = 100 * SIZE  # runs looked at for those of a part
LOOKED_AT = 2_000  # runs at a time, in search of one that is done
GOLDEN = 0.6180339887498949  # steps of this part of a whole come to lie evenly over it, however many are made


def trial_rows(runs: Runs, planned: Counts, chosen: Callable[[bytes], bool] | None = None) -> list[Row]:
    """The runs to begin with, evenly over the design; none of a sweep so small that it needs no trial.

    Parameters
    ----------
    planned:
        int64[points]: runs of each point.
    chosen:
        Only these runs are computed; for a part of a sweep.
    """
    if int(planned.sum()) < LEAST:
        return []
    step = max(1, round(GOLDEN * runs.size))
    while math.gcd(step, runs.size) > 1:
        step += 1
    result: list[Row] = []
    searched = 0
    for replicate in range(int(planned.max())):
        for place in range(runs.size):
            number = place * step % runs.size
            searched += 1
            if len(result) == SIZE or searched > SEARCHED:
                return result
            if replicate >= planned[number]:
                continue
            row = Row(runs.seed(number, replicate), number, replicate, runs.run(number, replicate))
            if (chosen is None or chosen(row.run)) and row.run not in {one.run for one in result}:
                result.append(row)
    return result


class Trial:
    """What has become of the runs of a trial.

    Parameters
    ----------
    rows:
        The runs.
    recorded:
        What the journal has of them: identity → status. They count, unless they are computed again.
    again:
        Whether those are computed again that came to nothing before.
    any_done:
        Whether any other run of the design is done, asked before the sweep is given up: then it is not.
    """

    def __init__(
        self,
        rows: Iterable[Row],
        recorded: Mapping[bytes, str],
        again: bool,
        any_done: Callable[[], bool] = lambda: False,
    ) -> None:
        self.any_done = any_done
        runs = {row.run for row in rows}
        self.failed: dict[bytes, tuple[str, str | None]] = {}
        self.size = len(runs)
        self.open = runs if len(runs) == SIZE else set()
        for run, status in recorded.items():
            if status == "done" or not again:
                self.note(run, status, None)

    @classmethod
    def begun(cls, rows: Sequence[Row], journal: Journal, again: bool, runs: Runs, planned: Counts) -> Trial:
        """The trial of a sweep as its journal has it; ``planned`` and the rest as above."""

        def any_done() -> bool:
            blocks = runs.table_blocks(planned, LOOKED_AT)
            return any("done" in journal.statuses([row.run for row in block]).values() for block in blocks)

        return cls(rows, journal.statuses([row.run for row in rows]), again, any_done)

    def note(self, run: bytes, status: str, error: str | None) -> None:
        """A run is over.

        Raises
        ------
        CrmsimError
            Where it was the last of the trial, and none was done.
        """
        if run not in self.open:
            return
        if status == "done":
            self.open = set()
            return
        self.open.discard(run)
        self.failed[run] = (status, error)
        if not self.open and not self.any_done():
            self._give_up()

    def _give_up(self) -> None:
        counts: dict[str, int] = {}
        for status, _ in self.failed.values():
            counts[status] = counts.get(status, 0) + 1
        listed = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
        errors = [error for _, error in self.failed.values() if error]
        text = f" ({errors[0]})" if errors else ""
        run = min(self.failed).hex()[:12]
        raise CrmsimError(
            message(
                "the sweep was given up, because none of its first {size} runs, spread over all settings, came to a "
                "result: {listed}{told}",
                size=self.size,
                listed=listed,
                told=text,
            ),
            expected=message(
                "a look at one by `crmsim replay DIR {run}`; once the cause is mended, the same command with "
                "--retry-failed",
                run=run,
            ),
        )
