"""Curves with bands: people who use the system week by week, and money added up over five years."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crmsim.analysis.money import LONGEST, WEEKS_PER_YEAR, YEARS
from crmsim.report.page.blocks import Figure, Table
from crmsim.report.page.svg import WIDTH, Floats, Plot
from crmsim.report.style import colour
from crmsim.report.whatif_numbers import heads, heads_span, kroner, kroner_span
from crmsim.report.whatif_reasons import noise_sentence
from crmsim.report.whatif_words import option_title
from crmsim.whatif.answer import BAND, Alternative, Answer, net_weekly
from crmsim.words import Teller

STEP = 2  # weeks from one point of a curve to the next
BESIDE = 2  # of the best options, which are drawn beside the plan
SHADE = 0.16
DASHES = ("", "7 3", "2 3")
QUARTER = 13


def drawn_with(answer: Answer) -> tuple[Alternative, ...]:
    """The plan, and the first of the best options: those of the first table."""
    return (answer.plan, *answer.best[:BESIDE])


def users_figure(answer: Answer, teller: Teller) -> Figure | None:
    """People who use the system under the plan and the best options; None where no run is whole."""
    alternatives = drawn_with(answer)
    horizon = answer.asked.horizon
    curves = [_quantiles(_users(answer, one)[:, :horizon]) for one in alternatives]
    if any(curve is None for curve in curves):
        return None
    whole = [curve for curve in curves if curve is not None]
    weeks = np.arange(1.0, horizon + 1.0)
    plot = Plot((0.0, float(horizon)), (0.0, float(answer.trials.people.max())))
    plot.axes(teller("week"), teller("people who use the system"), teller)
    _draw(plot, weeks, whole, alternatives, teller)
    text = teller(
        "The line is the middle one of all worlds and runs, the shaded band holds four in five of those of the plan."
    )
    text = f"{text} {noise_sentence(answer, teller)}".strip()
    rows = [
        [teller.count(int(week)), *(_cell(curve, int(week) - 1, teller, money=False) for curve in whole)]
        for week in _weeks_told(horizon)
    ]
    table = Table(
        teller("People who use the system, by week: middle (four in five lie between)"),
        [teller("week"), *(option_title(one, teller) for one in alternatives)], rows,
    )  # fmt: skip
    return _figure("users", teller("Who uses the system, week by week"), text, plot, table)


def money_figure(answer: Answer, teller: Teller) -> Figure | None:
    """Net benefit added up from the first week on; None where no run is whole."""
    alternatives = drawn_with(answer)
    curves = [_quantiles(np.cumsum(_net(answer, one), axis=1) / 1e6) for one in alternatives]
    if any(curve is None for curve in curves):
        return None
    whole = [curve for curve in curves if curve is not None]
    weeks = np.arange(1.0, whole[0].shape[1] + 1.0)
    low = min(float(whole[0].min()), *(float(curve[1].min()) for curve in whole), 0.0)
    high = max(float(whole[0].max()), *(float(curve[1].max()) for curve in whole), 0.0)
    plot = Plot((0.0, float(weeks[-1])), (low, high))
    plot.axes(teller("week"), teller("million NOK, added up"), teller)
    _draw(plot, weeks, whole, alternatives, teller)
    for place, one in enumerate(alternatives):
        if one.money.back is not None and one.money.back <= LONGEST:
            plot.mark(float(one.money.back), 0.0, colour(place))
    text = teller(
        "Benefit minus cost against doing nothing, discounted. The line is the middle one of all worlds and runs, the "
        "shaded band holds four in five of those of the plan; a dot is where what was spent has come back."
    )
    rows = []
    for years in YEARS:
        week = years * WEEKS_PER_YEAR
        rows.append([teller("{years} years", years=years), *(_cell(curve, week - 1, teller, True) for curve in whole)])
    table = Table(
        teller("Net benefit added up: middle (four in five lie between)"),
        [teller("after"), *(option_title(one, teller) for one in alternatives)], rows,
    )  # fmt: skip
    return _figure("money", teller("Money over five years"), text, plot, table)


def _draw(
    plot: Plot, weeks: Floats, curves: Sequence[Floats], alternatives: Sequence[Alternative], teller: Teller
) -> None:
    points = np.unique(np.append(np.arange(0, weeks.size, STEP), weeks.size - 1))
    x = weeks[points]
    plot.band(x, curves[0][0][points], curves[0][2][points], colour(0), SHADE)
    for place in reversed(range(len(curves))):  # the plan on top
        plot.line(x, curves[place][1][points], colour(place), DASHES[place])
    for place, one in enumerate(alternatives):
        plot.key(colour(place), option_title(one, teller), DASHES[place])
    plot.key(colour(0), teller("four in five worlds and runs of the plan"), opacity=SHADE)


def _figure(name: str, title: str, text: str, plot: Plot, table: Table) -> Figure:
    return Figure(name, title, text, "".join(plot.parts), WIDTH, plot.below, table)


def _cell(curve: Floats, place: int, teller: Teller, money: bool) -> str:
    low, middle, high = (float(value) for value in curve[:, place])
    if money:
        middle_text, span = kroner(middle * 1e6, teller, True), kroner_span(low * 1e6, high * 1e6, teller, True)
    else:
        middle_text, span = heads(middle, teller), heads_span(low, high, teller)
    return middle_text if middle_text == span else teller("{middle} ({span})", middle=middle_text, span=span)


def _weeks_told(horizon: int) -> list[int]:
    weeks = list(range(QUARTER, horizon + 1, QUARTER))
    return weeks if weeks and weeks[-1] == horizon else [*weeks, horizon]


def _users(answer: Answer, alternative: Alternative) -> Floats:
    """float64[worlds and runs, weeks]: people who use it; runs that are not whole are left out."""
    place = answer.trials.place(alternative.name)
    users = np.nan_to_num(answer.trials.weekly("user_share")[place]) * answer.trials.people[:, None, None]
    whole = np.isfinite(answer.trials.weekly("departures")[place]).all(axis=-1)
    return np.asarray(users[whole])


def _net(answer: Answer, alternative: Alternative) -> Floats:
    place = answer.trials.place(alternative.name)
    whole = np.isfinite(answer.trials.weekly("departures")[place]).all(axis=-1)
    return np.asarray(net_weekly(answer.trials, place)[whole])


def _quantiles(runs: Floats) -> Floats | None:
    """float64[3, weeks]: the ends between which four in five lie, and the middle between them; None without runs."""
    return np.quantile(runs, BAND, axis=0) if runs.shape[0] else None
