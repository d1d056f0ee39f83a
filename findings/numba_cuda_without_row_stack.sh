#!/bin/sh
# numba-cuda: pip brings a numpy with which no kernel compiles.
#
# numba-cuda 0.30.4 asks for numba of 0.60 or later and says nothing of numpy. numpy 2.5 has no row_stack any more, which
# numba-cuda names where it makes ready to compile its first kernel. So an environment that pip finds in order ends every
# compilation, of an empty kernel too, with AttributeError: module 'numpy' has no attribute 'row_stack'. With numpy 2.4.6
# in the same environment the same kernel compiles. No card and no driver are needed to see it.
#
# Versions: numba-cuda 0.30.4 with numba 0.68.1, numpy 2.5.5 and 2.4.6, cuda-toolkit 13.5.0 (NVVM 13.5.37). Needs Python
# 3.12 or later with venv and pip (PYTHON=python3.13 names another), and downloads some 300 MB. Ends with 0 while this is
# still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
cat > "$folder/empty.py" <<'PYTHON'
import numpy
from numba import cuda, types


def empty(values):
    pass


try:
    cuda.compile(empty, (types.Array(types.float64, 1, "C"),), device=False, abi="numba", cc=(9, 0))
    said = "compiled"
except AttributeError as error:
    said = str(error)
print(f"numpy {numpy.__version__}: {said}")
PYTHON
for numpy in 2.5.5 2.4.6; do
	"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
		"numba-cuda[cu13]==0.30.4" numba==0.68.1 cuda-toolkit==13.5.0 nvidia-nvvm==13.5.37 "numpy==$numpy"
	"$folder/venv/bin/pip" check
	"$folder/venv/bin/python" "$folder/empty.py" | tee -a "$folder/said"
done
grep -qx "numpy 2.5.5: module 'numpy' has no attribute 'row_stack'" "$folder/said"
grep -qx "numpy 2.4.6: compiled" "$folder/said"
