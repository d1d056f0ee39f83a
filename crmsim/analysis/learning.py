"""What learns from a sample: Gaussian processes of scikit-learn, in one thread so that sums have one order.

A Gaussian process (Rasmussen & Williams 2006, Gaussian Processes for Machine Learning) foretells an outcome anywhere
between the settings that were run, and says how sure that is. How long the reach of each factor is, is learned from
some of the settings, as it takes the cube of their number; what is foretold rests on all.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.errors import CrmsimError
from crmsim.words import message

Floats = NDArray[np.float64]
LEARNED_FROM = 250  # settings from which reaches are learned
REACH = (0.05, 50.0)  # bounds of a factor's reach, in widths of its interval
NOISE = (1e-6, 2.0)  # bounds of the share of noise in the variance


class MissingExtraError(CrmsimError):
    """A library is not installed that an analysis needs and crmsim does without."""


def process(kernel: Any, optimizer: str | None) -> Any:
    """A Gaussian process that has learned nothing yet."""
    from sklearn.gaussian_process import GaussianProcessRegressor

    return GaussianProcessRegressor(kernel=kernel, optimizer=optimizer, normalize_y=True, random_state=0)


def learned(x: Floats, y: Floats, starts: Sequence[float] = (2.0,)) -> Any:
    """The kernel that fits some of the settings best.

    Parameters
    ----------
    starts:
        Reaches from which the search begins; of several, the likeliest of what they end in is taken.
    """
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process.kernels import RBF, WhiteKernel
    from sklearn.gaussian_process.kernels import ConstantKernel as Size

    made = []
    with warnings.catch_warnings():  # a factor that an outcome does not hang on has no reach to be found
        warnings.simplefilter("ignore", ConvergenceWarning)
        for start in starts:
            kernel = Size(1.0, (1e-2, 1e3)) * RBF(np.full(x.shape[1], start), REACH) + WhiteKernel(0.1, NOISE)
            made.append(process(kernel, "fmin_l_bfgs_b").fit(x[:LEARNED_FROM], y[:LEARNED_FROM]))
    return max(made, key=lambda one: one.log_marginal_likelihood_value_).kernel_


def one_thread() -> Any:
    """Linear algebra in one thread, so that its sums have one order whatever the machine has cores.

    Raises
    ------
    CrmsimError
        Where scikit-learn is not installed.
    """
    return _threads().limit(limits=1)


@functools.cache
def _threads() -> Any:
    """What the libraries of linear algebra are told by; looked for once, as that takes a while."""
    try:
        import scipy.linalg  # noqa: F401 - whose library is looked for
        import sklearn.gaussian_process  # noqa: F401 - to see whether it is there
        from threadpoolctl import ThreadpoolController
    except ImportError:
        raise MissingExtraError(
            message("learning from runs needs scikit-learn, which is not installed"),
            expected=message('the packages of crmsim[calibrate], as by pip install "crmsim[calibrate]"'),
        ) from None
    return ThreadpoolController()
