#!/bin/sh
# networkx: strengths over time in a GEXF file become the last of them.
#
# GEXF gives a tie facts over time as several attvalues with start and end. networkx.read_gexf keeps them as a list of
# (value, start, end), but not where the attribute has the id "weight", as files for Gephi call the strength of a tie:
# whatever has that id is taken for a fact that does not change, each value overwrites the one before, and the tie has
# the strength of the last period. Whatever else has that id, called trust, say, becomes the weight. No error, no warning.
#
# Versions: networkx 3.6.1. Needs Python 3.11 or later with venv and pip. Ends with 0 while this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check networkx==3.6.1
cd "$folder"
cat > weight.gexf <<'XML'
<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">
<graph defaultedgetype="directed" mode="dynamic" timeformat="double">
<attributes class="edge" mode="dynamic"><attribute id="weight" title="Weight" type="double"/></attributes>
<nodes><node id="ann" label="ann"/><node id="bo" label="bo"/></nodes>
<edges><edge id="0" source="ann" target="bo"><attvalues>
<attvalue for="weight" value="5.0" start="1" end="8"/><attvalue for="weight" value="1.0" start="8" end="9"/>
</attvalues></edge></edges>
</graph></gexf>
XML
sed 's/id="weight"/id="w"/; s/for="weight"/for="w"/g' weight.gexf > other.gexf
sed 's/ mode="dynamic"//; s/title="Weight"/title="trust"/' weight.gexf > trust.gexf
venv/bin/python - <<'PYTHON'
import networkx

found = {}
for name in ("weight", "other", "trust"):
    ((_, _, found[name]),) = networkx.read_gexf(f"{name}.gexf").edges(data=True)
    print("networkx", networkx.__version__, name, found[name])
assert found["weight"]["weight"] == 1.0 and "Weight" not in found["weight"]
assert found["other"]["Weight"] == [(5.0, 1.0, 8.0), (1.0, 8.0, 9.0)]
assert "trust" not in found["trust"] and "weight" in found["trust"]
PYTHON
