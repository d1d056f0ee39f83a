"""An answer to what if, in sentences and cells: for the terminal, the page and the text to paste alike.

A change is told as its verdict allows: what lies within noise is never called better, and its size is not told as if
it were known. Shares of worlds are told in tenths, for there are seldom more than a hundred worlds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from crmsim.analysis.difference import DIRECTED, Difference
from crmsim.analysis.money import YEARS
from crmsim.claims.read import find
from crmsim.mechanisms.economy import BENEFITS
from crmsim.report.whatif_numbers import (
    MILLION,
    bare,
    bare_span,
    fine,
    fine_span,
    heads,
    heads_span,
    kroner,
    kroner_span,
    of_ten,
    unbroken,
    whole,
)
from crmsim.scenario.schema import fields
from crmsim.whatif.answer import Alternative, Answer
from crmsim.whatif.asked import SIZE
from crmsim.whatif.asking import NOTHING, PLAN
from crmsim.whatif.measures import HOURS, LEAVERS, MAIN_YEARS, PAID, REGULAR, USERS, net_of
from crmsim.whatif.options import JOINT
from crmsim.words import Message, Teller, message
from crmsim.words.shown import one_line

if TYPE_CHECKING:
    from crmsim.whatif.asked import Asked

MAIN = net_of(MAIN_YEARS)
LEAST_SAME = 0.05  # share of worlds from which it is told that an option changes nothing there
MOST_SHOWN = 6  # rows of the first table
VERDICT_WORD: dict[str, Message] = {  # what may be said, in a cell
    "better": message("better", context="what if"),
    "worse": message("worse", context="what if"),
    "within noise": message("cannot be told from chance"),
    "too small to matter": message("next to no difference"),
    "identical": message("no difference"),
    "too few runs": message("too few worlds to tell"),
    "undefined": message("cannot be told"),
}


PLAIN: dict[str, Message] = {  # parameters whose meaning is told in words of the model alone
    "adoption.threshold_mean": message("how much it takes before people begin to use a system"),
}
PUT_IN: dict[str, Message] = {  # what kind of claim it is, for who has never heard of kinds of claims
    "by construction": message("put into the rules"),
    "emergent": message("follows from other rules"),
    "input": message("put in as a number"),
    "descriptive": message("a description"),
}


def option_title(alternative: Alternative, teller: Teller) -> str:
    """What an alternative is called: options taken together by the names of all, one begun later with its week."""
    if alternative.name == PLAN:
        return teller("The plan as it is")
    if alternative.name == NOTHING:
        return teller("Do nothing")
    title = " + ".join(teller(option.title) for option in alternative.options)
    return teller("{option}, from week {week}", option=title, week=alternative.week) if alternative.week else title


def option_does(alternative: Alternative, teller: Teller) -> str:
    """What is done, in a sentence for each option."""
    if alternative.name == PLAN:
        return teller("What the scenario says, and nothing else.")
    if alternative.name == NOTHING:
        return teller("No system and no project.")
    return " ".join(teller(option.does) for option in alternative.options)


def claims_of(alternative: Alternative, teller: Teller) -> str:
    """What the sources claim of what is done, and whether the model's rules say so themselves; empty without."""
    found = [find(name) for option in alternative.options for name in option.claims]
    return " ".join(
        teller(
            "{text} ({claim}, {kind}).", claim=one.id, text=teller(one.text).rstrip("."), kind=teller(PUT_IN[one.kind])
        )
        for one in found
    )


def saved_hours(answer: Answer, teller: Teller) -> str:
    """How much of the plan's benefit is hours saved, which are worth something only to who has a use for them."""
    lines = answer.plan.money.lines
    place = YEARS.index(MAIN_YEARS)
    whole = sum(lines[name][place] for name in BENEFITS)
    return teller(
        "Of the plan's benefit after {years} years, {whole}, {saved} are hours saved: worth it only if somebody has a "
        "use for them. Leave them out with --set economy.count_saved_hours=false.",
        years=MAIN_YEARS, whole=kroner(whole, teller), saved=kroner(lines["hours_nok"][place], teller),
    )  # fmt: skip


def asked_title(asked: Asked, teller: Teller) -> str:
    """The title of the plan; its name where it has none."""
    return teller.choose(asked.title, asked.title_nb) or one_line(asked.scenario)


def question(asked: Asked, teller: Teller) -> str:
    """What was asked; of about so many where the size itself is not known."""
    if SIZE in asked.unknown:
        return teller("What will the plan give about {n} people, and would another choice serve them better?",
                      n=asked.people)  # fmt: skip
    return teller.plural(
        "What will the plan give an organisation of one person, and would another choice serve it better?",
        "What will the plan give {n} people, and would another choice serve them better?",
        asked.people,
    )


def change_sentence(answer: Answer, alternative: Alternative, measure: str, teller: Teller) -> str:
    """What an alternative changes in a measure against the plan, as far as it may be said.

    As "about 9 more of 80 use it regularly (4 to 14), in 7 of 10 worlds".
    """
    change = alternative.changes[measure]
    text = difference_words(answer, change.difference, measure, teller)
    if change.verdict not in DIRECTED:
        return text
    share = change.over.better if change.verdict in ("better", "higher") else change.over.worse
    return teller("{change}, in {worlds}", change=text, worlds=of_ten(share, teller))


def difference_words(answer: Answer, difference: Difference, measure: str, teller: Teller) -> str:
    """A difference in heads, hours or kroner with its interval; what may not be said is not."""
    if difference.verdict not in DIRECTED or difference.mean is None:
        return teller(VERDICT_WORD[difference.verdict])
    more = difference.mean > 0.0
    low, high = sorted((abs(difference.low or 0.0), abs(difference.high or 0.0)))
    size = abs(difference.mean)
    if measure in (USERS, REGULAR, LEAVERS):
        n = max(round(size), 1)
        text = {
            (USERS, True): teller.plural("about {n} more of {people} uses it", "about {n} more of {people} use it",
                                         n, people=answer.asked.people),
            (USERS, False): teller.plural("about {n} fewer of {people} uses it", "about {n} fewer of {people} use it",
                                          n, people=answer.asked.people),
            (REGULAR, True): teller.plural("about {n} more of {people} uses it regularly",
                                           "about {n} more of {people} use it regularly", n,
                                           people=answer.asked.people),
            (REGULAR, False): teller.plural("about {n} fewer of {people} uses it regularly",
                                            "about {n} fewer of {people} use it regularly", n,
                                            people=answer.asked.people),
            (LEAVERS, True): teller.plural("about {n} more leaves", "about {n} more leave", n),
            (LEAVERS, False): teller.plural("about {n} fewer leaves", "about {n} fewer leave", n),
        }[measure, more]  # fmt: skip
        return teller("{text} ({span})", text=text, span=fine_span(low, high, teller))
    if measure == HOURS:
        span = fine_span(low, high, teller)
        if more:
            return teller("about {hours} more own hours ({span})", hours=whole(size, teller), span=span)
        return teller("about {hours} fewer own hours ({span})", hours=whole(size, teller), span=span)
    amount, span = kroner(size, teller), kroner_span(low, high, teller)
    if measure == PAID:
        if more:
            return teller("about {amount} more paid to others ({span})", amount=amount, span=span)
        return teller("about {amount} less paid to others ({span})", amount=amount, span=span)
    if more:
        return teller("about {amount} better off ({span})", amount=amount, span=span)
    return teller("about {amount} worse off ({span})", amount=amount, span=span)


def in_millions(answer: Answer) -> bool:
    """Whether tables tell money in millions; else in thousands."""
    ranges = [one.ranges[MAIN] for one in answer.alternatives]
    return any(max(abs(each.low), abs(each.high)) >= MILLION for each in ranges)


def money_unit(answer: Answer, teller: Teller) -> str:
    """The unit of money at the head of a column."""
    return teller("million NOK") if in_millions(answer) else teller("1,000 NOK")


def change_cell(
    answer: Answer, alternative: Alternative, measure: str, teller: Teller, millions: bool | None = None
) -> str:
    """What an alternative changes in a measure against the plan, as short as a table wants it: "+23 (6 to 40)".

    Money stands in the unit of :func:`money_unit`, or where ``millions`` is false in thousands.
    """
    change = alternative.changes[measure]
    difference = change.difference
    if change.verdict not in DIRECTED or difference.mean is None:
        return teller(VERDICT_WORD[change.verdict])
    low, high = difference.low or 0.0, difference.high or 0.0
    if answer.measures[measure].unit == "NOK":
        millions = in_millions(answer) if millions is None else millions
        size, span = bare(difference.mean, teller, millions, True), bare_span(low, high, teller, millions)
    else:
        size, span = fine(difference.mean, teller, True), fine_span(low, high, teller, True)
    return teller("{mean} ({span})", mean=size, span=unbroken(span))


def regular_of(alternative: Alternative, answer: Answer, teller: Teller) -> str:
    """Regular users of an alternative: the mean, and between what four worlds in five lie."""
    one = alternative.ranges[REGULAR]
    if one.mean != one.mean:
        return "-"
    if heads(one.low, teller) == heads(one.high, teller):
        return teller("{mean} of {people}", mean=heads(one.mean, teller), people=answer.asked.people)
    return teller(
        "{mean} of {people} ({span})", mean=heads(one.mean, teller), people=answer.asked.people,
        span=unbroken(heads_span(one.low, one.high, teller)),
    )  # fmt: skip


def money_of(answer: Answer, alternative: Alternative, teller: Teller) -> str:
    """Net benefit of an alternative against doing nothing, in the unit of :func:`money_unit`.

    The mean, and between what four worlds in five lie.
    """
    one, millions = alternative.ranges[MAIN], in_millions(answer)
    amount = bare(one.mean, teller, millions, change=True)
    if one.low == one.high or one.mean != one.mean:
        return amount
    return teller("{amount} ({span})", amount=amount, span=unbroken(bare_span(one.low, one.high, teller, millions)))


def pays_in(answer: Answer, name: str) -> float:
    """Share of worlds in which an alternative is worth more than it costs after three years; NaN without any."""
    worlds = answer.measures[MAIN].worlds[answer.trials.place(name)]
    known = worlds[np.isfinite(worlds)]
    return float((known > 0.0).mean()) if known.size else float("nan")


def the_answer(answer: Answer, teller: Teller) -> tuple[str, str]:
    """The answer in two sentences: what the plan gives, and what would serve better as far as may be said."""
    plan, asked = answer.plan, answer.asked
    one = plan.ranges[REGULAR]
    first = teller(
        "With the plan as it is, about {regular} of {people} use the system regularly after {weeks} weeks ({span} in "
        "four worlds of five); after {years} years it is worth more than it costs in {worlds} ({middle} in the middle "
        "one), and {verdict}.",
        regular=heads(one.mean, teller), people=asked.people, weeks=asked.horizon,
        span=heads_span(one.low, one.high, teller), years=MAIN_YEARS,
        worlds=of_ten(pays_in(answer, PLAN), teller), verdict=plan_pays(answer, teller),
        middle=kroner(plan.ranges[MAIN].middle, teller, change=True),
    )  # fmt: skip
    return first, _second(answer, teller)


def plan_pays(answer: Answer, teller: Teller) -> str:
    """Whether the plan pays against doing nothing, as far as may be said."""
    verdict = answer.nothing.changes[MAIN].verdict  # of doing nothing, against the plan
    if verdict == "better":
        return teller("on average it costs more than doing nothing")
    if verdict == "worse":
        return teller("on average it pays")
    return teller("whether it pays on average cannot be told")


def _second(answer: Answer, teller: Teller) -> str:
    if not answer.best:
        return teller("Nothing that was tried can be said to serve better than the plan.")
    best = answer.best[0]
    return teller(
        "Of what was tried, this stands out: {option}. Against the plan: {regular}; in money after {years} years: "
        "{money}.",
        option=option_title(best, teller), regular=change_sentence(answer, best, REGULAR, teller), years=MAIN_YEARS,
        money=change_sentence(answer, best, MAIN, teller),
    )  # fmt: skip


def shown_first(answer: Answer) -> tuple[Alternative, ...]:
    """The alternatives of the first table: nothing, the plan, the best together and alone, then what is worse."""
    best = answer.best
    joint = [one for one in best if JOINT in one.name][:1]
    single = [one for one in best if JOINT not in one.name]
    others = [one for one in answer.options if JOINT not in one.name and one not in single]
    others.sort(key=lambda one: "worse" not in (one.changes[REGULAR].verdict, one.changes[MAIN].verdict))
    chosen = [answer.nothing, answer.plan, *joint, *single, *others]
    return tuple(chosen[:MOST_SHOWN])


def meaning(key: str, teller: Teller) -> str:
    """What a parameter is, in a sentence without a full stop; the key itself where nothing is declared."""
    field = fields().get(key)
    alternative = field.description if field is not None and field.description else None
    text = teller(PLAIN[key]) if key in PLAIN else teller(alternative) if alternative else one_line(key)
    return text[:1].upper() + text[1:]


def already(alternative: Alternative, teller: Teller) -> str:
    """That an alternative is the plan in some worlds, as where leaders do already what it asks; empty where not."""
    same = max((change.same for change in alternative.changes.values()), default=0.0)
    if same < LEAST_SAME:
        return ""
    return teller("In {worlds} this is what the plan does anyway.", worlds=of_ten(same, teller))


def back_in(alternative: Alternative, teller: Teller) -> str:
    """When what was spent has come back, in the middle one of the worlds."""
    if alternative.name == NOTHING:
        return teller("nothing is spent")
    week = alternative.money.back
    if week is None:
        return teller("not within five years")
    return teller("from week {week}", week=week)
