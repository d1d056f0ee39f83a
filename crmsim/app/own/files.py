"""The organisations that the app keeps: a folder each, found by a number that the app made and nothing else."""

from __future__ import annotations

import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crmsim.app.settings import folder
from crmsim.errors import CrmsimError
from crmsim.organisation.scenario_file import write_new
from crmsim.results.folder import file_errors
from crmsim.scenario import Scenario, load
from crmsim.words import message

NUMBER = re.compile(r"[0-9a-f]{16}")
PLACE, SCENARIO, WHATIF, LOG = "own", "ours.toml", "whatif", "whatif.log"
PEOPLE, TIES = "employees.csv", "ties.csv"  # names of ours, whatever the files were called
MOST_FILE = 3_000_000  # bytes of one file
MOST_SENT = 9_000_000  # of a form with two of them, as it is sent
MOST_KEPT = 50  # organisations


@dataclass(frozen=True)
class Own:
    """An organisation.

    Attributes
    ----------
    number:
        By which it is asked for.
    folder:
        Where all of it is.
    """

    number: str
    folder: Path

    @property
    def scenario_file(self) -> Path:
        """Its scenario."""
        return self.folder / SCENARIO

    @property
    def whatif(self) -> Path:
        """Where its what-if is, once there is one."""
        return self.folder / WHATIF

    @property
    def log(self) -> Path:
        """What the what-if says on its way."""
        return self.folder / LOG

    @property
    def made(self) -> float:
        """When it was made, in seconds since 1970."""
        return self.scenario_file.stat().st_mtime

    def scenario(self) -> Scenario:
        """Its scenario, read anew.

        Raises
        ------
        CrmsimError
            Where somebody has changed the file to what is none.
        """
        return load(self.scenario_file)


class Kept:
    """All organisations.

    Parameters
    ----------
    base:
        The folder they are in; by default one of the app, or where it has none one that ends with the server.
    """

    def __init__(self, base: Path | None = None) -> None:
        place = folder()
        if base is None:
            base = Path(tempfile.mkdtemp(prefix="crmsim-own-")) if place is None else place / PLACE
        self.base = base

    def all(self) -> list[Own]:
        """Every organisation, the newest first."""
        try:
            found = [Own(path.name, path) for path in self.base.iterdir() if NUMBER.fullmatch(path.name)]
        except OSError:
            return []
        whole = [own for own in found if own.scenario_file.is_file()]
        return sorted(whole, key=lambda own: (-own.made, own.number))

    def get(self, number: str) -> Own | None:
        """The organisation of a number; None where there is none."""
        own = Own(number, self.base / number) if NUMBER.fullmatch(number) else None
        return own if own is not None and own.scenario_file.is_file() else None

    def new(self, files: Mapping[str, bytes]) -> Own:
        """A folder for an organisation, with its files and still without a scenario.

        Raises
        ------
        CrmsimError
            Where there are too many, or nothing can be written.
        """
        if len(self.all()) >= MOST_KEPT:
            raise CrmsimError(
                message("more organisations than are kept"), value=MOST_KEPT,
                expected=message("one of them deleted first"),
            )  # fmt: skip
        self._clear()
        own = Own(secrets.token_hex(8), self.base)
        own = Own(own.number, self.base / own.number)
        with file_errors(self.base):
            own.folder.mkdir(mode=0o700, parents=True)
            for name, content in files.items():
                (own.folder / name).write_bytes(content)
        return own

    def finish(self, own: Own, text: str) -> None:
        """Write the scenario, with which the organisation is there."""
        write_new(own.scenario_file, text)

    def remove(self, own: Own) -> None:
        """Delete all of it."""
        with file_errors(own.folder):
            shutil.rmtree(own.folder)

    def _clear(self) -> None:
        """Delete what was begun an hour ago and never finished."""
        if not self.base.is_dir():
            return
        for path in self.base.iterdir():
            begun = NUMBER.fullmatch(path.name) and not (path / SCENARIO).exists()
            if begun and time.time() - path.stat().st_mtime > 3600.0:
                shutil.rmtree(path, ignore_errors=True)
