"""A rule is compiled as a part of what calls it: once, without machine code of its own, and to the same numbers."""

import gc
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numba
import numpy as np
import pytest
from llvmlite.binding import ModuleRef
from numba.core.codegen import JITCodeLibrary

from crmsim.numerics.compiled import inlined, kernel, rule
from crmsim.numerics.rule_compiler import NEW_OBJECTS, EntryCompiler, _RuleLibrary, searched_less_often


@rule
def weighed(people, i: int, weight: float) -> float:
    """A rule that another calls."""
    return people[i].energy * weight if i % 3 else people[i].energy / 3.0


@inlined
def answer(people, i: int) -> float:
    """A rule that writes, and calls a rule."""
    result = max(0.25, weighed(people, i, 0.7)) - 0.1
    people[i].answer = result
    return result


@rule
def in_all(people) -> float:
    """Twice as many calls as people."""
    total = 0.0
    for i in range(people.size):
        total += answer(people, i) + weighed(people, i, 0.1)
    return total


KIND = np.dtype([("energy", "f8"), ("answer", "f8")])


def some_people() -> np.recarray:
    people = np.zeros(50, KIND).view(np.recarray)
    people.energy = np.linspace(0.0, 1.0, 50)
    return people


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_a_rule_makes_no_machine_code_of_its_own_and_gives_the_numbers_of_python(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made: list[str] = []
    finalize = JITCodeLibrary._finalize_specific
    monkeypatch.setattr(
        JITCodeLibrary, "_finalize_specific", lambda library: (made.append(library.name), finalize(library))[1]
    )
    monkeypatch.setenv("CRMSIM_CACHE_DIR", str(tmp_path))
    ours, theirs = some_people(), some_people()
    compiled = numba.njit(error_model="numpy")(in_all)
    assert compiled(ours) == in_all(theirs)
    assert ours.tobytes() == theirs.tobytes() and ours.answer.any()
    assert any("in_all" in name for name in made)
    assert not any(name in one for one in made for name in ("weighed", "answer"))


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_a_rule_is_compiled_and_linked_once_whoever_calls_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """``weighed`` is called by a plain rule, by one written out where it is called, and by the entry."""
    compiled: list[str] = []
    linked: list[str] = []
    made, link_in = _RuleLibrary.__init__, ModuleRef.link_in

    def noted(library: _RuleLibrary, codegen: object, name: str) -> None:
        compiled.append(name)
        made(library, codegen, name)

    def joined(module: ModuleRef, other: ModuleRef, preserve: bool = False) -> None:
        linked.extend(function.name for function in other.functions if not function.is_declaration)
        link_in(module, other, preserve)

    monkeypatch.setattr(_RuleLibrary, "__init__", noted)
    monkeypatch.setattr(ModuleRef, "link_in", joined)

    def twice(people) -> float:
        return in_all(people) + weighed(people, 0, 0.3)

    people = np.zeros(7, [("energy", "f8"), ("answer", "f8"), ("other", "f8")]).view(np.recarray)
    people.energy = np.linspace(0.0, 1.0, 7)
    entry = numba.njit(error_model="numpy", pipeline_class=EntryCompiler)(twice)  # and nothing kept on disk
    assert entry(people.copy()) == twice(people)
    for name in ("weighed", "answer", "in_all"):
        assert compiled.count(name) == 1
        places = [one for one in linked if re.search(rf"\d{name}B", one)]
        assert len(places) == 2, places  # from its lowered code into its library, from there into the entry


class Whole(NamedTuple):
    """A state: records of many fields, by name."""

    people: np.recarray


@rule
def first_measure(state) -> float:
    """A rule that takes a state."""
    return state.people[1].measure_0


@kernel
def first_measures(state) -> float:
    """An entry that takes one."""
    return first_measure(state)


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_names_do_not_spell_out_records_and_differ_all_the_same() -> None:
    for fields in (100, 101):
        people = np.zeros(2, [(f"measure_{place}", "f8") for place in range(fields)]).view(np.recarray)
        people[1].measure_0 = fields
        assert first_measures(Whole(people)) == fields
    names = [overload.fndesc.mangled_name for overload in first_measures.overloads.values()]  # type: ignore[attr-defined]
    assert len(set(names)) == 2
    assert all("first_measures" in name and len(name) < 300 for name in names)


COMPILED = """
import operator, sys
import numpy as np
from numba.core.typing.templates import _OverloadFunctionTemplate
asked = []
before = _OverloadFunctionTemplate._get_impl
def counted(template, args, kws):
    if template.key in (operator.getitem, operator.setitem):
        asked.append(args)
    return before(template, args, kws)
_OverloadFunctionTemplate._get_impl = counted
from crmsim.numerics.compiled import kernel
@kernel
def doubled(one):
    for i in range(one.size):
        one[i] = 2.0 * one[i]
    return one[0], (3, 4)[1]
print(doubled(np.ones(3)), len(asked))
"""


def test_arrays_are_asked_first_what_brackets_mean(tmp_path: Path) -> None:
    """Neither lists nor dictionaries are asked for an array, and all else is found as ever."""
    surroundings = {**os.environ, "CRMSIM_CACHE_DIR": str(tmp_path), "NUMBA_DISABLE_JIT": "0"}
    path = tmp_path / "doubled.py"
    path.write_text(COMPILED, encoding="utf-8")
    done = subprocess.run([sys.executable, path], env=surroundings, capture_output=True, text=True, check=True)
    assert re.fullmatch(r"\(2\.0, 4\) 0\n", done.stdout), done.stdout


@kernel
def first_of(words):
    """What is in brackets, of whatever kind."""
    return words[1]


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_what_is_no_array_is_found_as_ever() -> None:
    assert first_of((5, 7)) == 7
    assert first_of(numba.typed.List([5, 7])) == 7


@pytest.mark.parametrize("usual", [(700, 10, 10), (0, 10, 10), (5 * NEW_OBJECTS, 10, 10)])
def test_python_searches_for_rings_as_before_once_an_entry_is_compiled(usual: tuple[int, int, int]) -> None:
    before = gc.get_threshold()
    gc.set_threshold(*usual)
    try:
        with searched_less_often():
            assert gc.get_threshold()[0] == (max(NEW_OBJECTS, usual[0]) if usual[0] else 0)
        assert gc.get_threshold()[:2] == usual[:2]
    finally:
        gc.set_threshold(*before)
