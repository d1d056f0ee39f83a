"""Tidy tables of a run: one row a week, outcome and group."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from crmsim.errors import CrmsimError
from crmsim.files import read_plain
from crmsim.mechanisms.economy import NO_LINES
from crmsim.results.weekly import HAS_GROUPS, HAS_WEEKS, NAMES, Floats, weekly
from crmsim.words import message
from crmsim.words.shown import for_table, from_table

COLUMNS = ("week", "outcome", "group", "value")


def weeks_frame(ledger: Floats, groups: Sequence[str], money: Mapping[str, Floats] = NO_LINES) -> pd.DataFrame:
    """Every outcome in every week, by group where the outcome is told by group.

    Parameters
    ----------
    ledger:
        float64[weeks, groups, columns], the sums of a run.
    groups:
        A name for each row of the ledger; the first is everybody.
    money:
        Line of money → float64[weeks] discounted NOK; undefined lines are left out.

    Returns
    -------
    A DataFrame with ``week`` (int64, from 1), ``outcome`` and ``group`` (categories in the order of declaration) and
    ``value`` (Float64, missing where the outcome is undefined in that week). Outcomes that belong to a whole run,
    such as durations, have no rows.
    """
    values, defined = weekly(ledger, money)
    text = np.repeat(HAS_GROUPS[:, None], len(groups), axis=1)
    text[:, 0] = True
    places, rows = np.nonzero(text & HAS_WEEKS[:, None])
    weeks = values.shape[0]
    flat = pd.array(np.nan_to_num(values[:, rows, places]).ravel(), dtype="Float64")
    flat[~defined[:, rows, places].ravel()] = pd.NA
    return pd.DataFrame(
        {
            "week": np.repeat(np.arange(1, weeks + 1, dtype=np.int64), len(places)),
            "outcome": pd.Categorical.from_codes(np.tile(places, weeks), pd.Index(NAMES)),
            "group": pd.Categorical.from_codes(np.tile(rows, weeks), pd.Index(list(groups))),
            "value": flat,
        }
    )


def csv_text(table: pd.DataFrame) -> str:
    """A table as the text of a CSV file; names in it can neither be computed by a spreadsheet nor order a terminal."""
    shown = table.rename(columns=for_table)
    for place, kind in enumerate(table.dtypes):
        if not pd.api.types.is_numeric_dtype(kind):
            shown.isetitem(place, list(map(for_table, table.iloc[:, place].astype(object))))
    return str(shown.to_csv(index=False, lineterminator="\n"))


def read_weeks(path: Path) -> pd.DataFrame:
    """The table that :func:`weeks_frame` made, from its CSV.

    Raises
    ------
    CrmsimError
        Where the file is missing, unreadable or not such a table.
    """
    words = CrmsimError(message("is not a table of weeks"), file=path, expected=",".join(COLUMNS))
    try:
        texts = pd.read_csv(io.BytesIO(read_plain(path)), dtype=str, keep_default_na=False, encoding="utf-8")
        if tuple(texts.columns) != COLUMNS:
            raise words
        # float() gives back the very number that was written, which pandas' quick parser does not promise
        values = [None if text == "" else float(text) for text in texts["value"]]
        return pd.DataFrame(
            {
                "week": texts["week"].astype("int64"),
                "outcome": texts["outcome"].astype("category"),
                "group": texts["group"].map(from_table).astype("category"),
                "value": pd.array(values, dtype="Float64"),
            }
        )
    except OSError as error:
        raise CrmsimError(message("cannot be read: {strerror}", strerror=error.strerror), file=path) from None
    except ValueError:  # of pandas' parser too, and of text that is not UTF-8
        raise words from None
