"""Who tells: a language, the width of a line, and how words, numbers, lists and durations come out in them."""

from __future__ import annotations

import functools
import math
import numbers
import re
import shutil
import string
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from crmsim.errors import CrmsimError, nearest
from crmsim.words.message import Message, message
from crmsim.words.numbers import LOCALES, signs
from crmsim.words.reasons import BLANKS, reason
from crmsim.words.shown import one_line

Key = tuple[str | None, str]  # context and English text, as gettext looks it up


def catalogue_file(language: str) -> Traversable:
    """Where the translations to a language stand."""
    return files("crmsim.words").joinpath("locale", language, "LC_MESSAGES", "crmsim.po")


@functools.cache
def translations(language: str) -> dict[Key, tuple[str, ...]]:
    """The forms of every text in a language, singular first; nothing for English, which stands in the code."""
    if language == "en":
        return {}
    from babel.messages.pofile import read_po

    with catalogue_file(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    result: dict[Key, tuple[str, ...]] = {}
    for entry in catalogue:
        one = entry.id if isinstance(entry.id, str) else entry.id[0]
        forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
        if one and forms and all(forms):
            result[entry.context, one] = tuple(str(form) for form in forms)
    return result


LANGUAGES = ("en", "nb")
PERCENT_UNITS = ("share", "yes or no")
BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:%|pp|prosentpoeng|mill\.|kr|NOK|M NOK)(?!\w))")
HELD = "\ue000"  # in the place of a space at which no line is broken; no letter of any language
NARROWEST, WIDEST, USUAL = 72, 140, 100  # characters of a line


@dataclass(frozen=True)
class Teller:
    """Tells words and numbers in one language; made once and handed to whatever makes words.

    Attributes
    ----------
    language:
        "en" or "nb".
    width:
        Characters of a line; None for the terminal's, between 72 and 140.

    Raises
    ------
    CrmsimError
        For an unknown language.
    """

    language: str = "en"
    width: int | None = None

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise CrmsimError(
                message("unknown language"),
                value=self.language,
                expected=message("en (English) or nb (bokmål)"),
                nearest=nearest(str(self.language), LANGUAGES),
            )

    def __call__(self, text: str, /, *, context: str | None = None, **values: object) -> str:
        """A text in the language of this teller, its blanks filled.

        Parameters
        ----------
        text:
            English with blanks, or a :class:`Message`, which may bring its own values. What has no translation is
            told as it is.
        values:
            What stands in the blanks; messages among them are told too. Without any, braces are just braces.
        """
        template, given = text, values
        if isinstance(text, Message):
            template, context, given = text.template, text.context, {**text.values, **values}
        forms = translations(self.language).get((context, template))
        return self._filled(forms[0] if forms else template, given)

    def plural(self, one: str, many: str, n: int, /, *, context: str | None = None, **values: object) -> str:
        """``one`` where ``n`` is 1, else ``many``; both may hold the blank ``{n}``."""
        place = 0 if n == 1 else 1  # English and bokmål alike
        forms = translations(self.language).get((context, one), (one, many))
        return self._filled(forms[place], {"n": n, **values})

    def choose(self, english: str, norwegian: str = "") -> str:
        """A text from a user's file, on one line: in Norwegian as the file has it, else as the catalogue has it."""
        return one_line(norwegian if norwegian and self.language == "nb" else self(english))

    def _filled(self, template: str, values: dict[str, Any]) -> str:
        if not values:
            return template
        if self.language == "en":
            return template.format(**values)
        written = {name: reason(value, self) if name in BLANKS else value for name, value in values.items()}
        return _Filling(self).vformat(template, (), written)

    def value(
        self,
        value: float | None,
        unit: str,
        *,
        change: bool = False,
        millions: bool = False,
        beside: float | None = None,
        bare: bool = False,
    ) -> str:
        """A number with the digits and the sign of its unit: shares in per cent, money in kroner.

        Parameters
        ----------
        value:
            None and NaN are told as a hyphen.
        change:
            Carries its sign; of shares it is told in percentage points.
        millions:
            In millions whatever its size.
        beside:
            A number with whose digits this one is shown.
        bare:
            Without the sign of its unit.

        >>> Teller().value(0.5417, "share"), Teller().value(-0.031, "share", change=True)
        ('54.2%', '-3.1pp')
        >>> Teller().value(1234567.0, "NOK"), Teller("nb").value(1234567.0, "NOK")
        ('1.23M NOK', '1,23\\xa0mill.\\xa0kr')
        """
        if value is None or value != value:
            return "-"
        if unit in PERCENT_UNITS:
            shown = self.signed(f"{value * 100.0:.1f}", change)
            return shown if bare else shown + (self("pp") if change else signs(self.language).percent)
        currency = signs(self.language).currency if unit == "NOK" and not bare else ""
        size = abs(value if beside is None else beside)
        if millions or size >= 1e6:
            return self.signed(f"{value / 1e6:.2f}", change) + ("" if bare else self("M")) + currency
        if unit == "NOK" or size >= 100.0 or size == 0.0:
            return self.signed(f"{value:,.0f}", change) + currency
        digits = min(max(2 - math.floor(math.log10(size)), 0), 4)
        return self.signed(f"{value:.{digits}f}", change)

    def share(self, value: float | None, change: bool = False) -> str:
        """A share in per cent; a change of one in percentage points."""
        return self.value(value, "share", change=change)

    def money(self, value: float | None, change: bool = False) -> str:
        """An amount in kroner, large ones in millions."""
        return self.value(value, "NOK", change=change)

    def number(self, value: float | None, change: bool = False) -> str:
        """A number without a unit, to three digits."""
        return self.value(value, "", change=change)

    def interval(self, low: float | None, high: float | None, unit: str, *, millions: bool = False) -> str:
        """An interval of a difference as "[low, high]", both ends with the same digits and without their unit."""
        if low is None or high is None:
            return "-"
        beside = max(abs(low), abs(high))
        ends = [self.value(end, unit, change=True, millions=millions, beside=beside, bare=True) for end in (low, high)]
        return self.span(*ends)

    def span(self, low: str, high: str) -> str:
        """The ends of an interval, told already, in brackets; parted by what is no decimal sign of the language."""
        return f"[{low}{', ' if signs(self.language).decimal == '.' else '; '}{high}]"

    def count(self, count: int) -> str:
        """A whole number with thousands apart."""
        return signs(self.language).exchange(f"{count:,}")

    def tick(self, value: float) -> str:
        """A number along an axis: as short as it can be told, with thousands apart."""
        return signs(self.language).exchange(f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.10g}")

    def digits(self, text: str) -> str:
        """A number in Python's format (``f"{value:,.2f}"``) as the language writes it."""
        return signs(self.language).exchange(text)

    def duration(self, seconds: float) -> str:
        """Seconds as one reads them: ``45 s``, ``3 min 20 s``, ``2 h 5 min``, ``3 days 4 h``.

        >>> Teller("nb").duration(7500.0)
        '2 t 5 min'
        """
        whole = round(seconds)
        if whole < 60:
            return self.digits(f"{seconds:.1f} s" if seconds < 10.0 else f"{whole} s")
        minutes, rest = divmod(whole, 60)
        if minutes < 60:
            return f"{minutes} min {rest} s"
        hours, minutes = divmod(minutes, 60)
        if hours < 48:
            return self("{hours} h {minutes} min", hours=hours, minutes=minutes)
        return self("{days:,} days {hours} h", days=hours // 24, hours=hours % 24)

    def listed(self, items: Iterable[str], kind: Literal["and", "or"] = "and") -> str:
        """Items in a row: "a, b and c".

        >>> Teller().listed(["a", "b", "c"]), Teller("nb").listed(["a", "b"], "or")
        ('a, b and c', 'a eller b')
        """
        from babel.lists import format_list

        text = [self(item) for item in items]
        return format_list(text, "standard" if kind == "and" else "or", locale=LOCALES[self.language])

    def wide(self, width: int) -> Teller:
        """The same teller with lines of ``width`` characters."""
        return replace(self, width=width)

    @property
    def columns(self) -> int:
        """Characters of a line."""
        if self.width is not None:
            return self.width
        return min(max(shutil.get_terminal_size((USUAL, 24)).columns, NARROWEST), WIDEST)

    def wrap(self, text: str, first: str = "", rest: str | None = None) -> str:
        """``text`` in lines of the teller's width, ``first`` before the first and ``rest`` before the others.

        A number and the sign of its unit stay on one line.
        """
        filled = textwrap.fill(
            BEFORE_UNIT.sub(HELD, text), max(self.columns, 40), initial_indent=first,
            subsequent_indent=first if rest is None else rest, break_on_hyphens=False, break_long_words=False,
        )  # fmt: skip
        return filled.replace(HELD, " ")

    def signed(self, text: str, change: bool) -> str:
        """The digits of a number, of a ``change`` with its sign; nothing has none."""
        if not any(character in "123456789" for character in text):
            text = text.lstrip("-")  # -0.0 is 0.0
        elif change and not text.startswith("-"):
            text = f"+{text}"
        return self.digits(text)


class _Filling(string.Formatter):
    """Fills blanks as Python does, numbers and messages in them in the teller's language."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller

    def format_field(self, value: Any, format_spec: str) -> Any:
        """A value in its blank."""
        if isinstance(value, Message):
            value = self.teller(value)
        text = format(value, format_spec)
        counted = isinstance(value, numbers.Real) and not isinstance(value, bool)
        return signs(self.teller.language).exchange(text) if counted else text


ENGLISH = Teller()
