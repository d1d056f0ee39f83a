"""The system: how well it fits and serves, the skill to use it, and what use teaches (claims C2, I5, I11, I13, I20).

Beliefs about usefulness and ease learn from each real use as the mean of all; an empty or outdated
repository therefore teaches that the system is an expensive phone book (I13), without any rule that says so.

Usefulness is believed in hours: .5 is break-even, 1 says that a look-up saves ``SCALE`` hours, 0 that it loses as
many. Ease is the share of attempts that succeed: at .5 as many fail.
"""

from __future__ import annotations

from typing import Literal

from crmsim.declaration.mechanism import BY_RULE, GIVEN, Field, Mechanism
from crmsim.declaration.parameter import SHARE, Sign, Table, parameter
from crmsim.mechanisms.expecting import newcomers_beliefs, start_beliefs
from crmsim.numerics.arithmetic import clip
from crmsim.numerics.compiled import rule


# fmt: off
class System(Table):
    """The CRM system as bought."""

    fit: float = parameter(
        0.8, meaning="share of facts that it has room for, once every requirement is met", unit="share",
        interval=(0.5, 1.0), allowed=SHARE, status="assumed", source="no measurement found (A §4.1)",
        claims=("I20", "N4"),
        signs=(
            Sign("routine_share", "+", "I20: fit to needs"),
            Sign("user_share", "0", "N4: technology alone does little for relations and use", emergent=True),
        ),
    )
    ease: float = parameter(
        0.5, meaning="chance that an untrained person succeeds at once", unit="share", interval=(0.2, 0.9),
        allowed=SHARE, status="assumed", source="no measurement found (A §4.1)", claims=("I20",),
        signs=(Sign("routine_share", "+", "I20: the opposite of complexity"),),
    )
    integration: float = parameter(
        0.3, meaning="share of the time of recording saved by links to other systems", unit="share",
        interval=(0.0, 0.8), allowed=SHARE, status="assumed", source="no measurement found (A §4.1)",
        claims=("I20", "I15"),
        signs=(Sign("coverage", "+", "I20, I15: integration saves time in recording"),),
    )
    data_quality: float = parameter(
        0.9, meaning="chance that a record is entered, or brought in at the start, as it is known",
        unit="share", interval=(0.6, 1.0), allowed=SHARE, status="assumed",
        source="no measurement found (B §3.8)", claims=("I15", "I20"),
        signs=(
            Sign("freshness", "+", "I15: poor data quality is a cause of failure"),
            Sign("routine_share", "+", "I15: poor data quality is a cause of failure", emergent=True),
        ),
    )
    privacy: float = parameter(
        0.6, meaning="how well it supports privacy law", unit="share", interval=(0.2, 1.0), allowed=SHARE,
        status="assumed", source="no measurement found (A §4.1, App. 1)", claims=("I14", "S4"),
        signs=(
            Sign("user_share", "+", "I14: support for privacy law drives adoption"),
            Sign("shared_by_system", "+", "I14: where the law is supported, more may be recorded", emergent=True),
        ),
    )
    privacy_limit: float = parameter(
        0.2, meaning="share of facts that may not be recorded where the system has no support for privacy",
        unit="share", interval=(0.0, 0.6), allowed=SHARE, public=0.4, status="assumed",
        source="no measurement found (A §4.1; B abstract)", claims=("I14", "S4"),
        signs=(Sign("shared_by_system", "-", "S4: legal limits keep data out of the system"),),
    )
    earlier_system: Literal["none", "good", "bad"] = parameter(
        "none", meaning="experience with an earlier CRM system", unit="", status="choice",
        source="hardest are those burnt and those who never had one (A §4.1)", claims=("I11",), kernel=False,
        signs=(
            Sign("user_share", "-", "I11: hardest are those unhappy with an earlier system", low="none", high="bad"),
            Sign("user_share", "+", "I11: hard are those that never had one", low="none", high="good"),
        ),
    )
    earlier_count: float = parameter(
        1.0, meaning="experiences, all good or all bad, that an earlier system left in beliefs", unit="experiences",
        interval=(0.3, 3.0), allowed=(0.0, 1000.0), status="assumed", source="no measurement found (A §4.1)",
        claims=("I11",), kernel=False,
        signs=(
            Sign("user_share", "-", "I11: the longer one suffered, the harder it is to unlearn", emergent=True,
                 given=('system.earlier_system="bad"',)),
            Sign("user_share", "+", "I11: a good earlier system helps", given=('system.earlier_system="good"',)),
        ),
    )
    filing: Literal["customer", "case"] = parameter(
        "customer", meaning="whether facts are filed by customer or by case", unit="", public="case",
        status="choice", source="private information follows the customer, public the case (B §3.7)", claims=("S2",),
        signs=(Sign("shared_by_system", "-", "S2: what is filed by case is not found by customer", low="customer",
                    high="case"),),
    )
    case_retrieval: float = parameter(
        0.35, meaning="chance that somebody other than its author finds a fact filed by case", unit="share",
        interval=(0.1, 0.7), allowed=SHARE, status="assumed", source="no measurement found (B §3.7)",
        claims=("S2",),
        signs=(Sign("hit_rate", "+", "S2: how well others' cases are found", given=('system.filing="case"',)),),
    )
    import_share: float = parameter(
        0.6, meaning="share of what owners hold that is brought into the system when it goes live", unit="share",
        interval=(0.0, 0.9), allowed=SHARE, status="assumed",
        source="everyone has a customer list already, mostly in Excel (A App. 1); no measurement found",
        claims=("C5", "I13"),
        signs=(
            Sign("hit_rate", "+", "C5: what was on lists is found from the first day"),
            Sign("user_share", "+", "I13: an empty system is a phone book to be filled", emergent=True),
        ),
    )
    correction: float = parameter(
        0.3, meaning="chance that who meets an outdated record notices, asks, and puts it right", unit="share",
        interval=(0.0, 0.8), allowed=SHARE, status="assumed", source="no measurement found",
        signs=(Sign("freshness", "+", "own expectation: what is put right is current"),),
    )
    act_hours: float = parameter(
        0.25, meaning="time of a look-up, or of recording one fact", unit="hours", interval=(0.05, 0.5),
        allowed=(0.0, 10.0), status="assumed", source="no measurement found",
        signs=(Sign("user_share", "-", "own expectation: a look-up that takes long saves less"),),
    )
    skill_by_use: float = parameter(
        0.03, meaning="share of the missing skill that one act of use teaches", unit="per act",
        interval=(0.005, 0.08), allowed=SHARE, status="assumed", source="users need months (A §2.1.3)",
        claims=("I5", "C2"),
        signs=(Sign("routine_share", "+", "I5, C2: practice makes skill"),),
    )
    skill_half_life: float = parameter(
        48.0, meaning="weeks in which unused skill is halved", unit="weeks", interval=(28.0, 57.0),
        allowed=(1.0, 1e6), status="measured", source="11 months, 6.5 to 13 (Tatel & Ackerman, E31)", claims=("C2",),
        signs=(Sign("routine_share", "+", "C2: what is not used is forgotten"),),
    )
# fmt: on


FILING_CASE = 1  # index of "case" among the words of System.filing


SCALE = 3.0  # hours that a look-up saves at usefulness 1 and loses at 0; the unit of a belief, no assumption


@rule
def success_chance(ease: float, skill: float) -> float:
    """Chance that an attempt in the system succeeds: ease carries the untrained, and skill closes the rest."""
    return ease + (1.0 - ease) * skill


@rule
def has_room(room: float, fit: float) -> bool:
    """Whether a system of this fit has room for a fact: no skill helps where it lacks what is needed."""
    return room < fit


@rule
def worth(hours: float) -> float:
    """Hours that a look-up saved, or below 0 lost, as usefulness 0..1; .5 is break-even."""
    return clip(0.5 + 0.5 * hours / SCALE, 0.0, 1.0)


@rule
def learn(belief: float, count: float, seen: float) -> float:
    """A belief after one more experience (1 good, 0 bad): the mean of all, what was believed at first among them."""
    return belief + (seen - belief) / (count + 1.0)


@rule
def gain_skill(skill: float, acts: int, by_use: float) -> float:
    """Skill after some acts of use."""
    for _ in range(acts):
        skill += by_use * (1.0 - skill)
    return skill


@rule
def forget(skill: float, keep: float) -> float:
    """Skill after a week without use."""
    return skill * keep


MECHANISM = Mechanism(
    __name__,
    of_project=True,
    table=System,
    within="use",
    fields={
        "people": (
            Field(
                "usefulness",
                "f8",
                "0..1 believed hours a look-up saves: .5 none (break-even), 1 saves 3, 0 loses 3",
                start=BY_RULE,
                newcomer=BY_RULE,
                within=SHARE,
                near=True,
            ),
            Field("usefulness_count", "f8", "experiences behind the belief", start=GIVEN, newcomer=1.0),
            Field(
                "ease",
                "f8",
                "0..1 believed share of attempts that succeed; .5: as many fail (break-even)",
                start=BY_RULE,
                newcomer=BY_RULE,
                within=SHARE,
            ),
            Field("ease_count", "f8", "experiences behind the belief", start=GIVEN, newcomer=1.0),
            Field("skill", "f8", "0..1 in the system", newcomer=0.0, within=SHARE),
        ),
    },
    start=start_beliefs,
    newcomer=newcomers_beliefs,
)
