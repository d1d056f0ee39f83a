"""Fuzzed inputs, each made from its number and a seed: the files, and the command that they are given to."""

from __future__ import annotations

import os
import random
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.attack import gently, valid
from benchmarks.attack.mutate import NUMBERS, WORDS, mutated

KEYS = (
    "people.takers=.3", "leadership.said=.9,leadership.done=.1", "scenario.weeks=20", "organisation.employees=30",
    "organisation.graph=complete", "work.needs_per_week=3", "system.fit=0.5", "project.leader_style=taker",
    'scenario.title="a, b"', "organisation.departments=3", "mechanisms.turnover=false", "money.wage_nok=500",
    "intervention=[{week = 3, kind = \"training\", who = \"all\", hours = 2.0}]", "turnover.annual_rate=1e-3",
)  # fmt: skip
OPTIONS = (
    ("show", "baseline", "--weeks", "20"), ("--language", "nb", "scenarios"), ("week", "baseline", "--week", "3"),
    ("check", "said_and_done"), ("claims", "K2"), ("show", "baseline", "--language", "nb"), ("verify", "."),
    ("analyse", "."), ("replay", ".", "0123456789ab"), ("why", "baseline", "--seed", "1", "--person", "3"),
    ("who", "people.csv", "ann"), ("sweep", "said_and_done", "--part", "1/3x"), ("scenarios",),
)  # fmt: skip
CHOICES = {
    "repeats": ("sum", "mean", "max", "last"), "scale": ("count", "share", "1-5", "0-10", "advice=1-5"),
    "decimal": ("point", "comma"), "level": ("top", "bottom"), "tenure": ("years", "months", "weeks"),
    "unlisted": ("refuse", "leave-out", "add"), "missing": ("ann", "1", "A,B"),
}  # fmt: skip
GENTLE = 0.5  # of the inputs have a few values exchanged and are whole in form
ODD = ("pipe", "folder", "circle", "endless", "nothing", "missing", "unreadable", "long name")
SHARES = {"organisation": 0.58, "scenario": 0.15, "experiment": 0.13, "settings": 0.1, "options": 0.02, "odd": 0.02}


class Input(NamedTuple):
    """A fuzzed input: how it is called in the table, its files, and the command it is given to."""

    reader: str
    files: dict[str, bytes]
    arguments: list[str]
    odd: str = ""


def made(number: int, seed: int) -> Input:
    """The input of a number; the same for the same seed."""
    draw = random.Random(f"fuzz {seed} {number}")
    sort = draw.choices(list(SHARES), list(SHARES.values()))[0]
    return MAKERS[sort](draw)


def _organisation(draw: random.Random) -> Input:
    known = valid.organisations()
    name = draw.choice([one for one in valid.FORMATS if known[one]])
    files, options = draw.choice(known[name])
    files = dict(files)
    gentle = draw.random() < GENTLE
    for chosen in [draw.choice(list(files))] if draw.random() < 0.8 else list(files):
        if gentle and name != "parquet":
            files[chosen] = gently_changed(chosen, files[chosen], draw)
        elif chosen.endswith(".xlsx") and draw.random() < 0.9:
            parts: dict[str, Any] = valid.unpacked(files[chosen])
            part = draw.choice([one for one in parts if "sheet" in one] if draw.random() < 0.7 else list(parts))
            parts[part] = mutated(parts[part], draw)
            files[chosen] = valid.packed(parts)
        else:
            others = [one for made in known[name] for one in made.files.values()]
            files[chosen] = mutated(files[chosen], draw, others)
    if draw.random() < 0.03:
        files["pseudonyms.key"] = mutated(b"0123456789abcdef" * 4, draw)
    if draw.random() < 0.15:
        key = draw.choice(list(CHOICES))
        value = draw.choice(CHOICES[key])
        options = [*options, f"--{key}", value if draw.random() < 0.7 else argument(mutated(value.encode(), draw))]
    return Input(name, files, ["organisation", *files_asked(files), *options, "--out", "made/ours.toml"])


def gently_changed(name: str, content: bytes, draw: random.Random) -> bytes:
    """A file of an organisation whose form is left whole."""
    if name.endswith(".xlsx"):
        parts: dict[str, str | bytes] = dict(valid.unpacked(content))
        sheets = [one for one in parts if "worksheets/" in one]
        return valid.packed({**parts, (chosen := draw.choice(sheets)): gently.values(parts[chosen], draw)})
    return (gently.cells if name.endswith(".csv") else gently.values)(content, draw)


def toml(every: Sequence[bytes], draw: random.Random) -> bytes:
    """A scenario or experiment, changed gently or not."""
    content = draw.choice(every)
    return gently.tables(content, draw) if draw.random() < GENTLE else mutated(content, draw, every)


def files_asked(files: dict[str, bytes]) -> list[str]:
    """The files that are named in the command, people first."""
    return [name for name in files if name != "pseudonyms.key"]


def _scenario(draw: random.Random) -> Input:
    every = valid.scenarios()
    content = toml(every, draw)
    return Input("scenario", {"ours.toml": content}, [draw.choice(("check", "show")), "ours.toml"])


def _experiment(draw: random.Random) -> Input:
    every = valid.experiments()
    return Input("experiment", {"ours.toml": toml(every, draw)}, ["check", "ours.toml"])


def _settings(draw: random.Random) -> Input:
    text = draw.choice(KEYS)
    if draw.random() < 0.5:
        key, _, _ = text.partition("=")
        text = f"{key}={draw.choice(NUMBERS + WORDS).decode('utf-8', 'surrogateescape')}"
    else:
        text = argument(mutated(text.encode(), draw))
    if draw.random() < 0.5:
        return Input("settings", {}, ["check", "baseline", "--set", argument(text.encode("utf-8", "surrogateescape"))])
    return Input("settings", {}, ["--what-if", argument(text.encode("utf-8", "surrogateescape"))])


def _options(draw: random.Random) -> Input:
    words = list(draw.choice(OPTIONS))
    place = draw.randrange(len(words))
    words[place] = argument(mutated(words[place].encode(), draw))
    return Input("options", {"people.csv": valid.cases()[0].people.encode()}, words)


def _odd(draw: random.Random) -> Input:
    odd = draw.choice(ODD)
    if draw.random() < 0.5:
        return Input("odd files", {}, [draw.choice(("check", "show")), "odd.toml"], odd)
    people = {"people.csv": valid.cases()[0].people.encode()}
    return Input("odd files", people, ["organisation", "people.csv", "odd.csv"], odd)


MAKERS: dict[str, Callable[[random.Random], Input]] = {
    "organisation": _organisation, "scenario": _scenario, "experiment": _experiment, "settings": _settings,
    "options": _options, "odd": _odd,
}  # fmt: skip


def argument(content: bytes) -> str:
    """Bytes as a word of a command line, which holds no NUL."""
    return content.replace(b"\0", b"").decode("utf-8", "surrogateescape")


def lay_out(given: Input, folder: Path) -> None:
    """Write the files of an input."""
    for name, content in given.files.items():
        (folder / name).write_bytes(content)
    place = folder / ("odd.toml" if "odd.toml" in given.arguments else "odd.csv")
    if given.odd == "pipe":
        os.mkfifo(place)
    elif given.odd == "folder":
        place.mkdir()
    elif given.odd == "circle":
        place.symlink_to(place.name)
    elif given.odd in ("endless", "nothing"):
        place.symlink_to("/dev/zero" if given.odd == "endless" else os.devnull)
    elif given.odd == "unreadable":
        place.write_bytes(b"from,to\nann,bo\n")
        place.chmod(stat.S_IWUSR)
    elif given.odd == "long name":
        given.arguments[-1] = "x" * 300 + place.suffix
