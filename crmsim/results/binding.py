"""What keeps a project from success: where people who are no routine users are stuck, or why use does not pay.

A routine user has come a way: has the system, has heard of it, finds it worth using, has occasions for it, and takes
enough of them for a habit. Whoever is not there is stuck at the first of these that is missing; somebody new has not
had the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from crmsim.mechanisms.state import AWARE, INFUSED, NEVER, REJECTED, ROUTINE, TRIAL, UNAWARE
from crmsim.results.summary import Summary
from crmsim.words import ENGLISH, Message, Teller, message

if TYPE_CHECKING:
    from crmsim.simulation import Run

NEW_WEEKS = 26  # who came later than this has not had the time to make the system a habit
SELDOM = 1.0  # occasions a week; with fewer there is no habit to be had
PLACES = ("turnover", "access", "awareness", "appeal", "occasions", "habit")
MONEY_PARTS = ("benefit", "price")
PARTS = (*PLACES, *MONEY_PARTS)
SENTENCES: dict[str, Message] = {
    "turnover": message("What binds is turnover: {share} of those who are no routine users came in the last {weeks} "
                        "weeks."),
    "access": message("What binds is access: {share} of those who are no routine users do not have the system."),
    "awareness": message("What binds is awareness: {share} of those who are no routine users know nothing of the "
                         "system."),
    "appeal": message("What binds is appeal: {share} of those who are no routine users have the system and do not "
                      "find it worth using for good."),
    "occasions": message("What binds is occasions: {share} of those who are no routine users have accepted the system "
                         "and have less than one occasion a week to use it."),
    "habit": message("What binds is habit: {share} of those who are no routine users have accepted the system and use "
                     "it on too few of their occasions."),
    "benefit": message("What binds is benefit: enough people use the system, and it gives no more than there was "
                       "without it."),
    "price": message("What binds is price: enough people use the system, and what it gives is worth less than what it "
                     "costs."),
}  # fmt: skip


@dataclass(frozen=True)
class Binding:
    """The part that binds in a failure.

    Attributes
    ----------
    part:
        One of :data:`PARTS`.
    share:
        Of those who are no routine users, the share stuck there; None where money binds.
    stuck:
        Place of :data:`PLACES` → share of those who are no routine users.
    """

    part: str
    share: float | None
    stuck: dict[str, float]

    def text(self, teller: Teller = ENGLISH) -> str:
        """The part in one sentence."""
        share = None if self.share is None else teller.value(self.share, "share")
        return teller(SENTENCES[self.part], share=share, weeks=NEW_WEEKS)


def places(people: Any, week: int) -> NDArray[np.int64]:
    """Where each is stuck: int64[n], the place among :data:`PLACES`, -1 for routine users and for empty seats.

    Parameters
    ----------
    people:
        The records of people as they stand after ``week``: present, hired, access, stage, uses, intensity.
    """
    stage, hired, access = people["stage"], people["hired"], people["access"]
    out = (people["present"] == 0) | (stage == ROUTINE) | (stage == INFUSED)
    without = (access < 0) | (access > week)
    weeks = week - np.maximum(access, hired)
    seldom = people["uses"] < SELDOM * people["intensity"] * weeks
    repelled = (stage == AWARE) | (stage == TRIAL) | (stage == REJECTED)
    new = (hired != NEVER) & (week - hired < NEW_WEEKS)  # NEVER: there from the start, nobody knows since when
    conditions = [out, new, without, stage == UNAWARE, repelled, seldom]
    return np.select(conditions, [-1, 0, 1, 2, 3, 4], default=5).astype(np.int64)


def stuck_at(people: Any, week: int) -> dict[str, float]:
    """Place of :data:`PLACES` → share of those who are no routine users; 0 throughout where everybody is one."""
    found = places(people, week)
    counts = np.bincount(found[found >= 0], minlength=len(PLACES))
    return {name: float(count) / max(1, counts.sum()) for name, count in zip(PLACES, counts, strict=True)}


def binding(people: Any, week: int, summary: Summary) -> Binding | None:
    """The part that binds; None for a success, and where a part of success is undefined.

    Where use falls short, that is told, whatever the money: what is not used cannot pay. It is the place where most of
    those who are no routine users are stuck; of two with equally many, the earlier of :data:`PLACES`. A project that
    has given nobody the system by the end falls short of use too, though there is no share to hold against the target.

    Parameters
    ----------
    people, week:
        As in :func:`places`.
    summary:
        Of the same run: both parts of success, and the benefit.
    """
    margin, net, benefit = (
        summary.verdict.routine_margin,
        summary.verdict.net_benefit_nok,
        summary.values["benefit_nok"],
    )
    stuck = stuck_at(people, week)
    if margin is None and stuck["access"] > 0.0:
        return Binding("access", stuck["access"], stuck)
    if margin is not None and margin < 0.0:
        part = max(PLACES, key=lambda name: stuck[name])
        return Binding(part, stuck[part], stuck)
    if margin is None or net is None or benefit is None or net > 0.0:
        return None
    return Binding("benefit" if benefit <= 0.0 else "price", None, stuck)


def binding_of(run: Run, summary: Summary) -> Binding | None:
    """The part that binds in a run of the engine."""
    return binding(run.state.people, run.weeks, summary) if run.scenario.mechanisms.project else None
