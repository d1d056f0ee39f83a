"""From predictions to sweeps: what is run of each, in which worlds, and that runs are found again by what was asked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from crmsim.claims import claims_and_facts, read_placebos
from crmsim.evidence.ablation import (
    AS_IS,
    IMPOSSIBLE,
    NEEDS,
    OPEN,
    SAME,
    STRONGER,
    WEAKER,
    ablated,
    ablations,
    left,
)
from crmsim.evidence.register import Prediction, read_register
from crmsim.evidence.study import (
    PLACEBO,
    Group,
    Runs,
    Size,
    experiments,
    group_of,
    merged,
    named,
    placebo_of,
    run,
    run_folder,
    sides,
    with_placebo,
)
from crmsim.evidence.verdict import by_world, contrast, finding
from crmsim.experiment import design_of
from crmsim.store.load import load

DEEDS = Prediction(
    "K2", "made_up", "leaders who do: more users", "user_share", "+", weeks=30,
    given={"organisation.employees": 20}, start={"leadership.done": 0.2}, to={"leadership.done": 0.9},
)  # fmt: skip
EMERGENT = next(name for name, claim in claims_and_facts().items() if claim.kind == "emergent" and claim.placebo)


def test_sides_hold_what_is_given_and_what_is_compared() -> None:
    assert sides(DEEDS, {}) == {
        "from": {"organisation.employees": 20, "leadership.done": 0.2},
        "to": {"organisation.employees": 20, "leadership.done": 0.9},
    }
    four = replace(DEEDS, kind="interaction", one={"leadership.said": 0.1}, other={"leadership.said": 0.9})
    assert sides(four, {"mechanisms.help": False})["other from"] == {
        "organisation.employees": 20, "leadership.said": 0.9, "leadership.done": 0.2, "mechanisms.help": False,
    }  # fmt: skip


def test_later_settings_outweigh_and_interventions_and_rules_add_up() -> None:
    acts = [{"week": 3, "kind": "training", "hours": 1.0}]
    more = [{"week": 9, "kind": "training", "hours": 1.0}]
    made = merged({"a": 1, "intervention": acts, "rules": ["x:y"]}, {"a": 2, "intervention": more, "rules": ["x:y"]})
    assert made == {"a": 2, "intervention": [*acts, *more], "rules": ["x:y"]}


def test_a_setting_has_one_name_whatever_the_order_of_its_keys() -> None:
    assert named({"a": 1, "b": 2}) == named({"b": 2, "a": 1}) != named({"a": 1, "b": 3})


def test_only_what_is_emergent_and_claims_an_effect_has_a_placebo() -> None:
    made = replace(DEEDS, claim=EMERGENT)
    placebo = read_placebos()[claims_and_facts()[EMERGENT].placebo]
    assert placebo_of(made) and len(placebo_of(made) or {}) == len(placebo.settings)
    assert placebo_of(replace(made, predicted="0")) is None
    assert placebo_of(replace(made, placebo=False)) is None
    assert placebo_of(replace(made, basis="by construction")) is None
    assert list(with_placebo(made)) == [AS_IS, PLACEBO]


def test_money_needs_the_run_without_a_project() -> None:
    assert not group_of(DEEDS).money
    assert not group_of(replace(DEEDS, outcome="value_nok")).money
    assert group_of(replace(DEEDS, outcome="net_benefit_nok")).money


def test_the_worlds_do_not_hang_on_what_is_asked_together() -> None:
    other = replace(
        DEEDS, name="other", start={"exchange.memory": 0.3}, to={"exchange.memory": 0.9}, outcome="help_rate"
    )
    size = Size(4, 1)
    (alone,) = experiments([DEEDS], size).values()
    (both,) = experiments([other, DEEDS], size).values()
    drawn = []
    for experiment in (alone, both):
        name = named(sides(DEEDS, {})["to"])
        design = design_of(experiment)
        points = [point for point in map(design.point, range(design.size)) if point.values["setting"] == name]
        drawn.append([{key: value for key, value in point.values.items() if key != "setting"} for point in points])
    assert drawn[0] == drawn[1] and len(drawn[0]) == 4


def test_every_claim_can_be_asked_alone() -> None:
    """Also where all it asks is one level of one setting."""
    claims: dict[str, list[Prediction]] = {}
    for one in read_register().values():
        claims.setdefault(one.claim, []).append(one)
    asked = 0
    for predictions in claims.values():
        groups: dict[Group, set[str]] = {}
        for one in predictions:
            for beside in with_placebo(one).values():
                groups.setdefault(group_of(one), set()).update(map(named, sides(one, beside).values()))
        if any(len(settings) == 1 for settings in groups.values()):
            made = experiments(predictions, Size(2, 1))
            assert set(made) == set(groups)
            asked += 1
    assert asked


def test_what_is_found_is_what_the_runs_say(tmp_path: Path) -> None:
    size = Size(6, 1)
    run([DEEDS], size, tmp_path, jobs=0)
    runs = Runs(load(run_folder(tmp_path, group_of(DEEDS))))
    made = sides(DEEDS, {})
    more = runs.values(made["to"], "user_share") - runs.values(made["from"], "user_share")
    assert more.shape == (6, 1) and np.isfinite(more).all()
    assert np.array_equal(contrast(DEEDS, runs, {}), more)
    found = finding(DEEDS, runs)
    assert found.effect.mean == pytest.approx(float(by_world(more).mean())) and found.effect.worlds == 6
    assert found.placebo is None and found.basis == "by construction"


def test_what_is_left_without_a_mechanism() -> None:
    for low, high, rest in (
        (-0.5, 0.2, NEEDS), (-3.0, -2.0, NEEDS), (0.1, 0.4, WEAKER), (0.6, 1.4, SAME), (2.5, 3.0, STRONGER),
        (0.2, 1.5, OPEN), (math.nan, math.nan, IMPOSSIBLE),
    ):  # fmt: skip
        assert left(low, high) == rest, (low, high)


def test_what_is_left_is_told_world_by_world() -> None:
    """Effects that differ widely between worlds, of which a mechanism takes nine tenths everywhere."""

    class Made:
        def values(self, bundle: Mapping[str, Any], outcome: str) -> NDArray[np.float64]:
            worlds = np.linspace(-1.0, 9.0, 40)[:, None] * np.ones((1, 2))
            less = 0.1 if bundle.get("mechanisms.help") is False else 1.0
            return np.asarray(worlds * bundle["leadership.done"] * less)

    runs: Any = Made()
    rows = {one.without: one for one in ablated(replace(DEEDS, given={}), runs, runs)}
    assert rows["without help"].kept == pytest.approx(0.1) and rows["without help"].left in (NEEDS, WEAKER)
    assert rows["without climate"].kept == pytest.approx(1.0) and rows["without climate"].left == SAME
    assert rows[""].holds[0] == pytest.approx(35 / 40) and math.isnan(rows["without help"].holds[0])


def test_everything_that_can_be_taken_away_is() -> None:
    taken = ablations()
    assert taken[AS_IS] == {} and {"without help", "without climate", "styles_alike"} <= set(taken)
    assert len(taken) == 1 + len([name for name in taken if name.startswith("without ")]) + len(read_placebos())
