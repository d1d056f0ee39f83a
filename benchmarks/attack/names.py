"""Names: distinctive people and departments through every command, and then looked for in all that is left behind.

``python -m benchmarks.attack.names`` makes an organisation of 200 people whose ids, names and departments stand nowhere
else, in a folder of as odd a name, and gives it to every command in both languages. Then everything is searched that
was printed, drawn and stored: text as it is and in other encodings, the decoded cells and metadata of tables, rows of
the journal, what pictures carry beside their dots, and the words that were drawn. Searched for are ids, names, small
departments, whatever hash of an id somebody could have thought of, and the path of the folder.

What is allowed, because a command is for it: ``crmsim who`` answers with the id; an error on the terminal says what was
wrong in a file, with the cell; paths on the terminal; the pair of CSV files that ``organisation --out`` makes of a
graph; ``slurm.sh``, which a cluster runs from any folder. Departments of five or more are told by name.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import pickle
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

MARK = b"zqx"  # begins every word that is searched for, and no other
LETTERS = 7  # that follow it
LENGTH = len(MARK) + LETTERS
FOLDER = "zqpathofthefolder"
DIGITS = 16  # of a hash in hexadecimal, by which it is known
HEX, PSEUDONYM = re.compile(rb"[0-9a-f]{16,}"), re.compile(rb"p[a-z2-7]{12}")
BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
LARGE, FEW = 30, (1, 2, 3, 4)  # people in departments that may be named, and in those that may not
INPUTS = ("people.csv", "ties.csv", "circle.csv", "mixed.graphml", "pseudonyms.key")
MADE_WITH_NAMES = ("graph_employees.csv", "graph_ties.csv", "slurm.sh")


class Hit(NamedTuple):
    """A word that was found: where, and which."""

    where: str
    word: str


class Asked(NamedTuple):
    """A command: its arguments, whether its answer may hold names, because it is for that, and how it should end."""

    arguments: tuple[str, ...]
    names: bool = False
    code: int | None = 0


@dataclass(frozen=True)
class People:
    """Who is searched for.

    Attributes
    ----------
    ids, names, departments:
        Of each person; words that stand nowhere else.
    small:
        Departments of fewer than five.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    departments: tuple[str, ...]
    small: frozenset[str]

    def secret(self) -> frozenset[bytes]:
        """The core of every word that nothing may show."""
        return frozenset(core(word) for word in (*self.ids, *self.names, *self.small))

    def hashes(self) -> tuple[frozenset[bytes], frozenset[bytes]]:
        """Hashes of ids without a secret: first digits in hexadecimal, and pseudonyms as they were once made."""
        digits: set[bytes] = set()
        shown: set[bytes] = set()
        for person in (*self.ids, *self.names):
            text = person.encode()
            made = [hashlib.new(name, text).hexdigest() for name in ("md5", "sha1", "sha256", "sha512", "blake2b")]
            made += [hashlib.blake2b(text, digest_size=size).hexdigest() for size in (8, 16, 32)]
            digest = hashlib.blake2b(text, digest_size=16, person=b"crmsim seat").digest()
            made += [digest.hex(), digest[8:].hex()]
            digits |= {one[:DIGITS].encode() for one in made}
            number = int.from_bytes(digest[8:], "big") >> 4
            shown.add(b"p" + "".join(BASE32[number >> (5 * place) & 31] for place in range(11, -1, -1)).encode())
        return frozenset(digits), frozenset(shown)


def word(kind: str, number: int) -> str:
    """A word of letters that stands nowhere else."""
    digest = hashlib.sha256(f"{kind} {number}".encode()).digest()
    return MARK.decode() + "".join(chr(97 + byte % 26) for byte in digest[:LETTERS])


def core(text: str) -> bytes:
    """The letters of a word by which it is found in whatever encoding the rest of it is."""
    at = text.lower().index(MARK.decode())
    return text.lower()[at : at + LENGTH].encode()


def people(count: int) -> People:
    """So many people, a third of them in departments of fewer than five."""
    departments: list[str] = []
    small: set[str] = set()
    number = 0
    while len(departments) < count:
        few = len(departments) < count / 3
        size = FEW[number % len(FEW)] if few else max(5, min(LARGE, count // 3))
        name = f"Avd {word('department', number)}"
        size = min(size, count - len(departments))
        if size < 5:
            small.add(name)
        departments += [name] * size
        number += 1
    ids = tuple(f"Å{word('id', k)}" for k in range(count))
    names = tuple(f"{word('name', k).capitalize()} Ødegård" for k in range(count))
    return People(ids, names, tuple(departments), frozenset(small))


def write(folder: Path, known: People) -> None:
    """Write the organisation, scenarios of it and experiments with it."""
    count = len(known.ids)
    heads: dict[str, int] = {}
    rows, circle = [], []
    for k, place in enumerate(known.departments):
        boss = known.ids[heads.setdefault(place, k)]
        boss = "" if k == 0 else known.ids[0] if boss == known.ids[k] else boss
        row = f"{known.ids[k]},{known.names[k]},{known.names[k]}@example.com,{place},"
        rows.append(row + boss)
        circle.append(row + known.ids[(k + 1) % count])
    head = "employee_id,name,email,department,manager_id\n"
    ties = [(k, (k * step + step + 1) % count) for k in range(count) for step in (1, 3, 5)]
    pairs = sorted({(one, two) for one, two in ties if one != two})
    text = "source_id,target_id\n" + "".join(f"{known.ids[one]},{known.ids[two]}\n" for one, two in pairs)
    (folder / "people.csv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    (folder / "circle.csv").write_text(head + "\n".join(circle) + "\n", encoding="utf-8")
    (folder / "ties.csv").write_text(text, encoding="utf-8")
    edges = "".join(f'<edge source="{known.ids[one]}" target="{known.ids[two]}"/>' for one, two in pairs)
    nodes = "".join(f'<node id="{person}"/>' for person in known.ids)
    (folder / "mixed.graphml").write_text(
        '<?xml version="1.0" encoding="utf-8"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        f'<graph edgedefault="directed">{nodes}{edges}</graph></graphml>', encoding="utf-8",
    )  # fmt: skip
    files = '[organisation]\nemployees_csv = "{}"\nties_csv = "ties.csv"\n[scenario]\nweeks = 8\n'
    named = f'[[intervention]]\nweek = 2\nkind = "leave"\nwho = "employee:{known.ids[1]}"\n'
    (folder / "plain.toml").write_text(files.format("people.csv"), encoding="utf-8")
    (folder / "named.toml").write_text(files.format("people.csv") + named, encoding="utf-8")
    (folder / "round.toml").write_text(files.format("circle.csv"), encoding="utf-8")
    body = 'title = "Takers"\nquestion = "What do takers do?"\noutcomes = ["output"]\nruns = 2\nbase = "{}"\n'
    body += 'money = false\nweekly = ["user_share"]\nby_style = ["output"]\n[design]\nkind = "grid"\n'
    body += '[levers]\n"people.takers" = [0.1, 0.3]\n'
    (folder / "moved.toml").write_text(body.format("plain.toml"), encoding="utf-8")
    both = f"scenario = [{str(folder / 'plain.toml')!r}, {str(folder / 'ours.toml')!r}]\n"
    (folder / "whole.toml").write_text(body.format(folder / "plain.toml") + both, encoding="utf-8")
    (folder / "failing.toml").write_text(body.format("named.toml"), encoding="utf-8")
    (folder / "circling.toml").write_text(body.format(folder / "round.toml"), encoding="utf-8")


def commands(known: People, folder: Path, quick: bool) -> Iterator[Asked]:
    """Every command that reads an organisation or what was made of one."""
    person, other = known.ids[1], known.ids[2]
    yield Asked(("organisation", "people.csv", "ties.csv", "--out", "ours.toml"))
    yield Asked(("run", "ours.toml", "--weeks", "8", "--out", "run"))
    yield Asked(("run", "named.toml"), names=True, code=2)
    yield Asked(("compare", "ours.toml", "--what-if", "people.takers=.3", "--runs", "2", "--weeks", "8", "--jobs", "1",
                 "--out", "compared"))  # fmt: skip
    yield Asked(("sweep", "moved.toml", "--jobs", "1", "--out", "moved"))
    yield Asked(("sweep", "failing.toml", "--jobs", "1", "--out", "failing"), code=None)
    yield Asked(("why", "ours.toml", "--employee", "3", "--week", "4"))
    yield Asked(("draw", "ours.toml", "--figure", "network", "--week", "4", "--out", "drawn"))
    yield Asked(("export", "ours.toml", "--week", "4", "--out", "network"))
    if quick:
        return
    absolute = str(folder / "ours.toml")
    yield Asked(("organisation", "people.csv", "mixed.graphml", "--key", "--out", "graph.toml"))
    yield Asked(("organisation", "circle.csv", "ties.csv"), names=True, code=2)
    for command in ("check", "show", "money"):
        yield Asked((command, "ours.toml"))
        yield Asked((command, absolute))
    yield Asked(("check", "moved.toml"))
    yield Asked(("check", "named.toml"), names=True)
    yield Asked(("run", absolute, "--weeks", "8", "--seed", "1", "--out", str(folder / "whole_run")))
    yield Asked(("run", "round.toml"), names=True, code=2)
    yield Asked(("run", "graph.toml", "--weeks", "4", "--out", "graph_run"))
    yield Asked(("compare", absolute, "plain.toml", "baseline", "--runs", "2", "--weeks", "8", "--jobs", "1",
                 "--out", str(folder / "whole_compared")))  # fmt: skip
    yield Asked(
        ("compare", "ours.toml", "round.toml", "--runs", "2", "--weeks", "8", "--jobs", "1"), names=True, code=2
    )
    yield Asked(("sweep", str(folder / "whole.toml"), "--jobs", "1", "--out", str(folder / "whole")))
    yield Asked(("sweep", str(folder / "whole.toml"), "--slurm-script", "2", "--out", "parts"))
    yield Asked(("sweep", str(folder / "whole.toml"), "--part", "1/2", "--jobs", "1", "--out", "parts"))
    yield Asked(("sweep", "circling.toml", "--jobs", "1", "--out", "circling"), code=None)
    for swept in ("moved", "whole", "failing", "circling"):
        fails = swept in ("failing", "circling")
        yield Asked(("analyse", swept), code=None if fails else 0)
        yield Asked(("replay", swept, "FIRST"), names=fails, code=None if fails else 0)
    yield Asked(("why", "ours.toml", "--employee", "3", "--week", "4", "--of-an-invented-person"))
    yield Asked(("why", "ours.toml", "--employee", person, "--week", "4"), names=True, code=2)
    yield Asked(("draw", "ours.toml", "--figure", "tails", "--figure", "tails-raw", "--figure", "helping", "--figure",
                 "film", "--week", "4", "--out", "all_drawn"))  # fmt: skip
    yield Asked(("export", "ours.toml", "--set", f"organisation.tie_kinds={other}"), names=True, code=2)
    yield Asked(("who", "people.csv", "SHOWN"), names=True)


@dataclass
class Searched:
    """What was looked through, and what was found."""

    known: People
    root: str
    hits: list[Hit] = field(default_factory=list)
    pieces: int = 0

    def __post_init__(self) -> None:
        self.secret = self.known.secret()
        self.digits, self.shown = self.known.hashes()

    def look(self, where: str, content: bytes, *, path: bool = True) -> None:
        """Search a piece; ``path`` says whether the folder may not be named in it."""
        self.pieces += 1
        for text in (content.lower(), content.replace(b"\0", b"").lower()):  # UTF-16 and -32 without their zeros
            at = text.find(MARK)
            while at >= 0:
                if text[at : at + LENGTH] in self.secret:
                    self.hits.append(Hit(where, text[at : at + LENGTH].decode()))
                at = text.find(MARK, at + 1)
        for found in HEX.findall(content):
            if found[:DIGITS] in self.digits:
                self.hits.append(Hit(where, f"hash {found[:DIGITS].decode()}"))
        for found in PSEUDONYM.findall(content):
            if found in self.shown:
                self.hits.append(Hit(where, f"hash {found.decode()}"))
        if path and (FOLDER.encode() in content or self.root.encode() in content):
            self.hits.append(Hit(where, "path"))

    def look_at_file(self, path: Path, where: str) -> None:
        """Search a file, as it is and decoded."""
        content = path.read_bytes()
        self.look(where, content)
        for name, piece in decoded(path):
            self.look(f"{where} ({name})", piece)


def decoded(path: Path) -> Iterator[tuple[str, bytes]]:
    """What a file says once it is read as what it is."""
    kind = path.suffix
    if kind == ".parquet":
        import pyarrow.parquet as pq

        table = pq.read_table(path)
        yield "cells", repr(table.to_pylist()).encode()
        yield "metadata", repr(table.schema.metadata).encode()
    elif kind == ".sqlite":
        with contextlib.closing(sqlite3.connect(path)) as journal:
            names = [name for (name,) in journal.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for name in names:
                yield name, repr(journal.execute(f'SELECT * FROM "{name}"').fetchall()).encode()
    elif kind == ".json":
        yield "values", repr(json.loads(path.read_text(encoding="utf-8"))).encode()
    elif kind in (".png", ".gif"):
        from PIL import Image

        with Image.open(path) as picture:
            yield "metadata", repr(picture.info).encode()


class Drawn:
    """Every word that is drawn while this is in force."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __enter__(self) -> Drawn:
        from matplotlib.text import Text

        self.real = Text.set_text

        def note(text: Any, words: Any) -> Any:
            self.words.append(str(words))
            return self.real(text, words)

        Text.set_text = note  # type: ignore[method-assign] # so that all that is drawn is noted
        return self

    def __exit__(self, *_: object) -> None:
        from matplotlib.text import Text

        Text.set_text = self.real  # type: ignore[method-assign] # put back


def invoke(arguments: Sequence[str], language: str) -> tuple[bytes, int]:
    """Run a command in this process; what it printed, on both streams, and how it ended."""
    from click.testing import CliRunner

    from crmsim.commands.main import cli

    result = CliRunner().invoke(cli, ["--language", language, *arguments])
    return result.output.encode(), result.exit_code


def filled(asked: Asked, folder: Path, shown: str) -> list[str]:
    """The arguments, with the first run of a sweep and a pseudonym that was shown where they are asked for."""
    result = [shown if one == "SHOWN" else one for one in asked.arguments]
    if "FIRST" in result:
        with contextlib.closing(sqlite3.connect(folder / result[1] / "journal.sqlite")) as journal:
            (run,) = journal.execute("SELECT run FROM runs ORDER BY run LIMIT 1").fetchone()
        result[result.index("FIRST")] = run.hex()[:12]
    return result


def attack(count: int = 200, quick: bool = False, languages: Iterable[str] = ("en", "nb")) -> Searched:
    """Give an organisation of so many people to every command, and search all that is left behind."""
    known = people(count)
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary).resolve() / FOLDER
        searched = Searched(known, str(root))
        started = Path.cwd()
        try:
            for language in languages:
                folder = root / language
                folder.mkdir(parents=True)
                write(folder, known)
                os.chdir(folder)
                _attack(known, folder, language, quick, searched)
        finally:
            os.chdir(started)
        _search(root, searched)
        _search_cache(searched)
    return searched


def _attack(known: People, folder: Path, language: str, quick: bool, searched: Searched) -> None:
    shown = ""
    for asked in commands(known, folder, quick):
        with Drawn() as drawn:
            printed, code = invoke(filled(asked, folder, shown), language)
        where = f"{language}: crmsim {' '.join(asked.arguments[:2])}"
        if code not in (0, 1, 2, 3) or asked.code not in (None, code):
            searched.hits.append(Hit(where, f"ended with {code}: {printed[-200:].decode(errors='replace')}"))
        if not asked.names:
            searched.look(f"{where}, printed", printed, path=False)
        searched.look(f"{where}, drawn", "\n".join(drawn.words).encode())
        found = re.search(rb"\bp[a-z2-7]{12}\b", printed)
        shown = found[0].decode() if found and not shown else shown
    import crmsim

    result = crmsim.run("plain.toml", weeks=4)
    searched.look(f"{language}: a run printed", repr(result).encode())
    searched.look(f"{language}: a run pickled, its scenario apart", pickle.dumps((result.frame(), result.document())))
    result.save("saved")


def _search(root: Path, searched: Searched) -> None:
    """Everything that lies in the folders now, but for what was put there and what is meant to hold names."""
    for path in sorted(one for one in root.rglob("*") if one.is_file()):
        where = path.relative_to(root).as_posix()
        searched.look(f"name of {where}", path.name.encode())
        inputs = path.parent.parent == root and (path.name in INPUTS or path.suffix == ".toml")
        if not inputs and path.name not in MADE_WITH_NAMES:
            searched.look_at_file(path, where)


def _search_cache(searched: Searched) -> None:
    """The compiled code and what else is kept from run to run."""
    from crmsim.numerics.place import kept

    folder = kept().folder
    for path in sorted(one for one in folder.rglob("*") if one.is_file()) if folder else ():
        with contextlib.suppress(FileNotFoundError):  # other processes tidy up
            searched.look("cache", path.read_bytes())


def main() -> int:
    """Run it, print one line with counts and a line for each thing found; 0 where nothing was."""
    began = time.monotonic()
    with contextlib.redirect_stderr(io.StringIO()):
        result = attack()
    known = result.known
    print(
        f"names: {len(known.ids)} people and {len(set(known.departments))} departments ({len(known.small)} small) in "
        f"{result.pieces} pieces: {len(result.hits)} hits, {time.monotonic() - began:.0f} s"
    )
    for hit in dict.fromkeys(result.hits):
        print(f"  {hit.where}: {hit.word}")
    return 1 if result.hits else 0


if __name__ == "__main__":
    sys.exit(main())
