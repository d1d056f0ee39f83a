"""What is kept of findings is what was found."""

from __future__ import annotations

import math

from crmsim.evidence.ablation import NEEDS, SAME, Ablated
from crmsim.evidence.register import read_register
from crmsim.evidence.robustness import as_csv, read_rows
from crmsim.evidence.stored import read_table, table_text
from crmsim.evidence.study import Size
from crmsim.evidence.verdict import NOT, REPRODUCED, STAYS, Effect, Finding

FIRST, SECOND = list(read_register().values())[:2]
NOTHING = math.nan


def test_findings_come_back_as_they_were() -> None:
    found = Finding(
        FIRST, "emergent", 0.5, Effect(-0.25, -0.5, -0.125, 64), Effect(0.125, 0.0, 0.25, 63), 0.02, 0.75, 0.5, 0.875,
        REPRODUCED, STAYS,
    )  # fmt: skip
    bare = Finding(
        SECOND, "by construction", NOTHING, Effect(NOTHING, NOTHING, NOTHING, 2), None, 0.1, NOTHING, NOTHING, NOTHING,
        NOT, None,
    )  # fmt: skip
    stored = read_table(table_text([found, bare], Size(64, 2), 7))
    assert (stored.worlds, stored.runs, stored.seed) == (64, 2, 7)
    assert stored.findings[0] == found
    assert repr(stored.findings[1]) == repr(bare)  # NaN is not equal to itself


def test_what_is_left_comes_back_as_it_was() -> None:
    whole = Ablated("", Effect(4.0, 3.0, 5.0, 32), 1.0, 1.0, 1.0, SAME, (0.5, 0.25, 0.75))
    rows = {FIRST.id: [whole, Ablated("x", Effect(0.1, -0.5, 0.5, 32), 0.025, -0.1, 0.15, NEEDS)]}
    assert repr(read_rows(as_csv(rows))) == repr(rows)


def test_no_cell_is_one_that_a_spreadsheet_would_compute() -> None:
    found = Finding(FIRST, "emergent", 1.0, Effect(-1.0, -2.0, -0.5, 9), None, 0.1, 0.5, 0.4, 0.6, NOT, None)
    assert "'" not in table_text([found], Size(), 0)
