#!/bin/sh
# numba: a cached file that was cut off is neither used nor made anew, and every later call ends in an error.
#
# A full disk or a power cut can leave a file of a cache empty or half. With cache=True numba 0.68.1 compiles anew where
# the file of the code is gone. Where it is cut off, the call raises pickle's error ("pickle data was truncated"); where
# the index is empty, it raises EOFError, which programs on click report as if the user had interrupted them. Nothing
# names the file, and the next process meets the same, until somebody removes it.
#
# Versions: numba 0.68.1. Needs Python 3.11 or later with venv and pip. Ends with 0 while this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check numba==0.68.1
cd "$folder"
cat > rule.py <<'PYTHON'
import numba


@numba.njit(cache=True)
def grown(people):
    return people + 1


try:
    print(grown(1), "compiled" if grown.stats.cache_misses else "read")
except Exception as error:
    print(type(error).__name__)
PYTHON
export NUMBA_CACHE_DIR="$folder/cache"
say() {
	told=$(venv/bin/python rule.py)
	echo "$1: $told"
	test "$told" = "$2"
}
say "first" "2 compiled"
say "again" "2 read"
code=$(find cache -name '*.nbc')
index=$(find cache -name '*.nbi')
cp "$code" whole.nbc
rm "$code"
say "code gone" "2 compiled"
head -c 1000 whole.nbc > "$code"
say "code cut off" "UnpicklingError"
say "code cut off, again" "UnpicklingError"
cp whole.nbc "$code"
: > "$index"
say "index empty" "EOFError"
say "index empty, again" "EOFError"
rm "$index"
say "index gone" "2 compiled"
venv/bin/python -c 'import numba; print("numba", numba.__version__)'
