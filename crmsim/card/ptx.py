"""Compiling the kernel of a batch for a card, by numba-cuda, into PTX: NVIDIA's code for cards of any later kind.

No card is needed for it. Three things are told to the compiler that numba-cuda has no option for: no product is joined
with a sum into one operation, which would round once instead of twice and give other bits; the code is for one kind of
card, whichever is there; and record types count as aligned, since a card fetches the numbers of others byte by byte.
Imports of numba-cuda stay within functions, because whoever has no card need not have it.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from crmsim.card.batch import entry, layout
from crmsim.card.clones import Clones
from crmsim.errors import CrmsimError
from crmsim.mechanisms import WEEK
from crmsim.numerics.compiled import PACKAGE, cache_folder
from crmsim.numerics.draws import u64
from crmsim.numerics.fetching import fetch_ahead
from crmsim.numerics.rule_compiler import searched_less_often
from crmsim.numerics.sources import hash_of_code
from crmsim.words import message

EXTRA = "crmsim[cuda]"
CAPABILITY = (7, 5)  # the oldest cards that NVIDIA's compiler still knows; code for them runs on all later ones
PTX_VERSION = "7.8"  # read by drivers from 2022 on; the compiler writes its own, though it uses nothing newer
NAME = "runs_of"
FUSED = 0  # whether the compiler may make one operation of a product and a sum
JOINED = re.compile(r"\bfma\.rn\.f64|\b(?:add|sub|mul)\.f64")  # and what the driver's compiler may still join


def refuse_without_compiler() -> None:
    """Refuse where numba-cuda is not installed.

    Raises
    ------
    CrmsimError
        With what to install.
    """
    if importlib.util.find_spec("numba_cuda") is None:
        raise CrmsimError(
            message("sweeps on a graphics card need {package}, which is not installed", package="numba-cuda"),
            key="--backend", value="cuda", expected=message("pip install '{extra}'", extra=EXTRA),
        )  # fmt: skip


def kernel_file() -> Path | None:
    """Where the kernel's PTX is kept: beside what else was compiled of these sources; None where nothing can be."""
    folder = cache_folder()
    if folder is None:
        return None
    files = [(path.name, path) for path in sorted((PACKAGE / "card").glob("*.py"))]
    return folder / f"card-{hash_of_code(files, *_versions())}.ptx"


def is_compiled() -> bool:
    """Whether the kernel need not be compiled."""
    kept = kernel_file()
    return kept is not None and kept.is_file()


def _versions() -> Iterator[str]:
    for name in ("numba-cuda", "nvidia-nvvm", "nvidia-cuda-nvcc-cu12"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            yield f"{name} {importlib.metadata.version(name)}"


def kernel() -> str:
    """The PTX of the kernel, compiled where it has not been (half a minute).

    Raises
    ------
    CrmsimError
        Where numba-cuda is not installed, or does not do as it is told.
    """
    refuse_without_compiler()
    kept = kernel_file()
    if kept is not None and kept.is_file():
        return kept.read_text(encoding="ascii")
    clones = clones_for_card()
    weeks = clones.mark(clones.bare(WEEK.functions["run_weeks"]))
    from numba import cuda

    made = entry(weeks, clones.mark, _shaped(), "r = grid(1)\n    if r < runs:", grid=cuda.grid)
    text = compiled(made, NAME)
    if kept is not None:
        with contextlib.suppress(OSError), tempfile.NamedTemporaryFile("w", dir=kept.parent, delete=False) as file:
            file.write(text)
            file.close()
            os.replace(file.name, kept)
    return text


def clones_for_card() -> Clones:
    """The rulebook as a card has it."""
    from numba import cuda

    def mark(function: Callable[..., Any]) -> Any:
        return cuda.jit(device=True, forceinline=True)(function)

    return Clones(mark, {u64: mark(_to_u64), fetch_ahead: mark(_fetch_nothing)})


def _to_u64(x):  # type: ignore[no-untyped-def]  # compiled for the card
    return np.uint64(x)


def _fetch_nothing(rows, place):  # type: ignore[no-untyped-def]  # compiled for the card
    pass


def _shaped() -> Any:
    """The card's :func:`crmsim.card.batch.shaped`: numba-cuda's ``reshape`` calls a function that PTX lacks."""
    from numba.cuda.cgutils import unpack_tuple
    from numba.cuda.extending import intrinsic
    from numba.cuda.np.arrayobj import make_array, populate_array

    def shaped(_typing, flat, begin, shape):  # type: ignore[no-untyped-def]  # compiled for the card
        result = flat.copy(ndim=len(shape), layout="C")

        def write(context, builder, _signature, given):  # type: ignore[no-untyped-def]  # compiled for the card
            of = make_array(flat)(context, builder, given[0])
            lengths, step = unpack_tuple(builder, given[2], len(shape)), of.itemsize
            steps: list[Any] = []
            for length in reversed(lengths):
                steps.insert(0, step)
                step = builder.mul(step, length)
            made, data = make_array(result)(context, builder), builder.gep(of.data, [given[1]])
            populate_array(made, data=data, shape=lengths, strides=steps, itemsize=of.itemsize, meminfo=None)
            return made._getvalue()

        return result(flat, begin, shape), write

    return intrinsic(shaped)


def compiled(function: Callable[..., Any], name: str, arguments: tuple[Any, ...] | None = None) -> str:
    """PTX of a kernel under a plain name.

    Parameters
    ----------
    arguments:
        Its numba types; those of a batch unless given.

    Raises
    ------
    CrmsimError
        Where operations are joined all the same.
    """
    from numba import cuda

    with _announced(), searched_less_often():
        text, _ = cuda.compile(function, arguments or _batch(), device=False, abi="numba", cc=CAPABILITY)
    entries = re.findall(r"\.visible \.entry (\w+)", text)
    if len(entries) != 1 or JOINED.search(text):
        raise CrmsimError(
            message("this version of numba-cuda joins products and sums, so a card would give other bits"),
            key="--backend", value="cuda", expected=message("pip install '{extra}'", extra=EXTRA),
        )  # fmt: skip
    return re.sub(r"\.version .*", f".version {PTX_VERSION}", text).replace(entries[0], name)


def _batch() -> tuple[Any, ...]:
    from numba import types
    from numba.cuda.np.numpy_support import from_dtype

    arrays = [types.Array(from_dtype(aligned(array.kind)), array.axes, "C", aligned=True) for array in layout()]
    return (*arrays, types.int64)


@contextlib.contextmanager
def _announced() -> Iterator[None]:
    """While it holds, numba-cuda compiles for one kind of card and joins no operations."""
    from numba.cuda import dispatcher
    from numba.cuda.cudadrv import nvvm

    class Card:
        compute_capability = CAPABILITY

    usual, device = nvvm.compile_ir, dispatcher.get_current_device
    nvvm.compile_ir = lambda code, **options: usual(code, **{**options, "fma": FUSED})
    dispatcher.get_current_device = lambda: Card
    try:
        yield
    finally:
        nvvm.compile_ir, dispatcher.get_current_device = usual, device


def aligned(kind: np.dtype[Any]) -> np.dtype[Any]:
    """The same record type, marked as aligned."""
    if kind.names is None or kind.fields is None:
        return kind
    made = np.dtype([(name, aligned(kind.fields[name][0])) for name in kind.names], align=True)
    assert made.itemsize == kind.itemsize and made.fields is not None
    assert all(made.fields[name][1] == kind.fields[name][1] for name in kind.names)
    return made
