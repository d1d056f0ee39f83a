"""From a scenario and some options to an experiment: the plan, nothing, each option, and options taken together.

The design is that of worlds: every alternative meets the same draws of what nobody knows, with the same random numbers.
What the scenario gives is held, and so is what leaders decide (``DECISIONS``), given or not: a plan is not unknown to
who makes it, unless the scenario says so in ``[unknown]``. Everything else that is a number with an interval is drawn
from it, or from the plausible worlds that the scenario names.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from crmsim.analysis.money import LONGEST
from crmsim.declaration.parameter import extra
from crmsim.errors import CrmsimError
from crmsim.experiment import Experiment, from_text
from crmsim.experiment.drawn import OWN
from crmsim.experiment.varied import INTERVAL, WORLDS
from crmsim.mechanisms.economy import BENEFITS, COSTS
from crmsim.results.weekly import HOURS_OF
from crmsim.scenario import Scenario
from crmsim.scenario.catalogue import shipped
from crmsim.scenario.describe import value_at
from crmsim.scenario.schema import INTERVENTION, fields, plain
from crmsim.whatif.options import Option, can_join, joint
from crmsim.words import message

LEVER = "option"  # the lever of the experiment, by which a what-if is known
PLAN, NOTHING = "plan", "nothing"
WITHOUT_PROJECT = {f"mechanisms.{name}": False for name in ("project", "system", "adoption")}
OUTCOMES = ("user_share", "routine_share", "departures", "mean_energy", "net_benefit_nok")
WEEKLY = (
    "user_share", "routine_share", "rejected_share", "departures", "mean_energy", *COSTS, *BENEFITS, "value_nok",
    *HOURS_OF,
)  # fmt: skip
DECISIONS = (
    *("start_week", "leader_style", "patience", "involvement", "foundation_weeks", "needs_analysis_weeks"),
    *("implementation_weeks", "leader_hours", "training_hours", "follow_up_hours", "superusers", "superuser_hours"),
    *("licences", "prototype", "rollout", "rollout_weeks"),
)  # of [project]: what somebody decides
INSTRUMENTS = ("surveillance", "gamification", "dashboards", "mandate")  # of [motivation]
LATER = "later"  # before the names of options that begin when the project is on its way


@dataclass(frozen=True)
class Size:
    """How many worlds are drawn, and how often each alternative is run in every one of them."""

    worlds: int = 64
    runs: int = 2


def whatif(
    scenario: Scenario,
    options: Sequence[Option],
    joints: Sequence[Sequence[Option]] = (),
    later: Sequence[tuple[Option, int]] = (),
    size: Size | None = None,
    seed: int = 0,
    beside: Sequence[Option] = (),
) -> Experiment:
    """The experiment that answers what the options would change.

    Parameters
    ----------
    scenario:
        The plan. It is run for five years, whatever its own horizon: money is told after two, three and five.
    options:
        Tried one by one.
    joints:
        Options tried together.
    later:
        Options that begin in a week of their own, as an answer to what is seen by then.
    seed:
        Of the first run, and of the draws.
    beside:
        Options that are not tried here and make the same worlds as if they were: those of another experiment, whose
        runs are runs of this one too.

    Raises
    ------
    CrmsimError
        Where there is no project in the scenario, or no money; and as :func:`crmsim.experiment.from_text`.
    """
    check_plan(scenario)
    alternatives: dict[str, dict[str, Any]] = {PLAN: {}, NOTHING: dict(WITHOUT_PROJECT)}
    alternatives.update((option.name, option.bundle()) for option in options)
    alternatives.update(joint(each) for each in joints if _joins(each))
    alternatives.update((f"{LATER}_{option.name}_{week}", begun_later(option, week)) for option, week in later)
    size = size or Size()
    content = {
        "title": f"What if: {scenario.title}", "base": _base(scenario), "outcomes": list(OUTCOMES),
        "weekly": list(WEEKLY), "runs": size.runs, "seed": seed,
        "design": {"kind": "worlds", "samples": size.worlds}, "constants": constants(scenario),
        "levers": {LEVER: {"alternatives": alternatives}},
        "uncertainties": uncertainties(
            scenario, touched({**alternatives, **{option.name: option.bundle() for option in beside}})
        ),
    }  # fmt: skip
    return from_text(tomli_w.dumps(content), f"whatif-{scenario.name}", shown=f"whatif {scenario.name}")


def check_plan(scenario: Scenario) -> None:
    """Refuse a scenario in which there is nothing to ask about.

    Raises
    ------
    CrmsimError
        Where there is no project, no system, or nobody has customers.
    """
    for name in ("project", "market", "system", "adoption"):
        if not getattr(scenario.mechanisms, name):
            raise CrmsimError(
                message("without it there is nothing that an option could change"),
                key=f"mechanisms.{name}", value="false", expected="true",
            )  # fmt: skip


def touched(alternatives: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """The keys that some alternative sets."""
    return {key for bundle in alternatives.values() for key in bundle if key != INTERVENTION}


def decided(key: str) -> bool:
    """Whether a key is what leaders decide, and so no open question unless they say it is."""
    table, _, name = key.rpartition(".")
    return (table == "project" and name in DECISIONS) or (table == "motivation" and name in INSTRUMENTS)


def constants(scenario: Scenario) -> dict[str, Any]:
    """What is held in every world: what was given or is decided, and the five years."""
    result: dict[str, Any] = {}
    for key, field in fields().items():
        declared = extra(field)
        of_mechanism = declared["interval"] is not None and not key.startswith(("scenario.", "organisation."))
        if key not in scenario.unknown and of_mechanism and (key in scenario.given or decided(key)):
            result[key] = plain(value_at(scenario, key))
    result |= {setting.key: setting.value for setting in scenario.settings if setting.key not in scenario.unknown}
    return {**result, "scenario.weeks": LONGEST}


def uncertainties(scenario: Scenario, keys: set[str]) -> dict[str, Any]:
    """What is drawn anew in each world.

    What the scenario says is unknown, the plausible worlds that it names, and whatever else nobody knows. Of what may
    be anywhere in its interval the worlds tell more.
    """
    drawn = () if scenario.worlds is None else [key for key in scenario.worlds.keys if key not in scenario.given]
    result = {
        key: plain(value) for key, value in scenario.unknown.items() if not (key in drawn and value == INTERVAL)
    }  # fmt: skip
    if drawn:
        result[WORLDS] = OWN
    held = constants(scenario)
    for key in sorted(keys):
        known = key in held or key in scenario.given or decided(key) or key in result or key in drawn
        if not known and extra(fields()[key])["interval"] is not None:
            result[key] = INTERVAL
    return {**result, "all": INTERVAL}


def begun_later(option: Option, week: int) -> dict[str, Any]:
    """An option that begins in a week, as an alternative: its settings become changes from that week on."""
    changed = dict(option.settings)
    acts = [{**act, "week": week + int(act["week"])} for act in option.acts]
    return {INTERVENTION: [*([{"week": week, "kind": "change", "set": changed}] if changed else []), *acts]}


def _joins(options: Sequence[Option]) -> bool:
    return all(can_join(one, other) for place, one in enumerate(options) for other in options[:place])


def _base(scenario: Scenario) -> str:
    """The scenario as the experiment names it: a shipped name, or its file as seen from here."""
    source = next(iter(scenario.document.sources), None)
    if scenario.name in shipped() and (source is None or source.path == shipped()[scenario.name].resolve()):
        return scenario.name
    if source is None:
        raise CrmsimError(message("a what-if needs a scenario that stands in a file"), value=scenario.name)
    try:
        return Path(os.path.relpath(source.path)).as_posix()
    except ValueError:  # on another drive
        return source.path.as_posix()
