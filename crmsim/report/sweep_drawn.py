"""A sweep that draws and describes itself: what ``crmsim.load`` and ``crmsim.sweep`` return."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from crmsim.analysis.elsewhere import ForSalib, columns_table, for_salib
from crmsim.analysis.emulator import Emulator, emulator
from crmsim.analysis.explored import learnable
from crmsim.analysis.findings import NO_MORE, Findings, More, analyse
from crmsim.analysis.settings import against_reference, differences_table
from crmsim.analysis.study import UNPAIRED, declared, study
from crmsim.errors import CrmsimError, nearest
from crmsim.report.sweep_files import figures_of, write_analysis
from crmsim.report.sweep_text import sweep_text
from crmsim.results.folder import refuse_no_name
from crmsim.store.load import Sweep
from crmsim.store.place import ANALYSIS
from crmsim.store.verify import TABLE, table_hash
from crmsim.words import Teller, message


class DrawnSweep(Sweep):
    """The results of a sweep, able to analyse and draw themselves."""

    def analyse(self, outcomes: Sequence[str] = (), more: More = NO_MORE) -> Findings:
        """Tables and results of the analyses that the design allows, kept for the next call.

        Parameters
        ----------
        outcomes:
            Any that are stored, instead of those the experiment watches.
        more:
            What is asked beyond what the design is analysed by, as ``More(explore=True)``.
        """
        chosen = (tuple([outcomes] if isinstance(outcomes, str) else outcomes), more)
        kept = self.__dict__.setdefault("_findings", {})
        if chosen not in kept:
            kept[chosen] = analyse(self, *chosen)
        result: Findings = kept[chosen]
        return result

    def difference(
        self, outcome: str, setting: int | Sequence[int] | None = None, reference: int | None = None
    ) -> pd.DataFrame:
        """Paired differences of settings from the reference: run by run, with the same random numbers.

        Parameters
        ----------
        outcome:
            Any that is stored.
        setting, reference:
            Point numbers, as in :meth:`points`; in sampled worlds, numbers of the levers' settings (``lever``), which
            are compared world by world. All settings, and the experiment's reference, unless given.

        Returns
        -------
        A row a setting: ``setting``, what was varied, the fields of
        :class:`crmsim.analysis.difference.Difference`, and the standardised effect sizes ``d_z`` and ``d_pooled``.
        Intervals ``low`` to ``high`` are corrected for the number of rows.

        Raises
        ------
        CrmsimError
            For an outcome or setting that is not there, or a design whose settings do not share their random numbers.
        """
        kind = self.experiment.design.kind
        if kind in UNPAIRED:
            raise CrmsimError(
                message(
                    "the settings of a design of kind {kind!r} do not share their random numbers, so there are no "
                    "pairs",
                    kind=kind,
                ),
                file=self.folder,
                expected=message("a design of kind scenarios, grid, one_at_a_time or worlds"),
            )
        chosen = None if setting is None else [int(number) for number in np.atleast_1d(setting)]
        for number in (*(chosen or ()), *(() if reference is None else (reference,))):
            if not 0 <= number < self.settings:
                raise CrmsimError(
                    message("no such setting"),
                    key="setting",
                    value=number,
                    expected=message("0 to {high:,}", high=self.settings - 1),
                )
        text = study(self, (outcome,))
        return differences_table(text, against_reference(text, reference, chosen))

    def emulator(self, outcome: str) -> Emulator:
        """What foretells an outcome at any setting between those that were run, with its error; it takes seconds.

        Raises
        ------
        CrmsimError
            For an outcome that is not there, a design whose settings do not lie all over, and where scikit-learn is
            not installed.
        """
        known = declared(outcome)
        return emulator(learnable(study(self, (outcome,)), outcome), (known.low, known.high))

    def salib(self, outcome: str, drop: bool = False) -> ForSalib:
        """The sample and an outcome as SALib takes them, without gaps; see
        :func:`crmsim.analysis.elsewhere.for_salib`.
        """
        return for_salib(self, outcome, drop)

    def text(self, language: str = "en", width: int | None = None, more: More = NO_MORE) -> str:
        """The answer in plain words, then its tables; ``width`` characters wide (the terminal's unless given)."""
        return sweep_text(self.analyse(more=more), Teller(language, width))

    def figures(self, outcomes: Sequence[str] = (), more: More = NO_MORE) -> tuple[str, ...]:
        """Names of the figures there are."""
        return tuple(name.removesuffix(".png") for name in figures_of(self.analyse(outcomes, more)))

    def plot(
        self, figure: str | None = None, ax: Axes | None = None, language: str = "en", outcomes: Sequence[str] = (),
        more: More = NO_MORE,
    ) -> Axes:  # fmt: skip
        """Draw a figure on ``ax`` (a new one unless given) and return it.

        Parameters
        ----------
        figure:
            One of :meth:`figures`, such as "map-routine_share"; the first unless given.
        outcomes, more:
            As for :meth:`analyse`.

        Raises
        ------
        CrmsimError
            For a figure that this design does not have.
        """
        made = figures_of(self.analyse(outcomes, more))
        names = [name.removesuffix(".png") for name in made]
        chosen = names[0] if figure is None and names else figure
        if chosen is None or chosen not in names:
            raise CrmsimError(
                message("no such figure"),
                key="figure",
                value=figure,
                expected=", ".join(names) or message("none: nothing to draw"),
                nearest=nearest(str(figure), names),
            )
        draw, _ = made[f"{chosen}.png"]
        return draw(ax=ax, teller=Teller(language))

    def write_analysis(
        self, language: str = "en", outcomes: Sequence[str] = (), out: str | os.PathLike[str] | None = None,
        csv: bool = False, more: More = NO_MORE,
    ) -> list[Path]:  # fmt: skip
        """Write tables, the answer and figures; returns the files.

        Parameters
        ----------
        outcomes, more:
            As for :meth:`analyse`.
        out:
            The folder; ``analysis`` in that of the sweep unless given, which need not be one that can be written. Of a
            sweep that is not finished a folder beside it, named ``-partial``.
        csv:
            Write every run to ``runs.csv`` too, and what its columns mean to ``columns.csv``; where weeks are stored,
            ``weeks.csv``. The columns are those of the Parquet files.

        Raises
        ------
        CrmsimError
            Where the folder cannot be written, or holds files that no analysis wrote.
        """
        target = self._analysis_folder(None if out is None else os.fspath(out))
        origin = {
            "sweep": self.provenance.get("content"), "experiment": self.experiment.hash,
            TABLE: table_hash(self.provenance),
        }  # fmt: skip
        also = {}
        if csv:
            also = {"runs": self.frame(), "columns": columns_table(self)}
            also |= {"weeks": self.weekly()} if self.experiment.weekly else {}
        return write_analysis(self.analyse(outcomes, more), target, origin, Teller(language), also)

    def _analysis_folder(self, out: str | None) -> Path:
        if out is not None:
            refuse_no_name(out)
            return Path(os.path.abspath(out)) if Path(out).name in ("", "..") else Path(out)
        if self.folder is None:
            raise CrmsimError(
                message("is in memory, and has no folder"), expected=message("a sweep that was read from one")
            )
        if self.partial:  # whose own folder is written to while it runs
            return self.folder.parent / f"{self.folder.resolve().name}-partial"
        if self.folder.is_dir() and not os.access(self.folder, os.W_OK):
            raise CrmsimError(
                message("cannot be written: permission denied"),
                file=self.folder / ANALYSIS,
                expected=message("--out with a folder that can be written"),
            )
        return self.folder / ANALYSIS
