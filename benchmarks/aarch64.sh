#!/usr/bin/env bash
# The bits of runs on aarch64, where there is none: Debian's Python for it, emulated by QEMU. For a Debian machine.
#
#     benchmarks/aarch64.sh FOLDER [--jit] [SCENARIO ...]
#
# Downloads some 400 MB into FOLDER once and installs nothing. Runs tests/simulation/digests.py --small uncompiled, or
# with --jit compiled by numba for aarch64, which takes long on an emulator. PYTHON is the Python whose pip downloads.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mkdir -p "$1" && FOLDER=$(cd "$1" && pwd) && shift
PYTHON=${PYTHON:-$ROOT/.venv/bin/python}
JIT=1
if [ "${1:-}" = --jit ]; then JIT=0 && shift; fi

if [ ! -e "$FOLDER/root/usr/bin/python3.11" ]; then
    APT=$FOLDER/apt
    mkdir -p "$APT"/{lists/partial,cache/archives/partial,state} && touch "$APT/state/status"
    OWN=(-o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=root -o "Dir::Cache=$APT/cache"
        -o "Dir::State=$APT/state" -o "Dir::State::lists=$APT/lists" -o "Dir::State::status=$APT/state/status")
    apt-get "${OWN[@]}" -qq update
    apt-get "${OWN[@]}" -qq -y -d --no-install-recommends install python3.11 libstdc++6 libgomp1
    for package in "$APT"/cache/archives/*.deb; do dpkg -x "$package" "$FOLDER/root"; done
    (cd "$FOLDER" && apt-get -qq download qemu-user-static && dpkg -x qemu-user-static*.deb "$FOLDER/qemu")
fi
if [ ! -d "$FOLDER/packages/numba" ]; then
    "$PYTHON" -m pip install --quiet --target "$FOLDER/packages" --only-binary :all: --python-version 3.11 \
        --implementation cp --abi cp311 --platform manylinux_2_28_aarch64 --platform manylinux_2_27_aarch64 \
        --platform manylinux_2_17_aarch64 --platform manylinux2014_aarch64 --constraint "$ROOT/constraints.txt" \
        numpy numba scipy pydantic platformdirs tomli_w
fi
export PYTHONHOME=$FOLDER/root/usr PYTHONPATH=$ROOT:$FOLDER/packages NUMBA_DISABLE_JIT=$JIT
export CRMSIM_CACHE_DIR=$FOLDER/cache PYTHONDONTWRITEBYTECODE=1
exec "$FOLDER/qemu/usr/bin/qemu-aarch64-static" -L "$FOLDER/root" "$FOLDER/root/usr/bin/python3.11" \
    "$ROOT/tests/simulation/digests.py" --small "$@"
