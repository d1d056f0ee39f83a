"""Leadership signals: what is said, what is done, and what people make of both (claims K1-K5, K8, C4, D10).

Words are broadcast; deeds are seen in the nearest superior, who does lastingly more or less than the top. People
track mean and variance of what is done and the gap between word and deed, and discount by 1/(1 + variance/scale^2),
the weight a Bayesian gives an unsteady source. Words also raise what people expect: deeds that fall short of them
disappoint, which takes more than doubting the words would (K3; E18).
"""

from __future__ import annotations

from crmsim.declaration.mechanism import BY_RULE, EACH_WEEK, Field, Mechanism, Phase
from crmsim.declaration.parameter import SHARE, Sign, Table, parameter
from crmsim.numerics.arithmetic import clip
from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import join, normal, stream, u64


# fmt: off
class Leadership(Table):
    """What leaders say and do."""

    said: float = parameter(
        0.7, meaning="how strongly leaders say they stand behind the system", unit="share", interval=(0.3, 1.0),
        allowed=SHARE, status="assumed", source="no measurement found; most leaders who buy a system recommend it",
        claims=("K2",),
        signs=(Sign("user_share", "+", "K2: top management must signal it; but a gap to what is done takes credit "
                    "away", emergent=True),),
    )
    done: float = parameter(
        0.6, meaning="how strongly their own use, time and decisions stand behind it", unit="share",
        interval=(0.2, 1.0), allowed=SHARE, status="assumed",
        source="no measurement found; somewhat below what is said (A §2.2.1, Argyris)", claims=("K2", "K3"),
        signs=(Sign("user_share", "+", "K2: what leaders do raises their push, and the push raises appeal"),),
    )
    steadiness: float = parameter(
        0.85, meaning="how little what is done varies: 1 minus its standard deviation from week to week", unit="share",
        interval=(0.6, 1.0), allowed=SHARE, status="assumed", source="no measurement found", claims=("K3",),
        signs=(Sign("market_orientation", "+", "K3: a gap that varies over time lowers market orientation",
                    emergent=True),),
    )
    failure_tolerance: float = parameter(
        0.5, meaning="acceptance that trying sometimes fails", unit="share", interval=(0.1, 0.9), allowed=SHARE,
        public=0.4, status="assumed", source="neutral middle; lower in public service (A §2.2.1; B §3.7)",
        claims=("K4", "D3", "S1"),
        signs=(Sign("response", "+", "K4: tolerance of failure brings proposals and responses", emergent=True),),
    )
    openness: float = parameter(
        0.5, meaning="attitude to change", unit="share", interval=(0.1, 0.9), allowed=SHARE, public=0.4,
        status="assumed", source="neutral middle; 43 of 50 studies tie it to innovation (A §2.2.1, Rogers)",
        claims=("K5", "S1"),
        signs=(Sign("user_share", "+", "K5: openness to change goes with taking up what is new"),),
    )
    explaining: float = parameter(
        0.4, meaning="how much why, what, how and who is explained each week of the project", unit="share",
        interval=(0.1, 0.9), allowed=SHARE, status="assumed", source="no measurement found (A §2.2.2, §5.2)",
        claims=("C4", "I9"),
        signs=(Sign("user_share", "+", "C4: telling why, what, how and who gives acceptance"),),
    )
    recognition: float = parameter(
        0.3, meaning="recognition given for recording and market work", unit="share", interval=(0.0, 0.9),
        allowed=SHARE, status="assumed", source="no measurement found (A §2.2.1)", claims=("K8",),
        signs=(Sign("market_orientation", "+", "K8: recognition and praise for market work help", emergent=True),),
    )
    short_term_reward: float = parameter(
        0.4, meaning="how far people are judged on short-term sales alone", unit="share", interval=(0.0, 0.9),
        allowed=SHARE, public=0.1, status="assumed", source="no measurement found (A §2.2.1)", claims=("K8", "S1"),
        signs=(
            Sign("customer_satisfaction", "-", "K8: judged on short-term sales, customers' satisfaction is neglected",
                 emergent=True),
            Sign("coverage", "-", "K8: what brings no sale today is not recorded"),
        ),
    )
    centralisation: float = parameter(
        0.4, meaning="how far decisions must go to the top", unit="share", interval=(0.1, 0.9), allowed=SHARE,
        public=0.6, status="assumed", source="no measurement found (A §2.2.1; B §3.7)", claims=("K7", "S1"),
        signs=(Sign("market_orientation", "-", "K7: centralisation makes an organisation less adaptive",
                    emergent=True),),
    )
    disappointment: float = parameter(
        0.5, meaning="how much what leaders do less than they say takes from what is believed of them",
        unit="share per share", interval=(0.0, 1.0), allowed=(0.0, 10.0), status="assumed",
        source="at .5 a broken promise costs what a believed one brings; losses weigh up to twice that (Kahneman & "
        "Tversky 1979); sign from Simons (E18); no measurement found", claims=("K3",),
        signs=(Sign("user_share", "-", "K3: what is said and not done takes credit away"),),
    )
    attention_hours: float = parameter(
        1.0, meaning="time of each superior, while the project is on, for doing what is said, and as much for "
        "explaining, each at full strength; and of each person involved in needs analysis", unit="hours per week",
        interval=(0.25, 3.0), allowed=(0.0, 18.0), status="assumed",
        source="no measurement found; own use, time and decisions (A §2.2.1)",
        signs=(Sign("net_benefit_nok", "-", "own expectation: hours of superiors are paid for", emergent=True),),
    )
    doubt: float = parameter(
        0.25, meaning="the standard deviation at which a source has lost half its influence", unit="share",
        interval=(0.1, 0.5), allowed=(0.01, 10.0), status="assumed",
        source="form from Bayesian cue weighting; interval from the model brief", claims=("K3",),
        signs=(Sign("user_share", "+", "K3: the more unsteadiness is forgiven, the more leadership counts",
                    emergent=True),),
    )
# fmt: on


DONE = stream("signals.done")
OWN = stream("signals.own")


@rule
def influence(variance: float, doubt: float) -> float:
    """Weight of a source with this variance: 1 when steady, one half at ``doubt`` squared."""
    return 1.0 / (1.0 + variance / (doubt * doubt))


@rule
def track(mean: float, variance: float, seen: float, memory: float) -> tuple[float, float]:
    """Exponentially weighted mean and variance after one more observation."""
    gain = 1.0 - memory
    difference = seen - mean
    return mean + gain * difference, memory * (variance + gain * difference * difference)


@rule
def push(said: float, done_mean: float, done_variance: float, gap: float, shortfall: float, q) -> float:
    """What leadership adds to the wish to take part, -0.5..0.5; 0 where what is believed of it is .5.

    Words weigh as much as their record of being followed by deeds; deeds as much as they are steady. What was done
    less than said, ``shortfall``, disappoints.
    """
    weight = influence(gap, q.doubt)
    believed = (weight * said + done_mean) / (weight + 1.0)
    return influence(done_variance, q.doubt) * (max(0.0, believed - q.disappointment * shortfall) - 0.5)


@rule
def signals(state, p, key, week):
    """Leaders say and do, which takes superiors' hours; people see the nearest one and update what they make of it."""
    people, leadership = state.people, state.leadership
    q = p.leadership
    memory = p.people.memory
    said = q.said
    done = clip(q.done + (1.0 - q.steadiness) * normal(join(join(key, DONE), week), u64(0)), 0.0, 1.0)
    leadership[0].said = said
    leadership[0].done = done
    for i in range(people.key.size):
        people[i].scratch = 0.0
    for i in range(people.key.size):
        if people[i].present == 0:
            continue
        above = people[i].manager
        seen = done
        if above >= 0 and people[above].present == 1:
            people[above].scratch = 1.0  # somebody is below
            seen = clip(done + people[above].own_deeds, 0.0, 1.0)
        people[i].heard_said = said
        people[i].heard_done = seen
        mean, variance = track(people[i].done_mean, people[i].done_variance, seen, memory)
        people[i].done_mean = mean
        people[i].done_variance = variance
        people[i].gap = memory * people[i].gap + (1.0 - memory) * (said - seen) * (said - seen)
        people[i].shortfall = memory * people[i].shortfall + (1.0 - memory) * max(0.0, said - seen)
        people[i].push = push(said, mean, variance, people[i].gap, people[i].shortfall, q)
    if state.project[0].step > 0:
        for i in range(people.key.size):
            if people[i].present == 1 and people[i].scratch > 0.0:
                hours = q.attention_hours * (clip(done + people[i].own_deeds, 0.0, 1.0) + q.explaining)
                people[i].hours += hours
                people[i].project_hours += hours


@rule
def start_deeds(state, p, key, i):
    """How much more or less than the top employee i does, where others look up to them."""
    people = state.people
    people[i].own_deeds = p.people.differences_sd * normal(join(join(key, OWN), people[i].key), u64(0))


@rule
def newcomers_deeds(state, p, key, week, i):
    """The same of somebody new."""
    people = state.people
    people[i].own_deeds = p.people.differences_sd * normal(join(join(key, OWN), people[i].key), u64(people[i].holder))


MECHANISM = Mechanism(
    __name__,
    table=Leadership,
    phases=(Phase(signals, after=None, switch="signals", name="signals"),),
    fields={
        "people": (
            Field("own_deeds", "f8", "lasting difference of what one does from what the top does", start=BY_RULE,
                  newcomer=BY_RULE),
            Field("heard_said", "f8", "0..1 what leaders say this week", newcomer=EACH_WEEK),
            Field("heard_done", "f8", "0..1 what the nearest superior does this week", newcomer=EACH_WEEK),
            Field("done_mean", "f8", "mean of what was done, as tracked", start=0.5, newcomer=0.5),
            Field("done_variance", "f8", "its variance", newcomer=0.0),
            Field("gap", "f8", "mean squared gap between said and done", newcomer=0.0),
            Field("shortfall", "f8", "0..1 how far deeds fell short of words, on average", newcomer=0.0),
            Field("push", "f8", "-0.5..0.5 what leadership adds to the wish to take part; break-even 0", newcomer=0.0),
        ),
        "leadership": (
            Field("said", "f8", "this week's words as they leave the top"),
            Field("done", "f8", "this week's deeds as they leave the top"),
        ),
    },
    start=start_deeds,
    newcomer=newcomers_deeds,
)  # fmt: skip
