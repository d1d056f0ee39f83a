"""Shares of givers, takers and matchers: they sum to one, however few of them were given."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence

from crmsim.declaration.parameter import Table, inner_table
from crmsim.errors import CrmsimError
from crmsim.scenario.document import Document
from crmsim.scenario.schema import expectation, fields, meant, tables
from crmsim.scenario.settings import Setting
from crmsim.words import message

STYLES = ("givers", "takers", "matchers")
CLOSE = 1e-9  # how far three shares in a file may be from one
EXACT = 1e-12  # nearer than this they are left as they are, so that resolving twice changes nothing


@functools.cache
def share_groups() -> tuple[str, ...]:
    """The tables that hold all three shares, the one others follow first: ``people``, ``people.hiring``."""
    result = [name for name, table in _all_tables() if all(f"{name}.{style}" in fields() for style in STYLES)]
    return tuple(sorted(result, key=lambda name: name.count(".")))


def _all_tables() -> list[tuple[str, type[Table]]]:
    result: list[tuple[str, type[Table]]] = []
    for name, table in tables().items():
        result.append((name, table))
        for inner, field in table.model_fields.items():
            inside = inner_table(field)
            if inside is not None:
                result.append((f"{name}.{inner}", inside))
    return result


def resolve_shares(document: Document, flat: Mapping[str, object], settings: Sequence[Setting]) -> dict[str, float]:
    """All shares of all groups, resolved.

    Parameters
    ----------
    flat:
        The file's values by dotted key.
    settings:
        What was typed, in order; the last value of a key holds.

    Raises
    ------
    CrmsimError
        For some but not all shares in a file, shares outside 0..1, and shares that do not or cannot sum to one.
    """
    result: dict[str, float] = {}
    followed: list[float] | None = None
    for group in share_groups():
        base = _from_file(document, flat, group)
        if base is None:
            defaults = [_default(group, style) for style in STYLES]
            base = followed if followed is not None else defaults
        typed = _typed(settings, group)
        shares = _change(group, base, typed) if typed else base
        if followed is None:
            followed = shares
        result.update(zip((f"{group}.{style}" for style in STYLES), shares, strict=True))
    return result


def _default(group: str, style: str) -> float:
    default = fields()[f"{group}.{style}"].default
    return float(default) if isinstance(default, int | float) else 0.0


def _from_file(document: Document, flat: Mapping[str, object], group: str) -> list[float] | None:
    """A group's shares as the file gives them, or None where it gives none."""
    keys = [f"{group}.{style}" for style in STYLES]
    present = [key for key in keys if key in flat]
    if not present:
        return None
    missing = [key for key in keys if key not in flat]
    if missing:
        names = [key.rpartition(".")[2] for key in missing]
        problem = (
            message("{one} and {other} missing beside it", one=names[0], other=names[1])
            if len(names) == 2
            else message("{name} missing beside it", name=names[0])
        )
        expected = message("all three shares (givers, takers, matchers), or none")
        raise document.wrong(present[0], problem, flat[present[0]], expected)
    shares = [_share(key, flat[key], document.shown, document.line(key)) for key in keys]
    return _summing_to_one(group, shares, document.shown, document.line(keys[0]))


def _typed(settings: Sequence[Setting], group: str) -> dict[str, Setting]:
    """What was typed for a group, by style."""
    keys = {f"{group}.{style}": style for style in STYLES}
    return {keys[setting.key]: setting for setting in settings if setting.key in keys}


def _change(group: str, base: list[float], typed: Mapping[str, Setting]) -> list[float]:
    """The shares of a group after what was typed: one rescales the others, of two the third is the rest."""
    values = {style: _share(setting.key, setting.value, setting.origin) for style, setting in typed.items()}
    last = list(typed.values())[-1]
    if len(values) == len(STYLES):
        return _summing_to_one(group, [values[style] for style in STYLES], last.origin, None)
    if len(values) == 2:
        rest = 1.0 - math.fsum(values.values())
        if rest < -CLOSE:
            raise CrmsimError(
                message("two shares sum to {total:g}", total=math.fsum(values.values())),
                file=last.origin,
                key=last.key,
                value=last.value,
                expected=message("shares of givers, takers and matchers that sum to 1"),
            )
        return [values.get(style, max(0.0, rest)) for style in STYLES]
    ((style, value),) = values.items()
    others = math.fsum(share for name, share in zip(STYLES, base, strict=True) if name != style)
    if others == 0.0 and value < 1.0:
        raise CrmsimError(
            message("both other shares are 0 and cannot be scaled up"),
            file=last.origin,
            key=last.key,
            value=last.value,
            expected=message("a second share beside it"),
        )
    scale = (1.0 - value) / others if others > 0.0 else 0.0
    return [value if name == style else share * scale for name, share in zip(STYLES, base, strict=True)]


def change_on_the_way(group: str, base: list[float], changes: Mapping[str, object], origin: str) -> list[float]:
    """All three shares of a group after an intervention named some of them, by the rules for typed shares.

    Raises
    ------
    CrmsimError
        As :func:`resolve_shares`.
    """
    typed = _typed([Setting(key, value, origin) for key, value in changes.items()], group)
    return _change(group, base, typed) if typed else base


def _summing_to_one(group: str, shares: list[float], file: str, line: int | None) -> list[float]:
    """The shares, made to sum to one exactly where they nearly do."""
    total = math.fsum(shares)
    if abs(total - 1.0) > CLOSE:
        raise CrmsimError(
            message("the shares of givers, takers and matchers sum to {total:.10g}", total=total),
            file=file,
            line=line,
            key=group,
            value=dict(zip(STYLES, shares, strict=True)),
            expected=message("shares that sum to 1"),
        )
    return shares if abs(total - 1.0) <= EXACT else [share / total for share in shares]


def _share(key: str, value: object, file: str, line: int | None = None) -> float:
    """A value as a share, or the error a user meets."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        problem = message("of the wrong type")
    elif math.isnan(value) or math.isinf(value):
        problem = message("not a finite number")
    elif 0.0 <= value <= 1.0:
        return float(value) + 0.0
    else:
        problem = message("too small") if value < 0.0 else message("too large")
    guess = meant(value, float) if isinstance(value, str) else None
    expected = expectation(fields()[key])
    raise CrmsimError(problem, file=file, line=line, key=key, value=value, expected=expected, nearest=guess)
