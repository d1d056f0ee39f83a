"""The machinery of the sign table: predictions, worlds, paired runs and verdicts, on a few parameters."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from crmsim.claims import read_claims
from crmsim.claims.read import EVIDENCE
from crmsim.declaration.parameter import extra
from crmsim.scenario.schema import fields
from experiments.signs import worlds as drawn_worlds
from experiments.signs.predictions import read_predictions
from experiments.signs.runs import GROUPS, PLACE, moved, run_all
from experiments.signs.table import COLUMNS, as_csv, as_markdown
from experiments.signs.verdicts import (
    CAME_OUT,
    EFFECT,
    NOISE,
    NOTHING,
    OPPOSITE,
    SMALL,
    differences,
    findings,
    holm,
    judge,
    two_tests,
)
from experiments.signs.worlds import ranks, sampled, value_at_rank, worlds

ROWS = read_predictions()
OWN = "own expectation"


def test_a_prediction_rests_on_claims_that_exist_or_says_that_it_is_our_own() -> None:
    for row in ROWS:
        basis = row.basis.partition(":")[0]
        if basis == OWN:
            continue
        named = basis.split(", ")
        assert all(name in read_claims() or EVIDENCE.fullmatch(name) for name in named), row


def test_a_parameter_that_declares_claims_is_predicted_by_one_of_them() -> None:
    """So that no source is left out where our own expectation would be easier to meet."""
    for name in dict.fromkeys(row.parameter for row in ROWS):
        declared = set(extra(fields()[name])["claims"])
        rows = [row for row in ROWS if row.parameter == name]
        named = {word for row in rows for word in row.basis.partition(":")[0].split(", ")}
        # A definition has a sign of its own; the claim it declares is told by another row, or by another parameter.
        if declared and name not in LEFT_TO_OTHERS:
            assert named & declared, f"{name} declares {declared}, its rows rest on {named}"


LEFT_TO_OTHERS = {
    "project.superuser_hours",  # I7: that superusers carry the others, told by their share
    "project.foundation_weeks", "project.implementation_weeks",  # I1: that there are steps
    "project.requirements", "project.surfacing",  # I4, I3: how they are counted and found
    "people.matchers", "people.hiring.matchers",  # G1, G6: told by givers and takers
    "exchange.memory",  # G1: told by forgiveness, of which it is only the speed
    "turnover.annual_rate", "turnover.voluntary_share",  # D8: told by attachment_weight
    "market.facts_each",  # C3: that there are facts to record
    "knowledge.topics",  # C1: that expertise sits in heads, told by absorption
    "climate.reversion",  # S1: that it is slower in public service
}  # fmt: skip


def test_worlds_lie_within_the_intervals_and_differ() -> None:
    made = worlds(3, seed=1, people=30, weeks=20)
    assert len({world.hash for world in made}) == 3
    assert [world.hash for world in worlds(3, seed=1, people=30, weeks=20)] == [world.hash for world in made]
    for world in made:
        shares = world.people
        assert shares.givers + shares.takers + shares.matchers == pytest.approx(1.0)
        for name in sampled():
            low, high = extra(fields()[name])["interval"]
            table, _, key = name.partition(".")
            assert low - 1e-9 <= getattr(getattr(world, table), key) <= high + 1e-9, name
    assert not any(name.startswith(("economy.", "organisation.")) for name in sampled())
    assert "motivation.gamification" not in sampled()


def test_a_parameter_more_or_less_leaves_the_values_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [world.content() for world in worlds(4, seed=1, people=30, weeks=20)]
    gone = "leadership.doubt"
    rest = [name for name in sampled() if name != gone]
    monkeypatch.setattr(drawn_worlds, "sampled", lambda: list(reversed(rest)))
    after = [world.content() for world in worlds(4, seed=1, people=30, weeks=20)]
    for old, new in zip(before, after, strict=True):
        assert old["leadership"].pop("doubt") != new["leadership"].pop("doubt")
        assert old == new


def test_a_column_of_the_hypercube_has_a_value_in_every_stratum() -> None:
    columns = [ranks(name, 10, 3) for name in ("work.slack", "work.fatigue")]
    assert all(sorted((column * 10).astype(int)) == list(range(10)) for column in columns)
    assert not np.array_equal(*columns)
    assert not np.array_equal(columns[0], ranks("work.slack", 10, 4))


def test_ranks_follow_the_triangle() -> None:
    low, high = extra(fields()["leadership.doubt"])["interval"]
    assert value_at_rank("leadership.doubt", 0.0) == pytest.approx(low)
    assert value_at_rank("leadership.doubt", 1.0) == pytest.approx(high)
    peak = fields()["leadership.doubt"].default
    assert value_at_rank("leadership.doubt", (peak - low) / (high - low)) == pytest.approx(peak)
    assert isinstance(value_at_rank("market.facts_each", 0.7), int)


def test_moving_one_share_rescales_the_others() -> None:
    (world,) = worlds(1, seed=2, people=30, weeks=20)
    people = moved(world, ("people.givers", 0.05, 0.5, ()), 0.5).people
    assert people.givers == 0.5
    assert people.takers / people.matchers == pytest.approx(world.people.takers / world.people.matchers)
    assert people.hiring.givers == 0.5  # those hired follow


def test_holm_is_the_textbook_one() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0]


def test_the_unit_is_a_world() -> None:
    nan = np.nan
    values = np.array([[[0.0, 1.0], [0.0, 3.0]], [[1.0, 1.0], [nan, 5.0]], [[nan, 1.0], [2.0, nan]]])
    by_world, low = differences(values)
    assert by_world.tolist() == [2.0, 0.0]  # the third world is undefined throughout
    assert low == pytest.approx(1.0 / 3.0)


def test_the_two_tests_agree_with_the_t_distribution() -> None:
    def upper_tail(t: float) -> float:
        """The closed form for 4 degrees of freedom."""
        part = 1.0 + t * t / 4.0
        return 0.5 - 0.375 * t / part**0.5 * (1.0 - t * t / part / 12.0)

    p, p_small = two_tests(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), 10.0)
    error = (2.5 / 5.0) ** 0.5
    assert p == pytest.approx(2.0 * upper_tail(3.0 / error))
    assert p_small == pytest.approx(upper_tail(7.0 / error))
    assert two_tests(np.zeros(5), 0.1) == (1.0, 0.0)
    assert two_tests(np.ones(5), 0.1) == (0.0, 1.0)
    assert two_tests(np.ones(1), 0.1) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("sign", "mean", "p", "p_small", "verdict"),
    [
        (1, 0.3, 0.01, 1.0, CAME_OUT),
        (-1, 0.3, 0.01, 1.0, OPPOSITE),
        (-1, -0.3, 0.01, 1.0, CAME_OUT),
        (1, 0.3, 0.2, 1.0, NOISE),
        (1, 0.001, 0.01, 0.01, SMALL),
        (0, 0.001, 0.6, 0.01, CAME_OUT),
        (0, 0.3, 0.01, 1.0, EFFECT),
        (0, 0.3, 0.2, 1.0, NOISE),
    ],
)
def test_verdicts(sign: int, mean: float, p: float, p_small: float, verdict: str) -> None:
    assert judge(sign, mean, p, p_small) == verdict


def test_three_parameters_from_prediction_to_page(tmp_path: Path) -> None:
    names = ("exchange.forgiveness", "turnover.annual_rate", "motivation.weariness")
    rows = [row for row in ROWS if row.parameter in names and row.outcome in ("help_rate", "departures", "user_share")]
    assert len(rows) == 3
    made = worlds(6, seed=3, people=40, weeks=40)
    values = run_all(made, [row.move for row in rows], seeds=2, jobs=1, folder=tmp_path)
    assert values.shape == (6, 3, 2, 2, len(GROUPS), len(PLACE))
    kept = sorted(tmp_path.glob("*.npy"))
    assert len(kept) == 6
    before = [path.stat().st_mtime_ns for path in kept]
    again = run_all(made, [row.move for row in rows], seeds=2, jobs=2, folder=tmp_path)
    assert np.array_equal(values, again, equal_nan=True)
    assert [path.stat().st_mtime_ns for path in kept] == before
    result = {finding.row.parameter: finding for finding in findings(rows, [row.move for row in rows], values)}
    assert result["turnover.annual_rate"].verdict == CAME_OUT
    assert result["turnover.annual_rate"].mean > 0.0
    assert result["exchange.forgiveness"].mean > 0.0
    assert result["exchange.forgiveness"].worlds == 6
    table = list(csv.DictReader(io.StringIO(as_csv(list(result.values())))))
    assert tuple(table[0]) == COLUMNS
    assert [row["parameter"] for row in table] == list(result)
    page = as_markdown(list(result.values()), [], "provenance", "the command", (0.0, 0.5))
    assert "`turnover.annual_rate` | 0.05 | 0.3 | departures | + |" in page
    assert "50% with over 95 %" in page


def test_a_parameter_out_of_reach_is_told_apart_from_a_small_one() -> None:
    """With the mechanism off, points cannot weary anybody."""
    rows = [row for row in ROWS if row.parameter == "motivation.weariness"]
    made = [world.changed(["mechanisms.adoption=false"]) for world in worlds(3, seed=4, people=30, weeks=20)]
    (finding,) = findings(rows, [row.move for row in rows], run_all(made, [row.move for row in rows], seeds=1, jobs=1))
    assert finding.verdict == NOTHING
    assert finding.mean == 0.0


def test_money_is_held_against_runs_without_a_project() -> None:
    rows = [row for row in ROWS if row.parameter in ("economy.licence_month", "work.slack")]
    moves = list(dict.fromkeys(row.move for row in rows))
    values = run_all(worlds(2, seed=5, people=30, weeks=40), moves, seeds=1, jobs=1)
    cost, benefit = (values[:, :, :, :, 0, PLACE[name]] for name in ("cost_nok", "benefit_nok"))
    assert np.isfinite(cost).all() and np.isfinite(benefit).all()
    low, high = cost[:, 1, :, 0], cost[:, 1, :, 1]
    assert (high > low).all()
    assert np.array_equal(benefit[:, 1, :, 0], benefit[:, 1, :, 1])  # prices of the project are no part of it


def test_the_shipped_page_covers_every_prediction(root: Path) -> None:
    table = list(csv.DictReader((root / "crmsim" / "evidence" / "signs.csv").open(encoding="utf-8")))
    text = [(row["parameter"], row["outcome"], row["with"], row["low"]) for row in table]
    assert text == [(row.parameter, row.outcome, " ".join(row.settings), str(row.low)) for row in ROWS]
    page = (root / "docs" / "signs.md").read_text(encoding="utf-8")
    for row in table:
        if row["verdict"] != CAME_OUT:
            assert f"- `{row['parameter']}` on {row['outcome']}" in page
