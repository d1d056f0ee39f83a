"""How numba compiles a rule that other compiled code calls: as a part of that code, and not for its own sake.

Left alone, numba optimises every function by itself, turns it into machine code, and then optimises it again within
each caller. Nobody ever calls the machine code of a rule: Python calls the rule in Python, and an entry has the rule
written into itself. So a rule is left as it is lowered, and everything is optimised once, where the entry is. That
takes a third less time, and the entry comes out some per cent faster, as LLVM sees all of it at once.

The class of the compiler is numba's own way to have functions compiled otherwise
(https://numba.readthedocs.io/en/stable/developer/custom_pipeline.html). What is left out within the library and the
lowering is not documented; should a version of numba do that otherwise, the tests in
``tests/numerics/test_rule_compiler.py`` say so.

What else is spared, a third of the time together:

- Rules are full of ``people[i]``, and for each numba goes through what lists, dictionaries and twenty other kinds make
  of brackets before it comes to arrays. Here arrays are asked first.
- Numba compiles a rule anew for each set of options of its callers. Here all callers count as plain rules.
- A rule's code is linked into that of each caller, and with it into that of each caller's callers. Here it is linked
  into the entry, once.
- The name of a function spells out the records that it takes, which is thousands of letters. Here a hash stands for
  long names; what is kept on disk is a fifth as large.
- Python searches for rings of objects in all that numba has made so far, again and again. While an entry compiles, it
  searches less often.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import operator
from collections.abc import Iterator
from typing import Any, ClassVar

from llvmlite.binding import Linkage
from numba import _dynfunc, config, types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.targetconfig import ConfigStack
from numba.core.typed_passes import NativeLowering, NopythonRewrites, NopythonTypeInference
from numba.core.typing.arraydecl import GetItemBuffer, SetItemBuffer
from numba.core.typing.templates import infer_global
from numba.core.untyped_passes import InlineClosureLikes

NEW_OBJECTS = 100_000  # after which Python searches for rings of them while something compiles (700 or 2,000 else)

LONG_NAME = 200  # letters of a function's name above which a hash stands for what it takes

# Sums of whole arrays made into one loop, and functions within functions: what rules do not have.
NOT_FOR_RULES = (NopythonRewrites, InlineClosureLikes)


class _RuleLibrary(JITCodeLibrary):  # type: ignore[misc] # numba has no types
    """The code of a rule, to be linked into that of its callers: neither optimised nor made into machine code.

    What the rule calls is not linked into it but into the entry, once, however many rules call it; only where other
    compiled code than an entry calls the rule is it linked for that.
    """

    _shared_module: Any

    def finalize(self) -> None:
        """Leave all as it is lowered, to be dropped where everything that calls it has it written into itself."""
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage == Linkage.external:
                function.linkage = "linkonce_odr"
        self._finalize_dynamic_globals()
        self._finalized = True

    def _optimize_functions(self, module: Any) -> None:
        module.data_layout = self._codegen._data_layout

    def _get_module_for_linking(self) -> Any:
        if self._shared_module is None:
            whole: Any = self._final_module.clone()
            for library in _called(self):
                own = isinstance(library, _RuleLibrary)
                whole.link_in(library._final_module if own else library._get_module_for_linking(), preserve=True)
            self._shared_module = whole
        return self._shared_module


class _EntryLibrary(JITCodeLibrary):  # type: ignore[misc] # numba has no types
    """The code of an entry: all rules below it are linked into it, each once."""

    def finalize(self) -> None:
        """Link, optimise, and make machine code."""
        called = _called(self)
        for library in called:
            if isinstance(library, _RuleLibrary):
                self._final_module.link_in(library._final_module, preserve=True)
        self._linking_libraries = [library for library in called if not isinstance(library, _RuleLibrary)]
        super().finalize()

    def _optimize_final_module(self) -> None:
        """As numba does, with like arithmetic on neighbouring numbers done side by side: 1.3 per cent off a run."""
        usual = config.SLP_VECTORIZE
        config.SLP_VECTORIZE = 1
        try:
            super()._optimize_final_module()
        finally:
            config.SLP_VECTORIZE = usual


def _called(library: Any) -> list[Any]:
    """The libraries of all that a library's code calls, and of what rules among these call in turn."""
    found: dict[int, Any] = {}
    waiting = list(library._linking_libraries)
    while waiting:
        one = waiting.pop()
        if id(one) not in found:
            found[id(one)] = one
            if isinstance(one, _RuleLibrary):
                waiting.extend(one._linking_libraries)
    return list(found.values())


@register_pass(mutates_CFG=True, analysis_only=False)
class _Typing(NopythonTypeInference):  # type: ignore[misc] # numba has no types
    """Finds types as numba does, and has each rule compiled once.

    Numba compiles a function anew for every set of options of its callers, though all but few of them do not reach it.
    """

    _name = "crmsim_typing"

    def run_pass(self, state: Any) -> bool:
        """As in numba, with the options of a plain rule, whoever calls."""
        flags = state.flags.copy()
        flags.forceinline = flags.release_gil = False
        flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
        with ConfigStack().enter(flags):
            done: bool = super().run_pass(state)
        return done


@register_pass(mutates_CFG=True, analysis_only=False)
class _RuleLowering(NativeLowering):  # type: ignore[misc] # numba has no types
    """Lowers a rule into a library of its own, and lets other compiled code call it.

    A rule of single numbers is written out wherever it is called, which takes two to eight per cent off a run: whether
    it pays is judged by LLVM from how many callers a rule has, and not from how often they run.
    """

    _name = "crmsim_rule_lowering"
    _written_out = True

    def run_pass(self, state: Any) -> bool:
        """As in numba, less what makes machine code: no Python code will call this function."""
        name = state.func_id.func_qualname
        state.library = _RuleLibrary(state.targetctx.codegen(), name)
        state.library.enable_object_caching()
        state.flags.no_compile = True
        if self._written_out and not any(isinstance(kind, types.BaseNamedTuple) for kind in state.args):
            state.flags.forceinline = True
        with _short_names(state.targetctx):
            super().run_pass(state)
        lowered = state["cr"]
        # Numba finds the code of a function by its entry from Python; this one leads nowhere.
        module = lowered.fndesc.lookup_module()
        entry = _dynfunc.make_function(module, name.split(".")[-1], "a rule", 0, lowered.env, (state.library,))
        state.targetctx.insert_user_function(entry, lowered.fndesc, [state.library])
        state["cr"] = lowered._replace(cfunc=entry)
        return True


@register_pass(mutates_CFG=True, analysis_only=False)
class _CalledRuleLowering(_RuleLowering):
    """The same for a rule that stays a function."""

    _name = "crmsim_called_rule_lowering"
    _written_out = False


@register_pass(mutates_CFG=True, analysis_only=False)
class _EntryLowering(NativeLowering):  # type: ignore[misc] # numba has no types
    """Lowers an entry into a library that links each rule once."""

    _name = "crmsim_entry_lowering"

    def run_pass(self, state: Any) -> bool:
        """As in numba, with another library."""
        state.library = _EntryLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        with _short_names(state.targetctx):
            done: bool = super().run_pass(state)
        return done


@contextlib.contextmanager
def _short_names(context: Any) -> Iterator[None]:
    """Have functions bear a hash of what they take: numba names all fields of all records, thousands of letters."""
    usual = context.mangler

    def short(name: str, types_taken: Any, **others: Any) -> str:
        long: str = usual(name, types_taken, **others)
        if len(long) <= LONG_NAME:
            return long
        digest = hashlib.blake2b(long.encode(), digest_size=16).hexdigest()
        shortened: str = usual(name, (), abi_tags=(digest,))
        return shortened

    context.mangler = short
    try:
        yield
    finally:
        context.mangler = usual


class RuleCompiler(CompilerBase):  # type: ignore[misc] # numba has no types
    """Compiles a rule as a part of what calls it."""

    lowering: ClassVar[type[_RuleLowering]] = _RuleLowering

    def define_pipelines(self) -> list[Any]:
        """Numba's own steps, with another way to lower and without what rules do not have."""
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        pipeline.passes = [step for step in pipeline.passes if step[0] not in NOT_FOR_RULES]
        return [_with(pipeline, {NopythonTypeInference: _Typing, NativeLowering: self.lowering})]


class CalledRuleCompiler(RuleCompiler):
    """Compiles a rule that stays a function within what calls it."""

    lowering = _CalledRuleLowering


def _with(pipeline: Any, ours: dict[Any, Any]) -> Any:
    """Numba's steps with ours in their places."""
    pipeline.passes = [(ours.get(step, step), description) for step, description in pipeline.passes]
    pipeline.finalize()
    return pipeline


@contextlib.contextmanager
def searched_less_often() -> Iterator[None]:
    """Have Python search for rings of objects less often; not at all stays so."""
    usual = gc.get_threshold()
    if usual[0] > 0:
        gc.set_threshold(max(NEW_OBJECTS, usual[0]), *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


class EntryCompiler(CompilerBase):  # type: ignore[misc] # numba has no types
    """Compiles what Python calls, with all that it calls, as numba does."""

    def define_pipelines(self) -> list[Any]:
        """Numba's own steps, with other ways to find types and to lower."""
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        return [_with(pipeline, {NopythonTypeInference: _Typing, NativeLowering: _EntryLowering})]

    def compile_extra(self, func: Any) -> Any:
        """The compiled function."""
        with searched_less_often():
            return super().compile_extra(func)


class _ArraysFirst:
    """What brackets mean, for arrays alone, said for processors: numba asks that before what is said for any target."""

    metadata: ClassVar[dict[str, str]] = {"target": "cpu"}

    def generic(self, args: Any, kws: Any) -> Any:
        """The signature as numba gives it for arrays; nothing for all else, so that it asks on."""
        return super().generic(args, kws) if isinstance(args[0], types.Array) else None  # type: ignore[misc] # numba has no types


@infer_global(operator.getitem)
class _ItemOfArray(_ArraysFirst, GetItemBuffer):  # type: ignore[misc] # numba has no types
    key = operator.getitem


@infer_global(operator.setitem)
class _ItemIntoArray(_ArraysFirst, SetItemBuffer):  # type: ignore[misc] # numba has no types
    key = operator.setitem
