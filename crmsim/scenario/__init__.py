"""Scenarios: read, checked, changed by settings, and resolved to every value that holds."""

from crmsim.scenario.catalogue import Entry, list_scenarios, shipped
from crmsim.scenario.describe import (
    ParameterRow,
    assumptions,
    check,
    describe_parameters,
    parameters_text,
    value_at,
    warnings,
)
from crmsim.scenario.interventions import Intervention
from crmsim.scenario.scenario import Scenario, from_content, load
from crmsim.scenario.settings import (
    Setting,
    Settings,
    as_settings,
    label,
    literal,
    parse_setting,
    parse_what_if,
    split_what_if,
)
from crmsim.scenario.tables import OrganisationTable, ScenarioHeader

__all__ = [
    "Entry",
    "Intervention",
    "OrganisationTable",
    "ParameterRow",
    "Scenario",
    "ScenarioHeader",
    "Setting",
    "Settings",
    "as_settings",
    "assumptions",
    "check",
    "describe_parameters",
    "from_content",
    "label",
    "list_scenarios",
    "literal",
    "load",
    "parameters_text",
    "parse_setting",
    "parse_what_if",
    "shipped",
    "split_what_if",
    "value_at",
    "warnings",
]
