"""The tables of docs/artefacts.md (:mod:`benchmarks.artefacts`)."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.artefact_changes import SAME, Change, half_share
from benchmarks.week_orders import Needs, Pair, swaps
from crmsim.evidence.ablation import headlines
from crmsim.evidence.register import Prediction

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "artefacts.md"
TESTS = ROOT / "tests"


@dataclass(frozen=True)
class Moved:
    """What a change does to a headline.

    Attributes
    ----------
    headline, change:
        Which.
    matters:
        The smallest effect that matters, in the outcome's unit.
    effect, effect_low, effect_high:
        The headline's effect under the change, mean over worlds, with its 95 % interval, in the outcome's unit.
    shift, low, high:
        By how much the effect moved, with its 95 % interval, in units of the smallest change that matters.
    sure:
        Whether it moved at all, corrected for how many shifts are told (Bonferroni).
    same:
        Whether no run of any world differs by a bit.
    """

    headline: Prediction
    change: Change
    matters: float
    effect: float
    effect_low: float
    effect_high: float
    shift: float
    low: float
    high: float
    sure: bool
    same: bool

    @property
    def verdict(self) -> str:
        """What may be said of the shift."""
        if self.same:
            return "the same to the bit"
        if self.low > -1.0 and self.high < 1.0:
            return "stays"
        if self.sure:
            return "moves"
        return "cannot be told"

    @property
    def side(self) -> int:
        """Which way the effect lies beyond noise: 1, -1, or 0."""
        return int(self.effect_low > 0.0) - int(self.effect_high < 0.0)


def tables(
    found: Sequence[Moved], bound: tuple[Needs, dict[Pair, set[str]]], worlds: int
) -> Iterator[tuple[str, list[str]]]:
    """Each table by the name of its marks."""
    yield "worlds", [in_short(found, worlds)]
    yield "effects", list(effect_table(found))
    yield "counts", list(count_table(found))
    for kind in KINDS:
        yield kind, list(shift_table(found, kind))
    yield "swaps", list(swap_table(*bound))
    yield "limits", list(limit_table())


def in_short(found: Sequence[Moved], worlds: int) -> str:
    """How many shifts there are, and how many of them are more than chance makes."""
    shifts = [one for one in found if one.change is not SAME and not one.same]
    out = sum(one.low > 0.0 or one.high < 0.0 for one in shifts)
    verdicts = Counter(one.verdict for one in shifts)
    equal = len(found) - len(headlines()) - len(shifts)
    return (
        f"In {worlds} worlds, with one run of each side in each, {equal} shifts are 0 to the bit. Of the other "
        f"{len(shifts)}, {verdicts['stays']} are shown not to matter, {verdicts['moves']} move beyond chance, and of "
        f"{verdicts['cannot be told']} it cannot be told. {out} of their 95 % intervals leave 0 out, where chance "
        f"alone leaves {0.05 * len(shifts):.0f}."
    )


def effect_table(found: Sequence[Moved]) -> Iterator[str]:
    """Headlines as they are."""
    yield "| headline | says | told in | effect as it is | 95 % interval | smallest that matters |"
    yield "|---|---|---|---:|---:|---:|"
    for one in found:
        if one.change is SAME:
            form = ",.0f" if one.matters >= 1.0 else ".3f"
            numbers = (one.effect, one.effect_low, one.effect_high, one.matters)
            effect, low, high, matters = (f"{value:{form}}" for value in numbers)
            told = one.headline
            yield f"| {told.id} | {told.says} | `{told.outcome}` | {effect} | {low} to {high} | {matters} |"


MARKS = {"stays": "", "moves": " **moves**", "cannot be told": " ?"}


def shift_table(found: Sequence[Moved], kind: str) -> Iterator[str]:
    """How far each headline moves under the changes of a kind."""
    yield "| changed | " + " | ".join(one.id for one in headlines()) + " |"
    yield "|---|" + "---:|" * len(headlines())
    for change in dict.fromkeys(one.change for one in found if one.change.kind == kind and one.change is not SAME):
        cells = []
        for one in (each for each in found if each.change is change):
            half = (one.high - one.low) / 2.0
            cells.append("=" if one.same else f"{one.shift:+.1f} ± {half:.1f}{MARKS[one.verdict]}")
        yield f"| {change.name} | " + " | ".join(cells) + " |"


def count_table(found: Sequence[Moved]) -> Iterator[str]:
    """Verdicts by kind of change, and how many intervals leave 0 out."""
    heads = (
        "headlines × changes", "same to the bit", "stays", "cannot be told", "moves", "0 left out",
        "still on its side", "on the other side",
    )  # fmt: skip
    yield "| changed | " + " | ".join(heads) + " |"
    yield "|---|" + "---:|" * len(heads)
    usual = {one.headline.id: one.side for one in found if one.change is SAME}
    for kind, name in KINDS.items():
        of_kind = [one for one in found if one.change.kind == kind and one.change is not SAME]
        verdicts = Counter(one.verdict for one in of_kind)
        out = sum(one.low > 0.0 or one.high < 0.0 for one in of_kind)
        beyond = [(usual[one.headline.id], one.side) for one in of_kind]
        same = sum(first != 0 and first == second for first, second in beyond)
        other = sum(first * second < 0 for first, second in beyond)
        yield (
            f"| {name} | {len(of_kind)} | {verdicts['the same to the bit']} | {verdicts['stays']} | "
            f"{verdicts['cannot be told']} | {verdicts['moves']} | {out} | {same} of "
            f"{sum(first != 0 for first, _ in beyond)} | {other} |"
        )


KINDS = {
    "labels": "people in another order", "draws": "other random numbers", "order": "another order of phases",
    "step": "half a week as the step", "size": "twice the people",
}  # fmt: skip


def swap_table(found: Needs, pairs: dict[Pair, set[str]]) -> Iterator[str]:
    """Which neighbours of the week may change places, and why not."""
    yield "| first | then | may change places | what the second takes from the first in the same week |"
    yield "|---|---|---|---|"
    for (first, second), order in swaps(pairs):
        taken = sorted(found.reads.get((first, second), ()))
        binding = pairs.get((first, second), set())
        words = ", ".join(f"**`{name}`**" if name in binding else f"`{name}`" for name in taken) or "nothing"
        if order is None and not taken:
            words = "the week's sums"
        yield f"| {first} | {second} | {'yes' if order is not None else 'no'} | {words} |"


def limit_table(runs: int = 60) -> Iterator[str]:
    """Limits of the model whose answer in continuous time is known, at a week and at half a week as the step."""
    sys.path.insert(0, str(TESTS / "oracles"))
    import oracle_answers as exact
    import oracle_runs as engine

    yield "| limit | in continuous time | step of a week | of half a week |"
    yield "|---|---:|---:|---:|"
    curves = []
    for times in (1, 2):
        rates = [f"adoption.p={0.0015 / times}", f"adoption.q={0.019 / times}", f"scenario.weeks={200 * times}"]
        curves.append(engine.adopters_of("limits/bass", rates, range(runs)).mean(axis=0)[times - 1 :: times] / 200.0)
    for years in (5, 10):
        week, half = (curve[20 * years - 1] for curve in curves)
        yield f"| Bass, share of users after {years} years | {exact.bass_share(years):.4f} | {week:.4f} | {half:.4f} |"
    levels, stayed = [], []
    for times in (1, 2):
        annual, practice = (half_share(share) if times == 2 else share for share in (0.136, 0.004))
        settings = [f"turnover.annual_rate={annual}", f"knowledge.practice={practice}"]
        long = [engine.expertise([*settings, f"scenario.weeks={1000 * times}"], seed)[0] for seed in range(4)]
        levels.append(np.mean([level[600 * times :] for level in long]))
        two_years = [engine.expertise([*settings, f"scenario.weeks={104 * times}"], seed)[1] for seed in range(4)]
        stayed.append(np.mean([run.state.people.holder == 0 for run in two_years]))
    plain, _ = exact.expertise_level(0.004, exact.weekly_leaving(0.136))
    yield f"| learning against leaving, expertise in the long run | {plain:.4f} | {levels[0]:.4f} | {levels[1]:.4f} |"
    yield f"| first staff left after two years | {0.864**2:.4f} | {stayed[0]:.4f} | {stayed[1]:.4f} |"


def write(name: str, lines: Sequence[str]) -> None:
    """Put lines between the marks of that name in the page."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    DOCUMENT.write_text("\n".join([before + begin, *lines, end + after]), encoding="utf-8")
