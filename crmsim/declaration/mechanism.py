"""How a mechanism declares itself, in its own file: parameters, phases, state, ledger, outcomes, explanations.

``MECHANISM = Mechanism(__name__, ...)`` at the end of a module of ``crmsim/mechanisms`` is all the registration there
is. The week, the switches, the records of the state, the ledger, what a newcomer's record is set to, ``crmsim why``,
the pages of the documentation and the tests are derived from it (:mod:`crmsim.declaration.assembly`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from crmsim.declaration.outcome import Outcome
from crmsim.declaration.parameter import Table

Rule = Callable[..., Any]
Condition = Literal["present", "worked", "always"]

LEDGER = "ledger"  # the last phase, which belongs to no mechanism
ZERO = 0
GIVEN = "given"  # by the organisation, or before the first week by what the scenario says of everyone
BY_RULE = "by rule"  # of the mechanism's own: ``start`` or ``newcomer``
KEPT = "kept"  # it belongs to the seat, whoever holds it
EACH_WEEK = "each week"  # the mechanism's phase sets it anew for everyone


class DeclarationError(Exception):
    """A mechanism's declaration is incomplete; names the file and the line to add."""


@dataclass(frozen=True)
class Field:
    """One measure of an entity of the state.

    Attributes
    ----------
    kind:
        Numpy's code: "f8" for measures (narrower floats broke bit-identity and won little), "i4", "i1", "u8".
    meaning:
        What it is, with its unit or range.
    start:
        What stands there when the first week begins: a number, a parameter as "table.key", GIVEN or BY_RULE.
    newcomer:
        Of people: what somebody new to the seat begins with: a number, a parameter, KEPT, EACH_WEEK or BY_RULE.
    within:
        The range that an own rule must leave it in.
    words:
        What its codes stand for, where it is a code.
    fixed:
        Whether it tells who somebody is or where an entry leads, so that no own rule may write it.
    near:
        Whether colleagues' phases read it, so that it belongs to the first bytes of a record.
    shape:
        Of a measure that is several numbers.
    """

    name: str
    kind: str
    meaning: str
    start: float | str = ZERO
    newcomer: float | str | None = None
    within: tuple[float, float] | None = None
    words: tuple[str, ...] = ()
    fixed: bool = False
    near: bool = False
    shape: tuple[int, ...] = ()


@dataclass(frozen=True)
class Phase:
    """A part of the week: ``function(state, p, key, week)``.

    Attributes
    ----------
    after:
        The phase before it; None for the first of the week.
    switch:
        The switch of ``[mechanisms]`` that turns it on; None where it always is.
    name:
        As printed and as own rules name it.
    before:
        The phase it must precede, where two phases follow the same one.
    filled:
        A rule ``(state, week, i)``: whether somebody new takes seat i when the phase is over.
    decides:
        Measures of a person that the phase decides, by which an explanation is held against the run; none where
        ``crmsim why`` does not explain it.
    """

    function: Rule
    after: str | None
    switch: str | None
    name: str
    before: str | None = None
    filled: Rule | None = None
    decides: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """Sums of the ledger that are made alike.

    Attributes
    ----------
    names:
        The columns.
    of:
        For each column a measure of people, or one rule ``(state, p, week, i)`` that gives a number for each column
        (a tuple where there are several); of ``cohort`` and ``project`` columns the measures summed up.
    when:
        Whose amounts count: of those "present" at the end of the week; of those who "worked", leavers of the week
        included; of every seat, "always".
    entity:
        "people" by seat; "project" and "cohorts" for the organisation as a whole.
    counterfactual:
        Whether it is summed in a run without a project too, of which nothing else is needed.
    """

    names: tuple[str, ...]
    of: tuple[str, ...] | Rule
    when: Condition = "present"
    entity: Literal["people", "project", "cohorts"] = "people"
    counterfactual: bool = False


@dataclass(frozen=True)
class Explained:
    """A rule that ``crmsim why`` takes apart: each term's share is what the rule says with that term neutral.

    Attributes
    ----------
    neutral:
        For each argument the value at which it weighs nothing.
    context:
        The arguments that are no terms: who it is about, parameters, what the rule is there to turn round.
    parameters:
        Terms that are parameters of the rule's table ``q``, neutral at 0: pairs of the term's name and the parameter.
    """

    rule: Rule
    neutral: Mapping[str, float]
    context: tuple[str, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """Module and function, as "helping.willingness"."""
        return f"{self.rule.__module__.rpartition('.')[2]}.{self.rule.__name__}"


@dataclass(frozen=True)
class Mechanism:
    """One mechanism; every part is optional.

    Attributes
    ----------
    module:
        Always ``__name__``.
    table:
        Its parameters.
    phases:
        Its parts of the week.
    within:
        The phase that calls its rules, where it has none of its own; None for what only begins a run.
    fields:
        What it adds to the records of "people", "ties", "facts", "traces", "lives", "barriers", "needs", "requests",
        "project", "requirements", "leadership" and "cohorts".
    begin:
        A rule ``(state, p, key)``: once before the first week, before ``start``.
    start:
        A rule ``(state, p, key, i)``: what is drawn about employee i before the first week.
    newcomer:
        A rule ``(state, p, key, week, i)``: what somebody new brings to seat i.
    columns, outcomes:
        What it adds to the ledger, and what is made of it.
    explained:
        The rules that ``crmsim why`` takes apart.
    only_with:
        The switch without which its parameters have no effect, but for those that decide how a run begins.
    of_project:
        Whether it acts only where there is a project, so that a counterfactual run does without it.
    """

    module: str
    table: type[Table] | None = None
    phases: tuple[Phase, ...] = ()
    within: str | None = None
    fields: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    begin: Rule | None = None
    start: Rule | None = None
    newcomer: Rule | None = None
    columns: tuple[Columns, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    explained: tuple[Explained, ...] = ()
    only_with: str | None = None
    of_project: bool = False

    @property
    def name(self) -> str:
        """The module's last name."""
        return self.module.rpartition(".")[2]

    @property
    def file(self) -> str:
        """Where it stands, for messages."""
        return self.module.replace(".", "/") + ".py"


_ENTERED: list[str] = []


def entered(*names: str) -> list[int]:
    """The places of columns that a rule enters when something happens, with :func:`crmsim.mechanisms.ledger.enter`."""
    _ENTERED.extend(name for name in names if name not in _ENTERED)
    return [_ENTERED.index(name) for name in names]


def entered_columns() -> tuple[str, ...]:
    """All columns declared with :func:`entered`, in the order of their places."""
    return tuple(_ENTERED)
