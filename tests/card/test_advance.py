"""Runs side by side in batches come to the bits of runs made alone, whatever is planned for them on the way."""

from collections.abc import Sequence

import digests
import numba
import numpy as np
import pytest
from processor import Processor, by_clones, by_the_engine

from crmsim.card.advance import Unbegun, advance_all
from crmsim.card.image import bytes_of
from crmsim.errors import CrmsimError
from crmsim.scenario import load
from crmsim.simulation import Simulation

FILE = digests.written()
SMALL = ("organisation.employees=16",)
PLANNED = """
[scenario]
title = "Planned"
[organisation]
employees = 20
[[intervention]]
week = 1
kind = "training"
who = "role:superuser"
hours = 8.0
[[intervention]]
week = 5
kind = "change"
set = { "exchange.requests_per_week" = 3.0, "leadership.done" = 0.1 }
[[intervention]]
week = 5
kind = "hire"
who = "most_asked"
style = "taker"
[[intervention]]
week = 6
kind = "meet"
who = "department:1"
others = 2
contact = 0.5
[[intervention]]
week = 12
kind = "leave"
who = "share:0.2"
"""

pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="too slow uncompiled")


def ended(simulations: Sequence[Simulation]) -> Sequence[Simulation]:
    """The same runs, made one by one."""
    for simulation in simulations:
        for _ in simulation.slices(simulation.scenario.weeks):
            pass
    return simulations


def thirty(kind: type[Simulation] = Unbegun) -> list[tuple[str, str, Simulation]]:
    """The runs whose digests are written down, small: name, digest, and the run at its beginning."""
    return [
        (name, sizes["small"][str(seed)], kind(digests.scenario_of(name, "small"), seed))
        for name, sizes in FILE["digests"].items()
        for seed in digests.SEEDS
    ]


def check_thirty(processor: Processor, kind: type[Simulation] = Unbegun) -> None:
    runs = thirty(kind)
    assert advance_all([run for _, _, run in runs], processor, groups=True) == {}
    assert sum(processor.launched) >= 30 > len(processor.launched)
    for name, expected, run in runs:
        assert digests.digest_of_sums(run.state.sums, FILE["columns"]) == expected, name


@pytest.mark.parametrize("kind", [Simulation, Unbegun])
def test_thirty_runs_in_batches_have_the_bits_written_down(kind: type[Simulation]) -> None:
    check_thirty(Processor(by_the_engine()), kind)


@pytest.mark.slow  # compiles the whole week a second time: half a minute
def test_so_they_have_with_every_rule_cloned() -> None:
    check_thirty(Processor(by_clones()))


def planned(tmp_path, kind: type[Simulation] = Unbegun) -> list[Simulation]:
    """Runs with a plan, one of which has nothing planned, and of different lengths."""
    path = tmp_path / "planned.toml"
    path.write_text(PLANNED)
    scenarios = [load(path, weeks=20), load("baseline", SMALL, weeks=9), load(path, weeks=12)]
    return [kind(scenario, seed) for scenario in scenarios for seed in (0, 3)]


def test_what_is_planned_is_carried_out_between_launches(tmp_path) -> None:
    alone, together = ended(planned(tmp_path, Simulation)), planned(tmp_path)
    processor = Processor(by_the_engine())
    assert advance_all(together, processor, groups=True) == {}
    assert len(processor.launched) > 4  # a stop for each week with a plan
    for one, other in zip(alone, together, strict=True):
        assert one.state.sums.tobytes() == other.state.sums.tobytes()
        assert other.week == other.scenario.weeks


def test_sums_of_everybody_alone_are_those_of_the_whole_ledger(tmp_path) -> None:
    alone, together = ended(planned(tmp_path, Simulation)), planned(tmp_path)
    advance_all(together, Processor(by_the_engine()))
    for one, other in zip(alone, together, strict=True):
        assert one.state.sums[:, :1].tobytes() == other.state.sums.tobytes()


def test_whole_states_come_back_where_they_are_wanted(tmp_path) -> None:
    alone, together = ended(planned(tmp_path, Simulation)), planned(tmp_path)
    advance_all(together, Processor(by_the_engine()), states=True)
    for one, other in zip(alone, together, strict=True):
        for name, expected, found in zip(one.state._fields, one.state, other.state, strict=True):
            assert np.asarray(expected).tobytes() == np.asarray(found).tobytes(), name


def test_a_batch_is_no_larger_than_the_room_there_is() -> None:
    def runs() -> list[Simulation]:
        return [Simulation(load("baseline", SMALL, weeks=10), seed) for seed in range(7)]

    largest = max(bytes_of(run) for run in runs())
    processor = Processor(by_the_engine(), room=3 * largest)
    together = runs()
    advance_all(together, processor)
    assert sum(processor.launched) == 7 and len(processor.launched) > 2 and max(processor.launched) <= 3
    assert max(processor.sizes) <= 3 * largest
    for one, other in zip(ended(runs()), together, strict=True):
        assert one.state.sums[:, :1].tobytes() == other.state.sums.tobytes()


def test_a_run_that_is_too_large_is_refused() -> None:
    run = Simulation(load("baseline", SMALL, weeks=10), 0)
    with pytest.raises(CrmsimError, match="a run takes 0.00 GB of the card's memory"):
        advance_all([run], Processor(by_the_engine(), room=10_000))


def test_a_plan_that_cannot_be_costs_its_own_run_alone(tmp_path) -> None:
    path = tmp_path / "nobody.toml"
    path.write_text(
        '[scenario]\ntitle = "Nobody"\n[organisation]\nemployees = 16\n'
        '[[intervention]]\nweek = 3\nkind = "leave"\nwho = "employee:nobody"\n'
    )
    runs = [Simulation(load(path, weeks=8), 0), Simulation(load("baseline", SMALL, weeks=8), 0)]
    wrong = advance_all(runs, Processor(by_the_engine()))
    assert list(wrong) == [0] and "there is no employee 'nobody'" in str(wrong[0])
    assert runs[1].week == 8
