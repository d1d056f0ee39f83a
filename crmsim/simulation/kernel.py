"""The one compiled entry into the week."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crmsim.mechanisms import WEEK
from crmsim.numerics.compiled import cache_folder, cache_root, tight_kernel
from crmsim.words import message

advance = tight_kernel(WEEK.functions["run_weeks"])
"""The week, compiled: ``advance(state, params, key, first_week, last_week, first_phase, last_phase)``.

Runs phase ``first_phase`` of ``first_week`` to phase ``last_phase`` of ``last_week``, both included; so it serves a
whole run, a single step, and a hook between phases. Week 0 settles a new state. ``state`` is a
:class:`crmsim.mechanisms.state.State`, ``params`` a record made by
:func:`crmsim.simulation.parameters.parameters`; ``key`` is a uint64; weeks must not exceed the rows of the ledger.
"""


def is_compiled() -> bool:
    """Whether machine code for these sources is at hand in this process or on disk."""
    if getattr(advance, "signatures", ("interpreted",)):  # a plain function where compiling is switched off
        return True
    folder = cache_folder()
    return folder is not None and any(folder.rglob("*run_weeks*.nbc"))


def announce_compilation(say: Callable[[str], Any]) -> None:
    """Tell the user when the first call is about to compile, and what to do where nothing that is compiled is kept."""
    if is_compiled():
        return
    if cache_folder() is not None:
        say(message("Compiling the model for this machine; this happens once and takes about half a minute …"))
        return
    say(
        message(
            "Compiling the model, which takes about half a minute, and again at the next command: compiled code cannot "
            "be kept in {folder}. Name a folder of your own that can be written in CRMSIM_CACHE_DIR.",
            folder=cache_root(),
        )
    )
