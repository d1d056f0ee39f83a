"""A hash of code: the same for other words, another for whatever can change a number."""

import time
from pathlib import Path

import pytest

from crmsim.numerics.compiled import COMPILED_PACKAGES, PACKAGE
from crmsim.numerics.sources import hash_of_code, plain

CODE = '''"""A module."""
from crmsim.declaration.parameter import Sign, Table, parameter

LIMIT = 0.5
"""What bounds it."""


class Room(Table):
    """Its table."""

    rate: float = parameter(
        0.1, meaning="a rate", source="a guess", claims=("K1",), interval=(0.0, 1.0),
        signs=(Sign("output", "+", "own expectation: a guess"),),
    )


def step(x, weight=2.0):
    """One step."""
    for k in range(1, 4):  # thrice
        if x < LIMIT:
            x = x * weight + k
    return x
'''

SAME = [
    ('"""A module."""', '"""Another."""'),
    ('"""A module."""', ""),
    ('    """One step."""\n', ""),
    ('"""What bounds it."""', '"""A bound."""'),
    ("  # thrice", ""),
    ("LIMIT = 0.5", "LIMIT  =  0.50  # half"),
    ('meaning="a rate"', 'meaning="another word"'),
    ('source="a guess", ', ""),
    ('("K1",)', '("K2", "K3")'),
    ('"+"', '"-"'),
    ('        signs=(Sign("output", "+", "own expectation: a guess"),),\n', ""),
    ('guess"),)', 'guess"), Sign("users", "0", "more"))'),
    ("x * weight + k", "(x * weight) + k"),
]
OTHER = [
    ("0.5", "0.25"),
    ("0.1", "0.2"),
    ("weight=2.0", "weight=2"),
    ("x <", "x <="),
    ("* weight", "/ weight"),
    ("range(1, 4)", "range(4)"),
    ("interval=(0.0, 1.0)", "interval=(0.0, 2.0)"),
    ("return x", "return -x"),
    ("LIMIT", "BOUND"),
    ('"""One step."""', "return x"),
    ("= parameter(", "= other("),
]


def hashed(folder: Path, text: str, **more: Path) -> str:
    path = folder / "module.py"
    path.write_text(text, encoding="utf-8")
    return hash_of_code([("module.py", path)], "1.0", **more)


@pytest.mark.parametrize(("old", "new"), SAME)
def test_words_and_layout_leave_the_hash(old: str, new: str, tmp_path: Path) -> None:
    assert old in CODE
    assert hashed(tmp_path, CODE.replace(old, new)) == hashed(tmp_path, CODE)


@pytest.mark.parametrize(("old", "new"), OTHER)
def test_whatever_can_change_a_number_makes_another_hash(old: str, new: str, tmp_path: Path) -> None:
    assert old in CODE
    assert hashed(tmp_path, CODE.replace(old, new)) != hashed(tmp_path, CODE)


def test_names_and_versions_belong_to_the_hash(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(CODE, encoding="utf-8")
    hashes = {hash_of_code([(name, path)], version) for name in ("a", "b") for version in ("1", "2")}
    assert len(hashes) == 4


def test_an_answer_kept_is_given_again_and_a_broken_one_is_not(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    result = hashed(tmp_path, CODE, kept=kept)
    answers = list(kept.iterdir())
    assert result == hashed(tmp_path, CODE) == answers[0].read_text() and len(answers) == 1
    answers[0].write_text("0" * 32)
    assert hashed(tmp_path, CODE, kept=kept) == "0" * 32
    for broken in ("", "0" * 31, "no hash at all"):
        answers[0].write_text(broken)
        assert hashed(tmp_path, CODE, kept=kept) == result
    (tmp_path / "a file").write_text("")
    assert hashed(tmp_path, CODE, kept=tmp_path / "a file" / "kept") == result


def test_no_rule_reads_what_the_hash_leaves_out() -> None:
    # A rule that read a docstring, a line number or the words of a parameter would give stale results.
    for inner in COMPILED_PACKAGES:
        for path in (PACKAGE / inner).rglob("*.py"):
            text = plain(path.read_bytes())
            for read in ("__doc__", "getsource", "co_firstlineno", "getdoc", "getcomments"):
                if path.name != "hooks.py":  # which hashes the user's own functions
                    assert f"'{read}'" not in text, (path.name, read)


def test_kept_answers_are_quick(tmp_path: Path) -> None:
    files = [(path.name, path) for inner in COMPILED_PACKAGES for path in sorted((PACKAGE / inner).rglob("*.py"))]
    first = hash_of_code(files, kept=tmp_path)
    begin = time.perf_counter()
    assert hash_of_code(files, kept=tmp_path) == first
    assert time.perf_counter() - begin < 0.1
