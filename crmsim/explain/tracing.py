"""Running a rule in Python and tracing it: which rules it called, with what, and which draws it compared.

The mechanisms are plain Python functions, so what the compiled week does can be done again for one person, with the
same arrays, parameters and keyed draws. :func:`trace` makes a copy of a phase whose calls to other rules are noted;
nothing in :mod:`crmsim.mechanisms` is changed, and no formula is written a second time.
"""

from __future__ import annotations

import dis
import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import CodeType, FunctionType
from typing import Any

import crmsim.mechanisms as rulebook
import crmsim.numerics as numerics

ROOTS = (rulebook.__name__ + ".", numerics.__name__ + ".")
KEYS, DRAWS = ("draws.join",), ("draws.draw", "draws.exponential", "draws.normal")
UNIFORM = "draws.uniform"  # what draws are made of; a rule may take it from a key that is whole


class Uniform(float):
    """A uniform draw that remembers the chance it was held against."""

    against: float | None = None

    def _hold(self, other: float) -> float:
        self.against = float(other)
        return float(other)

    def __lt__(self, other: float) -> bool:
        return float(self) < self._hold(other)

    def __le__(self, other: float) -> bool:
        return float(self) <= self._hold(other)

    def __gt__(self, other: float) -> bool:
        return float(self) > self._hold(other)

    def __ge__(self, other: float) -> bool:
        return float(self) >= self._hold(other)


@dataclass
class Call:
    """One call of a rule.

    Attributes
    ----------
    name:
        Module and function, as ``helping.willingness``.
    arguments:
        By name, as they were when the rule was called; arrays are not copied.
    result:
        What it gave back.
    path:
        Of a draw: the parts its key was made of: the stream's name, then week, seat and the like.
    calls:
        The calls it made in turn.
    """

    name: str
    arguments: dict[str, Any]
    function: Callable[..., Any]
    result: Any = None
    path: tuple[Any, ...] = ()
    calls: list[Call] = field(default_factory=list)

    def again(self, **changed: Any) -> Any:
        """The result of the same rule with some of its arguments otherwise."""
        return self.function(**{**self.arguments, **changed})

    def all(self, *names: str) -> list[Call]:
        """Every call of these rules within this one, in order; streams may be named for draws."""
        return [call for call in self.every_call() if call.name in names or (call.path and call.path[0] in names)]

    def every_call(self) -> Iterator[Call]:
        """Every call within this one, in the order in which they began."""
        for call in self.calls:
            yield call
            yield from call.every_call()


@functools.cache
def streams() -> dict[int, str]:
    """The name of every stream of random numbers by its key, as ``asking.whether``."""
    result: dict[int, str] = {}
    for module in pkgutil.iter_modules(rulebook.__path__):
        names = vars(importlib.import_module(ROOTS[0] + module.name))
        for name, value in names.items():
            if name.isupper() and isinstance(value, int) and value >= 1 << 32:
                result.setdefault(value, f"{module.name}.{name.lower()}")
    return result


class Tracer:
    """Copies of rules whose calls are noted below :attr:`top`."""

    def __init__(self, key: int, names: frozenset[str], instead: Mapping[str, Callable[..., Any]]) -> None:
        self.top = Call("", {}, lambda: None)
        self._now = self.top
        self._names = names
        self._instead = instead
        self._paths: dict[int, tuple[Any, ...]] = {int(key): ()}
        self._copies: dict[FunctionType, Callable[..., Any]] = {}

    def copy(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same rule, bound to copies of the rules it calls."""
        if not isinstance(function, FunctionType) or not function.__module__.startswith(ROOTS):
            return function
        if function not in self._copies:
            name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
            if name in self._instead:
                made: Callable[..., Any] = self._instead[name]
            elif name in KEYS:
                made = self._key(function)
            else:
                called = {
                    other: self.copy(function.__globals__[other])
                    for other in _names_in(function.__code__)
                    if isinstance(function.__globals__.get(other), FunctionType)
                }
                bound = {**function.__globals__, **called}
                copied = FunctionType(function.__code__, bound, function.__name__, function.__defaults__)
                if name in (*DRAWS, UNIFORM):
                    made = self._draw(name, function)
                elif name in self._names:
                    made = self._noted(name, copied, function)
                else:
                    made = copied
            self._copies[function] = made
        return self._copies[function]

    def _key(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def join(key: int, part: int) -> Any:
            made = function(key, part)
            self._paths[int(made)] = (*self._paths.get(int(key), ()), int(part))
            return made

        return join

    def _draw(self, name: str, plain: Callable[..., Any]) -> Callable[..., Any]:
        def draw(key: int, *part: int) -> Any:  # of a uniform one the key is whole
            path = (*self._paths.get(int(key), ()), *map(int, part)) or (int(key),)
            path = (streams().get(path[0], path[0]), *path[1:])
            drawn = Uniform(plain(key, *part))
            given = dict(zip(("key", "part"), (key, *part), strict=False))
            self._now.calls.append(Call(name, given, plain, drawn, path))
            return drawn

        return draw

    def _noted(self, name: str, copied: Callable[..., Any], plain: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(plain)

        def noted(*given: Any, **named: Any) -> Any:
            call = Call(name, signature.bind(*given, **named).arguments, plain)
            outer, self._now = self._now, call
            outer.calls.append(call)
            try:
                call.result = copied(*given, **named)
            finally:
                self._now = outer
            return call.result

        return noted


def _names_in(code: CodeType) -> set[str]:
    """The global names a function reads; names of attributes are not among them."""
    names = {one.argval for one in dis.get_instructions(code) if one.opname == "LOAD_GLOBAL"}
    for part in code.co_consts:
        if isinstance(part, CodeType):
            names |= _names_in(part)
    return names


def trace(
    phase: Callable[..., Any],
    state: Any,
    params: Any,
    key: int,
    week: int,
    names: tuple[str, ...],
    instead: Mapping[str, Callable[..., Any]] | None = None,
) -> Call:
    """Run a phase in Python on ``state``, which it changes, and note what it did.

    Parameters
    ----------
    phase:
        A phase of :mod:`crmsim.mechanisms.week`.
    params:
        Parameters as plain numbers, read as ``params.exchange.cost``.
    key:
        The run's key.
    names:
        Rules whose calls are noted, as ``helping.willingness``; draws always are.
    instead:
        Functions to take the place of rules that do not concern the question.

    Returns
    -------
    A call that holds all calls noted.
    """
    tracer = Tracer(key, frozenset(names), instead or {})
    tracer.copy(phase)(state, params, key, week)
    return tracer.top
