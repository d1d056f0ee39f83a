"""Small valid files made odd: by their bytes, by their words and numbers, and by their structure.

Everything is drawn from a generator that whoever calls hands in, so that a number names an input. Depths and lengths
stay harmless: what is looked for is a wrong answer, not how much a parser of others can bear.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

TOKEN = re.compile(rb"[A-Za-z_\xc0-\xff]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\s+|.", re.DOTALL)
NUMBERS = (
    b"0", b"-0", b"-1", b"1", b"2", b"0.5", b".5", b"5.", b"1e308", b"-1e308", b"1e999", b"-1e999", b"1e-400", b"nan",
    b"NaN", b"-nan", b"inf", b"-inf", b"Infinity", b"2147483648", b"9223372036854775807", b"18446744073709551616",
    b"-9223372036854775809", b"1" * 400, b"1" * 5000, b"0." + b"3" * 400, b"1_000", b"0x10", b"0b1", b"0o7",
    b"1,5", b"1.000,5",
    b"1 000", "1\u00a0000".encode(), "\u0661\u0662".encode(), b"1e5", b"3000000000", b"2000001", b"1e15", b"00012",
    b"2026-01-05", b"12:00", b"true", b"false", b"1/3", b"50 %",
)  # fmt: skip
WORDS = (
    b"", b" ", b"\t", b"\0", b"\r", b"\r\n", b"\n", b"\x1b[31m", b"\x07", b"\x7f", b"\x85", "\u2028".encode(),
    "\u202e".encode(), "\ufeff".encode(), "\u200b".encode(), "\U0001f600".encode(), "\ud7ff\ue000".encode(),
    b"\xed\xa0\x80", b"\xff\xfe", b"\xfe\xff", b"\xc3", b"$x^2$", b"$\\frac{$", b"=1+1", b"@a", b"+a", b"-a", b"{x}",
    b"{0}", b"%s", b"%(a)s", b"../../etc", b"/", b"\\", b"'", b'"', b'"""', b"<", b"&", b"&amp;", b"]]>", b"<!--",
    b"<a/>", b"#", b"[", b"]", b"[[", b"{", b"}", b"=", b",", b";", b"*", b"*Edges\n", b"*Vertices 3\n", b"*Arcs\n",
    b"data:\n", b"labels:\n", b"dl n=3\n", b"NA", b"null", b"None", b"employee_id", b"source_id", b"manager_id",
    b"department", b"strength", b"kind", b"directed", b"time", b"level", b"tenure", b"quality", b"style", b"giver",
    b"taker", b"baseline", b"ours", b"organisation", b"[design]\n", b"kind = \"grid\"\n", b"low", b"high", b"from",
    b"steps", b"__class__", b"a" * 3000, "\u00e6\u00f8\u00e5".encode(), "e\u0301".encode() * 50,
)  # fmt: skip
OPENING = ((b"[", b"]"), (b"{ a = ", b"}"), (b"<node>", b"</node>"), (b"<g>", b"</g>"), (b'"', b'"'), (b"(", b")"))
LARGEST = 200_000  # bytes of an input
REPEATS = (2, 5, 50, 500)
DEPTHS = (3, 30, 300)

Change = Callable[[bytes, random.Random], bytes]


def mutated(content: bytes, draw: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """A file with one to several changes of any sort.

    Parameters
    ----------
    others:
        Files of which a piece may come in.
    """
    for _ in range(draw.choice((1, 1, 1, 2, 2, 3, 5, 8))):
        sort = draw.choice((by_bytes, by_tokens, by_tokens, by_lines, by_lines, nested))
        content = sort(content, draw)[:LARGEST]
    if others and draw.random() < 0.05:
        other = draw.choice(others)
        cut, taken = draw.randrange(len(content) + 1), draw.randrange(len(other) + 1)
        content = content[:cut] + other[taken:]
    if draw.random() < 0.04:
        content = recoded(content, draw)
    return content[:LARGEST]


def by_bytes(content: bytes, draw: random.Random) -> bytes:
    """Bits flipped, bytes put in, taken out, doubled, or the end lost."""
    if not content:
        return bytes(draw.randrange(256) for _ in range(draw.randrange(1, 40)))
    place = draw.randrange(len(content))
    length = draw.choice((1, 1, 2, 4, 16, 64))
    how = draw.randrange(6)
    if how == 0:
        return content[:place] + bytes([content[place] ^ 1 << draw.randrange(8)]) + content[place + 1 :]
    if how == 1:
        return content[:place] + bytes(draw.randrange(256) for _ in range(length)) + content[place:]
    if how == 2:
        return content[:place] + content[place + length :]
    if how == 3:
        return content[:place] + content[place : place + length] * 2 + content[place + length :]
    if how == 4:
        return content[:place]
    return content[:place] + draw.choice(WORDS) + content[place + length :]


def by_tokens(content: bytes, draw: random.Random) -> bytes:
    """A word, number or sign exchanged for another, doubled, or left out."""
    tokens = TOKEN.findall(content)
    if not tokens:
        return draw.choice(WORDS)
    numbers = [place for place, token in enumerate(tokens) if token[:1].isdigit()]
    place = draw.choice(numbers) if numbers and draw.random() < 0.5 else draw.randrange(len(tokens))
    how = draw.randrange(5)
    if how == 0:
        del tokens[place]
    elif how == 1:
        tokens[place] = draw.choice(NUMBERS if tokens[place][:1].isdigit() else WORDS)
    elif how == 2:
        tokens[place] = draw.choice(NUMBERS + WORDS)
    elif how == 3:
        other = draw.randrange(len(tokens))
        tokens[place], tokens[other] = tokens[other], tokens[place]
    else:
        tokens.insert(place, draw.choice(tokens))
    return b"".join(tokens)


def by_lines(content: bytes, draw: random.Random) -> bytes:
    """Lines doubled, swapped, left out, repeated; a column left out or doubled; the header lost."""
    lines = content.splitlines(keepends=True)
    if not lines:
        return content
    place, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    how = draw.randrange(7)
    if how == 0:
        lines.insert(place, lines[other])
    elif how == 1:
        lines[place], lines[other] = lines[other], lines[place]
    elif how == 2:
        del lines[place]
    elif how == 3:
        lines[place : place + 1] = [lines[place]] * draw.choice(REPEATS)
    elif how == 4:
        lines = lines[1:]
    else:
        sign = draw.choice((b",", b";", b"\t", b" ", b"=", b"><"))
        column = draw.randrange(4)
        lines = [sign.join(_column(line.split(sign), column, how == 5)) for line in lines]
    return b"".join(lines)


def _column(cells: list[bytes], column: int, gone: bool) -> list[bytes]:
    if column < len(cells) - 1:
        if gone:
            del cells[column]
        else:
            cells.insert(column, cells[column])
    return cells


def nested(content: bytes, draw: random.Random) -> bytes:
    """A token within many brackets, a name of many parts, a piece repeated many times."""
    tokens = TOKEN.findall(content) or [b"a"]
    place, depth = draw.randrange(len(tokens)), draw.choice(DEPTHS)
    how = draw.randrange(4)
    if how == 0:
        opening, closing = draw.choice(OPENING)
        tokens[place] = opening * depth + tokens[place] + closing * (depth if draw.random() < 0.7 else depth - 1)
    elif how == 1:
        tokens[place] = b".".join([tokens[place]] * depth)
    elif how == 2:
        end = min(len(tokens), place + draw.choice((1, 5, 20)))
        tokens[place:end] = tokens[place:end] * draw.choice(REPEATS)
    else:
        tokens.insert(place, b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]>')
        tokens.append(b"&c;")
    return b"".join(tokens)


def recoded(content: bytes, draw: random.Random) -> bytes:
    """The file in another encoding, with other line ends, or behind a mark of one."""
    how = draw.randrange(6)
    text = content.decode("utf-8", "replace")
    if how < 3:
        return text.encode(("utf-16", "utf-16-be", "latin-1")[how], "replace")
    if how == 3:
        return content.replace(b"\n", b"\r")
    if how == 4:
        return content.replace(b"\n", b"\r\n")
    return b"\xef\xbb\xbf" * 2 + content
