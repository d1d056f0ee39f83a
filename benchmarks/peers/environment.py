"""Each library in an environment of its own, with a process that answers tasks; or why there is none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.fresh import ROOT

PROGRAMS = Path(__file__).resolve().parent / "programs"
PATIENCE = 600  # seconds for an installation
ONE_CORE = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "POLARS_MAX_THREADS"), "1"
)


@dataclass(frozen=True)
class Peer:
    """One row: its name, its program, what pip installs for it, and how it runs many models."""

    name: str
    program: str
    needs: tuple[str, ...] = ()  # nothing: this project's own environment
    ensemble: str = ""


OURS = Peer("crmsim, adoption alone", "with_crmsim", ensemble="crmsim.sweep, two processes, every run stored")
PEERS = (
    OURS,
    Peer("NumPy by hand", "with_numpy"),
    Peer("Mesa, objects", "with_mesa", ("mesa==3.5.1", "networkx==3.7", "numpy==2.5.5", "pandas==3.1.1"),
         "batch_run, two processes"),
    Peer("Mesa-frames, Polars", "with_mesa_frames",
         ("mesa-frames==0.1.0a0", "polars==2.1.0", "numpy==1.26.4", "pandas==3.0.6")),
    Peer("AgentPy, objects", "with_agentpy", ("agentpy==0.1.5", "networkx==3.7", "numpy==2.5.5", "pandas==3.1.1"),
         "Experiment, two processes"),
    Peer("AMBER, columns", "with_ambr", ("ambr==0.5.2", "polars==2.1.0", "numpy==2.5.5", "networkx==3.7"),
         "ParallelRunner, two processes"),
    Peer("AMBER, array kernels", "with_ambr_arrays",
         ("ambr==0.5.2", "polars==2.1.0", "numpy==2.5.5", "networkx==3.7"),
         "GPUEnsembleRunner without a card: NumPy, one process"),
    Peer("Starsim, SI", "with_starsim", ("starsim==3.7.2", "numba==0.68.1", "numpy==2.5.5", "networkx==3.7"),
         "MultiSim, two processes"),
)  # fmt: skip
# What could be had for no row, and why.
MISSING = {
    "NetLogo, headless": "not had: neither PyPI, Debian nor npm has it; pynetlogo and nl4py start one that is there",
    "AMBER, ensembles on a card": "not measured: needs an NVIDIA card and CuPy",
}


def interpreter() -> str:
    """Python for the libraries: PYTHON, or 3.12 (Mesa needs no less, Mesa-frames no more), or this one."""
    for name in (os.environ.get("PYTHON"), shutil.which("python3.12")):
        if name and subprocess.run([name, "-c", ""], capture_output=True, check=False).returncode == 0:
            return name
    return sys.executable


def installed(peer: Peer, folder: Path) -> str:
    """The interpreter that has the library.

    Raises
    ------
    RuntimeError
        Why it could not be installed.
    """
    if not peer.needs:
        return sys.executable
    place = folder / ("_".join(peer.needs).replace("==", "-"))
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if (place / "ready").exists():
        return str(python)
    for call in (
        [interpreter(), "-m", "venv", "--clear", str(place)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:",
         *peer.needs],
    ):  # fmt: skip
        try:
            done = subprocess.run(call, env=surroundings(peer), capture_output=True, text=True, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"could not be installed within {PATIENCE} s") from None
        except OSError as error:
            raise RuntimeError(f"could not be installed: {error}") from None
        if done.returncode != 0:
            raise RuntimeError(f"could not be installed: {last_line(done.stderr)}")
    (place / "ready").touch()
    return str(python)


def surroundings(peer: Peer) -> dict[str, str]:
    """Environment variables: nothing of this project for others, and one thread."""
    bare = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    if not peer.needs:
        bare["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return bare | ONE_CORE | {"STARSIM_INSTALL_FONTS": "0"}


def last_line(text: str) -> str:
    """What went wrong, in one line."""
    return ([line for line in text.strip().splitlines() if line.strip()] or ["no message"])[-1].strip()[:160]


@dataclass
class Worker:
    """A process of a library that answers one task after another."""

    peer: Peer
    folder: Path
    versions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        call = [installed(self.peer, self.folder), str(PROGRAMS / f"{self.peer.program}.py")]
        self.errors = self.folder / f"{self.peer.program}.txt"
        with open(self.errors, "w", encoding="utf-8") as errors:
            self.process = subprocess.Popen(
                call, env=surroundings(self.peer), cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=errors, text=True,
            )  # fmt: skip
        self.versions = self.ask({"what": "versions"})["versions"]

    def ask(self, given: dict[str, object]) -> dict[str, Any]:
        """What the program answers.

        Raises
        ------
        RuntimeError
            What the library said where it failed.
        """
        assert self.process.stdin is not None and self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps(given) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        line = self.process.stdout.readline()
        while line and not line.startswith("{"):  # libraries print as they like when they are imported
            line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            raise RuntimeError(f"failed: {last_line(self.errors.read_text(encoding='utf-8', errors='replace'))}")
        result: dict[str, Any] = json.loads(line)
        return result

    def close(self) -> None:
        """End the process."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
