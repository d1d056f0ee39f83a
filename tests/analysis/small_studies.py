"""Studies with made-up numbers, one of each design, so that findings and their telling are tested without a sweep."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
from SALib.sample import sobol as sobol_sampler

from crmsim.analysis.study import LOST, Study
from crmsim.experiment import Failure
from crmsim.experiment.factor import Factor
from crmsim.experiment.trajectories import trajectories
from crmsim.scenario import load

OUTCOMES = ("routine_share", "net_benefit_nok", "success", "weeks_to_half_users")
LONG = "adoption.a_parameter_whose_name_goes_on_and_on_and_on_for_ever"
KINDS = ("scenarios", "grid", "mixture", "three", "one_at_a_time", "lhs", "sobol", "groups", "morris", "worlds")


def study_of(kind: str, runs: int = 100, many: int = 4, holes: bool = True) -> Study:
    """A study of a design; "mixture" and "three" are grids, "groups" a Sobol sample of groups.

    Parameters
    ----------
    many:
        Factors of a sampled design.
    holes:
        Whether runs are missing and values undefined.
    """
    maker = {"sobol": _sobol, "groups": _sobol, "morris": _morris, "lhs": _lhs, "worlds": _worlds}
    if kind in maker:
        return _filled(*maker[kind](kind, many), runs if kind == "worlds" else 1, holes)
    points, factors = _chosen(kind)
    real = "grid" if kind in ("mixture", "three") else kind
    return _filled(pd.DataFrame(points), factors, {"kind": real}, runs, holes)


def _chosen(kind: str) -> tuple[list[dict[str, object]], tuple[Factor, ...]]:
    if kind == "scenarios":
        names = ("baseline", "walk_the_talk", "surveillance_unexplained", "technology_alone")
        return [{"scenario": name} for name in names], (Factor("scenario", "lever", "scenarios", names),)
    if kind == "mixture":
        keys = ("people.givers", "people.takers", "people.matchers")
        shares = [(i / 4, j / 4, (4 - i - j) / 4) for i in range(5) for j in range(5 - i)]
        return [dict(zip(keys, one, strict=True)) for one in shares], (
            Factor("styles", "lever", "mixture", keys=keys, steps=4),
        )
    levels: dict[str, tuple[object, ...]] = {
        "leadership.said": (0.2, 0.5, 0.8),
        "project.leader_style": ("giver", "taker"),
    }
    if kind == "three":
        levels[LONG] = (1.0, 2.0)
    factors = tuple(Factor(name, "lever", "list", values) for name, values in levels.items())
    if kind == "one_at_a_time":
        base = {"leadership.said": 0.5, "project.leader_style": "giver"}
        moved = [{**base, name: value} for name, values in levels.items() for value in values if value != base[name]]
        return [base, *moved], factors
    return [dict(zip(levels, one, strict=True)) for one in itertools.product(*levels.values())], factors


def _uncertain(many: int) -> tuple[Factor, ...]:
    names = ["exchange.cost", "adoption.threshold_mean", LONG, *(f"table.factor_{k}" for k in range(3, many))][:many]
    return tuple(Factor(name, "uncertainty", "range", distribution="uniform") for name in names)


def _lhs(kind: str, many: int) -> tuple[pd.DataFrame, tuple[Factor, ...], dict[str, object]]:
    factors = _uncertain(many)
    sample = np.random.default_rng(0).random((600, many))
    return pd.DataFrame(sample, columns=[factor.name for factor in factors]), factors, {"kind": "lhs"}


def _sobol(kind: str, many: int) -> tuple[pd.DataFrame, tuple[Factor, ...], dict[str, object]]:
    factors = _uncertain(many)
    names = [factor.name for factor in factors]
    problem = {"num_vars": many + 1, "names": [*names, "seed"], "bounds": [[0.0, 1.0]] * (many + 1)}
    parts, members, about = (*names, "seed"), (), {}
    if kind == "groups":
        members = ("behaviour", "technology", *["process"] * (many - 2), "seed")
        parts = tuple(dict.fromkeys(members))
        problem["groups"] = list(members)
        about = {"groups": dict.fromkeys(parts[:-1], ())}
    sample = sobol_sampler.sample(problem, 128, calc_second_order=False, seed=1)
    points = pd.DataFrame(sample[:, :-1], columns=names)
    points["seed"] = (np.arange(len(points)) % (len(parts) + 2) >= len(parts)).astype(float) + 2.0 * (
        np.arange(len(points)) // (len(parts) + 2)
    )
    return points, factors, {"kind": "sobol", "problem": parts, "members": members, **about}


def _morris(kind: str, many: int) -> tuple[pd.DataFrame, tuple[Factor, ...], dict[str, object]]:
    factors = _uncertain(many)
    names = [factor.name for factor in factors]
    sample = trajectories((*factors, None), [[place] for place in range(many + 1)], 20, 4, 1)
    points = pd.DataFrame(sample[:, :-1], columns=names)
    points["seed"] = (sample[:, -1] > 0.5).astype(float) + 2.0 * (np.arange(len(points)) // (many + 2))
    return points, factors, {"kind": "morris", "problem": (*names, "seed"), "sample": sample}


def _worlds(kind: str, many: int) -> tuple[pd.DataFrame, tuple[Factor, ...], dict[str, object]]:
    factors = (Factor("leadership.done", "lever", "list", (0.2, 0.5, 0.8)), *_uncertain(3))
    drawn = np.random.default_rng(1).random((128, 3))
    rows = [
        {
            "leadership.done": done,
            **dict(zip([f.name for f in factors[1:]], world, strict=True)),
            "world": w,
            "lever": k,
        }
        for w, world in enumerate(drawn)
        for k, done in enumerate((0.2, 0.5, 0.8))
    ]
    return pd.DataFrame(rows), factors, {"kind": "worlds"}


def _filled(
    points: pd.DataFrame, factors: tuple[Factor, ...], about: dict[str, object], runs: int, holes: bool
) -> Study:
    generator = np.random.default_rng(2)
    runs = 8 if about["kind"] == "worlds" else runs
    size = (len(points), runs)
    same = generator.normal(size=(1, runs))
    if "seed" in points:
        _, place = np.unique(points["seed"], return_inverse=True)
        same = generator.normal(size=(place.max() + 1, runs))[place]
    elif about["kind"] == "worlds":
        same = np.repeat(generator.normal(size=(128, runs)), 3, axis=0)
    columns = [name for factor in factors for name in (factor.keys or (factor.name,))]
    weight = 1.0
    effect = np.zeros(len(points))
    for name in columns:
        column = points[name]
        number = (
            column.to_numpy(float) if pd.api.types.is_numeric_dtype(column) else column.map(len).to_numpy(float) / 20.0
        )
        effect += weight * number
        weight *= -0.5
    noise = 0.02 * generator.normal(size=size) * (about["kind"] not in ("sobol", "morris"))
    share = np.clip(0.3 + 0.25 * effect[:, None] + 0.05 * same + noise, 0.0, 1.0)
    stored = {
        "routine_share": share,
        "net_benefit_nok": 4e6 * (share - 0.4) + 1e5 * same,
        "success": (share + 0.02 * same > 0.42).astype(float),
        "weeks_to_half_users": np.full(size, 40.0),
    }
    asked, done = np.ones(size, dtype=bool), np.ones(size, dtype=bool)
    lost = pd.DataFrame(columns=list(LOST))
    if holes:
        done[1, -1] = False
        stored = {name: np.where(done, values, np.nan) for name, values in stored.items()}
        stored["net_benefit_nok"][-1, 0] = np.nan
        lost = pd.DataFrame(
            [{"point": 1, "replicate": runs - 1, "seed": 7, "run_id": "ab", "status": "failed", "error": "no"}]
        )
    return Study(
        name="made_up", title="Made up", question="What of it?", outcomes=OUTCOMES, factors=factors,
        points=points.drop(columns="seed", errors="ignore"), stored=stored, asked=asked, done=done, lost=lost,
        failure=Failure("success", below=0.5), base=load("baseline"), title_nb="Oppdiktet", question_nb="Hva så?",
        **about,
    )  # type: ignore[arg-type]  # fmt: skip
