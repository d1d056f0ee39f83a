"""Declarations of parameters: the ground floor, which imports no other room."""

from crmsim.parameter.declaration import STATUSES, Status, Table, choices, extra, limits, parameter

__all__ = ["STATUSES", "Status", "Table", "choices", "extra", "limits", "parameter"]
