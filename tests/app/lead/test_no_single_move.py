"""No single move wins: played in every quarter as often as it can be paid for, none is best in everything."""

from __future__ import annotations

import numpy as np
import pytest

from crmsim.app.lead.debrief import FEWER_IS_BETTER, result_of
from crmsim.app.lead.game import Turns, can, from_text, run, stance
from crmsim.app.lead.moves import MOVE, USUAL, allowed
from crmsim.app.lead.post import CHIEF, MIDDLE, QUARTERS, Post

COUNTED = ("users", "energy", "leavers", "money")
SEEDS = range(10)
CONSIDERED = {
    (CHIEF, "calm"): "say-much.do-much.watch-low.needs_points-on_wait_wait_wait_wait_wait_wait",
    (CHIEF, "urgent"): "say-much.do-some.watch-low.needs_points-on_wait_wait_wait_wait_wait_wait",
    (MIDDLE, "calm"): "do-much.points-on_wait_wait_wait_wait_wait_wait_wait",
    (MIDDLE, "urgent"): "explain-some.points-on_wait_wait_do-some.explain-low_wait_wait_wait_wait",
}


def every_time(name: str, post: Post) -> Turns:
    """One move, as often as it can be paid for."""
    turns: Turns = ()
    for _ in range(QUARTERS):
        again = (*turns, (name,))
        stands = stance(turns).get(MOVE[name].group) == name
        turns = (*turns, ()) if stands or not can(post, again) else again
    return turns


def ends(role: str, climate: str, turns: Turns, seeds: range) -> dict[str, np.ndarray]:
    """float64[seeds] by measure, more being better."""
    found = [result_of(run(Post(role, climate, seed), turns)).values for seed in seeds]
    return {m: np.array([one[m] for one in found]) * (-1 if m in FEWER_IS_BETTER else 1) for m in COUNTED}


def held_against_the_mix(role: str, climate: str, names: list[str], seeds: range) -> None:
    post = Post(role, climate, 0)
    mix = ends(role, climate, from_text(CONSIDERED[role, climate], post), seeds)
    for name in names:
        alone = ends(role, climate, every_time(name, post), seeds)
        apart = {m: mix[m] - alone[m] for m in COUNTED}
        error = {m: apart[m].std(ddof=1) / np.sqrt(len(seeds)) for m in COUNTED}
        better = [m for m in COUNTED if apart[m].mean() > 2.0 * error[m]]
        worse = [m for m in COUNTED if apart[m].mean() < -2.0 * error[m]]
        assert {"money"} <= set(better) and not worse, (role, climate, name, better, worse)
        assert apart["users"].mean() > 0.0, (role, climate, name)


def singles(role: str) -> list[str]:
    """Every move that changes something."""
    return [m.name for m in allowed(role) if not m.question and m.name != USUAL.get(m.group)]


def test_deeds_alone_do_most_and_are_not_enough() -> None:
    held_against_the_mix(CHIEF, "calm", ["do-much"], range(4))


@pytest.mark.slow
@pytest.mark.parametrize(("role", "climate"), CONSIDERED)
def test_a_considered_mix_beats_every_single_move(role: str, climate: str) -> None:
    held_against_the_mix(role, climate, singles(role), SEEDS)
