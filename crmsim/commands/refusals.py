"""What the machine refuses, in words: too little memory, a file, anything else the operating system says no to."""

from __future__ import annotations

import errno

from crmsim.words import Message, message

NO_MEMORY = message("not enough memory; try fewer employees, weeks, runs or jobs.")
NO_THREADS = "can't start new thread"  # how Python says that the system starts none


def refusal(error: BaseException) -> Message | None:
    """What the machine has refused; None where the error is no refusal but a mistake."""
    if lacks_memory(error):
        return NO_MEMORY
    if isinstance(error, RuntimeError) and NO_THREADS in str(error):
        return message("the operating system starts no more threads or processes; try fewer jobs.")
    if not isinstance(error, OSError):
        return None
    reason = error.strerror or str(error)
    if error.filename is None:
        return message("the operating system refuses: {reason}", reason=reason)
    return message("{file}: {reason}", file=error.filename, reason=reason)


def lacks_memory(error: BaseException) -> bool:
    """Whether memory ran out: NumPy's and Arrow's errors are MemoryErrors, the system's own has a number."""
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM)
