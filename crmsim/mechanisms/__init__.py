"""The rulebook: state, streams of random numbers, outcomes, and a room for each mechanism.

``TABLES`` registers the parameter tables in the order in which they are shown; a mechanism is registered here and in
the order of the week (:mod:`crmsim.mechanisms.week`), nowhere else.
"""

from __future__ import annotations

from crmsim.mechanisms.adoption import Adoption
from crmsim.mechanisms.asking import Asking
from crmsim.mechanisms.climate import Climate
from crmsim.mechanisms.economy import Economy
from crmsim.mechanisms.exchange import Exchange
from crmsim.mechanisms.helping import Helping
from crmsim.mechanisms.knowledge import Knowledge
from crmsim.mechanisms.lookup import Lookup
from crmsim.mechanisms.market import Market
from crmsim.mechanisms.motivation import Motivation
from crmsim.mechanisms.people import Hiring, People
from crmsim.mechanisms.project import Project
from crmsim.mechanisms.recording import Recording
from crmsim.mechanisms.signals import Leadership
from crmsim.mechanisms.system import System
from crmsim.mechanisms.turnover import Turnover
from crmsim.mechanisms.week import PHASES, SWITCH_OF, SWITCHES
from crmsim.mechanisms.work import Work
from crmsim.parameter import Table

TABLES: dict[str, type[Table]] = {
    "people": People,
    "work": Work,
    "market": Market,
    "knowledge": Knowledge,
    "exchange": Exchange,
    "asking": Asking,
    "helping": Helping,
    "leadership": Leadership,
    "project": Project,
    "system": System,
    "lookup": Lookup,
    "recording": Recording,
    "motivation": Motivation,
    "adoption": Adoption,
    "climate": Climate,
    "turnover": Turnover,
    "economy": Economy,
}

__all__ = ["PHASES", "SWITCHES", "SWITCH_OF", "TABLES", "Hiring"]
