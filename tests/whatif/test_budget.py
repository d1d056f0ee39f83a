"""The best use of a budget: on combinations whose answer is known, and on runs of a small office."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from crmsim.declaration.outcome import Outcome
from crmsim.errors import CrmsimError
from crmsim.experiment import design_of
from crmsim.experiment.runs import Runs
from crmsim.report.budget_text import budget_text, recommended
from crmsim.report.page.budget import budget_section
from crmsim.report.page.html import as_html
from crmsim.report.page.letter import as_text
from crmsim.report.page.sections import report_of
from crmsim.scenario import load
from crmsim.store.place import BUDGET
from crmsim.store.verify import verify
from crmsim.whatif.answer import Answer
from crmsim.whatif.asking import NOTHING, Size, whatif
from crmsim.whatif.budget import FREE, BudgetAnswer, best_use, kept
from crmsim.whatif.measures import ENERGY, LEAVERS, REGULAR
from crmsim.whatif.options import OPTIONS, can_join, chosen
from crmsim.whatif.subsets import front, guessed, joinable
from crmsim.whatif.trying import try_out
from crmsim.whatif.uses import MONEY, OWN, OWN_NOK, PAID, Bench, Use, name_of, pare, search
from crmsim.words import Teller

OFFICE = ["organisation.employees=10", 'scenario.worlds="reference_firm"', "economy.licence_month=450"]
NAMES = ["walk_the_talk", "fewer_licences"]
WORLDS, ELSEWHERE = 16, 10  # in the first search, and in each of the others


def test_combinations_contradict_themselves_nowhere_and_none_is_left_out() -> None:
    every = joinable(OPTIONS)
    assert len({tuple(row) for row in every.tolist()}) == len(every) == 2**11 * 3  # two roll-outs exclude each other
    assert not every[0].any()
    for row in every[::97]:
        taken = [option for option, wanted in zip(OPTIONS, row, strict=True) if wanted]
        assert all(can_join(one, other) for one, other in combinations(taken, 2))


def test_the_front_is_what_nothing_outdoes_by_enough_to_matter() -> None:
    #                  plan        free gain    same box    dear gain   dear, no gain
    values = np.array([[0.0, 0.0], [0.0, -3.0], [0.2, -2.9], [5.0, -9.0], [6.0, -3.0]])
    assert front(values) == [1, 3]
    assert front(np.zeros((3, 2))) == [0]


def test_a_guess_learns_what_options_add_and_what_pairs_do_to_it() -> None:
    rng = np.random.default_rng(4)
    every = joinable(
        chosen(["walk_the_talk", "explain_why", "superusers", "meetings", "require_use", "fewer_licences"])
    )
    alone = rng.normal(0.0, 1.0, 6)
    pairs = np.triu(rng.normal(0.0, 0.5, (6, 6)), 1)
    truth = (every @ alone + np.einsum("ri,ij,rj->r", every, pairs, every))[:, None]
    tried = every.sum(axis=1) <= 2
    off = guessed(every[tried], truth[tried], every) - truth
    additive = (every @ alone)[:, None] - truth
    assert np.abs(off[tried]).max() < 0.2
    assert np.sqrt(np.square(off[~tried]).mean()) < 0.25 * np.sqrt(np.square(additive[~tried]).mean())


class Planted(Bench):
    """A bench whose combinations do what is planted: option i costs, gains and harms what stands in row i."""

    def __init__(self, options, rows: np.ndarray) -> None:
        self.options, self.rows = tuple(options), rows
        self.asked_for = 0
        self.asked = SimpleNamespace(people=100)
        plain = Outcome("x", "x", "people", None, None, "sum", None, None, "lower", 1.0, called="x")
        self.uses, self.declared = {}, dict.fromkeys((REGULAR, LEAVERS, ENERGY, MONEY, PAID, OWN), plain)

    def run(self, asked) -> None:
        for each in [(), *asked]:
            self.asked_for += name_of(each) not in self.uses
            paid, regular, harmed = self.rows[[self.options.index(option) for option in each]].sum(axis=0).tolist()
            flat = np.zeros(50)
            harm = np.where(np.arange(50) < harmed, -5.0, 0.0)
            worlds = {PAID: flat + 100.0 + paid, REGULAR: flat + 40.0 + regular, MONEY: harm}
            worlds |= {LEAVERS: flat, ENERGY: flat, OWN: flat, OWN_NOK: flat}
            self.uses.setdefault(name_of(each), Use(name_of(each), tuple(each), worlds))


@pytest.mark.parametrize("budget", [100.0, 130.0, 165.0, 1000.0])
def test_the_search_finds_the_best_of_all_by_trying_few(budget: float) -> None:
    options = chosen(
        ["walk_the_talk", "explain_why", "superusers", "meetings", "require_use", "fewer_licences", "needs_analysis"]
    )
    rows = np.array([[0, 8, 0], [30, 6, 0], [35, 9, 0], [0, 20, 20], [0, 0, 0], [-20, -9, 40], [60, 4, 0]], dtype=float)
    bench, whole = Planted(options, rows), Planted(options, rows)
    every = joinable(options)
    found = search(bench, every, budget, most=24)
    whole.run([tuple(o for o, taken in zip(options, row, strict=True) if taken) for row in every])
    best, known = bench.choice(budget), whole.choice(budget)
    assert best is not None and known is not None
    assert best.mean(REGULAR) == known.mean(REGULAR) and best.mean(PAID) <= budget and len(found.missed) <= 24
    assert "meetings" not in best.name  # it harms two worlds in five
    assert bench.asked_for <= 1 + 7 + 24 < len(every) == 128


def test_an_option_that_adds_nothing_is_spared() -> None:
    options = chosen(["walk_the_talk", "explain_why", "require_use"])
    bench = Planted(options, np.array([[0.0, 8.0, 0.0], [0.0, 0.0, 0.0], [0.0, 6.0, 0.0]]))
    bench.run([options])
    assert len(bench.choice(100.0).options) == 3
    pare(bench, 100.0)
    assert bench.choice(100.0).name == "walk_the_talk+require_use"


def test_where_the_plan_is_too_dear_nothing_is_chosen() -> None:
    bench = Planted(chosen(["fewer_licences"]), np.array([[-50.0, -9.0, 40.0]]))
    bench.run([bench.options])
    assert bench.choice(60.0) is None and bench.choice(100.0) is bench.plan


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BudgetAnswer]:
    """A what-if, and the best use of a budget in its folder."""
    place = tmp_path_factory.mktemp("budget") / "office"
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr("crmsim.whatif.budget.LEAST_WORLDS", ELSEWHERE)
    plan, options = load("baseline", OFFICE, weeks=78), chosen(NAMES)
    try_out(plan, options, Size(WORLDS, 1), seed=3, jobs=0, out=place)
    answer = best_use(plan, options, 2e6, Size(WORLDS, 1), 3, 0, place)
    monkeypatch.undo()
    return place, answer


def test_nothing_is_computed_twice_and_the_folder_stays_whole(office) -> None:
    place, answer = office
    assert answer.tried == answer.possible == 4
    assert not verify(place).problems
    computed: list[int] = []
    bench = Bench(
        load("baseline", OFFICE, weeks=78), chosen(NAMES), Size(WORLDS, 1), 3, place, 0,
        lambda progress: computed.append(progress.computed), None,
    )  # fmt: skip
    bench.run([chosen(NAMES)])
    assert computed and not any(computed)


def test_what_was_found_is_kept_and_told_on_the_page(office, tmp_path: Path) -> None:
    place, answer = office
    assert repr(kept(place)) == repr(answer)
    for language in ("en", "nb"):
        teller = Teller(language)
        report = report_of(Answer.read(place), teller, kept(place))
        section = next(one for one in report.sections if one.name == "budget")
        assert section.blocks == budget_section(answer, teller).blocks
        sure = next(one for one in report.sections if one.name == "sure").blocks[0]
        assert any(" 9 " in line for line in sure.texts)  # the licence is given
        assert recommended(answer, teller)[0] in as_html(report).split('id="sure"')[0].replace("&#x27;", "'")
        assert recommended(answer, teller)[0].split()[-1] in as_text(Answer.read(place), teller, answer)
    copied = tmp_path / "copy"
    shutil.copytree(place, copied)
    assert kept(copied) is not None
    (copied / BUDGET).write_text((copied / BUDGET).read_text().replace("2000000", "3000000"))
    assert verify(copied).problems
    with pytest.raises(CrmsimError, match="not what was written"):
        kept(copied)
    (copied / BUDGET).unlink()
    assert kept(copied) is None


def test_other_combinations_meet_the_worlds_of_the_what_if() -> None:
    plan, options = load("baseline", OFFICE), chosen(NAMES)
    whole = whatif(plan, options, size=Size(4, 1), seed=3)
    part = whatif(plan, options[:1], size=Size(4, 1), seed=3, beside=options)
    ours, theirs = (
        {Runs(one, "code").run(point.number, 0) for point in design_of(one).points()} for one in (part, whole)
    )
    assert len(ours) == 4 * 3 and ours < theirs


def test_what_is_told_was_run(office) -> None:
    _, answer = office
    assert answer.nothing.mean(PAID) == 0.0 and answer.plan.mean(PAID) > 0.0
    assert answer.choice is not None and answer.choice.robust and answer.choice.mean(PAID) <= answer.budget
    assert max(answer.choice.worse.values()) <= 0.1
    assert [one.seed for one in answer.repeats] == sorted({one.seed for one in answer.repeats}) and len(
        answer.repeats
    ) == 3
    for option in answer.free:
        assert abs(answer.added[option.name]) <= FREE * answer.plan.mean(PAID)
    if answer.fresh is not None:
        assert answer.fresh.worlds == answer.fresh.changes[REGULAR].pairs == 3 * ELSEWHERE
    assert any(way.name == NOTHING for way in answer.front)  # nothing is cheaper


@pytest.mark.parametrize("language", ["en", "nb"])
def test_the_answer_is_told_in_both_languages(office, language: str) -> None:
    _, answer = office
    teller = Teller(language, 100)
    text = budget_text(answer, teller)
    assert teller(answer.choice.options[0].title if answer.choice.options else "the plan as it is") in text
    assert "{" not in text and max(map(len, text.splitlines())) <= 100
    poor = replace(answer, budget=0.0, choice=None, affordable=answer.nothing, fresh=None)
    wanted = {"en": "Only doing nothing can be paid for.", "nb": "Det eneste det er råd til, er å la være."}
    assert wanted[language] in " ".join(budget_text(poor, teller).split())


@pytest.mark.parametrize("budget", [-1.0, float("nan"), float("inf")])
def test_what_is_no_budget_is_refused(budget: float, tmp_path: Path) -> None:
    with pytest.raises(CrmsimError, match="is no budget"):
        best_use(load("baseline", OFFICE), OPTIONS, budget, folder=tmp_path)


def test_a_choice_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CrmsimError, match="no option to choose from"):
        best_use(load("baseline", OFFICE), [], 1e6, folder=tmp_path)
