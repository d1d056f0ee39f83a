"""The answer of a comparison or a run in plain words, then its table."""

from __future__ import annotations

import io
import shutil
import textwrap
from typing import TYPE_CHECKING, Literal

from rich import box
from rich.console import Console
from rich.table import Table

from crmsim.analysis.comparison import Comparison
from crmsim.analysis.difference import DIRECTED, LEAST_PAIRS, LEAST_PAIRS_BINARY, MOST_RUNS, Difference
from crmsim.mechanisms import OUTCOME
from crmsim.report.numbers import SIGN, THIN, large, show, show_count, show_interval
from crmsim.report.words import Language, outcome_label, say
from crmsim.scenario import describe_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmsim.scenario import Scenario

NARROWEST, WIDEST = 72, 140
ROOMY = 100  # characters from which on hardly a cell is broken
OPEN = ("within noise", "too few runs")
NOT_PARAMETERS = ("scenario", "mechanisms")  # tables that ask and switch rather than claim something about the world


def comparison_text(
    comparison: Comparison, language: Language = "en", width: int | None = None, about: Sequence[str] = ()
) -> str:
    """The answer first, then a table an alternative: every outcome, main ones first, and what the tables rest on.

    Parameters
    ----------
    about:
        Lines that stand before the answer.
    """
    columns = line_width(width)
    parts = ["\n".join(_wrap(line, columns) for line in about), _answer(comparison, language, columns)]
    for label in comparison.alternatives:
        parts.append(_table(comparison, label, language, columns))
    parts.append(_notes(comparison, language, columns))
    return "\n\n".join(part for part in parts if part)


def run_text(
    scenario: Scenario,
    seed: int,
    values: Mapping[str, float | None],
    half_reached: bool,
    language: Language = "en",
    width: int | None = None,
) -> str:
    """A short answer of one run.

    Parameters
    ----------
    values:
        Outcome → value, None where undefined.
    half_reached:
        Whether half the people were users in some week.
    """

    def told(name: str) -> str:
        return show(values.get(name), OUTCOME[name].unit, language)

    def counted(name: str) -> str:
        value = values.get(name)
        return "-" if value is None else show_count(round(value), language)

    lines = [
        say("run heading", language, name=scenario.name, weeks=scenario.scenario.weeks, seed=seed),
        say("run users", language, user=told("user_share"), routine=told("routine_share")),
        say("run half", language, week=round(values["weeks_to_half_users"] or 0))
        if half_reached
        else say("run never half", language),
        say("run flow", language, personally=counted("shared_personally"), system=counted("shared_by_system")),
    ]
    success = values.get("success")
    if success is not None:
        lines.append(
            say(
                "run success" if success == 1.0 else "run failure",
                language,
                routine=told("routine_share"),
                target=show(scenario.scenario.target, "share", language),
                net=f"{told('net_benefit_nok')} NOK",
            )
        )
    lines += [say("one run", language), caveat(scenario, language)]
    return "\n".join(_wrap(line, line_width(width)) for line in lines)


def caveat(scenario: Scenario, language: Language) -> str:
    """How many parameters of the model are assumptions."""
    rows = [row for row in describe_parameters(scenario) if row.table not in NOT_PARAMETERS]
    assumed = sum(row.status == "assumed" for row in rows)
    return say("model not forecast", language, assumed=assumed, all=len(rows))


def _caveat(comparison: Comparison, language: Language) -> str:
    base = comparison.scenarios[0] if comparison.scenarios else comparison.study.base
    return "" if base is None else caveat(base, language)


def line_width(width: int | None) -> int:
    """The width asked for, else the terminal's, within reason."""
    return min(max(width or shutil.get_terminal_size((100, 24)).columns, NARROWEST), WIDEST)


def _answer(comparison: Comparison, language: Language, width: int) -> str:
    runs = show_count(len(comparison.run_numbers), language)
    lines = [say("heading", language, runs=runs, weeks=comparison.weeks, reference=comparison.reference)]
    if comparison.partial:
        asked = show_count(comparison.runs_asked, language)
        lines.append(say("partial", language, done=runs, asked=asked))
    lines = [*(_wrap(line, width) for line in lines), ""]
    for label in comparison.alternatives:
        for line in _alternative(comparison, label, language):
            lines.append(_wrap(line, width, "    " if line.startswith("  ") else ""))
    needed = [
        one.runs_needed
        for one in comparison.paired
        if one.outcome in comparison.main
        and one.runs_needed is not None
        and one.verdict in OPEN
        and constant(one) is None
    ]
    if needed:
        most = max(needed)
        key = "settle" if most < MOST_RUNS else "settle never"
        lines += ["", _wrap(say(key, language, runs=show_count(most, language)), width)]
    lines.append(_wrap(_caveat(comparison, language), width))
    return "\n".join(lines)


def _alternative(comparison: Comparison, label: str, language: Language) -> list[str]:
    """What one alternative changes: directed main outcomes a line each, then what is the same, open or undefined."""
    own = [one for one in comparison.paired if one.alternative == label]
    main = [one for one in own if one.outcome in comparison.main]
    if all(one.verdict in ("no effect", "undefined") for one in own):
        return [say("changes", language, name=label, what=say("all same", language))]
    if all(one.verdict in ("too few runs", "undefined") for one in main):
        few = say("few", language, least=LEAST_PAIRS, binary=LEAST_PAIRS_BINARY)
        return [say("changes", language, name=label, what=few)]
    lines = []
    directed = [one for one in main if one.verdict in DIRECTED]
    for one in directed:
        unit = OUTCOME[one.outcome].unit
        millions = large(unit, one.reference_mean, one.alternative_mean)
        lines.append(
            "  "
            + say(
                "from to",
                language,
                outcome=outcome_label(one.outcome, language),
                first=show(one.reference_mean, unit, language, millions=millions),
                second=show(one.alternative_mean, unit, language, millions=millions),
                verdict=_verdict(one, language),
            )
        )
    head = say("changes", language, name=label, what="" if directed else say("none clear", language)).rstrip()
    for key, verdicts in (
        ("main same", ("no effect", "too small to matter")),
        ("main open", OPEN),
        ("main undefined", ("undefined",)),
    ):
        listed = [
            outcome_label(one.outcome, language) for one in main if one.verdict in verdicts and constant(one) is None
        ]
        if listed:
            lines.append("  " + say(key, language, list=", ".join(listed)))
    for one in main:
        same = constant(one)
        if same is not None:
            runs = show_count(one.pairs, language)
            lines.append("  " + say(same, language, outcome=outcome_label(one.outcome, language), runs=runs))
    return [head, *lines]


def constant(one: Difference) -> Literal["main never", "main always"] | None:
    """How to tell a yes-or-no outcome that was the same in every run of both scenarios; None for any other."""
    if OUTCOME[one.outcome].summary != "verdict" or one.verdict == "undefined":
        return None
    means = (one.reference_mean, one.alternative_mean)
    return "main never" if means == (0.0, 0.0) else "main always" if means == (1.0, 1.0) else None


def _verdict(one: Difference, language: Language) -> str:
    word = say(one.verdict, language)
    return say("small note", language, verdict=word) if one.may_be_small else word


def _table(comparison: Comparison, label: str, language: Language, width: int) -> str:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    roomy = width >= ROOMY
    # Fixed where it is narrow: rich shrinks a column below its min_width, widens it again and cuts off the last one.
    table.add_column(say("outcome", language), width=None if roomy else 18, min_width=22 if roomy else None)
    for word in ("from", "to", "change", "interval"):
        table.add_column(say(word, language), justify="right", no_wrap=True)
    table.add_column(say("verdict", language), min_width=12 if roomy else 9)
    own = [one for one in comparison.paired if one.alternative == label]
    any_open = any(one.runs_needed is not None for one in own)
    if any_open and roomy:
        table.add_column(say("runs", language), justify="right", no_wrap=True, min_width=6)
    for one in own:
        unit = OUTCOME[one.outcome].unit
        millions = large(unit, one.reference_mean, one.alternative_mean, one.low, one.high)
        sign = SIGN["M"][language]
        counted = " ".join(part for part in (sign.strip() if millions else "", unit if unit == "NOK" else "") if part)
        row = [
            outcome_label(one.outcome, language) + (f" ({counted})" if counted else ""),
            show(one.reference_mean, unit, language, millions=millions).removesuffix(sign),
            show(one.alternative_mean, unit, language, millions=millions).removesuffix(sign),
            show(one.mean, unit, language, change=True, millions=millions).removesuffix(sign),
            show_interval(one.low, one.high, unit, language, millions=millions),
            say(one.verdict, language),
        ]
        if any_open and roomy:
            row.append(_needed(one.runs_needed, language))
        elif one.runs_needed is not None:
            row[-1] += f" ({_needed(one.runs_needed, language)} {say('runs', language)})"
        if not roomy:  # room for words is worth more than a space before a sign
            row[1:4] = [cell.replace(f"{THIN}%", "%").replace(f"{THIN}pp", "pp") for cell in row[1:4]]
        table.add_row(*row, end_section=one.outcome == comparison.main[-1])
    text = io.StringIO()
    Console(file=text, width=width, color_system=None, highlight=False, markup=False, emoji=False).print(table)
    lines = [line.rstrip() for line in text.getvalue().splitlines()]
    title = _wrap(say("table title", language, reference=comparison.reference, alternative=label), width)
    return "\n".join([title, "", *lines])


def _needed(runs: int | None, language: Language) -> str:
    if runs is None:
        return ""
    return show_count(runs, language) if runs < MOST_RUNS else f">{MOST_RUNS / 1e6:.0f}{SIGN['M'][language]}"


def _notes(comparison: Comparison, language: Language, width: int) -> str:
    """What the tables rest on: the correction, pairs left out, censored durations, why something is undefined."""
    shown = sum(one.low is not None for one in comparison.paired)
    lines = [say("corrected", language, shown=shown)]
    if any(one.runs_needed is not None for one in comparison.paired):
        lines.append(say("runs note", language))
    dropped = sorted(
        {
            f"{outcome_label(one.outcome, language)} {one.dropped}"
            for one in comparison.paired
            if one.dropped and one.verdict != "undefined"
        }
    )
    if dropped:
        lines.append(say("dropped", language, list=", ".join(dropped)))
    for name in sorted({name for _, _, name in comparison.censored}):
        counts = {label: sum((label, run, name) in comparison.censored for run in comparison.run_numbers)
                  for label in comparison.labels}  # fmt: skip
        listed = ", ".join(f"{label} {count}" for label, count in counts.items())
        lines.append(say("censored", language, outcome=outcome_label(name, language), list=listed))
    told = set()
    for one in comparison.paired:
        if one.reason is not None and one.outcome not in told:
            told.add(one.outcome)
            lines.append(say("reason", language, outcome=outcome_label(one.outcome, language), reason=one.reason))
    return "\n".join(_wrap(line, width) for line in lines)


def _wrap(line: str, width: int, indent: str = "") -> str:
    return textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
