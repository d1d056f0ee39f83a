#!/bin/sh
# networkx: two people of one name become one in a Pajek file.
#
# In Pajek a vertex is its number and the label is what is shown; labels may repeat, as names do. networkx.read_pajek
# makes the label the node: two people called Kim become one person, whose ties are those of both, and the tie between
# them becomes one to itself. No error, no warning. igraph 1.0.0 keeps both.
#
# Versions: networkx 3.6.1, igraph 1.0.0. Needs Python 3.11 or later with venv and pip. Ends with 0 while this is still
# so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check networkx==3.6.1 igraph==1.0.0
cd "$folder"
cat > office.net <<'NET'
*Vertices 3
1 "Kim"
2 "Kim"
3 "bo"
*Arcs
1 2 1
1 3 1
2 3 1
NET
venv/bin/python - <<'PYTHON'
import igraph
import networkx

graph = networkx.read_pajek("office.net")
print("networkx", networkx.__version__, sorted(graph), sorted((a, b) for a, b, _ in graph.edges))
other = igraph.Graph.Read_Pajek("office.net")
print("igraph", igraph.__version__, other.vs["name"], other.get_edgelist())
assert sorted(graph) == ["Kim", "bo"] and ("Kim", "Kim") in [(a, b) for a, b, _ in graph.edges]
assert other.vcount() == 3
PYTHON
