"""Expressions of the rules in the signs of a formula: what the code computes, in the order in which it does.

Nothing is rewritten but signs and names, so that a formula gives the bits of the rule: brackets stand where the order
of operations needs them, and a sum runs from left to right.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass, field

from crmsim.mechanisms import FIELDS

OPERATORS: Mapping[str, str] = {
    "*": "×", "-": "−", "<=": "≤", ">=": "≥", "!=": "≠", "==": "=", "**": "^", "//": "div", "%": "mod", "^": "xor",
}  # fmt: skip
SIGNS = (
    ("a ← b", "a becomes b"),
    ("×, −, ≤, ≥, ≠, =", "as in arithmetic; = asks whether two are equal"),
    ("div, mod", "whole part of a quotient, and what is left of it"),
    ("x if c else y", "x where c holds, and y where it does not"),
    ("int(x)", "the whole part of x; 1 and 0 of yes and no"),
    ("&, |, <<, >>, xor", "bit by bit on whole numbers, and shifts of bits; between two yes or no, and, or"),
    ("a[i]", "place i of a, counted from 0; a[i].x is the measure x of entity i"),
    ("a.x", "the measure x of all entities a, where no parameter is named so"),
    (
        "table.key",
        "a parameter of the scenario, as in the tables: a word stands for its number there, yes for 1, no for 0",
    ),
    ("settings.key", "the parameter organisation.key; scenario.table.key likewise"),
    ('"some.name"', "the key of a stream of random numbers, where a key is joined"),
    ('records(RECORDS["people"], n)', "n records of an entity, every measure 0; COLUMNS are those of the ledger"),
    (
        "State(…), Organisation(…)",
        "what stands in brackets, together; check refuses what cannot be, _report tells of it",
    ),
    ("join(key, a, b)", "join(join(key, a), b): the key of a draw, from its parts"),
)
ENTITIES = frozenset(FIELDS)
CASTS = frozenset({"u64", "float"})  # they change the kind of a number and not the number
WHOLE = frozenset({"np.int64", "int64"})
OF_THE_WEEK = "WEEK.functions"
LIBRARIES = frozenset({"math"})
BITWISE = ast.BitAnd | ast.BitOr | ast.BitXor | ast.LShift | ast.RShift


@dataclass(frozen=True)
class Names:
    """What the names in a function stand for.

    Attributes
    ----------
    aliases:
        Local names for a part of the state or a table of parameters: ``q`` for ``adoption``.
    local:
        Names that the function gives itself; a part of the state of the same name is written ``state.name``.
    streams:
        Names of streams of random numbers, and the streams.
    dropped:
        For each function called by name, the places and names of arguments that are the same everywhere: the state and
        the parameters.
    called:
        How a function that is called is named on the page.
    casts:
        Whether changes of a number's kind are left out.
    """

    aliases: Mapping[str, str] = field(default_factory=dict)
    local: frozenset[str] = frozenset()
    streams: Mapping[str, str] = field(default_factory=dict)
    dropped: Mapping[str, frozenset[int]] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    casts: bool = True


class _Plainer(ast.NodeTransformer):
    """Leaves out what only a machine needs."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self.names.streams:
            return ast.Constant(self.names.streams[node.id])
        return ast.Name(self.names.aliases.get(node.id, node.id), node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name):
            owner = node.value.id
            if owner == "p" and "p" not in self.names.local:
                return ast.Name("mechanisms" if node.attr == "switches" else node.attr, node.ctx)
            if owner == "state" and node.attr not in self.names.local:
                return ast.Name(node.attr, node.ctx)
            if owner in LIBRARIES:
                return ast.Name(node.attr, node.ctx)
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = ast.unparse(node.func)
        if self.names.casts and name in CASTS and len(node.args) == 1:
            inner: ast.AST = self.visit(node.args[0])
            return inner
        if name.startswith(OF_THE_WEEK):  # a function that is written out, handed the state and the parameters
            name = name.removeprefix(OF_THE_WEEK).strip("'[]")
            return ast.Call(ast.Name(name, ast.Load()), [self.visit(one) for one in node.args[2:]], [])
        if self.names.casts and name in WHOLE:
            return ast.Call(ast.Name("int", ast.Load()), [self.visit(one) for one in node.args], [])
        if name == "join" and self.names.casts:
            return ast.Call(ast.Name("join", ast.Load()), [self.visit(one) for one in _joined(node)], [])
        return self._called(node, name)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        owner, place = self.visit(node.value), self.visit(node.slice)
        if isinstance(owner, ast.Attribute) and isinstance(owner.value, ast.Name) and owner.value.id in ENTITIES:
            first, *rest = place.elts if isinstance(place, ast.Tuple) else [place]  # people.x[i] is told as people[i].x
            made: ast.expr = ast.Attribute(ast.Subscript(owner.value, first, ast.Load()), owner.attr, node.ctx)
            return ast.Subscript(made, rest[0], node.ctx) if rest else made
        return ast.Subscript(owner, place, node.ctx)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, BITWISE):  # whose place among the others a reader need not know
            node.left, node.right = _in_brackets(node.left), _in_brackets(node.right)
        return node

    def _called(self, node: ast.Call, name: str) -> ast.AST:
        """A call, without the arguments that are the same everywhere."""
        away = self.names.dropped.get(name, frozenset())
        node.args = [self.visit(one) for place, one in enumerate(node.args) if place not in away]
        node.keywords = [self.visit(one) for one in node.keywords]
        node.func = (
            ast.Name(self.names.called[name], ast.Load()) if name in self.names.called else self.visit(node.func)
        )
        return node


def _in_brackets(node: ast.expr) -> ast.expr:
    """An operation of several parts in brackets that stay."""
    if isinstance(node, ast.BinOp):
        return ast.Name(f"({ast.unparse(ast.fix_missing_locations(node))})", ast.Load())
    return node


def _joined(node: ast.Call) -> list[ast.expr]:
    """The parts of a key that is joined of a key and more."""
    first, *rest = node.args
    if isinstance(first, ast.Call) and ast.unparse(first.func) == "join":
        return [*_joined(first), *rest]
    return [first, *rest]


def written(node: ast.AST, names: Names) -> str:
    """An expression of the code as a formula."""
    own = ast.parse(ast.unparse(node), mode="eval").body  # a copy, made faster than by copying
    plainer = _Plainer(names).visit(own)
    return with_signs(ast.unparse(ast.fix_missing_locations(plainer)))


def with_signs(text: str) -> str:
    """An expression of Python with the signs of a formula in the place of a keyboard's."""
    made = list(text)
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(text).readline))):
        (row, begin), (_, end) = token.start, token.end
        if row != 1:
            continue
        if token.type == tokenize.OP and token.string in OPERATORS:
            made[begin:end] = OPERATORS[token.string]
        elif token.type == tokenize.NUMBER and token.string.endswith(".0"):
            made[begin:end] = token.string.removesuffix(".0")
        elif token.type == tokenize.STRING and token.string[0] == "'":
            made[begin:end] = f'"{token.string[1:-1]}"'
        elif token.type == tokenize.NAME and token.string == "inf":
            made[begin:end] = "∞"
    return "".join(made)
