"""The page on which a game begins."""

from __future__ import annotations

from crmsim.app.lead.address import CLIMATE, PATH, ROLE, SEED
from crmsim.app.lead.post import CLIMATES, ROLES, Kind, Post
from crmsim.report.page.html import escaped
from crmsim.words import Message, Teller, message

TITLE = message("Lead it")
USUAL_SEED = 7
RULES: tuple[Message, ...] = (
    message("Your organisation has bought a system for what it knows about its customers. The one before was a "
            "disappointment. You have two years, in eight quarters; in each you decide what you say, what you do "
            "yourself, and what you pay for."),
    message("You have a budget, your own hours, and your credibility, which words use up when no deeds follow."),
    message("You see little. People tell you what they think; to know more you must ask, and asking costs."),
    message("Nothing happens that the model would not do in any other run. At the end you see all, and what other "
            "choices would have led to with the same random events."),
)  # fmt: skip


def start(teller: Teller) -> str:
    """The form, and what the game is about."""
    rules = "".join(f"<li>{escaped(teller(rule))}</li>" for rule in RULES)
    seed_note = teller("The same number brings the same people and the same random events.")
    return f"""
<ul class="rules">{rules}</ul>
<form method="get" action="{PATH}" class="lead-start">
{_kinds(ROLE, teller("You are"), ROLES, teller)}
{_kinds(CLIMATE, teller("Times are"), CLIMATES, teller)}
<p><label for="seed">{escaped(teller("Seed, a whole number"))}</label>
<input id="seed" name="{SEED}" type="number" min="0" max="999999999" step="1" value="{USUAL_SEED}" required
 aria-describedby="seed-note"></p>
<p class="note" id="seed-note">{escaped(seed_note)}</p>
<p><button class="main">{escaped(teller("Begin"))}</button></p>
</form>"""


def _kinds(name: str, legend: str, kinds: dict[str, Kind], teller: Teller) -> str:
    first = next(iter(kinds))
    options = "".join(
        f'<div class="choice"><input type="radio" id="{key}" name="{name}" value="{key}"'
        f'{" checked" if key == first else ""}><label for="{key}"><b>{escaped(teller(kind.title))}</b> '
        f"<span>{escaped(teller(kind.tells))}</span></label></div>"
        for key, kind in kinds.items()
    )
    return f'<fieldset class="levels wide-levels"><legend>{escaped(legend)}</legend>{options}</fieldset>'


def of_whom(post: Post, teller: Teller) -> str:
    """Who leads, in a few words."""
    role, climate = teller(ROLES[post.role].title), teller(CLIMATES[post.climate].title).lower()
    return teller("{role}, {climate} times, seed {seed}", role=role, climate=climate, seed=str(post.seed))
