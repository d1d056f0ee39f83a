"""Writing an archive: put together under a name of its own, and given its place when it is whole."""

from __future__ import annotations

import datetime
import hashlib
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

from crmsim.archive.contents import Contents, Entry, contents_of
from crmsim.archive.crate import METADATA, Creator, licence_of, metadata
from crmsim.errors import CrmsimError
from crmsim.numerics.compiled import code_hash
from crmsim.odd import odd_page
from crmsim.results.folder import file_errors
from crmsim.results.leftovers import clear, in_the_making
from crmsim.results.provenance import version
from crmsim.scenario.scenario import from_content
from crmsim.store.place import MANIFEST
from crmsim.words import message

ODD, README = "odd.md", "README.md"
PIECE = 1 << 20  # bytes read at a time


def archive(
    folder: Path, out: Path, title: str | None = None, licence: str | None = None, creators: Sequence[Creator] = (),
    with_files: bool = False,
) -> Contents:  # fmt: skip
    """Put a study into one file.

    Parameters
    ----------
    folder:
        Of results: of a run, a comparison, a sweep or a what-if.
    out:
        The zip to write, which must not be there yet.
    title:
        What the study is called; by default what its scenario or experiment is.
    licence:
        An SPDX identifier; without one the archive says that none was given.
    with_files:
        Take the files of an organisation too, which name people.

    Raises
    ------
    CrmsimError
        For a folder that cannot be archived, for a licence that is none, and where the file is there already or cannot
        be written; then nothing is left of it.
    """
    if out.exists():
        raise CrmsimError(
            message("another file stands there and is left alone"), file=out, expected=message("a new name")
        )
    licence_of(licence)
    contents = contents_of(folder, with_files)
    name = title or title_of(contents)
    date = datetime.datetime.now(datetime.UTC).date()
    entries = [*contents.entries, *_about(contents, name, date)]
    sizes = [(entry, _size(entry)) for entry in entries]
    described = metadata(contents, sizes, name, licence, creators, date.isoformat())
    entries.append(Entry(METADATA, described, "", "about"))
    with file_errors(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        clear(out.parent)
        unfinished = out.parent / in_the_making(out.name)
        try:
            _write(unfinished, entries, (date.year, date.month, date.day, 0, 0, 0))
            _place(unfinished, out)
        finally:
            unfinished.unlink(missing_ok=True)
    return contents


def title_of(contents: Contents) -> str:
    """What a study is called where nobody says."""
    scenarios = contents.about.get("scenarios", {})
    titles = [str(one.get("scenario", {}).get("title") or name) for name, one in scenarios.items()]
    return str(contents.about.get("experiment") or " / ".join(titles))


def _about(contents: Contents, title: str, date: datetime.date) -> list[Entry]:
    """The protocol of the model, and what a reader should know."""
    made = []
    scenarios = contents.about.get("scenarios", {})
    if scenarios:
        name, content = next(iter(scenarios.items()))
        bare = {key: value for key, value in content.get("organisation", {}).items() if not key.endswith("_csv")}
        page = odd_page(from_content({**content, "organisation": bare}, name=name))
        made.append(Entry(ODD, page, f"the model as an ODD protocol (crmsim {version()})", "about"))
    return [
        *made,
        Entry(README, readme(contents, title, date), "what this is, and how to check and repeat it", "about"),
    ]


def readme(contents: Contents, title: str, date: datetime.date) -> str:
    """What stands in the archive's README."""
    about = contents.about
    lines = [
        f"# {title}", "",
        f"A study with crmsim {about['crmsim']} (commit {about.get('commit') or 'unknown'}, Python {about['python']}), "
        f"archived on {date.isoformat()}. {METADATA} describes every file (RO-Crate 1.1); provenance.json tells what "
        "made the results, with the versions of all packages that compute.", "",
        "To check that all is as it was, in this folder:", "",
        "    crmsim verify .", f"    sha256sum --check {MANIFEST}", "",
        "To make the results again, with that version of crmsim, in this folder:", "",
        *(f"    {command}" for command in contents.again), "",
    ]  # fmt: skip
    if any(" RUN_ID" in command for command in contents.again):
        lines += [
            "RUN_ID is any value of the column run_id of runs/: that run is made again and compared bit by bit.",
            "",
        ]
    if about["code"] != code_hash():
        lines += [f"The results were made by other code than {ODD}, which is of crmsim {version()}.", ""]
    if contents.left_out:
        lines += [
            "Left out, because they name people; without them nothing can be made again:", "",
            *(f"- {name}" for name in contents.left_out), "",
        ]  # fmt: skip
    if about.get("hooks"):
        lines += ["Own rules took part, whose source is not here:", "", *(f"- {name}" for name in about["hooks"]), ""]
    return "\n".join(lines)


def _size(entry: Entry) -> int:
    return entry.content.stat().st_size if isinstance(entry.content, Path) else len(entry.content.encode())


def _write(path: Path, entries: Sequence[Entry], when: tuple[int, int, int, int, int, int]) -> None:
    """Write a zip of the files and of their hashes."""
    hashes = []
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as target:
        for entry in entries:
            hashes.append(f"{_add(target, entry, when)}  {entry.name}\n")
        _add(target, Entry(MANIFEST, "".join(hashes), ""), when)


def _add(target: zipfile.ZipFile, entry: Entry, when: tuple[int, int, int, int, int, int]) -> str:
    """Add a file; returns the hash of what was written."""
    info = zipfile.ZipInfo(entry.name, when)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    digest = hashlib.sha256()
    if isinstance(entry.content, str):
        target.writestr(info, entry.content.encode())
        digest.update(entry.content.encode())
        return digest.hexdigest()
    info.file_size = entry.content.stat().st_size  # so that large ones get room for their size
    with entry.content.open("rb") as source, target.open(info, "w") as written:
        while piece := source.read(PIECE):
            written.write(piece)
            digest.update(piece)
    return digest.hexdigest()


def _place(unfinished: Path, out: Path) -> None:
    """Give a file its name, unless another has come there meanwhile."""
    try:
        os.link(unfinished, out)
    except FileExistsError:
        raise CrmsimError(
            message("another file stands there and is left alone"), file=out, expected=message("a new name")
        ) from None
    except OSError:  # a file system without links
        unfinished.rename(out)
