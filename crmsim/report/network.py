"""The organisation as a network: who is of which style, how far with the system, and tied how well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, LineCollection
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from crmsim.mechanisms.climate import HIGH_QUALITY, LOW_QUALITY
from crmsim.mechanisms.state import STAGES, STYLES
from crmsim.organisation.pseudonyms import SHOWN
from crmsim.report import style
from crmsim.report.labels import STYLES as STYLE_LABELS
from crmsim.report.labels import department_label
from crmsim.report.layout import Layout, place
from crmsim.words import ENGLISH, Message, Teller, message

if TYPE_CHECKING:
    from crmsim.results.snapshots import Recording

HALO = [withStroke(linewidth=2.0, foreground="white")]  # letters stay legible over lines
MARKS = {"giver": "o", "taker": "s", "matcher": "^"}
# How far: an empty mark, a pale one, a full one; one who has rejected the system is crossed out.
STEPS: dict[str, Message] = {
    "not yet": message("does not use it"),
    "trial": message("is trying it"),
    "user": message("uses it"),
    "rejected": message("has rejected it"),
}
STEP_OF = {"unaware": 0, "aware": 0, "trial": 1, "accepted": 2, "routine": 2, "infused": 2, "rejected": 3}
TIES: dict[str, Message] = {
    "good": message("good tie (.75 or more)"),
    "usual": message("middling tie"),
    "bad": message("bad tie (below .5)"),
}
GOOD, USUAL, BAD = style.TIE_COLOURS["good"], style.TIE_COLOURS["usual"], style.TIE_COLOURS["bad"]
NAMED = 30  # people up to whom each is named
SINGLE_TIES = 3000  # ties up to which each is drawn; beyond it those between two departments become one line
BUNDLES = 250  # lines between departments that are drawn at most
LABELLED = 40  # departments up to which each is named


@dataclass(frozen=True, eq=False)
class Picture:
    """What is drawn.

    Attributes
    ----------
    organisation:
        Who works where.
    style, stage:
        int8[n], places in ``STYLES`` and ``STAGES``.
    present:
        bool[n]; an empty seat is not drawn.
    contact, quality:
        float64[m] of the ties.
    week:
        After which it all stood so.
    """

    organisation: Any
    style: NDArray[Any]
    stage: NDArray[Any]
    present: NDArray[np.bool_]
    contact: NDArray[np.float64]
    quality: NDArray[np.float64]
    week: int

    @classmethod
    def of(cls, recording: Recording) -> Picture:
        """The end of a recording."""
        people = recording.state.people
        return cls(
            recording.organisation, people.style.copy(), people.stage.copy(), people.present == 1,
            recording.ties["contact"], recording.ties["quality"], recording.weeks,
        )  # fmt: skip


def network(
    picture: Picture | Recording, ax: Axes | None = None, teller: Teller = ENGLISH, layout: Layout | None = None
) -> Axes:
    """Draw people in their departments: mark and colour by style, filled by stage, ties coloured by quality.

    Imported people are drawn alike: their styles are dice, and a stage says nothing of the one in whose seat it is.

    Parameters
    ----------
    picture:
        What stood after a week, or a recording, of which the last week is drawn.
    layout:
        Places, where they are known already.
    """
    shown = picture if isinstance(picture, Picture) else Picture.of(picture)
    with style.drawn():
        ax = style.axes_or_new(ax, 9.0, 7.2)
        where = layout if layout is not None else place(shown.organisation)
        draw_ties(ax, shown, where)
        draw_people(ax, shown, where)
        frame(ax, where)
        name_departments(ax, shown, where, teller)
        if shown.style.size <= NAMED:
            _name_people(ax, shown, where)
        ax.set_title(teller("The organisation after week {week}", week=shown.week), loc="left")
        bundled = np.count_nonzero(shown.contact > 0.0) > SINGLE_TIES
        note = (
            teller(
                "a line: all ties between two departments (the most tied), by mean quality; tinted: mean quality inside"
            )
            if bundled
            else teller("a line: one who turns to another, by quality; tinted: mostly good or mostly bad ties inside")
        )
        style.note(ax, note)
        legend(ax, teller, imported=shown.organisation.imported)
        return ax


def mark_size(ax: Axes, where: Layout) -> float:
    """Area of a mark in square points, so that marks of neighbours do not touch."""
    figure = ax.get_figure(root=True)
    width = 600.0 if figure is None else float(figure.get_size_inches()[0]) * 72.0 * 0.95
    span = np.nanmax(where.middle + where.radius[:, None], axis=0) - np.nanmin(
        where.middle - where.radius[:, None], axis=0
    )
    height = width * 0.72
    unit = min(width / float(span[0]), height / float(span[1]))
    return float(np.clip((0.52 * unit) ** 2, 4.0, 300.0))


def draw_people(ax: Axes, shown: Picture, where: Layout) -> list[Any]:
    """A mark for each who is present; returns what was drawn."""
    size = mark_size(ax, where)
    width = float(np.clip(size**0.5 / 7.0, 0.5, 1.6))
    if shown.organisation.imported:
        x, y = where.people[shown.present].T
        return [ax.scatter(x, y, size, zorder=3, facecolors="white", edgecolors=style.INK, linewidths=width)]
    step = np.array([STEP_OF[name] for name in STAGES])[shown.stage]
    drawn = []
    for s, name in enumerate(STYLES):
        colour = style.STYLE_COLOURS[name]
        for k, fill in enumerate(("white", style.PALE_STYLES[name], colour, "white")):
            chosen = shown.present & (shown.style == s) & (step == k)
            x, y = where.people[chosen].T
            mark: Any = {"marker": MARKS[name], "facecolors": fill, "edgecolors": colour, "linewidths": width}
            drawn.append(ax.scatter(x, y, size, zorder=3, **mark))
            if k == 3:
                drawn.append(ax.scatter(x, y, 0.45 * size, marker="x", color=style.INK, linewidths=width, zorder=4))
    return drawn


def draw_ties(ax: Axes, shown: Picture, where: Layout) -> None:
    """A line a tie; in a large organisation a line for all ties between two departments."""
    tied = np.flatnonzero(shown.contact > 0.0)
    source = np.asarray(shown.organisation.source)[tied]
    target = np.asarray(shown.organisation.target)[tied]
    department = np.asarray(shown.organisation.department)
    quality = shown.quality[tied]
    inside = department[source] == department[target]
    tinted = inside
    if shown.organisation.imported:  # too small a group says too much of its members
        tinted = inside & (np.bincount(department[shown.present], minlength=where.radius.size)[department[source]] >= 5)
    tint_departments(ax, department[source][tinted], quality[tinted], where)
    if tied.size <= SINGLE_TIES:
        dense = float(np.clip(400.0 / max(tied.size, 1), 0.25, 1.0))
        for low, high, colour, weight in (
            (LOW_QUALITY, HIGH_QUALITY, USUAL, 0.6), (HIGH_QUALITY, 2.0, GOOD, 1.3), (-1.0, LOW_QUALITY, BAD, 1.3),
        ):  # fmt: skip
            chosen = (quality >= low) & (quality < high)
            ends = np.stack([where.people[source[chosen]], where.people[target[chosen]]], axis=1)
            strength = dense if colour == USUAL else 0.45 + 0.5 * dense
            ax.add_collection(LineCollection(list(ends), colors=colour, linewidths=weight, alpha=strength, zorder=1))
        return
    one, other = department[source][~inside], department[target][~inside]
    count = where.radius.size
    code, place_of, number = np.unique(
        np.minimum(one, other) * count + np.maximum(one, other), return_inverse=True, return_counts=True
    )
    if not code.size:
        return
    mean = np.bincount(place_of, weights=quality[~inside]) / number
    most = np.argsort(-number, kind="stable")[:BUNDLES]  # the strongest; all of them would hide one another
    code, number, mean = code[most], number[most], mean[most]
    ends = np.stack([where.middle[code // count], where.middle[code % count]], axis=1)
    width = 0.4 + 2.4 * number / number.max()
    colours = np.where(mean >= HIGH_QUALITY, GOOD, np.where(mean < LOW_QUALITY, BAD, "#999999"))
    ax.add_collection(LineCollection(list(ends), colors=list(colours), linewidths=list(width), alpha=0.6, zorder=0.4))


def tint_departments(ax: Axes, department: NDArray[Any], quality: NDArray[np.float64], where: Layout) -> None:
    """A disc a department, tinted where its ties are mostly good or mostly bad."""
    known = np.flatnonzero(np.isfinite(where.middle[:, 0]))
    number = np.bincount(department, minlength=where.radius.size)
    mean = np.bincount(department, weights=quality, minlength=where.radius.size) / np.maximum(number, 1)
    fills = ["#F4F4F4" if number[d] == 0 or LOW_QUALITY <= mean[d] < HIGH_QUALITY
             else "#DCEFFA" if mean[d] >= HIGH_QUALITY else "#F8E5EE" for d in known]  # fmt: skip
    discs = EllipseCollection(
        2.0 * where.radius[known], 2.0 * where.radius[known], np.zeros(known.size), units="x",
        offsets=where.middle[known], transOffset=ax.transData, facecolors=fills, edgecolors="#DDDDDD",
        linewidths=0.8, zorder=0.5,
    )  # fmt: skip
    ax.add_collection(discs)


def frame(ax: Axes, where: Layout) -> None:
    """The picture without axes, as large as the organisation."""
    low = np.nanmin(where.middle - where.radius[:, None], axis=0)
    high = np.nanmax(where.middle + where.radius[:, None], axis=0)
    ax.set_xlim(low[0] - 0.5, high[0] + 0.5)
    ax.set_ylim(low[1] - 0.5, high[1] + 1.5)
    ax.set_aspect("equal")
    ax.set_axis_off()


def name_departments(ax: Axes, shown: Picture, where: Layout, teller: Teller) -> None:
    """The name of each department above it, where there are not too many."""
    names = shown.organisation.departments
    if not 1 < len(names) <= LABELLED:
        return
    for d, name in enumerate(names):
        if np.isfinite(where.middle[d, 0]):
            ax.annotate(
                style.short(department_label(name, teller)),
                (where.middle[d, 0], where.middle[d, 1] + where.radius[d]), (0.0, -1.0), textcoords="offset points",
                ha="center", va="bottom", fontsize=8.0 if len(names) > 12 else 9.0,
                color="#555555", zorder=5, annotation_clip=False, path_effects=HALO,
            )  # fmt: skip


def _name_people(ax: Axes, shown: Picture, where: Layout) -> None:
    below = mark_size(ax, where) ** 0.5 / 2.0 + 1.5
    for i, name in enumerate(shown.organisation.ids):
        if shown.present[i]:
            ax.annotate(
                str(name)[:SHOWN], tuple(where.people[i]), (0.0, -below), textcoords="offset points", ha="center",
                va="top", fontsize=7.0, color=style.INK, zorder=5, path_effects=HALO,
            )  # fmt: skip


def legend(ax: Axes, teller: Teller, *, imported: bool = False) -> None:
    """What marks, fillings and colours of lines stand for, below the picture; of imported people the lines alone."""
    handles, labels = ([], []) if imported else _marks(teller)
    for name, words in TIES.items():
        handles.append(Line2D([], [], color=style.TIE_COLOURS[name], lw=2.0))
        labels.append(teller(words))
    title = None if imported else teller("styles are drawn, not measured")
    ax.legend(handles, labels, loc="upper center", bbox_to_anchor=(0.5, -0.01), ncols=4, fontsize=8.5, title=title,
              title_fontsize=8.5, handletextpad=0.5, columnspacing=1.6,
              handler_map={tuple: HandlerTuple(ndivide=1)})  # fmt: skip


def _marks(teller: Teller) -> tuple[list[Any], list[str]]:
    """Marks of styles and of how far, and what they stand for."""
    handles: list[Any] = [
        Line2D([], [], ls="", marker=MARKS[name], mfc=style.STYLE_COLOURS[name], mec=style.STYLE_COLOURS[name])
        for name in STYLES
    ]
    labels = [teller(STYLE_LABELS[name]) for name in STYLES]
    grey = "#666666"
    for name, fill in zip(STEPS, ("white", "#C4C4C4", grey, "white"), strict=True):
        mark = Line2D([], [], ls="", marker="o", mfc=fill, mec=grey, ms=7)
        cross = Line2D([], [], ls="", marker="x", mec=style.INK, ms=4)
        handles.append((mark, cross) if name == "rejected" else mark)
        labels.append(teller(STEPS[name]))
    return handles, labels
