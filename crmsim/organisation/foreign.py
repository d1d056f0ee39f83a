"""Files that are recognised and not read: each is answered with the one command, or the one menu, that converts it."""

from __future__ import annotations

import re
from pathlib import Path

from crmsim.errors import CrmsimError
from crmsim.words import message

COPIED = re.compile(r"\w[\w.+-]*", re.ASCII)  # a file's name that may be pasted into any of the commands below
PANDAS = "python -c \"import pandas; pandas.{reader}(r'{file}').to_csv(r'{file}.csv', index=False)\""
# pandas reads text of SAS as bytes, and .xpt of version 8 not at all: findings/pandas_sas_transport_version_8.sh
PYREADSTAT = "python -c \"import pyreadstat; pyreadstat.{reader}(r'{file}')[0].to_csv(r'{file}.csv', index=False)\""
R_GRAPH = (
    'Rscript -e \'x <- {load}; igraph::write_graph(x, "{file}.graphml", "graphml")\''
    " (x a graph of igraph; of a network object intergraph::asIgraph(x), of the first period of a diffnet "
    "diffnet_to_igraph(x)[[1]])"
)

# What a file begins with, what it is, and what converts it; {file} stands for its name.
BEGINNINGS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", message("a PDF"), "the file that the PDF was made of"),
    (b"$FL2", message("an SPSS file"), PANDAS.replace("{reader}", "read_spss")),
    (b"$FL3", message("a compressed SPSS file"), PANDAS.replace("{reader}", "read_spss")),
    (b"<stata_dta>", message("a Stata file"), PANDAS.replace("{reader}", "read_stata")),
    (b"ARROW1", message("an Arrow file"), PANDAS.replace("{reader}", "read_feather")),
    (b"SQLite format 3", message("a SQLite database"),
     "sqlite3 -header -csv {file} 'select * from TABLE' > {file}.csv"),
    (b"\x80", message("a Python pickle"), "in Python: crmsim.organisation.read(the graph that was pickled)"),
    (b"RDX", message("R data"), R_GRAPH.format(load='get(load("{file}"))', file="{file}")),
    (b"\x1f\x8b", message("a compressed file"), "gunzip {file}, or for R data: " + R_GRAPH.format(
        load='readRDS("{file}")', file="{file}")),
    (b"BZh", message("a compressed file"), "bunzip2 {file}"),
    (b"\xfd7zXZ", message("a compressed file"), "unxz {file}"),
)  # fmt: skip
ENDINGS: dict[str, tuple[str, str]] = {
    ".##h": (message("a UCINET dataset"), "in UCINET: Data > Export > DL"),
    ".##d": (message("a UCINET dataset"), "in UCINET: Data > Export > DL"),
    ".vna": (message("a NetDraw file"), "in NetDraw: File > Save Data As > Pajek"),
    ".gml": (
        message("a GML graph"),
        # igraph leaves the numbers that stand for letters in GML (&#216;) as they are: findings/igraph_gml_letters.sh
        "python -c \"import html, igraph; g = igraph.Graph.Read_GML(r'{file}'); [s.__setitem__(a, [html.unescape(x) "
        "if isinstance(x, str) else x for x in s[a]]) for s in (g.vs, g.es) for a in s.attributes()]; "
        "g.write_graphml(r'{file}.graphml')\"",
    ),
    ".dot": (message("a Graphviz graph"), "gv2gml {file} > {file}.gml, and then as for GML"),
    ".gv": (message("a Graphviz graph"), "gv2gml {file} > {file}.gml, and then as for GML"),
    ".json": (
        message("JSON"),
        "python -c \"import json, networkx as n; d = json.load(open(r'{file}', encoding='utf-8')); n.write_graphml("
        "n.node_link_graph(d, edges='links' if 'links' in d else 'edges'), r'{file}.graphml')\"",
    ),
    ".mtx": (
        message("a Matrix Market file"),
        "python -c \"import scipy.io, scipy.sparse as s, networkx as n; n.write_graphml(n.relabel_nodes("
        "n.from_scipy_sparse_array(s.coo_array(scipy.io.mmread(r'{file}')), create_using=n.DiGraph), lambda i: i + 1), "
        "r'{file}.graphml')\"",
    ),
    ".sas7bdat": (message("a SAS file"), PYREADSTAT.replace("{reader}", "read_sas7bdat")),
    ".xpt": (message("a SAS file"), PYREADSTAT.replace("{reader}", "read_xport")),
    ".dta": (message("a Stata file"), PANDAS.replace("{reader}", "read_stata")),
    ".sav": (message("an SPSS file"), PANDAS.replace("{reader}", "read_spss")),
    ".rds": (message("R data"), R_GRAPH.format(load='readRDS("{file}")', file="{file}")),
    ".rda": (message("R data"), R_GRAPH.format(load='get(load("{file}"))', file="{file}")),
    ".rdata": (message("R data"), R_GRAPH.format(load='get(load("{file}"))', file="{file}")),
    ".gephi": (message("a Gephi project"), "in Gephi: File > Export > Graph file, as GraphML"),
}  # fmt: skip


def refuse_foreign(path: Path, content: bytes) -> None:
    """Refuse a file that is of another kind, and say what converts it.

    Raises
    ------
    CrmsimError
        Where the file is recognised.
    """
    result = ENDINGS.get(path.suffix.casefold())
    if result is None:
        result = next(((what, how) for start, what, how in BEGINNINGS if content.startswith(start)), None)
    if result is None and content.startswith(b"PK\x03\x04") and b"Project_xml" in content[:4000]:
        result = ENDINGS[".gephi"]
    if result is not None:
        plain = COPIED.fullmatch(path.name) is not None or "{file}" not in result[1]
        name = path.name if plain else f"data{path.suffix if COPIED.fullmatch(path.suffix[1:]) else ''}"
        how = result[1].replace("{file}", name)
        raise CrmsimError(
            message("is {kind}, which is not read", kind=result[0]),
            file=path,
            expected=how if plain else message("a copy of it called {name}, and then {how}", name=name, how=how),
        )
