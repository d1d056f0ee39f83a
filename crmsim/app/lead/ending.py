"""The page after two years: how it ended, quarter by quarter, the turning points, and what would have been."""

from __future__ import annotations

from crmsim.app.lead.address import Game
from crmsim.app.lead.debrief import MEASURES, SURE, Change, Debrief, Result, with_one, without
from crmsim.app.lead.game import played, spent
from crmsim.app.lead.information import seen, trust, users_by_week
from crmsim.app.lead.moves import MOVE
from crmsim.app.lead.people import met
from crmsim.app.lead.post import QUARTERS, Post
from crmsim.app.lead.shown import curve, named, people, table
from crmsim.app.lead.start import of_whom
from crmsim.claims.read import read_claims
from crmsim.report.page.html import escaped
from crmsim.report.whatif_numbers import fine, heads, kroner, per_cent
from crmsim.words import Message, Teller, message

TITLE = message("Two years later")
# fmt: off
CALLED: dict[str, Message] = {
    "users": message("Use the system"),
    "regular": message("Use it as a matter of course"),
    "energy": message("Energy (0 drained, 100 full of it)"),
    "leavers": message("Left in two years"),
    "money": message("Value of all work, less what the project costs"),
}
VERDICTS: dict[tuple[bool, bool], Message] = {  # enough use it as a matter of course, and it was worth its cost
    (True, True): message("A success: enough use it as a matter of course, and it has been worth what it cost."),
    (True, False): message("Enough use it as a matter of course, but in two years it has not been worth what it cost."),
    (False, True): message("It has been worth what it cost, but too few use it as a matter of course."),
    (False, False): message("Too few use it as a matter of course, and it has not been worth what it cost."),
}
# fmt: on


def ending(game: Game, debrief: Debrief, teller: Teller) -> str:
    """The page below its title."""
    shown = [
        f'<p class="where"><span>{escaped(of_whom(game.post, teller))}</span></p>',
        f'<p class="lead">{escaped(_verdict(game, debrief, teller))}</p>',
        _table(debrief, teller),
        curve(list(debrief.users), [teller("your two years"), teller("had you decided nothing")],
              game.post.seats, teller),
        f"<h2>{escaped(teller('What they say now'))}</h2>",
        people(met(played(game.post, game.turns), True), True, len(game.turns), teller),
        f"<h2>{escaped(teller('Turning points'))}</h2>",
        _changes(game, debrief, debrief.turning, teller),
        f"<h2>{escaped(teller('What would have been better'))}</h2>",
        _changes(game, debrief, debrief.missed, teller),
        f"<h2>{escaped(teller('Quarter by quarter'))}</h2>",
        _quarters(game, teller),
        _further(game, teller),
    ]  # fmt: skip
    return "\n".join(shown)


def _verdict(game: Game, debrief: Debrief, teller: Teller) -> str:
    here = seen(played(game.post, game.turns)).present
    users = heads(min(debrief.yours.values["users"], here), teller)
    text = teller("{users} of {people} people at work use the system.", users=users, people=here)
    more = teller(VERDICTS[debrief.enough, debrief.worth])
    left = game.post.budget - spent(game.post, game.turns)
    rest = teller("Of your budget {left} is left.", left=teller.money(left))
    return f"{text} {more} {rest}"


def value(measure: str, result: Result, teller: Teller) -> str:
    """One number of how it ended."""
    number = result.values[measure]
    if measure == "money":
        return kroner(number, teller)
    return teller.digits(f"{100.0 * number:.1f}") if measure == "energy" else heads(number, teller)


def apart(measure: str, one: Result, other: Result, teller: Teller) -> str:
    """How much more than the other, of the numbers as :func:`value` shows them."""
    if measure == "money":
        return difference(measure, one, other, teller)
    if measure == "energy":
        first, second = (round(100.0 * result.values[measure], 1) for result in (one, other))
        return teller.digits(f"{first - second:+.1f}") if first != second else "0"
    first, second = (round(result.values[measure]) for result in (one, other))
    return teller.digits(f"{first - second:+,}") if first != second else "0"


def difference(measure: str, one: Result, other: Result, teller: Teller) -> str:
    """How much more than the other."""
    number = one.over(other, measure)
    if measure == "money":
        return kroner(number, teller, change=True)
    if measure == "energy":
        return fine(100.0 * number, teller, change=True)
    return teller.digits(f"{round(number):+,}") if round(number) else "0"


def _table(debrief: Debrief, teller: Teller) -> str:
    rows = [
        (teller(CALLED[measure]), value(measure, debrief.yours, teller), value(measure, debrief.nothing, teller),
         apart(measure, debrief.yours, debrief.nothing, teller))
        for measure in MEASURES
    ]  # fmt: skip
    first, second = (heads(users, teller) for users in debrief.later)
    lasts = teller.digits(f"{round(debrief.later[0]) - round(debrief.later[1]):+,}")
    rows.insert(1, (teller("Use it half a year later, if nothing more is decided"), first, second, lasts))
    head = (teller("What came of it"), teller("You"), teller("Nothing decided"), teller("Difference"))
    caption = teller("How it ended, with the same random events; use and energy as in the last four weeks")
    against = teller(
        "Whether it has been worth what it cost is held against having no project at all; the table, against deciding "
        "nothing while the project goes on."
    )
    return f'{table(caption, head, rows)}<p class="note">{escaped(against)}</p>'


def _changes(game: Game, debrief: Debrief, changes: tuple[Change, ...], teller: Teller) -> str:
    if not changes:
        words = teller("Nothing that holds with other random events too.")
        return f"<p>{escaped(words)}</p>"
    return f'<ol class="changes">{"".join(_change(game, debrief, change, teller) for change in changes)}</ol>'


def _change(game: Game, debrief: Debrief, change: Change, teller: Teller) -> str:
    place = change.quarter - 1
    if change.without:
        words = teller("Quarter {quarter}: without “{moves}”", quarter=change.quarter,
                       moves=named(change.without, teller))  # fmt: skip
        turns = without(game.turns, place)
    else:
        words = teller("Quarter {quarter}: with “{moves}” too", quarter=change.quarter,
                       moves=named(change.instead, teller))  # fmt: skip
        turns = with_one(game.turns, place, change.instead[0])
    facts = "".join(
        f"<li>{escaped(teller(CALLED[measure]))}: "
        f"<b>{escaped(difference(measure, change.result, debrief.yours, teller))}</b></li>"
        for measure in MEASURES
    )
    what = teller(CALLED[change.measure])
    if change.same >= SURE:
        sure = teller("{what}: the same way in {same} of {asked} other organisations of this kind, each with its own "
                      "random events.", what=what, same=change.same, asked=change.asked)  # fmt: skip
    else:
        sure = teller("May be chance. {what}: the same way in only {same} of {asked} other organisations of this kind.",
                      what=what, same=change.same, asked=change.asked)  # fmt: skip
    link = Game(game.post, turns, (), game.version).address()
    return (
        f"<li><h3>{escaped(words)}</h3><ul>{facts}</ul>"
        f'<p class="note">{escaped(sure)}</p>{_sources(change, teller)}'
        f'<p><a href="{escaped(link)}">{escaped(teller("See those two years"))}</a></p></li>'
    )


def _sources(change: Change, teller: Teller) -> str:
    """What the sources say of the moves of a change, from the register of claims."""
    known = read_claims()
    names = dict.fromkeys(claim for name in (*change.without, *change.instead) for claim in MOVE[name].claims)
    items = "".join(
        f"<li>{escaped(teller(known[name].text))} "
        f'<span class="from">{escaped(name)}: {escaped(known[name].source)}</span></li>'
        for name in names
    )
    words = teller("What the sources say")
    return f'<details class="sources"><summary>{escaped(words)}</summary><ul>{items}</ul></details>'


def _quarters(game: Game, teller: Teller) -> str:
    rows = []
    for place in range(QUARTERS):
        after = played(game.post, game.turns[: place + 1])
        rows.append((
            teller.count(place + 1), named(game.turns[place], teller),
            teller.count(round(float(users_by_week(after)[-1]))), per_cent(trust(after), teller),
            teller.count(seen(after).left),
        ))  # fmt: skip
    head = (teller("Quarter"), teller("You chose"), teller("Use the system"), teller("Credibility"), teller("Left"))
    caption = teller("What you chose, and how it stood at the end of each quarter")
    return table(caption, head, rows, "figures chosen")


def _further(game: Game, teller: Teller) -> str:
    again = Game(game.post, (), (), "").address()
    other = Game(Post(game.post.role, game.post.climate, game.post.seed + 1)).address()
    fields = game.fields()
    text = " ".join(fields.values())
    note = teller(
        "This is one run of a model, no forecast: the same choices come out otherwise in other organisations. The "
        "address of this page is the whole game; whoever opens it with the same version of crmsim sees the same."
    )
    links = ((again, teller("Play again with the same random events")),
             (other, teller("Play with other random events")), ("/lead", teller("Another role")))  # fmt: skip
    buttons = "".join(f'<a class="go" href="{escaped(path)}">{escaped(words)}</a>' for path, words in links)
    return (
        f'<p class="further">{buttons}</p><p class="note">{escaped(note)}</p>'
        f'<p class="note"><label for="game">{escaped(teller("The game as text"))}</label> '
        f'<input id="game" class="game" readonly value="{escaped(text)}"></p>'
    )
