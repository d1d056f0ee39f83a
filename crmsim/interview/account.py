"""The account of what was understood, in words: what is known, what is a range, what is not known at all."""

from __future__ import annotations

from collections.abc import Sequence

from crmsim.interview.meaning import Meaning, interval_of
from crmsim.interview.questions import BY_KEY, WEEKS
from crmsim.organisation import Organisation
from crmsim.organisation.understood import understood
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
FILES_READ = message("How the files were read:")
NOT_KNOWN = message("not known", context="answer")


def account(
    meanings: Sequence[Meaning],
    scenario: Scenario,
    teller: Teller,
    files: Sequence[str] = (),
    organisation: Organisation | None = None,
) -> str:
    """What was understood, as text.

    Parameters
    ----------
    scenario:
        That the answers made.
    files:
        Of people and ties, where they take the place of the questions of size.
    organisation:
        What was read of the files.
    """
    known = [meaning for meaning in meanings if not meaning.unknown and meaning.answer.known]
    ranges = [meaning for meaning in meanings if meaning.unknown and meaning.answer.known]
    open_ = [meaning for meaning in meanings if not meaning.answer.known]
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
                    "{people:,} people, from {files}", people=round(meanings[0].people), files=teller.listed(files)
                )
                lines.append(teller.wrap(f"{teller(BY_KEY['size'].label)}: {size}", "  ", "    "))
            lines += [teller.wrap(_line(meaning, teller), "  ", "    ") for meaning in group]
    if organisation is not None:
        lines += ["", teller(FILES_READ)]
        lines += [teller.wrap(f"{label}: {text}", "  ", "    ") for label, text in understood(organisation, teller)]
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
    if worlds_name(meanings) is not None:
        lines += ["", teller.wrap(teller(WORLDS))]
    for doubt in doubts(meanings, scenario):
        lines += ["", teller.wrap(teller(doubt))]
    return "\n".join(lines)


def worlds_name(meanings: Sequence[Meaning]) -> str | None:
    """The shipped worlds of such an organisation; None where nobody knows of which kind it is."""
    sector = next(meaning.answer.picture for meaning in meanings if meaning.question.key == "sector")
    return None if sector is None else NAMED[sector.key]


def _line(meaning: Meaning, teller: Teller) -> str:
    """What an answer is about, and what was answered where anything was."""
    label = teller(meaning.question.label)
    words = meaning_words(meaning, teller)
    return label if words == teller(NOT_KNOWN) else f"{label}: {words}"


def meaning_words(meaning: Meaning, teller: Teller) -> str:
    """An answer in words."""
    if meaning.answer.picture is not None:
        return _small(teller(meaning.answer.picture.words))
    amount = meaning.question.amount
    if amount is not None and meaning.answer.low is not None and meaning.answer.high is not None:
        if amount.one is not None and meaning.answer.low == meaning.answer.high == 1.0:
            return teller(amount.one)
        return teller(amount.in_words, n=_span(meaning.answer.low, meaning.answer.high, teller))
    return _open_words(meaning, teller)


def _open_words(meaning: Meaning, teller: Teller) -> str:
    """What "don't know" was made to."""
    amount = meaning.question.amount
    if amount is None:
        return teller(NOT_KNOWN if meaning.unknown else AT_RANDOM)
    if amount.decided is not None:
        return teller(NOT_SAID if meaning.question.key == "budget" else ALL_HORIZONS)
    values = meaning.unknown[amount.key]
    low, high = interval_of(amount.key) if values == "interval" else (values["low"], values["high"])
    if amount.back is not None:
        low, high = amount.back(low, meaning.people), amount.back(high, meaning.people)
    return teller(amount.in_words, n=_span(low, high, teller))


def doubts(meanings: Sequence[Meaning], scenario: Scenario) -> list[Message]:
    """What does not seem to fit together, though it can be run."""
    given = {meaning.question.key: meaning for meaning in meanings}
    result = []
    budget, licence = given["budget"].answer.low, given["licence"].answer.low
    size = given["size"].answer.low if "size" in given else meanings[0].people
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
