"""Small slips that somebody could make in the loops of the mechanisms, and sources in which each can be switched on.

One place at a time, within functions that walk the state: a comparison, the end or the beginning of a loop, a statement
dropped, a sign, a measure or an index taken for another, ``or`` for ``and``. Only slips that would compile: no measure
that the record lacks, no name that the function lacks.
"""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SWITCH = "from benchmarks.slip_switch import less, more, on, pick"
# Arguments of what walks the state.
WALKED = {"state", "people", "ties", "facts", "traces", "barriers", "needs", "requests", "expertise"}
KINDS = ("compared", "bounded", "begun", "dropped", "signed", "measured", "joined", "indexed")
SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
# One of two for the other: i for j, an entry for the one back.
OTHER = {"j": "i", "back": "e", "entry": "back", "holder": "i", "above": "i", "leader": "i", "row": "place"}
Alike = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Slip:
    """A place, and what becomes of it.

    Attributes
    ----------
    path:
        Of the file, from the checkout.
    kind:
        One of ``KINDS``.
    at:
        First line and column of the place, and last.
    before, after:
        To show.
    """

    path: str
    kind: str
    at: tuple[int, int, int, int]
    before: str
    after: str


def siblings() -> Alike:
    """For each record's measure another of the same record and kind, where there is one."""
    from crmsim.mechanisms import RECORDS

    result: Alike = {}
    for record, kind in RECORDS.items():
        for field in kind.names or ():
            alike = [other for other in kind.names or () if kind[other] == kind[field]]
            if len(alike) > 1:
                result[record, field] = alike[(alike.index(field) + 1) % len(alike)]
    return result


def _place(node: Any) -> tuple[int, int, int, int]:
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def _stored(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


def _called(code: str, number: int, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(code, ast.Load()), [ast.Constant(number), *arguments], [])


def _written(node: ast.AST) -> list[ast.expr]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
    return [target for target in targets if isinstance(target, ast.Attribute | ast.Subscript)]


class Switches(ast.NodeTransformer):
    """Lists the places of a file, and puts a switch at those that have a number.

    Parameters
    ----------
    alike:
        What :func:`siblings` gives.
    numbers:
        The number of each slip to be switched, by kind and place.
    """

    def __init__(self, alike: Alike, numbers: dict[tuple[str, tuple[int, int, int, int]], int]) -> None:
        self.alike, self.numbers = alike, numbers
        self.found: list[tuple[str, tuple[int, int, int, int], str, str]] = []
        self.walks, self.names = False, set[str]()

    def _number(self, kind: str, node: Any, other: ast.AST, shown: Any = None) -> int | None:
        if not self.walks:
            return None
        place = _place(node)
        self.found.append((kind, place, ast.unparse(shown or node), ast.unparse(other)))
        return self.numbers.get((kind, place))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Only what walks the state has places."""
        self.walks = bool(WALKED & {argument.arg for argument in node.args.args})
        self.names = {argument.arg for argument in node.args.args}
        self.generic_visit(node)
        self.walks = False
        return node

    def _block(self, node: Any) -> ast.AST:
        """What is set within a block is known there only, so that no name is taken for one that has no value."""
        outside = set(self.names)
        head = "iter" if isinstance(node, ast.For) else "test"
        setattr(node, head, self.visit(getattr(node, head)))
        if isinstance(node, ast.For):
            self.names |= _stored(node.target)
        inside = set(self.names)
        for part in ("body", "orelse"):
            setattr(node, part, [self.visit(statement) for statement in getattr(node, part)])
            self.names = set(inside)
        self.names = outside
        return node

    visit_If = visit_While = visit_For = _block  # noqa: N815 # as ast names them

    def _switched(self, number: int | None, usual: ast.expr, other: ast.expr) -> ast.expr:
        return usual if number is None else ast.IfExp(_called("on", number), other, usual)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """``<`` for ``<=`` and the like."""
        if len(node.ops) != 1 or type(node.ops[0]) not in SWAPPED:
            return self.generic_visit(node)
        other = ast.Compare(node.left, [SWAPPED[type(node.ops[0])]()], node.comparators)
        number = self._number("compared", node, other)
        other = _copied(other)
        self.generic_visit(node)
        return self._switched(number, node, other)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """``or`` for ``and``."""
        other = ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        number = self._number("joined", node, other)
        other = _copied(other)
        self.generic_visit(node)
        return self._switched(number, node, other)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """A loop that ends one too early, or begins one too late."""
        if not (isinstance(node.func, ast.Name) and node.func.id == "range"):
            return self.generic_visit(node)
        first = node.args[0] if len(node.args) > 1 else ast.Constant(0)
        last = node.args[min(1, len(node.args) - 1)]
        rest = node.args[2:]
        one = ast.Constant(1)
        ends = self._number("bounded", node, ast.Call(node.func, [first, ast.BinOp(last, ast.Sub(), one), *rest], []))
        begins = self._number("begun", node, ast.Call(node.func, [ast.BinOp(first, ast.Add(), one), last, *rest], []))
        first, last = self.visit(first), self.visit(last)
        if begins is not None:
            first = _called("more", begins, first)
        if ends is not None:
            last = _called("less", ends, last)
        whole = len(node.args) == 1 and begins is None
        return ast.Call(node.func, [last] if whole else [first, last, *(self.visit(each) for each in rest)], [])

    def _sibling(self, node: ast.AST) -> ast.Attribute | None:
        """The same with another measure of the same record."""
        if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Subscript)):
            return None
        base = node.value.value
        record = base.id if isinstance(base, ast.Name) else base.attr if isinstance(base, ast.Attribute) else ""
        other = self.alike.get((record, node.attr))
        return None if other is None else ast.Attribute(node.value, other, node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """A measure for another, where it is read."""
        other = self._sibling(node)
        if other is None or not isinstance(node.ctx, ast.Load):
            return self.generic_visit(node)
        number = self._number("measured", node, other)
        other = _copied(other)
        self.generic_visit(node)
        return self._switched(number, node, other)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """One of two places for the other."""
        name = node.slice.id if isinstance(node.slice, ast.Name) else ""
        number = None
        if OTHER.get(name) in self.names:
            other = ast.Name(OTHER[name], ast.Load())
            number = self._number("indexed", node, ast.Subscript(node.value, other, node.ctx))
        self.generic_visit(node)
        if number is not None:
            node.slice = _called("pick", number, node.slice, other)
        return node

    def _statement(self, node: Any) -> Any:
        others: list[tuple[int, ast.stmt]] = []
        if _written(node):
            number = self._number("dropped", node, ast.Pass())
            if number is not None:
                others.append((number, ast.Pass()))
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            other = ast.AugAssign(node.target, ast.Sub(), node.value)
            number = self._number("signed", node, other)
            if number is not None:
                others.append((number, _copied(other)))
        for target in _written(node):
            sibling = self._sibling(target)
            number = self._number("measured", target, sibling) if sibling is not None else None
            if number is not None:
                changed = _copied(node)
                for one in ast.walk(changed):
                    if isinstance(one, ast.Attribute) and _place(one) == _place(target):
                        one.attr = sibling.attr  # type: ignore[union-attr] # not None where it has a number
                others.append((number, changed))
        result: Any = self.generic_visit(node)
        if isinstance(node, ast.Assign):
            self.names |= {name for target in node.targets for name in _stored(target)}
        for number, other in others:
            result = ast.If(_called("on", number), [other], [result])
        return result

    visit_Assign = visit_AugAssign = _statement  # noqa: N815 # as ast names them


def _copied(node: Any) -> Any:
    """A copy that a later change of what it was made of does not reach."""
    return copy.deepcopy(node)


def slips() -> Iterator[Slip]:
    """Every place for every kind of slip."""
    alike = siblings()
    for path in sorted((ROOT / "crmsim" / "mechanisms").glob("*.py")):
        finder = Switches(alike, {})
        finder.visit(ast.parse(path.read_text(encoding="utf-8")))
        for found in finder.found:
            yield Slip(path.relative_to(ROOT).as_posix(), *found)


def chosen(number: int, seed: int, among: Sequence[Slip]) -> list[Slip]:
    """As many of each kind as will go, in files drawn at random."""
    result = list(among)
    random.Random(seed).shuffle(result)
    queues = [[slip for slip in result if slip.kind == kind] for kind in KINDS]
    picked: list[Slip] = []
    while len(picked) < number and any(queues):
        picked += [queue.pop() for queue in queues if queue]
    return picked[:number]


def write_switched(checkout: Path, drawn: Sequence[Slip]) -> None:
    """Put a switch for each of these slips, numbered as they stand, into a checkout's sources."""
    alike = siblings()
    for name in sorted({slip.path for slip in drawn}):
        numbers = {(slip.kind, slip.at): number for number, slip in enumerate(drawn) if slip.path == name}
        path = checkout / name
        tree = Switches(alike, numbers).visit(ast.parse(path.read_text(encoding="utf-8")))
        after = next(place for place, one in enumerate(tree.body) if isinstance(one, ast.ImportFrom)) + 1
        tree.body[after:after] = ast.parse(SWITCH).body
        path.write_text(ast.unparse(ast.fix_missing_locations(tree)), encoding="utf-8")
