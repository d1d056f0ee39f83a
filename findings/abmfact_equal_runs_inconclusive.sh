#!/bin/sh
# abmfact: a change under which no run differs by a bit is INCONCLUSIVE, and 10,000 seeds are asked for.
#
# abmfact asks whether a claim survives a change that an implementation must not care about, here agents in another
# order. The model below does not look at it: every run under the change is the run before it, seed by seed. abmfact runs
# both with the same seeds and then compares them as two samples that have nothing to do with each other (Welch), against
# a tolerance of a tenth of the mean. The difference is 0.0 in all 200 pairs; told is "intervals too wide to decide", with
# 10,000 seeds needed. Guessed before it was run: that it would need more seeds than pairs do, not that equal runs would
# be undecided.
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
    """Reads no knob, so a run is its seed."""
    return {"x": float(np.random.default_rng(seed).normal(params["side"], 1.0))}


claim = {"id": "C1", "metric": "x", "test": "monotone_increasing", "over": "side", "where": {"side": [0, 1]}}
budget = Budget.from_mapping({"seeds": 200, "checks": ["agent_order"]})
result = run_audit(Audit(PythonAdapter(model, {"agent_order": True}), {}, parse_claims([claim]), budget))
verdict = result.verdicts[0]
differences = [one["difference"]["estimate"] for one in verdict["variants"][0]["comparisons"].values()]
print("abmfact", abmfact.__version__, differences, verdict["verdict"], verdict["reason"], verdict["seeds_needed"])
assert differences == [0.0, 0.0]
assert verdict["verdict"] == "INCONCLUSIVE" and verdict["seeds_needed"] == 10_000
PYTHON
"$folder/venv/bin/python" "$folder/audit.py"
