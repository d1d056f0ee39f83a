"""The contract of every declaration: parameters, streams, outcomes, rules and switches."""

import ast
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from pydantic.fields import FieldInfo

import crmsim.mechanisms as rulebook
from crmsim.declaration.parameter import STATUSES, Table, choices, extra, limits
from crmsim.mechanisms import COLUMNS, OUTCOMES, PHASES, RECORDS, SWITCH_OF, SWITCHES, TABLES
from crmsim.numerics.draws import stream

RULEBOOK = Path(rulebook.__file__).resolve().parent
PACKAGE = RULEBOOK.parent
COUNTS = {"G": 8, "D": 10, "K": 9, "C": 7, "I": 20, "S": 4, "N": 4, "E": 34, "O": 11}  # rows of the theory, by letter
IDS = {f"{letter}{number}" for letter, count in COUNTS.items() for number in range(1, count + 1)}


def declared() -> dict[str, FieldInfo]:
    result: dict[str, FieldInfo] = {}

    def walk(prefix: str, table: type[Table]) -> None:
        for name, field in table.model_fields.items():
            inner = field.annotation
            if isinstance(inner, type) and issubclass(inner, Table):
                walk(f"{prefix}.{name}", inner)
            else:
                result[f"{prefix}.{name}"] = field

    for name, table in TABLES.items():
        walk(name, table)
    return result


FIELDS = declared()


@pytest.mark.parametrize("key", FIELDS)
def test_a_parameter_is_declared_in_full(key: str) -> None:
    field = FIELDS[key]
    known = extra(field)
    assert field.description and len(field.description) > 10
    assert known["status"] in STATUSES
    assert known["source"]
    assert isinstance(known["unit"], str)
    assert set(known["claims"]) <= IDS
    if field.annotation in (int, float):
        assert known["unit"], "a number has a unit"
        low, high = limits(field)
        assert low is not None and high is not None and low < high
        assert low <= field.default <= high
        interval = known["interval"]
        if known["status"] in ("assumed", "measured", "calibrated"):
            assert interval is not None
        if interval is not None:
            assert interval[0] < interval[1]
            assert interval[0] <= field.default <= interval[1]
            assert low <= interval[0] and interval[1] <= high
        if known["public"] is not None:
            assert low <= known["public"] <= high
            assert known["public"] != field.default
    if choices(field):
        assert field.default in choices(field)
        assert known["public"] is None or known["public"] in choices(field)


def test_no_parameter_hides_behind_an_attribute_of_numpys_records() -> None:
    # Where nothing is compiled, a record answers to its own attributes first: `record.base` is not the field.
    taken = set(dir(np.record))
    assert [key for key in FIELDS if key.rpartition(".")[2] in taken] == []
    records = list(RECORDS.values())
    assert records
    assert [name for record in records for name in record.names or () if name in set(dir(np.recarray))] == []


def test_tables_are_described() -> None:
    assert all(table.__doc__ for table in TABLES.values())
    assert list(TABLES) == list(dict.fromkeys(TABLES))


def calls_of_stream() -> list[str]:
    result = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "stream":
                if isinstance(node.args[0], ast.JoinedStr):  # users' own rules: a prefix that no other name has
                    assert ast.unparse(node.args[0]).startswith(("f'own rule {", 'f"own rule {')), path
                    continue
                assert isinstance(node.args[0], ast.Constant), path
                result.append(str(node.args[0].value))
    return result


def test_streams_have_names_of_their_own() -> None:
    names = calls_of_stream()
    assert len(names) > 30
    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert len({stream(name) for name in names}) == len(names)
    assert all(re.fullmatch(r"[a-z_]+(\.[a-z_ -]+)+", name) for name in names)


def rules() -> list[tuple[str, ast.FunctionDef]]:
    result = []
    for path in sorted(RULEBOOK.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and any(getattr(d, "id", "") == "rule" for d in node.decorator_list):
                result.append((path.stem, node))
    return result


RULES = rules()


@pytest.mark.parametrize(("module", "node"), RULES, ids=[f"{module}.{node.name}" for module, node in RULES])
def test_a_rule_says_what_it_is(module: str, node: ast.FunctionDef) -> None:
    said = ast.get_docstring(node)
    assert said and len(said) > 10
    assert said[0].isupper() or said[0] == "`"


def test_rules_take_draws_as_arguments_or_by_key() -> None:
    for path in sorted(RULEBOOK.glob("*.py")):
        names = {node.attr for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                 if isinstance(node, ast.Attribute)}  # fmt: skip
        assert not names & {"random", "default_rng", "seed", "time"}, path.name


def test_every_switch_turns_a_phase() -> None:
    assert set(SWITCH_OF) == set(PHASES)
    assert {switch for switch in SWITCH_OF.values() if switch is not None} == set(SWITCHES)
    assert SWITCH_OF["ledger"] is None


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.name)
def test_an_outcome_is_declared_in_full(outcome) -> None:  # type: ignore[no-untyped-def]
    assert outcome.meaning and outcome.unit and outcome.matters > 0.0
    assert outcome.better in ("higher", "lower", "none")
    for column in (outcome.numerator, outcome.denominator):
        assert column is None or column in COLUMNS
    if outcome.summary in ("stock", "ratio") and outcome.name != "payoff":
        assert outcome.numerator is not None and outcome.denominator is not None
    if outcome.summary == "sum":
        assert outcome.numerator is not None and outcome.denominator is None
    assert outcome.low is None or outcome.high is None or outcome.low < outcome.high


def test_columns_have_names_of_their_own() -> None:
    assert len(set(COLUMNS)) == len(COLUMNS)
    assert len({outcome.name for outcome in OUTCOMES}) == len(OUTCOMES)
