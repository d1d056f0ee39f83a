"""Compile what a graphics card shall compute for :mod:`benchmarks.device_bits`, and compute what must come out.

    python -m benchmarks.device_make FOLDER

Needs numba-cuda (0.30.4 was tried) and nvidia-nvvm beside crmsim, but no card. Writes PTX for compute capability 9.0
and above, digests of the processor's results, and for each run the state it begins with and a digest of its sums.
"""

from __future__ import annotations

import argparse
import dis
import json
import re
import time
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
from numba import cuda, njit, types
from numba.cuda import dispatcher
from numba.cuda.cudadrv import nvvm
from numba.np.numpy_support import from_dtype

from benchmarks.device_bits import CHUNK, CHUNKS, KEY, SAMPLE, digest, without_nan
from crmsim.mechanisms import WEEK
from crmsim.mechanisms.state import State
from crmsim.numerics import draws
from crmsim.numerics.draws import draw, exponential, normal, poisson
from crmsim.numerics.portable import cos, exp, log, normal_quantile
from crmsim.scenario import load
from crmsim.simulation import Simulation
from crmsim.simulation.initial import new_state
from crmsim.simulation.run import LAST

RUNS = (
    ("baseline", 0), ("baseline", 7), ("giver_rich", 0), ("low_trust", 0), ("say_do_gap", 0), ("public_sector", 7),
)  # fmt: skip


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


class _Absent:
    compute_capability = (9, 0)


_compile_ir = nvvm.compile_ir
dispatcher.get_current_device = lambda: _Absent  # device functions ask the card what to compile for


class Card:
    """Compiles rules for a card that is not there.

    Each rule is cloned with the clones of the rules it calls in its globals, so that no rule is written twice.
    """

    def __init__(self, joined: bool = False) -> None:
        self.joined = joined  # whether the compiler may make one operation of a product and a sum
        self.made = {draws.u64: self._mark(_to_u64)}

    def _mark(self, function: Any) -> Any:
        return cuda.jit(device=True, forceinline=True)(function)

    def bare(self, function: Any) -> Any:
        """The same function, calling clones."""
        space = dict(function.__globals__)
        for name in _names_in(function.__code__):
            value = space.get(name)
            if isinstance(value, FunctionType) and value.__module__.startswith("crmsim."):
                space[name] = self.of(value)
        return FunctionType(function.__code__, space, function.__name__, function.__defaults__)

    def of(self, function: Any) -> Any:
        """The clone of a rule as compiled code of the card calls it."""
        if function not in self.made:
            self.made[function] = self._mark(self.bare(function))
        return self.made[function]

    def ptx(self, kernel: Any, arguments: Any, name: str) -> str:
        """Code of a kernel under a plain name, readable by older drivers."""
        nvvm.compile_ir = lambda code, **options: _compile_ir(code, **{**options, "fma": int(self.joined)})
        text, _ = cuda.compile(kernel, arguments, device=False, abi="numba", cc=(9, 0))
        result = re.findall(r"\.visible \.entry (\w+)", text)
        assert len(result) == 1, result
        text = re.sub(r"\.version .*", ".version 7.8", text)
        if not self.joined:
            assert "fma.rn.f64" not in text and not re.search(r"\b(add|sub|mul)\.f64", text), "operations are joined"
        return text.replace(result[0], name)


def _to_u64(x):
    return np.uint64(x)


def _names_in(code: Any) -> set[str]:
    return {step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"}


def make(folder: Path) -> None:
    """Write everything that the card's machine reads."""
    folder.mkdir(parents=True, exist_ok=True)
    expected: dict[str, Any] = {"functions": {}, "runs": []}
    arguments = (types.uint64, types.int64, types.Array(types.float64, 1, "C", aligned=True))
    for name, function in FUNCTIONS.items():
        compiled = njit(error_model="numpy")(function)

        @njit(error_model="numpy")
        def fill(key, first, answer, compiled=compiled):
            for place in range(answer.size):
                answer[place] = compiled(key, first + place)

        answer = np.empty(CHUNK)
        expected["functions"][name] = digests = []
        for chunk in range(CHUNKS):
            fill(np.uint64(KEY), chunk * CHUNK, answer)
            digests.append(digest(answer))
            if chunk == 0:
                (folder / f"{name}.sample").write_bytes(answer[:SAMPLE].tobytes())
        print(f"{name}: {CHUNK * CHUNKS:,} computed here", flush=True)
    for how in ("apart", "joined"):
        card = Card(joined=how == "joined")
        for name, function in FUNCTIONS.items():
            (folder / f"{name}.{how}.ptx").write_text(card.ptx(_kernel_of(card, function), arguments, "fill"))
    print("functions compiled", flush=True)
    make_runs(folder, expected)
    (folder / "expected.json").write_text(json.dumps(expected))


def _kernel_of(card: Card, function: Any) -> Any:
    value = card.of(function)

    def kernel(key, first, answer):
        place = cuda.grid(1)
        if place < answer.size:
            answer[place] = value(key, first + place)

    return kernel


def make_runs(folder: Path, expected: dict[str, Any]) -> None:
    """Compile the week for a thread a run, and write what each run begins with and must end with."""

    kinds: tuple[Any, ...] = ()
    for number, (name, seed) in enumerate(RUNS):
        scenario = load(name)
        simulation = Simulation(scenario, seed)
        assert not simulation.timeline, "interventions are the host's"
        fresh = new_state(simulation.organisation, scenario, simulation.key)
        for _ in simulation.slices(scenario.weeks):
            pass
        arrays = [
            np.asarray(array) for array in (*fresh, np.frombuffer(simulation.params.tobytes(), simulation.params.dtype))
        ]
        kinds = tuple((aligned(array.dtype), array.ndim) for array in arrays)
        (folder / f"run{number}.state").write_bytes(b"".join(array.tobytes() for array in arrays))
        expected["runs"].append({
            "name": name, "seed": seed, "key": int(simulation.key), "weeks": scenario.weeks, "last_phase": LAST,
            "arrays": [{"shape": array.shape, "itemsize": array.itemsize} for array in arrays],
            "sums": State._fields.index("sums"), "digest": digest(without_nan(simulation.state.sums.tobytes())),
        })  # fmt: skip
    began = time.perf_counter()
    card = Card()
    weeks = card.of(WEEK.functions["run_weeks"])
    fields = ", ".join(State._fields)
    space: dict[str, Any] = {"weeks": weeks, "State": State}
    source = f"def run({fields}, params, key, first_week, last_week, last_phase):\n"
    source += f"    weeks(State({fields}), params[0], key, first_week, last_week, 0, last_phase)\n"
    exec(source, space)
    taken = [types.Array(from_dtype(kind), dimensions, "C", aligned=True) for kind, dimensions in kinds]
    code = card.ptx(space["run"], (*taken, types.uint64, types.int64, types.int64, types.int64), "run")
    (folder / "run.ptx").write_text(code)
    print(f"a whole run compiled in {time.perf_counter() - began:.0f} s, {len(code) / 1e6:.1f} MB", flush=True)


def aligned(kind: Any) -> Any:
    """The same record type, marked as aligned: a card fetches each number of another byte by byte."""

    if kind.names is None:
        return kind
    made = np.dtype([(name, aligned(kind.fields[name][0])) for name in kind.names], align=True)
    assert made.itemsize == kind.itemsize and all(made.fields[n][1] == kind.fields[n][1] for n in kind.names)
    return made


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    make(parser.parse_args().folder)
