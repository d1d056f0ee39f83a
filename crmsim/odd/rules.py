"""The rules of a module as text: what the docstring says, and what the code does, as formulas and steps."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crmsim.declaration.parameter import Table
from crmsim.mechanisms import TABLES, WEEK
from crmsim.numerics.draws import stream
from crmsim.odd.notation import Names, with_signs, written
from crmsim.odd.steps import steps

STATE, PARAMETERS, TABLE = "state", "p", "q"  # arguments that rules are handed alike everywhere
EXACT = ("crmsim.numerics.draws", "crmsim.numerics.portable")  # where the kind of a number counts
OF_ELEMENT_2 = ("crmsim.mechanisms.state", "crmsim.mechanisms")  # modules whose names element 2 tells
WRITTEN_OUT = "crmsim.mechanisms.week"  # no module: the functions that are written out from the declarations


@dataclass(frozen=True)
class Rule:
    """One rule as the page has it.

    Attributes
    ----------
    module, name:
        As "crmsim.mechanisms.helping" and "willingness".
    arguments:
        Without the state and the parameters, which every rule may read; with what holds where they are left out.
    saying:
        What its docstring says.
    lines:
        The formula, or the steps.
    calls:
        Full names of the rules that it calls.
    """

    module: str
    name: str
    arguments: tuple[str, ...]
    saying: str
    lines: tuple[str, ...]
    calls: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """Module and function, as "helping.willingness"."""
        return f"{self.module.rpartition('.')[2]}.{self.name}"


@functools.cache
def tree_of(module: str) -> ast.Module:
    """The syntax of a module."""
    if module == WRITTEN_OUT:
        return ast.parse(WEEK.source)
    return ast.parse(inspect.getsource(importlib.import_module(module)))


def space_of(module: str) -> Mapping[str, Any]:
    """What the names of a module stand for."""
    if module == WRITTEN_OUT:
        written_out: dict[str, Any] = WEEK.functions["run_weeks"].__globals__
        return written_out
    return vars(importlib.import_module(module))


def functions_of(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    """The functions of a module by name, in its order."""
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def streams_of(module: str) -> dict[str, str]:
    """The streams of random numbers that a module declares: its name for one, and the stream's own."""
    return {
        node.targets[0].id: node.value.args[0].value
        for node in tree_of(module).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == stream.__name__
        and isinstance(node.value.args[0], ast.Constant)
        and isinstance(node.value.args[0].value, str)
    }


@functools.cache
def constants_of(module: str, known: tuple[str, ...] = ()) -> dict[str, str]:
    """The numbers and words that a module names, by name, and those it takes from modules that are not on the page.

    Parameters
    ----------
    known:
        The modules that are on the page.
    """
    space = space_of(module)
    used = {one.id for function in functions_of(tree_of(module)).values() for one in ast.walk(function)
            if isinstance(one, ast.Name)}  # fmt: skip
    named: list[str] = []
    for node in tree_of(module).body:
        if isinstance(node, ast.Assign):
            named += [one.id for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Name)]
        elif isinstance(node, ast.ImportFrom) and node.module not in (*known, *OF_ELEMENT_2):
            named += [one.asname or one.name for one in node.names if (one.asname or one.name) in used]
    streams = streams_of(module)
    return {
        name: with_signs(repr(space[name]))
        for name in dict.fromkeys(named)
        if name not in streams and _is_plain(space.get(name))
    }


def _is_plain(value: Any) -> bool:
    if isinstance(value, tuple | dict):
        return all(_is_plain(one) for one in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, int | float | str) and not isinstance(value, bool)


def resolved(space: Mapping[str, Any], name: str) -> Any:
    """The function of the package that a name in a module stands for, or None."""
    found = space.get(name)
    found = getattr(found, "py_func", found)  # what numba has compiled
    is_ours = inspect.isfunction(found) and found.__module__.startswith("crmsim.")
    return found if is_ours and hasattr(found, "__name__") else None


def roles(function: ast.FunctionDef, space: Mapping[str, Any]) -> list[str | None]:
    """For each argument what it is: the state, the parameters, a table of them ("q", or its name), or None."""
    made: list[str | None] = []
    for one in function.args.args:
        kind = space.get(one.annotation.id) if isinstance(one.annotation, ast.Name) else None
        if isinstance(kind, type) and issubclass(kind, Table) and kind is not Table:
            made.append(kind.__name__.lower())
        elif one.arg in (STATE, PARAMETERS, TABLE) and not _is_number(one):
            made.append(one.arg)
        else:
            made.append(None)
    return made


def _is_number(argument: ast.arg) -> bool:
    return isinstance(argument.annotation, ast.Name) and argument.annotation.id in ("float", "int")


class Book:
    """The rules of some modules, which know of each other's arguments.

    Parameters
    ----------
    modules:
        Their names, each with those of its functions that the page has; all where none is named.
    """

    def __init__(self, modules: Mapping[str, Collection[str]]) -> None:
        self.trees = {
            module: {name: node for name, node in functions_of(tree_of(module)).items() if not only or name in only}
            for module, only in modules.items()
        }
        self.spaces = {name: space_of(name) for name in modules}
        self.roles = {
            (module, name): roles(node, self.spaces[module])
            for module, functions in self.trees.items()
            for name, node in functions.items()
        }
        self.calls = {
            (module, name): list(self._calls(module, node))
            for module, functions in self.trees.items()
            for name, node in functions.items()
        }
        self.bound = {
            (module, name): list(bindings(node))
            for module, functions in self.trees.items()
            for name, node in functions.items()
        }
        self._settle_tables()
        self.known: dict[tuple[str, str], Rule] = {}
        names = [name for functions in self.trees.values() for name in functions]
        self.shared = {name for name in names if names.count(name) > 1}

    def _calls(self, module: str, node: ast.AST) -> Iterator[tuple[ast.Call, str, tuple[str, str]]]:
        """The calls of a function to others of the book: the call, the name used, and the one called."""
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                found = resolved(self.spaces[module], call.func.id)
                at = WRITTEN_OUT if found is not None and found.__module__ == "crmsim.mechanisms" else None
                if found is not None and (at or found.__module__, found.__name__) in self.roles:
                    yield call, call.func.id, (at or found.__module__, found.__name__)

    def _settle_tables(self) -> None:
        """Find which table each rule is handed as ``q``, from those who call it."""
        settled = True
        while settled:
            settled = False
            for (module, name), calls in self.calls.items():
                known = self.aliases(module, name)
                for call, _, other in calls:
                    for place, (argument, role) in enumerate(zip(call.args, self.roles[other], strict=False)):
                        table = table_of(argument, known) if role == TABLE else None
                        if table is not None:
                            self.roles[other][place] = table
                            settled = True

    def aliases(self, module: str, name: str) -> dict[str, str]:
        """Local names of a function for parts of the state and for tables."""
        node = self.trees[module][name]
        handed = zip(node.args.args, self.roles[module, name], strict=False)
        made = {one.arg: role for one, role in handed if role in TABLES}
        for target, value in self.bound[module, name]:
            if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name):
                if value.value.id in (STATE, PARAMETERS):
                    made[target] = "mechanisms" if value.attr == "switches" else value.attr
        return made

    def names(self, module: str, name: str) -> Names:
        """What the names in a function stand for."""
        node = self.trees[module][name]
        aliases = self.aliases(module, name)
        dropped: dict[str, frozenset[int]] = {}
        called: dict[str, str] = {}
        for _, used, other in self.calls[module, name]:
            dropped[used] = frozenset(place for place, role in enumerate(self.roles[other]) if role is not None)
            alone = other[1] not in self.shared or other[0] == module
            called[used] = other[1] if alone else f"{other[0].rpartition('.')[2]}.{other[1]}"
        values = [one.arg for one, role in zip(node.args.args, self.roles[module, name], strict=False) if role is None]
        own = {target for target, _ in self.bound[module, name]} - aliases.keys()
        local = frozenset({*values, *own})
        return Names(aliases, local, self.streams(module), dropped, called, module not in EXACT)

    def streams(self, module: str) -> Mapping[str, str]:
        """The streams that a module knows, its own and those it takes from others."""
        made = dict(streams_of(module))
        for node in tree_of(module).body:
            if isinstance(node, ast.ImportFrom) and node.module in self.trees:
                theirs = streams_of(node.module)
                made |= {one.asname or one.name: theirs[one.name] for one in node.names if one.name in theirs}
        return made

    def rules(self, module: str) -> list[Rule]:
        """The rules of a module in its order."""
        return [self.rule(module, name) for name in self.trees[module]]

    def rule(self, module: str, name: str) -> Rule:
        """One rule."""
        if (module, name) not in self.known:
            self.known[module, name] = self._rule(module, name)
        return self.known[module, name]

    def _rule(self, module: str, name: str) -> Rule:
        node = self.trees[module][name]
        names = self.names(module, name)
        usual = [None] * (len(node.args.args) - len(node.args.defaults)) + node.args.defaults
        given = [
            (one.arg, value)
            for one, value, role in zip(node.args.args, usual, self.roles[module, name], strict=True)
            if role is None
        ] + [(one.arg, value) for one, value in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)]
        arguments = tuple(one if value is None else f"{one}={written(value, names)}" for one, value in given)
        head = f"{name}({', '.join(arguments)})"
        calls = tuple(f"{at.rpartition('.')[2]}.{one}" for _, _, (at, one) in self.calls[module, name])
        body = [part for part in node.body if not _is_text(part)]
        if len(body) == 1 and isinstance(body[0], ast.Return) and body[0].value is not None:
            lines: tuple[str, ...] = (f"{head} = {written(body[0].value, names)}",)
        else:
            lines = (f"{head}:", *(f"    {line}" for line in steps(body, names)))
        return Rule(module, name, arguments, inspect.cleandoc(ast.get_docstring(node) or ""), lines, calls)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def table_of(argument: ast.expr, known: Mapping[str, str]) -> str | None:
    """The table of parameters that an argument is: ``p.adoption``, or a local name for it."""
    if isinstance(argument, ast.Attribute) and isinstance(argument.value, ast.Name) and argument.value.id == PARAMETERS:
        return argument.attr if argument.attr in TABLES else None
    found = known.get(argument.id) if isinstance(argument, ast.Name) else None
    return found if found in TABLES else None


def bindings(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """The names that a function gives, each with what it gives it to where that is plain to see."""
    for part in ast.walk(node):
        if isinstance(part, ast.Assign):
            for target in part.targets:
                if isinstance(target, ast.Name):
                    yield target.id, part.value
                elif isinstance(target, ast.Tuple):
                    values = part.value.elts if isinstance(part.value, ast.Tuple) else [None] * len(target.elts)
                    for one, value in zip(target.elts, values, strict=False):
                        if isinstance(one, ast.Name):
                            yield one.id, value
        elif isinstance(part, ast.AugAssign | ast.For) and isinstance(part.target, ast.Name):
            yield part.target.id, None
