"""Whether a graphics card gives the processor's bits: exp, log, cos, the draws, and whole runs from the same rules.

    python -m benchmarks.device_make FOLDER        compile, and compute what must come out; needs no card
    python3 benchmarks/device_bits.py FOLDER       on a machine with a card: needs only Python and NVIDIA's driver

For each function some hundred million results are compared, for each run the weekly sums. Functions are compiled twice:
with products and sums rounded one by one, which must agree, and once more so that the compiler may join them, which
shows how many results would then differ.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import struct
import time
from pathlib import Path
from typing import Any

CHUNK = 1 << 22  # results for a digest
CHUNKS = 24  # 100,663,296 results of a function
SAMPLE = 1 << 16  # results of each function that are kept, to count what differs
KEY = 20261127
THREADS = 256


def digest(data: Any) -> str:
    """Digest of bytes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def without_nan(data: bytes) -> bytes:
    """The same numbers with one NaN for all: its sign is a processor's own."""
    numbers = struct.unpack(f"<{len(data) // 8}d", data)
    return struct.pack(f"<{len(numbers)}d", *(number if number == number else float("nan") for number in numbers))


class Driver:
    """As much of NVIDIA's driver as loads a kernel and launches it."""

    def __init__(self) -> None:
        self.library = ctypes.CDLL("libcuda.so.1")
        self("cuInit", ctypes.c_uint(0))
        device, context = ctypes.c_int(), ctypes.c_void_p()
        self("cuDeviceGet", ctypes.byref(device), ctypes.c_int(0))
        name = ctypes.create_string_buffer(128)
        self("cuDeviceGetName", name, ctypes.c_int(128), device)
        version = ctypes.c_int()
        self("cuDriverGetVersion", ctypes.byref(version))
        self.name = f"{name.value.decode()}, driver for CUDA {version.value // 1000}.{version.value % 1000 // 10}"
        self("cuDevicePrimaryCtxRetain", ctypes.byref(context), device)
        self("cuCtxSetCurrent", context)

    def __call__(self, name: str, *arguments: Any) -> None:
        code = getattr(self.library, name)(*arguments)
        if code:
            said = ctypes.c_char_p()
            self.library.cuGetErrorString(ctypes.c_int(code), ctypes.byref(said))
            raise RuntimeError(f"{name} gave {code}: {(said.value or b'?').decode()}")

    def function(self, path: Path, name: str) -> Any:
        """A kernel from a file of PTX."""
        module, result = ctypes.c_void_p(), ctypes.c_void_p()
        text = ctypes.create_string_buffer(path.read_bytes())
        self("cuModuleLoadData", ctypes.byref(module), text)
        self("cuModuleGetFunction", ctypes.byref(result), module, name.encode())
        return result

    def memory(self, data: bytes | int) -> int:
        """The address of memory on the card, of this size or with these bytes."""
        address = ctypes.c_uint64()
        size = data if isinstance(data, int) else len(data)
        self("cuMemAlloc_v2", ctypes.byref(address), ctypes.c_size_t(max(size, 256)))
        if isinstance(data, bytes):
            self("cuMemcpyHtoD_v2", address, ctypes.c_char_p(data), ctypes.c_size_t(size))
        return address.value

    def fetch(self, address: int, into: Any) -> None:
        """Copy from the card; waits for what was launched."""
        self("cuMemcpyDtoH_v2", into, ctypes.c_uint64(address), ctypes.c_size_t(ctypes.sizeof(into)))

    def launch(self, function: Any, blocks: int, threads: int, numbers: list[int]) -> None:
        """Launch with parameters of eight bytes each."""
        held = (ctypes.c_uint64 * len(numbers))(*(number & (2**64 - 1) for number in numbers))
        places = (ctypes.c_void_p * len(numbers))(*(ctypes.addressof(held) + 8 * k for k in range(len(numbers))))
        one = ctypes.c_uint(1)
        grid, block = ctypes.c_uint(blocks), ctypes.c_uint(threads)
        self("cuLaunchKernel", function, grid, one, one, block, one, one, ctypes.c_uint(0), None, places, None)


def array_of(address: int, shape: list[int], itemsize: int) -> list[int]:
    """An array as compiled code takes it: two owners, size, size of an item, address, shape, steps."""
    steps, size = [], 1
    for length in reversed(shape):
        steps.insert(0, size * itemsize)
        size *= length
    return [0, 0, size, itemsize, address, *shape, *steps]


def compare_functions(driver: Driver, folder: Path, expected: dict[str, list[str]]) -> int:
    """Print a line for each function; return how many differ."""
    print(f"{'':26}{'arguments':>13}  {'bits':9}{'seconds':>8}   with products and sums joined")
    differing = 0
    held = (ctypes.c_double * CHUNK)()
    buffer = driver.memory(CHUNK * 8)

    def fill(function: Any, first: int) -> Any:
        answer = array_of(buffer, [CHUNK], 8)
        driver.launch(function, CHUNK // THREADS, THREADS, [KEY, first, *answer])
        driver.fetch(buffer, held)
        return memoryview(held).cast("B")

    for name, digests in expected.items():
        began = time.perf_counter()
        function = driver.function(folder / f"{name}.apart.ptx", "fill")
        wrong = sum(digest(fill(function, chunk * CHUNK)) != known for chunk, known in enumerate(digests))
        seconds = time.perf_counter() - began
        joined = fill(driver.function(folder / f"{name}.joined.ptx", "fill"), 0)[: SAMPLE * 8]
        known = struct.unpack(f"<{SAMPLE}q", (folder / f"{name}.sample").read_bytes())
        apart = sum(one != other for one, other in zip(struct.unpack(f"<{SAMPLE}q", joined), known, strict=True))
        if wrong:
            (folder / f"{name}.differs").write_bytes(fill(function, 0)[: SAMPLE * 8])
        differing += wrong > 0
        state = "identical" if not wrong else f"DIFFER in {wrong} of {len(digests)} chunks"
        count = CHUNK * len(digests)
        print(f"{name:26}{count:>13,}  {state:9}{seconds:8.1f}   {apart / SAMPLE:.1%} differ", flush=True)
    return differing


def compare_runs(driver: Driver, folder: Path, expected: list[dict[str, Any]]) -> int:
    """Print a line for each run, made by one thread of the card; return how many differ."""
    differing = 0
    began = time.perf_counter()
    function = driver.function(folder / "run.ptx", "run")
    print(f"the kernel of a whole run loaded in {time.perf_counter() - began:.1f} s", flush=True)
    for number, case in enumerate(expected):
        began = time.perf_counter()
        data, at, numbers, sums = (folder / f"run{number}.state").read_bytes(), 0, [], 0
        for place, array in enumerate(case["arrays"]):
            size = array["itemsize"]
            for length in array["shape"]:
                size *= length
            address = driver.memory(data[at : at + size])
            numbers += array_of(address, array["shape"], array["itemsize"])
            at += size
            if place == case["sums"]:
                sums, ledger = address, (ctypes.c_double * (size // 8))()
        for first, last in ((0, 0), (1, case["weeks"])):
            driver.launch(function, 1, 1, [*numbers, case["key"], first, last, case["last_phase"]])
        driver.fetch(sums, ledger)
        same = digest(without_nan(bytes(ledger))) == case["digest"]
        differing += not same
        named = f"run of {case['name']}, {case['seed']}"
        if not same:
            (folder / f"run{number}.differs").write_bytes(bytes(ledger))
        state = "identical" if same else "DIFFERS"
        print(f"{named:26}{case['weeks']:>7} weeks  {state:9}{time.perf_counter() - began:8.1f}", flush=True)
    return differing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    expected = json.loads((folder / "expected.json").read_text())
    driver = Driver()
    print(driver.name)
    differing = compare_functions(driver, folder, expected["functions"])
    differing += compare_runs(driver, folder, expected["runs"])
    print("the card gives the processor's bits" if not differing else f"{differing} differ")
    raise SystemExit(1 if differing else 0)


if __name__ == "__main__":
    main()
