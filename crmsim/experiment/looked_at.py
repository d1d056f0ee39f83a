"""The settings that a search has chosen by what came out before, as they are kept beside its runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from crmsim.errors import CrmsimError
from crmsim.words import message
from crmsim.words.shown import from_table

AS_IS = -1.0  # in place of a quantile: the factor stays as it is in the base
GENERATION, AGAIN = "generation", "tried_again"
Codes = tuple[float, ...]


@dataclass(frozen=True)
class LookedAt:
    """Settings in the order in which they were looked at.

    Attributes
    ----------
    codes:
        Of each setting a quantile (0 to 1) for each factor, or ``AS_IS``.
    generations:
        In which generation each was looked at, from 0.
    again:
        Numbers of those that are tried again in fresh worlds; none while the search goes on.
    first:
        The number of the first, where these are only some of them.
    """

    codes: tuple[Codes, ...] = ()
    generations: tuple[int, ...] = ()
    again: tuple[int, ...] = ()
    first: int = 0

    def more(self, codes: Sequence[Codes]) -> LookedAt:
        """With the settings of another generation."""
        number = 1 + max(self.generations, default=-1)
        return replace(self, codes=(*self.codes, *codes), generations=(*self.generations, *[number] * len(codes)))

    def text(self, factors: Sequence[str]) -> str:
        """As CSV: a row a setting."""
        import pandas as pd  # which reading an experiment does without

        from crmsim.results.frames import csv_text

        rows = np.array(self.codes, dtype=np.float64).reshape(len(self.codes), len(factors))
        again = np.isin(np.arange(len(self.codes)), self.again).astype(int)
        table = pd.DataFrame({GENERATION: np.array(self.generations, dtype=int), AGAIN: again})
        return csv_text(pd.concat([table, pd.DataFrame(rows, columns=list(factors))], axis=1))

    @classmethod
    def read(cls, text: str, factors: Sequence[str], file: Path) -> LookedAt:
        """What :meth:`text` made.

        Raises
        ------
        CrmsimError
            Where it is not that.
        """
        try:
            head, *rows = csv.reader(io.StringIO(text))
            if list(map(from_table, head)) != [GENERATION, AGAIN, *factors] or any(
                len(row) != len(head) for row in rows
            ):
                raise ValueError
            codes = tuple(tuple(map(float, row[2:])) for row in rows)
            if not all(code == AS_IS or 0.0 <= code <= 1.0 for row in codes for code in row):
                raise ValueError
            again = tuple(number for number, row in enumerate(rows) if row[1] == "1")
            return cls(codes, tuple(int(row[0]) for row in rows), again)
        except ValueError:
            raise CrmsimError(
                message("is not what a search leaves"), file=file,
                expected=message("the file that the sweep of this experiment has written"),
            ) from None  # fmt: skip
