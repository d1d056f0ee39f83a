"""Slips that stand in the code all at once and are made one at a time, while it runs, compiled or not.

``on(number)`` is true where that slip is made; ``MET[number]`` tells that the code came by it. Read from an address in
this process, so that compiled code need not be compiled anew for the next slip; it cannot be kept for another process.
"""

from __future__ import annotations

import ctypes
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload

MADE = (ctypes.c_int64 * 1)(-1)  # which slip is made, -1 = none
MET = (ctypes.c_int8 * 4096)()


def on(number: int) -> bool:
    """Whether this slip is made."""
    MET[number] = 1
    return MADE[0] == number


def less(number: int, end: Any) -> Any:
    """One less where this slip is made."""
    return end - 1 if on(number) else end


def more(number: int, begin: Any) -> Any:
    """One more where this slip is made."""
    return begin + 1 if on(number) else begin


def pick(number: int, usual: Any, other: Any) -> Any:
    """The other of two places where this slip is made."""
    return other if on(number) else usual


@intrinsic
def _on(typingctx: Any, number: Any) -> Any:  # noqa: ARG001 # numba gives it
    def made(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole = ir.IntType(64)
        asked = context.cast(builder, arguments[0], signature.args[0], types.int64)
        start = context.get_constant(types.intp, ctypes.addressof(MET))
        byte = builder.inttoptr(builder.add(start, asked), ir.IntType(8).as_pointer())
        builder.store(ir.Constant(ir.IntType(8), 1), byte)
        place = builder.inttoptr(
            context.get_constant(types.intp, ctypes.addressof(MADE)), whole.as_pointer(), name="made"
        )
        return builder.icmp_signed("==", builder.load(place), asked)

    return types.boolean(number), made


@overload(on)
def _(number):  # noqa: ARG001 # the names are those of the function
    return lambda number: _on(number)


@overload(less)
def _(number, end):  # noqa: ARG001 # the names are those of the function
    kind = types.unliteral(end)
    return lambda number, end: kind(end - kind(1)) if _on(number) else kind(end)


@overload(more)
def _(number, begin):  # noqa: ARG001 # the names are those of the function
    kind = types.unliteral(begin)
    return lambda number, begin: kind(begin + kind(1)) if _on(number) else kind(begin)


@overload(pick)
def _(number, usual, other):  # noqa: ARG001 # the names are those of the function
    kind = types.unliteral(usual)
    return lambda number, usual, other: kind(other) if _on(number) else kind(usual)
