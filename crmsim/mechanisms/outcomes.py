"""Every outcome, declared once: definition, unit, range, how weeks are summed up, which way is better.

The books hold sums, never ratios: a ratio is pooled from its stored numerator and denominator. ``COLUMNS`` are
those sums; ``OUTCOMES`` say what is made of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

COLUMNS: tuple[str, ...] = (
    "people", "aware", "trial", "rejected", "user", "routine", "intensity",
    "requests", "granted", "refused", "offers", "received",
    "shared_personally", "shared_by_system", "shared_across", "shared",
    "recordable", "covered", "records", "fresh", "knowledge_lost",
    "changes", "noticed", "found", "passed_on", "needs", "responded",
    "ties", "quality", "high_quality", "low_quality", "energy", "safety", "expertise", "topics",
    "departures", "voluntary", "output", "output_adjusted", "owners", "served", "satisfaction", "customers_of",
    "recorded", "lookups", "hits", "help_hours", "overtime", "training_hours", "project_weeks", "licences",
    "benefit_received", "cost_paid",
)  # fmt: skip
COLUMN: dict[str, int] = {name: index for index, name in enumerate(COLUMNS)}

Summary = Literal["sum", "stock", "ratio", "duration", "drop", "composite", "money", "verdict"]


@dataclass(frozen=True)
class Outcome:
    """One outcome.

    Attributes
    ----------
    numerator, denominator:
        Columns of the books; a flow has no denominator.
    summary:
        How weeks become one number: "sum" of a flow; "stock" mean over the last four weeks; "ratio" pooled over all
        weeks; "duration" first week, censored; "drop" largest fall; "composite", "money", "verdict" are made of
        other outcomes.
    better:
        Which way is better: "higher", "lower" or "none".
    matters:
        The smallest change that matters: in the outcome's unit, or a share of the first scenario's value where
        ``relative``.
    by_group:
        Whether it is also told by style and department.
    """

    name: str
    meaning: str
    unit: str
    low: float | None
    high: float | None
    summary: Summary
    numerator: str | None
    denominator: str | None
    better: Literal["higher", "lower", "none"]
    matters: float
    relative: bool = False
    by_group: bool = True


def _stock(name: str, meaning: str, top: str, bottom: str, better: Literal["higher", "lower", "none"]) -> Outcome:
    return Outcome(name, meaning, "share", 0.0, 1.0, "stock", top, bottom, better, 0.02)


def _flow(
    name: str, meaning: str, unit: str, column: str, better: Literal["higher", "lower", "none"], by_group: bool = True
) -> Outcome:
    return Outcome(name, meaning, unit, 0.0, None, "sum", column, None, better, 0.05, True, by_group)


def _ratio(
    name: str,
    meaning: str,
    top: str,
    bottom: str,
    better: Literal["higher", "lower", "none"],
    by_group: bool = True,
) -> Outcome:
    return Outcome(name, meaning, "share", 0.0, 1.0, "ratio", top, bottom, better, 0.02, False, by_group)


OUTCOMES: tuple[Outcome, ...] = (
    _stock("aware_share", "people in stage aware now", "aware", "people", "none"),
    _stock("trial_share", "people in stage trial now", "trial", "people", "none"),
    _stock("rejected_share", "people in stage rejected now", "rejected", "people", "lower"),
    _stock("user_share", "people in stage accepted or later", "user", "people", "higher"),
    _stock("routine_share", "people in stage routine or infused", "routine", "people", "higher"),
    _stock("use_intensity", "share of occasions on which the system is used, mean over all", "intensity", "people",
           "higher"),
    Outcome("weeks_to_half_users", "first week with user_share of .5 or more; the horizon where it never came",
            "weeks", 1.0, None, "duration", None, None, "lower", 4.0, False, False),
    Outcome("relapse", "largest fall of user_share within 26 weeks", "share", -1.0, 1.0, "drop", None, None, "lower",
            0.02, False, False),
    _flow("requests", "requests for help", "requests", "requests", "none"),
    _ratio("help_rate", "requests granted of those asked", "granted", "requests", "higher"),
    _flow("shared_personally", "facts and expertise that reached one who lacked them, from a colleague", "transfers",
          "shared_personally", "higher"),
    _flow("shared_by_system", "facts that reached one who lacked them, from the system", "transfers",
          "shared_by_system", "higher"),
    _ratio("cross_department_share", "of what was shared, across departments", "shared_across", "shared", "higher"),
    _stock("coverage", "facts with a current record of those recordable", "covered", "recordable", "higher"),
    _stock("freshness", "current records of all records", "fresh", "records", "higher"),
    _flow("knowledge_lost", "current facts a leaver alone held, unrecorded", "facts", "knowledge_lost", "lower"),
    _ratio("generation", "changes noticed by anyone within 4 weeks", "noticed", "changes", "higher", False),
    _ratio("dissemination", "noticed changes known to, or freshly recorded for, someone outside the finder's "
           "department within 4 weeks", "passed_on", "found", "higher", False),
    _ratio("response", "needs served with the current fact within 4 weeks", "responded", "needs", "higher", False),
    Outcome("market_orientation", "plain mean of generation, dissemination and response", "share", 0.0, 1.0,
            "composite", None, None, "higher", 0.02, False, False),
    _stock("mean_quality", "mean quality of ties with contact", "quality", "ties", "higher"),
    _stock("high_quality_share", "ties of quality .75 or more", "high_quality", "ties", "higher"),
    _stock("low_quality_share", "ties of quality below .5", "low_quality", "ties", "lower"),
    _stock("mean_energy", "mean energy", "energy", "people", "higher"),
    _stock("mean_safety", "mean psychological safety", "safety", "people", "higher"),
    _stock("mean_expertise", "mean expertise over people and topics", "expertise", "topics", "higher"),
    _flow("departures", "people who left", "people", "departures", "lower"),
    Outcome("output", "needs correctly served by their owner, per owner and week", "needs per week", 0.0, None,
            "ratio", "output", "owners", "higher", 0.02, True),
    Outcome("output_adjusted", "the same divided by own productivity", "needs per week", 0.0, None, "ratio",
            "output_adjusted", "owners", "higher", 0.02, True),
    _stock("customer_satisfaction", "satisfaction of customers, mean over owners", "satisfaction", "customers_of",
           "higher"),
    _flow("help_hours", "hours spent helping colleagues", "hours", "help_hours", "none"),
    _flow("lookups", "look-ups in the system", "look-ups", "lookups", "none"),
    _ratio("hit_rate", "look-ups that gave the current fact", "hits", "lookups", "higher"),
    Outcome("payoff", "favours: benefit received minus cost paid, per person and week", "hours per week", None, None,
            "ratio", None, "people", "none", 0.05, False),
    Outcome("cost_nok", "licences, training and project weeks, discounted", "NOK", 0.0, None, "money", None, None,
            "lower", 0.05, True, False),
    Outcome("benefit_nok", "value of needs served minus those of the twin run without a project, discounted", "NOK",
            None, None, "money", None, None, "higher", 0.05, True, False),
    Outcome("net_benefit_nok", "benefit minus cost", "NOK", None, None, "money", None, None, "higher", 0.05, True,
            False),
    Outcome("success", "1 when routine share at the end reaches the target and net benefit is above 0", "yes or no",
            0.0, 1.0, "verdict", None, None, "higher", 0.05, False, False),
)  # fmt: skip
OUTCOME: dict[str, Outcome] = {outcome.name: outcome for outcome in OUTCOMES}
