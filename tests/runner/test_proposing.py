"""What is looked at next where an aim is undefined: pymoo alone would prefer just that."""

import numpy as np
import pytest

from crmsim.experiment import from_text
from crmsim.runner.proposing import Evolution

SEARCH = """
title = "Half of what is drawn is undefined"
function = "zdt1"
outcomes = ["f1", "f2"]
runs = 1
[design]
kind = "search"
settings = 2000
population = 40
[aims]
f1 = "lower"
f2 = "lower"
[levers]
""" + "".join(f"x{number} = {{ low = 0.0, high = 1.0 }}\n" for number in range(1, 7))


def test_settings_of_which_an_aim_is_undefined_die_out() -> None:
    pytest.importorskip("pymoo")
    search = Evolution(from_text(SEARCH, "gaps"))
    shares = []
    for _ in range(80):
        asked = search.ask()
        undefined = asked[:, 1] > 0.5
        values = np.column_stack([asked[:, 0], 1.0 - asked[:, 0] + asked[:, 1]])
        values[undefined, 0] = np.nan
        search.tell(values[None])
        shares.append(undefined.mean())
    assert shares[0] > 0.3 and np.mean(shares[-10:]) < 0.05
    assert (search.algorithm.pop.get("X")[:, 1] <= 0.5).all()
    assert (search.algorithm.opt.get("CV") <= 0.0).all()
