"""The report of a what-if, section by section: the first page, and what stands behind it."""

from __future__ import annotations

from collections.abc import Sequence

from crmsim.analysis.money import YEARS
from crmsim.mechanisms.economy import BENEFITS, COSTS
from crmsim.mechanisms.state import ROLES
from crmsim.report.labels import ROLE, outcome_label
from crmsim.report.page.assumptions import assumption_blocks, repeat_blocks, wrong_blocks
from crmsim.report.page.bars import hours_figure, worlds_figures
from crmsim.report.page.blocks import Block, Cell, Figure, Items, Paragraph, Report, Section, Table
from crmsim.report.page.budget import budget_section, in_short
from crmsim.report.page.curves import money_figure, users_figure
from crmsim.report.page.departments import network_blocks
from crmsim.report.whatif_numbers import bare, bare_span, of_ten, unbroken
from crmsim.report.whatif_reasons import (
    CHECKLIST,
    NOT_IN_IT,
    hangs_on,
    how_sure,
    milestone_sentence,
    rule_sentences,
    togethers,
    worth_finding_out,
)
from crmsim.report.whatif_text import not_run
from crmsim.report.whatif_words import (
    MAIN,
    already,
    asked_title,
    back_in,
    change_cell,
    claims_of,
    money_of,
    money_unit,
    option_does,
    option_title,
    pays_in,
    question,
    regular_of,
    saved_hours,
    shown_first,
    the_answer,
)
from crmsim.scenario.catalogue import shipped
from crmsim.whatif.answer import Alternative, Answer
from crmsim.whatif.budget import BudgetAnswer
from crmsim.whatif.measures import HOURS, LEAVERS, MAIN_YEARS, PAID, REGULAR
from crmsim.words import Teller

HANGS_FIRST = 3  # things it hangs on that the first page tells


def report_of(answer: Answer, teller: Teller, best: BudgetAnswer | None = None) -> Report:
    """The whole report in one language; ``best`` is the best use of a budget, where that was asked too."""
    asked = answer.asked
    own = "" if asked.scenario in shipped() else teller.choose(asked.question, asked.question_nb)
    question_told = f"{question(asked, teller)} {own}".strip()
    made = answer.trials.sweep.provenance
    return Report(
        teller.language, teller("What if: {title}", title=asked_title(asked, teller)), question_told,
        (*first_page(answer, teller, best), *behind_it(answer, teller, best)),
        teller(
            "Made by crmsim {version}, a model of how people take up a system. It is no forecast: it says what follows "
            "from assumptions that are listed here.",
            version=made.get("crmsim", "-"),
        ),
    )  # fmt: skip


def first_page(answer: Answer, teller: Teller, best: BudgetAnswer | None) -> list[Section]:
    """What a leader reads who reads one page."""
    sentences = the_answer(answer, teller)
    hangs = hangs_on(answer, teller)
    use = [] if best is None else [in_short(best, teller)]
    return [
        Section("answer", teller("The answer"),
                [*(Paragraph(text, leading=True) for text in sentences), *use, first_table(answer, teller)], True),
        Section("sure", teller("How sure"), [Items(how_sure(answer, teller))], True),
        Section("hangs", teller("What it hangs on"), [Items(hangs[:HANGS_FIRST])], True),
        Section("left-out", teller("What is not in it"), [Items([teller(text) for text in NOT_IN_IT])], True),
    ]  # fmt: skip


def first_table(answer: Answer, teller: Teller) -> Table:
    """At most six alternatives in heads and money, against doing nothing and against the plan."""
    unit = money_unit(answer, teller)
    rows = [
        [option_title(one, teller), regular_of(one, answer, teller), _against(answer, one, REGULAR, teller),
         money_of(answer, one, teller), _against(answer, one, MAIN, teller),
         unbroken(of_ten(pays_in(answer, one.name), teller)) if one.name != answer.nothing.name else "-"]
        for one in shown_first(answer)
    ]  # fmt: skip
    return Table(
        teller("What was tried, in people and in money after {years} years: means over worlds; in brackets what four "
               "worlds in five give, or the interval of a difference", years=MAIN_YEARS),
        [teller("option"), teller("use it regularly"), teller("against the plan"),
         teller("money, against doing nothing, {unit}", unit=unit),
         teller("money, against the plan, {unit}", unit=unit), teller("pays in")],
        rows,
    )  # fmt: skip


def _against(answer: Answer, alternative: Alternative, measure: str, teller: Teller) -> str | Cell:
    if not alternative.changes:
        return "-"
    verdict = alternative.changes[measure].verdict
    return Cell(change_cell(answer, alternative, measure, teller), verdict if verdict in ("better", "worse") else "")


def behind_it(answer: Answer, teller: Teller, best: BudgetAnswer | None) -> list[Section]:
    """What stands behind the first page."""
    return [
        Section("use", teller("Who will use it"), _one(users_figure(answer, teller), teller)),
        Section("options", teller("The options side by side"),
                [meaning_table(answer, teller), *worlds_figures(answer, teller), options_table(answer, teller),
                 *_items(not_run(answer, teller))]),
        Section("together", teller("Which options need or spoil each other"), [Items(togethers(answer, teller))]),
        Section("money-section", teller("Money"), money_blocks(answer, teller)),
        *([] if best is None else [budget_section(best, teller)]),
        Section("hours-section", teller("Your own people's hours"), hours_blocks(answer, teller)),
        Section("milestones", teller("What you should see, and when to stop"), milestone_blocks(answer, teller)),
        Section("worth", teller("What would make you surer"), worth_blocks(answer, teller)),
        Section("network-section", teller("The organisation and its bottlenecks"), network_blocks(answer, teller)),
        Section("assumptions", teller("What it rests on"), assumption_blocks(answer, teller)),
        Section("wrong", teller("What the model gets wrong"), wrong_blocks(teller)),
        Section("checklist", teller("What no model knows: a checklist"), [checklist(teller)]),
        Section("repeat", teller("How to repeat it"), repeat_blocks(answer, teller)),
    ]  # fmt: skip


def _one(figure: Figure | None, teller: Teller) -> list[Block]:
    if figure is None:
        return [Paragraph(teller("No run is whole, so there is nothing to draw."))]
    return [figure]


def _items(texts: Sequence[str]) -> list[Block]:
    return [Items(texts)] if texts else []


def meaning_table(answer: Answer, teller: Teller) -> Table:
    """What is done in every option, and where it is done already."""
    rows = [
        [
            option_title(alternative, teller),
            f"{option_does(alternative, teller)} {already(alternative, teller)}".strip(),
            claims_of(alternative, teller),
        ]
        for alternative in answer.alternatives
        if len(alternative.options) <= 1 and not alternative.week
    ]
    return Table(
        teller("What each option means, and what the sources claim of it; whether it holds here, the next table says"),
        [teller("option"), teller("what is done"), teller("what the sources claim")], rows, words=True,
    )  # fmt: skip


def options_table(answer: Answer, teller: Teller) -> Table:
    """Every option: what it takes and what it gives against the plan."""
    rows: list[list[str | Cell]] = [
        [option_title(one, teller), _against(answer, one, REGULAR, teller), _against(answer, one, LEAVERS, teller),
         _hours(answer, one, teller), change_cell(answer, one, PAID, teller, millions=False),
         _against(answer, one, MAIN, teller)]
        for one in answer.alternatives
        if one.changes
    ]  # fmt: skip
    return Table(
        teller("Every option against the plan"),
        [teller("option"), teller("regular users"),
         teller("people who leave within {weeks} weeks", weeks=answer.asked.horizon), teller("own hours"),
         teller("paid to others, {unit}", unit=teller("1,000 NOK")),
         teller("money after {years} years, {unit}", years=MAIN_YEARS, unit=money_unit(answer, teller))],
        rows, words=True,
    )  # fmt: skip


def _hours(answer: Answer, alternative: Alternative, teller: Teller) -> str:
    """What an option takes of own hours beyond the plan, and of whom most."""
    text = change_cell(answer, alternative, HOURS, teller)
    if alternative.changes[HOURS].verdict not in ("better", "worse") or not alternative.options:
        return text
    more = {role: sum(alternative.hours[role]) - sum(answer.plan.hours[role]) for role in ROLES}
    role = max(more, key=lambda each: abs(more[each]))
    return teller("{hours}; most of it: {role}", hours=text, role=teller(ROLE[role]))


def money_blocks(answer: Answer, teller: Teller) -> list[Block]:
    """Money over time, in lines, and when it has come back."""
    blocks: list[Block] = [*_one(money_figure(answer, teller), teller)]
    for alternative in (answer.plan, *answer.best[:1]):
        blocks.append(lines_table(alternative, teller))
    rows = [
        [option_title(alternative, teller), *(unbroken(of_ten(share, teller)) for share in alternative.money.paid_back),
         back_in(alternative, teller)]
        for alternative in (answer.plan, *answer.options)
    ]  # fmt: skip
    table = Table(
        teller("When what was spent has come back and stays so; the week is that of the middle one of the worlds"),
        [teller("option"), *(teller("within {years} years", years=years) for years in YEARS), teller("week")], rows,
    )  # fmt: skip
    return [*blocks, table, *_items([saved_hours(answer, teller)])]


def lines_table(alternative: Alternative, teller: Teller) -> Table:
    """Money of an alternative in lines, after two, three and five years."""

    def row(name: str, amounts: Sequence[float]) -> list[str | Cell]:
        return [name, *(bare(amount, teller, False) for amount in amounts)]

    def total(names: Sequence[str]) -> list[float]:
        return [sum(alternative.money.lines[name][place] for name in names) for place in range(len(YEARS))]

    rows = [row(outcome_label(name, teller), alternative.money.lines[name]) for name in COSTS]
    rows.append(row(outcome_label("cost_nok", teller), total(COSTS)))
    rows += [row(outcome_label(name, teller), alternative.money.lines[name]) for name in BENEFITS]
    rows.append(row(outcome_label("benefit_nok", teller), total(BENEFITS)))
    rows.append([
        outcome_label("net_benefit_nok", teller),
        *(bare(each.mean, teller, False, True) for each in alternative.money.net),
    ])  # fmt: skip
    rows.append([
        teller("middle one of the worlds"), *(bare(each.middle, teller, False, True) for each in alternative.money.net)
    ])  # fmt: skip
    rows.append([
        teller("four worlds in five"),
        *(bare_span(each.low, each.high, teller, False) for each in alternative.money.net),
    ])  # fmt: skip
    return Table(
        teller("{option}: money in lines, mean over worlds, against doing nothing, discounted",
               option=option_title(alternative, teller)),
        [teller("1,000 NOK"), *(teller("{years} years", years=years) for years in YEARS)], rows,
    )  # fmt: skip


def hours_blocks(answer: Answer, teller: Teller) -> list[Block]:
    """Whose hours, and when."""
    figure = hours_figure(answer.plan, teller)
    if figure is None:
        return [Paragraph(teller("The plan takes no hours of your own people."))]
    return [figure]


def milestone_blocks(answer: Answer, teller: Teller) -> list[Block]:
    """What should be seen by when, and what to do if it is not."""
    blocks: list[Block] = [Items([milestone_sentence(answer, one, teller) for one in answer.milestones.seen])]
    if not answer.milestones.rules:
        blocks.append(Paragraph(teller("Nothing that was tried can begin later and help, so there is no rule for it.")))
    blocks += [Items(rule_sentences(answer, rule, teller)) for rule in answer.milestones.rules]
    return blocks


def worth_blocks(answer: Answer, teller: Teller) -> list[Block]:
    """What the answer hangs on in full, and what finding it out would be worth."""
    return [Items(hangs_on(answer, teller)), Items(worth_finding_out(answer, teller))]


def checklist(teller: Teller) -> Table:
    """What no model knows."""
    return Table(
        teller("To be settled before anything is decided"), [teller("what"), teller("what to do")],
        [[teller(what), teller(do)] for what, do in CHECKLIST], words=True,
    )  # fmt: skip
