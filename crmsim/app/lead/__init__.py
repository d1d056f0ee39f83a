"""Lead it: two years as a leader, quarter by quarter, in an organisation that follows the rules of every other run.

Modules, each of which may import those above it: ``post`` (who leads where), ``moves`` (what a leader can do), ``game``
(a game as text, what it costs, and its run), ``information`` (what a leader sees), ``faces``, ``sayings`` and
``people`` (who says what), ``debrief`` (what would have been), ``address`` (a game as an address), ``shown`` (what
pages share), ``start``, ``quarter`` and ``ending`` (the pages), ``routes``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmsim.app.sections import Section, Shared
from crmsim.words import message

if TYPE_CHECKING:
    from starlette.routing import BaseRoute


def _routes(shared: Shared) -> list[BaseRoute]:
    from crmsim.app.lead.routes import routes  # so that the rules need no server

    return routes(shared)


SECTION = Section(
    "lead", 30, message("Lead it"),
    message("Two years as a leader: a budget, own hours, credibility, and a debrief of what would have been."),
    _routes,
)  # fmt: skip
