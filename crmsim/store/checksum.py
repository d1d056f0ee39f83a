"""A checksum of a row of the journal: what is read is known to be what was written.

It finds what disks and slips do, every changed bit among them; it is no secret, and keeps nobody from writing another
row with the checksum that belongs to it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

Cell = bytes | str | int | float | None


def checksum(cells: Iterable[Cell]) -> int:
    """CRC-32 of some values: of what kind each is, how long, and its bytes."""
    result = 0
    for cell in cells:
        kind, content = _bytes(cell)
        result = zlib.crc32(content, zlib.crc32(b"%c%d:" % (kind, len(content)), result))
    return result


def _bytes(cell: Cell) -> tuple[bytes, bytes]:
    if cell is None:
        return b"n", b""
    if isinstance(cell, bytes):
        return b"b", cell
    if isinstance(cell, str):
        return b"s", cell.encode("utf-8", "surrogateescape")
    if isinstance(cell, float):
        return b"f", struct.pack("<d", cell)
    return b"i", b"%d" % cell
