"""Statements of the rules as steps, indented as the code is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from crmsim.numerics.fetching import fetch_ahead
from crmsim.odd.notation import Names, written

ROWS = {"start": "tie", "first_fact": "fact"}  # entries that lie in rows, one row a person
EVERY = {
    "people.key.size": "person", "requirements.status.size": "requirement", "requirements.weight.size": "requirement",
}  # fmt: skip


def steps(body: list[ast.stmt], names: Names) -> Iterator[str]:
    """The steps that some statements are, without those that only give a name to a part of the state."""
    made = [line for one in body for line in _step(one, names)]
    yield from made or ["nothing"]


def _step(node: ast.stmt, names: Names) -> Iterator[str]:
    if isinstance(node, ast.Assign):
        if not _is_alias(node, names):
            yield " ← ".join([*(_bare(one, names) for one in node.targets), _bare(node.value, names)])
    elif isinstance(node, ast.AnnAssign):
        if node.value is not None:
            yield f"{written(node.target, names)} ← {written(node.value, names)}"
    elif isinstance(node, ast.AugAssign):
        value = ast.BinOp(node.target, node.op, node.value)
        yield f"{written(node.target, names)} ← {written(value, names)}"
    elif isinstance(node, ast.If):
        yield from _choice(node, names, "if")
    elif isinstance(node, ast.For):
        yield f"{_over(node, names)}:"
        yield from _indented(node.body, names)
    elif isinstance(node, ast.While):
        yield f"while {written(node.test, names)}:"
        yield from _indented(node.body, names)
    elif isinstance(node, ast.Return):
        yield "return" if node.value is None else f"return {_bare(node.value, names)}"
    elif isinstance(node, ast.Continue):
        yield "go on with the next"
    elif isinstance(node, ast.Break):
        yield "leave the loop"
    elif isinstance(node, ast.Raise):
        yield "refuse it"
    elif isinstance(node, ast.Try):
        yield from steps(node.body, names)
        yield "where that cannot be:"
        yield from _indented(node.handlers[0].body, names)
    elif isinstance(node, ast.FunctionDef):
        yield f"where {node.name}({', '.join(one.arg for one in node.args.args)}) is:"
        yield from _indented(node.body, names)
    elif isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant) and not _is_hint(node.value):
        yield written(node.value, names)
    elif not isinstance(node, ast.Pass | ast.Expr):
        raise TypeError(f"a step that the page cannot tell: {ast.unparse(node)}")


def _bare(node: ast.expr, names: Names) -> str:
    """An expression; of several at once without the brackets around them."""
    if isinstance(node, ast.Tuple):
        parts = [(one, written(one, names)) for one in node.elts]
        return ", ".join(f"({text})" if isinstance(one, ast.IfExp) else text for one, text in parts)
    return written(node, names)


def _is_hint(node: ast.expr) -> bool:
    """Whether a processor is told what will be read soon, which a reader need not know."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) == fetch_ahead.__name__


def _is_alias(node: ast.Assign, names: Names) -> bool:
    """Whether all that is given a name is a part of the state or a table of parameters."""
    target = node.targets[0]
    given = target.elts if isinstance(target, ast.Tuple) else [target]
    return all(isinstance(one, ast.Name) and one.id in names.aliases for one in given)


def _choice(node: ast.If, names: Names, word: str) -> Iterator[str]:
    yield f"{word} {written(node.test, names)}:"
    yield from _indented(node.body, names)
    if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        yield from _choice(node.orelse[0], names, "else if")
    elif node.orelse:
        yield "else:"
        yield from _indented(node.orelse, names)


def _indented(body: list[ast.stmt], names: Names) -> Iterator[str]:
    return (f"    {line}" for line in steps(body, names))


def _over(node: ast.For, names: Names) -> str:
    """What a loop goes over, in words."""
    one = written(node.target, names)
    if not (isinstance(node.iter, ast.Call) and ast.unparse(node.iter.func) == "range"):
        return f"for each {_bare(node.target, names)} of {written(node.iter, names)}"
    bounds = [written(bound, names) for bound in node.iter.args]
    if len(bounds) == 1 and bounds[0] in EVERY:
        return f"for each {EVERY[bounds[0]]} {one}"
    if len(bounds) == 3:
        return f"for {one} from {bounds[0]} in steps of {bounds[2]}, before {bounds[1]}"
    first, end = bounds if len(bounds) == 2 else ("0", bounds[0])
    for row, entry in ROWS.items():
        owner = first.removeprefix(f"{row}[").removesuffix("]")
        if (first, end) == (f"{row}[{owner}]", f"{row}[{owner} + 1]"):
            return f"for each {entry} {one} of {owner}"
    return f"for {one} from {first} to {_last(end)}"


def _last(end: str) -> str:
    """The last whole number before one."""
    if end.isdigit():
        return str(int(end) - 1)
    return end.removesuffix(" + 1") if end.endswith(" + 1") else f"{end} − 1"
