"""Why and how sure, of an answer to what if: what it hangs on, milestones, the stop rule, and what is not in it."""

from __future__ import annotations

import numpy as np

from crmsim.analysis.difference import DIRECTED
from crmsim.report.whatif_numbers import heads, kroner, of_ten, per_cent
from crmsim.report.whatif_words import MAIN, change_sentence, difference_words, meaning, option_title
from crmsim.whatif.answer import SHOWN, Answer
from crmsim.whatif.asking import PLAN
from crmsim.whatif.hangs import Hanging, Worth
from crmsim.whatif.joined import Together
from crmsim.whatif.measures import MAIN_YEARS, REGULAR
from crmsim.whatif.milestones import Milestone, Rule
from crmsim.words import Message, Teller, message

NOT_IN_IT: tuple[Message, ...] = (
    message("What the law and agreements ask for; see the checklist."),
    message("Other projects and cuts that reach the same people, and what the supplier delivers, and when."),
    message("Integration with other systems, cleaning of old data, and the running costs of your own IT."),
    message("Single people: the model knows how many behave, and nothing of any one of yours."),
)
CHECKLIST: tuple[tuple[Message, Message], ...] = (
    (message("Discussion with the unions"),
     message("Discuss it with the union representatives before it is decided, as the basic agreement and chapters 8 "
             "and 9 of the Working Environment Act ask.")),
    (message("Data protection"),
     message("Assess what it means for privacy (DPIA, article 35 of the GDPR) before personal data are put in: a legal "
             "basis, access, deletion, and an agreement with the supplier as data processor.")),
    (message("Control measures"),
     message("Logs, points and dashboards that show single people are control measures: chapter 9 of the Working "
             "Environment Act asks for an objective reason, proportion, discussion and information.")),
    (message("Archives"),
     message("Decide what is to be kept as records under the Archives Act, and how they get from the system to the "
             "archive.")),
    (message("Procurement"),
     message("Work out the value of the whole contract, options included, and follow the thresholds of the procurement "
             "rules; see whether a framework agreement covers it.")),
    (message("Who owns the benefits"),
     message("Name somebody for each benefit, with a baseline, a number and a date on which it is measured.")),
)  # fmt: skip


def noise_share(answer: Answer, measure: str, name: str = PLAN) -> float:
    """Share of the spread of a measure that is noise: runs of one world against all runs.

    Returns
    -------
    NaN with one run a world, or no spread at all.
    """
    values = answer.measures[measure].values[answer.trials.place(name)]
    whole = values[np.isfinite(values).all(axis=1)]
    if whole.shape[1] < 2 or whole.shape[0] < 2:
        return float("nan")
    within = float(whole.var(axis=1, ddof=1).mean())
    between = max(float(whole.mean(axis=1).var(ddof=1)) - within / whole.shape[1], 0.0)
    return within / (within + between) if within + between > 0.0 else float("nan")


def missing_runs(answer: Answer) -> tuple[int, int]:
    """Runs that are missing, and runs that were wanted."""
    energy = answer.trials.weekly("mean_energy")[..., -1]
    return int((~np.isfinite(energy)).sum()), int(energy.size)


def how_sure(answer: Answer, teller: Teller) -> list[str]:
    """What the answer rests on and how far it may be trusted, in sentences."""
    trials = answer.trials
    shown = (len(trials.names) - 1) * len(SHOWN)
    lines = [
        teller(
            "Everything was tried in {worlds} worlds, {runs} in each: a world is one set of values that are possible "
            "for whatever nobody knows ({unknown} things here), and in it all options meet the same people and the "
            "same random numbers.",
            worlds=trials.worlds, runs=teller.plural("{n} run", "{n} runs", trials.runs),
            unknown=len(trials.drawn),
        ),
        teller(
            "A difference is told as one only where its interval, corrected for all {n} differences that are told "
            "here, leaves zero out; “cannot be told from chance” does not mean that there is none.",
            n=teller.count(shown),
        ),
        teller(
            "A share of worlds counts chance too, as each run of a world has random numbers of its own. It is no "
            "probability: it says how many of the possible assumptions, with chance, give a result."
        ),
        _whose_worlds(answer, teller),
    ]  # fmt: skip
    if any(
        change.verdict == "too few runs"
        for alternative in answer.alternatives
        for change in alternative.changes.values()
    ):
        lines.append(
            teller("Of some differences {worlds} worlds are too few to tell: --worlds {more} tells more of them.",
                   worlds=trials.worlds, more=4 * trials.worlds)
        )  # fmt: skip
    missing, wanted = missing_runs(answer)
    if missing:
        lines.insert(
            0,
            teller("{missing} of {wanted} runs are missing and are not filled in.", missing=teller.count(missing),
                   wanted=teller.count(wanted))
        )  # fmt: skip
    return lines


def _whose_worlds(answer: Answer, teller: Teller) -> str:
    """Whether the worlds were held against what was observed anywhere."""
    worlds = answer.trials.experiment.worlds
    if worlds is not None:
        return teller(
            "The worlds are plausible ones: {count} numbers were held together against what was observed in "
            "organisations, and all else that nobody knows lies anywhere in its interval.",
            count=len(worlds.keys),
        )
    return teller(
        "The worlds are drawn from what is possible, one number at a time, and not held against anything that was "
        "observed: they spread wider than organisations do. Plausible worlds (crmsim calibrate) spread less."
    )


def noise_sentence(answer: Answer, teller: Teller) -> str:
    """How much of the spread of regular users under the plan is noise; empty where one run a world cannot tell."""
    share = noise_share(answer, REGULAR)
    if share != share:
        return ""
    return teller(
        "About {share} of how far regular users spread under the plan is noise; the rest is what nobody knows.",
        share=per_cent(share, teller),
    )


def hanging_sentence(answer: Answer, one: Hanging, teller: Teller) -> str:
    """What something hangs on: its mean where the open question is low, and where it is high."""
    what = meaning(one.key, teller)
    if one.measure == REGULAR:
        return teller(
            "{what}: {low} of {people} use it regularly where this is lowest, {high} where it is highest.",
            what=what, low=heads(one.low_mean, teller), high=heads(one.high_mean, teller),
            people=answer.asked.people,
        )  # fmt: skip
    low, high = kroner(one.low_mean, teller, change=True), kroner(one.high_mean, teller, change=True)
    if one.alternative == PLAN:
        return teller(
            "{what}: the plan is worth {low} after {years} years where this is lowest, {high} where it is highest.",
            what=what, low=low, high=high, years=MAIN_YEARS,
        )  # fmt: skip
    return teller(
        "{what}: {option} changes {low} after {years} years where this is lowest, {high} where it is highest.",
        what=what, option=option_title(answer.of_name(one.alternative), teller), low=low, high=high, years=MAIN_YEARS,
    )  # fmt: skip


def hangs_on(answer: Answer, teller: Teller, most: int | None = None) -> list[str]:
    """What it hangs on, a sentence each; one that says so where nothing stands out."""
    lines = [hanging_sentence(answer, one, teller) for one in answer.hanging]
    if not lines:
        return [teller("No single open question stands out: {worlds} worlds tell none of them from noise.",
                       worlds=answer.trials.worlds)]  # fmt: skip
    return lines[:most]


def worth_sentence(one: Worth, teller: Teller) -> str:
    """What it would be worth to find something out before choosing."""
    what = meaning(one.key, teller)
    if not one.certain or one.nok <= 0.0:
        return teller("{what}: knowing it would not change the choice by enough to be told from noise.", what=what)
    return teller(
        "{what}: knowing it before choosing would be worth about {amount} after {years} years.",
        what=what, amount=kroner(one.nok, teller), years=MAIN_YEARS,
    )  # fmt: skip


def worth_finding_out(answer: Answer, teller: Teller) -> list[str]:
    """What finding out each open question would be worth; one sentence where nothing is."""
    if not any(one.certain and one.nok > 0.0 for one in answer.worth):
        return [teller("No single open question is worth paying to find out before choosing, as far as {worlds} worlds "
                       "can tell.", worlds=answer.trials.worlds)]  # fmt: skip
    return [worth_sentence(one, teller) for one in answer.worth if one.certain and one.nok > 0.0]


def milestone_sentence(answer: Answer, one: Milestone, teller: Teller) -> str:
    """What should be seen by a week."""
    if one.live < 0.5:
        return teller("Week {week}: in most worlds nobody has the system yet.", week=one.week)
    low, middle, high = one.users
    return teller(
        "Week {week}: {low} to {high} of {people} use it in four worlds of five, {middle} in the middle one.",
        week=one.week, low=heads(low, teller), high=heads(high, teller), middle=heads(middle, teller),
        people=answer.asked.people,
    )  # fmt: skip


def rule_sentences(answer: Answer, rule: Rule, teller: Teller) -> list[str]:
    """What to do where fewer than so many use it by a week, and what that rests on."""
    if rule.threshold <= 0 or rule.below <= 0.0:
        return [teller("In week {week} the number of users does not yet tell the worlds apart.", week=rule.week)]
    lines = [
        teller(
            "If fewer than {threshold} of {people} use it in week {week}, as in {below}, ask why before you go on: "
            "then the plan is worth more than it costs after {years} years in {pays}, otherwise in {otherwise}.",
            threshold=rule.threshold, people=answer.asked.people, week=rule.week, below=of_ten(rule.below, teller),
            pays=of_ten(rule.pays_below, teller), otherwise=of_ten(rule.pays_else, teller), years=MAIN_YEARS,
        )
    ]  # fmt: skip
    if rule.still_to_come == rule.still_to_come:
        still = kroner(abs(rule.still_to_come), teller)
        text = (
            message("Going on as planned from there costs {amount} more than it brings until five years have passed, "
                    "on average; stopping would be cheaper in {stopped}.")
            if rule.still_to_come < 0.0
            else message("Going on as planned from there still brings {amount} more than it costs until five years "
                         "have passed, on average; stopping would be cheaper in {stopped}.")
        )  # fmt: skip
        lines.append(teller(text, amount=still, stopped=of_ten(rule.better_stopped, teller)))
    for remedy in rule.remedies:
        alternative = answer.of_name(remedy.name)
        parts = [
            difference_words(answer, remedy.changes[REGULAR], REGULAR, teller),
            difference_words(answer, remedy.changes[MAIN], MAIN, teller),
        ]
        lines.append(
            teller("{option}: users: {regular}; money after {years} years: {money}.",
                   option=option_title(alternative, teller), regular=parts[0], money=parts[1], years=MAIN_YEARS)
        )  # fmt: skip
    return lines


def together_sentence(answer: Answer, one: Together, teller: Teller) -> str:
    """Whether two options need or spoil each other, in a measure."""
    first, second = (option_title(answer.of_name(name), teller) for name in (one.one, one.other))
    size = abs(one.difference.mean or 0.0)
    amount = (
        teller.plural("{n} regular user", "{n} regular users", max(round(size), 1))
        if one.measure == REGULAR
        else kroner(size, teller)
    )
    if one.difference.verdict == "better":
        return teller("{one} and {other} help each other: together they give {amount} more than the two added up.",
                      one=first, other=second, amount=amount)  # fmt: skip
    return teller(
        "{one} and {other} do partly the same: together they give {amount} less than the two added up.",
        one=first, other=second, amount=amount,
    )  # fmt: skip


def togethers(answer: Answer, teller: Teller) -> list[str]:
    """Which options need or spoil each other; one sentence where none does, or nothing was tried together."""
    if not answer.together:
        return [teller("No two options were tried together.")]
    found = [one for one in answer.together if one.difference.verdict in DIRECTED]
    lines = [together_sentence(answer, one, teller) for one in found]
    left = len(answer.together) - len(found)
    if left:
        lines.append(
            teller.plural(
                "Of one more pair and measure nothing can be told beyond what each option does alone.",
                "Of {n} more pairs and measures nothing can be told beyond what each option does alone.", left,
            )
        )  # fmt: skip
    return lines


def best_sentences(answer: Answer, teller: Teller, most: int = 3) -> list[str]:
    """What may be recommended, a sentence an option; one that says so where nothing may."""
    if not answer.best:
        return [teller("Nothing that was tried can be said to serve better than the plan.")]
    return [
        teller("{option}: {regular}; in money: {money}.", option=option_title(one, teller),
               regular=change_sentence(answer, one, REGULAR, teller),
               money=change_sentence(answer, one, MAIN, teller))
        for one in answer.best[:most]
    ]  # fmt: skip
