"""Every parameter and every switch makes a difference somewhere: none is there for show."""

import hashlib

import numpy as np
import pytest
from pydantic.fields import FieldInfo

from crmsim.declaration.parameter import Table, choices, extra
from crmsim.mechanisms import SWITCHES, TABLES
from crmsim.scenario import load
from crmsim.simulation import simulate

# A scenario in which much goes on, and the others that some parameters need.
LIVELY = (
    "organisation.employees=40", "motivation.gamification=0.5", "motivation.dashboards=0.3",
    "turnover.annual_rate=0.4", "turnover.replacement_weeks=8.0", "project.start_week=1",
    "project.foundation_weeks=2.0", "project.needs_analysis_weeks=2.0",
    "project.implementation_weeks=3.0", "leadership.openness=0.7", "market.connectedness=0.8",
)  # fmt: skip
ELSEWHERE = {
    "system.case_retrieval": ("system.filing=case",),
    "system.earlier_count": ("system.earlier_system=bad",),
    "helping.load_weight": ("work.slack=0.0", "exchange.requests_per_week=5.0"),
    "turnover.attachment_weight": ("turnover.annual_rate=0.9",),
    "turnover.leadership_weight": ("turnover.annual_rate=0.9",),
    "exchange.barter_lead": ("exchange.barter=true", "knowledge.absorption=0.9"),
    "adoption.p": ("adoption.rule=hazard",),
    "adoption.q": ("adoption.rule=hazard", "adoption.seed_share=0.1"),
}
WEEKS = 40


def fields() -> dict[str, FieldInfo]:
    result: dict[str, FieldInfo] = {}

    def walk(prefix: str, table: type[Table]) -> None:
        for name, field in table.model_fields.items():
            inner = field.annotation
            if isinstance(inner, type) and issubclass(inner, Table):
                walk(f"{prefix}.{name}", inner)
            else:
                result[f"{prefix}.{name}"] = field

    for name, table in TABLES.items():
        walk(name, table)
    return result


FIELDS = fields()


def values(key: str) -> tuple[str, str]:
    """Two values far apart, as typed after ``--set``."""
    field = FIELDS[key]
    if choices(field):
        return choices(field)[0], choices(field)[-1]
    if field.annotation is bool:
        return "false", "true"
    if key == "adoption.thresholds":
        return str([0.4] * 40), str([0.6] * 40)
    low, high = extra(field)["interval"]
    return (str(int(low)), str(int(high))) if field.annotation is int else (repr(float(low)), repr(float(high)))


def numbers(settings: tuple[str, ...]) -> str:
    """Hash of all numbers of a run."""
    run = simulate(load("baseline", [*LIVELY, *settings], weeks=WEEKS), 3)
    parts = (part.tobytes() for part in (run.ledger, *run.money.values()))
    return hashlib.blake2b(b"".join(parts)).hexdigest()


@pytest.mark.parametrize("key", FIELDS)
def test_a_parameter_makes_a_difference(key: str) -> None:
    more = ELSEWHERE.get(key, ())
    low, high = values(key)
    assert numbers((*more, f"{key}={low}")) != numbers((*more, f"{key}={high}"))


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_switch_makes_a_difference(switch: str) -> None:
    assert numbers(()) != numbers((f"mechanisms.{switch}=false",))


def test_numbers_are_the_same_where_nothing_differs() -> None:
    assert numbers(()) == numbers(())
    assert np.isfinite(simulate(load("baseline", [*LIVELY], weeks=WEEKS), 3).ledger).all()
