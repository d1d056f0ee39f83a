#!/bin/sh
# Mesa: batch_run leaves out the last step of every run.
#
# A model that collects at its start and after each step, as Mesa's own examples do, and stops after five steps has six
# rows. batch_run of Mesa 3.3.1 and 3.4.2 gives the first five, and where only the end is asked for
# (data_collection_period=-1) the step before it, as the result of the run. No error, no warning. Mesa 3.5.1 gives all
# six and the last.
#
# Versions: Mesa 3.3.1, 3.4.2 and 3.5.1 with networkx 3.6.1, numpy 2.5.5, pandas 3.1.1. Needs Python 3.12 or later with
# venv and pip (PYTHON=python3.13 names another). Ends with 0 while this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/five.py" <<'PYTHON'
import sys
import warnings

import mesa
from mesa.batchrunner import batch_run

warnings.simplefilter("ignore")


class Five(mesa.Model):
    def __init__(self, size=1, seed=None, rng=None):
        super().__init__(seed=seed)
        self.done = 0
        self.datacollector = mesa.DataCollector(model_reporters={"done": "done"})
        self.datacollector.collect(self)

    def step(self):
        self.done += 1
        self.datacollector.collect(self)
        self.running = self.done < 5


told = {
    period: [row["done"] for row in batch_run(
        Five, {"size": [1]}, number_processes=1, max_steps=100, data_collection_period=period, display_progress=False
    )]
    for period in (1, -1)
}
print("Mesa", mesa.__version__, told)
whole = {1: [0, 1, 2, 3, 4, 5], -1: [5]}
assert told == (whole if sys.argv[1] == "3.5.1" else {1: [0, 1, 2, 3, 4], -1: [4]})
PYTHON
for version in 3.3.1 3.4.2 3.5.1; do
	"${PYTHON:-python3}" -m venv --clear "$folder/venv"
	"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
		"mesa==$version" networkx==3.6.1 numpy==2.5.5 pandas==3.1.1
	"$folder/venv/bin/python" "$folder/five.py" "$version"
done
