"""The rules as models of data against the engine that runs them, and fits against what was put in."""

from dataclasses import replace

import numpy as np
import pytest
from adopters_made import office, seen_of, times_of

from crmsim.forecast.contagion import ask, corrected
from crmsim.forecast.engine import RULES, Engine
from crmsim.forecast.fitting import fit
from crmsim.forecast.forecast import turns_to_somebody
from crmsim.forecast.model import Bass, Logistic, Seen
from crmsim.forecast.rules import Rule

PERIODS = 6
VALUES = {
    "hazard": {"p": 0.08, "q": 0.3}, "beliefs": {"onward_rate": 0.1, "threshold_sd": 0.15, "norm_weight": 0.3},
    "threshold": {"outside": 0.05, "threshold_mean": 0.4, "threshold_sd": 0.3},
}  # fmt: skip


@pytest.mark.parametrize("contagion", [True, False])
@pytest.mark.parametrize("rule", RULES)
def test_a_likelihood_is_how_often_the_engine_does_it(rule: str, contagion: bool) -> None:
    organisation = office(60)
    time = times_of(organisation, PERIODS, 1, p=0.08, q=0.2)
    seen = seen_of(organisation, time, PERIODS)
    cut = 2
    model = Rule(rule, contagion)
    values = VALUES[rule]
    held = seen.at_risk(cut)
    # Each who is left stays until the next period with the chance that the likelihoods of both spans tell.
    stayed = Seen(np.where(held, cut + 1, seen.time), seen.adopted & ~held, seen.exposure)
    told = 1.0 - np.exp(model.likelihood(values, stayed, cut + 1) - model.likelihood(values, stayed, cut))[held]
    if not contagion:
        organisation = replace(organisation, contact=np.zeros_like(organisation.contact))
    engine = Engine(organisation, PERIODS, rule)
    engine.set(model.settings(values))
    chance = np.random.default_rng(4)
    runs = 250
    done = seen.adopted & (seen.time <= cut)
    went = np.zeros(len(done))
    for seed in range(runs):
        thresholds = model.thresholds(values, seen, cut, chance)
        got = engine.run(done, cut + 1, cut + 1, seed, thresholds, values.get("outside", 0.0))
        went += got == cut + 1
    share = went[held] / runs
    error = np.sqrt(np.maximum(told * (1.0 - told), 1e-4) / runs)
    assert np.abs((share - told) / error).max() < 4.5
    assert abs((share - told).mean()) < 4.0 * np.sqrt((error**2).sum()) / len(told)


def test_the_engine_shows_people_the_share_of_those_they_turn_to() -> None:
    organisation = office(30)
    time = times_of(organisation, 5, 2, p=0.2, q=0.0)
    seen = seen_of(organisation, time, 5)
    for person in range(30):
        entries = slice(organisation.start[person], organisation.start[person + 1])
        contact = organisation.contact[entries]
        for period in range(1, 6):
            users = time[organisation.target[entries]] < period
            wanted = (contact * users).sum() / contact.sum() if contact.sum() else 0.0
            assert seen.exposure[period - 1, person] == pytest.approx(wanted)


def test_chances_of_all_a_person_may_do_sum_to_one() -> None:
    last, exposure = 4, np.array([[0.0], [0.2], [0.2], [0.7]])
    models = [Bass(), Logistic(), *(Rule(rule, contagion) for rule in RULES for contagion in (True, False))]
    for model in models:
        values = VALUES.get(str(model.rule), {"m": 0.8, "p": 0.1, "q": 0.4, "middle": 2.0, "width": 1.0})
        total = 0.0
        for time, adopted in [*((t, True) for t in range(1, last + 1)), (last, False)]:
            seen = Seen(np.array([time]), np.array([adopted]), exposure)
            total += float(np.exp(model.likelihood(values, seen, last)[0]))
        assert total == pytest.approx(1.0, abs=1e-9), model.name


def test_a_fit_finds_what_was_put_in() -> None:
    organisation = office(400, 4)
    time = times_of(organisation, 10, 3, p=0.05, q=0.3)
    found = fit(Rule("hazard", True), seen_of(organisation, time, 10), 10, draws=150)
    assert found.effective > 50
    p, q = (np.array([draw[name] for draw in found.draws]) for name in ("p", "q"))
    for values, truth in ((p, 0.05), (q, 0.3)):
        mean = float(found.weights @ values)
        spread = float(np.sqrt(found.weights @ (values - mean) ** 2))
        assert abs(mean - truth) < 3.0 * spread and spread < 0.5 * truth


def test_contagion_is_found_where_it_is_and_not_where_it_is_not() -> None:
    organisation = office(125, 4, 3.6)
    tied = turns_to_somebody(organisation)
    groups = organisation.department.astype(np.int64)
    verdicts = {}
    for name, settings in {"none": {"p": 0.11, "q": 0.0}, "strong": {"p": 0.04, "q": 0.25}}.items():
        found = [
            ask(seen_of(organisation, times_of(organisation, 17, seed, **settings), 17), groups, tied)
            for seed in range(12)
        ]
        verdicts[name] = sum(one.verdict == "found" for one in found)
    assert verdicts["none"] <= 2 and verdicts["strong"] >= 10


def test_towns_that_differ_are_no_contagion() -> None:
    organisation = office(125, 4, 3.6)
    tied = turns_to_somebody(organisation)
    groups = organisation.department.astype(np.int64)
    engine = Engine(organisation, 17, "beliefs")
    engine.set({"onward_rate": 0.11, "norm_weight": 0.0})
    thresholds = 0.5 + np.linspace(-0.25, 0.25, 4)[groups]
    effects = {"towns": [], "all alike": []}
    for seed in range(6):
        time = engine.run(np.zeros(125, dtype=bool), 1, 17, seed, thresholds)
        seen = seen_of(organisation, time, 17)
        effects["towns"].append(ask(seen, groups, tied).effect)
        effects["all alike"].append(ask(seen, np.zeros_like(groups), tied).effect)
    assert np.median(effects["all alike"]) > 3.0 and 0.4 < np.median(effects["towns"]) < 2.5


def test_several_kinds_are_corrected_for_how_many_there_are() -> None:
    organisation = office(125, 4, 3.6)
    seen = seen_of(organisation, times_of(organisation, 17, 1, p=0.04, q=0.25), 17)
    one = ask(seen, organisation.department.astype(np.int64), turns_to_somebody(organisation), "a")
    several = corrected([one, replace(one, kind="b", p=0.03), replace(one, kind="c", p=0.04)])
    assert [row.p for row in several] == pytest.approx([3.0 * one.p, 0.06, 0.06])
    assert [row.verdict for row in several][1:] == ["not significant"] * 2
