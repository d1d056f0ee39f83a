"""Records fetched before they are read, so that a processor works on one while the next is on its way from memory.

In an organisation of ten thousand most of a week is spent waiting for single records of others. Fetching ahead changes
no number: it is a hint, and does nothing in Python, on a graphics card, or where memory is quick.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from crmsim.numerics.compiled import RULE_OPTIONS

MANY = 2_000  # people whose records do not all lie in the caches of one processor's core
LATER = 4  # how many people or requests a processor is ahead with fetching

READ, KEEP, DATA = 0, 3, 1  # of LLVM's prefetch: to be read, in all caches, data


def fetch_ahead(rows: Any, place: int) -> None:
    """Have ``rows[place]`` fetched from memory; ``place`` is one of the rows, counted from the beginning."""


@intrinsic  # type: ignore[untyped-decorator] # numba has no types
def _fetch(_typing: Any, rows: Any, place: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind, index = signature.args
        array = context.make_array(kind)(context, builder, arguments[0])
        whole = context.cast(builder, arguments[1], index, types.intp)
        pointer = cgutils.get_item_pointer(context, builder, kind, array, [whole], wraparound=False)
        byte = ir.IntType(8).as_pointer()
        number = ir.IntType(32)
        prefetch = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(ir.VoidType(), [byte, number, number, number]), "llvm.prefetch.p0i8"
        )
        hints = [number(hint) for hint in (READ, KEEP, DATA)]
        builder.call(prefetch, [builder.bitcast(pointer, byte), *hints])
        return context.get_dummy_value()

    return types.void(rows, place), code


@overload(fetch_ahead, jit_options=RULE_OPTIONS)
def _compiled_fetch_ahead(rows, place):  # type: ignore[no-untyped-def]
    known = isinstance(rows, types.Array) and isinstance(place, types.Integer)
    return (lambda rows, place: _fetch(rows, place)) if known else None
