#!/bin/sh
# abmfact: a claim with one side that is the same in every run is FRAGILE, "the seed has no effect".
#
# A claim compares two settings, one in which about every second run succeeds and one in which all do: a saturated
# yes-or-no outcome, as adoption, survival or success often is. Under `rng_streams` abmfact calls it FRAGILE as soon as
# one side is constant over seeds, and says that every seed gave the same result, although the other side differs from
# seed to seed (standard deviation .49). In continuous integration `abmfact check` then fails. Guessed before it was run:
# this.
#
# Versions: abmfact 0.1.0 with numpy 2.4.6, scipy 1.17.1, PyYAML 6.0.3. Needs Python 3.11 or later with venv and pip
# (PYTHON=python3.12 names another). Ends with 0 while this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
	abmfact==0.1.0 numpy==2.4.6 scipy==1.17.1 PyYAML==6.0.3
cat > "$folder/audit.py" <<'PYTHON'
import abmfact
import numpy as np
from abmfact.adapters import PythonAdapter
from abmfact.audit import run_audit
from abmfact.claims import parse_claims
from abmfact.config import Audit, Budget


def model(params, seed, knobs):
    """Succeeds with chance .5 or 1; honours the knob for other random numbers."""
    rng = np.random.default_rng([seed, knobs.rng_streams == "independent"])
    return {"success": float(rng.random() < (0.5, 1.0)[params["side"]])}


claim = {"id": "C1", "metric": "success", "test": "monotone_increasing", "over": "side", "where": {"side": [0, 1]}}
budget = Budget.from_mapping({"seeds": 200, "checks": ["rng_streams"]})
result = run_audit(Audit(PythonAdapter(model, {"rng_streams": True}), {}, parse_claims([claim]), budget))
verdict = result.verdicts[0]
sides = [one["sd"] for one in result.data["conditions"]["baseline"]["claims"]["C1"].values()]
print("abmfact", abmfact.__version__, sides, verdict["verdict"], verdict["reason"])
assert sides[0] > 0.4 and sides[1] == 0.0
assert verdict["verdict"] == "FRAGILE" and "every seed gave the same result" in verdict["reason"]
PYTHON
"$folder/venv/bin/python" "$folder/audit.py"
