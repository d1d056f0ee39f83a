"""Numbers and durations as a language writes them; the signs come from the Unicode CLDR by way of Babel.

Python decides the digits, so that both languages show the same number, and the signs are then exchanged.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from crmsim.words.message import Message, message

LOCALES = {"en": "en_GB", "nb": "nb_NO"}
CURRENCY = "NOK"
MOST_DIGITS = 18  # of a whole number that is read from a text; all of them fit 64 bits


def whole(text: str) -> int | None:
    """The whole number, 0 or more, that a text of digits stands for; None for any other text.

    One of more than 18 digits is none either: nothing here is so large, and Python refuses to read one of thousands.

    >>> whole("042"), whole("-1"), whole("1" * 5000)
    (42, None, None)
    """
    digits = text.lstrip("0") or text[-1:]
    return int(digits) if text.isdecimal() and len(digits) <= MOST_DIGITS else None


@dataclass(frozen=True)
class Signs:
    """The signs of a language.

    Attributes
    ----------
    group, decimal, minus:
        Between thousands, before decimals, before a number below zero.
    percent, currency:
        What follows a number, with the space before it.
    """

    group: str
    decimal: str
    minus: str
    percent: str
    currency: str

    def exchange(self, text: str) -> str:
        """A number in Python's format as the language writes it.

        >>> signs("nb").exchange("-1,234.5%")
        '−1\\xa0234,5\\xa0%'
        """
        return text.translate({44: self.group, 46: self.decimal, 45: self.minus, 37: self.percent})


@functools.cache
def signs(language: str) -> Signs:
    """The signs of a language."""
    if language == "en":  # those Python writes, so that English answers load no Babel
        return Signs(",", ".", "-", "%", f" {CURRENCY}")
    from babel import Locale, numbers

    locale = Locale.parse(LOCALES[language])
    percent = locale.percent_formats[None].pattern.removeprefix("#,##0")
    return Signs(
        numbers.get_group_symbol(locale),
        numbers.get_decimal_symbol(locale),
        numbers.get_minus_sign_symbol(locale),
        percent,
        f"\N{NO-BREAK SPACE}{numbers.get_currency_symbol(CURRENCY, locale)}",
    )


UNITS: tuple[tuple[float, Message], ...] = (
    (86_400.0, message("{n:,} days")),
    (3600.0, message("{n:,} hours")),
    (60.0, message("{n:,} min")),
)


def roughly(seconds: float) -> Message:
    """Seconds told roughly: ``8.3 min``, ``12 hours``.

    >>> str(roughly(500.0)), str(roughly(0.2))
    ('8.3 min', 'less than 1 s')
    """
    if seconds < 1.0:
        return message("less than 1 s")
    for size, unit in UNITS:
        if seconds >= 2.0 * size:
            n = seconds / size
            return Message(unit.template, {"n": round(n, 1) if n < 10.0 else round(n)})
    return message("{n:,} s", n=round(seconds))
