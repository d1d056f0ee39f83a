"""UCINET's DL text files.

A reader of our own, because the one library that reads them (igraph 1.0.0) refuses two of their usual forms: a header
on one line, and full matrices with values. Where igraph reads a list of ties, tests hold it against igraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.organisation.graphs import declared, tables_of
from crmsim.organisation.sheet import Sheet
from crmsim.words import message, wrong_choice
from crmsim.words.numbers import whole

MOST_MATRICES = 1_000  # each a kind of tie; files in use have a few
FORMATS = ("fullmatrix", "edgelist1", "nodelist1", "upperhalf", "lowerhalf")
WORD = re.compile(r'"([^"]*)"|\'([^\']*)\'|([^\s,]+)')
PART = re.compile(
    r"\b(data|(?:row |column |col |matrix |level )?labels(?: embedded)?)\s*:?(?=\s|$)", re.IGNORECASE
)  # fmt: skip
KEY = re.compile(r"\b(n|nr|nc|nm|format|diagonal)\s*[= ]\s*(\w+)", re.IGNORECASE)


def read_dl(text: str, file: str | Path) -> tuple[Sheet, Sheet, dict[str, str]]:
    """People, ties and notes of a DL file; several matrices become kinds of ties.

    Raises
    ------
    CrmsimError
        For two-mode data, an unknown format, as many numbers as do not fill the matrix, and more people than the file
        can say anything about.
    """
    parts = _parts(re.sub(r"^\s*dl\b", "", text, flags=re.IGNORECASE))
    keys = {key.casefold(): value.casefold() for key, value in KEY.findall(parts[""])}
    form = keys.get("format", "fullmatrix")
    if form not in FORMATS:
        raise wrong_choice(message("a format of DL that is not read"), form, FORMATS, file=file, key="format")
    if not keys.get("n", "").isdecimal():
        two = "nr" in keys and keys.get("nr") != keys.get("nc")
        if two or "nr" not in keys:
            raise CrmsimError(
                message("is a two-mode network") if two else message("no number of people"),
                file=file,
                expected=message("people tied to people: n="),
            )
        keys["n"] = keys["nr"]
    size, matrices = declared(keys["n"], text, str(file)), whole(keys.get("nm", "1"))
    if matrices is None or not 1 <= matrices <= MOST_MATRICES:
        raise CrmsimError(
            message("not a number of matrices"),
            file=file,
            key="nm",
            value=keys["nm"],
            expected=message("1 to {count}", count=MOST_MATRICES),
        )
    labels = _words(parts.get("labels", parts.get("row labels", "")))
    kinds = _words(parts.get("matrix labels", parts.get("level labels", ""))) or [""] * matrices
    embedded = any(name.endswith("embedded") for name in parts)
    data = parts.get("data", "")
    seats = _Seats(labels, size, embedded, str(file))
    ties: list[tuple[int, int, dict[str, Any]]] = []
    if form in ("edgelist1", "nodelist1"):
        rows = [words for line in data.splitlines() if line.strip() != "!" and (words := _words(line))]
        for row in rows:
            one = seats.of(row[0])
            if form == "edgelist1":
                if len(row) < 2:
                    raise CrmsimError(
                        message("half a tie"),
                        file=file,
                        value=row[0],
                        expected=message("two people and perhaps a value"),
                    )
                ties.append((one, seats.of(row[1]), {"weight": row[2] if len(row) > 2 else "1"}))
            else:
                ties += [(one, seats.of(other), {"weight": "1"}) for other in row[1:]]
    else:
        absent = keys.get("diagonal") == "absent"
        ties = list(_matrices(_words(data), form, size, kinds, embedded, absent, seats, str(file)))
    nodes = [{"name": label} for label in seats.labels()]
    people, tied = tables_of(str(file), list(range(1, size + 1)), nodes, ties, True)
    return people, tied, {}


class _Seats:
    """Who sits where: by number, or by label where labels stand in the data."""

    def __init__(self, labels: list[str], size: int, embedded: bool, file: str) -> None:
        if labels and len(labels) != size:
            raise CrmsimError(
                message("{count} labels", count=len(labels)),
                file=file,
                expected=message("{size}, as n says", size=size),
            )
        self.known = {label.casefold(): seat for seat, label in enumerate(labels)}
        if len(self.known) < len(labels):
            raise CrmsimError(
                message("two people have the same label"), file=file, expected=message("labels that differ")
            )
        self.shown = labels
        self.size, self.embedded, self.file = size, embedded, file

    def of(self, text: str) -> int:
        """The seat of a number or a label; a label that is met first takes the next seat."""
        if not self.embedded:
            number = whole(text)
            if number is not None and 1 <= number <= self.size:
                return number - 1
            raise CrmsimError(
                message("no such person"), file=self.file, value=text, expected=message("1 to {size}", size=self.size)
            )
        if text.casefold() not in self.known:
            if len(self.known) == self.size:
                raise CrmsimError(
                    message("more than {size} people", size=self.size),
                    file=self.file,
                    value=text,
                    expected=message("as n says"),
                )
            self.known[text.casefold()] = len(self.known)
            self.shown.append(text)
        return self.known[text.casefold()]

    def labels(self) -> list[str]:
        """A label for each seat."""
        return [*self.shown, *(str(seat + 1) for seat in range(len(self.shown), self.size))]


def _parts(text: str) -> dict[str, str]:
    """The header under "", and what stands behind each of its words."""
    parts, name, at = {}, "", 0
    for result in PART.finditer(text):
        parts[name] = text[at : result.start()]
        name, at = " ".join(result[1].casefold().split()).replace("col ", "column "), result.end()
        if name == "data":
            break
    parts[name] = text[at:]
    return parts


def _words(text: str) -> list[str]:
    return [next(part for part in result.groups() if part is not None) for result in WORD.finditer(text)]


def _matrices(
    words: list[str],
    form: str,
    size: int,
    kinds: list[str],
    embedded: bool,
    absent: bool,
    seats: _Seats,
    file: str,
) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Ties of matrices, one behind the other."""
    at = 0
    for kind in kinds:
        if embedded:
            for label in words[at : at + size]:
                seats.of(label)
            at += size
        for row in range(size):
            at += embedded
            columns = (
                range(size) if form == "fullmatrix" else range(row, size) if form == "upperhalf" else range(row + 1)
            )
            for column in columns:
                if absent and column == row:
                    continue
                if at >= len(words):
                    raise CrmsimError(
                        message("too few numbers"), file=file, expected=message("a matrix of {size} people", size=size)
                    )
                value = words[at]
                at += 1
                if value.strip("0.") != "":
                    facts = {"weight": value, "directed": "yes" if form == "fullmatrix" else "no"}
                    yield row, column, facts | ({"kind": kind} if kind else {})
    if at < len(words):
        raise CrmsimError(
            message("{count} numbers too many", count=len(words) - at),
            file=file,
            expected=message("a matrix of {size} people", size=size),
        )
