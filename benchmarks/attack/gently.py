"""Valid files with a few values exchanged and their form left whole: what gets past the parsers, to what lies behind.

As in :mod:`benchmarks.attack.mutate` everything is drawn from a generator that is handed in.
"""

from __future__ import annotations

import functools
import random
import re
import tomllib
from typing import Any

import tomli_w

VALUE = re.compile(rb"\d+(?:\.\d+)?|\b(?:ann|bo|cy|di|eve)\b")
PEOPLE = (b"ann", b"bo", b"cy", b"di", b"eve")
PLAIN = (
    "0", "1", "2", "3", "5", "7", "-1", "0.5", "0,5", "1.5", "1e3", "1e-3", "1e308", "1e15", "100", "1000", "2000000",
    "2026", "1.000", "1 000", "50 %", "NA", "-", "", "nan", "inf", "99999999999999999999", "9" * 5000,
)  # fmt: skip
WORDS = (
    "ann", "bo", "cy", "di", "Ann", " ann ", "A", "B", "Salg", "giver", "taker", "employee", "team_leader", "yes", "no",
    "directed", "undirected", "advice", "trust", "years", "2026-01-05", "05.01.2026", "12:00", "=1+1", "$x$", "{name}",
    "%s", "@ann", "'", "a;b", "æøå", "e\u0301", "\u200b", "\u202eann", "x" * 300,
)  # fmt: skip
COLUMNS = (
    "strength", "weight", "kind", "type", "quality", "directed", "time", "count", "level", "manager_id", "department",
    "tenure", "style", "role", "otherish", "productivity", "threshold", "title", "alder", "antall", "svar",
)  # fmt: skip
SCALARS: tuple[Any, ...] = (
    0, 1, 2, -1, 3, 10, 100, 0.0, 0.5, 1.0, 1.5, -0.5, 1e-9, 1e9, 1e308, -1e308, 5e-324, 2**31, 2**63 - 1, -(2**63),
    float("inf"), float("-inf"), float("nan"), True, False, "", "ann", "interval", "baseline", "$x_{$", "{name}", "%d",
    "../..", "/dev/null", "all", "share:0.5", "share:nan", "share:1e400", "level:99", "department:9",
    "level:" + "9" * 5000, "employee:" + "9" * 5000,
    "role:employee", [], [0.1, 0.2], [[]], {}, {"low": 0.0, "high": 1.0}, {"low": 1.0, "high": 0.0},
    {"from": 0.0, "to": 1.0, "steps": 3}, {"from": 0.0, "to": 1e308, "steps": 2}, "x" * 300,
)  # fmt: skip
SMALL = {"employees": 20, "weeks": 8, "samples": 8, "runs": 2}  # so that what is accepted can be tried
CHANGES = (1, 1, 1, 2, 2, 4)  # in a file


def cells(content: bytes, draw: random.Random) -> bytes:
    """A table with some cells, rows or columns changed."""
    text = content.decode("utf-8", "replace")
    lines = text.splitlines()
    if not lines:
        return content
    sign = max(",;\t", key=lines[0].count)
    rows = [line.split(sign) for line in lines]
    for _ in range(draw.choice(CHANGES)):
        row = draw.randrange(min(1, len(rows) - 1), len(rows))
        place = draw.randrange(len(rows[row]))
        how = draw.randrange(8)
        if how < 4:
            number = bool(re.fullmatch(r"[\d.,]+", rows[row][place]))
            rows[row][place] = draw.choice(PLAIN if number == (draw.random() < 0.8) else WORDS)
        elif how == 4:
            other = draw.randrange(min(1, len(rows) - 1), len(rows))
            rows[row][place] = rows[other][min(place, len(rows[other]) - 1)]
        elif how == 5:
            rows.insert(row, list(rows[draw.randrange(min(1, len(rows) - 1), len(rows))]))
        elif how == 6 and len(rows) > 2:
            del rows[row]
        else:
            name, some = draw.choice(COLUMNS), draw.choice((PLAIN, WORDS))
            few = [draw.choice(some) for _ in range(draw.choice((1, 2, 5)))]
            rows = [[*one, name if n == 0 else draw.choice(few)] for n, one in enumerate(rows)]
    return "".join(f"{sign.join(row)}\n" for row in rows).encode()


def values(content: bytes, draw: random.Random) -> bytes:
    """A graph with some numbers and some people exchanged for others."""
    found = list(VALUE.finditer(content))
    for one in sorted(draw.sample(found, min(len(found), draw.choice(CHANGES))), key=lambda one: -one.start()):
        number = one[0][:1].isdigit()
        new = draw.choice(PLAIN).encode() if number else draw.choice(PEOPLE)
        content = content[: one.start()] + new + content[one.end() :]
    return content


def tables(content: bytes, draw: random.Random) -> bytes:
    """A scenario or experiment with some values exchanged, some keys added that are known, and some left out."""
    known: dict[str, Any] = tomllib.loads(content.decode())
    for _ in range(draw.choice(CHANGES)):
        how = draw.randrange(5)
        if how == 0:
            table, _, key = draw.choice(_keys()).rpartition(".")
            place = known.setdefault(table, {}) if "levers" not in known else known.setdefault("constants", {})
            if isinstance(place, dict):
                place[key if "levers" not in known else f"{table}.{key}"] = draw.choice(SCALARS)
            continue
        if how == 1 and "levers" in known and isinstance(known["levers"], dict):
            known["levers"][draw.choice(_keys())] = draw.choice((*SCALARS[-8:], "interval", [0.1, 0.5], [1, 2]))
            continue
        places = list(_places(known))
        if not places:
            break
        table_at, at = draw.choice(places)
        if how == 2 and draw.random() < 0.3:
            del table_at[at]
        else:
            table_at[at] = draw.choice(SCALARS)
    if draw.random() < 0.7:
        _make_small(known)
    return tomli_w.dumps(known).encode("utf-8", "surrogateescape")


def _places(known: Any) -> list[tuple[Any, Any]]:
    """Every place in tables and lists, however deep."""
    result: list[tuple[Any, Any]] = []
    for at, value in list(known.items() if isinstance(known, dict) else enumerate(known)):
        result.append((known, at))
        if isinstance(value, dict | list):
            result += _places(value)
    return result


def _make_small(known: dict[str, Any]) -> None:
    if "levers" in known or "uncertainties" in known:
        known["runs"] = SMALL["runs"]
        if isinstance(known.get("design"), dict) and "samples" in known["design"]:
            known["design"]["samples"] = SMALL["samples"]
        return
    for table, key in (("organisation", "employees"), ("scenario", "weeks")):
        place = known.setdefault(table, {})
        if isinstance(place, dict) and not (key == "employees" and "employees_csv" in place):
            place.setdefault(key, SMALL[key])


@functools.cache
def _keys() -> tuple[str, ...]:
    """Every parameter of a scenario."""
    from crmsim.scenario.schema import fields

    return tuple(fields())
