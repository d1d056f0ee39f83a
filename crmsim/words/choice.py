"""What is said of a choice that is none."""

from __future__ import annotations

from collections.abc import Collection

from crmsim.errors import CrmsimError, nearest
from crmsim.words.message import message


def wrong_choice(
    problem: str,
    value: object,
    choices: Collection[str],
    *,
    file: object = None,
    line: int | None = None,
    key: str | None = None,
    expected: str | None = None,
) -> CrmsimError:
    """An error that names the choices there are, or what else is ``expected``, and the nearest of them."""
    known = expected or message("one of {choices}", choices=", ".join(choices))
    hint = nearest(str(value), choices)
    return CrmsimError(problem, file=file, line=line, key=key, value=value, expected=known, nearest=hint)
