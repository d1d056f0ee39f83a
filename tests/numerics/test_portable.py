"""exp, log, cos and the normal quantile: close to the truth, alike compiled and not, and of single operations alone."""

import math
import re
import struct

import numba
import numpy as np
import pytest
from llvmlite import binding
from numba import njit
from scipy.special import ndtri

from crmsim.numerics.compiled import kernel
from crmsim.numerics.portable import cos, exp, log, normal_quantile

MANY = 200_000
TINY = 5e-324
EXACT_ENOUGH = np.finfo(np.longdouble).nmant > np.finfo(np.float64).nmant


@kernel
def all_exp(values):
    answer = np.empty_like(values)
    for row in range(values.size):
        answer[row] = exp(values[row])
    return answer


@kernel
def all_log(values):
    answer = np.empty_like(values)
    for row in range(values.size):
        answer[row] = log(values[row])
    return answer


@kernel
def all_cos(values):
    answer = np.empty_like(values)
    for row in range(values.size):
        answer[row] = cos(values[row])
    return answer


@kernel
def all_quantiles(values):
    answer = np.empty_like(values)
    for row in range(values.size):
        answer[row] = normal_quantile(values[row])
    return answer


def between(low, high):
    return np.random.default_rng(20261127).uniform(low, high, MANY)


RANGES = {
    "exp": [(exp, all_exp, np.exp, between(low, high)) for low, high in ((-1, 1), (-40, 40), (-708, 709))],
    "log": [
        (log, all_log, np.log, values)
        for values in (between(0, 1), between(0.5, 2), 1.0 + between(-1e-6, 1e-6), 2.0 ** between(-1074, 1024))
    ],
    "cos": [(cos, all_cos, np.cos, between(low, high)) for low, high in ((0, 2 * math.pi), (-1e6, 1e6))],
}
CASES = [(f"{name}-{place}", *case) for name, cases in RANGES.items() for place, case in enumerate(cases)]
SPECIAL = [0.0, -0.0, 1.0, -1.0, TINY, 2.2250738585072014e-308, 1.7976931348623157e308, math.inf, -math.inf, math.nan]
SPECIAL += [-745.14, -745.13, -708.4, 709.78, 709.79, 1e6, 1e7]


@pytest.mark.skipif(not EXACT_ENOUGH, reason="this platform's long double is no finer than its double")
@pytest.mark.parametrize(("name", "rule", "compiled", "true", "values"), CASES, ids=[case[0] for case in CASES])
def test_within_one_unit_in_the_last_place(name, rule, compiled, true, values) -> None:
    expected = true(values.astype(np.longdouble))
    unit = np.spacing(np.abs(expected.astype(np.float64))).astype(np.longdouble)
    assert np.max(np.abs(compiled(values).astype(np.longdouble) - expected) / unit) < 1.0


@pytest.mark.parametrize(("name", "rule", "compiled", "true", "values"), CASES, ids=[case[0] for case in CASES])
def test_compiled_and_interpreted_give_the_same_bits(name, rule, compiled, true, values) -> None:
    some = values[:2000]
    plain = np.array([rule(value) for value in some.tolist()])
    assert compiled(some).tobytes() == plain.tobytes()


def bits(value: float) -> bytes:
    return b"nan" if math.isnan(value) else struct.pack("<d", value)


@pytest.mark.parametrize("value", SPECIAL)
@pytest.mark.parametrize(("rule", "compiled"), [(exp, all_exp), (log, all_log), (cos, all_cos)])
def test_at_the_edges_too(rule, compiled, value: float) -> None:
    assert bits(rule(value)) == bits(float(compiled(np.array([value]))[0]))


def test_what_stands_at_the_edges() -> None:
    assert exp(0.0) == exp(-0.0) == 1.0 and exp(math.inf) == exp(710.0) == math.inf and exp(-math.inf) == 0.0
    assert exp(-745.13) == TINY and exp(-745.14) == 0.0 and exp(709.78) == pytest.approx(math.exp(709.78), rel=1e-15)
    assert log(1.0) == 0.0 and log(0.0) == log(-0.0) == -math.inf and log(math.inf) == math.inf
    assert log(TINY) == math.log(TINY) and math.isnan(log(-1.0)) and math.isnan(log(math.nan))
    assert cos(0.0) == 1.0 and math.isnan(cos(math.inf)) and math.isnan(cos(1e7)) and math.isnan(exp(math.nan))
    for k in range(1, 5):  # where the cosine nearly vanishes, what is left is no rounding
        for x in (math.nextafter(k * math.pi / 2, 0.0), k * math.pi / 2, math.nextafter(k * math.pi / 2, 9.0)):
            assert cos(x) == pytest.approx(math.cos(x), rel=3e-16, abs=0.0)


def test_quantiles() -> None:
    shares = np.concatenate([between(0, 1), 10.0 ** between(-300, -1)])
    assert np.allclose(all_quantiles(shares), ndtri(shares), rtol=3e-15, atol=1e-16)
    assert [normal_quantile(share) for share in shares[:500].tolist()] == all_quantiles(shares[:500]).tolist()
    assert normal_quantile(0.5) == 0.0 and normal_quantile(0.0) == -math.inf and normal_quantile(1.0) == math.inf
    assert normal_quantile(0.975) == pytest.approx(1.959963984540054, rel=1e-15)


# --- one rounding for each operation --------------------------------------------------------------------------------

FUSED = re.compile(r"^\s+(v?fn?m(?:add|sub|la|ls)\w*)\b", re.MULTILINE)  # names of x86-64 and of aarch64
MACHINES = [("aarch64-unknown-linux-gnu", "generic"), ("aarch64-unknown-linux-gnu", "neoverse-n1"),
            ("arm64-apple-macosx14", "apple-m1"), ("x86_64-unknown-linux-gnu", "haswell")]  # fmt: skip


def machine_code(triple: str, processor: str, **options) -> str:
    """Assembly of a loop over all four functions for a machine that has fused multiplication and addition."""
    binding.initialize_all_targets()
    binding.initialize_all_asmprinters()

    @njit(error_model="numpy", _nrt=False, **options)
    def loop(values, answer):
        for row in range(values.size):
            x = values[row]
            answer[row] = exp(x) + log(x) * cos(x) - normal_quantile(x)

    loop.compile("(f8[::1], f8[::1])")
    text = next(iter(loop.inspect_llvm().values()))
    text = re.sub(r"target datalayout = .*\n", "", text)
    text = re.sub(r"target triple = .*", f'target triple = "{triple}"', text)
    try:
        machine = binding.Target.from_triple(triple).create_target_machine(cpu=processor, opt=3)
    except RuntimeError as error:
        pytest.skip(f"this LLVM does not compile for it: {error}")
    return machine.emit_assembly(binding.parse_assembly(text))


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")
@pytest.mark.parametrize(("triple", "processor"), MACHINES)
def test_no_compiler_joins_a_product_and_a_sum(triple: str, processor: str) -> None:
    assert not FUSED.search(machine_code(triple, processor))
    assert FUSED.search(machine_code(triple, processor, fastmath={"contract"}))  # so the search would find them
