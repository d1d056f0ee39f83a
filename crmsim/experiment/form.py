"""The tables of an experiment file as declared, and how a wrong key or value in one is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from crmsim.errors import CrmsimError, nearest
from crmsim.experiment.experiment import SEED_STRIDE, Kind
from crmsim.experiment.factor import Distribution, Factor, Role
from crmsim.scenario.document import Document
from crmsim.scenario.schema import PROBLEMS, expectation, listed, meant, plain
from crmsim.scenario.tables import LONGEST
from crmsim.scenario.work import LARGEST_SEED
from crmsim.words import Message, message

MOST_RUNS = 10_000_000  # of a whole experiment
SECTION: dict[Role, str] = {"lever": "levers", "uncertainty": "uncertainties"}
Form = TypeVar("Form", bound=BaseModel)


class Strict(BaseModel):
    """A table of an experiment file: strict, no unknown keys, no infinities."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


class FileForm(Strict):
    """The keys at the top of the file."""

    title: str = Field(min_length=1)
    title_nb: str = ""
    question: str = ""
    question_nb: str = ""
    claims: list[str] = []
    expect: str = ""
    surprise: str = ""
    finding: str = ""
    base: str = Field("baseline", min_length=1)
    function: str | None = None
    outcomes: list[str] = Field(min_length=1)
    seed: int = Field(0, ge=0, le=LARGEST_SEED)
    money: bool = True
    weekly: list[str] = []
    by_style: list[str] = []
    measures: list[str] = []
    events: bool = False
    networks: bool = False
    limit: float | None = Field(None, gt=0, le=1_000_000)
    runs: Any
    design: dict[str, Any]
    budget: dict[str, Any] = {}
    constants: dict[str, Any] = {}
    levers: dict[str, Any] = {}
    uncertainties: dict[str, Any] = {}
    failure: dict[str, Any] | None = None
    groups: dict[str, Any] = {}
    reference: dict[str, Any] | None = None
    within: list[str] = []
    branch_week: int | None = Field(None, ge=2, le=LONGEST)
    rules: list[str] = []
    own: dict[str, Any] = {}
    matters: dict[str, Any] = {}
    aims: dict[str, Any] = {}
    cells: dict[str, Any] = {}


class DesignForm(Strict):
    """``[design]``."""

    kind: Kind
    samples: int = Field(0, ge=1, le=MOST_RUNS)
    levels: int = Field(4, ge=2, le=100)
    second_order: bool = False
    first: int = Field(0, ge=2, le=MOST_RUNS)
    settings: int = Field(0, ge=8, le=MOST_RUNS)
    population: int = Field(0, ge=4, le=1_000)
    fresh: int = Field(0, ge=1, le=MOST_RUNS)
    robust: Literal["mean", "worst_tenth", "satisfied"] = "mean"


class AimForm(Strict):
    """``{at_least = 0.5}`` or ``{at_most = 0.5}`` in ``[aims]``."""

    at_least: float | None = None
    at_most: float | None = None


class CellsForm(Strict):
    """``{low = 0.0, high = 1.0, parts = 10}`` in ``[cells]``."""

    low: float
    high: float
    parts: int = Field(ge=2, le=1_000)


class RunsForm(Strict):
    """``[runs]``."""

    least: int | None = Field(None, ge=1, le=SEED_STRIDE)
    most: int = Field(ge=1, le=SEED_STRIDE)
    of: Literal["mean", "difference"] | None = None
    precision: dict[str, float] = Field(min_length=1)


class BudgetForm(Strict):
    """``[budget]``."""

    runs: int | None = Field(None, ge=1, le=MOST_RUNS)
    hours: float | None = Field(None, gt=0, le=100_000)


class FailureForm(Strict):
    """``[failure]``."""

    outcome: str
    below: float | None = None
    above: float | None = None


class OwnForm(Strict):
    """``[own.NAME]``."""

    meaning: str = Field(min_length=1)
    unit: str = Field(min_length=1)
    better: Literal["higher", "lower", "none"]
    matters: float = Field(gt=0)
    relative: bool = False
    low: float | None = None
    high: float | None = None


class LevelsForm(Strict):
    """``{from = 0.0, to = 1.0, steps = 5}``."""

    first: float = Field(alias="from")
    to: float
    steps: int = Field(ge=2, le=10_000)


class RangeForm(Strict):
    """``{low = 0.2, high = 0.6, distribution = "triangular", peak = 0.4}``."""

    low: float
    high: float
    distribution: Distribution | None = None
    peak: float | None = None
    steps: int = Field(0, ge=2, le=10_000)


class ValuesForm(Strict):
    """``{values = ["a", "b"], distribution = "categorical"}``, which is the same as a list."""

    values: list[Any]
    distribution: Literal["categorical"] = "categorical"


class MixtureForm(Strict):
    """``{mixture = ["people.givers", …], steps = 10}``."""

    mixture: list[str] = Field(min_length=2)
    steps: int = Field(ge=1, le=1000)


class AlternativesForm(Strict):
    """``{alternatives = {fast = {…}, careful = {…}}}``."""

    alternatives: dict[str, Any]


class Page:
    """A document, and errors that name the line of a key in it."""

    def __init__(
        self,
        document: Document,
        stored: Mapping[str, Mapping[str, Any]] | None = None,
        worlds: Path | None = None,
    ) -> None:
        self.document = document
        self.shown = document.shown
        self.stored = stored or {}  # scenarios by the name the document gives them, in place of their files
        self.worlds = worlds  # likewise in place of the file of worlds that the document names

    def line(self, key: str) -> int | None:
        """The line of a key; of a table that has none of its own, as ``[levers]`` of ``[levers.a.alternatives]``,
        the first line in it.
        """
        inside = [line for name, line in self.document.lines.items() if name.startswith(f"{key}.")]
        if key not in self.document.lines and inside:
            return min(inside)
        return self.document.line(key)

    def error(
        self,
        problem: str,
        key: str,
        value: object = None,
        expected: str | None = None,
        guess: str | None = None,
    ) -> CrmsimError:
        """The error for a key of the file; the file's own tables stand before it only to find its line."""
        return CrmsimError(
            problem, file=self.shown, line=self.line(key), key=key, value=plain(value), expected=expected, nearest=guess
        )

    def unknown(self, problem: str, key: str, value: object, known: Iterable[str], meaning: str = "") -> CrmsimError:
        """The error for a word that is none of those ``known``."""
        words = list(known)
        guess = nearest(value, words) if isinstance(value, str) else None
        return self.error(problem, key, value, meaning or message("one of {choices}", choices=listed(words)), guess)

    def key_of(self, factor: Factor) -> str:
        """Where a factor stands in the file: under its own name, or under ``all``."""
        section = SECTION[factor.role]
        own = f"{section}.{factor.name}"
        return own if own in self.document.lines or f"{section}.all" not in self.document.lines else f"{section}.all"

    def checked(self, form: type[Form], content: object, key: str) -> Form:
        """``content`` as the table ``form`` that stands under ``key`` ("" at the top of the file).

        Raises
        ------
        CrmsimError
            For what is no table, an unknown or missing key, and a value of a wrong type or out of range.
        """
        if not isinstance(content, Mapping):
            raise self.error(message("not a table"), key, content, f"[{key}]")
        try:
            return form.model_validate(dict(content))
        except ValidationError as error:
            self._refuse(error, form, key)

    def _refuse(self, error: ValidationError, form: type[BaseModel], prefix: str) -> NoReturn:
        # a key nobody knows explains one that is missing, so it is told first
        result = sorted(error.errors(include_url=False), key=lambda one: one["type"] == "missing")[0]
        path = [str(part) for part in result["loc"] if not isinstance(part, int)]
        key = ".".join([part for part in (prefix, *path) if part])
        known = {field.alias or name: field for name, field in form.model_fields.items()}
        value: Any = result["input"]
        kind = result["type"]
        if kind == "extra_forbidden":
            nobody_knows = (
                message("there is no key {leaf!r} in [{group}]", leaf=path[-1], group=prefix)
                if prefix
                else message("there is no key {leaf!r} in an experiment", leaf=path[-1])
            )
            raise self.error(
                nobody_knows, key, value, message("one of {choices}", choices=listed(known)), nearest(path[-1], known)
            ) from None
        field = known.get(path[0]) if path else None
        if kind == "missing":
            raise self.error(
                message("{name} is missing", name=path[-1]), key, None, field and expected_of(field)
            ) from None
        problem: str = PROBLEMS.get(kind) or (message("of the wrong type") if kind.endswith("_type") else result["msg"])
        if kind.endswith("too_short"):
            problem, value = (message("too few"), value) if value else (message("empty"), None)
        options = choices_of(field.annotation) if field else ()
        guess = nearest(value, options) if isinstance(value, str) else None
        if guess is None and isinstance(value, str) and field is not None:
            guess = meant(value, field.annotation)
        expected = expected_of(field) if field else None
        raise self.error(problem, key, value, expected, guess) from None


def choices_of(kind: Any) -> tuple[str, ...]:
    """The words a type allows, in a choice that may be left out too."""
    result: list[str] = []
    for part in get_args(kind):
        result += [part] if isinstance(part, str) else choices_of(part)
    return tuple(result)


def expected_of(field: FieldInfo) -> str:
    """What a key accepts, in words."""
    options = choices_of(field.annotation)
    if options:
        return message("one of {choices}", choices=", ".join(f'"{option}"' for option in options))
    return WORDS.get(str(field.annotation)) or expectation(field)


WORDS: dict[str, Message] = {
    "dict[str, typing.Any]": message("a table"),
    "dict[str, typing.Any] | None": message("a table"),
    "dict[str, float]": message("a table of numbers, as {routine_share = 0.01}"),
    "list[typing.Any]": message("a list of values"),
    "typing.Any": message("a whole number, or a table as {least = 30, most = 400, precision = {routine_share = 0.01}}"),
}


def form_of(value: Any) -> str:
    """Which form a table has: "mixture", "alternatives", "levels", "values", "range", or "" for none."""
    if not isinstance(value, Mapping):
        return ""
    for form, keys in (
        ("mixture", ("mixture",)),
        ("alternatives", ("alternatives",)),
        ("levels", ("from", "to")),
        ("values", ("values",)),
        ("range", ("low", "high", "distribution")),
    ):
        if any(key in value and not isinstance(value[key], Mapping | bool) for key in keys) or (
            form == "alternatives" and isinstance(value.get("alternatives"), Mapping)
        ):
            return form
    return ""
