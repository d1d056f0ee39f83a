"""The answer of a sweep in plain words, then its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from crmsim.analysis.difference import DIRECTED, LEAST_PAIRS, LEAST_PAIRS_BINARY, VERDICTS
from crmsim.analysis.findings import Findings
from crmsim.analysis.settings import Against
from crmsim.analysis.study import declared, told
from crmsim.report.numbers import show_count
from crmsim.report.sweep_factors_text import conditions_lines, correlation_lines, effect_lines, variance_lines
from crmsim.report.sweep_numbers import label_of, percent, percent_ends, value, wrap
from crmsim.report.sweep_table import ROOMY, table
from crmsim.report.sweep_words import tell
from crmsim.report.text import caveat, comparison_text, line_width
from crmsim.report.words import Language, outcome_label, say

NAMED = 3  # settings named in a sentence; the table has more
MOST_ALONG = 4  # factors whose response is told in words
MOST_NEAR = 0.95  # share of worlds in which a setting hardly differs, from which on nothing is said of it
STATUSES = ("failed", "hung", "crashed", "not run")


def sweep_text(findings: Findings, language: Language = "en", width: int | None = None) -> str:
    """The answer first, then a table an outcome where settings were compared, and what all rests on."""
    if findings.comparison is not None:
        about = [line for line in findings.study.about(language) if line]
        return comparison_text(findings.comparison, language, width, [*about, *missing(findings, language)])
    columns = line_width(width)
    parts: list[list[str]] = [heading(findings, language), missing(findings, language)]
    sections: tuple[Callable[[Findings, Language], list[str]], ...] = (
        against_lines, robust_lines, along_lines, variance_lines, effect_lines, correlation_lines, conditions_lines,
    )  # fmt: skip
    parts += [section(findings, language) for section in sections]
    parts.append(last_words(findings, language, columns >= ROOMY))
    told_parts = ["\n".join(wrap(line, columns, "    " if line.startswith("  ") else "") for line in part)
                  for part in parts if part]  # fmt: skip
    told_parts[-1:-1] = [table(findings, name, language, columns) for name in _compared(findings)]
    return "\n\n".join(told_parts)


def heading(findings: Findings, language: Language) -> list[str]:
    """Title, question, and what was run."""
    study = findings.study
    lines = [line for line in study.about(language) if line]
    runs = show_count(study.runs, language)
    if study.kind == "worlds":
        levers = int(study.points["lever"].max()) + 1
        worlds = show_count(len(study.points) // levers, language)
        return [*lines, tell("heading worlds", language, runs=runs, levers=levers, worlds=worlds)]
    points = show_count(len(study.points), language)
    return [*lines, tell("heading", language, runs=runs, points=points, design=tell(study.kind, language))]


def missing(findings: Findings, language: Language) -> list[str]:
    """What is not there, always in a sentence."""
    study = findings.study
    lines = [tell("none missing", language)]
    asked = int(study.asked.sum())
    if len(study.lost):
        counts = Counter(study.lost["status"])
        what = [tell(status, language, count=show_count(counts[status], language))
                for status in STATUSES if counts[status]]  # fmt: skip
        lost = show_count(len(study.lost), language)
        lines = [tell("some missing", language, missing=lost, asked=show_count(asked, language), what=", ".join(what))]
    for name in study.outcomes:
        undefined = int((study.done & ~np.isfinite(study.stored[name])).sum())
        if undefined:
            count = show_count(undefined, language)
            lines.append(tell("undefined in", language, outcome=label_of(name, language), count=count))
        if declared(name).summary == "duration" and study.censored is not None and study.censored.any():
            count = show_count(int(study.censored.sum()), language)
            lines.append(tell("censored in", language, outcome=label_of(name, language), count=count))
    return lines


def against_lines(findings: Findings, language: Language) -> list[str]:
    """What differs from the reference, by outcome."""
    if "settings" not in findings.tables:
        return []
    if not findings.against:
        return [tell("alone", language)]
    lines = []
    for name in findings.study.outcomes:
        own = [one for one in findings.against if one.difference.outcome == name]
        reference = own[0].difference
        mean = value(_reference_mean(findings, name), name, language)
        lines.append(
            tell("against", language, outcome=label_of(name, language), reference=reference.reference, mean=mean)
        )
        lines += [f"  {line}" for line in _verdicts(own, name, language)]
    return lines


def _reference_mean(findings: Findings, name: str) -> float | None:
    """Over all runs of the reference, as the table has it."""
    table = findings.tables["settings"]
    at = table[(table["outcome"] == name) & (table["setting"] == findings.study.reference)]["mean"].dropna()
    return float(at.iloc[0]) if len(at) else None


def _verdicts(own: Sequence[Against], name: str, language: Language) -> list[str]:
    """The settings of each directed verdict, the largest first, then how many of the others there are."""
    lines = []
    for verdict in DIRECTED:
        those = [one for one in own if one.difference.verdict == verdict]
        those.sort(key=lambda one: -abs(one.difference.mean or 0.0))
        if those:
            named = "; ".join(_change(one, name, language) for one in those[:NAMED])
            if len(those) > NAMED:
                named = tell("and more", language, list=named, count=show_count(len(those) - NAMED, language))
            counts = {"count": show_count(len(those), language), "all": show_count(len(own), language)}
            lines.append(tell("directed", language, verdict=say(verdict, language), list=named, **counts))
    counted = Counter(one.difference.verdict for one in own)
    rest = [
        tell("count of", language, count=show_count(counted[verdict], language), verdict=say(verdict, language))
        for verdict in VERDICTS
        if verdict not in DIRECTED and counted[verdict]
    ]
    if counted["undefined"] == len(own):
        return [tell("no pair", language)]
    if counted["too few runs"] == len(own):
        return [say("few", language, least=LEAST_PAIRS, binary=LEAST_PAIRS_BINARY)]
    if not lines:
        lines.append(tell("nothing clear", language))
    if rest:
        lines.append(tell("rest", language, list=", ".join(rest)))
    if counted["too few runs"]:
        lines.append(say("few", language, least=LEAST_PAIRS, binary=LEAST_PAIRS_BINARY))
    return lines


def _change(one: Against, name: str, language: Language) -> str:
    text = tell("told one", language, setting=one.label, change=value(one.difference.mean, name, language, True))
    return tell("told small", language, told=text) if one.difference.may_be_small else text


def robust_lines(findings: Findings, language: Language) -> list[str]:
    """Over worlds: what is best in most, and how the settings with the largest share of better worlds do."""
    lines: list[str] = []
    study = findings.study
    for name, each in findings.robust.items():
        directed = declared(name).better != "none"
        worlds = each[0].worlds
        if directed and worlds:
            best = max(range(len(each)), key=lambda setting: each[setting].best)
            share = percent(each[best].best / worlds, language)
            lines.append(
                tell("best in", language, outcome=label_of(name, language), setting=study.label(best), share=share,
                     worlds=show_count(worlds, language))
            )  # fmt: skip
        others = [setting for setting in range(len(each)) if setting != study.reference]
        others = [setting for setting in others if each[setting].pairs and (each[setting].near or 0.0) < MOST_NEAR]
        others.sort(key=lambda setting: -max(each[setting].better or 0.0, each[setting].worse or 0.0))
        for setting in others[:NAMED]:
            one = each[setting]
            lines.append(
                "  "
                + tell(
                    "robust" if directed else "robust undirected",
                    language,
                    setting=study.label(setting),
                    reference=study.label(study.reference),
                    better=percent(one.better, language),
                    better_ends=percent_ends(one.better_low, one.better_high, language),
                    worse=percent(one.worse, language),
                    worse_ends=percent_ends(one.worse_low, one.worse_high, language),
                    outcome=outcome_label(name, language),
                    worst=value(one.worst, name, language, True),
                )
            )
    return lines


def along_lines(findings: Findings, language: Language) -> list[str]:
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
        said = {
            "outcome": label_of(str(name), language), "factor": factor,
            "low": value(float(low["mean"]), str(name), language), "low_at": _at(low["at"], language),
            "high": value(float(high["mean"]), str(name), language), "high_at": _at(high["at"], language),
        }  # fmt: skip
        lines.append(tell("along" if said["low"] != said["high"] else "along flat", language, **said))
    return lines


def _at(level: object, language: Language) -> str:
    """A level of a factor; numbers with the decimal comma in Norwegian."""
    text = told(level)
    return text.replace(".", ",") if language == "nb" and not isinstance(level, str) else text


def last_words(findings: Findings, language: Language, sizes: bool = True) -> list[str]:
    """What the numbers rest on; ``sizes`` where the tables have columns of effect sizes."""
    study = findings.study
    lines = []
    shown = sum(one.difference.low is not None for one in findings.against)
    if shown:
        lines.append(tell("corrected", language, shown=show_count(shown, language)))
        if sizes:
            lines.append(tell("effect note", language))
    lines.append(tell("cause", language))
    lines.append(tell("known function", language) if study.base is None else caveat(study.base, language))
    return lines


def _compared(findings: Findings) -> tuple[str, ...]:
    """Outcomes that have a table of settings."""
    return findings.study.outcomes if "settings" in findings.tables else ()
