"""Limits that more than one package holds a user's numbers to."""

from __future__ import annotations

LARGEST_TABLE = 5_000_000  # bytes of a CSV file that somebody hands in: worlds, or what was observed
MOST_PEOPLE = 2_000_000  # in one organisation, generated or read: twice the size the engine was measured at
MOST_RUNS = 1_000_000  # of a setting: a seed block has as many seeds, and the next setting's begin there
