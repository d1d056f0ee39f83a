"""What ``docs/trace.md`` says: which tests verify what, read out of the tests themselves.

The headings are those of TRACE (Grimm et al. 2014, Ecological Modelling 280), a record of how a model was built and
tested. A folder of tests that has no place here is refused.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crmsim.claims import read_claims
from crmsim.declaration.parameter import STATUSES, extra
from crmsim.mechanisms import WEEK
from crmsim.odd.markdown import cell, plain, table
from crmsim.scenario.schema import fields

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
MARKS = {
    "slow": "slow: `make check-long` runs it", "oracle": "held against a known answer",
    "interpreted": "also run without compilation and with bounds checks",
}  # fmt: skip
RULES, WHOLE, KNOWN, ANALYSIS, SOFTWARE = "rules", "whole", "known", "analysis", "software"
PLACES = {
    "mechanisms": RULES, "simulation": WHOLE, "card": WHOLE, "odd": WHOLE, "numerics": WHOLE, "oracles": KNOWN,
    "claims": ANALYSIS, "analysis": ANALYSIS, "calibration": ANALYSIS, "evidence": ANALYSIS, "experiment": ANALYSIS,
    "forecast": ANALYSIS,
    "whatif": ANALYSIS,
    **dict.fromkeys(
        ("agents", "app", "app/classroom", "app/lead", "archive", "attack", "benchmarks", "commands", "declaration",
         "docs", "explain", "files", "interview", "lesson", "organisation", "report", "results", "runner", "scenario",
         "store", "words", ""),
        SOFTWARE,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Tested:
    """A file of tests.

    Attributes
    ----------
    path:
        From the folder of tests on.
    what:
        What it holds to account, as it says itself; empty where it does not.
    of:
        Modules of the rulebook that it imports.
    sentences:
        Its tests, each as the sentence that its name is.
    marks:
        How often each mark stands there.
    """

    path: str
    what: str
    of: tuple[str, ...]
    sentences: tuple[str, ...]
    marks: Counter[str]

    @property
    def folder(self) -> str:
        """The folder it lies in; empty for none."""
        return self.path.rpartition("/")[0]

    @property
    def subject(self) -> str:
        """What its name says that it is about."""
        return self.path.rpartition("/")[2].removeprefix("test_").removesuffix(".py")


def tested() -> list[Tested]:
    """Every file of tests, in the order of their names.

    Raises
    ------
    ValueError
        For a folder that has no place on the page.
    """
    made = [_read(path) for path in sorted(TESTS.rglob("test_*.py"))]
    for one in made:
        if one.folder not in PLACES:
            raise ValueError(f"docs/tests_done.py: say in PLACES where tests/{one.folder} belongs")
    return made


def _read(path: Path) -> Tested:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    rulebook = "crmsim.mechanisms."
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    of = sorted(name.removeprefix(rulebook) for name in imported if name.startswith(rulebook))
    tests = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    of_file = [one for node in tree.body if isinstance(node, ast.Assign) for one in _marks(node.value)]
    marks = Counter(of_file * len(tests)) + Counter(
        mark for test in tests for one in test.decorator_list for mark in _marks(one)
    )
    what = plain(" ".join((ast.get_docstring(tree) or "").split("\n\n")[0].split()))
    names = tuple(test.name.removeprefix("test_").replace("_", " ") for test in tests)
    return Tested(path.relative_to(TESTS).as_posix(), what, tuple(of), names, marks)


def _marks(node: ast.expr) -> Iterator[str]:
    """The marks of this project in an expression."""
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and ast.unparse(part.value) == "pytest.mark" and part.attr in MARKS:
            yield part.attr


def trace_page(mark: str) -> str:
    """The page."""
    every = tested()
    counted = [field for name, field in fields().items() if name.partition(".")[0] not in ("scenario", "mechanisms")]
    counts = Counter(str(extra(field)["status"]) for field in counted)
    kinds = Counter(claim.kind for claim in read_claims().values())
    lines = [
        "# Which tests verify what", "", mark, "",
        "A record after TRACE (Grimm et al. 2014, Ecological Modelling 280), read out of the tests. The name of each "
        "test is a sentence about the model, and stands here as such. All but those marked slow are run before a "
        "change is accepted.", "",
        "| element of TRACE | where |", "| --- | --- |",
        "| 1 problem formulation | [odd.md](odd.md), element 1 |",
        "| 2 model description | [odd.md](odd.md); a tour: [model.md](model.md) |",
        "| 3 data evaluation | parameters by status: "
        + ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status]) + "; each with its source: "
        "[parameters.md](parameters.md) |",
        "| 4 conceptual model evaluation | claims by standing: "
        + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) + ": [claims.md](claims.md) |",
        "| 5 implementation verification | below |",
        "| 6 model output verification | [limits with a known answer](#limits-with-a-known-answer), "
        "[oracles.md](oracles.md); figures that were fitted: [targets.md](targets.md) |",
        "| 7 model analysis | below; what each parameter moves: [signs.md](signs.md) |",
        "| 8 model output corroboration | figures held out, and predictions written before: [targets.md](targets.md); "
        "real adoption, forecast: [forecast.md](forecast.md) |",
        "", "## Rules, one by one",
    ]  # fmt: skip
    lines += _rules([one for one in every if PLACES[one.folder] == RULES])
    lines += ["", "## The model as a whole"]
    lines += [line for one in every if PLACES[one.folder] == WHOLE for line in _sentences(one)]
    lines += ["", "## Limits with a known answer"]
    lines += [line for one in every if PLACES[one.folder] == KNOWN for line in _sentences(one)]
    lines += ["", "## Analysis", "", "Designs, statistics, calibration, forecasts, what-ifs and the map of claims.", ""]
    lines += _files([one for one in every if PLACES[one.folder] == ANALYSIS])
    lines += ["", "## Everything else", "", "Reading, storing, computing many runs, telling.", ""]
    lines += _files([one for one in every if PLACES[one.folder] == SOFTWARE])
    lines += ["", "Marks: " + "; ".join(f"*{name}*, {what}" for name, what in MARKS.items()) + "."]
    return "\n".join(lines) + "\n"


def _rules(found: list[Tested]) -> list[str]:
    """Tests of rules by the mechanism they are of, and those of all mechanisms last."""
    known = {one.name for one in WEEK.mechanisms}
    lines: list[str] = []
    for general in (False, True):
        for one in found:
            if general == bool(one.what or one.subject not in {*known, *one.of}):
                lines += _sentences(one)
    return lines


def _sentences(one: Tested) -> list[str]:
    """A file of tests with all its sentences."""
    lines = ["", f"### {one.subject.replace('_', ' ')}", ""]
    about = one.what or f"The rules of `{one.subject}`."
    others = [name for name in one.of if name != one.subject and name != "state"]
    also = f" With rules of {', '.join(f'`{name}`' for name in others)}." if others and not one.what else ""
    marks = f" ({', '.join(f'{name}: {count}' for name, count in sorted(one.marks.items()))})" if one.marks else ""
    lines += [f"`tests/{one.path}`{marks}: {about}{also}", ""]
    return lines + [f"- {sentence}" for sentence in one.sentences]


def _files(found: list[Tested]) -> list[str]:
    """Files of tests as rows."""
    rows = [
        [f"`tests/{one.path}`", cell(one.what or f"{one.folder}: {one.subject.replace('_', ' ')}"),
         ", ".join(sorted(one.marks))]
        for one in found
    ]  # fmt: skip
    return table(["tests", "what they hold to account", "marks"], rows)
