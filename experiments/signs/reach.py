"""What each parameter moves at all, from the same runs: no number should stay that moves nothing and nothing needs.

A sign asks about one outcome. Here every outcome of every move is looked at, so the family is large and the correction
strict (Holm): what is said to move something does.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crmsim.analysis.difference import smallest_change
from crmsim.declaration.parameter import ends, extra
from crmsim.mechanisms import OUTCOME, OUTCOMES
from crmsim.scenario.schema import fields
from experiments.signs.predictions import Prediction
from experiments.signs.runs import PLACE, Floats, Move
from experiments.signs.verdicts import LEVEL, differences, holm, two_tests

MOVES, NOTHING, UNKNOWN = "moves", "moves nothing", "cannot be told"
COLUMNS = (
    "parameter", "low", "high", "with", "outcome", "low_mean", "difference", "matters", "times", "p", "p_small",
    "verdict",
)  # fmt: skip
IN_MONEY = ("money", "payback", "verdict")  # outcomes of what is held against a run without a project
STRUCTURE = "organisation"  # its numbers have no predicted sign, and are moved too


@dataclass(frozen=True)
class Reach:
    """The outcome that a parameter moves most, of those that it is shown to move, else of all.

    Attributes
    ----------
    low_mean, mean, matters:
        Mean outcome at the low end, mean difference over worlds, and the smallest change that matters.
    p:
        Of a difference from zero, Holm-adjusted over every outcome of every move.
    p_small:
        Of every outcome of the parameter lying within what matters (the largest of the two one-sided tests),
        Holm-adjusted over parameters.
    """

    move: Move
    outcome: str
    low_mean: float
    mean: float
    matters: float
    p: float
    p_small: float
    verdict: str

    @property
    def times(self) -> float:
        """The difference as a multiple of what matters."""
        return self.mean / self.matters


def moves_to_run(rows: Sequence[Prediction]) -> list[Move]:
    """What has to be run, each once: every predicted move, and the numbers that describe an organisation."""
    result = dict.fromkeys(row.move for row in rows)
    for name, field in fields().items():
        if name.startswith(f"{STRUCTURE}.") and extra(field)["interval"] and extra(field)["status"] != "choice":
            result[name, *ends(field), ()] = None
    return list(result)


def reaches(moves: Sequence[Move], values: Floats) -> list[Reach]:
    """For each parameter what it moves most; ``values`` as :func:`experiments.signs.runs.run_all` gives them."""
    tried = []
    for place, move in enumerate(moves):
        for outcome in OUTCOMES:
            by_world, low = differences(values[:, place, :, :, 0, PLACE[outcome.name]])
            matters = smallest_change(outcome, low)
            if by_world.size > 1 and np.isfinite(matters) and matters > 0.0:
                mean = float(by_world.mean())
                tried.append((move, outcome.name, low, mean, matters, *two_tests(by_world, matters)))
    adjusted = holm([one[5] for one in tried])
    of: dict[str, list[tuple[Move, str, float, float, float, float, float]]] = {}
    for (move, name, low, mean, matters, _, small), p in zip(tried, adjusted, strict=True):
        of.setdefault(move[0], []).append((move, name, low, mean, matters, p, small))
    # All of a parameter's outcomes must be small, so that the largest p stands for them without a correction.
    all_small = dict(zip(of, holm([max(one[6] for one in some) for some in of.values()]), strict=True))
    result = []
    for parameter, some in of.items():
        shown = [one for one in some if one[5] < LEVEL and abs(one[3]) >= one[4]]
        verdict = MOVES if shown else NOTHING if all_small[parameter] < LEVEL else UNKNOWN
        most = max(shown or some, key=lambda one: abs(one[3]) / one[4])
        result.append(Reach(*most[:6], all_small[parameter], verdict))
    return result


def as_csv(found: Sequence[Reach]) -> str:
    """One line a parameter."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in found:
        name, low, high, settings = one.move
        numbers = (one.low_mean, one.mean, one.matters, one.times, one.p, one.p_small)
        writer.writerow([name, low, high, " ".join(settings), one.outcome, *(f"{x:.6g}" for x in numbers), one.verdict])
    return text.getvalue()


def as_markdown(found: Sequence[Reach]) -> list[str]:
    """Lines of the page: how many move something, and those of which that is not shown, with what they rest on."""
    in_money = sum(one.verdict == MOVES and OUTCOME[one.outcome].summary in IN_MONEY for one in found)
    count = {verdict: sum(one.verdict == verdict for one in found) for verdict in (MOVES, NOTHING, UNKNOWN)}
    lines = [
        "## What each parameter moves",
        "",
        f"From the same runs, all {len(OUTCOMES)} outcomes of everybody together, and the numbers of `[{STRUCTURE}]` "
        f"beside those with a prediction. A parameter *moves* an outcome where the mean difference over worlds is at "
        f"least the smallest change that matters and is told from 0, corrected for every outcome of every move (Holm); "
        f"it *moves nothing* where every outcome is shown to lie within what matters. Of {len(found)} parameters "
        f"{count[MOVES]} move something, {count[NOTHING]} are shown to move nothing, of {count[UNKNOWN]} it cannot be "
        f"told. {in_money} of the {count[MOVES]} move money most: some a line of it by definition, some the net "
        "benefit, whose mean is small, so that the twentieth of it that matters is soon reached; whether these move "
        "anything else is not told here. What each moves most stands in `experiments/signs/moves.csv`. Those not shown "
        "to move anything, and what they rest on; that it cannot be told is no proof that they are needed:",
        "",
        "| parameter | moves most | Δ | of what matters | verdict | rests on |",
        "|---|---|---|---|---|---|",
    ]
    for one in found:
        if one.verdict != MOVES:
            meta = extra(fields()[one.move[0]])
            needs = " ".join(meta["claims"]) or meta["source"]
            lines.append(
                f"| `{one.move[0]}` | {one.outcome} | {one.mean:+,.3g} {OUTCOME[one.outcome].unit} | {one.times:+.1f} "
                f"| {one.verdict} | {needs} |"
            )
    return [*lines, ""]
