"""The screen of the sandbox: sliders on one side, what comes of them on the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crmsim.app.sandbox.levers import GROUPS, LEVERS, Lever
from crmsim.app.sandbox.state import OUTCOMES, State
from crmsim.app.sandbox.worlds import ORGANISATIONS, WORLDS, now
from crmsim.mechanisms.state import STYLES
from crmsim.report.labels import STYLE
from crmsim.report.labels import STYLES as STYLE_WORDS
from crmsim.report.network import STEPS
from crmsim.report.network import TIES as TIE_WORDS
from crmsim.report.page.html import escaped
from crmsim.words import Message, Teller, message

UNITS: dict[str, Message] = {"hours": message("{n} hours"), "points": message("{n} more of a hundred")}
TRY: tuple[tuple[Message, State], ...] = (
    (message("Praise, and little behind it"), State(changes=(("said", 95), ("done", 20)))),
    (message("Watched, and told nothing"), State(changes=(("why", 10), ("watched", 90)))),
    (message("Half are takers"), State(changes=(("takers", 35),), outcome="help_rate")),
    (message("Points for everything"), State(changes=(("points", 80),))),
)
VIEWS: dict[str, Message] = {"curves": message("What comes of it"), "office": message("One office, week by week")}


def words(teller: Teller) -> dict[str, str]:
    """What the script says, its blanks open."""
    return {
        **{f"unit.{name}": _in_unit(name, teller) for name in ("%", *UNITS)},
        **{f"style.{place}": teller(STYLE[name]) for place, name in enumerate(STYLES)},
        **{f"step.{place}": teller(text) for place, text in enumerate(STEPS.values())},
        "play": teller("Play"),
        "pause": teller("Pause"),
        "week": teller("Week {week} of {weeks}"),
        "told": teller(
            "{users} of {people} use it, {trial} are trying it, {away} have rejected it. In {helped} pairs one "
            "helped the other this week."
        ),
        "failed": teller("No answer came. Is the program still running?"),
    }


def _in_unit(unit: str, teller: Teller) -> str:
    """A number in a unit, its blank open."""
    return teller(UNITS[unit].template) if unit in UNITS else "{n}" + teller.digits("%")


def screen(state: State, teller: Teller) -> str:
    """The whole screen below its heading."""
    lead = teller("Move what leaders decide and see what comes of it. The curves are runs of the model, made at once.")
    return (
        f'<p class="lead">{escaped(lead)}</p>{_tries(teller)}'
        f'<form id="sandbox" action="/sandbox" class="sandbox" autocomplete="off"><div class="levers">'
        f"{_organisations(state, teller)}{''.join(_levers(state, teller))}"
        f'<p><button type="button" id="as-now">{escaped(teller("Back to how it is now"))}</button></p></div>'
        '<div class="results"><p id="problem" role="alert" class="insight" hidden></p>'
        f"{_views(state, teller)}{_curves(state, teller)}{_office(state, teller)}</div></form>"
        f"{_honest(teller)}"
    )


def _radios(
    name: str, legend: str, options: Mapping[str, Message], chosen: str, usual: str, teller: Teller, kind: str = ""
) -> str:
    buttons = "".join(
        f'<span class="option"><input type="radio" name="{name}" id="{name}-{value}" value="{value}"'
        f"{' checked' if value == chosen else ''}{' data-usual' if value == usual else ''}>"
        f'<label for="{name}-{value}">{escaped(teller(words))}</label></span>'
        for value, words in options.items()
    )
    return f'<fieldset class="choices small {kind}"><legend class="away">{escaped(legend)}</legend>{buttons}</fieldset>'


def _organisations(state: State, teller: Teller) -> str:
    titles = {name: about.title for name, about in ORGANISATIONS.items()}
    return _radios("organisation", teller("Which organisation"), titles, state.organisation, State.organisation, teller)


def _levers(state: State, teller: Teller) -> Iterator[str]:
    values, standing = state.values, now(state.organisation)
    for group, title in GROUPS.items():
        own = "".join(
            _lever(lever, values[lever.name], standing[lever.name], teller) for lever in LEVERS if lever.group == group
        )
        yield f'<section class="group"><h2>{escaped(teller(title))}</h2>{own}</section>'


def _lever(lever: Lever, value: int, standing: int, teller: Teller) -> str:
    name, (low, high, step) = lever.name, lever.ends
    said = _in_unit(lever.unit, teller).replace("{n}", str(value))
    moved = "" if value == standing else ' class="moved"'
    return (
        f'<div class="lever"><label for="{name}">{escaped(teller(lever.title))}</label>'
        f'<output for="{name}" id="{name}-value"{moved}>{escaped(said)}</output>'
        f'<input type="range" id="{name}" name="{name}" min="{low}" max="{high}" step="{step}" value="{value}" '
        f'data-usual="{standing}" data-unit="unit.{lever.unit}" aria-valuetext="{escaped(said)}" '
        f'aria-describedby="{name}-ends" list="{name}-now">'
        f'<datalist id="{name}-now"><option value="{standing}"></option></datalist>'
        f'<p class="ends" id="{name}-ends"><span>{escaped(teller(lever.low))}</span> <span aria-hidden="true">→</span> '
        f"<span>{escaped(teller(lever.high))}</span></p></div>"
    )


def _views(state: State, teller: Teller) -> str:
    return _radios("view", teller("What is shown"), VIEWS, state.view, State.view, teller, "views")


def _curves(state: State, teller: Teller) -> str:
    hidden = "" if state.view == "curves" else " hidden"
    options = "".join(
        f'<option value="{name}"{" selected" if name == state.outcome else ""}>{escaped(teller(words))}</option>'
        for name, words in OUTCOMES.items()
    )
    return (
        f'<section id="curves"{hidden} aria-label="{escaped(teller(VIEWS["curves"]))}"><div class="stick">'
        f'<p class="draw"><label for="outcome" class="away">{escaped(teller("What is drawn"))}</label>'
        f'<select id="outcome" name="outcome" data-usual="{State.outcome}">{options}</select></p>'
        f'<p id="headline" class="headline"></p><div id="drawn"></div></div>'
        f'<div id="verdicts" class="scroll" tabindex="0" role="region" aria-label="{escaped(teller("All outcomes"))}">'
        "</div></section>"
    )


def _office(state: State, teller: Teller) -> str:
    hidden = "" if state.view == "office" else " hidden"
    about = ORGANISATIONS[state.organisation]
    offices = "".join(
        f'<option value="{number}"{" selected" if number == state.world else ""}>{number}</option>'
        for number in range(1, WORLDS + 1)
    )
    chosen = "" if state.person is None else f'<option value="{state.person}" selected>{state.person}</option>'
    return (
        f'<section id="office"{hidden} aria-label="{escaped(teller(VIEWS["office"]))}">'
        f'<div class="player"><label for="world">{escaped(teller("Office number"))}</label>'
        f'<select id="world" name="world" data-usual="{State.world}">{offices}</select>'
        f'<button type="button" id="back" aria-label="{escaped(teller("A week back"))}">◀</button>'
        f'<button type="button" id="play" class="main">{escaped(teller("Play"))}</button>'
        f'<button type="button" id="on" aria-label="{escaped(teller("A week on"))}">▶</button>'
        f'<label for="week" class="away">{escaped(teller("Week"))}</label>'
        f'<input type="range" id="week" name="week" min="0" max="{about.weeks}" value="{state.week}" '
        f'data-usual="{State.week}"><output for="week" id="week-value"></output></div>'
        f'<p id="told"></p><div class="beside"><div><div id="network" class="network"></div>{_legend(teller)}</div>'
        f'<div><p class="asked"><label for="person">{escaped(teller("Ask why"))}</label> '
        f'<select id="person" name="person"><option value="">{escaped(teller("nobody"))}</option>{chosen}</select></p>'
        f'<div id="explained" class="why-told"></div></div></div></section>'
    )


def _legend(teller: Teller) -> str:
    """What marks, fillings and lines stand for."""

    def mark(kind: str, shape: int, end: str, words: str) -> str:
        return (
            f'<li><svg viewBox="-16 -16 32 32" aria-hidden="true"><use class="{kind}" href="#mark{shape}{end}"/></svg>'
            f"{escaped(words)}</li>"
        )

    styles = [mark(f"s{place} k2", place, "", teller(STYLE_WORDS[name])) for place, name in enumerate(STYLES)]
    steps = [
        mark(f"grey k{place}", 0, "x" if place == len(STEPS) - 1 else "", teller(words))
        for place, words in enumerate(STEPS.values())
    ]
    lines = [
        f'<li><svg viewBox="-16 -16 32 32" aria-hidden="true"><line class="{kind}" x1="-15" x2="15"/></svg>'
        f"{escaped(text)}</li>"
        for kind, text in (
            *((name, teller(words)) for name, words in TIE_WORDS.items()), ("helped", teller("helped this week")),
        )
    ]  # fmt: skip
    note = escaped(teller("Click somebody, or choose below, to see why they did what they did that week."))
    return f'<ul class="legend">{"".join([*styles, *steps, *lines])}</ul><p class="note">{note}</p>'


def _tries(teller: Teller) -> str:
    links = "".join(
        f'<a class="go" href="{escaped(state.address())}">{escaped(teller(title))}</a>' for title, state in TRY
    )
    return f'<nav class="tries" aria-label="{escaped(teller("Try"))}"><b>{escaped(teller("Try"))}</b>{links}</nav>'


def _honest(teller: Teller) -> str:
    text = teller(
        "A world is a setting of what nobody knows: some numbers that came near what has been observed, all else "
        "anywhere in its interval, and random numbers of its own. It is a model, no forecast: trust the direction of a "
        "difference, not its decimals."
    )
    return f'<p class="note">{escaped(text)}</p>'
