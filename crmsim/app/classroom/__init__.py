"""Class mode: a class bets with its phones or its hands, and the teacher runs what was bet on."""

from __future__ import annotations

from crmsim.app.classroom.routes import GUESTS, PLAY, routes
from crmsim.app.sections import Section
from crmsim.words import message

SECTION = Section(
    "classroom", 30, message("Class"),
    message("Let a class bet with its phones, or with its hands, before you run what it bet on."), routes,
    guests=GUESTS, invites=True, landing=PLAY,
)  # fmt: skip
