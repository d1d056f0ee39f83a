"""What is on the page: which modules, in which order, and the rules of each."""

from __future__ import annotations

import ast
import functools
import pkgutil
import re
from collections.abc import Collection, Mapping

import crmsim.mechanisms as rulebook
from crmsim.mechanisms import WEEK
from crmsim.odd.rules import WRITTEN_OUT, Book, Rule, tree_of

RULEBOOK = rulebook.__name__
DRAWS, ARITHMETIC, PORTABLE = "crmsim.numerics.draws", "crmsim.numerics.arithmetic", "crmsim.numerics.portable"
SMALL: Mapping[str, Collection[str]] = {
    DRAWS: ("u64", "stream", "mix", "join", "uniform", "draw", "exponential", "normal", "surely_not", "poisson",
            "run_key"),
    ARITHMETIC: (),
    PORTABLE: (),
}  # fmt: skip
ORGANISATION: Mapping[str, Collection[str]] = {
    "crmsim.organisation.generation": ("generate", "_departments", "_counts", "_placed", "_closeness", "_proxy"),
    "crmsim.organisation.command": (),
    "crmsim.organisation.network": (),
    "crmsim.organisation.pairs": (),
    "crmsim.organisation.textbook": (),
    "crmsim.organisation.acquaintances": (),
    "crmsim.organisation.organisation": ("rows", "distinct", "absent", "unnamed"),
}
BEGINNING: Mapping[str, Collection[str]] = {
    "crmsim.simulation.meeting": (),
    "crmsim.simulation.initial": (
        "new_state", "new_people", "counts", "stream_draws", "draws_of", "fill_draws",
        "assign_styles", "assign_roles", "assign_thresholds",
        "prior_beliefs", "first_facts", "new_ties", "new_requests", "new_project", "most_ties", "request_width",
    ),
}  # fmt: skip
INTERVENING: Mapping[str, Collection[str]] = {"crmsim.simulation.intervene": ("intervene", "select", "replace")}
OF_INTERVENTIONS = f"{RULEBOOK}.intervention"
ELSEWHERE = (OF_INTERVENTIONS, f"{RULEBOOK}.state")  # told by other elements
NOT_RULES: Mapping[str, Collection[str]] = {
    f"{RULEBOOK}.economy": ("discount", "costs", "worth", "total", "money_lines"),
}


@functools.cache
def modules() -> tuple[str, ...]:
    """The modules of the rulebook: mechanisms in the order of the week, and after each those that it alone needs."""
    every = [f"{RULEBOOK}.{one.name}" for one in pkgutil.iter_modules(rulebook.__path__)]
    order = [one.module for one in WEEK.mechanisms]
    helpers = [name for name in every if name not in order and _functions(name) and name not in ELSEWHERE]
    made: list[str] = []
    for name in order:
        made += [name, *(one for one in helpers if one not in made and one in _imported(name))]
    return (*made, *(one for one in helpers if one not in made))


def _functions(module: str) -> bool:
    return any(type(node).__name__ == "FunctionDef" for node in tree_of(module).body)


def _imported(module: str) -> set[str]:
    return {node.module or "" for node in tree_of(module).body if isinstance(node, ast.ImportFrom)}


@functools.cache
def book() -> Book:
    """All rules that the page has."""
    known: dict[str, Collection[str]] = {name: NOT_RULES.get(name, ()) for name in modules()}
    known |= {WRITTEN_OUT: (), OF_INTERVENTIONS: (), **INTERVENING, **SMALL, **ORGANISATION, **BEGINNING}
    return Book(known)


@functools.cache
def rules() -> dict[str, Rule]:
    """All rules by full name, as "helping.willingness"."""
    return {rule.full_name: rule for module in book().trees for rule in book().rules(module)}


@functools.cache
def words_of_rules() -> frozenset[str]:
    """All words that stand in formulas and steps."""
    return frozenset(re.findall(r"\w+", "\n".join(line for rule in rules().values() for line in rule.lines)))
