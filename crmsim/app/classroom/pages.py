"""The teacher's page and the player's, as HTML that their scripts bring to life."""

from __future__ import annotations

from crmsim.app.classroom.checks import CHECKS
from crmsim.app.classroom.words import PLAYER, RUN_SHEET, TEACHER
from crmsim.app.settings import Settings
from crmsim.report.page.html import escaped
from crmsim.words import Teller


def player_words(teller: Teller) -> dict[str, str]:
    """Words of the player's script, their blanks open."""
    return {key: teller(text.template) for key, text in PLAYER.items()}


def teacher_words(teller: Teller) -> dict[str, str]:
    """Words of the teacher's script, their blanks open."""
    return {key: teller(text.template) for key, text in TEACHER.items()}


def player(teller: Teller) -> str:
    """The player's page: what stands on it comes from its script."""
    off = teller("This page needs JavaScript. Raise your hand instead.")
    return f'<div id="play"></div><noscript><p>{escaped(off)}</p></noscript>'


def console(teller: Teller, settings: Settings) -> str:
    """The teacher's page: how to come in, the question before and after, the run sheet, and the end."""
    return "".join((_coming_in(teller, settings), _going_on(teller), _check(teller), _run_sheet(teller), _end(teller)))


def _coming_in(teller: Teller, settings: Settings) -> str:
    if not settings.lan:
        hands = teller(
            "Phones cannot reach this program: it was started for this machine alone. End it and start it with “crmsim"
            " app --lan” to let them in. Or let the class raise its hands: under each bet there are fields for the "
            "numbers."
        )
        return f'<p class="lead">{escaped(hands)}</p><p id="players" role="status"></p>'
    say = teller("Point the camera at the picture, or open the address and type the code. No name, no account.")
    alone = teller(
        "If a phone cannot come in, the network keeps its devices apart, as networks for guests often do. Then let the"
        " class raise its hands: under each bet there are fields for the numbers."
    )
    picture = teller("A picture that leads to {address}", address=settings.guest_address)
    return (
        f'<section class="coming"><img src="/classroom/picture" width="330" height="330" alt="{escaped(picture)}">'
        f'<div><p class="lead">{escaped(say)}</p><p class="address">{escaped(settings.guest_address)}</p>'
        f'<p class="code"><span class="away">{escaped(teller("Code"))}</span>{escaped(settings.code)}</p>'
        f'<p id="players" role="status"></p><p class="note">{escaped(alone)}</p></div></section>'
    )


def _going_on(teller: Teller) -> str:
    words = teller("Open the lessons with the class")
    return f'<p><a class="go big" href="/classroom/lesson">{escaped(words)}</a></p>'


def _check(teller: Teller) -> str:
    lessons = {topic: escaped(teller(one.lesson)) for topic, one in CHECKS.items()}
    options = "".join(f'<option value="{topic}">{lesson}</option>' for topic, lesson in lessons.items())
    lead = teller(
        "The same question before and after tells what a lesson was worth. It asks what follows, not what a figure "
        "showed."
    )
    hands = teller("Count the hands for each answer, before the lesson and after it, and type the numbers.")
    buttons = (
        _button("before", teller("Ask before the lesson")),
        _button("after", teller("Ask after the lesson")),
        _button("show", teller("Close, and show what was learnt"), "main"),
    )
    return (
        f'<section class="check"><h2>{escaped(teller("Before and after"))}</h2><p>{escaped(lead)}</p>'
        f'<p><label for="topic">{escaped(teller("Lesson"))}</label> <select id="topic">{options}</select></p>'
        f'<div id="question"></div><p class="further">{"".join(buttons)}</p>'
        f'<p id="stage" role="status"></p><div id="gain"></div>'
        f'<details class="hands"><summary>{escaped(teller("Show of hands"))}</summary>'
        f'<p>{escaped(hands)}</p><div id="hands"></div></details></section>'
    )


def _button(name: str, words: str, kind: str = "") -> str:
    return f'<button type="button" id="{name}" class="{kind}">{escaped(words)}</button>'


def _run_sheet(teller: Teller) -> str:
    heads = (teller("Minutes"), teller("On the screen"), teller("What you do"))
    head = "".join(f'<th scope="col">{escaped(one)}</th>' for one in heads)
    rows = ""
    for row in RUN_SHEET:
        when, where, what = (escaped(teller(one)) for one in row)
        rows += f'<tr><th scope="row">{when}</th><td>{where}</td><td>{what}</td></tr>'
    title = escaped(teller("Run sheet for 45 minutes"))
    return (
        f'<h2>{title}</h2><div class="scroll" tabindex="0" role="group" aria-label="{title}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _end(teller: Teller) -> str:
    kept = teller(
        "Answers are kept on this machine alone, under numbers and without names, until you end the class or twelve "
        "hours have gone. Nobody is shown what anybody else answered, and no counts while fewer than five have."
    )
    return (
        f"<h2>{escaped(teller('When you are done'))}</h2><p>{escaped(kept)}</p>"
        f'<p>{_button("end", teller("End the class"))}</p><p id="ended" role="status"></p>'
    )
