"""The system: how well it fits and serves, the skill to use it, and what use teaches (claims C2, I5, I11, I13, I20).

Beliefs about usefulness and ease learn from each real use by a delta rule with counts; an empty or outdated
repository therefore teaches that the system is an expensive phone book (I13), without any rule that says so.
"""

from __future__ import annotations

from typing import Literal

from crmsim.declaration.mechanism import BY_RULE, GIVEN, Field, Mechanism
from crmsim.declaration.parameter import SHARE, Sign, Table, parameter
from crmsim.mechanisms.expecting import newcomers_beliefs, start_beliefs
from crmsim.numerics.compiled import rule


# fmt: off
class System(Table):
    """The CRM system as bought."""

    fit: float = parameter(
        0.8, meaning="how well it could fit the needs, once every requirement is met", unit="share",
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
        0.9, meaning="chance that a record is entered as it is known", unit="share", interval=(0.6, 1.0),
        allowed=SHARE, status="assumed", source="no measurement found (B §3.8)", claims=("I15", "I20"),
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
    earlier_good: float = parameter(
        0.65, meaning="belief in usefulness and ease after a good earlier system", unit="share",
        interval=(0.55, 0.8), allowed=SHARE, status="assumed", source="no measurement found (A §4.1)",
        claims=("I11",), kernel=False,
        signs=(Sign("user_share", "+", "I11: a good earlier system helps", given=('system.earlier_system="good"',)),),
    )
    earlier_bad: float = parameter(
        0.3, meaning="belief in usefulness and ease after a bad earlier system", unit="share",
        interval=(0.15, 0.45), allowed=SHARE, status="assumed", source="no measurement found (A §4.1)",
        claims=("I11",), kernel=False,
        signs=(Sign("user_share", "+", "I11: the worse the earlier system, the harder",
                    given=('system.earlier_system="bad"',)),),
    )
    earlier_count: float = parameter(
        8.0, meaning="experiences behind a belief from an earlier system", unit="experiences",
        interval=(3.0, 20.0), allowed=(0.0, 1000.0), status="assumed", source="no measurement found",
        claims=("I11",), kernel=False,
        signs=(Sign("user_share", "-", "I11: the longer one suffered, the harder it is to unlearn", emergent=True,
                    given=('system.earlier_system="bad"',)),),
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
    lookup_hours: float = parameter(
        0.2, meaning="time of a look-up", unit="hours", interval=(0.05, 0.5), allowed=(0.0, 10.0),
        status="assumed", source="no measurement found",
        signs=(Sign("user_share", "-", "own expectation: a look-up that takes long saves less"),),
    )
    record_hours: float = parameter(
        0.25, meaning="time of recording one fact", unit="hours", interval=(0.1, 1.0), allowed=(0.0, 10.0),
        status="assumed", source="no measurement found",
        signs=(Sign("coverage", "-", "own expectation: what takes long is left undone"),),
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
    belief_floor: float = parameter(
        0.02, meaning="least weight of a new experience in a belief", unit="share", interval=(0.01, 0.1),
        allowed=(0.0, 1.0), status="assumed", source="delta rule with counts; floor from the model brief",
        signs=(Sign("user_share", "-", "own expectation: an empty repository at the start teaches fast learners that "
                    "it is useless", emergent=True),),
    )
    habit_memory: float = parameter(
        0.85, meaning="weight of the past in a habit", unit="per week", interval=(0.7, 0.95), allowed=SHARE,
        status="assumed", source="habits form over some two months (RECALLED: Lally 2010)",
        signs=(Sign("routine_share", "-", "own expectation: slow habits come late", emergent=True),),
    )
# fmt: on


FILING_CASE = 1  # index of "case" among the words of System.filing


@rule
def success_chance(ease: float, fit: float, skill: float) -> float:
    """Chance that an attempt in the system succeeds: it must fit what is to be done, and then ease carries the
    untrained and skill closes the rest. No skill helps where the system lacks what is needed.
    """
    return fit * (ease + (1.0 - ease) * skill)


@rule
def learn(belief: float, count: float, seen: float, floor: float) -> float:
    """A belief after one more experience (1 good, 0 bad), weighing it against the experiences before."""
    return belief + max(1.0 / (count + 1.0), floor) * (seen - belief)


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


@rule
def saved(benefit: float, lookup_hours: float, familiarity: float) -> float:
    """Usefulness of a look-up that hit, 0..1: the share of the hours of a search that it saved.

    Where people know everyone, little searching is needed, and little is saved (claim S3).
    """
    if benefit <= 0.0:
        return 0.0
    return max(0.0, (benefit * (1.0 - familiarity) - lookup_hours) / benefit)


MECHANISM = Mechanism(
    __name__,
    of_project=True,
    table=System,
    within="use",
    fields={
        "people": (
            Field("usefulness", "f8", "0..1 belief", start=BY_RULE, newcomer=BY_RULE, within=SHARE, near=True),
            Field("usefulness_count", "f8", "experiences behind the belief", start=GIVEN, newcomer=1.0),
            Field("ease", "f8", "0..1 belief", start=BY_RULE, newcomer=BY_RULE, within=SHARE),
            Field("ease_count", "f8", "experiences behind the belief", start=GIVEN, newcomer=1.0),
            Field("skill", "f8", "0..1 in the system", start="people.skill", newcomer="people.skill", within=SHARE),
        ),
    },
    start=start_beliefs,
    newcomer=newcomers_beliefs,
)
