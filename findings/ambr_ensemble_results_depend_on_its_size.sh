#!/bin/sh
# AMBER: a run of an ensemble depends on how many other runs stand beside it.
#
# GPUEnsembleRunner runs B simulations as one batch, from one seed. All runs draw from one generator, so the first run of
# the batch, with the same parameters and the same seed, takes another course when a second run is added behind it:
# its share of infected after 30 steps is .352 alone and .281 as the first of two. A batch that is cut in two, or one
# candidate more in a calibration, changes every other result. No run can be given a seed of its own.
#
# Without a card AMBER 0.5.2 computes this with NumPy, as its page says; its own example model is used.
#
# Versions: ambr 0.5.2 with numpy 2.5.5, polars 2.1.0, networkx 3.7. Needs Python 3.12 or 3.13 with venv and pip
# (PYTHON=python3.13 names another). Ends with 0 while this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/batch.py" <<'PYTHON'
import ambr
import numpy as np
from ambr.gpu_ensemble import BatchedWellMixedSIR, GPUEnsembleRunner


def first_of(size):
    """Infected shares of the first run of a batch in which all runs have the same parameters."""
    parameters = {"beta": np.full(size, 0.3), "gamma": np.full(size, 0.1), "i0_frac": np.full(size, 0.01)}
    return GPUEnsembleRunner(BatchedWellMixedSIR()).run(1_000, 30, parameters, seed=0)["I_frac"][0]


alone, again, with_another = first_of(1), first_of(1), first_of(2)
print("AMBER", ambr.__version__, "alone", alone[-1], "again", again[-1], "as the first of two", with_another[-1])
assert np.array_equal(alone, again)
assert not np.array_equal(alone, with_another)
PYTHON
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
	ambr==0.5.2 numpy==2.5.5 polars==2.1.0 networkx==3.7
"$folder/venv/bin/python" "$folder/batch.py"
