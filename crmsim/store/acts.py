"""What is kept of single people in the runs of a sweep: a Parquet file for each run, named by the run.

The files stand beside the journal and, like it, belong to no design: a run that two designs share has one. A file is
there before the journal says that its run is done. The journal has a note of each with the digest of what was written,
by which a file that was altered since is known, in a sweep that is not finished too.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from crmsim.errors import CrmsimError
from crmsim.results.acts import parquet, renamed
from crmsim.results.folder import MARKER, Folder, file_errors
from crmsim.results.leftovers import clear
from crmsim.results.whole import document, files_in, listed, read_same
from crmsim.scenario.sources import digest_of, file_digest
from crmsim.simulation.watching import OF_PEOPLE_ALONE as KINDS
from crmsim.store.journal import Journal
from crmsim.store.records import Result
from crmsim.store.table import read_file
from crmsim.store.unfinished import recorded
from crmsim.words import message


class Acts:
    """The files of a folder, of the kinds that an experiment keeps.

    Parameters
    ----------
    journal:
        Where their digests are noted; None where nothing is kept.
    """

    def __init__(self, folder: Path, kinds: tuple[str, ...], journal: Journal | None = None) -> None:
        self.folder, self.kinds = folder, kinds
        self.journal = journal
        self.sealed: dict[Path, Mapping[str, str]] = {}
        for kind in kinds:
            clear(folder / kind)

    def write(self, results: Iterable[Result]) -> None:
        """Write what runs have left.

        Raises
        ------
        CrmsimError
            Where the disk is full or the folder cannot be written.
        """
        self._write((file_of(kind, result.run), content) for result in results for kind, content in result.kept)

    def has(self, run: bytes) -> bool:
        """Whether a run's files are all there, and are what was written."""
        names = [file_of(kind, run) for kind in self.kinds]
        known = self._noted(names)
        return all(name in known and _digest(self.folder / name) == known[name] for name in names)

    def take(self, other: Journal, names: Mapping[bytes, bytes]) -> None:
        """Take the files of runs that stand beside a journal, as far as they are there and are what was written.

        Parameters
        ----------
        names:
            The identity of a run there → that here.
        """
        if self.kinds:
            self._write(self._taken((other.path or Path()).parent, other, names))

    def _taken(self, folder: Path, other: Journal, names: Mapping[bytes, bytes]) -> Iterator[tuple[str, bytes]]:
        """The files of runs in another folder as they are called here; what is not what was written is left there."""
        sealed = self._sealed(folder)
        for there, run in names.items():
            wanted = [file_of(kind, there) for kind in self.kinds]
            known = other.notes(wanted)
            for kind, name in zip(self.kinds, wanted, strict=True):
                if name not in known or sealed.get(name, known[name]) != known[name]:
                    continue
                try:
                    content = read_same(folder, name, known)
                    if there != run:
                        content = parquet(renamed(read_file(folder, name, known), run.hex()))
                except CrmsimError:  # gone or altered: the run is made again
                    continue
                yield file_of(kind, run), content

    def _sealed(self, folder: Path) -> Mapping[str, str]:
        """The digests that a folder of results lists; read once, as this is asked for block by block."""
        if folder not in self.sealed:
            about, whole = document(folder / MARKER)
            self.sealed[folder] = (listed(about) if about is not None and whole else None) or {}
        return self.sealed[folder]

    def _write(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write files, by their names from the folder on, and note their digests."""
        made = {}
        for name, content in files:
            place = Folder((self.folder / name).parent, "", False)
            with file_errors(place.path):
                place.path.mkdir(parents=True, exist_ok=True)
            place.write(Path(name).name, functools.partial(Path.write_bytes, data=content))
            made[name] = digest_of(content)
        if made:
            assert self.journal is not None  # without one nothing is kept
            self.journal.write_notes(made)

    def written(self) -> dict[str, str]:
        """The digests of what was written of the files that are there, of every kind and design, by name."""
        with file_errors(self.folder):
            return self._noted(files_in(self.folder, KINDS))

    def _noted(self, names: Sequence[str]) -> dict[str, str]:
        return self.journal.notes(names) if self.journal is not None and names else {}


def _digest(path: Path) -> str | None:
    """Hash of a file's bytes; None where there is none that can be read."""
    try:
        return file_digest(path)
    except (OSError, CrmsimError):
        return None


def file_of(kind: str, run: bytes) -> str:
    """Where a run's file lies in the folder of the sweep."""
    return f"{kind}/{run.hex()}.parquet"


def digests_of(folder: Path, kind: str, runs: Iterable[str]) -> dict[str, str] | None:
    """The digests noted of the files of some runs in a sweep that is not finished; None where it is older than notes.

    Raises
    ------
    CrmsimError
        Where there is no journal, or one that cannot be read.
    """
    with recorded(folder) as journal:
        return journal.notes([file_of(kind, bytes.fromhex(run)) for run in runs]) or None


def read_acts(folder: Path | None, kind: str, runs: Iterable[str], known: Mapping[str, str] | None) -> pa.Table:
    """What is kept of some runs, one after the other.

    Parameters
    ----------
    runs:
        Identities as the column ``run_id`` has them.
    known:
        The digests of the folder's files; None where there are none yet.

    Raises
    ------
    CrmsimError
        Where nothing of the kind was kept, or a file is damaged, altered or gone.
    """
    wanted = [bytes.fromhex(run) for run in runs]
    if folder is None or not (folder / kind).is_dir():
        raise CrmsimError(
            message("nothing of the kind was kept"), file=folder, key=kind,
            expected=message("a sweep of an experiment with {kind} = true", kind=kind),
        )  # fmt: skip
    tables = [read_file(folder, file_of(kind, run), known) for run in wanted]
    if not tables:
        raise CrmsimError(message("no run is done of which it would be told"), file=folder / kind)
    return pa.concat_tables(tables).unify_dictionaries()
