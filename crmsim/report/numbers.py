"""Numbers as people read them: percentages, thousands, decimal commas in Norwegian."""

from __future__ import annotations

import math

from crmsim.report.words import Language

THIN = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"  # the Norwegian one; English answers keep the hyphen that a terminal always has
SIGN: dict[str, dict[Language, str]] = {  # in Norwegian a space stands before a unit
    "%": {"en": "%", "nb": f"{THIN}%"},
    "pp": {"en": "pp", "nb": f"{THIN}pp"},
    "M": {"en": "M", "nb": f"{THIN}mill."},
}
PERCENT_UNITS = ("share", "yes or no")


def show(
    value: float | None,
    unit: str,
    language: Language,
    *,
    change: bool = False,
    millions: bool = False,
    beside: float | None = None,
) -> str:
    """``value`` with its unit's usual digits; a ``change`` carries its sign, and percentage points are called so.

    ``millions`` shows it in millions whatever its size; ``beside`` is a number with whose digits it is shown.

    >>> show(0.5417, "share", "en")
    '54.2%'
    >>> show(-0.031, "share", "en", change=True)
    '-3.1pp'
    >>> show(1234567.0, "NOK", "en")
    '1.23M'
    >>> show(-0.25, "share", "nb")
    '−25,0\xa0%'
    """
    if value is None or value != value:
        return "-"
    if unit in PERCENT_UNITS:
        return _signed(f"{value * 100.0:.1f}", change, language) + SIGN["pp" if change else "%"][language]
    size = abs(value if beside is None else beside)
    if millions or size >= 1e6:
        return _signed(f"{value / 1e6:.2f}", change, language) + SIGN["M"][language]
    if unit == "NOK" or size >= 100.0 or size == 0.0:
        return _signed(f"{value:,.0f}", change, language)
    digits = min(max(2 - int(math.floor(math.log10(size))), 0), 4)
    return _signed(f"{value:.{digits}f}", change, language)


def show_interval(
    low: float | None, high: float | None, unit: str, language: Language, *, millions: bool = False
) -> str:
    """An interval of a difference as "[low, high]", without the signs for points and millions."""
    if low is None or high is None:
        return "-"
    ends = [
        show(end, unit, language, change=True, millions=millions, beside=max(abs(low), abs(high)))
        for end in (low, high)
    ]
    first, second = (end.removesuffix(SIGN["pp"][language]).removesuffix(SIGN["M"][language]) for end in ends)
    return f"[{first}{'; ' if language == 'nb' else ', '}{second}]"


def large(unit: str, *values: float | None) -> bool:
    """Whether numbers that stand together are best told in millions: money from a tenth of one, others from one."""
    least = 1e5 if unit == "NOK" else 1e6
    return any(value is not None and abs(value) >= least for value in values)


def show_count(count: int, language: Language) -> str:
    """A whole number with thousands apart."""
    return _localised(f"{count:,}", language)


def show_axis(value: float, language: Language) -> str:
    """A number along an axis: as short as it can be told, with thousands apart."""
    return _localised(f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.10g}", language)


def _signed(text: str, change: bool, language: Language) -> str:
    if not any(character in "123456789" for character in text):
        text = text.lstrip("-")  # -0.0 is 0.0
    elif change and not text.startswith("-"):
        text = f"+{text}"
    return _localised(text, language)


def _localised(text: str, language: Language) -> str:
    if language == "nb":
        return text.replace(",", THIN).replace(".", ",").replace("-", MINUS)
    return text
