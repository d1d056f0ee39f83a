"""The scenario as a text that one can read and change: each answer stands as a comment above its keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crmsim.interview.account import WORLDS, meaning_words, worlds_name
from crmsim.interview.meaning import Meaning
from crmsim.scenario.schema import UNKNOWN, tables
from crmsim.scenario.settings import literal
from crmsim.words import Message, Teller, message

QUESTION = message("What makes people use our CRM system, and what is it worth?")
WIDTH = 100  # characters of a comment
KINDS: dict[str, Message] = {
    "private": message("Our company"),
    "public": message("Our public body"),
    "": message("Our organisation"),
}  # without the number of people, which whoever reads the file may change


def titles(meanings: Sequence[Meaning], title: str | None) -> dict[str, str]:
    """Title and question in both languages; a title that somebody gave is in whatever language it is."""
    sector = next(meaning.answer.picture for meaning in meanings if meaning.question.key == "sector")
    made = {}
    for teller, suffix in ((Teller("en"), ""), (Teller("nb"), "_nb")):
        if title is None:
            made[f"title{suffix}"] = teller(KINDS[sector.key if sector else ""])
        made[f"question{suffix}"] = teller(QUESTION)
    return {"title": title, **made} if title else made


def scenario_text(
    meanings: Sequence[Meaning],
    teller: Teller,
    organisation: Mapping[str, Any] | None = None,
    title: str | None = None,
) -> str:
    """A scenario file of what the answers say.

    Parameters
    ----------
    organisation:
        What ``[organisation]`` says of files of people and ties.
    title:
        In the place of one that tells the sector.
    """
    lines = _comment(
        [
            teller("Made by crmsim new. Each answer stands above what it says of the model."),
            teller("Change what you like: crmsim check tells whether the file still stands."),
            teller("A range is assumed, as nobody has measured what such words come to. It stands in [unknown]; a run "
                   "takes the middle, which is given here."),
        ]
    )  # fmt: skip
    for name in tables():
        groups = [
            (meaning, {k: v for k, v in meaning.values.items() if k.partition(".")[0] == name}) for meaning in meanings
        ]
        inside = [line for meaning, values in groups if values for line in _group(meaning, values, teller)]
        if name == "scenario":
            inside = [*_entries(titles(meanings, title)), *_worlds(meanings, teller), *inside]
        if name == "organisation" and organisation:
            inside = [*_entries(organisation), *inside]
        if inside:
            lines += ["", f"[{name}]", *inside]
    unknown = [meaning for meaning in meanings if meaning.unknown]
    if unknown:
        lines += ["", f"[{UNKNOWN}]"]
        for meaning in unknown:
            lines += _comment([f"{teller(meaning.question.label)}: {meaning_words(meaning, teller)}"])
            lines += [f'"{key}" = {_values(value)}' for key, value in meaning.unknown.items()]
    return "\n".join(lines) + "\n"


def _worlds(meanings: Sequence[Meaning], teller: Teller) -> list[str]:
    """The plausible worlds of such an organisation; without where nobody knows of which kind it is."""
    name = worlds_name(meanings)
    if name is None:
        return []
    return [*_comment([teller(WORLDS)]), *_entries({"worlds": name})]


def _group(meaning: Meaning, values: Mapping[str, Any], teller: Teller) -> list[str]:
    """The keys of one answer in a table, the answer above them."""
    leaves = {key.partition(".")[2]: value for key, value in values.items()}
    return [*_comment([f"{teller(meaning.question.label)}: {meaning_words(meaning, teller)}"]), *_entries(leaves)]


def _entries(values: Mapping[str, Any]) -> list[str]:
    return [f"{key} = {literal(value, bare=False)}" for key, value in values.items()]


def _values(value: Any) -> str:
    """Values that may hold, as TOML."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {literal(meaning, bare=False)}" for key, meaning in value.items()) + " }"
    return literal(value, bare=False)


def _comment(texts: Iterable[str]) -> list[str]:
    """Texts as lines of comment."""
    wide = Teller("en", WIDTH)
    return [line for text in texts for line in wide.wrap(text, "# ").splitlines()]
