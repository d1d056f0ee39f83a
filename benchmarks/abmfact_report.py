"""The audit of abmfact (PyPI, Hemedan 2026) on ``CRMModel``: ``python -m benchmarks.abmfact_report FOLDER``.

abmfact asks of any model's conclusions whether they survive what an implementation may choose. It needs to be installed
beside crmsim (``pip install abmfact==0.1.0``); it is no dependency. The headline results of the register are its
claims; three of its knobs are turned as in :mod:`benchmarks.artefacts`: the order of the people, three other orders of
the phases, twice the people. Its own remapping of seeds gives other random numbers. The model stands on no grid, and
half a week is no step of the whole week (docs/artefacts.md).

FOLDER receives abmfact's report, its results and its crate; docs/artefacts.md tells what they say.
"""

from __future__ import annotations

import argparse
import functools
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.artefact_changes import Change, Changed, values_of
from benchmarks.artefacts import SUMMED, in_another_order
from crmsim import CRMModel
from crmsim.evidence.ablation import headlines
from crmsim.evidence.register import read_register
from crmsim.evidence.study import group_of, sides
from crmsim.mechanisms import OUTCOME, PHASES
from crmsim.scenario import Setting, load
from crmsim.scenario.work import cores

USUAL = ",".join(PHASES)
ORDERS = {
    "usual": USUAL,
    "climate before adoption": USUAL.replace("adoption,climate", "climate,adoption"),
    "use before help": USUAL.replace("help,use", "use,help"),
    "far from usual": "climate,use,ask,help,market,project,signals,adoption,work,turnover,ledger",
}


class Audited(CRMModel):
    """``CRMModel`` with the knobs that abmfact turns, at one side of one headline."""

    def __init__(
        self, headline: str, side: int, seed: int, phases: str = "usual", order: int | None = None, times: float = 1.0
    ) -> None:
        asked = read_register()[headline]
        bundle = sides(asked, {})[("from", "to")[side]]
        typed = [Setting(key, value, asked.id) for key, value in bundle.items()]
        scenario = load(asked.base, weeks=asked.weeks)
        people = {"organisation.employees": round(times * scenario.organisation.employees)}
        super().__init__(scenario.changed(typed), seed=seed, settings=people, model_reporters=())
        self.asked = asked
        moved = None if order is None else functools.partial(in_another_order, draw=order)
        change = Change(phases, "order", rearrange=moved, order=tuple(ORDERS[phases].split(",")), times=times)
        self.simulation = Changed(self.simulation.scenario, seed, change)


def told(model: Audited) -> float:
    """The headline's outcome; what is added up over people, per half of them where there are twice as many."""
    name = model.asked.outcome
    value = values_of(model.simulation, against_nothing=group_of(model.asked).money)[name]
    times = model.simulation.change.times if OUTCOME[name].summary in SUMMED else 1.0
    return float("nan") if value is None else value / times


def claims() -> list[dict[str, Any]]:
    """The headlines in abmfact's words."""
    tests = {"+": "monotone_increasing", "-": "monotone_decreasing"}
    return [
        {
            "id": one.id, "statement": one.says, "metric": "told", "test": tests[str(one.predicted)], "over": "side",
            "where": {"headline": [one.id], "side": [0, 1]},
        }
        for one in headlines()
    ]  # fmt: skip


def audit(seeds: int, jobs: int) -> Any:
    """abmfact's audit, by its Mesa adapter."""
    from abmfact.adapters import MesaAdapter
    from abmfact.claims import parse_claims
    from abmfact.config import Audit, Budget

    adapter = MesaAdapter(
        Audited, steps=104, outputs={"told": told}, update_orders=list(ORDERS), seed_kwarg="seed", name="CRMModel",
        knob_kwargs={"update_order": "phases", "agent_order": "order", "pop_scale": "times"},
    )  # fmt: skip
    budget = Budget.from_mapping({"seeds": seeds, "jobs": jobs})
    return Audit(adapter, {}, parse_claims(claims()), budget, {"adapter": "mesa"}, title="crmsim")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where abmfact's report goes")
    parser.add_argument("--seeds", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=min(2, cores()))
    chosen = parser.parse_args()
    from abmfact import __version__
    from abmfact.audit import run_audit
    from abmfact.report import write_outputs

    result = run_audit(audit(chosen.seeds, chosen.jobs))
    write_outputs(result, chosen.folder)
    checks = list(dict.fromkeys(row["check"] for row in result.verdicts))
    print(f"abmfact {__version__}, {chosen.seeds} seeds")
    print("| claim | " + " | ".join(checks) + " |")
    print("|---|" + "---|" * len(checks))
    for claim, row in result.matrix().items():
        print(f"| {claim} | " + " | ".join(row[check].lower().replace("_", " ") for check in checks) + " |")
    print(dict(Counter(row["verdict"] for row in result.verdicts)))
    for row in result.verdicts:
        if row["verdict"] not in ("ROBUST", "NOT_TESTABLE"):
            print(f"{row['claim']}, {row['check']}: {row['verdict']}: {row['reason']} {row.get('seeds_needed', '')}")


if __name__ == "__main__":
    main()
