"""Words made where no teller is at hand: a string that remembers what it was made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Tell = Callable[..., str]  # a :class:`~crmsim.words.Teller`, as what it tells through sees it


class Message(str):
    """The English text; a :class:`~crmsim.words.Teller` tells it in another language.

    Attributes
    ----------
    template:
        The English sentence with its blanks, by which it is looked up.
    values:
        What stands in the blanks, by name; messages among them are told in the same language.
    context:
        Tells apart two meanings of one English text.
    """

    template: str
    values: Mapping[str, object]
    context: str | None

    def __new__(cls, template: str, values: Mapping[str, object] | None = None, context: str | None = None) -> Message:
        """A message from its parts; without values the template stands as it is."""
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template, made.values, made.context = template, dict(values or {}), context
        return made

    def __reduce__(self) -> tuple[type[Message], tuple[str, Mapping[str, object], str | None]]:
        """As its parts, so that an error raised in another process can be told too."""
        return Message, (self.template, self.values, self.context)


def message(template: str, /, *, context: str | None = None, **values: object) -> Message:
    """A message with its blanks filled.

    >>> message("there is no department {name!r}", name="sales")
    "there is no department 'sales'"
    """
    return Message(template, values, context)
