"""What a section of the app says of itself, and what it is handed."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crmsim.words import Message

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from crmsim.app.kept_lesson import KeptLesson
    from crmsim.app.pool import Pool
    from crmsim.app.settings import Settings


@dataclass(frozen=True)
class Shared:
    """What all sections are handed.

    Attributes
    ----------
    settings:
        As the app was started.
    pool:
        Where what takes time is done.
    lesson:
        The file of lessons.
    """

    settings: Settings
    pool: Pool
    lesson: KeptLesson


@dataclass(frozen=True)
class Section:
    """A section of the app.

    Attributes
    ----------
    name:
        Of its subpackage; its paths begin with it.
    place:
        Where it stands among the others, the least first.
    title, says:
        Its name on the front page, and a sentence on what one does there.
    routes:
        Makes its routes.
    guests:
        Beginnings of paths that are open to guests, who came over the network with the code; none unless named.
    uploads:
        Path → most bytes that may be sent to it, where that is more than usual.
    invites:
        Whether the front page shows the section to guests.
    landing:
        Its page for guests, where they find themselves once they typed the code.
    """

    name: str
    place: int
    title: Message
    says: Message
    routes: Callable[[Shared], list[BaseRoute]]
    guests: tuple[str, ...] = ()
    uploads: Mapping[str, int] = field(default_factory=dict)
    invites: bool = False
    landing: str = ""

    def page(self, host: bool) -> str:
        """The path of its first page, for whoever runs the app or for a guest."""
        return f"/{self.name}" if host or not self.landing else self.landing


def sections() -> tuple[Section, ...]:
    """The sections that are there, in their order: every subpackage of the app that holds a ``SECTION``."""
    import crmsim.app

    found = []
    for module in pkgutil.iter_modules(crmsim.app.__path__, "crmsim.app."):
        if module.ispkg:
            section = getattr(importlib.import_module(module.name), "SECTION", None)
            if section is not None:
                found.append(section)
    return tuple(sorted(found, key=lambda section: section.place))
