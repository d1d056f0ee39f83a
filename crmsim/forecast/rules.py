"""The three rules of adoption as models of data: how likely each makes what people did, given what they saw.

The chances are those of :mod:`crmsim.mechanisms`, asked at every exposure that occurs; what the engine does with them
is held against these likelihoods by a test. Without contagion the same rule is asked with all ties cut.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.forecast.engine import NEUTRAL, SCENARIO
from crmsim.forecast.model import LEAST, Expected, Floats, Seen, Truth
from crmsim.mechanisms.appeal import appeal, norm
from crmsim.mechanisms.stages import bass_chance, transitions
from crmsim.mechanisms.state import AWARE
from crmsim.scenario import load
from crmsim.simulation.parameters import parameter_tuple

PLACES, WEIGHTS = np.polynomial.hermite_e.hermegauss(11)  # thresholds at which a normal distribution is summed
Cells = tuple[Floats, NDArray[np.int64], Truth, Floats]  # see Rule._cells
MOST_EXPOSURES = 200  # different ones that rules are asked about; of more the nearest of as many


class Rule:
    """One rule, with or without contagion."""

    def __init__(self, rule: str, contagion: bool) -> None:
        self.rule: str | None = rule
        self.contagion: bool | None = contagion
        self.name = rule
        self.table = parameter_tuple(load(SCENARIO, [f'adoption.rule="{rule}"', *NEUTRAL], 1))
        self._kept: dict[tuple[int, int], tuple[Seen, Cells]] = {}

    def expected(self, seen: Seen, last: int) -> tuple[Expected, ...]:
        """Its parameters, scaled by how fast people adopted."""
        rate = float(np.log(seen.rate(last)))
        if self.rule == "hazard":
            made = [Expected("p", "log", rate, 1.5), Expected("q", "log", rate, 1.5)]
        elif self.rule == "beliefs":
            made = [
                Expected("onward_rate", "log", rate, 1.5), Expected("threshold_sd", "log", float(np.log(0.06)), 1.0),
                Expected("norm_weight", "log", float(np.log(0.4)), 1.0),
            ]  # fmt: skip
        else:
            made = [
                Expected("outside", "share", rate, 1.5), Expected("threshold_mean", "plain", 0.5, 0.5),
                Expected("threshold_sd", "log", float(np.log(0.25)), 1.0),
            ]  # fmt: skip
        idle = {"hazard": "q", "beliefs": "norm_weight", "threshold": "threshold_sd"}[str(self.rule)]
        return tuple(one for one in made if self.contagion or one.name != idle)

    def settings(self, values: Mapping[str, float]) -> dict[str, float]:
        """Numbers of the table ``adoption`` as the engine takes them; without contagion nothing of others counts."""
        made = {name: value for name, value in values.items() if name != "outside"}
        if not self.contagion:
            made |= {"hazard": {"q": 0.0}, "beliefs": {"norm_weight": 0.0}, "threshold": {"threshold_sd": 0.25}}[
                str(self.rule)
            ]
        return made

    def likelihood(self, values: Mapping[str, float], seen: Seen, last: int) -> Floats:
        """float64[n]: log probability of what each did until period ``last``, given what they saw."""
        if self.rule == "threshold":
            return self._by_threshold(values, seen, last)
        survived, at_event, adopted, exposures = self._cells(seen, last)
        thresholds, weights = self.nodes(values)
        chance = self.chances(values, exposures, thresholds)
        stay, go = np.log1p(-np.minimum(chance, 1.0 - 1e-15)), np.log(np.maximum(chance, LEAST))
        each = survived @ stay.T + np.where(adopted[:, None], go.T[at_event], 0.0)
        most = each.max(axis=1)
        return np.asarray(most + np.log(np.exp(each - most[:, None]) @ weights))

    def nodes(self, values: Mapping[str, float]) -> tuple[Floats, Floats]:
        """Personal thresholds and how many people have each; of a rule without them one, which is of no consequence."""
        if self.rule == "hazard":
            return np.zeros(1), np.ones(1)
        return self.table.adoption.threshold_mean + values["threshold_sd"] * PLACES, WEIGHTS / WEIGHTS.sum()

    def chances(self, values: Mapping[str, float], exposures: Floats, thresholds: Floats) -> Floats:
        """float64[thresholds, exposures]: chance to adopt within a period, by the rule in the mechanisms."""
        q = self.table.adoption._replace(**self.settings(values))
        if self.rule == "hazard":
            return np.array([[bass_chance(q.p, q.q, float(share)) for share in exposures]])
        openness = self.table.leadership.openness
        rates = np.empty((len(thresholds), len(exposures)))
        for place, share in enumerate(exposures):
            wish = appeal(0.5, 0.5, norm(float(share), 0.0), 0.0, 0.5, 0.5, 0.0, 0.0, q)
            for node, threshold in enumerate(thresholds):
                margin = wish - float(threshold)
                rates[node, place] = transitions(AWARE, margin, 0.0, 0.0, True, 0.0, openness, q)[0]
        return np.asarray(-np.expm1(-rates))

    def _cells(self, seen: Seen, last: int) -> Cells:
        """How often each went on without at each exposure, at which each adopted, and the exposures; kept."""
        known = self._kept.get((id(seen), last))
        if known is not None:
            return known[1]
        time, adopted = seen.until(last)
        exposure = seen.exposure[:last] if self.contagion else np.zeros_like(seen.exposure[:last])
        values = np.unique(exposure)
        if len(values) > MOST_EXPOSURES:
            values = np.linspace(values[0], values[-1], MOST_EXPOSURES)
        place = np.searchsorted((values[1:] + values[:-1]) / 2.0, exposure)
        survived = np.zeros((len(time), len(values)))
        period = np.arange(1, last + 1)[:, None]
        stayed = (period < time) | ((period == time) & ~adopted)
        people = np.broadcast_to(np.arange(len(time)), place.shape)
        np.add.at(survived, (people[stayed], place[stayed]), 1.0)
        at_event = place[np.maximum(time, 1) - 1, np.arange(len(time))]
        found = survived, at_event, adopted, values
        self._kept[id(seen), last] = seen, found  # which keeps its id from another
        return found

    def _by_threshold(self, values: Mapping[str, float], seen: Seen, last: int) -> Floats:
        """Who adopts has a threshold between the most exposure before and that now, or adopts for other reasons."""
        time, adopted = seen.until(last)
        most = most_exposure(seen, self.contagion)
        rows = np.arange(len(time))
        before, now = most[np.maximum(time - 1, 0), rows], most[time, rows]
        settings = {"threshold_mean": 0.5, **self.settings(values)}
        below = [_share_below(place, settings) for place in (before, now)]
        left = np.maximum(1.0 - below[0], LEAST)
        by_rule = np.maximum(below[1] - below[0], 0.0) / left
        other = values["outside"]
        stay = np.log1p(-other)
        gone = (time - 1) * stay + np.log(left) + np.log(np.maximum(other + (1.0 - other) * by_rule, LEAST))
        still = time * stay + np.log(np.maximum(1.0 - below[1], LEAST))
        return np.asarray(np.where(adopted, gone, still))

    def thresholds(self, values: Mapping[str, float], seen: Seen, last: int, chance: Any) -> Floats | None:
        """float64[n]: thresholds as they may be of people who had not adopted after ``last``; None without them."""
        from scipy.stats import truncnorm

        settings = {"threshold_mean": 0.5, **self.settings(values)}
        if self.rule == "hazard":
            return None
        if self.rule == "threshold":
            most = most_exposure(seen, self.contagion)[last]
            low = (most - settings["threshold_mean"]) / settings["threshold_sd"]
            low = np.minimum(low, 30.0)  # beyond that no double tells thresholds apart
            drawn = truncnorm.rvs(low, np.inf, random_state=chance)
            return np.asarray(settings["threshold_mean"] + settings["threshold_sd"] * drawn)
        thresholds, weights = self.nodes(values)
        survived, _, _, exposures = self._cells(seen, last)
        stay = np.log1p(-np.minimum(self.chances(values, exposures, thresholds), 1.0 - 1e-15))
        log = survived @ stay.T + np.log(weights)
        share = np.exp(log - log.max(axis=1, keepdims=True))
        until = np.cumsum(share / share.sum(axis=1, keepdims=True), axis=1)
        node = (until < chance.random(len(until))[:, None]).sum(axis=1)
        return np.asarray(thresholds[np.minimum(node, len(thresholds) - 1)])


def most_exposure(seen: Seen, contagion: bool | None) -> Floats:
    """float64[periods + 1, n]: the most exposure until each period; before the first, less than any threshold."""
    exposure = seen.exposure if contagion else np.zeros_like(seen.exposure)
    return np.vstack([np.full(exposure.shape[1], -np.inf), np.maximum.accumulate(exposure, axis=0)])


def _share_below(place: Floats, settings: Mapping[str, float]) -> Floats:
    """Share of thresholds at or below a place."""
    from scipy.special import ndtr

    return np.asarray(ndtr((place - settings["threshold_mean"]) / settings["threshold_sd"]))
