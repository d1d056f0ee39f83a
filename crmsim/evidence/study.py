"""From predictions to runs: every setting that some prediction compares, in the same calibrated worlds, once.

What is compared becomes the alternatives of a sweep of kind "worlds", one sweep for each base, horizon and whether
money is counted, in a folder of its own: so it resumes, and can be replayed, verified and analysed like any other. The
worlds do not hang on which predictions are run: all numbers that nobody knows are drawn in a fixed order, and what a
prediction sets outweighs what was drawn.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w
from numpy.typing import NDArray

from crmsim.claims import claims_and_facts, read_placebos
from crmsim.evidence.measures import MEASURES
from crmsim.evidence.register import Bundle, Prediction
from crmsim.experiment import Experiment, from_text
from crmsim.experiment.factor import RULES
from crmsim.experiment.unknowns import unknowns
from crmsim.experiment.varied import INTERVAL, WORLDS
from crmsim.experiment.watched import ON_MONEY
from crmsim.results.by_group import outcome_and_group
from crmsim.runner.account import Account, Progress
from crmsim.runner.start import start
from crmsim.scenario import load, parse_setting
from crmsim.scenario.schema import INTERVENTION
from crmsim.scenario.worlds import worlds_of
from crmsim.store.load import Sweep
from crmsim.whatif.asking import constants

Floats = NDArray[np.float64]
LEVER = "setting"
FIRM, MUNICIPALITY = "reference_firm", "reference_municipality"
PUBLIC = ("public_sector", "front_desk")  # bases that are no firm
MEASURE_DIRECTION = "none"
SIDES: Mapping[str, tuple[str, ...]] = {
    "difference": ("from", "to"), "level": ("to",), "across": ("to",),
    "interaction": ("one from", "one to", "other from", "other to"),
}  # fmt: skip
RUNS = "runs"  # the folder of the sweeps
AS_IS, PLACEBO = "", "placebo"  # variants of every side: as predicted, and with the placebo's settings too
Variants = Mapping[str, Bundle]


@dataclass(frozen=True)
class Size:
    """How many worlds are drawn, and how often every setting is run in each."""

    worlds: int = 64
    runs: int = 2


QUICK = Size(12, 1)


@dataclass(frozen=True, order=True)
class Group:
    """The predictions that one sweep answers."""

    base: str
    weeks: int
    money: bool
    measured: bool  # apart, because what is stored is part of a run's name, and measures come and go

    @property
    def name(self) -> str:
        """``baseline-104``, ``baseline-104-money`` or ``baseline-104-measured``."""
        return f"{self.base}-{self.weeks}{'-money' if self.money else ''}{'-measured' if self.measured else ''}"


def placebo_of(prediction: Prediction) -> Bundle | None:
    """The settings under which it must vanish; None where it is not emergent, or claims no effect."""
    claim = claims_and_facts()[prediction.claim]
    emergent = (prediction.basis or claim.kind) == "emergent"
    name = prediction.placebo if isinstance(prediction.placebo, str) else claim.placebo
    if not (emergent and prediction.placebo and name) or prediction.predicted == "0":
        return None
    settings = read_placebos()[name].settings
    return {setting.key: setting.value for setting in map(parse_setting, settings)}


def with_placebo(prediction: Prediction) -> Variants:
    """A prediction as it is, and under its placebo where it has one."""
    placebo = placebo_of(prediction)
    return {AS_IS: {}} if placebo is None else {AS_IS: {}, PLACEBO: placebo}


def sides(prediction: Prediction, beside: Bundle) -> dict[str, Bundle]:
    """What is run for a prediction, by side, each with some settings beside its own."""
    start, to = prediction.start, prediction.to
    parts_of: dict[str, tuple[Bundle, ...]] = {
        "from": (start,), "to": (to,),
        "one from": (prediction.one, start), "one to": (prediction.one, to),
        "other from": (prediction.other, start), "other to": (prediction.other, to),
    }  # fmt: skip
    rules = [MEASURES[name].rule for name in (prediction.outcome, prediction.second) if name in MEASURES]
    watch: Bundle = {RULES: rules} if rules else {}
    return {side: merged(prediction.given, *parts_of[side], watch, beside) for side in SIDES[prediction.kind]}


def merged(*bundles: Bundle) -> dict[str, Any]:
    """Bundles as one: later ones outweigh, interventions and rules add up."""
    result: dict[str, Any] = {}
    for bundle in bundles:
        for key, value in bundle.items():
            if key in (INTERVENTION, RULES):
                result[key] = [*result.get(key, ()), *(each for each in value if each not in result.get(key, ()))]
            else:
                result[key] = value
    return result


def named(bundle: Bundle) -> str:
    """The name of a bundle as an alternative: the same for the same content."""
    if not bundle:
        return "as_drawn"
    text = json.dumps(bundle, sort_keys=True)
    return "s" + hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def group_of(prediction: Prediction) -> Group:
    """The sweep that answers a prediction."""
    names = (prediction.outcome, prediction.second)
    money = any(outcome_and_group(name)[0] in ON_MONEY for name in names)
    return Group(prediction.base, prediction.weeks, money, any(name in MEASURES for name in names))


def experiments(
    predictions: Iterable[Prediction],
    size: Size,
    seed: int = 0,
    variants: Callable[[Prediction], Variants] = with_placebo,
) -> dict[Group, Experiment]:
    """The sweeps that answer predictions, each in its variants.

    Raises
    ------
    CrmsimError
        As :func:`crmsim.experiment.from_text`, for settings that cannot be run.
    """
    groups: dict[Group, list[Prediction]] = {}
    for prediction in predictions:
        groups.setdefault(group_of(prediction), []).append(prediction)
    return {group: _experiment(group, members, size, seed, variants) for group, members in sorted(groups.items())}


def _experiment(
    group: Group, predictions: Sequence[Prediction], size: Size, seed: int, variants: Callable[[Prediction], Variants]
) -> Experiment:
    base = load(group.base)
    worlds = MUNICIPALITY if group.base in PUBLIC else FIRM
    rows = worlds_of(worlds, Path.cwd(), {})
    held = {**constants(base), "scenario.weeks": group.weeks}
    drawn = [key for key in rows.keys if key not in held]
    outcomes = dict.fromkeys(name for each in predictions for name in (each.outcome, each.second) if name)
    own = {name: MEASURES[name] for name in outcomes if name in MEASURES}
    bundles = [
        bundle for each in predictions for beside in variants(each).values() for bundle in sides(each, beside).values()
    ]
    alternatives = {named(bundle): dict(bundle) for bundle in bundles}
    if len(alternatives) == 1:  # a level alone: a lever must have something to choose between
        alternatives |= {named(bundle): dict(bundle) for bundle in ({}, {"scenario.weeks": group.weeks})}
    content = {
        "title": f"Evidence: {group.name}", "base": group.base, "outcomes": list(outcomes), "money": group.money,
        "runs": size.runs, "seed": seed, "design": {"kind": "worlds", "samples": size.worlds}, "constants": held,
        "levers": {LEVER: {"alternatives": alternatives}},
        "uncertainties": {
            WORLDS: worlds, **dict.fromkeys(unknowns({*held, *drawn}, group.money), INTERVAL),
        },
        "own": {
            name: {
                "meaning": one.meaning, "unit": one.unit, "better": MEASURE_DIRECTION, "matters": one.matters,
            }
            for name, one in own.items()
        },
    }  # fmt: skip
    return from_text(tomli_w.dumps(content), f"evidence-{group.name}", shown=f"evidence {group.name}")


def run_folder(folder: Path, group: Group, prefix: str = "") -> Path:
    """The folder of a sweep."""
    return folder / RUNS / f"{prefix}{group.name}"


def run(
    predictions: Sequence[Prediction],
    size: Size,
    folder: Path,
    seed: int = 0,
    jobs: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    announce: Callable[[str], object] | None = None,
    variants: Callable[[Prediction], Variants] = with_placebo,
    prefix: str = "",
) -> list[Account]:
    """Run what predictions need, or what is left of it.

    Parameters
    ----------
    folder:
        Where each group gets a folder within ``runs``.
    variants:
        What is run of each: settings that are added to its sides.
    prefix:
        Before the names of the sweeps.
    jobs, progress, announce:
        As in :func:`crmsim.runner.start.start`.

    Raises
    ------
    CrmsimError, Interrupted
        As there.
    """
    return [
        start(
            experiment, jobs, run_folder(folder, group, prefix), progress=progress, announce=announce,
            run_rules=bool(experiment.all_rules),
        )
        for group, experiment in experiments(predictions, size, seed, variants).items()
    ]  # fmt: skip


@dataclass(frozen=True)
class Runs:
    """The runs of a group, by setting."""

    sweep: Sweep

    @cached_property
    def places(self) -> dict[str, int]:
        """Name of an alternative → its place."""
        factor = next(factor for factor in self.sweep.experiment.factors if factor.name == LEVER)
        return {name: place for place, name in enumerate(factor.choices)}

    def values(self, bundle: Bundle, outcome: str) -> Floats:
        """float64[worlds, runs] of an outcome with some settings; NaN where it is undefined or the run is missing."""
        stored = self._stored(outcome)
        result: Floats = stored[:, self.places[named(bundle)], :]
        return result

    @cached_property
    def _cache(self) -> dict[str, Floats]:
        return {}

    def _stored(self, outcome: str) -> Floats:
        if outcome not in self._cache:
            values = self.sweep.values(outcome)
            worlds = self.sweep.experiment.design.samples
            self._cache[outcome] = values.reshape(worlds, len(self.places), values.shape[1])
        return self._cache[outcome]
