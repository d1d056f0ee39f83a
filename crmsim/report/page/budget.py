"""The best use of a budget on the page: what to take on the first page, and what stands behind that further down."""

from __future__ import annotations

from crmsim.report.budget_text import (
    from_other_seeds,
    front_rows,
    how_found,
    in_other_worlds,
    left_off_the_table,
    recommended,
    what_budget,
    what_money_buys,
)
from crmsim.report.page.blocks import Items, Paragraph, Section, Table
from crmsim.report.whatif_numbers import kroner
from crmsim.whatif.budget import BudgetAnswer
from crmsim.words import Teller


def in_short(answer: BudgetAnswer, teller: Teller) -> Paragraph:
    """What to take, for the first page."""
    return Paragraph(
        teller("Best use of {budget}: {answer}", budget=kroner(answer.budget, teller),
               answer=recommended(answer, teller)[0])
    )  # fmt: skip


def budget_section(answer: BudgetAnswer, teller: Teller) -> Section:
    """What to take and why, how sure that is, what may be chosen between, and what money does not buy."""
    head, *rows = front_rows(answer, teller)
    return Section(
        "budget", teller("The best use of a budget"),
        [
            Paragraph(what_budget(answer, teller)),
            Items(recommended(answer, teller)),
            Items([*in_other_worlds(answer, teller), *from_other_seeds(answer, teller)]),
            Table(teller("What may be chosen between, the cheapest first: means over worlds"), head, rows, words=True),
            Items([*left_off_the_table(answer, teller), *what_money_buys(answer, teller), *how_found(answer, teller)]),
        ],
    )  # fmt: skip
