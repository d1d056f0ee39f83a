"""A what-if told on a terminal: the answer, the alternatives side by side, and what it rests and hangs on."""

from __future__ import annotations

from collections.abc import Sequence

from crmsim.report.comparison_table import counted_in
from crmsim.report.table import empty_table, table_lines
from crmsim.report.whatif_numbers import MILLION, heads, heads_span, of_ten
from crmsim.report.whatif_reasons import (
    NOT_IN_IT,
    hangs_on,
    how_sure,
    milestone_sentence,
    rule_sentences,
    togethers,
    worth_finding_out,
)
from crmsim.report.whatif_words import (
    MAIN,
    VERDICT_WORD,
    option_title,
    question,
    the_answer,
)
from crmsim.whatif.answer import Alternative, Answer
from crmsim.whatif.asking import NOTHING, PLAN
from crmsim.whatif.measures import LEAVERS, MAIN_YEARS, REGULAR
from crmsim.whatif.options import Option
from crmsim.words import ENGLISH, Teller, message
from crmsim.words.shown import one_line

NAME = 26  # characters of the column of names
MOST_HANGING = 6
NARROW_NAME, REGULARLY, LEAVE, VERDICT = 22, 17, 8, 9  # the same of a narrow one, and of the others
ROOMY, TIGHT = 98, 84  # characters of a line below which columns lose something
UNCLEAR = message("unclear")


def whatif_text(answer: Answer, teller: Teller = ENGLISH) -> str:
    """The answer first, then a table of all alternatives, and in sentences what it rests and hangs on."""
    seen = answer.milestones
    sections: list[tuple[str, Sequence[str]]] = [
        ("", [question(answer.asked, teller)]),
        ("", the_answer(answer, teller)),
        ("", [_table(answer, teller), _how_to_read(answer, teller), *not_run(answer, teller)]),
        (teller("Options together"), togethers(answer, teller)),
        (teller("What it hangs on"), hangs_on(answer, teller, MOST_HANGING)),
        (teller("Worth finding out first"), worth_finding_out(answer, teller)),
        (
            teller("What should be seen by when"),
            [
                *(milestone_sentence(answer, one, teller) for one in seen.seen),
                *(line for rule in seen.rules for line in rule_sentences(answer, rule, teller)),
            ],
        ),
        (teller("How sure"), how_sure(answer, teller)),
        (teller("What is not in it"), [teller(text) for text in NOT_IN_IT]),
    ]
    return "\n\n".join(
        "\n".join([*([head] if head else []), *(_wrapped(line, bool(head), teller) for line in lines)])
        for head, lines in sections
    )


def options_text(options: Sequence[Option], teller: Teller = ENGLISH) -> str:
    """Options by name, with what each is called and does, and the claims of the sources that speak of it."""
    lines = []
    for option in options:
        claims = f" ({', '.join(option.claims)})" if option.claims else ""
        lines += [option.name, teller.wrap(f"{teller(option.title)}: {teller(option.does)}{claims}", "    ")]
    return "\n".join(lines)


def _table(answer: Answer, teller: Teller) -> str:
    """Every alternative taken from the start: regular users, leavers and money, and what may be said of them.

    On a narrow terminal the ends of money are left out, on the narrowest leavers too.
    """
    narrow, narrowest = teller.columns < ROOMY, teller.columns < TIGHT
    table = empty_table()
    table.add_column(teller("alternative"), width=NARROW_NAME if narrow else NAME)
    table.add_column(
        teller("use it regularly, of {people}", people=answer.asked.people), justify="right", width=REGULARLY
    )
    if not narrowest:
        table.add_column(teller("leave in {weeks} weeks", weeks=answer.asked.horizon), justify="right", width=LEAVE)
    unit = counted_in("NOK", True, teller)
    table.add_column(teller("{unit}, {years} years", unit=unit, years=MAIN_YEARS), justify="right", no_wrap=not narrow)
    table.add_column(teller("use, against the plan"), min_width=VERDICT)
    table.add_column(teller("money, against the plan"), min_width=VERDICT)
    for one in (answer.nothing, answer.plan, *_in_order(answer)):
        leavers = [] if narrowest else [heads(one.ranges[LEAVERS].mean, teller)]
        table.add_row(
            option_title(one, teller), _regularly(one, teller), *leavers, _millions(one, narrow, teller),
            _verdict(one, REGULAR, teller), _verdict(one, MAIN, teller), end_section=one.name == PLAN,
        )  # fmt: skip
    return "\n".join(table_lines(table, teller))


def _how_to_read(answer: Answer, teller: Teller) -> str:
    """What stands in the table, and what its shortest verdict means."""
    text = teller(
        "Means over worlds, which a few worlds far off can move away from the middle one; in brackets what four worlds "
        "in five lie between."
    )
    changes = [one.changes[measure] for one in _in_order(answer) for measure in (REGULAR, MAIN)]
    if any(change.verdict == "within noise" for change in changes):
        text += " " + teller("Unclear: {meaning}.", meaning=teller(VERDICT_WORD["within noise"]))
    return text


def not_run(answer: Answer, teller: Teller) -> list[str]:
    """Why some alternatives could not be run."""
    return [
        teller("{option} could not be tried: {reason}.", option=option_title(one, teller), reason=one_line(one.failed))
        for one in answer.alternatives
        if one.failed
    ]


def _regularly(one: Alternative, teller: Teller) -> str:
    """Regular users: the mean, and between what four worlds in five lie."""
    worlds = one.ranges[REGULAR]
    ends = heads_span(worlds.low, worlds.high, teller)
    return heads(worlds.mean, teller) if worlds.low == worlds.high else f"{heads(worlds.mean, teller)} ({ends})"


def _millions(one: Alternative, short: bool, teller: Teller) -> str:
    """Net benefit in millions: the mean, and between what four worlds in five lie."""
    worlds = one.ranges[MAIN]
    if worlds.mean != worlds.mean:
        return "-"
    mean, low, high = (
        teller.digits(f"{value / MILLION:+.1f}") if value else "0" for value in (worlds.mean, worlds.low, worlds.high)
    )
    return mean if short or worlds.low == worlds.high else f"{mean} {teller.span(low, high)}"


def _in_order(answer: Answer) -> list[Alternative]:
    """The best first, then the others as they were tried."""
    return [*answer.best, *(one for one in answer.options if one not in answer.best)]


def _verdict(one: Alternative, measure: str, teller: Teller) -> str:
    """What may be said of one change, and in how many worlds it is better and worse."""
    if one.name in (PLAN, NOTHING):
        return ""
    change = one.changes[measure]
    word = teller(UNCLEAR if change.verdict == "within noise" else VERDICT_WORD[change.verdict])
    share = {"better": change.over.better, "worse": change.over.worse}.get(change.verdict)
    return word if share is None else teller("{word}, {worlds}", word=word, worlds=of_ten(share, teller))


def _wrapped(text: str, listed: bool, teller: Teller) -> str:
    """In lines, but for a table; one of a list with a sign before it."""
    if "\n" in text:
        return text
    return teller.wrap(text, "- ", "  ") if listed else teller.wrap(text)
