#!/bin/sh
# lifelines: the estimate of interval-censored times falls a step late.
#
# Three people of whom it is known that each adopted within a span, 0 to 2, 1 to 3 and 2 to 4. If the ends belong to the
# spans, all three may have adopted at 2, and the likelihood is highest where all did: nobody is left from 2 on. The
# estimate of lifelines is 1 at 2 and 0 from 3 on. Of four times known to the week, in 1, 2, 3 and 4 and so in (0, 1] to
# (3, 4], .75, .5, .25 and 0 are left; lifelines tells 1, .51, .49 and 0. And of four plain durations 1, 2, 3, 4 the
# median is 2 in lifelines and 3 in statsmodels; R's survfit goes halfway, 2.5. No error, no warning.
#
# Versions: lifelines 0.30.0, statsmodels 0.15.0, numpy 2.4.6, scipy 1.17.1, pandas 3.1.1. Needs Python 3.11 or later
# with venv and pip (PYTHON=python3.13 names another). Ends with 0 while this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
	statsmodels==0.15.0 lifelines==0.30.0 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1
"$folder/venv/bin/python" - <<'PYTHON'
import warnings

import lifelines
from lifelines import KaplanMeierFitter
from statsmodels.duration.survfunc import SurvfuncRight

warnings.simplefilter("ignore")


def left(low, high):
    fitter = KaplanMeierFitter().fit_interval_censoring(low, high)
    return fitter.survival_function_["NPMLE_estimate_upper"].round(2).to_dict()


spans, weeks = left([0, 1, 2], [2, 3, 4]), left([0, 1, 2, 3], [1, 2, 3, 4])
medians = KaplanMeierFitter().fit([1, 2, 3, 4]).median_survival_time_, SurvfuncRight([1, 2, 3, 4], [1] * 4).quantile(0.5)
print("lifelines", lifelines.__version__, spans, weeks, "medians", medians)
assert spans[2] == 1.0 and spans[3] == 0.0
assert weeks[1] == 1.0 and weeks[2] > 0.5 > weeks[3] and weeks[4] == 0.0
assert medians == (2.0, 3)
PYTHON
