"""The code against docs/architecture.md: direction of imports, who reads a style, size of modules, quick help."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "crmsim"
MODULES = sorted(PACKAGE.rglob("*.py"))
PACKAGES = tuple(
    re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"), re.MULTILINE)
)
TOP = "crmsim"  # the package itself, what users import: above every package but the command line
LONGEST = 400
# Acts: asking, helping, recording, looking up. Drawing and hiring: people, initial, turnover, and the interventions
# that put new people in. Reporting: ledger, and what is kept of single people.
STYLE_READERS = {
    *("asking", "helping", "recording", "lookup"),
    *("people", "initial", "turnover", "intervene"),
    *("ledger", "watching"),
}
LEADER_CHOICE = {"project", "people", "initial"}  # in functions that say so: which employee leads, or that nobody can
STYLE_PACKAGES = ("mechanisms", "simulation")


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    """Every import, of functions too, as (line, full dotted name); ``package`` resolves relative ones."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            yield from ((node.lineno, f"{base}.{name.name}") for name in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("import_module", "importlib.import_module"):
            if node.args and isinstance(node.args[0], ast.Constant):
                yield node.lineno, str(node.args[0].value)


def package_of(name: str) -> str | None:
    """The package a dotted name belongs to; None outside the package."""
    parts = name.split(".")
    if parts[0] != TOP:
        return None
    return parts[1] if len(parts) > 1 and parts[1] in PACKAGES else TOP


def backward(source: str, module: str) -> list[str]:
    """The imports of a module that run against the order of packages; ``module`` is its dotted name."""
    own = package_of(module)
    if own is None or own == TOP:
        return []
    order = [*PACKAGES[:-1], TOP, PACKAGES[-1]]
    result = []
    for line, name in imports(ast.parse(source), module.rpartition(".")[0]):
        other = package_of(name)
        if other is not None and order.index(other) > order.index(own):
            result.append(f"line {line}: {own} imports {name}")
    return result


def style_reads(source: str, module: str) -> list[str]:
    """Where a module of the mechanisms or the simulation reads a style, or the leader's style, and may not."""
    tree = ast.parse(source)
    declared = {
        id(part.target)  # a key of a table or an intervention, no reading of anybody's style
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for part in node.body
        if isinstance(part, ast.AnnAssign)
    }
    result = []

    def visit(node: ast.AST, function: str) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            function = f"{function}.{node.name}"
        word = (
            (isinstance(node, ast.Attribute) and node.attr)
            or (isinstance(node, ast.Name) and node.id)
            or (isinstance(node, ast.arg) and node.arg)
            or (isinstance(node, ast.Constant) and node.value)
        )
        line = getattr(node, "lineno", 0)
        choosing = module in LEADER_CHOICE and "leader" in function
        if word == "style" and module not in STYLE_READERS and not choosing and id(node) not in declared:
            result.append(f"line {line}: reads style")
        if word == "leader_style" and module != "project" and not choosing:
            result.append(f"line {line}: reads leader_style")
        for child in ast.iter_child_nodes(node):
            visit(child, function)

    visit(tree, "")
    return result


def dotted_module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts)


def test_the_document_names_the_packages() -> None:
    assert PACKAGES[0] == "errors"
    assert PACKAGES[-1] == "commands"
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    assert folders <= set(PACKAGES) | {"shipped"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_towards_earlier_packages(path: Path) -> None:
    assert backward(path.read_text(encoding="utf-8"), dotted_module(path)) == []


@pytest.mark.parametrize(
    "source",
    [
        "from crmsim.simulation.run import simulate",
        "import crmsim.results",
        "from crmsim import run",
        "from crmsim import results",
        "def f():\n    from ..commands import main",
        "import importlib\nimportlib.import_module('crmsim.report')",
    ],
)
def test_an_import_of_a_later_package_is_found(source: str) -> None:
    assert len(backward(source, "crmsim.mechanisms.asking")) == 1
    assert (
        backward("from crmsim.declaration.parameter import Table\nfrom . import draws", "crmsim.mechanisms.asking")
        == []
    )


def test_mesa_is_imported_in_one_place() -> None:
    users = {
        name_of(path)
        for path in MODULES
        for _, name in imports(tree_of(path), dotted_module(path).rpartition(".")[0])
        if name.split(".")[0] == "mesa"
    }
    assert len(users) <= 1, users


@pytest.mark.parametrize("package", ["scenario", "organisation", "commands"])
def test_user_input_meets_no_assert(package: str) -> None:
    result = [
        f"{name_of(path)}, line {node.lineno}"
        for path in sorted((PACKAGE / package).rglob("*.py"))
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Assert)
    ]
    assert result == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_are_of_a_size_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", [p for p in MODULES if name_of(p).split("/")[0] in STYLE_PACKAGES], ids=name_of)
def test_style_is_read_only_where_the_theory_lets_it(path: Path) -> None:
    assert style_reads(path.read_text(encoding="utf-8"), path.stem) == []


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("x = people.style[i]", "climate"),
        ("def f(style):\n    return 1", "climate"),
        ("x = getattr(people, 'style')", "climate"),
        ("def fit(people):\n    return people.style[0]", "project"),
        ("x = p.project.leader_style", "asking"),
        ("x = p.project.leader_style", "climate"),
        ("def hire(p):\n    return p.project.leader_style", "people"),
    ],
)
def test_a_reading_of_style_elsewhere_is_found(source: str, module: str) -> None:
    assert len(style_reads(source, module)) == 1


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("x = people.style[i]", "asking"),
        ("def choose_leader(people, p):\n    return people.style[p.leader_style]", "project"),
        ("def choose_leader(people, p):\n    return people.style[p.leader_style]", "people"),
        ("class Table:\n    style: str = 'giver'", "intervention"),
        ("x = State(style=drawn)", "start"),
    ],
)
def test_a_reading_of_style_where_it_belongs_is_let_be(source: str, module: str) -> None:
    assert style_reads(source, module) == []


def test_help_is_quick_because_it_loads_nothing_heavy() -> None:
    if not (PACKAGE / "commands" / "main.py").is_file():
        pytest.skip("there is no command line yet")
    code = (
        "import json, sys\n"
        "from crmsim.commands.main import main\n"
        "sys.argv = ['crmsim', '--help']\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as done:\n"
        "    code = done.code\n"
        "else:\n"
        "    code = 0\n"
        "heavy = [name for name in ('numba', 'mesa', 'pandas', 'scipy') if name in sys.modules]\n"
        "print(json.dumps([code or 0, heavy]), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stderr.splitlines()[-1]) == [0, []]
    assert "Usage" in done.stdout
