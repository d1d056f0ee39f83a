"""The experiments of a calibration: which parameters are asked about, and the files that the sweeps are read from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli_w

from crmsim.declaration.parameter import extra
from crmsim.experiment.catalogue import shipped_experiments
from crmsim.experiment.targets import Target, bounds_of_parameters
from crmsim.experiment.unknowns import unknowns
from crmsim.results.folder import Folder
from crmsim.scenario import Scenario
from crmsim.scenario.describe import without_effect
from crmsim.scenario.schema import fields
from crmsim.words import message, wrong_choice

LEVERS = "leaders_levers"  # the shipped experiment over what a leader can choose
PRICES = {"services": ("economy.licence_month", "economy.consultant_hour", "economy.training_hour")}
APART = 1000  # seeds of one stage from those of the next: no two stages share a run's random numbers


def levers() -> frozenset[str]:
    """What a leader can choose: nobody is in doubt about it, and what-if asks about it."""
    file = shipped_experiments().get(LEVERS)
    return frozenset() if file is None else frozenset(tomllib.loads(file.read_text(encoding="utf-8"))["levers"])


def asked_about(scenario: Scenario, held: Mapping[str, Target]) -> dict[str, Any]:
    """Parameter → over what it is varied, as an experiment says it, of all that nobody knows.

    What the scenario sets is known, what a leader chooses is no matter of truth, and what has no effect in the scenario
    cannot be learned. A parameter that a row to fit speaks of directly is varied within that row.
    """
    bounds = bounds_of_parameters()
    names = unknowns(scenario.given | levers(), money=False)
    names += [price for name, prices in PRICES.items() if name in held for price in prices]
    result: dict[str, Any] = {}
    for name in names:
        if name in scenario.given or without_effect(scenario, name) is not None:
            continue
        result[name] = "interval"
        if name in bounds:
            low, high = extra(fields()[name])["interval"]
            result[name] = {"low": max(float(low), bounds[name].low), "high": min(float(high), bounds[name].high)}
    return result


def constants(scenario: Scenario, without: Sequence[str]) -> dict[str, Any]:
    """What was typed beside the scenario's file, and the mechanisms that are held out, as ``[constants]``."""
    result = {setting.key: setting.value for setting in scenario.settings}
    for name in without:
        result[f"mechanisms.{name}"] = False
    return result


def switched(names: Sequence[str]) -> list[str]:
    """Settings that switch mechanisms off.

    Raises
    ------
    CrmsimError
        For what is no mechanism that can be switched off.
    """
    from crmsim.mechanisms import SWITCHES

    for name in names:
        if name not in SWITCHES:
            raise wrong_choice(message("there is no such mechanism"), name, SWITCHES, key="--without")
    return [f"mechanisms.{name}=false" for name in names]


def write_experiment(
    folder: Folder,
    name: str,
    base: str,
    fixed: Mapping[str, Any],
    held: Sequence[str],
    design: Mapping[str, Any],
    varied: Mapping[str, Any],
    seed: int,
    runs: int = 1,
) -> Path:
    """Write one experiment of a calibration, so that it can be looked at, checked and swept by itself.

    Parameters
    ----------
    folder:
        Where it goes.
    name:
        Of the stage.
    base:
        The scenario: a shipped name or an absolute path.
    fixed:
        ``[constants]``.
    held:
        Measures.
    design, varied:
        ``[design]`` and ``[uncertainties]``.
    """
    content = {
        "title": f"Calibration: {name}", "base": base, "outcomes": ["user_share"], "measures": list(held),
        "money": False, "seed": seed, "runs": runs, "design": dict(design), "constants": dict(fixed),
        "uncertainties": dict(varied),
    }  # fmt: skip
    return folder.write_text(f"{name}.toml", tomli_w.dumps(content))
