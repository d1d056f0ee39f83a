"""Own rules: a Python function of the user's, called at a named point of every week with the arrays in hand.

A point lies before or after a phase of :data:`crmsim.mechanisms.PHASES`. Between two phases come first the rules set
after the earlier one, then the interventions of the week (between signals and project), then the rules set before
the later one; among rules of one point, the order in which they were given.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
import textwrap
import types
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from crmsim.errors import CrmsimError, nearest
from crmsim.mechanisms import PHASES
from crmsim.words import message

Rule = Callable[[Any], Any]


class Hook:
    """An own rule: what to call, and where in the week.

    Attributes
    ----------
    name:
        Names its random numbers and stands in the provenance.
    point:
        "after help", "before signals".
    gap:
        How many phases of the week are over when it is called.
    counterfactual:
        Whether it also acts in the run without a project, from which benefits are counted.
    """

    def __init__(
        self, function: Rule, when: str, phase: str, name: str | None = None, counterfactual: bool = True
    ) -> None:
        self.function = function
        self.name = str(name or getattr(function, "__name__", type(function).__name__))
        self.when = when
        self.gap = PHASES.index(phase) + (when == "after")
        self.point = f"{when} {phase}"
        self.counterfactual = counterfactual
        self.__doc__ = function.__doc__
        self.__module__ = str(getattr(function, "__module__", __name__))
        self.path = str(getattr(function, "__qualname__", self.name))
        self.__qualname__ = self.path

    def __call__(self, week: Any) -> Any:
        """Call the function, as where it was defined."""
        return self.function(week)

    def __repr__(self) -> str:
        return f"<own rule {self.name!r} {self.point}>"

    def __copy__(self) -> Hook:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Hook:
        return self

    def __reduce__(self) -> str | tuple[Any, ...]:
        """By its name where that finds it, as functions are pickled; else by its parts."""
        path = self.path
        result: Any = sys.modules.get(self.__module__)
        for part in self.path.split("."):
            result = getattr(result, part, None)
        if result is self:
            return path
        when, _, phase = self.point.partition(" ")
        return Hook, (self.function, when, phase, self.name, self.counterfactual)

    def identity(self) -> str:
        """Name, point and hash of the source, for the provenance."""
        text = "" if self.counterfactual else ", not in the run without a project"
        return f"{self.name}, {self.point}{text}, source {fingerprint(self.function)}"


def hook(
    *, before: str | None = None, after: str | None = None, name: str | None = None, counterfactual: bool = True
) -> Callable[[Rule], Hook]:
    """Make a function an own rule that is called once a week.

    Parameters
    ----------
    before, after:
        The phase next to which it is called; one of the two.
    name:
        Instead of the function's own name.
    counterfactual:
        Whether it also acts in the run without a project. It should, as everything that is no part of the project.

    Examples
    --------
    >>> @hook(after="help")
    ... def lunch(week):
    ...     '''One in ten eats with colleagues and comes back with new energy.'''
    ...     at_table = week.draw("at table") < 0.1
    ...     week.people.energy[at_table] = np.minimum(week.people.energy[at_table] + 0.05, 1.0)
    >>> lunch
    <own rule 'lunch' after help>

    Raises
    ------
    CrmsimError
        For a point that is none, and for what cannot be called with a week.
    """
    if (before is None) == (after is None):
        raise CrmsimError(
            message("an own rule needs one point of the week"), key="hook",
            expected=message("before= or after= {phases}", phases=", ".join(PHASES)),
        )  # fmt: skip
    when, phase = ("before", before) if before is not None else ("after", after)
    if phase not in PHASES:
        raise CrmsimError(
            message("there is no such phase of the week"),
            key=f"hook({when}=)",
            value=phase,
            expected=message("one of {choices}", choices=", ".join(PHASES)),
            nearest=nearest(str(phase), PHASES),
        )

    def mark(function: Rule) -> Hook:
        try:
            inspect.signature(function).bind(None)
        except TypeError:
            raise CrmsimError(
                message("an own rule is called with one argument, the week"), key="hook", value=function,
                expected="f(week)",
            ) from None  # fmt: skip
        return Hook(function, when, phase, name, counterfactual)

    return mark


def check_hooks(hooks: Hook | Iterable[Any]) -> tuple[Hook, ...]:
    """The own rules of a run, in the order given; refuses what is none, and two of one name."""
    result = (hooks,) if isinstance(hooks, Hook) or callable(hooks) else tuple(hooks)
    for one in result:
        if not isinstance(one, Hook):
            raise CrmsimError(
                message("not an own rule"), key="hooks", value=one,
                expected=message('a function marked @crmsim.hook(after="help")'),
            )  # fmt: skip
    names = [one.name for one in result]
    for name in names:
        if names.count(name) > 1:
            raise CrmsimError(
                message("two own rules are called {name!r} and would share their random numbers", name=name),
                key="hooks",
                expected=message('different names, as @crmsim.hook(after="help", name="...")'),
            )
    return result


def fingerprint(function: Any, seen: tuple[Any, ...] = ()) -> str:
    """Hash (16 hex digits) of a function's source and of the plain values and functions it uses."""
    parts: list[Any] = []
    target = inspect.unwrap(function)
    if not isinstance(target, types.FunctionType | types.MethodType):
        parts.append(sorted((key, _plain(value, seen)) for key, value in vars(target).items()))
        target = type(target).__call__
    try:
        parts.append(textwrap.dedent(inspect.getsource(target)))
    except (OSError, TypeError):  # typed at a prompt that keeps no source
        code = target.__code__
        parts.append((code.co_code, code.co_names, [c for c in code.co_consts if not inspect.iscode(c)]))
    if isinstance(target, types.FunctionType):
        used = inspect.getclosurevars(target)
        values = {**used.globals, **used.nonlocals}
        parts.append([(key, _plain(values[key], (*seen, function))) for key in sorted(values)])
        parts.append([_plain(value, (*seen, function)) for value in target.__defaults__ or ()])
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def _plain(value: Any, seen: tuple[Any, ...]) -> str:
    """A value as text that is the same in every process."""
    if value is None or isinstance(value, bool | int | float | str):
        return repr(value)
    if isinstance(value, np.ndarray):
        return hashlib.blake2b(value.tobytes(), digest_size=8).hexdigest()
    if isinstance(value, list | tuple):
        return repr([_plain(part, seen) for part in value])
    if isinstance(value, dict):
        return repr([(repr(key), _plain(part, seen)) for key, part in value.items()])
    if isinstance(value, types.FunctionType) and value not in seen:
        return fingerprint(value, seen)
    return str(getattr(value, "__qualname__", type(value).__qualname__))
