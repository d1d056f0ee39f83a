"""Pajek networks and projects.

A reader of our own, because libraries were measured to change such files without a word (networkx 3.6.1 and igraph
1.0.0): undirected ties become one arc, lists of arcs become weights, partitions become people, and people of one name
become one. On lists of arcs or of edges, which both read rightly, tests hold it against both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.organisation.graphs import declared, tables_of
from crmsim.organisation.sheet import Sheet
from crmsim.words import message
from crmsim.words.numbers import whole

VERTEX = re.compile(r'^\s*(\d+)(?:\s+(?:"([^"]*)"|(\S+)))?')
SECTION = re.compile(r"^\*(\w+)\s*:?\s*(\d*)\s*(.*)$")
PARTS = {"partition": ".clu", "vector": ".vec"}
SINGLE = {"arcs": True, "edges": False}  # sections of a tie a line, and whether it is directed
LISTS = {"arcslist": True, "edgeslist": False}


@dataclass
class Project:
    """What was read so far."""

    file: str
    count: int = 0
    networks: int = 0
    labels: dict[int, str] = field(default_factory=dict)
    facts: dict[str, list[str]] = field(default_factory=dict)
    ties: list[tuple[int, int, dict[str, Any]]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def seat(self, text: str, line: int) -> int:
        """The place of a vertex number."""
        vertex = whole(text)
        if vertex is None or not 1 <= vertex <= self.count:
            raise CrmsimError(
                message("no such vertex"),
                file=self.file,
                line=line,
                value=text,
                expected=message("1 to {count}", count=self.count),
            )
        return vertex - 1


def read_pajek(text: str, file: str | Path) -> tuple[Sheet, Sheet, dict[str, str]]:
    """People, ties and notes of a network file or of a project with one network.

    Partitions and vectors become facts about people, by their name; relations that are numbered or named become kinds.

    Raises
    ------
    CrmsimError
        For more than one network, two-mode networks, numbers that are no vertex, and more vertices than the file can
        say anything about.
    """
    project = Project(str(file))
    section, kind, part, row = "", "", "", 0
    for line, raw in enumerate(text.splitlines(), start=1):
        content = raw.strip()
        if not content or content.startswith(("%", "/*")):
            continue
        if content.startswith("*"):
            result = SECTION.match(content)
            name = result[1].casefold() if result else ""
            if name in PARTS:
                part = content.split(maxsplit=1)[1] if " " in content else name
                part = part.strip().removesuffix(PARTS[name])
                section = name
            elif name == "vertices" and part:
                project.facts[part] = []
            elif name == "vertices":
                section = name
                _start(project, content.split()[1:], text, line)
            else:
                section, row, part = name, 0, ""
                number, label = (result[2], result[3].strip().strip('"')) if result else ("", "")
                kind = label or (f"relation {number}" if number else "")
                if name not in (*SINGLE, *LISTS, "matrix", "network"):
                    project.skipped.append(name)
            continue
        if part:
            project.facts.setdefault(part, []).append(content)
        elif section == "vertices":
            vertex = VERTEX.match(content)
            if vertex is None:
                raise CrmsimError(
                    message("no vertex"), file=file, line=line, value=content, expected=message('a number and a "name"')
                )
            project.labels[project.seat(vertex[1], line)] = vertex[2] if vertex[2] is not None else vertex[3] or ""
        elif section in SINGLE or section in LISTS or section == "matrix":
            _tie(project, section, kind, content.split(), line, row)
            row += 1
    if not project.count:
        raise CrmsimError(message("has no people"), file=file, expected=message("a line *Vertices with their number"))
    return _tables(project)


def _start(project: Project, words: list[str], text: str, line: int) -> None:
    project.networks += 1
    if project.networks > 1:
        raise CrmsimError(
            message("holds more than one network"), file=project.file, line=line, expected=message("one network a file")
        )
    if len(words) != 1 or not words[0].isdecimal():
        two = len(words) > 1
        raise CrmsimError(
            message("is a two-mode network") if two else message("no number of vertices"),
            file=project.file,
            line=line,
            value=" ".join(words),
            expected=message("people tied to people: *Vertices and their number"),
        )
    project.count = declared(words[0], text, project.file, line)


def _tie(project: Project, section: str, kind: str, words: list[str], line: int, row: int) -> None:
    facts: dict[str, Any] = {"kind": kind} if kind else {}
    if section == "matrix":
        if len(words) != project.count or row >= project.count:
            raise CrmsimError(
                message("{count} numbers in row {row} of the matrix", count=len(words), row=row + 1),
                file=project.file,
                line=line,
                expected=message("{count} rows of {count}", count=project.count),
            )
        facts["directed"] = "yes"
        project.ties += [
            (row, place, facts | {"weight": value}) for place, value in enumerate(words) if value.strip("0.") != ""
        ]
        return
    one = project.seat(words[0], line)
    if section in LISTS:
        facts["directed"] = "yes" if LISTS[section] else "no"
        project.ties += [(one, project.seat(other, line), facts | {"weight": "1"}) for other in words[1:]]
        return
    if len(words) < 2:
        raise CrmsimError(
            message("half a tie"), file=project.file, line=line, value=words[0], expected=message("two vertices")
        )
    facts |= {"directed": "yes" if SINGLE[section] else "no", "weight": words[2] if len(words) > 2 else "1"}
    project.ties.append((one, project.seat(words[1], line), facts))


def _tables(project: Project) -> tuple[Sheet, Sheet, dict[str, str]]:
    notes: dict[str, str] = {}
    for name, values in project.facts.items():
        if len(values) != project.count:
            raise CrmsimError(
                message("{name!r} holds {count} values", name=name, count=len(values)),
                file=project.file,
                expected=message("{count}, one a person", count=project.count),
            )
    if project.skipped:
        notes["left out"] = message(
            "parts of the file that were left out: {parts}", parts=", ".join(dict.fromkeys(project.skipped))
        )
    nodes = [
        {"name": project.labels.get(seat, ""), **{name: values[seat] for name, values in project.facts.items()}}
        for seat in range(project.count)
    ]
    ids = [seat + 1 for seat in range(project.count)]
    people, ties = tables_of(project.file, ids, nodes, project.ties, True)
    return people, ties, notes
