"""Why somebody decided as they did: a week of one person taken apart by the same rules that ran it."""

from crmsim.explain.explanation import Decision, Explanation, Term
from crmsim.explain.week import explain, find_employee

__all__ = ["Decision", "Explanation", "Term", "explain", "find_employee"]
