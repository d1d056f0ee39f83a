"""The boxes that PRIM peels off, one after the other: what each limits, how much it holds, and which one is told."""

from __future__ import annotations

import inspect
import logging
import warnings
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crmsim.analysis.learning import MissingExtraError
from crmsim.errors import CrmsimError
from crmsim.words import message

EXTRA = "crmsim[conditions]"
LEAST_MASS = 0.05
LEAST_CASE = 1e-9  # what counts as a failure is 1; the search must not stop at a box for being too thin
LEAST_GAIN = 0.02  # that a limit must add to the difference between shares of failures and of others inside
MOST_LIMITED = 4  # factors a box may limit: more can neither be remembered nor acted on
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Limit:
    """What a box says of one factor.

    Attributes
    ----------
    low, high:
        Its ends; None where the box reaches the end of the factor, and for words.
    values:
        The words it may have; None for numbers.
    quasi_p:
        Chance that leaving this limit out would do as well by chance, on the half it was found on (the larger of both
        ends); a screening value, no test.
    """

    factor: str
    low: float | None
    high: float | None
    values: tuple[str, ...] | None
    quasi_p: float


@dataclass(frozen=True)
class Choice:
    """Which box is to be told; of ``step``, ``coverage`` and ``density`` one is given.

    Attributes
    ----------
    step:
        The box of this number.
    coverage:
        Of the boxes that hold at least this share of the failures, the one in which most fail.
    density:
        Of the boxes in which at least this share fails, the one that holds most of the failures.
    """

    step: int | None = None
    coverage: float | None = None
    density: float | None = None

    @property
    def key(self) -> str:
        """The option by which it is asked for."""
        return "--box" if self.step is not None else "--coverage" if self.coverage is not None else "--density"

    def among(self, steps: pd.DataFrame) -> int:
        """The number of the box.

        Parameters
        ----------
        steps:
            A row a box, with ``coverage`` and ``density`` on the half they were found on.

        Raises
        ------
        CrmsimError
            Where there is none such.
        """
        if self.step is not None:
            if 0 < self.step < len(steps):
                return self.step
            raise CrmsimError(
                message("no such box"), key="--box", value=self.step,
                expected=message("1 to {high:,}, as in boxes.csv", high=len(steps) - 1)
                if len(steps) > 1
                else message("nothing: the search peeled nothing off"),
            )  # fmt: skip
        asked, of, best = (
            (self.density, "density", "coverage") if self.coverage is None else (self.coverage, "coverage", "density")
        )
        enough = steps[(steps[of] >= asked) & (steps["restricted"] > 0)]
        if enough.empty:
            limited = steps.loc[steps["restricted"] > 0, of]
            most = float(limited.max()) if len(limited) else 0.0
            raise CrmsimError(
                message("no box reaches that, on the half of the sample that boxes are found on"),
                key=f"--{of}", value=asked, expected=message("at most {most:.3f}", most=np.floor(most * 1000) / 1000),
            )  # fmt: skip
        return int(enough.sort_values([best, of], kind="stable").iloc[-1]["step"])


@dataclass(frozen=True, eq=False)
class Peeled:
    """What the search found.

    Attributes
    ----------
    limits:
        Of the box that is told; empty where there is none.
    steps:
        A row a box: ``step``, ``coverage``, ``density``, ``mass``, ``restricted`` (factors), ``chosen``.
    boxes:
        Of each box the limits, those that may be noise included.
    """

    limits: tuple[Limit, ...]
    steps: pd.DataFrame
    boxes: tuple[tuple[Limit, ...], ...]


def columns_of(factors: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """Columns that PRIM can take: whole numbers as floats, on which it would crash, and words as numbered kinds.

    A number for each word, because sets of words come in an order of their own in every process.
    """
    made, words = {}, {}
    for name in factors.columns:
        column = factors[name]
        if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
            made[name] = column.astype(np.float64).to_numpy()
        else:
            text = column.astype(str)
            words[name] = sorted(text.unique())
            made[name] = np.array([words[name].index(one) for one in text], dtype=object)
    return pd.DataFrame(made), words


def peel(
    table: pd.DataFrame, y: NDArray[np.int64], words: dict[str, list[str]], choice: Choice | None = None
) -> Peeled:
    """EMA Workbench's peeling.

    Without a choice the box is told that parts failures from the rest best, of boxes freed of limits that may be chance
    and made plainer. With one, the box is told as it is.

    Parameters
    ----------
    table, words:
        As :func:`columns_of` makes them, of the half that boxes are found on.
    y:
        1 where a run failed.

    Raises
    ------
    CrmsimError
        Where EMA Workbench is not installed, or no box is as chosen.
    """
    prim_class = _prim()
    names = {name: f"f{place}" for place, name in enumerate(table.columns)}  # it drops a column called "scenario"
    varied = [name for name in table.columns if table[name].nunique() > 1]
    steps = pd.DataFrame({"step": [0], "coverage": [1.0], "density": [float(y.mean())], "mass": [1.0],
                          "restricted": [0], "chosen": [False]})  # fmt: skip
    if not varied:
        return Peeled((), steps, ((),))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        older = {"threshold": LEAST_CASE} if "threshold" in inspect.signature(prim_class).parameters else {}  # before 3
        result = prim_class(table[varied].rename(columns=names), y, mass_min=LEAST_MASS, **older).find_box()
    quasi_p = result.qp if older else result.p_values
    peeling = result.peeling_trajectory
    steps = pd.DataFrame(
        {
            "step": np.arange(len(peeling)),
            "coverage": peeling["coverage"].to_numpy(dtype=float),
            "density": peeling["density"].to_numpy(dtype=float),
            "mass": peeling["mass"].to_numpy(dtype=float),
            "restricted": peeling["res_dim"].to_numpy(dtype=int),
        }
    )
    back = {short: name for name, short in names.items()}

    def each(most: float) -> list[tuple[Limit, ...]]:
        return [_limits(box, of, back, words, most) for box, of in zip(result.box_lims, quasi_p, strict=True)]

    boxes = each(1.0)
    if choice is not None:
        best = choice.among(steps)
        chosen = boxes[best]
    else:
        best, chosen = _clearest(each(SIGNIFICANT), table, y, words)
    steps["chosen"] = steps["step"] == best
    return Peeled(chosen, steps, tuple(boxes))


def boxes_table(found: Peeled) -> pd.DataFrame:
    """A row a box and factor that it limits, with what the whole box holds on the half it was found on."""
    rows = []
    for (step, coverage, density, mass), box in zip(
        found.steps[["step", "coverage", "density", "mass"]].itertuples(index=False), found.boxes, strict=True
    ):
        about = {"box": int(step), "coverage": coverage, "density": density, "mass": mass}
        for limit in box:
            one = asdict(limit)
            one["values"] = None if limit.values is None else " | ".join(limit.values)
            rows.append({**about, **one})
    return pd.DataFrame(rows)


def inside_of(limits: tuple[Limit, ...], table: pd.DataFrame, words: dict[str, list[str]]) -> NDArray[np.bool_]:
    """bool[rows]: which lie in a box."""
    inside = np.ones(len(table), dtype=bool)
    for limit in limits:
        column = table[limit.factor].to_numpy()
        if limit.values is not None:
            codes = [words[limit.factor].index(value) for value in limit.values]
            inside &= np.isin(column.astype(np.int64), codes)
        else:
            inside &= (column >= (-np.inf if limit.low is None else limit.low)) & (
                column <= (np.inf if limit.high is None else limit.high)
            )
    return inside


def _prim() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from ema_workbench.analysis.prim import Prim
    except ImportError as error:
        raise MissingExtraError(
            message("the conditions of failure need EMA Workbench, which is not installed"),
            expected=f"pip install '{EXTRA}'",
        ) from error
    logging.getLogger("EMA").setLevel(logging.WARNING)
    return Prim


def _clearest(
    boxes: list[tuple[Limit, ...]], table: pd.DataFrame, y: NDArray[np.int64], words: dict[str, list[str]]
) -> tuple[int, tuple[Limit, ...]]:
    """Of boxes freed of what may be chance, and made plainer, that which parts failures best; -1 for none."""
    chosen: tuple[Limit, ...] = ()
    best, gain = -1, 0.0
    for step, freed in enumerate(boxes):
        if not freed:
            continue
        limits, parted = _plainer(freed, table, y, words)
        if parted > gain + 1e-12:
            best, gain, chosen = step, parted, limits
    return best, chosen


def _limits(
    box: pd.DataFrame, quasi_p: dict[str, list[float]], back: dict[str, str], words: dict[str, list[str]], most: float
) -> tuple[Limit, ...]:
    """The limits of a box whose quasi-p-values are at most so large, the clearest first."""
    result = []
    for short, ends in quasi_p.items():
        name = back[short]
        if name in words:
            if ends[0] <= most:
                values = tuple(words[name][int(code)] for code in sorted(box[short].iloc[0]))
                result.append(Limit(name, None, None, values, float(ends[0])))
            continue
        kept = [0.0 <= end <= most for end in ends]  # -1 stands for an end that is not limited
        if any(kept):
            low, high = (float(limit) if keep else None for limit, keep in zip(box[short], kept, strict=True))
            worst = max(end for end, keep in zip(ends, kept, strict=True) if keep)
            result.append(Limit(name, low, high, None, float(worst)))
    return tuple(sorted(result, key=lambda one: (one.quasi_p, one.factor)))


def _plainer(
    limits: tuple[Limit, ...], table: pd.DataFrame, y: NDArray[np.int64], words: dict[str, list[str]]
) -> tuple[tuple[Limit, ...], float]:
    """The box made plainer, and how well it parts failures from the rest (Youden's J).

    Peeling takes a word out whole, and early, where noise is enough to choose among words that do not differ. Limits
    that hardly help are left out, so that what is told can be remembered.
    """

    def parted(box: tuple[Limit, ...]) -> float:
        inside = inside_of(box, table, words)
        return float(inside[y == 1].mean() - inside[y == 0].mean())  # Youden's J

    best, gain = limits, parted(limits)
    while True:
        wider = []
        for place, limit in enumerate(best):
            if limit.values is not None and len(limit.values) < len(words[limit.factor]) - 1:
                for word in words[limit.factor]:
                    if word not in limit.values:
                        values = tuple(sorted((*limit.values, word), key=words[limit.factor].index))
                        wider.append((*best[:place], replace(limit, values=values), *best[place + 1 :]))
        gains = [parted(box) for box in wider]
        if not gains or max(gains) <= gain:
            break
        best, gain = wider[int(np.argmax(gains))], max(gains)
    while len(best) > 1:
        fewer = [(*best[:place], *best[place + 1 :]) for place in range(len(best))]
        gains = [parted(box) for box in fewer]
        if len(best) <= MOST_LIMITED and max(gains) < gain - LEAST_GAIN:
            break
        best, gain = fewer[int(np.argmax(gains))], max(gains)
    return best, gain
