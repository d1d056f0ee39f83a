"""A preview of options taken together, on a terminal: what is guessed, how far that is off, and what is not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmsim.report.table import empty_table, table_lines
from crmsim.report.whatif_numbers import ROUND, fine, kroner
from crmsim.report.whatif_words import VERDICT_WORD
from crmsim.whatif.measures import ENERGY, HOURS, LEAVERS, MAIN_YEARS, PAID, REGULAR, USERS
from crmsim.whatif.options import OPTION
from crmsim.whatif.preview import LEAST_CHECKED, NET, Guess, Preview
from crmsim.words import ENGLISH, Message, Teller, message

CALLED: dict[str, Message] = {
    USERS: message("use the system"),
    REGULAR: message("use it regularly"),
    LEAVERS: message("leave"),
    ENERGY: message("energy, points of 100"),
    HOURS: message("own hours"),
    PAID: message("paid to others"),
    NET: message("net benefit after {years} years", years=MAIN_YEARS),
}
RAN = {
    True: message("Run together in this what-if: {options}."),
    False: message("Run in this what-if: {options}."),
}
"""By whether it was more than one option."""


@dataclass(frozen=True)
class PreviewTable:
    """A preview in words.

    Attributes
    ----------
    head:
        What was put together, and whether it is guessed.
    columns, rows:
        A table of what may be shown: a measure, its change, how far that is off where it is guessed, what matters.
    notes:
        What is not shown and why, and how far guesses can be trusted.
    """

    head: str
    columns: list[str]
    rows: list[list[str]]
    notes: list[str]


def preview_rows(preview: Preview, options: Sequence[str], teller: Teller = ENGLISH) -> PreviewTable:
    """What is guessed of options taken together; measures of which nothing can be guessed are named.

    Raises
    ------
    CrmsimError
        As :meth:`crmsim.whatif.preview.Preview.of`.
    """
    guesses = preview.of(options)
    names = " + ".join(teller(OPTION[name].title) for name in dict.fromkeys(options))
    accurate = [guess for guess in guesses.values() if guess.accurate]
    left = [guess for guess in guesses.values() if not guess.accurate]
    ran = all(guess.error == 0.0 for guess in guesses.values())
    head = (
        teller(RAN[len(set(options)) > 1], options=names)
        if ran
        else teller("A guess, of options that were run one by one and not together: {options}.", options=names)
    )
    notes = []
    if len(preview.checked) < LEAST_CHECKED and not ran:
        notes.append(
            teller("No guess is given: fewer than {least} combinations were run, and so nobody can tell how far it "
                   "would be off.", least=LEAST_CHECKED)
        )  # fmt: skip
    elif left:
        off = [teller("{measure} (off by {error}, and {matters} matters)", measure=teller(CALLED[guess.measure]),
                      error=_size(guess, guess.error, teller), matters=_size(guess, guess.matters, teller))
               for guess in left]  # fmt: skip
        notes.append(
            teller("No guess, as guesses are off by more than what matters: {measures}. More worlds make them better.",
                   measures=teller.listed(off))
        )  # fmt: skip
    if len(preview.checked) >= LEAST_CHECKED and not ran:
        notes.append(
            teller("How far guesses are off was seen on {n} combinations that were run, of the options that do best "
                   "alone; of more options together, or of weaker ones, nobody has seen it.", n=len(preview.checked))
        )  # fmt: skip
    columns = ["", teller("against the plan"), *([] if ran else [teller("off by about")]), teller("matters from")]
    rows = [
        [teller(CALLED[guess.measure]),
         _change(guess, teller),
         *([] if ran else [_size(guess, guess.error, teller)]), _size(guess, guess.matters, teller)]
        for guess in accurate
    ]  # fmt: skip
    return PreviewTable(head, columns, rows, notes)


def preview_text(preview: Preview, options: Sequence[str], teller: Teller = ENGLISH) -> str:
    """The same for a terminal."""
    shown = preview_rows(preview, options, teller)
    parts = [teller.wrap(shown.head)]
    if shown.rows:
        table = empty_table()
        for place, name in enumerate(shown.columns):
            table.add_column(name, justify="right" if place else "left")
        for row in shown.rows:
            table.add_row(*row)
        parts.append("\n".join(table_lines(table, teller)))
    return "\n\n".join([*parts, *map(teller.wrap, shown.notes)])


def _change(guess: Guess, teller: Teller) -> str:
    """A change, or why none is told; in the words of the what-if's answer where its worlds are too few."""
    if not guess.noise:
        return _size(guess, guess.change, teller, True)
    return teller(VERDICT_WORD["too few runs"] if guess.few else "within noise")


def _size(guess: Guess, value: float, teller: Teller, change: bool = False) -> str:
    """A change or a size in the measure's unit."""
    if guess.measure in (PAID, NET):
        small = not change and 0.0 < value < ROUND / 2.0
        return teller("under {amount}", amount=kroner(ROUND, teller)) if small else kroner(value, teller, change)
    if guess.measure == HOURS:
        return fine(value, teller, change)
    scaled = 100.0 * value if guess.measure == ENERGY else value
    text = f"{scaled:+.1f}" if change else f"{scaled:.1f}"
    return teller.digits(text)
