"""A text of one A4 page to paste into a case paper (saksframlegg): plain, without tables, as a case officer writes."""

from __future__ import annotations

import textwrap

import numpy as np

from crmsim.report.page.budget import in_short
from crmsim.report.whatif_numbers import kroner, of_ten, whole
from crmsim.report.whatif_reasons import CHECKLIST, best_sentences, hangs_on, milestone_sentence, rule_sentences
from crmsim.report.whatif_words import asked_title, pays_in, the_answer
from crmsim.whatif.answer import Answer
from crmsim.whatif.asking import PLAN
from crmsim.whatif.budget import BudgetAnswer
from crmsim.whatif.measures import MAIN_YEARS, cost_of, paid_of
from crmsim.words import Teller
from crmsim.words.shown import for_terminal

WIDTH = 92  # characters of a line


def as_text(answer: Answer, teller: Teller, best: BudgetAnswer | None = None) -> str:
    """The text; of what there is much, the first is told, so that it stays one page.

    Parameters
    ----------
    best:
        The best use of a budget, where that was asked too.
    """
    wide = teller.wide(WIDTH)
    plan, asked = answer.plan, answer.asked
    place = answer.trials.place(PLAN)
    cost = cost_of(answer.trials, MAIN_YEARS)[place]
    paid = paid_of(answer.trials, MAIN_YEARS)[place]
    hours = sum(sum(each) for each in plan.hours.values())
    first, _ = the_answer(answer, wide)
    rules = answer.milestones.rules[:1]
    parts = [
        (teller("Background"), [teller(
            "It is being considered to introduce a CRM system for {people} people ({title}). As a basis, a simulation "
            "model has tried the plan, doing nothing, and {options} further options in {worlds} possible worlds, each "
            "a set of assumptions about what nobody knows. The result is no forecast.",
            people=asked.people, title=asked_title(asked, teller), options=len(answer.options),
            worlds=answer.trials.worlds,
        )]),
        (teller("Assessment"), [first, *best_sentences(answer, wide, 2)]),
        (teller("Economic consequences"), [teller(
            "Over {years} years the plan costs about {cost} (mean), of which {paid} is paid to others and the rest is "
            "the hours of our own people. By week {weeks} it takes about {hours} of these hours. It is worth more than "
            "it costs in {worlds}.",
            years=MAIN_YEARS, cost=kroner(_mean(cost), teller), paid=kroner(_mean(paid), teller), weeks=asked.horizon,
            hours=whole(hours, teller), worlds=of_ten(pays_in(answer, PLAN), teller),
        ), *([] if best is None else [in_short(best, wide).text])]),
        (teller("Risk and uncertainty"), hangs_on(answer, wide, 2)),
        (teller("Follow-up"), [
            *(milestone_sentence(answer, one, wide) for one in answer.milestones.seen[-1:]),
            *(sentence for rule in rules for sentence in rule_sentences(answer, rule, wide)[:2]),
        ]),
        (teller("To be settled before a decision"), [
            f"{_large(teller.listed(_small(teller(what)) for what, _ in CHECKLIST))}.",
        ]),
    ]  # fmt: skip
    lines: list[str] = []
    for title, paragraphs in parts:
        lines += [title, *(textwrap.fill(text, WIDTH, break_on_hyphens=False) for text in paragraphs if text), ""]
    return for_terminal("\n".join(lines).rstrip()) + "\n"


def _mean(values: object) -> float:
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    return float(known.mean()) if known.size else float("nan")


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _large(text: str) -> str:
    return text[:1].upper() + text[1:]
