"""The interview behind ``crmsim new``: plain questions about an organisation, and the scenario of their answers."""

from crmsim.interview.account import account
from crmsim.interview.answer import Answer, read_answer
from crmsim.interview.meaning import Meaning, meanings_of
from crmsim.interview.questions import BY_KEY, QUESTIONS
from crmsim.interview.writing import scenario_text, titles

__all__ = [
    "BY_KEY",
    "QUESTIONS",
    "Answer",
    "Meaning",
    "account",
    "meanings_of",
    "read_answer",
    "scenario_text",
    "titles",
]
