"""The table behind the findings: pairs that exist, with the differences the engine gives."""

from __future__ import annotations

import csv
import io

from crmsim import compare
from crmsim.mechanisms import OUTCOMES
from crmsim.scenario import shipped
from experiments.scenarios import __main__ as findings


def test_every_counterpart_is_run() -> None:
    names = {name for name in shipped() if "/" not in name}
    labels = names | {what_if.replace(",", ", ") for what_if in findings.WHAT_IF}
    assert {name for pair in findings.COUNTERPARTS for name in pair} <= labels


def test_the_table_tells_both_comparisons(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(findings, "COUNTERPARTS", (("giver_rich", "leadership.said=0.9, leadership.done=0.9"),))
    settings = {"organisation.employees": 30}
    made = compare(
        ["baseline", "giver_rich"], runs=3, jobs=1, weeks=20, settings=settings,
        what_if=["leadership.said=0.9,leadership.done=0.9"],
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(findings.table(made))))
    assert len(rows) == 3 * len(OUTCOMES)
    assert {(row["reference"], row["scenario"]) for row in rows} == set(findings.pairs(made.labels))
    row = next(row for row in rows if row["scenario"] == "giver_rich" and row["outcome"] == "help_rate")
    assert float(row["difference"]) != 0.0
    assert abs(float(row["scenario_mean"]) - float(row["reference_mean"]) - float(row["difference"])) < 1e-5
    assert row["verdict"] == "too few runs"
