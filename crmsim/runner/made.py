"""A scenario that somebody has just described: its people from files, and whether a run of it would stand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.organisation.files import gather
from crmsim.organisation.options import options as asked_for
from crmsim.organisation.organisation import Organisation
from crmsim.organisation.reading import build
from crmsim.organisation.scenario_file import organisation_table
from crmsim.runner.ready import refuse_unready
from crmsim.scenario import Scenario, from_content
from crmsim.scenario.document import parse_document
from crmsim.scenario.resolve import CSV_KEYS
from crmsim.simulation.built import build_organisation
from crmsim.words import message


def organisation_of(files: Sequence[str], path: Path) -> tuple[Organisation | None, dict[str, Any] | None]:
    """The organisation that two files tell of, and what the scenario says of the files; None for both without files.

    Raises
    ------
    CrmsimError
        For files that cannot be read as people and ties, or that are not two CSV files.
    """
    if not files:
        return None, None
    tables = gather(files)
    if not tables.plain:
        raise CrmsimError(
            message("not two CSV files, people first and ties second"),
            value=" ".join(files),
            expected=message("two that {command} writes of them", command="crmsim organisation … --out NAME.toml"),
        )
    organisation = build(tables, None, asked_for())
    return organisation, organisation_table(organisation, files[0], files[1], path)


def made_of(text: str, path: Path, files: Sequence[str]) -> Scenario:
    """The scenario of a text, if it can be run.

    Raises
    ------
    CrmsimError
        What a run of it would refuse.
    """
    content = parse_document(text, str(path)).content
    for key, file in zip(CSV_KEYS, files, strict=False):  # from a folder that may not be there yet no path leads away
        content["organisation"][key] = str(Path(file).resolve())
    scenario = from_content(content, name=path.stem)
    refuse_unready(scenario)
    if not scenario.files:
        build_organisation(scenario, 0)
    return scenario
