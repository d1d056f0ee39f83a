"""``crmsim app``: lessons, sandbox and the rest in a browser, served by this machine."""

from __future__ import annotations

import importlib.util

import click

from crmsim.commands import options
from crmsim.commands.say import say, say_aside
from crmsim.commands.spoken import VARIABLE
from crmsim.errors import CrmsimError
from crmsim.words import Teller, message

NEEDED = ("starlette", "uvicorn", "python_multipart", "segno")
PORT = 8137


@click.command()
@click.option("--port", type=click.IntRange(1024, 65535), default=PORT, show_default=True, help="Where it listens.")
@click.option(
    "--lan", is_flag=True,
    help="Let others on your network in, with a code that is shown. Nothing is encrypted on the way.",
)  # fmt: skip
@click.option("--browser/--no-browser", default=True, help="Open it in the browser.")
@click.option(
    "--language", "language", type=options.Speaker(), envvar=VARIABLE, metavar="[en|nb]",
    help="Language of the pages; by default what each browser asks for.",
)  # fmt: skip
@click.pass_context
def app(ctx: click.Context, port: int, lan: bool, browser: bool, language: Teller | None) -> None:
    """Open lessons and a sandbox in the browser, from a server that only this machine reaches.

    Everything is computed here, and nothing leaves the machine. It runs until Ctrl+C.

    \b
    Examples:
      crmsim app
      crmsim app --language nb --no-browser
      crmsim app --lan
    """
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise CrmsimError(
            message("the app needs {names}, which this installation lacks", names=", ".join(missing)),
            expected=message("the extra: python -m pip install 'crmsim[app]'"),
        )
    import webbrowser

    from crmsim.app.server import serve
    from crmsim.app.settings import Settings
    from crmsim.commands.progress import announcer
    from crmsim.scenario import load
    from crmsim.simulation import announce_compilation, simulate

    asked: Teller | None = language or ctx.find_root().params.get("teller")
    teller = asked or Teller()
    settings = Settings(language=asked.language if asked else "", port=port, lan=lan)
    announce_compilation(announcer(teller))
    simulate(load("baseline", weeks=2))  # compiled before the first visitor waits for it

    def ready() -> None:
        say(teller("crmsim is at {address} (end it with Ctrl+C).", address=settings.address))
        if lan:
            say(teller("Others on your network: {address}, code {code}.", address=settings.guest_address,
                        code=settings.code))  # fmt: skip
            say_aside(teller("Nothing is encrypted on the way; use it on a network that you trust."))
        if browser:
            webbrowser.open(settings.address)

    serve(settings, ready)
