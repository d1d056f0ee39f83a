"""Files of worlds: settings of the parameters that nobody knows, each row as plausible as the next.

A file is a table in CSV with a column for each parameter and a row for each world. Above it stand lines that begin with
``#`` and say in TOML who made it, of what and how::

    # made_by = "crmsim calibrate"
    # basis = "refused, tie_value_sd, …"
    # version = "0.1.0"
    # seed = 1
    adoption.threshold_sd,exchange.cost
    0.081,0.31

One file, so that what says where the numbers come from cannot be parted from them.
"""

from __future__ import annotations

import csv
import functools
import io
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crmsim.declaration.limits import LARGEST_TABLE
from crmsim.declaration.parameter import limits
from crmsim.errors import CrmsimError, nearest
from crmsim.files import parse_toml, read_plain, what_is_wrong
from crmsim.scenario.catalogue import shipped_folder
from crmsim.scenario.schema import expectation, fields, unknown_key
from crmsim.scenario.shares import CLOSE, STYLES, share_groups
from crmsim.scenario.sources import Source, digest_of
from crmsim.scenario.tables import PROSE
from crmsim.words import Message, message
from crmsim.words.shown import orders_in

MOST_ROWS = 5_000  # as many as anybody draws from; each is resolved once when an experiment is read
FOLDER, SUFFIX = "worlds", ".csv"
MARK = "#"
KIND = message("a file of worlds (see: docs/calibration.md)")


class Head(BaseModel):
    """What the lines above the table say.

    Attributes
    ----------
    made_by:
        The program or person.
    basis:
        What the rows were held against, in words.
    version:
        Of the program.
    seed:
        Of the draws.
    scenario, scenario_hash:
        What was run; the hash is that of the scenario as resolved.
    without:
        Mechanisms that were switched off.
    note:
        Anything else.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    made_by: str = Field(min_length=1)
    basis: str = Field(min_length=1)
    version: str = Field(min_length=1)
    seed: int
    scenario: str = ""
    scenario_hash: str = ""
    without: list[str] = []
    note: str = ""


@dataclass(frozen=True, eq=False)
class Worlds:
    """Plausible worlds.

    Attributes
    ----------
    name:
        A shipped name or the path as written.
    source:
        The file, and the hash of its bytes.
    head:
        Where the rows come from.
    keys:
        The dotted keys of the columns.
    rows:
        One tuple for each world, in the order of ``keys``: whole numbers where the parameter takes them, else floats.
    text:
        The file as it was read.
    """

    name: str
    source: Source
    head: Head
    keys: tuple[str, ...]
    rows: tuple[tuple[int | float, ...], ...]
    text: str


def shipped_worlds() -> dict[str, Path]:
    """The files of worlds that come with the package, by name."""
    folder = shipped_folder()
    return {} if folder is None else {path.stem: path for path in sorted((folder / FOLDER).glob(f"*{SUFFIX}"))}


def worlds_of(name: str, folder: Path, at: Mapping[str, Any]) -> Worlds:
    """The worlds of a shipped name, or of a path relative to a folder, else to the working folder.

    Parameters
    ----------
    at:
        Where the name stands, for messages: ``file``, ``line`` and ``key``.

    Raises
    ------
    CrmsimError
        Where there is no such file, and as :func:`read_worlds`.
    """
    known = shipped_worlds()
    if name in known:
        return read_worlds(known[name], name)
    try:
        written = Path(name).expanduser()
        path = next((one for one in (folder / written, Path.cwd() / written) if one.exists()), None)
        beside = {one.stem: one.name for one in (folder / written).parent.glob(f"*{SUFFIX}")} if path is None else {}
    except (OSError, ValueError, RuntimeError) as error:
        raise CrmsimError(message("not a file name ({error})", error=error), value=name, **at) from None
    if path is not None:
        return read_worlds(path, name)
    guess = nearest(name, known)
    alike = None if guess else nearest(written.stem, beside)
    raise CrmsimError(
        message("there are no such worlds"), value=name,
        expected=message("one of the shipped worlds ({names}) or the path of a file", names=", ".join(known) or "–"),
        nearest=guess or (alike and str(written.parent / beside[alike])), **at,
    )  # fmt: skip


def read_worlds(path: Path, name: str | None = None) -> Worlds:
    """The worlds in a file.

    Raises
    ------
    CrmsimError
        For a file that is no such table, too large or empty; a head that lacks something or says what nobody knows; an
        unknown or repeated column; and a value that is no number or that its parameter cannot take, with the line.
    """
    raw = _bytes(path)
    digest = digest_of(raw)
    return _read(path.resolve(), raw, digest, path.stem if name is None else name)


@functools.lru_cache(maxsize=8)
def _read(path: Path, raw: bytes, digest: str, name: str) -> Worlds:
    text = _text(path, raw)
    lines = text.splitlines()
    top = next((at for at, line in enumerate(lines) if not line.lstrip().startswith(MARK)), len(lines))
    head = _head(path, lines[:top])
    cells = list(csv.reader(io.StringIO("\n".join(lines[top:]), newline="")))
    first = top + 1
    if not cells or not any(cells[0]):
        raise CrmsimError(message("there is no table below the head"), file=path, line=first, expected=KIND)
    keys = _keys(path, first, cells[0])
    body = [(first + at, row) for at, row in enumerate(cells[1:], start=1) if row]
    if not body:
        raise CrmsimError(message("there is no world in the table"), file=path, expected=message("a row or more"))
    if len(body) > MOST_ROWS:
        raise CrmsimError(
            message("too many worlds ({count:,})", count=len(body)),
            file=path,
            expected=message("at most {most:,}", most=MOST_ROWS),
        )
    rows = tuple(_row(path, line, row, keys) for line, row in body)
    return Worlds(name, Source(path, digest), head, keys, rows, text)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise CrmsimError(message("a folder, not a file"), file=path, expected=KIND)
        raw = read_plain(path, KIND, LARGEST_TABLE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CrmsimError(message("cannot be read ({reason})", reason=reason), file=path, expected=KIND) from None
    if len(raw) > LARGEST_TABLE:
        size = LARGEST_TABLE // 1000
        raise CrmsimError(
            message("the file is too large"), file=path, expected=message("at most {size:,} kB", size=size)
        )
    if not raw.strip():
        raise CrmsimError(message("the file is empty"), file=path, expected=KIND)
    return raw


def _text(path: Path, raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise CrmsimError(message("not UTF-8 text"), file=path, line=line, expected=KIND) from None
    if "\0" in text:
        raise CrmsimError(message("a binary file"), file=path, expected=KIND)
    found = orders_in({"": text.replace("\n", "").replace("\r", "").replace("\t", "")})
    if found is not None:
        raise CrmsimError(message("holds a control character, {order}", order=found[2]), file=path, expected=KIND)
    return text


def _head(path: Path, lines: Sequence[str]) -> Head:
    """The lines above the table, checked."""
    text = "\n".join(line.lstrip().removeprefix(MARK) for line in lines)
    example = message('lines as # made_by = "crmsim calibrate" above the table')
    try:
        content = parse_toml(text)
    except ValueError as error:
        reason, line = what_is_wrong(error, text)
        raise CrmsimError(
            message("not TOML: {reason}", reason=reason), file=path, line=line, expected=example
        ) from None
    try:
        return Head.model_validate(content)
    except ValidationError as error:
        # a key nobody knows explains one that is missing, so it is told first
        found = sorted(error.errors(include_url=False), key=lambda one: one["type"] == "missing")[0]
        key = ".".join(map(str, found["loc"]))
        if found["type"] == "missing":
            raise CrmsimError(message("the head lacks {key}", key=key), file=path, key=key, expected=example) from None
        known = list(Head.model_fields)
        unknown = found["type"] == "extra_forbidden"
        problem = message("the head has no such key") if unknown else message("of the wrong type")
        expected = message("one of {choices}", choices=", ".join(known)) if unknown else example
        raise CrmsimError(
            problem, file=path, key=key, value=found["input"], expected=expected,
            nearest=nearest(key, known) if unknown else None,
        ) from None  # fmt: skip


def _keys(path: Path, line: int, cells: Sequence[str]) -> tuple[str, ...]:
    """The columns, each a number that a world may have."""
    keys = tuple(cell.strip() for cell in cells)
    for key in keys:
        field = fields().get(key)
        if field is None:
            raise unknown_key(key).but(file=path, line=line, key=key, value=None)
        if field.annotation not in (int, float) or key in {f"scenario.{word}" for word in PROSE}:
            raise CrmsimError(message("is no number"), file=path, line=line, key=key, expected=message("a parameter"))
    twice = next((key for key, many in Counter(keys).items() if many > 1), None)
    if twice:
        problem = message("{name} stands twice", name=twice)
        raise CrmsimError(problem, file=path, line=line, key=twice, expected=message("each parameter once"))
    return keys


def _row(path: Path, line: int, cells: Sequence[str], keys: Sequence[str]) -> tuple[int | float, ...]:
    if len(cells) != len(keys):
        raise CrmsimError(
            message("not as many cells as columns ({count})", count=len(cells)), file=path, line=line,
            expected=message("{count}, one for each column", count=len(keys)),
        )  # fmt: skip
    row = tuple(_value(path, line, key, cell) for key, cell in zip(keys, cells, strict=True))
    world = dict(zip(keys, row, strict=True))
    for group in share_groups():
        shares = [world[f"{group}.{style}"] for style in STYLES if f"{group}.{style}" in world]
        if sum(shares) > 1.0 + CLOSE or (len(shares) == len(STYLES) and abs(sum(shares) - 1.0) > CLOSE):
            problem = message("the shares sum to {sum:.6g}", sum=sum(shares))
            raise CrmsimError(problem, file=path, line=line, key=group, expected=message("three shares that sum to 1"))
    return row


def _value(path: Path, line: int, key: str, cell: str) -> int | float:
    """A cell as the number its parameter takes."""
    field = fields()[key]
    try:
        value = float(cell)
    except ValueError:
        decimal = cell.strip().replace(",", ".")
        raise CrmsimError(
            message("not a number") if cell.strip() else message("an empty cell"), file=path, line=line, key=key,
            value=cell or None, expected=expectation(field), nearest=decimal if "," in cell else None,
        ) from None  # fmt: skip
    low, high = limits(field)
    problem: Message | None = None
    if not math.isfinite(value):
        problem = message("not a finite number")
    elif field.annotation is int and value != round(value):
        problem = message("of the wrong type")
    elif low is not None and value < low:
        problem = message("too small")
    elif high is not None and value > high:
        problem = message("too large")
    if problem is not None:
        raise CrmsimError(problem, file=path, line=line, key=key, value=cell, expected=expectation(field))
    return round(value) if field.annotation is int else value + 0.0


def worlds_text(head: Mapping[str, Any], keys: Sequence[str], rows: Sequence[Sequence[int | float]]) -> str:
    """Worlds as the text of a file that :func:`read_worlds` takes."""
    made = Head.model_validate(dict(head)).model_dump(exclude_defaults=True)
    top = "".join(f"{MARK} {line}\n" for line in tomli_w.dumps(made, multiline_strings=False).splitlines())
    lines = [",".join(keys), *(",".join(repr(value) for value in row) for row in rows)]
    return top + "\n".join(lines) + "\n"
