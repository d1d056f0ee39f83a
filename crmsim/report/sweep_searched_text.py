"""What a search found, and what patterns were reached, in sentences."""

from __future__ import annotations

from collections import Counter

import numpy as np

from crmsim.analysis.aimed import method
from crmsim.analysis.findings import Findings
from crmsim.analysis.reached import Reached
from crmsim.analysis.searched import Found, Searched, Verdict
from crmsim.experiment.aims import SATISFIED, Aim
from crmsim.report.labels import outcome_label
from crmsim.report.sweep_numbers import ends, label_of, percent, value
from crmsim.words import Message, Teller, message

NAMED = 6  # settings with a line of their own; found.csv has all
LATE = 0.25  # share of the generations, the last, by which it is told whether a search still gets on

BY: dict[str, Message] = {
    "mean": message("the mean over worlds"),
    "worst_tenth": message("the worst tenth of worlds"),
    "satisfied": message("the share of worlds in which what is asked is met"),
}
"""The measure over worlds."""
WANTED: dict[str, Message] = {"higher": message("{outcome} high"), "lower": message("{outcome} low")}
ASKED: dict[str, Message] = {
    "higher": message("{outcome} at least {bound}"), "lower": message("{outcome} at most {bound}"),
}  # fmt: skip
STANDS: dict[Verdict, Message] = {
    "stands": message("{count} on the front in nearly every draw of these worlds"),
    "within noise": message("{count} within noise, on it in some draws and not in others"),
    "beaten": message("{count} off it in nearly every draw"),
}
"""What became of settings that were tried again."""


def search_heading(findings: Findings, teller: Teller) -> list[str]:
    """What was searched, and by what."""
    found = findings.searched
    if found is None:
        return []
    aims = teller.listed([_wanted(aim, found, teller) for aim in found.aims])
    said = {
        "runs": teller.count(findings.study.runs), "settings": teller.count(found.settings), "aims": aims,
        "method": method(len(found.aims)),
    }  # fmt: skip
    lines = [
        teller(
            "{runs} runs: the levers as they are and {settings} settings of them, chosen by what came out of those "
            "before ({method}). Wanted: {aims}.",
            **said,
        )
        if found.worlds == 1
        else teller(
            "{runs} runs: the levers as they are and {settings} settings of them, chosen by what came out of those "
            "before ({method}), each in the same {worlds} worlds with the same random numbers. Wanted: {aims}, by "
            "{measure}.",
            worlds=teller.count(found.worlds), measure=BY[found.robust], **said,
        )
    ]  # fmt: skip
    if found.unjudged:
        lines.append(
            teller.plural(
                "{n} setting could not be judged, because a run is missing or an aim undefined in some world.",
                "{n:,} settings could not be judged, because a run is missing or an aim undefined in some world.",
                found.unjudged,
            )
        )
    return lines


def _wanted(aim: Aim, found: Searched, teller: Teller) -> str:
    label = outcome_label(aim.outcome, teller)
    if found.robust == SATISFIED:
        return teller(ASKED[aim.better], outcome=label, bound=value(aim.bound, aim.outcome, teller))
    return teller(WANTED[aim.better], outcome=label)


def search_lines(findings: Findings, teller: Teller) -> list[str]:
    """What stands of what was found, how it does, and how far the search came."""
    found = findings.searched
    if found is None:
        return []
    if not found.found:
        return [teller("The search is not finished: nothing was tried again in fresh worlds yet.")]
    again = [one for one in found.found if one.setting]
    said = {"front": teller.count(int(found.front.sum())), "all": teller.count(found.settings + 1)}
    if found.worlds == 1:
        lines = [
            teller(
                "{front} of {all} settings are on the front: no other is as good in all aims and better in one. There "
                "is no noise in it.",
                **said,
            )
        ]
    else:
        lines = [
            teller(
                "In the worlds of the search, {front} of {all} settings are on the front: no other is as good in all "
                "aims and better in one. Tried again in {worlds} fresh worlds, in which nothing was chosen: {what}.",
                worlds=teller.count(found.fresh_worlds), what=_what(again, teller), **said,
            )
        ]  # fmt: skip
    lines += _base(found, teller) + _flattery(found, teller)
    kept = [one for one in again if one.on_front] or again
    kept.sort(key=lambda one: -one.share if np.isfinite(one.share) else 0.0)
    if kept:
        lines.append(
            teller("In fresh worlds; in brackets the change from the levers as they are, each interval taken alone:")
            if found.worlds > 1
            else teller("In brackets the change from the levers as they are:")
        )
    lines += [f"  {_one(one, found, findings, teller)}" for one in kept[:NAMED]]
    if len(kept) > NAMED:
        lines.append(teller("{count} more are in found.csv.", count=teller.count(len(kept) - NAMED)))
    return lines + _progress(found, teller)


def _what(again: list[Found], teller: Teller) -> str:
    counted = Counter(one.verdict for one in again)
    if not again:
        return teller("nothing but the levers as they are")
    if counted["too few worlds"]:
        return teller("there are too few of them to tell what stands; at least 30 are needed")
    return ", ".join(teller(words, count=teller.count(counted[verdict])) for verdict, words in STANDS.items()
                     if counted[verdict])  # fmt: skip


def _base(found: Searched, teller: Teller) -> list[str]:
    """Whether the levers as they are stand among what was found."""
    base = found.found[0]
    if base.setting or base.verdict == "too few worlds":
        return []
    if base.verdict == "beaten":
        return [teller("The levers as they are now lie behind the front.")]
    if base.verdict == "stands":
        return [teller("The levers as they are now lie on the front too.")]
    return [teller("Whether the levers as they are now lie on the front is within noise.")]


def _flattery(found: Searched, teller: Teller) -> list[str]:
    changes = [
        f"{outcome_label(aim.outcome, teller)} {_measured(found.flattery[aim.outcome], aim, found, teller, True)}"
        for aim in found.aims
        if np.isfinite(found.flattery[aim.outcome])
    ]
    if not changes or found.worlds == 1:
        return []
    return [
        teller(
            "Against the levers as they are, they gained by so much more where they were chosen than in fresh worlds, "
            "on average (the winner's curse): {list}.",
            list="; ".join(changes),
        )
    ]


def _one(one: Found, found: Searched, findings: Findings, teller: Teller) -> str:
    """A setting: what it is, what it comes to, and how that differs from the levers as they are."""
    parts = []
    for aim in found.aims:
        at = _measured(one.fresh[aim.outcome], aim, found, teller)
        change, low, high = one.gained[aim.outcome]
        by = _measured(change, aim, found, teller, True)
        interval = _ends(low, high, aim, found, teller) if found.worlds > 1 else ""
        parts.append(f"{outcome_label(aim.outcome, teller)} {at} ({by}{f' {interval}' if interval else ''})")
    said = {"setting": findings.study.label(one.setting), "list": "; ".join(parts)}
    if not np.isfinite(one.share) or found.worlds == 1:
        return teller("{setting}: {list}.", **said)
    return teller("{setting}: {list}; on the front in {share} of draws.", share=percent(one.share, teller), **said)


def _measured(number: float, aim: Aim, found: Searched, teller: Teller, change: bool = False) -> str:
    if found.robust == SATISFIED:
        return teller.value(number, "share", change=change)
    return value(number, aim.outcome, teller, change)


def _ends(low: float, high: float, aim: Aim, found: Searched, teller: Teller) -> str:
    if not (np.isfinite(low) and np.isfinite(high)):
        return ""
    return teller.interval(low, high, "share") if found.robust == SATISFIED else ends(low, high, aim.outcome, teller)


def _progress(found: Searched, teller: Teller) -> list[str]:
    """Whether the search still got on when it ended."""
    if not found.covered:
        return [teller("How the search got on was not measured, as pymoo is not installed (crmsim[search]).")]
    last = len(found.covered) - 1
    before = int(last * (1.0 - LATE))
    return [
        teller(
            "Of the space of aims that was seen, the settings covered {first} after the first generation, {late} after "
            "three quarters of them and {last} at the end (hypervolume, covered.csv). A search that was longer, or had "
            "another seed, may find better; that none was found says nothing of settings that were not looked at.",
            first=percent(found.covered[min(1, last)], teller), late=percent(found.covered[before], teller),
            last=percent(found.covered[last], teller),
        )
    ]  # fmt: skip


def patterns_heading(findings: Findings, teller: Teller) -> list[str]:
    """What was looked for."""
    made = findings.reached
    if made is None:
        return []
    return [
        teller(
            "{runs} runs of {settings} settings, chosen so that what reached the rarest combinations of outcomes "
            "({outcomes}) is varied most (pattern space exploration). {parts} = {cells} cells.",
            runs=teller.count(findings.study.runs), settings=teller.count(made.settings),
            outcomes=", ".join(outcome_label(axis.outcome, teller) for axis in made.axes),
            parts=" × ".join(teller.count(axis.parts) for axis in made.axes), cells=teller.count(made.hits.size),
        )
    ]  # fmt: skip


def pattern_lines(findings: Findings, teller: Teller) -> list[str]:
    """How many combinations were reached, and what may be said of the others."""
    made = findings.reached
    if made is None:
        return []
    lines = [
        teller(
            "{reached} of {cells} cells were reached. The other {rest} were not in {settings} settings ({runs} runs), "
            "which does not show that they cannot be: of those reached, the last tenth of the settings found {late}.",
            reached=teller.count(made.cells), cells=teller.count(made.hits.size),
            rest=teller.count(made.hits.size - made.cells), settings=teller.count(made.settings),
            runs=teller.count(findings.study.runs), late=teller.count(made.lately),
        )
    ]  # fmt: skip
    lines += [_span(made, place, teller) for place in range(len(made.axes))]
    if made.outside:
        lines.append(
            teller.plural(
                "{n} setting came to lie beyond the ends of [cells].",
                "{n:,} settings came to lie beyond the ends of [cells].",
                made.outside,
            )
        )
    if made.untold:
        lines.append(
            teller.plural(
                "{n} setting has no place, because a run is missing or an outcome undefined.",
                "{n:,} settings have no place, because a run is missing or an outcome undefined.",
                made.untold,
            )
        )
    return lines


def _span(made: Reached, place: int, teller: Teller) -> str:
    """From where to where an outcome came, and how much of the others was reached in each half of that."""
    axis = made.axes[place]
    others = tuple(number for number in range(len(made.axes)) if number != place)
    rows = (made.shaped() > 0).sum(axis=others)
    there = np.flatnonzero(rows)
    if not there.size:
        return teller("{outcome}: none of its cells was reached.", outcome=label_of(axis.outcome, teller))
    edges = np.linspace(axis.low, axis.high, axis.parts + 1)
    most = int(rows.argmax())
    return teller(
        "{outcome} from {low} to {high} was reached; most combinations, {many}, with {from_} to {to}.",
        outcome=label_of(axis.outcome, teller),
        low=value(float(edges[there[0]]), axis.outcome, teller),
        high=value(float(edges[there[-1] + 1]), axis.outcome, teller), many=teller.count(int(rows[most])),
        from_=value(float(edges[most]), axis.outcome, teller), to=value(float(edges[most + 1]), axis.outcome, teller),
    )  # fmt: skip
