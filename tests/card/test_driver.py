"""What is asked of NVIDIA's driver, by a stand-in that does in this machine's memory what the driver's manual says."""

import ctypes
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import pytest
from processor import by_the_engine

from crmsim.card import driver
from crmsim.card.advance import advance_all
from crmsim.card.batch import layout
from crmsim.card.driver import Card, CardError, Lane, threads_of_block
from crmsim.errors import CrmsimError
from crmsim.scenario import load
from crmsim.simulation import Simulation

pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="too slow uncompiled")
FREE = 100_000_000
OUT_OF_MEMORY = 2


class Driver:
    """As much of libcuda as is called; memory of the card is memory of this process, filled with rubbish."""

    def __init__(self, kernel: Callable[..., Any]) -> None:
        self.kernel = kernel
        self.memory: dict[int, Any] = {}
        self.called: list[str] = []
        self.launched: list[tuple[int, int]] = []

    def __getattr__(self, name: str) -> Callable[..., int]:
        if not name.startswith("cu"):
            raise AttributeError(name)

        def call(*arguments: Any) -> int:
            self.called.append(name)
            return getattr(self, f"_{name.removesuffix('_v2')}", lambda *_: 0)(*arguments) or 0

        return call

    @staticmethod
    def _give(place: Any, value: int) -> None:
        place._obj.value = value

    def _cuGetErrorString(self, code: Any, text: Any) -> None:  # noqa: N802 - the driver's names
        text._obj.value = b"out of memory"

    def _cuDeviceGetAttribute(self, value: Any, which: Any, device: Any) -> None:  # noqa: N802
        self._give(value, {16: 3, 75: 9, 76: 0}[which.value])

    def _cuDeviceGetName(self, text: Any, size: Any, device: Any) -> None:  # noqa: N802
        text.value = b"A stand-in"

    def _cuMemGetInfo(self, free: Any, total: Any) -> None:  # noqa: N802
        free._obj.value, total._obj.value = FREE, 2 * FREE

    def _cuOccupancyMaxActiveBlocksPerMultiprocessor(self, each: Any, *_: Any) -> None:  # noqa: N802
        self._give(each, 2)

    def _cuMemAlloc(self, address: Any, size: Any) -> int:  # noqa: N802
        if size.value > FREE:
            return OUT_OF_MEMORY
        buffer = ctypes.create_string_buffer(b"\xa5" * size.value, size.value)
        self._give(address, ctypes.addressof(buffer))
        self.memory[ctypes.addressof(buffer)] = buffer
        return 0

    def _cuMemFree(self, address: Any) -> None:  # noqa: N802
        del self.memory[address.value]

    def _cuMemcpyHtoDAsync(self, to: Any, of: Any, size: Any, stream: Any) -> None:  # noqa: N802
        ctypes.memmove(to.value, of, size.value)

    def _cuMemcpyDtoHAsync(self, to: Any, of: Any, size: Any, stream: Any) -> None:  # noqa: N802
        ctypes.memmove(to, of.value, size.value)

    def _cuMemsetD8Async(self, to: Any, value: Any, size: Any, stream: Any) -> None:  # noqa: N802
        ctypes.memset(to.value, value.value, size.value)

    def _cuLaunchKernel(self, kernel: Any, *rest: Any) -> None:  # noqa: N802
        """Read the arrays as compiled code does: two owners, size, size of an item, address, shape, steps."""
        grid, block, given = rest[0].value, rest[3].value, rest[8]
        numbers = iter([ctypes.c_int64.from_address(place).value for place in given])
        arrays = []
        for part in layout():
            owner, parent, size, itemsize, address = (next(numbers) for _ in range(5))
            shape = tuple(next(numbers) for _ in range(part.axes))
            steps = tuple(next(numbers) for _ in range(part.axes))
            assert (owner, parent, size, itemsize) == (0, 0, int(np.prod(shape)), part.kind.itemsize)
            held = (ctypes.c_uint8 * (size * itemsize)).from_address(address)
            array = np.frombuffer(held, dtype=part.kind).reshape(shape)
            assert array.strides == steps and address % 8 == 0
            arrays.append(array)
        (runs,) = numbers
        assert (grid - 1) * block < runs <= grid * block
        self.launched.append((grid, block))
        self.kernel(*arrays, runs)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Driver:
    made = Driver(by_the_engine())
    monkeypatch.setattr(ctypes, "CDLL", lambda name: made)
    return made


def card() -> Card:
    result = Card()
    result.load("// code", "runs_of")
    return result


def runs(count: int = 5) -> list[Simulation]:
    return [Simulation(load("baseline", ["organisation.employees=16"], weeks=8), seed) for seed in range(count)]


def test_batches_come_to_the_processors_bits(library: Driver) -> None:
    there = card()
    assert (there.name, there.capability, there.room()) == ("A stand-in", (9, 0), int(0.8 * FREE))
    lane = Lane(there, there.room(), 2)
    assert lane.room == there.room() // 2
    expected = runs()
    for run in expected:
        for _ in run.slices(8):
            pass
    for groups, states in ((False, False), (True, False), (True, True)):
        found = runs()
        assert advance_all(found, lane, groups=groups, states=states) == {}
        for one, other in zip(expected, found, strict=True):
            assert one.state.sums[:, : other.state.sums.shape[1]].tobytes() == other.state.sums.tobytes()
    assert library.launched == [(3, 2)] * 3  # 10 runs of two lanes, on 6 blocks at a time
    assert len(library.memory) == 1
    lane.close()
    assert not library.memory and library.called[-1] == "cuStreamDestroy_v2"


def test_a_lane_takes_more_memory_only_for_larger_batches(library: Driver) -> None:
    there = card()
    lane = Lane(there, there.room())
    for count in (5, 2, 5, 6):
        advance_all(runs(count), lane)
    assert library.called.count("cuMemAlloc_v2") == 2 and len(library.memory) == 1


def test_who_waits_sleeps_and_no_copy_waits_in_a_queue(library: Driver) -> None:
    there = card()
    assert library.called.index("cuDevicePrimaryCtxSetFlags_v2") < library.called.index("cuDevicePrimaryCtxRetain")
    lane = Lane(there, there.room())
    advance_all(runs(1), lane)
    launch = library.called.index("cuLaunchKernel")
    assert library.called[launch : launch + 3] == ["cuLaunchKernel", "cuStreamSynchronize", "cuMemcpyDtoHAsync_v2"]


def test_what_the_driver_says_is_told(library: Driver) -> None:
    lane = Lane(card(), 0)
    with pytest.raises(CardError, match="the card's driver refuses: cuMemAlloc_v2 gave 2, out of memory"):
        lane.memory_of(2 * FREE)


def test_a_driver_without_a_card_is_no_card(library: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "_cuInit", lambda flags: 100, raising=False)
    with pytest.raises(CrmsimError, match="no graphics card answers: the card's driver refuses: cuInit gave 100"):
        Card()
    assert driver.LIBRARY in ("libcuda.so.1", "nvcuda.dll")


@pytest.mark.parametrize(
    ("runs", "lanes", "blocks", "threads"),
    [(1, 1, 1056, 1), (512, 1, 1056, 1), (8192, 1, 1056, 8), (256, 32, 1056, 8), (65_536, 1, 1056, 32), (3, 1, 0, 3)],
)
def test_few_runs_run_in_step(runs: int, lanes: int, blocks: int, threads: int) -> None:
    assert threads_of_block(runs, lanes, blocks) == threads
