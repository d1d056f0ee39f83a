"""Expertise: tacit, by topic; it moves from person to person and grows by practice (claims C1, C2)."""

from __future__ import annotations

from crmsim.mechanisms.compiled import rule
from crmsim.mechanisms.draws import draw, join, stream, u64
from crmsim.parameter import Table, parameter


# fmt: off
class Knowledge(Table):
    """What people know besides facts about customers."""

    topics: int = parameter(
        8, meaning="topics of expertise", unit="topics", interval=(8, 20), allowed=(1, 64), status="assumed",
        source="interval from the model brief", claims=("C1",), kernel=False,
    )
    specialisation: float = parameter(
        0.6, meaning="share of topics that are not part of one's own work", unit="share", interval=(0.2, 0.9),
        allowed=(0.0, 1.0), status="assumed", source="no measurement found (A §2.2.1)", claims=("K7",),
    )
    initial: float = parameter(
        0.6, meaning="mean expertise at the start in topics of one's own work", unit="share", interval=(0.3, 0.8),
        allowed=(0.0, 1.0), status="assumed", source="no measurement found",
    )
    elsewhere: float = parameter(
        0.4, meaning="most expertise at the start in topics that are not part of one's own work, over the mean in "
        "those that are", unit="share", interval=(0.1, 0.6), allowed=(0.0, 1.0), status="assumed",
        source="no measurement found; .1 gives experts as in Cowan & Jonard 2004 (O11)",
    )
    practice: float = parameter(
        0.004, meaning="share of what one lacks in one's own topics that a week of work teaches", unit="per week",
        interval=(0.001, 0.02), allowed=(0.0, 1.0), status="assumed", source="years, not months, to expertise",
        claims=("C2",),
    )
    absorption: float = parameter(
        0.15, meaning="share of the helper's lead that one act of help teaches", unit="share", interval=(0.02, 0.5),
        allowed=(0.0, 1.0), status="assumed", source="no measurement found", claims=("C1",),
    )
# fmt: on


OWN = stream("knowledge.own")


@rule
def own_topic(key: int, seat: int, topic: int, specialisation: float) -> bool:
    """Whether a topic belongs to a seat's own work; always the same for the same seat and run."""
    return draw(join(join(key, OWN), seat), u64(topic)) >= specialisation


@rule
def practise(expertise: float, practice: float) -> float:
    """Expertise after a week of work in the topic: dK/dt = practice (1 - K)."""
    return expertise + practice * (1.0 - expertise)


@rule
def lesson(teacher: float, learner: float, absorption: float) -> float:
    """What a learner gains from a teacher: a share of the lead, nothing where there is none."""
    return max(0.0, absorption * (teacher - learner))
