"""The small files of the tests, with people added to each until it is no longer refused for being about a few.

What comes from files of fewer than five people is read and told of, and then called what cannot be run. Left as small
as they are, none of the files that are fuzzed would be accepted, and nothing behind a reader would be attacked.
"""

from __future__ import annotations

import re

ADDED = ("xan", "xbo", "xcy", "xdi")  # with whoever has a tie, five and more
VERTICES = re.compile(r"\*vertices\s+(\d+)", re.IGNORECASE)
SIZE = re.compile(r"^(dl\s+n\s*=\s*)(\d+)", re.IGNORECASE)


def people(text: str) -> str:
    """A list of people with more of them, each as the last is but for the id, which stands first."""
    return _with_lines(text, [_other(text.splitlines()[-1], name) for name in ADDED])


def ties(text: str, kind: str) -> str:
    """A file that holds people and ties with more people; of a table, where no list goes with it, with more ties.

    Parameters
    ----------
    kind:
        As :func:`benchmarks.attack.valid.format_of` tells it.
    """
    return ADDERS[kind](text)


def _table(text: str) -> str:
    last, sign = text.splitlines()[-1], _sign(text)
    first, _, rest = last.partition(sign)
    return _with_lines(text, [f"{first}{sign}{_other(rest, name, sign)}" for name in ADDED])


def _matrix(text: str) -> str:
    """More rows and columns without a tie; nothing where the rows have no names."""
    head, *rows = text.splitlines()
    sign = _sign(text)
    if head[:1].isdigit():
        return text
    names = [f'"{name}"' if '"' in head else name for name in ADDED]
    more = [name + f"{sign}0" * (head.count(sign) + len(names)) for name in names]
    wider = [row + f"{sign}0" * len(names) for row in rows]
    return "\n".join([sign.join([head, *names]), *wider, *more, ""])


def _graphml(text: str) -> str:
    nodes = "".join(f'<node id="{name}"/>' for name in ADDED)
    return text.replace("<edge ", f"{nodes}<edge ", 1)


def _gexf(text: str) -> str:
    nodes = "".join(f'<node id="{name}" label="{name}"/>' for name in ADDED)
    return text.replace("</nodes>", f"{nodes}</nodes>", 1)


def _pajek(text: str) -> str:
    """More vertices, and for each a value in every partition."""
    result: list[str] = []
    ahead, count, partition = 0, 0, False
    for line in text.splitlines():
        if found := VERTICES.match(line):
            ahead = count = int(found[1])
            line = f"*Vertices {count + len(ADDED)}"
        elif ahead:
            ahead -= 1
            if not ahead:
                line = "\n".join(
                    [line, *("1" if partition else f'{count + n} "{name}"' for n, name in enumerate(ADDED, 1))]
                )
        elif line.startswith("*"):
            partition = line.lower().startswith("*partition")
        result.append(line)
    return "\n".join([*result, ""])


def _dl(text: str) -> str:
    """A greater n, more labels, and for a full matrix more rows and columns; for labels in the data, more ties."""
    text = SIZE.sub(lambda found: f"{found[1]}{int(found[2]) + len(ADDED)}", text)
    head, data, body = re.split(r"(?im)^(data:)$", text, maxsplit=1)
    rows = body.strip("\n").splitlines()
    if "embedded" in head.lower():
        rows.append(" ".join(["cy", *ADDED]))
    else:
        head += "".join(f"{name}\n" for name in ADDED)
    if "fullmatrix" in head.lower():
        rows = [row + " 0" * len(ADDED) for row in rows]
        rows += [" ".join("0" * len(rows[0].split()))] * len(ADDED)
    return "\n".join([head + data, *rows, ""])


ADDERS = {
    "csv": _table, "gephi": _table, "matrix": _matrix, "graphml": _graphml, "gexf": _gexf, "pajek": _pajek, "dl": _dl,
}  # fmt: skip


def _sign(text: str) -> str:
    return ";" if ";" in text.splitlines()[0] else ","


def _other(row: str, name: str, sign: str = "") -> str:
    """A row whose first cell is another."""
    _, found, rest = row.partition(sign or _sign(row))
    return f"{name}{found}{rest}"


def _with_lines(text: str, lines: list[str]) -> str:
    return "\n".join([text.rstrip("\n"), *lines, ""])
