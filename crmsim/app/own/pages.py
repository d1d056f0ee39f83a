"""What the pages of one's own organisation say, as HTML."""

from __future__ import annotations

import time
from collections.abc import Sequence

from crmsim.app.own.files import Own
from crmsim.app.own.work import Progress
from crmsim.errors import CrmsimError
from crmsim.report.page.blocks import Table
from crmsim.report.page.html import Writer, escaped
from crmsim.report.preview_text import preview_rows
from crmsim.scenario import Scenario
from crmsim.whatif.options import Option, can_join
from crmsim.whatif.preview import Preview
from crmsim.words import Teller, message

SOON = 5  # seconds after which a page without scripts looks again
STATES = {
    "none": message("not tried yet"), "running": message("being tried"), "stopped": message("stopped half-way"),
    "done": message("there is a report"),
}  # fmt: skip


def title_of(scenario: Scenario, teller: Teller) -> str:
    """What an organisation is called."""
    return teller.choose(scenario.title, scenario.scenario.title_nb) or scenario.name


def list_html(found: Sequence[tuple[Own, str, Progress]], teller: Teller) -> str:
    """The organisations that are kept: each with its title and how far it has come."""
    if not found:
        return ""
    rows = "".join(
        f'<li><a href="/own/{own.number}">{escaped(title)}</a> '
        f'<span class="note">{escaped(_day(own.made))} · {escaped(teller(STATES[progress.state]))}</span></li>'
        for own, title, progress in found
    )
    return f"<h2>{escaped(teller('On this machine'))}</h2><ul>{rows}</ul>"


def understood_html(text: str) -> str:
    """The account of what was understood: its paragraphs, and the lists in it."""
    result = []
    for part in text.split("\n\n"):
        lines = part.splitlines()
        items = [line.strip() for line in lines if line.startswith("  ")]
        head = " ".join(line for line in lines if not line.startswith("  "))
        result.append(f"<p>{escaped(head)}</p>" if head else "")
        if items:
            result.append("<ul>" + "".join(f"<li>{escaped(item)}</li>" for item in items) + "</ul>")
    return "".join(result)


def work_html(own: Own, progress: Progress, token: str, teller: Teller, busy: bool) -> str:
    """Where its what-if stands, and what can be done."""
    if progress.state == "running":
        what = teller(
            "The plan, doing nothing, and thirteen things that leaders do are being tried in worlds drawn from what "
            "nobody knows. It takes some minutes. You may leave the page; it goes on."
        )
        stop = _button(own, "stop", teller("Stop"), token) if progress.ours else ""
        return (
            f'<div id="work" data-state="running"><p>{escaped(what)}</p>'
            f'<p><progress aria-label="{escaped(teller("Trying"))}"></progress></p>'
            f'<p class="note" id="line">{escaped(progress.line)}</p>{stop}</div>'
        )
    if progress.state == "done":
        return (
            f'<div id="work" data-state="done"><p><a class="go big next" href="/own/{own.number}/report">'
            f"{escaped(teller('Open the report'))}</a> "
            f'<a class="go" href="/own/{own.number}/text">{escaped(teller("Text for a case paper"))}</a></p></div>'
        )
    words = teller("Try what leaders can do") if progress.state == "none" else teller("Go on")
    line = f'<p class="note">{escaped(progress.line)}</p>' if progress.line else ""
    stopped = f"<p>{escaped(teller('It was stopped half-way; what is finished is kept.'))}</p>{line}"
    wait = f"<p>{escaped(teller('Another organisation is being tried; this one has to wait until it is done.'))}</p>"
    button = wait if busy else _button(own, "whatif", words, token, "main")
    return (
        f'<div id="work" data-state="{progress.state}">{stopped if progress.state == "stopped" else ""}{button}</div>'
    )


def guess_html(own: Own, preview: Preview, chosen: Sequence[str], teller: Teller) -> str:
    """Options to tick, and what those ticked would do together; the address holds what is ticked."""
    boxes = "".join(
        f'<div class="pick"><input type="checkbox" id="o-{option.name}" name="option" value="{option.name}"'
        f"{' checked' if option.name in chosen else ''}>"
        f'<label for="o-{option.name}">{escaped(teller(option.title))}</label></div>'
        for option in preview.options
    )
    head = teller("What would they do together?")
    form = (
        f'<form id="guess" method="get" action="/own/{own.number}#guessed"><fieldset class="ask">'
        f"<legend>{escaped(head)}</legend>{boxes}</fieldset>"
        f"<p><button>{escaped(teller('Guess'))}</button></p></form>"
    )
    return (
        f'<section>{form}<div id="guessed" aria-live="polite">{guessed_html(preview, chosen, teller)}</div></section>'
    )


def guessed_html(preview: Preview, chosen: Sequence[str], teller: Teller) -> str:
    """What options would do together; without any, what to do."""
    if not chosen:
        return f'<p class="note">{escaped(teller("Tick what you would do; the answer comes at once."))}</p>'
    try:
        table = preview_rows(preview, chosen, teller)
    except CrmsimError as error:
        return f'<p class="wrong">{escaped(_contradiction(preview.options, chosen, error, teller))}</p>'
    parts = [f"<p>{escaped(table.head)}</p>"]
    if table.rows:
        _, *rest = table.columns
        caption = teller("What they would change, on average over the worlds")
        parts.append(Writer().table(Table(caption, [teller("what"), *rest], table.rows)))
    return "".join([*parts, *(f'<p class="note">{escaped(note)}</p>' for note in table.notes)])


def delete_html(own: Own, token: str, teller: Teller) -> str:
    """A way to delete it, that nobody takes by mistake."""
    head, sure = teller("Delete it"), teller("Everything about this organisation is deleted from this machine.")
    button = _button(own, "delete", teller("Delete it for good"), token)
    return f"<details><summary>{escaped(head)}</summary><p>{escaped(sure)}</p>{button}</details>"


def _contradiction(options: Sequence[Option], chosen: Sequence[str], error: CrmsimError, teller: Teller) -> str:
    picked = [option for option in options if option.name in chosen]
    for place, one in enumerate(picked):
        for other in picked[:place]:
            if not can_join(one, other):
                return teller("{one} and {other} contradict each other: take one of the two.",
                              one=teller(other.title), other=teller(one.title))  # fmt: skip
    return error.text(teller)


def _button(own: Own, act: str, words: str, token: str, kind: str = "") -> str:
    return (
        f'<form method="post" action="/own/{own.number}/{act}">{token}'
        f"<p><button{f' class={kind}' if kind else ''}>{escaped(words)}</button></p></form>"
    )


def _day(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
