"""One thing that an experiment varies, and the values it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

SEED_FACTOR = "seed"  # which seeds a point has, where a design varies that too
RULES = "rules"  # in a bundle: own rules that take part, by name
Role = Literal["lever", "uncertainty"]
Distribution = Literal["uniform", "integer", "log", "triangular", "normal", "categorical"]


@dataclass(frozen=True)
class Factor:
    """A factor.

    Attributes
    ----------
    name:
        The dotted key of a parameter, ``scenario`` for named scenarios, else a name of one's own.
    role:
        "lever": a decision-maker chooses it; "uncertainty": nobody knows it.
    kind:
        "list": the values listed, in order; "range": a distribution; "scenarios": named scenarios or paths;
        "alternatives": named bundles of settings; "mixture": shares of ``keys`` that add up to 1, on a lattice;
        "worlds": rows of a file of worlds, each a value for each of ``keys``.
    choices:
        list: the values; scenarios: names or paths; alternatives: names; worlds: the rows. Empty for the rest.
    bundles:
        alternatives: name → key → value.
    keys:
        mixture: the keys that share the whole; worlds: the columns.
    steps:
        mixture: parts the whole is cut into; range: levels where a grid needs some.
    distribution, low, high, peak:
        range: see :data:`Distribution`; ``peak`` is the mode of "triangular" and the mean of "normal", of which
        ``low`` and ``high`` are the 2.5 and 97.5 % quantiles, beyond which it is cut off.
    whole:
        range: whether the parameter takes whole numbers alone; other values are rounded to the nearest.
    from_week:
        The week it acts from, as an intervention of that week; None where it holds from the start.
    """

    name: str
    role: Role
    kind: Literal["list", "range", "scenarios", "alternatives", "mixture", "worlds"]
    choices: tuple[Any, ...] = ()
    bundles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    steps: int = 0
    distribution: Distribution = "categorical"
    low: float = 0.0
    high: float = 1.0
    peak: float | None = None
    whole: bool = False
    from_week: int | None = None

    def content(self) -> dict[str, Any]:
        """All of it as plain values, for the hash of an experiment; one without a branch keeps the hash it had."""
        result = asdict(self)
        if self.from_week is None:
            del result["from_week"]
        return result


def touched(factor: Factor) -> tuple[str, ...]:
    """The keys of the scenario that a factor sets."""
    if factor.kind == "scenarios":
        return ()
    if factor.kind in ("mixture", "worlds"):
        return factor.keys
    if factor.kind == "alternatives":
        return tuple(dict.fromkeys(key for bundle in factor.bundles.values() for key in bundle))
    return (factor.name,)
