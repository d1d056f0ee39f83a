"""Emulators: what a run is expected to measure at any setting, learned from runs at some of them.

A Gaussian process for each measure (scikit-learn), over the parameters as quantiles of their intervals. How long the
reach of each parameter is, is learned from some of the runs, as it takes the cube of their number; the predictions rest
on all. How far a prediction is off is taken from the runs themselves: each is predicted from all others, which needs no
further run (Rasmussen & Williams 2006, Gaussian Processes for Machine Learning, §5.4.2). That error holds both what the
emulator does not know and the luck of a single run.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.errors import CrmsimError
from crmsim.words import message

Floats = NDArray[np.float64]
LEARNED_FROM = 250  # runs from which reaches are learned
LEAST_RUNS = 30
REACH = (0.05, 50.0)  # bounds of a parameter's reach, in widths of its interval
LUCK = (1e-6, 2.0)  # bounds of the share of luck in the variance


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
        with _one_thread():
            for place in range(measured.shape[1]):
                known = np.isfinite(measured[:, place])
                if known.sum() < LEAST_RUNS:
                    raise CrmsimError(
                        message("only {count} runs measured what is held against a target", count=int(known.sum())),
                        expected=message("{least} or more; more runs, or another scenario", least=LEAST_RUNS),
                    )
                x, y = settings[known], measured[known, place]
                kernel = _learned(x, y) if before is None else before._made[place].kernel_
                process = _process(kernel, None).fit(x, y)
                self._made.append(process)
                self.error[place] = _left_out(process, y)

    def predict(self, settings: Floats) -> Floats:
        """float64[settings, measures] expected at float64[settings, parameters]."""
        with _one_thread():
            return np.column_stack([process.predict(settings) for process in self._made])


def _process(kernel: Any, optimizer: str | None) -> Any:
    from sklearn.gaussian_process import GaussianProcessRegressor

    return GaussianProcessRegressor(kernel=kernel, optimizer=optimizer, normalize_y=True, random_state=0)


def _learned(x: Floats, y: Floats) -> Any:
    """The kernel that fits some of the runs best."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process.kernels import RBF, WhiteKernel
    from sklearn.gaussian_process.kernels import ConstantKernel as Size

    kernel = Size(1.0, (1e-2, 1e3)) * RBF(np.full(x.shape[1], 2.0), REACH) + WhiteKernel(0.1, LUCK)
    with warnings.catch_warnings():  # a parameter that a measure does not hang on has no reach to be found
        warnings.simplefilter("ignore", ConvergenceWarning)
        return _process(kernel, "fmin_l_bfgs_b").fit(x[:LEARNED_FROM], y[:LEARNED_FROM]).kernel_


def _left_out(process: Any, y: Floats) -> float:
    """Root mean square of what each run is off from what all others predict of it, in the measure's unit."""
    from scipy.linalg import cho_solve

    inverse = cho_solve((process.L_, True), np.eye(y.size))
    off = process.alpha_ / np.diag(inverse) * float(y.std() or 1.0)
    return float(np.sqrt(np.mean(off**2)))


def _one_thread() -> Any:
    """Linear algebra in one thread, so that its sums have one order whatever the machine has cores."""
    return _threads().limit(limits=1)


@functools.cache
def _threads() -> Any:
    """What the libraries of linear algebra are told by; looked for once, as that takes a while."""
    try:
        import scipy.linalg  # noqa: F401 - whose library is looked for
        import sklearn.gaussian_process  # noqa: F401
        from threadpoolctl import ThreadpoolController
    except ImportError:
        raise CrmsimError(
            message("calibration needs scikit-learn, which is not installed"),
            expected=message('the packages of crmsim[calibrate], as by pip install "crmsim[calibrate]"'),
        ) from None
    return ThreadpoolController()
