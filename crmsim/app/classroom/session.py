"""A class and its questions: who may answer when, what is shown to whom, and how it is written down.

Nothing here knows of servers, pages or files. Players are known by names that a server makes and nobody else sees;
what is handed out about answers is counts, never who gave which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crmsim.errors import CrmsimError
from crmsim.words import message

LEAST = 5  # answers of devices below which no counts are told, and new ones without which told counts stay as they are
MOST_PLAYERS = 400
MOST_QUESTIONS = 60
MOST_OPTIONS, FEWEST_OPTIONS = 6, 2
MOST_TEXT, MOST_NAME = 600, 60  # letters
MOST_HANDS = 999  # for one answer
KINDS = ("bet", "before", "after")
OPEN, CLOSED, SHOWN = "open", "closed", "shown"


@dataclass
class Question:
    """One question to a class.

    Attributes
    ----------
    name:
        What it is called between page and server, as "bet:energy".
    text, options:
        As players read them.
    kind:
        "bet", or "before" and "after" a lesson: the same question twice.
    stage:
        "open" while answers are taken, "closed", or "shown" when it may be told what came out.
    right:
        Place of the option that came out; None until it is shown.
    answers:
        Player → place of the option.
    hands:
        Hands counted in the room and typed in, one number an option; None where none were.
    told:
        Counts of devices as they were last told while the question was open.
    fresh:
        Players whose answer was given or changed since.
    """

    name: str
    text: str
    options: tuple[str, ...]
    kind: str
    stage: str = OPEN
    right: int | None = None
    answers: dict[str, int] = field(default_factory=dict)
    hands: tuple[int, ...] | None = None
    told: tuple[int, ...] | None = None
    fresh: set[str] = field(default_factory=set)

    def counts(self) -> tuple[int, ...]:
        """Answers of devices to each option, however few."""
        given = list(self.answers.values())
        return tuple(given.count(place) for place in range(len(self.options)))

    def devices(self) -> tuple[int, ...] | None:
        """Counts of devices that may be told: none below :data:`LEAST`, and while open only in steps of as many.

        So nobody who watches both a neighbour's thumb and the wall learns what the neighbour bet. When the question
        closes, all are told, also where fewer than that came last.
        """
        if len(self.answers) < LEAST:
            return None
        return self.told if self.stage == OPEN else self.counts()

    def all_shown(self) -> tuple[int, ...] | None:
        """What may be told of devices and hands together; None where there is nothing."""
        devices = self.devices()
        if devices is None or self.hands is None:
            return devices or self.hands
        return tuple(one + other for one, other in zip(devices, self.hands, strict=True))


@dataclass
class Session:
    """A class, from its first question to its last.

    Attributes
    ----------
    began:
        When, in seconds since 1970; together with ``turn`` it tells a page whether it has seen the newest.
    turn:
        Grows whenever what players are shown changes.
    players:
        Everybody who opened the player's page.
    questions:
        Name → question, in the order in which they were first asked.
    current:
        Name of the question that players have before them; None between questions.
    """

    began: float
    turn: int = 0
    players: set[str] = field(default_factory=set)
    questions: dict[str, Question] = field(default_factory=dict)
    current: str | None = None

    def join(self, player: str) -> bool:
        """Somebody opened the page; whether that is new. Beyond :data:`MOST_PLAYERS` nobody is noted."""
        if player in self.players or len(self.players) >= MOST_PLAYERS:
            return False
        self.players.add(player)
        return True

    def ask(self, name: str, text: str, options: Sequence[str], kind: str = "bet") -> None:
        """Put a question to the class, or open again one that was asked; the one before it is closed.

        Raises
        ------
        CrmsimError
            Where the question is none that can be asked.
        """
        text, options = _text(text, MOST_TEXT, "text"), tuple(_text(one, MOST_TEXT, "options") for one in options)
        _text(name, MOST_NAME, "name")
        if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
            raise _refused("options", len(options), message("2 to 6 answers"))
        if kind not in KINDS:
            raise _refused("kind", kind, message("bet, before or after"))
        known = self.questions.get(name)
        if known is None and len(self.questions) >= MOST_QUESTIONS:
            raise _refused("name", name, message("no more questions than {most}", most=MOST_QUESTIONS))
        if known is not None and len(known.options) != len(options):
            raise _refused("options", len(options), message("as many answers as before"))
        if self.current is not None and self.current != name:
            self.close(self.current)
        if known is None:
            self.questions[name] = Question(name, text, options, kind)
        else:  # in the language asked in now; what was answered stays
            known.text, known.options, known.stage, known.right = text, options, OPEN, None
        self.current = name
        self.turn += 1

    def answer(self, player: str, name: str, choice: int) -> bool:
        """Note an answer, or a change of mind; whether it was taken. It is not once the question is closed.

        Raises
        ------
        CrmsimError
            Where no such question was asked or it has no such option.
        """
        question = self._question(name)
        if not _is_place(choice, question):
            raise _refused("choice", choice, message("the place of one of the answers"))
        if question.stage != OPEN or (player not in self.players and not self.join(player)):
            return False
        if question.answers.get(player) != choice:
            question.answers[player] = choice
            question.fresh.add(player)
            if len(question.fresh) >= LEAST:
                question.told, question.fresh = question.counts(), set()
        return True

    def close(self, name: str) -> None:
        """Take no more answers."""
        question = self._question(name)
        if question.stage == OPEN:
            question.stage = CLOSED
            self.turn += 1

    def show(self, name: str, right: int) -> None:
        """Let it be told what came out; no more answers are taken."""
        question = self._question(name)
        if not _is_place(right, question):
            raise _refused("right", right, message("the place of one of the answers"))
        question.stage, question.right = SHOWN, right
        self.turn += 1

    def count_hands(self, name: str, hands: Sequence[int] | None) -> None:
        """Note hands counted in the room, a number an option; None forgets them."""
        question = self._question(name)
        if hands is not None:
            if len(hands) != len(question.options):
                raise _refused("hands", len(hands), message("a number for each answer"))
            for one in hands:
                if isinstance(one, bool) or not isinstance(one, int) or not 0 <= one <= MOST_HANDS:
                    raise _refused("hands", one, message("a whole number from 0 to {most}", most=MOST_HANDS))
        question.hands = None if hands is None or not any(hands) else tuple(hands)
        if question.stage == SHOWN:
            self.turn += 1

    def rest(self) -> None:
        """Nothing before the players."""
        if self.current is not None:
            self.close(self.current)
            self.current = None
            self.turn += 1

    def for_player(self, player: str) -> dict[str, Any]:
        """What one player is shown: the question, the own answer, and counts of all once it is shown."""
        seen: dict[str, Any] = {"turn": self.mark(), "question": None}
        if self.current is None:
            return seen
        question = self.questions[self.current]
        shown = question.stage == SHOWN and question.kind != "before"  # the same question comes again
        seen["question"] = {
            "name": question.name, "text": question.text, "options": list(question.options), "kind": question.kind,
            "stage": SHOWN if shown else CLOSED if question.stage == SHOWN else question.stage,
            "mine": question.answers.get(player), "right": question.right if shown else None,
            "counts": _listed(question.all_shown()) if shown else None,
        }  # fmt: skip
        return seen

    def for_teacher(self) -> dict[str, Any]:
        """What the teacher is shown: how many answered, and counts as far as they may be told."""
        return {
            "turn": self.mark(),
            "players": len(self.players),
            "current": self.current,
            "questions": {name: _for_teacher(one) for name, one in self.questions.items()},
        }

    def mark(self) -> str:
        """Changes whenever what players see does, and with every new class."""
        return f"{self.began:.0f}-{self.turn}"

    def pairs(self, topic: str) -> list[tuple[int, int]]:
        """Answers before and after of each player who gave both."""
        before, after = (self.questions.get(f"{kind}:{topic}") for kind in ("before", "after"))
        if before is None or after is None:
            return []
        return [(before.answers[one], after.answers[one]) for one in before.answers if one in after.answers]

    def written(self) -> dict[str, Any]:
        """All of it, as JSON takes it."""
        return {
            "began": self.began, "turn": self.turn, "current": self.current, "players": sorted(self.players),
            "questions": [
                {"name": one.name, "text": one.text, "options": list(one.options), "kind": one.kind,
                 "stage": one.stage, "right": one.right, "answers": one.answers, "hands": _listed(one.hands),
                 "told": _listed(one.told)}
                for one in self.questions.values()
            ],
        }  # fmt: skip

    def _question(self, name: str) -> Question:
        found = self.questions.get(name)
        if found is None:
            raise _refused("name", name, message("a question that was asked"))
        return found


def read(written: Mapping[str, Any]) -> Session:
    """What :meth:`Session.written` gave.

    Raises
    ------
    KeyError, TypeError, ValueError
        Where it is something else.
    """
    session = Session(float(written["began"]), int(written["turn"]), {str(one) for one in written["players"]})
    for one in written["questions"]:
        options = tuple(str(text) for text in one["options"])
        hands, told = (None if one[key] is None else tuple(int(x) for x in one[key]) for key in ("hands", "told"))
        answers = {str(player): int(choice) for player, choice in one["answers"].items()}
        right = None if one["right"] is None else int(one["right"])
        question = Question(
            str(one["name"]),
            str(one["text"]),
            options,
            str(one["kind"]),
            str(one["stage"]),
            right,
            answers,
            hands,
            told,
        )
        if question.kind not in KINDS or question.stage not in (OPEN, CLOSED, SHOWN):
            raise ValueError(question.kind, question.stage)
        if not all(_is_place(place, question) for place in (*answers.values(), *([] if right is None else [right]))):
            raise ValueError(answers)
        if any(numbers is not None and len(numbers) != len(options) for numbers in (hands, told)):
            raise ValueError(hands, told)
        session.questions[question.name] = question
    current = written["current"]
    if current is not None and current not in session.questions:
        raise ValueError(current)
    session.current = current
    return session


def _for_teacher(question: Question) -> dict[str, Any]:
    # Of the question before a lesson nothing is told until it was asked again and shown: it would answer itself.
    told = question.devices() if question.kind == "bet" or question.stage == SHOWN else None
    return {
        "kind": question.kind, "stage": question.stage, "answered": len(question.answers), "counts": _listed(told),
        "hands": _listed(question.hands), "options": list(question.options), "text": question.text,
        "right": question.right if question.stage == SHOWN else None,
    }  # fmt: skip


def _is_place(choice: Any, question: Question) -> bool:
    return isinstance(choice, int) and not isinstance(choice, bool) and 0 <= choice < len(question.options)


def _listed(numbers: Sequence[int] | None) -> list[int] | None:
    return None if numbers is None else list(numbers)


def _text(given: Any, most: int, key: str) -> str:
    if not isinstance(given, str) or not given.strip() or len(given) > most:
        raise _refused(key, given if isinstance(given, int) else "…", message("text of 1 to {most} letters", most=most))
    return given.strip()


def _refused(key: str, value: Any, expected: Any) -> CrmsimError:
    return CrmsimError(message("cannot be asked so"), key=key, value=value, expected=expected)
