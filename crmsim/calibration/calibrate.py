"""A calibration from beginning to end: screening, two waves of runs, plausible worlds, and runs that check them.

Each stage is a sweep in a folder of its own, read from a file that stands beside it, so that whatever ends it costs no
run: the same command goes on where it was. All that is not a sweep follows from the sweeps and the seed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.calibration.choosing import MOST, Chosen, chosen
from crmsim.calibration.emulator import Emulators
from crmsim.calibration.observed import Observed
from crmsim.calibration.plan import APART, asked_about, constants, switched, write_experiment
from crmsim.calibration.posterior import draw, look, out_of_reach
from crmsim.errors import CrmsimError
from crmsim.experiment import Factor
from crmsim.experiment.targets import PREFIX, Target, targets
from crmsim.experiment.values import value_at
from crmsim.results.folder import Folder, file_errors
from crmsim.results.provenance import version
from crmsim.runner.start import start
from crmsim.scenario import Scenario, shipped
from crmsim.scenario.worlds import worlds_text
from crmsim.simulation.built import build_organisation
from crmsim.store.load import Sweep, load
from crmsim.words import message

Floats = NDArray[np.float64]
Say = Callable[[str], object]
STAGES = ("screening", "first", "second", "check")
WORLDS, SECOND = "worlds.csv", "second.csv"
DIGITS = 6  # that a value in a file of worlds has
REST = "made with everything else that nobody knows anywhere in its interval, and meant to be drawn from so"
WIDER = 2.0  # the second wave looks around what is plausible, not only at it
CHECKS = 2  # runs of each world, so that noise is told from what differs between worlds
BEGINS = {
    "screening": message("screening: which parameters move what is held against the targets"),
    "first": message("first wave: runs over the whole of their intervals"),
    "second": message("second wave: runs where the first found plausible"),
    "check": message("check: runs of the plausible worlds"),
}


@dataclass(frozen=True)
class Amounts:
    """How much is run: trajectories of the screening, runs of either wave, worlds in the end."""

    trajectories: int = 24  # of eight it is largely chance which parameters stay
    runs: int = 600
    worlds: int = 200

    def quick(self) -> Amounts:
        """A quarter of it, with rougher answers."""
        return Amounts(4, 150, 50)


@dataclass(frozen=True)
class Calibrated:
    """What a calibration came to.

    Attributes
    ----------
    scenario, without, seed, amounts:
        What was asked.
    held:
        All that runs were held against.
    fitted:
        Those that the worlds were fitted to; the others no setting comes near.
    chosen:
        The parameters, and how they were chosen.
    factors:
        Their intervals.
    points:
        float64[worlds, parameters] of quantiles.
    rows:
        The same as values.
    accepted:
        Share of proposals taken, which tells whether the chains moved.
    nearest:
        float64[held]: how far the best setting stays off, in standard deviations.
    before, after:
        float64[held, runs, seeds]: measures over the intervals, and over the plausible worlds with :data:`CHECKS` runs
        of each.
    runs:
        Of the model, over all stages.
    """

    scenario: Scenario
    without: tuple[str, ...]
    seed: int
    amounts: Amounts
    held: Mapping[str, Target]
    fitted: tuple[str, ...]
    chosen: Chosen
    factors: tuple[Factor, ...]
    points: Floats
    rows: tuple[tuple[int | float, ...], ...]
    accepted: float
    nearest: Floats
    before: Floats
    after: Floats
    runs: int


class Calibration:
    """One calibration in a folder.

    Parameters
    ----------
    scenario:
        What is calibrated.
    base:
        Its shipped name or the path of its file.
    out:
        The folder.
    amounts:
        How much is run.
    seed:
        Of everything.
    observed:
        An organisation's own adoption; None without.
    without:
        Mechanisms that are switched off.
    most:
        Parameters at most.
    """

    def __init__(
        self, scenario: Scenario, base: str, out: Path, amounts: Amounts, seed: int = 0,
        observed: Observed | None = None, without: Sequence[str] = (), most: int = MOST,
    ) -> None:  # fmt: skip
        fixed = switched(without)
        self.scenario = scenario.changed(fixed) if fixed else scenario
        self.base = base if base in shipped() else Path(os.path.relpath(Path(base).resolve(), out.resolve())).as_posix()
        self.fixed = constants(scenario, without)
        self.folder = Folder(out, "", False)
        self.amounts, self.seed, self.without, self.most = amounts, seed, tuple(without), most
        own = observed.targets() if observed is not None else {}
        people = build_organisation(self.scenario, seed).key.size
        self.held: dict[str, Target] = {**targets(people), **own}

    def run(self, sweep: Callable[[Path, Path], object] | None = None, say: Say = lambda _: None) -> Calibrated:
        """All stages, or what is left of them; writes the file of worlds.

        Parameters
        ----------
        sweep:
            Runs the experiment of a file into a folder; the package's own way of it unless given.
        say:
            Told which stage begins.

        Raises
        ------
        CrmsimError
            Where nothing that nobody knows moves what is held against a target, and where too many runs fail.
        Interrupted
            On Ctrl-C: what is finished is kept.
        """
        self._sweep = sweep or start_quietly
        self._say = say
        self._claim()
        asked = asked_about(self.scenario, self.held)
        screened = self._stage("screening", {"kind": "morris", "samples": self.amounts.trajectories}, asked)
        found = chosen(screened, self.held, self.most)
        if not found.weights:
            raise CrmsimError(
                message("no parameter moves what is held against a target by more than chance"),
                value=self.scenario.name,
                expected=message("a scenario with a project, in which people can be helped and use the system"),
            )  # fmt: skip
        self._keys = tuple(found.weights)
        self._rest = {name: how for name, how in asked.items() if name not in found.weights}
        varied = {name: asked[name] for name in self._keys}
        first = self._stage("first", {"kind": "lhs", "samples": self.amounts.runs}, {**varied, **self._rest})
        factors = first.experiment.factors[: len(varied)]
        settings, measured = first.design.sample[:, : len(varied)], self._measured(first)[:, :, 0].T
        say(message("learning what runs measure, from {count:,} of them", count=len(settings)))
        emulators = Emulators(settings, measured)
        reached = self._reached(emulators)
        points = self._draws(emulators, reached, self.amounts.runs, WIDER)
        rows = values_of(factors, points)
        second = self._rows("second", SECOND, rows, 1)
        settings = np.vstack([settings, quantiles_of(second, rows, points, self._keys)])
        measured = np.vstack([measured, self._measured(second)[:, :, 0].T])
        say(message("drawing plausible worlds, from {count:,} runs", count=len(settings)))
        emulators = Emulators(settings, measured, before=emulators)
        reached = self._reached(emulators)
        points = self._draws(emulators, reached, self.amounts.worlds)
        rows = values_of(factors, points)
        self._write(WORLDS, rows, reached)
        checked = self._rows("check", WORLDS, rows, CHECKS)
        fitted = tuple(name for name, there in zip(self.held, reached, strict=True) if there)
        sweeps = (screened, first, second, checked)
        return Calibrated(
            self.scenario, self.without, self.seed, self.amounts, self.held, fitted, found, factors, points, rows,
            self.accepted, self.nearest, self._measured(first), self._measured(checked),
            sum(len(one.table) for one in sweeps),
        )  # fmt: skip

    def _claim(self) -> None:
        """Make the folder, unless it holds something else."""
        path = self.folder.path
        with file_errors(path):
            if path.exists() and not path.is_dir():
                raise CrmsimError(message("is a file"), file=path, key="--out", expected=message("a folder"))
            if path.is_dir() and any(path.iterdir()) and not (path / f"{STAGES[0]}.toml").exists():
                raise CrmsimError(
                    message("holds other results or files, and nothing is overwritten"), file=path, key="--out",
                    expected=message("a folder of this calibration, or one that is empty or not there yet"),
                )  # fmt: skip
            path.mkdir(parents=True, exist_ok=True)

    def _stage(self, name: str, design: Mapping[str, Any], varied: Mapping[str, Any], runs: int = 1) -> Sweep:
        """A stage's sweep, run or gone on with."""
        self._say(BEGINS[name])
        seed = self.seed + APART * STAGES.index(name)
        file = write_experiment(self.folder, name, self.base, self.fixed, tuple(self.held), design, varied, seed, runs)
        out = self.folder.path / name
        self._sweep(file, out)
        return load(out)

    def _rows(self, name: str, file: str, rows: Sequence[Sequence[int | float]], runs: int) -> Sweep:
        """The sweep over the rows of a file of worlds, each once."""
        if file != WORLDS:
            self._write(file, rows, None)
        return self._stage(name, {"kind": "lhs", "samples": len(rows)}, {"worlds": file, **self._rest}, runs)

    def _write(self, file: str, rows: Sequence[Sequence[int | float]], reached: NDArray[np.bool_] | None) -> None:
        names = [name for at, name in enumerate(self.held) if reached is None or reached[at]]
        head = {
            "made_by": "crmsim calibrate", "basis": ", ".join(names), "version": version(), "seed": self.seed,
            "scenario": self.scenario.name, "scenario_hash": self.scenario.hash, "without": list(self.without),
            "note": REST if reached is not None else "looked at on the way; not plausible worlds",
        }  # fmt: skip
        self.folder.write_text(file, worlds_text(head, self._keys, rows))

    def _measured(self, sweep: Sweep) -> Floats:
        """float64[held, points, runs] of what a sweep measured."""
        return np.stack([sweep.values(f"{PREFIX}{name}") for name in self.held])

    def _observed(self) -> tuple[Floats, Floats]:
        """float64[held]: what was observed, and how near counts."""
        rows = list(self.held.values())
        return np.array([row.value for row in rows]), np.array([row.spread for row in rows])

    def _reached(self, emulators: Emulators) -> NDArray[np.bool_]:
        """bool[held]: what some setting comes near; at least the one that comes nearest."""
        value, spread = self._observed()
        size = np.hypot(spread, emulators.error)
        expected = emulators.predict(look(len(self._keys), self.seed))
        self.nearest = np.abs((expected - value) / size).min(axis=0)
        reached = ~out_of_reach(expected, value, size)
        if not reached.any():
            reached[int(np.argmin(self.nearest))] = True
        return reached

    def _draws(self, emulators: Emulators, reached: NDArray[np.bool_], count: int, wider: float = 1.0) -> Floats:
        value, spread = self._observed()
        size = wider * np.hypot(spread, emulators.error)
        found = draw(
            lambda points: emulators.predict(points)[:, reached], value[reached], size[reached], len(self._keys),
            count, self.seed,
        )  # fmt: skip
        self.accepted = found.accepted
        return found.points


def start_quietly(file: Path, out: Path) -> None:
    """Run the experiment of a file into a folder, in this process."""
    start(file, 0, out)


def values_of(factors: Sequence[Factor], points: Floats) -> tuple[tuple[int | float, ...], ...]:
    """Settings as values of the parameters, as a file of worlds has them.

    Parameters
    ----------
    points:
        float64[settings, parameters] of quantiles.
    """
    return tuple(
        tuple(_short(value_at(factor, float(quantile))) for factor, quantile in zip(factors, point, strict=True))
        for point in points
    )


def _short(value: int | float) -> int | float:
    """As many digits as mean anything."""
    return value if isinstance(value, int) else float(f"{value:.{DIGITS}g}")


def quantiles_of(sweep: Sweep, rows: Sequence[tuple[int | float, ...]], points: Floats, keys: Sequence[str]) -> Floats:
    """float64[settings, parameters]: the quantiles of what a sweep over rows ran, in its order.

    Parameters
    ----------
    keys:
        The columns of the rows; all else that the sweep varies is no part of them.
    """
    place = {row: at for at, row in enumerate(rows)}
    return np.array([points[place[tuple(point.values[key] for key in keys)]] for point in sweep.design.points()])
