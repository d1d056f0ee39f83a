"""The hash of code that names runs covers whatever can change a stored number: what it imports is followed."""

import ast
from collections.abc import Iterator
from pathlib import Path

from crmsim.numerics.compiled import COMPILED_PACKAGES
from crmsim.numerics.sources import plain
from crmsim.runner.worker import CARD, FUNCTIONS, MEASURING, PACKAGE

ROOT = PACKAGE.parent
COVERED = sorted({
    *(PACKAGE / name for name in (*MEASURING, FUNCTIONS)),
    *(path for inner in (*COMPILED_PACKAGES, CARD) for path in (PACKAGE / inner).rglob("*.py")),
})  # fmt: skip
NAMED = "says which runs there are: whatever it makes of them, setting and seed, is in the name of each run"
TOLD = "makes texts, of errors or for readers"
# What those import and no stored number depends on, each with the reason. What it imports in turn is not followed.
OTHERS = {
    "errors.py": TOLD,
    "words/choice.py": TOLD,
    "words/message.py": TOLD,
    "words/reasons.py": TOLD,
    "words/teller.py": TOLD,
    "runner/stored_error.py": "makes the text that is stored of a run that failed, which has no numbers",
    "runner/backend.py": "carries settings to workers and results back, and computes nothing",
    "runner/rules.py": "imports own rules, which are in the name of each run by what they do",
    "store/records.py": "carries what a run left, as bytes",
    "store/journal.py": "keeps what a run left, each record under a checksum",
    "experiment/experiment.py": NAMED,
    "experiment/factor.py": NAMED,
    "experiment/identity.py": "makes the names of runs: changed, it names them otherwise",
    "experiment/resolver.py": NAMED,
    "experiment/runs.py": NAMED,
    "files/toml.py": "reads what settings are made of, and each value of a setting is in its hash",
    "scenario/catalogue.py": "finds files, and what is read from them is in the hash of the setting",
    "scenario/describe.py": TOLD,
    "scenario/document.py": "reads what settings are made of, and each value of a setting is in its hash",
    "scenario/tables.py": "declares values of settings, each of which is in the hash",
    "scenario/unknown.py": "reads what is not known of a setting, on which no run depends",
    "scenario/worlds.py": "reads worlds to draw from, of which each setting has its values in its hash",
}


def file_of(dotted: str) -> Path | None:
    """The file of a module of the package, by its dotted name; None for what is none."""
    path = ROOT.joinpath(*dotted.split("."))
    found = [one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file()]
    return found[0] if dotted.partition(".")[0] == PACKAGE.name and found else None


def imported(path: Path) -> Iterator[Path]:
    """The modules of the package that a module imports when it runs, in functions too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: a relative import is not followed"
            names = [one for name in node.names for one in (f"{node.module}.{name.name}", str(node.module))]
        for name in names:
            found = file_of(name)
            if found is not None:
                yield found


def handing_on(path: Path) -> bool:
    """Whether a module does nothing but hand on what others have, as most ``__init__.py`` do."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    kinds = (ast.Import, ast.ImportFrom, ast.Expr)
    return all(isinstance(node, kinds) or ast.unparse(node).startswith("__all__ = ") for node in body)


def followed(covered: list[Path]) -> dict[str, str]:
    """What is imported from some modules on and is none of them: its name → that of a module that imports it."""
    found: dict[str, str] = {}
    left, seen = list(covered), set(covered)
    while left:
        path = left.pop()
        for one in imported(path):
            if one in seen:
                continue
            seen.add(one)
            name = one.relative_to(PACKAGE).as_posix()
            if one.name == "__init__.py" and handing_on(one):
                left.append(one)
            else:
                found[name] = path.relative_to(PACKAGE).as_posix()
    return found


def test_whatever_can_change_a_stored_number_is_in_the_hash_of_code() -> None:
    found = followed(COVERED)
    unknown = {name: by for name, by in found.items() if name not in OTHERS}
    assert unknown == {}, "imported by what makes stored numbers: add it to MEASURING, or here with a reason"
    assert set(OTHERS) - set(found) == set(), "no longer imported"


def test_a_module_that_is_left_out_is_found() -> None:
    for name in ("results/few.py", "experiment/targets.py", "scenario/shares.py", "numerics/draws.py"):
        assert name in followed([path for path in COVERED if path != PACKAGE / name])


def test_imports_in_functions_are_followed_and_those_for_types_are_not(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from crmsim.report import text\n"
        "def f():\n    from crmsim.explain.terms import weighed\n    import crmsim.results\n",
        encoding="utf-8",
    )
    names = {one.relative_to(PACKAGE).as_posix() for one in imported(path)}
    assert names == {"explain/terms.py", "results/__init__.py"}
    assert handing_on(PACKAGE / "results" / "__init__.py") and not handing_on(path)


def test_nothing_reads_what_the_hash_leaves_out() -> None:
    for name in MEASURING:
        text = plain((PACKAGE / name).read_bytes())
        for read in ("__doc__", "getsource", "co_firstlineno", "getdoc", "getcomments"):
            assert f"'{read}'" not in text, (name, read)
