"""Numbers of an answer to what if as a leader reads them: heads, kroner without false digits, worlds in tenths."""

from __future__ import annotations

from crmsim.words import Teller

MILLION = 1e6
ROUND = 10_000.0  # kroner, to which smaller amounts are rounded
TENTHS = 10


def heads(value: float, teller: Teller) -> str:
    """People, whole."""
    return "-" if value != value else teller.count(round(value))


def heads_span(low: float, high: float, teller: Teller) -> str:
    """From so many to so many, whole."""
    first, last = heads(low, teller), heads(high, teller)
    return first if first == last else teller("{low} to {high}", low=first, high=last)


def whole(value: float, teller: Teller) -> str:
    """A number of hours, to two digits that count."""
    if value != value:
        return "-"
    step = 100.0 if abs(value) >= 1000.0 else 10.0 if abs(value) >= 100.0 else 1.0
    return teller.count(int(round(value / step) * step))


def kroner(value: float, teller: Teller, change: bool = False) -> str:
    """An amount: millions with one decimal, smaller ones to the nearest ten thousand.

    >>> kroner(4303777.9, Teller()), kroner(-385123.0, Teller("nb"), change=True)
    ('4.3 million NOK', '−390\\xa0000\\xa0kr')
    """
    if value != value:
        return "-"
    if abs(value) >= MILLION - ROUND / 2.0:
        return teller("{amount} million NOK", amount=_millions(value, teller, change))
    return teller("{amount} NOK", amount=_small(value, teller, change))


def kroner_span(low: float, high: float, teller: Teller, change: bool = False) -> str:
    """From one amount to another, in one unit."""
    if low != low or high != high:
        return "-"
    large = max(abs(low), abs(high)) >= MILLION - ROUND / 2.0
    ends = [(_millions if large else _small)(end, teller, change) for end in (low, high)]
    if ends[0] == ends[1]:
        return kroner(low, teller, change)
    if large:
        return teller("{low} to {high} million NOK", low=ends[0], high=ends[1])
    return teller("{low} to {high} NOK", low=ends[0], high=ends[1])


def bare(value: float, teller: Teller, millions: bool, change: bool = False) -> str:
    """An amount without its unit, which stands at the head of a column: millions, or thousands.

    >>> bare(4303777.9, Teller(), True, change=True), bare(4303777.9, Teller(), False)
    ('+4.3', '4,304')
    """
    if value != value:
        return "-"
    return _millions(value, teller, change) if millions else teller.signed(f"{value / 1e3:,.0f}", change)


def bare_span(low: float, high: float, teller: Teller, millions: bool) -> str:
    """From one amount to another, without their unit."""
    ends = [bare(end, teller, millions, change=True) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else teller("{low} to {high}", low=ends[0], high=ends[1])


def fine(value: float, teller: Teller, change: bool = False) -> str:
    """A whole number of people or hours; one between 0 and 1 with a decimal, as the end of an interval beyond 0.

    >>> fine(0.4, Teller("nb"), change=True), fine(8.7, Teller())
    ('+0,4', '9')
    """
    return teller.signed(f"{value:,.1f}" if round(value) == 0 else f"{value:,.0f}", change)


def fine_span(low: float, high: float, teller: Teller, change: bool = False) -> str:
    """From one such number to another."""
    return teller("{low} to {high}", low=fine(low, teller, change), high=fine(high, teller, change))


def unbroken(text: str) -> str:
    """A text that stays on one line of a cell."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def of_ten(share: float, teller: Teller) -> str:
    """A share of worlds: "7 of 10 worlds"; near the ends it says so rather than 0 or 10.

    >>> of_ten(0.69, Teller()), of_ten(0.02, Teller()), of_ten(0.0, Teller("nb"))
    ('7 of 10 worlds', 'hardly any world', 'ingen verdener')
    """
    if share != share:
        return "-"
    tenths = round(share * TENTHS)
    if share == 0.0:
        return teller("no world")
    if share == 1.0:
        return teller("all worlds")
    if tenths == 0:
        return teller("hardly any world")
    if tenths == TENTHS:
        return teller("nearly all worlds")
    return teller("{n} of 10 worlds", n=tenths)


def per_cent(share: float, teller: Teller) -> str:
    """A share in whole per cent."""
    return "-" if share != share else teller("{share:.0%}", share=share)


def _millions(value: float, teller: Teller, change: bool) -> str:
    return teller.signed(f"{value / MILLION:.1f}", change)


def _small(value: float, teller: Teller, change: bool) -> str:
    return teller.signed(f"{round(value / ROUND) * ROUND:,.0f}", change)
