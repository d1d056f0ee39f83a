"""The curves as SVG, and the verdicts as words and a table."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from crmsim.analysis.difference import DIRECTED, Difference
from crmsim.app.sandbox.curves import Answer, Curve
from crmsim.app.sandbox.state import OUTCOMES
from crmsim.app.sandbox.worlds import WORLDS
from crmsim.mechanisms import OUTCOME
from crmsim.report.labels import VERDICT
from crmsim.report.page.blocks import Cell, Folded, Table
from crmsim.report.page.html import Writer, escaped
from crmsim.report.page.svg import WIDTH, Plot, text
from crmsim.report.style import GREY, colour
from crmsim.words import Message, Teller, message

NOW, THEN = 0, 1  # places of the two in the palette
DASHES = "6 4"
SHADE_NOW, SHADE_THEN = 0.12, 0.16
ROOM = 46.0  # right of the axes, for the last value of each curve
APART = 14.0  # between two such values
HEIGHT = 180.0  # of the axes
QUARTER = 13
WORDS_NOW, WORDS_THEN = message("as it is now"), message("with your changes")
SENTENCE: dict[str, Message] = {
    "better": message("{what} {when}: {then} instead of {now}. That is better."),
    "worse": message("{what} {when}: {then} instead of {now}. That is worse."),
    "too small to matter": message("{what} {when}: {then} instead of {now}. Too small a change to matter."),
    "within noise": message(
        "{what} {when}: {then} instead of {now}. That is within noise: chance alone may bring as much."
    ),
    "identical": message("{what} {when}: {then}, as now, to the last digit."),
}
OPEN = message(
    "{what} {when}: {then} instead of {now}. No verdict: it differs in too few worlds, or in a few far more than in "
    "the rest."
)
LAST, OVER = message("in the last four weeks"), message("over the two years")


def figure(answer: Answer, teller: Teller) -> str:
    """The drawing as HTML, with what is to be seen in it for who cannot see it."""
    unit, most = _scale(answer)
    what = teller(OUTCOMES[answer.outcome])
    weeks = np.arange(1.0, answer.now.mean.size + 1.0)
    plot = Plot((0.0, float(weeks[-1])), (0.0, most), height=HEIGHT, right=ROOM)
    plot.axes(teller("week"), _up(what, unit), teller)
    curves = [(answer.now, NOW, DASHES, SHADE_NOW)]
    if answer.then is not None:
        curves.append((answer.then, THEN, "", SHADE_THEN))
    for curve, place, _, shade in curves:
        if curve.low is not None and curve.high is not None:
            fill = GREY if place == NOW and answer.then is not None else colour(place)
            plot.band(weeks, unit * curve.low, unit * curve.high, fill, 0.75 if fill == GREY else shade)
    for curve, place, dashes, _ in curves:
        plot.line(weeks, unit * curve.mean, colour(place), dashes)
    _ends(plot, [unit * float(curve.mean[-1]) for curve, *_ in curves], teller)
    words = (teller(WORDS_NOW), teller(WORDS_THEN))
    for _, place, dashes, _ in curves:
        plot.key(colour(place), words[place], dashes)
    last, place, _, shade = curves[-1]
    if last.low is not None:
        plot.key(colour(place), teller("eight worlds in ten"), opacity=shade)
    return (
        f'<figure><svg viewBox="0 0 {WIDTH:g} {plot.below:g}" role="img" aria-labelledby="curve-title curve-desc">'
        f'<title id="curve-title">{escaped(what)}</title><desc id="curve-desc">{escaped(_read(answer, teller))}</desc>'
        f"{''.join(plot.parts)}</svg></figure>"
    )


def numbers(answer: Answer, teller: Teller) -> str:
    """The curves in numbers, a quarter a row, shown when asked for."""
    words = (teller(WORDS_NOW), teller(WORDS_THEN))
    curves = _curves(answer)
    rows = [
        [teller.count(week), *(value(answer.outcome, float(curve.mean[week - 1]), teller) for curve in curves)]
        for week in range(QUARTER, answer.now.mean.size + 1, QUARTER)
    ]
    table = Table(teller(OUTCOMES[answer.outcome]), [teller("week"), *words[: len(curves)]], rows)
    return Writer().folded(Folded(teller("The numbers as a table"), [table]))


def headline(answer: Answer, teller: Teller) -> str:
    """What may be said of the outcome that is drawn, in a sentence."""
    if answer.then is None:
        return teller("This is how it goes when nothing is changed. Move something and see.")
    if not answer.complete:
        return teller("Counting: {n} of {all} worlds so far.", n=answer.worlds, all=WORLDS)
    found = answer.differences[answer.outcome]
    what = teller(OUTCOMES[answer.outcome])
    when = teller(LAST if OUTCOME[answer.outcome].summary == "stock" else OVER)
    before, after = (value(answer.outcome, mean, teller) for mean in (found.reference_mean, found.alternative_mean))
    return teller(SENTENCE.get(found.verdict, OPEN), what=what, when=when, now=before, then=after)


def verdicts(answer: Answer, teller: Teller) -> str:
    """The table of all outcomes; empty until all worlds are there."""
    if not answer.differences:
        return ""
    rows = [_row(name, found, teller) for name, found in answer.differences.items()]
    caption = teller(
        "Two years in {n} worlds, with the same random numbers with and without the changes. The intervals hold with "
        "95 % for all rows together.",
        n=WORLDS,
    )
    head = [teller("what"), teller("now"), teller("changed"), teller("difference"), teller("verdict")]
    return Writer().table(Table(caption, head, rows))


def value(outcome: str, number: float | None, teller: Teller) -> str:
    """A value of an outcome with its unit."""
    return teller.value(number, OUTCOME[outcome].unit)


def _row(name: str, found: Difference, teller: Teller) -> Sequence[str | Cell]:
    unit = OUTCOME[name].unit
    verdict = found.verdict if found.verdict in DIRECTED else ""
    interval = teller.interval(found.low, found.high, unit)
    change = teller.value(found.mean, unit, change=True)
    return [
        teller(OUTCOMES[name]), value(name, found.reference_mean, teller), value(name, found.alternative_mean, teller),
        change if interval == "-" else f"{change} {interval}", Cell(teller(VERDICT[found.verdict]), verdict),
    ]  # fmt: skip


def _scale(answer: Answer) -> tuple[float, float]:
    """What values are multiplied by for the axis, and where it ends: of shares always at 100, else above all."""
    if OUTCOME[answer.outcome].unit == "share":
        return 100.0, 100.0
    if OUTCOME[answer.outcome].high is not None:
        return 1.0, float(OUTCOME[answer.outcome].high or 1.0)
    highest = max(float(np.max(curve.mean if curve.high is None else curve.high)) for curve in _curves(answer))
    base = 10.0 ** math.floor(math.log10(max(highest, 1e-9)))
    return 1.0, math.ceil(highest / base) * base


def _curves(answer: Answer) -> list[Curve]:
    return [answer.now] if answer.then is None else [answer.now, answer.then]


def _up(what: str, unit: float) -> str:
    return f"{what}, %" if unit > 1.0 else what


def _ends(plot: Plot, last: Sequence[float], teller: Teller) -> None:
    """The last value of each curve right of it, none over another."""
    places = [plot.down(value) for value in last]
    if len(places) == 2 and abs(places[0] - places[1]) < APART:
        middle, away = sum(places) / 2.0, APART / 2.0
        places = [middle + away, middle - away] if last[0] <= last[1] else [middle - away, middle + away]
    for place, (value, y) in enumerate(zip(last, places, strict=True)):
        digits = f"{value:,.0f}" if value >= 10.0 else f"{value:.2f}"
        words = text(WIDTH - ROOM + 6.0, y + 4.0, teller.digits(digits), bold=True)
        plot.parts.append(words.replace("<text ", f'<text fill="{colour(place)}" ', 1))


def _read(answer: Answer, teller: Teller) -> str:
    """What the figure shows, in a sentence."""
    last = [value(answer.outcome, float(curve.mean[-1]), teller) for curve in _curves(answer)]
    if len(last) == 1:
        return teller("As it is now: {now} in the last week.", now=last[0])
    return teller("As it is now: {now} in the last week; with your changes: {then}.", now=last[0], then=last[1])
