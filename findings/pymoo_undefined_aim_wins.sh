#!/bin/sh
# pymoo: a setting of which an aim is NaN beats those of which all is known.
#
# Of (1, 4), (2, 2), (4, 1) and (NaN, 3), less is better, the sorting into fronts of pymoo 0.6.2 puts (1, 4), which
# nothing beats, behind (NaN, 3): only numbers are compared, 3 is less than 4, and no comparison with NaN speaks against
# it. So in NSGA-II, where half of what is drawn first has an undefined aim (here: wherever y is above .5),
# the whole population has one after 40 generations, and that is what it gives as the best. Nothing is said.
#
# Versions: pymoo 0.6.2 with numpy 2.4.6. Needs Python 3.11 or later with venv and pip. Ends with 0 while this is still
# so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pymoo==0.6.2 numpy==2.4.6
"$folder/venv/bin/python" -W error::RuntimeWarning - <<'PYTHON'
import numpy as np
import pymoo
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.core.problem import ElementwiseProblem
from pymoo.optimize import minimize
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

points = np.array([[1.0, 4.0], [2.0, 2.0], [4.0, 1.0], [np.nan, 3.0]])
fronts = [sorted(int(one) for one in front) for front in NonDominatedSorting().do(points)]
print("pymoo", pymoo.__version__, "fronts", fronts)
assert 0 not in fronts[0]
assert [sorted(int(one) for one in front) for front in NonDominatedSorting().do(points[:3])] == [[0, 1, 2]]


class Known(ElementwiseProblem):
    """The best are all (x, 0)."""

    def __init__(self, gaps):
        super().__init__(n_var=2, n_obj=2, xl=0.0, xu=1.0)
        self.gaps = gaps

    def _evaluate(self, x, out, *args, **kwargs):
        out["F"] = [x[0], np.nan if self.gaps and x[1] > 0.5 else 1.0 - x[0] + x[1]]


for gaps in (False, True):
    found = minimize(Known(gaps), NSGA2(pop_size=40), ("n_gen", 40), seed=1)
    undefined = np.isnan(found.pop.get("F")).any(axis=1).mean()
    best = np.isnan(found.F).any(axis=1).mean()
    print("gaps" if gaps else "no gaps", "undefined in the population", undefined, "among the best", best)
    assert undefined == best == (1.0 if gaps else 0.0)
PYTHON
