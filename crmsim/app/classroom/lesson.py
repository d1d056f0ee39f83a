"""The lessons as the teacher of a class shows them: the same page, its bets joined to the phones in the room."""

from __future__ import annotations

import json
import re
from importlib.resources import files

from crmsim.app.classroom.words import ROOM
from crmsim.lesson.document import page
from crmsim.words import Teller

DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


def in_class(lesson: str, token: str, code: str, language: str) -> str:
    """The page of lessons with what joins it to a class.

    Parameters
    ----------
    lesson:
        The page as it is kept.
    token:
        What its requests must bring.
    code:
        What latecomers type; empty where none can come in.
    language:
        The one it opens in.
    """
    found = DATA.search(lesson)
    if found is None:
        return lesson
    document = json.loads(found[1])
    document["room"] = {"token": token, "code": code}
    document["languages"].sort(key=lambda one: one != language)
    for one, words in document["words"].items():
        teller = Teller(one)
        words |= {f"room.{key}": teller(text.template) for key, text in ROOM.items()}
    script = files("crmsim.app.classroom").joinpath("room.js").read_text(encoding="utf-8")
    return page(document, script, "'self'")
