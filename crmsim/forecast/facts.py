"""What else is known of people and may matter to adoption, and which words say that nothing is."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from crmsim.forecast.mapping import Mapping
from crmsim.organisation import Organisation
from crmsim.organisation.columns import find_columns, identity
from crmsim.organisation.names import EMPLOYEE_COLUMNS
from crmsim.organisation.numbers import number
from crmsim.organisation.sheet import Sheet, read_sheet, simple
from crmsim.words import message, wrong_choice

Floats = NDArray[np.float64]


def with_words(sheet: Sheet, asked: Mapping) -> Sheet:
    """The table with the mapping's words for nothing known."""
    words = asked.missing_words
    return sheet if words is None else replace(sheet, missing=frozenset({"", *(one.casefold() for one in words)}))


def facts_of(asked: Mapping, organisation: Organisation) -> tuple[Floats, tuple[str, ...]]:
    """What else is known of people and asked for: columns of numbers; what is missing is the mean, and marked."""
    if not asked.adjust:
        return np.zeros((organisation.employees, 0)), ()
    file = asked.people or asked.adoption
    sheet = with_words(read_sheet(file, {"employeeid"}), asked)
    named = {simple(name) for name in sheet.header}
    chosen = {use: name for use, name in asked.columns.items() if use == "employee_id" and simple(name) in named}
    ids = find_columns(sheet, {"employee_id": EMPLOYEE_COLUMNS["employee_id"]}, ["employee_id"], chosen)
    row_of = {identity(cell): row for row, cell in enumerate(ids.cells["employee_id"])}
    columns: list[Floats] = []
    names: list[str] = []
    for name in asked.adjust:
        at = next((k for k, header in enumerate(sheet.header) if simple(header) == simple(name)), None)
        if at is None:
            raise wrong_choice(message("no such column"), name, sheet.header, file=sheet.file, key="adjust")
        values = np.full(organisation.employees, np.nan)
        for seat, who in enumerate(organisation.ids):
            row = row_of[who]
            text = sheet.columns[at][row]
            if sheet.lacks(text):
                continue
            values[seat] = number(text)
            if math.isnan(values[seat]):
                raise sheet.wrong(
                    row, message("not a number"), name, text, message("a number, or nothing where it is not known")
                )
        lacks = np.isnan(values)
        for part, called in ((np.where(lacks, np.nanmean(values) if not lacks.all() else 0.0, values), name),
                             (lacks.astype(np.float64), f"{name}?")):  # fmt: skip
            spread = float(part.std())
            if spread == 0.0:
                continue
            scaled = (part - part.mean()) / spread
            if columns:  # what others say already, as who lacks one answer lacks the next, is said once
                before = np.stack(columns, axis=1)
                rest = scaled - before @ np.linalg.lstsq(before, scaled)[0]
                if float(rest.std()) < 1e-6:
                    continue
            columns.append(scaled)
            names.append(called)
    return (np.stack(columns, axis=1) if columns else np.zeros((organisation.employees, 0))), tuple(names)
