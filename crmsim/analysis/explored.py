"""What can be learned from a sample beyond its design's own analysis: feature scores, a tree, a stack, an emulator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from crmsim.analysis.emulator import Emulator, Foretold, Indices, emulator, emulator_table, setting_of
from crmsim.analysis.sample import LEARNED, Sample, sample_of
from crmsim.analysis.scores import Scores, scores, scores_table
from crmsim.analysis.stacking import Stack, stack, stack_table
from crmsim.analysis.study import Study, declared
from crmsim.analysis.tree import Tree, tree, tree_table
from crmsim.errors import CrmsimError
from crmsim.words import message

DEPENDENT = ("mixture", "worlds")  # kinds of factors whose columns hang together


@dataclass(frozen=True, eq=False)
class Explored:
    """What was learned, by outcome.

    Attributes
    ----------
    scores, trees, emulators:
        Of every outcome, with the reason where nothing is told.
    stacks:
        Where at least two factors score beyond chance.
    indices:
        Of outcomes that can be foretold, where factors were drawn apart from each other.
    foretold:
        Setting that was asked for → outcome that can be foretold → what is expected there.
    """

    scores: Mapping[str, Scores] = field(default_factory=dict)
    trees: Mapping[str, Tree] = field(default_factory=dict)
    stacks: Mapping[str, Stack] = field(default_factory=dict)
    emulators: Mapping[str, Emulator] = field(default_factory=dict)
    indices: Mapping[str, tuple[Indices, ...]] = field(default_factory=dict)
    foretold: Mapping[str, Mapping[str, Foretold]] = field(default_factory=dict)

    def tables(self) -> dict[str, pd.DataFrame]:
        """``scores``, ``tree``, ``stacked``, ``emulators``, ``emulated`` (indices) and ``foretold``."""
        indices = [
            {
                "outcome": name, "factor": one.name, "first": one.first.value, "first_low": one.first.low,
                "first_high": one.first.high, "total": one.total.value, "total_low": one.total.low,
                "total_high": one.total.high,
            }
            for name, each in self.indices.items() for one in each
        ]  # fmt: skip
        foretold = [
            {
                "setting": setting, "outcome": name, "mean": one.mean, "low": one.low, "high": one.high,
                "run_low": one.run_low, "run_high": one.run_high,
            }
            for setting, each in self.foretold.items() for name, one in each.items()
        ]  # fmt: skip
        return {
            "scores": scores_table(self.scores), "tree": tree_table(self.trees), "stacked": stack_table(self.stacks),
            "emulators": emulator_table(self.emulators), "emulated": pd.DataFrame(indices),
            "foretold": pd.DataFrame(foretold),
        }  # fmt: skip


def explore(study: Study, fully: bool = True, at: Sequence[str] = ()) -> Explored:
    """Learn from a study's sample.

    Parameters
    ----------
    fully:
        Everything; else emulators alone, for ``at``.
    at:
        Settings to be foretold, each as ``key=value,key=value``.

    Raises
    ------
    CrmsimError
        For a design whose settings do not lie all over, a setting that cannot be foretold, and where scikit-learn is
        not installed.
    """
    samples = {name: learnable(study, name) for name in study.outcomes}
    asked = {text: setting_of(text, next(iter(samples.values())).points) for text in at}
    bounds = {name: (declared(name).low, declared(name).high) for name in samples}
    emulators = {name: emulator(one, bounds[name]) for name, one in samples.items()}
    ready = {name: one for name, one in emulators.items() if one.reason is None}
    foretold = {text: {name: one.at(each) for name, one in ready.items()} for text, each in asked.items()}
    if not fully:
        return Explored(emulators=emulators, foretold=foretold)
    found = {name: scores(one) for name, one in samples.items()}
    stacks = {name: stack(samples[name], one.clear) for name, one in found.items()}
    apart = not any(factor.kind in DEPENDENT for factor in study.factors)
    return Explored(
        found,
        {name: tree(one, bounds[name]) for name, one in samples.items()},
        {name: one for name, one in stacks.items() if one is not None},
        emulators,
        {name: one.indices() for name, one in ready.items()} if apart else {},
        foretold,
    )


def learnable(study: Study, outcome: str) -> Sample:
    """The sample of an outcome.

    Raises
    ------
    CrmsimError
        For a design whose settings do not lie all over the ranges of what was varied.
    """
    if study.kind not in LEARNED:
        raise CrmsimError(
            message("the settings of a design of kind {kind!r} do not lie all over what was varied", kind=study.kind),
            key="--explore",
            expected=message("a design of kind {kinds}", kinds=", ".join(LEARNED)),
        )
    return sample_of(study, outcome)
