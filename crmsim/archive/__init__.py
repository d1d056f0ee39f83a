"""A study as one file that others can check, read and make again: a zip that is a research object (RO-Crate 1.1).

:func:`archive` puts together what a folder of results holds, the scenarios and files it was made of, the model as an
ODD protocol, and a description of all of it that machines can read.
"""

from __future__ import annotations

from crmsim.archive.crate import Creator, creator_of
from crmsim.archive.write import archive

__all__ = ["Creator", "archive", "creator_of"]
