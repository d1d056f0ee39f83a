"""How a set's files are to be read where their names do not say it: ``forecast.toml``, small and read strictly."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crmsim.errors import CrmsimError, nearest
from crmsim.files import parse_toml, read_plain, what_is_wrong
from crmsim.organisation.names import EMPLOYEE_COLUMNS, TIE_COLUMNS
from crmsim.words import message, wrong_choice

FILE = "forecast.toml"
USES = ("time", "adopted", "after", "ignore", *EMPLOYEE_COLUMNS, *TIE_COLUMNS)
KEYS: dict[str, dict[str, tuple[type, ...]]] = {
    "files": {"people": (str,), "ties": (str,), "adoption": (str,)},
    "columns": dict.fromkeys(USES, (str,)),
    "time": {
        "unit": (str,), "begin": (int, float), "end": (int, float), "period": (int, float), "never": (list, int, float),
    },
    "people": {"unlisted": (str,), "without_adoption": (str,), "adjust": (list, str), "missing": (list, str)},
    "ties": {"kinds": (str,), "directed": (bool,), "repeats": (str,), "scale": (str,)},
}  # fmt: skip
CHOICES = {"unlisted": ("leave-out", "refuse", "add"), "without_adoption": ("unknown", "not adopted")}
WORDS: dict[type, str] = {
    str: message("text"), int: message("a number"), float: message("a number"), list: message("a list"),
    bool: message("true or false"),
}  # fmt: skip
USUAL = {
    "people": ("employees.csv", "people.csv"), "ties": ("ties.csv",), "adoption": ("adoption.csv",),
}  # fmt: skip


@dataclass(frozen=True)
class Mapping:
    """What a set's files are called and mean.

    Attributes
    ----------
    name:
        Of the set.
    people, ties, adoption:
        The files; people may be missing.
    columns:
        Use → name of the column.
    unit:
        What a period is called, "" for nothing.
    begin, end:
        The first and the last time that was watched; None to be told from the times.
    period:
        Length of a period in the file's unit.
    never:
        Times that stand for never.
    unlisted:
        What becomes of people in ties who are not on the list.
    without_adoption:
        What is known of people without a row of adoption: "unknown", or "not adopted" until the end; "" where the rows
        have to tell.
    adjust:
        Columns of the people that may matter to adoption.
    missing_words:
        Words that say that nothing is known; None for the usual.
    kinds, directed, repeats, scale:
        As :func:`crmsim.organisation.read` takes them.
    source:
        The file that says so; None without.
    """

    name: str
    ties: Path
    adoption: Path
    people: Path | None = None
    columns: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    begin: float | None = None
    end: float | None = None
    period: float = 1.0
    never: tuple[float, ...] = ()
    unlisted: str = "leave-out"
    without_adoption: str = ""
    adjust: tuple[str, ...] = ()
    missing_words: tuple[str, ...] | None = None
    kinds: str | None = None
    directed: bool | None = None
    repeats: str = "max"
    scale: str | None = None
    source: Path | None = None


def read_mapping(data: Path, path: Path | None, changes: dict[str, dict[str, Any]]) -> Mapping:
    """The mapping of a folder; ``changes`` (table → key → value) go before what it says.

    Raises
    ------
    CrmsimError
        For a folder that is none, files that are missing, and keys or values that are no choice.
    """
    if not data.is_dir():
        raise CrmsimError(
            message("is a file") if data.exists() else message("there is no such folder"), file=data,
            expected=message("a folder with ties.csv, adoption.csv and employees.csv"),
        )  # fmt: skip
    source = path or data / FILE
    content = _content(source) if path is not None or source.exists() else {}
    for table, values in changes.items():
        content[table] = {**content.get(table, {}), **values}
    files, time, people, ties = (content.get(name, {}) for name in ("files", "time", "people", "ties"))
    for key, choices in CHOICES.items():
        if people.get(key, choices[0]) not in choices:
            raise wrong_choice(message("not a choice"), people[key], choices, file=source, key=f"people.{key}")
    if not time.get("period", 1.0) > 0.0:
        raise CrmsimError(
            message("not a length"), file=source, key="time.period", value=time["period"],
            expected=message("a number above 0"),
        )  # fmt: skip
    never, listed = time.get("never", []), _file(data, "people", files, source)
    adjust, missing = people.get("adjust", ()), people.get("missing")
    return Mapping(
        name=data.resolve().name,
        ties=_file(data, "ties", files, source), adoption=_file(data, "adoption", files, source),
        people=listed, columns=dict(content.get("columns", {})),
        unit=time.get("unit", ""), begin=time.get("begin"), end=time.get("end"),
        period=float(time.get("period", 1.0)),
        never=tuple(float(one) for one in (never if isinstance(never, list) else [never])),
        unlisted=people.get("unlisted", "leave-out" if listed is not None else "add"),
        without_adoption=people.get("without_adoption", ""),
        adjust=tuple(adjust.split(",") if isinstance(adjust, str) else adjust),
        missing_words=None if missing is None else tuple(missing.split(",") if isinstance(missing, str) else missing),
        kinds=ties.get("kinds"), directed=ties.get("directed"),
        repeats=ties.get("repeats", "max"), scale=ties.get("scale"), source=source if source.exists() else None,
    )  # fmt: skip


def _file(data: Path, what: str, files: dict[str, str], source: Path) -> Any:
    """The path of a table; None for people, who may be missing."""
    if what in files:
        path = data / files[what]
        if not path.is_file():
            raise CrmsimError(
                message("there is no such file"), file=source, key=f"files.{what}", value=files[what],
                expected=message("a file in {folder}", folder=data),
                nearest=nearest(files[what], _unused(data, what, files)),
            )  # fmt: skip
        return path
    for name in USUAL[what]:
        if (data / name).is_file():
            return data / name
    if what == "people":
        return None
    raise CrmsimError(
        message("there is no file {name}", name=USUAL[what][0]), file=data,
        expected=message("that file, or its name in {file} as files.{what}", file=FILE, what=what),
        nearest=nearest(USUAL[what][0], _unused(data, what, files)),
    )  # fmt: skip


def _unused(data: Path, what: str, files: dict[str, str]) -> list[str]:
    """Names of the files in a folder that no other table is read from."""
    used = {FILE}
    for other in USUAL:
        if other != what:
            usual = next((name for name in USUAL[other] if (data / name).is_file()), None)
            used |= {name for name in (files.get(other, usual),) if name is not None}
    return [one.name for one in data.iterdir() if one.is_file() and one.name not in used]


def _content(path: Path) -> dict[str, dict[str, Any]]:
    expected = message("a TOML file with the tables {tables}", tables=", ".join(KEYS))
    text = ""
    try:
        text = read_plain(path, expected).decode("utf-8")
        content = parse_toml(text)
    except UnicodeDecodeError:
        raise CrmsimError(message("not UTF-8 text"), file=path, expected=expected) from None
    except ValueError as error:
        reason, line = what_is_wrong(error, text)
        raise CrmsimError(
            message("not TOML: {reason}", reason=reason), file=path, line=line, expected=expected
        ) from None
    except OSError as error:
        raise CrmsimError(
            message("cannot be read ({reason})", reason=error.strerror), file=path, expected=expected
        ) from None
    for table, values in content.items():
        if table not in KEYS or not isinstance(values, dict):
            raise CrmsimError(
                message("unknown table"), file=path, key=table, expected=expected, nearest=nearest(table, KEYS)
            )
        for key, value in values.items():
            if key not in KEYS[table]:
                raise CrmsimError(
                    message("unknown key"), file=path, key=f"{table}.{key}", value=value,
                    expected=message("one of {choices}", choices=", ".join(KEYS[table])),
                    nearest=nearest(key, KEYS[table]),
                )  # fmt: skip
            kinds = KEYS[table][key]
            if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
                raise CrmsimError(
                    message("of the wrong kind"), file=path, key=f"{table}.{key}", value=value, expected=WORDS[kinds[0]]
                )
    return content
