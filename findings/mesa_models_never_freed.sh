#!/bin/sh
# Mesa: a model that had an agent is never freed.
#
# In Mesa 3.3.1, the last for Python 3.11, a model that nothing refers to any more stays in memory with all its agents,
# after a full garbage collection too: the class Agent counts ids in a dictionary keyed by model. So a process that makes
# one model after another, a sweep, grows by one model each time. No warning. A model without agents is freed. Mesa 3.5.1
# frees both.
#
# Versions: Mesa 3.3.1 and 3.5.1 with networkx 3.6.1, numpy 2.4.6, pandas 3.0.6. Needs Python 3.12 or later with venv and
# pip (PYTHON=python3.13 names another). Ends with 0 while this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/freed.py" <<'PYTHON'
import gc
import sys
import weakref

import mesa


class Office(mesa.Model):
    def __init__(self, people):
        super().__init__()
        if people:
            mesa.Agent.create_agents(self, people)


def alive(people):
    """How many of five models are left when nothing refers to them."""
    models = [weakref.ref(Office(people)) for _ in range(5)]
    gc.collect()
    return sum(model() is not None for model in models)


told = {people: alive(people) for people in (0, 10)}
print("Mesa", mesa.__version__, "models alive, by number of agents:", told)
assert told == ({0: 0, 10: 0} if sys.argv[1] == "3.5.1" else {0: 0, 10: 5})
PYTHON
for version in 3.3.1 3.5.1; do
	"${PYTHON:-python3}" -m venv --clear "$folder/venv"
	"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
		"mesa==$version" networkx==3.6.1 numpy==2.4.6 pandas==3.0.6
	"$folder/venv/bin/python" "$folder/freed.py" "$version"
done
