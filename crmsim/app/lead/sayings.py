"""What people say, and why: the strongest of what weighs for or against the system with them, by the rule itself."""

from __future__ import annotations

from typing import Any

from crmsim.mechanisms.adoption import MECHANISM
from crmsim.mechanisms.appeal import appeal, instruments_of, norm
from crmsim.mechanisms.rollout import has_access
from crmsim.mechanisms.signals import influence
from crmsim.mechanisms.state import ACCEPTED, REJECTED, ROUTINE, TRIAL
from crmsim.simulation.run import Simulation
from crmsim.words import Message, message

NEUTRAL = next(one.neutral for one in MECHANISM.explained if one.rule is appeal)
OF_USE = ("usefulness", "ease", "social", "instruments", "felt_surveillance")  # of which nobody speaks without a system
UNUSED = {"usefulness": "promise", "ease": "looks"}  # what somebody can say who has never used it
BROKEN = 0.6  # weight of words below which it is their being broken that people speak of
NEARLY = 0.5  # what is this share of the strongest may be told in its place, so that not all say the same

# fmt: off
SAYINGS: dict[str, tuple[Message, ...]] = {  # by turns
    "usefulness+": (message("I looked up a customer before I rang. It was all there."),
                    message("Last week it saved me an hour. I was surprised myself.")),
    "usefulness-": (message("I looked for three customers yesterday. There was nothing."),
                    message("I put things in. I have yet to get something out.")),
    "promise+": (message("I hear that it saves time. I may have a look."),
                 message("Those who use it say that it helps them.")),
    "promise-": (message("I do not see what I would get out of it."),
                 message("I know my customers. What would a system tell me?"),
                 message("The last one was of no use either.")),
    "ease+": (message("It is easier than I feared."), message("I hardly think about how to do it any more.")),
    "ease-": (message("I click, and I get lost."), message("Every time I have to ask somebody where things are.")),
    "looks+": (message("It looks simple enough."), message("It does not look hard to learn.")),
    "looks-": (message("It looks complicated."), message("Learn all that, beside the work?")),
    "social+": (message("Everybody around me uses it."),
                message("When I ask something, they say: it is in the system.")),
    "social-": (message("Hardly anybody around me uses it. Why should I?"),
                message("If more of the others did, I would too."),
                message("In our corridor we ask each other. Nobody looks there.")),
    "push+": (message("The boss has it open in our meetings. That helps."),
              message("The boss means it. You can tell by what we are asked for."),
              message("When the boss asks, it is with the system open. One gets the message.")),
    "push-": (message("The boss is hardly ever in there."), message("I wait to see whether the boss means it.")),
    "broken": (message("Fine words. I have seen what comes of them."),
               message("They say it is the most important thing. They never open it.")),
    "understanding+": (message("I know what we want it for. That makes it worth a try."),
                       message("It was explained so that I could see my own work in it.")),
    "understanding-": (message("What was wrong with the way we did it?"),
                       message("I do not really know what it is for, or for whom."),
                       message("We had one of those before. What is different now?"),
                       message("A new system? First I have heard of what it is good for.")),
    "energy+": (message("I am in good shape these days. I can take on something new."),
                message("Work is fun just now. Bring it on.")),
    "energy-": (message("One more thing? I am worn out."),
                message("I go home empty. New systems will have to wait.")),
    "points+": (message("There are points for it now. I want to see my name up there."),
                message("We are ahead of the next corridor!")),
    "points-": (message("The points? That was fun for a month."), message("I am so tired of that leader board.")),
    "required+": (message("It is expected of us, so I suppose I shall."), message("Those are the rules now.")),
    "felt_surveillance-": (message("Somebody keeps lists of who does what in there. I do not like it."),
                           message("One never knows who reads it. So I write what looks good.")),
}
STANDS: dict[str, Message] = {
    "none": message("has not got the system yet"),
    "waits": message("has not tried the system"),
    "tries": message("is trying the system out"),
    "uses": message("uses the system at times"),
    "regular": message("uses the system as a matter of course"),
    "away": message("has put the system away"),
}
# fmt: on


def weighed(simulation: Simulation, seat: int) -> dict[str, float]:
    """What adds to or takes from the appeal of the system for one person: argument of the rule → effect."""
    state, params = simulation.state, simulation.params
    one = state.people[seat]
    arguments: dict[str, float] = {
        "usefulness": one.usefulness,
        "ease": one.ease,
        "social": norm(one.exposure, one.habit),
        "push": one.push,
        "understanding": float(one.understanding.mean()),
        "energy": one.energy,
        "instruments": instruments_of(state, params, seat),
        "felt_surveillance": one.felt_surveillance,
    }
    whole = appeal(**arguments, q=params.adoption)
    return {
        name: float(whole - appeal(**{**arguments, name: neutral}, q=params.adoption))
        for name, neutral in NEUTRAL.items()
        if name not in OF_USE or has_access(int(one.access), simulation.week)
    }


def saying(simulation: Simulation, seat: int, taken: set[str]) -> str:
    """Which of ``SAYINGS`` a person says: what weighs most with them, or nearly so where another has said that."""
    effects = sorted(weighed(simulation, seat).items(), key=lambda item: -abs(item[1]))
    people, doubt = simulation.state.people, simulation.now.leadership.doubt

    def named(name: str, effect: float) -> str:
        sign = "+" if effect >= 0.0 else "-"
        if name == "push" and effect < 0.0 and influence(float(people.gap[seat]), doubt) < BROKEN:
            return "broken"
        if name in UNUSED and people.first_use[seat] == 0:
            return UNUSED[name] + sign
        if name == "instruments":
            mandate = simulation.params.motivation.mandate
            pull = instruments_of(simulation.state, simulation.params, seat) - mandate
            return "required+" if effect >= 0.0 and mandate > pull else f"points{sign}"
        return name + sign

    strongest = abs(effects[0][1])
    options = [named(*item) for item in effects if abs(item[1]) >= NEARLY * strongest]
    return next((option for option in options if option not in taken), options[0])


def stands(simulation: Simulation, seat: int) -> str:
    """Which of ``STANDS`` tells how far a person has come."""
    one: Any = simulation.state.people[seat]
    if not has_access(int(one.access), simulation.week):
        return "none"
    stage = int(one.stage)
    if stage == REJECTED:
        return "away"
    if stage >= ROUTINE:
        return "regular"
    return "uses" if stage >= ACCEPTED else "tries" if stage == TRIAL else "waits"
