"""What measures share: how one is declared, what people did so far, and the statistics told of a run.

Statistics that are undefined in a run (nobody of a style, no variance) are NaN here and told by nobody.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crmsim.mechanisms.state import EMPLOYEE, GRANTED, REFUSED, UNANSWERED

Floats = NDArray[np.float64]
FEWEST = 5  # people of a kind below which a mean of theirs is not told


@dataclass(frozen=True)
class Measure:
    """One measure of a run.

    Attributes
    ----------
    rule:
        The own rule that tells it, as ``module:function``.
    meaning, unit:
        As of an outcome.
    matters:
        The smallest change that matters, in its unit.
    """

    rule: str
    meaning: str
    unit: str
    matters: float


def measured_by(module: str, rule: str, unit: str, matters: float, **meanings: str) -> dict[str, Measure]:
    """The measures that one rule of a module tells, by name, each with its meaning."""
    return {name: Measure(f"{module}:{rule}", meaning, unit, matters) for name, meaning in meanings.items()}


def tell(week: Any, values: Mapping[str, float]) -> None:
    """Tell what is defined."""
    for name, value in values.items():
        if math.isfinite(value):
            week.tell(name, float(value))


def mean(values: Any) -> float:
    """The mean; NaN of nothing."""
    return float(np.mean(values)) if np.size(values) else math.nan


def share(part: Any, whole: Any) -> Any:
    """Part of a whole, element by element; NaN where there is no whole."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(np.asarray(whole) > 0, part / np.asarray(whole, dtype=float), math.nan)


def standardised(outcome: Any, *causes: Any) -> Floats:
    """Standardised coefficients of a linear regression on all causes together.

    With one cause it is the correlation. Rows with NaN are left out. NaN throughout where rows are fewer than ten more
    than causes, or anything does not vary, or causes cannot be told apart.

    Returns
    -------
    float64[causes].
    """
    table = np.column_stack([*causes, outcome]).astype(np.float64)
    table = table[np.isfinite(table).all(axis=1)]
    undefined: Floats = np.full(len(causes), math.nan)
    if table.shape[0] < len(causes) + 10:
        return undefined
    table = table - table.mean(axis=0)
    spread = table.std(axis=0)
    if (spread < 1e-9).any():
        return undefined
    table /= spread
    found, _, rank, _ = np.linalg.lstsq(table[:, :-1], table[:, -1])
    return np.asarray(found, dtype=np.float64) if rank == len(causes) else undefined


def adjusted_fit(outcome: Any, *causes: Any) -> float:
    """Adjusted R² of the same regression, which useless causes do not raise on average."""
    beta = standardised(outcome, *causes)
    if not np.isfinite(beta).all():
        return math.nan
    table = np.column_stack([*causes, outcome]).astype(np.float64)
    table = table[np.isfinite(table).all(axis=1)]
    rows = table.shape[0]
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    left = float(np.mean((table[:, -1] - table[:, :-1] @ beta) ** 2))
    return float(1.0 - left * (rows - 1) / (rows - 1 - len(causes)))


def slope(outcome: Any, cause: Any) -> float:
    """Correlation of two."""
    return float(standardised(outcome, cause)[0])


def shuffled(week: Any, who: NDArray[np.intp], labels: NDArray[Any], times: int) -> NDArray[Any]:
    """[times, people]: the labels of these people dealt out anew among them."""
    draws = np.stack([week.draw(f"shuffle {each}", who) for each in range(times)])
    return np.asarray(labels[np.argsort(draws, axis=1, kind="stable")])


@dataclass
class Doings:
    """What everybody did, seat by seat, summed from a week on.

    Attributes
    ----------
    since:
        The last week that does not count.
    right:
        Needs served right.
    given:
        Hours spent helping.
    asked, granted:
        Requests that reached one, and those met with good will.
    asks, got:
        Requests that one made, and those that brought what was lacking.
    first:
        How things stood then: safety, and expertise as a mean over topics.
    """

    since: int
    right: Floats
    given: Floats
    asked: Floats
    granted: Floats
    asks: Floats
    got: Floats
    first: dict[str, Floats] = field(default_factory=dict)

    @classmethod
    def of(cls, week: Any) -> Doings:
        """Nothing yet."""
        none = np.zeros((6, week.people.present.size))
        return cls(0, none[0], none[1], none[2], none[3], none[4], none[5])

    def restart(self, week: Any) -> None:
        """Forget what was done, and remember how things stand."""
        self.since = int(week.number)
        for each in (self.right, self.given, self.asked, self.granted, self.asks, self.got):
            each[:] = 0.0
        self.first = {"safety": week.people.safety.copy(), "expertise": week.expertise.mean(axis=1)}

    def add(self, week: Any) -> None:
        """Add a week, after its help and its work."""
        people = week.people
        self.right += people.right
        self.given += people.help_hours
        asker, asked, answer, _ = requests(week)
        size = self.right.size
        willing = (answer != REFUSED).astype(np.float64)
        self.asked += np.bincount(asked, minlength=size)
        self.granted += np.bincount(asked, willing, size)
        self.asks += np.bincount(asker, minlength=size)
        self.got += np.bincount(asker, answer == GRANTED, size)


class Requests(NamedTuple):
    """Requests of a week that were asked for and answered, a row each."""

    asker: NDArray[np.intp]
    asked: NDArray[Any]
    answer: NDArray[Any]
    entry: NDArray[Any]  # of the tie from the one who asks to the one asked


def requests(week: Any) -> Requests:
    """The week's requests; help offered unasked is left out."""
    answer = week.requests.answer
    width = answer.size // week.people.present.size
    rows = np.flatnonzero(answer != UNANSWERED)
    asker, place = np.divmod(rows, width)
    wanted = place != width - 1  # the last place is an encounter's
    rows = rows[wanted]
    entry = week.requests.tie[rows]
    return Requests(asker[wanted], week.ties.target[entry], answer[rows], entry)


def owners(week: Any) -> NDArray[np.bool_]:
    """Whether somebody has customers."""
    return np.asarray(np.diff(week.state.first_fact) > 0)


def seated(week: Any, since: int) -> NDArray[np.bool_]:
    """Whether the same person sat there in every week after ``since``, and still does."""
    return np.asarray((week.people.present == 1) & (week.people.hired <= since + 1))


def comparable(week: Any, since: int) -> NDArray[np.intp]:
    """Seats whose output can be compared: plain employees with customers, there the whole time."""
    return np.flatnonzero(seated(week, since) & owners(week) & (week.people.role == EMPLOYEE))
