"""How a parameter is declared: once, with unit, interval, status and source beside its default.

A TOML table of a scenario is a frozen, strict pydantic model (:class:`Table`). Each of its fields is declared
with :func:`parameter`. Everything else that must know a parameter (``crmsim show``, the compiled kernel, sampling,
the sign tests, the documentation) reads these declarations and keeps no copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

Status = Literal["measured", "derived", "calibrated", "assumed", "definition", "choice"]
STATUSES: tuple[str, ...] = get_args(Status)
SHARE = (0.0, 1.0)  # the range of a share


@dataclass(frozen=True)
class Sign:
    """What moving a parameter from low to high is expected to do to an outcome, said before a run could show it.

    Attributes
    ----------
    outcome:
        By name.
    sign:
        "+" up, "-" down, "0" by nothing that matters.
    basis:
        Claims of ``theory.md`` or evidence, and what they say here: "K2: top management must signal it"; or
        "own expectation: ..." where no source speaks of it.
    emergent:
        False where the sign of the rules along the only path fixes it: then it checks the code and supports nothing.
    group:
        "all", or a style.
    low, high:
        The two ends where they are not those of the interval, or no and yes.
    given:
        Settings at both ends without which the parameter would have no effect, as typed after ``--set``.
    """

    outcome: str
    sign: Literal["+", "-", "0"]
    basis: str
    emergent: bool = False
    group: str = "all"
    low: Any = None
    high: Any = None
    given: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotAsked:
    """Why nothing is predicted of a parameter."""

    reason: str


def parameter(
    default: Any,
    *,
    meaning: str,
    unit: str,
    status: Status,
    source: str,
    interval: tuple[float, float] | None = None,
    allowed: tuple[float | None, float | None] = (None, None),
    public: Any = None,
    claims: tuple[str, ...] = (),
    kernel: bool = True,
    needs: tuple[str, tuple[Any, ...]] | None = None,
    begins: bool = False,
    signs: tuple[Sign, ...] | NotAsked = (),
) -> Any:
    """Declare one parameter of a table.

    Parameters
    ----------
    default:
        Its value where the scenario is silent.
    meaning:
        What it is, in one sentence.
    unit:
        Its unit: "share", "hours", "weeks", "NOK", "per week", "" for a pure choice.
    status:
        How well the default is known: "measured", "derived" (arithmetic on measured values), "calibrated"
        (fitted, the source says to what), "assumed", "definition" (fixed by the brief), "choice" (no truth to
        know: what the user asks for).
    source:
        Where the default comes from and, for an assumption, what argues for it.
    interval:
        The plausible range to sweep. Required for "assumed", "measured" and "calibrated" numbers.
    allowed:
        The range outside of which a value is refused; either end may be None.
    public:
        The default in the public sector, where it differs (claims S1-S4).
    claims:
        Rows of ``theory.md`` that the parameter expresses.
    kernel:
        False for what only builds the organisation or the run and is not handed to the compiled code.
    needs:
        The key, and those of its values, without which the parameter has no effect: ``("adoption.rule",
        ("hazard",))``.
    begins:
        Whether it decides how a run begins too, and so has an effect where its mechanism is switched off.
    signs:
        What it is expected to do. Required for every number and every yes-or-no of a mechanism; ``python -m
        experiments.signs`` holds the runs against it.
    """
    low, high = allowed
    extra: dict[str, Any] = {
        "unit": unit,
        "status": status,
        "source": source,
        "interval": interval,
        "public": public,
        "claims": claims,
        "kernel": kernel,
        "needs": needs,
        "begins": begins,
        "signs": signs,
    }
    return Field(default=default, ge=low, le=high, description=meaning, json_schema_extra=extra)


class Table(BaseModel):
    """One TOML table of a scenario: frozen, strict, no unknown keys, no infinities."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


def extra(field: FieldInfo) -> dict[str, Any]:
    """The metadata that :func:`parameter` put on a field."""
    result = field.json_schema_extra
    if not isinstance(result, dict):
        raise TypeError("a field of a Table must be declared with parameter()")
    return dict(result)


def inner_table(field: FieldInfo) -> type[Table] | None:
    """The table a field holds (``[people.hiring]``), or None for a plain value."""
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, Table) else None


def declarations(prefix: str, table: type[Table]) -> Iterator[tuple[str, FieldInfo]]:
    """The dotted keys below ``prefix`` with their declarations, tables inside tables included."""
    for name, field in table.model_fields.items():
        inside = inner_table(field)
        if inside is None:
            yield f"{prefix}.{name}", field
        else:
            yield from declarations(f"{prefix}.{name}", inside)


def ends(field: FieldInfo) -> tuple[Any, Any]:
    """The two ends a parameter is moved between: its interval, no and yes, or (None, None) where it has neither."""
    interval = extra(field)["interval"]
    if interval is not None:
        whole = isinstance(field.default, int) and not isinstance(field.default, bool)
        low, high = interval
        return (round(low), round(high)) if whole else (float(low), float(high))
    return (False, True) if isinstance(field.default, bool) else (None, None)


def limits(field: FieldInfo) -> tuple[float | None, float | None]:
    """The allowed range of a field as (low, high)."""
    low = next((m.ge for m in field.metadata if getattr(m, "ge", None) is not None), None)
    high = next((m.le for m in field.metadata if getattr(m, "le", None) is not None), None)
    return low, high


def choices(field: FieldInfo) -> tuple[str, ...]:
    """The words a field accepts when it is a choice (a ``Literal``), else an empty tuple."""
    return tuple(option for option in get_args(field.annotation) if isinstance(option, str))


def is_parameter(field: FieldInfo) -> bool:
    """Whether a field was declared with :func:`parameter`; a table inside a table was not."""
    return isinstance(field.json_schema_extra, dict) and "status" in field.json_schema_extra
