"""Figures and texts for people: drawn with matplotlib, told by a :class:`crmsim.words.Teller`.

Importing this package loads nothing heavy: figures and tables are loaded by the modules that make them.
"""
