"""Adoption: how people move between the stages, by one of three rules (claims I17, I18; E20-E24, E33; O5-O8).

``beliefs``: competing risks between stages, driven by beliefs, others' use, leadership, understanding and energy
against a personal threshold, which moves with what people live through and are told. ``threshold``: one becomes a user
when the share of users among one's contacts reaches one's threshold (Granovetter 1978; Watts 2002). ``hazard``: with
chance 1 - exp(-(p + q share)) (Bass 1969). One rule is chosen in the scenario, so that theories can be compared on one
organisation. Under all three, sustained use makes routine.
"""

from __future__ import annotations

import math
from typing import Literal

from crmsim.declaration.mechanism import BY_RULE, EACH_WEEK, GIVEN, Columns, Explained, Field, Mechanism, Phase
from crmsim.declaration.outcome import Outcome, stock
from crmsim.declaration.parameter import SHARE, NotAsked, Sign, Table, parameter
from crmsim.mechanisms.appeal import appeal, appeal_of, instruments_of
from crmsim.mechanisms.lookup import is_user
from crmsim.mechanisms.project import has_access
from crmsim.mechanisms.stages import bass_chance, intensity, made_aware, next_stage, pushed, sustained, transitions
from crmsim.mechanisms.state import ACCEPTED, AWARE, NEVER, REJECTED, ROUTINE, STAGES, TRIAL, UNAWARE
from crmsim.numerics.compiled import inlined, rule
from crmsim.numerics.draws import draw, join, normal, stream, u64

RATE = (0.0, 100.0)


# fmt: off
class Adoption(Table):
    """The rule of adoption and its numbers."""

    rule: Literal["beliefs", "threshold", "hazard"] = parameter(
        "beliefs", meaning="the rule by which people adopt", unit="", status="choice",
        source="curves alone cannot tell the three apart (evidence, referee's note)",
    )
    threshold_mean: float = parameter(
        0.5, meaning="mean personal threshold", unit="share", interval=(0.35, 0.65), allowed=(-10.0, 10.0),
        status="assumed", source="neutral middle", claims=("I18",),
        signs=(Sign("user_share", "-", "I18: the more there is to overcome, the likelier resistance"),),
    )
    threshold_sd: float = parameter(
        0.08, meaning="spread of personal thresholds", unit="share (SD)", interval=(0.04, 0.12), allowed=(0.0, 10.0),
        status="calibrated",
        source="to the variance of intention that beliefs and norms explain (King & He 2006: .4; row intention of the "
        "targets): .43 in the baseline, mean of 16 runs",
        signs=(Sign("user_share", "-", "own expectation: most are won over, so a wider spread leaves more who are "
                    "not", emergent=True),),
    )
    threshold_spread: Literal["drawn", "even"] = parameter(
        "drawn", meaning="thresholds drawn one by one, or at even quantiles of the normal distribution", unit="",
        status="choice", source="even quantiles give Granovetter's deterministic case (O6)", kernel=False,
    )
    thresholds: tuple[float, ...] | None = parameter(
        None, meaning="personal thresholds seat by seat, instead of a distribution", unit="share", status="choice",
        source="Granovetter's example (O6)", kernel=False,
        signs=NotAsked("a list, seat by seat, has no low and no high; the known answers (O6) put it to the test"),
    )
    seed_share: float = parameter(
        0.0, meaning="share of people who are users from the start (at least one person when above 0)",
        unit="share", interval=(0.0, 0.1), allowed=SHARE, status="choice", source="0: everybody starts unaware",
        kernel=False,
        signs=(Sign("weeks_to_half_users", "-", "own expectation: who is a user from the start need not be won",
                    emergent=True),),
    )
    p: float = parameter(
        0.002, meaning="rule hazard: rate of adoption without others", unit="per week", interval=(0.0002, 0.01),
        allowed=RATE, status="derived", source="Bass p = .03 a year is .0006 a week; widened for a firm",
        needs=("adoption.rule", ("hazard",)),
        signs=(Sign("user_share", "+", "own expectation: its definition", given=('adoption.rule="hazard"',)),),
    )
    q: float = parameter(
        0.05, meaning="rule hazard: rate added when all one's contacts are users", unit="per week",
        interval=(0.005, 0.2), allowed=RATE, status="derived", source="Bass q = .38 a year is .007 a week; widened",
        needs=("adoption.rule", ("hazard",)),
        signs=(Sign("user_share", "+", "own expectation: others' use draws people in",
                    given=('adoption.rule="hazard"',)),),
    )
    usefulness_weight: float = parameter(
        0.35, meaning="weight of believed usefulness", unit="weight", interval=(0.2, 0.5), allowed=(0.0, 10.0),
        status="assumed", source="rank from King & He 2006: usefulness .51, ease .19 on intention (E23, recalled)",
        signs=(Sign("user_share", "+", "own expectation: a look-up pays on average, so beliefs lie above break-even",
                    emergent=True),),
    )
    ease_weight: float = parameter(
        0.15, meaning="weight of believed ease", unit="weight", interval=(0.05, 0.25), allowed=(0.0, 10.0),
        status="assumed", source="rank from King & He 2006 (E23, recalled)",
        signs=(Sign("user_share", "0", "own expectation: believed ease stays near the middle", emergent=True),),
    )
    norm_weight: float = parameter(
        0.4, meaning="weight of others' use: of more or fewer than half of those turned to", unit="weight",
        interval=(0.2, 0.6), allowed=(0.0, 10.0), status="assumed",
        source="peers count, and early (Homburg 2010, E20; Venkatesh 2003, E24); no measurement found on this scale",
        signs=(Sign("user_share", "+", "E20: others' use persuades, once more than half use it", emergent=True),),
    )
    leadership_weight: float = parameter(
        0.3, meaning="weight of the push from leadership", unit="weight", interval=(0.1, 0.5), allowed=(0.0, 10.0),
        status="assumed", source="sign from A §2.2.1; E17, E19", claims=("K2",),
        signs=(Sign("user_share", "+", "K2: it starts at the top"),),
    )
    drive_weight: float = parameter(
        0.15, meaning="weight of understanding why, what, how and who, and of energy", unit="weight",
        interval=(0.05, 0.3), allowed=(0.0, 10.0), status="assumed", source="signs from A §2.2.2, §2.2.4",
        claims=("C4", "D6", "C2"),
        signs=(Sign("user_share", "+", "C4, D6: who is told why, what, how and who accepts, once it is understood, and "
                    "people with energy are eager to act", emergent=True),),
    )
    instruments_weight: float = parameter(
        0.15, meaning="weight of mandate, points and dashboards", unit="weight", interval=(0.0, 0.3),
        allowed=(0.0, 10.0), status="assumed", source="a little strictness (A §4.1); E28", claims=("I10",),
        signs=(Sign("user_share", "+", "I10: personal dashboards with feedback motivate",
                    given=("motivation.dashboards=0.7",)),),
    )
    surveillance_weight: float = parameter(
        0.2, meaning="weight of felt surveillance, against", unit="weight", interval=(0.0, 0.4),
        allowed=(0.0, 10.0), status="assumed", source="sign from A §4.1; E27", claims=("I9",),
        signs=(Sign("user_share", "-", "I9: felt surveillance makes people avoid the system"),),
    )
    steepness: float = parameter(
        6.0, meaning="how sharply appeal above the threshold turns into action", unit="per share",
        interval=(3.0, 12.0), allowed=(0.0, 100.0), status="assumed", source="no measurement found",
        signs=(Sign("user_share", "-", "own expectation: base rates favour adoption, so more are lost the more "
                    "sharply appeal decides", emergent=True),),
    )
    persuasion: float = parameter(
        0.02, meaning="how fast views move: usefulness of non-users to what users tell; thresholds each week by this, "
        "times how far usefulness lies from break-even, as users find it when they act, and as others hear it of "
        "trusted users, by their share; up, times the mandate and the share of use that is pushed", unit="per week",
        interval=(0.005, 0.05), allowed=SHARE, status="assumed",
        source="no measurement found; what colleagues find counts beyond beliefs (Sykes 2009, E21), what was "
        "welcomed can be rejected (E22), and what is forced is resented",
        signs=(
            Sign("user_share", "+", "own expectation: a look-up pays on average, so resistance melts", emergent=True),
        ),
    )
    onward_rate: float = parameter(
        0.11, meaning="base rate from one stage to the next: to trial with access, at an openness of one half; to "
        "routine and further, at a habit of one half", unit="per week", interval=(0.04, 0.3), allowed=RATE,
        status="assumed", source="no measurement found; users need months (A §2.1.3)", claims=("I17", "I5"),
        signs=(
            Sign("weeks_to_half_users", "-", "I17: the sooner one stage is passed, the sooner the next begins"),
            Sign("routine_share", "+", "I17, I5: what is accepted becomes routine"),
        ),
    )
    back_rate: float = parameter(
        0.028, meaning="base rate into rejection, at no habit, and back from it; and of slipping back a stage, at a "
        "habit of one half", unit="per week", interval=(0.008, 0.08), allowed=RATE, status="assumed",
        source="no measurement found (E22); half of CRM projects fail (N2), not fitted", claims=("I17", "I18"),
        signs=(
            Sign("user_share", "-", "I18: resistance costs users"),
            Sign("routine_share", "-", "I17: who lapses goes back a stage"),
        ),
    )
    habit_weight: float = parameter(
        2.0, meaning="how much a habit carries use by itself", unit="log odds", interval=(0.0, 4.0),
        allowed=(0.0, 100.0), status="assumed", source="no measurement found",
        signs=(Sign("use_intensity", "-", "own expectation: there is no habit at the start, and that holds use back",
                    emergent=True),),
    )
# fmt: on


STEP = stream("adoption.step")
DRAWN_THRESHOLD = stream("people.threshold")

BELIEFS, THRESHOLD, HAZARD = 0, 1, 2  # order of the words of Adoption.rule


@rule
def observe(state, i):
    """What i sees of the system among those turned to: share of users by contact, and how useful they find it."""
    people, ties = state.people, state.ties
    weight = 0.0
    users = 0.0
    trust = 0.0
    view = 0.0
    for e in range(u64(state.start[i]), u64(state.start[i + 1])):
        # Chosen instead of branched, here and below, because no processor foresees which entries have contact.
        contact = ties[e].contact
        contact = contact if contact > 0.0 else 0.0
        j = u64(ties[e].target)
        stage = people[j].stage
        seen = contact if (stage >= ACCEPTED) & (stage != REJECTED) else 0.0
        trace = seen * ties[e].quality
        weight += contact
        users += seen
        trust += trace
        view += trace * people[j].usefulness
    people[i].exposure = users / weight if weight > 0.0 else 0.0
    people[i].hearsay = view / trust if trust > 0.0 else float(NEVER)


@rule
def moved_threshold(threshold: float, rise: float) -> float:
    """A threshold after experience or persuasion: it moves between 0 and 1, and no farther out where it lies beyond."""
    if rise > 0.0:
        return max(threshold, min(1.0, threshold + rise))
    return min(threshold, max(0.0, threshold + rise))


@inlined
def live_through(state, p, i):
    """What last week's use, or what users tell, does to employee i's threshold and expectation."""
    people = state.people
    q = p.adoption
    rise = 0.0
    if is_user(people[i].stage):
        rise = q.persuasion * p.motivation.mandate * people[i].pushed
        if people[i].acts > 0:
            rise -= q.persuasion * (people[i].usefulness - 0.5)
    elif people[i].hearsay >= 0.0:
        people[i].usefulness += q.persuasion * (people[i].hearsay - people[i].usefulness)
        rise = -q.persuasion * people[i].exposure * (people[i].hearsay - 0.5)
    people[i].threshold = moved_threshold(people[i].threshold, rise)


@inlined
def step_by_beliefs(state, p, step_key, week, i):
    """The new stage of employee i by the rule of beliefs."""
    people = state.people
    access = has_access(people[i].access, week)
    stage = made_aware(people[i].stage, access, people[i].project_hours)
    margin = appeal_of(state, p, i) - people[i].threshold
    habit = people[i].habit
    onwards, back, rejection = transitions(
        stage,
        margin,
        habit,
        people[i].skill,
        access,
        people[i].heard_said + people[i].exposure if state.project[0].step > 0 else 0.0,
        p.leadership.openness,
        p.adoption,
    )
    u = draw(step_key, people[i].key)
    stage = next_stage(stage, onwards, back, rejection, u)
    people[i].intensity = intensity(stage, margin, habit, p.adoption)
    push = p.adoption.instruments_weight * instruments_of(state, p, i)
    people[i].pushed = pushed(stage, margin, habit, push, p.adoption)
    return stage


@rule
def step_by_exposure(state, p, step_key, week, i):
    """The new stage of employee i by the rule of thresholds or of hazards; nobody who has adopted goes back on it."""
    people = state.people
    stage = people[i].stage
    if is_user(stage):
        onwards, back = sustained(stage, people[i].habit, people[i].skill, p.adoption)
        return next_stage(stage, onwards, back, 0.0, draw(step_key, people[i].key))
    if p.switches.project != 0 and not has_access(people[i].access, week):
        return stage
    if p.adoption.rule == THRESHOLD:
        adopts = people[i].exposure >= people[i].threshold
    else:
        adopts = draw(step_key, people[i].key) < bass_chance(p.adoption.p, p.adoption.q, people[i].exposure)
    if adopts:
        people[i].intensity = 1.0
        return ACCEPTED
    return stage


@rule
def adoption(state, p, key, week):
    """Everybody observes, and moves or stays."""
    people = state.people
    step_key = join(join(key, STEP), week)
    by_beliefs = p.adoption.rule == BELIEFS
    seen = 0
    for i in range(people.key.size):
        seen += 1 if (people[i].stage >= ACCEPTED) & (people[i].stage != REJECTED) else 0
    for i in range(people.key.size):
        if seen > 0:
            observe(state, i)
        else:  # no need to look round
            people[i].exposure = 0.0
            people[i].hearsay = float(NEVER)
    for d in range(state.users.size):
        state.users[d] = 0
    present = 0
    users = 0
    for i in range(people.key.size):
        if people[i].present == 0:
            continue
        present += 1
        if by_beliefs:
            live_through(state, p, i)
            people[i].stage = step_by_beliefs(state, p, step_key, week, i)
        else:
            people[i].stage = step_by_exposure(state, p, step_key, week, i)
        if people[i].first_use == 0 and is_user(people[i].stage):
            people[i].first_use = week
        if people[i].stage >= ACCEPTED and people[i].stage != REJECTED:
            state.users[people[i].department] += 1
            users += 1
    state.project[0].users_share = users / present if present > 0 else 0.0


@rule
def start_threshold(state, p, key, i):
    """The personal threshold of employee i where none is given."""
    people = state.people
    if math.isnan(people[i].threshold):
        z = normal(join(join(key, DRAWN_THRESHOLD), people[i].key), u64(0))
        people[i].threshold = p.adoption.threshold_mean + p.adoption.threshold_sd * z


@rule
def newcomers_threshold(state, p, key, week, i):
    """The personal threshold of somebody new."""
    people = state.people
    z = normal(join(join(key, DRAWN_THRESHOLD), people[i].key), u64(people[i].holder))
    people[i].threshold = p.adoption.threshold_mean + p.adoption.threshold_sd * z


@rule
def stages_of(state, p, week, i):
    """Employee i's stage as five yes or no: aware, trial, rejected; accepted or later; routine or later."""
    stage = state.people[i].stage
    user = 1.0 if (stage >= ACCEPTED) & (stage != REJECTED) else 0.0
    return (
        1.0 if stage == AWARE else 0.0,
        1.0 if stage == TRIAL else 0.0,
        1.0 if stage == REJECTED else 0.0,
        user,
        user if stage >= ROUTINE else 0.0,
    )


MECHANISM = Mechanism(
    __name__,
    only_with="adoption",
    of_project=True,
    table=Adoption,
    phases=(Phase(adoption, after="work", switch="adoption", name="adoption",
                  decides=("stage", "exposure", "intensity")),),
    fields={
        "people": (
            Field("stage", "i1", "how far somebody has come", start=GIVEN, newcomer=UNAWARE, words=STAGES, near=True),
            Field("threshold", "f8", "personal threshold of adoption", start=BY_RULE, newcomer=BY_RULE),
            Field("first_use", "i4", "week in which somebody first used the system at all, 0 = not yet", newcomer=0),
            Field("intensity", "f8", "0..1 share of occasions on which the system is used", start=GIVEN, newcomer=0.0,
                  within=SHARE),
            Field("pushed", "f8", "0..1 share of use that mandate, points and dashboards alone bring about",
                  newcomer=0.0, within=SHARE),
            Field("exposure", "f8", "0..1 contact-weighted share of users among those turned to", newcomer=EACH_WEEK,
                  within=SHARE),
            Field("hearsay", "f8", "0..1 usefulness as users among those turned to see it, NEVER = no user among them",
                  newcomer=EACH_WEEK),
        ),
    },
    start=start_threshold,
    newcomer=newcomers_threshold,
    columns=(
        Columns(("aware", "trial", "rejected", "user", "routine"), stages_of),
        Columns(("intensity",), ("intensity",)),
    ),
    outcomes=(
        stock("aware_share", "people in stage aware now", "aware", "people", "none", called="aware"),
        stock("trial_share", "people in stage trial now", "trial", "people", "none", called="trying it"),
        stock("rejected_share", "people in stage rejected now", "rejected", "people", "lower", called="rejected it"),
        stock("user_share", "people in stage accepted or later", "user", "people", "higher", called="users"),
        stock("routine_share", "people in stage routine or infused", "routine", "people", "higher",
              called="routine users"),
        stock("use_intensity", "share of occasions on which the system is used, mean over all", "intensity", "people",
              "higher", called="use intensity"),
        Outcome("weeks_to_half_users", "first week with user_share of .5 or more; the horizon where it never came",
                "weeks", 1.0, None, "duration", None, None, "lower", 4.0, False, False, called="weeks to half users"),
        Outcome("relapse", "largest fall of user_share within 26 weeks, 0 where it only rises", "share", 0.0, 1.0,
                "drop", None, None, "lower", 0.02, False, False, called="relapse"),
    ),
    explained=(
        Explained(
            appeal,
            neutral={"usefulness": 0.5, "ease": 0.5, "social": 0.0, "push": 0.0, "understanding": 0.5, "energy": 0.5,
                     "instruments": 0.0, "felt_surveillance": 0.0},
            context=("q",),
        ),
    ),
)  # fmt: skip
