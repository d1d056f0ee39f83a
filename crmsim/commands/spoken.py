"""Help and usage errors of the command line in the user's language; Click's own words among them."""

from __future__ import annotations

import copy
import inspect
import os
import re
from collections.abc import Iterable, Sequence
from typing import Any

import click

from crmsim.errors import CrmsimError
from crmsim.words import ENGLISH, LANGUAGES, Message, Teller, message, recognised

VARIABLE = "CRMSIM_LANGUAGE"
LOCALES = {"no": "nb", "c": "en", "posix": "en"}  # beginnings of a locale's name that are no language told here
EXAMPLES = (message("Examples:"), message("Example:"))
# What Click says by itself: it is recognised by these, and told again.
HELP = (
    message("Usage: "), message("Options"), message("Commands"), message("[OPTIONS]"),
    message("COMMAND [ARGS]..."), message("Show this message and exit."),
)  # fmt: skip
EXTRA = (message("default: {default}"), message("env var: {var}"), message("required"))
KIND: dict[str, Message] = {
    "integer range": message("INTEGER RANGE"), "integer": message("INTEGER"), "float range": message("FLOAT RANGE"),
    "float": message("FLOAT"), "text": message("TEXT"), "path": message("PATH"),
}  # fmt: skip
PROBLEMS = (
    message("Missing argument {name}."),
    message("Missing option {name}."),
    message("Missing command."),
    message("No such option {name}."),
    message("Got unexpected extra argument ({args})"),
    message("Got unexpected extra arguments ({args})"),
    message("Option {name} requires an argument."),
    message("Option {name} does not take a value."),
    message("{value} is not a whole number."),
    message("{value} is not a number."),
    message("{value} is not in the range {range}."),
    message("{value} is not one of {choices}."),
    message("{name} {file} is a directory."),
    message("{name} {file} does not exist."),
    message("Invalid value: {problem}"),
)

BAD_NUMBER = re.compile(r" is not a valid (integer|float)( range)?\.$")
NUMBERS = {"integer": "whole number", "float": "number"}  # what Click calls a number, and how people do


def language_of(text: str) -> str:
    """The language that somebody names, also as a locale does: ``nb_NO.UTF-8``, ``no``, ``en-GB``, ``C``.

    >>> language_of("nb_NO.UTF-8"), language_of("NB"), language_of("C.UTF-8"), language_of("fr_FR")
    ('nb', 'nb', 'en', 'fr_FR')
    """
    plain = re.split(r"[._@-]", text.strip().lower())[0]
    known = LOCALES.get(plain, plain)
    return known if known in LANGUAGES else text.strip()


def teller_of(arguments: Sequence[str]) -> Teller:
    """Who tells, as the arguments or the environment say; English where they name no known language.

    It is found before the arguments are understood, because what is wrong with them must be told too.
    """
    asked = os.environ.get(VARIABLE, "")
    for place, word in enumerate(arguments):
        if word == "--language" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        elif word.startswith("--language="):
            asked = word.partition("=")[2]
    try:
        return Teller(language_of(asked) or "en")
    except CrmsimError:
        return ENGLISH


def spoken(command: click.Command, teller: Teller) -> click.Command:
    """A copy of a command, and of those in it, whose help is told by ``teller``."""
    made = copy.copy(command)
    made.help = None if command.help is None else help_text(command.help, teller)
    made.options_metavar = None if command.options_metavar is None else teller(command.options_metavar)
    made.params = [_spoken_parameter(one, teller) for one in command.params]
    formatter = type("Spoken", (Formatter,), {"teller": teller})
    made.context_class = type("SpokenContext", (click.Context,), {"formatter_class": formatter})
    if isinstance(made, click.Group):
        made.subcommand_metavar = teller(made.subcommand_metavar or "")
        made.commands = {name: spoken(one, teller) for name, one in made.commands.items()}
    return made


def help_text(text: str, teller: Teller) -> str:
    """The help of a command, paragraph by paragraph; of examples only their heading."""
    words = []
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        mark, heading, *lines = paragraph.split("\n")[:2] if paragraph.startswith("\b") else ("", "")
        if mark:
            words.append("\n".join([mark, teller(heading), *lines, *paragraph.split("\n")[2:]]))
        else:
            words.append(teller(" ".join(paragraph.split())))
    return "\n\n".join(words)


def _spoken_parameter(parameter: click.Parameter, teller: Teller) -> click.Parameter:
    made = copy.copy(parameter)
    if isinstance(made, click.Option):
        made.help = None if made.help is None else teller(made.help)
        kind = made.type.name
        if made.metavar is None and not made.is_flag and not made.count and kind in KIND:
            made.metavar = teller(KIND[kind])
    return made


class Formatter(click.HelpFormatter):
    """Writes help with Click's own words told by a teller."""

    teller: Teller = ENGLISH

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line of usage."""
        super().write_usage(prog, args, self.teller("Usage: ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """A heading."""
        super().write_heading(self.teller(heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], *arguments: Any, **named: Any) -> None:
        """A list of options or commands."""
        super().write_dl([(name, self._described(text)) for name, text in rows], *arguments, **named)

    def _described(self, text: str) -> str:
        """The help of an option, with what Click adds to it in brackets."""
        result = re.fullmatch(r"(.*?)(?:  )?\[([^\[\]]*)\]", text, re.DOTALL)
        if result is None:
            return self.teller(text)
        extra = "; ".join(recognised(part, EXTRA, self.teller) for part in result[2].split("; "))
        return f"{self.teller(result[1])}  [{extra}]".lstrip()


def usage_text(error: click.ClickException, teller: Teller) -> str:
    """A usage error as Click shows it: the usage, where to find help, and what is wrong."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.message  # the help itself, in which the usage stands already
    lines = []
    ctx = getattr(error, "ctx", None)
    if ctx is not None:
        lines += [
            ctx.get_usage(),
            teller("Try '{command} --help' for help.", command=ctx.command_path),
            "",
        ]
    return "\n".join([*lines, teller("Error: {problem}", problem=_problem(error, teller))])


def _problem(error: click.ClickException, teller: Teller) -> str:
    if isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter):
        hint = error.param.get_error_hint(error.ctx) if error.param is not None and error.ctx is not None else ""
        problem = error.message
        if not isinstance(problem, Message):
            problem = BAD_NUMBER.sub(lambda kind: f" is not a {NUMBERS[kind[1]]}.", problem)
        problem = recognised(problem, PROBLEMS, teller)
        return teller("Invalid value for {name}: {problem}", name=hint, problem=problem)
    if isinstance(error, click.NoSuchOption):
        words = recognised(error.message, PROBLEMS, teller)
        near = [repr(name) for name in error.possibilities or ()]
        return f"{words} {teller('Did you mean {name}?', name=teller.listed(near, 'or'))}" if near else words
    text: str = error.format_message()
    return recognised(error.message if isinstance(error.message, Message) else text, PROBLEMS, teller)
