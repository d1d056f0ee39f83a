"""Words of ``crmsim sweep`` and ``crmsim replay`` that are chosen by what became of runs."""

from __future__ import annotations

from crmsim.words import Message, message

REACHED = message("{outcome}: ±{widest:.3g} (asked ±{asked:g}); {settled:,} of {settings:,} settings precise enough")
NOT_REACHED = message(
    "{outcome}: not known yet (asked ±{asked:g}); {settled:,} of {settings:,} settings precise enough"
)
NOWHERE_DEFINED = message(
    "{outcome}: no run has a value to be precise about (asked ±{asked:g}); no more runs are made for it"
)
SPENT: dict[str, Message] = {
    "runs": message("The budget of runs is spent; some settings are less precise than asked."),
    "hours": message("The budget of hours is spent. The same command again goes on with as many hours."),
}
LOST: dict[str, Message] = {
    "failed": message("{count:,} raised an error"),
    "hung": message("{count:,} hung"),
    "crashed": message("{count:,} crashed"),
    "not run": message("{count:,} not run"),
}
ENDED: dict[str, Message] = {
    "failed": message("failed"),
    "hung": message("hung"),
    "crashed": message("crashed"),
    "done": message("done"),
}
RUNS_OF = message("{runs:,} runs of {settings:,} settings; {computed:,} computed now, in {seconds}.")
RUNS_OF_ONE = message("{runs:,} runs of one setting; {computed:,} computed now, in {seconds}.")
