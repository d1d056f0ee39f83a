"""The catalogue is whole: every sentence has its Norwegian, nobody's sentences are gone, blanks agree."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def words() -> ModuleType:
    """``docs/words.py``."""
    spec = importlib.util.spec_from_file_location("docs_words", ROOT / "docs" / "words.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["docs_words"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def wanted(words: ModuleType) -> object:
    """What is told."""
    return words.wanted()


def test_the_catalogue_is_whole(words: ModuleType, wanted: object) -> None:
    assert words.problems(words.read(), wanted) == []


def test_the_catalogue_is_as_it_is_written(words: ModuleType, wanted: object) -> None:
    stands = words.CATALOGUE.read_text(encoding="utf-8")
    assert words.written(words.updated(words.read(), wanted), stands) == stands, "run: python docs/words.py"


def collected(words: ModuleType, source: str) -> object:
    result = words.Wanted()
    words.calls(source, "a.py", result)
    return result


def test_sentences_are_found_where_they_are_told(words: ModuleType) -> None:
    result = collected(
        words,
        "teller('one {n}', n=1)\nself.teller('two' if x else 'three')\nmessage('four', context='door')\n"
        "teller.plural('{n} five', '{n} fives', 5)\nteller(TEXT[key])\nother('six')\n",
    )
    assert result.plural == {  # type: ignore[attr-defined]
        (None, "one {n}"): "", (None, "two"): "", (None, "three"): "", ("door", "four"): "",
        (None, "{n} five"): "{n} fives",
    }  # fmt: skip
    assert result.problems == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "source", ["message(text)", "teller('{a} {b}', a=1)", "teller.plural('{n} {b}', '{b}', 3, c=1)"]
)
def test_blanks_that_nothing_fills_are_found(words: ModuleType, source: str) -> None:
    assert len(collected(words, source).problems) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("english", "norwegian", "problem"),
    [("{a} is", "{a} er", ""), ("{a} is", "", "no Norwegian"), ("{a} is", "{b} er", "other blanks")],
)
def test_what_a_catalogue_lacks_is_named(words: ModuleType, english: str, norwegian: str, problem: str) -> None:
    catalogue, texts = words.Catalog(locale="nb"), words.Wanted()
    catalogue.add(english, norwegian)
    texts.add("a.py", english)
    result = words.problems(catalogue, texts)
    assert [one.startswith(problem) for one in result] == ([True] if problem else [])


def test_what_nobody_says_is_named_and_dropped(words: ModuleType) -> None:
    catalogue = words.Catalog(locale="nb")
    catalogue.add("gone", "borte")
    assert words.problems(catalogue, words.Wanted()) == ["nobody says 'gone'; run: python docs/words.py"]
    assert "gone" not in words.written(words.updated(catalogue, words.Wanted()), "head\n\nbody")


def test_the_source_of_every_parameter_is_among_what_is_told(wanted: object) -> None:
    from crmsim.scenario.schema import fields

    told = {text for context, text in wanted.plural if context is None}  # type: ignore[attr-defined]
    for name, declared in fields().items():
        source = str(declared.json_schema_extra["source"])
        assert source in told, name


def test_a_source_without_norwegian_is_named(words: ModuleType, wanted: object) -> None:
    catalogue = words.read()
    catalogue.get("neutral middle").string = ""
    assert [one for one in words.problems(catalogue, wanted) if one.startswith("no Norwegian")] == [
        "no Norwegian for 'neutral middle' (source)"
    ]
