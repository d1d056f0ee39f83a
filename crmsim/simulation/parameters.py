"""From the tables of a scenario to what the kernel takes: one nested record of floats and integers.

The kernel compiles once for one type, so every value is cast by its declaration: booleans and words become int64
(a word its place among the choices), whole numbers int64, everything else float64.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np
from pydantic.fields import FieldInfo

from crmsim.mechanisms import SWITCHES, TABLES
from crmsim.parameter import Table, choices, extra


def _is_table(field: FieldInfo) -> bool:
    return isinstance(field.annotation, type) and issubclass(field.annotation, Table)


def kernel_fields(table: type[Table]) -> tuple[str, ...]:
    """The fields of a table that the compiled code reads."""
    found = []
    for name, field in table.model_fields.items():
        if _is_table(field) or extra(field)["kernel"]:
            found.append(name)
    return tuple(found)


def _tuple_type(name: str, fields: tuple[str, ...]) -> Any:
    return namedtuple(name, fields)


def _type_name(table: type[Table]) -> str:
    return f"{table.__name__}Parameters"


_TYPES: dict[type[Table], Any] = {}


def _register(table: type[Table]) -> None:
    for field in table.model_fields.values():
        if _is_table(field):
            _register(field.annotation)  # type: ignore[arg-type]
    _TYPES[table] = _tuple_type(_type_name(table), kernel_fields(table))


for _table in TABLES.values():
    _register(_table)
KERNEL_TABLES = tuple(name for name, table in TABLES.items() if kernel_fields(table))
SwitchParameters = _tuple_type("SwitchParameters", SWITCHES)
Parameters = _tuple_type("Parameters", ("switches", *KERNEL_TABLES))


def _number(field: FieldInfo, value: Any) -> float | int:
    words = choices(field)
    if words:
        return words.index(value)
    if field.annotation is bool or field.annotation is int:
        return int(value)
    return float(value)


def table_parameters(table: Table) -> Any:
    """One table as its named tuple."""
    values = []
    fields = type(table).model_fields
    for name in kernel_fields(type(table)):
        value = getattr(table, name)
        values.append(table_parameters(value) if isinstance(value, Table) else _number(fields[name], value))
    return _TYPES[type(table)](*values)


def parameter_tuple(scenario: Any, switches: dict[str, bool] | None = None) -> Any:
    """The parameters of a scenario as nested named tuples of plain numbers, ``p.exchange.cost``, for rules in Python.

    Parameters
    ----------
    scenario:
        A resolved scenario.
    switches:
        Mechanisms to switch otherwise than the scenario does.
    """
    on = {name: bool(getattr(scenario.mechanisms, name)) for name in SWITCHES}
    on.update(switches or {})
    turned = SwitchParameters(*(int(on[name]) for name in SWITCHES))
    return Parameters(turned, *(table_parameters(scenario.tables[name]) for name in KERNEL_TABLES))


def _dtype(values: Any) -> np.dtype[Any]:
    fields: list[tuple[str, Any]] = []
    for name, value in zip(values._fields, values, strict=True):
        kind = _dtype(value) if hasattr(value, "_fields") else ("i8" if isinstance(value, int) else "f8")
        fields.append((name, kind))
    return np.dtype(fields)


def _plain(values: Any) -> tuple[Any, ...]:
    return tuple(_plain(value) if hasattr(value, "_fields") else value for value in values)


def parameters(scenario: Any, switches: dict[str, bool] | None = None) -> Any:
    """The same as one nested record, which the kernel takes as a single pointer (:func:`parameter_tuple`)."""
    values = parameter_tuple(scenario, switches)
    found = np.empty(1, dtype=_dtype(values)).view(np.recarray)
    found[0] = _plain(values)
    return found[0]
