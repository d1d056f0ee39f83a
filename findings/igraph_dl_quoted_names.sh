#!/bin/sh
# igraph: a quoted name with a blank shifts all names of a UCINET DL file.
#
# In DL a label with blanks stands in quotes (UCINET's help, DL language, row labels). igraph 1.0.0 parts it at the
# blank and keeps the halves, quotes and all, as two names: everybody behind gets the name of the one before, the last
# name falls out, and nothing is said. The ties, which go by number, are right, so that they now belong to other
# people.
#
# Versions: igraph 1.0.0. Needs Python 3.11 or later with venv and pip. Ends with 0 while this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check igraph==1.0.0
cd "$folder"
cat > office.dl <<'DL'
DL n=3
format=edgelist1
labels:
"Ann Aa"
bo
cy
data:
1 2
2 3
DL
venv/bin/python - <<'PYTHON'
import igraph

graph = igraph.Graph.Read_DL("office.dl")
print("igraph", igraph.__version__, graph.vs["name"], graph.get_edgelist())
assert [name.strip() for name in graph.vs["name"]] == ['"Ann', 'Aa"', "bo"]
assert graph.get_edgelist() == [(0, 1), (1, 2)]
PYTHON
