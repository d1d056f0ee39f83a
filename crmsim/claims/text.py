"""The map of claims as text for a terminal, and as a page."""

from __future__ import annotations

import dataclasses
import json

from crmsim.claims.read import GROUPS, HEADINGS, Claim, read_claims, read_placebos, theses
from crmsim.words import ENGLISH, Message, Teller, message

SHOWN: dict[str, Message] = {
    "rooms": message("rooms"),
    "parameters": message("parameters"),
    "levers": message("also moved by"),
    "interventions": message("interventions"),
    "outcomes": message("outcomes"),
    "scenarios": message("scenarios"),
}
REMARKS: dict[str, Message] = {"missing": message("missing"), "note": message("note")}
KIND: dict[str, Message] = {
    "by construction": message("by construction"),
    "emergent": message("emergent"),
    "input": message("input"),
    "descriptive": message("descriptive"),
}


def overview(teller: Teller = ENGLISH) -> str:
    """Every claim with its source and kind."""
    lines = []
    for claim in read_claims().values():
        lines.append(teller.wrap(f"{claim.id:<4}{teller(claim.text)}", "", "    "))
        part = f"; {teller('in part')}" if claim.missing else ""
        lines.append(f"    {claim.source}; {teller(KIND[claim.kind])}{part}")
    return "\n".join(lines)


def details(claim: Claim, teller: Teller = ENGLISH) -> str:
    """One claim with everything that is known of its home."""
    lines = [teller.wrap(f"{claim.id}  {teller(claim.text)}", "", "    ")]

    def add(word: str, text: str) -> None:
        lines.append(teller.wrap(f"{word}: {text}", "  ", "    "))

    add(teller("source"), f"{claim.source}: {theses()[claim.source[0]]}")
    add(teller("kind"), kind_of(claim, teller))
    for key, word in SHOWN.items():
        if names := getattr(claim, key):
            add(teller(word), ", ".join(names))
    for key, word in REMARKS.items():
        if text := getattr(claim, key):
            add(teller(word), teller(text))
    return "\n".join(lines)


def kind_of(claim: Claim, teller: Teller = ENGLISH) -> str:
    """The kind, with the placebo where there is one."""
    kind = teller(KIND[claim.kind])
    if not claim.placebo:
        return kind
    placebo = read_placebos()[claim.placebo]
    return teller(
        "{kind}; must vanish where {placebo} ({settings})",
        kind=kind, placebo=teller(placebo.meaning), settings=" ".join(placebo.settings),
    )  # fmt: skip


def as_json(claims: list[Claim]) -> str:
    """The map for other programs."""
    return json.dumps([dataclasses.asdict(claim) for claim in claims], ensure_ascii=False, indent=1)


def page() -> str:
    """The whole map as Markdown: ``docs/claims.md``."""
    claims = list(read_claims().values())
    lines = [
        "# Where each claim lives",
        "",
        "Written by `crmsim claims --markdown`; do not edit. The map is `crmsim/claims/claims.toml`, joined with what "
        "parameters and scenarios declare themselves; `crmsim claims G5` prints one entry.",
        "",
        *(f"- **{letter}**: {title}" for letter, title in theses().items()),
        "",
        "*By construction*: the sign of the rules alone fixes it, so it checks the code and supports nothing. "
        "*Emergent*: it could have come out either way, and must vanish in its placebo. *Input*: it is put in. "
        "*Descriptive*: it defines or counts. Whether each parameter moves its outcome as claimed: "
        "[signs.md](signs.md).",
    ]
    for letter in GROUPS:
        lines += ["", f"## {HEADINGS[letter]}"]
        for claim in claims:
            if claim.id[0] == letter:
                lines += _entry(claim)
    lines += ["", "## Placebos", "", "| name | an emergent claim must vanish where | settings |", "|---|---|---|"]
    for placebo in read_placebos().values():
        lines.append(f"| {placebo.name} | {placebo.meaning} | {_code(placebo.settings)} |")
    return "\n".join(lines) + "\n"


def _entry(claim: Claim) -> list[str]:
    kind = f"{claim.kind} (placebo: {claim.placebo})" if claim.placebo else claim.kind
    lines = ["", f"### {claim.id}", "", claim.text, "", f"*{claim.source}; {kind}*", ""]
    lines += [f"- {word}: {_code(getattr(claim, key))}" for key, word in SHOWN.items() if getattr(claim, key)]
    lines += [f"- {key}: {getattr(claim, key)}" for key in REMARKS if getattr(claim, key)]
    return lines


def _code(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
