#!/bin/sh
# igraph: letters that networkx writes into GML as numbers stay numbers.
#
# GML knows ASCII alone, so networkx writes Ø as &#216; and & as &#38; (as the format's own description has it, and as
# networkx reads it back). igraph 1.0.0 knows names such as &amp; and leaves numbers as they are: a department "Øst"
# becomes "&#216;st", in Python and in whatever igraph writes next. A RuntimeWarning tells of the first one only, and of
# no place in the file. The other way round neither goes: igraph writes Ø as it is, which networkx refuses.
#
# Versions: igraph 1.0.0, networkx 3.6.1. Needs Python 3.11 or later with venv and pip. Ends with 0 while this is still
# so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check igraph==1.0.0 networkx==3.6.1
cd "$folder"
venv/bin/python - <<'PYTHON'
import warnings

import igraph
import networkx

office = networkx.DiGraph()
office.add_node("Ann", department="Øst")
office.add_node("Bo", department="Salg & service")
office.add_edge("Ann", "Bo")
networkx.write_gml(office, "office.gml")
back = networkx.read_gml("office.gml")
assert [back.nodes[name]["department"] for name in back] == ["Øst", "Salg & service"]

with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    graph = igraph.Graph.Read_GML("office.gml")
print("igraph", igraph.__version__, "networkx", networkx.__version__, graph.vs["department"], len(told))
assert graph.vs["department"] == ["&#216;st", "Salg &#38; service"]
assert len(told) == 1

graph.vs["department"] = ["Øst", "Salg & service"]
graph.write_gml("again.gml")
try:
    networkx.read_gml("again.gml")
except networkx.NetworkXError as error:
    print("networkx:", error)
    assert "ASCII" in str(error)
else:
    raise SystemExit("networkx reads letters beyond ASCII now")
PYTHON
