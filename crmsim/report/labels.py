"""What things are called where people read them: outcomes, styles, roles, stages, verdicts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crmsim.words import Message, Teller, message

if TYPE_CHECKING:
    from crmsim.analysis.comparison import Comparison

VERDICT: dict[str, Message] = {
    "better": message("better"),
    "worse": message("worse"),
    "higher": message("higher"),
    "lower": message("lower"),
    "too small to matter": message("too small to matter"),
    "within noise": message("within noise"),
    "no effect": message("no effect"),
    "too few runs": message("too few runs"),
    "undefined": message("undefined"),
}
STYLE: dict[str, Message] = {
    "giver": message("giver"), "taker": message("taker"), "matcher": message("matcher"),
}  # fmt: skip
STYLES: dict[str, Message] = {
    "giver": message("givers"), "taker": message("takers"), "matcher": message("matchers"),
}  # fmt: skip
CHANNEL: dict[str, Message] = {"colleague": message("from a colleague"), "system": message("from the system")}
ROLE: dict[str, Message] = {
    "employee": message("employee"),
    "superuser": message("superuser"),
    "team_leader": message("team leader"),
    "project_leader": message("project leader"),
    "executive": message("executive"),
}
STAGE: dict[str, Message] = {
    "unaware": message("unaware"),
    "aware": message("aware"),
    "trial": message("trial"),
    "accepted": message("accepted"),
    "routine": message("routine"),
    "infused": message("infused"),
    "rejected": message("rejected"),
}
OUTCOME: dict[str, Message] = {
    "aware_share": message("aware"),
    "trial_share": message("trying it"),
    "rejected_share": message("rejected it"),
    "user_share": message("users"),
    "routine_share": message("routine users"),
    "use_intensity": message("use intensity"),
    "weeks_to_half_users": message("weeks to half users"),
    "relapse": message("relapse"),
    "requests": message("requests for help"),
    "help_rate": message("help rate"),
    "shared_personally": message("shared personally"),
    "shared_by_system": message("shared by system"),
    "cross_department_share": message("shared across departments"),
    "coverage": message("coverage of facts"),
    "freshness": message("freshness of records"),
    "knowledge_lost": message("knowledge lost"),
    "generation": message("generation"),
    "dissemination": message("dissemination"),
    "response": message("response"),
    "market_orientation": message("market orientation"),
    "mean_quality": message("quality of connections"),
    "high_quality_share": message("high-quality ties"),
    "low_quality_share": message("low-quality ties"),
    "mean_energy": message("energy"),
    "mean_safety": message("psychological safety"),
    "mean_expertise": message("expertise"),
    "departures": message("departures"),
    "output": message("output (needs a week)"),
    "output_adjusted": message("output, adjusted"),
    "customer_satisfaction": message("customer satisfaction"),
    "help_hours": message("hours spent helping"),
    "lookups": message("look-ups"),
    "hit_rate": message("hit rate of look-ups"),
    "payoff": message("payoff of favours (hours)"),
    "cost_nok": message("cost"),
    "benefit_nok": message("benefit"),
    "net_benefit_nok": message("net benefit"),
    "success": message("success"),
}


def outcome_label(name: str, teller: Teller) -> str:
    """What an outcome is called where people read it; its own name where no label exists."""
    return teller(OUTCOME[name]) if name in OUTCOME else name


def department_label(name: str, teller: Teller) -> str:
    """What a department is called where people read it; one from a file keeps its name."""
    generated = re.fullmatch(r"department (\d+)", name)
    return teller("department {number}", number=generated[1]) if generated else name


def scenario_labels(comparison: Comparison, teller: Teller) -> dict[str, str]:
    """What each scenario of a comparison is called in a figure, by its label: its title, else what was changed."""
    scenarios = dict(zip(comparison.labels, comparison.scenarios, strict=False))
    found = {}
    for label in comparison.labels:
        scenario = scenarios.get(label)
        named = scenario is not None and label == scenario.name
        found[label] = teller.choose(scenario.title, scenario.scenario.title_nb) if named and scenario else label
    return found
