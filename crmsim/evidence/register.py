"""The predictions: what each claim and fact says the model should do, as comparisons that can be run.

They stand in ``predictions/*.toml``, a table a prediction, under the claim or fact that it tests::

    [G6.more_givers]
    says = "more givers: colleagues share more"
    from = { "people.givers" = 0.15 }
    to = { "people.givers" = 0.45 }
    outcome = "shared_personally"
    predicted = "+"

They are committed before the run that could show them, and stay as they are where they fail.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal

from crmsim.claims import claims_and_facts
from crmsim.errors import CrmsimError, nearest
from crmsim.words import message

Kind = Literal["difference", "level", "interaction", "across"]
KINDS: tuple[Kind, ...] = ("difference", "level", "interaction", "across")
SIGNS = ("+", "-", "0")
KEYS = {
    "says", "kind", "base", "weeks", "given", "from", "to", "one", "other", "outcome", "second", "against", "predicted",
    "relative", "matters", "reason", "known", "basis", "placebo", "headline",
}  # fmt: skip
UNTESTABLE = "untestable"
Bundle = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a claim says should come out of one comparison.

    Attributes
    ----------
    claim, name:
        The claim or fact, and a name within it; together its identity, ``G6.more_givers``.
    says:
        What is expected, as a sentence.
    kind:
        "difference": the outcome at ``to`` minus at ``start``, in the same world with the same random numbers. "level":
        the outcome at ``to`` itself, against ``against``. "interaction": the difference in ``other`` minus that in
        ``one``. "across": the correlation, over worlds, of ``outcome`` and ``second`` at ``to``.
    base, weeks:
        The scenario that everything changes, and the horizon.
    given:
        Settings of all sides. Like all that follow: dotted key → value, as in an experiment's alternatives.
    start, to:
        What is compared.
    one, other:
        interaction: the settings within which the difference is taken.
    outcome, second:
        Names of outcomes (``output:giver`` for a part of the people) or measures (:mod:`crmsim.evidence.measures`).
    against:
        level: the value that would say nothing.
    predicted:
        "+", "-", "0", or the lowest and highest value expected.
    relative:
        Whether sizes (``predicted``, ``matters``) are shares of the mean at ``start``.
    matters, reason:
        The smallest effect of interest and why; None for the outcome's own smallest change that matters.
    known:
        What an earlier run had shown before this was written; empty where nothing had.
    basis:
        "by construction", "emergent" or "descriptive"; empty for that of the claim.
    placebo:
        Whether the claim's placebo must make it vanish; the name of another one, which fits it better.
    headline:
        Whether it is one of the results that the mechanisms it needs are told of (:mod:`crmsim.evidence.ablation`).
    """

    claim: str
    name: str
    says: str
    outcome: str
    predicted: str | tuple[float, float]
    kind: Kind = "difference"
    base: str = "baseline"
    weeks: int = 104
    given: Bundle = field(default_factory=dict)
    start: Bundle = field(default_factory=dict)
    to: Bundle = field(default_factory=dict)
    one: Bundle = field(default_factory=dict)
    other: Bundle = field(default_factory=dict)
    second: str = ""
    against: float = 0.0
    relative: bool = False
    matters: float | None = None
    reason: str = ""
    known: str = ""
    basis: str = ""
    placebo: bool | str = True
    headline: bool = False

    @property
    def id(self) -> str:
        """``G6.more_givers``."""
        return f"{self.claim}.{self.name}"


@functools.cache
def _written() -> dict[str, dict[str, Any]]:
    """Claim → what stands under it, of all files in the order of their names."""
    result: dict[str, dict[str, Any]] = {}
    for path in sorted(files("crmsim.evidence").joinpath("predictions").iterdir(), key=lambda one: one.name):
        if path.name.endswith(".toml"):
            for claim, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
                if claim in result:
                    raise CrmsimError(message("stands in two files of predictions"), key=claim)
                result[claim] = entries
    return result


@functools.cache
def read_register() -> dict[str, Prediction]:
    """Every prediction by its identity, in the order of the sources.

    Raises
    ------
    CrmsimError
        Where one is not written as it must be: with the entry and the key.
    """
    found: dict[str, Prediction] = {}
    for claim, entries in _written().items():
        for name, entry in entries.items():
            if name != UNTESTABLE:
                one = _prediction(claim, name, entry)
                found[one.id] = one
    order = {name: place for place, name in enumerate(claims_and_facts())}
    unknown = next((one for one in found.values() if one.claim not in order), None)
    if unknown is not None:
        raise CrmsimError(
            message("there is no such claim"), key=unknown.id, value=unknown.claim,
            nearest=nearest(unknown.claim, order),
        )  # fmt: skip
    return dict(sorted(found.items(), key=lambda item: order[item[1].claim]))


def untestable() -> dict[str, str]:
    """Claim or fact → why nothing here can test it: ``untestable = "…"`` under it."""
    return {claim: entries[UNTESTABLE] for claim, entries in _written().items() if UNTESTABLE in entries}


def _prediction(claim: str, name: str, entry: Mapping[str, Any]) -> Prediction:
    key = f"{claim}.{name}"
    unknown = next((each for each in entry if each not in KEYS), None)
    if unknown is not None:
        raise CrmsimError(
            message("there is no such key"), key=key, value=unknown, expected=", ".join(sorted(KEYS)),
            nearest=nearest(unknown, KEYS),
        )  # fmt: skip
    for needed in ("says", "outcome", "predicted"):
        if needed not in entry:
            raise CrmsimError(message("must be given"), key=f"{key}.{needed}")
    kind = entry.get("kind", "difference")
    if kind not in KINDS:
        raise CrmsimError(message("not one of the choices"), key=f"{key}.kind", value=kind, expected=", ".join(KINDS))
    if kind == "across" and "second" not in entry:
        raise CrmsimError(message("must be given"), key=f"{key}.second")
    if "matters" in entry and not entry.get("reason"):
        raise CrmsimError(message("must be given"), key=f"{key}.reason")
    given = {("start" if each == "from" else each): value for each, value in entry.items()}
    given["predicted"] = _predicted(key, entry["predicted"])
    return Prediction(claim, name, **given)


def _predicted(key: str, value: Any) -> str | tuple[float, float]:
    if value in SIGNS:
        return str(value)
    if isinstance(value, list) and len(value) == 2 and value[0] < value[1]:
        return float(value[0]), float(value[1])
    raise CrmsimError(
        message("of the wrong type"), key=f"{key}.predicted", value=value,
        expected=message("+, -, 0, or the lowest and the highest value expected"),
    )  # fmt: skip
