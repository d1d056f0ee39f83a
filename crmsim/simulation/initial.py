"""A new state from an organisation and a scenario: arrays allocated, roles and styles assigned."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsim.errors import CrmsimError
from crmsim.mechanisms import COLUMNS, RECORDS
from crmsim.mechanisms.adoption import DRAWN_THRESHOLD
from crmsim.mechanisms.people import OWNER, STYLE, SUPERUSER_DRAW
from crmsim.mechanisms.state import (
    ACCEPTED,
    AHEAD,
    EMPLOYEE,
    EXECUTIVE,
    GIVER,
    MATCHER,
    NEVER,
    RING,
    STYLES,
    SUPERUSER,
    TAKER,
    TEAM_LEADER,
    Records,
    State,
    records,
)
from crmsim.numerics.compiled import tight_kernel
from crmsim.numerics.draws import draw, join, stream
from crmsim.numerics.portable import normal_quantile
from crmsim.scenario import Scenario
from crmsim.scenario.interventions import ROOM_FOR
from crmsim.words import message

SLOTS = 12  # open needs an owner can keep; more than two weeks of them
SEED_USER = stream("adoption.seed")


@tight_kernel
def fill_draws(key, keys, found):  # type: ignore[no-untyped-def]
    """One uniform draw for each of the seats' keys (uint64[n]) in the stream ``key``, into ``found``."""
    for i in range(keys.size):
        found[i] = draw(key, keys[i])


def draws_of(key: int, keys: NDArray[np.uint64]) -> NDArray[np.float64]:
    """One uniform draw for each of the seats' keys."""
    result = np.empty(keys.size)
    fill_draws(np.uint64(key), keys, result)  # type: ignore[no-untyped-call]
    return result


def stream_draws(key: int, stream: int, keys: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Draws of the first holders of seats in a named stream of this run."""
    return draws_of(join(key, stream), keys)


def counts(shares: tuple[float, ...], size: int) -> list[int]:
    """Whole numbers nearest to shares of ``size``, by largest remainders, that add up to it."""
    exact = [share * size for share in shares]
    whole = [math.floor(x) for x in exact]
    by_remainder = sorted(range(len(exact)), key=lambda k: (whole[k] - exact[k], k))
    for k in by_remainder[: size - sum(whole)]:
        whole[k] += 1
    return whole


def assign_styles(given: NDArray[np.int8], people: Any, key: int, keys: NDArray[np.uint64]) -> NDArray[np.int8]:
    """Styles where none is given: by rank of a keyed draw, givers lowest, takers highest.

    So a change of one share changes the fewest people.
    """
    styles = given.copy()
    free = np.flatnonzero(given < 0)
    givers, takers, _ = counts((people.givers, people.takers, people.matchers), free.size)
    order = free[np.argsort(stream_draws(key, STYLE, keys[free]), kind="stable")]
    styles[order] = MATCHER
    styles[order[:givers]] = GIVER
    styles[order[free.size - takers :]] = TAKER
    return styles


def assign_roles(organisation: Any, superusers: float, key: int) -> NDArray[np.int8]:
    """Roles where none is given: the top, those others report to, superusers by rank of a keyed draw."""
    n = organisation.key.size
    roles = organisation.role.copy()
    leads = np.zeros(n, dtype=bool)
    leads[organisation.manager[organisation.manager >= 0]] = True
    derived = np.where(leads, np.where(organisation.manager < 0, EXECUTIVE, TEAM_LEADER), EMPLOYEE)
    roles = np.where(roles < 0, derived, roles).astype(np.int8)
    free = np.flatnonzero((roles == EMPLOYEE) & (organisation.role < 0))
    wanted = round(superusers * n) - int(np.sum(organisation.role == SUPERUSER))
    if wanted > 0 and free.size:
        order = free[np.argsort(stream_draws(key, SUPERUSER_DRAW, organisation.key[free]), kind="stable")]
        roles[order[:wanted]] = SUPERUSER
    return roles


def assign_thresholds(given: NDArray[np.float64], adoption: Any, key: int, keys: Any) -> NDArray[np.float64]:
    """Personal thresholds where they are listed or lie at even quantiles; NaN where they are to be drawn."""
    n = given.size
    thresholds = given.copy()
    if adoption.thresholds is not None:
        if len(adoption.thresholds) != n:
            raise CrmsimError(
                message("the list does not fit the organisation"),
                key="adoption.thresholds",
                value=f"{len(adoption.thresholds)} thresholds",
                expected=message("{n}, one for each employee", n=n),
            )
        return np.asarray(adoption.thresholds, dtype=np.float64)
    if adoption.threshold_spread == "even":
        free = np.flatnonzero(np.isnan(given))
        order = free[np.argsort(stream_draws(key, DRAWN_THRESHOLD, keys[free]), kind="stable")]
        for rank, seat in enumerate(order.tolist()):
            deviation = normal_quantile((rank + 0.5) / free.size)
            thresholds[seat] = adoption.threshold_mean + adoption.threshold_sd * deviation
    return thresholds


def first_facts(roles: NDArray[np.int8], market: Any, on: bool, key: int, keys: Any) -> NDArray[np.int64]:
    """Where each seat's facts begin: a share of those below the top own customers, drawn by seat."""
    first = np.zeros(roles.size + 1, dtype=np.int64)
    if on:
        owns = (roles != EXECUTIVE) & (stream_draws(key, OWNER, keys) < market.owners)
        np.cumsum(owns * (market.customers_each * 2 * market.facts_each), out=first[1:])
    return first


def new_people(organisation: Any, scenario: Any, key: int) -> Records:
    """The people's records with what is given or assigned; the rest is settled by the kernel."""
    made = records(RECORDS["people"], organisation.key.size)
    people = made.view(np.ndarray)  # a record array is slow to write to
    for name in ("key", "department", "level", "manager", "otherish", "productivity"):
        people[name] = getattr(organisation, name)
    people["style"] = assign_styles(organisation.style, scenario.people, key, organisation.key)
    people["threshold"] = assign_thresholds(organisation.threshold, scenario.adoption, key, organisation.key)
    people["present"] = 1
    people["hired"] = np.where(np.isnan(organisation.tenure), NEVER, -2 - np.nan_to_num(organisation.tenure))
    superusers = scenario.project.superusers if scenario.mechanisms.project else 0.0
    people["role"] = assign_roles(organisation, superusers, key)
    usefulness, ease, count = prior_beliefs(scenario)
    people["usefulness"], people["ease"] = usefulness, ease
    people["usefulness_count"] = people["ease_count"] = count
    return made


def prior_beliefs(scenario: Any) -> tuple[float, float, float]:
    """Usefulness, ease and the experiences behind them, as the earlier system left them (claim I11)."""
    system = scenario.system
    usefulness, ease, count = scenario.people.usefulness, system.ease, 1.0
    if system.earlier_system != "none":
        seen = 1.0 if system.earlier_system == "good" else 0.0
        count += system.earlier_count
        usefulness += system.earlier_count / count * (seen - usefulness)
        ease += system.earlier_count / count * (seen - ease)
    return usefulness, ease, count


def new_ties(organisation: Any) -> Records:
    """The ties' records; the rest is settled by the kernel."""
    made = records(RECORDS["ties"], organisation.target.size)
    ties = made.view(np.ndarray)
    for name in ("target", "reverse", "contact", "quality"):
        ties[name] = getattr(organisation, name)
    ties["base_contact"] = organisation.contact
    ties["key"] = organisation.key[organisation.target]
    ties["department"] = organisation.department[organisation.target]
    return made


def new_requests(rows: int) -> Records:
    """This week's requests, all empty."""
    made = records(RECORDS["requests"], rows)
    requests = made.view(np.ndarray)
    for name in ("tie", "back", "fact", "slot", "version", "topic", "return_topic"):
        requests[name] = NEVER
    return made


def new_project() -> Records:
    """A project not begun."""
    project = records(RECORDS["project"], 1)
    project.go_live = project.leader = NEVER
    return project


def most_ties(organisation: Any) -> int:
    """The most ties that one person has."""
    return int(np.diff(organisation.start).max(initial=0))


def request_width(scenario: Any, organisation: Any, also: float = 0.0) -> int:
    """Rows of requests an employee needs a week: as many as one may ever make, and one for an encounter."""
    degree = most_ties(organisation)
    changes = [entry.settings.set for entry in scenario.interventions if entry.kind == "change"]
    rates = [also, scenario.exchange.requests_per_week, *(change[ROOM_FOR] for change in changes if ROOM_FOR in change)]
    most: int = math.ceil(max(rates))
    return max(1, min(most, degree if not scenario.mechanisms.market else 64)) + 1


def new_state(organisation: Any, scenario: Any, key: int, *, seeds: bool = True) -> State:
    """Every array of a run, with what is given or assigned filled in; the kernel's week 0 settles the rest.

    Parameters
    ----------
    organisation:
        Who works where and is tied to whom.
    key:
        The run's key (``draws.run_key(seed)``).
    seeds:
        False leaves out the users from the start.
    """
    n = organisation.key.size
    departments = len(organisation.departments)
    market_on = bool(scenario.mechanisms.market)
    people = new_people(organisation, scenario, key)
    if seeds and scenario.adoption.seed_share > 0.0:
        wanted = max(1, round(scenario.adoption.seed_share * n))
        order = np.argsort(stream_draws(key, SEED_USER, organisation.key), kind="stable")
        people.stage[order[:wanted]] = ACCEPTED
        people.intensity[order[:wanted]] = 1.0
    first_fact = first_facts(people.role, scenario.market, market_on, key, organisation.key)
    facts = int(first_fact[-1])
    most_facts = int(np.diff(first_fact).max(initial=0))
    width = request_width(scenario, organisation)
    apart = 1.0 - np.eye(departments)
    return State(
        people=people,
        expertise=np.zeros((n, scenario.knowledge.topics)),
        first_fact=first_fact,
        start=organisation.start.astype(np.int64),
        ties=new_ties(organisation),
        facts=records(RECORDS["facts"], facts),
        traces=records(RECORDS["traces"], facts),
        lives=records(RECORDS["lives"], facts),
        barriers=records(RECORDS["barriers"], facts),
        needs=records(RECORDS["needs"], n, SLOTS if market_on else 1),
        requests=new_requests(n * width),
        queue=np.zeros(n * width, dtype=np.int32),
        first_request=np.zeros(n + 1, dtype=np.int32),
        within_reach=np.zeros(most_ties(organisation), dtype=np.int32),
        weights=np.zeros(most_ties(organisation)),
        race_draws=np.zeros(most_ties(organisation)),
        race_weights=np.zeros(most_ties(organisation)),
        need_keys=np.zeros(AHEAD, dtype=np.uint64),
        need_draws=np.zeros((AHEAD, 4)),
        listed=np.zeros(most_facts, dtype=np.int32),
        uniforms=np.zeros(most_facts),
        week_of_life=np.zeros(most_facts),
        conflict=scenario.market.conflict * apart,
        connectedness=np.where(apart > 0.0, scenario.market.connectedness, 1.0),
        trust=np.zeros((departments, departments), dtype=np.int64),
        across=np.zeros((departments, departments), dtype=np.int64),
        users=np.zeros(departments, dtype=np.int64),
        leadership=records(RECORDS["leadership"], 1),
        project=new_project(),
        requirements=records(RECORDS["requirements"], scenario.project.requirements),
        sums=np.zeros((scenario.scenario.weeks, 4 + departments, len(COLUMNS))),
        cohorts=records(RECORDS["cohorts"], RING),
    )


def check_leader(scenario: Scenario, state: State) -> None:
    """Refuse a project leader of a style that nobody has."""
    style = scenario.project.leader_style
    if scenario.mechanisms.project and style != "any" and not np.any(state.people.style == STYLES.index(style)):
        present = sorted({STYLES[s] for s in np.unique(state.people.style)})
        raise CrmsimError(
            message("nobody in the organisation is a {style}", style=style),
            key="project.leader_style",
            value=style,
            expected=" or ".join(["any", *present]),
        )
