"""How numba compiles a rule that other compiled code calls: as a part of that code, and not for its own sake.

Left alone, numba optimises every function by itself, turns it into machine code, and then optimises it again within
each caller. Nobody ever calls the machine code of a rule: Python calls the rule in Python, and an entry has the rule
written into itself. So a rule is left as it is lowered, and everything is optimised once, where the entry is. That
takes a third less time, and the entry comes out some per cent faster, as LLVM sees all of it at once.

The class of the compiler is numba's own way to have functions compiled otherwise
(https://numba.readthedocs.io/en/stable/developer/custom_pipeline.html). What is left out within the library and the
lowering is not documented; should a version of numba do that otherwise, the tests in
``tests/numerics/test_rule_compiler.py`` say so.

The second saving is in finding types. Rules are full of ``people[i]``, and for each numba goes through what lists,
dictionaries and twenty other kinds make of brackets before it comes to arrays. Here arrays are asked first.

The third is Python's search for rings of objects, which goes through all that numba has made so far, again and again;
while an entry compiles, Python searches less often.
"""

from __future__ import annotations

import contextlib
import gc
import operator
from collections.abc import Iterator
from typing import Any, ClassVar

from numba import _dynfunc, types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler, CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering, NopythonRewrites
from numba.core.typing.arraydecl import GetItemBuffer, SetItemBuffer
from numba.core.typing.templates import infer_global
from numba.core.untyped_passes import InlineClosureLikes

NEW_OBJECTS = 100_000  # after which Python searches for rings of them while something compiles (700 or 2,000 else)

# Sums of whole arrays made into one loop, and functions within functions: what rules do not have.
NOT_FOR_RULES = (NopythonRewrites, InlineClosureLikes)


class _RuleLibrary(JITCodeLibrary):  # type: ignore[misc] # numba has no types
    """The code of a rule, to be linked into that of its callers: neither optimised nor made into machine code."""

    def _optimize_functions(self, module: Any) -> None:
        module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True


@register_pass(mutates_CFG=True, analysis_only=False)
class _RuleLowering(NativeLowering):  # type: ignore[misc] # numba has no types
    """Lowers a rule into a library of its own, and lets other compiled code call it."""

    _name = "crmsim_rule_lowering"

    def run_pass(self, state: Any) -> bool:
        """As in numba, less what makes machine code: no Python code will call this function."""
        name = state.func_id.func_qualname
        state.library = _RuleLibrary(state.targetctx.codegen(), name)
        state.library.enable_object_caching()
        state.flags.no_compile = True
        super().run_pass(state)
        lowered = state["cr"]
        # Numba finds the code of a function by its entry from Python; this one leads nowhere.
        module = lowered.fndesc.lookup_module()
        entry = _dynfunc.make_function(module, name.split(".")[-1], "a rule", 0, lowered.env, (state.library,))
        state.targetctx.insert_user_function(entry, lowered.fndesc, [state.library])
        state["cr"] = lowered._replace(cfunc=entry)
        return True


class RuleCompiler(CompilerBase):  # type: ignore[misc] # numba has no types
    """Compiles a rule as a part of what calls it."""

    def define_pipelines(self) -> list[Any]:
        """Numba's own steps, with another way to lower and without what rules do not have."""
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        pipeline.passes = [
            (_RuleLowering if step is NativeLowering else step, description)
            for step, description in pipeline.passes
            if step not in NOT_FOR_RULES
        ]
        pipeline.finalize()
        return [pipeline]


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


class EntryCompiler(Compiler):  # type: ignore[misc] # numba has no types
    """Compiles what Python calls, with all that it calls, as numba does."""

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
