"""The page of a quarter: how things stand, what one hears, what one has asked, and what to choose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crmsim.app.lead.address import NEXT, Game
from crmsim.app.lead.game import Turns, hours_of, played, price, spent, stance
from crmsim.app.lead.information import Seen, logins, seen, survey, users_by_week, weeks_until_use
from crmsim.app.lead.moves import DO, EXPLAIN, GROUPS, LOGINS, MOVE, SAY, SURVEY, TALK, Move, allowed, levels
from crmsim.app.lead.people import met
from crmsim.app.lead.post import CHIEF, QUARTERS, WEEKS, Post, beginning
from crmsim.app.lead.shown import curve, named, people, table
from crmsim.app.lead.start import of_whom
from crmsim.report.labels import department_label
from crmsim.report.page.html import escaped
from crmsim.report.whatif_numbers import per_cent
from crmsim.simulation.run import Simulation
from crmsim.words import Message, Teller, message

APART = 0.1  # between what is said and what is done, from which on they are told as apart
ASK, PLAY = "ask", "play"  # what the two buttons of the form send
ACT, ASKING = "act", "ask"  # names of its boxes

# fmt: off
STEPS: tuple[Message, ...] = (
    message("The project has not begun."),
    message("The project is drawing up its strategy."),
    message("The project is laying its foundations."),
    message("The project is finding out what is needed."),
    message("The system is being set up."),
    message("The system is open."),
)
TRUST: tuple[tuple[float, Message], ...] = (
    (0.8, message("People trust what is said.")),
    (0.6, message("Most still believe what is said.")),
    (0.4, message("People wait to see what is done.")),
    (0.0, message("Words count for little now.")),
)
AGREE = (
    message("As things stand, more is said than done."),
    message("As things stand, words and deeds agree."),
    message("As things stand, more is done than said."),
)
# fmt: on


def title(game: Game, teller: Teller) -> str:
    """Of the page."""
    quarter = len(game.turns) + 1
    return teller("Quarter {quarter} of {quarters}", quarter=quarter, quarters=QUARTERS)


def quarter(game: Game, teller: Teller, chosen: Iterable[str] = (), problem: str = "") -> str:
    """The page below its title.

    Parameters
    ----------
    chosen:
        What the form holds already.
    problem:
        Why that cannot be; told above it.
    """
    simulation = played(game.post, game.turns)
    now = seen(simulation)
    first = 1 + WEEKS * len(game.turns)
    where = teller("Weeks {first} to {last}", first=first, last=first + WEEKS - 1)
    return "\n".join([
        f'<p class="where"><span>{escaped(of_whom(game.post, teller))}</span><span>{escaped(where)}</span></p>',
        _stands(game, now, weeks_until_use(simulation), teller),
        f"<h2>{escaped(teller('What you hear'))}</h2>",
        people(met(simulation, TALK in game.asked), TALK in game.asked, len(game.turns), teller),
        words(game, simulation, teller),
        _form(game, teller, set(chosen), problem),
        _history(game, teller),
    ])  # fmt: skip


def data(game: Game, teller: Teller) -> dict[str, Any]:
    """What the script of the page adds up."""
    return {
        "hours": game.post.hours, "left": game.post.budget - spent(game.post, (*game.turns, game.asked)),
        "asked": sum(MOVE[name].hours for name in game.asked),
        "tally": teller("These choices take {hours} of your {most} hours and {paid} of {left} NOK."),
        "over": teller("That is more than you have."),
    }  # fmt: skip


def _stands(game: Game, now: Seen, weeks: int, teller: Teller) -> str:
    left = game.post.budget - spent(game.post, (*game.turns, game.asked))
    step = teller(STEPS[now.step])
    if now.opened is not None:
        step += " " + teller("The first got it in week {week}.", week=now.opened)
    elif weeks == 0:
        step += " " + teller("The first are about to get it.")
    else:
        step += " " + teller.plural("The plan has one week until the first get it.",
                                    "The plan has {n} weeks until the first get it.", weeks)  # fmt: skip
    gone = teller.plural("One person left in the last quarter.", "{n} people left in the last quarter.", now.left)
    if now.left == 0:
        gone = teller("Nobody left in the last quarter.")
    here = teller.count(now.present) + (f". {gone}" if game.turns else "")
    name = teller("Your credibility") if game.post.role == CHIEF else teller("Credibility of what leaders say")
    rows = [
        (teller("The project"), escaped(step)),
        (teller("People at work"), escaped(here)),
        (teller("Money left"), escaped(teller("{left} of {all}", left=teller.money(left),
                                              all=teller.money(game.post.budget)))),
        (teller("Your hours a quarter"), escaped(teller("{hours:g}", hours=game.post.hours))),
        (name, _meter(name, now.trust, teller(agreement(game.post, game.turns)), teller)),
    ]  # fmt: skip
    listed = "".join(f"<div><dt>{escaped(term)}</dt><dd>{words}</dd></div>" for term, words in rows)
    meaning = teller(
        "What words weigh, beside words that deeds have always followed. It falls when words and deeds part, whichever "
        "is the greater, and takes some two months to come back. Doing less than was said also disappoints people, "
        "which costs support, whatever words still weigh."
    )
    return (
        f'<dl class="stands">{listed}</dl><details><summary>{escaped(teller("What is credibility here?"))}</summary>'
        f"<p>{escaped(meaning)}</p></details>"
    )


def agreement(post: Post, turns: Turns) -> Message:
    """Which of ``AGREE`` tells how what is said and done now stand to each other."""
    level = stance(turns)
    start = beginning(post.role, post.climate).leadership
    said = MOVE[level[SAY]].settings["leadership.said"] if post.role == CHIEF else start.said
    apart = float(said - MOVE[level[DO]].settings["leadership.done"])
    return AGREE[0 if apart > APART else 2 if apart < -APART else 1]


def _meter(name: str, trust: float, more: str, teller: Teller) -> str:
    words = next(text for least, text in TRUST if trust >= least)
    return (
        f'<meter min="0" max="1" value="{trust:.3f}" aria-label="{escaped(name)}"></meter> '
        f"{escaped(per_cent(trust, teller))}. {escaped(teller(words))} {escaped(more)}"
    )


def words(game: Game, simulation: Simulation, teller: Teller) -> str:
    """What log-ins and a survey say, where they were asked for."""
    parts = []
    if LOGINS in game.asked:
        rows = logins(simulation)
        parts.append(f"<h2>{escaped(teller('Log-ins'))}</h2>")
        if not rows or not rows[-1].users:
            parts.append(f"<p>{escaped(teller('Nobody uses the system yet.'))}</p>")
        if rows:
            head = (teller("Where"), teller("People"), teller("Use it"), teller("Use it as a matter of course"))
            body = [
                (department_label(row.name, teller) if row.name else teller("All"),
                 *(teller.count(number) for number in (row.people, row.users, row.regular)))
                for row in rows
            ]  # fmt: skip
            parts.append(table(teller("Last week"), head, body))
            if rows[-1].users:
                parts.append(curve([users_by_week(simulation)], [teller("people who use the system")],
                                   game.post.seats, teller))  # fmt: skip
    if SURVEY in game.asked:
        answers = [(teller(one.statement), per_cent(one.share, teller)) for one in survey(simulation)]
        columns = teller("Statement"), teller("Agree")
        parts.append(f"<h2>{escaped(teller('Survey'))}</h2>")
        parts.append(table(teller("Share of people at work who agree"), columns, answers))
    return "".join(parts)


def _form(game: Game, teller: Teller, chosen: set[str], problem: str) -> str:
    level = stance(game.turns)
    for name in chosen:
        if MOVE[name].group:
            level[MOVE[name].group] = name
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escaped(value)}">' for name, value in game.fields().items()
    )
    moves = allowed(game.post.role)
    asks = [move for move in moves if move.question and move.name not in game.asked]
    acts = [move for move in moves if not move.question and not move.group and not (move.plan and game.turns)]
    parts = [f'<p role="alert" class="insight" id="problem">{escaped(problem)}</p>' if problem else ""]
    if asks:
        parts.append(_boxes(teller("Ask first?"), asks, game, chosen, ASKING, teller))
        parts.append(f'<p><button name="go" value="{ASK}">{escaped(teller("Ask, then decide"))}</button></p>')
    parts.append(f"<h2>{escaped(teller('How you lead from now on'))}</h2>")
    for group, words in GROUPS.items():
        options = [move for move in levels(group) if move in moves]
        if options:
            parts.append(_levels(group, teller(words), options, level[group], game.post, teller))
    parts.append(_boxes(teller("What you start this quarter"), acts, game, chosen, ACT, teller))
    parts.append(f'<p id="tally" class="tally" aria-live="polite">{escaped(_tally(game, level, teller))}</p>')
    if len(game.turns) == QUARTERS - 1:
        wait = teller("Then come the two years as they were, and as they might have been. That takes some seconds.")
        parts.append(f'<p class="note">{escaped(wait)}</p>')
    parts.append(f'<p><button class="main" name="go" value="{PLAY}">'
                 f'{escaped(teller("Let the quarter pass"))}</button></p>')  # fmt: skip
    return f'<form method="get" action="{NEXT}" id="choices">{hidden}{"".join(parts)}</form>'


def _tally(game: Game, level: Mapping[str, str], teller: Teller) -> str:
    """What stands there until the script adds up what is chosen."""
    hours = hours_of(game.post, (*game.turns, (*level.values(), *game.asked)))
    return teller("How you lead takes {hours:.1f} of your {most:g} hours.", hours=hours, most=game.post.hours)


def _levels(group: str, words: str, options: list[Move], level: str, post: Post, teller: Teller) -> str:
    inputs = []
    for move in options:
        hours = _hours(move, post)
        tag = f" <small>{escaped(teller('{hours:.1f} h', hours=hours))}</small>" if hours else ""
        inputs.append(
            f'<div class="choice"><input type="radio" id="{move.name}" name="{group}" value="{move.name}" '
            f'data-hours="{hours:g}"{" checked" if move.name == level else ""}>'
            f'<label for="{move.name}"><b>{escaped(teller(move.title))}</b>{tag} '
            f"<span>{escaped(teller(move.does))}</span></label></div>"
        )
    return f'<fieldset class="levels"><legend>{escaped(words)}</legend>{"".join(inputs)}</fieldset>'


def _hours(move: Move, post: Post) -> float:
    """Own hours of a level in a quarter."""
    each = float(beginning(post.role, post.climate).leadership.attention_hours)
    key = {DO: "leadership.done", EXPLAIN: "leadership.explaining"}.get(move.group)
    return move.hours + (WEEKS * each * float(move.settings[key]) if key else 0.0)


def _boxes(words: str, moves: list[Move], game: Game, chosen: set[str], name: str, teller: Teller) -> str:
    left = game.post.budget - spent(game.post, (*game.turns, game.asked))
    inputs = []
    for move in moves:
        cost = price(move, game.post)
        tags = [teller.money(cost)] * bool(cost) + [teller("{hours:.1f} h", hours=move.hours)] * bool(move.hours)
        state = " disabled" if cost > left else " checked" if move.name in chosen else ""
        note = teller("More than you have left.") if cost > left else teller(move.does)
        inputs.append(
            f'<div class="choice"><input type="checkbox" id="{move.name}" name="{name}" value="{move.name}" '
            f'data-hours="{move.hours:g}" data-price="{cost:.0f}"{state}><label for="{move.name}">'
            f"<b>{escaped(teller(move.title))}</b> <small>{escaped(' · '.join(tags))}</small> "
            f"<span>{escaped(note)}</span></label></div>"
        )
    return f'<fieldset class="levels"><legend>{escaped(words)}</legend>{"".join(inputs)}</fieldset>'


def _history(game: Game, teller: Teller) -> str:
    if not game.turns:
        return ""
    rows = ""
    for place, turn in enumerate(game.turns, 1):
        words = named(turn, teller)
        if LOGINS in turn and place > 1:
            users = round(float(users_by_week(played(game.post, game.turns[: place - 1]))[-1]))
            words += teller(" ({users} used the system)", users=users)
        rows += (
            f'<li>{escaped(words)} <a href="{escaped(game.back(place).address())}">'
            f"{escaped(teller('back to quarter {quarter}', quarter=place))}</a></li>"
        )
    return f"<details><summary>{escaped(teller('What you have chosen so far'))}</summary><ol>{rows}</ol></details>"
