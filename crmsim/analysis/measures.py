"""What a run is held against beside its outcomes: the measures of the rows to fit in docs/targets.md.

Some are of the state at the end, some need a look at every week. Each is defined as its row says, in the row's unit.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.analysis.uptake import explained
from crmsim.experiment.targets import FIRST_USE, OF_HOURS, OF_TIES
from crmsim.mechanisms import COLUMN
from crmsim.mechanisms.load import WEEK_HOURS
from crmsim.mechanisms.state import NEVER
from crmsim.simulation.run import Simulation, Stopped, run_to_end

Floats = NDArray[np.float64]
HIGH, LOW, STEPS = 0.75, 0.5, 5  # the ratings that ties are held against were given in five steps
MIDDLE = 0.5  # of the scale of energy: who has less counts as exhausted, who has more as motivated
PERCENT = 100.0


def run_measured(simulation: Simulation, names: Sequence[str], stop: threading.Event | None = None) -> Floats:
    """Run to the end, and measure.

    Parameters
    ----------
    simulation:
        At its beginning.
    names:
        Measures, as :func:`crmsim.experiment.targets.is_measure` knows them.

    Returns
    -------
    float64[names]; NaN where a measure is undefined, as of look-ups where nobody looks up.

    Raises
    ------
    Stopped
        Soon after ``stop`` is set.
    """
    hours = np.zeros(5)
    if not set(OF_HOURS).isdisjoint(names):
        owners = np.diff(simulation.state.first_fact) > 0
        for week in range(1, simulation.scenario.weeks + 1):
            if stop is not None and stop.is_set():
                raise Stopped
            for _ in simulation.slices(week):
                pass
            hours += hours_of(simulation, owners)
    else:
        run_to_end(simulation, stop, None)
    found = _measures(simulation, hours)
    return np.array([found[name] if name in found else _first_use(simulation, name) for name in names])


def _measures(simulation: Simulation, hours: Floats) -> dict[str, float]:
    """Every measure but first use, by name."""
    people, total = simulation.state.people, simulation.state.sums[:, 0, :].sum(axis=0)
    low = float((people.energy[people.present == 1] < MIDDLE).mean()) if (people.present == 1).any() else math.nan
    licences, services = payments(simulation)
    mean, sd, high, below, raters = tie_spread(simulation.state)
    weeks = weeks_to_go_live(simulation)
    return {
        "searching": PERCENT * _over(hours[0], hours[3]),
        "account_research": PERCENT * _over(hours[1], hours[4]),
        "administration": PERCENT * _over(hours[2], hours[4]),
        "person_or_system": _over(total[COLUMN["requests"]], total[COLUMN["lookups"]]),
        "refused": PERCENT * (1.0 - _over(total[COLUMN["granted"]], total[COLUMN["requests"]])),
        **dict(zip(OF_TIES, (mean, sd, PERCENT * high, PERCENT * below, raters), strict=True)),
        "exhausted": PERCENT * low,
        "motivated": PERCENT * (1.0 - low),
        "intention": explained(simulation),
        "services": _over(services, licences),
        "go_live_small": weeks,
        "go_live_large": weeks,
    }


def _over(part: float, whole: float) -> float:
    return float(part / whole) if part > 0.0 and whole > 0.0 else math.nan


def hours_of(simulation: Simulation, owners: NDArray[np.bool_]) -> Floats:
    """Hours of this week: search of all, search and administration of owners, then contracted hours of both."""
    people = simulation.state.people
    here = people.present == 1
    own = here & owners
    recording = people.recorded * simulation.params.system.act_hours * (1.0 - simulation.params.system.integration)
    meetings = people.project_hours
    return np.array([
        people.search_hours[here].sum(), people.search_hours[own].sum(), (recording + meetings)[own].sum(),
        WEEK_HOURS * here.sum(), WEEK_HOURS * own.sum(),
    ])  # fmt: skip


def tie_spread(state: Any) -> list[float]:
    """Of ties with contact: mean and SD of quality, shares high and low when rated in five steps, SD over people of
    their own mean.
    """
    ties = state.ties
    met = ties.contact > 0.0
    quality = ties.quality[met]
    if not quality.size:
        return [math.nan] * len(OF_TIES)
    owner = np.repeat(np.arange(state.people.size), np.diff(state.start))[met]
    counts = np.bincount(owner, minlength=state.people.size)
    means = np.bincount(owner, weights=quality, minlength=state.people.size) / np.maximum(counts, 1)
    own = means[counts > 0]
    rated = np.floor(quality * (STEPS - 1) + 0.5) / (STEPS - 1)
    return [
        float(quality.mean()), float(quality.std()), float((rated >= HIGH).mean()), float((rated < LOW).mean()),
        float(own.std(ddof=1)) if own.size > 1 else math.nan,
    ]  # fmt: skip


def payments(simulation: Simulation) -> tuple[float, float]:
    """A year's licences at the end, and what was paid for services in the run, in NOK of the day."""
    total = simulation.state.sums[:, 0, :]
    prices = simulation.scenario.economy
    year = float(total[-4:, COLUMN["licences"]].mean() * 12.0 * prices.licence_month)
    consultants = total[:, COLUMN["consultant_hours"]].sum() * prices.consultant_hour
    return year, float(consultants + total[:, COLUMN["training_hours"]].sum() * prices.training_hour)


def weeks_to_go_live(simulation: Simulation) -> float:
    """Weeks from the start of the project to first access; NaN where there is none within the run."""
    access = simulation.state.people.access
    given = access[access >= 0]
    if not given.size or given.min() > simulation.scenario.weeks:
        return math.nan
    return float(given.min() - simulation.scenario.project.start_week)


def _first_use(simulation: Simulation, name: str) -> float:
    """Share of those at work at go-live and still there who first use the system within so many weeks from it."""
    found = FIRST_USE.match(name)
    if found is None:
        raise ValueError(f"no measure is called {name!r}")
    people, live = simulation.state.people, int(simulation.state.project[0].go_live)
    if live == NEVER:
        return math.nan
    stayed = (people.present == 1) & (people.holder == 0) & (people.hired < live)
    begun = (people.first_use > 0) & (people.first_use < live + int(found[1]))
    return float(begun[stayed].mean()) if stayed.any() else math.nan
