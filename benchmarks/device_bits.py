"""Whether a graphics card gives the processor's bits, result by result: exp, log, cos, the quantile and the draws.

    python -m benchmarks.device_bits           on a machine with a card of NVIDIA's and crmsim[cuda]
    python -m benchmarks.device_bits --dry     without a card: compile alone

For each function some 25 million results are computed by both and compared. Functions are compiled twice for the card:
with products and sums rounded one by one, which must agree, and once more so that the compiler may join them, which
shows how many results would then differ. Whole runs are compared by :mod:`benchmarks.device_sweep`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from crmsim.card import ptx
from crmsim.card.driver import Card, Lane, Word, array_of
from crmsim.errors import CrmsimError
from crmsim.numerics.draws import draw, exponential, normal, poisson
from crmsim.numerics.portable import cos, exp, log, normal_quantile

CHUNK = 1 << 22  # results of a launch
CHUNKS = 6
KEY = 20261127
THREADS = 256


def of_exp(key, place):
    return exp(1455.0 * draw(key, place) - 745.0)


def of_log(key, place):
    return log(draw(key, place))


def of_log_of_any_size(key, place):
    return log(exp(1400.0 * draw(key, place) - 700.0))


def of_cos(key, place):
    return cos(6.283185307179586 * draw(key, place))


def of_normal_quantile(key, place):
    return normal_quantile(draw(key, place))


def of_poisson(key, place):
    return float(poisson(1.5, draw(key, place)))


FUNCTIONS = {
    "exp": of_exp, "log": of_log, "log_of_any_size": of_log_of_any_size, "cos": of_cos,
    "normal_quantile": of_normal_quantile, "uniform": draw, "exponential": exponential, "normal": normal,
    "poisson": of_poisson,
}  # fmt: skip
Fill = Callable[[int], NDArray[np.float64]]


def here(function: Any) -> Fill:
    """What the processor computes, by the number of a chunk."""
    compiled = njit(error_model="numpy")(function)

    @njit(error_model="numpy")
    def fill(key, first, answer):
        for place in range(answer.size):
            answer[place] = compiled(key, first + place)

    def filled(chunk: int) -> NDArray[np.float64]:
        answer = np.empty(CHUNK)
        fill(np.uint64(KEY), chunk * CHUNK, answer)
        return answer

    return filled


def code(function: Any, joined: bool) -> str:
    """PTX of a kernel that fills an array with results; ``joined`` lets the compiler join products and sums."""
    from numba import cuda, types

    grid, value = cuda.grid, ptx.clones_for_card().of(function)

    def kernel(key, first, answer):
        place = grid(1)
        if place < answer.size:
            answer[place] = value(key, first + place)

    arguments = (types.uint64, types.int64, types.Array(types.float64, 1, "C", aligned=True))
    usual = ptx.FUSED, ptx.JOINED
    try:
        if joined:
            ptx.FUSED, ptx.JOINED = 1, ptx.re.compile("nothing is refused")
        return ptx.compiled(kernel, "fill", arguments)
    finally:
        ptx.FUSED, ptx.JOINED = usual


def there(card: Card, text: str) -> Fill:
    """What the card computes."""
    lane, kernel = Lane(card, 0), card.function(text, "fill")
    memory = Word(lane.memory_of(CHUNK * 8))

    def filled(chunk: int) -> NDArray[np.float64]:
        answer = np.empty(CHUNK)
        array = array_of(memory.value, (CHUNK,), 8)
        lane.launch(kernel, CHUNK // THREADS, THREADS, [KEY, chunk * CHUNK, *array])
        lane.fetch(answer.view(np.uint8), memory.value)
        return answer

    return filled


def compare(card: Card) -> int:
    """Print a line for each function; return how many differ."""
    print(f"{'':26}{'arguments':>13}  {'bits':9}{'seconds':>8}   with products and sums joined")
    differing = 0
    for name, function in FUNCTIONS.items():
        apart, joined, expected = code(function, False), code(function, True), here(function)
        began = time.perf_counter()
        found, fused = there(card, apart), there(card, joined)
        wrong = 0
        for chunk in range(CHUNKS):
            wrong += int((found(chunk).view(np.int64) != expected(chunk).view(np.int64)).sum())
        other = (fused(0).view(np.int64) != expected(0).view(np.int64)).mean()
        differing += wrong > 0
        state = "identical" if not wrong else f"DIFFER in {wrong}"
        took = time.perf_counter() - began
        print(f"{name:26}{CHUNK * CHUNKS:>13,}  {state:9}{took:8.1f}   {other:.1%} differ", flush=True)
    return differing


def dry() -> None:
    """What can be tried without a card: that all of it compiles."""
    for name, function in FUNCTIONS.items():
        print(f"{name:26}{len(code(function, False)):>9,} bytes, joined {len(code(function, True)):,}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dry", action="store_true")
    if parser.parse_args().dry:
        dry()
        raise SystemExit
    try:
        there_is = Card()
    except CrmsimError as error:
        raise SystemExit(str(error)) from None
    print(there_is.name)
    count = compare(there_is)
    print("the card gives the processor's bits" if not count else f"{count} functions differ")
    raise SystemExit(1 if count else 0)
