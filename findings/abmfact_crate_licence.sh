#!/bin/sh
# abmfact: whoever runs an audit has put model claims and results under CC BY 4.0, without being asked.
#
# `abmfact run` leaves an RO-Crate beside its report, "so the audit itself can be archived and cited". Its root says
# "license": CC-BY-4.0, of a folder that holds the user's own audit file and results. The audit file has no key for a
# licence, no option chooses one, and neither the command's output nor the report says that one was given. Guessed before
# it was run: this.
#
# Versions: abmfact 0.1.0 with numpy 2.4.6, scipy 1.17.1, PyYAML 6.0.3. Needs Python 3.11 or later with venv and pip
# (PYTHON=python3.12 names another). Ends with 0 while this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
	abmfact==0.1.0 numpy==2.4.6 scipy==1.17.1 PyYAML==6.0.3
cat > "$folder/ours.py" <<'PYTHON'
import random


def run(params, seed, knobs):
    """A model of somebody's own."""
    return {"x": random.Random(seed).random()}
PYTHON
cat > "$folder/audit.yaml" <<'YAML'
title: All rights reserved
model: {adapter: python, target: "ours:run"}
claims: [{id: C1, metric: x, test: greater_than, value: 0.1}]
budget: {seeds: 20, checks: [determinism]}
YAML
(cd "$folder" && PYTHONPATH=. venv/bin/abmfact run audit.yaml --out result > said.txt)
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import json
import sys
from pathlib import Path

folder = Path(sys.argv[1])
graph = json.loads((folder / "result" / "ro-crate-metadata.json").read_text())["@graph"]
root = next(one for one in graph if one["@id"] == "./")
print(root["name"], root["license"], [one["@id"] for one in root["hasPart"]])
assert root["license"] == {"@id": "https://spdx.org/licenses/CC-BY-4.0"}
assert {"@id": "audit.yaml"} in root["hasPart"] and {"@id": "results.json"} in root["hasPart"]
told = (folder / "said.txt").read_text() + (folder / "result" / "report.html").read_text()
assert "CC-BY" not in told and "licen" not in told.lower()
PYTHON
