"""Reading a file in TOML, a scenario or an experiment: text, content, and the line a key stands on."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError, nearest
from crmsim.files import DEEPEST, TooDeep, parse_toml, read_plain, what_is_wrong
from crmsim.scenario.sources import Source, digest_of
from crmsim.words import Message, message
from crmsim.words.shown import orders_in

LARGEST_FILE = 1_000_000  # bytes; a scenario is a page of text
SCENARIO = message("a scenario")
PLAIN_TEXT = message("letters, digits, signs, blanks and line ends")
BEGINNING = {SCENARIO: message("a scenario, from [scenario] on")}
LINES = {
    True: message('lines as takers = 0.3 or leader_style = "giver"'),
    False: message('lines as runs = 30 or base = "baseline"'),
}
"""What stands in a scenario, and in what else is asked for: an experiment."""
ONLY_EXPERIMENTS = frozenset({"design", "levers", "uncertainties"})
ONLY_SCENARIOS = frozenset({"scenario", "unknown"})
TABLE = re.compile(r"\s*\[\[?\s*([^\]#]+?)\s*\]\]?\s*(#.*)?$")
ENTRY = re.compile(r"\s*([\w.\"'-][\w.\"' -]*?)\s*=")


@dataclass(frozen=True, eq=False)
class Document:
    """What was written: its content, where it was read, the line of each key, and the files it stood in."""

    content: dict[str, Any]
    shown: str = "scenario"
    folder: Path | None = None
    lines: dict[str, int] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()

    def line(self, key: str) -> int | None:
        """The line of a dotted key, else of the nearest table above it."""
        while key:
            if key in self.lines:
                return self.lines[key]
            key = key.rpartition(".")[0]
        return None

    def wrong(
        self, key: str, problem: str, value: object, expected: str | None, guess: str | None = None
    ) -> CrmsimError:
        """The error about a key, with the line at which it stands."""
        line = self.line(key)
        return CrmsimError(
            problem, file=self.shown, line=line, key=key or None, value=value, expected=expected, nearest=guess
        )


def read_document(path: Path, kind: Message = SCENARIO) -> Document:
    """The document in a TOML file.

    Parameters
    ----------
    kind:
        What messages say the file should be.

    Raises
    ------
    CrmsimError
        For a folder, a file that is missing, unreadable, too large, binary or empty, and for broken TOML, with the
        line.
    """
    text, source = read_source(path, kind)
    return replace(parse_document(text, str(path), path.resolve().parent, kind), sources=(source,))


def parse_document(text: str, shown: str, folder: Path | None = None, kind: Message = SCENARIO) -> Document:
    """The document in a text; ``shown`` is how messages name it.

    Raises
    ------
    CrmsimError
        For broken TOML, with the line, and for a text that holds no key.
    """
    try:
        content = parse_toml(text)
    except TooDeep as error:
        raise CrmsimError(
            message("nested too deeply"),
            file=shown,
            line=error.line,
            expected=message("keys of at most {most} parts, and few brackets within brackets", most=DEEPEST),
        ) from None
    except ValueError as error:
        reason, line = what_is_wrong(error, text)
        raise CrmsimError(
            message("not TOML: {reason}", reason=reason), file=shown, line=line,
            expected=LINES[kind is SCENARIO],
        ) from None  # fmt: skip
    if not content:
        raise CrmsimError(
            message("the file holds no table"),
            file=shown,
            expected=BEGINNING.get(kind, message("{kind} in TOML", kind=kind)),
        )
    document = Document(content, shown, folder, key_lines(text))
    _refuse_orders(document)
    return document


def _refuse_orders(document: Document) -> None:
    """Refuse text that would give orders to a terminal: no title, question or name has a use for them."""
    found = orders_in(document.content)
    if found is not None:
        key, text, order = found
        raise document.wrong(key, message("holds a control character, {order}", order=order), text, PLAIN_TEXT)


def read_text(path: Path, kind: Message = SCENARIO) -> str:
    """The text of a file, whatever is in it; errors as of :func:`read_source`."""
    return read_source(path, kind)[0]


def read_source(path: Path, kind: Message = SCENARIO) -> tuple[str, Source]:
    """The text of a file, whatever is in it, and by what its bytes are known.

    Raises
    ------
    CrmsimError
        As :func:`read_document`, but for what only the content can tell.
    """
    try:
        if path.is_dir():
            raise CrmsimError(
                message("a folder, not a file"),
                file=path,
                expected=message("{kind} in TOML", kind=kind),
                nearest=alike(path.name, path, kind) or _only(path, kind),
            )
        if not path.exists():
            raise CrmsimError(
                message("there is no such file"), file=path, expected=message("{kind} in TOML", kind=kind)
            )
        raw = read_plain(path, message("{kind} in TOML", kind=kind), LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CrmsimError(
            message("cannot be read ({reason})", reason=reason),
            file=path,
            expected=message("{kind} that can be read", kind=kind),
        ) from None
    if len(raw) > LARGEST_FILE:
        raise CrmsimError(
            message("the file is too large"),
            file=path,
            expected=message("at most {size:,} kB of TOML", size=LARGEST_FILE // 1000),
        )
    if not raw.strip():
        raise CrmsimError(
            message("the file is empty"), file=path, expected=BEGINNING.get(kind, message("{kind} in TOML", kind=kind))
        )
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise CrmsimError(message("the text is UTF-16"), file=path, expected=message("TOML saved as UTF-8"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise CrmsimError(
            message("not UTF-8 text"), file=path, line=line, expected=message("TOML saved as UTF-8")
        ) from None
    if "\0" in text:
        raise CrmsimError(message("a binary file"), file=path, expected=message("{kind} in TOML", kind=kind))
    return text, Source(path.resolve(), digest_of(raw))


def alike(name: str, folder: Path, kind: Message = SCENARIO) -> str | None:
    """The file of this kind in a folder whose name is most like ``name``; None where none is alike.

    Names are compared without their ending, which any two files of TOML share.
    """
    own = {path.stem: path for path in folder.glob("*.toml")}
    while (hit := nearest(name.removesuffix(".toml"), own)) is not None:
        path = own.pop(hit)
        if _is_of(path, kind):
            return str(path)
    return None


def _only(folder: Path, kind: Message) -> str | None:
    """The one file of this kind in a folder; None where there is none, or a choice."""
    own = list(itertools.islice((path for path in folder.glob("*.toml") if _is_of(path, kind)), 2))
    return str(own[0]) if len(own) == 1 else None


def _is_of(path: Path, kind: Message) -> bool:
    """Whether a file holds what it should."""
    from crmsim.scenario.schema import INTERVENTION, UNKNOWN, tables  # which stands on this module

    try:
        content = read_document(path).content
    except (CrmsimError, OSError):
        return False
    if kind != SCENARIO:
        return varies(content)
    return set(content) <= {INTERVENTION, UNKNOWN, *(name.partition(".")[0] for name in tables())}


def varies(content: Mapping[str, Any]) -> bool:
    """Whether a file is an experiment: it has a table that only experiments have, and none only scenarios have."""
    return not ONLY_EXPERIMENTS.isdisjoint(content) and ONLY_SCENARIOS.isdisjoint(content)


def key_lines(text: str) -> dict[str, int]:
    """The line each dotted key and table is first written on; entries of ``[[intervention]]`` are numbered from 1."""
    result: dict[str, int] = {}
    table = ""
    interventions = 0
    for number, line in enumerate(text.splitlines(), start=1):
        header = TABLE.match(line)
        if header:
            table = header.group(1).replace('"', "").replace("'", "").replace(" ", "")
            if table == "intervention":
                interventions += 1
                table = f"intervention.{interventions}"
            result.setdefault(table, number)
            continue
        entry = ENTRY.match(line)
        if entry:
            name = entry.group(1).replace('"', "").replace("'", "").replace(" ", "")
            result.setdefault(f"{table}.{name}" if table else name, number)
    return result
