"""``python -m benchmarks.calibration``: ways of calibrating, on a problem whose answer is known.

Eight measures follow six parameters by a matrix, with noise; each is observed once and held to a tolerance. With all
values within the intervals equally likely the posterior is a normal distribution cut off at the ends, which is drawn
from without any of the methods that are measured. Told for each method: runs of the model, CPU seconds, how far the
posterior means are off (in standard deviations of the true posterior), how wide the posterior is as a share of the
true one, and what becomes of it where one run in fifty raises an error, or returns what is no number.

The methods are the package's own way (Gaussian processes of scikit-learn), pyABC (0.13) and sbi (0.27). The last two
are no dependencies of crmsim; install them beside it to repeat this.

``--engine FOLDER`` takes the first wave of a calibration that ``crmsim calibrate`` left there, and asks by
simulation-based calibration (Talts et al. 2018) whether true settings rank evenly among draws on the engine itself:
runs that the emulators never saw take the place of what was observed, and their settings that of the truth.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PARAMETERS, MEASURES, RUNS, DRAWS = 6, 8, 600, 200
NOISE, TOLERANCE = 0.15, 0.1
MOST_RUNS = 20_000  # of a method that goes on until it is content
Model = Callable[[Floats], Floats]
BROKEN = 0.02


class Known:
    """A problem with a known answer."""

    def __init__(self, seed: int, broken: str = "") -> None:
        self.generator = np.random.default_rng(seed)
        self.matrix = self.generator.normal(size=(MEASURES, PARAMETERS))
        self.broken = broken
        self.runs = 0
        self.observed = self.matrix @ self.generator.random(PARAMETERS) + self.generator.normal(0.0, NOISE, MEASURES)

    def run(self, setting: Floats) -> Floats:
        """float64[measures] of one run."""
        self.runs += 1
        if self.broken and self.generator.random() < BROKEN:
            if self.broken == "raises":
                raise RuntimeError("a run that fails")
            return np.full(MEASURES, np.nan)
        return self.matrix @ setting + self.generator.normal(0.0, NOISE, MEASURES)

    def answer(self, draws: int = 4000, turns: int = 200) -> Floats:
        """float64[draws, parameters] of the true posterior, by turns of one parameter given the others."""
        from scipy.special import ndtr, ndtri

        precision = self.matrix.T @ self.matrix / (NOISE**2 + TOLERANCE**2)
        pull = self.matrix.T @ self.observed / (NOISE**2 + TOLERANCE**2)
        generator = np.random.default_rng(1)
        points = generator.random((draws, PARAMETERS))
        for _ in range(turns):
            for one in range(PARAMETERS):
                sd = 1.0 / np.sqrt(precision[one, one])
                middle = points[:, one] + (pull[one] - points @ precision[one]) * sd**2
                low, high = ndtr(-middle / sd), np.maximum(ndtr((1.0 - middle) / sd), 1e-300)
                points[:, one] = np.clip(middle + sd * ndtri(low + generator.random(draws) * (high - low)), 0.0, 1.0)
        return points


def by_emulator(problem: Known) -> Floats:
    """The package's way: the runs of a Latin hypercube, emulators, draws."""
    from scipy.stats import qmc

    from crmsim.calibration.emulator import Emulators
    from crmsim.calibration.posterior import draw

    settings = qmc.LatinHypercube(PARAMETERS, rng=0).random(RUNS)
    measured = np.full((RUNS, MEASURES), np.nan)
    for place, setting in enumerate(settings):
        with contextlib.suppress(RuntimeError):  # as the journal of a sweep records it
            measured[place] = problem.run(setting)
    emulators = Emulators(settings, measured)
    spread = np.hypot(TOLERANCE, emulators.error)
    return draw(emulators.predict, problem.observed, spread, PARAMETERS, DRAWS, 0).points


def by_pyabc(problem: Known) -> Floats:
    """ABC-SMC with a normal kernel, cooled to the tolerance (exact up to Monte Carlo error where it gets there)."""
    import pyabc

    logging.getLogger("ABC").setLevel(logging.ERROR)
    np.random.seed(0)  # noqa: NPY002 - what pyABC draws from
    names = [f"p{place}" for place in range(PARAMETERS)]

    def model(parameters: Any) -> dict[str, Floats]:
        return {"y": problem.run(np.array([parameters[name] for name in names]))}

    prior = pyabc.Distribution(**{name: pyabc.RV("uniform", 0.0, 1.0) for name in names})
    search = pyabc.ABCSMC(
        model, prior, pyabc.IndependentNormalKernel(var=[TOLERANCE**2] * MEASURES), population_size=DRAWS,
        eps=pyabc.Temperature(), acceptor=pyabc.StochasticAcceptor(), sampler=pyabc.SingleCoreSampler(),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        search.new(f"sqlite:///{Path(folder) / 'abc.db'}", {"y": problem.observed})
        history = search.run(max_total_nr_simulations=MOST_RUNS, max_nr_populations=12)
        frame, weights = history.get_distribution()
    places = np.random.default_rng(0).choice(len(frame), DRAWS, p=weights / weights.sum())
    return frame[names].to_numpy()[places]


def by_sbi(problem: Known) -> Floats:
    """Neural posterior estimation from the runs of a Latin hypercube, the tolerance added to them as noise."""
    import torch
    from sbi.inference import NPE
    from sbi.utils import BoxUniform
    from scipy.stats import qmc

    torch.manual_seed(0)
    torch.set_num_threads(1)
    settings = qmc.LatinHypercube(PARAMETERS, rng=0).random(RUNS)
    measured = np.array([problem.run(setting) for setting in settings])
    measured += np.random.default_rng(0).normal(0.0, TOLERANCE, measured.shape)
    prior = BoxUniform(torch.zeros(PARAMETERS), torch.ones(PARAMETERS))
    search = NPE(prior)
    search.append_simulations(
        torch.as_tensor(settings, dtype=torch.float32), torch.as_tensor(measured, dtype=torch.float32)
    )
    search.train()
    found = search.build_posterior().sample(
        (DRAWS,), x=torch.as_tensor(problem.observed, dtype=torch.float32), show_progress_bars=False
    )
    return np.asarray(found, dtype=np.float64)


METHODS: dict[str, Callable[[Known], Floats]] = {"emulator": by_emulator, "pyabc": by_pyabc, "sbi": by_sbi}


def measured_row(name: str, problems: int) -> str:
    """How one method fares, as a line of the table."""
    off, width, runs, seconds = [], [], [], []
    for seed in range(problems):
        problem, began = Known(seed), time.process_time()
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            points = METHODS[name](problem)
        seconds.append(time.process_time() - began)
        runs.append(problem.runs)
        answer = problem.answer()
        off.append(np.abs(points.mean(axis=0) - answer.mean(axis=0)) / answer.std(axis=0))
        width.append(points.std(axis=0) / answer.std(axis=0))
    fates = [f"{broken}: {fate(name, broken)}" for broken in ("raises", "no number")]
    cost = f"{name:9} {np.mean(runs):7,.0f} runs  {np.mean(seconds):6.1f} s"
    told = f"off {np.mean(off):.2f} (worst {np.max(off):.2f})"
    width_told = f"width {np.mean(width):.2f} ({np.min(width):.2f} to {np.max(width):.2f})"
    return "  ".join([cost, told, width_told, *fates])


def fate(name: str, broken: str) -> str:
    """What becomes of a method where some runs break."""
    problem = Known(0, broken)
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            points = METHODS[name](problem)
    except Exception as error:  # noqa: BLE001 - which is what is asked
        return f"ends with {type(error).__name__} after {problem.runs} runs"
    answer = problem.answer()
    off = np.abs(points.mean(axis=0) - answer.mean(axis=0)) / answer.std(axis=0)
    return f"goes on, off {off.mean():.2f}" if np.isfinite(points).all() else "gives what is no number"


def engine(folder: Path, truths: int = 60) -> str:
    """How evenly true settings rank among draws, parameter by parameter."""
    from scipy.stats import kstest

    from crmsim.calibration.emulator import Emulators
    from crmsim.calibration.posterior import draw
    from crmsim.experiment.targets import PREFIX
    from crmsim.store.load import load

    sweep = load(folder / "first")
    settings = sweep.design.sample
    measured = np.column_stack([sweep.values(name)[:, 0] for name in sweep.stored if name.startswith(PREFIX)])
    emulators = Emulators(settings[:-truths], measured[:-truths])
    ranks = []
    for place, (truth, seen) in enumerate(zip(settings[-truths:], measured[-truths:], strict=True)):
        known = np.isfinite(seen)
        if known.all():
            points = draw(emulators.predict, seen, emulators.error, truth.size, 50, place, 120, 2**12).points
            ranks.append((points < truth).mean(axis=0))
    table = np.array(ranks)
    lines = [f"{len(table)} runs that the emulators never saw"]
    for factor, column in zip(sweep.design.factors, table.T, strict=True):
        inside = ((column > 0.05) & (column < 0.95)).mean()
        lines.append(f"{factor:28} p {kstest(column, 'uniform').pvalue:.2f}  inside 90 %: {100.0 * inside:.0f} %")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.calibration",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("methods", nargs="*", default=["emulator"], help=f"which are measured, of {list(METHODS)}")
    parser.add_argument("--problems", type=int, default=8, help="problems that each is measured on (8)")
    parser.add_argument("--engine", type=Path, metavar="FOLDER", help="of a calibration, for ranks on the engine")
    chosen = parser.parse_args()
    if chosen.engine is not None:
        print(engine(chosen.engine))
        return
    for name in chosen.methods:
        print(measured_row(name, chosen.problems), flush=True)


if __name__ == "__main__":
    main()
