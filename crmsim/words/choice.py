"""What is said of a choice that is none."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from crmsim.errors import CrmsimError, nearest
from crmsim.words.message import message


def wrong_choice(problem: str, value: object, choices: Collection[str], **where: Any) -> CrmsimError:
    """An error that names the choices there are and the nearest of them; ``where`` as file, line and key of others."""
    expected = message("one of {choices}", choices=", ".join(choices))
    return CrmsimError(problem, value=value, expected=expected, nearest=nearest(str(value), choices), **where)
