"""How a parameter is declared; see :mod:`crmsim.parameter.declaration`."""

from crmsim.parameter.declaration import (
    SHARE,
    STATUSES,
    NotAsked,
    Sign,
    Status,
    Table,
    choices,
    declarations,
    ends,
    extra,
    inner_table,
    is_parameter,
    limits,
    parameter,
)

__all__ = [
    "SHARE", "STATUSES", "NotAsked", "Sign", "Status", "Table", "choices", "declarations", "ends", "extra",
    "inner_table", "is_parameter", "limits", "parameter",
]  # fmt: skip
