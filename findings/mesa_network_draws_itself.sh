#!/bin/sh
# Mesa: a network lays itself out for a picture whenever it is made, and that takes nearly all of the time.
#
# In Mesa 3.5.1 mesa.discrete_space.Network calls networkx's spring_layout unless layout=None is given, for a model without
# any picture too. Of 1,000 nodes with eight neighbours each, making the network takes hundreds of times as long as with
# layout=None, seconds of each run of a sweep. The positions
# come from numpy's global generator and not from the model's, so they differ from run to run of one seed. Mesa 3.3.1
# lays out nothing.
#
# Versions: Mesa 3.5.1 with networkx 3.6.1, numpy 2.4.6, pandas 3.0.6, scipy 1.17.1. Needs Python 3.12 or later with venv
# and pip (PYTHON=python3.13 names another). Ends with 0 while this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/layout.py" <<'PYTHON'
import random
import time

import mesa
import networkx as nx
from mesa.discrete_space import Network

graph = nx.random_regular_graph(8, 1_000, seed=1)


def made(**given):
    """A network, and seconds of the processor that making it took."""
    begin = time.process_time()
    network = Network(graph, capacity=1, random=random.Random(1), **given)
    return network, time.process_time() - begin


made(layout=None)  # imports, and what else happens once
plain = min(made(layout=None)[1] for _ in range(3))
first, usual = made()
second, _ = made()
print("Mesa", mesa.__version__, f"seconds: {usual:.2f} as it comes, {plain:.3f} with layout=None")
one, other = (next(iter(network.all_cells)).position for network in (first, second))
print("the same seed, the first node's position:", one, other)
assert usual > 20.0 * plain
assert tuple(one) != tuple(other)
PYTHON
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
	mesa==3.5.1 networkx==3.6.1 numpy==2.4.6 pandas==3.0.6 scipy==1.17.1
"$folder/venv/bin/python" "$folder/layout.py"
