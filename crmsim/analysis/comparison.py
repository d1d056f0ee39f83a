"""Several scenarios against one of them, run by run with the same random numbers: what a sweep of scenarios says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from crmsim.analysis.difference import Difference
from crmsim.analysis.interaction import Interaction, interactions, squares_together
from crmsim.analysis.interval import Floats, cut, t_interval
from crmsim.analysis.settings import Against, against_reference
from crmsim.analysis.study import Study, declared, study
from crmsim.experiment import Replication
from crmsim.experiment.comparing import MAIN, ORDER, SERIES
from crmsim.mechanisms import OUTCOME, OUTCOMES
from crmsim.mechanisms.state import STYLES
from crmsim.results.weekly import NAMES, PLACE

if TYPE_CHECKING:
    from crmsim.scenario import Scenario
    from crmsim.store.load import Sweep

NUMBERS = (
    "reference_mean", "alternative_mean", "mean", "sd", "low", "high", "single_low", "single_high", "matters",
    "matters_from", "matters_to",
    "superiority", "vargha_delaney", "variance_saved",
)  # fmt: skip
FIRST = ["alternative", "outcome", "unit", "better", "reference_mean", "alternative_mean", "mean", "low", "high"]


def no_weeks() -> pd.DataFrame:
    """The weekly table of a sweep that stored none."""
    return pd.DataFrame(columns=["point", "replicate", "week"])


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Several scenarios, run with the same seeds.

    Attributes
    ----------
    study:
        What was run, in a design of kind "scenarios".
    weekly:
        Makes the weekly table: point, replicate, week, a column an outcome.
    asked:
        How many runs were asked for.
    partial:
        Whether it was stopped before all of them were finished; then those alone are in it that were in every scenario.
    """

    study: Study
    weekly: Callable[[], pd.DataFrame] = no_weeks
    asked: Replication = field(default_factory=lambda: Replication(0, 0))
    partial: bool = False

    @classmethod
    def of(cls, sweep: Sweep, asked: Replication | None = None, partial: bool = False) -> Comparison:
        """What a sweep says of its scenarios in the outcomes that it watches."""
        weekly = sweep.weekly if sweep.experiment.weekly else no_weeks
        return cls(study(sweep), weekly, asked or sweep.experiment.runs, partial)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The scenarios' labels, in the order they were given; an alternative is labelled by its what-if."""
        return tuple(self.study.label(point) for point in range(len(self.study.points)))

    @property
    def reference(self) -> str:
        """Label of the scenario that the others are compared with; the first, unless an experiment says otherwise."""
        return self.labels[self.study.reference]

    @property
    def alternatives(self) -> tuple[str, ...]:
        """Labels of the others."""
        return tuple(label for place, label in enumerate(self.labels) if place != self.study.reference)

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios as resolved, in the order of the labels; empty where alternatives were varied."""
        return tuple(self.study.scenarios.values())

    @cached_property
    def run_numbers(self) -> tuple[int, ...]:
        """The runs made of any scenario; run r has the seed of the first plus r."""
        return tuple(np.flatnonzero(self.study.asked.any(axis=0)).tolist())

    @property
    def runs_asked(self) -> int:
        """Runs of a scenario that were asked for; the most of them where a precision decides, and it was stopped."""
        return len(self.run_numbers) if self.asked.precision and not self.partial else self.asked.most

    @cached_property
    def weeks(self) -> int:
        """Length of a run."""
        known = self.scenarios or (self.study.base,)
        return max(scenario.weeks for scenario in known if scenario is not None)

    @cached_property
    def values(self) -> Floats:
        """float64[scenarios, runs, outcomes] in the order of ``OUTCOMES``; NaN where undefined or not run.

        The tables have missing values there, never NaN.
        """
        return np.stack([self.study.stored[name][:, list(self.run_numbers)] for name in NAMES], axis=2)

    @cached_property
    def reasons(self) -> dict[tuple[str, int, str], str]:
        """Why an outcome is undefined, by (label, run, outcome)."""
        return {
            (self.labels[point], run, name): why
            for (point, run), each in self.study.reasons.items()
            for name, why in each.items()
        }

    @cached_property
    def censored(self) -> frozenset[tuple[str, int, str]]:
        """(label, run, outcome) of durations that did not end within the run."""
        if self.study.censored is None:
            return frozenset()
        durations = [outcome.name for outcome in OUTCOMES if outcome.summary == "duration"]
        places = np.argwhere(self.study.censored).tolist()
        return frozenset((self.labels[point], run, name) for point, run in places for name in durations)

    @cached_property
    def output(self) -> Floats:
        """float64[scenarios, runs, styles] needs correctly served per owner and week.

        NaN where nobody owns any, and where it would be told of few people from files (:mod:`crmsim.results.few`).
        """
        result = self.study.by_style.get("output")
        shape = (len(self.labels), len(self.run_numbers), len(STYLES))
        return np.full(shape, np.nan) if result is None else result[:, list(self.run_numbers)]

    @property
    def few(self) -> bool:
        """Whether the output of a style is left out of a run because it would be told of few people from files."""
        hidden = {f"output:{style}" for style in STYLES}
        return any(not hidden.isdisjoint(each) for each in self.study.reasons.values())

    @cached_property
    def against(self) -> tuple[Against, ...]:
        """Every outcome of every alternative against the reference, corrected for their number."""
        return tuple(against_reference(self.study))

    @cached_property
    def interactions(self) -> tuple[Interaction, ...]:
        """What two alternatives change together, against what each changes alone; where a third one makes both."""
        return interactions(self.study, list(squares_together(self.study, self.study.reference)))

    @cached_property
    def paired(self) -> tuple[Difference, ...]:
        """The differences, alternative by alternative, in each the outcomes as they are told: main ones first."""
        ordered = sorted(self.against, key=lambda one: one.setting)  # which keeps the order of the outcomes
        return tuple(one.difference for one in ordered)

    @property
    def main(self) -> tuple[str, ...]:
        """The outcomes that the answer tells: the main ones of a comparison, all that another sweep watches."""
        return MAIN if self.study.outcomes == ORDER else self.study.outcomes

    def frame(self) -> pd.DataFrame:
        """Tidy: one row a scenario, run and outcome.

        Columns: scenario, run, seed, outcome, value (missing where undefined), censored, reason (why it is missing).
        """
        rows = [(label, run, name) for label, run, _ in self._made() for name in NAMES]
        frame = pd.DataFrame(rows, columns=["scenario", "run", "outcome"])
        frame["seed"] = frame["run"] + self.study.seed
        frame["value"] = pd.array(_missing(self._values().reshape(-1)), dtype="Float64")
        frame["censored"] = [row in self.censored for row in rows]
        frame["reason"] = pd.array([self.reasons.get(row) for row in rows], dtype="string")
        return frame[["scenario", "run", "seed", "outcome", "value", "censored", "reason"]]

    def runs(self) -> pd.DataFrame:
        """One row a run: scenario, its hash, run, seed, then a column an outcome and ``<duration>_censored``."""
        made = self._made()
        hashes = dict(zip(self.labels, (scenario.hash for scenario in self.scenarios), strict=False))
        frame = pd.DataFrame(
            {
                "scenario": [label for label, _, _ in made],
                "scenario_hash": [hashes.get(label) for label, _, _ in made],
                "run": [run for _, run, _ in made],
                "seed": [run + self.study.seed for _, run, _ in made],
            }
        )
        values = self._values()
        for name in (*MAIN, *(name for name in NAMES if name not in MAIN)):
            frame[name] = pd.array(_missing(values[:, PLACE[name]]), dtype="Float64")
            if declared(name).summary == "duration":
                frame[f"{name}_censored"] = [(label, run, name) in self.censored for label, run, _ in made]
        return frame

    def differences(self) -> pd.DataFrame:
        """One row an alternative and outcome: both means, the paired difference and what may be said of it.

        Columns are the attributes of :class:`crmsim.analysis.difference.Difference`, with unit and better beside the
        outcome, and censored_reference, censored_alternative: runs whose duration did not end.
        """
        counts: dict[tuple[str, str], int] = {}
        for label, _, name in self.censored:
            counts[label, name] = counts.get((label, name), 0) + 1
        rows = []
        for one in self.paired:
            row = {each.name: getattr(one, each.name) for each in fields(one)}
            row["unit"] = declared(one.outcome).unit
            row["better"] = declared(one.outcome).better
            row["censored_reference"] = counts.get((one.reference, one.outcome), 0)
            row["censored_alternative"] = counts.get((one.alternative, one.outcome), 0)
            rows.append(row)
        frame = pd.DataFrame(rows)
        for name in NUMBERS:
            frame[name] = pd.array(frame[name].to_list(), dtype="Float64")
        for name in ("runs_perhaps", "runs_needed"):
            frame[name] = pd.array(frame[name].to_list(), dtype="Int64")
        frame["reason"] = pd.array(frame["reason"].to_list(), dtype="string")
        return frame[[*FIRST, *[name for name in frame.columns if name not in FIRST]]]

    @cached_property
    def _weekly(self) -> pd.DataFrame:
        return self.weekly()

    @property
    def series(self) -> tuple[str, ...]:
        """Outcomes of which every week was kept."""
        return tuple(name for name in SERIES if name in self._weekly.columns)

    def curves(self) -> pd.DataFrame:
        """Tidy weekly series over runs: scenario, outcome, week, mean, low, high (5 % to 95 % of runs)."""
        rows: list[pd.DataFrame] = []
        for point, label in enumerate(self.labels):
            own = self._weekly[self._weekly["point"] == point]
            length = int(own["week"].max()) if len(own) else 0
            for name in self.series if length else ():
                # A share of nobody is told as 0 here.
                drawn = own[name].to_numpy(dtype=np.float64, na_value=0.0).reshape(-1, length)
                low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
                columns: dict[str, Any] = {
                    "scenario": label, "outcome": name, "week": np.arange(1, length + 1), "mean": drawn.mean(axis=0),
                    "low": low, "high": high,
                }  # fmt: skip
                rows.append(pd.DataFrame(columns))
        return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=["scenario", "outcome", "week"])

    def by_style(self) -> pd.DataFrame:
        """Output by style: scenario, style, runs, mean, low, high (95 % interval of the mean)."""
        rows = []
        for k, label in enumerate(self.labels):
            for s, style in enumerate(STYLES):
                values = self.output[k, :, s]
                values = values[np.isfinite(values)]
                low = high = None
                if values.size > 1:
                    low, high = (float(end) for end in cut(*t_interval(values), (OUTCOME["output"].low, None)))
                mean = float(values.mean()) if values.size else None
                rows.append(
                    {"scenario": label, "style": style, "runs": values.size, "mean": mean, "low": low, "high": high}
                )
        frame = pd.DataFrame(rows)
        for name in ("mean", "low", "high"):
            frame[name] = pd.array(frame[name].to_list(), dtype="Float64")
        return frame

    def document(self) -> dict[str, Any]:
        """How far the comparison came, for its provenance."""
        return {
            "labels": list(self.labels),
            "reference": self.reference,
            "runs_asked": self.runs_asked,
            "runs_finished": len(self.run_numbers),
            "partial": self.partial,
        }

    def __repr__(self) -> str:
        done = len(self.run_numbers)
        runs = f"{done} of {self.runs_asked}" if self.partial else str(done)
        return f"<Comparison of {', '.join(self.labels)}: {runs} paired runs of {self.weeks} weeks>"

    def _made(self) -> list[tuple[str, int, int]]:
        """Label, run and point of every run, scenario by scenario."""
        asked = np.argwhere(self.study.asked).tolist()
        return [(self.labels[point], run, point) for point, run in asked]

    def _values(self) -> Floats:
        """float64[runs made, outcomes], scenario by scenario as in :meth:`_made`."""
        points, runs = np.nonzero(self.study.asked)
        result: Floats = self.values[points, np.searchsorted(self.run_numbers, runs)]
        return result


def _missing(values: Floats) -> list[float | None]:
    """NaN as None, so that a nullable column shows it as missing."""
    return [None if value != value else value for value in values.tolist()]
