"""Expertise: tacit, by topic; it moves from person to person and grows by practice (claims C1, C2)."""

from __future__ import annotations

from crmsim.declaration.mechanism import BY_RULE, KEPT, Columns, Field, Mechanism
from crmsim.declaration.outcome import stock
from crmsim.declaration.parameter import Sign, Table, parameter
from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import draw, join, stream, u64


# fmt: off
class Knowledge(Table):
    """What people know besides facts about customers."""

    topics: int = parameter(
        8, meaning="topics of expertise", unit="topics", interval=(8, 20), allowed=(1, 64), status="assumed",
        source="interval from the model brief", claims=("C1",), kernel=False,
        signs=(Sign("mean_expertise", "-", "own expectation: what help teaches is spread over more topics",
                    emergent=True),),
    )
    specialisation: float = parameter(
        0.6, meaning="share of topics that are not part of one's own work", unit="share", interval=(0.2, 0.9),
        allowed=(0.0, 1.0), status="assumed", source="no measurement found (A §2.2.1)", claims=("K7",),
        signs=(
            Sign("mean_expertise", "-", "own expectation: fewer topics are part of one's own work"),
            Sign("response", "-", "K7: specialists lack what customers need, and find fewer to ask", emergent=True),
        ),
    )
    initial: float = parameter(
        0.6, meaning="mean expertise at the start in topics of one's own work", unit="share", interval=(0.3, 0.8),
        allowed=(0.0, 1.0), status="assumed", source="no measurement found",
        signs=(Sign("mean_expertise", "+", "own expectation: its definition"),),
    )
    elsewhere: float = parameter(
        0.4, meaning="most expertise at the start in topics that are not part of one's own work, and of somebody new "
        "in any, over the mean of the first people in those that are", unit="share", interval=(0.1, 0.6),
        allowed=(0.0, 1.0), status="assumed",
        source="no measurement found; .1 gives experts as in Cowan & Jonard 2004 (O11)",
        signs=(Sign("mean_expertise", "+", "own expectation: its definition"),),
    )
    practice: float = parameter(
        0.004, meaning="share of what one lacks in one's own topics that a week of work teaches", unit="per week",
        interval=(0.001, 0.02), allowed=(0.0, 1.0), status="assumed", source="years, not months, to expertise",
        claims=("C2",),
        signs=(Sign("mean_expertise", "+", "C2: practice makes competence"),),
    )
    absorption: float = parameter(
        0.15, meaning="share of the helper's lead that one act of help teaches", unit="share", interval=(0.02, 0.5),
        allowed=(0.0, 1.0), status="assumed", source="no measurement found", claims=("C1",),
        signs=(Sign("mean_expertise", "+", "C1: sharing makes available what sat in one head"),),
    )
# fmt: on


OWN = stream("knowledge.own")
EXPERTISE = stream("state.expertise")
NEWCOMER = stream("knowledge.newcomer")


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


@rule
def start_expertise(own: bool, u: float, mean: float, elsewhere: float) -> float:
    """Expertise at the start in a topic: around the mean in one's own topics, at most a share of it in others."""
    level = mean + 0.5 * (1.0 - abs(2.0 * mean - 1.0)) * (2.0 * u - 1.0)
    return min(1.0, max(0.0, level if own else elsewhere * mean * u))


@rule
def start_knowledge(state, p, key, i):
    """Which topics belong to the work of seat i, and what its first holder knows of them."""
    people = state.people
    seat = people[i].key
    for t in range(state.expertise.shape[1]):
        own = own_topic(key, seat, t, p.knowledge.specialisation)
        if own:
            people[i].own_topics = u64(people[i].own_topics | (u64(1) << u64(t)))
        u = draw(join(join(key, EXPERTISE), seat), u64(t))
        state.expertise[i, t] = start_expertise(own, u, p.knowledge.initial, p.knowledge.elsewhere)


@rule
def newcomers_knowledge(state, p, key, week, i):
    """Somebody new knows of each topic what people know of those that are not part of their work."""
    newcomer = join(join(join(key, NEWCOMER), state.people[i].key), u64(state.people[i].holder))
    for t in range(state.expertise.shape[1]):
        u = draw(newcomer, u64(t))
        state.expertise[i, t] = start_expertise(False, u, p.knowledge.initial, p.knowledge.elsewhere)


@rule
def expertise_of(state, p, week, i):
    """Expertise of employee i summed over topics, and how many those are."""
    topics = state.expertise.shape[1]
    total = 0.0
    for t in range(topics):
        total += state.expertise[i, t]
    return total, topics


MECHANISM = Mechanism(
    __name__,
    table=Knowledge,
    within="ask",
    fields={
        "people": (
            Field("own_topics", "u8", "bit t is set where topic t belongs to the seat's own work", start=BY_RULE,
                  newcomer=KEPT),
        ),
    },
    start=start_knowledge,
    newcomer=newcomers_knowledge,
    columns=(Columns(("expertise", "topics"), expertise_of),),
    outcomes=(
        stock("mean_expertise", "mean expertise over people and topics", "expertise", "topics", "higher",
              called="expertise"),
    ),
)  # fmt: skip
