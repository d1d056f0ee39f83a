"""What sources do, as a hash: the same whatever is written about them.

Comments, docstrings, layout and the words of a parameter (what it means, where it comes from, which claims it serves,
what it is expected to do) change no number; so they change no hash. All else does: a number, an operator, a default, a
name, a string.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

WORDS = frozenset(("meaning", "source", "claims", "signs"))  # of a parameter: read by people, by no rule
HASH = re.compile(r"[0-9a-f]{32}")


class _Plain(ast.NodeTransformer):
    """Takes out of a tree what is there for readers alone."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        """A string that stands by itself does nothing: docstrings of modules, classes, functions and names."""
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return None
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """``parameter(…)`` and ``Field(…)`` without their words."""
        if isinstance(node.func, ast.Name) and node.func.id == "parameter":
            node.keywords = [given for given in node.keywords if given.arg not in WORDS]
        if isinstance(node.func, ast.Name) and node.func.id == "Field":
            del node.args[2:]  # its meaning
        return self.generic_visit(node)


def plain(source: bytes) -> str:
    """The tree of Python source as text, without positions, comments, docstrings and the words of parameters."""
    return ast.dump(_Plain().visit(ast.parse(source)))


def hash_of_code(files: Iterable[tuple[str, Path]], *also: str, kept: Path | None = None) -> str:
    """Hash of what Python files do, in the order given.

    Parameters
    ----------
    files:
        The name each file is known by wherever the package lies, and its path.
    also:
        What else belongs to the hash.
    kept:
        A folder of answers given before, by the bytes of the files: parsing takes a fifth of a second, which every
        start would pay. Where it cannot be written nothing is kept.

    Returns
    -------
    32 hexadecimal digits.
    """
    result = [(name, path.read_bytes()) for name, path in files]
    answer = kept / _digest([f"{name} {len(text)}\n".encode() + text for name, text in result], also) if kept else None
    if answer is not None:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            before = answer.read_text(encoding="ascii")
            if HASH.fullmatch(before):
                return before
    made = _digest([f"{name}\n{plain(text)}\n".encode() for name, text in result], also)
    if answer is not None:
        _keep(answer, made)
    return made


def _digest(parts: Iterable[bytes], also: Iterable[str]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(part)
    digest.update(repr(tuple(also)).encode())
    return digest.hexdigest()


def _keep(path: Path, text: str) -> None:
    """Write a small file whole or not at all."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="ascii") as new:
            new.write(text)
        os.replace(new.name, path)
