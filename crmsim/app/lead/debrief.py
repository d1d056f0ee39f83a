"""What came of two years, and what would have come of other choices with the same random events.

A turning point is a quarter whose choices, taken back alone, change the end most. A chance missed is one more choice
that could have been paid for. Each is a branch of the game as it was; whether it is more than the noise of one run is
asked of other organisations of the same kind, with random events of their own.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmsim.app.lead.game import Turn, Turns, can, ordered, played, run, stance
from crmsim.app.lead.information import users_by_week
from crmsim.app.lead.moves import MOVE, allowed
from crmsim.app.lead.post import QUARTERS, Post
from crmsim.mechanisms import COLUMN, OUTCOME
from crmsim.mechanisms.economy import VALUE
from crmsim.results import summarise
from crmsim.results.summary import STOCK_WEEKS
from crmsim.results.weekly import group_names
from crmsim.simulation.accounts import money
from crmsim.simulation.run import Simulation, outcome

USERS, REGULAR, ENERGY, LEAVERS, MONEY = "users", "regular", "energy", "leavers", "money"
MEASURES = (USERS, REGULAR, ENERGY, LEAVERS, MONEY)
OF = {USERS: "user_share", REGULAR: "routine_share", ENERGY: "mean_energy", LEAVERS: "departures", MONEY: VALUE}
FEWER_IS_BETTER = (LEAVERS,)
OTHERS = 9  # organisations with other random events in which a difference is looked for again
STRIDE = 1_000_003  # between their seeds
SHOWN = 3  # turning points, and chances missed
ASKED = 2 * SHOWN  # chances that are looked at elsewhere
SURE = 8  # of the others, from which on a difference is told as more than chance
LASTS = QUARTERS - 2  # quarters in which a choice still has half a year to show


@dataclass(frozen=True)
class Result:
    """How two years ended.

    Attributes
    ----------
    values:
        ``users`` and ``regular`` in people and ``energy`` (0..1), each as in the last four weeks, ``leavers`` in people
        and ``money``, the value of all that was done less what it cost, in NOK.
    """

    values: dict[str, float]

    def over(self, other: Result, measure: str) -> float:
        """How much more than another's."""
        return self.values[measure] - other.values[measure]


@dataclass(frozen=True)
class Change:
    """Another choice in one quarter, all else as it was.

    Attributes
    ----------
    quarter:
        From 1.
    without, instead:
        Moves taken back, and moves put in.
    result:
        With these random events.
    same, asked:
        In how many of how many other organisations that measure moves the same way.
    measure:
        The one that moves most, against the smallest change that matters; of a chance missed, the one that gains most.
    """

    quarter: int
    without: Turn
    instead: Turn
    result: Result
    measure: str = ""
    same: int = 0
    asked: int = 0


@dataclass(frozen=True)
class Debrief:
    """What is told at the end.

    Attributes
    ----------
    yours, nothing:
        How it ended, and how it would have if nothing had been decided.
    later:
        People who use the system half a year after that, in each, when nothing more is decided.
    users:
        float64[weeks] of each: people who use the system.
    enough, worth:
        Whether enough use it as a matter of course, and whether it is worth what it cost against no project; both make
        what crmsim calls a success.
    turning, missed:
        Quarters that decided, and choices that would have been better, here and nearly everywhere else; the largest
        first.
    """

    yours: Result
    nothing: Result
    later: tuple[float, float]
    users: tuple[NDArray[np.float64], NDArray[np.float64]]
    enough: bool
    worth: bool
    turning: tuple[Change, ...]
    missed: tuple[Change, ...]


def result_of(simulation: Simulation) -> Result:
    """How a run stands in its last weeks."""
    scenario, ledger = simulation.scenario, simulation.state.sums[: simulation.week]
    groups = group_names(simulation.organisation.departments)
    lines = money(scenario, ledger, None)
    found = summarise(ledger, groups=groups, target=scenario.scenario.target, money=lines).values
    values = {measure: float(found[name] or 0.0) for measure, name in OF.items()}
    heads = ledger[-STOCK_WEEKS:, 0].mean(axis=0)
    return Result(values | {USERS: float(heads[COLUMN["user"]]), REGULAR: float(heads[COLUMN["routine"]])})


def matters(measure: str, nothing: Result, people: int) -> float:
    """The smallest difference that matters, in the measure's unit, as crmsim judges it everywhere."""
    declared = OUTCOME[OF[measure]]
    if measure in (USERS, REGULAR):
        return declared.matters * people
    return declared.matters * (abs(nothing.values[measure]) if declared.relative else 1.0)


def size(difference: Callable[[str], float], nothing: Result, people: int) -> dict[str, float]:
    """A difference in every measure, each in the smallest change that matters; above 0 is better."""
    return {
        measure: difference(measure) / matters(measure, nothing, people) * (-1 if measure in FEWER_IS_BETTER else 1)
        for measure in MEASURES
    }


def idle(turns: Turns) -> Turns:
    """As many quarters in which nothing is decided."""
    return ((),) * len(turns)


def without(turns: Turns, place: int) -> Turns:
    """The game with the choices of one quarter taken back; questions, which change nothing, stay."""
    kept = tuple(name for name in turns[place] if MOVE[name].question)
    return (*turns[:place], kept, *turns[place + 1 :])


def with_one(turns: Turns, place: int, name: str) -> Turns:
    """The game with one more choice in a quarter, which holds until the next of its kind as it was played."""
    return (*turns[:place], ordered([*turns[place], name]), *turns[place + 1 :])


def ways_taken_back(post: Post, turns: Turns) -> dict[int, Turns]:
    """Place of the quarter → the game without its choices, where these changed anything and the rest can be played."""
    found = {place: without(turns, place) for place in range(len(turns))}
    return {place: other for place, other in found.items() if other != turns and can(post, other)}


def ways_missed(post: Post, turns: Turns) -> list[tuple[int, str, Turns]]:
    """Every one more choice that could have been paid for: quarter's place, move, the game with it."""
    result = []
    for place in range(min(len(turns), LASTS)):
        level = stance(turns[:place])
        for move in allowed(post.role):
            settled = [MOVE[name].group or name for name in turns[place]]
            if move.question or (move.group or move.name) in settled or level.get(move.group) == move.name:
                continue
            other = with_one(turns, place, move.name)
            if can(post, other):
                result.append((place, move.name, other))
    return result


@functools.lru_cache(maxsize=64)
def debrief(post: Post, turns: Turns) -> Debrief:
    """What is told at the end of a game.

    Parameters
    ----------
    turns:
        All eight quarters.
    """
    people = post.seats
    mine = played(post, turns)
    yours = result_of(mine)
    none = run(post, idle(turns))
    nothing = result_of(none)

    def weight(change: Change) -> float:
        return sum(abs(x) for x in size(lambda m: change.result.over(yours, m), nothing, people).values())

    def gain(change: Change) -> float:
        return sum(size(lambda m: change.result.over(yours, m), nothing, people).values())

    taken = {
        place: Change(place + 1, tuple(n for n in turns[place] if not MOVE[n].question), (), _end(post, other, place))
        for place, other in ways_taken_back(post, turns).items()
    }
    turning = sorted(taken.values(), key=weight, reverse=True)[:SHOWN]
    tried = [
        Change(place + 1, (), (name,), _end(post, other, place)) for place, name, other in ways_missed(post, turns)
    ]
    best: dict[str, Change] = {}  # the best quarter and level for each kind of choice
    for change in sorted((one for one in tried if gain(one) > 0.0), key=gain, reverse=True):
        best.setdefault(MOVE[change.instead[0]].group or change.instead[0], change)
    others = _elsewhere(post, turns)
    missed: list[Change] = []
    for one in list(best.values())[:ASKED]:
        known = _again(post, turns, one, yours, nothing, others)
        missed += [known] * (known.same >= SURE)
        if len(missed) == SHOWN:
            break
    return Debrief(
        yours,
        nothing,
        (_lasts(mine), _lasts(none)),
        (users_by_week(mine), users_by_week(none)),
        *_verdict(mine),
        tuple(_again(post, turns, one, yours, nothing, others) for one in turning),
        tuple(missed),
    )


def _end(post: Post, turns: Turns, shared: int) -> Result:
    return result_of(run(post, turns, shared))


def _lasts(simulation: Simulation) -> float:
    """People who use the system when the run has gone on as it stands."""
    after = simulation.branched(simulation.scenario)
    for _ in after.slices(simulation.scenario.weeks):
        pass
    return result_of(after).values[USERS]


def _verdict(simulation: Simulation) -> tuple[bool, bool]:
    """Whether enough use it as a matter of course, and whether it is worth what it cost."""
    whole = outcome(simulation)
    target = simulation.scenario.scenario.target
    found = summarise(whole.ledger, groups=whole.groups, target=target, money=whole.money).verdict
    margin, net = found.routine_margin, found.net_benefit_nok
    return margin is not None and margin >= 0.0, net is not None and net > 0.0


def _posts(post: Post) -> list[Post]:
    """The same post elsewhere, with other random events."""
    return [Post(post.role, post.climate, (post.seed + STRIDE * k) % STRIDE**2) for k in range(1, OTHERS + 1)]


def _elsewhere(post: Post, turns: Turns) -> list[Result]:
    return [result_of(run(other, turns)) for other in _posts(post)]


def _again(post: Post, turns: Turns, change: Change, yours: Result, nothing: Result, others: list[Result]) -> Change:
    """A change with what other random events say of it."""
    place = change.quarter - 1
    game = with_one(turns, place, change.instead[0]) if change.instead else without(turns, place)
    sizes = size(lambda m: change.result.over(yours, m), nothing, post.seats)
    measure = max(MEASURES, key=lambda m: sizes[m] if change.instead else abs(sizes[m]))
    here = change.result.over(yours, measure)
    there = [
        result_of(run(other, game)).over(result, measure) for other, result in zip(_posts(post), others, strict=True)
    ]
    same = sum(np.sign(x) == np.sign(here) for x in there)
    return Change(change.quarter, change.without, change.instead, change.result, measure, int(same), len(there))
