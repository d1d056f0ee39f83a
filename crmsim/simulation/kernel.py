"""The one compiled entry into the week."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crmsim.mechanisms import WEEK
from crmsim.numerics.compiled import cache_folder, tight_kernel
from crmsim.numerics.place import kept, tell_with
from crmsim.words import message

advance = tight_kernel(WEEK.functions["run_weeks"])
"""The week, compiled: ``advance(state, params, key, first_week, last_week, first_phase, last_phase)``.

Runs phase ``first_phase`` of ``first_week`` to phase ``last_phase`` of ``last_week``, both included; so it serves a
whole run, a single step, and a hook between phases. Week 0 settles a new state. ``state`` is a
:class:`crmsim.mechanisms.state.State`, ``params`` a record made by
:func:`crmsim.simulation.parameters.parameters`; ``key`` is a uint64; weeks must not exceed the rows of the ledger.
"""


SAID: set[str] = set()


def is_compiled() -> bool:
    """Whether machine code for these sources is at hand in this process or on disk."""
    if getattr(advance, "signatures", ("interpreted",)):  # a plain function where compiling is switched off
        return True
    folder = cache_folder()
    return folder is not None and any(folder.rglob("*run_weeks*.nbc"))


def announce_compilation(say: Callable[[str], Any]) -> None:
    """Tell the user when the first call is about to compile; once in a process, what is wrong with where it is kept."""
    tell_with(say)
    problem = kept().problem
    if problem is not None and problem not in SAID:
        SAID.add(problem)
        say(problem)
    if not is_compiled() and cache_folder() is not None:  # else the note has said that it takes time
        say(message("Compiling the model for this machine; this happens once and takes about half a minute …"))
