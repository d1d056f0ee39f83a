"""What moves people to use a system apart from its use: surveillance, points, dashboards, mandate (claims I9, I10)."""

from __future__ import annotations

from crmsim.declaration.mechanism import Field, Mechanism
from crmsim.declaration.parameter import SHARE, Sign, Table, parameter
from crmsim.numerics.compiled import rule
from crmsim.numerics.portable import exp


# fmt: off
class Motivation(Table):
    """Instruments of motivation and control."""

    surveillance: float = parameter(
        0.2, meaning="how far use is monitored person by person", unit="share", interval=(0.0, 1.0), allowed=SHARE,
        status="assumed", source="no measurement found (A §4.1, §4.2)", claims=("I9",),
        signs=(
            Sign("user_share", "-", "I9: felt surveillance makes people avoid the system"),
            Sign("coverage", "-", "I9: people who feel watched hold back what they know"),
        ),
    )
    gamification: float = parameter(
        0.0, meaning="strength of points and internal competitions", unit="share", interval=(0.0, 1.0),
        allowed=SHARE, status="choice", source="an instrument (Lime Engage: A §4.1, App. 1)", claims=("I10",),
        signs=(
            Sign("user_share", "+", "I10: points and competitions motivate; but they wear off (E28)", emergent=True),
            Sign("coverage", "+", "I10: points and competitions motivate; but they wear off (E28)", emergent=True),
        ),
    )
    dashboards: float = parameter(
        0.0, meaning="strength of personal dashboards with feedback", unit="share", interval=(0.0, 1.0),
        allowed=SHARE, status="choice", source="an instrument (SuperOffice: A §4.1, App. 2)", claims=("I10",),
        signs=(Sign("user_share", "+", "I10: personal dashboards with feedback motivate"),),
    )
    mandate: float = parameter(
        0.2, meaning="how far use is required", unit="share", interval=(0.0, 1.0), allowed=SHARE, status="assumed",
        source="a little strictness (A §4.1)", claims=("I10",),
        signs=(Sign("user_share", "+", "I10: a little strictness helps too; but what is forced is resented",
                    emergent=True),),
    )
    novelty_acts: float = parameter(
        60.0, meaning="acts of use in which the novelty of points wears off", unit="acts", interval=(20.0, 200.0),
        allowed=(1.0, 1e6), status="assumed", source="some 20 weeks at 3 a week (Kim & Castelli, E28)",
        claims=("I10",),
        signs=(Sign("user_share", "+", "I10, E28: points that stay new motivate longer",
                    given=("motivation.gamification=0.7",)),),
    )
    weariness: float = parameter(
        0.15, meaning="how much points annoy once their novelty is gone, against their first pull", unit="ratio",
        interval=(0.0, 0.4), allowed=(0.0, 1.0), status="assumed",
        source="d = 1.57 at first, -.20 over years: ratio .13 (Kim & Castelli, E28)",
        signs=(Sign("user_share", "-", "E28: stale points annoy", given=("motivation.gamification=0.7",)),),
    )
# fmt: on


@rule
def novelty_effect(strength: float, uses: float, novelty_acts: float, weariness: float) -> float:
    """Pull of points after so many acts: 1 at first, below 0 once their novelty has worn off."""
    if strength == 0.0:
        return 0.0
    fresh = exp(-uses / novelty_acts)
    return strength * (fresh - weariness * (1.0 - fresh))


@rule
def felt_surveillance(monitored: float, why: float, privacy: float) -> float:
    """Felt surveillance: monitoring, less what a clear why takes away, which is believed as far as privacy is kept."""
    return monitored * (1.0 - why * privacy)


MECHANISM = Mechanism(
    __name__,
    of_project=True,
    table=Motivation,
    within="use",
    fields={
        "people": (
            Field("felt_surveillance", "f8", "0..1 share of full monitoring that is felt; break-even 0, nothing felt",
                  newcomer=0.0, within=SHARE),
        ),
    },
)  # fmt: skip
