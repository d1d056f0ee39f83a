"""The translations, read once from gettext's catalogue (``.po``) by Babel."""

from __future__ import annotations

import functools
from importlib.resources import files
from importlib.resources.abc import Traversable

Key = tuple[str | None, str]  # context and English text, as gettext looks it up


def catalogue_file(language: str) -> Traversable:
    """Where the translations to a language stand."""
    return files("crmsim.words").joinpath("locale", language, "LC_MESSAGES", "crmsim.po")


@functools.cache
def translations(language: str) -> dict[Key, tuple[str, ...]]:
    """The forms of every text in a language, singular first; nothing for English, which stands in the code."""
    if language == "en":
        return {}
    from babel.messages.pofile import read_po

    with catalogue_file(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    result: dict[Key, tuple[str, ...]] = {}
    for entry in catalogue:
        one = entry.id if isinstance(entry.id, str) else entry.id[0]
        forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
        if one and forms and all(forms):
            result[entry.context, one] = tuple(str(form) for form in forms)
    return result
