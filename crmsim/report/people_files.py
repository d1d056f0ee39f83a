"""The files of ``crmsim draw``: figures of people, and the film."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from crmsim.explain import explain
from crmsim.report import style
from crmsim.report.animation import animate
from crmsim.report.life import life, life_height
from crmsim.report.network import network
from crmsim.report.people import helping_concentration, output_tails
from crmsim.words import ENGLISH, Teller

if TYPE_CHECKING:
    from crmsim.results import Folder
    from crmsim.results.snapshots import Recording


def write_figures(
    recording: Recording,
    folder: Folder,
    wanted: Collection[str],
    teller: Teller = ENGLISH,
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
    result: list[Path] = []

    def add(name: str, ax: Axes) -> None:
        result.append(folder.write(f"{name}.png", lambda path: style.save(ax, path)))

    if "network" in wanted:
        add("network", network(recording, style.canvas(9.0, 7.2), teller))
    if "tails" in wanted:
        add("tails", output_tails(recording, style.canvas(8.0, 4.6), teller))
    if "tails-raw" in wanted:
        add("tails-raw", output_tails(recording, style.canvas(8.0, 4.6), teller, adjusted=False))
    if "helping" in wanted:
        add("helping", helping_concentration(recording, style.canvas(7.0, 5.4), teller))
    if "life" in wanted and employee is not None:
        week = explain(recording.scenario, employee, recording.weeks, recording.seed)
        add("life", life(week, style.canvas(9.0, life_height(week)), teller))
    if "film" in wanted:
        result.append(folder.write(f"film{film}", lambda path: animate(recording, path, teller, progress)))
    return result
