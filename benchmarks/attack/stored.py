"""What a folder of results holds, for comparison: everything but times, and the names of processes.

Tables, figures, answers and texts are held as they are. Of provenance, which has no times, digests of the journal are
left out, because the journal holds times. Of the journal every row is held but its seconds, its worker, when it was
finished, and how often it was tried.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

JOURNAL, MARKER = "journal.sqlite", "provenance.json"
LOCKS = (".lock",)
HELD = "run, status, outcomes, censored, weekly, reasons, error, seed"
EARLIER = "earlier"


def files(folder: Path) -> list[str]:
    """Names of all files of a folder, from the folder on; locks, which are empty, apart."""
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    return [name for name in names if not name.endswith(LOCKS)]


def picture(folder: Path) -> dict[str, str]:
    """File → a hash of what counts of it."""
    return {name: _hash(folder / name) for name in files(folder)}


def differing(before: dict[str, str], after: dict[str, str], allow_earlier: bool = False) -> str:
    """The files in which two pictures differ, in words; nothing where they do not."""
    if allow_earlier:
        after = {name: one for name, one in after.items() if not name.startswith(f"{EARLIER}/")}
    parts = (
        ("gone", sorted(set(before) - set(after))),
        ("stray", sorted(set(after) - set(before))),
        ("other bytes", [name for name in before if name in after and before[name] != after[name]]),
    )
    return ", ".join(f"{word}: {' '.join(names)}" for word, names in parts if names)


def _hash(path: Path) -> str:
    if path.name == JOURNAL:
        held: bytes | None = _rows(path)
    elif path.name == MARKER:
        held = _provenance(path)
    else:
        held = path.read_bytes()
    return "cannot be read" if held is None else hashlib.blake2b(held, digest_size=16).hexdigest()


def _rows(path: Path) -> bytes | None:
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as opened:
            return repr(opened.execute(f"SELECT {HELD} FROM runs ORDER BY run").fetchall()).encode()
    except (sqlite3.Error, OverflowError):
        return None


def _provenance(path: Path) -> bytes | None:
    try:
        content: dict[str, Any] = json.loads(path.read_bytes())
    except ValueError:
        return None
    content.pop("seal", None)  # a hash of the rest
    if isinstance(content.get("files"), dict):
        content["files"].pop(JOURNAL, None)
    return json.dumps(content, sort_keys=True).encode()
