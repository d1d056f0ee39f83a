"""What differs in the last place, or in more, between Python and compiled code or between systems is not written here.

Every rule runs as plain Python and compiled, on any processor, and must give the same bits. The bans follow from that:
exp, log and the like of ``math``, numpy or scipy are those of the system's library, and so is a power that is no
multiplication (``crmsim.numerics.portable`` has them); the order in which an array is summed is the library's
affair; small integers wrap in numpy's scalars and widen in compiled code; and a generator has an order.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from crmsim.mechanisms import RECORDS

PACKAGE = Path(__file__).resolve().parent.parent / "crmsim"
MARKS = {"rule", "called", "inlined", "kernel", "tight_kernel"}
# Bootstrap, halves of a sample, draws: no part of any run; seeded.
RESAMPLING = {"analysis", "calibration", "forecast", "whatif"}
SEEDED = {"experiment/samples.py", "runner/proposing.py"}  # they draw settings from the seed of an experiment
UFUNCS = {
    "exp", "exp2", "expm1", "log", "log1p", "log2", "log10", "sqrt", "cbrt", "square", "power", "float_power",
    "hypot", "sin", "cos", "tan", "tanh", "sinh", "cosh", "arctan", "arctan2", "arcsin", "arccos", "logaddexp",
}  # fmt: skip
# Rooms whose numbers reach a run: they take exp and the like from crmsim.numerics.portable alone.
NUMBERS = {"declaration", "mechanisms", "organisation", "parameter", "scenario", "simulation", "explain", "experiment"}
NO_RUN = {"experiment/functions.py"}  # known answers to try a design on; no run reads them
PORTABLE = "the system's own; use crmsim.numerics.portable"
EXACT = {  # rounded alike everywhere, because exact or ruled by IEEE 754
    "ceil", "comb", "copysign", "fabs", "floor", "fsum", "gcd", "inf", "isclose", "isfinite", "isinf", "isnan", "isqrt",
    "nan", "nextafter", "prod", "sqrt", "trunc", "ulp",
}  # fmt: skip
ROUNDED = {"sqrt", "square"}  # of numpy's, whose rounding IEEE 754 rules
REDUCTIONS = {"sum", "mean", "std", "var", "prod", "dot", "cumsum", "average", "nansum", "nanmean", "trapezoid"}


def fields_of(kind: str) -> set[str]:
    """Names of the fields of the state's records that hold ``kind``."""
    records = list(RECORDS.values())
    return {name for record in records for name in record.names or () if record[name].base == np.dtype(kind)}


INT8 = fields_of("int8")
UINT64 = fields_of("uint64")


def dotted(node: ast.AST) -> str:
    """``np.random.default_rng`` for the node that reads so; an empty string for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def is_compiled(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function is marked as a rule or a kernel."""
    marks = (mark.func if isinstance(mark, ast.Call) else mark for mark in function.decorator_list)
    return any(dotted(mark).split(".")[-1] in MARKS for mark in marks)


def element_of(node: ast.AST) -> str:
    """``stage`` for ``people.stage[i]``, ``stage[i]`` or ``people[i].stage``; an empty string for anything else."""
    if isinstance(node, ast.Subscript):
        return dotted(node.value).split(".")[-1]
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Subscript):
        return node.attr
    return ""


def anywhere(tree: ast.AST, resampling: bool = False) -> Iterator[tuple[int, str]]:
    """What no module of the package may contain; those that resample may make a generator from a seed."""
    seeded = {
        id(node.func.value)
        for node in ast.walk(tree)
        if resampling
        and isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and dotted(node.func) == "np.random.default_rng"
        and node.args
    }
    for node in ast.walk(tree):
        if id(node) in seeded:
            continue
        if isinstance(node, ast.Import):
            for name in node.names:
                if name.name == "random" or name.name.startswith("numpy.random"):
                    yield node.lineno, "a generator of random numbers; use crmsim.numerics.draws"
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            module = node.module or ""
            from_numpy = module == "numpy" and any(name.name == "random" for name in node.names)
            if module == "random" or module.startswith("numpy.random") or from_numpy:
                yield node.lineno, "a generator of random numbers; use crmsim.numerics.draws"
        elif isinstance(node, ast.Attribute) and dotted(node) in ("np.random", "numpy.random"):
            yield node.lineno, "a generator of random numbers; use crmsim.numerics.draws"
        elif isinstance(node, ast.keyword) and node.arg in ("fastmath", "parallel"):
            if not (isinstance(node.value, ast.Constant) and node.value.value is False):
                yield node.value.lineno, f"{node.arg} changes the order of operations"
        if isinstance(node, ast.Name | ast.Attribute) and dotted(node).split(".")[-1] == "prange":
            yield node.lineno, "prange changes the order of operations"


def not_portable(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Functions that the system's library rounds, and powers of it, in code whose numbers reach a run."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            module, _, name = dotted(node).rpartition(".")
            if _rounded_by_the_system(module, name):
                yield node.lineno, f"{module}.{name} is {PORTABLE}"
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            for name in node.names:
                if _rounded_by_the_system(node.module or "", name.name):
                    yield node.lineno, f"{node.module}.{name.name} is {PORTABLE}"
        elif isinstance(node, ast.Import):
            for name in node.names:
                if name.name in ("cmath", "scipy.special", "scipy.stats"):
                    yield node.lineno, f"{name.name} is {PORTABLE}"
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            if not all(isinstance(part, ast.Constant) and type(part.value) is int for part in (node.left, node.right)):
                yield node.lineno, f"a power is {PORTABLE}, or multiply"
        assigned = isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Pow)
        if assigned or (isinstance(node, ast.Call) and dotted(node.func) == "pow"):
            yield node.lineno, f"a power is {PORTABLE}, or multiply"


def _rounded_by_the_system(module: str, name: str) -> bool:
    if module in ("np", "numpy"):
        return name in UFUNCS - ROUNDED
    if module in ("math", "cmath"):
        return name not in EXACT
    return (
        module == "scipy.special"
        or (module, name) == ("statistics", "NormalDist")
        or (module == "scipy.stats" and name != "qmc")
    )


def powers(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Powers with a constant exponent."""
    for node in ast.walk(tree):
        exponent: ast.AST | None = None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            exponent = node.right
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Pow):
            exponent = node.value
        elif isinstance(node, ast.Call) and dotted(node.func) in ("pow", "math.pow") and len(node.args) == 2:
            exponent = node.args[1]
        if isinstance(exponent, ast.UnaryOp):
            exponent = exponent.operand
        if isinstance(exponent, ast.Constant) and float(exponent.value) * 2.0 == int(float(exponent.value) * 2.0):
            yield node.lineno, "a constant power; multiply, or use math.sqrt"


def in_compiled(function: ast.AST) -> Iterator[tuple[int, str]]:
    """What a compiled function may not contain."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            last = node.func.attr if isinstance(node.func, ast.Attribute) else name
            module = name.rpartition(".")[0]
            if module in ("np", "numpy") and last in UFUNCS:
                yield node.lineno, f"{name}; use math.{last} on a scalar"
            if last in REDUCTIONS and name != "math.fsum":
                yield node.lineno, f"{last}() adds in an order of its own; write a loop"
            if module in ("np", "numpy") and last in ("int8", "int16", "uint8", "uint16"):
                yield node.lineno, f"{name}; small integers wrap in Python and widen in compiled code"
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub | ast.Mult):
            parts = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.target, node.value]
            for part in parts:
                if element_of(part) in INT8:
                    yield node.lineno, f"arithmetic on int8 {element_of(part)}; take int() of it first"
                if element_of(part) in UINT64:
                    yield node.lineno, f"arithmetic on uint64 {element_of(part)}; use join"
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            yield node.lineno, "a matrix product adds in an order of its own; write a loop"


def problems(source: str, *, compiled_module: bool, resampling: bool = False, numbers: bool = False) -> list[str]:
    """What is wrong with a module, as "line: what"."""
    tree = ast.parse(source)
    result = list(anywhere(tree, resampling))
    if numbers:
        result += not_portable(tree)
    if compiled_module:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and is_compiled(node):
                result += in_compiled(node)
                result += powers(node)
    return [f"{line}: {what}" for line, what in sorted(set(result))]


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_module(path: Path) -> None:
    name = path.relative_to(PACKAGE)
    numbers = name.parts[0] in NUMBERS and name.as_posix() not in NO_RUN
    source = path.read_text(encoding="utf-8")
    resampling = name.parts[0] in RESAMPLING or name.as_posix() in SEEDED
    assert problems(source, compiled_module=True, resampling=resampling, numbers=numbers) == []


def test_resampling_needs_a_seed() -> None:
    seeded, unseeded = "np.random.default_rng(SEED).permutation(4)", "np.random.default_rng().permutation(4)"
    assert problems(seeded, compiled_module=True, resampling=True) == []
    assert len(problems(unseeded, compiled_module=True, resampling=True)) == 1
    assert len(problems("np.random.seed(1)", compiled_module=True, resampling=True)) == 1
    assert len(problems(seeded, compiled_module=True)) == 1


def test_the_state_declares_narrow_fields() -> None:
    assert {"style", "stage", "present"} <= INT8
    assert "key" in UINT64


BAD = [
    "return x ** 2",
    "return x ** -3.0",
    "return x ** 0.5",
    "x **= 2\n    return x",
    "return math.pow(x, 2)",
    "return np.exp(x)",
    "return numpy.sqrt(x)",
    "return a.sum()",
    "return a[1:].mean()",
    "return np.sum(a)",
    "return sum(a)",
    "return a @ a",
    "return np.int8(x)",
    "return people.stage[i] + 1",
    "return 1 + people[i].stage",
    "n += people.present[i]\n    return n",
    "return people.key[i] + 1",
    "for i in prange(3):\n        pass",
    "return np.random.random()",
]
GOOD = [
    "return x * x",
    "return exp(x) + math.sqrt(x)",
    "return x ** y",
    "return int(people.stage[i]) + 1",
    "return a[people.stage[i]] + 1",
    "n += int(people.present[i])\n    return n",
    "if people.stage[i] == 1:\n        n += 1\n    return n",
    "return join(people.key[i], 1)",
]


@pytest.mark.parametrize("mark", ["@rule", "@kernel", "@compiled.rule", "@kernel(cache=False)"])
@pytest.mark.parametrize("body", BAD)
def test_the_lint_finds(mark: str, body: str) -> None:
    result = problems(f"{mark}\ndef f(a, x, y, i, n, people):\n    {body}\n", compiled_module=True)
    assert len(result) >= 1
    assert all(int(line.partition(":")[0]) >= 3 for line in result)


@pytest.mark.parametrize("body", GOOD)
def test_the_lint_leaves_alone(body: str) -> None:
    assert problems(f"@rule\ndef f(a, x, y, i, n, people):\n    {body}\n", compiled_module=True) == []


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "import numpy.random as r",
        "from numpy import random",
        "from numpy.random import default_rng",
        "from random import choice",
        "rng = np.random.default_rng(1)",
        "f = njit(fastmath=True)(g)",
        "f = njit(parallel=True)(g)",
        "from numba import prange\nfor i in numba.prange(3):\n    pass",
    ],
)
def test_the_lint_finds_anywhere(source: str) -> None:
    assert problems(source, compiled_module=False) != []


@pytest.mark.parametrize(
    "source",
    [
        "y = math.exp(x)",
        "y = math.log(x) + math.pow(x, y)",
        "y = math.log1p(x)",
        "function = math.cos",
        "y = np.exp(x)",
        "y = numpy.log1p(x)",
        "from math import exp",
        "from numpy import log",
        "import cmath",
        "from scipy.special import ndtri",
        "from scipy.stats import norm",
        "import scipy.stats",
        "from statistics import NormalDist",
        "quantile = statistics.NormalDist().inv_cdf",
        "y = x ** 0.5",
        "y = x ** n",
        "y = 2 ** n",
        "y **= n",
        "y = pow(x, y)",
    ],
)
def test_the_lint_finds_what_a_system_rounds(source: str) -> None:
    assert len(problems(source, compiled_module=False, numbers=True)) >= 1
    assert problems(source, compiled_module=False) == []


@pytest.mark.parametrize(
    "source",
    [
        "from crmsim.numerics.portable import exp\ny = exp(x) + math.sqrt(x) + math.floor(x)",
        "y = np.sqrt(x) + np.floor(x)",
        "from math import inf, sqrt",
        "from scipy.stats import qmc",
        "import statistics\ny = statistics.fmean(x)",
        "y = 2**53",
        "settings = {**one, **two}",
    ],
)
def test_the_lint_leaves_alone_what_is_rounded_alike(source: str) -> None:
    assert problems(source, compiled_module=False, numbers=True) == []


def test_code_that_is_not_compiled_may_sum_and_square() -> None:
    assert problems("def f(a):\n    return a.sum() ** 2 + np.exp(a[0])\n", compiled_module=True) == []
