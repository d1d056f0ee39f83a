"""Limits that more than one package holds a user's numbers to."""

from __future__ import annotations

MOST_PEOPLE = 2_000_000  # in one organisation, generated or read: twice the size the engine was measured at
