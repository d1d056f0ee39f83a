#!/bin/sh
# pandas: a SAS transport file of version 8 is "not an XPORT file", and text of version 5 comes as bytes.
#
# Surveys of employees are handed on as .xpt. pyreadstat 1.3.7 writes version 8 unless told otherwise; pandas 3.1.1
# reads version 5 alone, and of version 8 says that it is no such file, not that it is newer. What it does read of
# version 5 has text as bytes, which to_csv writes as b'Ann'; a warning says that this will change, and that is all.
# pyreadstat reads both, as text.
#
# Versions: pandas 3.1.1, pyreadstat 1.3.7. Needs Python 3.11 or later with venv and pip. Ends with 0 while this is
# still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 pyreadstat==1.3.7
cd "$folder"
venv/bin/python - <<'PYTHON'
import pandas
import pyreadstat

people = pandas.DataFrame({"name": ["Ann", "Bo"], "years": [3.0, 1.5]})
pyreadstat.write_xport(people, "as_usual.xpt")
pyreadstat.write_xport(people, "older.xpt", file_format_version=5)
print("pandas", pandas.__version__, "pyreadstat", pyreadstat.__version__)
try:
    pandas.read_sas("as_usual.xpt")
except ValueError as error:
    print("version 8:", error)
    assert "not an XPORT file" in str(error)
else:
    raise SystemExit("pandas reads version 8 now")
text = pandas.read_sas("older.xpt").to_csv(index=False)
print("version 5:", text.splitlines()[1])
assert text.splitlines()[1] == "b'Ann',3.0"
for file in ("as_usual.xpt", "older.xpt"):
    assert list(pyreadstat.read_xport(file)[0]["name"]) == ["Ann", "Bo"]
PYTHON
