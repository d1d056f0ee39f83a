"""The week, declared once: its phases in order, and the switch that turns each on.

Every phase is synchronous: it reads what the phase before left. 1 signals; 2 project (and the interventions of the
week); 3 market; 4 asking and helping; 5 the system, and the customer work that uses what was learned; 6 adoption;
7 climate; 8 comings and goings; 9 books.
"""

from __future__ import annotations

from crmsim.mechanisms.adoption import adoption
from crmsim.mechanisms.asking import ask
from crmsim.mechanisms.books import books
from crmsim.mechanisms.climate import climate
from crmsim.mechanisms.compiled import rule
from crmsim.mechanisms.helping import help_phase
from crmsim.mechanisms.market import market
from crmsim.mechanisms.project import project
from crmsim.mechanisms.settle import settle
from crmsim.mechanisms.signals import signals
from crmsim.mechanisms.turnover import turnover
from crmsim.mechanisms.use import use
from crmsim.mechanisms.work import work

PHASES: tuple[str, ...] = (
    "signals", "project", "market", "ask", "help", "use", "work", "adoption", "climate", "turnover", "books",
)  # fmt: skip
SWITCHES: tuple[str, ...] = (
    "signals", "project", "market", "help", "system", "adoption", "climate", "turnover",
)  # fmt: skip
SWITCH_OF: dict[str, str | None] = {
    "signals": "signals", "project": "project", "market": "market", "ask": "help", "help": "help", "use": "system",
    "work": "market", "adoption": "adoption", "climate": "climate", "turnover": "turnover", "books": None,
}  # fmt: skip
FIRST_PHASE = 0
LAST_PHASE = len(PHASES) - 1
AFTER_SIGNALS = 1


@rule
def begin(state):
    """A new week: nobody's hours are spent yet, nor the project's."""
    people = state.people
    state.project[0].project_weeks = 0.0
    state.project[0].training_hours = 0.0
    for i in range(people.key.size):
        people[i].hours = 0.0


def run_weeks(state, p, key, first_week, last_week, first_phase, last_phase):
    """Phases ``first_phase`` of ``first_week`` to ``last_phase`` of ``last_week``; week 0 settles a new state.

    One function, because every function around the phases would be compiled and optimised once more.
    """
    on = p.switches
    for week in range(first_week, last_week + 1):
        if week == 0:
            settle(state, p, key)
            continue
        start = first_phase if week == first_week else 0
        end = last_phase if week == last_week else 10
        for phase in range(start, end + 1):
            if phase == 0:
                begin(state)
                if on.signals:
                    signals(state, p, key, week)
            elif phase == 1 and on.project:
                project(state, p, key, week)
            elif phase == 2 and on.market:
                market(state, p, key, week)
            elif phase == 3 and on.help:
                ask(state, p, key, week)
            elif phase == 4 and on.help:
                help_phase(state, p, key, week)
            elif phase == 5 and on.system:
                use(state, p, key, week)
            elif phase == 6 and on.market:
                work(state, p, key, week)
            elif phase == 7 and on.adoption:
                adoption(state, p, key, week)
            elif phase == 8 and on.climate:
                climate(state, p)
            elif phase == 9 and on.turnover:
                turnover(state, p, key, week)
            elif phase == 10:
                books(state, p, week)
