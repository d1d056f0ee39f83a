"""The answer of a sweep in plain words, then its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from crmsim.analysis.difference import DIRECTED, VERDICTS
from crmsim.analysis.findings import Findings
from crmsim.analysis.settings import Against
from crmsim.analysis.study import as_text, declared
from crmsim.experiment.experiment import ADAPTIVE
from crmsim.report.interactions import interaction_lines
from crmsim.report.labels import VERDICT, branch_lines
from crmsim.report.sweep_explored_text import explored_lines
from crmsim.report.sweep_factors_text import conditions_lines, correlation_lines, effect_lines, variance_lines
from crmsim.report.sweep_numbers import label_of, reference_of, value
from crmsim.report.sweep_searched_text import pattern_lines, patterns_heading, search_heading, search_lines
from crmsim.report.sweep_table import WIDE, table
from crmsim.report.sweep_words import DESIGN, LOST
from crmsim.report.sweep_worlds import front_lines, robust_lines
from crmsim.report.text import POINTS, caveat, comparison_text, hanging_lines, skewed_lines, too_few
from crmsim.words import ENGLISH, PERCENT_UNITS, Teller

NAMED = 3  # settings named in a sentence; the table has more
MOST_ALONG = 4  # factors whose response is told in words
STATUSES = ("failed", "hung", "crashed", "not run")


def sweep_text(findings: Findings, teller: Teller = ENGLISH) -> str:
    """The answer first, then a table an outcome where settings were compared, and what all rests on."""
    if findings.comparison is not None:
        about = [line for line in findings.study.about(teller) if line]
        return comparison_text(findings.comparison, teller, [*about, *missing(findings, teller)])
    parts: list[list[str]] = [heading(findings, teller), missing(findings, teller)]
    sections: tuple[Callable[[Findings, Teller], list[str]], ...] = (
        against_lines, interaction_lines, robust_lines, front_lines, along_lines, variance_lines, effect_lines,
        correlation_lines, search_lines, pattern_lines, conditions_lines, explored_lines,
    )  # fmt: skip
    parts += [section(findings, teller) for section in sections]
    parts.append(last_words(findings, teller, teller.columns >= WIDE))
    paragraphs = ["\n".join(teller.wrap(line, "", "    " if line.startswith("  ") else "") for line in part)
                  for part in parts if part]  # fmt: skip
    paragraphs[-1:-1] = [table(findings, name, teller) for name in _compared(findings)]
    return "\n\n".join(paragraphs)


def heading(findings: Findings, teller: Teller) -> list[str]:
    """Title, question, and what was run."""
    study = findings.study
    lines = [*(line for line in study.about(teller) if line), *branch_lines(study.branch_week, teller)]
    runs = teller.count(study.runs)
    if study.kind in ADAPTIVE:
        return [*lines, *search_heading(findings, teller), *patterns_heading(findings, teller)]
    if study.kind == "worlds":
        levers = int(study.points["lever"].max()) + 1
        worlds = teller.count(len(study.points) // levers)
        return [
            *lines,
            teller(
                "{runs} runs: {levers} settings of the levers, each in the same {worlds} worlds with the same random "
                "numbers. Runs of one world are averaged, and intervals are over worlds.",
                runs=runs,
                levers=levers,
                worlds=worlds,
            ),
        ]
    if not study.columns:
        return [*lines, teller("{runs} runs of one setting.", runs=runs)]
    points = teller.count(len(study.points))
    return [
        *lines,
        teller("{runs} runs of {points} settings: {design}.", runs=runs, points=points, design=DESIGN[study.kind]),
    ]


def missing(findings: Findings, teller: Teller) -> list[str]:
    """What is not there, always in a sentence."""
    study = findings.study
    lines = [teller("No run is missing.")]
    asked = int(study.asked.sum())
    if len(study.lost):
        counts = Counter(study.lost["status"])
        what = [teller(LOST[status], count=teller.count(counts[status]))
                for status in STATUSES if counts[status]]  # fmt: skip
        lost = teller.count(len(study.lost))
        lines = [
            teller(
                "{missing} of {asked} runs are missing ({what}); nothing stands in for them. Each is listed in "
                "missing.csv.",
                missing=lost,
                asked=teller.count(asked),
                what=", ".join(what),
            )
        ]
    for name in study.outcomes:
        undefined = int((study.done & ~np.isfinite(study.stored[name])).sum())
        if undefined:
            sentence = teller.plural(
                "{outcome} is undefined in {n} run, which is left out where it is told.",
                "{outcome} is undefined in {n:,} runs, which are left out where it is told.",
                undefined,
                outcome=label_of(name, teller),
            )
            lines.append(sentence)
        values = study.stored[name][np.isfinite(study.stored[name])]
        if values.size > 1 and np.ptp(values) == 0.0:
            lines.append(
                teller(
                    "{outcome} has the same value in every run: nothing that was varied moves it here.",
                    outcome=label_of(name, teller),
                )
            )
        if declared(name).summary == "duration" and study.censored is not None and study.censored.any():
            sentence = teller.plural(
                "{outcome} was not reached by the end of {n} run; the last week counts there.",
                "{outcome} was not reached by the end of {n:,} runs; the last week counts there.",
                int(study.censored.sum()),
                outcome=label_of(name, teller),
            )
            lines.append(sentence)
    return lines


def against_lines(findings: Findings, teller: Teller) -> list[str]:
    """What differs from the reference, by outcome."""
    if "settings" not in findings.tables:
        return []
    if not findings.against:
        return [teller("There is one setting, so there is nothing to compare it with.")]
    lines = []
    for name in findings.study.outcomes:
        own = [one for one in findings.against if one.difference.outcome == name]
        said = {"outcome": label_of(name, teller), "reference": reference_of(findings.study, teller)}
        mean = value(_reference_mean(findings, name), name, teller)
        lines.append(
            teller("{outcome}, compared with {reference}:", **said)
            if findings.study.within
            else teller("{outcome}, compared with {reference} ({mean}):", **said, mean=mean)
        )
        lines += [f"  {line}" for line in _verdicts(own, name, teller)]
    return lines


def _reference_mean(findings: Findings, name: str) -> float | None:
    """Over all runs of the reference, as the table has it."""
    table = findings.tables["settings"]
    at = table[(table["outcome"] == name) & (table["setting"] == findings.study.reference)]["mean"].dropna()
    return float(at.iloc[0]) if len(at) else None


def _verdicts(own: Sequence[Against], name: str, teller: Teller) -> list[str]:
    """The settings of each directed verdict, the largest first, then how many of the others there are."""
    lines = []
    for verdict in DIRECTED:
        those = [one for one in own if one.difference.verdict == verdict]
        those.sort(key=lambda one: -abs(one.difference.mean or 0.0))
        if those:
            named = "; ".join(_change(one, name, teller) for one in those[:NAMED])
            if len(those) > NAMED:
                named = teller("{list} and {count} more", list=named, count=teller.count(len(those) - NAMED))
            counts = {"count": teller.count(len(those)), "all": teller.count(len(own))}
            lines.append(
                teller("{verdict} in {count} of {all}: {list}.", verdict=teller(VERDICT[verdict]), list=named, **counts)
            )
    counted = Counter(one.difference.verdict for one in own)
    rest = [
        f"{teller.count(counted[verdict])} {teller(VERDICT[verdict])}"
        for verdict in VERDICTS
        if verdict not in DIRECTED and counted[verdict]
    ]
    if counted["undefined"] == len(own):
        return [teller("nothing can be told: no two runs with the same random numbers both have a value.")]
    if counted["too few runs"] == len(own):
        return [too_few(teller)]
    if not lines:
        lines.append(teller("no setting can be told to differ by enough to matter."))
    if rest:
        lines.append(teller("The rest: {list}.", list=", ".join(rest)))
    if counted["too few runs"]:
        lines.append(too_few(teller))
    return lines


def _change(one: Against, name: str, teller: Teller) -> str:
    text = f"{one.label} {value(one.difference.mean, name, teller, True)}"
    return teller("{change} (perhaps too little to matter)", change=text) if one.difference.may_be_small else text


def along_lines(findings: Findings, teller: Teller) -> list[str]:
    """Where along each of a few factors an outcome is lowest and highest."""
    response = findings.tables.get("response")
    study = findings.study
    if response is None or study.kind != "grid" or not 1 < len(study.factors) <= MOST_ALONG:
        return []
    lines = []
    for (name, factor), rows in response.dropna(subset=["mean"]).groupby(["outcome", "factor"], sort=False):
        if len(rows) < 2:
            continue
        means = rows["mean"].to_numpy(dtype=float)
        low, high = rows.iloc[int(means.argmin())], rows.iloc[int(means.argmax())]
        said: dict[str, Any] = {
            "outcome": label_of(str(name), teller), "factor": factor,
            "low": value(float(low["mean"]), str(name), teller), "low_at": _at(low["at"], teller),
            "high": value(float(high["mean"]), str(name), teller), "high_at": _at(high["at"], teller),
        }  # fmt: skip
        lines.append(
            teller("{outcome} along {factor}: lowest {low} at {low_at}, highest {high} at {high_at}.", **said)
            if said["low"] != said["high"]
            else teller("{outcome} along {factor}: {low} at every level.", **said)
        )
    return lines


def _at(level: object, teller: Teller) -> str:
    """A level of a factor; numbers with the decimal comma in Norwegian."""
    return as_text(level) if isinstance(level, str) else teller.digits(as_text(level))


def last_words(findings: Findings, teller: Teller, sizes: bool = True) -> list[str]:
    """What the numbers rest on; ``sizes`` where the tables have columns of effect sizes."""
    study = findings.study
    lines = []
    shown = sum(one.difference.mean is not None for one in findings.against)
    if shown:
        lines.append(
            teller(
                "Intervals of differences hold together with 95 % confidence (Bonferroni, {shown} differences).",
                shown=teller.count(shown),
            )
        )
        differences = [one.difference for one in findings.against]
        lines += hanging_lines(differences, teller) + skewed_lines(differences, teller)
        if any(declared(name).unit in PERCENT_UNITS for name in study.outcomes):
            lines.append(teller(POINTS))
        if sizes:
            lines.append(
                teller(
                    "d_z: mean difference over the spread of differences, so it grows with what pairing saves; d: mean "
                    "difference over the spread of runs (differences.csv has both). P: share of pairs, which share "
                    "their random numbers, in which the setting has the higher value; A: the same of runs with "
                    "different random numbers (Vargha and Delaney's A). Saved: share of the variance that pairing took "
                    "away."
                )
            )
    if findings.study.columns:
        lines.append(
            teller(
                "What is told of factors holds within the intervals that were tried, in the model, not in the world."
            )
        )
    lines.append(
        teller("A known function took the place of the simulation; this says nothing about organisations.")
        if study.base is None
        else caveat(study.base, teller)
    )
    return lines


def _compared(findings: Findings) -> tuple[str, ...]:
    """Outcomes that have a table of settings."""
    return findings.study.outcomes if "settings" in findings.tables else ()
