"""Tables for other programs: what columns mean, and SALib's plain array, which takes no gaps.

One undefined run among 512 makes every index of SALib 1.6.0's ``sobol`` 0, and of 1.5.1's nan, without a word. So
nothing incomplete is handed over: it is refused, or left out with its whole row, and counted.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from crmsim.analysis.interval import Floats
from crmsim.analysis.sensitivity import row_length
from crmsim.analysis.usable import MOST_MISSING, usable
from crmsim.declaration.parameter import extra
from crmsim.errors import CrmsimError
from crmsim.experiment.targets import PREFIX
from crmsim.mechanisms import OUTCOME
from crmsim.scenario.schema import fields
from crmsim.store.load import Sweep
from crmsim.store.table import FIXED
from crmsim.words import message

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


class ForSalib(NamedTuple):
    """A sweep's sample as SALib's ``analyze`` functions take it: ``sobol.analyze(one.problem, one.Y)``.

    Attributes
    ----------
    problem:
        SALib's description: names and bounds, 0 to 1 each, as the sample is one of quantiles; ``seed`` is a factor.
    X:
        float64[points, factors], quantiles.
    Y:
        float64[points], in the outcome's unit; the mean of a point's runs where it has several.
    rows, dropped:
        Rows of the design, and those of them that were left out. A row is all that the design ties together: a base
        row of Sobol's, a trajectory of Morris's, a point of a Latin hypercube.
    """

    problem: dict[str, Any]
    X: Floats
    Y: Floats
    rows: int
    dropped: int


def for_salib(sweep: Sweep, outcome: str, drop: bool = False) -> ForSalib:
    """The sample of a sweep and what came out, without gaps.

    Parameters
    ----------
    outcome:
        Any that is stored.
    drop:
        Leave rows out in which a run is missing or undefined, instead of refusing them.

    Raises
    ------
    CrmsimError
        For a design that SALib has no analysis for, for gaps unless ``drop`` is true (and for more than a fifth of the
        rows in any case), and for an outcome that is the same in every run, of which SALib makes indices from nothing.
    """
    design, choice = sweep.design, sweep.experiment.design
    if choice.kind not in ("sobol", "morris", "lhs"):
        raise CrmsimError(
            message("SALib has no analysis for a design of kind {kind!r}", kind=choice.kind),
            file=sweep.folder,
            expected=message("a design of kind sobol, morris or lhs"),
        )
    length = {"sobol": row_length(design.dimensions, choice.second_order), "morris": design.dimensions + 1}
    each = length.get(choice.kind, 1)
    sample = usable(sweep.values(outcome), each, 1)
    if sample.dropped > (MOST_MISSING * sample.asked if drop else 0):
        raise CrmsimError(
            message(
                "{dropped:,} of {rows:,} rows of the design have a run that is missing or in which this is undefined",
                dropped=sample.dropped,
                rows=sample.asked,
            ),
            file=sweep.folder,
            key="outcome",
            value=outcome,
            expected=message("an outcome that every run has")
            if drop
            else message("drop=True, which leaves those rows out whole, where they are a fifth or fewer"),
        )
    if sample.problem is not None:
        raise CrmsimError(
            message("is the same in every run, so nothing can be shared out"),
            file=sweep.folder,
            key="outcome",
            value=outcome,
            expected=message("an outcome that differs"),
        )
    points = np.repeat(sample.kept, each)
    return ForSalib(
        design.problem(), design.sample[points], sample.values.mean(axis=1).ravel(), sample.asked, sample.dropped
    )
