"""The sandbox: move what leaders decide, see at once what comes of it, and look at single weeks and people."""

from __future__ import annotations

from crmsim.app.parts import Part
from crmsim.app.sandbox.routes import routes
from crmsim.words import message

PART = Part(
    "sandbox", 10, message("Sandbox"),
    message("Move what leaders decide, see at once what comes of it, and ask single people why."), routes,
)  # fmt: skip
