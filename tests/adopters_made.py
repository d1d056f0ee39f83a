"""Sets of adopters made by the engine, as folders and as what is read from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from crmsim.forecast.engine import Engine
from crmsim.forecast.model import Seen
from crmsim.organisation import Organisation
from crmsim.scenario import load
from crmsim.simulation.built import build_organisation


def office(people: int = 60, departments: int = 2, ties: float = 4.0, seed: int = 0) -> Organisation:
    """A network, the same each time."""
    settings = [f"organisation.employees={people}", f"organisation.departments={departments}"]
    return build_organisation(load("baseline", [*settings, f"organisation.mean_ties={ties}"], 10), seed)


def times_of(organisation: Organisation, periods: int, seed: int, rule: str = "hazard", **settings: float) -> Any:
    """int64[people]: periods of adoption, ``periods + 1`` for not by then."""
    engine = Engine(organisation, periods, rule)
    engine.set(settings)
    return engine.run(np.zeros(organisation.employees, dtype=bool), 1, periods, seed)


def seen_of(organisation: Organisation, time: Any, periods: int) -> Seen:
    """What was seen of these times."""
    adopted = time <= periods
    time = np.minimum(time, periods)
    return Seen(time, adopted, Engine(organisation, periods).exposures(time, adopted, periods))


def write_set(folder: Path, organisation: Organisation, time: Any, periods: int, second: float = 0.3) -> Path:
    """A folder as shared sets have it: two kinds of tie, months, empty for not yet."""
    folder.mkdir(parents=True, exist_ok=True)
    people = [f"p{k}" for k in range(organisation.employees)]
    rows = ["employee_id,department,age", *(
        f"{who},town {organisation.department[k]},{20 + 3 * k % 40}" for k, who in enumerate(people)
    )]  # fmt: skip
    (folder / "employees.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    chance = np.random.default_rng(0)
    rows = ["source_id,target_id,strength,kind"]
    for one, other, contact in zip(organisation.source, organisation.target, organisation.contact, strict=True):
        if contact > 0.0:
            kinds = ["advice", "friendship"] if chance.random() < second else ["advice"]
            rows += [f"{people[one]},{people[other]},1,{kind}" for kind in kinds]
    (folder / "ties.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    rows = ["employee_id,adoption_time,adopted", *(
        f"{who},{time[k]},1" if time[k] <= periods else f"{who},,0" for k, who in enumerate(people)
    )]  # fmt: skip
    (folder / "adoption.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder
