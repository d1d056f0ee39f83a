"""Code for a card, where numba-cuda is installed: it compiles, joins no operations, calls nothing that is nowhere."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from crmsim.card import ptx
from crmsim.card.batch import layout
from crmsim.card.clones import Clones
from crmsim.card.driver import array_of
from crmsim.errors import CrmsimError
from crmsim.numerics.portable import exp, log

HAS_COMPILER = importlib.util.find_spec("numba_cuda") is not None
needs_compiler = pytest.mark.skipif(not HAS_COMPILER, reason="numba-cuda is not installed (crmsim[cuda])")


def of_portable(clones: Clones) -> str:
    """PTX of a kernel that computes logarithms and exponentials."""
    from numba import cuda, types

    grid, of_exp, of_log = cuda.grid, clones.of(exp), clones.of(log)

    def fill(answer):  # type: ignore[no-untyped-def]
        i = grid(1)
        if i < answer.size:
            answer[i] = of_exp(answer[i]) + of_log(answer[i])

    return ptx.compiled(fill, "fill", (types.Array(types.float64, 1, "C", aligned=True),))


@needs_compiler
def test_no_product_is_joined_with_a_sum() -> None:
    text = of_portable(ptx.clones_for_card())
    assert re.findall(r"\.entry (\w+)", text) == ["fill"]
    assert "mul.rn.f64" in text and not ptx.JOINED.search(text)


@needs_compiler
def test_joined_operations_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ptx, "FUSED", 1)
    with pytest.raises(CrmsimError, match="joins products and sums"):
        of_portable(ptx.clones_for_card())


@needs_compiler
@pytest.mark.slow  # compiles the whole week for a card: half a minute
def test_the_whole_week_compiles_for_a_card() -> None:
    text = ptx.kernel()
    assert re.findall(r"\.entry (\w+)", text) == [ptx.NAME]
    assert not ptx.JOINED.search(text)
    assert not re.findall(r"\.extern \.func.*", text)  # what it would call is nowhere
    given = sum(len(array_of(0, (1,) * part.axes, 1)) for part in layout()) + 1
    assert len(set(re.findall(rf"\b{ptx.NAME}_param_\d+", text))) == given


@pytest.mark.parametrize(
    ("joined", "apart"), [("fma.rn.f64", "mul.rn.f64"), ("add.f64", "add.rn.f64"), ("mul.f64", "fma.rn.f32")]
)
def test_joined_operations_are_known(joined: str, apart: str) -> None:
    assert ptx.JOINED.search(f"\t{joined} \t%fd1, %fd2, %fd3;")
    assert not ptx.JOINED.search(f"\t{apart} \t%fd1, %fd2, %fd3;")


def test_without_numba_cuda_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CrmsimError, match=r"numba-cuda, which is not installed; expected pip install 'crmsim\[cuda\]'"):
        ptx.kernel()


def test_numba_cuda_is_imported_only_where_code_is_compiled_for_a_card() -> None:
    code = "import sys, crmsim.runner.card; print(any(name.startswith('numba.cuda.') for name in sys.modules))"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "False"
