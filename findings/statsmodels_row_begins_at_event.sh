#!/bin/sh
# statsmodels: a row that begins at an event is counted at risk at it.
#
# With exposure that changes in time a person has a row for each span (start, stop], and the next begins where the one
# before ended. statsmodels takes start <= t <= stop for at risk at an event at t, so that at a tied time a person is
# there twice, with the exposure before and after. R's survival (Surv(start, stop, event)) and lifelines take
# start < t <= stop. Six rows of five people, for which R and lifelines give .633, come out as .481, the log of the golden
# ratio; the data set test2 of R's own tests (-.02110521 with Efron's ties, Therneau & Grambsch 2000, appendix E) as 0.
# No error, no warning.
#
# Versions: statsmodels 0.15.0 with numpy 2.4.6, scipy 1.17.1, pandas 3.1.1; lifelines 0.30.0. Needs Python 3.11 or
# later with venv and pip (PYTHON=python3.13 names another). Ends with 0 while this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
	statsmodels==0.15.0 lifelines==0.30.0 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1
"$folder/venv/bin/python" - <<'PYTHON'
import math

import lifelines
import pandas
import statsmodels
from lifelines import CoxTimeVaryingFitter
from statsmodels.duration.hazard_regression import PHReg

six = pandas.DataFrame({
    "person": [1, 1, 2, 3, 4, 5], "start": [0, 2, 0, 0, 0, 0], "stop": [2, 4, 2, 3, 4, 5],
    "event": [0, 1, 1, 1, 0, 0], "x": [0.0, 1.0, 1.0, 0.0, 0.0, 1.0],
})
two = pandas.DataFrame({
    "person": range(10), "start": [1, 2, 5, 2, 1, 7, 3, 4, 8, 8], "stop": [2, 3, 6, 7, 8, 9, 9, 9, 14, 17],
    "event": [1, 1, 1, 1, 1, 1, 1, 0, 0, 0], "x": [1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0],
})


def of_statsmodels(rows):
    return PHReg(rows.stop, rows[["x"]], status=rows.event, entry=rows.start, ties="efron").fit().params[0]


def of_lifelines(rows):
    fitter = CoxTimeVaryingFitter()
    return fitter.fit(rows, id_col="person", start_col="start", stop_col="stop", event_col="event").params_.iloc[0]


for name, rows, known in (("six rows", six, 0.6329818786), ("test2", two, -0.02110521)):
    print(name, "known", known, "statsmodels", statsmodels.__version__, of_statsmodels(rows), "lifelines",
          lifelines.__version__, of_lifelines(rows))
    assert abs(of_lifelines(rows) - known) < 1e-4
assert abs(of_statsmodels(six) - math.log((1.0 + math.sqrt(5.0)) / 2.0)) < 1e-4 and abs(of_statsmodels(two)) < 1e-6
PYTHON
