"""What is derived from declarations, and what each forgotten part of one says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pytest

from crmsim.declaration.assembly import Assembly, assemble
from crmsim.declaration.mechanism import (
    BY_RULE,
    GIVEN,
    KEPT,
    Columns,
    DeclarationError,
    Explained,
    Field,
    Mechanism,
    Phase,
)
from crmsim.declaration.outcome import flow, stock
from crmsim.declaration.parameter import SHARE, NotAsked, Sign, Table, parameter


def table(signs: tuple[Sign, ...] | NotAsked, **more: Any) -> type[Table]:
    """A table [mood] whose one number predicts this."""

    class Mood(Table):
        spread: float = parameter(
            0.1, meaning="how fast moods spread", unit="per week", allowed=SHARE, status="assumed", source="a test",
            signs=signs, **{"interval": (0.0, 0.5), **more},
        )  # fmt: skip

    return Mood


RISES = Sign("mood", "+", "own expectation: moods rise")


def nothing(*_: object) -> None:
    """A rule."""


def colour(mood: float, weather: float, q: Any) -> float:
    """A rule with terms."""
    return mood + weather + float(q)


MOOD = Field("mood", "f8", "0..1", newcomer=0.5)
STYLE = Field("style", "i1", "a style", start=GIVEN, newcomer=KEPT, words=("giver", "taker"))
SEAT = Field("key", "u8", "a seat", start=GIVEN, newcomer=KEPT, near=True)


def first(**changes: Any) -> Mechanism:
    made = Mechanism(
        "some.first",
        phases=(Phase(nothing, after=None, switch="first", name="first"),),
        fields={"people": (SEAT, STYLE), "cohorts": (), "project": ()},
    )
    return replace(made, **changes)


def moods(**changes: Any) -> Mechanism:
    made = Mechanism(
        "some.moods",
        table=table((RISES,)),
        phases=(Phase(nothing, after="first", switch="moods", name="moods"),),
        fields={"people": (MOOD,)},
        columns=(Columns(("mood",), ("mood",)),),
        outcomes=(flow("mood", "moods summed up", "moods", "mood", "higher"),),
    )
    return replace(made, **changes)


def together(*mechanisms: Mechanism) -> Assembly:
    helpers: dict[str, Any] = dict.fromkeys(("begin_week", "enter_amount"), nothing)
    return assemble(mechanisms, {**helpers, "rule": lambda function: function, "WINDOW": 4, "RING": 8})


def test_one_declaration_is_enough() -> None:
    result = together(moods(), first())
    assert [phase.name for phase in result.phases] == ["first", "moods"]
    assert list(result.carried_out) == ["first", "moods", "ledger"]
    assert result.switches == ("first", "moods")
    assert result.switch_of == {"first": "first", "moods": "moods", "ledger": None}
    assert list(result.tables) == ["mood"]
    assert result.columns[-1] == "mood" and [outcome.name for outcome in result.outcomes] == ["mood"]
    assert result.records["people"].names == ("key", "mood", "style")
    assert "people[i].mood = 0.5" in result.source


@pytest.mark.parametrize(
    ("mechanisms", "pattern"),
    [
        (lambda: (first(), moods(fields={"people": (replace(MOOD, newcomer=None),)})),
         r'some/moods\.py: Field\("mood"\) does not say what somebody new .*add newcomer='),
        (lambda: (first(), moods(fields={"people": (replace(MOOD, newcomer="mood.speed"),)})),
         r'newcomer="mood\.speed"\): no such parameter'),
        (lambda: (first(), moods(fields={"people": (replace(MOOD, start=BY_RULE),)})),
         r"the mechanism has no such rule; add start="),
        (lambda: (first(), moods(columns=())), r"made of 'mood', which nothing enters in the ledger; add Columns"),
        (lambda: (first(), moods(columns=(Columns(("mood",), ("temper",)),))), r'add Field\("temper", …\)'),
        (lambda: (first(), moods(), moods(module="some.twice", table=None, phases=(), fields={}, within="moods")),
         r"some/moods\.py: the column mood is declared twice"),
        (lambda: (first(), moods(phases=(Phase(nothing, after="frist", switch=None, name="moods"),))),
         r"follows 'frist', which the week does not come to"),
        (lambda: (first(), moods(), Mechanism("some.more", phases=(Phase(nothing, "first", None, "more"),))),
         r"both follow 'first'; say in one of them which goes first"),
        (lambda: (first(), moods(within="dusk", phases=())), r"there is no phase 'dusk'"),
        (lambda: (first(), moods(explained=(Explained(colour, {"mood": 0.5}, ("q",)),))),
         r"says nothing of the argument 'weather'; add \"weather\": … to neutral"),
        (lambda: (first(), moods(explained=(Explained(colour, {"mood": 0.5, "weather": 0.0, "sun": 1.0}, ("q",)),))),
         r"colour has no argument 'sun'"),
        (lambda: (first(), moods(table=table(()))),
         r'some/moods\.py: nothing is predicted of the parameter mood\.spread; add .* signs=\(Sign\('),
        (lambda: (first(), moods(table=table((replace(RISES, outcome="moods"),)))),
         r'some/moods\.py: mood\.spread predicts with outcome "moods", which does not exist; write mood$'),
        (lambda: (first(), moods(table=table((replace(RISES, sign="up"),)))),  # type: ignore[arg-type]
         r'with sign "up", which does not exist; write one of \+, -, 0$'),
        (lambda: (first(), moods(table=table((replace(RISES, group="givers"),)))),
         r'with group "givers", which does not exist; write giver$'),
        (lambda: (first(), moods(table=table((replace(RISES, given=("mood.spred=0.1",)),)))),
         r'with given "mood\.spred", which does not exist; write mood\.spread$'),
        (lambda: (first(), moods(table=table((RISES,), interval=None))),
         r"mood\.spread predicts mood without an interval; add low="),
        (lambda: (first(), moods(table=table((RISES,), needs=("mood.spread", ("high",))))),
         r'predicts mood where it has no effect; add given=\("mood\.spread=high",\)'),
        (lambda: (first(), moods(outcomes=(stock("a", "b", "mood", "people", "none"),))), r"made of 'people'"),
    ],
)  # fmt: skip
def test_what_was_forgotten_is_told(mechanisms: Callable[[], tuple[Mechanism, ...]], pattern: str) -> None:
    with pytest.raises(DeclarationError, match=pattern):
        together(*mechanisms())


def test_a_number_may_say_why_it_predicts_nothing_and_words_need_not() -> None:
    class Mood(Table):
        colour: Literal["red", "blue"] = parameter("red", meaning="x", unit="", status="choice", source="a test")
        spread: float = parameter(
            0.1, meaning="x", unit="x", status="choice", source="a test", signs=NotAsked("it is a test")
        )

    assert list(together(first(), moods(table=Mood)).tables) == ["mood"]


def test_a_phase_may_go_before_another_that_follows_the_same() -> None:
    between = Mechanism("some.more", phases=(Phase(nothing, "first", None, "more", before="moods"),))
    assert [phase.name for phase in together(first(), moods(), between).phases] == ["first", "more", "moods"]


def test_wide_measures_come_first_and_those_of_colleagues_before_all() -> None:
    fields = (Field("flag", "i1", "a", newcomer=0), Field("far", "i4", "b", newcomer=0, near=True), MOOD)
    record = together(first(), moods(fields={"people": fields})).records["people"]
    assert record.names == ("key", "far", "mood", "style", "flag")
    assert np.dtype(record).isalignedstruct
