"""How files are to be read where their names do not say it, or say it wrongly."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crmsim.errors import CrmsimError, nearest
from crmsim.organisation.names import EMPLOYEE_COLUMNS, TIE_COLUMNS
from crmsim.organisation.sheet import NOTHING
from crmsim.words import message, wrong_choice

REPEATS = ("sum", "mean", "max", "last")
DECIMALS = {"point": ".", "comma": ","}
LEVELS = ("top", "bottom")
TENURES = ("years", "months", "weeks")
UNLISTED = ("refuse", "leave-out", "add")
SCALE = re.compile(r"^(\d{1,9})\s*(?:-|–|to|til)\s*(\d{1,9})$")


@dataclass(frozen=True)
class Options:
    """What is asked of a reading; nothing of it needs to be.

    Attributes
    ----------
    directed:
        Whether a row of ties speaks for one direction only.
    repeats:
        One of :data:`REPEATS`: what becomes of several rows for one pair and kind.
    scale:
        Kind of tie, or "" for all → "count", "share", or the ends of a scale of answers as (1, 5), the lower of which
        is no tie.
    decimal:
        "." or ",".
    level:
        "top" or "bottom": where level 1 is.
    tenure:
        Unit of tenure.
    missing:
        Words that mean that nothing is known, instead of the usual.
    unlisted:
        One of :data:`UNLISTED`: what becomes of people in ties, or as managers, who are not on the list.
    columns:
        Use → column, whatever it is called; "ignore" → columns to leave out.
    """

    directed: bool | None = None
    repeats: str | None = None
    scale: Mapping[str, str | tuple[int, int]] = field(default_factory=dict)
    decimal: str | None = None
    level: str | None = None
    tenure: str | None = None
    missing: frozenset[str] | None = None
    unlisted: str = "refuse"
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def plain(self) -> bool:
        """Whether nothing was asked but perhaps kinds."""
        return self == Options()


def options(
    *,
    directed: bool | None = None,
    repeats: str | None = None,
    scale: str | None = None,
    decimal: str | None = None,
    level: str | None = None,
    tenure: str | None = None,
    missing: str | Sequence[str] | None = None,
    unlisted: str = "refuse",
    columns: Mapping[str, str] | Sequence[str] = (),
) -> Options:
    """Options as a user writes them: ``scale="1-5"`` or ``"advice=1-5,trust=share"``, ``columns=["strength=mails"]``.

    Raises
    ------
    CrmsimError
        For a word that is no choice.
    """
    for key, value, known in (
        ("repeats", repeats, REPEATS),
        ("decimal", decimal, tuple(DECIMALS)),
        ("level", level, LEVELS),
        ("tenure", tenure, TENURES),
        ("unlisted", unlisted, UNLISTED),
    ):
        if value is not None and value not in known:
            raise wrong_choice(message("not a choice"), value, known, key=key)
    words = missing.split(",") if isinstance(missing, str) else missing
    return Options(
        directed=directed,
        repeats=repeats,
        scale=_scales(scale),
        decimal=None if decimal is None else DECIMALS[decimal],
        level=level,
        tenure=tenure,
        missing=None if words is None else frozenset({"", *(word.strip().casefold() for word in words)}),
        unlisted=unlisted,
        columns=columns if isinstance(columns, Mapping) else _columns(columns),
    )


def _scales(text: str | None) -> dict[str, str | tuple[int, int]]:
    result: dict[str, str | tuple[int, int]] = {}
    for part in (text or "").split(","):
        kind, _, name = part.rpartition("=")
        scale = parse_scale(name.strip())
        if scale is None and name.strip():
            raise CrmsimError(
                message("not a scale"),
                key="scale",
                value=part,
                expected=message("count, share, or the two ends of a scale of answers, as 1-5 or advice=1-5"),
            )
        if scale is not None:
            result[kind.strip()] = scale
    return result


def parse_scale(text: str) -> str | tuple[int, int] | None:
    """A scale as written: "count", "share", "1-5"; None where it is none."""
    if text in ("count", "share"):
        return text
    ends = SCALE.match(text)
    if ends is None or int(ends[1]) >= int(ends[2]):
        return None
    return int(ends[1]), int(ends[2])


def _columns(given: Sequence[str]) -> dict[str, str]:
    known = ("ignore", *EMPLOYEE_COLUMNS, *TIE_COLUMNS)
    result: dict[str, str] = {}
    for part in given:
        use, sign, name = part.partition("=")
        if not sign or use.strip() not in known:
            raise CrmsimError(
                message("a column is asked for as USE=NAME"),
                key="columns",
                value=part,
                expected=message("USE one of {choices}", choices=", ".join(known)),
                nearest=nearest(use.strip(), known),
            )
        name = name.strip()
        result[use.strip()] = f"{result['ignore']},{name}" if use == "ignore" and "ignore" in result else name
    return result


def missing_words(asked: Options) -> frozenset[str]:
    """The words that mean that nothing is known."""
    return NOTHING if asked.missing is None else asked.missing
