"""A game: a post and the moves of each quarter, as text, with what it costs and the run that it is.

A game is a function of role, climate, seed, version and moves, and of nothing else: it is the run of an ordinary
scenario with interventions in the first week of quarters. A quarter goes on from the state that the one before left,
to the bits of the whole run.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from crmsim.app.lead.moves import DO, EXPLAIN, MOVE, ORDER, USUAL, Move, allowed
from crmsim.app.lead.post import ORIGIN, QUARTERS, WEEKS, Post, beginning
from crmsim.errors import CrmsimError, nearest
from crmsim.mechanisms.project import planned
from crmsim.mechanisms.rollout import USUAL_PEOPLE, USUAL_REQUIREMENTS
from crmsim.scenario import Scenario, Setting, load
from crmsim.scenario.schema import INTERVENTION
from crmsim.simulation.run import Simulation
from crmsim.words import message

Turn = tuple[str, ...]  # names of moves, in the order of the catalogue
Turns = tuple[Turn, ...]
BETWEEN_TURNS, BETWEEN_MOVES, NOTHING = "_", ".", "wait"
LONGEST = 2000  # characters of the text of a game; eight quarters of everything are fewer
KEPT = 64  # runs on their way that a process keeps, some 0.6 MB each


def as_text(turns: Iterable[Turn]) -> str:
    """The moves of a game as text: ``do-much.train_wait``.

    >>> as_text([("do-much", "train"), ()])
    'do-much.train_wait'
    """
    return BETWEEN_TURNS.join(BETWEEN_MOVES.join(turn) or NOTHING for turn in turns)


def from_text(text: str, post: Post) -> Turns:
    """The moves of a game, each quarter in the order of the catalogue.

    Raises
    ------
    CrmsimError
        For what is no move, not this role's, twice there, too late, or cannot be paid for.
    """
    if len(text) > LONGEST:
        expected = message("at most {most} characters", most=LONGEST)
        raise CrmsimError(message("too long"), key="moves", value=text, expected=expected)
    turns = (
        tuple(read_turn(part, place, post) for place, part in enumerate(text.split(BETWEEN_TURNS), 1)) if text else ()
    )
    check(post, turns)
    return turns


def ordered(names: Iterable[str]) -> Turn:
    """Names in the order of the catalogue."""
    return tuple(sorted(names, key=ORDER.__getitem__))


def read_turn(text: str, quarter: int, post: Post) -> Turn:
    """The moves of one quarter, in the order of the catalogue; whether they can be paid for is not asked.

    Raises
    ------
    CrmsimError
        For what is no move, not this role's, or twice there.
    """
    names = [] if text == NOTHING else text.split(BETWEEN_MOVES)
    choices = [move.name for move in allowed(post.role)]
    for name in names:
        if name not in choices:
            theirs = name in MOVE
            raise CrmsimError(
                message("is not yours to decide") if theirs else message("there is no such move"),
                key=_place(quarter), value=name, expected=message("one of {choices}", choices=", ".join(choices)),
                nearest=None if theirs else nearest(name, choices),
            )  # fmt: skip
    groups = [MOVE[name].group or name for name in names]
    for name, group in zip(names, groups, strict=True):
        if groups.count(group) > 1:
            raise CrmsimError(
                message("two choices of one kind"), key=_place(quarter), value=name,
                expected=message("one of them in a quarter"),
            )  # fmt: skip
    return ordered(names)


def _place(quarter: int) -> str:
    return f"moves.{quarter}"


def stance(turns: Turns) -> dict[str, str]:
    """How one leads after these quarters: group → level."""
    result = dict(USUAL)
    for turn in turns:
        result.update({MOVE[name].group: name for name in turn if MOVE[name].group})
    return result


def hours_of(post: Post, turns: Turns) -> float:
    """Own hours that the last of these quarters takes.

    Deeds and explaining take what the model takes of every superior for them (``leadership.attention_hours``).
    """
    level = stance(turns)
    strength = sum(
        MOVE[level[group]].settings[key] for group, key in ((DO, "leadership.done"), (EXPLAIN, "leadership.explaining"))
    )
    each = beginning(post.role, post.climate).leadership.attention_hours
    return float(WEEKS * each * strength + sum(MOVE[name].hours for name in (turns[-1] if turns else ())))


def price(move: Move, post: Post) -> float:
    """NOK that a move costs, at the prices of the model: what is paid to others."""
    scenario = beginning(post.role, post.climate)
    prices, project = scenario.economy, scenario.project
    people = scenario.organisation.employees
    hours = move.consultants
    if "project.needs_analysis_weeks" in move.plan:  # the consultants stay longer
        weeks = planned(move.plan["project.needs_analysis_weeks"] - project.needs_analysis_weeks, project.patience)
        size = people / USUAL_PEOPLE * project.requirements / USUAL_REQUIREMENTS
        hours += weeks * project.consultant_hours * size
    trained = 0.0
    if move.act.get("kind") == "training":
        trained = move.act["hours"] * (people if "who" not in move.act else round(project.superusers * people))
    return float(hours * prices.consultant_hour + trained * prices.training_hour)


def spent(post: Post, turns: Turns) -> float:
    """NOK of the budget that is gone after these quarters."""
    return sum(price(MOVE[name], post) for turn in turns for name in turn)


def check(post: Post, turns: Turns) -> None:
    """Refuse moves that are too many, too late or too dear.

    Raises
    ------
    CrmsimError
        With the quarter.
    """
    if len(turns) > QUARTERS:
        expected = message("at most {most}", most=QUARTERS)
        raise CrmsimError(message("too many quarters"), key="moves", value=len(turns), expected=expected)
    for place, turn in enumerate(turns, 1):
        for name in turn:
            if MOVE[name].plan and place > 1:
                raise CrmsimError(
                    message("comes too late"), key=_place(place), value=name,
                    expected=message("in the first quarter, before the plan of the project is settled"),
                )  # fmt: skip
        hours, paid = hours_of(post, turns[:place]), spent(post, turns[:place])
        if hours > post.hours:
            raise CrmsimError(
                message("takes {hours:.1f} of your own hours", hours=hours), key=_place(place),
                expected=message("at most {most:.0f} in a quarter", most=post.hours),
            )  # fmt: skip
        if paid > post.budget:
            raise CrmsimError(
                message("brings what you have spent to {paid:,.0f} NOK", paid=paid), key=_place(place),
                expected=message("at most {most:,.0f} NOK in two years", most=post.budget),
            )  # fmt: skip


def check_asked(post: Post, turns: Turns, asked: Turn) -> None:
    """Refuse questions that not even a leader who does little else in the quarter could ask.

    Raises
    ------
    CrmsimError
        As :func:`check`.
    """
    check(post, (*turns, ordered({*asked, USUAL[DO], USUAL[EXPLAIN]})))


def can(post: Post, turns: Turns) -> bool:
    """Whether these moves may be played."""
    try:
        check(post, turns)
    except CrmsimError:
        return False
    return True


def scenario_of(post: Post, turns: Turns) -> Scenario:
    """The scenario that these moves are: what a file with the same interventions would say."""
    start = beginning(post.role, post.climate)
    settings: dict[str, Any] = {}
    acts: list[dict[str, Any]] = []
    for place, turn in enumerate(turns):
        week = 1 + WEEKS * place
        for name in turn:
            move = MOVE[name]
            settings.update(move.plan)
            if move.settings:
                changed = dict(move.settings)
                if move.group == DO:  # who does much does it steadily; else as the climate has it
                    changed.setdefault("leadership.steadiness", start.leadership.steadiness)
                acts.append({"week": week, "kind": "change", "set": changed})
            if move.act:
                acts.append({"week": week, **move.act})
    given = [Setting(key, value, ORIGIN) for key, value in settings.items()]
    return load(start, [*given, *([Setting(INTERVENTION, acts, ORIGIN)] if acts else [])])


def run(post: Post, turns: Turns, shared: int = 0) -> Simulation:
    """The run at the end of these quarters.

    Parameters
    ----------
    shared:
        How many of them are taken from what was played (:func:`played`). A meeting among the rest has room in a run
        from its start, which then is made anew. Changes no bit.
    """
    scenario = scenario_of(post, turns)
    later = any(MOVE[name].act.get("kind") == "meet" for turn in turns[shared:] for name in turn)
    if shared and not later:
        simulation = played(post, turns[:shared]).branched(scenario)
    else:
        simulation = Simulation(scenario, post.seed)
    for _ in simulation.slices(WEEKS * len(turns)):
        pass
    return simulation


@functools.lru_cache(maxsize=KEPT)
def played(post: Post, turns: Turns) -> Simulation:
    """The run at the end of these quarters, kept: never advance it, go on from a branch of it."""
    return run(post, turns, max(len(turns) - 1, 0))
