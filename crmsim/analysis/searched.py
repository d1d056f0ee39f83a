"""What a search found, told from worlds that had no part in finding it.

Of many settings that are compared, those that look best look better than they are (the winner's curse: Smith & Winkler
2006, Management Science 52:311-322). So what no other beat is run again in worlds of its own draw, and every sentence
on it rests on these. Worlds are drawn anew from the fresh ones to see how sure it is that a setting is beaten by none
of the others that were tried again; where that is neither nearly always nor hardly ever, it is within noise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crmsim.analysis.aimed import NoPymooError, covered, front_of, good, over_worlds
from crmsim.analysis.front import LEAST_WORLDS, RESAMPLES, SEED, on_front
from crmsim.analysis.interval import Floats
from crmsim.analysis.study import Study
from crmsim.experiment.aims import Aim

Verdict = Literal["stands", "within noise", "beaten", "too few worlds"]
SURE = 0.95  # share of draws of worlds
ENDS = (0.025, 0.975)


@dataclass(frozen=True)
class Found:
    """A setting that was tried again.

    Attributes
    ----------
    setting:
        Its number; 0 is the levers as they are.
    chosen, fresh:
        Aim → its measure over the worlds of the search, and over the fresh ones.
    gained:
        Aim → how much higher it is than with the levers as they are, in fresh worlds, and the ends of its 95 %
        interval; NaN where there are too few worlds.
    share:
        Share of draws of the fresh worlds in which none of the others that were tried again beats it in everything.
    verdict:
        What follows from that.
    on_front:
        Whether none beats it in the fresh worlds as they were drawn.
    """

    setting: int
    chosen: Mapping[str, float]
    fresh: Mapping[str, float]
    gained: Mapping[str, tuple[float, float, float]]
    share: float
    verdict: Verdict
    on_front: bool


@dataclass(frozen=True, eq=False)
class Searched:
    """What a search came to.

    Attributes
    ----------
    aims, robust:
        What was wanted, and the measure over worlds.
    worlds, fresh_worlds:
        In how many each setting was run, and in how many those found were tried again.
    generations:
        int64[settings]: when each was looked at.
    measured:
        float64[settings, aims]; NaN where a run is missing or an outcome undefined in any world.
    front:
        bool[settings]: beaten by no other in the worlds of the search.
    found:
        Those tried again; the levers as they are first.
    flattery:
        Aim → by how much more those found gained on the levers as they are where they were chosen than in fresh
        worlds, on average; NaN without any. What other worlds do to all alike is not in it.
    covered:
        Share of the space of aims that was covered by each generation; empty without pymoo.
    """

    aims: tuple[Aim, ...]
    robust: str
    worlds: int
    fresh_worlds: int
    generations: NDArray[np.int64]
    measured: Floats
    front: NDArray[np.bool_]
    found: tuple[Found, ...]
    flattery: Mapping[str, float]
    covered: tuple[float, ...]

    @property
    def settings(self) -> int:
        """Settings looked at, the levers as they are left out."""
        return len(self.measured) - 1

    @property
    def unjudged(self) -> int:
        """Settings of which a run is missing or an aim undefined in any world."""
        return int((~np.isfinite(self.measured).all(axis=1)).sum())

    def settings_table(self, study: Study) -> pd.DataFrame:
        """A row a setting: generation, levers, each aim, whether it was on the front and what came of that."""
        levers = study.points.loc[: len(self.measured) - 1, list(study.lever_columns)]
        rows: dict[str, Any] = {"setting": np.arange(len(self.measured)), "generation": self.generations}
        rows |= {name: levers[name].to_numpy() for name in levers.columns}
        rows |= {aim.outcome: self.measured[:, place] for place, aim in enumerate(self.aims)}
        table = pd.DataFrame(rows)
        table["on_front"] = self.front
        table["tried_again"] = table["setting"].isin([one.setting for one in self.found])
        return table

    def found_table(self, study: Study) -> pd.DataFrame:
        """A row a setting that was tried again: levers, each aim where it was chosen and in fresh worlds, verdict."""
        rows = []
        for one in self.found:
            row: dict[str, Any] = {
                "setting": one.setting,
                "verdict": one.verdict,
                "share": one.share,
                "on_front": one.on_front,
            }
            row |= {name: study.points.at[one.setting, name] for name in study.lever_columns}
            for aim in self.aims:
                name = aim.outcome
                row |= {f"{name}_chosen": one.chosen[name], f"{name}_fresh": one.fresh[name]}
                row |= dict(zip((f"{name}_gained", f"{name}_low", f"{name}_high"), one.gained[name], strict=True))
            rows.append(row)
        return pd.DataFrame(rows)

    def covered_table(self) -> pd.DataFrame:
        """A row a generation: settings looked at by then, and the share of the space of aims that they cover."""
        many = [int((self.generations <= generation).sum()) for generation in range(len(self.covered))]
        return pd.DataFrame({"generation": range(len(self.covered)), "settings": many, "covered": self.covered})


def searched(study: Study) -> Searched:
    """What a search came to."""
    choice, looked_at = study.choice, study.looked_at
    settings = len(looked_at.codes)
    values = np.stack([study.means_of(aim.outcome) for aim in choice.aims], axis=1)
    first = values[: choice.samples * settings].reshape(choice.samples, settings, len(choice.aims))
    measured = over_worlds(first, choice.aims, choice.robust)
    measured[~np.isfinite(first).all(axis=(0, 2))] = np.nan
    points = good(measured, choice.aims, choice.robust)
    generations = np.asarray(looked_at.generations, dtype=np.int64)
    again = list(looked_at.again)
    fresh = values[choice.samples * settings :].reshape(choice.fresh if again else 0, len(again), len(choice.aims))
    found = _found(fresh, again, measured, study)
    try:
        by_generation = tuple(covered(points, generations))
    except NoPymooError:
        by_generation = ()
    return Searched(
        choice.aims, choice.robust, choice.samples, choice.fresh, generations, measured, front_of(points), found,
        _flattery(found, study), by_generation,
    )  # fmt: skip


def _found(fresh: Floats, again: list[int], measured: Floats, study: Study) -> tuple[Found, ...]:
    """Those tried again, by worlds in which all of them could be judged."""
    if not again:
        return ()
    choice = study.choice
    names = [aim.outcome for aim in choice.aims]
    whole = fresh[np.isfinite(fresh).all(axis=(1, 2))]
    many = len(whole)
    exact = study.base is None and choice.fresh == 1
    enough = many >= LEAST_WORLDS or exact
    point = over_worlds(whole, choice.aims, choice.robust) if many else np.full(fresh.shape[1:], np.nan)
    front = front_of(good(point, choice.aims, choice.robust))
    if enough:
        drawn = np.random.default_rng(SEED).integers(many, size=(RESAMPLES, many))
        made = np.stack([over_worlds(whole[rows], choice.aims, choice.robust) for rows in drawn])
        share = np.mean([on_front(good(one, choice.aims, choice.robust)) for one in made], axis=0)
        base = made[:, [0]] if again[0] == 0 else np.full_like(made[:, :1], np.nan)
        low, high = np.quantile(made - base, ENDS, axis=0)
    else:
        share = np.full(len(again), np.nan)
        low = high = np.full(point.shape, np.nan)
    change = point - point[[0]]
    return tuple(
        Found(
            setting,
            dict(zip(names, measured[setting].tolist(), strict=True)),
            dict(zip(names, point[place].tolist(), strict=True)),
            {name: (change[place, at], low[place, at], high[place, at]) for at, name in enumerate(names)},
            float(share[place]),
            _verdict(float(share[place])),
            bool(front[place]),
        )
        for place, setting in enumerate(again)
    )


def _verdict(share: float) -> Verdict:
    if np.isnan(share):
        return "too few worlds"
    return "stands" if share >= SURE else "beaten" if share <= 1.0 - SURE else "within noise"


def _flattery(found: tuple[Found, ...], study: Study) -> dict[str, float]:
    choice = study.choice
    signs = good(np.ones((1, len(choice.aims))), choice.aims, choice.robust)[0]
    base = found[0] if found and found[0].setting == 0 else None
    result = {}
    for aim, sign in zip(choice.aims, signs.tolist(), strict=True):
        name = aim.outcome
        looks = [
            sign * (one.chosen[name] - base.chosen[name] - one.fresh[name] + base.fresh[name])
            for one in found
            if base is not None and one.setting
        ]
        result[name] = float(np.mean(looks)) if looks else float("nan")
    return result
