"""``crmsim export``: the network of a run in any week, for Gephi, visone and other programs."""

from __future__ import annotations

import click

from crmsim.commands import options
from crmsim.commands.say import say
from crmsim.words import Teller


@click.command()
@click.argument("scenario")
@click.option("--week", type=click.IntRange(min=1), help="After which week; the end of the run unless given.")
@options.together(options.seed, options.settings, options.out, options.teller)
def export(
    scenario: str, week: int | None, seed: int, settings: tuple[str, ...], out: str | None, teller: Teller
) -> None:
    """Write the network of one run of SCENARIO as GraphML and as two CSV files that Gephi imports.

    People have their department, level and manager, ties their contact and quality in that week. Styles and stages are
    written for generated organisations only: those of imported people are drawn, not measured, and stay inside.

    \b
    Examples:
      crmsim export baseline --out network
      crmsim export baseline --week 26 --seed 3
    """
    from crmsim.commands.place import given_up_cleanly
    from crmsim.commands.progress import Bar, announcer
    from crmsim.mechanisms.state import STAGES, STYLES
    from crmsim.organisation.export import network, write_graphml, write_tables
    from crmsim.report.files import run_origin
    from crmsim.results import content_hash, prepare
    from crmsim.results.snapshots import record
    from crmsim.runner.background import interruptible
    from crmsim.scenario import load
    from crmsim.scenario.work import refuse_absurd
    from crmsim.simulation import announce_compilation

    loaded = load(scenario, settings)
    refuse_absurd([loaded], 1, 1)
    origin = run_origin(loaded, seed, teller)
    asked = {"kind": "export", "week": week}
    folder = prepare(out, f"{loaded.name}-network", content_hash([origin["content"], asked]), {**origin, **asked})
    names = ("network.graphml", "nodes.csv", "edges.csv")
    written = teller("Written: {files}", files=", ".join(str(folder.path / name) for name in names))
    if folder.finished:
        say(written)
        return
    announce_compilation(announcer(teller))
    last = loaded.weeks if week is None else week
    with given_up_cleanly(folder):
        with Bar(loaded.name) as bar:
            result = interruptible(
                lambda stop: record(
                    loaded, seed, last, ("present", "style", "stage"), stop, lambda done: bar.update(done, last)
                )
            )
        facts = {
            "style": [STYLES[style] for style in result["style"][-1]],
            "stage": [STAGES[stage] for stage in result["stage"][-1]],
        }
        graph = network(
            result.organisation, result.ties["contact"], result.ties["quality"], result["present"][-1] == 1,
            None if result.organisation.imported else facts,
        )  # fmt: skip
        folder.write(names[0], lambda path: write_graphml(graph, path))
        write_tables(graph, folder.path / names[1], folder.path / names[2])
        folder.finish({**origin, **asked})
    say(written)
