"""How every figure looks: colours told apart without colour vision, sizes, notes, and files without a display."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.ticker import FuncFormatter
from matplotlib.transforms import ScaledTranslation
from numpy.typing import ArrayLike

from crmsim.words import Teller
from crmsim.words.shown import one_line

# One colour has one meaning in every figure; where one must be told from another, lightness or shape differs too.
# Styles are from Okabe & Ito (2008), "Color universal design"; alternatives from Tol (2021), "Colour schemes", muted.
INK, QUIET, GREY, SHADE = "#333333", "#8C8C8C", "#E6E6E6", "#EFEFEF"  # the model; what stands beside it; unimportant
STYLE_COLOURS = {"giver": "#009E73", "taker": "#D55E00", "matcher": "#0072B2"}
PALE_STYLES = {"giver": "#99D8C7", "taker": "#EEBF99", "matcher": "#99C7E0"}  # the same style, less far with the system
STAGE_COLOURS = {  # the darker, the further with the system
    "unaware": "#F2F0F7", "aware": "#CBC9E2", "trial": "#9E9AC8", "accepted": "#756BB1", "routine": "#54278F",
    "rejected": "#595959",
}  # fmt: skip
USER_COLOUR = STAGE_COLOURS["routine"]
CHANNEL_COLOURS = {"colleague": "#E69F00", "system": "#332288"}  # how knowledge came
TIE_COLOURS = {"good": "#56B4E9", "usual": "#BBBBBB", "bad": "#CC79A7"}
VERDICT_COLOURS = {"better": "#01665E", "worse": "#8C510A", "higher": "#4D4D4D", "lower": "#4D4D4D"}  # else GREY
PALETTE: tuple[str, ...] = ("#000000", "#882255", "#999933", "#AA4499", "#DDCC77", "#8C8C8C")  # reference, alternatives
DASHES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (1, 1)), (0, (6, 1.5, 1, 1.5)))
SETTINGS: Any = {
    "font.size": 10.0,
    "axes.titlesize": 12.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "savefig.dpi": 150.0,
    "text.parse_math": False,  # a name with $ in it is a name, and no formula
}
LONGEST_LABEL = 36  # characters of a scenario's label in a figure
LEGEND_LABEL = 76  # characters of a line of it in a legend, where there is more room
MOST_LINES = 6  # lines of a label
TICK_ROW = 0.17  # inches a line of a label before a row takes
NOTE_SIZE, NOTE_LINE = 8.5, 11.5  # points: of a note's letters, and from line to line
EDGE = 0.88  # of a figure's width, beyond which no note reaches, since long labels still move the plot to the right
LINE = 90  # characters of a legend's line
WHISKER = 1.2  # points a whisker is wide
CAP = 2.0  # points from the middle of its end to either side
WHISKERS: Any = {"elinewidth": WHISKER, "capsize": CAP, "ecolor": INK}  # of bars
BENEATH = 1.5  # between bars and their whiskers
LEGEND_ROW = 0.2  # inches a line of a legend takes
LEGEND_GAP = 0.55  # inches between the axis and the legend: tick labels and the axis label
_AXES: ContextVar[list[Axes]] = ContextVar("axes that are being drawn on")  # by the figure at work


@contextmanager
def drawn() -> Iterator[None]:
    """Draw with the project's settings and leave the reader's own as they were.

    Text on axes that :func:`axes_or_new` hands out meanwhile is shown as it is written, also where the axes were made
    before: matplotlib would typeset what stands between dollar signs, and fail where that is no formula.
    """
    before = _AXES.set([])
    try:
        with matplotlib.rc_context(SETTINGS):
            yield
            for ax in _AXES.get():
                _as_written(ax)
    finally:
        _AXES.reset(before)


def _as_written(ax: Axes) -> None:
    figure = ax.get_figure(root=True)
    for text in [] if figure is None else figure.findobj(Text):
        text.set_parse_math(False)


def canvas(width: float = 8.0, height: float = 4.8) -> Axes:
    """Axes on a figure that needs no display and that nothing else keeps alive."""
    with drawn():
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        axes: Axes = figure.add_subplot()
    return axes


def axes_or_new(ax: Axes | None, width: float = 8.0, height: float = 4.8) -> Axes:
    """``ax``, or axes on a new pyplot figure, which a notebook shows by itself."""
    if ax is None:
        from matplotlib import pyplot

        _, ax = pyplot.subplots(figsize=(width, height), layout="constrained")
    _AXES.get([]).append(ax)
    return ax


def save(ax: Axes, path: Path) -> Path:
    """Write the figure of ``ax`` as PNG, without a date in it, so that the same figure is the same file."""
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("the axes belong to no figure")
    figure.savefig(path, dpi=SETTINGS["savefig.dpi"], metadata={"Software": None})
    return path


def colour(place: int) -> str:
    """Colour of the scenario at ``place``, the reference being 0."""
    return PALETTE[place % len(PALETTE)]


def dash(place: int) -> Any:
    """Line style of the scenario at ``place``; it goes on where colours repeat, and helps where they look alike."""
    return DASHES[(place + place // len(PALETTE)) % len(DASHES)]


def axis_numbers(teller: Teller) -> FuncFormatter:
    """Numbers along an axis as the language writes them."""
    return FuncFormatter(lambda number, _position: teller.tick(number))


def short(label: str, most: int = LONGEST_LABEL) -> str:
    """A label on one line that leaves the picture room: cut in the middle where it is too long."""
    text = one_line(label)
    if len(text) <= most:
        return text
    half = (most - 1) // 2
    return f"{text[:half]}…{text[-half:]}"


def note(ax: Axes, text: str) -> None:
    """An explanation above the plot, below its title, in as many lines as fit between the plot's left and the edge."""
    figure = ax.get_figure(root=True)
    room = float("inf") if figure is None else 72.0 * figure.get_figwidth() * (EDGE - ax.get_position().x0)
    lines = [line for part in text.split("\n") for line in _broken(part, room)]
    ax.set_title(ax.get_title(loc="left"), loc="left", pad=22.0 + NOTE_LINE * (len(lines) - 1))
    ax.annotate(
        "\n".join(lines), (0.0, 1.0), (0.0, 5.0), xycoords="axes fraction", textcoords="offset points",
        fontsize=NOTE_SIZE, color="#555555", va="bottom", annotation_clip=False,
    )  # fmt: skip


def _broken(text: str, room: float) -> list[str]:
    """A text in lines of at most ``room`` points, unless a single word is longer."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and TextPath((0.0, 0.0), longer, size=NOTE_SIZE).get_extents().width <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def legend_below(ax: Axes) -> None:
    """A legend under the axis label, where it hides nothing, at a distance that does not change with the height."""
    handles, labels = ax.get_legend_handles_labels()
    figure = ax.get_figure(root=True)
    if not handles or figure is None:
        return
    below = ax.transAxes + ScaledTranslation(0.0, -LEGEND_GAP, figure.dpi_scale_trans)
    ax.legend(
        handles, labels, loc="upper center", bbox_to_anchor=(0.5, 0.0), bbox_transform=below,
        ncols=legend_columns(labels), fontsize=9, borderaxespad=0.0,
    )  # fmt: skip


def legend_columns(labels: Sequence[str]) -> int:
    """Columns in which a legend of these labels fits under a figure of ordinary width."""
    longest = max((len(line) for label in labels for line in label.split("\n")), default=0)
    return max(1, min(len(labels), LINE // (longest + 8)))


def legend_rows(labels: Sequence[str]) -> int:
    """Lines that a legend of these labels takes: those of its tallest column."""
    if not labels:
        return 0
    lines = [label.count("\n") + 1 for label in labels]
    return max(int(column.sum()) for column in np.array_split(lines, legend_columns(labels)))


def wrapped(label: str, width: int = LONGEST_LABEL, most: int = MOST_LINES) -> str:
    """The whole label of a scenario in lines: a what-if of many settings tells all of them."""
    text = label if label.isprintable() else repr(label)[1:-1]
    lines = textwrap.wrap(text, width, break_on_hyphens=False, max_lines=most, placeholder="…")
    return "\n".join(lines)


def outline_whiskers(ax: Axes, x: ArrayLike, y: ArrayLike, xerr: ArrayLike) -> None:
    """White beneath the whiskers of bars, which would not be seen on a dark one; takes what the whiskers were given."""
    width = WHISKER + 1.8
    ax.errorbar(
        x, y, xerr=xerr, fmt="none", ecolor="white", elinewidth=width, capsize=CAP + 0.9, capthick=width,
        zorder=BENEATH,
    )  # fmt: skip


def nothing(ax: Axes, text: str) -> Axes:
    """Say that there is nothing to draw."""
    ax.set_axis_off()
    ax.text(0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center")
    return ax
