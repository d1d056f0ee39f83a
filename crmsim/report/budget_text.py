"""The best use of a budget in words: what to take and why, how sure that is, the front, and what money does not buy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmsim.analysis.difference import DIRECTED, Difference
from crmsim.report.table import empty_table, table_lines
from crmsim.report.whatif_numbers import heads, heads_span, kroner, kroner_span, of_ten, per_cent, whole
from crmsim.report.whatif_words import VERDICT_WORD
from crmsim.whatif.asking import NOTHING
from crmsim.whatif.budget import FREE, BudgetAnswer, Repeat, Way
from crmsim.whatif.measures import ENERGY, LEAVERS, MAIN_YEARS, REGULAR
from crmsim.whatif.options import Option
from crmsim.whatif.uses import GUARDED, MONEY, OWN, OWN_NOK, PAID, WITHIN, WORSE_AT_MOST
from crmsim.words import ENGLISH, Message, Teller, message

MOST_ROWS = 8
NOTICED = 0.05  # regular users, told with one decimal
ENDS = ("share", "low", "high")
CALLED: dict[str, Message] = {
    REGULAR: message("regular users"),
    LEAVERS: message("people who leave"),
    MONEY: message("net benefit after {years} years", years=MAIN_YEARS),
    PAID: message("paid to others"),
    OWN: message("own hours"),
}
RULE = message(
    "How it is chosen: of all that can be paid for, and that in at least nine of ten worlds is not worse than the plan "
    "by enough to matter in regular users, in people who leave or in net benefit after {years} years, that with most "
    "regular users; of those with as many, the cheapest, own hours included, and then that with fewest options."
)


def _called(measure: str, teller: Teller) -> str:
    return teller(CALLED[measure])


def _tenth(value: float, teller: Teller) -> str:
    """People on average, with one decimal."""
    return "-" if value != value else teller.digits(f"{value:.1f}")


def budget_text(answer: BudgetAnswer, teller: Teller = ENGLISH) -> str:
    """What to take and why first; then how sure that is, the front, what is free, and how it was found."""
    sections: list[tuple[str, Sequence[str]]] = [
        ("", [what_budget(answer, teller)]),
        ("", recommended(answer, teller)),
        (teller("How sure"), [*in_other_worlds(answer, teller), *from_other_seeds(answer, teller)]),
        (teller("What may be chosen between"), [_front(answer, teller), *left_off_the_table(answer, teller)]),
        (teller("What money buys"), what_money_buys(answer, teller)),
        (teller("How it was found"), how_found(answer, teller)),
    ]
    parts = []
    for head, lines in sections:
        first, rest = ("- ", "  ") if head else ("", "")
        body = [line if "\n" in line else teller.wrap(line, first, rest) for line in lines]
        parts.append("\n".join([*([head] if head else []), *body]))
    return "\n\n".join(parts)


def titles(options: Sequence[Option], teller: Teller) -> str:
    """Options that are taken together; the plan as it is without any."""
    return " + ".join(teller(option.title) for option in options) or teller("the plan as it is")


def title_of(way: Way, teller: Teller) -> str:
    """What a way to use a budget is called."""
    return teller("doing nothing") if way.name == NOTHING else titles(way.options, teller)


def recommended(answer: BudgetAnswer, teller: Teller) -> list[str]:
    """What to take, what it costs and gives, and the rule by which it is chosen; or why there is nothing to take."""
    choice, plan = answer.choice, answer.plan
    rule = teller(RULE, years=MAIN_YEARS)
    if choice is None:
        return [*_nothing_fits(answer, teller), rule]
    if choice.name == plan.name:
        text = teller(
            "Take the plan as it is: of what was tried and can be paid for, nothing is as safe and gives more regular "
            "users by enough to matter."
        )
    elif choice.name == NOTHING:
        text = teller("Do nothing: of what was tried and can be paid for, nothing is as safe and gives more.")
    else:
        text = teller("Take: {options}.", options=titles(choice.options, teller))
    lines = [text, _costs(choice, answer, teller)]
    if choice.name != plan.name:
        lines.append(teller("The plan as it is: {costs}", costs=_costs(plan, answer, teller, short=True)))
    if any(option.acts for option in choice.options):
        lines.append(
            teller(
                "Hours that meetings across departments take are not among own hours: they are free hours less, and "
                "lower the net benefit."
            )
        )
    return [*lines, rule]


def what_budget(answer: BudgetAnswer, teller: Teller) -> str:
    """What the budget is for."""
    return teller(
        "Best use of {budget} for {people} people: what is paid to others for licences, consultants and training "
        "within {years} years, the plan included and not only what is added to it. Own hours are paid to nobody and "
        "stand beside it.",
        budget=kroner(answer.budget, teller), people=answer.asked.people, years=WITHIN,
    )  # fmt: skip


def _costs(way: Way, answer: BudgetAnswer, teller: Teller, short: bool = False) -> str:
    values: dict[str, Any] = {
        "paid": kroner(way.mean(PAID), teller), "hours": whole(way.mean(OWN), teller),
        "worth": kroner(way.mean(OWN_NOK), teller), "regular": heads(way.mean(REGULAR), teller),
        "people": answer.asked.people, "leavers": heads(way.mean(LEAVERS), teller),
        "net": kroner(way.mean(MONEY), teller, change=True), "years": MAIN_YEARS, "over": of_ten(way.over, teller),
        "weeks": answer.asked.horizon,
    }  # fmt: skip
    if short:
        return teller(
            "{paid} paid to others, {hours} own hours worth {worth}; {regular} of {people} use it regularly, {leavers} "
            "leave; net benefit after {years} years {net}.",
            **values,
        )
    return teller(
        "On average {paid} is paid to others, and {hours} own hours worth {worth} are spent; more than the budget is "
        "paid in {over}. After {weeks} weeks {regular} of {people} use it regularly and {leavers} have left; net "
        "benefit after {years} years {net}.",
        **values,
    )


def _nothing_fits(answer: BudgetAnswer, teller: Teller) -> list[str]:
    ways = [way for way in answer.front if way.name != NOTHING] or [answer.plan]
    least = min(ways, key=lambda way: way.mean(PAID))
    lines = [
        teller(
            "Nothing that can be paid for is as safe as the plan, and so nothing is recommended: the plan as it is "
            "pays {paid} to others, more than the budget.",
            paid=kroner(answer.plan.mean(PAID), teller),
        )
    ]
    there = answer.affordable
    if there is None or there.name == NOTHING:
        lines.append(
            teller(
                "Only doing nothing can be paid for. The cheapest project that was tried pays {paid}: {options}.",
                paid=kroner(least.mean(PAID), teller),
                options=title_of(least, teller),
            )
        )
    else:
        lines.append(
            teller(
                "Of what can be paid for, this has most regular users: {options}. {costs} It is worse than the plan by "
                "enough to matter in regular users in {worse}.",
                options=title_of(there, teller),
                costs=_costs(there, answer, teller),
                worse=of_ten(there.worse[REGULAR], teller),
            )
        )
    return lines


def in_other_worlds(answer: BudgetAnswer, teller: Teller) -> list[str]:
    """The choice in worlds that had no part in it."""
    fresh = answer.fresh
    if fresh is None:
        return []
    changes = "; ".join(
        teller("{measure}: {change}", measure=_called(name, teller), change=_change(name, one, teller))
        for name, one in fresh.changes.items()
    )
    worse = teller.listed(
        [
            teller(
                "{measure} in {share} of them ({low} to {high})",
                measure=_called(name, teller),
                **{key: per_cent(one, teller) for key, one in zip(ENDS, fresh.worse[name], strict=True)},
            )
            for name in GUARDED
        ]
    )
    lines = [
        teller(
            "Against the plan, in {n} other worlds that had no part in the choice: {changes}. In brackets 95 % "
            "intervals of the mean, which hold all together.",
            n=fresh.worlds,
            changes=changes,
        ),
        teller("There it is worse than the plan by enough to matter: {worse}.", worse=worse),
        teller(
            "The best of many looks better than it is. Where it was chosen it has {here} more regular users than the "
            "plan, in the other worlds {there}.",
            here=_tenth(fresh.chosen_from, teller),
            there=_tenth(fresh.changes[REGULAR].mean or 0.0, teller),
        ),
        teller(
            "Over all searches, what was chosen looked better by {flattery} regular users than it was elsewhere.",
            flattery=_tenth(fresh.flattery, teller),
        )
        if fresh.flattery >= NOTICED
        else teller("Over all searches, what was chosen looked no better than it was elsewhere."),
    ]
    broken = [name for name in GUARDED if fresh.worse[name][1] > WORSE_AT_MOST]
    if broken:
        lines.append(
            teller(
                "So in these worlds it is not as safe as the rule asks for, in: {measures}.",
                measures=teller.listed([_called(name, teller) for name in broken]),
            )
        )
    return lines


def _change(measure: str, difference: Difference, teller: Teller) -> str:
    """A change with its interval; what may not be said is not."""
    if difference.verdict not in DIRECTED or difference.low is None or difference.high is None:
        return teller(VERDICT_WORD[difference.verdict])
    mean = difference.mean or 0.0
    more = mean > 0.0
    low, high = sorted((abs(difference.low), abs(difference.high)))
    if measure in (PAID, MONEY):
        size, span = kroner(abs(mean), teller), kroner_span(low, high, teller)
    else:
        n = whole(abs(mean), teller) if measure == OWN else heads(abs(mean), teller)
        named = {"n": n, "span": heads_span(low, high, teller)}
        return teller("{n} more ({span})", **named) if more else teller("{n} fewer ({span})", **named)
    if more:
        return teller("{size} more ({span})", size=size, span=span)
    return teller("{size} less ({span})", size=size, span=span)


def from_other_seeds(answer: BudgetAnswer, teller: Teller) -> list[str]:
    """Whether the same search elsewhere found the same."""
    same = sum(one.same for one in answer.repeats)
    lines = [
        teller(
            "The same search from {all} other seeds, with other worlds and other random numbers: {same} of {all} found "
            "the same.",
            all=len(answer.repeats),
            same=same,
        )
    ]
    return [*lines, *(_other(n, one, teller) for n, one in enumerate(answer.repeats, 2) if not one.same)]


def _other(n: int, one: Repeat, teller: Teller) -> str:
    if one.options is None:
        return teller("Search {n} found nothing that is safe and can be paid for.", n=n)
    named: dict[str, Any] = {"n": n, "options": titles(one.options, teller)}
    if one.beside is None:
        return teller("Search {n} found {options}.", **named)
    return teller(
        "Search {n} found {options}; regular users beside the choice here, in worlds that chose neither: {change}.",
        **named, change=_change(REGULAR, one.beside, teller),
    )  # fmt: skip


def front_rows(answer: BudgetAnswer, teller: Teller) -> list[list[str]]:
    """The table of what may be chosen between: its head, then a row for each way."""
    rows = [
        [title_of(way, teller), kroner(way.mean(PAID), teller), heads(way.mean(REGULAR), teller),
         per_cent(way.mean(ENERGY), teller), whole(way.mean(OWN), teller),
         teller("yes") if way.robust else teller("no")]
        for way in shown_ways(answer)
    ]  # fmt: skip
    head = [teller("way"), teller("paid to others"), teller("regular users"), teller("energy"), teller("own hours"),
            teller("as safe as the plan")]  # fmt: skip
    return [head, *rows]


def _front(answer: BudgetAnswer, teller: Teller) -> str:
    head, *rows = front_rows(answer, teller)
    table = empty_table()
    for place, name in enumerate(head):
        table.add_column(name, justify="right" if 0 < place < len(head) - 1 else "left")
    for row in rows:
        table.add_row(*row)
    return "\n".join(table_lines(table, teller))


def shown_ways(answer: BudgetAnswer) -> list[Way]:
    """Rows of the table, the cheapest first: nothing, the plan, the choice, then the front's by regular users."""
    kept = {way.name: way for way in (answer.nothing, answer.plan, answer.choice, answer.affordable) if way is not None}
    for way in sorted(answer.front, key=lambda way: -way.mean(REGULAR)):
        if len(kept) < MOST_ROWS:
            kept.setdefault(way.name, way)
    return sorted(kept.values(), key=lambda way: (way.mean(PAID), way.mean(OWN)))


def left_off_the_table(answer: BudgetAnswer, teller: Teller) -> list[str]:
    """What the table of ways shows, and what it leaves out."""
    shown = {way.name for way in shown_ways(answer)}
    left = sum(way.name not in shown for way in answer.front)
    lines = [
        teller(
            "On the front stands what nothing else that was tried outdoes by enough to matter in payments, regular "
            "users, energy and own hours at once. The plan and the choice are shown whether they stand on it or not."
        )
    ]
    if left:
        lines.append(
            teller.plural("One more on the front is left out.", "{n} more on the front, with fewer regular users, are "
                          "left out.", left)
        )  # fmt: skip
    return lines


def what_money_buys(answer: BudgetAnswer, teller: Teller) -> list[str]:
    """Which options cost something, and which do not."""
    free = answer.free
    paying = [option for option in answer.among if option.name in answer.added and option not in free]
    lines = []
    if answer.failed:
        out = teller.listed([teller(option.title) for option in answer.failed])
        lines.append(teller("Left out, for it could be run in no world: {options}.", options=out))
    if free:
        lines.append(
            teller(
                "Of {all} options, {n} change what is paid by no more than {least} of what the plan pays: {options}. "
                "Money does not buy them; they take will, and hours of your own.",
                all=len(answer.among),
                n=len(free),
                least=per_cent(FREE, teller),
                options=teller.listed([teller(option.title) for option in free]),
            )
        )
    if paying:
        sections = [
            teller(
                "{option} {change}",
                option=teller(option.title),
                change=kroner(answer.added[option.name], teller, change=True),
            )
            for option in paying
        ]
        lines.append(
            teller(
                "What each of the others alone adds to the payments or saves, directly or because more or fewer people "
                "come to use the system: {options}.",
                options=teller.listed(sections),
            )
        )
    return lines


def how_found(answer: BudgetAnswer, teller: Teller) -> list[str]:
    """How many ways were tried, and how far guesses of the others were off."""
    lines = [
        teller.plural(
            "{possible} combinations have no options that contradict each other; {tried} of them were run, in {worlds} "
            "worlds with {n} run in each.",
            "{possible} combinations have no options that contradict each other; {tried} of them were run, in {worlds} "
            "worlds with {n} runs in each.",
            answer.size.runs,
            possible=teller.count(answer.possible),
            tried=teller.count(answer.tried),
            worlds=answer.size.worlds,
        )
    ]
    if answer.guesses:
        lines.append(
            teller(
                "What to run next was guessed from what had been run: that options add up, and pairs add something of "
                "their own. The {n} guesses that were then run were off by {regular} regular users, {paid} and {hours} "
                "own hours (root of the mean square). Nothing that is told is guessed.",
                n=answer.guesses,
                regular=_tenth(answer.missed[REGULAR], teller),
                paid=kroner(answer.missed[PAID], teller),
                hours=whole(answer.missed[OWN], teller),
            )
        )
    if answer.choice is not None and answer.choice.options:
        lines.append(teller("What is chosen was also run without each of its options, and none can be spared."))
    if answer.tried == answer.possible:
        lines.append(teller("Every combination was run, so nothing was guessed."))
    elif answer.settled:
        lines.append(teller("By the guess, nothing that was not run would serve better by enough to matter."))
    else:
        lines.append(teller("The search ended with more to try: something that was not run may serve better."))
    return lines
