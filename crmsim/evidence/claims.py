"""Every claim and fact with all that is known of it: its home in the model, signs, scenarios, predictions, verdict."""

from __future__ import annotations

import csv
import dataclasses
import functools
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec

from crmsim.claims import Claim, Fact, claims_and_facts, find, read_claims, read_facts, read_placebos, theses
from crmsim.claims.read import GROUPS, HEADINGS
from crmsim.evidence.page import counts_tables, verdict_lines
from crmsim.evidence.stored import Stored, shipped
from crmsim.evidence.text import BASIS, VERDICT, detailed, how
from crmsim.evidence.verdict import Answer, answers
from crmsim.experiment.catalogue import EXPERIMENT, experiments_on, shipped_experiments
from crmsim.scenario.catalogue import shipped as scenarios
from crmsim.scenario.document import read_document
from crmsim.words import ENGLISH, Message, Teller, message

FILE = "signs.csv"


@dataclass(frozen=True)
class Sign:
    """One prediction of sign and what came of it.

    Attributes
    ----------
    parameter, outcome, sign:
        Moved from low to high, ``parameter`` should move ``outcome`` by ``sign``.
    because:
        Why, in words.
    verdict:
        As :mod:`experiments.signs` tells it.
    """

    parameter: str
    outcome: str
    sign: str
    because: str
    verdict: str


@functools.cache
def read_signs() -> dict[str, tuple[Sign, ...]]:
    """Claim or fact → the predictions of sign that rest on it."""
    result: dict[str, list[Sign]] = {}
    text = files("crmsim.evidence").joinpath(FILE).read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        names, _, because = row["basis"].partition(":")
        group = "" if row["group"] == "all" else f":{row['group']}"
        sign = Sign(row["parameter"], row["outcome"] + group, row["sign"], because.strip(), row["verdict"])
        for name in names.split(", "):
            result.setdefault(name, []).append(sign)
    return {name: tuple(signs) for name, signs in result.items()}


SHOWN: dict[str, Message] = {
    "modules": message("modules"),
    "parameters": message("parameters"),
    "levers": message("also moved by"),
    "interventions": message("interventions"),
    "outcomes": message("outcomes"),
    "scenarios": message("scenarios"),
}
IN_SOURCES: dict[str, Message] = {  # what stands in sources beside names, years and sections; grades in capitals
    r"READ2": message("read at second hand", context="source"),
    r"READ": message("read", context="source"),
    r"RECALLED H": message("recalled, high confidence", context="source"),
    r"RECALLED M": message("recalled, medium confidence", context="source"),
    r"RECALLED L–M": message("recalled, low to medium confidence", context="source"),
    r"App\.": message("App.", context="source"),
    r"abstract": message("abstract", context="source"),
    r"phase": message("phase", context="source"),
    r"values": message("values", context="source"),
    r"sample": message("sample", context="source"),
    r"direction": message("direction", context="source"),
    r"contested": message("contested", context="source"),
    r"same talk": message("same talk", context="source"),
    r"et al\.": message("et al.", context="source"),
    r"thesis A": message("thesis A", context="source"),
    r"bachelor thesis": message("bachelor thesis", context="source"),
    r"master thesis": message("master thesis", context="source"),
}
REMARKS: dict[str, Message] = {"missing": message("missing"), "note": message("note")}
FACTS = "Facts that others measured"
CAME_OUT = "came out"
BASELINE = "baseline"  # what is found in it stands under too many claims to be told at each


def known(name: str) -> Claim | Fact:
    """The claim or fact of a number, however it is written.

    Raises
    ------
    CrmsimError
        Where there is neither.
    """
    return read_facts().get(name.upper()) or find(name)


def overview(teller: Teller = ENGLISH) -> str:
    """Every claim and fact with its source, kind and verdict."""
    verdicts = _answers(shipped())
    lines = []
    for name, one in claims_and_facts().items():
        lines.append(teller.wrap(f"{name:<4}{teller(one.text)}", "", "    "))
        part = f"; {teller('in part')}" if isinstance(one, Claim) and one.missing else ""
        verdict = teller("verdict: {verdict}", verdict=teller(VERDICT[verdicts[name].verdict]))
        shown = "; ".join(text for text in (source_text(one.source, teller), teller(BASIS[one.kind])) if text)
        lines.append(teller.wrap(f"{shown}{part}; {verdict}", "    "))
    return "\n".join(lines)


def details(one: Claim | Fact, teller: Teller = ENGLISH) -> str:
    """One claim or fact with everything that is known of it."""
    lines = [teller.wrap(f"{one.id}  {teller(one.text)}", "", "    ")]

    def add(word: str, text: str) -> None:
        lines.append(teller.wrap(f"{word}: {text}", "  ", "    "))

    if isinstance(one, Fact):
        if one.numbers:
            add(teller("numbers"), teller(one.numbers))
        if one.source:
            add(teller("source"), source_text(one.source, teller))
    else:
        add(teller("source"), source_text(f"{one.source}: {theses()[one.source[0]]}", teller))
    add(teller("kind"), kind_of(one, teller))
    for key, word in SHOWN.items():
        if names := getattr(one, key, ()):
            add(teller(word), ", ".join(names))
    for key, word in REMARKS.items():
        if text := getattr(one, key, ""):
            add(teller(word), teller(text))
    if signs := read_signs().get(one.id):
        out = sum(sign.verdict == CAME_OUT for sign in signs)
        add(teller("signs of parameters"), teller("{out} of {all} came out as predicted", out=out, all=len(signs)))
    lines += detailed(_answers(shipped())[one.id], teller)[1:]
    return "\n".join([*lines, how(shipped(), teller)])


def source_text(source: str, teller: Teller = ENGLISH) -> str:
    """A source as it is read by people: grades and references to parts of it in words."""
    pattern = "|".join(rf"\b(?:{piece})(?!\w)" for piece in IN_SOURCES)

    def told(found: re.Match[str]) -> str:
        return next(teller(word) for piece, word in IN_SOURCES.items() if re.fullmatch(piece, found.group()))

    return re.sub(pattern, told, source)


def kind_of(one: Claim | Fact, teller: Teller = ENGLISH) -> str:
    """The kind, with the placebo where there is one."""
    kind = teller(BASIS[one.kind])
    if not one.placebo:
        return kind
    placebo = read_placebos()[one.placebo]
    return teller(
        "{kind}; must vanish where {placebo} ({settings})",
        kind=kind, placebo=teller(placebo.meaning), settings=" ".join(placebo.settings),
    )  # fmt: skip


def as_json(claims: list[Claim | Fact]) -> str:
    """The map and the verdicts for other programs."""
    verdicts = _answers(shipped())
    rows = [
        {
            **dataclasses.asdict(one),
            "verdict": verdicts[one.id].verdict,
            "predictions": [
                {"id": each.prediction.id, "says": each.prediction.says, "basis": each.basis, "verdict": each.verdict}
                for each in verdicts[one.id].findings
            ],
            "signs": [dataclasses.asdict(sign) for sign in read_signs().get(one.id, ())],
        }
        for one in claims
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def page() -> str:
    """All of it as Markdown: ``docs/claims.md``."""
    stored = shipped()
    verdicts = _answers(stored)
    findings = _findings()
    lines = [
        "# What the sources claim, where it lives, and what comes out",
        "",
        "Written by `crmsim claims --markdown`; do not edit. It joins the map of claims (`crmsim/claims/claims.toml`, "
        "facts in `facts.toml`) with what parameters and scenarios declare, with the predictions in "
        "`crmsim/evidence/predictions`, and with what came of them (`crmsim/evidence/verdicts.csv`). `crmsim claims "
        "G5` prints one entry, `crmsim evidence G5` runs it again, `make evidence` all of them.",
        "",
        *(f"- **{letter}**: {title}" for letter, title in theses().items()),
        "- **E**: facts that others measured; grades as in [evidence.md](evidence.md)",
        "",
        "*By construction*: the sign of the rules alone fixes it, so it checks the code and supports nothing. "
        "*Emergent*: it could have come out either way, and must vanish in its placebo. *Input*: it is put in. "
        "*Descriptive*: it defines or counts. *Signs*: whether each parameter moves its outcome as claimed, alone "
        "([signs.md](signs.md)).",
        "",
        "A prediction was committed before the run that could show it; twenty placebos that fit a prediction better "
        "than its claim's were named after a first run. *Reproduced*: it has the predicted sign and at "
        "least the size that would matter. *In part*: the sign, and perhaps too little to matter or another size than "
        "was predicted. *Not reproduced*: shown to be smaller than what would matter, or to stay under the placebo. "
        "*Contrary*: the other way. *Cannot be told*: these runs do not settle it. *Holds in*: the share of worlds in "
        "which the effect is as large as matters, random variation taken out; it may be reproduced on average and hold "
        "in few. A claim is contrary where more of its predictions come out the other way than are reproduced, and in "
        "part where some are reproduced, wholly or in part. Changes of shares are in percentage points (pp); ends of "
        "intervals "
        "are in the same unit. " + how(stored, Teller(width=10_000)),
        "",
        *counts_tables(list(verdicts.values())),
        "",
        "![all effects](pictures/effects.png)",
    ]
    for letter in GROUPS:
        lines += ["", f"## {HEADINGS[letter]}"]
        for claim in read_claims().values():
            if claim.id[0] == letter:
                lines += _entry(claim, verdicts[claim.id], findings)
    lines += ["", f"## {FACTS}"]
    for fact in read_facts().values():
        lines += _entry(fact, verdicts[fact.id], findings)
    lines += ["", "## Placebos", "", "| name | an emergent claim must vanish where | settings |", "|---|---|---|"]
    for placebo in read_placebos().values():
        lines.append(f"| {placebo.name} | {placebo.meaning} | {_code(placebo.settings)} |")
    return "\n".join(lines) + "\n"


def _entry(one: Claim | Fact, verdict: Answer, findings: Mapping[str, str]) -> list[str]:
    kind = f"{one.kind} (placebo: {one.placebo})" if one.placebo else one.kind
    text = f"{one.text} ({one.numbers})" if isinstance(one, Fact) and one.numbers else one.text
    lines = ["", f"### {one.id}", "", text, "", f"*{one.source}; {kind}*", "", *verdict_lines(one=verdict), ""]
    if isinstance(one, Claim):
        lines.append(f"- rules: {', '.join(map(_module, one.modules))}")
    for key, word in SHOWN.items():
        names: tuple[str, ...] = getattr(one, key, ())
        if names and key != "modules":
            lines.append(f"- {word}: {_code(names)}")
    lines += [f"- {key}: {getattr(one, key)}" for key in REMARKS if getattr(one, key, "")]
    lines += [
        f"- what would matter in `{each.prediction.name}`: {each.prediction.reason}"
        for each in verdict.findings
        if each.prediction.reason
    ]
    signs = read_signs().get(one.id, ())
    if signs:
        lines.append(f"- signs: {_signs(signs)}")
    for name in getattr(one, "scenarios", ()):
        if name != BASELINE and findings.get(name):
            lines.append(f"- found in scenario `{name}`: {findings[name]}")
    for name in experiments_on(one.id):
        found = read_document(shipped_experiments()[name], EXPERIMENT).content.get("finding", "")
        lines.append(f"- found by experiment `{name}`: {found}" if found else f"- experiment: `{name}`")
    while lines[-1] == "":
        lines.pop()
    return lines


def _module(name: str) -> str:
    """A module of the mechanisms as a link to its rules; a package by name."""
    return f"[{name}](mechanisms.md#{name})" if find_spec(f"crmsim.mechanisms.{name}") is not None else f"`{name}`"


def _signs(signs: tuple[Sign, ...]) -> str:
    verdicts = Counter(sign.verdict for sign in signs)
    missed = [f"`{one.parameter}` on {one.outcome} ({one.verdict})" for one in signs if one.verdict != CAME_OUT]
    return f"{verdicts[CAME_OUT]} of {len(signs)} came out" + (f"; not {', '.join(missed)}" if missed else "")


def _findings() -> dict[str, str]:
    """Scenario → what was found in it."""
    return {
        name: read_document(path).content.get("scenario", {}).get("finding", "") for name, path in scenarios().items()
    }


def _answers(stored: Stored) -> dict[str, Answer]:
    return {one.name: one for one in answers(stored.findings)}


def _code(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
