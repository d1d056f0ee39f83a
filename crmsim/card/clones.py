"""The rulebook for another target: every rule cloned, so that clones call clones and no rule is written twice.

A clone has the very code of the rule, and a copy of its module's names in which each rule stands as its own clone,
marked for the target (as ``cuda.jit(device=True)`` does). So one process holds the rulebook for the processor and for
a graphics card, and no rule knows of it.
"""

from __future__ import annotations

import dis
from collections.abc import Callable, Mapping
from types import CodeType, FunctionType
from typing import Any

Function = Callable[..., Any]


class Clones:
    """The clones of rules for one target.

    Parameters
    ----------
    mark:
        Takes a plain function and returns what compiled code of the target calls.
    instead:
        What stands in the place of some functions on this target, by the function.

    Attributes
    ----------
    plain:
        For each rule cloned so far the clone before it was marked.
    """

    def __init__(self, mark: Callable[[Function], Any], instead: Mapping[Function, Any]) -> None:
        self.mark = mark
        self.made: dict[Function, Any] = dict(instead)
        self.plain: dict[Function, FunctionType] = {}

    def bare(self, function: Function) -> FunctionType:
        """The function itself, unmarked, calling the clones of what it calls."""
        assert isinstance(function, FunctionType)
        space = dict(function.__globals__)
        for name in names_in(function.__code__):
            value = space.get(name)
            if isinstance(value, FunctionType) and value.__module__.startswith("crmsim."):
                space[name] = self.of(value)
        clone = FunctionType(function.__code__, space, function.__name__, function.__defaults__, function.__closure__)
        clone.__module__, clone.__qualname__ = function.__module__, function.__qualname__
        return clone

    def of(self, function: Function) -> Any:
        """The clone of a rule as compiled code of the target calls it."""
        if function not in self.made:
            self.plain[function] = self.bare(function)
            self.made[function] = self.mark(self.plain[function])
        return self.made[function]


def names_in(code: CodeType) -> set[str]:
    """The global names that a function's code looks up."""
    return {step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"}
