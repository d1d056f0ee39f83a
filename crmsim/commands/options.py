"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from crmsim.errors import nearest
from crmsim.report.words import LANGUAGES

Function = TypeVar("Function", bound=Callable[..., Any])
LARGEST_SEED = 2**62


class Language(click.ParamType[str]):
    """A language the answers can be told in; an unknown one is answered with the nearest."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The language, lower-cased."""
        chosen = str(value).lower()
        if chosen not in LANGUAGES:
            found = nearest(chosen, LANGUAGES)
            hint = f" Did you mean {found!r}?" if found else ""
            self.fail(f"{value!r} is not one of {', '.join(LANGUAGES)}.{hint}", param, ctx)
        return chosen


settings = click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE",
    help="Change a parameter, e.g. people.takers=.3; may be repeated.",
)  # fmt: skip
weeks = click.option("--weeks", type=click.IntRange(min=1), help="Length of the run, instead of the scenario's.")
seed = click.option(
    "--seed", type=click.IntRange(0, LARGEST_SEED), default=0, show_default=True, help="Luck of the (first) run."
)
out = click.option(
    "--out", type=click.Path(), metavar="DIR",
    help="Folder for the results; by default a folder of outputs/ named by content.",
)  # fmt: skip
cluster = click.option(
    "--cluster", metavar="WHERE",
    help="Workers elsewhere: tcp://… or the file of a Dask scheduler, local (Dask here), slurm.",
)  # fmt: skip
cluster_options = click.option(
    "--cluster-option", "cluster_options", multiple=True, metavar="KEY=VALUE",
    help="For --cluster slurm, as queue=normal; may be repeated.",
)  # fmt: skip
language = click.option(
    "--language",
    type=Language(),
    default="en",
    show_default=True,
    metavar=f"[{'|'.join(LANGUAGES)}]",
    help="Language of the answer and the figures.",
)


def together(*options: Callable[[Function], Function]) -> Callable[[Function], Function]:
    """Several options as one decorator, shown by help in this order."""

    def decorate(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate
