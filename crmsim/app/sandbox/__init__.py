"""The sandbox: move what leaders decide, see at once what comes of it, and look at single weeks and people."""

from __future__ import annotations

from crmsim.app.sandbox.routes import routes
from crmsim.app.sections import Section
from crmsim.words import message

SECTION = Section(
    "sandbox", 10, message("Sandbox"),
    message("Move what leaders decide, see at once what comes of it, and ask single people why."), routes,
)  # fmt: skip
