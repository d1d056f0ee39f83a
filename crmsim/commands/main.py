"""``crmsim``: the group of commands, and what a user meets when something goes wrong."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from crmsim.commands import options
from crmsim.commands.analyse import analyse
from crmsim.commands.app import app
from crmsim.commands.archive import archive
from crmsim.commands.calibrate import calibrate
from crmsim.commands.check import check
from crmsim.commands.claims import claims
from crmsim.commands.compare import compare
from crmsim.commands.draw import draw
from crmsim.commands.evidence import evidence
from crmsim.commands.export import export
from crmsim.commands.forecast import forecast
from crmsim.commands.lesson import lesson
from crmsim.commands.money import money
from crmsim.commands.new import new
from crmsim.commands.odd import odd
from crmsim.commands.organisation import organisation
from crmsim.commands.preview import preview
from crmsim.commands.refusals import refusal
from crmsim.commands.replay import replay
from crmsim.commands.report import report
from crmsim.commands.run import run
from crmsim.commands.say import AnswerLost, end_answer, say
from crmsim.commands.shipped import experiments, scenarios
from crmsim.commands.show import show
from crmsim.commands.spoken import spoken, teller_of, usage_text
from crmsim.commands.sweep import sweep
from crmsim.commands.verify import verify
from crmsim.commands.week import week
from crmsim.commands.whatif import whatif
from crmsim.commands.who import who
from crmsim.commands.why import why
from crmsim.errors import CrmsimError, nearest
from crmsim.words import Teller, message
from crmsim.words.shown import for_terminal

DEBUG = "--debug"
WRONG_INPUT, UNEXPECTED, INTERRUPTED, BROKEN_PIPE = 2, 1, 130, 141


class Application(click.Group):
    """A group whose errors are told in a sentence, without a traceback."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and leave with its exit code; without ``standalone_mode``, as Click does it."""
        extra["windows_expand_args"] = windows_expand_args
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        given = list(sys.argv[1:] if args is None else args)
        debug = DEBUG in given
        given = without(given, DEBUG)  # it may stand behind the command, where no command knows it
        teller = teller_of(given)
        group = self if teller.language == "en" else spoken(self, teller)
        if sys.stdout is None:  # closed by whoever called: the answer goes to its files alone
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it stays open to the end
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows a question mark
        try:
            code: Any = click.Group.main(
                group, given, prog_name or "crmsim", complete_var, standalone_mode=False, **extra
            )
            end_answer()
        except click.ClickException as error:
            say_wrong(usage_text(error, teller))
            sys.exit(error.exit_code)
        except CrmsimError as error:
            if debug:
                raise
            say_wrong(teller("Error: {problem}", problem=error.text(teller)))
            sys.exit(WRONG_INPUT)
        except (KeyboardInterrupt, click.Abort):
            say_wrong(teller("Interrupted."))
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            # The reader of a pipe has gone (crmsim … | head).
            forget_output()
            sys.exit(BROKEN_PIPE)
        except AnswerLost as lost:
            if debug:
                raise
            reason = lost.error.strerror or lost.error
            say_wrong(teller("Error: {problem}", problem=f"{teller('the answer')}: {reason}"))
            forget_output()
            sys.exit(UNEXPECTED)
        except Exception as error:
            if debug:
                raise
            refused = refusal(error)
            if refused is not None:
                say_wrong(teller("Error: {problem}", problem=teller(refused)))
                sys.exit(UNEXPECTED)
            text = teller(
                "Error: something unexpected happened ({error}).\n"
                "This is a mistake in crmsim, not in what you typed. Please report it with the command, the scenario "
                "and what `crmsim --debug {command}` prints.",
                error=f"{type(error).__name__}: {error}", command=" ".join(given),
            )  # fmt: skip
            say_wrong(text)
            sys.exit(UNEXPECTED)
        sys.exit(code if isinstance(code, int) else 0)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named first, or an error that names the nearest one."""
        name = str(args[0])
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            result = nearest(name, self.list_commands(ctx))
            problem = (
                message("No such command {name!r}. Did you mean {nearest!r}?", name=name, nearest=result)
                if result
                else message(
                    "No such command {name!r}. Commands: {known}.",
                    name=name,
                    known=", ".join(self.list_commands(ctx)),
                )
            )
            raise click.UsageError(problem, ctx)
        return super().resolve_command(ctx, args)


def without(arguments: Sequence[str], flag: str) -> list[str]:
    """Arguments without a flag; behind ``--``, where all are names, it stays."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return [*(word for word in arguments[:end] if word != flag), *arguments[end:]]


def forget_output() -> None:
    """Let what Python still holds back for standard output go nowhere."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say_wrong(message: str) -> None:
    """Tell what went wrong, if there is anyone to tell."""
    with contextlib.suppress(OSError):
        click.echo(for_terminal(message), err=True)


def version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    """Print the version and leave."""
    if wanted and not ctx.resilient_parsing:
        import crmsim

        say(f"crmsim {crmsim.__version__}")
        ctx.exit()


@click.group(cls=Application, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(DEBUG, is_flag=True, help="Show the traceback of an error.")
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=version, help="Show the version and leave."
)
@options.of_all
def cli(debug: bool, teller: Teller | None) -> None:
    """Will people use the CRM system, and will knowledge flow? An agent-based simulation of an organisation.

    \b
    Examples:
      crmsim scenarios
      crmsim run baseline
      crmsim compare baseline --what-if project.leader_style=taker
      crmsim organisation employees.csv ties.csv --out ours.toml
      crmsim new
    """


for command in (
    new,
    run,
    compare,
    whatif,
    preview,
    report,
    money,
    lesson,
    app,
    scenarios,
    experiments,
    show,
    check,
    claims,
    evidence,
    odd,
    organisation,
    who,
    export,
    forecast,
    draw,
    why,
    week,
    sweep,
    replay,
    analyse,
    calibrate,
    verify,
    archive,
):
    cli.add_command(command)


def main() -> None:
    """The entry point ``crmsim``."""
    cli.main()
