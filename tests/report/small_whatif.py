"""A small what-if to tell, and what a page of HTML holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import numpy as np

from crmsim.scenario import load
from crmsim.whatif.answer import Answer
from crmsim.whatif.asking import Size
from crmsim.whatif.options import chosen
from crmsim.whatif.trials import Floats, Trials
from crmsim.whatif.trying import try_out

OPTIONS = ("points_and_dashboards", "fewer_licences")
VOID = {"meta", "br", "link", "img", "input", "hr"}


def small_whatif(folder: Path, *settings: str, worlds: int = 30, runs: int = 1, people: int = 14) -> Path:
    """The folder of a what-if of few people and options."""
    scenario = load("baseline", [f"organisation.employees={people}", *settings], weeks=52)
    try_out(scenario, chosen(OPTIONS), Size(worlds, runs), jobs=1, out=folder)
    return folder


@dataclass(frozen=True, eq=False)
class Lacking(Trials):
    """Trials of which one alternative lacks its first world, or ``gone`` all of them."""

    gone: str = ""

    def weekly(self, name: str) -> Floats:
        """As stored, with a hole."""
        result = np.array(super().weekly(name))
        if self.gone:
            result[self.place(self.gone)] = np.nan
        else:
            result[self.place(OPTIONS[0]), 0] = np.nan
        return result


@dataclass
class Element:
    """An element of a page: its attributes and all text in it."""

    tag: str
    attributes: dict[str, str]
    inside: list[str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """What a page holds, element by element."""

    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @classmethod
    def of(cls, text: str) -> Page:
        """A page that was read to its end, with every element closed."""
        page = cls()
        page.feed(text)
        page.close()
        assert page.open == []
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs), f"<{tag}> says something twice"
        one = Element(tag, {key: value or "" for key, value in attrs}, [each.tag for each in self.open])
        self.elements.append(one)
        if tag not in VOID:
            self.open.append(one)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {key: value or "" for key, value in attrs}, [e.tag for e in self.open]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for one in self.open:
            one.text += data

    def all(self, *tags: str) -> list[Element]:
        """Elements of some kinds, in order."""
        return [one for one in self.elements if one.tag in tags]


def answered(folder: Path) -> Answer:
    """The answer in a folder."""
    return Answer.read(folder)
