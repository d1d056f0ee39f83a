"""The account of what was understood, in words: what is known, what is a range, what is not known at all."""

from __future__ import annotations

from collections.abc import Sequence

from crmsim.interview.meaning import Part, interval_of
from crmsim.interview.questions import BY_KEY, WEEKS
from crmsim.scenario import Scenario, describe_parameters
from crmsim.scenario.describe import NOT_PARAMETERS
from crmsim.scenario.schema import number
from crmsim.words import Message, Teller, message

PAID_BY_MONTH = 12.0  # months of a year
NOT_SAID = message("not said, so nothing is held against it")
ALL_HORIZONS = message("not said, so the model runs for five years, which tells of fewer years too")
AT_RANDOM = message("not said, so it is anybody, drawn anew in every run")
WORLDS = message(
    "What nobody can answer is drawn from worlds that were held against what has been observed in organisations, and "
    "the rest over all that is plausible."
)
NAMED = {"private": "reference_firm", "public": "reference_municipality"}  # worlds by sector
NOT_KNOWN = message("not known", context="answer")


def told(parts: Sequence[Part], scenario: Scenario, teller: Teller, files: Sequence[str] = ()) -> str:
    """What was understood, as text.

    Parameters
    ----------
    scenario:
        That the answers made.
    files:
        Of people and ties, where they take the place of the questions of size.
    """
    known = [part for part in parts if not part.unknown and part.answer.known]
    ranges = [part for part in parts if part.unknown and part.answer.known]
    open_ = [part for part in parts if not part.answer.known]
    lines = [teller("This is how your answers were understood.")]
    for heading, group in (
        (message("Known:"), known),
        (message("Known roughly. A run takes the middle, and a what-if tries the whole range:"), ranges),
        (message("Not known. A what-if tries all that is plausible:"), open_),
    ):
        if group or (files and group is known):
            lines += ["", teller.wrap(teller(heading))]
            if files and group is known:
                size = teller(
                    "{people:,} people, from {files}", people=round(parts[0].people), files=teller.listed(files)
                )
                lines.append(teller.wrap(f"{teller(BY_KEY['size'].label)}: {size}", "  ", "    "))
            lines += [teller.wrap(_line(part, teller), "  ", "    ") for part in group]
    rest = [
        row for row in describe_parameters(scenario)
        if not row.given and row.table not in NOT_PARAMETERS and row.name not in scenario.unknown
    ]  # fmt: skip
    assumed = sum(row.status == "assumed" for row in rest)
    lines += [
        "",
        teller.wrap(
            teller(
                "Assumed: everything else is as usual, {n} numbers and choices. Nobody has measured {assumed} of them.",
                n=len(rest), assumed=assumed,
            )
        ),
    ]  # fmt: skip
    if worlds_name(parts) is not None:
        lines += ["", teller.wrap(teller(WORLDS))]
    for doubt in doubts(parts, scenario):
        lines += ["", teller.wrap(teller(doubt))]
    return "\n".join(lines)


def worlds_name(parts: Sequence[Part]) -> str | None:
    """The shipped worlds of such an organisation; None where nobody knows of which kind it is."""
    sector = next(part.answer.picture for part in parts if part.question.key == "sector")
    return None if sector is None else NAMED[sector.key]


def _line(part: Part, teller: Teller) -> str:
    """What a part is about, and what was answered where anything was."""
    label = teller(part.question.label)
    words = part_words(part, teller)
    return label if words == teller(NOT_KNOWN) else f"{label}: {words}"


def part_words(part: Part, teller: Teller) -> str:
    """An answer in words."""
    if part.answer.picture is not None:
        return _small(teller(part.answer.picture.words))
    amount = part.question.amount
    if amount is not None and part.answer.low is not None and part.answer.high is not None:
        if amount.one is not None and part.answer.low == part.answer.high == 1.0:
            return teller(amount.one)
        return teller(amount.told, n=_span(part.answer.low, part.answer.high, teller))
    return _open_words(part, teller)


def _open_words(part: Part, teller: Teller) -> str:
    """What "don't know" was made to."""
    amount = part.question.amount
    if amount is None:
        return teller(NOT_KNOWN if part.unknown else AT_RANDOM)
    if amount.decided is not None:
        return teller(NOT_SAID if part.question.key == "budget" else ALL_HORIZONS)
    values = part.unknown[amount.key]
    low, high = interval_of(amount.key) if values == "interval" else (values["low"], values["high"])
    if amount.back is not None:
        low, high = amount.back(low, part.people), amount.back(high, part.people)
    return teller(amount.told, n=_span(low, high, teller))


def doubts(parts: Sequence[Part], scenario: Scenario) -> list[Message]:
    """What does not seem to fit together, though it can be run."""
    given = {part.question.key: part for part in parts}
    result = []
    budget, licence = given["budget"].answer.low, given["licence"].answer.low
    size = given["size"].answer.low if "size" in given else parts[0].people
    if budget and licence and size:
        years = scenario.weeks / WEEKS
        cost = licence * size * PAID_BY_MONTH * years
        if cost > budget:
            result.append(
                message(
                    "Does this fit? Licences alone for {people:,} people come to {cost:,.0f} NOK in {years:.3g} years, "
                    "which is more than the budget.",
                    people=round(size), cost=cost, years=years,
                )
            )  # fmt: skip
    return result


def _span(low: float, high: float, teller: Teller) -> str:
    """One number, or a range of them."""
    ends = [teller(number(end)) if end < 1e4 else teller.digits(f"{end:,.0f}") for end in (low, high)]
    return ends[0] if low == high else teller("{low} to {high}", low=ends[0], high=ends[1])


def _small(text: str) -> str:
    """A sentence as a part of another."""
    return text[:1].lower() + text[1:]
