"""The findings as files: ``signs.csv`` for the page of claims, and ``docs/signs.md`` to read."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence

from crmsim.mechanisms import OUTCOME
from experiments.signs.predictions import KINDS
from experiments.signs.verdicts import CAME_OUT, EFFECT, NOISE, NOTHING, OPPOSITE, SMALL, VERDICTS, Finding

COLUMNS = (
    "parameter", "low", "high", "with", "outcome", "group", "sign", "kind", "basis", "low_mean", "difference",
    "half_width", "matters", "p", "p_small", "worlds", "agree", "verdict",
)  # fmt: skip
SIGN = {1: "+", -1: "−", 0: "0"}
MEANING = {
    CAME_OUT: "the difference has the predicted sign (for 0: lies within what matters), corrected for the table",
    OPPOSITE: "the difference has the other sign",
    EFFECT: "no effect that matters was predicted, and there is one",
    SMALL: "the difference lies within the smallest change that matters",
    NOTHING: "not one run differs: the parameter does not reach this outcome",
    NOISE: "these worlds cannot tell",
}


def as_csv(found: Sequence[Finding]) -> str:
    """One line a finding."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for f in found:
        row = f.row
        writer.writerow(
            [row.parameter, row.low, row.high, " ".join(row.settings), row.outcome, row.group, SIGN[row.sign]]
            + [row.kind, row.basis]
            + [f"{x:.6g}" for x in (f.low_mean, f.mean, f.half, f.matters, f.p, f.p_small)]
            + [f.worlds, f"{f.agree:.3f}", f.verdict]
        )
    return text.getvalue()


def as_markdown(
    found: Sequence[Finding], reach: Sequence[str], provenance: str, command: str, extremes: tuple[float, float]
) -> str:
    """The page: what was done, how many came out, what did not, and every row."""
    worlds = max(f.worlds for f in found)
    lines = [
        "# Does each parameter do what its source says?",
        "",
        f"Written by `{command}`; do not edit. Each prediction stands beside its parameter in `crmsim/mechanisms` "
        "(`signs=`) and was committed before the first run that could show it; numbers are in "
        "`crmsim/evidence/signs.csv`.",
        "",
        "Each parameter is moved from the low to the high end of its interval, everything else and the random numbers "
        f"being alike, in {worlds} worlds: sampled settings of all other parameters (Latin hypercube, triangular with "
        "the peak at the default; each drawn by its name, so that a new one leaves the others as they were). The unit "
        "is a world's mean difference. *Δ* is the mean over worlds with its 95 % interval; *of what matters* is Δ as a "
        "multiple of the smallest change that matters; *worlds* is the share of worlds with the predicted sign. "
        "Verdicts are corrected for the whole table (Holm), tests of difference and of smallness each in one family. "
        "For outcomes in money each run is held against the same one without a project.",
        "",
        f"In the worlds as sampled, {extremes[0]:.0%} of runs end with under 5 % routine users and {extremes[1]:.0%} "
        "with over 95 %; there a parameter can move little.",
        "",
        "A claim *by construction* follows from the sign of the rules; it checks the code and supports nothing. An "
        "*emergent* one could have come out either way.",
        "",
        provenance,
        "",
        "| verdict | by construction | emergent | meaning |",
        "|---|---|---|---|",
    ]
    count = Counter((f.verdict, f.row.kind) for f in found)
    for verdict in VERDICTS:
        numbers = [count[verdict, kind] for kind in KINDS]
        if any(numbers):
            lines.append(f"| {verdict} | {numbers[0]} | {numbers[1]} | {MEANING[verdict]} |")
    open_ones = [f for f in found if f.verdict != CAME_OUT]
    lines += ["", "## What did not come out", ""]
    lines += [_sentence(f) for f in open_ones] if open_ones else ["Everything came out."]
    lines += ["", *reach, "## Every prediction"]
    for table in dict.fromkeys(f.row.parameter.split(".")[0] for f in found):
        lines += ["", f"### {table}", "", HEAD, RULE]
        lines += [_line(f) for f in found if f.row.parameter.split(".")[0] == table]
    return "\n".join(lines) + "\n"


HEAD = "| parameter | from | to | outcome | sign | Δ | of what matters | worlds | verdict | kind | rests on |"
RULE = "|---|---|---|---|---|---|---|---|---|---|---|"


def number(value: float) -> str:
    """Three figures."""
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"


def outcome_of(f: Finding) -> str:
    """The outcome, and of whom."""
    return f.row.outcome if f.row.group == "all" else f"{f.row.outcome} of {f.row.group}s"


def delta(f: Finding) -> str:
    """The difference with its interval."""
    return f"{f.mean:+,.3g} ± {number(f.half)}" if abs(f.mean) < 1000.0 else f"{f.mean:+,.0f} ± {number(f.half)}"


def _line(f: Finding) -> str:
    row = f.row
    name = f"`{row.parameter}`" + (f" with `{' '.join(row.settings)}`" if row.settings else "")
    ratio = f"{f.mean / f.matters:+.1f}" if f.matters > 0.0 else "–"
    verdict = f.verdict if f.verdict == CAME_OUT else f"**{f.verdict}**"
    return (
        f"| {name} | {row.low} | {row.high} | {outcome_of(f)} | {SIGN[row.sign]} | {delta(f)} | {ratio} "
        f"| {f.agree:.0%} | {verdict} | {row.kind} | {row.basis} |"
    )


def _sentence(f: Finding) -> str:
    unit = OUTCOME[f.row.outcome].unit
    return (
        f"- `{f.row.parameter}` on {outcome_of(f)}, predicted {SIGN[f.row.sign]} ({f.row.kind}; {f.row.basis}): "
        f"{f.verdict}, {delta(f)} {unit}; {number(f.matters)} would matter."
    )
