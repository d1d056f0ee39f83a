#!/bin/sh
# igraph and rustworkx: a GraphML tie that says its own direction is read as if it did not.
#
# GraphML graphs may be mixed: edgedefault holds for edges that say nothing, and an edge may say directed="false" (or
# "true") for itself. igraph and rustworkx pass the attribute over. The undirected tie becomes one arc, in the order in
# which its ends happen to be written, without error or warning. networkx 3.6.1 refuses such a file.
#
# Versions: igraph 1.0.0, rustworkx 0.18.1, networkx 3.6.1. Needs Python 3.11 or later with venv and pip. Ends with 0
# while this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check igraph==1.0.0 rustworkx==0.18.1 networkx==3.6.1
cd "$folder"
cat > office.graphml <<'XML'
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<graph edgedefault="directed"><node id="ann"/><node id="bo"/><node id="cy"/>
<edge source="ann" target="bo" directed="false"/><edge source="bo" target="cy"/></graph>
</graphml>
XML
venv/bin/python - <<'PYTHON'
import igraph
import networkx
import rustworkx

graph = igraph.Graph.Read_GraphML("office.graphml")
print("igraph", igraph.__version__, graph.is_directed(), graph.get_edgelist(), graph.es.attributes())
assert graph.is_directed() and graph.get_edgelist() == [(0, 1), (1, 2)] and "directed" not in graph.es.attributes()
(other,) = rustworkx.read_graphml("office.graphml")
print("rustworkx", rustworkx.__version__, type(other).__name__, list(other.weighted_edge_list()))
assert isinstance(other, rustworkx.PyDiGraph) and list(other.weighted_edge_list()) == [(0, 1, {}), (1, 2, {})]
try:
    networkx.read_graphml("office.graphml")
except networkx.NetworkXError as error:
    print("networkx", networkx.__version__, "refuses:", error)
else:
    raise SystemExit("networkx reads it now")
PYTHON
