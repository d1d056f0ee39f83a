"""``crmsim lesson``: the lesson that opens with a double-click, as one file."""

from __future__ import annotations

from pathlib import Path

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.errors import CrmsimError
from crmsim.words import LANGUAGES, Teller, message

BOTH = "both"
OUT = "lesson.html"


@click.command()
@click.option("--out", type=click.Path(), default=OUT, show_default=True, metavar="FILE", help="The file to write.")
@click.option(
    "--language", "language", type=options.Choice(("nb", "en", BOTH)), default=BOTH, show_default=True,
    metavar="[nb|en|both]", help="Languages in the file; with both a reader can switch.",
)  # fmt: skip
@click.option(
    "--runs", type=click.IntRange(2, 1000), default=40, show_default=True,
    help="Runs of each scenario; below 30 no verdict is given.",
)  # fmt: skip
@options.seed
@click.pass_context
def lesson(ctx: click.Context, out: str, language: str, runs: int, seed: int) -> None:
    """Write the lesson on givers, takers and matchers, and those that follow it, as one file for any browser.

    The file opens with a double-click, needs no installation and no network, and fits a memory stick. It holds the
    results of runs that this command makes, which takes a minute or two.

    \b
    Examples:
      crmsim lesson
      crmsim lesson --out leksjon.html --language nb
    """
    from crmsim.commands.progress import Bar, announcer
    from crmsim.lesson import make
    from crmsim.organisation.scenario_file import write_new
    from crmsim.runner.background import interruptible
    from crmsim.simulation import announce_compilation

    teller: Teller = ctx.find_root().params.get("teller") or Teller(language if language in LANGUAGES else "en")
    path = Path(out)
    if path.exists():
        problem = message("another file stands there and is left alone")
        raise CrmsimError(problem, file=path, expected=message("a new name"))
    announce_compilation(announcer(teller))
    languages = ("nb", "en") if language == BOTH else (language,)
    with Bar(path.name) as bar:
        text = interruptible(lambda _stop: make(languages, seed, runs, bar.update))
    write_new(path, text)
    say(
        teller(
            "Written: {file} ({size:,.0f} kB). Open it with a double-click.", file=path, size=len(text.encode()) / 1000
        )
    )
