"""A run of a sweep where a command takes a scenario and a seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crmsim.errors import CrmsimError
from crmsim.words import message

if TYPE_CHECKING:
    from crmsim.scenario import Scenario


def of_sweep(folder: str, run: str, settings: Sequence[str] = ()) -> tuple[Scenario, int]:
    """The scenario and the seed of a run, with ``settings`` typed on top.

    Raises
    ------
    CrmsimError
        As :func:`crmsim.runner.replay.made_of`, and for a run in which own rules took part.
    """
    from crmsim.runner.replay import made_of

    scenario, seed, rules = made_of(folder, run)
    if rules:
        raise CrmsimError(
            message("own rules took part in this run, and this command runs none"), key="--run", value=run,
            expected=message("a run without own rules; or Python, with hooks"),
        )  # fmt: skip
    return scenario.changed(settings) if settings else scenario, seed
