"""What a sweep says over worlds: what is best in most, in how many each setting helps, and when that cannot be told."""

from __future__ import annotations

from collections.abc import Sequence

from crmsim.analysis.findings import Findings
from crmsim.analysis.robust import Robustness
from crmsim.analysis.study import Study, declared
from crmsim.report.labels import outcome_label
from crmsim.report.sweep_numbers import label_of, percent, percent_ends, reference_of, value
from crmsim.report.sweep_words import FRONT
from crmsim.words import Teller

NAMED = 3  # settings with a sentence of their own; the table has more
MOST_FRONT = 6  # settings on a front that are named
MOST_NEAR = 0.95  # share of worlds in which a setting hardly differs, from which on nothing is said of it


def robust_lines(findings: Findings, teller: Teller) -> list[str]:
    """Over worlds: what is best in most, and how the settings with the largest share of better worlds do."""
    lines: list[str] = []
    study = findings.study
    for name, each in findings.robust.items():
        others = [setting for setting in range(len(each)) if setting != study.reference_for(setting)]
        others = [setting for setting in others if each[setting].pairs]
        same = [setting for setting in others if each[setting].identical]
        if others and len(same) == len(others):
            lines.append(teller("{outcome}: identical in every run of every setting.", outcome=label_of(name, teller)))
            continue
        lines += _best(study, name, each, teller)
        if same:
            lines.append(
                teller(
                    "{outcome}: identical to {reference} in every run: {list}.",
                    outcome=label_of(name, teller), reference=reference_of(study, teller),
                    list="; ".join(study.label(setting) for setting in same[:NAMED]),
                )
                if len(same) <= NAMED
                else teller(
                    "{outcome}: identical to {reference} in every run of {count} settings.",
                    outcome=label_of(name, teller), reference=reference_of(study, teller),
                    count=teller.count(len(same)),
                )
            )  # fmt: skip
        lines += _untold([each[setting] for setting in others], name, teller)
        known = [setting for setting in others if setting not in same and each[setting].near is not None]
        known = [setting for setting in known if (each[setting].near or 0.0) < MOST_NEAR]
        known.sort(key=lambda setting: -max(each[setting].better or 0.0, each[setting].worse or 0.0))
        lines += [f"  {_shares(study, name, setting, each[setting], teller)}" for setting in known[:NAMED]]
    return lines


def front_lines(findings: Findings, teller: Teller) -> list[str]:
    """Over worlds: which settings no other beats in all outcomes that have a direction."""
    lines = []
    study = findings.study
    for measure, each in findings.fronts.items():
        kept = sorted((one for one in each if one.on_front), key=lambda one: -one.share)
        listed = "; ".join(f"{study.label(one.setting)} ({percent(one.share, teller)})" for one in kept[:MOST_FRONT])
        if len(kept) > MOST_FRONT:
            listed = teller("{list} and {count} more", list=listed, count=teller.count(len(kept) - MOST_FRONT))
        lines.append(
            teller(
                FRONT[measure],
                aims=teller.listed([outcome_label(name, teller) for name in each[0].measured]),
                count=teller.count(len(kept)), all=teller.count(len(each)), list=listed,
            )
        )  # fmt: skip
    return lines


def _best(study: Study, name: str, each: Sequence[Robustness], teller: Teller) -> list[str]:
    """Which setting is best most often, where chance does not decide that."""
    won = [one.best for one in each if one.best is not None]
    if declared(name).better == "none" or len(won) < len(each):
        return []
    best = max(range(len(won)), key=lambda setting: won[setting])
    share = percent(won[best] / each[best].worlds, teller)
    said = {"outcome": label_of(name, teller), "setting": study.label(best), "share": share}
    return [
        teller(
            "{outcome}: {setting} is best most often, in {share} of {worlds:,} worlds.",
            worlds=each[best].worlds,
            **said,
        )
    ]


def _untold(others: Sequence[Robustness], name: str, teller: Teller) -> list[str]:
    """For how many settings it cannot be told in how many worlds they help, and why."""
    silent = [one for one in others if one.reason is not None]
    if not silent:
        return []
    hardest = max(silent, key=lambda one: one.runs_needed or 0)
    return [
        teller(
            "{outcome}: in how many worlds a setting helps cannot be told for {count} of {all} settings: {reason}.",
            outcome=label_of(name, teller),
            count=teller.count(len(silent)),
            all=teller.count(len(others)),
            reason=hardest.reason,
        )
    ]


def _shares(study: Study, name: str, setting: int, one: Robustness, teller: Teller) -> str:
    return teller(
        "{setting} against {reference}, random variation taken out: better by enough to matter in {better} of the "
        "worlds {better_ends}, worse in {worse} {worse_ends}; in the worst twentieth of worlds it changes {outcome} by "
        "{worst} or worse."
        if declared(name).better != "none"
        else "{setting} against {reference}, random variation taken out: higher by enough to matter in {better} of the "
        "worlds {better_ends}, lower in {worse} {worse_ends}.",
        setting=study.label(setting),
        reference=reference_of(study, teller),
        better=percent(one.better, teller),
        better_ends=percent_ends(one.better_low, one.better_high, teller),
        worse=percent(one.worse, teller),
        worse_ends=percent_ends(one.worse_low, one.worse_high, teller),
        outcome=outcome_label(name, teller),
        worst=value(one.worst, name, teller, True),
    )
