"""From a point to the scenario it is run with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crmsim.experiment.experiment import Experiment, Point
from crmsim.experiment.identity import function_hash
from crmsim.experiment.moves import apart, inputs_of
from crmsim.scenario import Scenario, Setting


@dataclass(frozen=True, eq=False)
class Resolver:
    """What a worker needs to make any point's scenario; it can be pickled.

    Attributes
    ----------
    base:
        The scenario that settings are typed after, constants applied; None for a known function.
    others:
        The scenarios that take its place where scenarios are varied, by the name a point gives.
    """

    base: Scenario | None
    others: Mapping[str, Scenario] = field(default_factory=dict)

    def resolve(self, settings: Sequence[Setting], scenario: str | None = None) -> Scenario:
        """The scenario of a point's settings.

        Raises
        ------
        CrmsimError
            As ``Scenario.changed``: for settings that each may stand but not together.
        """
        start = self.base if scenario is None else self.others[scenario]
        if start is None:
            raise ValueError("a known function has no scenario")
        own, _ = apart(settings)
        return start.changed(own, "experiment") if own else start


def resolver_of(experiment: Experiment) -> Resolver:
    """The resolver of an experiment's points."""
    return Resolver(experiment.base, dict(experiment.others))


def point_hash(experiment: Experiment, resolver: Resolver, point: Point) -> str:
    """What a point is known by in the identity of its runs: hash of the resolved scenario, or of a function's inputs.

    Raises
    ------
    CrmsimError
        As :meth:`Resolver.resolve`.
    """
    if experiment.function is not None:
        return function_hash(experiment.function, inputs_of(experiment.function, point.values))
    return resolver.resolve(point.settings, point.scenario).hash
