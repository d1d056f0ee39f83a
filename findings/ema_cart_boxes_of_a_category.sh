#!/bin/sh
# EMA Workbench: the boxes of CART are not those of its tree where it splits on a category.
#
# An outcome is 1 wherever a category is "p". CART finds that: its tree (scikit-learn's) foretells every row right. The
# boxes that are read off the tree, which are what a user is shown, are wrong: the side of a split on which the category
# *is* present is not limited at all, and the two rows of a box's limits share one set. So "p" is in the limits of
# neither as stats count them: both boxes hold the rest, coverage and density are 0 in both, and their masses add up to
# 1.40 of the rows. With a number that says the same the boxes are right. No error, no warning.
#
# Versions: ema_workbench 2.5.3 with pandas 2.3.3, scikit-learn 1.7.2, numpy 2.3.5. Needs Python 3.11 or later with venv
# and pip (PYTHON=python3.13 names another). Ends with 0 while this is still so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
	ema-workbench==2.5.3 pandas==2.3.3 scikit-learn==1.7.2 numpy==2.3.5
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import ema_workbench
import numpy
import pandas
from ema_workbench.analysis.cart import CART

draws = numpy.random.default_rng(0)
kind = draws.choice(["p", "q", "r"], 300)
failed = (kind == "p").astype(int)


def told(name, column):
    table = pandas.DataFrame({"size": draws.random(300), name: column})
    made = CART(table, failed)
    made.build_tree()
    right = made.clf.score(made._x, failed)
    for box, stats in zip(made.boxes, made.stats):
        print(name, box[name].tolist(), {key: round(float(value), 2) for key, value in stats.items()})
    print(f"  the tree is right in {right:.0%}, the boxes hold {sum(one['mass'] for one in made.stats):.2f} of the rows")
    return right, made.stats


print("ema_workbench", ema_workbench.__version__)
right, boxes = told("number", failed.astype(float))
assert right == 1.0 and sorted(one["density"] for one in boxes) == [0.0, 1.0]
assert abs(sum(one["mass"] for one in boxes) - 1.0) < 1e-9
right, boxes = told("kind", pandas.Categorical(kind))
assert right == 1.0 and sum(one["coverage"] for one in boxes) == 0.0 and sum(one["mass"] for one in boxes) > 1.3
PYTHON
