"""Designs: how many points, which, in what order, with which seeds."""

# ruff: noqa: E501 - files of experiments as text: a case a line

from __future__ import annotations

import itertools
import pickle

import numpy as np
import pytest
from experiment_texts import HEAD, grid, known, sampled
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.sample import sobol as salib_sobol

from crmsim.errors import CrmsimError
from crmsim.experiment import SEED_STRIDE, Point, design_of, from_text, resolver_of, seed_of
from crmsim.experiment.levels import digits

THREE = '"exchange.cost" = "interval"\n"project.leader_style" = ["giver", "taker"]\n"system.fit" = { low = 0.2, high = 0.8, distribution = "triangular", peak = 0.5 }'
WORLDS = (
    f'{HEAD}runs = 1\nseed = 3\n[design]\nkind = "worlds"\nsamples = SAMPLES\n'
    '[levers]\n"leadership.said" = [0.2, 0.5, 0.9]\n"project.leader_style" = ["giver", "taker"]\n'
    '[uncertainties]\n"exchange.cost" = "interval"\n"system.fit" = "interval"\n'
)


def all_points(experiment: object) -> list[Point]:
    return list(design_of(experiment).points())  # type: ignore[arg-type]


def test_a_grid_is_every_combination_the_last_first() -> None:
    result = from_text(grid('"leadership.said" = [0.2, 0.5]\n"project.leader_style" = ["giver", "taker", "matcher"]'))
    points = all_points(result)
    assert [tuple(point.values.values()) for point in points] == list(
        itertools.product((0.2, 0.5), ("giver", "taker", "matcher"))
    )
    assert [point.number for point in points] == list(range(6))
    assert {point.seed_block for point in points} == {0}
    assert design_of(result).columns == ("leadership.said", "project.leader_style")
    assert design_of(result).sample.tolist() == [[float(a), float(b)] for a in range(2) for b in range(3)]
    scenario = resolver_of(result).resolve(points[5].settings)
    assert (scenario.leadership.said, scenario.project.leader_style) == (0.5, "matcher")


@given(st.lists(st.integers(1, 5), max_size=4))
def test_digits_count(counts: list[int]) -> None:
    size = int(np.prod(counts)) if counts else 1
    assert [tuple(digits(n, counts)) for n in range(size)] == list(itertools.product(*map(range, counts)))


def test_named_scenarios_take_the_place_of_the_base() -> None:
    result = from_text(
        grid('scenario = ["baseline", "giver_rich"]\n"leadership.said" = [0.2, 0.5]')
        + "[constants]\norganisation.employees = 30\n"
    )
    points = all_points(result)
    assert [point.scenario for point in points] == ["baseline", "baseline", "giver_rich", "giver_rich"]
    resolver = pickle.loads(pickle.dumps(resolver_of(result)))
    scenario = resolver.resolve(points[3].settings, points[3].scenario)
    assert (scenario.name, scenario.organisation.employees, scenario.leadership.said) == ("giver_rich", 30, 0.5)
    assert scenario.people.givers == result.others["giver_rich"].people.givers != result.base.people.givers  # type: ignore[union-attr]


def test_alternatives_and_mixtures_type_all_their_settings() -> None:
    result = from_text(
        grid(
            'mix = { mixture = ["people.givers", "people.takers", "people.matchers"], steps = 2 }\n'
            'acts = { alternatives = { none = {}, train = { intervention = [{ week = 3, kind = "training", hours = 2 }], "leadership.said" = 0.9 } } }'
        )
    )
    points = all_points(result)
    assert len(points) == 12
    assert design_of(result).columns == ("people.givers", "people.takers", "people.matchers", "acts")
    last = resolver_of(result).resolve(points[-1].settings)
    assert (last.people.givers, last.people.matchers, last.leadership.said) == (1.0, 0.0, 0.9)
    assert [entry.kind for entry in last.interventions] == ["training"]
    assert points[-1].values["acts"] == "train"


def test_one_at_a_time_moves_one_and_leaves_out_what_the_base_has() -> None:
    levers = '"leadership.said" = [0.7, 0.9, 0.1]\n"project.leader_style" = ["matcher", "giver"]\nscenario = ["baseline", "giver_rich"]\na = { alternatives = { x = { "exchange.cost" = 0.3 }, y = {} } }'
    result = from_text(grid(levers, design='kind = "one_at_a_time"') + '[uncertainties]\n"system.fit" = "interval"\n')
    assert result.base is not None
    assert result.base.leadership.said == 0.7
    points = all_points(result)
    base = points[0]
    assert base.settings == ()
    assert base.values == {
        "leadership.said": 0.7, "project.leader_style": result.base.project.leader_style, "scenario": "baseline", "a": None,
        "system.fit": result.base.system.fit,
    }  # fmt: skip
    for point in points[1:]:
        moved = [name for name in base.values if point.values[name] != base.values[name]]
        assert len(moved) == 1
        assert point.seed_block == 0
    assert [point.values["leadership.said"] for point in points[1:3]] == [0.9, 0.1]
    assert [point.scenario for point in points if point.scenario] == ["giver_rich"]
    assert {point.values["system.fit"] for point in points[1:]} == {result.base.system.fit, *_ends(result)}
    assert len(points) == design_of(result).size == design_of(result).sample.shape[0]


def _ends(found: object) -> tuple[float, float]:
    factor = found.factors[-1]  # type: ignore[attr-defined]
    return factor.low, factor.high


def test_a_latin_hypercube_has_each_slice_once_and_a_seed_block_a_point() -> None:
    result = sampled("lhs", 50, THREE)
    design = design_of(result)
    assert design.factors == ("exchange.cost", "project.leader_style", "system.fit")
    for column in design.sample.T:
        assert sorted(np.floor(column * 50).astype(int).tolist()) == list(range(50))
    assert [point.seed_block for point in design.points()] == list(range(50))
    styles = [point.values["project.leader_style"] for point in design.points()]
    assert styles.count("giver") == 25


@pytest.mark.parametrize("first", [3, 25, 64])
def test_a_latin_hypercube_that_grows_keeps_its_points_and_stays_one(first: int) -> None:
    begun = design_of(sampled("lhs", first, THREE)).sample
    for times in (1, 2, 4, 8):
        size = first * times
        grown = design_of(sampled("lhs", size, THREE, f"first = {first}"))
        assert np.array_equal(grown.sample[: len(begun)], begun)  # so that only new runs are computed
        for column in grown.sample.T:
            assert sorted(np.floor(column * size).astype(int).tolist()) == list(range(size))
        begun = grown.sample
    assert [point.seed_block for point in grown.points()] == list(range(size))
    assert np.abs(np.corrcoef(begun.T) - np.eye(3)).max() < 0.2 + 1.0 / first


@pytest.mark.parametrize("second", [False, True])
@pytest.mark.parametrize("grouped", [False, True])
def test_sobol_is_saltellis_sample_with_the_seed_as_the_last_factor(second: bool, grouped: bool) -> None:
    more = f"second_order = {str(second).lower()}"
    groups = '\n[groups]\nsystem = ["system.*"]\nrest = ["*"]' if grouped else ""
    result = sampled("sobol", 8, THREE, more + groups)
    design = design_of(result)
    problem = design.problem()
    assert problem["names"] == [*(factor.name for factor in result.factors), "seed"]
    assert problem.get("groups") == (["rest", "rest", "system", "seed"] if grouped else None)
    dimensions = 3 if grouped else 4
    block = dimensions * (2 if second else 1) + 2
    assert design.dimensions == dimensions
    assert design.size == 8 * block == len(design.sample)
    expected = salib_sobol.sample(problem, 8, calc_second_order=second, seed=np.random.default_rng(0))
    np.testing.assert_array_equal(design.sample[:, :-1], expected[:, :-1])
    seed_blocks = np.array([point.seed_block for point in design.points()]).reshape(8, block)
    # what SALib did to its own last column is what happens to the seed
    theirs = expected[:, -1].reshape(8, block)
    for i in range(8):
        assert seed_blocks[i, 0] == 2 * i
        assert seed_blocks[i, -1] == 2 * i + 1
        np.testing.assert_array_equal(seed_blocks[i] == 2 * i, theirs[i] == theirs[i, 0])
        np.testing.assert_array_equal(seed_blocks[i] == 2 * i + 1, theirs[i] == theirs[i, -1])
    assert len(np.unique(design.sample[:, -1])) == 16
    assert (design.sample[:, -1] > 0).all()
    assert (design.sample[:, -1] < 1).all()


def test_more_samples_keep_the_runs_of_fewer() -> None:
    few, many = (design_of(sampled("sobol", samples, THREE)) for samples in (8, 16))
    assert [(p.values, p.seed_block) for p in few.points()] == [(p.values, p.seed_block) for p in many.points()][
        : few.size
    ]
    few, many = (design_of(sampled("morris", samples, THREE)) for samples in (5, 9))
    assert [(p.values, p.seed_block) for p in few.points()] == [(p.values, p.seed_block) for p in many.points()][
        : few.size
    ]
    few, many = (design_of(from_text(WORLDS.replace("SAMPLES", samples))) for samples in ("7", "20"))
    assert list(few.points()) == list(many.points())[: few.size]


@pytest.mark.parametrize("grouped", [False, True])
def test_morris_moves_one_factor_a_step_the_seed_too(grouped: bool) -> None:
    groups = '\n[groups]\nsystem = ["system.*"]\nrest = ["*"]' if grouped else ""
    result = sampled("morris", 6, THREE, f"levels = 6{groups}")
    design = design_of(result)
    steps = design.dimensions + 1
    assert design.size == 6 * steps
    members = list((design.groups or {name: (name,) for name in design.factors}).values())
    for t in range(6):
        rows = design.sample[t * steps : (t + 1) * steps]
        seed_blocks = [design.seed_block(t * steps + k) for k in range(steps)]
        moved = [
            {n for n, a, b in zip(design.factors, *pair, strict=True) if a != b} for pair in itertools.pairwise(rows)
        ]
        assert sorted(map(sorted, moved)) == sorted(map(sorted, members))
        place = moved.index({"seed"})
        assert seed_blocks == [2 * t] * (place + 1) + [2 * t + 1] * (steps - place - 1)


MIXED = (
    '"exchange.cost" = "interval"\n"project.requirements" = { low = 21, high = 25 }\n'
    '"project.prototype" = [false, true]\n"project.leader_style" = ["any", "giver", "taker"]\n'
    '"leadership.said" = [0.9, 0.3, 0.6]'
)


def test_morris_samples_every_kind_of_factor_evenly_and_compares_all_of_its_values() -> None:
    design = design_of(sampled("morris", 60, MIXED, "levels = 6"))
    steps = design.dimensions + 1
    points = list(design.points())
    for name, values in {
        "project.requirements": range(21, 26), "project.prototype": (False, True),
        "project.leader_style": ("any", "giver", "taker"), "leadership.said": (0.3, 0.6, 0.9),
    }.items():  # fmt: skip
        first = [points[t * steps].values[name] for t in range(60)]
        last = [points[(t + 1) * steps - 1].values[name] for t in range(60)]
        assert [first.count(value) for value in values] == [60 // len(values)] * len(values)
        assert [last.count(value) for value in values] == [60 // len(values)] * len(values)
        pairs = list(zip(first, last, strict=True))
        counts = {pair: pairs.count(pair) for pair in pairs}
        assert all(one != other for one, other in pairs) and len(set(counts.values())) == 1
        if len(values) == 3:
            assert len(counts) == 6
    moved = design.sample[steps - 1 :: steps, 0] - design.sample[::steps, 0]
    np.testing.assert_allclose(np.abs(moved), 0.6)


def test_worlds_meet_every_setting_with_the_same_seeds() -> None:
    result = from_text(WORLDS.replace("SAMPLES", "5"))
    design = design_of(result)
    points = list(design.points())
    assert design.size == len(points) == 30
    assert [(point.world, point.lever) for point in points] == [(w, lever) for w in range(5) for lever in range(6)]
    for point in points:
        assert point.seed_block == point.world
        assert seed_of(result, point, 2) == 3 + point.world * SEED_STRIDE + 2
        first = points[6 * point.world]
        assert point.values["exchange.cost"] == first.values["exchange.cost"]
        levers = points[point.lever]
        assert point.values["leadership.said"] == levers.values["leadership.said"]
        assert point.values["project.leader_style"] == levers.values["project.leader_style"]
    assert len({point.values["exchange.cost"] for point in points}) == 5
    assert design.sample.shape == (30, 4)
    # points in any order are the same points
    assert [design.point(number) for number in (29, 3, 17)] == [points[29], points[3], points[17]]


def test_worlds_that_are_no_power_of_two_fill_the_cube_evenly() -> None:
    many = design_of(from_text(WORLDS.replace("SAMPLES", "256"))).cube  # type: ignore[attr-defined]
    for column in many.T:
        assert sorted(np.floor(column * 256).astype(int).tolist()) == list(range(256))


@pytest.mark.parametrize("kind", ["lhs", "sobol", "morris"])
def test_the_seed_makes_the_sample_and_nothing_else_does(kind: str) -> None:
    one, same, other = (
        design_of(sampled(kind, 8, THREE, head=head)).sample for head in ("", "limit = 9\n", "seed = 1\n")
    )
    np.testing.assert_array_equal(one, same)
    assert (one[:, :3] != other[:, :3]).any()


def test_functions_have_a_seed_factor_only_where_they_have_noise() -> None:
    assert design_of(known("ishigami", "sobol", 4)).factors == ("x1", "x2", "x3")
    assert design_of(known("ishigami", "sobol", 4)).size == 4 * 5
    assert {point.seed_block for point in all_points(known("ishigami", "lhs", 4))} == {0}
    assert design_of(known("ishigami_noisy", "sobol", 4)).factors[-1] == "seed"
    assert all_points(known("ishigami", "morris", 4))[0].settings == ()


KINDS = st.sampled_from(["lhs", "sobol", "morris"])


@settings(max_examples=30, deadline=None)
@given(
    KINDS, st.integers(1, 4), st.integers(0, 2**62), st.lists(st.integers(0, 3), min_size=1, max_size=4, unique=True)
)
def test_every_value_lies_in_its_range_or_list(kind: str, power: int, seed: int, chosen: list[int]) -> None:
    lines = [
        '"exchange.cost" = "interval"',
        '"project.leader_style" = ["giver", "taker"]',
        '"organisation.employees" = { low = 20, high = 60, distribution = "log" }',
        '"system.fit" = { low = 0.2, high = 0.8, distribution = "normal", peak = 0.3 }',
    ]
    result = sampled(kind, 2**power, "\n".join(lines[place] for place in chosen), head=f"seed = {seed}\n")
    for point in all_points(result):
        for factor in result.factors:
            value = point.values[factor.name]
            if factor.kind == "range":
                assert factor.low <= value <= factor.high
                assert isinstance(value, int if factor.whole else float)
            else:
                assert value in factor.choices
        assert [(setting.key, setting.value) for setting in point.settings] == list(point.values.items())


BOUNDED = (
    '[levers.choice.alternatives]\nas_now = {}\nat_least = { "leadership.done" = { at_least = 0.7 } }\n'
    'at_most = { "leadership.done" = { at_most = 0.3 }, "project.training_hours" = { at_least = 20 } }\n'
    'set = { "leadership.done" = 0.5 }\n'
)


def test_in_worlds_a_lever_outweighs_what_nobody_knows_and_bounds_leave_what_is_beyond_them() -> None:
    text = f'{HEAD}runs = 1\n[design]\nkind = "worlds"\nsamples = 16\n{BOUNDED}[uncertainties]\n"leadership.done" = "interval"\n'
    result = from_text(text)
    resolver = resolver_of(result)
    seen = set()
    for point in all_points(result):
        drawn = point.values["leadership.done"]
        done = resolver.resolve(point.settings).leadership.done
        expected = {"as_now": drawn, "at_least": max(drawn, 0.7), "at_most": min(drawn, 0.3), "set": 0.5}
        assert done == expected[point.values["choice"]]
        assert len({setting.key for setting in point.settings}) == len(point.settings)
        seen.add((point.values["choice"], done == drawn))
    assert seen >= {("at_least", True), ("at_least", False), ("at_most", True), ("at_most", False)}


def test_bounds_hold_against_the_base_where_nothing_else_varies_the_key() -> None:
    text = f'{HEAD}runs = 5\n[design]\nkind = "grid"\n{BOUNDED}'
    with pytest.raises(CrmsimError, match="held constant too"):
        from_text(f'{text}[constants]\n"leadership.done" = 0.8\n')
    result = from_text(text)
    resolver = resolver_of(result)
    done = [resolver.resolve(point.settings).leadership.done for point in all_points(result)]
    hours = [resolver.resolve(point.settings).project.training_hours for point in all_points(result)]
    assert (done, hours) == ([0.6, 0.7, 0.3, 0.5], [12.0, 12.0, 20.0, 12.0])


@pytest.mark.parametrize(
    ("value", "words"),
    [("{ at_last = 0.7 }", "not a way to change"), ('{ at_least = "x" }', "not a way to change"),
     ("{ at_least = 0.1, at_most = 0.9 }", "not a way to change"), ("{ at_least = true }", "not a way to change"),
     ("{ at_least = 7.0 }", "leadership.done")],
)  # fmt: skip
def test_a_wrong_bound_is_refused_with_its_key(value: str, words: str) -> None:
    text = f'{HEAD}runs = 5\n[design]\nkind = "grid"\n[levers.choice.alternatives]\na = {{}}\nb = {{ "leadership.done" = {value} }}\n'
    with pytest.raises(CrmsimError, match=words) as refused:
        from_text(text)
    assert "leadership.done" in str(refused.value)


def test_a_bound_where_scenarios_are_varied_is_refused() -> None:
    levers = f'[levers]\nscenario = ["baseline", "giver_rich"]\n{BOUNDED}'
    with pytest.raises(CrmsimError, match="where scenarios are varied"):
        from_text(f'{HEAD}runs = 5\n[design]\nkind = "grid"\n{levers}')
