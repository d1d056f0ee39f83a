"""The implementation project: five steps, requirements, rollout and training (claims I1-I8, I12-I13, I15, I19; C4).

Weeks and hours are told for a project of 40 requirements in an organisation of 150 people. Hours of consultants grow
with the size of a project, people times requirements; its steps last longer by a power of it.
"""

from __future__ import annotations

import math
from typing import Literal

from crmsim.declaration.mechanism import BY_RULE, EACH_WEEK, Columns, Field, Mechanism, Phase
from crmsim.declaration.outcome import flow, stock
from crmsim.declaration.parameter import SHARE, Sign, Table, parameter
from crmsim.mechanisms.people import choose_leader
from crmsim.mechanisms.requirements import find_requirements, mend, system_fit
from crmsim.mechanisms.rollout import has_access as has_access  # for adoption too
from crmsim.mechanisms.rollout import has_licence, lasting, open_access, people_served, project_size
from crmsim.mechanisms.state import (
    ACCEPTED,
    BEFORE,
    EMPLOYEE,
    EVALUATION,
    EXECUTIVE,
    FOUNDATIONS,
    IMPLEMENTATION,
    INFUSED,
    MISSED,
    NEEDS_ANALYSIS,
    NEVER,
    PROJECT_LEADER,
    REJECTED,
    ROLES,
    ROUTINE,
    STRATEGY,
    SUPERUSER,
    TEAM_LEADER,
)
from crmsim.mechanisms.teaching import WEEKS_PER_YEAR, hold_training, learnt, take_hours, teach
from crmsim.numerics.compiled import rule
from crmsim.numerics.draws import draw, exponential, join, stream, u64

WEEKS = (0.0, 520.0)


# fmt: off
class Project(Table):
    """How the project is run."""

    start_week: int = parameter(
        3, meaning="week in which the project begins", unit="weeks", interval=(1, 10), allowed=(1, 2080),
        status="choice", source="a few weeks of ordinary life first",
        signs=(Sign("weeks_to_half_users", "+", "own expectation: later started, later done"),),
    )
    leader_style: Literal["any", "giver", "taker", "matcher"] = parameter(
        "any", meaning="which kind of employee is chosen to lead the project", unit="", status="choice",
        source="a taker must not lead (A §5.2)", claims=("G7",),
        signs=(Sign("user_share", "+", "G7: a giver leads better than a taker", emergent=True, low="taker",
                    high="giver"),),
    )
    leader_dependence: float = parameter(
        0.5, meaning="share of involvement and explaining that stands or falls with the leader's reputation",
        unit="share", interval=(0.0, 1.0), allowed=SHARE, status="assumed", source="no measurement found (A §5.2)",
        claims=("G7",),
        signs=(Sign("user_share", "-", "G7: the more hangs on the leader, the more a middling reputation costs"),),
    )
    patience: float = parameter(
        0.5, meaning="patience of the leaders: every step gets .5 + patience of the weeks planned", unit="share",
        interval=(0.0, 1.0), allowed=SHARE, status="assumed", source="form assumed (A §4.2)", claims=("I12", "I3"),
        signs=(
            Sign("routine_share", "+", "I12: patient leaders get more out of it", emergent=True),
            Sign("weeks_to_half_users", "-", "I3: projects that cut corners take longest", emergent=True),
        ),
    )
    involvement: float = parameter(
        0.4, meaning="share of people involved in needs analysis", unit="share", interval=(0.05, 0.9),
        allowed=SHARE, status="assumed", source="no measurement found (A §4.1, §4.2)", claims=("I6", "I15", "I19"),
        signs=(Sign("routine_share", "+", "I6: involving people early gives ownership and lowers the risk of "
                    "failure", emergent=True),),
    )
    foundation_weeks: float = parameter(
        7.0, meaning="planned length of steps 1 and 2, strategy and foundations, half of it each", unit="weeks",
        interval=(2.0, 16.0), allowed=WEEKS, status="assumed", source="no measurement found (A §2.1.3)",
        claims=("I1",),
        signs=(Sign("weeks_to_half_users", "+", "own expectation: what comes first delays the rest"),),
    )
    needs_analysis_weeks: float = parameter(
        6.0, meaning="planned length of step 3, needs and partner", unit="weeks", interval=(0.0, 20.0),
        allowed=WEEKS, status="assumed", source="no measurement found (A §4.1)", claims=("I1", "I3", "I4"),
        signs=(
            Sign("routine_share", "+", "I4: time spent on needs shows the needs and makes people willing",
                 emergent=True),
            Sign("weeks_to_half_users", "-", "I3: projects that cut corners take longest", emergent=True),
        ),
    )
    implementation_weeks: float = parameter(
        12.0, meaning="planned length of step 4, implementation", unit="weeks", interval=(4.0, 30.0), allowed=WEEKS,
        status="assumed", source="a full implementation can take two years (N3)", claims=("I1", "N3"),
        signs=(Sign("weeks_to_half_users", "+", "own expectation: what comes first delays the rest"),),
    )
    size_exponent: float = parameter(
        0.33, meaning="power of a project's size, people times requirements, with which its steps last longer",
        unit="exponent", interval=(0.2, 0.4), allowed=(0.0, 1.0), status="calibrated",
        source="4 to 12 weeks to go-live in small firms, two years at most (rows go_live_small and go_live_large): 8 "
               "weeks for 4 people, 99 for 10,000",
        claims=("N3",),
        signs=(Sign("weeks_to_half_users", "-", "N3: the more size counts, the sooner all are there in a small project",
                    given=("project.requirements=20",)),),
    )
    leader_hours: float = parameter(
        8.0, meaning="weekly time of the project leader until the start", unit="hours", interval=(2.0, 20.0),
        allowed=(0.0, 37.5), status="assumed", source="no measurement found; a fifth of the week",
        signs=(Sign("own_hours_nok", "+", "own expectation: its definition"),),
    )
    discovery: float = parameter(
        0.5, meaning="how fast full involvement finds requirements", unit="per week", interval=(0.2, 1.0),
        allowed=(0.0, 10.0), status="assumed", source="form from the model brief: 70 % in the default project",
        claims=("I4",),
        signs=(Sign("routine_share", "+", "I4: what needs analysis finds is met from the start"),),
    )
    requirements: int = parameter(
        40, meaning="requirements that the organisation has of the system", unit="requirements",
        interval=(20, 60), allowed=(1, 1000), status="assumed", source="interval from the model brief",
        claims=("I4",), kernel=False,
        signs=(Sign("routine_share", "-", "own expectation: the more there is to meet, the more is left to mend "
                    "late", emergent=True),),
    )
    late_cost: float = parameter(
        4.0, meaning="mean factor by which a missed requirement takes more effort once everybody has the system",
        unit="ratio", interval=(1.0, 10.0), allowed=(1.0, 100.0), status="assumed",
        source="interval from the model brief", claims=("I3", "I13"),
        signs=(
            Sign("routine_share", "-", "I3, I13: what was missed costs more later"),
            Sign("consultants_nok", "+", "I3, I13: and is paid"),
        ),
    )
    consultant_hours: float = parameter(
        16.0, meaning="hours of consultants for each planned week of steps 1 to 4", unit="hours per week",
        interval=(5.0, 40.0), allowed=(0.0, 10000.0), status="calibrated",
        source="services of one to two years' licences, half of what training leaves of them (row services)",
        signs=(Sign("consultants_nok", "+", "own expectation: its definition"),),
    )
    effort_hours: float = parameter(
        5.0, meaning="hours of consultants to meet one requirement in time", unit="hours", interval=(2.0, 15.0),
        allowed=(0.0, 10000.0), status="calibrated",
        source="services of one to two years' licences, the other half (row services)",
        signs=(
            Sign("routine_share", "-", "I13: the harder a requirement, the longer it is unmet"),
            Sign("consultants_nok", "+", "own expectation: its definition"),
        ),
    )
    surfacing: float = parameter(
        0.06, meaning="weekly rate at which a missed requirement surfaces when all who have the system use it",
        unit="per week", interval=(0.02, 0.2), allowed=(0.0, 10.0), status="assumed", source="no measurement found",
        claims=("I3", "I7"),
        signs=(Sign("routine_share", "+", "own expectation: what surfaces can be mended"),),
    )
    vendor_support: float = parameter(
        25.0, meaning="hours a week that the vendor gives to mending after the start, where nothing must go to the top",
        unit="hours per week", interval=(0.0, 75.0), allowed=(0.0, 10000.0), status="assumed",
        source="no measurement found (A §4.1)", claims=("I13",),
        signs=(Sign("routine_share", "+", "I13: the vendor stays and mends"),),
    )
    training_hours: float = parameter(
        12.0, meaning="training before the start", unit="hours per person", interval=(0.0, 40.0),
        allowed=(0.0, 200.0), status="assumed", source="no measurement found (A §2.1.3)", claims=("I5", "I7"),
        signs=(Sign("routine_share", "+", "I5, I7: trained people succeed"),),
    )
    follow_up_hours: float = parameter(
        4.0, meaning="training a year afterwards, and for newcomers a year of it at once", unit="hours per person",
        interval=(0.0, 20.0), allowed=(0.0, 80.0), status="assumed", source="training must go on (A §2.1.3)",
        claims=("I5",),
        signs=(Sign("routine_share", "+", "I5: training must go on"),),
    )
    training_scale: float = parameter(
        25.0, meaning="hours of training that close 63 % of the missing skill", unit="hours", interval=(10.0, 60.0),
        allowed=(0.1, 1000.0), status="assumed", source="no measurement found", claims=("C2",),
        signs=(Sign("routine_share", "-", "C2: the slower training works, the less skill there is"),),
    )
    superusers: float = parameter(
        0.05, meaning="share of people trained as superusers", unit="share", interval=(0.0, 0.15), allowed=SHARE,
        status="assumed", source="no measurement found (A §2.1.3)", claims=("I7",), kernel=False,
        signs=(Sign("routine_share", "+", "I7: superusers with extra training carry the others", emergent=True),),
    )
    superuser_hours: float = parameter(
        24.0, meaning="training of a superuser on top of everybody's", unit="hours per person", interval=(0.0, 60.0),
        allowed=(0.0, 200.0), status="assumed", source="no measurement found (A §2.1.3)", claims=("I7",),
        signs=(Sign("training_nok", "+", "own expectation: its definition"),),
    )
    licences: Literal["all", "owners"] = parameter(
        "all", meaning="who gets the system: everybody, or those with customers of their own, superusers and the "
                       "project leader", unit="", status="choice", source="what the buyer orders",
        signs=(Sign("licences_nok", "-", "own expectation: its definition", low="all", high="owners"),),
    )
    prototype: bool = parameter(
        False, meaning="an early visual prototype is shown", unit="", status="choice",
        source="sets expectations (A §4.1)", claims=("I8",),
        signs=(Sign("user_share", "+", "I8: an early prototype sets expectations"),),
    )
    rollout: Literal["all", "pilot", "departments", "one_department"] = parameter(
        "pilot", meaning="all at once, superusers and the project leader before the rest, department by department, or "
                         "the project leader's department before the rest",
        unit="", status="choice", source="a first group before the rest (A §2.1.3, App. 2)", claims=("I7",),
        signs=(Sign("routine_share", "+", "I7: a first group before the rest", emergent=True, low="all",
                    high="pilot"),),
    )
    rollout_weeks: float = parameter(
        6.0, meaning="weeks between the first group, or one department, and the next", unit="weeks",
        interval=(1.0, 12.0), allowed=WEEKS, status="assumed", source="no measurement found",
        signs=(Sign("weeks_to_half_users", "+", "own expectation: the rest waits for the first group"),),
    )
    teaching: float = parameter(
        0.06, meaning="how much a week of explaining, involvement or a prototype adds to understanding",
        unit="per week", interval=(0.02, 0.15), allowed=SHARE, status="assumed",
        source="no measurement found (A §2.2.2)", claims=("C4", "I4"),
        signs=(Sign("user_share", "+", "C4, I4: the better explaining works, the more accept"),),
    )
# fmt: on


WEIGHT = stream("project.weight")
LATE = stream("project.late")


@rule
def planned(weeks: float, patience: float) -> float:
    """Weeks a step really gets from leaders of this patience, in a project of the usual size."""
    return weeks * (0.5 + patience)


@rule
def step_weeks(step: int, longer: float, q) -> float:
    """Weeks that a step gets in a project that takes ``longer`` times as long as one of the usual size."""
    if step in (STRATEGY, FOUNDATIONS):
        return longer * planned(0.5 * q.foundation_weeks, q.patience)
    if step == NEEDS_ANALYSIS:
        return longer * planned(q.needs_analysis_weeks, q.patience)
    if step == IMPLEMENTATION:
        return longer * planned(q.implementation_weeks, q.patience)
    return math.inf


@rule
def advance_step(state, p, key, week):
    """Where the project stands this week; the step that ends leaves its result; consultants' hours are paid."""
    project, requirements = state.project, state.requirements
    q = p.project
    longer = lasting(project_size(state), q.size_exponent)
    if project[0].step == BEFORE:
        if week < q.start_week:
            return
        project[0].step = STRATEGY
        project[0].weeks_left = step_weeks(STRATEGY, longer, q)
    while project[0].weeks_left < 0.5 and project[0].step < EVALUATION:
        if project[0].step == NEEDS_ANALYSIS:
            # An analysis that lasts longer because there is more to ask finds no more for it.
            met = find_requirements(state, p, key, step_weeks(NEEDS_ANALYSIS, 1.0, q))
            project[0].consultant_hours += met * q.effort_hours * people_served(state)
        if project[0].step == IMPLEMENTATION:
            open_access(state, p, week, longer)
        project[0].step += 1
        project[0].weeks_left += step_weeks(project[0].step, longer, q)
    if project[0].step < EVALUATION:
        project[0].weeks_left -= 1.0
        project[0].consultant_hours += q.consultant_hours * project_size(state) / longer
    else:
        mend(state, p, key, week)
    project[0].fit = system_fit(requirements, p.system.fit)


@rule
def project(state, p, key, week):
    """The step of the project that is due; people are told why, what and how, and trained."""
    people, plan = state.people, state.project
    leader = plan[0].leader
    if week >= p.project.start_week:
        if leader == NEVER or people[leader].present == 0 or people[leader].role != PROJECT_LEADER:
            leader = choose_leader(state, key, p.project.leader_style)
            plan[0].leader = leader
    plan[0].leaders_reputation = people[leader].known_reputation if leader != NEVER else 0.0
    advance_step(state, p, key, week)
    if plan[0].step == BEFORE:
        return
    if leader != NEVER and plan[0].step < EVALUATION:
        take_hours(people, leader, p.project.leader_hours)
    usual = learnt(p.project.follow_up_hours / WEEKS_PER_YEAR, p.project.training_scale)
    for i in range(people.key.size):
        if people[i].present == 1:
            teach(state, p, key, i)
            hold_training(state, p, week, i, usual)


@rule
def begin_project(state, p, key):
    """Weights of the requirements, and how much more effort each takes when it surfaces late."""
    project, requirements = state.project, state.requirements
    total = 0.0
    for g in range(requirements.weight.size):
        requirements[g].weight = exponential(join(key, WEIGHT), u64(g))
        requirements[g].late_draw = draw(join(key, LATE), u64(g))
        requirements[g].status = MISSED
        total += requirements[g].weight
    for g in range(requirements.weight.size):
        requirements[g].weight /= total
    project[0].go_live = NEVER
    project[0].leader = NEVER
    if p.switches.project == 0:
        project[0].fit = p.system.fit  # a system that no project brings is there with all that is needed


@rule
def newcomers_access(state, p, key, week, i):
    """A role in the project ends with the person; whoever comes after the start gets the system at once."""
    people = state.people
    if people[i].role == PROJECT_LEADER or people[i].role == SUPERUSER:
        people[i].role = EMPLOYEE
    if state.project[0].go_live >= 0 and has_licence(state, p, i):
        people[i].access = max(people[i].access, week + 1)


@rule
def licences_of(state, p, week, i):
    """Whether employee i has the system, and a licence with it; of those who have, no user, and user by routine."""
    people = state.people
    if not has_access(people[i].access, week):
        return 0.0, 0.0, 0.0
    stage = people[i].stage
    user = (stage >= ACCEPTED) & (stage != REJECTED)  # who only tries it is none yet, as in user_share
    return 1.0, 0.0 if user else 1.0, 1.0 if stage in (ROUTINE, INFUSED) else 0.0


@rule
def own_hours_of(state, p, week, i):
    """Hours of this week that the project took of employee i: in all, then by the role in which they were given."""
    hours = state.people[i].project_hours
    role = state.people[i].role
    return (
        hours,
        hours if role == EMPLOYEE else 0.0,
        hours if role == SUPERUSER else 0.0,
        hours if role == TEAM_LEADER else 0.0,
        hours if role == PROJECT_LEADER else 0.0,
        hours if role == EXECUTIVE else 0.0,
    )


MECHANISM = Mechanism(
    __name__,
    only_with="project",
    of_project=True,
    table=Project,
    phases=(Phase(project, after="signals", switch="project", name="project"),),
    fields={
        "people": (
            Field("access", "i4", "first week with access to the system, NEVER before the rollout is decided",
                  start=NEVER, newcomer=BY_RULE),
            Field("project_hours", "f8", "hours of this week that the project takes, a part of hours",
                  newcomer=EACH_WEEK),
            Field("understanding", "f8", "0..1 of WHY, WHAT, HOW, WHO", newcomer=0.0, shape=(4,)),
        ),
        "project": (
            Field("step", "i8", "0 not begun, 1 strategy, 2 foundations, 3 needs, 4 implementation, 5 evaluation",
                  fixed=True),
            Field("go_live", "i8", "week, NEVER before", start=BY_RULE),
            Field("leader", "i8", "seat of the project leader, NEVER = none", start=BY_RULE, fixed=True),
            Field("weeks_left", "f8", "of the present step"),
            Field("leaders_reputation", "f8", "what people see of how the leader answers"),
            Field("fit", "f8", "0..1 of the system as it now stands"),
            Field("users_share", "f8", "share of people who are users now"),
            Field("consultant_hours", "f8", "hours of consultants this week"),
            Field("training_hours", "f8", "training hours held this week, all people"),
        ),
        "requirements": (
            Field("weight", "f8", "share of the need a requirement stands for; sums to 1", start=BY_RULE),
            Field("late_draw", "f8", "0..1 rank of how much more effort it takes when it surfaces in use",
                  start=BY_RULE),
            Field("effort_left", "f8", "hours of consultants to mend a surfaced requirement"),
            Field("status", "i1", "MISSED, MET, SURFACED", start=BY_RULE),
        ),
    },
    begin=begin_project,
    newcomer=newcomers_access,
    columns=(
        Columns(("licences", "unused_licences", "licensed_routine"), licences_of),
        Columns(("own_hours", *(f"own_hours_{role}" for role in ROLES)), own_hours_of, when="worked"),
        Columns(("training_hours", "consultant_hours"), ("training_hours", "consultant_hours"), entity="project"),
    ),
    outcomes=(
        stock("licensed_routine_share", "of those with a licence, in stage routine or infused; the target of success "
              "is a share of these", "licensed_routine", "licences", "higher", called="routine users among licences"),
        stock("unused_licences", "of those with a licence, no users", "unused_licences", "licences", "lower"),
        flow("own_hours", "own people's hours that the project took: training, taking part, leading, explaining, "
             "import", "hours", "own_hours", "lower", called="own hours"),
    ),
)  # fmt: skip
