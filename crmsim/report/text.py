"""The answer of a comparison or a run in plain words, then its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from crmsim.analysis.comparison import Comparison
from crmsim.analysis.difference import (
    DIRECTED,
    LEAST_DIFFERING,
    NOWHERE,
    ONE_PAIR,
    PAIRS_OF_FAMILIES,
    Difference,
)
from crmsim.analysis.needed import LEAST_PAIRS, LEAST_PAIRS_BINARY
from crmsim.analysis.study import declared
from crmsim.experiment.comparing import ORDER
from crmsim.mechanisms import OUTCOME
from crmsim.report.comparison_table import comparison_table, large, short_line
from crmsim.report.doubts import doubt_lines
from crmsim.report.interactions import together_lines
from crmsim.report.labels import VERDICT, alternative_label, branch_lines, outcome_label
from crmsim.report.settling import constant, settling
from crmsim.results.binding import Binding
from crmsim.results.summary import REASONS, WHY
from crmsim.scenario.describe import assumptions
from crmsim.words import ENGLISH, Message, Teller, message, recognised

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmsim.scenario import Scenario

OPEN = ("within noise", "too few runs")


def comparison_text(comparison: Comparison, teller: Teller = ENGLISH, about: Sequence[str] = ()) -> str:
    """The answer first, then a table an alternative: every outcome, main ones first, and what the tables rest on.

    Parameters
    ----------
    about:
        Lines that stand before the answer.
    """
    parts = ["\n".join(map(teller.wrap, about)), _answer(comparison, teller)]
    for label in comparison.alternatives:
        if not _same(comparison, label):
            parts.append(comparison_table(comparison, label, teller))
    parts.append(_notes(comparison, teller))
    return "\n\n".join(part for part in parts if part)


def run_text(
    scenario: Scenario,
    seed: int,
    values: Mapping[str, float | None],
    half_reached: bool,
    teller: Teller = ENGLISH,
    binds: Binding | None = None,
    reason: Message | str | None = None,
) -> str:
    """A short answer of one run.

    Parameters
    ----------
    values:
        Outcome → value, None where undefined.
    half_reached:
        Whether half the people were users in some week.
    binds:
        The part that binds in a failure.
    reason:
        Why success is undefined, where it is.
    """

    def formatted(name: str) -> str:
        return teller.value(values.get(name), OUTCOME[name].unit)

    def counted(name: str) -> str:
        value = values.get(name)
        return "-" if value is None else teller.count(round(value))

    lines = [
        teller(
            "{name}: one run of {weeks} weeks (seed {seed}).",
            name=scenario.name,
            weeks=scenario.scenario.weeks,
            seed=seed,
        ),
        teller(
            "At the end {user} of the people use the system and {routine} do so by routine.",
            user=formatted("user_share"),
            routine=formatted("routine_share"),
        ),
        teller(
            "Half of them were users for the first time in week {week}.", week=round(values["weeks_to_half_users"] or 0)
        )
        if half_reached
        else teller("Half of them were never users within the run."),
        teller(
            "Knowledge reached someone who lacked it {personally} times from a colleague and {system} times from the "
            "system.",
            personally=counted("shared_personally"),
            system=counted("shared_by_system"),
        ),
    ]
    success = values.get("success")
    if success is not None:
        lines.append(
            teller(
                "The project counts as a success: routine users {routine} of those with a licence (target {target}), "
                "net benefit {net}."
                if success == 1.0
                else "The project does not count as a success: routine users {routine} of those with a licence (target "
                "{target}), net benefit {net}.",
                routine=formatted("licensed_routine_share"),
                target=teller.value(scenario.scenario.target, "share"),
                net=formatted("net_benefit_nok"),
            )
        )
    else:
        untold = _untold(scenario, reason, teller)
        if untold is not None:
            lines.append(untold)
    if binds is not None:
        lines.append(binds.text(teller))
    lines += [
        teller("One run is one roll of the dice; crmsim compare tells effect from noise."),
        caveat(scenario, teller),
        *doubt_lines({scenario.name: scenario}, teller),
    ]
    return "\n".join(map(teller.wrap, lines))


def _untold(scenario: Scenario, reason: str | None, teller: Teller) -> str | None:
    """Why nothing is said of the project's success; None where there is no project to succeed."""
    if not (scenario.mechanisms.project and scenario.mechanisms.system):
        return None
    if reason is None:
        return None
    if reason == WHY["licences"]:
        return teller(
            "Whether the project succeeds cannot be said: nobody had a licence, so nobody could have used the system."
        )
    return teller("Whether the project succeeds cannot be said: {why}.", why=recognised(reason, REASONS, teller))


def caveat(scenario: Scenario, teller: Teller) -> str:
    """How many parameters of the model are assumptions."""
    return teller(
        "This is what the model says, not a forecast: {assumed} of {all} numbers in it are assumptions.",
        **assumptions(scenario),
    )


def _caveat(comparison: Comparison, teller: Teller) -> str:
    base = comparison.scenarios[0] if comparison.scenarios else comparison.study.base
    return "" if base is None else caveat(base, teller)


def _answer(comparison: Comparison, teller: Teller) -> str:
    runs = teller.count(len(comparison.run_numbers))
    lines = [
        teller(
            "{runs} paired runs of {weeks} weeks; everything is compared with {reference}.",
            runs=runs,
            weeks=comparison.weeks,
            reference=comparison.reference,
        ),
        *branch_lines(comparison.study.branch_week, teller),
    ]
    if comparison.partial:
        asked = teller.count(comparison.runs_asked)
        lines.append(
            teller(
                "Stopped early: {done} of {asked} runs were finished. What follows rests on those alone.",
                done=runs,
                asked=asked,
            )
        )
    lines = [*map(teller.wrap, lines), ""]
    for label in comparison.alternatives:
        for line in _alternative(comparison, label, teller):
            lines.append(teller.wrap(line, "", "    " if line.startswith("  ") else ""))
    for line in together_lines(comparison.interactions, comparison.main, teller):
        lines.append(teller.wrap(line, "", "    " if line.startswith("  ") else ""))
    open_ = [
        one
        for one in comparison.paired
        if one.outcome in comparison.main and not _same(comparison, one.alternative) and one.verdict in OPEN
    ]
    text = settling(open_, teller)
    if text:
        lines += ["", teller.wrap(text)]
    lines.append(teller.wrap(_caveat(comparison, teller)))
    compared = dict(zip(comparison.labels, comparison.scenarios, strict=False))
    lines += map(teller.wrap, doubt_lines(compared, teller))
    return "\n".join(lines)


def _alternative(comparison: Comparison, label: str, teller: Teller) -> list[str]:
    """What one alternative changes: directed main outcomes a line each, then what is the same, open or undefined."""
    own = [one for one in comparison.paired if one.alternative == label]
    main = [one for one in own if one.outcome in comparison.main]
    called = alternative_label(label, teller)
    if _same(comparison, label):
        words = teller("the same scenario as {reference}, so nothing can differ.", reference=comparison.reference)
        return [f"{called}: {words}"]
    if all(one.verdict in ("identical", "undefined") for one in own):
        everything = comparison.study.outcomes == ORDER
        alike = teller("identical in everything.") if everything else teller("identical in all that was watched.")
        return [f"{called}: {alike}"]
    if all(one.verdict in ("too few runs", "undefined") for one in main):
        return [f"{called}: {too_few(teller)}"]
    lines = []
    directed = [one for one in main if one.verdict in DIRECTED]
    for one in directed:
        unit = declared(one.outcome).unit
        millions = large(unit, one.reference_mean, one.alternative_mean)
        lines.append(
            f"  {outcome_label(one.outcome, teller)} {teller.value(one.reference_mean, unit, millions=millions)} -> "
            f"{teller.value(one.alternative_mean, unit, millions=millions)} ({_verdict(one, teller)})"
        )
    head = f"{called}:" if directed else f"{called}: {teller('no main outcome shows a difference that matters.')}"
    for text, verdicts in (
        (message("identical or too little to matter: {list}."), ("identical", "too small to matter")),
        (message("not settled: {list}."), OPEN),
        (message("undefined: {list}."), ("undefined",)),
    ):
        listed = [
            outcome_label(one.outcome, teller) for one in main if one.verdict in verdicts and constant(one) is None
        ]
        if listed:
            lines.append("  " + teller(text, list=", ".join(listed)))
    for one in main:
        same = constant(one)
        if same is not None:
            text = SAME[same]
            lines.append("  " + teller(text, outcome=outcome_label(one.outcome, teller), runs=one.pairs))
    return [head, *lines]


def hanging_lines(shown: Sequence[Difference], teller: Teller) -> list[str]:
    """How many verdicts would be others if the smallest change that matters were another that is as defensible."""
    judged = [one for one in shown if one.verdict not in ("undefined", "too few runs")]
    hanging = [one for one in judged if one.matters_decides]
    if not hanging:
        return []
    return [
        teller(
            "{count} of {all} verdicts depend on how large a change must be to matter: with another value within the "
            "interval of that they come out otherwise (matters_decides).",
            count=teller.count(len(hanging)),
            all=teller.count(len(judged)),
        )
    ]


def skewed_lines(shown: Sequence[Difference], teller: Teller) -> list[str]:
    """That runs are too few for intervals of skewed differences to hold together, where they are."""
    skewed = [one for one in shown if one.skewed]
    if not skewed:
        return []
    return [
        teller(
            "{count} of {all} differences are skewed, and their runs too few for intervals to hold together: one may "
            "miss in up to one answer of eight. {pairs} runs mend that (skewed).",
            count=teller.count(len(skewed)), all=teller.count(len(shown)), pairs=PAIRS_OF_FAMILIES,
        )
    ]  # fmt: skip


def needed_lines(shown: Sequence[Difference], teller: Teller) -> list[str]:
    """What the numbers of runs in a table stand for, where there are any."""
    open_ = [one for one in shown if one.runs_needed is not None]
    if not open_:
        return []
    told = teller("runs: how many, in all, would settle what is open (with a chance of 80 %).")
    if any(one.verdict in DIRECTED for one in open_):
        told += " " + teller(
            "Beside better, worse, higher or lower only the size is open: it may be too small to matter."
        )
    return [told]


def too_few(teller: Teller) -> str:
    """What it takes to say anything of a difference."""
    return teller(
        "too few runs to say anything: at least {least} are needed ({binary} for yes-or-no outcomes), of which "
        "{differing} differ, and more where a few differ far more than the rest.",
        least=LEAST_PAIRS,
        binary=LEAST_PAIRS_BINARY,
        differing=LEAST_DIFFERING,
    )


def _same(comparison: Comparison, label: str) -> bool:
    """Whether an alternative is in all that makes numbers what it is compared with, and did the same."""
    scenarios = dict(zip(comparison.labels, comparison.scenarios, strict=False))
    one, other = scenarios.get(label), scenarios.get(comparison.reference)
    if one is None or other is None or one.hash != other.hash or label in comparison.study.rules_by:
        return False
    return all(not paired.mean for paired in comparison.paired if paired.alternative == label)


POINTS = message("Changes of percentages are in percentage points.")
SAME: dict[str, Message] = {
    "main never": message("{outcome}: never in any of {runs:,} runs, in either."),
    "main always": message("{outcome}: in every one of {runs:,} runs, in both."),
}


def _verdict(one: Difference, teller: Teller) -> str:
    word = teller(VERDICT[one.verdict])
    return teller("{verdict}, perhaps by too little to matter", verdict=word) if one.may_be_small else word


def _notes(comparison: Comparison, teller: Teller) -> str:
    """What the tables rest on: the correction, pairs left out, censored durations, why something is undefined."""
    shown = sum(one.mean is not None for one in comparison.paired)
    lines = [teller("Intervals hold together with 95 % confidence (Bonferroni, {shown} differences).", shown=shown)]
    lines += hanging_lines(comparison.paired, teller) + skewed_lines(comparison.paired, teller)
    lines.append(teller(POINTS))
    lines += short_line(comparison, teller) + needed_lines(comparison.paired, teller)
    dropped = sorted(
        {
            f"{outcome_label(one.outcome, teller)} {one.dropped}"
            for one in comparison.paired
            if one.dropped and one.verdict != "undefined"
        }
    )
    if dropped:
        lines.append(
            teller("Pairs left out because an outcome is undefined in one of the two: {list}.", list=", ".join(dropped))
        )
    net = comparison.study.stored.get("net_benefit_nok")
    if net is not None and any(one.outcome == "break_even_week" for one in comparison.paired):
        unpaid = np.count_nonzero(net[:, list(comparison.run_numbers)] <= 0.0, axis=1).tolist()
        counted = [f"{alternative_label(label, teller)}: {count}"
                   for label, count in zip(comparison.labels, unpaid, strict=True) if count]  # fmt: skip
        if counted:
            lines.append(
                teller(
                    "{outcome} was not reached by the end of some runs ({list}); it counts as the last week there.",
                    outcome=outcome_label("break_even_week", teller),
                    list="; ".join(counted),
                )
            )
    for name in sorted({name for _, _, name in comparison.censored}):
        counts = {label: sum((label, run, name) in comparison.censored for run in comparison.run_numbers)
                  for label in comparison.labels}  # fmt: skip
        listed = "; ".join(f"{alternative_label(label, teller)}: {count}" for label, count in counts.items() if count)
        lines.append(
            teller(
                "{outcome} was not reached by the end of some runs ({list}); it counts as the last week there.",
                outcome=outcome_label(name, teller),
                list=listed,
            )
        )
    text = set()
    for one in comparison.paired:
        if one.reason is not None and one.outcome not in text:
            text.add(one.outcome)
            reason = recognised(one.reason, (*REASONS, NOWHERE, ONE_PAIR), teller)
            lines.append(f"{outcome_label(one.outcome, teller)}: {reason}.")
    return "\n".join(map(teller.wrap, lines))
