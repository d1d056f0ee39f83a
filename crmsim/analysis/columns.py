"""What the columns of a sweep's table mean: unit and meaning of each, for whoever reads it with another program."""

from __future__ import annotations

import pandas as pd

from crmsim.declaration.parameter import extra
from crmsim.experiment.targets import PREFIX
from crmsim.mechanisms import OUTCOME
from crmsim.scenario.schema import fields
from crmsim.store.load import Sweep
from crmsim.store.table import FIXED

OF_RUNS = {
    "point": ("", "number of the setting in the design, from 0"),
    "replicate": ("", "number of the run of this setting, from 0"),
    "seed": ("", "seed of the run; the same seed gives the same random numbers in every setting"),
    "run_id": ("", "identity of the run, 32 hex digits; crmsim replay takes it"),
    "status": ("", "done, or why there are no values: failed, hung, crashed, not run"),
    "error": ("", "what ended a run that is not done"),
    "censored": ("", "whether an outcome had not come by the last week, so that the last week stands there"),
    "reasons": ("", "JSON: outcome and why it is undefined"),
    "week": ("weeks", "week of the run, from 1"),
    "world": ("", "number of the sampled world, from 0"),
    "lever": ("", "number of the setting of the levers, from 0"),
}  # fmt: skip


def columns_table(sweep: Sweep) -> pd.DataFrame:
    """A row a column of the sweep's table: ``column``, ``kind`` ("run", "varied", "outcome"), ``unit``, ``meaning``."""
    own = {one.name: one for one in sweep.experiment.own}
    rows = []
    for name in sweep.table.schema.names:
        outcome, _, group = name.partition(":")
        declared = OUTCOME.get(outcome) or own.get(outcome)
        if name in OF_RUNS and (name in FIXED or name not in sweep.stored):
            rows.append((name, "run", *OF_RUNS[name]))
        elif name.startswith(PREFIX):
            rows.append((name, "outcome", "", f"the measure {name.removeprefix(PREFIX)} of docs/targets.md"))
        elif name in sweep.stored and declared is not None:
            meaning = f"{declared.meaning}; of {group}s alone" if group else declared.meaning
            rows.append((name, "outcome", declared.unit, meaning))
        elif name in fields():
            field = fields()[name]
            rows.append((name, "varied", str(extra(field)["unit"]), str(field.description)))
        else:
            rows.append(
                (name, "outcome" if name in sweep.stored else "varied", "", "what the experiment gives this name")
            )
    return pd.DataFrame(rows, columns=["column", "kind", "unit", "meaning"])
