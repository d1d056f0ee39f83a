"""What was asked in a what-if beyond its experiment: kept beside the runs, so that a report needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.results.whole import listed, read_same
from crmsim.scenario import Scenario
from crmsim.simulation.built import build_organisation
from crmsim.store.place import WHATIF
from crmsim.words import message

SIZE = "organisation.employees"


@dataclass(frozen=True)
class Asked:
    """What was asked.

    Attributes
    ----------
    scenario:
        The name of the plan.
    title, title_nb, question, question_nb:
        As the scenario has them; empty without.
    people:
        In the organisation; where that is not known, the middle of what it may be.
    departments:
        How many.
    imported:
        Whether the people are read from files.
    horizon:
        Week for which use is told: the plan's own horizon.
    given:
        Keys that the scenario sets.
    unknown:
        Keys of which it says that they are not known.
    budget:
        NOK that may be spent; 0 where nothing was said.
    """

    scenario: str
    title: str
    title_nb: str
    question: str
    question_nb: str
    people: int
    departments: int
    imported: bool
    horizon: int
    given: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    budget: float = 0.0

    @classmethod
    def of(cls, scenario: Scenario, seed: int) -> Asked:
        """What a scenario asks."""
        organisation = build_organisation(scenario, seed)
        header = scenario.scenario
        people = int(organisation.employees)
        known = scenario.unknown.get(SIZE)
        if known is not None and not isinstance(known, str):
            ends = [known["low"], known["high"]] if isinstance(known, Mapping) else list(known)
            people = round((min(ends) + max(ends)) / 2.0)
        return cls(
            scenario.name, scenario.title, header.title_nb, header.question, header.question_nb,
            people, len(organisation.departments), bool(organisation.imported), scenario.weeks,
            tuple(sorted(scenario.given)), tuple(sorted(scenario.unknown)), float(header.budget_nok),
        )  # fmt: skip

    def text(self) -> str:
        """As it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def read(cls, folder: Path, provenance: Mapping[str, Any]) -> Asked:
        """What stands in a folder.

        Raises
        ------
        CrmsimError
            Where it is not what was written.
        """
        text = read_same(folder, WHATIF, listed(provenance))
        try:
            content: dict[str, Any] = json.loads(text)
            given: Any = {key: tuple(value) if isinstance(value, list) else value for key, value in content.items()}
            return cls(**given)
        except (ValueError, TypeError, AttributeError):
            raise CrmsimError(
                message("is not what a what-if leaves"), file=folder / WHATIF,
                expected=message("a folder that `crmsim whatif` has written"),
            ) from None  # fmt: skip
