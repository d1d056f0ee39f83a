"""What every model of adoption is here: parameters with weak expectations, and how likely it makes what people did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Truth = NDArray[np.bool_]
LEAST = 1e-300  # below which a probability is told as this


@dataclass(frozen=True, eq=False)
class Seen:
    """Who adopted when, as models see it.

    Attributes
    ----------
    time, adopted:
        int64[n], bool[n]: the period of adoption, or the last that is known without.
    exposure:
        float64[periods, n]: share of those turned to who had adopted before, by the engine.
    """

    time: Whole
    adopted: Truth
    exposure: Floats

    def until(self, last: int) -> tuple[Whole, Truth]:
        """The same as it was known after period ``last``."""
        return np.minimum(self.time, last), self.adopted & (self.time <= last)

    def at_risk(self, last: int) -> Truth:
        """bool[n]: who had not adopted after period ``last`` and was still watched."""
        return self.time > last

    def rate(self, last: int) -> float:
        """Adoptions a period and person until ``last``, by which expectations are scaled: no unit of time matters."""
        time, adopted = self.until(last)
        return max(float(adopted.sum()), 0.5) / max(float(time.sum()), 1.0)


@dataclass(frozen=True)
class Expected:
    """What is expected of a parameter before data: normal, on a scale on which every number is allowed.

    Attributes
    ----------
    scale:
        "log" (above 0), "share" (log odds) or "plain".
    """

    name: str
    scale: str
    mean: float
    spread: float

    def value(self, place: float) -> float:
        """The parameter at a place of that scale."""
        if self.scale == "plain":
            return place
        if self.scale == "log":
            return float(np.exp(np.clip(place, -50.0, 50.0)))
        return float(1.0 / (1.0 + np.exp(-np.clip(place, -50.0, 50.0))))


class Model(Protocol):
    """A model of adoption."""

    name: str
    rule: str | None
    contagion: bool | None

    def expected(self, seen: Seen, last: int) -> tuple[Expected, ...]:
        """Its parameters, before what happened until ``last``."""

    def likelihood(self, values: Mapping[str, float], seen: Seen, last: int) -> Floats:
        """float64[n]: log probability of what each did until period ``last``, given what the others had done."""


class Curve:
    """A curve of adoption that knows no network: everybody alike adopts by ``t`` with probability F(t)."""

    rule: str | None = None
    contagion: bool | None = None
    name = ""

    def by(self, values: Mapping[str, float], times: Floats) -> Floats:
        """float64[times]: probability to have adopted by the end of a period; 0 at 0."""
        raise NotImplementedError

    def expected(self, seen: Seen, last: int) -> tuple[Expected, ...]:
        """Its parameters, before what happened until ``last``."""
        raise NotImplementedError

    def likelihood(self, values: Mapping[str, float], seen: Seen, last: int) -> Floats:
        """float64[n]: log probability of what each did until period ``last``."""
        time, adopted = seen.until(last)
        curve = self.by(values, np.arange(int(time.max(initial=0)) + 1, dtype=np.float64))
        curve[0] = 0.0
        step = np.where(adopted, curve[time] - curve[np.maximum(time - 1, 0)], 1.0 - curve[time])
        return np.asarray(np.log(np.maximum(step, LEAST)))


class Bass(Curve):
    """Bass (1969): share m ever adopts; of these F = (1 - e^-(p+q)t) / (1 + q/p e^-(p+q)t)."""

    name = "Bass"

    def expected(self, seen: Seen, last: int) -> tuple[Expected, ...]:  # noqa: ARG002 - as of all models
        """Market, innovation, imitation."""
        return (
            Expected("m", "share", 1.5, 1.5), Expected("p", "log", float(np.log(0.2 / last)), 1.5),
            Expected("q", "log", float(np.log(2.0 / last)), 1.5),
        )  # fmt: skip

    def by(self, values: Mapping[str, float], times: Floats) -> Floats:
        """float64[times]."""
        p, q = values["p"], values["q"]
        gone = np.exp(-np.minimum((p + q) * times, 700.0))
        return np.asarray(values["m"] * (1.0 - gone) / (1.0 + q / p * gone))


class Logistic(Curve):
    """A logistic curve: share m ever adopts, half of them by the middle; what it has before the start adopts first."""

    name = "logistic"

    def expected(self, seen: Seen, last: int) -> tuple[Expected, ...]:  # noqa: ARG002 - as of all models
        """Market, middle, width."""
        return (
            Expected("m", "share", 1.5, 1.5), Expected("middle", "log", float(np.log(last)), 1.0),
            Expected("width", "log", float(np.log(0.25 * last)), 1.0),
        )  # fmt: skip

    def by(self, values: Mapping[str, float], times: Floats) -> Floats:
        """float64[times]."""
        place = np.clip((times - values["middle"]) / values["width"], -700.0, 700.0)
        return np.asarray(values["m"] / (1.0 + np.exp(-place)))
