"""What things are called where people read them: outcomes, styles, roles, stages, verdicts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crmsim.experiment.functions import OUTCOME as VALUE
from crmsim.mechanisms import OUTCOME
from crmsim.organisation.small import NAMED_BY_US
from crmsim.results.by_group import DEPARTMENT, ROLE_GROUPS, named, outcome_and_group
from crmsim.results.few import FEWEST, SMALL_DEPARTMENTS
from crmsim.results.own import OWN
from crmsim.results.weekly import EVERYBODY
from crmsim.words import Message, Teller, message
from crmsim.words.shown import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmsim.analysis.comparison import Comparison


VERDICT: dict[str, Message] = {
    "better": message("better"),
    "worse": message("worse"),
    "higher": message("higher"),
    "lower": message("lower"),
    "too small to matter": message("too small to matter"),
    "within noise": message("within noise"),
    "identical": message("identical"),
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
ROLES: tuple[Message, ...] = (
    message("employees without a role"), message("superusers"), message("team leaders"), message("project leaders"),
    message("executives"),
)  # fmt: skip
STAGE: dict[str, Message] = {
    "unaware": message("unaware"),
    "aware": message("aware"),
    "trial": message("trial"),
    "accepted": message("accepted"),
    "routine": message("routine"),
    "infused": message("infused"),
    "rejected": message("rejected"),
}
OF_FUNCTION = message("value", context="of a known function")


def outcome_label(name: str, teller: Teller) -> str:
    """What an outcome is called where people read it."""
    outcome, group = outcome_and_group(name)
    if name in OWN:
        return OWN[name].called
    if named(name) is None:
        return teller(OF_FUNCTION) if name == VALUE else name
    called = teller(OUTCOME[outcome].called)
    return f"{called}, {_of_group(group, teller)}" if group else called


def _of_group(group: str, teller: Teller) -> str:
    """A group as it is named after an outcome; a department may go by its number."""
    if group in ROLE_GROUPS:
        return teller(ROLES[ROLE_GROUPS.index(group)])
    name = group.removeprefix(DEPARTMENT)
    if group == name:
        return teller(STYLES[group])
    return department_label(f"department {name}" if name.isdigit() else name, teller)


def department_label(name: str, teller: Teller) -> str:
    """What a department is called where people read it; one from a file keeps its name."""
    if name in NAMED_BY_US:
        return teller(NAMED_BY_US[name])
    generated = re.fullmatch(r"department (\d+)", name)
    return teller("department {number}", number=generated[1]) if generated else one_line(name)


def group_label(name: str, teller: Teller) -> str:
    """What a group of a run is called where people read it."""
    kind, _, department = name.partition("department:")
    if not kind:
        return department_label(department, teller)
    if name == SMALL_DEPARTMENTS:
        return teller("small departments")
    return teller.listed(teller(STYLES[style]) for style in name.split("+"))


def together_text(together: Mapping[str, tuple[str, ...]], teller: Teller) -> list[str]:
    """A sentence for each group in which groups of few people from files are told; see :mod:`crmsim.results.few`."""
    lines = []
    for group, members in together.items():
        for styles in (True, False):
            own = [name for name in members if (name in STYLES) == styles]
            if not own:
                continue
            shown = [group_label(name, teller) for name in own]
            if not styles:  # the name of a department of one says who it is
                shown = [teller.plural("{n} department", "{n} departments", len(own))]
            text = (
                message("Not told one by one, so that no number is about fewer than {fewest} people: {groups}.")
                if group == EVERYBODY
                else message(
                    "Told together as “{name}”, so that no number is about fewer than {fewest} people: {groups}."
                )
            )
            lines.append(
                teller(text, fewest=FEWEST, name=group_label(group, teller) if group != EVERYBODY else "",
                       groups=", ".join(shown))
            )  # fmt: skip
    return lines


def branch_lines(week: int | None, teller: Teller) -> list[str]:
    """From which week on alternatives differ; nothing where they do from the start."""
    if week is None:
        return []
    return [teller("What is decided acts from week {week} on; until then it changes nothing.", week=week)]


def alternative_label(label: str, teller: Teller) -> str:
    """What a scenario or an alternative of a comparison is called where people read it, by its label."""
    later = re.fullmatch(r"week=(\d+), (.+)", label)
    return teller("{option}, from week {week}", option=later[2], week=later[1]) if later else label


def scenario_labels(comparison: Comparison, teller: Teller) -> dict[str, str]:
    """What each scenario of a comparison is called in a figure, by its label: its title, else what was changed."""
    scenarios = dict(zip(comparison.labels, comparison.scenarios, strict=False))
    result = {}
    for label in comparison.labels:
        scenario = scenarios.get(label)
        named = scenario is not None and label == scenario.name
        title = teller.choose(scenario.title, scenario.scenario.title_nb) if named and scenario else ""
        result[label] = title or alternative_label(label, teller)
    return result
