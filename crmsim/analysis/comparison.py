"""What a comparison holds and what tables it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from crmsim.analysis.difference import Difference, paired_difference
from crmsim.analysis.interval import Floats, t_interval
from crmsim.analysis.measure import SERIES, Measured
from crmsim.analysis.plan import Plan
from crmsim.mechanisms import OUTCOMES
from crmsim.mechanisms.state import STYLES

if TYPE_CHECKING:
    from crmsim.scenario import Scenario

MAIN: tuple[str, ...] = (
    "routine_share", "user_share", "shared_personally", "shared_by_system", "market_orientation", "net_benefit_nok",
    "success",
)  # fmt: skip
PLACE: dict[str, int] = {outcome.name: place for place, outcome in enumerate(OUTCOMES)}
ORDER = tuple(sorted(OUTCOMES, key=lambda o: (MAIN.index(o.name) if o.name in MAIN else len(MAIN), PLACE[o.name])))


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Several scenarios, run with the same seeds.

    Attributes
    ----------
    plan:
        What was asked for: labels (the reference first), scenarios, runs, first seed.
    run_numbers:
        The runs finished in every scenario; run r has seed ``plan.seed + r``.
    values:
        float64[scenarios, runs, outcomes] in the order of ``OUTCOMES``; NaN where undefined. The tables have
        missing values there, never NaN.
    reasons:
        Why an outcome is undefined, by (label, run, outcome).
    censored:
        (label, run, outcome) of durations that did not end within the run.
    series:
        float64[scenarios, runs, series, weeks], see ``measure.SERIES``.
    output:
        float64[scenarios, runs, styles] needs correctly served per owner and week.
    """

    plan: Plan
    run_numbers: tuple[int, ...]
    values: Floats
    reasons: dict[tuple[str, int, str], str]
    censored: frozenset[tuple[str, int, str]]
    series: Floats
    output: Floats

    @classmethod
    def of(cls, plan: Plan, finished: Mapping[tuple[int, int], Measured], runs: Sequence[int]) -> Comparison:
        """Put finished runs together; ``finished`` is keyed by (run, place of the scenario)."""
        kept = [[finished[run, place] for run in runs] for place in range(len(plan.labels))]
        reasons = {}
        censored: set[tuple[str, int, str]] = set()
        for label, row in zip(plan.labels, kept, strict=True):
            for run, measured in zip(runs, row, strict=True):
                reasons.update({(label, run, name): why for name, why in measured.reasons.items()})
                censored.update((label, run, name) for name in measured.censored)
        return cls(
            plan,
            tuple(runs),
            np.array([[m.values for m in row] for row in kept]),
            reasons,
            frozenset(censored),
            np.array([[m.series for m in row] for row in kept]),
            np.array([[m.output for m in row] for row in kept]),
        )

    @property
    def labels(self) -> tuple[str, ...]:
        """The scenarios' labels, the reference first; an alternative is labelled by its what-if."""
        return self.plan.labels

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios as resolved, in the order of the labels."""
        return self.plan.scenarios

    @property
    def reference(self) -> str:
        """Label of the scenario that the others are compared with."""
        return self.plan.labels[0]

    @property
    def partial(self) -> bool:
        """Whether fewer runs were finished than asked for."""
        return len(self.run_numbers) < self.plan.runs

    @property
    def weeks(self) -> int:
        """Length of every run."""
        return int(self.series.shape[-1])

    def frame(self) -> pd.DataFrame:
        """Tidy: one row a scenario, run and outcome.

        Columns: scenario, run, seed, outcome, value (missing where undefined), censored, reason (why it is missing).
        """
        names = [outcome.name for outcome in OUTCOMES]
        index = pd.MultiIndex.from_product([self.labels, self.run_numbers, names], names=["scenario", "run", "outcome"])
        frame = index.to_frame(index=False)
        frame["seed"] = frame["run"] + self.plan.seed
        frame["value"] = pd.array(_missing(self.values.ravel()), dtype="Float64")
        keys = list(index)
        frame["censored"] = [key in self.censored for key in keys]
        frame["reason"] = pd.array([self.reasons.get(key) for key in keys], dtype="string")
        return frame[["scenario", "run", "seed", "outcome", "value", "censored", "reason"]]

    def runs(self) -> pd.DataFrame:
        """One row a run: scenario, its hash, run, seed, then a column an outcome and ``<duration>_censored``."""
        count = len(self.run_numbers)
        frame = pd.DataFrame(
            {
                "scenario": np.repeat(self.labels, count),
                "scenario_hash": np.repeat([scenario.hash for scenario in self.scenarios], count),
                "run": np.tile(self.run_numbers, len(self.labels)),
                "seed": np.tile(self.run_numbers, len(self.labels)) + self.plan.seed,
            }
        )
        for outcome in ORDER:
            column = self.values[:, :, PLACE[outcome.name]].ravel()
            frame[outcome.name] = pd.array(_missing(column), dtype="Float64")
            if outcome.summary == "duration":
                keys = zip(frame["scenario"], frame["run"], strict=True)
                frame[f"{outcome.name}_censored"] = [(s, r, outcome.name) in self.censored for s, r in keys]
        return frame

    @cached_property
    def paired(self) -> tuple[Difference, ...]:
        """Every outcome of every alternative against the reference: main outcomes first, corrected for their number."""
        defined = np.isfinite(self.values)
        both = (defined[0] & defined[1:]).sum(axis=1)  # pairs by alternative and outcome
        shown = int((both >= 2).sum())
        numbers = [PLACE[outcome.name] for outcome in OUTCOMES if outcome.summary != "verdict"]
        found = []
        for k in range(1, len(self.labels)):
            same = np.array_equal(self.values[0][:, numbers], self.values[k][:, numbers], equal_nan=True)
            for outcome in ORDER:
                place = PLACE[outcome.name]
                found.append(
                    paired_difference(
                        outcome,
                        self.reference,
                        self.labels[k],
                        self.values[0, :, place],
                        self.values[k, :, place],
                        shown=shown,
                        identical=same,
                        reason=self._reason(k, outcome.name),
                    )
                )
        return tuple(found)

    def differences(self) -> pd.DataFrame:
        """One row an alternative and outcome: both means, the paired difference and what may be said of it.

        Columns are the attributes of :class:`crmsim.analysis.difference.Difference`, with unit and better beside the
        outcome, and censored_reference, censored_alternative: runs whose duration did not end.
        """
        counts: dict[tuple[str, str], int] = {}
        for label, _, name in self.censored:
            counts[label, name] = counts.get((label, name), 0) + 1
        declared = {outcome.name: outcome for outcome in OUTCOMES}
        rows = []
        for one in self.paired:
            row = {field.name: getattr(one, field.name) for field in fields(one)}
            row["unit"] = declared[one.outcome].unit
            row["better"] = declared[one.outcome].better
            row["censored_reference"] = counts.get((one.reference, one.outcome), 0)
            row["censored_alternative"] = counts.get((one.alternative, one.outcome), 0)
            rows.append(row)
        frame = pd.DataFrame(rows)
        numbers = [
            "reference_mean", "alternative_mean", "mean", "sd", "low", "high", "single_low", "single_high", "matters",
            "superiority", "variance_saved",
        ]  # fmt: skip
        for name in numbers:
            frame[name] = pd.array(frame[name].to_list(), dtype="Float64")
        frame["runs_needed"] = pd.array(frame["runs_needed"].to_list(), dtype="Int64")
        frame["reason"] = pd.array(frame["reason"].to_list(), dtype="string")
        first = [
            "alternative",
            "outcome",
            "unit",
            "better",
            "reference_mean",
            "alternative_mean",
            "mean",
            "low",
            "high",
        ]
        return frame[[*first, *[name for name in frame.columns if name not in first]]]

    def curves(self) -> pd.DataFrame:
        """Tidy weekly series over runs: scenario, outcome, week, mean, low, high (5 % to 95 % of runs)."""
        rows: list[pd.DataFrame] = []
        weeks = np.arange(1, self.weeks + 1)
        for k, label in enumerate(self.labels):
            for s, name in enumerate(SERIES):
                drawn = self.series[k, :, s, :]
                low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
                columns: dict[str, Any] = {
                    "scenario": label, "outcome": name, "week": weeks, "mean": drawn.mean(axis=0), "low": low,
                    "high": high,
                }  # fmt: skip
                rows.append(pd.DataFrame(columns))
        return pd.concat(rows, ignore_index=True)

    def by_style(self) -> pd.DataFrame:
        """Output by style: scenario, style, runs, mean, low, high (95 % interval of the mean)."""
        rows = []
        for k, label in enumerate(self.labels):
            for s, style in enumerate(STYLES):
                values = self.output[k, :, s]
                values = values[np.isfinite(values)]
                low = high = None
                if values.size > 1:
                    low, high = (float(end) for end in t_interval(values))
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
            "runs_asked": self.plan.runs,
            "runs_finished": len(self.run_numbers),
            "partial": self.partial,
        }

    def __repr__(self) -> str:
        runs = f"{len(self.run_numbers)} of {self.plan.runs}" if self.partial else str(self.plan.runs)
        return f"<Comparison of {', '.join(self.labels)}: {runs} paired runs of {self.weeks} weeks>"

    def _reason(self, k: int, name: str) -> str | None:
        """A reason why the outcome is undefined in the reference or in scenario ``k``."""
        for label in (self.labels[k], self.reference):
            for run in self.run_numbers:
                if (label, run, name) in self.reasons:
                    return self.reasons[label, run, name]
        return None


def _missing(values: Floats) -> list[float | None]:
    """NaN as None, so that a nullable column shows it as missing."""
    return [None if value != value else value for value in values.tolist()]
