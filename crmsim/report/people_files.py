"""The files of ``crmsim draw``: figures of people, and the film."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from crmsim.report import style
from crmsim.report.animation import animate
from crmsim.report.life import life_height
from crmsim.report.network import network
from crmsim.report.people import helping_concentration, output_tails
from crmsim.report.why import explain
from crmsim.report.words import Language

if TYPE_CHECKING:
    from crmsim.results import Folder
    from crmsim.results.recording import Recording


def write_figures(
    recording: Recording,
    folder: Folder,
    wanted: Collection[str],
    language: Language = "en",
    employee: int | str | None = None,
    film: str = ".gif",
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Write the figures wanted of a recording to a prepared folder; returns the files.

    Parameters
    ----------
    wanted:
        Of "network", "tails", "tails-raw", "helping", "life", "film".
    employee:
        Whose last week "life" draws.
    film:
        Kind of file of the film, ".gif" or ".mp4".
    progress:
        Called with pictures of the film done and all.

    Raises
    ------
    CrmsimError
        For an employee who does not exist, and for MP4 without ffmpeg.
    """
    found: list[Path] = []

    def add(name: str, ax: Axes) -> None:
        found.append(folder.write(f"{name}.png", lambda path: style.save(ax, path)))

    if "network" in wanted:
        add("network", network(recording, style.canvas(9.0, 7.2), language))
    if "tails" in wanted:
        add("tails", output_tails(recording, style.canvas(8.0, 4.6), language))
    if "tails-raw" in wanted:
        add("tails-raw", output_tails(recording, style.canvas(8.0, 4.6), language, adjusted=False))
    if "helping" in wanted:
        add("helping", helping_concentration(recording, style.canvas(7.0, 5.4), language))
    if "life" in wanted and employee is not None:
        week = explain(recording.scenario, employee, recording.weeks, recording.seed)
        add("life", week.plot(style.canvas(9.0, life_height(week)), language))
    if "film" in wanted:
        found.append(folder.write(f"film{film}", lambda path: animate(recording, path, language, progress)))
    return found
