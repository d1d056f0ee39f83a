"""What a project costs and what it is worth in lines, after two, three and five years, over several runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crmsim.errors import CrmsimError
from crmsim.mechanisms import COLUMN
from crmsim.mechanisms.economy import BENEFITS, COSTS
from crmsim.mechanisms.state import ROLES
from crmsim.results.weekly import Floats, break_even
from crmsim.words import message

if TYPE_CHECKING:
    from crmsim.scenario import Scenario
    from crmsim.simulation import Run

YEARS = (2, 3, 5)
WEEKS_PER_YEAR = 52
LONGEST = WEEKS_PER_YEAR * YEARS[-1]  # weeks of a run, which gives all three
OWN_HOURS = tuple(f"own_hours_{role}" for role in ROLES)


@dataclass(frozen=True)
class Money:
    """The money of several runs of a scenario.

    Attributes
    ----------
    lines:
        Line (``COSTS`` and ``BENEFITS``) → float64[runs, years] NOK, discounted, summed to the end of each year of
        ``YEARS``.
    hours:
        float64[runs, years, roles] own people's hours that the project took, by role.
    back:
        float64[runs] week from which the sum of net benefit stays above 0; NaN where it never does.
    """

    lines: dict[str, Floats]
    hours: Floats
    back: Floats

    @classmethod
    def of(cls, runs: Sequence[Run]) -> Money:
        """The money of runs of ``LONGEST`` weeks, each with a project and customers."""
        lines = {name: _by_year([run.money[name] for run in runs]) for name in (*COSTS, *BENEFITS)}
        columns = [COLUMN[name] for name in OWN_HOURS]
        hours = np.stack([_by_year([run.ledger[:, 0, column] for run in runs]) for column in columns], axis=2)
        return cls(lines, hours, np.array([_back(run) for run in runs]))

    def total(self, names: Sequence[str]) -> Floats:
        """float64[runs, years]: the sum of some lines."""
        result: Floats = np.add.reduce([self.lines[name] for name in names])
        return result

    @property
    def net(self) -> Floats:
        """float64[runs, years]: benefits minus costs."""
        return self.total(BENEFITS) - self.total(COSTS)


def check_money(scenario: Scenario) -> None:
    """Refuse a scenario in which there is no money to tell of.

    Raises
    ------
    CrmsimError
        Where there is no project, or nobody has customers.
    """
    for name in ("project", "market"):
        if not getattr(scenario.mechanisms, name):
            raise CrmsimError(
                message("there is no project, or no customers, so no money is spent and gained"),
                key=f"mechanisms.{name}",
                value="false",
                expected="true",
            )


def _by_year(weeks: Sequence[Floats]) -> Floats:
    summed: Floats = np.cumsum(np.stack(weeks), axis=1)
    return summed[:, [WEEKS_PER_YEAR * years - 1 for years in YEARS]]


def _back(run: Run) -> float:
    net = np.add.reduce([run.money[name] for name in BENEFITS]) - np.add.reduce([run.money[name] for name in COSTS])
    return break_even(net) if net.sum() > 0.0 else float("nan")
