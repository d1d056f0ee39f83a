"""Leadership signals: what is said, what is done, and what people make of both (claims K1-K5, K8, C4, D10).

Words are broadcast; deeds are seen along the line of command, each step adding noise. People track mean and
variance of what is done and the gap between word and deed, and discount by 1/(1 + variance/scale^2), the weight a
Bayesian gives an unsteady source. A gap between word and deed (K3) therefore needs no penalty of its own.
"""

from __future__ import annotations

from crmsim.declaration.mechanism import EACH_WEEK, Field, Mechanism, Phase
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
        0.7, meaning="how little what is done varies from week to week", unit="share", interval=(0.2, 1.0),
        allowed=SHARE, status="assumed", source="no measurement found", claims=("K3",),
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
    swing: float = parameter(
        0.5, meaning="standard deviation of what is done at steadiness 0", unit="share", interval=(0.2, 0.8),
        allowed=(0.0, 2.0), status="assumed", source="a scale, so that steadiness runs over 0..1",
        signs=(Sign("market_orientation", "-", "K3: the wider deeds swing, the less they are believed",
                    emergent=True),),
    )
    noise: float = parameter(
        0.08, meaning="noise that each step of the line of command adds to what is seen", unit="share (SD)",
        interval=(0.02, 0.2), allowed=(0.0, 1.0), status="assumed", source="no measurement found",
        signs=(Sign("user_share", "-", "own expectation: noise reads as unsteadiness", emergent=True),),
    )
    memory: float = parameter(
        0.85, meaning="weight of the past in what people track of their leaders", unit="per week",
        interval=(0.7, 0.95), allowed=SHARE, status="assumed", source="about seven weeks of experience count",
        signs=(Sign("user_share", "0", "own expectation: how long leaders are remembered matters little over two "
                    "years", emergent=True),),
    )
    doubt: float = parameter(
        0.25, meaning="the standard deviation at which a source has lost half its influence", unit="share",
        interval=(0.1, 0.5), allowed=(0.01, 10.0), status="assumed",
        source="form from Bayesian cue weighting; interval from the model brief", claims=("K3",),
        signs=(Sign("user_share", "+", "K3: the more unsteadiness is forgiven, the more leadership counts",
                    emergent=True),),
    )
    words: float = parameter(
        0.5, meaning="weight of fully credible words against deeds", unit="ratio", interval=(0.1, 1.0),
        allowed=(0.0, 10.0), status="assumed", source="deeds speak louder (A §2.2.1, Argyris)",
        signs=(Sign("user_share", "+", "own expectation: words run ahead of deeds, so weighing them more adds push",
                    emergent=True),),
    )
# fmt: on


DONE = stream("signals.done")
SEEN = stream("signals.seen")

NOT_DRAWN = 1e9  # no noise is ever as large


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
def push(said: float, done_mean: float, done_variance: float, gap: float, doubt: float, words: float) -> float:
    """What leadership adds to the wish to take part, -0.5..0.5.

    Words weigh as much as their record of being followed by deeds; deeds as much as they are steady.
    """
    weight = words * influence(gap, doubt)
    believed = (weight * said + done_mean) / (weight + 1.0)
    return influence(done_variance, doubt) * (believed - 0.5)


@rule
def signals(state, p, key, week):
    """Leaders say and do; people perceive along the line of command and update what they make of it."""
    people, leadership = state.people, state.leadership
    q = p.leadership
    top = join(join(key, DONE), week)
    seen_key = join(join(key, SEEN), week)
    said = q.said
    done = clip(q.done + (1.0 - q.steadiness) * q.swing * normal(top, u64(0)), 0.0, 1.0)
    leadership[0].said = said
    leadership[0].done = done
    for i in range(people.key.size):
        people[i].scratch = NOT_DRAWN
    for i in range(people.key.size):
        if people[i].present == 0:
            continue
        # Summed up the line instead of read from the superior's row: no delay, and no order of people.
        noise = 0.0
        above = i
        while people[above].manager >= 0:
            if people[above].scratch == NOT_DRAWN:
                people[above].scratch = normal(seen_key, people[above].key)  # the same for all below
            noise += people[above].scratch
            above = people[above].manager
        seen = clip(done + q.noise * noise, 0.0, 1.0)
        people[i].heard_said = said
        people[i].heard_done = seen
        mean, variance = track(people[i].done_mean, people[i].done_variance, seen, q.memory)
        people[i].done_mean = mean
        people[i].done_variance = variance
        people[i].gap = q.memory * people[i].gap + (1.0 - q.memory) * (said - seen) * (said - seen)
        people[i].push = push(said, mean, variance, people[i].gap, q.doubt, q.words)


MECHANISM = Mechanism(
    __name__,
    table=Leadership,
    phases=(Phase(signals, after=None, switch="signals", name="signals"),),
    fields={
        "people": (
            Field("heard_said", "f8", "0..1 what leaders say this week", newcomer=EACH_WEEK),
            Field("heard_done", "f8", "0..1 what leaders do this week, as seen down the line", newcomer=EACH_WEEK),
            Field("done_mean", "f8", "mean of what was done, as tracked", start=0.5, newcomer=0.5),
            Field("done_variance", "f8", "its variance", newcomer=0.0),
            Field("gap", "f8", "mean squared gap between said and done", newcomer=0.0),
            Field("push", "f8", "-0.5..0.5 what leadership adds to the wish to take part", newcomer=0.0),
        ),
        "leadership": (
            Field("said", "f8", "this week's words as they leave the top"),
            Field("done", "f8", "this week's deeds as they leave the top"),
        ),
    },
)
