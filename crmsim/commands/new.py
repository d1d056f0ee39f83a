"""``crmsim new``: plain questions about one's own organisation, and a scenario of the answers."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crmsim.commands import options
from crmsim.commands.say import say, typed
from crmsim.errors import CrmsimError, nearest
from crmsim.words import Teller, message

if TYPE_CHECKING:
    from crmsim.interview import Answer
    from crmsim.interview.question import Question

OURS = "ours"  # the name of a scenario that nobody named
TRIES = 3  # answers to a question that are none, before it counts as not known
SUFFIX = ".toml"
AHEAD = message("a name that is free; nothing is overwritten")


@click.command()
@click.argument("files", type=click.Path(), metavar="[EMPLOYEES TIES]", nargs=-1)
@click.option("--out", type=click.Path(), metavar="SCENARIO.toml", help="The file to write; by default ours.toml.")
@click.option("--title", metavar="TEXT", help="What the scenario is called.")
@click.option(
    "--answers", "answers_file", type=click.Path(), metavar="FILE.toml",
    help="Take the answers from a file; what it leaves out is not known.",
)  # fmt: skip
@click.option(
    "--answer", "given", multiple=True, metavar="QUESTION=ANSWER",
    help="Answer one question, as size=80; may be repeated. ? is don't know.",
)  # fmt: skip
@options.together(options.teller)
def new(
    files: tuple[str, ...],
    out: str | None,
    title: str | None,
    answers_file: str | None,
    given: tuple[str, ...],
    teller: Teller,
) -> None:
    """Answer plain questions about your organisation, and get a scenario of it.

    It takes ten minutes. Where you do not know, just press Enter: that becomes a range to try out, never a guess.
    EMPLOYEES and TIES are two CSV files, of people and of who turns to whom, in place of the questions about size.

    \b
    Examples:
      crmsim new
      crmsim new --language nb --out ours.toml
      crmsim new employees.csv ties.csv --out ours.toml
      crmsim new --answer size=80 --answer sector=public --answer leaders=talk --out ours.toml
    """
    from crmsim.interview import account, meanings_of, scenario_text
    from crmsim.organisation.scenario_file import write_new
    from crmsim.runner.made import made_of, organisation_of

    path = place_of(out)
    organisation, table = organisation_of(files, path)
    people = None if organisation is None else organisation.employees
    answers = Answers(people)
    if answers_file is not None:
        answers.take(content_of(answers_file), answers_file)
    answers.take(typed_answers(given), "--answer")
    if answers_file is None:
        if at_terminal():
            ask_the_rest(answers, teller)
        elif not given:
            raise CrmsimError(
                message("nobody is there to answer: no terminal"),
                expected=message("--answers FILE.toml or --answer QUESTION=ANSWER, such as --answer size=80"),
            )
    meanings = meanings_of(answers.read, people)
    text = scenario_text(meanings, teller, table, title)
    scenario = made_of(text, path, files)
    say("\n" + account(meanings, scenario, teller, files, organisation))
    try:
        write_new(path, text)
    except CrmsimError:
        say("\n" + text)  # ten minutes of answers are not lost with a full disk
        raise
    say(
        "\n" + teller(
            "Written: {path}\nSee it whole:  {show}\nTry options:   {whatif}",
            path=path, show=typed("crmsim", "show", path), whatif=typed("crmsim", "whatif", path),
        )
    )  # fmt: skip


class Answers:
    """The answers so far.

    Attributes
    ----------
    people:
        How many there are, where files tell; None where it is asked.
    read:
        What was answered, by the key of the question.
    """

    def __init__(self, people: int | None) -> None:
        self.people = people
        self.read: dict[str, Answer] = {}

    def take(self, content: Mapping[str, Any], origin: str) -> None:
        """Read answers that were written down, in the order of the questions: the first limit the later ones.

        Raises
        ------
        CrmsimError
            For a question that nobody asks, and for what is no answer.
        """
        from crmsim.interview import QUESTIONS
        from crmsim.interview.questions import OF_SIZE

        known = [question.key for question in QUESTIONS]
        for key in content:
            if key not in known:
                raise CrmsimError(
                    message("there is no such question"),
                    file=origin, key=key, expected=message("one of {choices}", choices=", ".join(known)),
                    nearest=nearest(key, known),
                )  # fmt: skip
            if key in OF_SIZE and self.people is not None:
                raise CrmsimError(
                    message("the files tell that"), file=origin, key=key, expected=message("either of them")
                )
        for question in QUESTIONS:
            if question.key in content:
                self.answer(question, content[question.key], origin)

    def answer(self, question: Question, given: object, origin: str | None = None) -> None:
        """Read one answer.

        Raises
        ------
        CrmsimError
            For what is no answer.
        """
        from crmsim.interview import read_answer
        from crmsim.interview.meaning import most_of

        size = self.read.get("size")
        people = self.people if self.people is not None else None if size is None else size.low
        most = None if people is None else most_of(question, people)
        try:
            self.read[question.key] = read_answer(question, given, most)
        except CrmsimError as error:
            error.file = origin
            raise


def place_of(out: str | None) -> Path:
    """Where the scenario goes: looked at before anything is asked.

    Raises
    ------
    CrmsimError
        Where something stands there, or it is no name of a scenario.
    """
    if out is None:
        names = (f"{OURS}{SUFFIX}", *(f"{OURS}_{number}{SUFFIX}" for number in range(2, 1000)))
        out = next((name for name in names if not Path(name).exists()), names[0])
    path = Path(out)
    if path.suffix.lower() != SUFFIX:
        raise CrmsimError(
            message("not the name of a scenario file"), value=out, expected=message("a name that ends in .toml")
        )
    try:
        exists = path.exists() or path.is_symlink()
        parent = next(one for one in path.absolute().parents if one.exists())
    except (OSError, ValueError) as error:
        raise CrmsimError(
            message("cannot be written: {reason}", reason=error), value=out, expected=message("a place to write to")
        ) from None
    if exists:
        raise CrmsimError(message("another file stands there and is left alone"), file=path, expected=AHEAD)
    if not parent.is_dir():
        raise CrmsimError(message("is a file"), file=parent, expected=message("a place to write to"))
    return path


def content_of(answers_file: str) -> dict[str, Any]:
    """The answers in a TOML file."""
    from crmsim.scenario.document import read_document

    return read_document(Path(answers_file), message("answers")).content


def split(text: str) -> tuple[str, str]:
    """Question and answer as typed.

    Raises
    ------
    CrmsimError
        Without "=".
    """
    key, equals, value = text.partition("=")
    if not equals:
        raise CrmsimError(
            message("an answer without '='"), file="--answer", value=text,
            expected=message("QUESTION=ANSWER, as size=80"),
        )  # fmt: skip
    return key.strip(), value


def typed_answers(given: Sequence[str]) -> dict[str, str]:
    """The answers that were typed, by question.

    Raises
    ------
    CrmsimError
        Without "=", and for a question that is answered twice.
    """
    result: dict[str, str] = {}
    for key, value in map(split, given):
        if key in result:
            raise CrmsimError(
                message("answered twice"), file="--answer", key=key, value=value, expected=message("one answer to each")
            )
        result[key] = value
    return result


def at_terminal() -> bool:
    """Whether somebody sits there who can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask_the_rest(answers: Answers, teller: Teller) -> None:
    """Ask whatever was not answered yet."""
    from crmsim.interview import QUESTIONS
    from crmsim.interview.questions import OF_SIZE

    rest = [
        question for question in QUESTIONS
        if question.key not in answers.read and (answers.people is None or question.key not in OF_SIZE)
    ]  # fmt: skip
    greeting = teller(
        "{n} short questions about your organisation and the CRM system you plan. Answer with a number from the list, "
        "a figure such as 80, or a range such as 60-100. Just press Enter where you do not know: that is an answer "
        "too. Ctrl-C stops and leaves nothing behind.",
        n=len(rest),
    )
    say(teller.wrap(greeting))
    for number, question in enumerate(rest, start=1):
        say("\n" + teller.wrap(f"{number}/{len(rest)} {teller(question.words)}", "", "    "))
        for place, picture in enumerate(question.pictures, start=1):
            say(teller.wrap(f"{place}  {teller(picture.words)}", "    ", "       "))
        ask(question, answers, teller)


def ask(question: Question, answers: Answers, teller: Teller) -> None:
    """Ask until there is an answer, three times at most; after that the question counts as not known.

    So nobody loses the answers that were given before.
    """
    for attempt in range(1, TRIES + 1):
        text = click.prompt(teller("  Your answer"), default="", show_default=False)
        try:
            answers.answer(question, text)
            return
        except CrmsimError as error:
            error.key = None  # the question stands above
            say(teller.wrap(error.text(teller), "  ", "  "))
            if attempt == TRIES:
                say(teller.wrap(teller("Taken as not known; the file can be changed afterwards."), "  ", "  "))
                answers.answer(question, "")
