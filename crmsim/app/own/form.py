"""The questions as a form on a page, and what was filled in as answers."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field

from crmsim.app.own.files import MOST_FILE, PEOPLE, TIES
from crmsim.errors import CrmsimError
from crmsim.interview import BY_KEY, QUESTIONS, Answer, read_answer
from crmsim.interview.meaning import most_of
from crmsim.interview.question import Question
from crmsim.interview.questions import OF_SIZE
from crmsim.report.page.html import escaped
from crmsim.words import Teller, message
from crmsim.words.shown import one_line

LONGEST = 200  # characters of an answer that is shown again
FILE_FIELDS = {"people": PEOPLE, "ties": TIES}


@dataclass
class Filled:
    """What was filled in.

    Attributes
    ----------
    given:
        Question → as it was typed or picked.
    title:
        What it is called; empty for what it is.
    files:
        Names of ours → bytes, of people and ties; empty without.
    answers:
        Question → what it means, of those that mean something.
    problems:
        Question, or "files" → what is wrong.
    """

    given: dict[str, str] = field(default_factory=dict)
    title: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    problems: dict[str, CrmsimError] = field(default_factory=dict)


def filled(form: Mapping[str, str]) -> Filled:
    """A form as it was sent.

    Parameters
    ----------
    form:
        Field → text; files as base 64.
    """
    result = Filled({key: str(form.get(key, ""))[: LONGEST + 1] for key in BY_KEY})
    result.title = one_line(str(form.get("title", "")))[:LONGEST].strip()
    try:
        result.files = _files(form)
    except CrmsimError as error:
        result.problems["files"] = error
    return result


def read(result: Filled, people: int | None) -> None:
    """Read the answers, in the order of the questions: the first limit the later ones.

    Parameters
    ----------
    people:
        How many there are, where files tell.
    """
    many: float | None = people
    for question in QUESTIONS:
        if people is not None and question.key in OF_SIZE:
            continue
        try:
            most = None if many is None else most_of(question, many)
            result.answers[question.key] = read_answer(question, result.given[question.key], most)
        except CrmsimError as error:
            result.problems[question.key] = error
        if question.key == "size" and question.key in result.answers:
            many = result.answers["size"].low


def form_html(result: Filled, teller: Teller) -> str:
    """All questions, with what was filled in, and beside each what was wrong with it."""
    rows = [_question(question, result, teller) for question in QUESTIONS]
    size, rest = rows[: len(OF_SIZE)], rows[len(OF_SIZE) :]
    name = escaped(teller("What is it called?"))
    hint = escaped(teller("So that you find it again; you may leave it empty."))
    title = (
        f'<div class="ask"><label for="title">{name}</label><p class="note" id="title-hint">{hint}</p>'
        f'<input id="title" name="title" maxlength="{LONGEST}" autocomplete="off" aria-describedby="title-hint"'
        f' value="{escaped(result.title)}"></div>'
    )
    return "".join([title, *size, _file_fields(result, teller), *rest])


def summary(result: Filled, teller: Teller) -> str:
    """What is wrong, each with a way to it."""
    if not result.problems:
        return ""
    lines = "".join(
        f'<li><a href="#{key}">{escaped(teller(BY_KEY[key].label) if key in BY_KEY else teller(FILES))}</a>: '
        f"{escaped(_problem(error, teller))}</li>"
        for key, error in result.problems.items()
    )
    head = escaped(teller("This has to be put right first:"))
    return f'<div role="alert" class="insight" id="problems" tabindex="-1"><p>{head}</p><ul>{lines}</ul></div>'


FILES = message("files of people and ties")


def _question(question: Question, result: Filled, teller: Teller) -> str:
    key = question.key
    error = result.problems.get(key)
    said = f'<p class="wrong" id="{key}-wrong">{escaped(_problem(error, teller))}</p>' if error else ""
    words = escaped(teller(question.words))
    if question.amount is not None:
        hint = teller("A number, or a range such as 60-100. Leave it empty if you do not know.")
        marks = f' aria-describedby="{key}-hint{f" {key}-wrong" if error else ""}"' + ' aria-invalid="true"' * bool(
            error
        )
        return (
            f'<div class="ask"><label for="{key}">{words}</label>{said}'
            f'<p class="note" id="{key}-hint">{escaped(hint)}</p>'
            f'<input id="{key}" name="{key}" maxlength="{LONGEST}" autocomplete="off"'
            f' value="{escaped(result.given.get(key, ""))}"{marks}></div>'
        )
    chosen = result.given.get(key, "")
    picks = [(picture.key, teller(picture.words)) for picture in question.pictures] + [("", teller("Don't know"))]
    options = "".join(
        f'<div class="pick"><input type="radio" id="{key}{place}" name="{key}" value="{escaped(value)}"'
        f'{" checked" if value == chosen else ""}><label for="{key}{place}">{escaped(text)}</label></div>'
        for place, (value, text) in enumerate(picks)
    )
    return f'<fieldset class="ask" id="{key}"><legend>{words}</legend>{said}{options}</fieldset>'


def _file_fields(result: Filled, teller: Teller) -> str:
    error = result.problems.get("files")
    said = f'<p class="wrong" id="files-wrong">{escaped(_problem(error, teller))}</p>' if error else ""
    what = teller(
        "Instead of these two answers you can give two CSV files: one of people (a column of names or numbers, and one "
        "of departments) and one of who turns to whom. They stay on this machine."
    )
    fields = "".join(
        f'<p><label for="{name}-file">{escaped(teller(words))}</label> '
        f'<input type="file" id="{name}-file" accept=".csv,text/csv" data-into="{name}">'
        f'<input type="hidden" id="{name}" name="{name}"></p>'
        for name, words in (("people", message("People")), ("ties", message("Who turns to whom")))
    )
    opened = " open" if error else ""
    head = escaped(teller("Or two files of people and ties"))
    inside = f"{said}<p>{escaped(what)}</p>{fields}"
    return f'<details class="ask" id="files"{opened}><summary>{head}</summary>{inside}</details>'


def _files(form: Mapping[str, str]) -> dict[str, bytes]:
    """The two files, or none.

    Raises
    ------
    CrmsimError
        For one without the other, what is not base 64, and what is too large.
    """
    sent = {name: str(form.get(name, "")) for name in FILE_FIELDS}
    given = [name for name, text in sent.items() if text]
    if not given:
        return {}
    if len(given) < len(FILE_FIELDS):
        raise CrmsimError(message("only one of the two files was given"), expected=message("both, or neither"))
    result = {}
    for name, text in sent.items():
        try:
            content = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise CrmsimError(message("did not arrive whole"), file=FILE_FIELDS[name]) from None
        if len(content) > MOST_FILE:
            raise CrmsimError(
                message("is too large"), file=FILE_FIELDS[name],
                expected=message("at most {most:,} bytes", most=MOST_FILE),
            )  # fmt: skip
        result[FILE_FIELDS[name]] = content
    return result


def _problem(error: CrmsimError, teller: Teller) -> str:
    """What is wrong, without where it stands: that is beside it, and no path of this machine is told."""
    return error.but(file=None, line=None, key=None).text(teller)
