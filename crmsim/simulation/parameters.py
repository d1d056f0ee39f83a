"""From the tables of a scenario to what the kernel takes: one nested record of floats and integers.

The kernel compiles once for one type, so every value is cast by its declaration: booleans and words become int64
(a word its place among the choices), whole numbers int64, everything else float64.
"""

from __future__ import annotations

import functools
import struct
from collections import namedtuple
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
from pydantic.fields import FieldInfo

from crmsim.declaration.parameter import Table, choices, extra
from crmsim.mechanisms import SWITCHES, TABLES


def _is_table(field: FieldInfo) -> bool:
    return isinstance(field.annotation, type) and issubclass(field.annotation, Table)


def kernel_fields(table: type[Table]) -> tuple[str, ...]:
    """The fields of a table that the compiled code reads."""
    result = []
    for name, field in table.model_fields.items():
        if _is_table(field) or extra(field)["kernel"]:
            result.append(name)
    return tuple(result)


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
SwitchParameters = _tuple_type("SwitchParameters", (*SWITCHES, "ledger"))
Parameters = _tuple_type("Parameters", ("switches", *KERNEL_TABLES))


def _cast(field: FieldInfo) -> Callable[[Any], Any]:
    """What turns a value of this field into what the kernel takes."""
    if _is_table(field):
        return table_parameters
    words = choices(field)
    if words:
        return {word: place for place, word in enumerate(words)}.__getitem__
    return int if field.annotation is bool or field.annotation is int else float


@functools.cache
def _casts(table: type[Table]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """The fields of a table that the compiled code reads, each with its cast."""
    return tuple((name, _cast(table.model_fields[name])) for name in kernel_fields(table))


def table_parameters(table: Table) -> Any:
    """One table as its named tuple."""
    return _TYPES[type(table)](*[cast(getattr(table, name)) for name, cast in _casts(type(table))])


class _Kept:
    """What was made of a table, by the table itself: tables are frozen, and scenarios share those left as declared."""

    def __init__(self, make: Callable[[Table], Any], most: int) -> None:
        self.make = make
        self.most = most
        self.found: dict[int, tuple[Table, Any]] = {}  # holding the table keeps its id from another

    def __call__(self, table: Table) -> Any:
        known = self.found.get(id(table))
        if known is None:
            if len(self.found) >= self.most:
                self.found.clear()
            known = self.found[id(table)] = table, self.make(table)
        return known[1]


_kept_parameters = _Kept(table_parameters, most=4_096)
_kept_bytes = _Kept(lambda table: _packed(_kept_parameters(table)), most=4_096)


def _turned(scenario: Any, switches: dict[str, bool] | None, ledger: bool) -> Any:
    on = {name: bool(getattr(scenario.mechanisms, name)) for name in SWITCHES}
    on.update(switches or {})
    return SwitchParameters(*(int(on[name]) for name in SWITCHES), int(ledger))


def parameter_tuple(scenario: Any, switches: dict[str, bool] | None = None, *, ledger: bool = True) -> Any:
    """The parameters of a scenario as nested named tuples of plain numbers, ``p.exchange.cost``, for rules in Python.

    Parameters
    ----------
    scenario:
        A resolved scenario.
    switches:
        Mechanisms to switch otherwise than the scenario does.
    ledger:
        False where of the ledger nothing but the output of all is read, as of a counterfactual run.
    """
    tables = scenario.tables
    return Parameters(_turned(scenario, switches, ledger), *(_kept_parameters(tables[name]) for name in KERNEL_TABLES))


def _flat(values: Any) -> Iterator[float | int]:
    for value in values:
        if hasattr(value, "_fields"):
            yield from _flat(value)
        else:
            yield value


def _packed(values: Any) -> bytes:
    """Nested named tuples as the bytes of a record: every number takes eight."""
    numbers = list(_flat(values))
    return struct.pack("=" + "".join("q" if isinstance(number, int) else "d" for number in numbers), *numbers)


def _record_of(table: type[Table]) -> np.dtype[Any]:
    fields: list[tuple[str, Any]] = []
    for name, cast in _casts(table):
        kind = table.model_fields[name].annotation
        fields.append((name, _record_of(kind) if cast is table_parameters else "f8" if cast is float else "i8"))  # type: ignore[arg-type]
    return np.dtype(fields)


# One record for every scenario, because the kernel is compiled for one.
RECORD = np.dtype(
    (
        np.record,
        [
            ("switches", [(name, "i8") for name in SwitchParameters._fields]),
            *((name, _record_of(TABLES[name])) for name in KERNEL_TABLES),
        ],
    )
)


def to_read(params: Any) -> Any:
    """The same record, which nothing can be written to: what is written there would change no run."""
    return np.frombuffer(params.tobytes(), dtype=RECORD).view(np.recarray)[0]


def parameters(scenario: Any, switches: dict[str, bool] | None = None, *, ledger: bool = True) -> Any:
    """The same as one nested record, which the kernel takes as a single pointer (:func:`parameter_tuple`)."""
    tables = scenario.tables
    parts = [_packed(_turned(scenario, switches, ledger)), *(_kept_bytes(tables[name]) for name in KERNEL_TABLES)]
    result = np.frombuffer(bytearray(b"".join(parts)), dtype=RECORD)
    return result.view(np.recarray)[0]


def plain(record: Any) -> Any:
    """Parameters of the kernel as plain numbers, for rules that Python runs."""
    names = record.dtype.names
    return SimpleNamespace(**{name: _plain(record[name]) for name in names})


def _plain(value: Any) -> Any:
    return plain(value) if isinstance(value, np.void) else value.item()
