"""What each parameter moves: told from planted effects, and no number stays that moves nothing and nothing needs."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import numpy as np

from crmsim.claims import read_claims
from crmsim.declaration.parameter import extra
from crmsim.mechanisms import OUTCOME, OUTCOMES
from crmsim.scenario import load
from crmsim.scenario.schema import fields
from crmsim.simulation import Simulation
from experiments.signs.predictions import read_predictions
from experiments.signs.reach import MOVES, NOTHING, UNKNOWN, Reach, as_csv, as_markdown, moves_to_run, reaches
from experiments.signs.runs import GROUPS, Floats

WORLDS, SEEDS = 12, 2
NAMES = ("work.slack", "work.slip", "work.fatigue")
CITED = re.compile(r"\b[GDKCISNEO]\d+\b|\brows? [a-z_]+|targets|calibrat")


def planted(effects: dict[str, dict[str, float]], noise: float) -> Floats:
    """Runs in which each parameter moves these outcomes by this multiple of what matters, and noise of it besides."""
    rng = np.random.default_rng(5)
    shape = (WORLDS, len(NAMES), SEEDS, 2, len(GROUPS), len(OUTCOMES))
    values = np.zeros(shape)
    for place, outcome in enumerate(OUTCOMES):
        level = 100.0 if outcome.relative else 0.0
        matters = outcome.matters * (100.0 if outcome.relative else 1.0)
        values[..., place] = level + noise * matters * rng.standard_normal(shape[:-1])
        for number, name in enumerate(NAMES):
            values[:, number, :, 1, :, place] += effects.get(name, {}).get(outcome.name, 0.0) * matters
    return values


def told(effects: dict[str, dict[str, float]], noise: float) -> dict[str, Reach]:
    return {one.move[0]: one for one in reaches([(name, 0.0, 1.0, ()) for name in NAMES], planted(effects, noise))}


def test_what_was_planted_is_found_and_nothing_else() -> None:
    found = told({"work.slack": {"output": 3.0, "requests": -5.0}, "work.slip": {"output": 0.3}}, 0.05)
    assert {name: one.verdict for name, one in found.items()} == {
        "work.slack": MOVES, "work.slip": NOTHING, "work.fatigue": NOTHING,
    }  # fmt: skip
    assert found["work.slack"].outcome == "requests"  # the most, whichever way
    assert -5.2 < found["work.slack"].times < -4.8


def test_noise_is_neither() -> None:
    assert {one.verdict for one in told({}, 2.0).values()} == {UNKNOWN}


def test_an_effect_below_what_matters_is_not_called_one() -> None:
    assert told({"work.slack": {"output": 0.9}}, 0.02)["work.slack"].verdict == NOTHING


def test_files_hold_each_parameter_once() -> None:
    found = list(told({"work.slack": {"output": 3.0}}, 0.05).values())
    table = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert [row["parameter"] for row in table] == list(NAMES)
    page = "\n".join(as_markdown(found))
    assert "1 move something, 2 are shown to move nothing, of 0 it cannot be told" in page
    assert "`work.slip`" in page and "`work.slack`" not in page


def test_numbers_of_an_organisation_are_moved_too() -> None:
    moves = [move[0] for move in moves_to_run(read_predictions())]
    assert {"organisation.clustering", "organisation.levels"} <= set(moves)
    assert "organisation.employees" not in moves


def test_both_ends_of_an_organisations_intervals_can_be_had() -> None:
    """An interval is what is plausible, so what it names can be run: 2 levels with departments could not."""
    for name, low, high, _ in (move for move in moves_to_run(()) if move[0].startswith("organisation.")):
        for value in (low, high):
            made = Simulation(load("baseline", [f"{name}={value}"], weeks=1), 1)
            assert made.organisation.key.size == made.scenario.organisation.employees, (name, value)


def test_no_number_stays_that_moves_nothing_and_that_nothing_needs(root: Path) -> None:
    """Needed: by a claim, a fact, a limit with a known answer, or a row that is fitted, as its declaration says."""
    claimed = {name for claim in read_claims().values() for name in (*claim.parameters, *claim.levers)}
    table = list(csv.DictReader((root / "experiments" / "signs" / "moves.csv").open(encoding="utf-8")))
    assert {row["parameter"] for row in table} >= {row.parameter for row in read_predictions()}
    for row in table:
        meta = extra(fields()[row["parameter"]])
        needed = meta["claims"] or row["parameter"] in claimed or CITED.search(meta["source"])
        assert row["verdict"] != NOTHING or needed, f"{row['parameter']} moves nothing and nothing needs it: remove it"
        assert row["outcome"] in OUTCOME
