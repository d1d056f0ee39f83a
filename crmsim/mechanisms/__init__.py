"""The rulebook: a module for each mechanism, which declares everything about itself.

Whatever module of this folder holds a ``MECHANISM`` takes part; nothing is registered anywhere else. ``WEEK`` is what
follows from the declarations (:class:`crmsim.declaration.assembly.Assembly`), and the names below are short for it.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from crmsim.declaration.assembly import assemble
from crmsim.declaration.mechanism import DeclarationError, Mechanism
from crmsim.declaration.parameter import Table, is_parameter
from crmsim.mechanisms.ledger import begin_week, enter_amount
from crmsim.mechanisms.state import RING, WINDOW
from crmsim.numerics.compiled import rule


def _mechanism(module: ModuleType) -> Mechanism | None:
    result: Mechanism | None = getattr(module, "MECHANISM", None)
    if result is None:
        for name, one in vars(module).items():
            if isinstance(one, type) and issubclass(one, Table) and one.__module__ == module.__name__:
                if any(is_parameter(field) for field in one.model_fields.values()):
                    raise DeclarationError(
                        f"{module.__name__.replace('.', '/')}.py: the parameters of {name} belong to no mechanism; "
                        f"add MECHANISM = Mechanism(__name__, table={name})"
                    )
    return result


_MODULES = [importlib.import_module(f"{__name__}.{one.name}") for one in pkgutil.iter_modules(__path__)]
WEEK = assemble(
    (found for module in _MODULES if (found := _mechanism(module)) is not None),
    {"rule": rule, "begin_week": begin_week, "enter_amount": enter_amount, "WINDOW": WINDOW, "RING": RING},
)
PHASES: tuple[str, ...] = tuple(WEEK.carried_out)
SWITCHES = WEEK.switches
SWITCH_OF = WEEK.switch_of
TABLES = WEEK.tables
ONLY_WITH = {one.table.__name__.lower(): one.only_with for one in WEEK.mechanisms if one.table is not None}
FIELDS = WEEK.fields
RECORDS = WEEK.records
COLUMNS = WEEK.columns
COLUMN: dict[str, int] = {name: place for place, name in enumerate(COLUMNS)}
OUTCOMES = WEEK.outcomes
OUTCOME = {outcome.name: outcome for outcome in OUTCOMES}

__all__ = [
    "COLUMN", "COLUMNS", "FIELDS", "ONLY_WITH", "OUTCOME", "OUTCOMES", "PHASES", "RECORDS", "SWITCHES", "SWITCH_OF",
    "TABLES",
    "WEEK",
]  # fmt: skip
