"""A calibration told: the answer in sentences and two tables, two figures, and tables for a spreadsheet."""

from __future__ import annotations

import functools
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from crmsim.calibration.calibrate import WORLDS, Calibrated
from crmsim.calibration.findings import Held, Narrowed, held, narrowed
from crmsim.report import style
from crmsim.report.sweep_figures import note, rows_height, rows_of
from crmsim.report.table import empty_table, table_lines
from crmsim.results.folder import Folder
from crmsim.results.frames import csv_text
from crmsim.words import ENGLISH, Message, Teller, message

NAME = 20  # characters that the names of targets have at least
ANSWER = "answer.txt"
FIRST_USE = "first_use_"
NAMES: dict[str, Message] = {
    "searching": message("time spent searching, % of the week"),
    "person_or_system": message("a person asked rather than the system, times"),
    "refused": message("requests refused, %"),
    "tie_value_mean": message("value of a colleague's expertise: mean"),
    "tie_value_sd": message("the same: spread over ties"),
    "tie_value_high": message("the same: high, % of ties"),
    "tie_value_low": message("the same: low, % of ties"),
    "tie_value_rater_sd": message("the same: spread over people"),
    "exhausted": message("mentally exhausted, % of people"),
    "motivated": message("motivated, % of people"),
    "intention": message("what beliefs and norms explain of who adopts"),
    "services": message("services bought, times a year's licences"),
    "administration": message("sellers' administration, % of the week"),
    "account_research": message("sellers' search about accounts, % of the week"),
    "go_live_small": message("weeks until go-live in a small firm"),
    "go_live_large": message("weeks until go-live in a large organisation"),
}
MET: dict[str, Message] = {
    "met": message("met"), "missed": message("missed"), "out of reach": message("out of reach"),
}  # fmt: skip


def name_of(name: str, teller: Teller) -> str:
    """A target in words."""
    if name.startswith(FIRST_USE):
        return teller("have used it by week {week} from go-live", week=int(name.removeprefix(FIRST_USE)))
    return teller(NAMES[name])


def answer(made: Calibrated, teller: Teller = ENGLISH) -> str:
    """The answer in sentences, then parameters and targets in tables."""
    learned, targets = narrowed(made), held(made)
    still = [one.name for one in learned if not one.moved]
    lines = [
        teller(
            "{worlds:,} plausible worlds of {name}, from {runs:,} runs: {chosen} parameters of {screened} that nobody "
            "knows, held against {targets} targets.",
            worlds=len(made.rows), name=made.scenario.name, runs=made.runs, chosen=len(learned),
            screened=made.chosen.screened, targets=len(targets),
        )
    ]  # fmt: skip
    if made.without:
        lines.append(teller("Held out: {names}.", names=teller.listed(made.without)))
    for met, words in (
        ("met", message("Met by the mean of the plausible worlds: {names}.")),
        ("missed", message("Missed, though some setting comes near: {names}.")),
        ("out of reach", message("Out of reach, so that nothing was fitted to it: {names}.")),
    ):
        names = [name_of(one.target.name, teller) for one in targets if one.met == met]
        if names:
            lines.append(teller(words, names="; ".join(names)))
    if still:
        lines.append(teller("Nothing was learned of {names}: they stay as wide as they were.", names=", ".join(still)))
    else:
        lines.append(teller("Something was learned of every parameter."))
    if made.accepted < 0.02:
        lines.append(
            teller("The draws hardly moved ({share}): take the worlds as a rough picture.",
                   share=teller.share(made.accepted))
        )  # fmt: skip
    printed = [teller.wrap(line) for line in lines]
    printed += ["", teller("Parameters"), "", *_parameters(learned, teller), "", teller("Targets"), ""]
    printed += [*_targets(targets, teller), ""]
    printed.append(
        teller.wrap(
            teller(
                "Plausible means: with these targets and tolerances, in this model. Parameters that are not in the "
                "table stay as the scenario has them. A scenario draws from these worlds with {line}.",
                line=f'[scenario] worlds = "{WORLDS}"',
            )
        )
    )
    return "\n".join(printed)


def _parameters(learned: list[Narrowed], teller: Teller) -> list[str]:
    table = empty_table()
    for word in (message("parameter"), message("interval"), message("plausible, 90 %"), message("narrowed by")):
        table.add_column(teller(word), justify="left")
    for one in learned:
        ends = (teller.span(teller.number(low), teller.number(high)) for low, high in (
            (one.low, one.high), (one.fifth, one.last)))  # fmt: skip
        size = teller.digits(f"{max(one.narrowed, 0.0):.0%}")
        table.add_row(one.name, *ends, size if one.moved else teller("nothing learned"))
    return table_lines(table, teller)


def _targets(targets: list[Held], teller: Teller) -> list[str]:
    """A table of the targets; where its columns would cut words, a line each."""
    heads = [teller(word) for word in (
        message("target"), message("observed"), message("over the intervals"), message("over plausible worlds"),
        message("runs inside"), message("noise"), message("verdict"),
    )]  # fmt: skip
    rows = [
        [
            name_of(one.target.name, teller),
            teller.span(teller.number(one.target.low), teller.number(one.target.high)),
            teller.number(one.before),
            f"{teller.number(one.mean)} {teller.span(teller.number(one.fifth), teller.number(one.last))}",
            teller.digits(f"{one.inside:.0%}"),
            teller.digits(f"{one.noise_share:.0%}") if one.noise_share == one.noise_share else "-",
            teller(MET[one.met]),
        ]
        for one in targets
    ]
    numbers = [max(map(len, cells)) for cells in zip(*([row[1:] for row in [heads, *rows]]), strict=True)]
    if NAME + sum(numbers) + 2 * len(numbers) > teller.columns:
        told = ("; ".join(f"{head} {cell}" for head, cell in zip(heads[1:-1], row[1:-1], strict=True)) for row in rows)
        return [teller.wrap(f"{row[0]}: {row[-1]}; {text}.", "", "  ") for row, text in zip(rows, told, strict=True)]
    table = empty_table()
    table.add_column(heads[0])
    for head in heads[1:]:
        table.add_column(head, no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table_lines(table, teller)


def parameters_figure(learned: list[Narrowed], ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """A row a parameter: where in its interval the plausible worlds lie."""
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, rows_height(len(learned)))
        for row, one in enumerate(learned):
            ax.plot([0.05, 0.95], [row, row], color=style.GREY, lw=9.0, solid_capstyle="butt", zorder=1.0)
            ink = style.INK if one.moved else style.QUIET
            ax.plot([one.ranks[0], one.ranks[2]], [row, row], color=ink, lw=2.5, zorder=2.0)
            ax.plot([one.ranks[1]], [row], "o", ms=5.0, color=ink, zorder=3.0)
        rows_of(ax, [one.name for one in learned])
        ax.set_xlim(0.0, 1.0)
        ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        ax.set_xlabel(teller("place in the parameter's interval"))
        ax.set_title(teller("What was learned of the parameters"), loc="left")
        note(ax, teller("wide and grey: 90 % before; dark: 90 % and middle of the plausible worlds; pale where nothing "
                        "was learned"))  # fmt: skip
    return ax


def targets_figure(targets: list[Held], ax: Axes | None = None, teller: Teller = ENGLISH) -> Axes:
    """A row a target: runs before and after, with what was observed from -1 to 1."""
    with style.drawn():
        ax = style.axes_or_new(ax, 8.0, rows_height(len(targets)))
        ax.axvspan(-1.0, 1.0, color=style.SHADE, zorder=0.1)
        reach = 8.0
        for row, one in enumerate(targets):
            half = (one.target.high - one.target.low) / 2.0

            def placed(value: float, middle: float = one.target.value, half: float = half) -> float:
                return float(np.clip((value - middle) / half, -reach, reach))

            before = [placed(one.before_fifth), placed(one.before_last)]
            after = [placed(one.fifth), placed(one.last)]
            ax.plot(before, [row - 0.14] * 2, color=style.QUIET, lw=1.5)
            ax.plot(after, [row + 0.14] * 2, color=style.INK, lw=2.5)
            ax.plot([placed(one.before)], [row - 0.14], "o", ms=4.0, color=style.QUIET)
            ax.plot([placed(one.mean)], [row + 0.14], "o", ms=5.0, color=style.INK)
        rows_of(ax, [name_of(one.target.name, teller) for one in targets])
        ax.set_xlim(-reach - 0.3, reach + 0.3)
        ax.set_xlabel(teller("distance from what was observed, in half widths of it"))
        ax.set_title(teller("What the plausible worlds do"), loc="left")
        words = message(
            "shaded: observed; pale: 90 % of runs over the intervals; dark: over the plausible worlds; what lies "
            "farther off than {reach} stands at the edge",
            reach=int(reach),
        )
        note(ax, teller(words))
    return ax


def write_calibration(made: Calibrated, folder: Folder, teller: Teller = ENGLISH) -> list[Path]:
    """Write answer, tables and figures beside the worlds."""
    learned, targets = narrowed(made), held(made)
    files = [folder.path / WORLDS, folder.write_text(ANSWER, answer(made, teller.wide(100)) + "\n")]
    rows = [
        {**asdict(one.target), **{key: value for key, value in asdict(one).items() if key != "target"}}
        for one in targets
    ]
    for name, content in (("parameters.csv", [asdict(one) for one in learned]), ("targets.csv", rows)):
        table = pd.DataFrame(content).drop(columns="ranks", errors="ignore")
        files.append(folder.write_text(name, csv_text(table)))
    figures = {
        "parameters.png": parameters_figure(learned, style.canvas(8.0, rows_height(len(learned))), teller),
        "targets.png": targets_figure(targets, style.canvas(8.0, rows_height(len(targets))), teller),
    }
    files += [folder.write(name, functools.partial(style.save, ax)) for name, ax in figures.items()]
    return files
