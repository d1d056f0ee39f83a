"""How a parameter is declared; see :mod:`crmsim.parameter.declaration`."""

from crmsim.parameter.declaration import (
    SHARE,
    STATUSES,
    Status,
    Table,
    choices,
    extra,
    is_parameter,
    limits,
    parameter,
)

__all__ = ["SHARE", "STATUSES", "Status", "Table", "choices", "extra", "is_parameter", "limits", "parameter"]
