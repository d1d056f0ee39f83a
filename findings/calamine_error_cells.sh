#!/bin/sh
# calamine: a cell that holds an error, as #N/A, is read as empty.
#
# A look-up of the manager that fails leaves #N/A in the cell. python-calamine gives an empty text for it, as for a
# cell that holds nothing, so that a person whose manager was not found becomes one who has none. openpyxl 3.1.5 gives
# "#N/A". Known upstream and open: dimastbk/python-calamine, issue 105.
#
# Versions: python-calamine 0.9.1, openpyxl 3.1.5. Needs Python 3.11 or later with venv and pip. Ends with 0 while this
# is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-calamine==0.9.1 openpyxl==3.1.5
cd "$folder"

venv/bin/python - <<'PYTHON'
from importlib.metadata import version

import openpyxl
import python_calamine

book = openpyxl.Workbook()
for row in (["employee", "manager"], ["ann", None], ["bo", "#N/A"]):
    book.active.append(row)
book.save("office.xlsx")
assert openpyxl.load_workbook("office.xlsx").active["B3"].data_type == "e"  # an error, and no text
found = python_calamine.CalamineWorkbook.from_path("office.xlsx").get_sheet_by_index(0).to_python()
print("python-calamine", version("python-calamine"), found)
print("openpyxl", version("openpyxl"), [cell.value for cell in openpyxl.load_workbook("office.xlsx").active["B"]])
assert found[1] == ["ann", ""] and found[2] == ["bo", ""]
PYTHON
