"""A run as a film for a lecture slide: people in their departments, filling up as they take to the system."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.animation import AbstractMovieWriter, FFMpegWriter, PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from crmsim.errors import CrmsimError
from crmsim.mechanisms.state import ACCEPTED, REJECTED
from crmsim.report import style
from crmsim.report.layout import place
from crmsim.report.network import Picture, draw_people, draw_ties, frame, legend, name_departments
from crmsim.words import ENGLISH, Teller, message

if TYPE_CHECKING:
    from crmsim.results.snapshots import Recording

WIDTH, HEIGHT, DPI = 9.6, 7.2, 100
PICTURES_A_SECOND = 8
MOST_PICTURES = 130


def animate(
    recording: Recording,
    path: Path | str,
    teller: Teller = ENGLISH,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Write a film of a run as GIF, or as MP4 where ffmpeg is installed; the end of the name decides.

    Parameters
    ----------
    recording:
        With "stage", "style" and "present" kept.
    progress:
        Called with pictures done and all.

    Raises
    ------
    CrmsimError
        For another kind of file, or for MP4 without ffmpeg.
    """
    target = Path(path)
    writer = film_writer(target)
    with style.drawn():
        figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI)
        FigureCanvasAgg(figure)
        ax = figure.add_axes((0.02, 0.24, 0.96, 0.68))
        curve = figure.add_axes((0.08, 0.055, 0.88, 0.075))
        where = place(recording.organisation)
        weeks = film_weeks(recording.weeks)
        shown = picture(recording, int(weeks[0]))
        frame(ax, where)
        draw_ties(ax, shown, where)
        name_departments(ax, shown, where, teller)
        legend(ax, teller, imported=recording.organisation.imported)
        title = ax.set_title("", loc="left")
        share = users(recording)
        week_axis = np.arange(share.size)
        curve.set_xlim(0, max(recording.weeks, 1))
        curve.set_ylim(0.0, 1.0)
        curve.set_yticks([0.0, 0.5, 1.0], ["0", "50", "100"], fontsize=8)
        curve.set_ylabel("%", fontsize=8, rotation=0, labelpad=8)
        curve.tick_params(axis="x", labelsize=8)
        curve.set_xlabel(teller("week"), fontsize=8, labelpad=1)
        (line,) = curve.plot([], [], color=style.USER_COLOUR, lw=2.0)
        marks: list[Any] = []
        try:
            with writer.saving(figure, str(target), DPI):
                for number, week in enumerate(weeks):
                    for mark in marks:
                        mark.remove()
                    marks = draw_people(ax, picture(recording, int(week)), where)
                    title.set_text(
                        teller("Week {week}   users: {share}", week=int(week), share=teller.share(float(share[week])))
                    )
                    line.set_data(week_axis[: week + 1], share[: week + 1])
                    writer.grab_frame()
                    if progress is not None:
                        progress(number + 1, weeks.size)
        except OSError as error:
            raise CrmsimError(
                message("cannot be written"), file=target, expected=message("a folder that can be written")
            ) from error
    return target


def film_weeks(weeks: int) -> Any:
    """The weeks that are shown, the last one held for a while."""
    step = max(1, -(-weeks // MOST_PICTURES))
    shown = np.arange(0, weeks + 1, step)
    if shown[-1] != weeks:
        shown = np.append(shown, weeks)
    return np.concatenate([shown, np.full(PICTURES_A_SECOND, weeks)])


def users(recording: Recording) -> Any:
    """Share of those present who are users, week by week from the start."""
    present = recording["present"] == 1
    stage = recording["stage"]
    user = present & (stage >= ACCEPTED) & (stage != REJECTED)
    return user.sum(axis=1) / np.maximum(present.sum(axis=1), 1)


def picture(recording: Recording, week: int) -> Picture:
    """What is drawn of one week; ties as they stood at the end."""
    return Picture(
        recording.organisation, recording["style"][week], recording["stage"][week], recording["present"][week] == 1,
        recording.ties["contact"], recording.ties["quality"], week,
    )  # fmt: skip


def film_writer(target: Path) -> AbstractMovieWriter:
    """What writes a film of this name.

    Raises
    ------
    CrmsimError
        For another kind of file, or for MP4 without ffmpeg.
    """
    kind = target.suffix.lower()
    if kind == ".gif":
        return PillowWriter(fps=PICTURES_A_SECOND)
    if kind != ".mp4":
        raise CrmsimError(
            message("not a kind of film"), file=target, expected=message("a name that ends in .gif or .mp4")
        )
    if shutil.which("ffmpeg") is None:
        raise CrmsimError(
            message("ffmpeg is needed for MP4 and is not installed"),
            file=target,
            expected=message("a name ending in .gif"),
        )
    return FFMpegWriter(fps=PICTURES_A_SECOND)
