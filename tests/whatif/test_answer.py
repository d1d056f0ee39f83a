"""What a what-if says, on runs of a small office, and on numbers whose answer is known."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from crmsim.analysis.money import YEARS
from crmsim.errors import CrmsimError
from crmsim.experiment import resolver_of, seed_of
from crmsim.mechanisms import COLUMN
from crmsim.mechanisms.economy import BENEFITS, COSTS
from crmsim.report.whatif_text import whatif_text
from crmsim.results.weekly import HOURS_OF
from crmsim.scenario import load
from crmsim.simulation.run import simulate
from crmsim.store.verify import verify
from crmsim.whatif.answer import SHOWN, Answer
from crmsim.whatif.asking import NOTHING, PLAN, Size
from crmsim.whatif.hangs import correlated, worth_knowing
from crmsim.whatif.measures import Measure, net_of
from crmsim.whatif.options import chosen
from crmsim.whatif.trials import Trials, year
from crmsim.whatif.trying import try_out
from crmsim.words import LANGUAGES, Teller

OFFICE = ["organisation.employees=16"]
WORLDS = 30


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A what-if of three options in thirty worlds."""
    plan = load("baseline", OFFICE, weeks=78)
    place = tmp_path_factory.mktemp("whatif") / "office"
    options = chosen(["walk_the_talk", "no_surveillance", "meetings"])
    account = try_out(plan, options, Size(WORLDS, 1), seed=5, jobs=0, out=place)
    assert not account.missing
    return place


@pytest.fixture(scope="module")
def answer(folder: Path) -> Answer:
    return Answer.read(folder)


def test_every_alternative_is_told_in_all_measures(answer: Answer) -> None:
    names = [one.name for one in answer.alternatives]
    assert names[:2] == [PLAN, NOTHING] and {"walk_the_talk", "no_surveillance", "meetings"} <= set(names)
    for one in answer.alternatives:
        assert set(SHOWN) <= set(one.ranges)
        assert (one.changes == {}) == (one.name == PLAN)
        assert len(one.money.net) == len(YEARS) and set(one.money.lines) == {*COSTS, *BENEFITS}
    assert answer.asked.people == 16 and answer.asked.horizon == 78


def test_the_numbers_are_those_of_the_runs(answer: Answer) -> None:
    trials = answer.trials
    point = next(p for p in trials.sweep.design.points() if p.world == 3 and p.values["option"] == "walk_the_talk")
    scenario = resolver_of(trials.experiment).resolve(point.settings)
    run = simulate(scenario, seed_of(trials.experiment, point, 0))
    place = trials.place("walk_the_talk")
    for years in YEARS:
        net = sum(run.money[name][: year(years)].sum() for name in BENEFITS) - sum(
            run.money[name][: year(years)].sum() for name in COSTS
        )
        assert answer.measures[net_of(years)].values[place, 3, 0] == pytest.approx(net)
    hours = sum(run.ledger[:78, 0, COLUMN[name.replace(":", "_")]].sum() for name in HOURS_OF)
    assert answer.measures["hours"].values[place, 3, 0] == pytest.approx(hours)
    users = run.ledger[74:78, 0, COLUMN["user"]] / run.ledger[74:78, 0, COLUMN["people"]]
    assert answer.measures["users"].values[place, 3, 0] == pytest.approx(16.0 * users.mean())


def test_doing_nothing_costs_and_gains_nothing(answer: Answer) -> None:
    nothing = answer.nothing
    assert all(value == 0.0 for line in nothing.money.lines.values() for value in line)
    assert nothing.ranges["users"].high == 0.0 and nothing.ranges["leavers"].mean > 0.0


def test_leaders_who_do_already_what_is_asked_are_told_as_the_same(answer: Answer) -> None:
    drawn = answer.trials.drawn
    already = (drawn["leadership.done"] >= 0.9) & (drawn["leadership.steadiness"] >= 0.9)
    assert np.array_equal(answer.trials.identical["walk_the_talk"], already)


def test_the_best_are_worse_in_nothing_that_matters(answer: Answer) -> None:
    for one in answer.best:
        verdicts = [one.changes[name].verdict for name in ("regular", "leavers", net_of(3))]
        assert "better" in verdicts and "worse" not in verdicts


def test_milestones_are_quantiles_of_what_was_run(answer: Answer) -> None:
    trials = answer.trials
    heads = trials.weekly("user_share")[trials.place(PLAN)] * 16
    for seen in answer.milestones.seen:
        assert seen.users == pytest.approx(tuple(np.quantile(heads[..., seen.week - 1], (0.1, 0.5, 0.9))))
    for rule in answer.milestones.rules:
        assert rule.below == pytest.approx((heads[..., rule.week - 1] < rule.threshold).mean())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [72, 90, 100, 140])
def test_nothing_of_the_table_is_cut_on_a_narrow_terminal(answer: Answer, language: str, width: int) -> None:
    text = whatif_text(answer, Teller(language, width))
    assert "…" not in text and max(map(len, text.splitlines())) <= width
    said = " ".join(text.split())
    means, unclear = {"en": ("Means over worlds", "Unclear:"), "nb": ("Gjennomsnitt over verdenene", "Uklart:")}[
        language
    ]
    assert means in said
    assert (unclear in said) == (unclear[:-1].casefold() in said.split(means)[0])


def test_the_same_command_again_computes_nothing(folder: Path) -> None:
    plan = load("baseline", OFFICE, weeks=78)
    options = chosen(["walk_the_talk", "no_surveillance", "meetings"])
    assert try_out(plan, options, Size(WORLDS, 1), seed=5, jobs=0, out=folder).computed == 0


def test_the_folder_is_whole_and_holds_no_design_but_the_last(folder: Path) -> None:
    assert not (folder / "earlier").exists()
    assert verify(folder).whole


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CrmsimError, match="holds no what-if"):
        Trials.read(tmp_path)


def test_what_was_planted_is_found_and_noise_is_not() -> None:
    rng = np.random.default_rng(1)
    drawn = {f"k{number}": rng.random(80) for number in range(120)}
    values = 3.0 * drawn["k7"] - 2.0 * drawn["k30"] + 0.2 * rng.standard_normal(80)
    assert {key for key, _ in correlated(drawn, values, 0)} == {"k7", "k30"}
    missed = sum(bool(correlated(drawn, rng.standard_normal(80), seed)) for seed in range(40))
    assert missed <= 6  # one in twenty is expected


def test_the_worth_of_knowing_is_that_of_choosing_in_its_light() -> None:
    """Two choices, of which one gains 100 x and the other nothing, x from -1 to 1: knowing x is worth 100 / 4."""
    rng = np.random.default_rng(2)
    worlds = 4_000
    x, y = rng.uniform(-1.0, 1.0, (2, worlds))
    gains = np.stack([np.zeros(worlds), 100.0 * x + rng.normal(0.0, 5.0, worlds)])
    uncertain = [SimpleNamespace(name=name, kind="range") for name in ("x", "y")]
    trials = SimpleNamespace(
        names=(PLAN, "a"), drawn={"x": x, "y": y}, place=lambda name: 0, asked=SimpleNamespace(unknown=("x", "y")),
        experiment=SimpleNamespace(uncertainties=uncertain, seed=0),
    )  # fmt: skip
    measure = Measure(net_of(3), "net", "NOK", "higher", 1.0, gains[..., None])  # type: ignore[arg-type]
    known = {one.key: one for one in worth_knowing(trials, {net_of(3): measure})}  # type: ignore[arg-type]
    assert known["x"].nok == pytest.approx(25.0, abs=2.5) and known["x"].certain
    assert known["y"].nok == 0.0
