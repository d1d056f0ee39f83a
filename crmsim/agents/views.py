"""One person or one tie of a run as an object: a light view that reads and writes the arrays of the state."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from crmsim.errors import CrmsimError, nearest
from crmsim.mechanisms import RECORDS
from crmsim.mechanisms.state import ROLES, STAGES, STYLES

Value = TypeVar("Value")


class Measure(Generic[Value]):
    """A field of a record as an attribute of its view; read only unless a subclass lets it be written."""

    def __init__(self, kind: type[Value], meaning: str) -> None:
        self.kind: Any = kind
        self.__doc__ = meaning

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        return self if view is None else self.kind(view.records[self.name][view.row])

    def __set__(self, view: Any, value: Any) -> None:
        raise CrmsimError("cannot be set: the model works it out", key=f"{type(view).__name__}.{self.name}")


class Share(Measure[float]):
    """A number from 0 to 1 that can be set."""

    def __init__(self, meaning: str) -> None:
        super().__init__(float, meaning)

    def __set__(self, view: Any, value: Any) -> None:
        if isinstance(value, bool | str) or not np.isscalar(value) or not 0.0 <= float(value) <= 1.0:  # type: ignore[arg-type] # a scalar of any kind
            raise CrmsimError(
                "cannot be set", key=f"{type(view).__name__}.{self.name}", value=value, expected="a number from 0 to 1"
            )
        view.records[self.name][view.row] = value


class Word(Measure[str]):
    """One of a few words, which the arrays keep as its number."""

    def __init__(self, words: tuple[str, ...], meaning: str) -> None:
        super().__init__(str, meaning)
        self.words = words

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        return self if view is None else self.words[view.records[self.name][view.row]]

    def __set__(self, view: Any, value: Any) -> None:
        if value not in self.words:
            raise CrmsimError(
                "no such word",
                key=f"{type(view).__name__}.{self.name}",
                value=value,
                expected=" or ".join(self.words),
                nearest=nearest(str(value), self.words),
            )
        view.records[self.name][view.row] = self.words.index(value)


class Tie:
    """How one person stands to another."""

    __slots__ = ("model", "other", "row")

    contact = Share("how often one turns to the other")
    quality = Share("connection quality as this one feels it")
    record = Share("how the other answered so far")
    level = Measure(float, "how far the quality it settles at lies above the culture's")

    def __init__(self, model: Any, row: int, other: Any) -> None:
        self.model = model
        self.row = row
        self.other = other

    @property
    def records(self) -> Any:
        """The records the measures are read from."""
        return self.model.state.ties

    def __repr__(self) -> str:
        return f"<Tie to {self.other.name}: contact {self.contact:.2f}, quality {self.quality:.2f}>"


class Person:
    """What can be seen of a person, and set where it says 'share' or names a word; a part of the Mesa agent.

    A view belongs to a seat. Who leaves keeps no view; who comes takes the seat over, after a vacancy in which
    ``present`` is false.

    Attributes
    ----------
    row:
        The seat, from 0.
    """

    model: Any
    row: int

    style = Word(STYLES, "giver, taker or matcher")
    stage = Word(STAGES, "stage of adoption")
    role = Word(ROLES, "role in organisation and project")
    present = Measure(bool, "whether somebody sits here")
    level = Measure(int, "1 = top")
    hired = Measure(int, "week of hiring; negative = before the first week")
    holder = Measure(int, "how many have held the seat before")
    otherish = Share("share, 0 = selfless; matters for givers")
    productivity = Measure(float, "mean 1")
    energy = Share("share")
    skill = Share("share: skill in the system")
    usefulness = Share("share: belief that the system is useful")
    ease = Share("share: belief that it is easy")
    safety = Share("share: psychological safety")
    satisfaction = Share("share: of own customers")
    intensity = Share("share of occasions on which the system is used")
    habit = Share("share of occasions used, smoothed")
    felt_surveillance = Share("share")
    reputation = Share("share of requests answered, smoothed")
    known_reputation = Share("share: reputation as others know it, with delay")
    gratitude = Measure(float, "-1..1 help received of late, less refusals")
    threshold = Measure(float, "personal threshold of adoption")
    exposure = Measure(float, "share of users among those turned to")
    mean_quality = Measure(float, "mean quality of own ties with contact")
    push = Measure(float, "-0.5..0.5 what leadership adds to the wish to take part")
    uses = Measure(float, "acts in the system so far")
    hours = Measure(float, "hours spent this week on other than customer work")
    help_hours = Measure(float, "hours spent helping this week")
    open_needs = Measure(int, "needs of customers still open")
    served = Measure(int, "needs served this week")
    right = Measure(int, "of them with current knowledge")
    shared = Measure(int, "facts and expertise received from colleagues this week")
    recorded = Measure(int, "facts recorded this week")
    lookups = Measure(int, "look-ups this week")
    hits = Measure(int, "of them that gave the current fact")

    @property
    def records(self) -> Any:
        """The records the measures are read from."""
        return self.model.state.people

    @property
    def seat(self) -> int:
        """The seat, from 0: the row in all arrays."""
        return self.row

    @property
    def name(self) -> str:
        """By what the seat is shown, as in the organisation."""
        return str(self.model.organisation.ids[self.row])

    @property
    def department(self) -> str:
        """Name of the department."""
        return str(self.model.organisation.departments[self.records["department"][self.row]])

    @property
    def manager(self) -> Any:
        """The nearest superior, None at the top."""
        seat = int(self.records["manager"][self.row])
        return None if seat < 0 else self.model.employee(seat)

    @property
    def expertise(self) -> NDArray[np.float64]:
        """float64[topics], 0..1; a part of the array itself."""
        result: NDArray[np.float64] = self.model.state.expertise[self.row]
        return result

    @property
    def understanding(self) -> NDArray[np.float64]:
        """float64[4], 0..1: why, what, how, who; a part of the array itself."""
        result: NDArray[np.float64] = self.records["understanding"][self.row]
        return result

    @property
    def ties(self) -> list[Tie]:
        """Those this person turns to, in the order of seats."""
        state = self.model.state
        rows = range(int(state.start[self.row]), int(state.start[self.row + 1]))
        contact, target = state.ties["contact"], state.ties["target"]
        return [Tie(self.model, row, self.model.employee(int(target[row]))) for row in rows if contact[row] > 0.0]

    def __repr__(self) -> str:
        what = f"{self.style} in {self.department}, {self.stage}" if self.present else f"vacant in {self.department}"
        return f"<{type(self).__name__} {self.name}: {what}>"


MEASURES: tuple[str, ...] = tuple(name for name in RECORDS["people"].names or () if hasattr(Person, name))
"""Fields of the records that a view shows under the same name."""
