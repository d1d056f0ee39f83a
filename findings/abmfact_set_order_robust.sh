#!/bin/sh
# abmfact: the check `determinism` cannot see that a result hangs on the order of a set of names.
#
# "Set or dict iteration order" stands first but one among what the README says that it finds. Python puts strings into
# a set in an order that is drawn for each process; the reruns are made in the same process, or in workers forked from it,
# and so always meet the same order. Two audits of one model and one seed then differ from each other in every result,
# and each says that "8 seeds reran identically", ROBUST. Guessed before it was run: this.
#
# Versions: abmfact 0.1.0 with numpy 2.4.6, scipy 1.17.1, PyYAML 6.0.3, on Linux. Needs Python 3.11 or later with venv and
# pip (PYTHON=python3.12 names another). Ends with 0 while this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
	abmfact==0.1.0 numpy==2.4.6 scipy==1.17.1 PyYAML==6.0.3
cat > "$folder/named.py" <<'PYTHON'
import random

NAMES = {f"agent {number}" for number in range(200)}


def run(params, seed, knobs):
    """Who is first in the set decides."""
    first = next(iter(NAMES))
    return {"x": float(first.removeprefix("agent ")) + random.Random(seed).random()}
PYTHON
cat > "$folder/audit.yaml" <<'YAML'
model: {adapter: python, target: "named:run"}
claims: [{id: C1, metric: x, test: greater_than, value: -1}]
budget: {seeds: 20, jobs: 2, checks: [determinism]}
YAML
for number in 1 2 3; do  # three, so that two do not agree by chance
	(cd "$folder" && PYTHONHASHSEED=random PYTHONPATH=. venv/bin/abmfact run audit.yaml --out "$number" --quiet)
done
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import json
import sys

results = [json.load(open(f"{sys.argv[1]}/{number}/results.json")) for number in (1, 2, 3)]
means = {next(iter(one["conditions"]["baseline"]["claims"]["C1"].values()))["estimate"] for one in results}
said = {(one["verdicts"][0]["verdict"], one["verdicts"][0]["reason"]) for one in results}
print("abmfact", results[0]["tool"]["version"], means, said)
assert len(means) > 1
assert said == {("ROBUST", "8 seeds reran identically")}
PYTHON
