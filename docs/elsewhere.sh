#!/bin/sh
# What other programs do with tables like ours, and that our own tables do not lead there; docs/elsewhere.md tells it.
#
# Versions: SALib 1.6.0, DuckDB 2.0.1, Polars 2.1.0, pyarrow 26.0.1, statsmodels 0.15.0, pandas 3.1.1, EMA Workbench
# 2.5.3. Needs Python 3.11 or later with venv and pip, and a checkout. Ends with 0 while all of this is still so.
set -eu
checkout=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "$checkout" SALib==1.6.0 duckdb==2.0.1 \
	polars==2.1.0 pyarrow==26.0.1 statsmodels==0.15.0 pandas==3.1.1 ema-workbench==2.5.3
cd "$folder"

venv/bin/python - <<'PYTHON'
import logging
import warnings
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars
import pyarrow as pa
import pyarrow.dataset as dataset
import pyarrow.parquet as pq
import statsmodels.api as sm
import statsmodels.formula.api as smf
from ema_workbench.analysis.cart import CART
from SALib.analyze import delta, fast, sobol
from SALib.sample import fast_sampler
from SALib.sample import sobol as sobol_sampler

import crmsim

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}
generator = np.random.default_rng(1)


def refused(call):
    try:
        call()
    except Exception as error:
        return type(error).__name__
    return None


# SALib: one undefined run, an outcome of yes and no, an outcome that does not vary
x = sobol_sampler.sample(problem, 128, calc_second_order=False, seed=1)
y = x[:, 0] + 0.5 * x[:, 1]
assert sobol.analyze(problem, y, calc_second_order=False, seed=1)["ST"][0] > 0.7
y[7] = np.nan
indices = sobol.analyze(problem, y, calc_second_order=False, seed=1)
print("sobol, one undefined run of", y.size, indices["S1"], indices["ST"])
assert not indices["S1"].any() and not indices["ST"].any()
x = generator.random((512, 3))
found = delta.analyze(problem, x, (x[:, 0] > 0.5).astype(float), seed=1)
print("delta, yes or no by a alone", found["delta_balanced"], found["delta_step"], found["S1"])
assert found["delta_balanced"].argmin() == 0 and np.isnan(found["delta_step"]).all() and found["S1"].argmax() == 0
same = fast.analyze(problem, np.full(len(fast_sampler.sample(problem, 100, seed=1)), 0.1), seed=1)
print("fast, always 0.1", same["ST"])
assert np.allclose(same["ST"], 1.0)

# Files of other types under one glob
Path("glob").mkdir()
pq.write_table(pa.table({"x": pa.array([1, 2], pa.int64())}), "glob/part-0.parquet")
pq.write_table(pa.table({"x": [2.5]}), "glob/part-1.parquet")
print("DuckDB", duckdb.sql("SELECT x FROM 'glob/*.parquet'").fetchall())
assert duckdb.sql("SELECT x FROM 'glob/*.parquet'").fetchall()[2] == (2,)
assert duckdb.sql("SELECT x FROM read_parquet('glob/*.parquet', union_by_name = true)").fetchall()[2] == (2.5,)
print("Polars", refused(lambda: polars.read_parquet("glob/*.parquet")))
print("pyarrow", refused(lambda: dataset.dataset("glob").to_table()))
assert refused(lambda: polars.read_parquet("glob/*.parquet")) and refused(lambda: dataset.dataset("glob").to_table())

# statsmodels: true and false
table = pd.DataFrame({"said": x[:, 0], "success": x[:, 0] + 0.3 * generator.normal(size=512) > 0.5})
model = {"formula": "success ~ said", "family": sm.families.Binomial()}
wrong = smf.glm(data=table, **model).fit().params["said"]
right = smf.glm(data=table.astype(float), **model).fit().params["said"]
print("statsmodels, true or false", wrong, "as 1 or 0", right)
assert wrong < 0 < right

# EMA Workbench: whole numbers
whole = pd.DataFrame({"n": generator.integers(0, 3, 512), "x": x[:, 0]})


def boxes(columns):
    tree = CART(columns, (whole["n"] > 1).to_numpy().astype(int), 0.05)
    tree.build_tree()
    return tree.boxes


print("CART, whole numbers", refused(lambda: boxes(whole)), "as floats", refused(lambda: boxes(whole.astype(float))))
assert refused(lambda: boxes(whole)) == "TypeError" and refused(lambda: boxes(whole.astype(float))) is None

# Our own tables: null where undefined, with its reason; the same columns in every file; SALib's sample without gaps
Path("small.toml").write_text("""
title = "A small firm for a few weeks"
question = "What cannot be told of it?"
expect = "What takes longer."
outcomes = ["user_share"]
runs = 1
[constants]
"organisation.employees" = 20
"scenario.weeks" = 6
[design]
kind = "lhs"
samples = 100
[uncertainties]
"people.takers" = { low = 0.0, high = 0.5 }
""", encoding="utf-8")
sweep = crmsim.sweep("small.toml", out="small", jobs=0)
runs = duckdb.sql("SELECT * FROM 'small/runs/*.parquet' WHERE status = 'done'").df()
undefined = [name for name in sweep.stored if runs[name].isna().any()]
print("ours, undefined in some of", len(runs), "runs:", undefined)
assert undefined
for name in undefined:
    assert runs.loc[runs[name].isna(), "reasons"].str.contains(f'"{name}":').all()
    assert refused(lambda name=name: sweep.salib(name)) == "CrmsimError"
assert len(sweep.salib("output").Y) == len(runs) == polars.read_parquet("small/runs/*.parquet").height == 100
Path("known.toml").write_text("""
title = "A known answer"
question = "How many files?"
expect = "Two."
outcomes = ["value"]
function = "ishigami"
runs = 1
[design]
kind = "lhs"
samples = 5001
[uncertainties]
x1 = { low = -3, high = 3 }
x2 = [1, 2, 3]
x3 = { low = -3, high = 3 }
""", encoding="utf-8")
crmsim.sweep("known.toml", out="known", jobs=0)
schemas = [pq.read_schema(file) for file in sorted(Path("known/runs").glob("*.parquet"))]
print("ours, files:", len(schemas), "types:", {str(kind) for kind in schemas[0].types})
assert len(schemas) == 2 and schemas[0].equals(schemas[1], check_metadata=True)
PYTHON
