"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from crmsim.commands.spoken import VARIABLE, language_of
from crmsim.errors import nearest
from crmsim.words import ENGLISH, LANGUAGES, Teller, message

Function = TypeVar("Function", bound=Callable[..., Any])


class Choice(click.ParamType[str]):
    """One of some names; an unknown one is answered with the nearest."""

    name = "name"

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name."""
        chosen = str(value)
        if chosen not in self.names:
            result = nearest(chosen, self.names)
            known = ", ".join(self.names)
            self.fail(
                message("{value!r} is not one of {known}. Did you mean {nearest!r}?", value=value, known=known,
                        nearest=result)
                if result
                else message("{value!r} is not one of {known}.", value=value, known=known),
                param, ctx,
            )  # fmt: skip
        return chosen


class Speaker(click.ParamType[Teller]):
    """A language, and so who tells the answer in it."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Teller:
        """The teller of the language, whose name may be in capitals."""
        if isinstance(value, Teller):
            return value
        return Teller(Choice(LANGUAGES).convert(language_of(str(value)), param, ctx))


def _or_of_group(ctx: click.Context, _parameter: click.Parameter, value: Teller | None) -> Teller:
    """The teller asked for here, else the one of ``crmsim --language`` or of the environment, else English."""
    asked: Teller | None = value or ctx.find_root().params.get("teller")
    return asked or ENGLISH


def _seed(_ctx: click.Context, _parameter: click.Parameter, value: int) -> int:
    from crmsim.scenario.work import check_seed  # loaded where a seed is typed, not for help

    check_seed(value)
    return value


LANGUAGE: dict[str, Any] = {"type": Speaker(), "metavar": f"[{'|'.join(LANGUAGES)}]"}
settings = click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE",
    help="Change a parameter, e.g. people.takers=.3; may be repeated.",
)  # fmt: skip
weeks = click.option("--weeks", type=click.IntRange(min=1), help="Length of the run, instead of the scenario's.")
seed = click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, callback=_seed, help="Seed of the (first) run."
)
run_of = click.option(
    "--run", "run", metavar="RUN_ID",
    help="One run of a sweep, by the first digits of its run_id: SCENARIO is then the sweep's folder.",
)  # fmt: skip
run_rules = click.option(
    "--run-rules", is_flag=True,
    help="Import and run the own rules that the experiment names: code, so look at it first.",
)  # fmt: skip
out = click.option(
    "--out", type=click.Path(), metavar="DIR",
    help="Folder for the results; by default a folder of outputs/ named by content.",
)  # fmt: skip
teller = click.option(
    "--language", "teller", callback=_or_of_group, help="Language of the answer and the figures.", **LANGUAGE
)
events = click.option(
    "--events", is_flag=True, help="Also write who asked whom, for what, and what came of it: events.parquet."
)
networks = click.option(
    "--networks",
    is_flag=True,
    help="Also write the ties at the start, after each year and at the end: networks.parquet.",
)
cluster = click.option(
    "--cluster", metavar="WHERE",
    help="Workers elsewhere: tcp://… or the file of a Dask scheduler, local (Dask here), slurm.",
)  # fmt: skip
backend = click.option(
    "--backend", type=Choice(("cuda",)), metavar="WHAT",
    help="cuda: compute on this machine's graphics card (NVIDIA), many runs at a time.",
)  # fmt: skip
cluster_options = click.option(
    "--cluster-option", "cluster_options", multiple=True, metavar="KEY=VALUE",
    help="For --cluster slurm, as queue=normal; may be repeated.",
)  # fmt: skip
of_all = click.option(
    "--language",
    "teller",
    envvar=VARIABLE,
    show_envvar=True,
    help="Language of help, errors and answers: English (en) or Norwegian bokmål (nb).",
    **LANGUAGE,
)


def kept(events: bool, networks: bool) -> tuple[str, ...]:
    """What is kept of single people where these flags were typed."""
    return tuple(name for name, asked in (("events", events), ("networks", networks)) if asked)


def together(*options: Callable[[Function], Function]) -> Callable[[Function], Function]:
    """Several options as one decorator, shown by help in this order."""

    def decorate(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate
