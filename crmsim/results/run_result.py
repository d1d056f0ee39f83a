"""What one run leaves, and the files it becomes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmsim.errors import CrmsimError
from crmsim.files import read_plain_text
from crmsim.mechanisms import OUTCOME
from crmsim.mechanisms.state import STYLES
from crmsim.results.binding import Binding
from crmsim.results.folder import MARKER, Folder, content_hash, prepare, refuse_altered
from crmsim.results.summary import Summary
from crmsim.results.weekly import Floats
from crmsim.words import message

if TYPE_CHECKING:
    import pandas as pd

WEEKS = "weeks.csv"
SUMMARY = "summary.json"
SHOWN = ("user_share", "routine_share", "relapse", "help_rate", "market_orientation", "net_benefit_nok", "success")


@dataclass(frozen=True, repr=False)
class RunResult:
    """One run: its weekly values, its summary and where it came from.

    Attributes
    ----------
    name, title:
        The scenario's.
    seed, weeks:
        Seed and length of the run.
    groups:
        Names of the rows of the ledger: everybody, styles, departments.
    ledger:
        float64[weeks, groups, columns]: the sums every outcome is made of.
    money:
        Line of money → float64[weeks] discounted NOK; undefined lines are left out, as benefits where there was no
        project and hence no counterfactual run.
    summary:
        One number an outcome, or None with a reason.
    provenance:
        Software, scenario, seed; see :mod:`crmsim.results.provenance`.
    binds:
        The part that binds in a failure; None for a success, and where success is undefined.
    together:
        Group → the groups of few people from files that are told in it; see :mod:`crmsim.results.few`. The names of
        departments stand here and in no file.

    Of people from files it holds sums over five or more, and no person. Its provenance holds the scenario, without
    ids and folders.
    """

    name: str
    title: str
    seed: int
    weeks: int
    groups: tuple[str, ...]
    ledger: Floats
    money: Mapping[str, Floats]
    summary: Summary
    provenance: Mapping[str, Any] = field(default_factory=dict)
    binds: Binding | None = None
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def frame(self) -> pd.DataFrame:
        """Tidy weekly values: week, outcome, group, value; missing where undefined."""
        from crmsim.results.frames import weeks_frame

        return weeks_frame(self.ledger, self.groups, self.money)

    def document(self) -> dict[str, Any]:
        """The summary as it is written to ``summary.json``."""
        summary = self.summary
        flags, reasons = summary.flags, summary.reasons
        outcomes: dict[str, dict[str, Any]] = {}
        for name, value in summary.values.items():
            outcomes[name] = {"value": value, "unit": OUTCOME[name].unit}
            if value is None:
                outcomes[name]["reason"] = reasons[name]
            if name in flags:
                outcomes[name]["flag"] = flags[name]
        verdict = summary.verdict
        return {
            "name": self.name,
            "title": self.title,
            "seed": self.seed,
            "weeks": self.weeks,
            "outcomes": outcomes,
            "success": {
                "routine_share": verdict.routine_share,
                "target": verdict.target,
                "routine_margin": verdict.routine_margin,
                "net_benefit_nok": verdict.net_benefit_nok,
                "binds": None if self.binds is None else self.binds.part,
                "stuck": None if self.binds is None else self.binds.stuck,
            },
            "groups": summary.by_group,
            "together": {name: _counted(members) for name, members in self.together.items()},
        }

    def write(self, folder: Folder | Path | str) -> Path:
        """Write weeks.csv, summary.json and, last, provenance.json.

        Parameters
        ----------
        folder:
            A folder from :func:`crmsim.results.folder.prepare`, or where one is to be made. A prepared folder is
            left for the caller to finish, who may have figures to add; another is finished here.

        Raises
        ------
        CrmsimError
            Where the folder holds other results or cannot be written.
        """
        from crmsim.results.frames import csv_text

        prepared = isinstance(folder, Folder)
        place = folder if isinstance(folder, Folder) else prepare(folder, self.name, self.content(), self.provenance)
        if not place.finished:
            place.write_text(WEEKS, csv_text(self.frame()))
            place.write_json(SUMMARY, self.document())
            if not prepared:
                place.finish(self.provenance)
        return place.path

    def content(self) -> str:
        """Hash of what the result depends on, as the provenance has it."""
        result = self.provenance.get("content")
        return result if isinstance(result, str) else content_hash([self.name, self.seed, self.document()])

    def __repr__(self) -> str:
        lines = [f"{self.name}: {self.title}", f"seed {self.seed}, {self.weeks} weeks"]
        values, reasons, flags = self.summary.values, self.summary.reasons, self.summary.flags
        for name in SHOWN:
            value = values[name]
            text = f"none ({reasons[name]})" if value is None else f"{value:,.3g} {OUTCOME[name].unit}"
            lines.append(f"  {name:<20}{text}{f' ({flags[name]})' if name in flags else ''}")
        lines.append(f"  {self.summary.verdict.text()}")
        if self.binds is not None:
            lines.append(f"  {self.binds.text()}")
        return "\n".join(lines)


def _counted(members: Sequence[str]) -> list[str]:
    """Groups that are told together: styles by name, departments by how many; a department of one is that person."""
    styles = [name for name in members if name in STYLES]
    others = len(members) - len(styles)
    return [*styles, *([f"departments: {others}"] if others else [])]


@dataclass(frozen=True)
class StoredRun:
    """A run read back from its folder.

    Attributes
    ----------
    frame:
        Tidy weekly values: week, outcome, group, value.
    summary:
        What stands in ``summary.json``.
    provenance:
        What stands in ``provenance.json``; its ``finished`` says whether the run was interrupted.
    """

    frame: pd.DataFrame
    summary: dict[str, Any]
    provenance: dict[str, Any]

    @property
    def values(self) -> dict[str, float | None]:
        """Outcome → value over everybody, None where undefined."""
        return {name: entry["value"] for name, entry in self.summary["outcomes"].items()}


def read(folder: Path | str) -> StoredRun:
    """Read a run's folder back.

    Raises
    ------
    CrmsimError
        Where a file is missing, or not what was written.
    """
    from crmsim.results.frames import read_weeks

    place = Path(folder)
    if not place.is_dir():
        raise CrmsimError(message("is not a folder"), file=place, expected=message("a folder that `crmsim run` wrote"))
    provenance = _read_json(place / MARKER)
    refuse_altered(place)
    summary = _read_json(place / SUMMARY)
    if "outcomes" not in summary:
        raise CrmsimError(
            message("is not a summary of a run"), file=place / SUMMARY, expected=message('a key "outcomes"')
        )
    return StoredRun(read_weeks(place / WEEKS), summary, provenance)


def _read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file, or a CrmsimError."""
    try:
        result = json.loads(read_plain_text(path))
    except OSError as error:
        raise CrmsimError(message("cannot be read: {strerror}", strerror=error.strerror), file=path) from None
    except (ValueError, RecursionError) as error:
        raise CrmsimError(
            message("is not JSON: {error}", error=error), file=path, expected=message("a file that `crmsim run` wrote")
        ) from None
    if not isinstance(result, dict):
        raise CrmsimError(
            message("is not a JSON object"), file=path, expected=message("a file that `crmsim run` wrote")
        )
    return result
