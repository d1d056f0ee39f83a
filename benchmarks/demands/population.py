"""The reference population of organisations, and what a leader can choose in it.

Where its priors come from, and from nowhere else: every parameter of a mechanism that declares an interval is drawn
over that interval (:data:`FROM_FIT` apart); size evenly by ratio from 20 to 500 people. Hold-outs have no part in it.
Scenario keys that ask rather than claim (target, weeks) stand at their defaults.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.declaration.parameter import extra
from crmsim.experiment.designs import design_of
from crmsim.experiment.reading import from_text
from crmsim.scenario.schema import fields

Floats = NDArray[np.float64]
ROOT = Path(__file__).resolve().parents[2]
SIZES = (20, 500)
HOURS = 37.5  # of a consultant's week, as the row consultant_hour counts
# Row to fit, the parameter its bounds stand for, and what a bound is multiplied with; keys that a version of the model
# does not have are passed over.
FROM_FIT: tuple[tuple[str, str, float], ...] = (
    ("consultant_hour", "economy.project_week", HOURS),
    ("consultant_hour", "economy.consultant_week", HOURS),
    ("consultant_hour", "economy.consultant_hour", 1.0),
    ("contact_facts", "market.contact_weeks", 1.0),
)
LEVERS_FILE = ROOT / "experiments" / "leaders_levers.toml"
TEXT = """
title = "The reference population"
question = "How many projects fail, and for which reason?"
claims = []
expect = "Some fail on use and some on money."
base = "baseline"
outcomes = ["routine_share"]
runs = 1
seed = {seed}

[design]
kind = "lhs"
samples = {worlds}

[uncertainties]
all = "interval"
"organisation.employees" = {{ low = {low}, high = {high}, distribution = "log" }}
{fitted}
"""


def levers() -> dict[str, tuple[float, float]]:
    """Key → declared interval of what a leader can choose: the keys of the shipped experiment leaders_levers."""
    named = tomllib.loads(LEVERS_FILE.read_text(encoding="utf-8"))["levers"]
    known = fields()
    result = {}
    for key in named:
        interval = extra(known[key])["interval"] if key in known else None
        if interval is not None:
            result[key] = (float(interval[0]), float(interval[1]))
    return result


@dataclass(frozen=True)
class Population:
    """Worlds drawn over what nobody knows or chooses, by Latin hypercube through the package's own design.

    Attributes
    ----------
    worlds:
        How many.
    targets:
        ``[target]`` of docs/targets.toml.
    seed:
        Of the sample.
    """

    worlds: int
    targets: Mapping[str, Mapping[str, Any]]
    seed: int = 0

    @cached_property
    def fitted(self) -> dict[str, tuple[float, float]]:
        """Parameter → bounds that a row to fit gives it."""
        known = fields()
        result = {}
        for row, key, factor in FROM_FIT:
            target = self.targets[row]
            if key in known and target["use"] == "fit":
                result[key] = (float(target["low"]) * factor, float(target["high"]) * factor)
        return result

    @cached_property
    def design(self) -> Any:
        """The sample."""
        lines = [f'"{key}" = {{ low = {low!r}, high = {high!r} }}' for key, (low, high) in self.fitted.items()]
        lines += [f'"{key}" = "interval"' for key in levers() if key not in self.fitted]
        low, high = SIZES
        text = TEXT.format(seed=self.seed, worlds=self.worlds, low=low, high=high, fitted="\n".join(lines))
        return design_of(from_text(text, "population"))

    @cached_property
    def settings(self) -> list[dict[str, Any]]:
        """Key → value for every world."""
        return [{one.key: one.value for one in point.settings} for point in self.design.points()]

    def column(self, key: str) -> Floats:
        """float64[worlds] of one parameter."""
        return np.array([float(world[key]) for world in self.settings])

    def levers(self) -> tuple[tuple[str, ...], Floats]:
        """Keys of the levers that are drawn, and float64[worlds, levers] of their values."""
        names = tuple(key for key in levers() if key in self.settings[0])
        return names, np.column_stack([self.column(key) for key in names])

    def described(self) -> str:
        """Which priors they are, in a sentence."""
        fitted = ", ".join(f"{key} {low:g} to {high:g}" for key, (low, high) in self.fitted.items())
        return (
            f"{self.worlds} organisations by Latin hypercube: {len(self.design.factors)} parameters, size {SIZES[0]} "
            f"to {SIZES[1]} even by ratio, {fitted or 'none'} from rows to fit, all others over their declared "
            "intervals"
        )


def seeds(world: int, runs: int, first: int = 0) -> Sequence[int]:
    """Seeds of a world's runs: no two worlds share one."""
    return range(first + world * runs, first + (world + 1) * runs)
