"""Imported once by the process that workers are forked from: everything they need, compiled code included.

A worker forked with machine code in memory begins its first run within milliseconds; else each would load it.
"""

import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is answered by the driver alone

import contextlib  # noqa: E402
import gc  # noqa: E402

from crmsim.runner.worker import warm  # noqa: E402

with contextlib.suppress(Exception):  # what is wrong here will be told by the first run
    warm()
gc.collect()
gc.freeze()  # what is in memory now is shared by all workers and never collected
