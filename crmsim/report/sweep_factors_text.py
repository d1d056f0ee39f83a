"""What a sweep says of factors and of failure, in words."""

from __future__ import annotations

from typing import Any

from crmsim.analysis.conditions import LEAST_CASES, LEAST_UNITS, Conditions
from crmsim.analysis.factors import below_noise, effect_of_seed, sides
from crmsim.analysis.findings import Findings
from crmsim.analysis.peeling import SIGNIFICANT, Limit
from crmsim.analysis.screening import LEAST_TRAJECTORIES, Screening
from crmsim.analysis.sensitivity import LEAST_CASES as CASES_OF_VARIANCE
from crmsim.analysis.sensitivity import LEAST_ROWS, Sobol
from crmsim.analysis.study import as_text, declared
from crmsim.analysis.usable import MOST_MISSING
from crmsim.experiment import SEED_FACTOR, Failure
from crmsim.report.labels import outcome_label
from crmsim.report.sweep_numbers import factor_name, label_of, percent, percent_ends, share_ends, value
from crmsim.report.sweep_words import DIRECTION, NO_BOX, NO_INDICES, NOT_STANDING
from crmsim.words import Message, Teller, message

NAMED = 5


def variance_lines(findings: Findings, teller: Teller) -> list[str]:
    """Shares of variance by outcome."""
    lines = []
    for name, one in findings.variance.items():
        lines += _gaps(name, one, message("base rows"), LEAST_ROWS, teller)
        if one.problem is None:
            lines += _shares(name, one, teller)
    if any(one.problem is None for one in findings.variance.values()):
        lines.append(
            teller(
                "A share of all variance says how much of the difference between two single runs a factor accounts "
                "for; a share of what the parameters decide says how much of the difference between averages over "
                "seeds. Both depend on the intervals the experiment gave: a factor given a wide interval decides more."
            )
        )
    return lines


def _shares(name: str, one: Sobol, teller: Teller) -> list[str]:
    lines = [
        teller("{outcome}: chance plays no part; the parameters decide everything.", outcome=label_of(name, teller))
    ]
    if one.with_seed and one.decided is not None:
        of_seed = one.indices[-1]
        lines = [
            teller(
                "{outcome}: chance decides {chance} {chance_ends} of the variance between runs, {alone} of it all "
                "alone; the parameters decide {decided} {decided_ends} together.",
                outcome=label_of(name, teller),
                chance=percent(of_seed.total.value, teller),
                chance_ends=share_ends(of_seed.total, teller),
                alone=percent(of_seed.first.value, teller),
                decided=percent(one.decided.value, teller),
                decided_ends=share_ends(one.decided, teller),
            )
        ]
    if not one.parted or one.interactions is None:
        return [
            *lines,
            "  "
            + teller(
                "What the parameters decide together cannot be told from nothing at this size of sample, so it is not "
                "shared out."
            ),
        ]
    shown = [index for index in one.indices if index.total_decided is not None]
    shown.sort(key=lambda index: -(index.total_decided.value if index.total_decided else 0.0))
    parts = []
    for index in shown[:NAMED]:
        first, total = index.first_decided, index.total_decided
        if first is not None and total is not None:
            shares = {
                "first": f"{percent(first.value, teller)} {share_ends(first, teller)}",
                "total": f"{percent(total.value, teller)} {share_ends(total, teller)}",
            }
            parts.append(
                teller(
                    "{factor} {first} alone, {total} with interactions",
                    factor=factor_name(index.name, teller),
                    **shares,
                )
            )
    lines.append("  " + teller("Of what the parameters decide: {list}.", list="; ".join(parts)))
    together = one.interactions
    lines.append(
        "  "
        + teller(
            "Interactions, which nothing decides alone, make up {share} {ends} of it.",
            share=percent(together.value, teller),
            ends=share_ends(together, teller),
        )
    )
    if len(one.parted) <= NAMED:
        each = [
            f"{factor} {percent(share.value, teller)} {share_ends(share, teller)}"
            for factor, share in one.parted.items()
        ]
        lines.append(
            "  " + teller("With interactions split evenly among those who take part: {list}.", list=", ".join(each))
        )
    both = sides(one)
    ratio = one.ratio(*both) if both is not None else None
    if both is not None and ratio is not None:
        lines.append(
            "  "
            + teller(
                "Of what {all} decide: {ones} {share}, {others} {rest}; the first lies between {low} and {high} with "
                "95 % confidence.",
                all=teller.listed([factor_name(name, teller) for name in (*both[0], *both[1])]),
                ones=teller.listed([factor_name(name, teller) for name in both[0]]),
                others=teller.listed([factor_name(name, teller) for name in both[1]]),
                share=percent(ratio.value, teller),
                rest=percent(1.0 - ratio.value, teller),
                low=percent(ratio.low, teller),
                high=percent(ratio.high, teller),
            )
        )
    return lines


def effect_lines(findings: Findings, teller: Teller) -> list[str]:
    """Elementary effects by outcome."""
    lines = []
    for name, one in findings.effects.items():
        lines += _gaps(name, one, message("trajectories"), LEAST_TRAJECTORIES, teller)
        if one.problem is None:
            lines += _moves(name, one, teller)
    if any(one.problem is None for one in findings.effects.values()):
        lines.append(
            teller(
                "The number is how far the outcome moves, whichever way, when the factor makes one move: over {share} "
                "of its interval, to the other side of a switch, to another category. This ranks factors at few runs; "
                "it does not say which share of the variance they decide.",
                share=percent(findings.study.levels / 2.0 / (findings.study.levels - 1.0), teller),
            )
        )
    return lines


def _moves(name: str, one: Screening, teller: Teller) -> list[str]:
    own = sorted((effect for effect in one.effects if effect.name != SEED_FACTOR), key=lambda effect: -effect.mu_star)
    still = sum(effect.mu_star == 0.0 for effect in own)
    moving = [effect for effect in own[:NAMED] if effect.mu_star > 0.0]
    if not moving:
        return [teller("{outcome}: no factor moves it.", outcome=label_of(name, teller))]
    parts = [
        teller("{factor} ({size}, {direction})", factor=effect.name, size=_size(effect.mu_star, name, teller),
             direction=DIRECTION[effect.direction])
        for effect in moving
    ]  # fmt: skip
    lines = [teller("{outcome}: moved most by {list}.", outcome=label_of(name, teller), list=", ".join(parts))]
    counts = {"all": teller.count(len(own)), "none": teller.count(still)}
    of_seed = effect_of_seed(one)
    if of_seed is None:
        return [*lines, "  " + teller("{none} of {all} factors do not move it at all.", **counts)]
    held = [below_noise(effect, of_seed) for effect in own]
    return [
        *lines,
        "  "
        + teller(
            "Another seed moves it by {by_seed} ({low} to {high}); of {all} factors {below} move it less than "
            "that ({none} not at all), {above} more, and of {open} this cannot be told.",
            by_seed=_size(of_seed.mu_star, name, teller),
            low=_size(of_seed.mu_star_low, name, teller),
            high=_size(of_seed.mu_star_high, name, teller),
            below=teller.count(held.count(True)),
            above=teller.count(held.count(False)),
            open=teller.count(held.count(None)),
            **counts,
        ),
    ]


def _size(number: float, outcome: str, teller: Teller) -> str:
    """A size of a move: of shares in percentage points, without a sign."""
    return value(number, outcome, teller, True).removeprefix("+")


def _gaps(name: str, one: Sobol | Screening, rows: Message, least: int, teller: Teller) -> list[str]:
    """Why nothing can be told, or what was left out."""
    parts: dict[str, Any] = {
        "outcome": label_of(name, teller), "dropped": teller.count(one.dropped),
        "asked": teller.count(one.asked), "rows": rows,
        "kept": teller.count(one.asked - one.dropped), "least": least,
        "most": percent(MOST_MISSING, teller), "cases": CASES_OF_VARIANCE,
    }  # fmt: skip
    lines = [teller(NO_INDICES[one.problem], **parts)] if one.problem is not None else []
    if one.dropped and one.problem != "too much missing":
        lines.append(
            teller(
                "{outcome}: {dropped} of {asked} {rows} were left out whole, because a run of theirs is missing or "
                "undefined.",
                **parts,
            )
        )
    return lines


def correlation_lines(findings: Findings, teller: Teller) -> list[str]:
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
            lines.append(
                teller("{outcome}: no factor's correlation can be told from nothing.", outcome=label_of(name, teller))
            )
            continue
        order = sorted(clear, key=lambda factor: -abs(clear[factor].partial or 0.0))
        parts = [f"{factor} ({correlation(clear[factor].partial, teller)})" for factor in order[:NAMED]]
        lines.append(
            teller(
                "{outcome}: goes most clearly with {list} (partial rank correlation, the other factors held still).",
                outcome=label_of(name, teller),
                list=", ".join(parts),
            )
        )
        if len(clear) < len(each):
            counts = {"count": teller.count(len(each) - len(clear)), "all": teller.count(len(each))}
            lines.append(
                "  "
                + teller(
                    "{count} of {all} factors cannot be told from nothing. A correlation sees what rises or falls "
                    "throughout, not what bends.",
                    **counts,
                )
            )
    return lines


def correlation(number: float | None, teller: Teller) -> str:
    """A correlation with two figures."""
    return "-" if number is None else teller.digits(f"{number:+.2f}")


def conditions_lines(findings: Findings, teller: Teller) -> list[str]:
    """Under which conditions failure occurs."""
    failure = findings.study.failure
    if findings.without_conditions is not None:
        return [teller("Conditions of failure were not searched for: {why}.", why=findings.without_conditions)]
    if findings.conditions is None or failure is None:
        return []
    result = findings.conditions
    parts = {"failure": failure_name(failure, teller), "runs": teller.count(result.rows)}
    base = percent(result.base, teller)
    if result.reason == "too few runs":
        units = teller.count(result.units)
        return [
            teller(
                "Conditions of failure ({failure}) were not searched for: {units} independent points are too few, at "
                "least {least} are needed.",
                units=units,
                least=LEAST_UNITS,
                **parts,
            )
        ]
    if result.reason == "no condition" and result.choice is not None and result.limits:
        return [_box(result, base, parts["failure"], teller), teller(NOT_STANDING), *_of_search(result, teller)]
    if result.reason is not None:
        return [teller(NO_BOX[result.reason], base=base, least=LEAST_CASES, **parts)]
    return [_box(result, base, parts["failure"], teller), *_of_search(result, teller)]


def _box(found: Conditions, base: str, failure: str, teller: Teller) -> str:
    return teller(
        "Failure ({failure}) occurs in {base} of the runs. Where {limits}, it occurs in {density}: {lift} more {ends}. "
        "These conditions hold {coverage} of all failures in {mass} of the runs. They were found on one half of the "
        "sample and are judged on the other.",
        failure=failure,
        base=base,
        limits=teller.listed([limit_text(limit, teller) for limit in found.limits]),
        density=percent(found.density, teller),
        lift=teller.value(found.lift, "share", change=True).removeprefix("+"),
        ends=percent_ends(found.lift_low, found.lift_high, teller),
        coverage=percent(found.coverage, teller),
        mass=percent(found.mass, teller),
    )


def _of_search(found: Conditions, teller: Teller) -> list[str]:
    """Which box of the search is told, what of it may be chance, and where the others stand."""
    steps = found.trajectory
    if steps is None or len(steps) < 2:
        return []
    chosen = int(steps.loc[steps["chosen"], "step"].iloc[0])
    boxes: dict[str, Any] = {"box": chosen, "boxes": len(steps) - 1}
    if found.choice is None:
        return [
            teller(
                "This is box {box} of {boxes}, made plainer: the one that parts failures from the rest best. boxes.csv "
                "has the limits of each; --box, --coverage and --density tell another.",
                **boxes,
            )
        ]
    lines = [teller("This is box {box} of {boxes}, as chosen; boxes.csv has the limits of each.", **boxes)]
    perhaps = [limit.factor for limit in found.limits if limit.quasi_p > SIGNIFICANT]
    if perhaps:
        lines.append(teller("Limits that may be chance (quasi-p above .05): {list}.", list=teller.listed(perhaps)))
    return lines


def limit_text(limit: Limit, teller: Teller) -> str:
    """A limit in words."""
    low, high = (None if end is None else teller.digits(as_text(end)) for end in (limit.low, limit.high))
    if limit.values is not None:
        return teller("{factor} is {values}", factor=limit.factor, values=teller.listed(limit.values, "or"))
    if low is not None and high is not None:
        return teller("{factor} is between {low} and {high}", factor=limit.factor, low=low, high=high)
    if low is not None:
        return teller("{factor} is at least {low}", factor=limit.factor, low=low)
    return teller("{factor} is at most {high}", factor=limit.factor, high=high)


def failure_name(failure: Failure, teller: Teller) -> str:
    """What counts as a failure, in words."""
    unit = declared(failure.outcome).unit
    label = outcome_label(failure.outcome, teller)
    if unit == "yes or no" and failure.below is not None and failure.above is None:
        return teller("no {outcome}", outcome=label)
    parts = [
        teller(words, outcome=label, bound=teller.value(bound, unit))
        for words, bound in (
            (message("{outcome} below {bound}"), failure.below),
            (message("{outcome} above {bound}"), failure.above),
        )
        if bound is not None
    ]
    return teller.listed(parts, "or")
