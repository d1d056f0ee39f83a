"""The shipped catalogue: what leaders can do about a project, each option with what it changes in a scenario.

What an option costs, and whose hours it takes, is no number of the catalogue: it follows from the rules, run by run.
An option that a scenario has already, or goes beyond, changes nothing there, and is told so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crmsim.scenario.schema import INTERVENTION
from crmsim.words import Message, message, wrong_choice

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

JOINT = "+"  # between the names of options that are taken together


@dataclass(frozen=True)
class Option:
    """One thing that leaders can do.

    Attributes
    ----------
    name:
        By which it is asked for and stored.
    title, does:
        For people: what it is called, and what is done.
    settings:
        Key → value, as in an alternative of an experiment.
    acts:
        Interventions that belong to it.
    claims:
        Rows of the sources that speak of it.
    """

    name: str
    title: Message
    does: Message
    settings: Mapping[str, Any] = field(default_factory=dict)
    acts: tuple[Mapping[str, Any], ...] = ()
    claims: tuple[str, ...] = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> CoreSchema:
        """Stored by its name."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            lambda name: OPTION[name],
            serialization=core_schema.plain_serializer_function_ser_schema(lambda option: option.name),
        )

    def bundle(self) -> dict[str, Any]:
        """The option as an alternative of an experiment."""
        return {**self.settings, **({INTERVENTION: [dict(act) for act in self.acts]} if self.acts else {})}


def _at_least(value: float) -> dict[str, float]:
    return {"at_least": value}


# fmt: off
OPTIONS: tuple[Option, ...] = (
    Option(
        "project_leader", message("Another project leader"),
        message("The project is led by somebody who is known for helping colleagues."),
        {"project.leader_style": "giver"}, claims=("G7",),
    ),
    Option(
        "walk_the_talk", message("Leaders do as they say"),
        message("Leaders use the system themselves, week after week, and give it time and decisions."),
        {"leadership.done": _at_least(0.9), "leadership.steadiness": _at_least(0.9)}, claims=("K2", "K3"),
    ),
    Option(
        "explain_why", message("Explain why"),
        message("Leaders explain week by week why, what, how and for whom, as long as the project lasts."),
        {"leadership.explaining": _at_least(0.9)}, claims=("C4", "I9"),
    ),
    Option(
        "needs_analysis", message("Find out what people need"),
        message("Twelve weeks of needs analysis in which seven of ten people take part."),
        {"project.needs_analysis_weeks": _at_least(12.0), "project.involvement": _at_least(0.7)},
        claims=("I3", "I4", "I6"),
    ),
    Option(
        "training_kept_up", message("Keep training going"),
        message("Twenty hours of training before the start, and ten hours each year after it."),
        {"project.training_hours": _at_least(20.0), "project.follow_up_hours": _at_least(10.0)}, claims=("I5", "I7"),
    ),
    Option(
        "superusers", message("More superusers"),
        message("One in eight becomes a superuser, with 40 hours of extra training."),
        {"project.superusers": _at_least(0.125), "project.superuser_hours": _at_least(40.0)}, claims=("I7",),
    ),
    Option(
        "points_and_dashboards", message("Points and dashboards"),
        message("Points, internal competitions and personal dashboards."),
        {"motivation.gamification": _at_least(0.8), "motivation.dashboards": _at_least(0.8)}, claims=("I10",),
    ),
    Option(
        "no_surveillance", message("Stop watching single people"),
        message("Nobody's use is monitored person by person."),
        {"motivation.surveillance": {"at_most": 0.0}}, claims=("I9",),
    ),
    Option(
        "require_use", message("Require use"),
        message("Use is required: what is not recorded does not count."),
        {"motivation.mandate": _at_least(0.8)}, claims=("I10",),
    ),
    Option(
        "meetings", message("Meetings across departments"),
        message("Twice, in weeks 8 and 34, all meet three people of other departments for two hours."),
        acts=(
            {"week": 8, "kind": "meet", "who": "all"},
            {"week": 34, "kind": "meet", "who": "all"},
        ),
        claims=("K6", "D10"),
    ),
    Option(
        "department_by_department", message("Slower roll-out"),
        message("The departments get the system one after the other."),
        {"project.rollout": "departments"}, claims=("I7",),
    ),
    Option(
        "one_department", message("One department first"),
        message("The project leader's department begins; the others follow twelve weeks later."),
        {"project.rollout": "one_department", "project.rollout_weeks": 12.0}, claims=("I7",),
    ),
    Option(
        "fewer_licences", message("Fewer licences"),
        message("Only those with customers of their own, superusers and the project leader get the system."),
        {"project.licences": "owners"},
    ),
)
# fmt: on
OPTION = {option.name: option for option in OPTIONS}


def chosen(names: Sequence[str]) -> tuple[Option, ...]:
    """The options of these names, in the order of the catalogue; all of them without any.

    Raises
    ------
    CrmsimError
        For a name that is none.
    """
    for name in names:
        if name not in OPTION:
            raise wrong_choice(message("there is no such option"), name, OPTION, key="--option")
    return tuple(option for option in OPTIONS if not names or option.name in names)


def can_join(one: Option, other: Option) -> bool:
    """Whether two options can be taken together: no key is set by both."""
    return not one.settings.keys() & other.settings.keys()


def joint(options: Sequence[Option]) -> tuple[str, dict[str, Any]]:
    """The name and the alternative of options taken together."""
    settings = {key: value for option in options for key, value in option.settings.items()}
    acts = [dict(act) for option in options for act in option.acts]
    return JOINT.join(option.name for option in options), {**settings, **({INTERVENTION: acts} if acts else {})}
