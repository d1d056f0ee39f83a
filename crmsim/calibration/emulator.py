"""Emulators: what a run is expected to measure at any setting, learned from runs at some of them.

A Gaussian process for each measure (scikit-learn), over the parameters as quantiles of their intervals. How long the
reach of each parameter is, is learned from some of the runs, as it takes the cube of their number; the predictions rest
on all. How far a prediction is off is taken from the runs themselves: each is predicted from all others, which needs no
further run (Rasmussen & Williams 2006, Gaussian Processes for Machine Learning, §5.4.2). That error holds both what the
emulator does not know and the noise of a single run.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from crmsim.analysis.learning import Floats, learned, one_thread, process
from crmsim.errors import CrmsimError
from crmsim.words import message

LEAST_RUNS = 30


class Emulators:
    """Predicts every measure at any setting.

    Parameters
    ----------
    settings:
        float64[runs, parameters] of quantiles.
    measured:
        float64[runs, measures]; NaN where a run failed or a measure is undefined.
    before:
        Emulators of the same measures, whose reaches are kept; None to learn them.

    Attributes
    ----------
    error:
        float64[measures]: standard deviation of a single run about what was predicted of it from all others.

    Raises
    ------
    CrmsimError
        Where too few runs measured something.
    """

    def __init__(self, settings: Floats, measured: Floats, before: Emulators | None = None) -> None:
        self._made: list[Any] = []
        self.error: Floats = np.zeros(measured.shape[1])
        with one_thread():
            for place in range(measured.shape[1]):
                known = np.isfinite(measured[:, place])
                if known.sum() < LEAST_RUNS:
                    raise CrmsimError(
                        message("only {count} runs measured what is held against a target", count=int(known.sum())),
                        expected=message("{least} or more; more runs, or another scenario", least=LEAST_RUNS),
                    )
                x, y = settings[known], measured[known, place]
                kernel = learned(x, y) if before is None else before._made[place].kernel_
                made = process(kernel, None).fit(x, y)
                self._made.append(made)
                self.error[place] = _left_out(made, y)

    def predict(self, settings: Floats) -> Floats:
        """float64[settings, measures] expected at float64[settings, parameters]."""
        with one_thread():
            return np.column_stack([made.predict(settings) for made in self._made])


def _left_out(made: Any, y: Floats) -> float:
    """Root mean square of what each run is off from what all others predict of it, in the measure's unit."""
    from scipy.linalg import cho_solve

    inverse = cho_solve((made.L_, True), np.eye(y.size))
    off = made.alpha_ / np.diag(inverse) * float(y.std() or 1.0)
    return float(np.sqrt(np.mean(off**2)))
