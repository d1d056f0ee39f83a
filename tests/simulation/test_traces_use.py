"""What deeds of leaders and look-ups leave behind, held against what they are said to do: for every person and need."""

import numpy as np
import pytest
import small

from crmsim.mechanisms.lookup import ATTEMPT, OCCASION, RETRIEVE, lookup_chance
from crmsim.mechanisms.state import NEVER, WANT_FACT, WANT_NOTHING, WANT_OWN
from crmsim.mechanisms.system import success_chance
from crmsim.numerics.draws import draw, join
from crmsim.simulation import Simulation

OFFICE = {"organisation": {"employees": 30, "departments": 3, "mean_ties": 6.0}, "scenario": {"weeks": 30}}
BUSY = small.scenario(small.LIVELY, OFFICE, {"turnover": {"annual_rate": 0.9, "replacement_weeks": 4.0}})


def test_people_see_what_their_superior_does_and_the_top_where_there_is_none() -> None:
    simulation = Simulation(BUSY, 11)
    people, p = simulation.state.people, simulation.params
    q, memory, above = p.leadership, p.people.memory, np.array(people.manager)
    alone = attended = 0
    for week, _, before in small.watched(simulation, "signals"):
        here = people.present == 1
        done, said = simulation.state.leadership.done[0], q.said
        led = (above != NEVER) & here[above]
        seen = np.where(led, np.clip(done + people.own_deeds[above], 0.0, 1.0), done)
        assert np.allclose(people.heard_done[here], seen[here], rtol=1e-15), week
        assert np.all(people.heard_said[here] == said)
        mean = memory * before.people["done_mean"] + (1.0 - memory) * seen
        assert np.allclose(people.done_mean[here], mean[here], rtol=1e-12)
        for name, new in (("gap", (said - seen) ** 2), ("shortfall", np.maximum(0.0, said - seen))):
            expected = memory * before.people[name] + (1.0 - memory) * new
            assert np.allclose(people[name][here], expected[here], rtol=1e-12), name
        leads = here & np.isin(np.arange(people.size), above[here]) & (simulation.state.project.step[0] > 0)
        hours = leads * q.attention_hours * (np.clip(done + people.own_deeds, 0.0, 1.0) + q.explaining)
        for name in ("hours", "project_hours"):
            assert np.allclose(people[name][here], hours[here], rtol=1e-12), name
        alone += np.count_nonzero(here & ~led & (above != NEVER))
        attended += leads.sum()
    assert alone > 0 and attended > 0


@pytest.mark.parametrize("filing", ["customer", "case"])
def test_who_searches_finds_what_is_on_record(filing: str) -> None:
    more = {"system": {"filing": filing, "case_retrieval": 0.4, "ease": 0.6}, "exchange": {"requests_per_week": 1.0}}
    simulation = Simulation(small.scenario(small.LIVELY, OFFICE, more), 12)
    people, needs, p = simulation.state.people, simulation.state.needs, simulation.params
    happened = dict.fromkeys(("hits", "own_hits", "not searched", "not retrieved", "none"), 0)
    for week, _, before in small.watched(simulation, "use"):
        if week == simulation.state.project.go_live[0]:
            continue  # lists are brought in first
        for i in np.flatnonzero((people.present == 1) & np.isin(people.stage, (2, 3, 4, 5))):
            one = before.people[i]
            chance = lookup_chance(one["style"], one["intensity"], one["felt_surveillance"], p.lookup)
            success = success_chance(p.system.ease, one["skill"])
            occasion, attempt, retrieve = (
                join(join(join(simulation.key, stream), week), int(one["key"]))
                for stream in (OCCASION, ATTEMPT, RETRIEVE)
            )
            expected = dict.fromkeys(("lookups", "hits", "own_hits"), 0)
            for s in range(one["open_needs"]):
                want, fact = before.needs["want"][i, s], before.needs["fact"][i, s]
                if want not in (WANT_FACT, WANT_OWN):
                    continue
                looks, met = draw(occasion, s) < chance, False
                happened["not searched"] += not looks
                if looks:
                    expected["lookups"] += 1
                    record, author = before.facts[fact], before.traces["author"][fact]
                    met = draw(attempt, s) < success and before.barriers["room"][fact] < simulation.state.project.fit[0]
                    if want == WANT_OWN:
                        met = met and record["recorded"] == record["held"] and record["wrong"] == 0
                    else:
                        found = filing != "case" or author == i or draw(retrieve, s) < p.system.case_retrieval
                        happened["not retrieved"] += not found
                        met = met and found and record["recorded"] != NEVER
                    if met and record["recorded"] == record["version"] and record["wrong"] == 0:
                        expected["hits" if want == WANT_FACT else "own_hits"] += 1
                happened["none"] += not met
                assert (needs.want[i, s] == WANT_NOTHING) == met, (week, i, s)
            for name, count in expected.items():
                assert people[name][i] == count, (week, i, name)
                happened[name] = happened.get(name, 0) + count
    assert min(number for name, number in happened.items() if name != "not retrieved") > 0
    assert (happened["not retrieved"] > 0) == (filing == "case")
