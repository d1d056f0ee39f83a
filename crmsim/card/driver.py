"""As much of NVIDIA's driver as it takes to load a kernel and launch it on batches, from many threads at a time.

Called directly: a machine that has PTX needs nothing but the driver, and each thread has a stream of its own, in which
its copies and launches follow one another while those of others go on.
"""

from __future__ import annotations

import ctypes
import math
import os
import sys
from typing import Any

import numpy as np

from crmsim.card.batch import layout
from crmsim.card.image import Bytes, Image
from crmsim.errors import CrmsimError
from crmsim.words import message

LIBRARY = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
STEP = 32  # threads that run in step, one instruction for all of them at a time
FREE_SHARE = 0.8  # of the free memory; some is left to the driver and to the stacks of threads
PROCESSORS, MAJOR, MINOR = 16, 75, 76  # attributes of a device: how many processors, its compute capability
BLOCKING_SYNC = 4  # threads that wait for the card sleep; else each would keep a core busy asking
NON_BLOCKING = 1  # a stream that does not wait for others
QUEUES = "CUDA_DEVICE_MAX_CONNECTIONS", "32"  # of the card, for streams; with fewer, they wait for one another
Word = ctypes.c_uint64


class Driver:
    """NVIDIA's driver, on a machine with a card; of the card nothing is taken.

    Raises
    ------
    CrmsimError
        Without a card.
    """

    def __init__(self) -> None:
        os.environ.setdefault(*QUEUES)
        try:
            self.library = ctypes.CDLL(LIBRARY)
        except OSError:
            raise _none(message("{library} of NVIDIA's driver is not there", library=LIBRARY)) from None
        self.device = ctypes.c_int()
        try:
            self("cuInit", ctypes.c_uint(0))
            self("cuDeviceGet", ctypes.byref(self.device), ctypes.c_int(0))
        except CardError as error:
            raise _none(error.problem) from None

    def __call__(self, name: str, *arguments: Any) -> None:
        """Call a function of the driver.

        Raises
        ------
        CardError
            With what the driver says.
        """
        code = getattr(self.library, name)(*arguments)
        if code:
            said = ctypes.c_char_p()
            self.library.cuGetErrorString(ctypes.c_int(code), ctypes.byref(said))
            raise CardError(
                message("the card's driver refuses: {name} gave {code}, {said}", name=name, code=code,
                        said=(said.value or b"?").decode()),
                key="--backend", value="cuda",
            )  # fmt: skip


class Card(Driver):
    """The first card of this machine, its context, and the kernel that is launched on batches.

    Raises
    ------
    CrmsimError
        Without a card, or where the driver refuses.
    """

    def __init__(self) -> None:
        super().__init__()
        device, self.context, text = self.device, ctypes.c_void_p(), ctypes.create_string_buffer(128)
        self("cuDeviceGetName", text, ctypes.c_int(len(text)), device)
        self.name = text.value.decode()
        self.capability = (self._attribute(MAJOR, device), self._attribute(MINOR, device))
        self.processors = self._attribute(PROCESSORS, device)
        self("cuDevicePrimaryCtxSetFlags_v2", device, ctypes.c_uint(BLOCKING_SYNC))
        self("cuDevicePrimaryCtxRetain", ctypes.byref(self.context), device)
        self.enter()
        self.kernel: Any = None
        self.blocks = 0  # that are computed at a time

    def _attribute(self, which: int, device: ctypes.c_int) -> int:
        result = ctypes.c_int()
        self("cuDeviceGetAttribute", ctypes.byref(result), ctypes.c_int(which), device)
        return result.value

    def enter(self) -> None:
        """Make the card's context that of this thread, which each thread must once."""
        self("cuCtxSetCurrent", self.context)

    def room(self) -> int:
        """Bytes of its memory that batches may take."""
        free, total = ctypes.c_size_t(), ctypes.c_size_t()
        self("cuMemGetInfo_v2", ctypes.byref(free), ctypes.byref(total))
        return int(FREE_SHARE * free.value)

    def load(self, ptx: str, name: str) -> None:
        """Load the kernel of batches."""
        self.kernel, each = self.function(ptx, name), ctypes.c_int()
        self(
            "cuOccupancyMaxActiveBlocksPerMultiprocessor", ctypes.byref(each), self.kernel, ctypes.c_int(STEP), _size(0)
        )
        self.blocks = self.processors * each.value

    def function(self, ptx: str, name: str) -> Any:
        """A kernel from its PTX, of which the driver makes machine code (and keeps it, in a folder of its own)."""
        module, result, text = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.create_string_buffer(ptx.encode())
        self("cuModuleLoadData", ctypes.byref(module), text)
        self("cuModuleGetFunction", ctypes.byref(result), module, name.encode())
        return result


class CardError(CrmsimError):
    """What the driver says; whatever was computed at the same time is lost."""


def _none(why: str) -> CrmsimError:
    return CrmsimError(
        message("no graphics card answers: {why}", why=why), key="--backend", value="cuda",
        expected=message("a machine with a card and a driver of NVIDIA's, or no --backend"),
    )  # fmt: skip


class Lane:
    """A thread's way to the card: a stream, and a stretch of the card's memory that is used again and again.

    Serves as :class:`crmsim.card.image.Launch`, in the thread that made it.

    Parameters
    ----------
    room:
        Bytes of the card's memory that all lanes together may take.
    others:
        How many lanes there are, this one among them; each has an equal share of memory and processors.
    """

    def __init__(self, card: Card, room: int, others: int = 1) -> None:
        self.card, self.room, self.others = card, room // others, others
        self.stream, self._address, self._size = ctypes.c_void_p(), Word(), 0
        card.enter()
        card("cuStreamCreate", ctypes.byref(self.stream), ctypes.c_uint(NON_BLOCKING))

    def __call__(self, image: Image, data: Bytes) -> Bytes:
        """Compute a batch.

        Raises
        ------
        CardError
            As the driver says.
        """
        card, stream = self.card, self.stream
        base = self.memory_of(image.size)
        result = np.empty(image.back[1] - image.back[0], dtype=np.uint8)
        card("cuMemcpyHtoDAsync_v2", Word(base), data.ctypes.data_as(ctypes.c_void_p), _size(image.sent), stream)
        rest = image.size - image.sent
        if rest:
            card("cuMemsetD8Async", Word(base + image.sent), ctypes.c_ubyte(0), _size(rest), stream)
        threads = threads_of_block(image.runs, self.others, card.blocks)
        self.launch(card.kernel, -(-image.runs // threads), threads, [*arrays_of(image, base), image.runs])
        card("cuStreamSynchronize", stream)  # so that no copy stands in the card's queues before others' work
        self.fetch(result, base + image.back[0])
        return result

    def fetch(self, into: Bytes, address: int) -> None:
        """Copy from the card; waits for what was launched."""
        wanted = into.ctypes.data_as(ctypes.c_void_p)
        self.card("cuMemcpyDtoHAsync_v2", wanted, Word(address), _size(into.size), self.stream)
        self.card("cuStreamSynchronize", self.stream)

    def launch(self, kernel: Any, blocks: int, threads: int, numbers: list[int]) -> None:
        """Launch a kernel whose parameters have eight bytes each."""
        held = (Word * len(numbers))(*(number & (2**64 - 1) for number in numbers))
        places = (ctypes.c_void_p * len(numbers))(*(ctypes.addressof(held) + 8 * k for k in range(len(numbers))))
        one, grid, block = ctypes.c_uint(1), ctypes.c_uint(blocks), ctypes.c_uint(threads)
        self.card(
            "cuLaunchKernel", kernel, grid, one, one, block, one, one, ctypes.c_uint(0), self.stream, places, None
        )

    def memory_of(self, size: int) -> int:
        """The address of at least so much of the card's memory, which is this lane's until it asks for more."""
        if size > self._size:
            self._free()
            self.card("cuMemAlloc_v2", ctypes.byref(self._address), _size(size))
            self._size = size
        return self._address.value

    def _free(self) -> None:
        if self._size:
            self.card("cuMemFree_v2", self._address)
            self._size = 0

    def close(self) -> None:
        """Give memory and stream back."""
        self._free()
        self.card("cuStreamDestroy_v2", self.stream)


def threads_of_block(runs: int, lanes: int, blocks: int) -> int:
    """Threads of a block, as few as let the runs of all lanes be computed at the same time, and one step at most.

    Threads that run in step wait for each other wherever their runs decide otherwise, so a run is the sooner over the
    fewer there are with it.
    """
    return min(STEP, max(1, -(-runs * lanes // max(blocks, 1))))


def _size(size: int) -> ctypes.c_size_t:
    return ctypes.c_size_t(size)


def arrays_of(image: Image, base: int) -> list[int]:
    """The arrays of a batch as compiled code takes them, for an image that lies at ``base``."""
    result: list[int] = []
    for array, begin, shape in zip(layout(), image.begins, image.shapes, strict=True):
        result += array_of(base + begin, shape, array.kind.itemsize)
    return result


def array_of(address: int, shape: tuple[int, ...], itemsize: int) -> list[int]:
    """One array as numba's compiled code takes it: two owners, size, size of an item, address, shape, steps."""
    steps = [itemsize * math.prod(shape[axis + 1 :]) for axis in range(len(shape))]
    return [0, 0, math.prod(shape), itemsize, address, *shape, *steps]
