"""The lesson that opens with a double-click: one page with the results of runs in it, made by :func:`make`."""

from __future__ import annotations

from crmsim.lesson.document import make

__all__ = ["make"]
