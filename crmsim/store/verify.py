"""Whether a folder of results is whole and unaltered, file by file and record by record."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.files.plain import read_plain
from crmsim.results.folder import MARKER, content_hash
from crmsim.results.whole import differences, document, files_in, listed
from crmsim.scenario.sources import file_digest
from crmsim.store.journal import JOURNAL, Journal
from crmsim.store.part import PARTS
from crmsim.store.place import ANALYSIS, EARLIER, MANIFEST, RECORDED, REPORT, SCRIPT
from crmsim.store.table import RUNS, WEEKS
from crmsim.words import Message, message

OF_ANALYSIS = "analysis.json"
TABLE = "table"  # in an analysis: hash of the digests of the table it was made of


@dataclass
class Verdict:
    """What was found of a folder.

    Attributes
    ----------
    folder:
        Which.
    files, records:
        How many were checked: files against their digests, records of runs against their checksums.
    problems:
        What is not as it was written, a sentence each; empty where all is.
    notes:
        What is there and was not written by crmsim, which harms nothing.
    """

    folder: Path
    files: int = 0
    records: int = 0
    problems: list[Message] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether all is there and as it was written."""
        return not self.problems


def verify(folder: Path) -> Verdict:
    """Check a folder that run, compare, sweep, analyse, draw or export has written.

    Raises
    ------
    CrmsimError
        For what is no folder of results.
    """
    found = Verdict(folder)
    if (folder / MARKER).is_file():
        _results(folder, "", found)
    elif (folder / OF_ANALYSIS).is_file():
        _analysis(folder, "", found, None)
    else:
        raise CrmsimError(
            message("holds no results") if folder.is_dir() else message("is not a folder"),
            file=folder,
            expected=message("a folder that crmsim has written, with {marker} in it", marker=MARKER),
        )
    return found


def verify_all(folder: Path) -> list[Verdict]:
    """Check a folder of results, or where it is none, all those that lie in it, in the order of their names.

    Raises
    ------
    CrmsimError
        Where there are none.
    """
    within = [] if _holds_results(folder) else list(_results_in(folder))
    return [verify(one) for one in within or [folder]]


def _holds_results(folder: Path) -> bool:
    return (folder / MARKER).is_file() or (folder / OF_ANALYSIS).is_file()


def _results_in(folder: Path) -> Iterator[Path]:
    """The folders of results below a folder, without hidden ones and links; what lies in one of them is its own."""
    for path, names, _ in os.walk(folder):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in list(names):
            if _holds_results(Path(path) / name):
                names.remove(name)
                yield Path(path) / name


def table_hash(about: dict[str, Any]) -> str | None:
    """Hash of the digests of a sweep's table, by which an analysis knows what it was made of; None without any."""
    known = listed(about)
    return None if known is None else content_hash({name: one for name, one in known.items() if _of_table(name)})


def _of_table(name: str) -> bool:
    return name.partition("/")[0] in (RUNS, WEEKS)


def _results(folder: Path, within: str, found: Verdict) -> None:
    """Check a folder that has a provenance; ``within`` is put before the names of its files."""
    about = _document(folder / MARKER, within, found)
    known = _listed_files(folder, within, about, MARKER, found)
    if about is not None and about.get("finished") is not True:
        found.problems.append(_named(within, message("not finished: the same command again goes on where it was")))
    _others(folder, within, {**known, **_archived(folder, within, found)}, found)
    for journal in _journals(folder):
        _records(journal, within + journal.relative_to(folder).as_posix(), found)
    if (folder / ANALYSIS).is_dir():
        _analysis(folder / ANALYSIS, f"{within}{ANALYSIS}/", found, about)
    if (folder / REPORT / MARKER).is_file():
        _results(folder / REPORT, f"{within}{REPORT}/", found)
    for earlier in sorted((folder / EARLIER).glob("*/")):
        if (earlier / MARKER).is_file():
            _results(earlier, f"{within}{EARLIER}/{earlier.name}/", found)
        else:
            found.problems.append(_named(f"{within}{EARLIER}/{earlier.name}/{MARKER}", message("is gone")))


def _analysis(folder: Path, within: str, found: Verdict, sweep: dict[str, Any] | None) -> None:
    """Check an analysis, and that it is one of the sweep in whose folder it stands."""
    if not (folder / OF_ANALYSIS).is_file():
        found.problems.append(_named(within + OF_ANALYSIS, message("is gone")))
        return
    about = _document(folder / OF_ANALYSIS, within, found)
    _listed_files(folder, within, about, OF_ANALYSIS, found)
    if about is not None and sweep is not None and about.get(TABLE) not in (None, table_hash(sweep)):
        found.problems.append(
            _named(within, message("is of a table that was there before; `crmsim analyse` makes it anew"))
        )


def _document(path: Path, within: str, found: Verdict) -> dict[str, Any] | None:
    """A provenance, or None where it is no document; told as a problem unless it is what was written."""
    about, state = document(path)
    if state is None:
        what = message("was written by a version that kept no digests: nothing is known of it")
        found.problems.append(_named(within + path.name, what))
    elif not state:
        found.problems.append(_named(within + path.name, message("is not what was written")))
    return about


def _listed_files(
    folder: Path, within: str, about: dict[str, Any] | None, document: str, found: Verdict
) -> dict[str, str]:
    """The digests that a document lists; what differs from them is told."""
    known = (None if about is None else listed(about)) or {}
    found.files += len(known) + 1
    for one in differences(folder, known):
        what = message("is gone") if one.gone else message("is not what was written")
        found.problems.append(_named(within + one.name, what))
    return {**known, document: ""}


def _archived(folder: Path, within: str, found: Verdict) -> dict[str, str]:
    """The hashes of the files of an unpacked archive, none where it is no such; what differs from them is told."""
    try:
        lines = read_plain(folder / MANIFEST).decode("utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    known = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name, digest in known.items():
        gone = not (folder / name).is_file()
        if gone or file_digest(folder / name, hashlib.sha256) != digest:
            what = message("is gone") if gone else message("is not what was archived")
            found.problems.append(_named(within + name, what))
    found.files += len(known)
    return {**known, MANIFEST: ""}


def _others(folder: Path, within: str, known: dict[str, str], found: Verdict) -> None:
    """Tell of files that are not listed: what stands among parts of a table differs, and the rest harms nothing."""
    own = [ANALYSIS, EARLIER, PARTS, SCRIPT, *([REPORT] if (folder / REPORT / MARKER).is_file() else [])]
    for name in files_in(folder):
        if name in known or name.partition("/")[0] in own or name.startswith(JOURNAL):
            continue
        if _of_table(name):
            if len(known) > 1:
                found.problems.append(_named(within + name, message("was not written with the rest of the table")))
        else:
            unknown = message("is on no list of what crmsim wrote here, and was not checked")
            found.notes.append(_named(within + name, unknown))


def _journals(folder: Path) -> Iterator[Path]:
    for path in (folder / JOURNAL, folder / RECORDED, *sorted((folder / PARTS).glob("*.sqlite"))):
        if path.is_file():
            yield path


def _records(path: Path, name: str, found: Verdict) -> None:
    """Check every record of a journal, and the file's own order."""
    try:
        with Journal(path, readonly=True) as journal:
            if not journal.checked:
                found.problems.append(
                    _named(name, message("was written by a version that kept no checksums: nothing is known of it"))
                )
            found.records += sum(journal.counts().values())
            for _, run in journal.altered():
                found.problems.append(
                    _named(name, message("the record of run {run} is not what was written", run=run.hex()))
                )
            if not journal.in_order():
                found.problems.append(_named(name, message("is not what was written")))
    except CrmsimError as error:
        found.problems.append(_named(name, error.problem))


def _named(name: str, what: str) -> Message:
    return message("{file}: {problem}", file=name or MARKER, problem=what)
