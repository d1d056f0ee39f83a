"""Figures and texts for people: drawn with matplotlib, told in English or Norwegian bokmål.

Importing this room loads nothing heavy: figures and tables are loaded by the modules that make them.
"""

from crmsim.report.words import LANGUAGES, Language, known_language, outcome_label, say

__all__ = ["LANGUAGES", "Language", "known_language", "outcome_label", "say"]
