#!/bin/sh
# numba: the first call of a function found in its cache imports all that the compiler needs, scipy's linear algebra too.
#
# With cache=True the machine code is read from a file, so that a later process need not compile. Before it looks for
# that file, numba loads the registries of all it can compile (FunctionCache.load_overload calls target_context.refresh):
# some two hundred modules, scipy.linalg among them where scipy is installed, for a function that only adds two numbers.
# Nothing of that is used when the file is found; a compilation loads it by itself. Its documentation of caching speaks of
# the time of compiling alone. What is told here: whether the cache was hit, how many modules the first call imported, and
# its seconds of the processor with and without the registries.
#
# Versions: numba 0.68.1, scipy 1.17.0, numpy 2.4.0. Needs Python 3.11 or later with venv and pip (PYTHON=python3.13 names
# another), and downloads some 100 MB. Ends with 0 while this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check numba==0.68.1 scipy==1.17.0 numpy==2.4.0
cat > "$folder/added.py" <<'PYTHON'
import sys
import time

import numba


@numba.njit(cache=True)
def added(a, b):
    return a + b


if len(sys.argv) > 1:  # as numba does it, less the registries
    from numba.core.caching import FunctionCache
    from numba.core.runtime import rtsys

    def load_overload(self, sig, target_context):
        rtsys.initialize(target_context)
        return self._load_overload(sig, target_context)

    FunctionCache.load_overload = load_overload
before = set(sys.modules)
begin = time.process_time()
assert added(1.0, 2.0) == 3.0
took = time.process_time() - begin
new = set(sys.modules) - before
hits = sum(added.stats.cache_hits.values())
print(hits, len(new), "scipy.linalg" in new, f"{took:.3f} s")
PYTHON
python="$folder/venv/bin/python"
"$python" "$folder/added.py" > /dev/null # compiles
told=$("$python" "$folder/added.py")
without=$("$python" "$folder/added.py" without)
echo "hits, modules, scipy.linalg, seconds: $told; without the registries: $without"
case "$told" in "1 "*" True "*) ;; *) exit 1 ;; esac
case "$without" in "1 "*" False "*) ;; *) exit 1 ;; esac
