#!/bin/sh
# networkx and igraph: an empty cell of an adjacency matrix is a tie.
#
# pandas reads an empty cell as NaN. networkx.from_pandas_adjacency and igraph.Graph.Weighted_Adjacency take whatever
# is not 0 for a tie, NaN too: a matrix in which people left out what is not there becomes one in which everybody is
# tied to everybody. No error, no warning; degrees, components and paths that do not look at weights count these ties.
#
# Versions: networkx 3.6.1, igraph 1.0.0, pandas 3.0.0. Needs Python 3.11 or later with venv and pip. Ends with 0 while
# this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check networkx==3.6.1 igraph==1.0.0 pandas==3.0.0
cd "$folder"
cat > office.csv <<'CSV'
,ann,bo,cy
ann,,3,
bo,,,
cy,,,
CSV
venv/bin/python - <<'PYTHON'
import igraph
import networkx
import pandas

matrix = pandas.read_csv("office.csv", index_col=0)
graph = networkx.from_pandas_adjacency(matrix, create_using=networkx.DiGraph)
print("networkx", networkx.__version__, list(graph.edges(data="weight")))
other = igraph.Graph.Weighted_Adjacency(matrix)
print("igraph", igraph.__version__, other.get_edgelist(), other.es["weight"])
assert graph.number_of_edges() == 9 and other.ecount() == 9
PYTHON
