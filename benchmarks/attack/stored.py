"""What a folder of results holds, for comparison: everything but times, and the names of processes.

Tables, figures, answers and texts are held as they are. Of provenance, which has no times, digests of the journal are
left out, because the journal holds times. Of the journal every row is held by itself, but for its seconds, its worker,
when it was finished, and how often it was tried: a journal rightly keeps the runs of an earlier version of its inputs,
which those of another version must not touch.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

JOURNAL, MARKER = "journal.sqlite", "provenance.json"
LOCKS = (".lock",)
HELD = "run, status, outcomes, censored, weekly, reasons, error, seed"
EARLIER = "earlier"
UNREADABLE = "cannot be read"
ROW = ": run "  # between a journal and the identity of a run in it


def files(folder: Path) -> list[str]:
    """Names of all files of a folder, from the folder on; locks, which are empty, apart."""
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    return [name for name in names if not name.endswith(LOCKS)]


def picture(folder: Path) -> dict[str, str]:
    """File → a hash of what counts of it; of a journal, also "file: run identity" → a hash of that row."""
    result = {name: _hash(folder / name) for name in files(folder)}
    for name in [name for name in result if Path(name).name == JOURNAL]:
        rows = _rows(folder / name)
        result[name] = UNREADABLE if rows is None else ""
        result |= {f"{name}{ROW}{run}": held for run, held in (rows or {}).items()}
    return result


def differing(
    before: dict[str, str], after: dict[str, str], allow_earlier: bool = False, other: dict[str, str] | None = None
) -> str:
    """In what two pictures differ, in words; nothing where they do not.

    Parameters
    ----------
    allow_earlier:
        Whether tables that were put aside may be there.
    other:
        The picture of another version of the inputs, whose runs the journal may hold too, as they were computed for it.
    """
    if allow_earlier:
        after = {name: one for name, one in after.items() if not name.startswith(f"{EARLIER}/")}
    if other is not None:
        after = {
            name: one for name, one in after.items() if ROW not in name or name in before or other.get(name) != one
        }
    parts = (
        ("gone", sorted(set(before) - set(after))),
        ("stray", sorted(set(after) - set(before))),
        ("other bytes", [name for name in before if name in after and before[name] != after[name]]),
    )
    return ", ".join(f"{word}: {_listed(names)}" for word, names in parts if names)


def _listed(names: list[str]) -> str:
    """Names of files, and how many rows of which journal."""
    rows = Counter(name.partition(ROW)[0] for name in names if ROW in name)
    return " ".join(
        [*(name for name in names if ROW not in name), *(f"{name} ({count} runs)" for name, count in rows.items())]
    )


def _hash(path: Path) -> str:
    held = _provenance(path) if path.name == MARKER else path.read_bytes()
    return UNREADABLE if held is None else _short(held)


def _short(held: bytes) -> str:
    return hashlib.blake2b(held, digest_size=16).hexdigest()


def _rows(path: Path) -> dict[str, str] | None:
    """Identity of a run → a hash of its row; None for a journal that cannot be read."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as opened:
            rows = opened.execute(f"SELECT {HELD} FROM runs ORDER BY run").fetchall()
    except (sqlite3.Error, OverflowError):
        return None
    return {row[0].hex() if isinstance(row[0], bytes) else repr(row[0]): _short(repr(row).encode()) for row in rows}


def _provenance(path: Path) -> bytes | None:
    try:
        content: dict[str, Any] = json.loads(path.read_bytes())
    except ValueError:
        return None
    content.pop("seal", None)  # a hash of the rest
    if isinstance(content.get("files"), dict):
        content["files"].pop(JOURNAL, None)
    return json.dumps(content, sort_keys=True).encode()
