"""What a class answers better after a lesson than before, with an interval, and whether that may be chance.

With devices the same people are compared with themselves: the interval for a difference of paired shares of Agresti and
Min (2005, Statistics in Medicine 24, 729-740), which adds half a person to each of the four cells. Hands are not known
by person, so before and after are two samples: Agresti and Caffo (2000, The American Statistician 54, 280-288), one
right and one wrong answer more in each. Of people who do better rather than worse that interval is too wide, which errs
to the safe side. Both keep close to what they promise with few people, where the textbook's interval does not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from crmsim.app.classroom.session import LEAST, Question, Session

NINETY_FIVE = 1.959963984540054  # standard deviations that hold 95 % of a normal distribution
GAIN, LOSS, NOISE = "gain", "loss", "within noise"


@dataclass(frozen=True)
class Gain:
    """What came of a lesson.

    Attributes
    ----------
    people:
        Who answered both times; by hands the fewer of those who answered before and after.
    before, after:
        Shares with the right answer.
    low, high:
        Of ``after - before``, 95 %.
    paired:
        Whether the same people were compared with themselves.
    """

    people: int
    before: float
    after: float
    low: float
    high: float
    paired: bool

    @property
    def difference(self) -> float:
        """Share that answers right after and not before, less the share that did it the other way round."""
        return self.after - self.before

    @property
    def verdict(self) -> str:
        """Whether it is a "gain" or a "loss": where the interval leaves 0 out; else it is "within noise"."""
        return GAIN if self.low > 0.0 else LOSS if self.high < 0.0 else NOISE


def gain_of(session: Session, topic: str) -> Gain | None:
    """The gain of the lesson ``topic``; None until it may be told, or where fewer than five answered both times."""
    before, after = (session.questions.get(f"{kind}:{topic}") for kind in ("before", "after"))
    if before is None or after is None or after.right is None:
        return None
    right = after.right
    if before.hands is not None and after.hands is not None:
        return _apart(before, after, right)
    pairs = session.pairs(topic)
    if len(pairs) < LEAST:
        return None
    return paired([first == right for first, _ in pairs], [second == right for _, second in pairs])


def paired(before: Sequence[bool], after: Sequence[bool]) -> Gain:
    """The same people twice, in the same order."""
    people = len(before)
    learnt = sum(not first and second for first, second in zip(before, after, strict=True))
    lost = sum(first and not second for first, second in zip(before, after, strict=True))
    more, fewer, size = learnt + 0.5, lost + 0.5, people + 2.0
    middle = (more - fewer) / size
    spread = NINETY_FIVE * math.sqrt((more + fewer) - (more - fewer) ** 2 / size) / size
    low, high = max(-1.0, middle - spread), min(1.0, middle + spread)
    return Gain(people, sum(before) / people, sum(after) / people, low, high, True)


def _apart(before: Question, after: Question, right: int) -> Gain | None:
    """Hands, and devices beside them where there are enough of those to be counted."""
    shares, middles, spread = [], [], 0.0
    sizes = []
    for question in (before, after):
        counts = question.all_shown() or ()
        size = sum(counts)
        if size < LEAST:
            return None
        sizes.append(size)
        shares.append(counts[right] / size)
        middle = (counts[right] + 1.0) / (size + 2.0)
        middles.append(middle)
        spread += middle * (1.0 - middle) / (size + 2.0)
    spread = NINETY_FIVE * math.sqrt(spread)
    middle = middles[1] - middles[0]
    low, high = max(-1.0, middle - spread), min(1.0, middle + spread)
    return Gain(min(sizes), shares[0], shares[1], low, high, False)
