#!/bin/sh
# numba-cuda: cuda.compile gives PTX that cannot be linked where a kernel reshapes an array.
#
# cuda.compile compiles a kernel to PTX, and cuda.compile_all, as its documentation says, to a list of the codes of the
# function and of the external functions it depends on. A kernel with array.reshape compiles without a word, but its PTX
# calls numba_attempt_nocopy_reshape, which is declared there as external and which neither gives: the list has one. That
# is found out by whoever links it: NVIDIA's linker, asked for machine code, says that the reference is undefined. The
# same kernel with a slice in the place of the reshape links. No card and no driver are needed to see it.
#
# Versions: numba-cuda 0.30.4 with numba 0.68.1, cuda-toolkit 13.5.0 (NVVM 13.5.37, nvJitLink 13.5.37). Needs Python 3.11
# or later with venv and pip (PYTHON=python3.13 names another), and downloads some 300 MB. Ends with 0 while this is
# still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
	"numba-cuda[cu13]==0.30.4" numba==0.68.1 cuda-toolkit==13.5.0 nvidia-nvvm==13.5.37 nvidia-nvjitlink==13.5.37
cat > "$folder/reshape.py" <<'PYTHON'
import re

from cuda.bindings import nvjitlink
from numba import cuda, types


def reshaped(flat, answer):
    answer[0] = flat[0:6].reshape((2, 3))[1, 1]


def sliced(flat, answer):
    answer[0] = flat[0:6][4]


def linked(text):
    """What NVIDIA's linker says of PTX; nothing where it makes machine code of it."""
    handle = nvjitlink.create(1, ["-arch=sm_90"])
    data = text.encode()
    try:
        nvjitlink.add_data(handle, nvjitlink.InputType.PTX, data, len(data), "kernel.ptx")
        nvjitlink.complete(handle)
    except nvjitlink.nvJitLinkError:
        said = bytearray(nvjitlink.get_error_log_size(handle))
        nvjitlink.get_error_log(handle, said)
        return said.decode().splitlines()[0].strip()
    return ""


flat = types.Array(types.float64, 1, "C")
told = {}
for kernel in (reshaped, sliced):
    text, _ = cuda.compile(kernel, (flat, flat), device=False, abi="numba", cc=(9, 0))
    files, _ = cuda.compile_all(kernel, (flat, flat), device=False, abi="numba", cc=(9, 0), output="ptx")
    lacking = re.findall(r"\.extern \.func.*?(\w+)\n", text)
    told[kernel.__name__] = (lacking, len(files), linked(text))
    print(kernel.__name__, told[kernel.__name__])
lacking, files, said = told["reshaped"]
assert lacking == ["numba_attempt_nocopy_reshape"] and files == 1
assert "Undefined reference to 'numba_attempt_nocopy_reshape'" in said
assert told["sliced"] == ([], 1, "")
PYTHON
"$folder/venv/bin/python" "$folder/reshape.py"
