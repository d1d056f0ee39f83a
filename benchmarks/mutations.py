"""How many small slips in the phases the tests find: ``python -m benchmarks.mutations [--number N] [TEST…]``.

One place of the mechanisms at a time is changed in a copy of the checkout, within functions that walk the state: a
comparison, an end of a loop, a statement dropped, a sign, a measure or an index taken for another. The tests named
then run in plain Python, until one fails. A slip that no test finds is shown with its place; some change nothing.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDED = ("crmsim", "benchmarks", "tests", "scenarios", "experiments", "pyproject.toml", "docs")
TESTS = (
    "test_traces.py", "test_traces_help.py", "test_recounted.py", "test_balances.py", "test_rearranged.py",
    "test_whose.py",
)  # fmt: skip
# Arguments of what walks the state.
WALKED = {"state", "people", "ties", "facts", "traces", "barriers", "needs", "requests", "expertise"}
LONGEST = 900.0  # seconds for the tests of one slip; a loop that never ends is found
SWAPPED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}


@dataclass(frozen=True)
class Slip:
    """A place, and what becomes of it.

    Attributes
    ----------
    path:
        Of the file, from the checkout.
    kind, number:
        Which kind of slip, and the how-manieth place for it in that file.
    line, before, after:
        To show.
    """

    path: str
    kind: str
    number: int
    line: int
    before: str
    after: str


def siblings() -> dict[str, str]:
    """For each measure another of the same record and kind."""
    from crmsim.mechanisms import RECORDS

    result: dict[str, str] = {}
    for kind in RECORDS.values():
        for field in kind.names or ():
            alike = [other for other in kind.names or () if kind[other] == kind[field]]
            if len(alike) > 1:
                result.setdefault(field, alike[(alike.index(field) + 1) % len(alike)])
    return result


def compared(node: ast.AST, _: dict[str, str]) -> ast.AST | None:
    """``<`` for ``<=`` and the like."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in SWAPPED:
        return ast.Compare(node.left, [SWAPPED[type(node.ops[0])]()], node.comparators)
    return None


def bounded(node: ast.AST, _: dict[str, str]) -> ast.AST | None:
    """A loop that ends one too early."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
        last = ast.BinOp(node.args[-1], ast.Sub(), ast.Constant(1))
        return ast.Call(node.func, [*node.args[:-1], last], [])
    return None


def begun(node: ast.AST, _: dict[str, str]) -> ast.AST | None:
    """A loop that begins one too late."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
        first = ast.BinOp(node.args[0], ast.Add(), ast.Constant(1)) if len(node.args) > 1 else ast.Constant(1)
        return ast.Call(node.func, [first, node.args[-1]], [])
    return None


def dropped(node: ast.AST, _: dict[str, str]) -> ast.AST | None:
    """What is not written."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
    return ast.Pass() if any(isinstance(target, ast.Attribute | ast.Subscript) for target in targets) else None


def signed(node: ast.AST, _: dict[str, str]) -> ast.AST | None:
    """Taken away for added."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        return ast.AugAssign(node.target, ast.Sub(), node.value)
    return None


def measured(node: ast.AST, alike: dict[str, str]) -> ast.AST | None:
    """A measure for another."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Subscript) and node.attr in alike:
        return ast.Attribute(node.value, alike[node.attr], node.ctx)
    return None


def joined(node: ast.AST, _: dict[str, str]) -> ast.AST | None:
    """``or`` for ``and``."""
    if isinstance(node, ast.BoolOp):
        return ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    return None


def indexed(node: ast.AST, _: dict[str, str]) -> ast.AST | None:
    """One of two for the other: i for j, an entry for the one back."""
    other = {"j": "i", "back": "e", "entry": "back", "holder": "i", "above": "i", "leader": "i", "row": "place"}
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name) and node.slice.id in other:
        return ast.Subscript(node.value, ast.Name(other[node.slice.id], ast.Load()), node.ctx)
    return None


KINDS: dict[str, Callable[[ast.AST, dict[str, str]], ast.AST | None]] = {
    one.__name__: one for one in (compared, bounded, begun, dropped, signed, measured, joined, indexed)
}


class Changer(ast.NodeTransformer):
    """Finds the places for a kind of slip, and changes the one wanted."""

    def __init__(self, kind: str, alike: dict[str, str], wanted: int = -1) -> None:
        self.change, self.alike, self.wanted = KINDS[kind], alike, wanted
        self.found: list[tuple[int, str, str]] = []
        self.walks = False

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.FunctionDef):
            before, self.walks = self.walks, bool(WALKED & {argument.arg for argument in node.args.args})
            self.generic_visit(node)
            self.walks = before
            return node
        other = self.change(node, self.alike) if self.walks else None
        if other is not None:
            self.found.append((node.lineno, ast.unparse(node), ast.unparse(other)))
            if len(self.found) - 1 == self.wanted:
                return ast.copy_location(other, node)
        return self.generic_visit(node)


def slips() -> Iterator[Slip]:
    """Every place for every kind of slip."""
    alike = siblings()
    for path in sorted((ROOT / "crmsim" / "mechanisms").glob("*.py")):
        for kind in KINDS:
            changer = Changer(kind, alike)
            changer.visit(ast.parse(path.read_text(encoding="utf-8")))
            for number, (line, before, after) in enumerate(changer.found):
                yield Slip(path.relative_to(ROOT).as_posix(), kind, number, line, before, after)


def chosen(number: int, seed: int) -> list[Slip]:
    """As many of each kind as will go, in files drawn at random."""
    result = list(slips())
    random.Random(seed).shuffle(result)
    queues = [[slip for slip in result if slip.kind == kind] for kind in KINDS]
    picked: list[Slip] = []
    while len(picked) < number and any(queues):
        picked += [queue.pop() for queue in queues if queue]
    return picked[:number]


def finder(slip: Slip | None, tests: tuple[str, ...]) -> str:
    """The test that finds a slip, empty where none does; without a slip all must pass."""
    with tempfile.TemporaryDirectory() as copy:
        for name in NEEDED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, Path(copy) / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, copy)
        if slip is not None:
            path = Path(copy) / slip.path
            tree = Changer(slip.kind, siblings(), slip.number).visit(ast.parse(path.read_text(encoding="utf-8")))
            path.write_text(ast.unparse(ast.fix_missing_locations(tree)), encoding="utf-8")
        surroundings = {**os.environ, "PYTHONPATH": copy, "NUMBA_DISABLE_JIT": "1", "CRMSIM_CACHE_DIR": f"{copy}/cache"}
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "not slow", *tests]
        try:
            done = subprocess.run(command, cwd=copy, env=surroundings, capture_output=True, text=True, timeout=LONGEST)
        except subprocess.TimeoutExpired:
            return "never ends"
    lines = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return "" if done.returncode == 0 else (lines or ["fails at once"])[0].split(" - ")[0].removeprefix("FAILED ")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutations", description=__doc__)
    usual = [f"tests/simulation/{name}" for name in TESTS]
    parser.add_argument("tests", nargs="*", metavar="TEST", default=usual, help="files or folders of tests")
    parser.add_argument("--number", type=int, default=32, help="how many slips")
    parser.add_argument("--seed", type=int, default=0, help="which slips are drawn")
    parser.add_argument("--jobs", type=int, default=2, help="how many at the same time")
    asked = parser.parse_args()
    tests = tuple(asked.tests)
    broken = finder(None, tests)
    if broken:
        parser.error(f"the tests fail without any slip: {broken}")
    drawn = chosen(asked.number, asked.seed)
    result = 0
    with ThreadPoolExecutor(asked.jobs) as pool:
        for slip, by in zip(drawn, pool.map(lambda one: finder(one, tests), drawn), strict=True):
            result += bool(by)
            place = f"{Path(slip.path).name}:{slip.line}"
            print(f"{by or 'NOT FOUND':60.60}  {slip.kind:8}  {place:18}  {slip.before[:50]!r} -> {slip.after[:50]!r}")
            sys.stdout.flush()
    print(f"{result} of {len(drawn)} slips found")


if __name__ == "__main__":
    main()
