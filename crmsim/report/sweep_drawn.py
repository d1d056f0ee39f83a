"""A sweep that draws and describes itself: what ``crmsim.load`` and ``crmsim.sweep`` return."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes

from crmsim.errors import CrmsimError, nearest
from crmsim.findings.findings import Findings, analyse
from crmsim.report.sweep_files import figures_of, write_analysis
from crmsim.report.sweep_text import sweep_text
from crmsim.report.words import known_language
from crmsim.sweep.load import Sweep


class DrawnSweep(Sweep):
    """The results of a sweep, able to analyse and draw themselves."""

    def analyse(self, outcomes: Sequence[str] = ()) -> Findings:
        """Tables and results of the analyses that the design allows, kept for the next call.

        Parameters
        ----------
        outcomes:
            Any that are stored, instead of those the experiment watches.
        """
        chosen = tuple([outcomes] if isinstance(outcomes, str) else outcomes)
        kept = self.__dict__.setdefault("_findings", {})
        if chosen not in kept:
            kept[chosen] = analyse(self, chosen)
        found: Findings = kept[chosen]
        return found

    def text(self, language: str = "en", width: int | None = None) -> str:
        """The answer in plain words, then its tables; ``width`` characters wide (the terminal's unless given)."""
        return sweep_text(self.analyse(), known_language(language), width)

    def figures(self, outcomes: Sequence[str] = ()) -> tuple[str, ...]:
        """Names of the figures there are."""
        return tuple(name.removesuffix(".png") for name in figures_of(self.analyse(outcomes)))

    def plot(
        self, figure: str | None = None, ax: Axes | None = None, language: str = "en", outcomes: Sequence[str] = ()
    ) -> Axes:
        """Draw a figure on ``ax`` (a new one unless given) and return it.

        Parameters
        ----------
        figure:
            One of :meth:`figures`, such as "map-routine_share"; the first unless given.
        outcomes:
            As for :meth:`analyse`.

        Raises
        ------
        CrmsimError
            For a figure that this design does not have.
        """
        made = figures_of(self.analyse(outcomes))
        names = [name.removesuffix(".png") for name in made]
        chosen = names[0] if figure is None and names else figure
        if chosen is None or chosen not in names:
            raise CrmsimError(
                "no such figure", key="figure", value=figure, expected=", ".join(names) or "none: nothing to draw",
                nearest=nearest(str(figure), names),
            )  # fmt: skip
        draw, _ = made[f"{chosen}.png"]
        return draw(ax=ax, language=known_language(language))

    def write_analysis(self, language: str = "en", outcomes: Sequence[str] = ()) -> list[Path]:
        """Write tables, the answer and figures to the folder ``analysis`` of the sweep; returns the files.

        Raises
        ------
        CrmsimError
            Where the folder cannot be written, or holds files that no analysis wrote.
        """
        origin = {"sweep": self.provenance.get("content"), "experiment": self.experiment.hash}
        return write_analysis(self.analyse(outcomes), self.folder, origin, known_language(language))
