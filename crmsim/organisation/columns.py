"""What columns may be called, in English and Norwegian, and how their cells are read."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping

import numpy as np

from crmsim.errors import CrmsimError, nearest
from crmsim.mechanisms.state import ROLES, STYLES
from crmsim.organisation.organisation import Real, Small
from crmsim.organisation.sheet import Sheet, simple

# Simplified names, the surest first: where a file has several of a row, the first one counts.
EMPLOYEE_COLUMNS: dict[str, tuple[str, ...]] = {
    "employee_id": (
        "employeeid", "employee", "ansattid", "ansattnr", "ansattnummer", "ansatt", "medarbeiderid", "medarbeider",
        "personid", "person", "userid", "user", "brukerid", "bruker", "nodeid", "node", "id", "epost", "email",
        "fulltnavn", "fullname", "navn", "name",
    ),
    "department": (
        "department", "dept", "departmentid", "avdeling", "avd", "enhet", "unit", "orgunit", "seksjon", "section",
        "division", "divisjon", "team", "gruppe", "group", "kontor", "office", "sted", "location", "city",
    ),
    "level": ("level", "niva", "nivaa", "hierarchylevel", "orgniva", "trinn", "grade"),
    "title": ("levellabel", "title", "jobtitle", "position", "stilling", "stillingstittel", "tittel"),
    "manager": (
        "managerid", "manager", "naermesteleder", "naermestelederid", "lederid", "leder", "sjef", "overordnet",
        "rapporterertil", "reportsto", "supervisorid", "supervisor", "boss",
    ),
    "style": ("style", "stil", "reciprocitystyle"),
    "role": ("role", "rolle"),
    "otherish": ("otherish",),
    "productivity": ("productivity", "produktivitet"),
    "threshold": ("threshold", "terskel"),
    "tenure_years": ("tenureyears", "tenure", "ansiennitet", "ansiennitetar", "ansettelsestid", "yearsofservice"),
}  # fmt: skip
TIE_COLUMNS: dict[str, tuple[str, ...]] = {
    "source_id": (
        "sourceid", "source", "fromid", "from", "fraid", "fra", "fraansatt", "avsender", "sender", "ego", "asker",
        "person1", "employee1", "ansatt1", "i",
    ),
    "target_id": (
        "targetid", "target", "toid", "to", "tilid", "til", "tilansatt", "mottaker", "receiver", "recipient", "alter",
        "person2", "employee2", "ansatt2", "j",
    ),
    "strength": (
        "strength", "styrke", "weight", "vekt", "contact", "kontakt", "frequency", "frekvens", "hyppighet", "duration",
        "varighet", "seconds", "sekunder", "count", "antall", "raw", "value", "verdi",
    ),
    "kind": ("kind", "type", "tietype", "slag", "relation", "relasjon", "layer"),
    "quality": ("quality", "kvalitet"),
    "directed": ("directed", "rettet"),
}  # fmt: skip

STYLE_WORDS = {
    **{style: style for style in STYLES},
    "givers": "giver", "gir": "giver", "takers": "taker", "tar": "taker", "tager": "taker", "matchers": "matcher",
    "matches": "matcher", "bytter": "matcher",
}  # fmt: skip
ROLE_WORDS = {
    **{simple(role): role for role in ROLES},
    "ansatt": "employee", "medarbeider": "employee", "superbruker": "superuser", "teamlead": "team_leader",
    "teamleder": "team_leader", "avdelingsleder": "team_leader", "projectmanager": "project_leader",
    "prosjektleder": "project_leader", "toppleder": "executive", "direktor": "executive", "ceo": "executive",
}  # fmt: skip
NOTHING = {"", "na", "n/a", "nan", "null", "none", "-", "–", "#n/a", "ingen", "mangler"}
YES = {"1", "1.0", "true", "yes", "ja", "j", "y", "directed", "rettet", "sann"}
NO = {"0", "0.0", "false", "no", "nei", "n", "undirected", "urettet", "usann"}


def find_columns(sheet: Sheet, table: Mapping[str, tuple[str, ...]], required: Iterable[str]) -> dict[str, list[str]]:
    """The cells of every column that is there, by its own name.

    Raises
    ------
    CrmsimError
        Where a required column is missing or a name stands twice.
    """
    places: dict[str, int] = {}
    for place, name in enumerate(map(simple, sheet.header)):
        if name in places and any(name in names for names in table.values()):
            raise CrmsimError("two columns of this name", file=sheet.file, line=1, value=sheet.header[place])
        places.setdefault(name, place)
    found = {
        column: sheet.columns[places[name]]
        for column, names in table.items()
        for name in [next((name for name in names if name in places), None)]
        if name is not None
    }
    for column in required:
        if column not in found:
            options = {name: name for name in table[column]} | {simple(column): column}
            near = next((options[hit] for name in places if (hit := nearest(name, options))), None)
            raise CrmsimError(
                f"no column {column!r} in the header line",
                file=sheet.file,
                value=", ".join(sheet.header),
                expected=f"a header line with {column}, or one of {', '.join(table[column][:8])}",
                nearest=near,
            )
    return found


def identity(text: str) -> str:
    """An id as it counts: Unicode composed, blanks single, and 7.0 as a spreadsheet writes it is 7 (007 is not)."""
    bare = " ".join(unicodedata.normalize("NFC", text).split())
    return WHOLE.sub(r"\1", bare)


WHOLE = re.compile(r"^(\d+)[.,]0+$")


def is_missing(text: str) -> bool:
    """Whether a cell says that nothing is known."""
    return text.casefold() in NOTHING


def number(text: str) -> float:
    """A number as spreadsheets write it, with decimal point or comma, blanks between thousands, or a per cent sign.

    Where both signs stand the last one is the decimal sign. NaN where the text is no finite number.
    """
    bare = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("−", "-")
    share = 0.01 if bare.endswith("%") else 1.0
    bare = bare.removesuffix("%")
    if bare.rfind(",") > bare.rfind("."):
        bare = bare.replace(".", "").replace(",", ".")
    else:
        bare = bare.replace(",", "")
    if not NUMBER.match(bare):  # float() also takes "1_0", "inf" and other scripts' digits
        return math.nan
    value = float(bare) * share
    return value if math.isfinite(value) else math.nan


NUMBER = re.compile(r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$")


def measures(
    sheet: Sheet,
    name: str,
    cells: list[str],
    *,
    low: float = -math.inf,
    high: float = math.inf,
    above: float = -math.inf,
    gaps: bool = True,
) -> Real:
    """A column of numbers, NaN where missing.

    Raises
    ------
    CrmsimError
        At the first cell that is no number, outside ``low`` to ``high``, not above ``above``, or, without ``gaps``,
        missing.
    """
    bounds = [
        text
        for text, there in (
            (f"above {above:g}", above > -math.inf),
            (f"from {low:g} to {high:g}", low > -math.inf and high < math.inf),
            (f"{low:g} or more", low > -math.inf and high == math.inf),
        )
        if there
    ]
    expected = " ".join(["a number", *bounds])
    read: dict[str, float] = {}
    for row, text in enumerate(cells):
        if text in read:
            continue
        value = math.nan if is_missing(text) else number(text)
        bad = math.isnan(value) and not (gaps and is_missing(text))
        if bad or value < low or value > high or value <= above:
            problem = "missing" if is_missing(text) else "not a number" if bad else "out of range"
            raise CrmsimError(
                problem, file=sheet.file, line=sheet.lines[row], key=name, value=text or None, expected=expected
            )
        read[text] = value
    return np.array([read[text] for text in cells], dtype=np.float64)


def words(sheet: Sheet, name: str, cells: list[str], known: Mapping[str, str], places: tuple[str, ...]) -> Small:
    """A column of words as places in a list, -1 where missing.

    Raises
    ------
    CrmsimError
        At the first word that is not known.
    """
    found = np.full(len(cells), -1, dtype=np.int8)
    for row, text in enumerate(cells):
        if is_missing(text):
            continue
        word = known.get(simple(text))
        if word is None:
            near = nearest(simple(text), known)
            raise CrmsimError(
                f"unknown {name}",
                file=sheet.file,
                line=sheet.lines[row],
                key=name,
                value=text,
                expected=f"one of {', '.join(places)}, or nothing",
                nearest=None if near is None else known[near],
            )
        found[row] = places.index(word)
    return found
