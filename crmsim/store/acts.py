"""What is kept of single people in the runs of a sweep: a Parquet file for each run, named by the run.

The files stand beside the journal and, like it, belong to no design: a run that two designs share has one. A file is
there before the journal says that its run is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa

from crmsim.errors import CrmsimError
from crmsim.results.acts import parquet
from crmsim.results.folder import Folder, file_errors
from crmsim.results.leftovers import clear
from crmsim.store.journal import Journal
from crmsim.store.records import Result
from crmsim.store.table import read_file
from crmsim.words import message


class Acts:
    """The files of a folder, of the kinds that an experiment keeps."""

    def __init__(self, folder: Path, kinds: tuple[str, ...]) -> None:
        self.folder, self.kinds = folder, kinds
        for kind in kinds:
            clear(folder / kind)

    def write(self, results: Iterable[Result]) -> None:
        """Write what runs have left.

        Raises
        ------
        CrmsimError
            Where the disk is full or the folder cannot be written.
        """
        for result in results:
            for kind, content in result.kept:
                self._write(kind, result.run, content)

    def has(self, run: bytes) -> bool:
        """Whether a run's files are all there."""
        return all((self.folder / file_of(kind, run)).is_file() for kind in self.kinds)

    def take(self, other: Journal, names: Mapping[bytes, bytes]) -> None:
        """Take the files of runs that stand beside a journal, as far as they are there.

        Parameters
        ----------
        names:
            The identity of a run there → that here.
        """
        for there, run in names.items():
            for kind in self.kinds:
                folder = (other.path or Path()).parent
                source = folder / file_of(kind, there)
                if source.is_file():
                    with file_errors(source):
                        content = source.read_bytes()
                    if there != run:
                        content = parquet(_renamed(read_file(folder, file_of(kind, there), None), run.hex()))
                    self._write(kind, run, content)

    def _write(self, kind: str, run: bytes, content: bytes) -> None:
        place = Folder(self.folder / kind, "", False)
        with file_errors(place.path):
            place.path.mkdir(parents=True, exist_ok=True)
        place.write(f"{run.hex()}.parquet", lambda path: path.write_bytes(content))


def _renamed(table: pa.Table, run: str) -> pa.Table:
    """The same of a run that is known by another name."""
    place = table.schema.get_field_index("run_id")
    codes = table["run_id"].combine_chunks().indices
    return table.set_column(place, "run_id", pa.DictionaryArray.from_arrays(codes, pa.array([run], pa.string())))


def file_of(kind: str, run: bytes) -> str:
    """Where a run's file lies in the folder of the sweep."""
    return f"{kind}/{run.hex()}.parquet"


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
