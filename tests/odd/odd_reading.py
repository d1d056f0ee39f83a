"""Reads the ODD page as a modeller would who has nothing else: signs back into Python, parameters from its tables."""

from __future__ import annotations

import ast
import functools
import hashlib
import json
import math
import re
from types import SimpleNamespace
from typing import Any

import numpy as np

BLOCK = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECTION = re.compile(r"^#{2,4} (.+)$", re.MULTILINE)
ROW = re.compile(r"^\| `(\w+(?:\.\w+)+)` \| (.*?) \| (.*?) \|", re.MULTILINE)
NAMES = re.compile(r"^(?:Constants|Codes): (.+)\.$", re.MULTILINE)
SIGNS = {"×": "*", "−": "-", "≤": "<=", "≥": ">=", "≠": "!=", "∞": "inf", " = ": " == ", " xor ": " ^ "}
WORDS = {" div ": " // ", " mod ": " % "}
EACH = {
    "person": "range(people.key.size)", "requirement": "range(requirements.status.size)",
    "tie": "range(start[{0}], start[{0} + 1])", "fact": "range(first_fact[{0}], first_fact[{0} + 1])",
}  # fmt: skip
MEASURE = re.compile(r"(\w+)\[(.+)\]\.(\w+)")
PLAIN = {
    "go on with the next": "continue",
    "leave the loop": "break",
    "nothing": "pass",
    "refuse it": "raise ValueError",
}


def sections(page: str) -> list[tuple[str, str]]:
    """The headings of the page, each with the text below it."""
    parts = SECTION.split(page)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def whole_lines(block: str) -> list[str]:
    """The lines of a block, with what goes on below joined to where it began."""
    made: list[str] = []
    depth = -8
    for line in block.splitlines():
        indent = len(line) - len(line.lstrip(" "))
        if made and indent == depth + 8:
            made[-1] += f" {line.strip()}"
        else:
            made.append(line)
            depth = indent
    return made


def signs(text: str) -> str:
    """A formula in the signs of Python."""
    for sign, other in {**SIGNS, **WORDS}.items():
        text = text.replace(sign, other)
    return text


def python_of(line: str) -> str:
    """One step as a statement of Python."""
    text = line.strip()
    depth = " " * (len(line) - len(line.lstrip(" ")))
    if text in PLAIN:
        return depth + PLAIN[text]
    if not depth:
        head, equals, value = text.partition(") = ")
        return f"def {head}): return {signs(value)}" if equals else f"def {text}"
    if text.startswith("where "):
        return f"{depth}def {text.removeprefix('where ').removesuffix(' is:')}:"
    if found := re.fullmatch(r"for each (\w+) (\w+)(?: of (\w+))?:", text):
        return f"{depth}for {found[2]} in {EACH[found[1]].format(found[3])}:"
    if found := re.fullmatch(r"for each (.+) of (.+):", text):
        return f"{depth}for {found[1]} in {signs(found[2])}:"
    if found := re.fullmatch(r"for (\w+) from (.+) in steps of (.+), before (.+):", text):
        return f"{depth}for {found[1]} in range({signs(found[2])}, {signs(found[4])}, {signs(found[3])}):"
    if found := re.fullmatch(r"for (\w+) from (.+) to (.+):", text):
        return f"{depth}for {found[1]} in range({signs(found[2])}, ({signs(found[3])}) + 1):"
    if text.startswith("else if "):
        return f"{depth}elif {signs(text.removeprefix('else if '))}"
    parts = [signs(part) for part in text.split(" ← ")]
    if len(parts) > 1 and (
        found := MEASURE.fullmatch(parts[0])
    ):  # of several, numpy would change a copy of the records
        parts[0] = f"{found[1]}[{found[3]!r}][{found[2]}]"
    return depth + " = ".join(parts)


def parameters(page: str) -> dict[str, Any]:
    """The values of the tables by dotted key; a word as its code."""
    made: dict[str, Any] = {}
    for key, value, unit in ROW.findall(page):
        text = value.strip("*")
        try:
            plain = None if text == "none" else json.loads(text)
        except ValueError:
            continue
        if isinstance(plain, str) and f" {plain}" in unit:
            plain = int(re.search(rf"(\d+) {plain}\b", unit)[1])  # type: ignore[index] # without it the test fails
        made[key] = plain
    return made


class Named:
    """What one name stands for on the page: a table of parameters, entities of the state, a function, a submodel."""

    def __init__(self) -> None:
        self.parameters: dict[str, Any] = {}
        self.entities: Any = None
        self.function: Any = None
        self.submodel: dict[str, Any] = {}

    def __call__(self, *given: Any) -> Any:
        return self.function(*given)

    def __getitem__(self, place: Any) -> Any:
        return self.entities[place]

    def __getattr__(self, name: str) -> Any:
        if name in self.parameters:
            return self.parameters[name]
        if self.entities is not None and name in (self.entities.dtype.names or ()):
            return getattr(self.entities, name)
        return self.submodel[name]


def joined(join: Any, key: int, *parts: Any) -> int:
    """A key of parts; a text is the name of a stream."""
    numbers = [
        int.from_bytes(hashlib.blake2b(one.encode(), digest_size=8).digest(), "little") if isinstance(one, str) else one
        for one in parts
    ]
    return functools.reduce(join, numbers, key)


class Reader:
    """All that the page says, ready to be followed."""

    def __init__(self, page: str, without: tuple[str, ...] = ("select",)) -> None:
        told = [one.partition(" = ") for line in NAMES.findall(page) for one in line.split("; ")]
        known = {name: ast.literal_eval(signs(value)) for name, _, value in told}
        self.shared: dict[str, Any] = {
            **known, "np": np, "inf": math.inf, "nan": math.nan, "hashlib": hashlib,
            **{name: getattr(math, name) for name in ("sqrt", "floor", "ceil", "isnan", "fsum", "copysign")},
        }  # fmt: skip
        self.spaces: dict[str, dict[str, Any]] = {}
        for heading, text in sections(page):
            space = self.spaces.setdefault(heading, {})
            for block in BLOCK.findall(text):
                source = "\n".join(python_of(line) for line in whole_lines(block)) + "\n"
                if not source.startswith(tuple(f"def {name}(" for name in without)):
                    exec(compile(source, f"<{heading}>", "exec"), space)
        for space in self.spaces.values():
            space.pop("__builtins__", None)
        self.told = {heading: dict(space) for heading, space in self.spaces.items()}
        self.named: dict[str, Named] = {}
        for key, value in parameters(page).items():
            table, *inner = key.split(".")
            one = self.name(table)
            if len(inner) == 1:
                one.parameters[inner[0]] = value
            else:
                setattr(one.parameters.setdefault(inner[0], SimpleNamespace()), inner[1], value)
        for heading, space in self.spaces.items():
            self.name(heading).submodel = space
            for name, function in space.items():
                if name in self.named:
                    self.named[name].function = function

    def name(self, name: str) -> Named:
        """What a name stands for."""
        return self.named.setdefault(name, Named())

    def bind(self, state: Any = None) -> None:
        """Let every submodel know all the others, and names of the state stand for its arrays."""
        for name, value in state._asdict().items() if state is not None else ():
            if name in self.named or value.dtype.names:
                self.name(name).entities = value
            else:
                self.shared[name] = value
        join = self.told["draws"]["join"]
        every = {name: one for told in self.told.values() for name, one in told.items()}
        common = {**every, **self.shared, **self.named, "state": state}
        for heading, space in self.spaces.items():
            own = {name: one for name, one in self.told[heading].items() if name not in self.named}
            space.update({**common, **own})
            if heading not in ("draws", "portable"):
                space["join"] = functools.partial(joined, join)
