"""What a sweep says of factors and of failure, in words."""

from __future__ import annotations

from crmsim.analysis.conditions import LEAST_CASES, LEAST_UNITS, Conditions, Limit
from crmsim.analysis.factors import luck_size, sides
from crmsim.analysis.findings import Findings
from crmsim.analysis.screening import LEAST_TRAJECTORIES, Screening
from crmsim.analysis.sensitivity import LEAST_CASES as CASES_OF_VARIANCE
from crmsim.analysis.sensitivity import LEAST_ROWS, LUCK, Sobol
from crmsim.analysis.study import declared, told
from crmsim.analysis.usable import MOST_MISSING
from crmsim.experiment import Failure
from crmsim.report.numbers import show, show_count
from crmsim.report.sweep_numbers import factor_name, label_of, listed, percent, percent_ends, share_ends, value
from crmsim.report.sweep_words import tell
from crmsim.report.words import Language, outcome_label

NAMED = 5


def variance_lines(findings: Findings, language: Language) -> list[str]:
    """Shares of variance by outcome."""
    lines = []
    for name, one in findings.variance.items():
        lines += _untold(name, one, "base rows", LEAST_ROWS, language)
        if one.problem is None:
            lines += _shares(name, one, language)
    if any(one.problem is None for one in findings.variance.values()):
        lines.append(tell("sobol meaning", language))
    return lines


def _shares(name: str, one: Sobol, language: Language) -> list[str]:
    lines = [tell("no luck", language, outcome=label_of(name, language))]
    if one.luck and one.decided is not None:
        luck = one.indices[-1]
        lines = [
            tell(
                "luck decides",
                language,
                outcome=label_of(name, language),
                luck=percent(luck.total.value, language),
                luck_ends=share_ends(luck.total, language),
                alone=percent(luck.first.value, language),
                decided=percent(one.decided.value, language),
                decided_ends=share_ends(one.decided, language),
            )
        ]
    if not one.parted or one.interactions is None:
        return [*lines, "  " + tell("not told", language)]
    told_indices = [index for index in one.indices if index.total_decided is not None]
    told_indices.sort(key=lambda index: -(index.total_decided.value if index.total_decided else 0.0))
    parts = []
    for index in told_indices[:NAMED]:
        first, total = index.first_decided, index.total_decided
        if first is not None and total is not None:
            shares = {
                "first": f"{percent(first.value, language)} {share_ends(first, language)}",
                "total": f"{percent(total.value, language)} {share_ends(total, language)}",
            }
            parts.append(tell("index", language, factor=factor_name(index.name, language), **shares))
    lines.append("  " + tell("most", language, list="; ".join(parts)))
    together = one.interactions
    lines.append(
        "  "
        + tell("interactions", language, share=percent(together.value, language), ends=share_ends(together, language))
    )
    if len(one.parted) <= NAMED:
        each = [
            tell(
                "part", language, factor=factor, share=percent(share.value, language), ends=share_ends(share, language)
            )
            for factor, share in one.parted.items()
        ]
        lines.append("  " + tell("parted", language, list=", ".join(each)))
    both = sides(one)
    ratio = one.ratio(*both) if both is not None else None
    if both is not None and ratio is not None:
        lines.append(
            "  "
            + tell(
                "parted against",
                language,
                all=listed([factor_name(name, language) for name in (*both[0], *both[1])], language),
                ones=listed([factor_name(name, language) for name in both[0]], language),
                others=listed([factor_name(name, language) for name in both[1]], language),
                share=percent(ratio.value, language),
                rest=percent(1.0 - ratio.value, language),
                low=percent(ratio.low, language),
                high=percent(ratio.high, language),
            )
        )
    return lines


def effect_lines(findings: Findings, language: Language) -> list[str]:
    """Elementary effects by outcome."""
    lines = []
    for name, one in findings.effects.items():
        lines += _untold(name, one, "trajectories", LEAST_TRAJECTORIES, language)
        if one.problem is None:
            lines += _moves(name, one, language)
    if any(one.problem is None for one in findings.effects.values()):
        lines.append(tell("morris meaning", language))
    return lines


def _moves(name: str, one: Screening, language: Language) -> list[str]:
    own = sorted((effect for effect in one.effects if effect.name != LUCK), key=lambda effect: -effect.mu_star)
    still = sum(effect.mu_star == 0.0 for effect in own)
    moving = [effect for effect in own[:NAMED] if effect.mu_star > 0.0]
    if not moving:
        return [tell("screened none", language, outcome=label_of(name, language))]
    parts = [
        tell("moved by", language, factor=effect.name, size=_size(effect.mu_star, name, language),
             direction=tell(effect.direction, language))
        for effect in moving
    ]  # fmt: skip
    lines = [tell("screened", language, outcome=label_of(name, language), list=", ".join(parts))]
    counts = {"all": show_count(len(own), language), "none": show_count(still, language)}
    luck = luck_size(one)
    if luck is None:
        return [*lines, "  " + tell("screened rest no luck", language, **counts)]
    below = show_count(sum(effect.mu_star < luck for effect in own), language)
    return [*lines, "  " + tell("screened rest", language, luck=_size(luck, name, language), below=below, **counts)]


def _size(number: float, outcome: str, language: Language) -> str:
    """A size of a move: of shares in percentage points, without a sign."""
    return value(number, outcome, language, True).removeprefix("+")


def _untold(name: str, one: Sobol | Screening, rows: str, least: int, language: Language) -> list[str]:
    """Why nothing can be told, or what was left out."""
    parts = {
        "outcome": label_of(name, language), "dropped": show_count(one.dropped, language),
        "asked": show_count(one.asked, language), "rows": tell(rows, language),
        "kept": show_count(one.asked - one.dropped, language), "least": least,
        "most": percent(MOST_MISSING, language), "cases": CASES_OF_VARIANCE,
    }  # fmt: skip
    lines = [tell(one.problem, language, **parts)] if one.problem is not None else []
    if one.dropped and one.problem != "too much missing":
        lines.append(tell("rows dropped", language, **parts))
    return lines


def correlation_lines(findings: Findings, language: Language) -> list[str]:
    """The clearest partial rank correlations by outcome."""
    lines = []
    for name, each in findings.correlations.items():
        clear = {
            factor: one
            for factor, one in each.items()
            if one.partial is not None and one.partial_low is not None and one.partial_high is not None
            and (one.partial_low > 0.0 or one.partial_high < 0.0)
        }  # fmt: skip
        if not clear:
            lines.append(tell("ranked none", language, outcome=label_of(name, language)))
            continue
        order = sorted(clear, key=lambda factor: -abs(clear[factor].partial or 0.0))
        parts = [f"{factor} ({correlation(clear[factor].partial, language)})" for factor in order[:NAMED]]
        lines.append(tell("ranked", language, outcome=label_of(name, language), list=", ".join(parts)))
        if len(clear) < len(each):
            counts = {"count": show_count(len(each) - len(clear), language), "all": show_count(len(each), language)}
            lines.append("  " + tell("ranked rest", language, **counts))
    return lines


def correlation(number: float | None, language: Language) -> str:
    """A correlation with two figures."""
    text = "-" if number is None else f"{number:+.2f}"
    return text.replace(".", ",").replace("-", "\N{MINUS SIGN}") if language == "nb" else text


def conditions_lines(findings: Findings, language: Language) -> list[str]:
    """Under which conditions failure occurs."""
    failure = findings.study.failure
    if findings.without_conditions is not None:
        return [tell("not searched", language, why=findings.without_conditions)]
    if findings.conditions is None or failure is None:
        return []
    found = findings.conditions
    parts = {"failure": failure_name(failure, language), "runs": show_count(found.rows, language)}
    base = percent(found.base, language)
    if found.reason == "too few runs":
        units = show_count(found.units, language)
        return [tell("conditions too few runs", language, units=units, least=LEAST_UNITS, **parts)]
    if found.reason is not None:
        return [tell(found.reason, language, base=base, least=LEAST_CASES, **parts)]
    return [_box(found, base, parts["failure"], language)]


def _box(found: Conditions, base: str, failure: str, language: Language) -> str:
    return tell(
        "box",
        language,
        failure=failure,
        base=base,
        limits=listed([limit_text(limit, language) for limit in found.limits], language),
        density=percent(found.density, language),
        lift=show(found.lift, "share", language, change=True).removeprefix("+"),
        ends=percent_ends(found.lift_low, found.lift_high, language),
        coverage=percent(found.coverage, language),
        mass=percent(found.mass, language),
    )


def limit_text(limit: Limit, language: Language) -> str:
    """A limit in words."""
    low, high = (None if end is None else _decimal(told(end), language) for end in (limit.low, limit.high))
    if limit.values is not None:
        values = list(limit.values)
        among = values[0]
        for word in values[1:]:
            among = tell("or", language, one=among, other=word)
        return tell("limit among", language, factor=limit.factor, values=among)
    if low is not None and high is not None:
        return tell("limit between", language, factor=limit.factor, low=low, high=high)
    if low is not None:
        return tell("limit above", language, factor=limit.factor, low=low)
    return tell("limit below", language, factor=limit.factor, high=high)


def failure_name(failure: Failure, language: Language) -> str:
    """What counts as a failure, in words."""
    unit = declared(failure.outcome).unit
    label = outcome_label(failure.outcome, language)
    if unit == "yes or no" and failure.below is not None and failure.above is None:
        return tell("failure no", language, outcome=label)
    parts = [
        tell(key, language, outcome=label, bound=show(bound, unit, language))
        for key, bound in (("failure below", failure.below), ("failure above", failure.above))
        if bound is not None
    ]
    return parts[0] if len(parts) == 1 else tell("or", language, one=parts[0], other=parts[1])


def _decimal(text: str, language: Language) -> str:
    return text.replace(".", ",") if language == "nb" else text
