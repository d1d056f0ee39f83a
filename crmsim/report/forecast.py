"""A forecast told: what was foreseen and what came, which model did better, and whether there is contagion."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from crmsim.forecast.contagion import MATTERS, Contagion
from crmsim.forecast.forecast import LEVELS, Forecast, Scored
from crmsim.forecast.survival import quantile
from crmsim.report import style
from crmsim.report.sweep_figures import note
from crmsim.report.table import empty_table, table_lines
from crmsim.results.folder import Folder
from crmsim.results.frames import csv_text
from crmsim.words import ENGLISH, Message, Teller, message

ANSWER = "answer.txt"
APART = 3.0  # log scores: twenty to one
FEW_DRAWS = 30
NAMES: dict[str, Message] = {"Bass": message("Bass curve"), "logistic": message("logistic curve")}
WITH = {None: "-", True: message("with"), False: message("without")}
VERDICTS: dict[str, tuple[Message, Message]] = {  # in the table, and in a sentence
    "found": (
        message("contagion"),
        message("Contagion: with all contacts among the adopters, people adopt {effect} times as fast as with none, "
                "95 % interval {span}."),
    ),
    "the other way": (
        message("the other way"),
        message("The other way round: with all contacts among the adopters, people adopt {effect} times as fast as "
                "with none, 95 % interval {span}. That is no contagion."),
    ),
    "none that matters": (
        message("none that matters"),
        message("No contagion that matters: with all contacts among the adopters, people adopt {effect} times as fast "
                "as with none, 95 % interval {span}; half and twice as fast can both be ruled out."),
    ),
    "not significant": (
        message("not significant"),
        message("No significant contagion: with all contacts among the adopters, people adopt {effect} times as fast "
                "as with none, 95 % interval {span}. That nothing was found is no proof that there is nothing: what "
                "lies within the interval cannot be ruled out."),
    ),
    "cannot be told": (
        message("cannot be told"),
        message("Whether there is contagion cannot be told from these data: too few of those who turn to somebody "
                "adopted, or exposure goes with adoption without exception."),
    ),
}  # fmt: skip


def name_of(one: Scored, teller: Teller) -> str:
    """A model in words."""
    return teller(NAMES[one.model.name]) if one.model.name in NAMES else one.model.name


def when(made: Forecast, period: float, teller: Teller) -> str:
    """A time as the file has it, with its unit where one was given."""
    time = teller.digits(f"{made.adopters.of(period):g}")
    return f"{made.adopters.unit} {time}" if made.adopters.unit else teller("time {time}", time=time)


def answer(made: Forecast, teller: Teller = ENGLISH) -> str:
    """The answer in sentences, then models and ties in tables."""
    adopters = made.adopters
    organisation = adopters.organisation
    later = int(made.observed[-1] - made.observed[made.cut - 1])
    half = quantile(*made.curve)
    lines = [
        teller(
            message("{people} people with {ties} ties: {adopted} had adopted by {last}, {left} had not.")
            if len(organisation.departments) == 1
            else message("{people} people in {groups} groups, with {ties} ties: {adopted} had adopted by {last}, "
                         "{left} had not."),
            people=organisation.employees, groups=len(organisation.departments),
            ties=int((organisation.contact > 0.0).sum()), adopted=int(made.observed[-1]),
            last=when(made, adopters.periods, teller), left=int((~adopters.adopted).sum()),
        )
    ]  # fmt: skip
    if half == half:
        lines[0] += " " + teller("Half had by {time}.", time=when(made, half, teller))
    lines += [_sentence(teller(one)) for one in adopters.notes]
    lines.append(
        teller(
            "Fitted until {cut}, on {before} adoptions; what is forecast are the {after} after it.",
            cut=when(made, made.cut, teller), before=int(made.observed[made.cut - 1]), after=later,
        )
    )  # fmt: skip
    lines += ["", *_compared(made, teller), "", *_of_contagion(made, teller)]
    few = [name_of(one, teller) for one in made.scored if one.fit.effective < FEW_DRAWS]
    if few:
        lines.append(teller("Roughly fitted, so that intervals may be off: {names}.", names=teller.listed(few)))
    printed = [teller.wrap(line) if line else "" for line in lines]
    printed += ["", teller("Forecasts"), "", *_models(made, teller), ""]
    printed.append(teller.wrap(teller(
        "Log score: log of the probability that the model, fitted on the early part, gave to who then adopted when; "
        "higher is better, and {apart} more is twenty times as probable. Inside: of how many of the later times the "
        "number of adopters lies within the interval; four in five, and 19 in 20, should.", apart=int(APART),
    )))  # fmt: skip
    printed += ["", teller("Contagion"), "", *_ties(made, teller)]
    return "\n".join(printed)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _compared(made: Forecast, teller: Teller) -> list[str]:
    """Rules against Bass, and each with contagion against itself without."""
    rules = [one for one in made.scored if one.model.rule is not None]
    best = max(rules, key=lambda one: one.score)
    ahead = best.score - made.bass.score
    words = (
        message("The best of the rules, {rule} {contagion} contagion, foretold better than the Bass curve: its log "
                "score is {score}, {ahead} against the curve's.") if ahead >= APART
        else message("No rule can be told apart from the Bass curve: the best, {rule} {contagion} contagion, has a log "
                     "score of {score}, {ahead} against the curve's.") if ahead > -APART
        else message("The Bass curve foretold better than every rule: the best, {rule} {contagion} contagion, has a "
                     "log score of {score}, {ahead} against the curve's.")
    )  # fmt: skip
    how = teller(WITH[best.model.contagion])
    lines = [
        teller(words, rule=best.model.name, contagion=how, score=_log(best.score, teller),
               ahead=_log(ahead, teller, True))
    ]  # fmt: skip
    pairs: dict[str, dict[bool, float]] = {one.model.name: {} for one in rules}
    for one in rules:
        pairs[one.model.name][bool(one.model.contagion)] = one.score
    gains = teller.listed([f"{name} {_log(pair[True] - pair[False], teller, True)}" for name, pair in pairs.items()])
    lines.append(teller("What contagion changes in the log score of the same rule: {gains}.", gains=gains))
    return lines


def _of_contagion(made: Forecast, teller: Teller) -> list[str]:
    one = made.contagion
    effect, span = _times(one, teller)
    lines = [teller(VERDICTS[one.verdict][1], effect=effect, span=span)]
    found = [row.kind for row in made.by_kind if row.verdict == "found"]
    if found:
        lines.append(teller("By kind of tie it is found in: {kinds}.", kinds=teller.listed(found)))
    allowed = [message("any course of time"), message("differences between groups"), *made.adopters.fact_names]
    lines.append(teller(
        "Allowed for: {names}. People who are tied because they are alike look like contagion, and no such data can "
        "tell the two apart.", names=teller.listed([name for name in allowed if not name.endswith("?")]),
    ))  # fmt: skip
    return lines


def _log(value: float, teller: Teller, change: bool = False) -> str:
    value = round(value, 1) + 0.0  # no minus before nothing
    return teller.digits(f"{value:+.1f}" if change else f"{value:.1f}").replace("-", "−")


def _chance(p: float, teller: Teller) -> str:
    return "-" if p != p else teller.digits(f"{p:.3f}" if p >= 0.0005 else "<0.001")


def _times(one: Contagion, teller: Teller) -> tuple[str, str]:
    if one.effect != one.effect:
        return "-", "-"
    return teller.digits(f"{one.effect:.2f}"), teller.span(
        teller.digits(f"{one.low:.2f}"), teller.digits(f"{one.high:.2f}")
    )


def _models(made: Forecast, teller: Teller) -> list[str]:
    table = empty_table()
    table.add_column(teller("model"))
    table.add_column(teller("contagion"), no_wrap=True)
    for word in (
        message("log score"), message("against Bass"), message("adopters at the end (95 %)"), message("inside 80 %"),
        message("inside 95 %"),
    ):  # fmt: skip
        table.add_column(teller(word), justify="right", no_wrap=True)
    for one in made.scored:
        low, high = one.interval(LEVELS[1])
        table.add_row(
            name_of(one, teller), teller(WITH[one.model.contagion]), _log(one.score, teller),
            _log(one.score - made.bass.score, teller, True) if one is not made.bass else "",
            f"{one.counts[:, -1].mean():.0f} {teller.span(str(low[-1]), str(high[-1]))}",
            *(teller("{hits} of {all}", hits=hits, all=one.counts.shape[1]) for hits in one.inside),
        )  # fmt: skip
    table.add_row(teller("observed"), "", "", "", str(int(made.observed[-1])), "", "")
    return table_lines(table, teller)


def _ties(made: Forecast, teller: Teller) -> list[str]:
    table = empty_table()
    table.add_column(teller("ties"), justify="left")
    for word in (
        message("people"), message("adoptions"), message("times as fast"), message("95 % interval"), message("p"),
    ):  # fmt: skip
        table.add_column(teller(word), justify="right", no_wrap=True)
    table.add_column(teller("verdict"), justify="left")
    for one in (made.contagion, *made.by_kind):
        effect, span = _times(one, teller)
        table.add_row(
            one.kind or teller("all together"), str(one.people), str(one.adoptions), effect, span,
            _chance(one.p, teller), teller(VERDICTS[one.verdict][0]),
        )  # fmt: skip
    lines = table_lines(table, teller)
    words = message(
        "People who turn to nobody are left out. None that matters: the 90 % interval lies between half and {most:g} "
        "times as fast. With several kinds of tie, p is corrected for how many there are (Holm).", most=MATTERS,
    )  # fmt: skip
    return [*lines, "", teller.wrap(teller(words))]


def forecast_figure(made: Forecast, ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """Observed adopters, and what the Bass curve and the best rule foretold."""
    people = len(made.seen.time)
    best = max((one for one in made.scored if one.model.rule is not None), key=lambda one: one.score)
    with style.drawn():
        ax = style.axes_or_new(ax)
        times = np.array([made.adopters.of(t) for t in range(1, made.adopters.periods + 1)])
        later = times[made.cut - 1 :]
        before = int(made.observed[made.cut - 1])
        for place, one in enumerate((made.bass, best)):
            low, high = (np.concatenate([[before], end]) / people for end in one.interval(LEVELS[1]))
            middle = np.concatenate([[before], np.median(one.counts, axis=0)]) / people
            label = name_of(one, teller)
            if one.model.rule is not None:
                label = teller("rule {rule} {contagion} contagion", rule=one.model.name,
                               contagion=teller(WITH[one.model.contagion]))  # fmt: skip
            ink = style.colour(place + 1)
            ax.fill_between(later, low, high, color=ink, alpha=0.15, lw=0.0)
            ax.plot(later, middle, color=ink, ls=style.dash(place), label=label)
        share = made.observed / people
        ax.plot(times[: made.cut], share[: made.cut], "o", color=style.INK, ms=5.0, label=teller("observed, fitted"))
        ax.plot(times[made.cut :], share[made.cut :], "o", mfc="white", color=style.INK, ms=5.0,
                label=teller("observed, forecast"))  # fmt: skip
        ax.axvline(times[made.cut - 1], color=style.QUIET, lw=0.8, ls=":")
        ax.set_ylim(0.0, 1.0)
        ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        ax.set_xlabel(made.adopters.unit or teller("time"))
        ax.set_title(teller("Adopters: forecast and what came"), loc="left")
        note(ax, teller("bands: 95 % of runs with plausible parameters"))
        style.legend_below(ax)
    return ax


def tables(made: Forecast) -> dict[str, pd.DataFrame]:
    """Scores, forecasts and contagion as tables."""
    of: dict[Any, str] = {None: "", True: "with", False: "without"}
    scores, forecasts = [], []
    for one in made.scored:
        key = {"model": one.model.name, "contagion": of[one.model.contagion]}
        scores.append({
            **key, "fit_log_likelihood": one.fit.likelihood, "log_score": one.score,
            "against_bass": one.score - made.bass.score, "count_log_score": one.count_score,
            **{f"inside_{100 * level:.0f}": hits for level, hits in zip(LEVELS, one.inside, strict=True)},
            "times": one.counts.shape[1], "effective_draws": one.fit.effective,
            "parameters": "; ".join(f"{name}={value:.6g}" for name, value in one.fit.best.items()),
        })  # fmt: skip
        bounds = {level: one.interval(level) for level in LEVELS}
        for place in range(one.counts.shape[1]):
            period = made.cut + 1 + place
            ends = {
                f"{side}_{100 * level:.0f}": int(bounds[level][at][place])
                for level in LEVELS for at, side in enumerate(("low", "high"))
            }  # fmt: skip
            forecasts.append({
                **key, "period": period, "time": made.adopters.of(period), "mean": float(one.counts[:, place].mean()),
                **ends, "observed": int(made.observed[period - 1]),
            })  # fmt: skip
    kinds = [{**vars(one), "kind": one.kind or "all"} for one in (made.contagion, *made.by_kind)]
    return {
        "scores.csv": pd.DataFrame(scores), "forecast.csv": pd.DataFrame(forecasts),
        "contagion.csv": pd.DataFrame(kinds),
    }  # fmt: skip


def write_forecast(made: Forecast, folder: Folder, teller: Teller = ENGLISH) -> list[Path]:
    """Write answer, tables and figure."""
    files = [folder.write_text(ANSWER, answer(made, teller.wide(100)) + "\n")]
    files += [folder.write_text(name, csv_text(table)) for name, table in tables(made).items()]
    figure = forecast_figure(made, style.canvas(), teller)
    files.append(folder.write("forecast.png", functools.partial(style.save, figure)))
    return files
