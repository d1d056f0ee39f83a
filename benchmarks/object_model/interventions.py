"""What somebody decides in a given week, carried out on objects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from benchmarks.object_model.luck import draw
from benchmarks.object_model.member import HAD_TO, STAYED
from crmsim.mechanisms.arithmetic import clip
from crmsim.mechanisms.intervention import STYLE_CODE
from crmsim.mechanisms.state import HOW, ROLES
from crmsim.mechanisms.teaching import train
from crmsim.simulation.intervene import SELECT

if TYPE_CHECKING:
    from benchmarks.object_model.employee import Employee
    from benchmarks.object_model.model import ObjectModel


def selected(model: ObjectModel, who: str) -> list[Employee]:
    """The people present whom ``who`` names, in seat order."""
    kind, _, rest = who.partition(":")
    present = [person for person in model.employees if person.present]
    if kind == "most_asked":
        return most_asked(model, present)
    if kind == "department":
        names = model.organisation.departments
        place = names.index(rest if rest in names else f"department {rest}")
        return [person for person in present if person.department == place]
    if kind == "employee":
        ids = model.organisation.ids
        chosen = model.employees[ids.index(rest) if rest in ids else int(rest)]
        return [chosen] if chosen.present else []
    if kind == "role":
        return [person for person in present if ROLES[person.role] == rest]
    if kind == "level":
        return [person for person in present if person.level == int(rest)]
    if kind == "share":
        return [person for person in present if draw(model.luck(SELECT), person.key) < float(rest)]
    return present


def most_asked(model: ObjectModel, present: list[Employee]) -> list[Employee]:
    """The one that most contact of others points to."""
    contact = dict.fromkeys(model.employees, 0.0)
    for person in model.employees:
        for tie in person.ties:
            contact[tie.other] += tie.contact
    best = max(present, key=contact.__getitem__, default=None)
    return [] if best is None or contact[best] <= 0.0 else [best]


def carry_out(model: ObjectModel, entry: Any) -> None:
    """One intervention of this week."""
    if entry.kind == "change":
        changes = [f"{name}={json.dumps(value)}" for name, value in entry.settings.set.items()]
        model.change(changes)
    else:
        ACTIONS[entry.kind](model, selected(model, entry.who), entry.settings)


def hold_training(model: ObjectModel, people: list[Employee], settings: Any) -> None:
    """Train people: skill and the how of understanding grow, the hours are gone."""
    scale = model.p.project.training_scale
    for person in people:
        person.skill = train(person.skill, settings.hours, scale)
        person.understanding[HOW] = train(person.understanding[HOW], settings.hours, scale)
        person.hours += min(settings.hours, 30.0)
    model.project.training_hours += settings.hours * len(people)


def send_away(_: ObjectModel, people: list[Employee], __: Any) -> None:
    """People leave, all at once."""
    for person in people:
        person.left = HAD_TO
    for person in people:
        person.leave()
    for person in people:
        person.left = STAYED  # they were not there this week


def hire(model: ObjectModel, people: list[Employee], settings: Any) -> None:
    """Somebody new of one style takes each of the seats at once."""
    send_away(model, people, settings)
    for person in people:
        person.welcome(model.week)
        person.style = STYLE_CODE[settings.style]


def move_quality(_: ObjectModel, people: list[Employee], settings: Any) -> None:
    """The quality of ties from and to people moves."""
    touched = {side for person in people for tie in person.ties for side in (tie, tie.back)}
    for tie in touched:
        tie.quality = clip(tie.quality + settings.shift, 0.0, 1.0)


def explain(_: ObjectModel, people: list[Employee], settings: Any) -> None:
    """Close a share of what people do not understand."""
    for person in people:
        person.understanding = [known + settings.strength * (1.0 - known) for known in person.understanding]


def move_energy(_: ObjectModel, people: list[Employee], settings: Any) -> None:
    """A strain or a rest."""
    for person in people:
        person.energy = clip(person.energy + settings.shift, 0.0, 1.0)


ACTIONS = {
    "training": hold_training,
    "leave": send_away,
    "hire": hire,
    "quality": move_quality,
    "explain": explain,
    "energy": move_energy,
}
