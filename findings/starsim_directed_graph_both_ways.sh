#!/bin/sh
# Starsim: StaticNet takes a directed graph, and infection passes against its arrows too.
#
# A graph with the arrows 0 -> 1 -> 2 -> 3 -> 4 -> 5 and the last alone infected, who can reach nobody: in Starsim 3.7.2
# all six are infected after five steps, with a beta of 1 given as a number. The class's own page gives a directed graph
# as its example (networkx's scale_free_graph). Numbers pass both ways along a network's edges; of a directed graph that
# is not said, and no warning told of it. With the two directions given apart, {"static": [1, 0]}, nobody else is
# infected.
#
# Versions: starsim 3.7.2 with networkx 3.7, numba 0.68.1, numpy 2.5.5. Needs Python 3.12 or later with venv and pip
# (PYTHON=python3.13 names another). Ends with 0 while this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/arrows.py" <<'PYTHON'
import warnings

import networkx as nx
import starsim as ss

PEOPLE = 6


class Rumour(ss.Infection):
    """Begins with the last, and whoever has it keeps it."""

    def __init__(self, beta):
        super().__init__()
        self.define_pars(beta=beta)

    def init_post(self):
        super().init_post()
        self.set_prognoses(ss.uids([PEOPLE - 1]))

    def set_prognoses(self, uids, sources=None):
        super().set_prognoses(uids, sources)
        self.infected[uids] = True


graph = nx.DiGraph((i, i + 1) for i in range(PEOPLE - 1))
told = {}
with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    for name, beta in (("a number", 1.0), ("both directions", {"static": [1.0, 0.0]})):
        network = ss.StaticNet(graph=graph.copy(), name="static")
        sim = ss.Sim(n_agents=PEOPLE, diseases=Rumour(beta), networks=network, start=0, dur=5, dt=1, verbose=0)
        sim.run()
        told[name] = sim.diseases[0].infected[:].astype(int).tolist()
about = [str(one.message) for one in warned if "direct" in str(one.message).lower()]
print("starsim", ss.__version__, list(graph.edges), told, about)
assert told == {"a number": [1, 1, 1, 1, 1, 1], "both directions": [0, 0, 0, 0, 0, 1]}
assert not about
PYTHON
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
	starsim==3.7.2 networkx==3.7 numba==0.68.1 numpy==2.5.5
STARSIM_INSTALL_FONTS=0 "$folder/venv/bin/python" "$folder/arrows.py"
